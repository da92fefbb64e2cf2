#include "python_rows.hpp"

#include <algorithm>

#include "batch/short_row.hpp"
#include "python_list.hpp"
#include "python_tensors.hpp"

namespace btt::capi::python {
namespace {

using batch::Batch;
using batch::Field;
using pipeline::EncodeOptions;
using pipeline::PaddingStrategy;

// Whether one text alone is a row of tokens and specials with nothing to fill up.
bool may_be_short(const Entry& entry) noexcept {
  const EncodeOptions& options = entry.options;
  if (options.padding != PaddingStrategy::kNone &&
      (options.padding != PaddingStrategy::kLongest || options.pad_to_multiple_of > 1))
    return false;
  return !options.return_overflow && std::all_of(entry.fields, entry.fields + entry.count, [](Field field) {
    return field == Field::kIds || field == Field::kMask || field == Field::kTypeIds ||
           field == Field::kSpecialMask;
  });
}

// Whether the rows are one matrix, as the Python side would make one.
bool is_matrix(const Batch& batch, const EncodeOptions& options) noexcept {
  switch (options.padding) {
    case PaddingStrategy::kNone:
      return batch.rows() * batch.width() == batch.tokens();
    case PaddingStrategy::kFixed:
      return batch.width() == pipeline::padded_length(options.pad_to_length, options.pad_to_multiple_of);
    case PaddingStrategy::kLongest:
      return true;
  }
  return false;
}

// One field of a row that is its tokens and specials.
template <typename T>
void write_row(const postprocess::Layout& layout, const std::vector<std::int32_t>& ids, Field field, T* out) {
  if (field == Field::kIds) {
    std::copy(ids.begin(), ids.end(), out);
  } else if (field == Field::kMask) {
    std::fill_n(out, ids.size(), T{1});
  } else {
    const std::size_t tokens = ids.size() - layout.specials;
    for (const postprocess::LayoutItem& item : layout.items) {
      const T value = field == Field::kTypeIds ? item.type_id : item.is_special ? 1 : 0;
      out = std::fill_n(out, item.is_special ? 1 : tokens, value);
    }
  }
}

void write(const Scratch& scratch, const Rows& rows, const batch::Matrix& matrix) {
  if (rows.layout == nullptr) {
    scratch.batch.write(matrix);
    return;
  }
  for (std::size_t f = 0; f < batch::kFields; ++f) {
    const batch::Tensor& tensor = matrix.fields[f];
    if (tensor.data == nullptr) continue;
    if (tensor.is_64)
      write_row(*rows.layout, scratch.ids, static_cast<Field>(f), static_cast<std::int64_t*>(tensor.data));
    else
      write_row(*rows.layout, scratch.ids, static_cast<Field>(f), static_cast<std::int32_t*>(tensor.data));
  }
  if (matrix.lengths.data != nullptr)
    *static_cast<std::int32_t*>(matrix.lengths.data) = static_cast<std::int32_t>(rows.width);
}

// A number as an object. The last of each remainder stay: most tokens of a text are a few frequent ones, and
// an object that is there costs a third of a new one, which has to be freed too. Used with the GIL held.
Object* make_int(std::int32_t value) noexcept {
  struct Known {
    std::int32_t value;
    Object* object;  // null: none yet
  };
  static Known known[2048];
  constexpr std::size_t kKnown = sizeof known / sizeof *known;
  Known& place = known[static_cast<std::uint32_t>(value) % kKnown];
  if (place.object == nullptr || place.value != value) {
    Object* const made = api.PyLong_FromLong(value);
    if (made == nullptr) return nullptr;
    api.Py_DecRef(place.object);  // may be null; runs no Python code
    place = Known{value, made};
  }
  api.Py_IncRef(place.object);
  return place.object;
}

Ref new_mapping(const Entry& entry) {
  return Ref(entry.mapping.get() == api.PyDict_Type ? api.PyDict_New()
                                                    : api.PyObject_CallObject(entry.mapping.get(), nullptr));
}

}  // namespace

void allow_short_rows(Entry& entry, const pipeline::Tokenizer& core, std::size_t most) {
  if (!may_be_short(entry)) return;
  entry.layout = core.post_processor().layout(false, entry.options.add_special_tokens);
  entry.row_options = entry.options;
  entry.row_options.padding = PaddingStrategy::kNone;
  // A text with more bytes than tokens are wanted may be cut, and a batch reads no more of it than it needs.
  entry.row_bytes = entry.options.truncation == pipeline::TruncationStrategy::kNone
                        ? most
                        : std::min(most, entry.options.max_length);
}

bool encode(Scratch& scratch, const EncodeOptions& options) {
  batch::Input input;
  const std::vector<std::string_view>& texts = scratch.texts.views();
  input.count = texts.size();
  input.texts.views = texts.data();
  try {
    scratch.batch.encode(input, options);
    return true;
  } catch (...) {
    return false;
  }
}

bool encode(const pipeline::Tokenizer& core, const Entry& entry, Scratch& scratch, Rows& rows) {
  const std::vector<std::string_view>& texts = scratch.texts.views();
  if (entry.layout != nullptr && texts.size() == 1 && texts[0].size() <= entry.row_bytes) {
    try {
      if (batch::encode_short_row(core, texts[0], entry.row_options, scratch.ids)) {
        rows = Rows{1, scratch.ids.size(), entry.layout};
        return true;
      }
    } catch (...) {
      return false;
    }
  }
  if (!encode(scratch, entry.options)) return false;
  const Batch& batch = scratch.batch;
  rows = Rows{batch.rows(), batch.width()};
  const bool without_padding = entry.options.padding == PaddingStrategy::kNone;
  return (entry.lists && without_padding) || is_matrix(batch, entry.options);
}

Object* make_mapping(const Entry& entry, const Scratch& scratch, const Rows& rows) {
  const Size shape[2] = {static_cast<Size>(rows.count), static_cast<Size>(rows.width)};
  batch::Matrix matrix;
  matrix.rows = rows.count;
  matrix.width = rows.width;
  Ref values[kMaxKeys];
  for (std::size_t i = 0; i < entry.count; ++i) {
    batch::Tensor& tensor = matrix.fields[static_cast<std::size_t>(entry.fields[i])];
    tensor.is_64 = true;
    if (entry.from_capsule) {
      std::int64_t* data = nullptr;
      values[i] = make_tensor(entry.from_capsule.get(), shape, data);
      tensor.data = data;
    } else {
      values[i] = arrays.make(2, shape, true, tensor.data);
    }
    if (!values[i]) return nullptr;
  }
  write(scratch, rows, matrix);
  Ref result = new_mapping(entry);
  if (!result) return nullptr;
  for (std::size_t i = 0; i < entry.count; ++i) {
    if (entry.convert && !entry.from_capsule) {
      values[i] = Ref(api.PyObject_CallFunctionObjArgs(entry.convert.get(), values[i].get(), nullptr));
      if (!values[i]) return nullptr;
    }
    if (api.PyDict_SetItem(result.get(), entry.keys[i].get(), values[i].get()) != 0) return nullptr;
  }
  return result.release();
}

Object* make_list(const std::int32_t* values, std::size_t count) {
  Ref list(api.PyList_New(static_cast<Size>(count)));
  if (!list) return nullptr;
  // Nobody else knows the list yet, and its items are null.
  Object** const items = list_memory.items(list.get());
  for (std::size_t i = 0; i < count; ++i) {
    Object* const number = make_int(values[i]);
    if (number == nullptr) return nullptr;
    if (items != nullptr) {
      items[i] = number;
    } else if (api.PyList_SetItem(list.get(), static_cast<Size>(i), number) != 0) {
      return nullptr;
    }
  }
  return list.release();
}

Object* make_lists(const Entry& entry, Scratch& scratch, const Rows& encoded, bool is_text) {
  const std::size_t rows = encoded.count;
  const std::size_t width = encoded.width;
  const std::size_t cells = rows * width;
  scratch.cells.resize(cells * entry.count + rows + 1);  // never without memory
  std::int32_t* const lengths = scratch.cells.data() + cells * entry.count;
  batch::Matrix matrix;
  matrix.rows = rows;
  matrix.width = width;
  matrix.lengths.data = lengths;
  for (std::size_t i = 0; i < entry.count; ++i)
    matrix.fields[static_cast<std::size_t>(entry.fields[i])].data = scratch.cells.data() + cells * i;
  write(scratch, encoded, matrix);
  const bool padded = entry.options.padding != PaddingStrategy::kNone;
  Ref result = new_mapping(entry);
  if (!result) return nullptr;
  for (std::size_t i = 0; i < entry.count; ++i) {
    Ref value(is_text ? nullptr : api.PyList_New(static_cast<Size>(rows)));
    if (!is_text && !value) return nullptr;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t size = padded ? width : static_cast<std::size_t>(lengths[row]);
      Ref list(make_list(scratch.cells.data() + cells * i + row * width, size));
      if (!list) return nullptr;
      if (is_text) {
        value = std::move(list);
      } else if (api.PyList_SetItem(value.get(), static_cast<Size>(row), list.release()) != 0) {
        return nullptr;
      }
    }
    if (api.PyDict_SetItem(result.get(), entry.keys[i].get(), value.get()) != 0) return nullptr;
  }
  return result.release();
}

Object* make_ragged(const Batch& batch) {
  const Size tokens = static_cast<Size>(batch.tokens());
  const Size bounds = static_cast<Size>(batch.rows()) + 1;
  batch::Flat flat;
  flat.rows = batch.rows();
  flat.tokens = batch.tokens();
  void* offsets = nullptr;
  Ref ids = arrays.make(1, &tokens, false, flat.fields[static_cast<std::size_t>(Field::kIds)].data);
  Ref begins = arrays.make(1, &bounds, true, offsets);
  if (!ids || !begins) return nullptr;
  flat.row_offsets = static_cast<std::int64_t*>(offsets);
  batch.write_ragged(flat);
  return make_tuple(std::move(ids), std::move(begins)).release();
}

}  // namespace btt::capi::python
