// DecodeTable: ids to text by one look-up an id, where the decoder takes one token after the other
// (decode/token_rules.hpp). The same text as the stages give; tests run both.
//
// An entry is what the decoder prints for a token behind others, " hello" for "▁hello": 16 bytes, so that a
// token is a load, a store and an addition. An entry is made when its id is met for the first time and stays
// as it is, so the first text costs no more than its tokens, and nothing is made at load.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/grown_array.hpp"
#include "decode/token_rules.hpp"

namespace btt::pipeline {

class Tokenizer;

// What strict_ids says of an id without a token.
[[noreturn]] void throw_unknown_id(std::int64_t id, std::size_t position);

class DecodeTable {
 public:
  // Null where the stages must do it: the decoder has no rules, or there are few tokens for the largest id.
  // The table refers to the tokenizer.
  static std::unique_ptr<const DecodeTable> make(const Tokenizer& tokenizer);
  ~DecodeTable();
  DecodeTable(const DecodeTable&) = delete;
  DecodeTable& operator=(const DecodeTable&) = delete;

  bool serves(bool keep_spaces) const noexcept { return !keep_spaces || !rules_.cleans_up; }

  // Appends the text of a row to `out`; answers where in `out` it begins (what stands before is to be left
  // out). As Tokenizer::decode otherwise.
  template <typename Id>
  std::size_t decode(const Id* ids, std::size_t count, bool skip_special_tokens, bool strict_ids,
                     GrownArray<char>& out) const;

  std::size_t memory_bytes() const noexcept;

 private:
  using Word = std::atomic<std::uint64_t>;
  struct Entry {
    std::uint64_t low;   // bytes 0-7 of the text
    std::uint64_t high;  // bytes 8-13, the number of bytes, flags
  };
  struct LongText {
    LongText* next;
    std::string text;
  };

  DecodeTable(const Tokenizer& tokenizer, decode::TokenRules rules, std::size_t size)
      : tokenizer_(tokenizer), rules_(std::move(rules)), size_(size) {}

  Word* words() const;
  Entry entry_of(Word* words, std::uint64_t id) const;
  Entry make_entry(Word* words, std::uint64_t id) const;
  std::uint64_t keep_long(std::string text) const;
  void print_token(std::string_view token, bool is_first, std::string& out) const;
  void append_text(const Entry& entry, std::size_t from, GrownArray<char>& out) const;
  std::size_t finish(std::size_t begin, bool is_ill_formed, GrownArray<char>& out) const;

  const Tokenizer& tokenizer_;
  decode::TokenRules rules_;
  std::size_t size_;  // ids from here on are none
  // Two words an entry, zeros where it is not made yet. Whoever meets a new id makes it, several threads the
  // same one if it comes to that: no lock, which a fork could leave behind closed.
  mutable std::atomic<Word*> words_{nullptr};
  mutable std::atomic<LongText*> long_texts_{nullptr};
  mutable std::atomic<std::size_t> long_bytes_{0};
};

}  // namespace btt::pipeline
