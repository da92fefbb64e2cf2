"""The result of a call: a `transformers.BatchEncoding` where there is one, else `BatchEncodingResult`."""

from __future__ import annotations

import functools
import importlib
from collections import UserDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from ... import torch_
from .encodings import LazyEncodings

__all__ = ["BatchEncodingResult", "Frame", "make"]


class BatchEncodingResult(UserDict):  # type: ignore[type-arg]
    """What `transformers.BatchEncoding` is, for where that package is not installed.

    A mapping of the results, whose keys are attributes too; an int as index gives the row as an encoding.

    Parameters
    ----------
    data : mapping, optional
        The results.
    encoding : sequence of encodings, optional
        One object a row.
    n_sequences : int, optional
        Texts of each row: 1, or 2 for pairs.
    """

    def __init__(
        self, data: Mapping[str, Any] | None = None, encoding: Any = None, n_sequences: int | None = None
    ) -> None:
        super().__init__(data)
        self._encodings = encoding
        self._n_sequences = n_sequences

    @property
    def encodings(self) -> Any:
        """One object a row, or None."""
        return self._encodings

    @property
    def is_fast(self) -> bool:
        """Whether there are encodings."""
        return self._encodings is not None

    @property
    def n_sequences(self) -> int | None:
        """Texts of each row."""
        return self._n_sequences

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, str):
            return self.data[item]
        if self._encodings is not None:
            return self._encodings[item]
        if isinstance(item, slice):
            return {key: value[item] for key, value in self.data.items()}
        raise KeyError("a key is a str, an int (an encoding) or a slice")

    def __getattr__(self, name: str) -> Any:
        if name == "data":  # not unpickled yet
            raise AttributeError(name)
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getstate__(self) -> dict[str, Any]:
        return {"data": self.data, "_encodings": self._encodings, "_n_sequences": self._n_sequences}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _encoding(self, batch_index: int) -> Any:
        if self._encodings is None:
            raise ValueError("there are no encodings behind this result")
        return self._encodings[batch_index]

    def tokens(self, batch_index: int = 0) -> list[str]:
        """Return the token texts of a row."""
        return list(self._encoding(batch_index).tokens)

    def word_ids(self, batch_index: int = 0) -> list[int | None]:
        """Return the word of each token of a row, None for specials."""
        found: list[int | None] = self._encoding(batch_index).word_ids
        return found

    words = word_ids

    def sequence_ids(self, batch_index: int = 0) -> list[int | None]:
        """Return the text of each token of a row, None for specials."""
        found: list[int | None] = self._encoding(batch_index).sequence_ids
        return found

    def _query(self, name: str, first: int, second: int | None, *rest: Any) -> Any:
        row, position = (0, first) if second is None else (first, second)
        encoding = self._encoding(row)
        return getattr(encoding, name)(position if position >= 0 else len(encoding) + position, *rest)

    def token_to_sequence(self, batch_or_token_index: int, token_index: int | None = None) -> int | None:
        """Return the text that a token of a row is of."""
        return self._query("token_to_sequence", batch_or_token_index, token_index)  # type: ignore[no-any-return]

    def token_to_word(self, batch_or_token_index: int, token_index: int | None = None) -> int | None:
        """Return the word that a token of a row is of."""
        return self._query("token_to_word", batch_or_token_index, token_index)  # type: ignore[no-any-return]

    def token_to_chars(self, batch_or_token_index: int, token_index: int | None = None) -> tuple[int, int] | None:
        """Return the characters of the text that a token of a row stands for."""
        return self._query("token_to_chars", batch_or_token_index, token_index)  # type: ignore[no-any-return]

    def word_to_tokens(
        self, batch_or_word_index: int, word_index: int | None = None, sequence_index: int = 0
    ) -> tuple[int, int] | None:
        """Return the tokens of a word of a row."""
        found = self._query("word_to_tokens", batch_or_word_index, word_index, sequence_index)
        return found  # type: ignore[no-any-return]

    def word_to_chars(
        self, batch_or_word_index: int, word_index: int | None = None, sequence_index: int = 0
    ) -> tuple[int, int] | None:
        """Return the characters of a word of a row."""
        found = self._query("word_to_chars", batch_or_word_index, word_index, sequence_index)
        return found  # type: ignore[no-any-return]

    def char_to_token(
        self, batch_or_char_index: int, char_index: int | None = None, sequence_index: int = 0
    ) -> int | None:
        """Return the token of a character of a row's text."""
        found = self._query("char_to_token", batch_or_char_index, char_index, sequence_index)
        return found  # type: ignore[no-any-return]

    def char_to_word(
        self, batch_or_char_index: int, char_index: int | None = None, sequence_index: int = 0
    ) -> int | None:
        """Return the word of a character of a row's text."""
        found = self._query("char_to_word", batch_or_char_index, char_index, sequence_index)
        return found  # type: ignore[no-any-return]

    def convert_to_tensors(self, tensor_type: str | None = None) -> BatchEncodingResult:
        """Turn lists into int64 arrays ("np") or tensors ("pt"), in place."""
        if tensor_type not in (None, "np", "pt"):
            raise ValueError(f"{tensor_type} is not a valid TensorType, please select one of ['np', 'pt']")
        if tensor_type is not None:
            numpy = importlib.import_module("numpy")
            for key, value in self.data.items():
                array = numpy.asarray(value, numpy.int64)
                self.data[key] = array if tensor_type == "np" else torch_.from_numpy(array)
        return self

    def to(self, device: Any, *, non_blocking: bool = False) -> BatchEncodingResult:
        """Move all tensors to a device, in place, and return the result."""
        for key, value in self.data.items():
            if torch_.is_tensor(value):
                self.data[key] = value.to(device=device, non_blocking=non_blocking)
        return self


@functools.cache
def _kind() -> tuple[Any, dict[str, Any]]:
    """Return the type of results, and the attributes of an empty one."""
    try:
        kind: Any = importlib.import_module("transformers").BatchEncoding
    except ImportError:
        kind = BatchEncodingResult
    return kind, vars(kind({}))


def make(data: dict[str, Any], recipe: tuple[Any, ...], n_sequences: int) -> Any:
    """Make a result.

    The constructor of `transformers.BatchEncoding` is not run: it takes several times as long as a short call. What it
    sets is set here.

    Parameters
    ----------
    data : dict
        The results, ``input_ids`` among them.
    recipe : tuple
        Of the encodings, see `LazyEncodings`.
    n_sequences : int
        Texts a row.

    Returns
    -------
    transformers.BatchEncoding or BatchEncodingResult
    """
    kind, attributes = _kind()
    result = kind.__new__(kind)
    encodings = LazyEncodings(data["input_ids"], recipe)
    result.__dict__ = {**attributes, "data": data, "_encodings": encodings, "_n_sequences": n_sequences}
    return result


class Frame(NamedTuple):
    """What the library makes the same result of; the order is that of `Frame` in capi/python_calls.cpp."""

    new: Any
    kind: Any
    template: dict[str, Any]
    lazy: Any
    native: Any
    state: Any
    data: str
    encodings: str
    dict: str
    ids: str
    parts: str
    counts: int

    @classmethod
    def of(cls, native: Any, state: Any, counts: Any) -> Frame:
        """Return the frame of a state; `counts` is an int64 array [4] that lives as long as the frame is used."""
        kind, attributes = _kind()
        template = {**attributes, "_n_sequences": 1}
        names = ("data", "_encodings", "__dict__", "input_ids", "_parts")
        return cls(kind.__new__, kind, template, LazyEncodings, native, state, *names, counts.ctypes.data)
