"""`Call`: one resolved call of a tokenizer, carried out on texts into lists, arrays or tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import torch_
from ._base import State
from ._buffers import Input
from ._options import MAX_SIZE, Padding, Truncation, encode_options
from ._output import EncodedRows, encode_into, encode_matrix
from .encoding import TRACK, Encoding, encode

__all__ = ["Call"]

# A single text of at most this many bytes is encoded in one call into memory of a bound that ordinary texts
# never reach (a token takes at least a byte of the normalized text); longer ones go through a batch object.
_SHORT_TEXT = 4096
_SLACK = 64


class Call:
    """One resolved call: options, wanted keys, kind of result."""

    __slots__ = ("cut", "fill", "flags", "keys", "mapping", "options", "state", "tensors", "threads")

    def __init__(
        self,
        state: State,
        flags: int,
        cut: Truncation | None,
        fill: Padding | None,
        threads: int,
        keys: Sequence[str],
        tensors: str | None,
        mapping: type[dict[str, Any]],
    ) -> None:
        self.state = state
        self.flags = flags
        self.cut = cut
        self.fill = fill
        self.threads = threads
        self.options = encode_options(flags, cut, fill, threads)
        self.keys = keys
        self.tensors = tensors
        self.mapping = mapping

    def run(self, source: Input, batched: bool, out: Mapping[str, Any] | None) -> Any:
        """Encode texts."""
        if out is not None:
            return self.mapping(self._into(source, out))
        if self.tensors is None:
            return self.mapping(self._lists(source, batched))
        arrays = self._arrays(source)
        if self.tensors == "np":
            return self.mapping(arrays)
        if any(array.dtype == object for array in arrays.values()):
            raise ValueError(
                "Unable to create tensor, you should probably activate truncation and/or padding with 'padding=True' "
                "'truncation=True' to have batched tensors with the same length."
            )
        return self.mapping((key, torch_.from_numpy(array)) for key, array in arrays.items())

    def encodings(self, source: Input) -> list[Encoding]:
        """Return the rows of the result as objects, overflow rows among them where they are wanted."""
        options = encode_options(self.flags | TRACK, self.cut, self.fill, self.threads)
        found = encode(self.state.handle, source, options)
        if not self._overflow():
            return found
        return [part for encoding in found for part in (encoding, *encoding.overflowing)]

    def _into(self, source: Input, out: Mapping[str, Any]) -> dict[str, Any]:
        """Fill memory of the caller; all rows are filled up to the same width."""
        result = encode_into(self.state.handle, source, self.options, out)
        if self.fill is not None and "length" in result:
            matrix = next(value for key, value in result.items() if key not in _VECTOR_KEYS)
            result["length"][:] = matrix.shape[1]
        return result

    def _overflow(self) -> bool:
        return "overflow_to_sample_mapping" in self.keys

    def _bound(self, source: Input) -> int | None:
        """Return the width for a single C call: the exact one, or a bound where there is one short row."""
        if self._overflow():
            return None
        if self.fill is not None and self.fill.length and self.cut is not None:
            return _round_up(self.fill.length, self.fill.pad_to_multiple_of)
        if source.count == 1:
            size = source.size
            if self.fill is not None:
                size = max(size, self.fill.length or 0)
                size = _round_up(size + _SLACK, self.fill.pad_to_multiple_of)
            if size <= _SHORT_TEXT:
                return size + _SLACK
        return None

    def _direct(self, source: Input, dtype: Any) -> dict[str, Any] | None:
        """Encode in one call where the width is known; None where it is not."""
        width = self._bound(source)
        if width is None:
            return None
        arrays = encode_matrix(self.state.handle, source, self.options, self.keys, source.count, width, dtype)
        return None if arrays is None else self._with_padding_counted(arrays)

    def _with_padding_counted(self, arrays: dict[str, Any]) -> dict[str, Any]:
        # The reference's `length` is that of the ids, padding included.
        if self.fill is not None and "length" in arrays:
            arrays["length"][:] = arrays["input_ids"].shape[1]
        return arrays

    def _rows(self, source: Input, dtype: Any) -> dict[str, Any]:
        """Return arrays, and lists of arrays in the place of matrices whose rows are unequal."""
        direct = self._direct(source, dtype)
        if direct is not None:
            return direct
        with EncodedRows(self.state.handle, source, self.options) as batch:
            fill = self.fill
            if fill is not None:
                target = _round_up(fill.length, fill.pad_to_multiple_of) if fill.length else batch.width
                # With the longest row as target only main rows count: overflow rows may be longer.
                if batch.width > target or (not fill.length and batch.rows > source.count):
                    return self._unequal(batch, fill, dtype)
                return self._with_padding_counted(batch.matrix(self.keys, dtype))
            if batch.rows * batch.width == batch.tokens:
                return dict(batch.matrix(self.keys, dtype))
            return self._ragged(batch, dtype)

    def _unequal(self, batch: EncodedRows, fill: Padding, dtype: Any) -> dict[str, Any]:
        """Cut rows as the reference leaves them where some are longer than the target of the padding."""
        arrays = batch.matrix(dict.fromkeys((*self.keys, *_VECTOR_KEYS)), dtype)
        lengths = arrays["length"]
        target = fill.length
        if not target:
            samples = arrays["overflow_to_sample_mapping"]
            main = np.flatnonzero(np.diff(samples, prepend=-1))
            target = int(lengths[main].max())
        sizes = np.maximum(lengths, _round_up(target, fill.pad_to_multiple_of))
        arrays["length"] = sizes
        result = {key: arrays[key] for key in self.keys}
        if (sizes == batch.width).all():
            return result
        begins = (batch.width - sizes if fill.direction == "left" else np.zeros_like(sizes)).tolist()
        return _cut_rows(result, begins, sizes.tolist())

    def _ragged(self, batch: EncodedRows, dtype: Any) -> dict[str, Any]:
        """Return lists of rows without padding; what the C call has no field for follows from the offsets."""
        stored = [key for key in self.keys if key not in ("attention_mask", "length")]
        flat, offsets = batch.ragged(stored, dtype)
        bounds = offsets.tolist()
        result: dict[str, Any] = {}
        for key in self.keys:
            if key == "length":
                result[key] = np.diff(offsets)
            elif key in _VECTOR_KEYS:
                result[key] = flat[key]
            else:
                values = np.ones(batch.tokens, dtype) if key == "attention_mask" else flat[key]
                result[key] = [values[begin:end] for begin, end in zip(bounds, bounds[1:])]
        return result

    def _arrays(self, source: Input) -> dict[str, Any]:
        """Return int64 arrays; object arrays of int64 arrays where rows are unequal."""
        rows = self._rows(source, np.int64)
        return {key: _objects(value) if isinstance(value, list) else value for key, value in rows.items()}

    def _lists(self, source: Input, batched: bool) -> dict[str, Any]:
        """Return nested lists, or flat ones for a single text without overflow rows."""
        result = {key: _listed(key, value) for key, value in self._rows(source, np.int32).items()}
        if batched or self._overflow():
            return result
        return {key: value[0] if value and isinstance(value[0], list) else value for key, value in result.items()}


_VECTOR_KEYS = ("length", "overflow_to_sample_mapping")


def _round_up(value: int, multiple: int | None) -> int:
    result = -(-value // multiple) * multiple if multiple else value
    return min(result, MAX_SIZE)


def _objects(rows: Sequence[Any]) -> Any:
    result = np.empty(len(rows), object)
    for index, row in enumerate(rows):
        result[index] = row
    return result


def _cut_rows(arrays: Mapping[str, Any], begins: Sequence[int], sizes: Sequence[int]) -> dict[str, Any]:
    return {
        key: array
        if key in _VECTOR_KEYS
        else [row[begin : begin + size] for row, begin, size in zip(array, begins, sizes)]
        for key, array in arrays.items()
    }


def _listed(key: str, rows: Any) -> list[Any]:
    """Nested lists as the reference gives them: offsets are tuples."""
    values: list[Any] = [row.tolist() for row in rows] if isinstance(rows, list) else rows.tolist()
    return [list(map(tuple, row)) for row in values] if key == "offset_mapping" else values
