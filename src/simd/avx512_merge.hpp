// The merging of words in registers, a file of its own: private to src/simd.
#pragma once

#include <cstddef>

#include "simd/merge_pairs.hpp"

namespace btt::simd::avx512 {

constexpr std::size_t kMostMergedByRegisters = 128;

// KernelTable::merge_words.
void merge_by_registers(const MergePairs& pairs, MergeWord* words, std::size_t count);

}  // namespace btt::simd::avx512
