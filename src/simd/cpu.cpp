#include "simd/level_tables.hpp"
#include "simd/levels.hpp"

namespace btt::simd {

std::uint32_t cpu_levels() {
  std::uint32_t levels = level_bit(Level::kScalar);
#if BTT_SIMD_HAS_X86
  // These look at what the operating system saves (xgetbv) too, not at the CPU alone.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
    levels |= level_bit(Level::kAvx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("bmi2")) {
      levels |= level_bit(Level::kAvx512);
    }
  }
#endif
#if BTT_SIMD_HAS_NEON
  levels |= level_bit(Level::kNeon);
#endif
  return levels;
}

}  // namespace btt::simd
