// Each kernel at each SIMD level that this machine runs, on 64 bytes (a short text), 1 KiB (a paragraph) and
// 64 KiB (past the first cache). Names: kernel/level/bytes. A level that does not beat the one below it has
// no business in the table (docs/adding-things.md).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "simd/kernels.hpp"
#include "simd/levels.hpp"

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
  return true;
}();

}  // namespace
