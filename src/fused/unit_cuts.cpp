#include "fused/unit_cuts.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "unicode/utf8.hpp"

namespace btt::fused {

UnitCuts::UnitCuts(const model::Bpe& model) : blocks_(std::size_t{1} << kBlockShift) {
  std::vector<std::uint64_t> exact;
  for (const vocab::MergeTable::Pair& pair : model.merges().by_rank()) {
    const std::string_view left = model.vocab().token(pair.left);
    const std::string_view right = model.vocab().token(pair.right);
    if (left.empty() || right.empty()) continue;
    const char* left_end = left.data() + left.size();
    const char* right_begin = right.data();
    const char32_t last = unicode::decode_last(left.data(), left_end);
    const char32_t first = unicode::decode(right_begin);
    // No text has a space once the normalizer has been there.
    if (last == U' ' || first == U' ') continue;
    join(last, first);
    if (last == kMark) join(U' ', first);
    if (first == kMark) join(last, U' ');
    if (last == kMark && first == kMark) join(U' ', U' ');
    if (last >= kExact && first >= kExact) exact.push_back(key_of(last, first));
  }
  std::sort(exact.begin(), exact.end());
  exact.erase(std::unique(exact.begin(), exact.end()), exact.end());
  std::size_t slots = 2;
  while (slots < 2 * exact.size() + 1) slots *= 2;
  pairs_.assign(slots, 0);
  for (const std::uint64_t key : exact) {
    std::size_t slot = slot_of(key);
    while (pairs_[slot] != 0) slot = (slot + 1) & (slots - 1);
    pairs_[slot] = key;
  }
}

void UnitCuts::set_flag(char32_t c, std::uint8_t flag) {
  std::uint16_t& block = block_[c >> kBlockShift];
  if (block == 0) {
    block = static_cast<std::uint16_t>(blocks_.size() >> kBlockShift);
    blocks_.resize(blocks_.size() + (std::size_t{1} << kBlockShift));
  }
  std::uint8_t& flags = blocks_[static_cast<std::size_t>(block) << kBlockShift | (c & kBlockMask)];
  flags = static_cast<std::uint8_t>(flags | flag);
}

void UnitCuts::join(char32_t left, char32_t right) {
  set_flag(left, kJoinsNext);
  set_flag(right, kJoinsPrevious);
  if (left < 0x80 && right < 0x80) joined_[left][right >> 6] |= std::uint64_t{1} << (right & 63);
}

}  // namespace btt::fused
