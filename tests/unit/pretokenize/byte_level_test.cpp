// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/byte_level.hpp"

#include "unit/pretokenize/rewritten.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("whole") {
  check_rewritten(
      pretokenize::ByteLevel(false, false),
      {
          {"Hello there", {{"Hello\u0120there", {0U, 11U}}}},
          {"  Hey   friend! ", {{"\u0120\u0120Hey\u0120\u0120\u0120friend!\u0120", {0U, 16U}}}},
          {"a \012 b", {{"a\u0120\u010A\u0120b", {0U, 5U}}}},
          {"don't I'M", {{"don't\u0120I'M", {0U, 9U}}}},
          {"\u00E9\u4F60 x", {{"\u00C3\u00A9\u00E4\u00BD\u0142\u0120x", {0U, 7U}}}},
          {"12345 67", {{"12345\u012067", {0U, 8U}}}},
          {"", {}},
          {"\u3053\u3093a\u30FC\u6797,b",
           {{"\u00E3\u0123\u0135\u00E3\u0124\u0135a\u00E3\u0125\u00BC\u00E6\u0140\u0139,b", {0U, 15U}}}},
      });
}

TEST_CASE("by words") {
  check_rewritten(
      pretokenize::ByteLevel(false, true),
      {
          {"Hello there", {{"Hello", {0U, 5U}}, {"\u0120there", {5U, 11U}}}},
          {"  Hey   friend! ",
           {{"\u0120", {0U, 1U}},
            {"\u0120Hey", {1U, 5U}},
            {"\u0120\u0120", {5U, 7U}},
            {"\u0120friend", {7U, 14U}},
            {"!", {14U, 15U}},
            {"\u0120", {15U, 16U}}}},
          {"a \012 b", {{"a", {0U, 1U}}, {"\u0120\u010A", {1U, 3U}}, {"\u0120b", {3U, 5U}}}},
          {"don't I'M",
           {{"don", {0U, 3U}}, {"'t", {3U, 5U}}, {"\u0120I", {5U, 7U}}, {"'", {7U, 8U}}, {"M", {8U, 9U}}}},
          {"\u00E9\u4F60 x", {{"\u00C3\u00A9\u00E4\u00BD\u0142", {0U, 5U}}, {"\u0120x", {5U, 7U}}}},
          {"12345 67", {{"12345", {0U, 5U}}, {"\u012067", {5U, 8U}}}},
          {"", {}},
          {"\u3053\u3093a\u30FC\u6797,b",
           {{"\u00E3\u0123\u0135\u00E3\u0124\u0135a\u00E3\u0125\u00BC\u00E6\u0140\u0139", {0U, 13U}},
            {",", {13U, 14U}},
            {"b", {14U, 15U}}}},
      });
}

TEST_CASE("prefix space whole") {
  check_rewritten(pretokenize::ByteLevel(true, false),
                  {
                      {"Hello there", {{"\u0120Hello\u0120there", {0U, 11U}}}},
                      {"  Hey   friend! ", {{"\u0120\u0120Hey\u0120\u0120\u0120friend!\u0120", {0U, 16U}}}},
                      {"a \012 b", {{"\u0120a\u0120\u010A\u0120b", {0U, 5U}}}},
                      {"don't I'M", {{"\u0120don't\u0120I'M", {0U, 9U}}}},
                      {"\u00E9\u4F60 x", {{"\u0120\u00C3\u00A9\u00E4\u00BD\u0142\u0120x", {0U, 7U}}}},
                      {"12345 67", {{"\u012012345\u012067", {0U, 8U}}}},
                      {"", {}},
                      {"\u3053\u3093a\u30FC\u6797,b",
                       {{"\u0120\u00E3\u0123\u0135\u00E3\u0124\u0135a\u00E3\u0125\u00BC\u00E6\u0140\u0139,b",
                         {0U, 15U}}}},
                  });
}

TEST_CASE("prefix space by words") {
  check_rewritten(
      pretokenize::ByteLevel(true, true),
      {
          {"Hello there", {{"\u0120Hello", {0U, 5U}}, {"\u0120there", {5U, 11U}}}},
          {"  Hey   friend! ",
           {{"\u0120", {0U, 1U}},
            {"\u0120Hey", {1U, 5U}},
            {"\u0120\u0120", {5U, 7U}},
            {"\u0120friend", {7U, 14U}},
            {"!", {14U, 15U}},
            {"\u0120", {15U, 16U}}}},
          {"a \012 b", {{"\u0120a", {0U, 1U}}, {"\u0120\u010A", {1U, 3U}}, {"\u0120b", {3U, 5U}}}},
          {"don't I'M",
           {{"\u0120don", {0U, 3U}},
            {"'t", {3U, 5U}},
            {"\u0120I", {5U, 7U}},
            {"'", {7U, 8U}},
            {"M", {8U, 9U}}}},
          {"\u00E9\u4F60 x", {{"\u0120\u00C3\u00A9\u00E4\u00BD\u0142", {0U, 5U}}, {"\u0120x", {5U, 7U}}}},
          {"12345 67", {{"\u012012345", {0U, 5U}}, {"\u012067", {5U, 8U}}}},
          {"", {}},
          {"\u3053\u3093a\u30FC\u6797,b",
           {{"\u0120\u00E3\u0123\u0135\u00E3\u0124\u0135a\u00E3\u0125\u00BC\u00E6\u0140\u0139", {0U, 13U}},
            {",", {13U, 14U}},
            {"b", {14U, 15U}}}},
      });
}
