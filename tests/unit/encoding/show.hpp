// An encoding as one line of text, and its overflow parts as further lines that start with "+ ".
#pragma once

#include <string>

#include "encoding/encoding.hpp"

namespace btt::encoding {

inline std::string show(const Encoding& e, bool with_overflow = true) {
  // Small numbers side by side, - for none.
  const auto digits = [](const char* name, const std::vector<std::int32_t>& values) {
    std::string out = " " + std::string(name) + " ";
    for (const std::int32_t value : values) out += value == kNone ? "-" : std::to_string(value);
    return out;
  };
  std::string out;
  for (std::size_t i = 0; i < e.tokens.size(); ++i) out += (i > 0 ? "|" : "") + e.tokens[i];
  out += " ids";
  for (const std::int32_t id : e.ids) out += " " + std::to_string(id);
  out +=
      digits("types", e.type_ids) + digits("words", e.words) + digits("seqs", e.sequence_ids()) + " offsets";
  for (const Offset offset : e.offsets)
    out += " " + std::to_string(offset.begin) + "-" + std::to_string(offset.end);
  out += digits("special", e.special_tokens_mask) + digits("mask", e.attention_mask);
  if (!with_overflow) return out;
  for (const Encoding& part : e.overflowing) out += "\n+ " + show(part, false);
  return out;
}

}  // namespace btt::encoding
