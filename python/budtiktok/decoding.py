"""Ids back to text: the decoding methods of `Tokenizer`, and `DecodeStream` for ids that arrive one by one."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ._base import TokenizerBase
from ._library import ffi, lib
from ._types import STR
from .components import read_text
from .errors import check

__all__ = ["DecodeStream", "DecodingMixin"]

_MAX_ID = 2**32 - 1


class DecodingMixin(TokenizerBase):
    """`decode` and `decode_batch`, as in the reference."""

    def decode(self, ids: Sequence[int], skip_special_tokens: bool = True) -> str:
        """Turn ids back into text.

        Parameters
        ----------
        ids : sequence of int
            Ids that do not exist are skipped.
        skip_special_tokens : bool
            Whether special tokens are left out.

        Returns
        -------
        str

        Raises
        ------
        OverflowError
            A negative id, or one of 2^32 or more.
        """
        flat = _ids(ids, "ids")
        options = _decode_options(skip_special_tokens)
        rows, keep = _id_rows(flat)
        rows.rows, rows.width = 1, len(flat)
        handle = self._state.handle
        text = read_text(
            lambda buffer, size, out: int(lib.btt_decode(handle, rows, options, buffer, size, out)),
            8 * len(flat) + 64,
        )
        del keep
        return text

    def decode_batch(self, sequences: Sequence[Sequence[int]], skip_special_tokens: bool = True) -> list[str]:
        """Turn rows of ids back into texts; see `decode`.

        Parameters
        ----------
        sequences : sequence of sequence of int
            The rows; a matrix is fine.
        skip_special_tokens : bool
            Whether special tokens are left out.

        Returns
        -------
        list of str
        """
        options = _decode_options(skip_special_tokens)
        flat = array("q")
        ends = [0]
        try:
            for row in _sequence(sequences, "sequences"):
                flat.extend(_integers(row, "sequences"))
                ends.append(len(flat))
        finally:
            # Where a later row has another fault, the number that is out of range came first.
            _check_range(flat)
        if len(ends) == 1:
            return []
        rows, keep = _id_rows(flat)
        rows.rows = len(ends) - 1
        splits = ffi.new("int64_t[]", ends)
        rows.row_offsets = splits
        offsets = ffi.new("int64_t[]", len(ends))
        handle = self._state.handle
        size = 8 * len(flat) + 64
        for _ in range(2):
            buffer = bytearray(size)
            status = lib.btt_decode_batch(handle, rows, options, ffi.from_buffer(buffer), size, offsets)
            if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
                break
            size = offsets[len(ends) - 1]
        check(status)
        del keep
        bounds = ffi.unpack(offsets, len(ends))
        return [buffer[begin:end].decode() for begin, end in zip(bounds, bounds[1:])]


class DecodeStream:
    """Text of ids that arrive one by one, as `tokenizers.decoders.DecodeStream` gives it.

    Parameters
    ----------
    ids : sequence of int, optional
        Tokens that came before; their text is not given again.
    skip_special_tokens : bool
        Whether special tokens are left out.

    Raises
    ------
    OverflowError
        A negative id, or one of 2^32 or more.

    Examples
    --------
    With the ids of a model as they come::

        stream = DecodeStream(skip_special_tokens=True)
        for number in generate():
            print(stream.step(tokenizer, number) or "", end="")
    """

    __slots__ = ("_handle", "_lock")

    def __init__(self, ids: Sequence[int] | None = None, skip_special_tokens: bool | None = False) -> None:
        flat = _ids([] if ids is None else ids, "ids")
        flags = _decode_options(False if skip_special_tokens is None else skip_special_tokens).flags
        out = ffi.new("btt_x_decode_stream **")
        check(
            lib.btt_x_decode_stream_create(
                ffi.from_buffer("int64_t[]", flat) if flat else ffi.NULL, len(flat), flags, out
            )
        )
        self._handle = ffi.gc(out[0], lib.btt_x_decode_stream_free)
        self._lock = threading.Lock()

    def step(self, tokenizer: DecodingMixin, id: int | Sequence[int]) -> str | None:  # noqa: A002
        """Add one id or several.

        Parameters
        ----------
        tokenizer : Tokenizer
            What the ids belong to.
        id : int or sequence of int
            The next tokens.

        Returns
        -------
        str or None
            The new text; None where more tokens are needed: a text that ends in U+FFFD may be the beginning of a
            character.

        Raises
        ------
        BudtiktokError
            The decoder changed text that was given before. The ids are kept.
        """
        if not isinstance(tokenizer, DecodingMixin):
            raise TypeError(
                f"argument 'tokenizer': '{type(tokenizer).__name__}' object cannot be converted to 'Tokenizer'"
            )
        try:
            flat = _ids([id] if hasattr(id, "__index__") else id, "id")
        except (TypeError, OverflowError):
            raise TypeError("argument 'id': StreamInput must be either an integer or a list of integers") from None
        text = ffi.new(STR)
        given = ffi.from_buffer("int64_t[]", flat) if flat else ffi.NULL
        with self._lock:
            check(lib.btt_x_decode_stream_step(self._handle, tokenizer._state.handle, given, len(flat), text))
            return None if text.data == ffi.NULL else bytes(ffi.buffer(text.data, text.size)).decode()


def _sequence(value: Any, name: str) -> Any:
    if isinstance(value, str):
        raise TypeError(f"argument '{name}': Can't extract `str` to `Vec`")
    if not hasattr(value, "__len__") or not hasattr(value, "__getitem__") or isinstance(value, Mapping):
        raise TypeError(f"argument '{name}': '{type(value).__name__}' object cannot be converted to 'Sequence'")
    return value


def _ids(ids: Any, name: str) -> array[int]:
    """Return ids as an array of int64; TypeError and OverflowError as in the reference."""
    result = _integers(ids, name)
    _check_range(result)
    return result


def _check_range(numbers: array[int]) -> None:
    """Raise OverflowError where a number is no id."""
    # numpy compares machine integers, min and max make objects of them.
    found = np.frombuffer(numbers, np.int64) if numbers else np.zeros(1, np.int64)
    if found.min() < 0 or found.max() > _MAX_ID:
        raise OverflowError("out of range integral type conversion attempted")


def _integers(ids: Any, name: str) -> array[int]:
    """Return integers as an array of int64, their range unchecked."""
    if isinstance(ids, np.ndarray) and ids.dtype.kind in "iu" and ids.ndim == 1:
        ids = ids.tolist()
    items = _sequence(ids, name)
    try:
        return array("q", items)
    except TypeError as error:
        raise TypeError(f"argument '{name}': {error}") from None
    except OverflowError:
        raise OverflowError("out of range integral type conversion attempted") from None


def _id_rows(flat: array[int]) -> tuple[Any, Any]:
    """Return a ``btt_ids`` over these ids, and what keeps their memory."""
    # An empty array has no aligned memory.
    keep = ffi.from_buffer(flat or array("q", [0]))
    rows = ffi.new("btt_ids *")
    rows.struct_size = ffi.sizeof("btt_ids")
    rows.data = keep
    rows.dtype = lib.BTT_INT64
    return rows, keep


def _decode_options(skip_special_tokens: object) -> Any:
    if not isinstance(skip_special_tokens, bool):
        raise TypeError(
            f"argument 'skip_special_tokens': '{type(skip_special_tokens).__name__}' object cannot be converted "
            "to 'bool'"
        )
    options = ffi.new("btt_decode_options *")
    options.struct_size = ffi.sizeof("btt_decode_options")
    if skip_special_tokens:
        options.flags = lib.BTT_DECODE_SKIP_SPECIAL_TOKENS
    return options
