// Opens and closes a region whose functions are compiled for wider instructions than the baseline.
//
//   #include <immintrin.h>                 // always before the region
//   BTT_TARGET_REGION_BEGIN("avx2,bmi")
//   namespace btt::simd::avx2 { static ... }
//   BTT_TARGET_REGION_END
//
// Regions in place of per-file flags: with a flag, an inline library function compiled in that file may be
// the copy that the linker keeps, and the baseline then executes wide instructions.
#pragma once

#define BTT_TARGET_PRAGMA(text) _Pragma(#text)

#if defined(__clang__)
#define BTT_TARGET_REGION_BEGIN(isa) \
  BTT_TARGET_PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define BTT_TARGET_REGION_END _Pragma("clang attribute pop")
#else
#define BTT_TARGET_REGION_BEGIN(isa) _Pragma("GCC push_options") BTT_TARGET_PRAGMA(GCC target(isa))
#define BTT_TARGET_REGION_END _Pragma("GCC pop_options")
#endif
