// Which SIMD levels were compiled in, which this CPU has, and which one is used.
//
//   simd::set_level(simd::Level::kScalar);   // calls that start later use scalar.cpp
//   simd::set_auto();                        // back to the best level worth using
//
// The first use takes the level named by the environment variable BTT_SIMD ("auto", "scalar", "avx2", ...). A
// name that is unknown or absent from this CPU is never a crash: environment_error() answers it (load reports
// it), and the automatic choice is used.
#pragma once

#include <cstdint>
#include <string_view>

#include "simd/kernels.hpp"

namespace btt::simd {

// Values are part of the C ABI (bit = 1 << level in btt_simd_levels) and are never reused.
enum class Level : std::int32_t { kScalar = 0, kSse42 = 1, kAvx2 = 2, kAvx512 = 3, kNeon = 4 };

constexpr std::int32_t kLevelCount = 5;

constexpr std::uint32_t level_bit(Level level) {
  return std::uint32_t{1} << static_cast<std::int32_t>(level);
}

// Levels this library holds code for; never without kScalar.
std::uint32_t compiled_levels();

// The compiled levels that this CPU and operating system can run.
std::uint32_t present_levels();

// "scalar", "sse42", "avx2", "avx512", "neon"; null for a value that is no level.
const char* level_name(Level level);

// Inverse of level_name; false, `level` untouched, for any other text ("auto" included).
bool parse_level(std::string_view name, Level& level);

Level current_level();

// False, nothing changed, where `level` is not present. Calls that run keep the table they took.
bool set_level(Level level);

// The best level worth using on this CPU, whatever BTT_SIMD says.
void set_auto();

// The value of BTT_SIMD where it names no present level, else empty. Read once per process.
std::string_view environment_error();

// The table of one present level (for tests and benchmarks); null where it is not present.
const KernelTable* table_of(Level level);

}  // namespace btt::simd
