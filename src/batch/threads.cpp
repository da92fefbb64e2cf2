#include "batch/threads.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <new>
#include <thread>

#include "base/error.hpp"

#if BTT_HAVE_OPENMP
#include <omp.h>
#endif

namespace btt::batch {
namespace {

// Waking a sleeping OpenMP team takes 35 us at the median and milliseconds at worst, which is the time of 16
// KB of text: below two such units the calling thread does better alone, and each further thread must be
// worth one.
constexpr std::size_t kBytesPerThread = std::size_t{16} << 10;
constexpr std::size_t kSerialBytes = 2 * kBytesPerThread;

constexpr std::uint32_t kMaxThreads = 1024;

const pid_t loading_process = getpid();
std::atomic<std::uint32_t> chosen_threads{0};
std::atomic<pid_t> choosing_process{0};  // the process that called set_num_threads

bool is_forked_child() noexcept {
  return getpid() != loading_process;
}

std::uint32_t default_threads() noexcept {
#if BTT_HAVE_OPENMP
  if (const char* text = std::getenv("BTT_NUM_THREADS")) {
    const long value = std::strtol(text, nullptr, 10);
    if (value > 0) return static_cast<std::uint32_t>(std::min<long>(value, kMaxThreads));
  }
  return static_cast<std::uint32_t>(std::max(1, omp_get_max_threads()));
#else
  return 1;
#endif
}

// Keeps the failure of the smallest row.
class FirstFailure {
 public:
  void keep(std::size_t row, std::exception_ptr failure) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (failure_ == nullptr || row < row_) {
      row_ = row;
      failure_ = std::move(failure);
    }
  }

  void rethrow() const {
    if (failure_ == nullptr) return;
    try {
      std::rethrow_exception(failure_);
    } catch (const Error& error) {
      throw error.row() == kNowhere ? error.at_row(static_cast<std::int64_t>(row_)) : error;
    }
  }

 private:
  std::mutex mutex_;
  std::size_t row_ = 0;
  std::exception_ptr failure_;
};

#if BTT_HAVE_OPENMP
void run_region(std::size_t rows, std::uint32_t threads,
                const std::function<void(std::size_t, std::size_t)>& body, FirstFailure& failure) {
  const auto count = static_cast<std::int64_t>(rows);
  // Small enough chunks to balance rows of different lengths, large enough that the shared counter costs
  // nothing.
  const std::int64_t chunk = std::max<std::int64_t>(1, count / (static_cast<std::int64_t>(threads) * 16));
#pragma omp parallel for schedule(dynamic, chunk) num_threads(static_cast <int>(threads))
  for (std::int64_t row = 0; row < count; ++row) {
    // No exception may leave the region.
    try {
      body(static_cast<std::size_t>(omp_get_thread_num()), static_cast<std::size_t>(row));
    } catch (...) {
      failure.keep(static_cast<std::size_t>(row), std::current_exception());
    }
  }
}
#endif

}  // namespace

void set_num_threads(std::uint32_t threads) noexcept {
  chosen_threads.store(std::min(threads, kMaxThreads));
  choosing_process.store(getpid());
}

std::uint32_t num_threads() noexcept {
  if (!has_openmp()) return 1;
  if (is_forked_child() && choosing_process.load() != getpid()) return 1;
  const std::uint32_t chosen = chosen_threads.load();
  return chosen != 0 ? chosen : default_threads();
}

bool has_openmp() noexcept {
  return BTT_HAVE_OPENMP != 0;
}

std::uint32_t threads_for(std::uint32_t requested, std::size_t rows, std::size_t bytes) noexcept {
  if (rows < 2 || bytes < kSerialBytes) return 1;
  const std::uint32_t limit = num_threads();
  if (limit == 1 && requested <= 1) return 1;
#if BTT_HAVE_OPENMP
  if (omp_in_parallel() != 0) return 1;
#endif
  // A forked child that did not ask for threads gets none, whatever the call says.
  if (is_forked_child() && choosing_process.load() != getpid()) return 1;
  std::size_t threads = requested != 0 ? std::min(requested, kMaxThreads) : limit;
  threads = std::min({threads, rows, bytes / kBytesPerThread});
  return has_openmp() ? static_cast<std::uint32_t>(std::max<std::size_t>(threads, 1)) : 1;
}

void for_each_row(std::size_t rows, [[maybe_unused]] std::uint32_t threads,
                  const std::function<void(std::size_t worker, std::size_t row)>& body) {
#if BTT_HAVE_OPENMP
  if (threads > 1) {
    FirstFailure failure;
    if (is_forked_child()) {
      std::thread helper([&] { run_region(rows, threads, body, failure); });
      helper.join();
    } else {
      run_region(rows, threads, body, failure);
    }
    failure.rethrow();
    return;
  }
#endif
  for (std::size_t row = 0; row < rows; ++row) {
    try {
      body(0, row);
    } catch (const Error& error) {
      // Serially the first failure is that of the smallest row.
      throw error.row() == kNowhere ? error.at_row(static_cast<std::int64_t>(row)) : error;
    }
  }
}

}  // namespace btt::batch
