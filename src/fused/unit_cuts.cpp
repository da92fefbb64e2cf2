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
    const auto join_them = [&](char32_t one, char32_t other) {
      join(one, other);
      if (is_exact(one, other)) exact.push_back(key_of(one, other));
    };
    join_them(last, first);
    if (last == kMark) join_them(U' ', first);
    if (first == kMark) join_them(last, U' ');
    if (last == kMark && first == kMark) join_them(U' ', U' ');
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
  list_kind_pairs();
}

UnitCuts::Kind UnitCuts::kind_of(unsigned char c) noexcept {
  const unsigned folded = c | 0x20u;
  return folded >= 'a' && folded <= 'z' ? kLetter
         : c >= '0' && c <= '9'         ? kDigit
         : c == ' '                     ? kBlank
                                        : kOther;
}

void UnitCuts::list_kind_pairs() {
  std::size_t joined[kKinds][kKinds] = {};
  std::size_t cut[kKinds][kKinds] = {};
  for (unsigned left = 0; left < 128; ++left) {
    for (unsigned right = 0; right < 128; ++right) {
      const auto l = static_cast<unsigned char>(left);
      const auto r = static_cast<unsigned char>(right);
      ++(between_ascii(l, r) ? cut : joined)[kind_of(l)][kind_of(r)];
    }
  }
  for (std::uint8_t left = 0; left < kKinds; ++left) {
    for (std::uint8_t right = 0; right < kKinds; ++right) {
      if (cut[left][right] == 0 || (left == kLetter && right == kLetter)) continue;
      kind_pairs_.push_back(KindPair{left, right, joined[left][right] == 0});
    }
  }
}

void UnitCuts::find(WordWindow& window) const noexcept {
  const char* const text = window.text;
  std::uint64_t before[kKinds] = {};  // in bit 0: of the byte before the block
  std::uint64_t beyond_before = 0;
  // The character that was looked at last, and where it ends.
  Described left{};
  const char* left_end = nullptr;
  for (std::size_t block = 0; block < window.blocks; ++block) {
    const simd::WordMasks& m = window.masks[block];
    const std::uint64_t other = ~(m.letters | m.digits | m.blanks | m.beyond) & window.valid(block);
    const std::uint64_t here[kKinds] = {m.letters, m.digits, m.blanks, other};
    std::uint64_t behind[kKinds];  // of the byte before each
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      behind[kind] = here[kind] << 1 | before[kind];
      before[kind] = here[kind] >> 63;
    }
    std::uint64_t starts = 0;
    std::uint64_t asked = 0;
    for (const KindPair& pair : kind_pairs_) {
      const std::uint64_t places = behind[pair.left] & here[pair.right];
      (pair.is_cut ? starts : asked) |= places;
    }
    const char* const begin = text + block * 64;
    for (; asked != 0; asked &= asked - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(asked));
      const bool is_cut =
          between_ascii(static_cast<unsigned char>(begin[bit - 1]), static_cast<unsigned char>(begin[bit]));
      starts |= static_cast<std::uint64_t>(is_cut) << bit;
    }
    const std::uint64_t behind_beyond = m.beyond << 1 | beyond_before;
    beyond_before = m.beyond >> 63;
    std::uint64_t places = (m.beyond | behind_beyond) & ~m.continuations & window.valid(block);
    if (block == 0) places &= ~std::uint64_t{1};
    for (; places != 0; places &= places - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(places));
      const char* right = begin + bit;
      if (right != left_end) {
        const char* before_right = right;
        left = described(unicode::decode_last(text, before_right));
      }
      const Described next = described(unicode::decode(right));
      starts |= static_cast<std::uint64_t>(between(left, next)) << bit;
      left = next;
      left_end = right;
    }
    window.starts[block] = starts;
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
