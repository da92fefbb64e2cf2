"""Counters of one wrapper, shared by all threads that call it."""

from __future__ import annotations

import threading
from collections import Counter
from itertools import count
from typing import Any

__all__ = ["Statistics"]


class Statistics:
    """What a wrapper has done so far.

    Attributes
    ----------
    native_calls, native_texts : int
        Calls that the native side answered on the long road, and texts (pairs count once) in them; those of the
        short road are counted by `short` and added by `to_dict`.
    native_ns : int
        Nanoseconds spent in them, from the entry to the result; of short calls a sample says.
    conversion_ns : int
        Those of them for the result object.
    failures : int
        Calls that failed on the native side and not on the other.
    reasons : Counter
        Calls that the original tokenizer answered, by reason.
    """

    __slots__ = (
        *("_lock", "_short", "conversion_ns", "failures", "native_calls", "native_ns", "native_texts", "reasons"),
        "short",
    )

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.native_calls = self.native_texts = self.native_ns = self.conversion_ns = self.failures = 0
        self.reasons: Counter[str] = Counter()
        # One step that no other thread can come between, and no lock.
        self._short = count()
        #: Counts a short call of one text, and returns how many there were before.
        self.short = self._short.__next__

    def native(self, texts: int, whole: int, conversion: int) -> None:
        """Count an answered call; times in nanoseconds."""
        with self._lock:
            self.native_calls += 1
            self.native_texts += texts
            self.native_ns += whole
            self.conversion_ns += conversion

    def more_texts(self, texts: int) -> None:
        """Add texts of calls that `short` has counted as one text."""
        with self._lock:
            self.native_texts += texts

    def time(self, whole: int, conversion: int) -> None:
        """Add time, in nanoseconds."""
        with self._lock:
            self.native_ns += whole
            self.conversion_ns += conversion

    def fallback(self, reason: str) -> None:
        """Count a call that went to the original tokenizer."""
        with self._lock:
            self.reasons[reason] += 1

    def failure(self) -> int:
        """Count a failure and return how many there are now."""
        with self._lock:
            self.failures += 1
            return self.failures

    def to_dict(self) -> dict[str, Any]:
        """Return all counters; `fallback_calls` is the sum of `fallback_reasons`."""
        with self._lock:
            short = int(repr(self._short)[len("count(") : -1])
            return {
                "native_calls": self.native_calls + short,
                "native_texts": self.native_texts + short,
                "fallback_calls": sum(self.reasons.values()),
                "fallback_reasons": dict(self.reasons),
                "failures": self.failures,
                "native_ns": self.native_ns,
                "conversion_ns": self.conversion_ns,
            }
