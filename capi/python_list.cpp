#include "python_list.hpp"

namespace btt::capi::python {

ListMemory list_memory;

namespace {

// Of every list: reference count, type, number of items, address of the items, room for how many.
constexpr std::size_t kWord = sizeof(void*);
constexpr std::size_t kCountAt = 2 * kWord;
constexpr std::size_t kItemsAt = 3 * kWord;
constexpr std::size_t kRoomAt = 4 * kWord;

// Whether a new list of `count` None stands in memory as expected.
bool is_as_expected(Size count) noexcept {
  const Ref list(api.PyList_New(count));
  if (!list) return false;
  for (Size i = 0; i < count; ++i) {
    if (api.PyList_SetItem(list.get(), i, none()) != 0) return false;
  }
  // Room for exactly so many says that what stands before it is the address.
  if (load_at<Size>(list.get(), kCountAt) != count || load_at<Size>(list.get(), kRoomAt) != count)
    return false;
  Object* const* const items = load_at<Object**>(list.get(), kItemsAt);
  if (items == nullptr) return false;
  for (Size i = 0; i < count; ++i) {
    if (items[i] != api._Py_NoneStruct) return false;
  }
  return true;
}

}  // namespace

void ListMemory::learn() noexcept {
  is_known_ = is_as_expected(3) && is_as_expected(1000);
  if (!is_known_) api.PyErr_Clear();
}

Object** ListMemory::items(Object* list) const noexcept {
  return is_known_ ? load_at<Object**>(list, kItemsAt) : nullptr;
}

}  // namespace btt::capi::python
