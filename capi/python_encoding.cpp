#include "python_encoding.hpp"

#include <cstring>

#include "python_rows.hpp"

namespace btt::capi::python {
namespace {

// Of the functions below, those that run Python code have nothing to clean up behind it and are not noexcept:
// a daemon thread may be ended in there while the interpreter shuts down, by pthread_exit before 3.14, which
// unwinds through these frames.

// Behind the header of objects of variable size, which _bridge.py compares with the running Python's.
struct HeldEncoding {
  Size references;
  Object* type;
  Size count;    // of ids, which follow
  Object* held;  // these: null for None
  Object* list;  // ids that were set
  Object* state;
  Object* text;
  bool with_specials;
  bool has_ids;  // those that follow

  std::int32_t* ids() noexcept { return reinterpret_cast<std::int32_t*>(this + 1); }
};

HeldEncoding& encoding_of(Object* object) noexcept {
  return *reinterpret_cast<HeldEncoding*>(object);
}

Object* given(Object* object) noexcept {
  return Ref::borrowed(object != nullptr ? object : api._Py_NoneStruct).release();
}

// Names of methods, made with the type.
Object* ids_now = nullptr;
Object* size_now = nullptr;

void replace(Object*& place, Object* value) {
  Object* const old = place;
  api.Py_IncRef(value);  // both may be null
  place = value;
  api.Py_DecRef(old);  // last: its end may run Python code
}

// What is set: null for None and for `del`.
Object* some(Object* value) noexcept {
  return value != api._Py_NoneStruct ? value : nullptr;
}

int refuse(const char* why) noexcept {
  Object* error = nullptr;
  const void* const variable = api.PyExc_TypeError;
  std::memcpy(&error, variable, sizeof error);
  api.PyErr_SetString(error, why);
  return -1;
}

Object* get_own_ids(Object* self, void* /*closure*/) noexcept {
  HeldEncoding& encoding = encoding_of(self);
  if (encoding.has_ids) return make_list(encoding.ids(), static_cast<std::size_t>(encoding.count));
  if (encoding.list == nullptr) return none();
  return api.PyList_GetSlice(encoding.list, 0, api.PyList_Size(encoding.list));
}

int set_own_ids(Object* self, Object* value, void* /*closure*/) {
  Object* const list = some(value);
  if (list != nullptr && type_of(list) != api.PyList_Type) return refuse("_ids is a list or None");
  encoding_of(self).has_ids = false;
  replace(encoding_of(self).list, list);
  return 0;
}

Object* get_ids(Object* self, void* /*closure*/) {
  const HeldEncoding& encoding = encoding_of(self);
  if (encoding.has_ids || encoding.list != nullptr) return get_own_ids(self, nullptr);
  return api.PyObject_CallMethodObjArgs(self, ids_now, nullptr);
}

Size get_size(Object* self) {
  const HeldEncoding& encoding = encoding_of(self);
  if (encoding.has_ids) return encoding.count;
  if (encoding.list != nullptr) return api.PyList_Size(encoding.list);
  Object* const object = api.PyObject_CallMethodObjArgs(self, size_now, nullptr);
  if (object == nullptr) return -1;
  const long size = api.PyLong_AsLong(object);
  api.Py_DecRef(object);
  return size;
}

Object* get_held(Object* self, void* /*closure*/) noexcept {
  return given(encoding_of(self).held);
}

int set_held(Object* self, Object* value, void* /*closure*/) {
  replace(encoding_of(self).held, some(value));
  return 0;
}

Object* get_source(Object* self, void* /*closure*/) noexcept {
  const HeldEncoding& encoding = encoding_of(self);
  if (encoding.state == nullptr) return none();
  return make_tuple(Ref::borrowed(encoding.state), Ref::borrowed(encoding.text),
                    Ref::borrowed(encoding.with_specials ? api._Py_TrueStruct : api._Py_FalseStruct))
      .release();
}

int set_source(Object* self, Object* value, void* /*closure*/) {
  Object* const source = some(value);
  if (source != nullptr && (type_of(source) != api.PyTuple_Type || api.PyTuple_Size(source) != 3))
    return refuse("_source is a tuple of three or None");
  HeldEncoding& encoding = encoding_of(self);
  replace(encoding.state, source != nullptr ? api.PyTuple_GetItem(source, 0) : nullptr);
  replace(encoding.text, source != nullptr ? api.PyTuple_GetItem(source, 1) : nullptr);
  encoding.with_specials = source != nullptr && api.PyTuple_GetItem(source, 2) == api._Py_TrueStruct;
  return 0;
}

void free_encoding(Object* self) {
  HeldEncoding& encoding = encoding_of(self);
  for (Object* const part : {encoding.held, encoding.list, encoding.state, encoding.text})
    api.Py_DecRef(part);
  // An object of a heap type holds its type.
  Object* const type = encoding.type;
  void* const function = api.PyType_GetSlot(type, slots::kFree);
  void (*free)(void*) = nullptr;
  std::memcpy(&free, &function, sizeof free);
  free(self);
  api.Py_DecRef(type);
}

template <typename Function>
void* address_of(Function* function) noexcept {
  void* address = nullptr;
  std::memcpy(&address, &function, sizeof address);
  return address;
}

GetSet attributes[] = {
    {"ids", get_ids, nullptr, "Ids of the tokens.", nullptr},
    {"_ids", get_own_ids, set_own_ids, nullptr, nullptr},
    {"_held", get_held, set_held, nullptr, nullptr},
    {"_source", get_source, set_source, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

}  // namespace

Object* make_encoding_base() {
  ids_now = api.PyUnicode_InternFromString("_ids_now");
  size_now = api.PyUnicode_InternFromString("_size_now");
  if (ids_now == nullptr || size_now == nullptr) return nullptr;
  TypeSlot parts[] = {
      {slots::kDealloc, address_of(free_encoding)},
      {slots::kGetSet, attributes},
      {slots::kLength, address_of(get_size)},
      {0, nullptr},
  };
  // Read when types are made; the name stays.
  TypeSpec spec{"budtiktok.encoding.HeldEncoding", static_cast<int>(sizeof(HeldEncoding)),
                static_cast<int>(sizeof(std::int32_t)), kBaseType, parts};
  return api.PyType_FromSpec(&spec);
}

Object* make_encoding(Object* type, const std::int32_t* ids, std::size_t count, Object* state, Object* text,
                      bool with_specials) noexcept {
  Object* const object = api.PyType_GenericAlloc(type, static_cast<Size>(count));
  if (object == nullptr) return nullptr;
  HeldEncoding& encoding = encoding_of(object);
  if (count != 0) std::memcpy(encoding.ids(), ids, count * sizeof(std::int32_t));
  encoding.state = Ref::borrowed(state).release();
  encoding.text = Ref::borrowed(text).release();
  encoding.with_specials = with_specials;
  encoding.has_ids = true;
  return object;
}

Object* cut_encodings_builtin(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 5) return none();
  const auto* const ids = static_cast<const std::int32_t*>(api.PyLong_AsVoidPtr(arguments[1]));
  const auto* const offsets = static_cast<const std::int64_t*>(api.PyLong_AsVoidPtr(arguments[2]));
  const long rows = api.PyLong_AsLong(arguments[3]);
  if (api.PyErr_Occurred() != nullptr) return nullptr;
  Ref result(api.PyList_New(rows));
  for (long row = 0; result && row < rows; ++row) {
    const Ref number(api.PyLong_FromLong(row));
    if (!number) return nullptr;
    Object* const encoding = make_encoding(arguments[0], ids + offsets[row],
                                           static_cast<std::size_t>(offsets[row + 1] - offsets[row]),
                                           arguments[4], number.get(), false);
    if (encoding == nullptr || api.PyList_SetItem(result.get(), row, encoding) != 0) return nullptr;
  }
  return result.release();
}

}  // namespace btt::capi::python
