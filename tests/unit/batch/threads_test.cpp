#include "batch/threads.hpp"

#include <doctest/doctest.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <new>
#include <vector>

#include "base/error.hpp"

using namespace btt;
using batch::for_each_row;
using batch::threads_for;

namespace {

constexpr std::size_t kUnit = std::size_t{16} << 10;  // what a thread is worth

// The number of threads goes back to the default behind each test.
struct Default {
  ~Default() { batch::set_num_threads(0); }
};

}  // namespace

TEST_CASE("small calls stay on the calling thread") {
  const Default back;
  batch::set_num_threads(8);
  CHECK(threads_for(8, 1, 100 * kUnit) == 1);
  CHECK(threads_for(8, 0, 100 * kUnit) == 1);
  CHECK(threads_for(8, 100, 2 * kUnit - 1) == 1);
  CHECK(threads_for(0, 100, 0) == 1);
}

TEST_CASE("a call gets what it asks for, but not more than it is worth") {
  if (!batch::has_openmp()) {
    CHECK(threads_for(8, 100, 100 * kUnit) == 1);
    CHECK(batch::num_threads() == 1);
    return;
  }
  const Default back;
  batch::set_num_threads(3);
  CHECK(batch::num_threads() == 3);
  CHECK(threads_for(0, 100, 100 * kUnit) == 3);
  CHECK(threads_for(8, 100, 100 * kUnit) == 8);
  CHECK(threads_for(8, 100, 4 * kUnit) == 4);
  CHECK(threads_for(8, 5, 100 * kUnit) == 5);
  CHECK(threads_for(1, 100, 100 * kUnit) == 1);
  CHECK(threads_for(1000000, 100000, 10000 * kUnit) == 1024);
  batch::set_num_threads(1000000);
  CHECK(batch::num_threads() == 1024);
  batch::set_num_threads(1);
  CHECK(threads_for(0, 100, 100 * kUnit) == 1);
  CHECK(threads_for(4, 100, 100 * kUnit) == 4);
}

TEST_CASE("the environment sets the default") {
  if (!batch::has_openmp()) {
    CHECK(batch::num_threads() == 1);
    return;
  }
  const Default back;
  batch::set_num_threads(0);
  const char* before = getenv("BTT_NUM_THREADS");
  const std::string kept = before != nullptr ? before : "";
  setenv("BTT_NUM_THREADS", "5", 1);
  CHECK(batch::num_threads() == 5);
  setenv("BTT_NUM_THREADS", "999999999", 1);
  CHECK(batch::num_threads() == 1024);
  batch::set_num_threads(2);
  CHECK(batch::num_threads() == 2);
  batch::set_num_threads(0);
  unsetenv("BTT_NUM_THREADS");
  const std::uint32_t without = batch::num_threads();
  CHECK(without >= 1);
  for (const char* nonsense : {"0", "-3", "many", ""}) {
    setenv("BTT_NUM_THREADS", nonsense, 1);
    CHECK(batch::num_threads() == without);
  }
  if (before != nullptr) {
    setenv("BTT_NUM_THREADS", kept.c_str(), 1);
  } else {
    unsetenv("BTT_NUM_THREADS");
  }
}

TEST_CASE("every row once, workers below the number of threads") {
  for (const std::uint32_t threads : {1U, 2U, 4U, 8U}) {
    for (const std::size_t rows : {0U, 1U, 7U, 1000U}) {
      std::vector<std::atomic<int>> seen(rows);
      std::atomic<bool> good{true};
      for_each_row(rows, threads, [&](std::size_t worker, std::size_t row) {
        if (worker >= threads || row >= rows) good = false;
        ++seen[row];
      });
      CHECK(good);
      int wrong = 0;
      for (const auto& count : seen) wrong += count == 1 ? 0 : 1;
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("the failure of the smallest row is thrown with its row") {
  for (const std::uint32_t threads : {1U, 2U, 8U}) {
    try {
      for_each_row(1000, threads, [](std::size_t, std::size_t row) {
        if (row % 100 == 37) throw Error(Status::kLimit, "row " + std::to_string(row), kNowhere, 5);
      });
      FAIL("no failure");
    } catch (const Error& error) {
      CHECK(error.row() == 37);
      CHECK(error.byte() == 5);
      CHECK(error.status() == Status::kLimit);
      CHECK(std::string(error.what()) == "row 37");
    }
  }
}

TEST_CASE("a failure that names its row keeps it") {
  for (const std::uint32_t threads : {1U, 4U}) {
    try {
      for_each_row(10, threads, [](std::size_t, std::size_t row) {
        if (row == 3) throw Error(Status::kLimit, "elsewhere", 77);
      });
      FAIL("no failure");
    } catch (const Error& error) {
      CHECK(error.row() == 77);
    }
  }
}

TEST_CASE("other exceptions come through") {
  for (const std::uint32_t threads : {1U, 4U}) {
    CHECK_THROWS_AS(for_each_row(10, threads, [](std::size_t, std::size_t) { throw std::bad_alloc(); }),
                    std::bad_alloc);
  }
}

TEST_CASE("a forked child works alone until it asks for threads") {
  const Default back;
  batch::set_num_threads(4);
  // The parent has had a team.
  for_each_row(100, 4, [](std::size_t, std::size_t) {});
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int code = 0;
    if (batch::num_threads() != 1) code |= 1;
    if (threads_for(8, 100, 100 * kUnit) != 1) code |= 2;
    std::atomic<int> rows{0};
    for_each_row(100, 1, [&](std::size_t, std::size_t) { ++rows; });
    if (rows != 100) code |= 4;
    if (batch::has_openmp()) {
      batch::set_num_threads(2);
      if (batch::num_threads() != 2) code |= 8;
      const std::uint32_t threads = threads_for(0, 100, 100 * kUnit);
      if (threads != 2) code |= 16;
      for_each_row(100, threads, [&](std::size_t, std::size_t) { ++rows; });
      if (rows != 200) code |= 32;
    }
    _exit(code);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
