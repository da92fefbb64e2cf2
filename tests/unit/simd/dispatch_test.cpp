#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "simd/kernels.hpp"
#include "simd/levels.hpp"

using btt::simd::Level;

namespace {

constexpr Level kLevels[] = {Level::kScalar, Level::kSse42, Level::kAvx2, Level::kAvx512, Level::kNeon};

// Leaves the process as it was: other test cases run after this one.
class KeepLevel {
 public:
  KeepLevel() : level_(btt::simd::current_level()) {}
  ~KeepLevel() { btt::simd::set_level(level_); }
  KeepLevel(const KeepLevel&) = delete;
  KeepLevel& operator=(const KeepLevel&) = delete;

 private:
  Level level_;
};

}  // namespace

TEST_CASE("level names and numbers are the ABI's") {
  CHECK(std::string(btt::simd::level_name(Level::kScalar)) == "scalar");
  CHECK(std::string(btt::simd::level_name(Level::kSse42)) == "sse42");
  CHECK(std::string(btt::simd::level_name(Level::kAvx2)) == "avx2");
  CHECK(std::string(btt::simd::level_name(Level::kAvx512)) == "avx512");
  CHECK(std::string(btt::simd::level_name(Level::kNeon)) == "neon");
  CHECK(btt::simd::level_name(static_cast<Level>(5)) == nullptr);
  CHECK(btt::simd::level_name(static_cast<Level>(-1)) == nullptr);
  CHECK(static_cast<int>(Level::kAvx512) == 3);
  CHECK(btt::simd::level_bit(Level::kNeon) == 16);
}

TEST_CASE("parse_level knows exactly the names") {
  for (const Level level : kLevels) {
    Level parsed = Level::kScalar;
    CHECK(btt::simd::parse_level(btt::simd::level_name(level), parsed));
    CHECK(parsed == level);
  }
  Level untouched = Level::kNeon;
  for (const char* name : {"auto", "", "AVX2", "avx", "avx2 ", "avx5120"}) {
    CHECK_FALSE(btt::simd::parse_level(name, untouched));
  }
  CHECK(untouched == Level::kNeon);
}

TEST_CASE("present levels are compiled levels, scalar always among them") {
  const std::uint32_t compiled = btt::simd::compiled_levels();
  const std::uint32_t present = btt::simd::present_levels();
  const std::uint32_t beyond = present & ~compiled;
  CHECK(beyond == 0);
  CHECK((present & btt::simd::level_bit(Level::kScalar)) != 0);
}

TEST_CASE("set_level takes every present level and refuses the others") {
  const KeepLevel keep;
  for (const Level level : kLevels) {
    const bool present = (btt::simd::present_levels() & btt::simd::level_bit(level)) != 0;
    const Level before = btt::simd::current_level();
    CHECK(btt::simd::set_level(level) == present);
    CHECK(btt::simd::current_level() == (present ? level : before));
    CHECK((btt::simd::table_of(level) != nullptr) == present);
    if (present) CHECK(&btt::simd::kernels() == btt::simd::table_of(level));
  }
  CHECK_FALSE(btt::simd::set_level(static_cast<Level>(31)));
  CHECK_FALSE(btt::simd::set_level(static_cast<Level>(-1)));
}

TEST_CASE("automatic choice is the highest present level") {
  const KeepLevel keep;
  REQUIRE(btt::simd::set_level(Level::kScalar));
  btt::simd::set_auto();
  const auto chosen = static_cast<std::uint32_t>(btt::simd::current_level());
  const std::uint32_t from_chosen_up = btt::simd::present_levels() >> chosen;
  CHECK(from_chosen_up == 1);
}

TEST_CASE("the environment variable is taken or reported, never both") {
  const char* value = std::getenv("BTT_SIMD");
  const std::string wanted = value == nullptr ? "" : value;
  Level level = Level::kScalar;
  const bool usable = wanted.empty() || wanted == "auto" ||
                      (btt::simd::parse_level(wanted, level) && btt::simd::table_of(level) != nullptr);
  CHECK(btt::simd::environment_error() == (usable ? "" : wanted));
}
