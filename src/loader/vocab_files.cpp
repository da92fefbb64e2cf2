#include "loader/vocab_files.hpp"

#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "loader/components.hpp"
#include "loader/files.hpp"
#include "loader/merge_builder.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

// The text with every line end as LF: Python's universal newlines.
std::string read_text(const std::string& path) {
  std::string text = read_file(path);
  const std::size_t bad = unicode::find_invalid(text);
  if (bad != unicode::kNpos) {
    throw Error(Status::kParse, path + ": byte " + std::to_string(bad) + ": not UTF-8", kNowhere,
                static_cast<std::int64_t>(bad));
  }
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out.push_back('\n');
    }
  }
  return out;
}

// White space of Python's str.split.
bool is_python_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// line.split()
void split_words(std::string_view line, std::vector<std::string_view>& words) {
  words.clear();
  const char* p = line.data();
  const char* const end = p + line.size();
  const char* begin = p;
  while (p < end) {
    const char* const here = p;
    if (!is_python_space(unicode::decode(p))) continue;
    if (here > begin) words.emplace_back(begin, static_cast<std::size_t>(here - begin));
    begin = p;
  }
  if (end > begin) words.emplace_back(begin, static_cast<std::size_t>(end - begin));
}

}  // namespace

vocab::Vocab read_vocab_txt(const std::string& path) {
  const std::string text = read_text(path);
  vocab::Vocab vocab;
  vocab.reserve(text.size() / 8, text.size());
  std::int32_t id = 0;
  for (std::size_t begin = 0; begin < text.size(); ++id) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    vocab.insert(std::string_view(text).substr(begin, end - begin), id);
    begin = end + 1;
  }
  vocab.finish();
  return vocab;
}

vocab::Vocab read_vocab_json(const std::string& path) {
  const std::string text = read_file(path);
  return in_file(path, [&] {
    simdjson::dom::parser parser;
    simdjson::padded_string padded;
    return read_vocab(parse_json(text, parser, padded));
  });
}

vocab::MergeTable read_merges_txt(const std::string& path, const vocab::Vocab& vocab) {
  const std::string text = read_text(path);
  const auto fail = [&](std::size_t line, const std::string& what, MergeProblem) {
    throw Error(Status::kParse, path + ": line " + std::to_string(line) + ": " + what);
  };
  MergeBuilder builder(vocab, 0, fail);
  builder.reserve(text.size() / 8);
  std::unordered_set<std::string> seen;
  std::string pair;
  std::vector<std::string_view> words;
  std::size_t line = 2;
  std::size_t begin = text.find('\n');
  if (begin == std::string::npos) return builder.take();
  for (++begin;; ++line) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    split_words(std::string_view(text).substr(begin, end - begin), words);
    if (words.size() != 2) {
      fail(line, "expected two tokens, found " + std::to_string(words.size()), MergeProblem::kError);
    }
    pair.assign(words[0]).append(" ").append(words[1]);
    if (seen.insert(pair).second) builder.add(words[0], words[1], line);
    begin = end + 1;
  }
  return builder.take();
}

}  // namespace btt::loader
