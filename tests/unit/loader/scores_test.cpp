// Expected values: live runs of the reference (tokenizers 0.22.2).
#include <doctest/doctest.h>

#include <cmath>

#include "loader/json.hpp"

using namespace btt;

namespace {

struct Case {
  std::string_view digits;
  double value;
  std::string_view saved;
};

}  // namespace

TEST_CASE("numbers are read and written as the reference's library does") {
  const std::vector<Case> cases = {
      {"0", 0x0.0p+0, "0.0"},
      {"-0", -0x0.0p+0, "-0.0"},
      {"1", 0x1.0000000000000p+0, "1.0"},
      {"-2.5", -0x1.4000000000000p+1, "-2.5"},
      {"-13.5298", -0x1.b0f41f212d773p+3, "-13.5298"},
      {"1e5", 0x1.86a0000000000p+16, "100000.0"},
      {"1E-3", 0x1.0624dd2f1a9fcp-10, "0.001"},
      {"123456789012345678901234567890", 0x1.8ee90ff6c373ep+96, "1.2345678901234568e29"},
      {"0.1234567890123456789012345", 0x1.f9add3746f65fp-4, "0.12345678901234568"},
      {"-1.7976931348623157e308", -0x1.fffffffffffffp+1023, "-1.7976931348623157e308"},
      {"4.9e-324", 0x0.0000000000001p-1022, "5e-324"},
      {"1e-400", 0x0.0p+0, "0.0"},
      {"-3.1622776601683795e-5", -0x1.09456549be1bdp-15, "-0.000031622776601683795"},
      {"18446744073709551615", 0x1.0000000000000p+64, "1.8446744073709552e19"},
      {"18446744073709551616", 0x1.0000000000000p+64, "1.8446744073709552e19"},
      {"-6.58713436126709", -0x1.a5939c0000000p+2, "-6.58713436126709"},
      {"5e-1", 0x1.0000000000000p-1, "0.5"},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.digits);
    const double value = loader::read_score(expected.digits);
    CHECK(value == expected.value);
    CHECK(std::signbit(value) == std::signbit(expected.value));
    CHECK(loader::number_json(value) == expected.saved);
  }
  CHECK(loader::number_json(0.1F) == "0.1");
  CHECK_THROWS_AS(loader::read_score("1e309"), Error);
}
