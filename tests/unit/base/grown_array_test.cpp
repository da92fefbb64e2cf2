#include "base/grown_array.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <utility>

using namespace btt;

TEST_CASE("grows, shrinks and keeps its values, small and with large pages") {
  for (const int count : {0, 1, 33, 1000, 3000000}) {
    GrownArray<int> array;
    for (int i = 0; i < count; ++i) array.push_back(i);
    array.shrink_to_fit();
    CHECK(array.size() == static_cast<std::size_t>(count));
    CHECK(array.capacity() == array.size());
    CHECK(std::accumulate(array.begin(), array.end(), 0LL) ==
          static_cast<long long>(count) * (count - 1) / 2);
    const int more[] = {7, 8};
    array.append(more, 2);
    CHECK(array.back() == 8);
    array.cut(1);
    CHECK(array[0] == (count == 0 ? 7 : 0));
    const GrownArray<int> moved = std::move(array);
    CHECK(moved.size() == 1);
  }
}

TEST_CASE("zeros, and room that is given back") {
  GrownArray<char> zeros = GrownArray<char>::zeros(5000000);
  CHECK(std::accumulate(zeros.begin(), zeros.end(), 0) == 0);
  zeros.cut(10);
  zeros.shrink_to(26);
  CHECK(zeros.size() == 10);
  CHECK(zeros.capacity() == 26);
  CHECK(GrownArray<char>::zeros(0).empty());
}
