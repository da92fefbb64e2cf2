#include "python_decode.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "handle.hpp"

namespace btt::capi::python {
namespace {

constexpr const char* kCapsuleName = "budtiktok.decoder";

// More are left to the other road, which gives the GIL up: see python_texts.hpp. Half a dozen nanoseconds
// each.
constexpr Size kMostIds = 8192;

// Memory that is kept between calls.
constexpr std::size_t kMostKept = std::size_t{1} << 20;

// What a call works with. Used with the GIL held and by one call at a time: nothing here runs Python code.
struct Scratch {
  std::vector<std::int32_t> ids;
  GrownArray<char> text;
};

struct Decoder {
  std::shared_ptr<const pipeline::Tokenizer> core;
  Scratch scratch;
};

Decoder* decoder_of(Object* self) noexcept {
  return static_cast<Decoder*>(api.PyCapsule_GetPointer(self, kCapsuleName));
}

// The items of exactly a list or a tuple.
class Items {
 public:
  explicit Items(Object* sequence) noexcept : sequence_(sequence) {
    Object* const type = type_of(sequence);
    if (type == api.PyList_Type) {
      get_ = api.PyList_GetItem;
      size_ = api.PyList_Size(sequence);
    } else if (type == api.PyTuple_Type) {
      get_ = api.PyTuple_GetItem;
      size_ = api.PyTuple_Size(sequence);
    }
  }
  explicit operator bool() const noexcept { return get_ != nullptr; }
  Size size() const noexcept { return size_; }
  Object* operator[](Size i) const noexcept { return get_(sequence_, i); }

 private:
  Object* sequence_;
  Object* (*get_)(Object*, Size) = nullptr;
  Size size_ = 0;
};

// Where the type of an object stands: behind its count of references. Programs for CPython's stable ABI have
// it compiled in; None is asked all the same whether it is so here.
Object* type_in_header(const Object* object) noexcept {
  return load_at<Object*>(object, sizeof(Size));
}

bool is_type_in_header() noexcept {
  static const bool is = type_in_header(api._Py_NoneStruct) == type_of(api._Py_NoneStruct);
  return is;
}

// Writes the ids of a row to `out`. Ids that no tokenizer has, above 2^31, become -1. False where something
// is no id.
bool read_ids(const Items& items, std::int32_t* out) noexcept {
  const bool in_header = is_type_in_header();
  for (Size i = 0; i < items.size(); ++i) {
    Object* const item = items[i];
    if ((in_header ? type_in_header(item) : type_of(item)) != api.PyLong_Type) return false;
    // No exception for an int: -1 where it is too large.
    int overflow = 0;
    const long id = api.PyLong_AsLongAndOverflow(item, &overflow);
    if (id < 0 || id > static_cast<long>(std::numeric_limits<std::uint32_t>::max())) return false;
    out[i] = id > std::numeric_limits<std::int32_t>::max() ? -1 : static_cast<std::int32_t>(id);
  }
  return true;
}

// True and the flag, or false.
bool read_flag(Object* object, bool& out) noexcept {
  out = object == api._Py_TrueStruct;
  return out || object == api._Py_FalseStruct;
}

Object* make_str(std::string_view text) noexcept {
  return api.PyUnicode_FromStringAndSize(text.data(), static_cast<Size>(text.size()));
}

// The text of a row as a new str; null where the other road has to answer, unless an exception is set.
Object* decode_row(Decoder& decoder, const Items& ids, bool skip_special_tokens) {
  Scratch& scratch = decoder.scratch;
  const auto count = static_cast<std::size_t>(ids.size());
  if (scratch.ids.size() < count) scratch.ids.resize(count);
  if (!read_ids(ids, scratch.ids.data())) return nullptr;
  const pipeline::DecodeTable* const table = decoder.core->decode_table(false);
  scratch.text.cut(0);
  if (table != nullptr) {
    const std::size_t begin =
        table->decode(scratch.ids.data(), count, skip_special_tokens, false, scratch.text);
    Object* const text = make_str(std::string_view(scratch.text.data() + begin, scratch.text.size() - begin));
    if (scratch.text.capacity() > kMostKept) scratch.text = GrownArray<char>();
    return text;
  }
  const std::vector<std::int64_t> wide(scratch.ids.data(), scratch.ids.data() + count);
  std::string text;
  decoder.core->decode(wide.data(), count, skip_special_tokens, false, false, text);
  return make_str(text);
}

Object* decode(Object* self, Object* const* arguments, Size count) {
  Decoder* const decoder = decoder_of(self);
  if (decoder == nullptr) return nullptr;
  bool skip = false;
  if (count != 2 || !read_flag(arguments[1], skip)) return none();
  const Items ids(arguments[0]);
  if (!ids || ids.size() > kMostIds) return none();
  return or_none(decode_row(*decoder, ids, skip));
}

// The ids of all rows together; negative where there are too many or something is no row.
Size count_ids(const Items& rows, Size most) noexcept {
  Size ids = 0;
  for (Size row = 0; row < rows.size(); ++row) {
    const Items items(rows[row]);
    if (!items || items.size() > most - ids) return -1;
    ids += items.size();
  }
  return ids;
}

Object* decode_rows(Object* self, Object* const* arguments, Size count) {
  Decoder* const decoder = decoder_of(self);
  if (decoder == nullptr) return nullptr;
  bool skip = false;
  if (count != 2 || !read_flag(arguments[1], skip)) return none();
  const Items rows(arguments[0]);
  if (!rows || rows.size() > kMostIds || count_ids(rows, kMostIds) < 0) return none();
  Ref texts(api.PyList_New(rows.size()));
  if (!texts) return nullptr;
  for (Size row = 0; row < rows.size(); ++row) {
    Object* const text = decode_row(*decoder, Items(rows[row]), skip);
    if (text == nullptr) return or_none(nullptr);
    if (api.PyList_SetItem(texts.get(), row, text) != 0) return nullptr;
  }
  return texts.release();
}

Object* read_id_rows(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 1) return none();
  const Items rows(arguments[0]);
  if (!rows) return none();
  const Size ids =
      count_ids(rows, std::numeric_limits<Size>::max() / static_cast<Size>(sizeof(std::int64_t)));
  if (ids < 0) return none();
  Ref data(api.PyBytes_FromStringAndSize(nullptr, ids * static_cast<Size>(sizeof(std::int32_t))));
  Ref ends(
      api.PyBytes_FromStringAndSize(nullptr, (rows.size() + 1) * static_cast<Size>(sizeof(std::int64_t))));
  if (!data || !ends) return nullptr;
  auto* const out = reinterpret_cast<std::int32_t*>(api.PyBytes_AsString(data.get()));
  auto* const offsets = reinterpret_cast<std::int64_t*>(api.PyBytes_AsString(ends.get()));
  std::int64_t at = 0;
  offsets[0] = 0;
  for (Size row = 0; row < rows.size(); ++row) {
    const Items items(rows[row]);
    if (!read_ids(items, out + at)) return none();
    at += items.size();
    offsets[row + 1] = at;
  }
  return make_tuple(std::move(data), std::move(ends)).release();
}

Object* cut_texts(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 3) return none();
  const auto* const buffer = static_cast<const char*>(api.PyLong_AsVoidPtr(arguments[0]));
  const auto* const offsets = static_cast<const std::int64_t*>(api.PyLong_AsVoidPtr(arguments[1]));
  const long rows = api.PyLong_AsLong(arguments[2]);
  if (api.PyErr_Occurred() != nullptr) return nullptr;
  Ref texts(api.PyList_New(rows));
  if (!texts) return nullptr;
  for (long row = 0; row < rows; ++row) {
    const auto size = static_cast<std::size_t>(offsets[row + 1] - offsets[row]);
    Object* const text = make_str(std::string_view(buffer + offsets[row], size));
    if (text == nullptr || api.PyList_SetItem(texts.get(), row, text) != 0) return nullptr;
  }
  return texts.release();
}

MethodDef decode_definition{"decode", safely<decode>, kFastCall, nullptr};
MethodDef decode_rows_definition{"decode_rows", safely<decode_rows>, kFastCall, nullptr};

void free_decoder(Object* capsule) {
  delete decoder_of(capsule);
}

Object* make_decoder(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 1) return none();
  const auto* const tokenizer = static_cast<const btt_tokenizer*>(api.PyLong_AsVoidPtr(arguments[0]));
  if (tokenizer == nullptr) return nullptr;
  auto decoder = std::make_unique<Decoder>();
  decoder->core = tokenizer->core;
  Ref capsule(api.PyCapsule_New(decoder.get(), kCapsuleName, free_decoder));
  if (!capsule) return nullptr;
  static_cast<void>(decoder.release());  // the capsule's now
  const auto function = [&](MethodDef& definition) {
    return Ref(api.PyCFunction_NewEx(&definition, capsule.get(), nullptr));
  };
  return make_tuple(function(decode_definition), function(decode_rows_definition)).release();
}

}  // namespace

Object* make_decoder_builtin(Object* self, Object* const* arguments, Size count) {
  return safely<make_decoder>(self, arguments, count);
}

Object* read_id_rows_builtin(Object* self, Object* const* arguments, Size count) {
  return safely<read_id_rows>(self, arguments, count);
}

Object* cut_texts_builtin(Object* self, Object* const* arguments, Size count) {
  return safely<cut_texts>(self, arguments, count);
}

}  // namespace btt::capi::python
