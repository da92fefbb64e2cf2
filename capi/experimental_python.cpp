// Builtins for CPython: what they do is in python_calls.hpp, python_decode.hpp and python_texts.hpp.
#include "budtiktok_experimental.h"
#include "guard.hpp"
#include "python_api.hpp"
#include "python_calls.hpp"
#include "python_decode.hpp"
#include "python_encoding.hpp"
#include "python_list.hpp"
#include "python_str.hpp"
#include "python_texts.hpp"

namespace btt::capi::python {
namespace {

// use_arrays(table, int32, int64): takes numpy's table, given as an address, and answers (an int64 array of
// shape [1, 3], the address of its elements as it sees it). The caller compares that with what numpy says.
Object* use_arrays(Object* /*self*/, Object* const* arguments, Size count) {
  if (count != 3) return none();
  const auto* const table = static_cast<void* const*>(api.PyCapsule_GetPointer(arguments[0], nullptr));
  const long int32 = api.PyLong_AsLong(arguments[1]);
  const long int64 = api.PyLong_AsLong(arguments[2]);
  if (table == nullptr || api.PyErr_Occurred() != nullptr) return nullptr;
  arrays.set(table, static_cast<int>(int32), static_cast<int>(int64));
  const Size shape[2] = {1, 3};
  void* data = nullptr;
  Ref array = arrays.make(2, shape, true, data);
  return make_tuple(std::move(array), Ref(api.PyLong_FromVoidPtr(data))).release();
}

MethodDef definitions[] = {
    {"use_arrays", use_arrays, kFastCall, nullptr},
    {"make_calls", make_calls_builtin, kFastCall, nullptr},
    {"make_decoder", make_decoder_builtin, kFastCall, nullptr},
    {"read_id_rows", read_id_rows_builtin, kFastCall, nullptr},
    {"cut_encodings", cut_encodings_builtin, kFastCall, nullptr},
    {"cut_texts", cut_texts_builtin, kFastCall, nullptr},
    {"code_points", code_points_builtin, kFastCall, nullptr},
    {"view_texts", view_texts_builtin, kFastCall, nullptr},
};

void install(Object* dict) {
  const int state = api.PyGILState_Ensure();
  str_memory.learn();
  list_memory.learn();
  bool done = true;
  for (MethodDef& definition : definitions) {
    Ref function(api.PyCFunction_NewEx(&definition, nullptr, nullptr));
    done = done && function && api.PyDict_SetItemString(dict, definition.name, function.get()) == 0;
  }
  const Ref type(make_encoding_base());
  done = done && type && api.PyDict_SetItemString(dict, "encoding_base", type.get()) == 0;
  if (!done) api.PyErr_Clear();
  api.PyGILState_Release(state);
  if (!done) throw Error(Status::kOutOfMemory, "Python could not make the builtins");
}

}  // namespace
}  // namespace btt::capi::python

extern "C" {

btt_status btt_x_python_install(void* dict) {
  return btt::capi::guarded([&] {
    btt::capi::require(dict, "dict");
    if (!btt::capi::python::find_api()) {
      throw btt::Error(btt::Status::kUnsupported, "this process shows no CPython of a known kind");
    }
    btt::capi::python::install(static_cast<btt::capi::python::Object*>(dict));
  });
}

}  // extern "C"
