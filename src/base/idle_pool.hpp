// IdlePool: objects that are dear to make, kept for the next one who needs one.
//
// No lock is waited for: a process that forked while another thread held it has it locked for ever. Who finds
// it taken makes a new object, or frees the one that comes back.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace btt {

// A lock that is only ever tried. A mutex of the C library costs a call each way and an atomic operation
// more.
class TriedLock {
 public:
  bool try_lock() noexcept { return !taken_.test_and_set(std::memory_order_acquire); }
  void unlock() noexcept { taken_.clear(std::memory_order_release); }

 private:
  std::atomic_flag taken_ = ATOMIC_FLAG_INIT;
};

// T has a default constructor and capacity_bytes().
template <typename T>
class IdlePool {
 public:
  // No object is measured: who gives it back has done so, or knows.
  static constexpr std::size_t kAnySize = SIZE_MAX;

  // At most `most` of at most `most_bytes` each are kept.
  explicit IdlePool(std::size_t most, std::size_t most_bytes = kAnySize) noexcept
      : most_(most), most_bytes_(most_bytes) {}

  std::unique_ptr<T> take() {
    {
      std::unique_lock<TriedLock> lock(lock_, std::try_to_lock);
      if (lock.owns_lock() && !idle_.empty()) {
        std::unique_ptr<T> object = std::move(idle_.back());
        idle_.pop_back();
        return object;
      }
    }
    return std::make_unique<T>();
  }

  void give_back(std::unique_ptr<T> object) noexcept {
    if (most_bytes_ != kAnySize && object->capacity_bytes() > most_bytes_) return;
    std::unique_lock<TriedLock> lock(lock_, std::try_to_lock);
    if (!lock.owns_lock() || idle_.size() >= most_) return;
    try {
      idle_.push_back(std::move(object));
    } catch (...) {
      // No memory for the list: the object is freed.
    }
  }

  // Frees what is idle.
  void trim() noexcept {
    std::unique_lock<TriedLock> lock(lock_, std::try_to_lock);
    if (lock.owns_lock()) idle_.clear();
  }

  std::size_t idle_bytes() const noexcept {
    std::unique_lock<TriedLock> lock(lock_, std::try_to_lock);
    if (!lock.owns_lock()) return 0;
    std::size_t bytes = 0;
    for (const auto& object : idle_) bytes += object->capacity_bytes();
    return bytes;
  }

 private:
  const std::size_t most_;
  const std::size_t most_bytes_;
  mutable TriedLock lock_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace btt
