// Memory that runs out: each call is repeated with its first, second, third ... allocation failing, once
// alone and once with all that follow. It answers out of memory or succeeds, leaves no handle behind and
// works again afterwards.
//
// This program's operator new takes the place of the library's, which is how allocation failures come about
// here.
#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "budtiktok_experimental.h"
#include "check.h"

namespace {

constexpr long kNever = -1;

std::atomic<long> g_allocations_left{kNever};
std::atomic<bool> g_only_one{false};
std::atomic<bool> g_has_failed{false};

bool must_fail() {
  if (g_allocations_left.load() == kNever) return false;
  long left = g_allocations_left.load();
  while (left > 0) {
    if (g_allocations_left.compare_exchange_weak(left, left - 1)) return false;
  }
  return !g_has_failed.exchange(true) || !g_only_one.load();
}

void *allocate(std::size_t size) {
  return must_fail() ? nullptr : std::malloc(size != 0 ? size : 1);
}

void *allocate_or_throw(std::size_t size) {
  void *memory = allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void *operator new(std::size_t size) {
  return allocate_or_throw(size);
}
void *operator new[](std::size_t size) {
  return allocate_or_throw(size);
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
  return allocate(size);
}
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept {
  return allocate(size);
}
void operator delete(void *memory) noexcept {
  std::free(memory);
}
void operator delete[](void *memory) noexcept {
  std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void *memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void *memory, const std::nothrow_t &) noexcept {
  std::free(memory);
}
void operator delete[](void *memory, const std::nothrow_t &) noexcept {
  std::free(memory);
}

namespace {

// Repeats `call` until it no longer reaches the allocation that fails. Answers how many allocations it makes.
long exhaust(const char *name, bool must_allocate, const std::function<btt_status()> &call) {
  long longest = 0;
  for (const bool only_one : {false, true}) {
    // Each of the first, then ever fewer: a large batch allocates thousands of times.
    for (long allowed = 0;; allowed += 1 + allowed / 8) {
      g_only_one = only_one;
      g_has_failed = false;
      g_allocations_left = allowed;
      const btt_status status = call();
      g_allocations_left = kNever;
      if (status != BTT_OK && status != BTT_ERR_OUT_OF_MEMORY) {
        std::fprintf(stderr, "%s, allocation %ld: %s: %s\n", name, allowed, btt_status_string(status),
                     last_message());
      }
      CHECK(status == BTT_OK || (g_has_failed && status == BTT_ERR_OUT_OF_MEMORY));
      if (status == BTT_ERR_OUT_OF_MEMORY) CHECK(last_message()[0] != '\0');
      if (!g_has_failed) {
        CHECK(status == BTT_OK);
        longest = allowed;
        break;
      }
    }
  }
  if (must_allocate && !CHECK(longest > 0)) std::fprintf(stderr, "  %s\n", name);
  return longest;
}

btt_tokenizer *const kNoHandle = reinterpret_cast<btt_tokenizer *>(&check_failures);  // never followed

void check_loading(const char *path) {
  exhaust("btt_load_memory", true, [&] {
    btt_tokenizer *made = kNoHandle;
    const btt_status status = btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, nullptr, &made);
    CHECK((status == BTT_OK) == (made != nullptr));
    btt_free(made);
    return status;
  });
  exhaust("btt_load", true, [&] {
    btt_tokenizer *made = kNoHandle;
    const btt_status status = btt_load(path, nullptr, &made);
    CHECK((status == BTT_OK) == (made != nullptr));
    btt_free(made);
    return status;
  });
}

struct Rows {
  explicit Rows(std::size_t count, std::size_t bytes) : text(bytes, 'a'), texts(count), lengths(count) {
    static const char source[] = "the foxes jumped \xff [MASK] caf\xC3\xA9! ";
    for (std::size_t i = 0; i < bytes; ++i) text[i] = source[i % (sizeof(source) - 1)];
    for (btt_str &each : texts) each = btt_str{text.data(), text.size()};
    input = input_of(texts.data(), count);
  }
  std::string text;
  std::vector<btt_str> texts;
  std::vector<std::int64_t> lengths;
  btt_input input;
};

void check_encoding(const btt_tokenizer *tokenizer, Rows &rows, std::uint32_t threads) {
  const std::size_t count = rows.texts.size();
  const std::size_t width = 64;
  std::vector<std::int32_t> ids(count * width);
  std::vector<std::int32_t> offsets(count * width * 2);
  std::vector<std::int64_t> row_offsets(count + 1);
  STRUCT(btt_encode_options, options);
  options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
  options.max_length = width;
  options.offset_unit = BTT_OFFSETS_CODE_POINTS;
  options.num_threads = threads;
  STRUCT(btt_output, output);
  output.rows = count;
  output.width = width;
  output.ids.data = ids.data();
  output.ids.dtype = BTT_INT32;
  output.offsets.data = offsets.data();
  output.offsets.dtype = BTT_INT32;
  STRUCT(btt_ragged, ragged);
  ragged.rows = count;
  ragged.tokens = count * width;
  ragged.ids = output.ids;
  ragged.row_offsets = row_offsets.data();

  exhaust("btt_encode_batch", true, [&] {
    output.out_rows = 77;
    btt_trim(tokenizer);
    const btt_status status = btt_encode_batch(tokenizer, &rows.input, &options, &output);
    CHECK(output.out_rows == (status == BTT_OK ? count : 77));
    return status;
  });
  CHECK(ids[0] == 2 && ids[1] == 24);
  if (threads == 1) {
    exhaust("btt_encode_ragged", true, [&] {
      btt_trim(tokenizer);
      return btt_encode_ragged(tokenizer, &rows.input, &options, &ragged);
    });
  }
  exhaust("btt_count_tokens", true, [&] {
    btt_trim(tokenizer);
    rows.lengths[0] = -5;
    const btt_status status = btt_count_tokens(tokenizer, &rows.input, &options, rows.lengths.data());
    CHECK((status == BTT_OK) == (rows.lengths[0] != -5));
    return status;
  });
  btt_batch *batch = nullptr;
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  exhaust("btt_batch_encode", true, [&] {
    btt_trim(tokenizer);
    options.flags = BTT_ENCODE_TRACK_OFFSETS;
    const btt_status status = btt_batch_encode(batch, &rows.input, &options);
    STRUCT(btt_batch_info, info);
    CHECK_OK(btt_batch_get_info(batch, &info));
    CHECK(info.rows == (status == BTT_OK ? count : 0));
    // Kept memory would hide the allocations of the next round.
    if (status == BTT_OK && !g_has_failed) return status;
    btt_batch *fresh = nullptr;
    const long left = g_allocations_left.exchange(kNever);
    CHECK_OK(btt_batch_create(tokenizer, &fresh));
    btt_batch_free(batch);
    batch = fresh;
    g_allocations_left = left;
    return status;
  });
  CHECK_OK(btt_batch_encode(batch, &rows.input, &options));
  exhaust("btt_batch_write", false, [&] { return btt_batch_write(batch, &output); });
  exhaust("btt_batch_write_ragged", false, [&] { return btt_batch_write_ragged(batch, &ragged); });
  btt_batch_free(batch);
}

void check_others(const btt_tokenizer *tokenizer) {
  static const std::int32_t numbers[] = {2, 24, 25, 28, 38, 7, 33, 5, 3};
  std::vector<char> buffer(4096);
  std::int64_t offsets[2];
  std::size_t size = 0;
  STRUCT(btt_ids, ids);
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  ids.rows = 1;
  ids.width = 9;
  exhaust("btt_decode", true,
          [&] { return btt_decode(tokenizer, &ids, nullptr, buffer.data(), buffer.size(), &size); });
  exhaust("btt_decode_batch", true,
          [&] { return btt_decode_batch(tokenizer, &ids, nullptr, buffer.data(), buffer.size(), offsets); });
  exhaust("btt_with_added_tokens", true, [&] {
    const btt_added_token token = {
        {"a token that is longer than a short string", 42}, BTT_TOKEN_NORMALIZED, 0};
    btt_tokenizer *made = kNoHandle;
    const btt_status status = btt_with_added_tokens(tokenizer, &token, 1, &made);
    CHECK((status == BTT_OK) == (made != nullptr));
    btt_free(made);
    return status;
  });
  exhaust("btt_get_json", true, [&] {
    btt_tokenizer *copy = nullptr;
    btt_str json;
    const long left = g_allocations_left.exchange(kNever);
    CHECK_OK(btt_with_added_tokens(tokenizer, nullptr, 0, &copy));  // a handle whose JSON is not made yet
    g_allocations_left = left;
    const btt_status status = btt_get_json(copy, &json);
    btt_free(copy);
    return status;
  });
  exhaust("btt_batch_create", true, [&] {
    btt_batch *batch = nullptr;
    const btt_status status = btt_batch_create(tokenizer, &batch);
    CHECK((status == BTT_OK) == (batch != nullptr));
    btt_batch_free(batch);
    return status;
  });
  exhaust("btt_x_encode", true, [&] {
    const btt_str texts[] = {{"the quick brown fox jumps over", 30}, {"hello", 5}};
    const btt_input input = input_of(texts, 2);
    btt_x_encoding *encodings[2] = {nullptr, nullptr};
    STRUCT(btt_encode_options, options);
    options.flags = BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
    options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
    options.max_length = 5;
    options.padding = BTT_PADDING_LONGEST;
    btt_status status = btt_x_encode(tokenizer, &input, &options, btt_str{nullptr, 0}, encodings);
    CHECK((status == BTT_OK) == (encodings[0] != nullptr) && (status == BTT_OK) == (encodings[1] != nullptr));
    if (status == BTT_OK)
      status = btt_x_encoding_serialize(encodings[0], buffer.data(), buffer.size(), &size);
    btt_x_encoding *copy = nullptr;
    if (status == BTT_OK) status = btt_x_encoding_deserialize(buffer.data(), size, &copy);
    if (status == BTT_OK) status = btt_x_encoding_truncate(copy, 2, 0, 0);
    if (status == BTT_OK) status = btt_x_encoding_pad(copy, 9, 0, 0, btt_str{nullptr, 0}, 1);
    btt_x_encoding_free(copy);
    btt_x_encoding_free(encodings[0]);
    btt_x_encoding_free(encodings[1]);
    return status;
  });
}

}  // namespace

int main() {
  char path[] = "/tmp/btt-oom-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) return 2;
  std::FILE *stream = fdopen(file, "wb");
  std::fwrite(tiny_tokenizer, 1, sizeof(tiny_tokenizer) - 1, stream);
  std::fclose(stream);
  // The JSON parser picks its implementation at its first use, in a function that cannot fail but by ending
  // the process.
  btt_free(load_tiny());
  check_loading(path);
  std::remove(path);

  btt_tokenizer *tokenizer = load_tiny();
  Rows few(3, 100);
  Rows many(9, 4000);
  check_encoding(tokenizer, few, 1);
  check_encoding(tokenizer, many, 3);
  check_others(tokenizer);
  btt_free(tokenizer);
  return check_result();
}
