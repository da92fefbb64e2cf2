#include "loader/merge_builder.hpp"

#include <utility>

#include "unicode/utf8.hpp"

namespace btt::loader {

void MergeBuilder::hash(Token& token, std::string_view text) const noexcept {
  token.text = text;
  token.hash = vocab::hash_bytes(text);
  vocab_.prefetch_slot(token.hash);
}

void MergeBuilder::look_up(Token& token, std::size_t index) const {
  token.id = vocab_.find(token.text, token.hash);
  if (token.id == vocab::kNoId) {
    fail_(index, "token `" + std::string(token.text) + "` out of vocabulary, expected one of its tokens",
          MergeProblem::kError);
  }
}

void MergeBuilder::check_cut(const Merging& merging) const {
  const std::string_view right = merging.right.text;
  if (right.size() < prefix_bytes_) {
    fail_(merging.index,
          "expected a right part of at least the continuing_subword_prefix's length, found '" +
              std::string(right) + "'",
          MergeProblem::kPanic);
  }
  if (prefix_bytes_ > 0 && unicode::find_invalid(right.substr(prefix_bytes_)) != unicode::kNpos) {
    fail_(merging.index,
          "expected a right part that can be cut behind the continuing_subword_prefix, found '" +
              std::string(right) + "'",
          MergeProblem::kPanic);
  }
}

void MergeBuilder::add(std::string_view left, std::string_view right, std::size_t index) {
  Merging& merging = group_[group_size_++];
  merging.index = index;
  hash(merging.left, left);
  hash(merging.right, right);
  if (right.size() >= prefix_bytes_) {
    merging.result_text.assign(left).append(right.substr(prefix_bytes_));
    hash(merging.result, merging.result_text);
  }
  if (group_size_ == kGroup) finish_group();
}

void MergeBuilder::finish_group() {
  for (std::size_t i = 0; i < group_size_; ++i) {
    vocab_.prefetch_entry(group_[i].left.hash);
    vocab_.prefetch_entry(group_[i].right.hash);
    vocab_.prefetch_entry(group_[i].result.hash);
  }
  for (std::size_t i = 0; i < group_size_; ++i) {
    Merging& merging = group_[i];
    look_up(merging.left, merging.index);
    look_up(merging.right, merging.index);
    check_cut(merging);
    look_up(merging.result, merging.index);
    table_.prefetch(merging.left.id, merging.right.id);
  }
  for (std::size_t i = 0; i < group_size_; ++i) {
    const Merging& merging = group_[i];
    table_.insert(merging.left.id, merging.right.id, vocab::Merge{rank_++, merging.result.id});
  }
  group_size_ = 0;
}

vocab::MergeTable MergeBuilder::take() {
  finish_group();
  return std::move(table_);
}

}  // namespace btt::loader
