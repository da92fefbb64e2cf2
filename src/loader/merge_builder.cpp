#include "loader/merge_builder.hpp"

#include <functional>
#include <utility>

#include "unicode/utf8.hpp"

namespace btt::loader {

void MergeBuilder::read_part(Token& token, std::string_view text) const noexcept {
  token.text = text;
  const auto behind_begin = static_cast<std::size_t>(text.data() - source_.data());
  const bool is_padded = std::less_equal<>()(source_.data(), text.data()) && behind_begin < source_.size() &&
                         source_.size() - behind_begin >= text.size() + vocab::kTextPadding;
  token.hash = is_padded ? vocab::hash_padded(text) : vocab::hash_bytes(text);
  vocab_.prefetch_slot(token.hash);
}

void MergeBuilder::look_up(Token& token, std::size_t index) const {
  token.entry = vocab_.find_entry(token.text, token.hash);
  if (token.entry == vocab::Vocab::kNoEntry) {
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

// An entry that reads like the result is what a look-up finds: no text has two entries.
bool MergeBuilder::guess_result(Merging& merging) const noexcept {
  const std::string_view left = merging.left.text;
  const std::string_view right = merging.right.text.substr(prefix_bytes_);
  const auto& entries = vocab_.entries();
  for (std::size_t entry = last_result_; entry < last_result_ + 2 && entry < entries.size(); ++entry) {
    const std::string_view text = vocab_.text(entries[entry]);
    if (text.size() != left.size() + right.size()) continue;
    if (!vocab::equal_bytes(text.data(), left.data(), left.size()) ||
        !vocab::equal_bytes(text.data() + left.size(), right.data(), right.size()))
      continue;
    merging.result.entry = entry;
    return true;
  }
  return false;
}

void MergeBuilder::add(std::string_view left, std::string_view right, std::size_t index) {
  Merging& merging = group_[group_size_++];
  merging.index = index;
  read_part(merging.left, left);
  read_part(merging.right, right);
  merging.result_is_guessed = false;
  if (right.size() >= prefix_bytes_) {
    merging.result_is_guessed = guess_result(merging);
    if (merging.result_is_guessed) {
      last_result_ = merging.result.entry;
    } else {
      merging.result_text.assign(left).append(right.substr(prefix_bytes_));
      merging.result.text = merging.result_text;
      merging.result.hash = vocab::hash_bytes(merging.result_text);
      vocab_.prefetch_slot(merging.result.hash);
    }
  }
  if (group_size_ == kGroup) finish_group();
}

bool MergeBuilder::add_line(std::string_view line, std::size_t index) {
  if (line.substr(0, 8) == "#version") return true;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) return false;
  add(line.substr(0, space), line.substr(space + 1), index);
  return true;
}

void MergeBuilder::finish_group() {
  const auto each_token = [&](auto&& prefetch) {
    for (std::size_t i = 0; i < group_size_; ++i) {
      prefetch(group_[i].left.hash);
      prefetch(group_[i].right.hash);
      if (!group_[i].result_is_guessed) prefetch(group_[i].result.hash);
    }
  };
  each_token([&](std::uint64_t hash) { vocab_.prefetch_entry(hash); });
  each_token([&](std::uint64_t hash) { vocab_.prefetch_text(hash); });
  for (std::size_t i = 0; i < group_size_; ++i) {
    Merging& merging = group_[i];
    look_up(merging.left, merging.index);
    look_up(merging.right, merging.index);
    check_cut(merging);
    if (!merging.result_is_guessed) {
      look_up(merging.result, merging.index);
      last_result_ = merging.result.entry;
    }
    table_.prefetch(id_of(merging.left), id_of(merging.right));
  }
  for (std::size_t i = 0; i < group_size_; ++i) {
    const Merging& merging = group_[i];
    table_.insert(id_of(merging.left), id_of(merging.right), vocab::Merge{rank_++, id_of(merging.result)});
  }
  group_size_ = 0;
}

vocab::MergeTable MergeBuilder::take() {
  finish_group();
  table_.fit(vocab_.size());
  return std::move(table_);
}

}  // namespace btt::loader
