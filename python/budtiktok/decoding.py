"""Ids back to text: the decoding methods of `Tokenizer`, and `DecodeStream` for ids that arrive one by one."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ._base import TokenizerBase
from ._bridge import BUILTINS
from ._library import ffi, lib
from ._types import C, zeroed
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
        text: str | None = self._state.calls.decode(ids, skip_special_tokens)
        if text is not None:
            return text
        rows = _read_rows([ids]) or _rows_of(_ids(ids, "ids"))
        return _decoded(self._state.handle, rows, _decode_options(skip_special_tokens))[0]

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
        texts: list[str] | None = self._state.calls.decode_rows(sequences, skip_special_tokens)
        if texts is not None:
            return texts
        options = _decode_options(skip_special_tokens)
        rows = _read_rows(sequences)
        if rows is None:
            flat = array("q")
            ends = array("q", [0])
            try:
                for row in _sequence(sequences, "sequences"):
                    flat.extend(_integers(row, "sequences"))
                    ends.append(len(flat))
            finally:
                # Where a later row has another fault, the number that is out of range came first.
                _check_range(flat)
            rows = _rows_of(flat, ends)
        return _decoded(self._state.handle, rows, options)


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
        out = ffi.new(C.DECODE_STREAM_OUT)
        check(
            lib.btt_x_decode_stream_create(ffi.from_buffer(C.INT64S, flat) if flat else ffi.NULL, len(flat), flags, out)
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
        text = ffi.new(C.STR)
        given = ffi.from_buffer(C.INT64S, flat) if flat else ffi.NULL
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


class _Rows(NamedTuple):
    """Ids of rows, one row behind the other.

    Attributes
    ----------
    ids : buffer
        Their numbers, never without memory.
    dtype : int
        ``BTT_INT32`` or ``BTT_INT64``.
    offsets : buffer
        Where each row begins and the last one ends, as int64.
    """

    ids: Any
    dtype: int
    offsets: Any


def _read_rows(rows: Any) -> _Rows | None:
    """Return rows that are lists or tuples of int and nothing else; None otherwise, and without builtins."""
    made = BUILTINS.read_id_rows(rows) if BUILTINS is not None else None
    return None if made is None else _Rows(made[0], lib.BTT_INT32, made[1])


def _rows_of(flat: array[int], offsets: array[int] | None = None) -> _Rows:
    # An empty array has no aligned memory.
    return _Rows(flat or array("q", [0]), lib.BTT_INT64, offsets or array("q", [0, len(flat)]))


def _decoded(handle: Any, given: _Rows, options: Any) -> list[str]:
    """Return the texts of rows."""
    splits = ffi.from_buffer(C.INT64S, given.offsets)
    count = len(splits) - 1
    rows = zeroed(C.IDS)
    rows.data = keep = ffi.from_buffer(given.ids)
    rows.dtype = given.dtype
    rows.rows = count
    rows.row_offsets = splits
    offsets = np.empty(count + 1, np.int64)
    out_offsets = ffi.from_buffer(C.INT64S, offsets)
    # Enough for most texts; pages that are not written to cost nothing.
    size = 16 * splits[count] + 64
    for _ in range(2):
        buffer = np.empty(size, np.uint8)
        data = ffi.from_buffer(buffer)
        status = lib.btt_decode_batch(handle, rows, options, data, size, out_offsets)
        if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
            break
        size = int(offsets[count])
    check(status)
    del keep
    if BUILTINS is not None:
        texts: list[str] | None = BUILTINS.cut_texts(
            int(ffi.cast(C.ADDRESS, data)), int(ffi.cast(C.ADDRESS, out_offsets)), count
        )
        if texts is not None:
            return texts
    bounds = offsets.tolist()
    whole = buffer[: bounds[-1]].tobytes()
    return [whole[begin:end].decode() for begin, end in zip(bounds, bounds[1:])]


def _decode_options(skip_special_tokens: object) -> Any:
    if not isinstance(skip_special_tokens, bool):
        raise TypeError(
            f"argument 'skip_special_tokens': '{type(skip_special_tokens).__name__}' object cannot be converted "
            "to 'bool'"
        )
    options = zeroed(C.DECODE_OPTIONS)
    if skip_special_tokens:
        options.flags = lib.BTT_DECODE_SKIP_SPECIAL_TOKENS
    return options
