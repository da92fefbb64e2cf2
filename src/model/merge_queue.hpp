// MergeQueue: the merges that may be done in a piece, the lowest first, for pieces of any size.
//
// What is known to be in order is taken from its front; what comes later is heaped, and put in order once the
// front is done. In a run of one character merges come up in order: nothing is ever taken out of the heap,
// and memory is walked from one end to the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace btt::model {

// Candidates are ordered by < and >, of which no two that are in the queue at a time matter if they are
// equal.
template <typename Candidate>
class MergeQueue {
 public:
  void clear() noexcept {
    ordered_.clear();
    later_.clear();
    front_ = 0;
  }

  // For the first ones, before anything is taken out.
  void gather(const Candidate& candidate) { later_.push_back(candidate); }

  void push(const Candidate& candidate) {
    later_.push_back(candidate);
    std::push_heap(later_.begin(), later_.end(), std::greater<Candidate>());
  }

  // Takes the lowest one out. False: there is none.
  bool pop(Candidate& lowest) {
    if (front_ == ordered_.size()) {
      if (later_.empty()) return false;
      ordered_.swap(later_);
      later_.clear();
      front_ = 0;
      if (!std::is_sorted(ordered_.begin(), ordered_.end())) std::sort(ordered_.begin(), ordered_.end());
    }
    if (!later_.empty() && later_.front() < ordered_[front_]) {
      lowest = later_.front();
      std::pop_heap(later_.begin(), later_.end(), std::greater<Candidate>());
      later_.pop_back();
    } else {
      lowest = ordered_[front_++];
    }
    return true;
  }

  std::size_t capacity_bytes() const noexcept {
    return (ordered_.capacity() + later_.capacity()) * sizeof(Candidate);
  }

 private:
  std::vector<Candidate> ordered_;
  std::vector<Candidate> later_;  // a heap
  std::size_t front_ = 0;         // of ordered_
};

}  // namespace btt::model
