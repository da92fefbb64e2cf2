"""Runs a case on this library and on the reference, and compares every part of what comes back.

Both may raise; one side alone is a difference. Where the reference panics there is nothing to compare with: those calls
are counted by the panic's message, and by whether this library raised or gave a result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import tokenizers
from _compare import clip

import budtiktok

from .calls import CALLS, CHANGES, Part, Side
from .cases import dumped

Json = dict[str, Any]


def _nobody(side: int) -> None:
    """Hear that the other side works now."""


# Told which side works: 1 this library, 2 the reference. A campaign watches it.
on_side: Callable[[int], None] = _nobody

# What this library may raise; anything else is a fault of the Python package.
_EXPECTED = (budtiktok.BudtiktokError, TypeError, ValueError, OverflowError)


# Refused by this library alone (README.md): words of its message, and how the summary calls it.
ON_PURPOSE = {
    "2147483647": "an id above 2^31 - 1",
}


class Difference(NamedTuple):
    """What differs: `kind` names call and part, and stays the same while a case is shrunk."""

    kind: tuple[str, str]
    call: int
    text: str


class Failure(NamedTuple):
    """A call raised."""

    panic: bool
    expected: bool
    text: str


class Report:
    """What came of one case."""

    def __init__(self) -> None:
        self.difference: Difference | None = None
        # Calls of which a result was compared, by name.
        self.compared: Counter[str] = Counter()
        self.both_raise = 0
        self.panics: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        # What happened to the file: "loaded", "refused" or "panic".
        self.load = ""


def attempt(function: Callable[..., Any], *args: Any) -> Any:
    """Return the result of a call, or a Failure."""
    try:
        return function(*args)
    except BaseException as error:  # a panic of the reference is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        kind = type(error).__name__
        return Failure(kind == "PanicException", isinstance(error, _EXPECTED), f"{kind}: {error}")


_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'")
_NUMBER = re.compile(r"\d+")


def panic_kind(name: str, failure: Failure, ours: Any) -> str:
    """The message of a panic without what belongs to the case, and what this library did instead."""
    text = failure.text.removeprefix("PanicException: ").partition("\n")[0]
    text = _NUMBER.sub("N", _QUOTED.sub("..", text))
    return f"{name}: {clip(text, 110)} ({'we raise' if isinstance(ours, Failure) else 'we give a result'})"


def run(case: Json, alter: str | None = None) -> Report:
    """Run a case up to its first difference."""
    report = Report()
    data = dumped(case["spec"])
    on_side(1)
    ours = attempt(budtiktok.Tokenizer.from_buffer, data)
    on_side(2)
    reference = attempt(tokenizers.Tokenizer.from_buffer, data)
    if isinstance(reference, Failure) and reference.panic:
        report.load = "panic"
        report.panics[panic_kind("load", reference, ours)] += 1
        return report
    if isinstance(ours, Failure) or isinstance(reference, Failure):
        report.load = "refused"
        if _on_purpose(report, "load", ours, reference):
            return report
        report.difference = _compare_failures("load", -1, ours, reference)
        return report
    report.load = "loaded"
    sides = Side(budtiktok, ours, alter), Side(tokenizers, reference)
    for number, call in enumerate(case["calls"]):
        name = call["call"]
        function = CALLS[name]
        on_side(1)
        a = attempt(function, sides[0], call)
        on_side(2)
        b = attempt(function, sides[1], call)
        if isinstance(a, list) and a == b:
            report.compared[name] += 1
            continue
        if isinstance(b, Failure) and b.panic:
            report.panics[panic_kind(name, b, a)] += 1
            if name in CHANGES:
                break  # who knows what is left of the tokenizer
            continue
        if _on_purpose(report, name, a, b):
            if name in CHANGES:
                break  # the two tokenizers are no longer the same
            continue
        if isinstance(a, list) and isinstance(b, list):
            report.difference = _compare_parts(name, number, a, b)
        else:
            report.difference = _compare_failures(name, number, a, b)
        if report.difference is not None:
            break
        report.both_raise += 1
    return report


def run_alone(case: Json, name: str) -> None:
    """Make the calls of a case on the library of this name alone, whatever comes of them."""
    library: Any = {"budtiktok": budtiktok, "tokenizers": tokenizers}[name]
    tokenizer = attempt(library.Tokenizer.from_buffer, dumped(case["spec"]))
    if isinstance(tokenizer, Failure):
        return
    side = Side(library, tokenizer)
    for call in case["calls"]:
        attempt(CALLS[call["call"]], side, call)


def _on_purpose(report: Report, name: str, ours: Any, reference: Any) -> bool:
    """Count what this library alone refuses, and is documented to refuse."""
    if isinstance(ours, Failure) and not isinstance(reference, Failure):
        for words, reason in ON_PURPOSE.items():
            if words in ours.text:
                report.refusals[f"{name}: {reason}"] += 1
                return True
    return False


def _compare_failures(name: str, number: int, ours: Any, reference: Any) -> Difference | None:
    if isinstance(ours, Failure) and not ours.expected:
        return Difference((name, "unexpected exception"), number, f"{name}: {clip(ours.text, 300)}")
    if isinstance(ours, Failure) and isinstance(reference, Failure):
        return None
    if isinstance(ours, Failure):
        return Difference((name, "only we raise"), number, f"{name}: only we raise: {clip(ours.text, 300)}")
    text = f"{name}: only the reference raises: {clip(reference.text, 300)}"
    return Difference((name, "only the reference raises"), number, text)


def _compare_parts(name: str, number: int, ours: list[Part], reference: list[Part]) -> Difference:
    for (what, a), (other, b) in zip(ours, reference):
        if what != other or a != b:
            return Difference((name, what), number, f"{name}: {what}{_shown(a, b)}")
    return Difference((name, "number of parts"), number, f"{name}: {len(ours)} parts, reference {len(reference)}")


def _shown(ours: Any, reference: Any) -> str:
    if isinstance(ours, list) and isinstance(reference, list):
        at = next((i for i, (x, y) in enumerate(zip(ours, reference)) if x != y), min(len(ours), len(reference)))
        first, second = clip(ours[at : at + 4], 300), clip(reference[at : at + 4], 300)
        return f"[{at}] of {len(ours)}/{len(reference)}: {first}, reference {second}"
    return f": {clip(ours, 300)}, reference {clip(reference, 300)}"
