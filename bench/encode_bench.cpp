// Encoding through the C functions: what a program that links the library gets.
//
//   BTT_BENCH_TOKENIZER=tokenizer.json build/release/budtiktok_bench --benchmark_filter=encode
//
// BTT_BENCH_TEXT names the text (default python/demo/sample.txt, so run it from the root of the project).
// Rows are cut from it at different places in each iteration: repeating one row would measure caches that a
// server does not have. Names: what/rows/bytes a row/threads (0 = the library's default).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "budtiktok.h"

namespace {

std::string read_text() {
  const char* named = std::getenv("BTT_BENCH_TEXT");
  std::ifstream file(named != nullptr ? named : "python/demo/sample.txt", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// One iteration's rows. Inputs differ between the kSets sets, which are used in turn.
constexpr std::size_t kSets = 8;

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

struct Rows {
  std::vector<std::vector<std::string>> texts;
  std::vector<std::vector<btt_str>> views;

  Rows(const std::string& text, std::size_t rows, std::size_t bytes) : texts(kSets), views(kSets) {
    std::string endless = text;
    while (endless.size() < text.size() + bytes + 8) endless += text;
    std::size_t place = 0;
    for (std::size_t set = 0; set < kSets; ++set) {
      for (std::size_t row = 0; row < rows; ++row) {
        std::size_t begin = place % text.size();
        std::size_t end = begin + bytes;
        while (begin > 0 && continues(endless[begin])) --begin;
        while (continues(endless[end])) --end;
        texts[set].push_back(endless.substr(begin, end - begin));
        place += bytes + 4099;  // a prime: sets do not fall on the same places
      }
      for (const std::string& row : texts[set]) views[set].push_back({row.data(), row.size()});
    }
  }

  btt_input input(std::size_t iteration) const {
    const std::vector<btt_str>& set = views[iteration % kSets];
    btt_input input{};
    input.struct_size = sizeof(input);
    input.count = set.size();
    input.texts = set.data();
    return input;
  }

  std::size_t bytes(std::size_t iteration) const {
    std::size_t sum = 0;
    for (const btt_str& row : views[iteration % kSets]) sum += row.size;
    return sum;
  }
};

struct Run {
  const btt_tokenizer* tokenizer;
  const std::string* text;
};

btt_encode_options options_of(const benchmark::State& state) {
  btt_encode_options options{};
  options.struct_size = sizeof(options);
  options.num_threads = static_cast<std::uint32_t>(state.range(2));
  return options;
}

// Runs `encode(rows, iteration)`, which answers the number of tokens or -1, and reports bytes and tokens a
// second.
template <class Encode>
void measure(benchmark::State& state, const Run& run, Encode encode) {
  const Rows rows(*run.text, static_cast<std::size_t>(state.range(0)),
                  static_cast<std::size_t>(state.range(1)));
  std::size_t iteration = 0;
  std::int64_t bytes = 0;
  std::int64_t tokens = 0;
  for (auto _ : state) {
    const std::int64_t found = encode(rows.input(iteration));
    if (found < 0) {
      btt_error_detail detail{};
      detail.struct_size = sizeof(detail);
      btt_last_error(&detail);
      state.SkipWithError(detail.message);
      return;
    }
    tokens += found;
    bytes += static_cast<std::int64_t>(rows.bytes(iteration++));
  }
  state.SetBytesProcessed(bytes);
  state.counters["tokens"] = benchmark::Counter(static_cast<double>(tokens), benchmark::Counter::kIsRate);
}

// Longest padding, int64 ids, mask and type ids: what a Python call asks for. By a batch object, exactly
// sized.
void padded(benchmark::State& state, const Run& run, bool offsets) {
  btt_encode_options options = options_of(state);
  options.padding = BTT_PADDING_LONGEST;
  if (offsets) options.flags = BTT_ENCODE_TRACK_OFFSETS;
  btt_batch* batch = nullptr;
  if (btt_batch_create(run.tokenizer, &batch) != BTT_OK) return state.SkipWithError("btt_batch_create");
  std::vector<std::int64_t> cells[4];
  measure(state, run, [&](const btt_input& input) -> std::int64_t {
    if (btt_batch_encode(batch, &input, &options) != BTT_OK) return -1;
    btt_batch_info info{};
    info.struct_size = sizeof(info);
    btt_batch_get_info(batch, &info);
    btt_output output{};
    output.struct_size = sizeof(output);
    output.rows = info.rows;
    output.width = info.width;
    btt_tensor* tensors[] = {&output.ids, &output.attention_mask, &output.token_type_ids, &output.offsets};
    for (std::size_t i = 0; i < (offsets ? 4 : 3); ++i) {
      const std::size_t size = info.rows * info.width * (i == 3 ? 2 : 1);
      if (cells[i].size() < size) cells[i].resize(size);
      *tensors[i] = {cells[i].data(), BTT_INT64, 0, 0};
    }
    return btt_batch_write(batch, &output) == BTT_OK ? static_cast<std::int64_t>(info.tokens) : -1;
  });
  btt_batch_free(batch);
}

// One call, rows cut and padded to 128 tokens: no question of size, no second pass.
void fixed(benchmark::State& state, const Run& run) {
  constexpr std::size_t kWidth = 128;
  btt_encode_options options = options_of(state);
  options.padding = BTT_PADDING_MAX_LENGTH;
  options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
  options.max_length = kWidth;
  const auto rows = static_cast<std::size_t>(state.range(0));
  std::vector<std::int64_t> ids(rows * kWidth), mask(rows * kWidth), types(rows * kWidth);
  measure(state, run, [&](const btt_input& input) -> std::int64_t {
    btt_output output{};
    output.struct_size = sizeof(output);
    output.rows = rows;
    output.width = kWidth;
    output.ids = {ids.data(), BTT_INT64, 0, 0};
    output.attention_mask = {mask.data(), BTT_INT64, 0, 0};
    output.token_type_ids = {types.data(), BTT_INT64, 0, 0};
    if (btt_encode_batch(run.tokenizer, &input, &options, &output) != BTT_OK) return -1;
    return static_cast<std::int64_t>(output.out_tokens);
  });
}

void count(benchmark::State& state, const Run& run) {
  const btt_encode_options options = options_of(state);
  std::vector<std::int64_t> lengths(static_cast<std::size_t>(state.range(0)));
  measure(state, run, [&](const btt_input& input) -> std::int64_t {
    if (btt_count_tokens(run.tokenizer, &input, &options, lengths.data()) != BTT_OK) return -1;
    std::int64_t sum = 0;
    for (const std::int64_t length : lengths) sum += length;
    return sum;
  });
}

// The shapes that docs/performance.md talks about: a query, a small batch, a large one, a book.
void shapes(benchmark::internal::Benchmark* bench) {
  for (const std::int64_t threads : {1, 0}) {
    for (const auto& [rows, bytes] :
         {std::pair<std::int64_t, std::int64_t>{1, 100}, {32, 200}, {1024, 500}, {1, 1000000}}) {
      bench->Args({rows, bytes, threads});
    }
  }
  // Wall time: the processor time of the calling thread says nothing about a team.
  bench->UseRealTime();
}

const bool registered = [] {
  const char* path = std::getenv("BTT_BENCH_TOKENIZER");
  if (path == nullptr) {
    std::fprintf(stderr,
                 "BTT_BENCH_TOKENIZER names no tokenizer.json: benchmarks of encoding are left out\n");
    return false;
  }
  static const std::string text = read_text();
  static Run run{nullptr, &text};
  btt_tokenizer* tokenizer = nullptr;
  if (text.empty() || btt_load(path, nullptr, &tokenizer) != BTT_OK) {
    btt_error_detail detail{};
    detail.struct_size = sizeof(detail);
    btt_last_error(&detail);
    std::fprintf(stderr, "benchmarks of encoding: %s\n", text.empty() ? "the text is empty" : detail.message);
    std::exit(1);
  }
  run.tokenizer = tokenizer;
  benchmark::RegisterBenchmark("encode_padded", [](benchmark::State& s) {
    padded(s, run, false);
  })->Apply(shapes);
  benchmark::RegisterBenchmark("encode_padded_offsets", [](benchmark::State& s) {
    padded(s, run, true);
  })->Apply(shapes);
  benchmark::RegisterBenchmark("encode_fixed_128", [](benchmark::State& s) { fixed(s, run); })->Apply(shapes);
  benchmark::RegisterBenchmark("count_tokens", [](benchmark::State& s) { count(s, run); })->Apply(shapes);
  benchmark::RegisterBenchmark("load", [path](benchmark::State& s) {
    for (auto _ : s) {
      btt_tokenizer* loaded = nullptr;
      if (btt_load(path, nullptr, &loaded) != BTT_OK) return s.SkipWithError("btt_load");
      btt_free(loaded);
    }
  })->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
