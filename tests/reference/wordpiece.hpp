// WordPiece as the reference writes it: for every start every end from the back, with the prefix glued on.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "unicode/utf8.hpp"

namespace btt::reference {

struct WordPieceToken {
  std::int32_t id;
  std::size_t begin;
  std::size_t end;
};

inline std::vector<WordPieceToken> wordpiece(const std::map<std::string, std::int32_t>& vocab,
                                             const std::string& unk, const std::string& prefix,
                                             std::size_t max_chars, const std::string& word) {
  const std::vector<WordPieceToken> unknown = {{vocab.at(unk), 0, word.size()}};
  std::vector<std::size_t> starts;  // of the characters, and the end
  for (std::size_t at = 0; at < word.size();
       at += unicode::length_of_lead(static_cast<unsigned char>(word[at]))) {
    starts.push_back(at);
  }
  if (starts.size() > max_chars) return unknown;
  starts.push_back(word.size());
  std::vector<WordPieceToken> tokens;
  for (std::size_t first = 0; first + 1 < starts.size();) {
    std::size_t last = starts.size() - 1;
    for (; last > first; --last) {
      const std::string part = word.substr(starts[first], starts[last] - starts[first]);
      const auto entry = vocab.find(first == 0 ? part : prefix + part);
      if (entry == vocab.end()) continue;
      tokens.push_back({entry->second, starts[first], starts[last]});
      break;
    }
    if (last == first) return unknown;
    first = last;
  }
  return tokens;
}

}  // namespace btt::reference
