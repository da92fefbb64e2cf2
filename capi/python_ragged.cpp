#include "python_ragged.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "batch/batch.hpp"
#include "handle.hpp"
#include "python_texts.hpp"

namespace btt::capi::python {
namespace {

constexpr const char* kCapsuleName = "budtiktok.ragged";

// Used with the GIL held and by one call at a time. Only what collects garbage can run Python code in
// between: lists and tuples are made before the texts are read. An array is none of that kind.
struct Ragged {
  explicit Ragged(std::shared_ptr<const pipeline::Tokenizer> core) : batch(std::move(core)) {}

  batch::Batch batch;
  std::vector<std::string_view> texts;
  bool special_as_text = false;
};

Ragged* ragged_of(Object* self) noexcept {
  return static_cast<Ragged*>(api.PyCapsule_GetPointer(self, kCapsuleName));
}

Object* ragged(Object* self, Object* const* arguments, Size count) {
  if (count != 2) return none();
  pipeline::EncodeOptions options;
  options.add_special_tokens = arguments[1] == api._Py_TrueStruct;
  if (!options.add_special_tokens && arguments[1] != api._Py_FalseStruct) return none();
  const Object* const type = type_of(arguments[0]);
  if (type != api.PyList_Type && type != api.PyTuple_Type) return none();
  const Size rows = type == api.PyList_Type ? api.PyList_Size(arguments[0]) : api.PyTuple_Size(arguments[0]);
  if (rows == 0 || rows > static_cast<Size>(kMaxRows)) return none();
  Ragged* const state = ragged_of(self);
  if (state == nullptr) return nullptr;
  Ref result(api.PyTuple_New(2));
  if (!result) return nullptr;
  Ref keep(type == api.PyTuple_Type ? Ref::borrowed(arguments[0]) : Ref(api.PyList_AsTuple(arguments[0])));
  if (!keep) return nullptr;
  state->texts.clear();
  Ref same;
  if (!read_texts(keep.get(), false, state->texts, same)) return none();
  std::size_t bytes = 0;
  for (const std::string_view text : state->texts) bytes += text.size();
  if (bytes > kMaxBytes) return none();
  batch::Input input;
  input.count = state->texts.size();
  input.texts.views = state->texts.data();
  options.special_as_text = state->special_as_text;
  state->batch.encode(input, options);
  const Size tokens = static_cast<Size>(state->batch.tokens());
  const Size bounds = static_cast<Size>(state->texts.size()) + 1;
  batch::Flat flat;
  void* offsets = nullptr;
  batch::Tensor& ids = flat.fields[static_cast<std::size_t>(batch::Field::kIds)];
  Ref id_array(arrays.make(1, &tokens, false, ids.data));
  Ref offset_array(arrays.make(1, &bounds, true, offsets));
  if (!id_array || !offset_array) return nullptr;
  flat.rows = state->texts.size();
  flat.tokens = static_cast<std::size_t>(tokens);
  flat.row_offsets = static_cast<std::int64_t*>(offsets);
  state->batch.write_ragged(flat);
  if (api.PyTuple_SetItem(result.get(), 0, id_array.release()) != 0 ||
      api.PyTuple_SetItem(result.get(), 1, offset_array.release()) != 0) {
    return nullptr;
  }
  return result.release();
}

MethodDef ragged_definition{"ragged", safely<ragged>, kFastCall, nullptr};

void free_ragged(Object* capsule) {
  delete ragged_of(capsule);
}

Object* make_ragged(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 2) return none();
  const auto* const tokenizer = static_cast<const btt_tokenizer*>(api.PyLong_AsVoidPtr(arguments[0]));
  if (tokenizer == nullptr) return nullptr;
  auto state = std::make_unique<Ragged>(tokenizer->core);
  state->special_as_text = arguments[1] == api._Py_TrueStruct;
  Ref capsule(api.PyCapsule_New(state.get(), kCapsuleName, free_ragged));
  if (!capsule) return nullptr;
  static_cast<void>(state.release());  // the capsule's now
  return api.PyCFunction_NewEx(&ragged_definition, capsule.get(), nullptr);
}

}  // namespace

Object* make_ragged_builtin(Object* self, Object* const* arguments, Size count) {
  return safely<make_ragged>(self, arguments, count);
}

}  // namespace btt::capi::python
