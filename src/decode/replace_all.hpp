// Replacing every occurrence of a text, left to right, as Rust's str::replace.
#pragma once

#include <string>
#include <string_view>

#include "unicode/utf8.hpp"

namespace btt::decode {

// An empty `from` stands before, between and behind all characters.
inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t done = 0;
  if (from.empty()) {
    out = to;
    while (done < text.size()) {
      const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(text[done]));
      out.append(text, done, size);
      out.append(to);
      done += size;
    }
    text = std::move(out);
    return;
  }
  std::size_t match = text.find(from);
  if (match == std::string::npos) return;
  for (; match != std::string::npos; match = text.find(from, done)) {
    out.append(text, done, match - done);
    out.append(to);
    done = match + from.size();
  }
  out.append(text, done, std::string::npos);
  text = std::move(out);
}

}  // namespace btt::decode
