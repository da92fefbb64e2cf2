// CharIds: the id of each character that is a token by itself.
//
// A table of the vocabulary answers the same from three places in memory, which for characters of scripts of
// many are far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "unicode/utf8.hpp"
#include "vocab/vocab.hpp"

namespace btt::fused {

class CharIds {
 public:
  explicit CharIds(const vocab::Vocab& vocab)
      : block_of_((0x10FFFF >> kBlockShift) + 1), ids_(std::size_t{1} << kBlockShift, vocab::kNoId) {
    for (const vocab::Vocab::Entry& entry : vocab.entries()) {
      const std::string_view token = vocab.text(entry);
      // A token is well-formed UTF-8.
      if (token.empty() || unicode::length_of_lead(static_cast<unsigned char>(token[0])) != token.size())
        continue;
      const char* p = token.data();
      set(unicode::decode(p), entry.id);
    }
    ids_.shrink_to_fit();
  }

  void set(char32_t c, std::int32_t id) {
    std::uint16_t& block = block_of_[c >> kBlockShift];
    if (block == 0) {
      block = static_cast<std::uint16_t>(ids_.size() >> kBlockShift);
      ids_.resize(ids_.size() + (std::size_t{1} << kBlockShift), vocab::kNoId);
    }
    ids_[place(block, c)] = id;
  }

  // vocab::kNoId where it is none.
  std::int32_t find(char32_t c) const noexcept { return ids_[place(block_of_[c >> kBlockShift], c)]; }

  std::size_t memory_bytes() const noexcept {
    return block_of_.capacity() * sizeof(std::uint16_t) + ids_.capacity() * sizeof(std::int32_t);
  }

 private:
  static constexpr unsigned kBlockShift = 6;
  static std::size_t place(std::uint16_t block, char32_t c) noexcept {
    return static_cast<std::size_t>(block) << kBlockShift | (c & ((1u << kBlockShift) - 1));
  }

  std::vector<std::uint16_t> block_of_;  // of 64 code points; block 0 has no token
  std::vector<std::int32_t> ids_;
};

}  // namespace btt::fused
