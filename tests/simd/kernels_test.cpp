// Every kernel at every present level against scalar: all lengths 0..257, all alignments 0..63, and buffers
// whose first or last byte is next to a page that may not be touched.
#include "simd/kernels.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "simd/levels.hpp"

namespace {

using btt::simd::KernelTable;
using btt::simd::Level;

constexpr std::size_t kMaxLength = 257;
constexpr std::size_t kAlignments = 64;
constexpr Level kLevels[] = {Level::kScalar, Level::kSse42, Level::kAvx2, Level::kAvx512, Level::kNeon};

// Bytes with readable memory in between two pages that fault on any access.
class GuardedBuffer {
 public:
  GuardedBuffer() {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (65536 / page + 1) * page;
    mapped_ = size_ + 2 * page;
    base_ = static_cast<char*>(mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (base_ == MAP_FAILED) throw std::bad_alloc();
    begin_ = base_ + page;
    if (mprotect(begin_, size_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
  }
  ~GuardedBuffer() { munmap(base_, mapped_); }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  char* begin() { return begin_; }
  char* end() { return begin_ + size_; }

 private:
  char* base_;
  char* begin_;
  std::size_t size_;
  std::size_t mapped_;
};

// A fixed pseudo-random sequence (xorshift), so that a failure repeats.
class Numbers {
 public:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

const KernelTable& scalar() {
  return *btt::simd::table_of(Level::kScalar);
}

// Runs check(table) for every present level; the first test case names the others.
template <typename Check>
void at_each_level(Check check) {
  for (const Level level : kLevels) {
    const KernelTable* table = btt::simd::table_of(level);
    if (table == nullptr) continue;
    const std::string name = btt::simd::level_name(level);
    CAPTURE(name);
    check(*table);
  }
}

// Calls check(start) for a text of `size` bytes at each alignment in the middle of memory and at both page
// edges.
template <typename Check>
void at_each_place(GuardedBuffer& buffer, std::size_t size, Check check) {
  for (std::size_t alignment = 0; alignment < kAlignments; ++alignment)
    check(buffer.begin() + 4096 + alignment);
  check(buffer.begin());
  check(buffer.end() - size);
}

// ASCII with all classes, and with bytes >= 0x80 at rate 1 of `one_in` (0: none).
std::string random_text(Numbers& numbers, std::size_t size, unsigned one_in) {
  std::string text(size, '\0');
  for (char& c : text) {
    const std::uint64_t n = numbers.next();
    const bool high = one_in != 0 && (n >> 32) % one_in == 0;
    c = static_cast<char>((n & 0x7F) | (high ? 0x80u : 0u));
  }
  return text;
}

std::size_t words(std::size_t size) {
  return (size + 63) / 64;
}

struct Masks {
  std::vector<std::uint64_t> space;
  std::vector<std::uint64_t> punctuation;
  std::vector<std::uint64_t> unusual;
  std::vector<std::uint64_t> dashes;
  std::vector<btt::simd::WordMasks> words;
};

// One word more than the contract needs, which must stay as it was.
Masks classify(const KernelTable& table, const char* in, std::size_t size) {
  constexpr std::uint64_t kOld = 0xABABABABABABABAB;
  const std::vector<std::uint64_t> old(words(size) + 1, kOld);
  const btt::simd::WordMasks old_words{kOld, kOld, kOld, kOld, kOld, kOld, kOld, kOld, kOld};
  Masks masks{old, old, old, old, std::vector<btt::simd::WordMasks>(words(size) + 1, old_words)};
  table.word_masks(in, size, masks.words.data());
  table.unusual_ascii(in, size, masks.unusual.data());
  table.dashes(in, size, masks.dashes.data());
  table.classify_ascii(in, size, masks.space.data(), masks.punctuation.data());
  return masks;
}

bool same_results(const KernelTable& table, const char* in, std::size_t size, char* out) {
  const Masks expected = classify(scalar(), in, size);
  const Masks actual = classify(table, in, size);
  std::string lowered(size, '\0');
  scalar().lower_ascii(in, size, &lowered[0]);
  table.lower_ascii(in, size, out);
  return table.ascii_prefix(in, size) == scalar().ascii_prefix(in, size) &&
         table.is_ascii(in, size) == scalar().is_ascii(in, size) && actual.space == expected.space &&
         actual.punctuation == expected.punctuation && actual.unusual == expected.unusual &&
         actual.dashes == expected.dashes &&
         std::memcmp(actual.words.data(), expected.words.data(),
                     actual.words.size() * sizeof(btt::simd::WordMasks)) == 0 &&
         (size == 0 || std::memcmp(out, lowered.data(), size) == 0);
}

}  // namespace

TEST_CASE("levels under test") {
  unsigned tested = 0;
  for (const Level level : kLevels) {
    const std::string name = btt::simd::level_name(level);
    if (btt::simd::table_of(level) != nullptr) {
      ++tested;
      MESSAGE("tested level " << name);
      continue;
    }
    const bool compiled = (btt::simd::compiled_levels() & btt::simd::level_bit(level)) != 0;
    MESSAGE("SKIPPED level " << name << (compiled ? ": not on this CPU" : ": not compiled in"));
  }
  CHECK(tested >= 1);
}

TEST_CASE("byte kernels equal scalar at all lengths, alignments and page edges") {
  GuardedBuffer in;
  GuardedBuffer out;
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t size = 0; size <= kMaxLength; ++size) {
      for (const unsigned one_in : {0u, 3u, 200u}) {
        const std::string text = random_text(numbers, size, one_in);
        std::size_t place = 0;
        bool same = true;
        at_each_place(in, size, [&](char* start) {
          if (size != 0) std::memcpy(start, text.data(), size);
          // The output takes its own turn through edges and alignments.
          char* target = place % 2 == 0 ? out.end() - size : out.begin() + place;
          same = same && same_results(table, start, size, target);
          ++place;
        });
        CAPTURE(size);
        CAPTURE(one_in);
        CHECK(same);
      }
    }
  });
}

TEST_CASE("dashes equal scalar at all lengths, alignments and page edges, wherever they are cut off") {
  constexpr char kBytes[] = {'\xE2', '\xE2', '\x80', '\x80', '\x90', '\xA7', '\x8F', '\xA8', 'a'};
  GuardedBuffer in;
  std::size_t found = 0;
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t size = 0; size <= kMaxLength; ++size) {
      std::string text(size, '\0');
      for (std::size_t i = 0; i < size; ++i) {
        // Whole ones, and what only looks like one.
        const bool is_whole = i + 3 <= size && numbers.next() >> 32 & 1;
        if (is_whole) {
          text.replace(i, 3, numbers.next() >> 32 & 1 ? "\xE2\x80\x90" : "\xE2\x80\xA7");
          i += 2;
        } else {
          text[i] = kBytes[(numbers.next() >> 32) % sizeof(kBytes)];
        }
      }
      std::vector<std::uint64_t> expected(words(size) + 1, 7);
      scalar().dashes(text.data(), size, expected.data());
      for (const std::uint64_t mask : expected) found += static_cast<std::size_t>(__builtin_popcountll(mask));
      bool same = true;
      at_each_place(in, size, [&](char* start) {
        if (size != 0) std::memcpy(start, text.data(), size);
        std::vector<std::uint64_t> actual(words(size) + 1, 7);
        table.dashes(start, size, actual.data());
        same = same && actual == expected;
      });
      CAPTURE(size);
      CHECK(same);
    }
  });
  CHECK(found > 1000);
}

TEST_CASE("bit_positions equal scalar for all densities, and write nothing past the stated eight") {
  constexpr std::size_t kWords = 7;
  constexpr std::size_t kOverwritten = 8;
  GuardedBuffer in;
  GuardedBuffer out;
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t count = 0; count <= kWords; ++count) {
      for (unsigned density = 0; density <= 65; ++density) {
        std::uint64_t masks[kWords] = {};
        for (std::size_t word = 0; word < count; ++word) {
          for (unsigned bit = 0; bit < 64; ++bit)
            masks[word] |= static_cast<std::uint64_t>((numbers.next() >> 32) % 65 < density) << bit;
        }
        std::uint32_t expected[64 * kWords + kOverwritten];
        const std::size_t positions = scalar().bit_positions(masks, count, expected);
        auto* const source = reinterpret_cast<std::uint64_t*>(in.end() - count * sizeof(std::uint64_t));
        if (count != 0) std::memcpy(source, masks, count * sizeof(std::uint64_t));
        auto* const target =
            reinterpret_cast<std::uint32_t*>(out.end() - (positions + kOverwritten) * sizeof(std::uint32_t));
        CAPTURE(count);
        CAPTURE(density);
        REQUIRE(table.bit_positions(source, count, target) == positions);
        CHECK(std::memcmp(target, expected, positions * sizeof(std::uint32_t)) == 0);
      }
    }
  });
}

TEST_CASE("every byte value has the class, prefix and lower case of scalar, in every position") {
  at_each_level([&](const KernelTable& table) {
    bool same = true;
    char out[130];
    for (int value = 0; value < 256; ++value) {
      for (std::size_t position = 0; position < 130; ++position) {
        std::string text(130, 'a');
        text[position] = static_cast<char>(value);
        same = same && same_results(table, text.data(), text.size(), out);
      }
    }
    CHECK(same);
  });
}

TEST_CASE("bytes around the text decide nothing") {
  at_each_level([&](const KernelTable& table) {
    for (std::size_t size = 0; size <= kMaxLength; ++size) {
      std::string text(size + 128, '\xFF');
      text.replace(64, size, size, 'x');
      CHECK(table.ascii_prefix(text.data() + 64, size) == size);
      CHECK(table.is_ascii(text.data() + 64, size));
      std::string punctuated(size + 128, '!');
      punctuated.replace(64, size, size, 'x');
      const Masks masks = classify(table, punctuated.data() + 64, size);
      for (std::size_t word = 0; word < words(size); ++word) CHECK(masks.punctuation[word] == 0);
    }
  });
}

TEST_CASE("lower_ascii works in place and writes nothing past the text") {
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t size = 0; size <= kMaxLength; ++size) {
      const std::string text = random_text(numbers, size, 7);
      std::string expected(size, '\0');
      scalar().lower_ascii(text.data(), size, &expected[0]);
      std::string guarded = std::string(64, 'Q') + text + std::string(64, 'Q');
      table.lower_ascii(guarded.data() + 64, size, &guarded[64]);
      CAPTURE(size);
      CHECK(guarded == std::string(64, 'Q') + expected + std::string(64, 'Q'));
    }
  });
}

TEST_CASE("widen_i32_i64 and fills equal scalar at all lengths, alignments and page edges") {
  GuardedBuffer in;
  GuardedBuffer out;
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t count = 0; count <= kMaxLength; ++count) {
      std::vector<std::int32_t> values(count);
      std::vector<std::int64_t> expected(count);
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(numbers.next()));
        if (i % 17 == 0) values[i] = std::numeric_limits<std::int32_t>::min();
        expected[i] = values[i];
      }
      const std::size_t bytes32 = count * sizeof(std::int32_t);
      const std::size_t bytes64 = count * sizeof(std::int64_t);
      const auto same64 = [&](const std::int64_t* actual, const std::int64_t* wanted) {
        return count == 0 || std::memcmp(actual, wanted, bytes64) == 0;
      };
      bool same = true;
      // Integers are aligned for their type: steps of 8 bytes.
      for (std::size_t step = 0; step <= kAlignments; step += 8) {
        const bool edge = step == kAlignments;
        auto* source = reinterpret_cast<std::int32_t*>(edge ? in.end() - bytes32 : in.begin() + step);
        auto* target = reinterpret_cast<std::int64_t*>(edge ? out.end() - bytes64 : out.begin() + step);
        if (count != 0) std::memcpy(source, values.data(), bytes32);
        if (!edge) target[count] = 77;
        table.widen_i32_i64(source, count, target);
        same = same && same64(target, expected.data()) && (edge || target[count] == 77);

        const std::vector<std::int64_t> filled64(count, -3);
        if (!edge) target[count] = 78;
        table.fill_i64(target, count, -3);
        same = same && same64(target, filled64.data()) && (edge || target[count] == 78);

        const std::vector<std::int32_t> filled32(count, 0x12345678);
        auto* target32 = reinterpret_cast<std::int32_t*>(edge ? out.end() - bytes32 : out.begin() + step);
        if (!edge) target32[count] = 79;
        table.fill_i32(target32, count, 0x12345678);
        same = same && (count == 0 || std::memcmp(target32, filled32.data(), bytes32) == 0) &&
               (edge || target32[count] == 79);
      }
      CAPTURE(count);
      CHECK(same);
    }
  });
}

namespace {

// `kinds` and `bad` are code points that a text has among ASCII, and those that end it.
template <typename Unit, typename Encode>
void check_encode(const Encode& encode_of, const std::vector<Unit>& kinds, const std::vector<Unit>& bad) {
  constexpr std::size_t kOverwritten = 64;
  GuardedBuffer in;
  GuardedBuffer out;
  at_each_level([&](const KernelTable& table) {
    Numbers numbers;
    for (std::size_t length = 0; length <= kMaxLength; ++length) {
      bool same = true;
      for (const unsigned one_in : {1u, 3u, 40u}) {
        for (const bool has_bad : {false, true}) {
          std::vector<Unit> points(length, 'a');
          for (Unit& point : points) {
            if (numbers.next() % one_in == 0) point = kinds[numbers.next() % kinds.size()];
          }
          if (has_bad && length != 0 && !bad.empty())
            points[numbers.next() % length] = bad[numbers.next() % bad.size()];
          std::vector<char> expected(4 * length + kOverwritten);
          std::size_t expected_read = length;
          const std::size_t bytes = encode_of(scalar())(points.data(), expected_read, expected.data());
          const std::size_t source_bytes = length * sizeof(Unit);
          for (const std::size_t step : {std::size_t{0}, std::size_t{4}, std::size_t{36}, kAlignments}) {
            const bool edge = step == kAlignments;
            auto* source = reinterpret_cast<Unit*>(edge ? in.end() - source_bytes : in.begin() + step);
            char* target = edge ? out.end() - bytes - kOverwritten : out.begin() + step / 2;
            if (length != 0) std::memcpy(source, points.data(), source_bytes);
            std::size_t read = length;
            same = same && encode_of(table)(source, read, target) == bytes && read == expected_read &&
                   std::memcmp(target, expected.data(), bytes) == 0;
          }
        }
      }
      CAPTURE(length);
      CHECK(same);
    }
  });
}

}  // namespace

TEST_CASE("encode_u8, u16 and u32 equal scalar at all lengths, alignments and page edges") {
  check_encode<std::uint8_t>([](const KernelTable& k) { return k.encode_u8; }, {0, 0x7F, 0x80, 0xBF, 0xFF},
                             {});
  check_encode<std::uint16_t>([](const KernelTable& k) { return k.encode_u16; },
                              {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF},
                              {0xD800, 0xDBFF, 0xDC00, 0xDFFF});
  check_encode<std::uint32_t>([](const KernelTable& k) { return k.encode_u32; },
                              {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF},
                              {0xD800, 0xDFFF, 0x110000, 0xFFFFFFFF});
}

TEST_CASE("size 0 is legal with null pointers") {
  at_each_level([&](const KernelTable& table) {
    CHECK(table.ascii_prefix(nullptr, 0) == 0);
    CHECK(table.is_ascii(nullptr, 0));
    table.lower_ascii(nullptr, 0, nullptr);
    table.classify_ascii(nullptr, 0, nullptr, nullptr);
    table.unusual_ascii(nullptr, 0, nullptr);
    table.dashes(nullptr, 0, nullptr);
    table.word_masks(nullptr, 0, nullptr);
    table.widen_i32_i64(nullptr, 0, nullptr);
    table.fill_i32(nullptr, 0, 1);
    table.fill_i64(nullptr, 0, 1);
    table.merge_words(btt::simd::MergePairs(), nullptr, 0);
    std::size_t count = 0;
    CHECK(table.encode_u8(nullptr, count, nullptr) == 0);
    CHECK(table.encode_u16(nullptr, count, nullptr) == 0);
    CHECK(table.encode_u32(nullptr, count, nullptr) == 0);
    CHECK(count == 0);
  });
}
