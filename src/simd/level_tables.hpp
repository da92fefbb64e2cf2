// How each level's file fills the table: private to src/simd.
//
// A table starts as scalar and is overwritten upwards; a level without gain for an operation leaves the
// pointer it finds. A function exists only where its level is compiled in (the BTT_SIMD_HAS_ macros below).
#pragma once

#include <cstdint>

#include "simd/kernels.hpp"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define BTT_SIMD_HAS_X86 1
#else
#define BTT_SIMD_HAS_X86 0
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
#define BTT_SIMD_HAS_NEON 1
#else
#define BTT_SIMD_HAS_NEON 0
#endif

namespace btt::simd {

namespace scalar {
void fill_table(KernelTable& table);
}

#if BTT_SIMD_HAS_X86
namespace avx2 {
void fill_table(KernelTable& table);
}
namespace avx512 {
void fill_table(KernelTable& table);
}
#endif

#if BTT_SIMD_HAS_NEON
namespace neon {
void fill_table(KernelTable& table);
}
#endif

// Level bits that the CPU and the operating system support, compiled in or not. cpu.cpp.
std::uint32_t cpu_levels();

}  // namespace btt::simd
