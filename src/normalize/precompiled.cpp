#include "normalize/precompiled.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "normalize/transform.hpp"
#include "unicode/graphemes.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {
namespace {

// Clusters of this many bytes and more are walked character by character.
constexpr std::size_t kLongCluster = 6;

// Units of the double array, as SentencePiece writes them.
bool has_leaf(std::uint32_t unit) noexcept {
  return (unit >> 8 & 1) != 0;
}
std::uint32_t value_of(std::uint32_t unit) noexcept {
  return unit & 0x7FFFFFFF;
}
std::uint32_t label_of(std::uint32_t unit) noexcept {
  return unit & 0x800000FF;
}
std::uint32_t offset_of(std::uint32_t unit) noexcept {
  return (unit >> 10) << ((unit & 0x200) >> 6);
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << 8 * i;
  return value;
}

void append_replacement(std::vector<Change>& changes, std::string_view old_part, std::string_view new_part) {
  const auto old_count = static_cast<std::ptrdiff_t>(unicode::count_code_points(old_part));
  std::ptrdiff_t new_count = 0;
  const char* p = new_part.data();
  for (const char* const end = p + new_part.size(); p < end; ++new_count) {
    changes.push_back(Change{unicode::decode(p), 0});
  }
  // More characters: the last ones of the whole list so far are insertions. Fewer: the last one of the whole
  // list stands for the lost ones too; where the list is empty they are forgotten, and the alignment of all
  // that follows is shifted.
  std::ptrdiff_t difference = new_count - old_count;
  for (std::size_t i = changes.size(); difference > 0; --difference) changes[--i].change = 1;
  if (difference < 0 && !changes.empty()) changes.back().change += static_cast<int>(difference);
}

}  // namespace

Precompiled::Precompiled(std::string_view map) {
  const auto fail = [](const char* what) {
    throw Error(Status::kParse, std::string("precompiled_charsmap: ") + what);
  };
  if (map.size() < 4) fail("shorter than its size field");
  const std::size_t trie_bytes = read_u32(map, 0);
  if (trie_bytes % 4 != 0 || trie_bytes > map.size() - 4) fail("the size of the trie is wrong");
  units_.reserve(trie_bytes / 4);
  for (std::size_t at = 0; at < trie_bytes; at += 4) units_.push_back(read_u32(map, 4 + at));
  replacements_ = map.substr(4 + trie_bytes);
  if (unicode::find_invalid(replacements_) != unicode::kNpos) fail("the replacements are no UTF-8");
  std::size_t run = 0;
  for (const char byte : replacements_) {
    run = byte == '\0' ? 0 : run + 1;
    longest_ = std::max(longest_, run);
  }
}

// The unit at a position. Real maps are padded to whole blocks; the walk out of a broken one, which loads,
// panics in the reference.
std::uint32_t Precompiled::unit_at(std::uint32_t position) const {
  if (position >= units_.size()) {
    throw Error(Status::kInvalidArgument, "precompiled_charsmap: expected a position below " +
                                              std::to_string(units_.size()) + " in the trie, found " +
                                              std::to_string(position));
  }
  return units_[position];
}

void Precompiled::append_blobs(std::vector<std::string>& blobs) const {
  std::string map;
  const auto append_u32 = [&](std::size_t value) {
    for (unsigned i = 0; i < 4; ++i) map.push_back(static_cast<char>(value >> 8 * i & 0xFF));
  };
  map.reserve(4 + units_.size() * 4 + replacements_.size());
  append_u32(units_.size() * 4);
  for (const std::uint32_t unit : units_) append_u32(unit);
  blobs.push_back(map + replacements_);
}

bool Precompiled::transform(std::string_view text, std::string_view& replacement) const {
  std::uint32_t position = offset_of(unit_at(0));
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    if (c == 0) return false;
    position ^= c;
    const std::uint32_t unit = unit_at(position);
    if (label_of(unit) != c) return false;
    position ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    const std::size_t begin = value_of(unit_at(position));
    if (begin > replacements_.size()) return false;
    const std::size_t end = replacements_.find('\0', begin);
    replacement = std::string_view(replacements_).substr(begin, end == std::string::npos ? end : end - begin);
    return true;
  }
  return false;
}

Precompiled::Reach Precompiled::reach(std::string_view text, std::string* next) const {
  std::string_view replacement;
  if (transform(text, replacement)) return Reach::kRule;
  std::uint32_t position = offset_of(unit_at(0));
  const auto step = [this](std::uint32_t from, unsigned char c, std::uint32_t& unit) {
    if (c == 0) return false;
    unit = unit_at(from ^ c);
    return label_of(unit) == c;
  };
  std::uint32_t unit = 0;
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    if (!step(position, c, unit)) return Reach::kNone;
    position = (position ^ c) ^ offset_of(unit);
  }
  bool goes_on = false;
  for (unsigned c = 1; c < 256; ++c) {
    if (!step(position, static_cast<unsigned char>(c), unit)) continue;
    goes_on = true;
    if (next != nullptr) next->push_back(static_cast<char>(c));
  }
  return goes_on ? Reach::kLonger : Reach::kNone;
}

void Precompiled::apply(text::AlignedText& text) const {
  const std::string_view old = text.text();
  std::vector<Change> changes;
  bool modified = false;
  for (std::size_t begin = 0; begin < old.size();) {
    const std::size_t end = unicode::next_grapheme(old, begin);
    const std::string_view cluster = old.substr(begin, end - begin);
    std::string_view replacement;
    if (cluster.size() < kLongCluster && transform(cluster, replacement)) {
      modified = true;
      append_replacement(changes, cluster, replacement);
      begin = end;
      continue;
    }
    while (begin < end) {
      const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(old[begin]));
      const std::string_view character = old.substr(begin, size);
      if (transform(character, replacement)) {
        modified = true;
        append_replacement(changes, character, replacement);
      } else {
        const char* p = character.data();
        changes.push_back(Change{unicode::decode(p), 0});
      }
      begin += size;
    }
  }
  if (!modified) return;
  text.begin_rewrite();
  put_changes(text, 0, changes);
  text.end_rewrite();
}

}  // namespace btt::normalize
