// Small SentencePiece tokenizers: a Unigram model and normalizers with maps that are built here.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loader/load.hpp"
#include "pipeline/tokenizer.hpp"

namespace btt::fused {

using Rules = std::vector<std::pair<std::string, std::string>>;

// A map of these rules as the file has it before base 64: a double array, then the replacements.
inline std::string charsmap(const Rules& rules) {
  struct Node {
    std::map<unsigned char, Node> children;
    int value = -1;
  };
  Node root;
  std::string texts;
  for (const auto& rule : rules) {
    Node* node = &root;
    for (const char byte : rule.first) node = &node->children[static_cast<unsigned char>(byte)];
    node->value = static_cast<int>(texts.size());
    texts += rule.second + '\0';
  }
  std::vector<std::uint32_t> units(1, 0);
  std::vector<bool> taken(1, true);
  const auto grow = [&](std::size_t size) {
    if (units.size() < size) {
      units.resize(size, 0);
      taken.resize(size, false);
    }
  };
  // The children of the node at `index` stand at base ^ byte, its value at base.
  const auto place = [&](const auto& self, const Node& node, std::size_t index, std::uint32_t label) -> void {
    std::size_t base = 1;
    for (bool fits = false; !fits; base += fits ? 0 : 1) {
      grow((base | 255) + 1);
      fits = node.value < 0 || !taken[base];
      for (const auto& child : node.children) fits = fits && !taken[base ^ child.first];
    }
    if (node.value >= 0) taken[base] = true;
    for (const auto& child : node.children) taken[base ^ child.first] = true;
    units[index] = static_cast<std::uint32_t>(index ^ base) << 10 | label | (node.value >= 0 ? 256U : 0U);
    if (node.value >= 0) units[base] = static_cast<std::uint32_t>(node.value) | 1U << 31;
    for (const auto& child : node.children) self(self, child.second, base ^ child.first, child.first);
  };
  place(place, root, 0, 0);
  grow((units.size() | 255) + 1);
  std::string map;
  const auto put = [&map](std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) map.push_back(static_cast<char>(value >> 8 * i & 0xFF));
  };
  put(static_cast<std::uint32_t>(4 * units.size()));
  for (const std::uint32_t unit : units) put(unit);
  return map + texts;
}

inline std::string base64(const std::string& bytes) {
  static const char* const kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (unsigned k = 0; k < 4; ++k)
      out.push_back(i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=');
  }
  return out;
}

// What SentencePiece's maps have of each kind: white space, one character for one or for more, characters of
// two code points, deleted ones, white space among others, the mark itself.
inline Rules usual_rules() {
  return {{"\t", " "},
          {"\n", " "},
          {"\r", " "},
          {"\u00A0", " "},
          {"\u2003", " "},
          {"\u3000", " "},
          {"\u2028", " "},
          {"\uFB01", "fi"},
          {"\uFF21", "A"},
          {"\u00BD", "1/2"},
          {"\u212B", "å"},
          {"e\u0301", "é"},
          {"x\u0302", "X"},
          {"\u200B", ""},
          {"\x01", ""},
          {"\u00BE", "3 4"},
          {"\u00B4", " \u0301"},
          {"\uFF3F", "\u2581"},
          {"\u1100\u1161", "가"},
          {"か\u3099", "が"},
          {"\u2026", "..."},
          {"\u0132", "IJ"},
          {"\u2474", "(1)"},
          {"\u0149", "\u02BCn"}};
}

inline std::string precompiled(const Rules& rules) {
  return R"({"type":"Precompiled","precompiled_charsmap":")" + base64(charsmap(rules)) + "\"}";
}

inline std::string in_sequence(const std::vector<std::string>& steps) {
  std::string out;
  for (const std::string& step : steps) out += (out.empty() ? "" : ",") + step;
  return R"({"type":"Sequence","normalizers":[)" + out + "]}";
}

inline std::string replaced_runs(const std::string& content) {
  return R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":")" + content + "\"}";
}

inline std::string metaspace(const std::string& scheme) {
  return R"({"type":"Metaspace","replacement":")" + std::string("\u2581") + R"(","prepend_scheme":")" +
         scheme + R"(","split":true})";
}

inline std::string split_first(const std::string& pre_tokenizer) {
  return R"({"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},)" + pre_tokenizer + "]}";
}

struct UnigramFlavour {
  std::string normalizer;
  std::string pre_tokenizer;
  bool byte_fallback = false;
  bool has_mark = true;  // the mark is a piece
};

// Pieces of several scripts, some of their characters unknown, and equal sums; <x> is an added token.
inline std::shared_ptr<const pipeline::Tokenizer> load_unigram(const UnigramFlavour& flavour) {
  std::string vocab = R"(["<unk>",0])";
  int number = 0;
  const auto add = [&](const std::string& piece) {
    const int score = 2 + number++ % 7;
    vocab += ",[\"" + piece + "\",-" + std::to_string(score) + ".5]";
  };
  if (flavour.has_mark) add("\u2581");
  for (const char* piece : {"a",         "b",    "e",      "h",    "t",
                            "i",         "n",    "th",     "the",  "he",
                            "er",        "ab",   "ba",     "aaaa", "international",
                            "alization", "at",   "fi",     "1",    "/",
                            "2",         "3",    "4",      "é",    "å",
                            "п",         "р",    "при",    "вет",  "中",
                            "文",        "中文", "が",     "가",   "A",
                            "(",         ")",    ".",      "...",  "'",
                            "x",         "X",    "\u0301", "🙂", "\u3099"}) {
    add(piece);
  }
  for (const char* piece : {"the", "t", "a", "in", "при", "中", "fi", "A", "🙂"})
    add("\u2581" + std::string(piece));
  if (flavour.byte_fallback) {
    static const char* const kDigits = "0123456789ABCDEF";
    for (unsigned byte = 0; byte < 256; ++byte)
      add(std::string("<0x") + kDigits[byte >> 4] + kDigits[byte & 15] + ">");
  }
  return loader::load_memory(
      R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":3,"content":"<x>",)"
      R"("single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":)" +
      flavour.normalizer + ",\"pre_tokenizer\":" + flavour.pre_tokenizer +
      R"(,"post_processor":null,"decoder":null,"model":{"type":"Unigram","unk_id":0,"byte_fallback":)" +
      (flavour.byte_fallback ? "true" : "false") + ",\"vocab\":[" + vocab + "]}}");
}

}  // namespace btt::fused
