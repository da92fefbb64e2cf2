"""Counters of one wrapper, shared by all threads that call it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Statistics"]


class Statistics:
    """What a wrapper has done so far.

    Attributes
    ----------
    native_calls, native_texts : int
        Calls that the native side answered, and texts (pairs count once) in them; without what is in `counts`.
    native_ns : int
        Nanoseconds spent in them, from the entry to the result.
    conversion_ns : int
        Those of them for the result object.
    failures : int
        Calls that failed on the native side and not on the other.
    reasons : Counter
        Calls that the original tokenizer answered, by reason.
    """

    __slots__ = (
        *("_lock", "counts", "conversion_ns", "failures", "native_calls", "native_ns", "native_texts", "reasons"),
    )

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.native_calls = self.native_texts = self.native_ns = self.conversion_ns = self.failures = 0
        self.reasons: Counter[str] = Counter()
        #: int64 [4]: calls, texts, whole_ns, conversion_ns of the library's short calls, which counts them there.
        self.counts: npt.NDArray[np.int64] = np.zeros(4, np.int64)

    def native(self, texts: int, whole: int, conversion: int) -> None:
        """Count an answered call; times in nanoseconds."""
        with self._lock:
            self.native_calls += 1
            self.native_texts += texts
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
            calls, texts, whole, conversion = self.counts.tolist()
            return {
                "native_calls": self.native_calls + calls,
                "native_texts": self.native_texts + texts,
                "fallback_calls": sum(self.reasons.values()),
                "fallback_reasons": dict(self.reasons),
                "failures": self.failures,
                "native_ns": self.native_ns + whole,
                "conversion_ns": self.conversion_ns + conversion,
            }
