// The rows of a call: tokenized into a scratch, then written into the objects of its result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/batch.hpp"
#include "python_api.hpp"
#include "python_texts.hpp"

namespace btt::capi::python {

constexpr std::size_t kMaxKeys = 4;

struct Scratch {
  explicit Scratch(std::shared_ptr<const pipeline::Tokenizer> core) : batch(std::move(core)) {}

  batch::Batch batch;
  TextList texts;
  std::vector<std::int32_t> ids;    // of one text
  std::vector<std::int32_t> cells;  // of lists
};

// One combination of arguments, resolved.
struct Entry {
  Ref arguments;  // tuple
  pipeline::EncodeOptions options;
  Ref keys[kMaxKeys];
  batch::Field fields[kMaxKeys] = {};
  std::size_t count = 0;
  Ref mapping;              // type of the result
  Ref convert;              // array -> what the mapping holds; absent: the array
  Ref from_capsule;         // makes tensors of memory, in the place of arrays and `convert`
  bool lists = false;       // the mapping holds lists, and `convert` is absent
  std::size_t longest = 0;  // a wider result is left to the other road, which warns
  // One text of at most so many bytes is its tokens and specials, laid out so, and needs no batch. Absent:
  // any text needs one.
  const postprocess::Layout* layout = nullptr;
  pipeline::EncodeOptions row_options;
  std::size_t row_bytes = 0;
};

// Where one text of a call with these options is a row of tokens and specials with nothing to fill up, at
// most `most` bytes of it: sets the members for that.
void allow_short_rows(Entry& entry, const pipeline::Tokenizer& core, std::size_t most);

// What a call has encoded.
struct Rows {
  std::size_t count = 0;
  std::size_t width = 0;
  const postprocess::Layout* layout =
      nullptr;  // of the only row, whose ids are the scratch's; else the batch
};

// Tokenizes scratch.texts. False where it failed: the other road will say why.
bool encode(Scratch& scratch, const pipeline::EncodeOptions& options);
// The same for a result. False also where the rows are not what the entry makes a result of.
bool encode(const pipeline::Tokenizer& core, const Entry& entry, Scratch& scratch, Rows& rows);

// Null with an exception set where one of these fails.
Object* make_list(const std::int32_t* values, std::size_t count);
// Arrays or tensors; there is a cell.
Object* make_mapping(const Entry& entry, const Scratch& scratch, const Rows& rows);
// Lists of rows as long as they are, or of the only text's row itself.
Object* make_lists(const Entry& entry, Scratch& scratch, const Rows& encoded, bool is_text);

// A tuple of the ids of all rows and where each begins: int32 [tokens], int64 [rows + 1].
Object* make_ragged(const batch::Batch& batch);

}  // namespace btt::capi::python
