"""Lengths of texts that were counted lately."""

from __future__ import annotations

import threading
from typing import Any, Callable

__all__ = ["MOST_TEXTS", "LengthCache"]

# Texts remembered at most, and characters of one; when it is full it starts anew.
MOST_TEXTS = 16384
_MOST_CHARACTERS = 4096


class LengthCache:
    """A bounded memory of lengths, shared by threads: a queue asks for the length of a text, then for its batch's."""

    __slots__ = ("_hits", "_known", "_lock", "_misses")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, bool], int] = {}
        self._hits = self._misses = 0

    def clear(self) -> None:
        """Forget all lengths."""
        with self._lock:
            self._known.clear()

    def lengths(self, texts: list[str], specials: bool, count: Callable[[list[str]], list[int]]) -> list[int]:
        """Return the length of each text; `count` is asked for those that are not known."""
        with self._lock:
            known = self._known
            found = [known.get((text, specials)) for text in texts]
        missing = [text for text, length in zip(texts, found) if length is None]
        if missing:
            counted = count(missing)
            fill = iter(counted)
            found = [next(fill) if length is None else length for length in found]
        with self._lock:
            self._hits += len(texts) - len(missing)
            self._misses += len(missing)
            if missing:
                if len(self._known) + len(missing) > MOST_TEXTS:
                    self._known.clear()
                for text, length in zip(missing[:MOST_TEXTS], counted):
                    if len(text) <= _MOST_CHARACTERS:
                        self._known[text, specials] = length
        return [length for length in found if length is not None]

    def to_dict(self) -> dict[str, Any]:
        """Return hits, misses, hit_rate and size."""
        with self._lock:
            asked = self._hits + self._misses
            return {
                "hits": self._hits,
                "misses": self._misses,
                "hit_rate": self._hits / asked if asked else 0.0,
                "size": len(self._known),
            }
