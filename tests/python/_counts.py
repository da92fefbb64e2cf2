"""What a test run has compared: counters that conftest.py collects from every worker and prints at the end."""

from __future__ import annotations

from collections import Counter

#: (group, what) -> number
COUNTS: Counter[tuple[str, str]] = Counter()


def add(group: str, what: str, number: int = 1) -> None:
    """Count `number` more of `what`."""
    COUNTS[group, what] += number


def dump() -> list[list[object]]:
    """Return the counters in a form that travels between processes."""
    return [[group, what, number] for (group, what), number in COUNTS.items()]


def load(dumped: list[list[object]]) -> None:
    """Add counters that `dump` made in another process."""
    for group, what, number in dumped:
        assert isinstance(number, int)
        COUNTS[str(group), str(what)] += number
