#include "batch/long_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "batch/threads.hpp"
#include "unit/fused/unigram_tokenizer.hpp"

using namespace btt;
using batch::cut_between_words;
using batch::TokenStore;

namespace {

// The number of threads goes back to the default behind each test.
struct Threads {
  explicit Threads(std::uint32_t count) { batch::set_num_threads(count); }
  ~Threads() { batch::set_num_threads(0); }
};

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += text;
  return out;
}

std::shared_ptr<const pipeline::Tokenizer> unigram() {
  return fused::load_unigram(
      {fused::precompiled(fused::usual_rules()), fused::split_first(fused::metaspace("always"))});
}

pipeline::EncodeOptions everything() {
  pipeline::EncodeOptions options;
  options.track_offsets = true;
  options.track_words = true;
  options.offset_unit = text::OffsetUnit::kCodePoints;
  return options;
}

}  // namespace

TEST_CASE("parts end in front of a space between two printed characters") {
  const auto joined = [](const std::vector<std::string_view>& parts) {
    std::string out;
    for (const std::string_view part : parts) out += (out.empty() ? "" : "|") + std::string(part);
    return out;
  };
  CHECK(joined(cut_between_words("the cat sat", 4)) == "the cat| sat");
  CHECK(joined(cut_between_words("the cat sat", 1)) == "the| cat| sat");
  CHECK(joined(cut_between_words("the  cat\n sat é on é", 1)) == "the  cat\n sat é on é");
  CHECK(joined(cut_between_words("a b ", 1)) == "a| b ");
  CHECK(joined(cut_between_words("a", 1)) == "a");
  CHECK(joined(cut_between_words("", 1)).empty());
}

TEST_CASE("a long text is encoded in parts, unless its beginning needs the stages") {
  if (!batch::has_openmp()) {
    MESSAGE("skipped: built without OpenMP");
    return;
  }
  const Threads threads(4);
  const auto tokenizer = unigram();
  const std::string plain =
      repeated("the cat at \u4E2D\u6587 <x> the \uFF21 internationalization ", 3 * batch::kLongText);
  REQUIRE(batch::is_long_text(*tokenizer, plain, everything()));
  TokenStore store;
  store.ids.push_back(7);
  store.offsets.push_back({1, 2});
  store.words = {3};
  REQUIRE(batch::encode_long(*tokenizer, plain, everything(), store));
  CHECK(store.ids.size() > plain.size() / 10);
  CHECK(store.offsets.size() == store.ids.size());
  CHECK(store.words.size() == store.ids.size());
  CHECK(store.ids[0] == 7);
  CHECK(store.offsets[1].begin == 0);
  CHECK(store.words[1] == 0);

  TokenStore other;
  CHECK_FALSE(batch::encode_long(*tokenizer, "\x01" + plain, everything(), other));
  CHECK(other.ids.empty());
  CHECK_FALSE(batch::is_long_text(*tokenizer, plain.substr(0, batch::kLongText - 1), everything()));
  pipeline::EncodeOptions serial = everything();
  serial.num_threads = 1;
  CHECK_FALSE(batch::is_long_text(*tokenizer, plain, serial));
}
