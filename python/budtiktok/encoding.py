"""`Encoding`: one encoded text with its overflow parts, as the reference's `tokenizers.Encoding`.

The arrays stay in C memory until an attribute is read; what is read becomes the same Python lists that the
reference gives. An encoding of `Tokenizer.encode` has its ids only at first, and so have those of a batch: what
else there is to know is computed when it is asked for, with the state of the tokenizer at the time of the call, for a
batch once for all its rows. A change (`pad`, `truncate`, `set_sequence_id`) works on a copy that then takes the place
of the old memory, so that a reading thread never sees half of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import numpy.typing as npt

from . import _bridge
from ._buffers import from_text
from ._library import ffi, lib
from ._options import check_direction, encode_options, unsigned
from ._output import EncodedRows
from ._types import C
from .errors import check

__all__ = ["TRACK", "Encoding"]

# What encodings of this package know beside their ids.
TRACK = int(lib.BTT_ENCODE_TRACK_OFFSETS | lib.BTT_ENCODE_TRACK_WORDS)

_VIEW_SIZE = ffi.sizeof(C.ENCODING_VIEW.item)
_free = lib.btt_x_encoding_free
_gc = ffi.gc
_unpack = ffi.unpack

Span = tuple[int, int]


def c_text(text: str) -> tuple[Any, Any]:
    """Return a ``btt_str`` and what keeps it alive."""
    data = text.encode()
    holder = ffi.new(C.STR)
    keep = ffi.from_buffer(data)
    holder.data = keep
    holder.size = len(data)
    return holder[0], (holder, keep)


class PlainEncoding:
    """What `Encoding` holds, where the library has no type for that (capi/python_encoding.hpp)."""

    # _held: the C object and, once something was read, its view: one tuple, so that both change at once.
    # None: not computed yet; _source says from what: (state, text, add_special_tokens) or, of a row of a batch,
    # (LaterRows, row, False). _ids are the ids as long as nothing changed, None where only the C object has them.
    __slots__ = ("_held", "_ids", "_source")

    _held: tuple[Any, Any] | None
    _ids: list[int] | None
    _source: tuple[Any, Any, bool] | None

    @property
    def ids(self) -> list[int]:
        """Ids of the tokens."""
        ids = self._ids
        return self._ids_now() if ids is None else ids[:]

    def __len__(self) -> int:
        ids = self._ids
        return self._size_now() if ids is None else len(ids)

    def _ids_now(self) -> list[int]:
        raise NotImplementedError

    def _size_now(self) -> int:
        raise NotImplementedError


if TYPE_CHECKING or _bridge.BUILTINS is None:
    HeldEncoding = PlainEncoding
else:
    HeldEncoding = _bridge.BUILTINS.encoding_base


class Encoding(HeldEncoding):
    """The tokens of one text, or of a pair of texts.

    Made by `Tokenizer.encode` and friends; the constructor gives one without tokens. Positions in texts count
    Unicode code points. Behaviour and names: `tokenizers.Encoding` 0.22.
    """

    __slots__ = ()

    def __init__(self) -> None:
        out = ffi.new(C.ENCODING_OUT)
        check(lib.btt_x_encoding_create(out))
        self._take(out[0])

    def _take(self, pointer: Any) -> None:
        """Own a C encoding from now on."""
        # In this order: another thread that reads sees the old ids or the new object.
        self._held = (_gc(pointer, _free), None)
        self._ids = self._source = None

    @classmethod
    def _adopt(cls, pointer: Any) -> Encoding:
        """Take over a C encoding."""
        self: Encoding = cls.__new__(cls)
        self._take(pointer)
        return self

    @staticmethod
    def _adopt_all(pointers: Any, count: int) -> list[Encoding]:
        """Take over an array of C encodings."""
        new = Encoding.__new__
        gc, free = _gc, _free
        result = []
        for pointer in _unpack(pointers, count):
            encoding = new(Encoding)
            encoding._held = (gc(pointer, free), None)
            encoding._ids = encoding._source = None
            result.append(encoding)
        return result

    def _own(self) -> tuple[Any, Any]:
        """Return the C object and its view, if there is one, computed now if need be."""
        source, held = self._source, self._held
        if held is not None:
            return held
        assert source is not None
        state, text, add_special_tokens = source
        if state.__class__ is LaterRows:
            held = state.row(text)
            self._held = held
            return held
        flags = TRACK | state.flags() | (0 if add_special_tokens else lib.BTT_ENCODE_NO_SPECIAL_TOKENS)
        options = encode_options(flags, state.settings.truncation, state.settings.padding)
        held = encode(state.handle, from_text(text), options)[0]._held
        assert held is not None
        # The ids stay: they are the same. Two threads may both come here and make equal objects.
        self._held = held
        return held

    def _view(self) -> tuple[Any, Any]:
        """Return the C object, to be kept while reading, and its view."""
        held = self._own()
        if held[1] is not None:
            return held
        pointer = held[0]
        view = ffi.new(C.ENCODING_VIEW)
        view.struct_size = _VIEW_SIZE
        check(lib.btt_x_encoding_get(pointer, view))
        held = (pointer, view)
        self._held = held
        return held

    def _changed(self, change: Callable[..., int], *args: Any) -> None:
        """Apply a C function to a copy, which then becomes this encoding."""
        out = ffi.new(C.ENCODING_OUT)
        check(lib.btt_x_encoding_copy(self._own()[0], out))
        pointer = _gc(out[0], _free)
        check(change(pointer, *args))
        self._held = (pointer, None)
        self._ids = None

    def _array(self, name: str, columns: int = 1) -> npt.NDArray[np.int32]:
        pointer, view = self._view()
        count = view.size * columns
        if count == 0:
            return np.empty(0, np.int32)
        data = np.frombuffer(ffi.buffer(getattr(view, name), count * 4), np.int32).copy()
        del pointer
        return data

    # ---- attributes

    def _ids_now(self) -> list[int]:
        pointer, view = self._view()
        result: list[int] = _unpack(view.ids, view.size) if view.size else []
        del pointer
        return result

    @property
    def type_ids(self) -> list[int]:
        """Type id of each token."""
        pointer, view = self._view()
        result: list[int] = _unpack(view.type_ids, view.size) if view.size else []
        del pointer
        return result

    @property
    def attention_mask(self) -> list[int]:
        """1 for tokens, 0 for padding."""
        pointer, view = self._view()
        result: list[int] = _unpack(view.attention_mask, view.size) if view.size else []
        del pointer
        return result

    @property
    def special_tokens_mask(self) -> list[int]:
        """1 for special tokens and padding, 0 for the rest."""
        pointer, view = self._view()
        result: list[int] = _unpack(view.special_tokens_mask, view.size) if view.size else []
        del pointer
        return result

    @property
    def tokens(self) -> list[str]:
        """Text of each token."""
        pointer, view = self._view()
        offsets = ffi.new(C.INT64S, view.size + 1)
        # Most tokens are short: a second call is needed for long ones only.
        room = 16 * view.size
        buffer = ffi.new(C.CHARS, room)
        status = lib.btt_x_encoding_tokens(pointer, buffer, room, offsets)
        if status == lib.BTT_ERR_BUFFER_TOO_SMALL:
            room = offsets[view.size]
            buffer = ffi.new(C.CHARS, room)
            status = lib.btt_x_encoding_tokens(pointer, buffer, room, offsets)
        check(status)
        ends = ffi.unpack(offsets, view.size + 1)
        packed = ffi.buffer(buffer, ends[-1])[:]
        spans = zip(ends, ends[1:])
        if packed.isascii():
            text = packed.decode("ascii")
            return [text[begin:end] for begin, end in spans]
        return [packed[begin:end].decode() for begin, end in spans]

    @property
    def offsets(self) -> list[Span]:
        """Range of each token in its text, in code points; (0, 0) for specials and padding."""
        pointer, view = self._view()
        flat = iter(_unpack(view.offsets, 2 * view.size) if view.size else ())
        result = list(zip(flat, flat))
        del pointer
        return result

    @property
    def word_ids(self) -> list[int | None]:
        """Word of each token, None where there is none."""
        pointer, view = self._view()
        words = _unpack(view.words, view.size) if view.size else []
        del pointer
        return [None if word < 0 else word for word in words]

    @property
    def words(self) -> list[int | None]:
        """Word of each token: the deprecated name of `word_ids`."""
        warnings.warn(
            "Deprecated in 0.9.4: Encoding.words is deprecated, please use Encoding.word_ids instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.word_ids

    @property
    def sequence_ids(self) -> list[int | None]:
        """Sequence of each token (0 or 1 for a pair), None where there is none."""
        pointer, view = self._view()
        if not view.size:
            return []
        out = ffi.new(C.INT32S, view.size)
        check(lib.btt_x_encoding_sequence_ids(pointer, out))
        return [None if sequence < 0 else sequence for sequence in _unpack(out, view.size)]

    @property
    def n_sequences(self) -> int:
        """Number of sequences."""
        return int(self._view()[1].n_sequences)

    @property
    def overflowing(self) -> list[Encoding]:
        """The parts that truncation cut off, as copies."""
        pointer, view = self._view()
        out = ffi.new(C.ENCODING_OUT)
        result = []
        for index in range(view.n_overflowing):
            check(lib.btt_x_encoding_overflowing(pointer, index, out))
            result.append(Encoding._adopt(out[0]))
        return result

    @property
    def ids_array(self) -> npt.NDArray[np.int32]:
        """Ids of the tokens as an int32 array [tokens], a copy (not in the reference)."""
        return self._array("ids")

    @property
    def offsets_array(self) -> npt.NDArray[np.int32]:
        """Ranges of the tokens as an int32 array [tokens, 2], a copy (not in the reference)."""
        return self._array("offsets", 2).reshape(-1, 2)

    # ---- queries

    def char_to_token(self, char_pos: int, sequence_index: int = 0) -> int | None:
        """Return the token that contains a character.

        Parameters
        ----------
        char_pos : int
            Position in the text, in code points.
        sequence_index : int
            Which text of a pair.

        Returns
        -------
        int or None
            Index of the token.
        """
        return self._index(lib.btt_x_encoding_char_to_token, char_pos, sequence_index)

    def char_to_word(self, char_pos: int, sequence_index: int = 0) -> int | None:
        """Return the word that contains a character; see `char_to_token`."""
        return self._index(lib.btt_x_encoding_char_to_word, char_pos, sequence_index)

    def token_to_sequence(self, token_index: int) -> int | None:
        """Return the sequence that a token belongs to, None where there is none."""
        return self._index(lib.btt_x_encoding_token_to_sequence, token_index)

    def token_to_word(self, token_index: int) -> int | None:
        """Return the word that contains a token, None where there is none."""
        return self._index(lib.btt_x_encoding_token_to_word, token_index)

    def token_to_chars(self, token_index: int) -> Span | None:
        """Return the range of a token in its text, None for specials and unknown tokens."""
        return self._span(lib.btt_x_encoding_token_to_chars, token_index)

    def word_to_tokens(self, word_index: int, sequence_index: int = 0) -> Span | None:
        """Return the range of tokens of a word.

        Parameters
        ----------
        word_index : int
            Index of the word.
        sequence_index : int
            Which text of a pair.

        Returns
        -------
        tuple of int or None
            First token and one after the last.
        """
        return self._span(lib.btt_x_encoding_word_to_tokens, word_index, sequence_index)

    def word_to_chars(self, word_index: int, sequence_index: int = 0) -> Span | None:
        """Return the range of a word in its text; see `word_to_tokens`."""
        return self._span(lib.btt_x_encoding_word_to_chars, word_index, sequence_index)

    def _index(self, query: Callable[..., int], *args: int) -> int | None:
        out = ffi.new(C.INT64)
        check(query(self._own()[0], *(unsigned(arg, "index") for arg in args), out))
        return None if out[0] < 0 else int(out[0])

    def _span(self, query: Callable[..., int], *args: int) -> Span | None:
        begin, end = ffi.new(C.INT64), ffi.new(C.INT64)
        check(query(self._own()[0], *(unsigned(arg, "index") for arg in args), begin, end))
        return None if begin[0] < 0 else (int(begin[0]), int(end[0]))

    def get_ids(self) -> list[int]:
        """Return `ids`."""
        return self.ids

    def get_tokens(self) -> list[str]:
        """Return `tokens`."""
        return self.tokens

    # ---- changes

    def set_sequence_id(self, sequence_id: int) -> None:
        """Make the whole encoding one sequence with this index."""
        self._changed(lib.btt_x_encoding_set_sequence_id, unsigned(sequence_id, "sequence_id"))

    def truncate(self, max_length: int, stride: int = 0, direction: str = "right") -> None:
        """Cut to `max_length` tokens; the rest becomes overflow parts.

        Parameters
        ----------
        max_length : int
            Tokens to keep.
        stride : int
            Tokens that two neighbouring parts share; less than `max_length`.
        direction : {"right", "left"}
            The side that is cut.
        """
        length, overlap = unsigned(max_length, "max_length"), unsigned(stride, "stride")
        if direction not in ("left", "right"):
            raise ValueError(f"Invalid truncation direction value : {direction}")
        self._changed(lib.btt_x_encoding_truncate, length, overlap, int(direction == "left"))

    def pad(
        self,
        length: int,
        *,
        direction: str = "right",
        pad_id: int = 0,
        pad_type_id: int = 0,
        pad_token: str = "[PAD]",
    ) -> None:
        """Fill up to `length` tokens, the overflow parts too.

        Parameters
        ----------
        length : int
            Tokens to reach; a longer encoding stays as it is.
        direction : {"right", "left"}
            The side that gets the padding.
        pad_id, pad_type_id : int
            What padding tokens carry.
        pad_token : str
            Text of padding tokens.
        """
        check_direction(direction)
        target = unsigned(length, "length")
        text, keep = c_text(pad_token)
        left = int(direction == "left")
        token = unsigned(pad_id, "pad_id", 2**31 - 1)
        kind = unsigned(pad_type_id, "pad_type_id", 2**31 - 1)
        self._changed(lib.btt_x_encoding_pad, target, token, kind, text, left)
        del keep

    @staticmethod
    def merge(encodings: Sequence[Encoding], growing_offsets: bool = True) -> Encoding:
        """Join encodings from left to right.

        Parameters
        ----------
        encodings : sequence of Encoding
            The parts.
        growing_offsets : bool
            Whether offsets continue from part to part.

        Returns
        -------
        Encoding
        """
        held = []
        for encoding in encodings:
            if not isinstance(encoding, Encoding):
                raise TypeError(
                    f"argument 'encodings': '{type(encoding).__name__}' object cannot be converted to 'Encoding'"
                )
            held.append(encoding._own()[0])
        out = ffi.new(C.ENCODING_OUT)
        parts = ffi.new(C.CONST_ENCODINGS, held)
        check(lib.btt_x_encoding_merge(parts, len(held), int(bool(growing_offsets)), out))
        return Encoding._adopt(out[0])

    # ---- Python protocol

    def _size_now(self) -> int:
        return int(self._view()[1].size)

    def __repr__(self) -> str:
        return (
            f"Encoding(num_tokens={len(self)}, attributes=[ids, type_ids, tokens, offsets, attention_mask, "
            "special_tokens_mask, overflowing])"
        )

    def __getstate__(self) -> bytes:
        pointer = self._own()[0]
        size = ffi.new(C.SIZE)
        status = lib.btt_x_encoding_serialize(pointer, ffi.NULL, 0, size)
        if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
            check(status)
        data = bytearray(size[0])
        check(lib.btt_x_encoding_serialize(pointer, ffi.from_buffer(data), len(data), size))
        return bytes(data)

    def __setstate__(self, state: bytes) -> None:
        out = ffi.new(C.ENCODING_OUT)
        check(lib.btt_x_encoding_deserialize(ffi.from_buffer(state), len(state), out))
        self._take(out[0])


class LaterRows:
    """What the encodings of a batch have beside their ids, computed for all of them once one is asked.

    Parameters
    ----------
    handle : cdata
        ``btt_tokenizer *``.
    source : Input
        The texts, which it keeps.
    options : Options
        How, details included.
    """

    __slots__ = ("_held", "_how")

    def __init__(self, handle: Any, source: Any, options: Any) -> None:
        self._held: list[tuple[Any, Any]] | None = None
        self._how: tuple[Any, Any, Any] | None = (handle, source, options)

    def row(self, index: int) -> tuple[Any, Any]:
        """Return the C encoding of a row, without a view."""
        how, held = self._how, self._held
        if held is None:
            assert how is not None
            held = [encoding._own() for encoding in encode(*how)]
            # In this order: another thread that finds no texts finds the rows. Two may compute them.
            self._held, self._how = held, None
        return held[index]


def encode_ids(handle: Any, source: Any, options: Any, details: Any) -> list[Encoding] | None:
    """Encode an input into one `Encoding` a row that knows its ids; None without builtins.

    Parameters
    ----------
    handle : cdata
        ``btt_tokenizer *``.
    source : Input
        The texts.
    options : Options
        How the ids come about, without padding.
    details : Options
        The same with all that an encoding knows.

    Returns
    -------
    list of Encoding or None
    """
    builtins = _bridge.BUILTINS
    if builtins is None:
        return None
    with EncodedRows(handle, source, options) as batch:
        arrays, offsets = batch.ragged(("input_ids",), np.int32)
    ids = arrays["input_ids"]
    found: list[Encoding] = builtins.cut_encodings(
        Encoding, ids.ctypes.data, offsets.ctypes.data, len(offsets) - 1, LaterRows(handle, source, details)
    )
    return found


def encode(handle: Any, source: Any, options: Any) -> list[Encoding]:
    """Encode an input into one `Encoding` a row.

    Parameters
    ----------
    handle : cdata
        ``btt_tokenizer *``.
    source : Input
        The texts.
    options : Options
        How.

    Returns
    -------
    list of Encoding
    """
    count = source.count
    if count == 0:
        return []
    out = ffi.new(C.ENCODINGS, count)
    check(lib.btt_x_encode(handle, source.struct, options.struct, options.pad_token, out))
    return Encoding._adopt_all(out, count)
