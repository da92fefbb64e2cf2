// GrownArray: a list of plain values for big tables whose size is not known before they are read.
//
// It grows and shrinks with realloc. For big blocks that moves pages and not what is in them: a vector would
// copy all of it, and every page that a copy touches for the first time costs as much as filling it.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace btt {

template <typename T>
class GrownArray {
  static_assert(std::is_trivially_copyable_v<T>, "elements are moved as bytes");

 public:
  GrownArray() = default;
  // Zeros, for a table that is filled at random: written at once, since a page that is read before it is
  // written costs two faults.
  static GrownArray zeros(std::size_t count) {
    GrownArray array = uninitialized(count);
    if (count != 0) std::memset(static_cast<void*>(array.data_), 0, count * sizeof(T));
    return array;
  }
  // Whatever the memory holds. Big blocks get large pages where the system has some: fewer faults, and fewer
  // misses of the address cache while the table is used.
  static GrownArray uninitialized(std::size_t count) {
    GrownArray array;
    if (count == 0) return array;
    if (count > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_alloc();
    array.data_ = static_cast<T*>(allocate_big(count * sizeof(T)));
    array.size_ = array.capacity_ = count;
    return array;
  }
  GrownArray(GrownArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  GrownArray& operator=(GrownArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  GrownArray(const GrownArray&) = delete;
  GrownArray& operator=(const GrownArray&) = delete;
  ~GrownArray() { std::free(data_); }

  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  bool empty() const noexcept { return size_ == 0; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  const T& operator[](std::size_t i) const noexcept { return data_[i]; }
  T& back() noexcept { return data_[size_ - 1]; }
  T* begin() noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }

  friend bool operator==(const GrownArray& a, const GrownArray& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  friend bool operator!=(const GrownArray& a, const GrownArray& b) { return !(a == b); }

  void reserve(std::size_t count) {
    if (count > capacity_) resize_block(count);
  }
  void push_back(const T& value) {
    if (size_ == capacity_) resize_block(size_ < 16 ? 32 : 2 * size_);
    data_[size_++] = value;
  }
  // Room for `count` more elements behind the last one, which add() then counts in.
  T* room(std::size_t count) {
    if (capacity_ - size_ < count) resize_block(size_ + count > 2 * size_ ? size_ + count : 2 * size_);
    return data_ + size_;
  }
  void add(std::size_t count) noexcept { size_ += count; }
  void append(const T* values, std::size_t count) {
    if (count == 0) return;
    std::memcpy(room(count), values, count * sizeof(T));
    size_ += count;
  }
  // Drops elements behind the first `count`, which are there.
  void cut(std::size_t count) noexcept { size_ = count; }
  void shrink_to_fit() { shrink_to(size_); }
  // Leaves room behind the last element.
  void shrink_to(std::size_t capacity) {
    if (capacity != capacity_) resize_block(capacity);
  }

 private:
  static void* allocate_big(std::size_t bytes) {
    constexpr std::size_t kLargePage = std::size_t{1} << 21;
    void* block = nullptr;
#ifdef MADV_HUGEPAGE
    if (bytes >= kLargePage) {
      if (posix_memalign(&block, kLargePage, bytes) != 0) throw std::bad_alloc();
      // The rest of a large page would be memory that nobody uses. Where the advice is not taken, nothing is
      // lost.
      (void)madvise(block, bytes / kLargePage * kLargePage, MADV_HUGEPAGE);
      return block;
    }
#endif
    block = std::malloc(bytes);
    if (block == nullptr) throw std::bad_alloc();
    return block;
  }
  void resize_block(std::size_t count) {
    if (count == 0) {
      std::free(std::exchange(data_, nullptr));
    } else {
      if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_alloc();
      void* const block = data_ == nullptr ? allocate_big(count * sizeof(T))
                                           : std::realloc(static_cast<void*>(data_), count * sizeof(T));
      if (block == nullptr) throw std::bad_alloc();
      data_ = static_cast<T*>(block);
    }
    capacity_ = count;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace btt
