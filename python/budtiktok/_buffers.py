"""Texts of the caller as a ``btt_input``: views of them, or packed bytes and int64 offsets.

On CPython a list of str is read in place (`_bridge`): text is UTF-8 that the str has, or that the library makes.
Elsewhere ``["ab", "é"]`` becomes the bytes ``61 62 c3 a9`` and the offsets ``[0, 2, 4]``. Columnar string arrays
already have that layout and are handed over without a copy, numpy's fixed-width bytes are viewed where they lie. What
is refused, and with which kind of error, follows the reference: the binding of `tokenizers`, whose messages are kept
and extended by the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _bridge
from ._library import ffi
from ._types import C

__all__ = ["Input", "from_columns", "from_pair", "from_rows", "from_text", "is_column"]

Int64Array = npt.NDArray[np.int64]

_INPUT_SIZE = ffi.sizeof(C.INPUT.item)
# Below this number of texts the offsets are made without numpy: its fixed cost per call is higher than the
# loop.
_FEW = 16

# A subclass is read as the str that it is, whatever its methods say.
_utf8 = str.encode
_size = str.__len__

_TEXT = "TextInputSequence must be str"
_TEXT_ROW = "TextEncodeInput must be Union[TextInputSequence, Tuple[InputSequence, InputSequence]]"
_WORDS = "PreTokenizedInputSequence must be Union[List[str], Tuple[str]]"
_WORDS_ROW = (
    "PreTokenizedEncodeInput must be Union[PreTokenizedInputSequence, "
    "Tuple[PreTokenizedInputSequence, PreTokenizedInputSequence]]"
)


class Texts(NamedTuple):
    """Texts side by side.

    Attributes
    ----------
    number : int
        How many there are.
    size : int
        Bytes of all of them.
    data : buffer
        The packed bytes; where there are no offsets, a ``btt_str[number]``.
    offsets : buffer or None
        ``int64_t[number + 1]``, None for views.
    owner : object
        What keeps the texts alive that views refer to.
    """

    number: int
    size: int
    data: Any
    offsets: Any
    owner: Any = None


class Input:
    """A ``btt_input`` with everything that it points to.

    Attributes
    ----------
    struct : cdata
        ``btt_input *``, valid as long as this object lives.
    count : int
        Number of rows.
    size : int
        Bytes of all texts.
    has_pairs : bool
        Whether the first row is a pair.
    """

    __slots__ = ("_keep", "count", "has_pairs", "size", "struct")

    def __init__(self, count: int) -> None:
        self.struct = ffi.new(C.INPUT)
        self.struct.struct_size = _INPUT_SIZE
        self.struct.count = count
        self.count = count
        self.size = 0
        self.has_pairs = False
        self._keep: list[Any] = []

    def set_texts(self, texts: Texts) -> None:
        """Set the first texts, or their words."""
        self.size += texts.size
        if texts.offsets is None:
            self.struct.texts = self._hold(texts.data, C.STRS)
            self._keep.append(texts.owner)
        else:
            self.struct.packed = self._hold(texts.data, C.CHARS)
            self.struct.packed_offsets = self._hold(texts.offsets, C.INT64S)

    def set_pairs(self, texts: Texts, has_pair: bytes | None = None) -> None:
        """Set the second texts, or their words, and which rows have one (None: all)."""
        self.size += texts.size
        self.has_pairs = has_pair is None or has_pair[:1] == b"\1"
        if texts.offsets is None:
            self.struct.pairs = self._hold(texts.data, C.STRS)
            self._keep.append(texts.owner)
        else:
            self.struct.pair_packed = self._hold(texts.data, C.CHARS)
            self.struct.pair_packed_offsets = self._hold(texts.offsets, C.INT64S)
        if has_pair is not None:
            self.struct.has_pair = self._hold(has_pair, C.BYTES)

    def set_splits(self, splits: Any, pair_splits: Any = None) -> None:
        """Set which words belong to which row."""
        self.struct.word_splits = self._hold(splits, C.INT64S)
        if pair_splits is not None:
            self.struct.pair_word_splits = self._hold(pair_splits, C.INT64S)

    def _hold(self, owner: Any, ctype: Any) -> Any:
        pointer = owner if isinstance(owner, ffi.CData) else ffi.from_buffer(ctype, owner)
        self._keep.append(pointer)
        return pointer


def _describe(value: object) -> str:
    """Say in words what is wrong with something that is not a usable text."""
    if isinstance(value, str):
        try:
            _utf8(value)
        except UnicodeEncodeError as error:
            return f"lone surrogate U+{ord(value[error.start]):04X} at character {error.start}"
    return type(value).__name__


def _offsets(lengths: Iterable[int], count: int) -> Any:
    """Return int64 offsets [count + 1] of pieces with these lengths."""
    if count <= _FEW:
        return ffi.new(C.INT64S, [0, *accumulate(lengths)])
    result: Int64Array = np.zeros(count + 1, np.int64)
    np.cumsum(np.fromiter(lengths, np.int64, count), out=result[1:])
    return result


def _packed(parts: Sequence[bytes]) -> Texts:
    """Return UTF-8 texts in one piece."""
    data = b"".join(parts)
    return Texts(len(parts), len(data), data, _offsets(map(len, parts), len(parts)))


def _pack(texts: tuple[Any, ...]) -> Texts:
    """Return the texts as UTF-8 in one piece.

    Raises TypeError or UnicodeEncodeError where one of them is no str or holds a lone surrogate.
    """
    joined = "".join(texts)
    if joined.isascii():
        return Texts(len(texts), len(joined), joined.encode(), _offsets(map(_size, texts), len(texts)))
    return _packed([_utf8(text) for text in texts])


def _view(texts: object, bytes_too: bool) -> Texts | None:
    """Return views of a list or tuple of str, None where the library cannot make them here."""
    builtins = _bridge.BUILTINS
    if builtins is None:
        return None
    read = builtins.view_texts(texts, bytes_too)
    if read is None:
        return None
    data, owner, number, size = read
    return Texts(number, size, data, None, owner)


def _pack_loose(texts: tuple[Any, ...]) -> Texts:
    """Like _pack, with bytes and bytearray items allowed and errors that name the row."""
    try:
        return _pack(texts)
    except (TypeError, UnicodeEncodeError):
        pass
    parts = []
    for row, text in enumerate(texts):
        if isinstance(text, (bytes, bytearray)):
            parts.append(bytes(text))
            continue
        try:
            parts.append(_utf8(text) if isinstance(text, str) else _refuse(text))
        except (TypeError, UnicodeEncodeError):
            raise TypeError(f"{_TEXT} or bytes (row {row}: {_describe(text)})") from None
    return _packed(parts)


def _refuse(value: object) -> bytes:
    raise TypeError(type(value).__name__)


# ---- columnar arrays


def is_column(value: object) -> bool:
    """Whether `value` is a numpy array or a columnar (Arrow) array of texts, chunked or not."""
    return isinstance(value, np.ndarray) or _is_arrow(value) or _is_chunked(value)


def _is_arrow(value: object) -> bool:
    return hasattr(value, "buffers") and hasattr(value, "type") and hasattr(value, "offset")


def _is_chunked(value: object) -> bool:
    return hasattr(value, "combine_chunks") and hasattr(value, "chunks")


def _column(value: Any, views: bool = True) -> Texts:
    """Return a column of texts, packed ones where `views` are not wanted."""
    if _is_chunked(value):
        value = value.combine_chunks()
        if _is_chunked(value):  # an empty or multi-chunk result of older versions
            value = value.chunk(0) if value.num_chunks == 1 else value.to_pylist()
    if _is_arrow(value):
        return _arrow(value)
    if isinstance(value, np.ndarray):
        if value.ndim != 1:
            raise TypeError(f"an array of texts must have one dimension, not {value.ndim}")
        if value.dtype.kind == "S" and views:
            return _fixed_width(value)
        value = value.tolist()
    if views:
        viewed = _view(value, True)
        if viewed is not None:
            return viewed
    if isinstance(value, (str, bytes, bytearray)) or not _is_sequence(value):
        raise TypeError(f"a batch of texts must be a list, tuple or array, not {type(value).__name__}")
    return _pack_loose(tuple(value))


def _fixed_width(array: Any) -> Texts:
    """Return views of a numpy array of fixed-width bytes; as in numpy, zero bytes at the end are no text."""
    count = len(array)
    views = np.empty((count, 2), np.uintp)
    # Column 0 is the data pointer of a btt_str, column 1 its size.
    views[:, 0] = np.arange(count) * array.strides[0] + array.__array_interface__["data"][0]
    views[:, 1] = np.char.str_len(array)
    return Texts(count, int(views[:, 1].sum()), views, None, array)


def _arrow(array: Any) -> Texts:
    """Return the texts of an Arrow string or binary array, the data without a copy."""
    name = str(array.type)
    width: Any
    if name in ("large_string", "large_utf8", "large_binary"):
        width = np.int64
    elif name in ("string", "utf8", "binary"):
        width = np.int32
    else:
        raise TypeError(f"an array of texts must be of a string type, not {name}")
    count = len(array)
    if array.null_count:
        row = next(row for row in range(count) if not array[row].is_valid)
        raise TypeError(f"{_TEXT} (row {row}: null)")
    _, offsets_buffer, data_buffer = array.buffers()
    if count == 0 or offsets_buffer is None:
        return Texts(0, 0, b"", ffi.new(C.INT64S, [0]))
    start = array.offset
    offsets = np.frombuffer(offsets_buffer, width)[start : start + count + 1].astype(np.int64, copy=False)
    size = int(offsets[-1] - offsets[0])
    return Texts(count, size, b"" if data_buffer is None else data_buffer, offsets)


def _is_sequence(value: object) -> bool:
    """Whether this is what the reference takes for a sequence: sized, indexable, no mapping, no set."""
    return isinstance(value, (list, tuple)) or (
        hasattr(value, "__len__") and hasattr(value, "__getitem__") and not hasattr(value, "keys")
    )


# ---- making inputs


def from_columns(texts: Any, pairs: Any = None) -> Input:
    """Make an input from a batch of texts and, where given, as many second texts.

    Parameters
    ----------
    texts : list or tuple of str or bytes, numpy array, Arrow array
        The texts, one a row.
    pairs : as `texts`, optional
        The second text of each row.

    Returns
    -------
    Input

    Raises
    ------
    TypeError
        An item that is not a text. The message names the row.
    ValueError
        A number of second texts that is not the number of texts.
    """
    first = _column(texts)
    result = Input(first.number)
    if pairs is None:
        result.set_texts(first)
        return result
    second = _column(pairs)
    if second.number != first.number:
        raise ValueError(
            f"batch length of `text`: {first.number} does not match batch length of `text_pair`: {second.number}."
        )
    # Both have to be of one form.
    if second.offsets is None and first.offsets is not None:
        second = _column(pairs, views=False)
    elif first.offsets is None and second.offsets is not None:
        first = _column(texts, views=False)
    result.set_texts(first)
    result.set_pairs(second)
    return result


def from_text(text: object, pair: object = None) -> Input:
    """Make an input of one row from a str and, unless None, a second one; TypeError as in the reference."""
    result = Input(1)
    try:
        data = _utf8(text) if isinstance(text, str) else _refuse(text)
        result.set_texts(Texts(1, len(data), data, ffi.new(C.INT64S, (0, len(data)))))
        if pair is not None:
            text = pair
            data = _utf8(text) if isinstance(text, str) else _refuse(text)
            result.set_pairs(Texts(1, len(data), data, ffi.new(C.INT64S, (0, len(data)))))
    except (TypeError, UnicodeEncodeError):
        raise TypeError(f"{_TEXT} (got {_describe(text)})") from None
    return result


def from_pair(words: object, pair: object = None) -> Input:
    """Make an input of one row from words and, unless None, the words of a second text."""
    first = _words(words)
    second = None if pair is None else _words(pair)
    if first is None or (pair is not None and second is None):
        raise TypeError(_WORDS)
    return _word_input([first], [second])


def from_rows(rows: object, pretokenized: bool = False) -> Input:
    """Make an input from rows as the reference's ``encode_batch`` takes them.

    Parameters
    ----------
    rows : sequence
        Each row is a text, or a pair as a tuple or list of two; with `pretokenized`, words stand in the place
        of text.
    pretokenized : bool
        Whether the rows are words.

    Returns
    -------
    Input

    Raises
    ------
    TypeError
        For anything else. The message names the row.
    """
    if isinstance(rows, (str, bytes)):
        raise TypeError(f"argument 'input': Can't extract `{type(rows).__name__}` to `Vec`")
    if not _is_sequence(rows):
        raise TypeError(f"argument 'input': '{type(rows).__name__}' object cannot be converted to 'Sequence'")
    texts = None if pretokenized else _view(rows, False)
    if texts is None:
        items: tuple[Any, ...] = tuple(rows)  # type: ignore[arg-type]
        if pretokenized:
            return _rows_of_words(items)
        if (pairs := _view_pairs(items)) is not None:
            return pairs
        try:
            texts = _pack(items)
        except (TypeError, UnicodeEncodeError):
            return _rows_with_pairs(items)
    result = Input(texts.number)
    result.set_texts(texts)
    return result


def _view_pairs(items: tuple[Any, ...]) -> Input | None:
    """Rows that are pairs, all of them, read in place; None for anything else. No step of Python a row."""
    if not items or not {list, tuple}.issuperset(map(type, items)) or set(map(len, items)) != {2}:
        return None
    try:
        first, second = zip(*items)
    except ValueError:  # another thread has changed a row
        return None
    texts, pairs = _view(first, False), _view(second, False)
    if texts is None or pairs is None or texts.number != pairs.number:
        return None
    result = Input(texts.number)
    result.set_texts(texts)
    result.set_pairs(pairs)
    return result


def _rows_with_pairs(items: tuple[Any, ...]) -> Input:
    """Rows of which some are pairs (or something that is refused)."""
    first: list[bytes] = []
    second: list[bytes] = []
    has_pair = bytearray(len(items))
    for row, item in enumerate(items):
        try:
            if isinstance(item, str):
                first.append(_utf8(item))
                second.append(b"")
                continue
            if not isinstance(item, (list, tuple, np.ndarray)) or len(item) != 2:
                raise TypeError
            text, pair = item
            if not isinstance(text, str) or not isinstance(pair, str):
                raise TypeError
            first.append(_utf8(text))
            second.append(_utf8(pair))
            has_pair[row] = 1
        except (TypeError, UnicodeEncodeError):
            raise TypeError(f"{_TEXT_ROW} (row {row}: {_describe(item)})") from None
    result = Input(len(items))
    result.set_texts(_packed(first))
    result.set_pairs(_packed(second), bytes(has_pair))
    return result


def _words(item: object) -> Sequence[bytes] | None:
    """Return the UTF-8 words of a pre-tokenized text, None where `item` is not one."""
    if isinstance(item, np.ndarray):
        item = item.tolist()
    if not isinstance(item, (list, tuple)):
        return None
    try:
        return [_utf8(word) if isinstance(word, str) else _refuse(word) for word in item]
    except (TypeError, UnicodeEncodeError):
        return None


def _rows_of_words(items: tuple[Any, ...]) -> Input:
    first: list[Sequence[bytes]] = []
    second: list[Sequence[bytes] | None] = []
    for row, item in enumerate(items):
        words = _words(item)
        pair: Sequence[bytes] | None = None
        if words is None:
            if not isinstance(item, (list, tuple)) or len(item) != 2:
                raise TypeError(f"{_WORDS_ROW} (row {row}: {_describe(item)})")
            words, pair = _words(item[0]), _words(item[1])
            if words is None or pair is None:
                raise TypeError(f"{_WORDS} (row {row})")
        first.append(words)
        second.append(pair)
    return _word_input(first, second)


def _word_input(first: Sequence[Sequence[bytes]], second: Sequence[Sequence[bytes] | None]) -> Input:
    result = Input(len(first))
    result.set_texts(_packed([word for row in first for word in row]))
    splits = _offsets(map(len, first), len(first))
    if all(pair is None for pair in second):
        result.set_splits(splits)
        return result
    pairs = [pair or () for pair in second]
    has_pair = bytes(pair is not None for pair in second)
    result.set_pairs(_packed([word for row in pairs for word in row]), has_pair)
    result.set_splits(splits, _offsets(map(len, pairs), len(pairs)))
    return result
