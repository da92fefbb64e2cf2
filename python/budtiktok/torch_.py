"""The only place that knows torch; it is imported when a tensor is asked for or given, never before."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import Any

import numpy as np

__all__ = ["converter", "from_capsule", "from_numpy", "is_converter", "is_tensor", "memory"]


def _torch() -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError:
        raise ImportError("Unable to convert output to PyTorch tensors format, PyTorch is not installed.") from None


def converter() -> Any:
    """Return the function that `from_numpy` calls."""
    return _torch().from_numpy


def is_converter(function: object) -> bool:
    """Whether this is what `converter` answers."""
    torch = sys.modules.get("torch")
    return torch is not None and function is torch.from_numpy


@functools.cache
def from_capsule() -> Any:
    """Return the function that makes a tensor of a DLPack capsule, None where this torch or numpy has it otherwise."""
    # The public one asks in Python what kind of thing it is given.
    function = getattr(getattr(_torch(), "_C", None), "_from_dlpack", None)
    array = np.array([[1, -2, 3]], np.int64)
    try:
        tensor = function(array.__dlpack__())  # type: ignore[misc]
        return function if (tensor.numpy() == array).all() else None
    except Exception:
        return None


def from_numpy(array: Any) -> Any:
    """Return a tensor that shares the memory of a numpy array."""
    return _torch().from_numpy(array)


def is_tensor(value: object) -> bool:
    """Whether `value` is a torch tensor; torch is not imported for the question."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def memory(tensor: Any, name: str) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    """Return address, bits of the integers, shape and strides (in elements) of a tensor in host memory."""
    torch = _torch()
    bits = {torch.int32: 32, torch.int64: 64}.get(tensor.dtype)
    if bits is None:
        raise TypeError(f"{name} must be int32 or int64, not {tensor.dtype}")
    if tensor.device.type != "cpu":
        raise ValueError(f"{name} is on device {tensor.device}; only host memory can be filled")
    return int(tensor.data_ptr()), bits, tuple(tensor.shape), tuple(tensor.stride())
