"""The rows of a result as objects, made when one is looked at.

A `transformers.BatchEncoding` holds one `tokenizers.Encoding` a row. Making them costs more than tokenizing, and
hardly anybody reads them, so a result holds a `LazyEncodings`: it knows the number and the lengths of the rows from the
ids and encodes the texts again, with offsets and words, where anything else is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Union, overload

from ...encoding import Encoding

__all__ = ["EncodingWrapper", "LazyEncodings", "Tokens"]


def _is_row(ids: Any) -> bool:
    """Whether these are the ids of one row and not rows of ids."""
    return isinstance(ids, list) and (not ids or isinstance(ids[0], int))


class LazyEncodings(Sequence["EncodingWrapper"]):
    """The rows of a result, in its order, overflow rows among them.

    Parameters
    ----------
    ids : list or array or tensor
        ``input_ids`` of the result, [rows, tokens], or [tokens] of a single text.
    recipe : tuple
        An object, and the arguments of its method `encodings`, which encodes the same texts with the same options
        into `Encoding` objects, one a row.
    """

    # The ids, the rows once they are made, and until then the recipe: one tuple, which the library makes in one step.
    __slots__ = ("_parts",)

    def __init__(self, ids: Any, recipe: tuple[Any, ...]) -> None:
        self._parts: tuple[Any, ...] = (ids, None, *recipe)

    def made(self) -> list[Encoding]:
        """Return the rows as `Encoding` objects, made now if need be."""
        ids, found, *recipe = self._parts
        if found is None:
            # Two threads may both come here and make equal objects.
            owner, *arguments = recipe
            found = owner.encodings(*arguments)
            self._parts = (ids, found)
        rows: list[Encoding] = found
        return rows

    def size(self, row: int) -> int:
        """Return the number of tokens of a row, padding included."""
        ids = self._parts[0]
        return len(ids) if _is_row(ids) else len(ids[row])

    def __len__(self) -> int:
        ids = self._parts[0]
        return 1 if _is_row(ids) else len(ids)

    def __iter__(self) -> Iterator[EncodingWrapper]:
        return map(self._row, range(len(self)))

    def _row(self, index: int) -> EncodingWrapper:
        return EncodingWrapper(self, index)

    @overload
    def __getitem__(self, index: int) -> EncodingWrapper: ...
    @overload
    def __getitem__(self, index: slice) -> list[EncodingWrapper]: ...
    def __getitem__(self, index: Union[int, slice]) -> Union[EncodingWrapper, list[EncodingWrapper]]:
        rows = range(len(self))
        if isinstance(index, slice):
            return [self._row(row) for row in rows[index]]
        try:
            return self._row(rows[index])
        except IndexError:
            raise IndexError("list index out of range") from None

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self.made(),)

    def __repr__(self) -> str:
        return repr(self.made())


class EncodingWrapper:
    """One row of a result: everything that `Encoding` has, and `tokens`, whose length costs nothing."""

    __slots__ = ("_index", "_rows")

    def __init__(self, rows: LazyEncodings, index: int) -> None:
        self._rows = rows
        self._index = index

    @property
    def encoding(self) -> Encoding:
        """The row itself."""
        return self._rows.made()[self._index]

    @property
    def tokens(self) -> Tokens:
        """Text of each token, as a list that can also be called for itself."""
        return Tokens(self)

    def __len__(self) -> int:
        return self._rows.size(self._index)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.encoding, name)

    def __repr__(self) -> str:
        return repr(self.encoding)

    def __reduce__(self) -> tuple[Any, ...]:
        return _same, (self.encoding,)


def _same(encoding: Encoding) -> Encoding:
    return encoding


def _filled(name: str) -> Any:
    method = getattr(list, name)

    def call(self: Tokens, *args: Any, **kwargs: Any) -> Any:
        self.fill()
        return method(self, *args, **kwargs)

    call.__name__ = name
    call.__doc__ = method.__doc__
    return call


class Tokens(list[str]):
    """The token texts of a row: a list that is filled when it is read, and that answers itself when it is called.

    Its length is known before. Servers count tokens by ``len(encoding.tokens)``, others by ``encoding.tokens()``.
    """

    __slots__ = ("_row",)

    def __init__(self, row: EncodingWrapper) -> None:
        super().__init__()
        self._row: EncodingWrapper | None = row

    def fill(self) -> None:
        """Read the texts, once."""
        row = self._row
        if row is not None:
            texts = row.encoding.tokens
            self._row = None
            super().extend(texts)

    def __len__(self) -> int:
        row = self._row
        return super().__len__() if row is None else len(row)

    def __bool__(self) -> bool:
        return len(self) > 0

    def __call__(self) -> Tokens:
        """Return the list itself."""
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (list(self),)


for _name in (
    *("__iter__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__reversed__", "__repr__"),
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__add__", "__iadd__", "__mul__", "__rmul__"),
    *("append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"),
):
    setattr(Tokens, _name, _filled(_name))
