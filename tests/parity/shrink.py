"""From inputs that show a difference to a small reproducer: rows are left out, then words, then characters.

Chunks are deleted by halving for as long as the difference stays, within a limit of time: a reproducer that is not the
smallest is better than none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

SECONDS = 4.0


def shrink_rows(rows: list[Any], still: Callable[[list[Any]], bool], seconds: float = SECONDS) -> list[Any]:
    """Return fewer and shorter rows for which `still` holds."""
    end = time.monotonic() + seconds

    def test(candidate: list[Any]) -> bool:
        return time.monotonic() < end and bool(candidate) and still(candidate)

    rows = shorter(rows, test)
    for i in range(len(rows)):
        rows = [*rows[:i], smaller(rows[i], lambda item: test([*rows[:i], item, *rows[i + 1 :]])), *rows[i + 1 :]]  # noqa: B023
    return rows


def smaller(item: Any, test: Callable[[Any], bool]) -> Any:
    """Shrink one row: a text, a list of words or numbers, or a pair (a tuple) of them."""
    if isinstance(item, str):
        return shorter(item, test)
    if isinstance(item, list):
        item = shorter(item, test)
    if isinstance(item, (list, tuple)):
        for i in range(len(item)):
            put = type(item)
            item = put(
                [*item[:i], smaller(item[i], lambda part: test(put([*item[:i], part, *item[i + 1 :]]))), *item[i + 1 :]]  # noqa: B023
            )
    return item


def shorter(sequence: Any, test: Callable[[Any], bool]) -> Any:
    """Delete chunks of a str or list, large ones first, as long as `test` holds."""
    chunk = max(1, len(sequence) // 2)
    while True:
        at = 0
        while at < len(sequence):
            candidate = sequence[:at] + sequence[at + chunk :]
            if test(candidate):
                sequence = candidate
            else:
                at += chunk
        if chunk == 1:
            return sequence
        chunk //= 2
