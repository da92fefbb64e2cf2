"""The short road of a wrapper: a call with arguments seen before, nothing changed since.

Every attribute that is looked up and every object that is made here is a tenth of a query's time.
"""

from __future__ import annotations

from time import perf_counter_ns
from typing import Any

from ._native import Native
from ._statistics import Statistics
from .result import result_maker

__all__ = ["ShortRoad"]

# Of so many calls one is timed, and counts for all of them.
_SAMPLE = 32


class ShortRoad:
    """One state of a wrapper: the native side's, as long as the original's attributes are what they were.

    Parameters
    ----------
    native : Native
        Has taken the attributes over.
    original : object
        Their owner.
    statistics : Statistics
        Where calls are counted.
    """

    __slots__ = (
        *("_make", "_native", "_count", "_own", "_special", "_state", "_statistics", "call"),
        *("_length", "_names", "_pad", "_pad_side", "_pad_type", "_split", "_truncation_side"),
    )

    def __init__(self, native: Native, original: Any, statistics: Statistics) -> None:
        self._native = native
        self._state = native._state
        #: ``call(text, arguments)``: a dict of results, None where the long road has to answer.
        self.call = self._state.calls.call
        self._make = result_maker()
        self._statistics = statistics
        self._count = statistics.short
        self._own = own = original.__dict__
        self._special = special = own.get("_special_tokens_map") or {}
        self._length = own.get("model_max_length")
        self._pad_side = own.get("padding_side")
        self._truncation_side = own.get("truncation_side")
        self._pad = special.get("pad_token")
        self._pad_type = own.get("_pad_token_type_id")
        self._split = own.get("split_special_tokens")
        names = own.get("model_input_names")
        self._names = names[:] if isinstance(names, list) else names

    def is_current(self) -> bool:
        """Whether the original's attributes, those that calls read, are the same; none of its methods is run."""
        own = self._own
        get = own.get
        return (
            get("model_max_length") is self._length
            and get("padding_side") is self._pad_side
            and get("truncation_side") is self._truncation_side
            and self._special.get("pad_token") is self._pad
            and get("_pad_token_type_id") is self._pad_type
            and get("split_special_tokens") is self._split
            and get("model_input_names") == self._names
        )

    def result(self, data: dict[str, Any], text: Any, arguments: tuple[Any, ...]) -> Any:
        """Make the result of what `call` gave, and count it."""
        if self._count() % _SAMPLE == 0:
            self._sample(text, arguments)
        if text.__class__ is not str:
            # A list may change before the encodings are asked for.
            text = tuple(text)
            if len(text) != 1:
                self._statistics.more_texts(len(text) - 1)
        return self._make(data, (self._native, self._state, text, arguments), 1)

    def _sample(self, text: Any, arguments: tuple[Any, ...]) -> None:
        began = perf_counter_ns()
        data = self.call(text, arguments)
        halfway = perf_counter_ns()
        if data is not None:
            self._make(data, (self._native, self._state, text, arguments), 1)
            done = perf_counter_ns()
            self._statistics.time((done - began) * _SAMPLE, (done - halfway) * _SAMPLE)
