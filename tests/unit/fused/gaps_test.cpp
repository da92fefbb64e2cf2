#include "fused/gaps.hpp"

#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

using namespace btt;

TEST_CASE("gaps are filled wherever they lie, and nothing is read or written beyond the room behind") {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    const std::size_t size = random() % 70;
    std::vector<std::int32_t> ids;
    for (std::size_t i = 0; i < size; ++i) ids.push_back(static_cast<std::int32_t>(i));
    std::vector<fused::Gap> gaps;
    std::vector<std::vector<std::int32_t>> tokens;
    std::vector<std::int32_t> expected;
    for (std::size_t at = 0; at <= size; ++at) {
      // Several gaps may lie at one place; one may have no tokens.
      while (random() % 5 == 0) {
        gaps.push_back(fused::Gap{static_cast<std::uint32_t>(gaps.size()), static_cast<std::uint32_t>(at)});
        tokens.emplace_back(random() % 40 == 0 ? 100 : random() % 4,
                            static_cast<std::int32_t>(1000 + gaps.size()));
        expected.insert(expected.end(), tokens.back().begin(), tokens.back().end());
      }
      if (at < size) expected.push_back(ids[at]);
    }
    // Exactly the room that is asked for: the sanitizers see more.
    ids.resize(size + fused::kCopiedIds - 1, -1);
    std::vector<std::int32_t> to(expected.size() + fused::kCopiedIds - 1, -2);
    const std::int32_t* const end =
        fused::fill_gaps(to.data(), ids.data(), size, gaps.data(), gaps.size(), [&](std::size_t i) {
          return std::pair<const std::int32_t*, const std::int32_t*>(tokens[i].data(),
                                                                     tokens[i].data() + tokens[i].size());
        });
    REQUIRE(end == to.data() + expected.size());
    to.resize(expected.size());
    REQUIRE(to == expected);
  }
}
