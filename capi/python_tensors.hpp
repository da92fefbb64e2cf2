// torch tensors over memory of the library's own, handed over as DLPack says: one block a tensor, with no
// array in between, which a tensor gives back without Python.
#pragma once

#include "python_api.hpp"

namespace btt::capi::python {

// What `from_capsule` (torch.utils.dlpack.from_dlpack or its like) makes of a new int64 matrix, not
// initialised, and where its elements lie. Null with an exception set where that fails.
Ref make_tensor(Object* from_capsule, const Size (&shape)[2], std::int64_t*& data) noexcept;

}  // namespace btt::capi::python
