// Merges from pairs of texts: looks the parts and what they become up, and gives ranks in the order of the
// calls. The readers of tokenizer.json and of vocabulary files share this.
//
// A look-up waits for memory several times, so merges go through in groups: what one step needs of each of
// them is asked for before the next step (gpt-oss, 446k merges: 0.17 s -> 0.09 s for the whole file). What
// two parts become is mostly the token behind the one of the merge before, or that one again, and then needs
// no look-up.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "vocab/merge_table.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

// What the reference does about a merge that cannot be.
enum class MergeProblem { kError, kPanic };

class MergeBuilder {
 public:
  // Says what is wrong with the merge of this index; must throw.
  using Fail = std::function<void(std::size_t index, const std::string& what, MergeProblem problem)>;

  // As many bytes as the prefix has go from the right part, whether it starts with it or not.
  MergeBuilder(const vocab::Vocab& vocab, std::size_t prefix_bytes, Fail fail)
      : vocab_(vocab), prefix_bytes_(prefix_bytes), fail_(std::move(fail)) {}

  // Where the texts of merges lie, so that those that end some bytes before the end of it can be read faster.
  void set_source(std::string_view source) noexcept { source_ = source; }

  void reserve(std::size_t merges) { table_.reserve(merges, vocab_.size()); }

  // The texts must live until take(): the complaint about a merge may come in a later call. `index` is what
  // `fail` gets.
  void add(std::string_view left, std::string_view right, std::size_t index);

  // The same for "a b"; lines that start with #version are left out and take no rank. False where the line
  // has no two parts with one space between them.
  bool add_line(std::string_view line, std::size_t index);

  vocab::MergeTable take();

 private:
  static constexpr std::size_t kGroup = 32;

  struct Token {
    std::string_view text;
    std::uint64_t hash = 0;
    std::size_t entry = vocab::Vocab::kNoEntry;
  };
  struct Merging {
    Token left;
    Token right;
    Token result;
    bool result_is_guessed = false;
    std::string result_text;  // where it is not
    std::size_t index = 0;
  };

  void read_part(Token& token, std::string_view text) const noexcept;
  void look_up(Token& token, std::size_t index) const;
  bool guess_result(Merging& merging) const noexcept;
  std::int32_t id_of(const Token& token) const noexcept { return vocab_.entries()[token.entry].id; }
  void check_cut(const Merging& merging) const;
  void finish_group();

  const vocab::Vocab& vocab_;
  std::size_t prefix_bytes_;
  std::string_view source_;
  Fail fail_;
  vocab::MergeTable table_;
  std::uint32_t rank_ = 0;
  std::size_t last_result_ = 0;  // entry
  Merging group_[kGroup];
  std::size_t group_size_ = 0;
};

}  // namespace btt::loader
