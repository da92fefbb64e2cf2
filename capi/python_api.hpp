// The few functions of CPython's stable interface that the library uses, found in the running process.
//
// There is no Python.h at build time and no libpython at link time: the same library serves every CPython and
// programs that have none. Objects stay opaque; what is not a function there (array memory) is checked by the
// Python side before it is relied on, see python/budtiktok/_bridge.py.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace btt::capi::python {

struct Object;  // PyObject
using Size = std::ptrdiff_t;

// PyMethodDef; its layout is part of the stable ABI.
struct MethodDef {
  const char* name;
  Object* (*function)(Object* self, Object* const* arguments, Size count);
  int flags;
  const char* doc;
};
constexpr int kFastCall = 0x0080;  // METH_FASTCALL

// PyGetSetDef, PyType_Slot and PyType_Spec, as stable.
struct GetSet {
  const char* name;
  Object* (*get)(Object* self, void* closure);
  int (*set)(Object* self, Object* value, void* closure);
  const char* doc;
  void* closure;
};
struct TypeSlot {
  int slot;
  void* function;
};
struct TypeSpec {
  const char* name;
  int basic_size;
  int item_size;
  unsigned flags;
  TypeSlot* slots;
};
namespace slots {
constexpr int kLength = 45;   // Py_sq_length
constexpr int kDealloc = 52;  // Py_tp_dealloc
constexpr int kGetSet = 73;   // Py_tp_getset
constexpr int kFree = 74;     // Py_tp_free
}  // namespace slots
constexpr unsigned kBaseType = 1u << 10 | 1u << 18;  // Py_TPFLAGS_BASETYPE, Py_TPFLAGS_DEFAULT

// name, result, arguments
#define BTT_PYTHON_FUNCTIONS(X)                                      \
  X(PyGILState_Ensure, int, (void))                                  \
  X(PyGILState_Release, void, (int))                                 \
  X(PyErr_Clear, void, (void))                                       \
  X(PyErr_Occurred, Object*, (void))                                 \
  X(PyErr_NoMemory, Object*, (void))                                 \
  X(PyErr_SetString, void, (Object*, const char*))                   \
  X(Py_IncRef, void, (Object*))                                      \
  X(Py_DecRef, void, (Object*))                                      \
  X(PyObject_Type, Object*, (Object*))                               \
  X(PyObject_RichCompareBool, int, (Object*, Object*, int))          \
  X(PyObject_CallObject, Object*, (Object*, Object*))                \
  X(PyObject_CallFunctionObjArgs, Object*, (Object*, ...))           \
  X(PyCFunction_NewEx, Object*, (MethodDef*, Object*, Object*))      \
  X(PyCapsule_New, Object*, (void*, const char*, void (*)(Object*))) \
  X(PyCapsule_GetPointer, void*, (Object*, const char*))             \
  X(PyCapsule_IsValid, int, (Object*, const char*))                  \
  X(PyUnicode_AsUTF8AndSize, const char*, (Object*, Size*))          \
  X(PyUnicode_FromStringAndSize, Object*, (const char*, Size))       \
  X(PyBytes_AsString, char*, (Object*))                              \
  X(PyBytes_FromStringAndSize, Object*, (const char*, Size))         \
  X(PyBytes_Size, Size, (Object*))                                   \
  X(PyList_New, Object*, (Size))                                     \
  X(PyList_Size, Size, (Object*))                                    \
  X(PyList_GetItem, Object*, (Object*, Size))                        \
  X(PyList_SetItem, int, (Object*, Size, Object*))                   \
  X(PyList_AsTuple, Object*, (Object*))                              \
  X(PyList_GetSlice, Object*, (Object*, Size, Size))                 \
  X(PyTuple_New, Object*, (Size))                                    \
  X(PyTuple_Size, Size, (Object*))                                   \
  X(PyTuple_GetItem, Object*, (Object*, Size))                       \
  X(PyTuple_SetItem, int, (Object*, Size, Object*))                  \
  X(PyDict_New, Object*, (void))                                     \
  X(PyDict_Copy, Object*, (Object*))                                 \
  X(PyDict_GetItemWithError, Object*, (Object*, Object*))            \
  X(PyDict_SetItem, int, (Object*, Object*, Object*))                \
  X(PyDict_Size, Size, (Object*))                                    \
  X(PyObject_SetAttr, int, (Object*, Object*, Object*))              \
  X(PyObject_CallMethodObjArgs, Object*, (Object*, Object*, ...))    \
  X(PyUnicode_InternFromString, Object*, (const char*))              \
  X(PyType_FromSpec, Object*, (TypeSpec*))                           \
  X(PyType_GenericAlloc, Object*, (Object*, Size))                   \
  X(PyType_GetSlot, void*, (Object*, int))                           \
  X(PyDict_SetItemString, int, (Object*, const char*, Object*))      \
  X(PyLong_AsVoidPtr, void*, (Object*))                              \
  X(PyLong_AsLong, long, (Object*))                                  \
  X(PyLong_AsLongAndOverflow, long, (Object*, int*))                 \
  X(PyLong_FromLong, Object*, (long))                                \
  X(PyLong_FromSize_t, Object*, (std::size_t))                       \
  X(PyLong_FromVoidPtr, Object*, (void*))

// name of an object (None), a type, or a variable (exceptions) of which the address is used
#define BTT_PYTHON_OBJECTS(X) \
  X(PyExc_TypeError)          \
  X(_Py_NoneStruct)           \
  X(_Py_TrueStruct)           \
  X(_Py_FalseStruct)          \
  X(PyUnicode_Type)           \
  X(PyBytes_Type)             \
  X(PyLong_Type)              \
  X(PyDict_Type)              \
  X(PyList_Type)              \
  X(PyTuple_Type)

struct Api {
#define BTT_FIELD(name, result, arguments) result(*name) arguments = nullptr;
  BTT_PYTHON_FUNCTIONS(BTT_FIELD)
#undef BTT_FIELD
#define BTT_FIELD(name) Object* name = nullptr;
  BTT_PYTHON_OBJECTS(BTT_FIELD)
#undef BTT_FIELD
};

// Filled by find_api, once; what builtins use afterwards.
extern Api api;

// Looks everything up. False where something is missing: no CPython in this process, or not visible.
bool find_api() noexcept;

// An owned reference.
class Ref {
 public:
  Ref() noexcept = default;
  explicit Ref(Object* owned) noexcept : object_(owned) {}
  static Ref borrowed(Object* object) noexcept {
    api.Py_IncRef(object);
    return Ref(object);
  }
  Ref(Ref&& other) noexcept : object_(other.release()) {}
  Ref& operator=(Ref&& other) noexcept {
    Ref old(object_);
    object_ = other.release();
    return *this;
  }
  Ref(const Ref&) = delete;
  Ref& operator=(const Ref&) = delete;
  ~Ref() {
    if (object_ != nullptr) api.Py_DecRef(object_);
  }

  Object* get() const noexcept { return object_; }
  Object* release() noexcept {
    Object* object = object_;
    object_ = nullptr;
    return object;
  }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  Object* object_ = nullptr;
};

// The exact type of an object, as an address to compare.
inline Object* type_of(Object* object) noexcept {
  Object* type = api.PyObject_Type(object);
  api.Py_DecRef(type);  // the object keeps it alive
  return type;
}

// What stands in an object's memory, `at` bytes from its begin.
template <typename Value>
Value load_at(const Object* object, std::size_t at) noexcept {
  Value value;
  std::memcpy(&value, reinterpret_cast<const char*>(object) + at, sizeof value);
  return value;
}

inline Object* none() noexcept {
  api.Py_IncRef(api._Py_NoneStruct);
  return api._Py_NoneStruct;
}

// A tuple of these; null, with an exception set, where it or one of them is not to be had.
template <typename... Items>
Ref make_tuple(Items... items) {
  Ref tuple(api.PyTuple_New(static_cast<Size>(sizeof...(items))));
  if (!tuple || !(... && static_cast<bool>(items))) return Ref();
  Size at = 0;
  // PyTuple_SetItem takes the reference over, also where it fails.
  const bool done = (... && (api.PyTuple_SetItem(tuple.get(), at++, items.release()) == 0));
  return done ? std::move(tuple) : Ref();
}

// Null stands for None, unless an exception is set.
inline Object* or_none(Object* result) noexcept {
  return result != nullptr || api.PyErr_Occurred() != nullptr ? result : none();
}

// A builtin's body. C++ exceptions end here: the other road meets the same trouble and reports it.
template <Object* (*kBody)(Object*, Object* const*, Size)>
Object* safely(Object* self, Object* const* arguments, Size count) noexcept {
  try {
    return kBody(self, arguments, count);
  } catch (...) {
    return none();
  }
}

// numpy's C functions, from the capsule that numpy gives to extension modules.
class Arrays {
 public:
  // `table` is the capsule's pointer; the numbers are those of np.dtype(...).num.
  void set(void* const* table, int int32, int int64) noexcept;
  // A new array, not initialised, and where its elements lie.
  Ref make(int dimensions, const Size* shape, bool is_64, void*& data) const noexcept;

 private:
  using New = Object* (*)(Object* type, int dimensions, const Size* shape, int number, const Size* strides,
                          void* data, int item, int flags, Object* object);
  New new_ = nullptr;
  Object* type_ = nullptr;
  int int32_ = 0;
  int int64_ = 0;
};

extern Arrays arrays;

}  // namespace btt::capi::python
