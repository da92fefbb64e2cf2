// Each kernel at each SIMD level that this machine runs, on 64 bytes (a short text), 1 KiB (a paragraph) and
// 64 KiB (past the first cache). Names: kernel/level/bytes. A level that does not beat the one below it has
// no business in the table (docs/adding-things.md). For merge_words a byte is a symbol, a word has eight.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "simd/kernels.hpp"
#include "simd/levels.hpp"
#include "vocab/pair_table.hpp"

namespace {

using btt::simd::KernelTable;

struct Buffers {
  std::string text;
  std::string lowered;
  std::vector<std::uint64_t> spaces, punctuation;
  std::vector<std::int32_t> ids;
  std::vector<std::int64_t> wide_ids;

  explicit Buffers(std::size_t bytes)
      : lowered(bytes, ' '),
        spaces(bytes / 64 + 1),
        punctuation(bytes / 64 + 1),
        ids(bytes),
        wide_ids(bytes) {
    const std::string words = "The harbour master counted Seventeen boats, before breakfast. ";
    while (text.size() < bytes) text += words;
    text.resize(bytes);
  }
};

// A vocabulary of 50,000 tokens as if it had been trained: all pairs of letters, then pairs of what there was
// before. Words are the beginnings of tokens, as letters.
struct Merging {
  static constexpr std::size_t kWordSymbols = 8;
  btt::vocab::MergeTable merges;
  std::vector<std::vector<std::int32_t>> letters;  // of each token
  std::vector<std::int32_t> symbols;
  std::vector<std::int32_t> merged;
  std::vector<btt::simd::MergeWord> words;

  Merging() {
    std::mt19937 random(1);
    for (std::int32_t letter = 0; letter < 26; ++letter) letters.push_back({letter});
    for (std::int32_t left = 0; left < 26; ++left) {
      for (std::int32_t right = 0; right < 26; ++right) merge(left, right);
    }
    while (letters.size() < 50000) {
      const auto all = static_cast<std::int32_t>(letters.size());
      const auto some = all < 20000 ? std::int32_t{702} : all;
      merge(static_cast<std::int32_t>(random() % static_cast<unsigned>(some)),
            static_cast<std::int32_t>(random() % static_cast<unsigned>(some)));
    }
    while (symbols.size() < 65536) {
      std::vector<std::int32_t> word = letters[random() % letters.size()];
      word.resize(kWordSymbols, static_cast<std::int32_t>(random() % 26));
      symbols.insert(symbols.end(), word.begin(), word.end());
    }
    merged.resize(symbols.size());
    words.resize(symbols.size() / kWordSymbols);
  }

  void merge(std::int32_t left, std::int32_t right) {
    if (merges.find(left, right) != nullptr) return;
    const auto id = static_cast<std::int32_t>(letters.size());
    merges.insert(left, right, btt::vocab::Merge{static_cast<std::uint32_t>(id), id});
    std::vector<std::int32_t> made = letters[static_cast<std::size_t>(left)];
    made.insert(made.end(), letters[static_cast<std::size_t>(right)].begin(),
                letters[static_cast<std::size_t>(right)].end());
    letters.push_back(made);
  }
};

void merge_words(const KernelTable& kernels, std::size_t symbols) {
  static Merging merging;
  static const btt::vocab::PairTable pairs(merging.merges,
                                           static_cast<std::int64_t>(merging.letters.size()) - 1);
  std::copy_n(merging.symbols.data(), symbols, merging.merged.data());
  const std::size_t count = symbols / Merging::kWordSymbols;
  for (std::size_t i = 0; i < count; ++i)
    merging.words[i] = {merging.merged.data() + i * Merging::kWordSymbols, Merging::kWordSymbols};
  kernels.merge_words(pairs.pairs(), merging.words.data(), count);
}

void add(const char* kernel, const std::function<void(const KernelTable&, Buffers&, std::size_t)>& call) {
  for (std::int32_t i = 0; i < btt::simd::kLevelCount; ++i) {
    const auto level = static_cast<btt::simd::Level>(i);
    const KernelTable* table = btt::simd::table_of(level);
    if (table == nullptr) continue;
    const std::string name = std::string(kernel) + "/" + btt::simd::level_name(level);
    benchmark::RegisterBenchmark(name.c_str(),
                                 [table, call](benchmark::State& state) {
                                   const auto bytes = static_cast<std::size_t>(state.range(0));
                                   Buffers buffers(bytes);
                                   for (auto _ : state) {
                                     call(*table, buffers, bytes);
                                     benchmark::ClobberMemory();
                                   }
                                   state.SetBytesProcessed(state.iterations() * state.range(0));
                                 })
        ->Arg(64)
        ->Arg(1024)
        ->Arg(65536);
  }
}

const bool registered = [] {
  add("ascii_prefix", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    benchmark::DoNotOptimize(k.ascii_prefix(b.text.data(), bytes));
  });
  add("is_ascii", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    benchmark::DoNotOptimize(k.is_ascii(b.text.data(), bytes));
  });
  add("lower_ascii", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.lower_ascii(b.text.data(), bytes, b.lowered.data());
  });
  add("classify_ascii", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.classify_ascii(b.text.data(), bytes, b.spaces.data(), b.punctuation.data());
  });
  add("unusual_ascii", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.unusual_ascii(b.text.data(), bytes, b.spaces.data());
  });
  add("dashes", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.dashes(b.text.data(), bytes, b.spaces.data());
  });
  add("word_masks", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    static std::vector<btt::simd::WordMasks> masks;
    masks.resize(bytes / 64 + 1);
    k.word_masks(b.text.data(), bytes, masks.data());
  });
  add("widen_i32_i64", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.widen_i32_i64(b.ids.data(), bytes / sizeof(std::int32_t), b.wide_ids.data());
  });
  add("fill_i32", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.fill_i32(b.ids.data(), bytes / sizeof(std::int32_t), 1);
  });
  add("fill_i64", [](const KernelTable& k, Buffers& b, std::size_t bytes) {
    k.fill_i64(b.wide_ids.data(), bytes / sizeof(std::int64_t), 1);
  });
  add("encode_u16", [](const KernelTable& k, Buffers&, std::size_t bytes) {
    // Two quotation marks a line.
    static std::vector<std::uint16_t> points;
    static std::vector<char> text;
    points.resize(bytes / 2, 'a');
    for (std::size_t i = 0; i < points.size(); i += 40) points[i] = 0x201C;
    text.resize(3 * points.size() + 64);
    std::size_t count = points.size();
    benchmark::DoNotOptimize(k.encode_u16(points.data(), count, text.data()));
  });
  add("merge_words", [](const KernelTable& k, Buffers&, std::size_t bytes) { merge_words(k, bytes); });
  return true;
}();

}  // namespace
