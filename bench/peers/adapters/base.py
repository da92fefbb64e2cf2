"""What a peer is: how one library is asked for ids, inside its own environment.

A peer is a class in this folder, a line in __init__.py and a file in requirements/. It answers, by the library's
fastest Python call that ends with ids in lists or numpy arrays, all without specials, truncation and padding:

- `one(text)`: the ids of a short text; `document(text)`: those of a long one, the same call unless arrays are faster;
- `batch(texts)`: the ids of many texts in any form that `rows(result)`, which is not timed, cuts into rows.

Where the library has it, otherwise these stay None:

- `call(texts)`: what a model server asks for, three int64 matrices (input_ids, attention_mask, token_type_ids) with
  specials, rows cut at 512 tokens and padded to the longest; `pairs(firsts, seconds)`: the same for pairs;
- `offsets(texts)`: begin and end of every token in code points, cut into rows by `offset_rows(result)`;
- `decode(rows)`: the texts of rows of ids.

Importing these files must not import any peer. `imports` names what is imported before the clock of loading starts; an
exception there or in the constructor is the reason for which a peer is skipped. `prepare` does what only `call` and
`pairs` need, outside the time of loading.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Optional

MAX_LENGTH = 512


@dataclass(frozen=True)
class Model:
    """A tokenizer.json (without truncation and padding) and how the libraries shall work with it."""

    name: str
    path: str
    pad_token: str
    pad_id: int
    threads: int

    def json(self) -> dict[str, Any]:
        """Return the parsed file."""
        with open(self.path, encoding="utf-8") as file:
            parsed: dict[str, Any] = json.load(file)
        return parsed


class Adapter:
    """Base of all peers."""

    # As in the tables; the distribution whose version is reported; the file in requirements/ (None: this tree).
    name: ClassVar[str]
    distribution: ClassVar[str]
    requirements: ClassVar[Optional[str]]
    imports: ClassVar[tuple[str, ...]]

    call: Optional[Callable[[list[str]], Any]] = None
    pairs: Optional[Callable[[list[str], list[str]], Any]] = None
    offsets: Optional[Callable[[list[str]], Any]] = None
    decode: Optional[Callable[[list[list[int]]], Any]] = None
    # What else a reader should know about the build that ran.
    about: str = ""

    def __init__(self, model: Model) -> None:
        raise NotImplementedError

    def prepare(self, model: Model) -> None:
        pass

    def one(self, text: str) -> Any:
        raise NotImplementedError

    def document(self, text: str) -> Any:
        return self.one(text)

    def batch(self, texts: list[str]) -> Any:
        raise NotImplementedError

    def rows(self, result: Any) -> Sequence[Any]:
        return result  # type: ignore[no-any-return]

    def offset_rows(self, result: Any) -> Sequence[Any]:
        return result  # type: ignore[no-any-return]


def cut(ids: Any, offsets: Any) -> list[Any]:
    """Cut flat ids into rows."""
    bounds = offsets.tolist()
    return [ids[begin:end] for begin, end in zip(bounds, bounds[1:])]


def matrices(numpy: Any, encodings: Any) -> Any:
    """Return the three int64 matrices of padded encodings."""
    return [
        numpy.array([getattr(e, key) for e in encodings], dtype=numpy.int64)
        for key in ("ids", "attention_mask", "type_ids")
    ]
