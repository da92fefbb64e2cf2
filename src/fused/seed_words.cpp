#include "fused/seed_words.hpp"

#include <array>
#include <utility>

namespace btt::fused {

SeedWords::SeedWords(const std::vector<std::int32_t>& ids, KeyOf key_of) : key_of_(std::move(key_of)) {
  // Sorted by the upper bits of the hash, which choose the set; the likely ones stay in front of others.
  constexpr unsigned kBits = 12;
  std::vector<std::uint16_t> places(ids.size());
  std::array<std::uint32_t, (std::size_t{1} << kBits) + 1> begins{};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    places[i] = static_cast<std::uint16_t>(hash_of(key_of_(ids[i])) >> (64 - kBits));
    ++begins[places[i] + std::size_t{1}];
  }
  for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  ids_.resize(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids_[begins[places[i]]++] = ids[i];
}

}  // namespace btt::fused
