"""Memory of big results, used again once their arrays are gone.

Memory that a process takes from the system costs its pages, half a microsecond for 4 KiB: for the arrays of a big batch
more than encoding it. Whether malloc keeps what is freed depends on what else was freed before and in which order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["IntArray", "allocate"]

IntArray = npt.NDArray[np.integer[Any]]

# Smaller ones malloc keeps in any case.
_LEAST = 1 << 18
# A block that is too large to be kept, and how many may lie idle: 16 MiB in all.
_MOST = 8 << 20
_MOST_IDLE = 2

_idle: list[npt.NDArray[np.uint8]] = []


class _Lease:
    """A block in use: the base of arrays, which gives it back when the last of them is gone."""

    __slots__ = ("__array_interface__", "_block")

    def __init__(self, block: npt.NDArray[np.uint8], dtype: Any, count: int) -> None:
        self._block = block
        place = block.__array_interface__["data"]
        self.__array_interface__ = {"version": 3, "data": place, "typestr": np.dtype(dtype).str, "shape": (count,)}

    def __del__(self, idle: list[npt.NDArray[np.uint8]] = _idle, most: int = _MOST_IDLE) -> None:
        # Defaults, for the module's names may be gone while the interpreter ends. Both steps are atomic; one block too
        # many, now and then, does no harm.
        if len(idle) < most:
            idle.append(self._block)


def _take(size: int) -> npt.NDArray[np.uint8]:
    """Return a block of at least this many bytes and, so that small results do not hold big ones, at most thrice."""
    for _ in range(len(_idle)):
        try:
            block = _idle.pop(0)
        except IndexError:  # another thread took it
            break
        if size <= block.nbytes <= 3 * size:
            return block
        # Of another size: the next one of the size in hand takes its place.
        del block
    return np.empty(size + size // 4, np.uint8)


def allocate(shapes: Iterable[tuple[int, ...]], dtype: Any) -> list[IntArray]:
    """Make arrays that lie side by side in one block.

    Parameters
    ----------
    shapes : iterable of tuple of int
        One an array.
    dtype : numpy dtype
        int32 or int64.

    Returns
    -------
    list of array
        Not initialised.
    """
    shapes = list(shapes)
    sizes = [math.prod(shape) for shape in shapes]
    count = sum(sizes)
    size = count * np.dtype(dtype).itemsize
    block: IntArray
    if _LEAST <= size <= _MOST:
        block = np.asarray(_Lease(_take(size), dtype, count))
    else:
        block = np.empty(count, dtype)
    arrays, begin = [], 0
    for shape, length in zip(shapes, sizes):
        arrays.append(block[begin : begin + length].reshape(shape))
        begin += length
    return arrays
