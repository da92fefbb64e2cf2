#include "pipeline/workspace.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "pipeline/tokenizer.hpp"

using namespace btt;
using pipeline::Workspace;
using pipeline::WorkspacePool;

TEST_CASE("a workspace comes back to the pool and is used again") {
  WorkspacePool pool;
  CHECK(pool.idle_bytes() == 0);
  const Workspace* first = nullptr;
  {
    const auto lease = pool.take();
    lease->repaired.reserve(1000);
    first = &*lease;
    CHECK(pool.idle_bytes() == 0);
  }
  CHECK(pool.idle_bytes() >= 1000);
  const auto again = pool.take();
  CHECK(&*again == first);
  const auto other = pool.take();
  CHECK(&*other != first);
}

TEST_CASE("a moved lease gives back once") {
  WorkspacePool pool;
  {
    auto lease = pool.take();
    const auto moved = std::move(lease);
    moved->repaired = "kept";
  }
  const std::size_t one = pool.idle_bytes();
  CHECK(one > 0);
  const auto lease = pool.take();
  CHECK(pool.idle_bytes() == 0);
}

TEST_CASE("trim frees what is idle") {
  WorkspacePool pool;
  { const auto lease = pool.take(); }
  CHECK(pool.idle_bytes() > 0);
  pool.trim();
  CHECK(pool.idle_bytes() == 0);
}

TEST_CASE("one huge text does not stay in memory") {
  WorkspacePool pool;
  {
    const auto lease = pool.take();
    // Its UTF-8 has to be repaired, which takes a copy.
    const std::string text = "\xFF" + std::string(std::size_t{65} << 20, 'a');
    CHECK(pipeline::checked_text(text, false, *lease).size() > text.size());
  }
  CHECK(pool.idle_bytes() == 0);
}

TEST_CASE("not more than 64 idle ones are kept") {
  WorkspacePool pool;
  std::size_t one = 0;
  {
    const auto lease = pool.take();
    one = lease->capacity_bytes();
  }
  {
    std::vector<WorkspacePool::Lease> leases;
    for (int i = 0; i < 80; ++i) leases.push_back(pool.take());
  }
  CHECK(pool.idle_bytes() == 64 * one);
}

TEST_CASE("many threads take and give back") {
  WorkspacePool pool;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&pool] {
      for (int i = 0; i < 500; ++i) {
        const auto lease = pool.take();
        lease->repaired = "in use";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  pool.trim();
  CHECK(pool.idle_bytes() == 0);
}
