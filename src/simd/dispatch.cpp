// "Compiled in", "present" and "worth using" are three questions. Automatic choice asks the third: the
// highest present level. AVX-512 counts as worth using because its level asks for VBMI2, which leaves out the
// CPUs that lower their clock under 512-bit instructions.
#include <cstdlib>
#include <string>

#include "simd/level_tables.hpp"
#include "simd/levels.hpp"

namespace btt::simd {

namespace {

constexpr const char* kLevelNames[kLevelCount] = {"scalar", "sse42", "avx2", "avx512", "neon"};

int index_of(Level level) {
  return static_cast<int>(level);
}

struct Tables {
  KernelTable of_level[kLevelCount];
  std::uint32_t present = compiled_levels() & cpu_levels();
  Level automatic = Level::kScalar;

  Tables() {
    KernelTable table{};
    scalar::fill_table(table);
    for (KernelTable& each : of_level) each = table;
#if BTT_SIMD_HAS_X86
    avx2::fill_table(table);
    of_level[index_of(Level::kAvx2)] = table;
    avx512::fill_table(table);
    of_level[index_of(Level::kAvx512)] = table;
#endif
#if BTT_SIMD_HAS_NEON
    neon::fill_table(table);
    of_level[index_of(Level::kNeon)] = table;
#endif
    for (const Level level : {Level::kSse42, Level::kAvx2, Level::kAvx512, Level::kNeon}) {
      if ((present & level_bit(level)) != 0) automatic = level;
    }
  }
};

const Tables& tables() {
  static const Tables instance;
  return instance;
}

// What BTT_SIMD asked for, read once.
struct Environment {
  Level level = tables().automatic;
  std::string error;

  Environment() {
    const char* value = std::getenv("BTT_SIMD");
    if (value == nullptr || *value == '\0' || std::string_view(value) == "auto") return;
    Level wanted = Level::kScalar;
    if (parse_level(value, wanted) && table_of(wanted) != nullptr) {
      level = wanted;
    } else {
      error = value;
    }
  }
};

const Environment& environment() {
  static const Environment instance;
  return instance;
}

}  // namespace

namespace detail {

std::atomic<const KernelTable*> active_table{nullptr};

const KernelTable& choose_first_table() {
  // A level set meanwhile by another thread wins.
  const KernelTable* expected = nullptr;
  const KernelTable* chosen = table_of(environment().level);
  if (active_table.compare_exchange_strong(expected, chosen, std::memory_order_acq_rel)) return *chosen;
  return *expected;
}

}  // namespace detail

std::uint32_t compiled_levels() {
  std::uint32_t levels = level_bit(Level::kScalar);
#if BTT_SIMD_HAS_X86
  levels |= level_bit(Level::kAvx2) | level_bit(Level::kAvx512);
#endif
#if BTT_SIMD_HAS_NEON
  levels |= level_bit(Level::kNeon);
#endif
  return levels;
}

std::uint32_t present_levels() {
  return tables().present;
}

const char* level_name(Level level) {
  const int index = index_of(level);
  return index >= 0 && index < kLevelCount ? kLevelNames[index] : nullptr;
}

bool parse_level(std::string_view name, Level& level) {
  for (std::int32_t i = 0; i < kLevelCount; ++i) {
    if (name == kLevelNames[i]) {
      level = static_cast<Level>(i);
      return true;
    }
  }
  return false;
}

Level current_level() {
  return static_cast<Level>(&kernels() - tables().of_level);
}

bool set_level(Level level) {
  const KernelTable* table = table_of(level);
  if (table == nullptr) return false;
  detail::active_table.store(table, std::memory_order_release);
  return true;
}

void set_auto() {
  set_level(tables().automatic);
}

std::string_view environment_error() {
  return environment().error;
}

const KernelTable* table_of(Level level) {
  const int index = index_of(level);
  if (index < 0 || index >= kLevelCount || (tables().present & level_bit(level)) == 0) return nullptr;
  return &tables().of_level[index];
}

}  // namespace btt::simd
