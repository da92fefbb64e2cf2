// btt_load_memory on arbitrary bytes, and on the tiny tokenizer with a part overwritten, so that most inputs
// get past the JSON parser.
//
// Whatever loads must come back from its own JSON: that text loads, gives itself again, and encodes as
// before.
#include <string>
#include <vector>

#include "fuzz_support.hpp"

namespace {

struct Loaded {
  btt_status status = BTT_OK;
  btt_tokenizer* tokenizer = nullptr;

  explicit Loaded(std::string_view json) {
    status = btt_load_memory(json.data(), json.size(), nullptr, &tokenizer);
    fuzz::require((status == BTT_OK) == (tokenizer != nullptr), "a handle if and only if the load succeeds");
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() { btt_free(tokenizer); }
};

std::string json_of(const btt_tokenizer* tokenizer) {
  btt_str json{};
  fuzz::require_ok(btt_get_json(tokenizer, &json), "btt_get_json of a loaded tokenizer");
  return std::string(json.data, json.size);
}

bool has_gapless_ids(const btt_tokenizer* tokenizer) {
  btt_tokenizer_info info{};
  info.struct_size = sizeof(info);
  fuzz::require_ok(btt_get_info(tokenizer, &info), "btt_get_info of a loaded tokenizer");
  if (info.max_id + 1 != static_cast<std::int64_t>(info.vocab_size_with_added)) return false;
  btt_str token{};
  for (std::int64_t id = 0; id <= info.max_id; ++id) {
    if (btt_id_to_token(tokenizer, id, &token) != BTT_OK) return false;
  }
  return true;
}

// Empty where encoding fails: a tokenizer without an unknown token may refuse a text.
std::vector<std::int32_t> encode(const btt_tokenizer* tokenizer, std::string_view text, btt_status& status) {
  const btt_str view{text.data(), text.size()};
  btt_input input{};
  input.struct_size = sizeof(input);
  input.count = 1;
  input.texts = &view;
  std::vector<std::int32_t> ids(4 * text.size() + 64);
  std::int64_t row_offsets[2] = {0, 0};
  btt_ragged output{};
  output.struct_size = sizeof(output);
  output.rows = 1;
  output.tokens = ids.size();
  output.ids = {ids.data(), BTT_INT32, 0, 0};
  output.row_offsets = row_offsets;
  status = btt_encode_ragged(tokenizer, &input, nullptr, &output);
  ids.resize(status == BTT_OK ? output.out_tokens : 0);
  return ids;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Choices choices(data, size);
  std::string json;
  if (choices.yes()) {
    json = choices.rest();
  } else {
    json = fuzz::tiny_tokenizer_json();
    const std::size_t begin = choices.word() % json.size();
    const std::size_t cut = choices.below(64);
    json.replace(begin, cut, choices.rest());
  }

  const Loaded first(json);
  if (first.status != BTT_OK) {
    btt_error_detail detail{};
    detail.struct_size = sizeof(detail);
    fuzz::require_ok(btt_last_error(&detail), "btt_last_error");
    fuzz::require(detail.status == first.status, "the record is that of the failure");
    fuzz::require(detail.message != nullptr && detail.message[0] != '\0', "a failure says why");
    fuzz::require(detail.byte_offset >= -1 && detail.byte_offset <= static_cast<std::int64_t>(json.size()),
                  "the byte offset lies in the file");
    return 0;
  }
  const std::string written = json_of(first.tokenizer);
  const Loaded second(written);
  fuzz::require_ok(second.status, "the JSON of a loaded tokenizer loads");
  if (!has_gapless_ids(first.tokenizer)) return 0;
  fuzz::require(json_of(second.tokenizer) == written, "the JSON of the JSON is the same");
  for (const std::string_view text :
       {"The unaffable caf\xC3\xA9 [MASK]!", "", "ok NewLine \xE6\xBC\xA2", "q##ing  [CLS]"}) {
    btt_status a = BTT_OK;
    btt_status b = BTT_OK;
    const bool same = encode(first.tokenizer, text, a) == encode(second.tokenizer, text, b);
    fuzz::require(a == b && same, "both encode alike");
  }
  return 0;
}
