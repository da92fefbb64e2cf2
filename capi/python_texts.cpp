#include "python_texts.hpp"

#include <cstring>

#include "budtiktok.h"

namespace btt::capi::python {

bool read_text(Object* object, bool bytes_too, std::string_view& out) noexcept {
  if (bytes_too && type_of(object) == api.PyBytes_Type) {
    out = std::string_view(api.PyBytes_AsString(object), static_cast<std::size_t>(api.PyBytes_Size(object)));
    return true;
  }
  Size size = 0;
  const char* data = api.PyUnicode_AsUTF8AndSize(object, &size);
  if (data == nullptr) {
    api.PyErr_Clear();
    return false;
  }
  out = std::string_view(data, static_cast<std::size_t>(size));
  return true;
}

bool read_texts(Object* sequence, bool bytes_too, std::vector<std::string_view>& out, Ref& keep) {
  Object* const type = type_of(sequence);
  if (type == api.PyTuple_Type) {
    keep = Ref::borrowed(sequence);
  } else if (type == api.PyList_Type) {
    keep = Ref(api.PyList_AsTuple(sequence));
  }
  if (!keep) {
    api.PyErr_Clear();
    return false;
  }
  const Size count = api.PyTuple_Size(keep.get());
  out.reserve(out.size() + static_cast<std::size_t>(count));
  for (Size i = 0; i < count; ++i) {
    std::string_view text;
    if (!read_text(api.PyTuple_GetItem(keep.get(), i), bytes_too, text)) return false;
    out.push_back(text);
  }
  return true;
}

Object* read_texts_builtin(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 2) return none();
  std::vector<std::string_view> texts;
  Ref keep;
  try {
    if (!read_texts(arguments[0], arguments[1] == api._Py_TrueStruct, texts, keep)) return none();
  } catch (...) {
    return api.PyErr_NoMemory();
  }
  Ref views(api.PyBytes_FromStringAndSize(nullptr, static_cast<Size>(texts.size() * sizeof(btt_str))));
  if (!views) return nullptr;
  char* out = api.PyBytes_AsString(views.get());
  std::size_t bytes = 0;
  for (const std::string_view text : texts) {
    const btt_str view{text.data(), text.size()};
    std::memcpy(out, &view, sizeof(view));
    out += sizeof(view);
    bytes += text.size();
  }
  Ref size(api.PyLong_FromSize_t(bytes));
  Ref result(api.PyTuple_New(3));
  if (!size || !result) return nullptr;
  // PyTuple_SetItem takes the reference over, also where it fails.
  if (api.PyTuple_SetItem(result.get(), 0, views.release()) != 0 ||
      api.PyTuple_SetItem(result.get(), 1, keep.release()) != 0 ||
      api.PyTuple_SetItem(result.get(), 2, size.release()) != 0) {
    return nullptr;
  }
  return result.release();
}

}  // namespace btt::capi::python
