// Expected values: the reference's rules (Encoding of tokenizers 0.22.2), and where a comment says so its
// live answers.
#include "encoding/encoding.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "base/error.hpp"
#include "unit/encoding/show.hpp"

using namespace btt;
using encoding::Direction;
using encoding::Encoding;
using encoding::kNone;
using encoding::Offset;
using encoding::Padding;
using encoding::Range;
using encoding::show;

namespace {

// Tokens t0 t1 ... with ids 10 11 ..., word i, offsets (2i, 2i + 1).
Encoding make(std::size_t count, std::int32_t type = 0, const std::string& name = "t") {
  Encoding e;
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<std::int32_t>(i);
    e.add(10 + n, type, name + std::to_string(i), n, Offset{2 * n, 2 * n + 1}, false);
  }
  return e;
}

// The first id of each part and its length: "10x3 12x3".
std::string parts(const Encoding& e) {
  const auto one = [](const Encoding& part) {
    return (part.size() == 0 ? std::string("-") : std::to_string(part.ids[0])) + "x" +
           std::to_string(part.size());
  };
  std::string out = one(e);
  for (const Encoding& part : e.overflowing) out += " " + one(part);
  return out;
}

std::string truncated(std::size_t length, std::size_t max_length, std::size_t stride, Direction direction) {
  Encoding e = make(length);
  e.truncate(max_length, stride, direction);
  return parts(e);
}

// [CLS] t0 t1 [SEP] u0 [SEP] with both sequences recorded; t0 and t1 are one word.
Encoding pair() {
  Encoding e = Encoding::special(2, 0, "[CLS]");
  Encoding a = make(2);
  a.words = {0, 0};
  a.set_sequence_id(0);
  e.merge_with(a, false);
  e.merge_with(Encoding::special(3, 0, "[SEP]"), false);
  Encoding b = make(1, 1, "u");
  b.set_sequence_id(1);
  e.merge_with(b, false);
  e.merge_with(Encoding::special(3, 1, "[SEP]"), false);
  return e;
}

}  // namespace

TEST_CASE("truncation to the right") {
  const Direction right = Direction::kRight;
  CHECK(truncated(5, 5, 0, right) == "10x5");
  CHECK(truncated(5, 9, 3, right) == "10x5");
  CHECK(truncated(5, 2, 0, right) == "10x2 12x2 14x1");
  CHECK(truncated(5, 3, 1, right) == "10x3 12x3");
  CHECK(truncated(6, 3, 1, right) == "10x3 12x3 14x2");
  CHECK(truncated(5, 3, 2, right) == "10x3 11x3 12x3");
  CHECK(truncated(5, 1, 0, right) == "10x1 11x1 12x1 13x1 14x1");
}

TEST_CASE("truncation to the left") {
  const Direction left = Direction::kLeft;
  CHECK(truncated(5, 2, 0, left) == "13x2 11x2 10x1");
  CHECK(truncated(5, 3, 1, left) == "12x3 10x3");
  CHECK(truncated(6, 3, 1, left) == "13x3 11x3 10x2");
  CHECK(truncated(5, 3, 2, left) == "12x3 11x3 10x3");
}

TEST_CASE("truncation to nothing keeps all as one part, without looking at the stride") {
  for (const Direction direction : {Direction::kRight, Direction::kLeft}) {
    CHECK(truncated(3, 0, 7, direction) == "-x0 10x3");
    CHECK(truncated(0, 0, 0, direction) == "-x0");
  }
}

TEST_CASE("a stride that is not below the length") {
  Encoding e = make(5);
  CHECK_THROWS_AS(e.truncate(3, 3, Direction::kRight), Error);
  e.truncate(5, 3, Direction::kRight);
  CHECK(parts(e) == "10x5");
  // The search would never end where nothing moves on.
  Encoding one = make(2);
  CHECK_THROWS_AS(one.truncate(1, 1, Direction::kLeft), Error);
}

TEST_CASE("parts carry every array, no sequence stays recorded") {
  Encoding e = pair();
  e.truncate(4, 1, Direction::kRight);
  CHECK(e.sequence_ranges().empty());
  CHECK(show(e) ==
        "[CLS]|t0|t1|[SEP] ids 2 10 11 3 types 0000 words -00- seqs 0000 offsets 0-0 0-1 2-3 0-0 special "
        "1001 mask "
        "1111\n+ [SEP]|u0|[SEP] ids 3 10 3 types 011 words -0- seqs 000 offsets 0-0 0-1 0-0 special 101 mask "
        "111");
}

TEST_CASE("padding, and of the parts too") {
  Encoding e = make(5);
  e.truncate(3, 0, Direction::kRight);
  Padding padding;
  padding.id = 9;
  padding.type_id = 4;
  padding.token = "<p>";
  e.pad(4, padding);
  CHECK(show(e) ==
        "t0|t1|t2|<p> ids 10 11 12 9 types 0004 words 012- seqs 0000 offsets 0-1 2-3 4-5 0-0 special 0001 "
        "mask 1110\n"
        "+ t3|t4|<p>|<p> ids 13 14 9 9 types 0044 words 34-- seqs 0000 offsets 6-7 8-9 0-0 0-0 special 0011 "
        "mask "
        "1100");
}

TEST_CASE("left padding moves the sequences, longer rows stay") {
  Encoding e = pair();
  Padding padding;
  padding.direction = Direction::kLeft;
  e.pad(8, padding);
  CHECK(e.sequence_range(0) == Range{3, 5});
  CHECK(e.sequence_range(1) == Range{6, 7});
  CHECK(show(e) ==
        "[PAD]|[PAD]|[CLS]|t0|t1|[SEP]|u0|[SEP] ids 0 0 2 10 11 3 10 3 types 00000011 words ---00-0- seqs "
        "---00-1- "
        "offsets 0-0 0-0 0-0 0-1 2-3 0-0 0-1 0-0 special 11100101 mask 00111111");
  const std::string before = show(e);
  e.pad(7, padding);
  CHECK(show(e) == before);
}

TEST_CASE("merging shifts sequences; offsets grow only where wanted") {
  Encoding a = make(2);
  a.set_sequence_id(0);
  Encoding b = make(2, 1, "u");
  b.set_sequence_id(1);
  Encoding plain = a;
  plain.merge_with(b, false);
  CHECK(plain.offsets == std::vector<Offset>{{0, 1}, {2, 3}, {0, 1}, {2, 3}});
  CHECK(plain.sequence_range(1) == Range{2, 4});
  CHECK(plain.n_sequences() == 2);
  CHECK(plain.sequence_ids() == std::vector<std::int32_t>{0, 0, 1, 1});
  // Live: Encoding.merge([a, b], growing_offsets=True) shifts by the end of the last offset.
  const Encoding grown = Encoding::merge({a, b}, true);
  CHECK(grown.offsets == std::vector<Offset>{{0, 1}, {2, 3}, {3, 4}, {5, 6}});
  CHECK(Encoding::merge({}, true).size() == 0);
  Encoding nothing;
  nothing.merge_with(b, true);
  CHECK(nothing.offsets == b.offsets);
}

TEST_CASE("an equal sequence id is overwritten by the merge") {
  Encoding a = make(2);
  a.set_sequence_id(0);
  Encoding again = make(1);
  again.set_sequence_id(0);
  a.merge_with(again, false);
  CHECK(a.n_sequences() == 1);
  CHECK(a.sequence_range(0) == Range{2, 3});
  CHECK(a.sequence_ids() == std::vector<std::int32_t>{kNone, kNone, 0});
}

TEST_CASE("overflow of a merge: own parts with all of the other, then the whole with the other's parts") {
  const auto cut = [](std::size_t length, const std::string& name) {
    Encoding e = make(length, 0, name);
    e.truncate(1, 0, Direction::kRight);
    return e;
  };
  Encoding merged = cut(3, "a");
  merged.merge_with(cut(3, "b"), false);
  std::vector<std::string> texts;
  for (const Encoding& part : merged.overflowing) texts.push_back(part.tokens[0] + part.tokens[1]);
  CHECK(merged.tokens == std::vector<std::string>{"a0", "b0"});
  CHECK(texts == std::vector<std::string>{"a1b0", "a1b1", "a1b2", "a2b0", "a2b1", "a2b2", "a0b1", "a0b2"});
  // The parts of a part are the merges of its own part with the other's.
  CHECK(merged.overflowing[0].overflowing.size() == 2);
}

TEST_CASE("sequences without a record") {
  const Encoding e = make(3);
  CHECK(e.n_sequences() == 1);
  CHECK(e.sequence_range(0) == Range{0, 3});
  CHECK(e.sequence_range(5) == Range{0, 3});
  CHECK(e.sequence_ids() == std::vector<std::int32_t>{0, 0, 0});
  CHECK(e.token_to_sequence(0) == 0);
  CHECK(e.token_to_sequence(3) == 0);  // as the reference: only behind the length is it none
  CHECK_FALSE(e.token_to_sequence(4));
  CHECK_FALSE(e.token_to_word(3));
  CHECK_FALSE(e.token_to_chars(3));
  CHECK(e.token_to_word(2) == 2);
}

TEST_CASE("queries on a pair") {
  const Encoding e = pair();
  CHECK(e.n_sequences() == 2);
  CHECK(e.sequence_ids() == std::vector<std::int32_t>{kNone, 0, 0, kNone, 1, kNone});
  CHECK_FALSE(e.token_to_sequence(0));
  CHECK(e.token_to_sequence(2) == 0);
  CHECK(e.token_to_sequence(4) == 1);
  CHECK_FALSE(e.token_to_sequence(5));
  CHECK_FALSE(e.token_to_sequence(100));
  CHECK(e.token_to_word(1) == 0);
  CHECK_FALSE(e.token_to_word(0));
  CHECK_FALSE(e.token_to_word(3));
  CHECK(e.token_to_chars(2) == Offset{2, 3});
  CHECK_FALSE(e.token_to_chars(0));
  CHECK_FALSE(e.token_to_chars(std::numeric_limits<std::size_t>::max()));

  CHECK(e.word_to_tokens(0, 0) == Range{1, 3});
  CHECK(e.word_to_tokens(0, 1) == Range{4, 5});
  CHECK_FALSE(e.word_to_tokens(1, 0));
  CHECK(e.word_to_chars(0, 0) == Offset{0, 3});
  CHECK_FALSE(e.word_to_chars(1, 1));
  CHECK(e.char_to_token(0, 0) == 1);
  CHECK_FALSE(e.char_to_token(1, 0));  // between the tokens
  CHECK(e.char_to_token(2, 0) == 2);
  CHECK(e.char_to_token(0, 1) == 4);
  CHECK_FALSE(e.char_to_token(1000, 1));
  CHECK(e.char_to_word(2, 0) == 0);
  CHECK_FALSE(e.char_to_word(1, 0));
}

TEST_CASE("numbers beyond every row") {
  const Encoding e = pair();
  constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
  CHECK_FALSE(e.word_to_tokens(kHuge, 0));
  CHECK_FALSE(e.word_to_tokens(std::size_t{1} << 31, 0));
  CHECK_FALSE(e.char_to_token(kHuge, 0));
  CHECK_FALSE(e.char_to_token(std::size_t{1} << 32, 0));
  CHECK_FALSE(e.word_to_chars(kHuge, kHuge));
  // A sequence without a record stands for the whole row.
  CHECK(e.char_to_token(0, kHuge) == 1);
}

TEST_CASE("a word is looked for up to the first larger one") {
  Encoding e = make(4);
  e.words = {1, 2, 1, kNone};
  CHECK(e.word_to_tokens(1, 0) == Range{0, 1});
  CHECK(e.word_to_tokens(2, 0) == Range{1, 2});
  e.words = {1, kNone, 1, 2};
  CHECK(e.word_to_tokens(1, 0) == Range{0, 3});
}

TEST_CASE("records that reach beyond the row answer nothing") {
  Encoding e = make(2);
  e.record_sequence(0, Range{1, 5});
  CHECK_FALSE(e.word_to_tokens(1, 0));
  CHECK_FALSE(e.char_to_token(0, 0));
  CHECK(e.sequence_ids() == std::vector<std::int32_t>{kNone, 0});
}
