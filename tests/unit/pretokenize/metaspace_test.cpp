// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/metaspace.hpp"

#include "unit/pretokenize/rewritten.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("always") {
  check_rewritten(
      pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kAlways, true),
      {
          {"Hello there", {{"\u2581Hello", {0U, 5U}}, {"\u2581there", {5U, 11U}}}},
          {"  Hey   friend! ",
           {{"\u2581", {0U, 1U}},
            {"\u2581Hey", {1U, 5U}},
            {"\u2581", {5U, 6U}},
            {"\u2581", {6U, 7U}},
            {"\u2581friend!", {7U, 15U}},
            {"\u2581", {15U, 16U}}}},
          {"a \012 b", {{"\u2581a", {0U, 1U}}, {"\u2581\012", {1U, 3U}}, {"\u2581b", {3U, 5U}}}},
          {"don't I'M", {{"\u2581don't", {0U, 5U}}, {"\u2581I'M", {5U, 9U}}}},
          {"\u00E9\u4F60 x", {{"\u2581\u00E9\u4F60", {0U, 5U}}, {"\u2581x", {5U, 7U}}}},
          {"12345 67", {{"\u258112345", {0U, 5U}}, {"\u258167", {5U, 8U}}}},
          {"", {}},
          {"\u3053\u3093a\u30FC\u6797,b", {{"\u2581\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
          {"a\u2581b \u2581",
           {{"\u2581a", {0U, 1U}}, {"\u2581b", {1U, 5U}}, {"\u2581", {5U, 6U}}, {"\u2581", {6U, 9U}}}},
          {"\u2026 x", {{"\u2581\u2026", {0U, 3U}}, {"\u2581x", {3U, 5U}}}},
      });
}

TEST_CASE("always, whole") {
  check_rewritten(pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kAlways, false),
                  {
                      {"Hello there", {{"\u2581Hello\u2581there", {0U, 11U}}}},
                      {"  Hey   friend! ", {{"\u2581\u2581Hey\u2581\u2581\u2581friend!\u2581", {0U, 16U}}}},
                      {"a \012 b", {{"\u2581a\u2581\012\u2581b", {0U, 5U}}}},
                      {"don't I'M", {{"\u2581don't\u2581I'M", {0U, 9U}}}},
                      {"\u00E9\u4F60 x", {{"\u2581\u00E9\u4F60\u2581x", {0U, 7U}}}},
                      {"12345 67", {{"\u258112345\u258167", {0U, 8U}}}},
                      {"", {}},
                      {"\u3053\u3093a\u30FC\u6797,b", {{"\u2581\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
                      {"a\u2581b \u2581", {{"\u2581a\u2581b\u2581\u2581", {0U, 9U}}}},
                      {"\u2026 x", {{"\u2581\u2026\u2581x", {0U, 5U}}}},
                  });
}

TEST_CASE("first") {
  check_rewritten(
      pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kFirst, true),
      {
          {"Hello there", {{"\u2581Hello", {0U, 5U}}, {"\u2581there", {5U, 11U}}}},
          {"  Hey   friend! ",
           {{"\u2581", {0U, 1U}},
            {"\u2581Hey", {1U, 5U}},
            {"\u2581", {5U, 6U}},
            {"\u2581", {6U, 7U}},
            {"\u2581friend!", {7U, 15U}},
            {"\u2581", {15U, 16U}}}},
          {"a \012 b", {{"\u2581a", {0U, 1U}}, {"\u2581\012", {1U, 3U}}, {"\u2581b", {3U, 5U}}}},
          {"don't I'M", {{"\u2581don't", {0U, 5U}}, {"\u2581I'M", {5U, 9U}}}},
          {"\u00E9\u4F60 x", {{"\u2581\u00E9\u4F60", {0U, 5U}}, {"\u2581x", {5U, 7U}}}},
          {"12345 67", {{"\u258112345", {0U, 5U}}, {"\u258167", {5U, 8U}}}},
          {"", {}},
          {"\u3053\u3093a\u30FC\u6797,b", {{"\u2581\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
          {"a\u2581b \u2581",
           {{"\u2581a", {0U, 1U}}, {"\u2581b", {1U, 5U}}, {"\u2581", {5U, 6U}}, {"\u2581", {6U, 9U}}}},
          {"\u2026 x", {{"\u2581\u2026", {0U, 3U}}, {"\u2581x", {3U, 5U}}}},
      });
}

TEST_CASE("first, whole") {
  check_rewritten(pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kFirst, false),
                  {
                      {"Hello there", {{"\u2581Hello\u2581there", {0U, 11U}}}},
                      {"  Hey   friend! ", {{"\u2581\u2581Hey\u2581\u2581\u2581friend!\u2581", {0U, 16U}}}},
                      {"a \012 b", {{"\u2581a\u2581\012\u2581b", {0U, 5U}}}},
                      {"don't I'M", {{"\u2581don't\u2581I'M", {0U, 9U}}}},
                      {"\u00E9\u4F60 x", {{"\u2581\u00E9\u4F60\u2581x", {0U, 7U}}}},
                      {"12345 67", {{"\u258112345\u258167", {0U, 8U}}}},
                      {"", {}},
                      {"\u3053\u3093a\u30FC\u6797,b", {{"\u2581\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
                      {"a\u2581b \u2581", {{"\u2581a\u2581b\u2581\u2581", {0U, 9U}}}},
                      {"\u2026 x", {{"\u2581\u2026\u2581x", {0U, 5U}}}},
                  });
}

TEST_CASE("never") {
  check_rewritten(pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kNever, true),
                  {
                      {"Hello there", {{"Hello", {0U, 5U}}, {"\u2581there", {5U, 11U}}}},
                      {"  Hey   friend! ",
                       {{"\u2581", {0U, 1U}},
                        {"\u2581Hey", {1U, 5U}},
                        {"\u2581", {5U, 6U}},
                        {"\u2581", {6U, 7U}},
                        {"\u2581friend!", {7U, 15U}},
                        {"\u2581", {15U, 16U}}}},
                      {"a \012 b", {{"a", {0U, 1U}}, {"\u2581\012", {1U, 3U}}, {"\u2581b", {3U, 5U}}}},
                      {"don't I'M", {{"don't", {0U, 5U}}, {"\u2581I'M", {5U, 9U}}}},
                      {"\u00E9\u4F60 x", {{"\u00E9\u4F60", {0U, 5U}}, {"\u2581x", {5U, 7U}}}},
                      {"12345 67", {{"12345", {0U, 5U}}, {"\u258167", {5U, 8U}}}},
                      {"", {}},
                      {"\u3053\u3093a\u30FC\u6797,b", {{"\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
                      {"a\u2581b \u2581",
                       {{"a", {0U, 1U}}, {"\u2581b", {1U, 5U}}, {"\u2581", {5U, 6U}}, {"\u2581", {6U, 9U}}}},
                      {"\u2026 x", {{"\u2026", {0U, 3U}}, {"\u2581x", {3U, 5U}}}},
                  });
}

TEST_CASE("never, whole") {
  check_rewritten(pretokenize::Metaspace("\u2581", pretokenize::PrependScheme::kNever, false),
                  {
                      {"Hello there", {{"Hello\u2581there", {0U, 11U}}}},
                      {"  Hey   friend! ", {{"\u2581\u2581Hey\u2581\u2581\u2581friend!\u2581", {0U, 16U}}}},
                      {"a \012 b", {{"a\u2581\012\u2581b", {0U, 5U}}}},
                      {"don't I'M", {{"don't\u2581I'M", {0U, 9U}}}},
                      {"\u00E9\u4F60 x", {{"\u00E9\u4F60\u2581x", {0U, 7U}}}},
                      {"12345 67", {{"12345\u258167", {0U, 8U}}}},
                      {"", {}},
                      {"\u3053\u3093a\u30FC\u6797,b", {{"\u3053\u3093a\u30FC\u6797,b", {0U, 15U}}}},
                      {"a\u2581b \u2581", {{"a\u2581b\u2581\u2581", {0U, 9U}}}},
                      {"\u2026 x", {{"\u2026\u2581x", {0U, 5U}}}},
                  });
}
