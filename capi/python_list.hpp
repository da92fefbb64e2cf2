// ListMemory: where CPython keeps the items of a list.
//
// A function of the stable interface for each item costs as much as making the number that it stores. What is
// known of a list's memory is tried on some lists before it is relied on; where it is not so, the function
// serves.
#pragma once

#include <cstddef>

#include "python_api.hpp"

namespace btt::capi::python {

class ListMemory {
 public:
  // With the GIL held, once, before items().
  void learn() noexcept;
  // The places of the items of a list, as many as it has; null where they are not known.
  Object** items(Object* list) const noexcept;

 private:
  bool is_known_ = false;
};

extern ListMemory list_memory;

}  // namespace btt::capi::python
