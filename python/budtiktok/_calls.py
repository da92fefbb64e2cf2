"""Short calls: one text or a list of texts, arguments seen before, one step from Python to the result.

`Calls` belongs to one immutable state of a tokenizer. Its functions answer None for everything that they do not
know: arguments that were not remembered, something that is not a text, a row that fails. The long road in
hf.py and tokenizer.py then gives the result or raises the error, and remembers the arguments. On CPython the
functions are builtins of the library (capi/python_calls.hpp), elsewhere `_Plain` does the same through cffi.
"""

from __future__ import annotations

from operator import is_
from typing import Any, Callable, NamedTuple

import numpy as np

from . import _bridge, torch_
from ._library import ffi, lib
from ._options import Options, Settings, encode_options
from ._types import C, zeroed
from .encoding import Encoding

__all__ = ["KEYS", "Calls", "make_calls"]

# Keys that a remembered call may have -> position in the library's list of fields (batch::Field), and field
# of btt_output.
KEYS = {
    "input_ids": (0, "ids"),
    "attention_mask": (1, "attention_mask"),
    "token_type_ids": (2, "token_type_ids"),
    "special_tokens_mask": (3, "special_tokens_mask"),
}
_NO_SPECIALS = int(lib.BTT_ENCODE_NO_SPECIAL_TOKENS)
# Arguments that are equal but not the same: True and 1, 512 and 512.0.
_PLAIN_TYPES = (bool, int, str, type(None))


def _never(*args: Any) -> None:
    return None


class Calls(NamedTuple):
    """The short road of one state.

    Attributes
    ----------
    call : callable
        ``call(text, arguments)``: the mapping of arrays.
    encoding : callable
        ``encoding(text, add_special_tokens, state)``: one text's `Encoding`, which the state belongs to.
    array : callable
        ``array(text, add_special_tokens)``: its ids as an int32 array.
    keep : callable
        Makes `call` know arguments; see `remember`.
    wrapped : callable
        ``wrapped(text, positional, named, watched, frame)``: `call` for a wrapper; see capi/python_calls.hpp.
    learn : callable
        ``learn(positional, named, arguments)``: makes `wrapped` know a way to write arguments that `call` knows.
    decode : callable
        ``decode(ids, skip_special_tokens)``: the text of a row.
    decode_rows : callable
        ``decode_rows(rows, skip_special_tokens)``: the texts of rows.
    ragged : callable
        ``ragged(texts, add_special_tokens)``: flat ids and row offsets.
    """

    call: Callable[..., Any] = _never
    encoding: Callable[..., Any] = _never
    array: Callable[..., Any] = _never
    keep: Callable[..., Any] = _never
    wrapped: Callable[..., Any] = _never
    learn: Callable[..., Any] = _never
    decode: Callable[..., Any] = _never
    decode_rows: Callable[..., Any] = _never
    ragged: Callable[..., Any] = _never

    def has_builtins(self) -> bool:
        """Whether `wrapped` and `learn` do anything."""
        return self.wrapped is not _never

    def remember(
        self, arguments: tuple[Any, ...], options: Options, keys: Any, mapping: Any, convert: Any, longest: int
    ) -> None:
        """Make `call` know a combination of arguments.

        Parameters
        ----------
        arguments : tuple
            What follows the text.
        options : Options
            What they come down to.
        keys : sequence of str
            Wanted results, all of them in `KEYS`.
        mapping : type
            A dict type for the result.
        convert : callable or None
            Applied to each array. The type `list`: the rows as lists, without the outer one where a text was given
            and not a list of texts.
        longest : int
            A wider result is left to the long road.
        """
        if all(type(argument) in _PLAIN_TYPES for argument in arguments):
            self.keep(arguments, options, tuple(keys), mapping, convert, longest)


def make_calls(handle: Any, settings: Settings) -> Calls:
    """Return the short road for a state, one that knows nothing where its settings are refused.

    Parameters
    ----------
    handle : cdata
        ``btt_tokenizer *``.
    settings : Settings
        What `encode` applies.

    Returns
    -------
    Calls
    """
    flags = int(lib.BTT_ENCODE_SPECIAL_AS_TEXT) if settings.encode_special_tokens else 0
    try:
        options = [encode_options(flags | extra, settings.truncation, settings.padding) for extra in (0, _NO_SPECIALS)]
    except (OverflowError, UnicodeEncodeError):
        return Calls()
    builtins = _bridge.BUILTINS
    if builtins is None:
        plain = _Plain(handle, options)
        return Calls(plain.call, plain.encoding, plain.array, plain.keep)
    structs = [_address(one.struct) for one in options]
    made = builtins.make_calls(_address(handle), *structs, Encoding)
    if made is None:
        return Calls()
    call, remember, encoding, array, wrapped, learn, ragged = made

    def keep(
        arguments: tuple[Any, ...], options: Options, keys: tuple[str, ...], mapping: Any, convert: Any, longest: int
    ) -> None:
        fields = tuple(KEYS[key][0] for key in keys)
        from_capsule = torch_.from_capsule() if torch_.is_converter(convert) else None
        remember(arguments, _address(options.struct), keys, fields, mapping, convert, from_capsule, longest)

    decode, decode_rows = builtins.make_decoder(_address(handle)) or (_never, _never)
    return Calls(call, encoding, array, keep, wrapped, learn, decode, decode_rows, ragged)


def _address(pointer: Any) -> int:
    return int(ffi.cast(C.ADDRESS, pointer))


# ---- without builtins

# Cells of a row, and bytes of a text that surely fits: a token takes at least a byte of ordinary text, and what
# does not fit after all is left to the long road.
_ROOM = 1024
_TEXT_BYTES = 960
_MOST_ENTRIES = 16


class _Scratch:
    """Structs and memory for one row, set up once."""

    __slots__ = ("block", "input", "keep", "offsets", "output", "pointer")

    def __init__(self, keys: tuple[str, ...], dtype: Any) -> None:
        self.block = np.empty((len(keys), 1, _ROOM), dtype)
        self.offsets = ffi.new(C.INT64S, 2)
        self.input = zeroed(C.INPUT)
        self.input.count = 1
        self.input.packed_offsets = self.offsets
        self.output = zeroed(C.OUTPUT)
        self.output.rows, self.output.width = 1, _ROOM
        self.pointer = ffi.from_buffer(C.INT32S, self.block)
        for row, key in enumerate(keys):
            tensor = getattr(self.output, KEYS[key][1])
            tensor.data = ffi.from_buffer(self.block[row])
            tensor.dtype = lib.BTT_INT64 if dtype is np.int64 else lib.BTT_INT32


class _Entry:
    """One combination of arguments, resolved."""

    __slots__ = ("arguments", "convert", "idle", "keys", "longest", "mapping", "options", "width")

    def __init__(
        self,
        arguments: tuple[Any, ...],
        options: Options,
        keys: tuple[str, ...],
        mapping: Any,
        convert: Any,
        longest: int,
    ) -> None:
        self.arguments = arguments
        self.options = options.struct
        self.keys = keys
        self.mapping = mapping
        self.convert = convert
        self.longest = longest
        self.idle: list[_Scratch] = []
        # Rows that are padded to a fixed width have it, or are left to the long road.
        self.width = 0
        if self.options.padding == lib.BTT_PADDING_MAX_LENGTH:
            multiple = self.options.pad_to_multiple_of or 1
            self.width = -(-(self.options.pad_to_length or self.options.max_length) // multiple) * multiple


class _Plain:
    """What the builtins do, through cffi, for one short text at a time."""

    __slots__ = ("_entries", "_handle", "_idle", "_options")

    def __init__(self, handle: Any, options: list[Options]) -> None:
        self._handle = handle
        self._options = {True: options[0].struct, False: options[1].struct}
        self._entries: dict[tuple[Any, ...], _Entry] = {}
        # Scratch is taken from the end and given back there; both are atomic.
        self._idle: list[_Scratch] = []

    def keep(self, *entry: Any) -> None:
        if len(self._entries) >= _MOST_ENTRIES:
            self._entries = {}
        self._entries[entry[0]] = _Entry(*entry)

    def _encode(self, text: str, scratch: _Scratch, options: Any) -> int:
        """Return the width of the row in the scratch, -1 where it is not there."""
        try:
            data = text.encode()
        except UnicodeEncodeError:
            return -1
        if len(data) > _TEXT_BYTES:
            return -1
        scratch.input.packed = pointer = ffi.from_buffer(data)
        scratch.offsets[1] = len(data)
        status = lib.btt_encode_batch(self._handle, scratch.input, options, scratch.output)
        del pointer
        return -1 if status else int(scratch.output.out_width)

    def call(self, text: Any, arguments: tuple[Any, ...]) -> Any:
        try:
            entry = self._entries.get(arguments)
        except TypeError:  # not hashable
            return None
        if entry is None:
            return None
        # Most arguments are the same objects again; to ask that first is several times as fast.
        if not all(map(is_, entry.arguments, arguments)):
            for known, given in zip(entry.arguments, arguments):
                if known.__class__ is not given.__class__:
                    return None
        listed = text.__class__ is list or text.__class__ is tuple
        if listed and len(text) == 1:
            try:
                (text,) = text
            except ValueError:  # another thread has changed the list
                return None
        if text.__class__ is not str:
            return None
        try:
            scratch = entry.idle.pop()
        except IndexError:
            scratch = _Scratch(entry.keys, np.int64)
        width = self._encode(text, scratch, entry.options)
        if width < 0 or width > entry.longest or (entry.width and width != entry.width):
            return None
        arrays = scratch.block[:, :, :width].copy()
        entry.idle.append(scratch)
        result = entry.mapping(zip(entry.keys, arrays))
        if entry.convert is list:
            for key, array in result.items():
                result[key] = array.tolist() if listed else array[0].tolist()
        elif not width:
            return None  # callers treat arrays without cells in ways of their own
        elif entry.convert is not None:
            for key, array in result.items():
                result[key] = entry.convert(array)
        return result

    def _row(self, text: Any, add_special_tokens: Any) -> tuple[_Scratch, int] | None:
        if text.__class__ is not str or add_special_tokens.__class__ is not bool:
            return None
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = _Scratch(("input_ids",), np.int32)
        width = self._encode(text, scratch, self._options[add_special_tokens])
        return None if width < 0 else (scratch, width)

    def encoding(self, text: Any, add_special_tokens: Any, state: Any) -> Encoding | None:
        row = self._row(text, add_special_tokens)
        if row is None:
            return None
        scratch, width = row
        encoding = Encoding.__new__(Encoding)
        encoding._held, encoding._source = None, (state, text, add_special_tokens)
        encoding._ids = ffi.unpack(scratch.pointer, width) if width else []
        self._idle.append(scratch)
        return encoding

    def array(self, text: Any, add_special_tokens: Any) -> Any:
        row = self._row(text, add_special_tokens)
        if row is None:
            return None
        scratch, width = row
        result = scratch.block[0, 0, :width].copy()
        self._idle.append(scratch)
        return result
