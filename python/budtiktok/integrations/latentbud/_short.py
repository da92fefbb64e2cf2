"""The short road of a wrapper: a call whose arguments were written the same way before, nothing changed since.

On CPython it is one builtin of the library (``wrapped`` in capi/python_calls.hpp), from the text to the finished
`BatchEncoding`: in Python every attribute looked up and every object made is a tenth of a query's time. Elsewhere
`_plain` does the same.
"""

from __future__ import annotations

from time import perf_counter_ns
from typing import Any

from ._native import Native
from ._statistics import Statistics
from .result import Frame, make

__all__ = ["ShortRoad"]

# The attributes of the original that calls read.
_WATCHED = (
    "model_max_length",
    "padding_side",
    "truncation_side",
    "_pad_token_type_id",
    "split_special_tokens",
    "model_input_names",
)


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

    Attributes
    ----------
    wrapped : callable
        ``wrapped(text, positional, named, watched, frame)``: the result of a call, None where the long road has to
        answer.
    watched, frame : tuple
        What it is called with.
    """

    __slots__ = ("_calls", "_known", "_native", "_statistics", "frame", "watched", "wrapped")

    def __init__(self, native: Native, original: Any, statistics: Statistics) -> None:
        state = native._state
        self._native = native
        self._statistics = statistics
        self._calls = calls = state.calls
        self._known: list[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]] = []
        own: dict[str, Any] = original.__dict__
        special: Any = own.get("_special_tokens_map")
        watched: list[Any] = [part for name in _WATCHED for part in (own, name, _kept(own.get(name)))]
        if special is not None:
            watched += [own, "_special_tokens_map", special, special, "pad_token", special.get("pad_token")]
        self.watched = tuple(watched)
        self.frame = Frame.of(native, state, statistics.counts)
        self.wrapped: Any = calls.wrapped if calls.has_builtins() else self._plain

    def is_current(self) -> bool:
        """Whether the original's attributes are the same; none of its methods is run."""
        watched = self.watched
        for owner, name, value in zip(watched[::3], watched[1::3], watched[2::3]):
            found = owner.get(name)
            if found is not value and not (isinstance(value, list) and found == value):
                return False
        return True

    def learn(self, positional: tuple[Any, ...], named: dict[str, Any], arguments: tuple[Any, ...]) -> None:
        """Let the next call that is written like this one be short, if arguments like these can be at all."""
        pairs = tuple(part for item in named.items() for part in item)
        if self._calls.has_builtins():
            self._calls.learn(positional, pairs, arguments)
        else:
            others = [known for known in self._known if not (_same(known[0], positional) and _same(known[1], pairs))]
            self._known = [*others[-15:], (positional, pairs, arguments)]

    def _plain(
        self,
        text: Any,
        positional: tuple[Any, ...],
        named: dict[str, Any],
        watched: tuple[Any, ...],
        frame: Frame,
    ) -> Any:
        if not self.is_current():
            return None
        pairs = tuple(part for item in named.items() for part in item)
        for known, known_pairs, found in self._known:
            if _same(known, positional) and _same(known_pairs, pairs):
                arguments = found
                break
        else:
            return None
        began = perf_counter_ns()
        data = self._calls.call(text, arguments)
        if data is None:
            return None
        halfway = perf_counter_ns()
        kept = text if text.__class__ is str else tuple(text)
        result = make(data, (frame.native, frame.state, kept, arguments), 1)
        done = perf_counter_ns()
        self._statistics.native(1 if kept is text else len(kept), done - began, done - halfway)
        return result


def _kept(value: Any) -> Any:
    """Return what a value is compared with later: a list may change."""
    return value[:] if isinstance(value, list) else value


def _same(known: tuple[Any, ...], given: tuple[Any, ...]) -> bool:
    """Whether arguments are the same; True is not 1 here, and 512 is not 512.0."""
    return known == given and all(a.__class__ is b.__class__ for a, b in zip(known, given))
