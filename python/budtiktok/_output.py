"""Memory for results: numpy arrays and tensors of the caller that the C library fills in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from . import torch_
from ._blocks import IntArray, allocate
from ._library import ffi, lib
from ._types import C
from .errors import check, last_error

__all__ = ["FIELDS", "EncodedRows", "encode_into", "encode_matrix"]

# Key of the result -> field of btt_output. The order is that of the keys in the reference's results.
FIELDS = {
    "input_ids": "ids",
    "token_type_ids": "token_type_ids",
    "attention_mask": "attention_mask",
    "special_tokens_mask": "special_tokens_mask",
    "offset_mapping": "offsets",
    "length": "lengths",
    "overflow_to_sample_mapping": "sample_index",
}
VECTORS = ("length", "overflow_to_sample_mapping")

_OUTPUT_SIZE = ffi.sizeof(C.OUTPUT.item)
_RAGGED_SIZE = ffi.sizeof(C.RAGGED.item)
_INFO_SIZE = ffi.sizeof(C.BATCH_INFO.item)
_DTYPES = {np.dtype(np.int32): lib.BTT_INT32, np.dtype(np.int64): lib.BTT_INT64}


def _shape(key: str, rows: int, width: int) -> tuple[int, ...]:
    if key in VECTORS:
        return (rows,)
    return (rows, width, 2) if key == "offset_mapping" else (rows, width)


def _new_output(rows: int, width: int) -> Any:
    output = ffi.new(C.OUTPUT)
    output.struct_size = _OUTPUT_SIZE
    output.rows, output.width = rows, width
    return output


def _allocate(output: Any, shapes: Mapping[str, tuple[int, ...]], dtype: Any) -> dict[str, IntArray]:
    """Make one array a key, all of them in one block, and enter them into the output."""
    code = _DTYPES[np.dtype(dtype)]
    arrays = dict(zip(shapes, allocate(shapes.values(), dtype)))
    for key, array in arrays.items():
        tensor = getattr(output, FIELDS[key])
        # The pointer stays valid because `arrays` holds the owner.
        tensor.data = ffi.from_buffer(array)
        tensor.dtype = code
    return arrays


def _matrices(output: Any, keys: Iterable[str], rows: int, width: int, dtype: Any) -> dict[str, IntArray]:
    return _allocate(output, {key: _shape(key, rows, width) for key in keys}, dtype)


def encode_matrix(
    handle: Any, source: Any, options: Any, keys: Iterable[str], rows: int, width: int, dtype: Any
) -> dict[str, IntArray] | None:
    """Encode in one call into new arrays whose shape is known or bounded.

    Parameters
    ----------
    handle, source, options
        As for the C function.
    keys : iterable of str
        Which results are wanted.
    rows, width : int
        Capacities. With more than one row, `width` has to be the exact one for the rows to be contiguous.
    dtype : numpy dtype
        int32 or int64.

    Returns
    -------
    dict of str to array, or None
        The very memory that the library filled, cut to the result; None where the capacity is too small.
    """
    output = _new_output(rows, width)
    arrays = _matrices(output, keys, rows, width, dtype)
    for key in arrays:
        # An explicit stride: rows start where numpy says, whatever the width of the result is.
        if key not in VECTORS:
            getattr(output, FIELDS[key]).row_stride = width * (2 if key == "offset_mapping" else 1)
    status = lib.btt_encode_batch(handle, source.struct, options.struct, output)
    if status == lib.BTT_ERR_BUFFER_TOO_SMALL:
        return None
    check(status)
    return _cut(arrays, rows, width, output.out_rows, output.out_width)


def _cut(arrays: Mapping[str, Any], rows: int, width: int, out_rows: int, out_width: int) -> dict[str, Any]:
    """Cut matrices of a capacity to the result; the same objects where nothing is to be cut."""
    result = {}
    for key, array in arrays.items():
        if key in VECTORS:
            result[key] = array if len(array) == out_rows else array[:out_rows]
        elif (rows, width) == (out_rows, out_width):
            result[key] = array
        else:
            result[key] = array[:out_rows, :out_width]
    return result


class EncodedRows:
    """A batch object of the library.

    Texts are tokenized once, then written to memory of exactly the right size.

    Attributes
    ----------
    rows : int
        Overflow rows included.
    width : int
        Of the matrix under the padding of the options.
    tokens : int
        Without padding.
    """

    __slots__ = ("_batch", "rows", "tokens", "width")

    def __init__(self, handle: Any, source: Any, options: Any) -> None:
        out = ffi.new(C.BATCH_OUT)
        check(lib.btt_batch_create(handle, out))
        self._batch = ffi.gc(out[0], lib.btt_batch_free)
        check(lib.btt_batch_encode(self._batch, source.struct, options.struct))
        info = ffi.new(C.BATCH_INFO)
        info.struct_size = _INFO_SIZE
        check(lib.btt_batch_get_info(self._batch, info))
        self.rows, self.width, self.tokens = int(info.rows), int(info.width), int(info.tokens)

    def __enter__(self) -> EncodedRows:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back now."""
        ffi.release(self._batch)

    def matrix(self, keys: Iterable[str], dtype: Any) -> dict[str, IntArray]:
        """Return arrays [rows, width] (vectors: [rows]) for these keys."""
        output = _new_output(self.rows, self.width)
        arrays = _matrices(output, keys, self.rows, self.width, dtype)
        check(lib.btt_batch_write(self._batch, output))
        return arrays

    def ragged(self, keys: Iterable[str], dtype: Any) -> tuple[dict[str, IntArray], npt.NDArray[np.int64]]:
        """Return flat arrays [tokens] (vectors: [rows]) without padding, and the row offsets [rows + 1]."""
        output = ffi.new(C.RAGGED)
        output.struct_size = _RAGGED_SIZE
        output.rows, output.tokens = self.rows, self.tokens
        offsets = np.empty(self.rows + 1, np.int64)
        output.row_offsets = ffi.from_buffer(C.INT64S, offsets)
        columns = {"offset_mapping": (2,)}
        shapes = {key: (self.rows if key in VECTORS else self.tokens, *columns.get(key, ())) for key in keys}
        arrays = _allocate(output, shapes, dtype)
        check(lib.btt_batch_write_ragged(self._batch, output))
        return arrays, offsets


# ---- memory of the caller


def _numpy_memory(key: str, array: IntArray) -> tuple[Any, Any, tuple[int, ...], tuple[int, ...]]:
    """Return pointer, dtype code, shape and strides in elements of a numpy array."""
    code = _DTYPES.get(array.dtype)
    if code is None:
        raise TypeError(f"out[{key!r}] must be int32 or int64, not {array.dtype}")
    if not array.flags.writeable:
        raise ValueError(f"out[{key!r}] is read-only")
    if array.flags.c_contiguous:
        pointer = ffi.from_buffer(array)
    else:
        pointer = ffi.cast(C.CHAR_POINTER, array.__array_interface__["data"][0])
    item = array.itemsize
    if any(stride % item for stride in array.strides):
        raise ValueError(f"out[{key!r}] has strides that are not whole elements")
    return pointer, code, array.shape, tuple(stride // item for stride in array.strides)


def _memory(key: str, value: Any) -> tuple[Any, Any, tuple[int, ...], tuple[int, ...]]:
    if isinstance(value, np.ndarray):
        return _numpy_memory(key, value)
    if torch_.is_tensor(value):
        address, bits, shape, strides = torch_.memory(value, f"out[{key!r}]")
        return ffi.cast(C.CHAR_POINTER, address), lib.BTT_INT64 if bits == 64 else lib.BTT_INT32, shape, strides
    raise TypeError(f"out[{key!r}] must be a numpy array or a torch tensor, not {type(value).__name__}")


def _enter(output: Any, key: str, value: Any) -> tuple[int, int | None]:
    """Enter memory of the caller into the output; return its rows and width."""
    if key not in FIELDS:
        raise ValueError(f"out has no use for {key!r}; its keys are {list(FIELDS)}")
    pointer, code, shape, strides = _memory(key, value)
    dimensions = len(_shape(key, 0, 0))
    if len(shape) != dimensions or (key == "offset_mapping" and shape[2] != 2):
        raise ValueError(f"out[{key!r}] has shape {tuple(shape)}, which does not fit")
    inner = {1: (1,), 2: (1,), 3: (2, 1)}[dimensions]
    if tuple(strides[-len(inner) :]) != inner and 0 not in shape:
        raise ValueError(f"out[{key!r}]: only the distance between rows may differ from the tight layout")
    if dimensions > 1 and shape[0] > 1 and strides[0] < shape[1] * (2 if dimensions == 3 else 1):
        raise ValueError(f"out[{key!r}] has overlapping or descending rows")
    tensor = getattr(output, FIELDS[key])
    tensor.data, tensor.dtype = pointer, code
    if dimensions > 1:
        # With one row numpy and torch may report any stride.
        tensor.row_stride = strides[0] if shape[0] > 1 else shape[1] * (2 if dimensions == 3 else 1)
    return shape[0], None if dimensions == 1 else shape[1]


def encode_into(handle: Any, source: Any, options: Any, out: Mapping[str, Any]) -> dict[str, Any]:
    """Encode in one call into arrays or tensors of the caller.

    Parameters
    ----------
    handle, source, options
        As for the C function.
    out : mapping of str to array or tensor
        int32 or int64; matrices [rows, width], ``offset_mapping`` [rows, width, 2], vectors [rows]. The
        distance of rows is free.

    Returns
    -------
    dict of str to array or tensor
        The given objects, or views of them where the result is smaller.

    Raises
    ------
    ValueError
        Where the memory does not fit; the message says what is needed.
    """
    if not out:
        raise ValueError("out is empty")
    output = _new_output(0, 0)
    shapes = {key: _enter(output, key, value) for key, value in out.items()}
    widths = {width for _, width in shapes.values() if width is not None}
    if len(widths) > 1:
        raise ValueError(f"the matrices in out have different widths: {sorted(widths)}")
    if not widths:
        raise ValueError("out holds no matrix, at least input_ids is needed")
    rows, width = min(rows for rows, _ in shapes.values()), widths.pop()
    output.rows, output.width = rows, width
    status = lib.btt_encode_batch(handle, source.struct, options.struct, output)
    if status == lib.BTT_ERR_BUFFER_TOO_SMALL:
        error = last_error(status)
        raise ValueError(
            f"out holds {rows} x {width}, the result needs {output.out_rows} x {output.out_width}"
        ) from error
    check(status)
    out_rows, out_width = int(output.out_rows), int(output.out_width)
    result: dict[str, Any] = {}
    for key in FIELDS:
        if key not in out:
            continue
        value, (have_rows, have_width) = out[key], shapes[key]
        if have_width is None:
            result[key] = value if have_rows == out_rows else value[:out_rows]
        elif (have_rows, have_width) == (out_rows, out_width):
            result[key] = value
        else:
            result[key] = value[:out_rows, :out_width]
    return result
