"""One call on this library and on the reference, the comparison of the two results, and the count of it.

A `Call` says what is called and under which settings; `Comparer.run` makes it on both sides for a list of inputs and
keeps the differences. Batches are compared as a whole; only where a batch differs or a side raises are its rows looked
at one by one. One side raising and the other not is a difference; two failures are equal whatever they say.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Optional

from _compare import ATTRIBUTES, Twin, clip
from _data import hand_made, plain_tokenizer_json

import budtiktok

from . import shrink

# Calls that give encodings; all others give plain values.
ENCODES = ("encode_batch", "encode_batch_fast", "encode", "post_process")
# The one documented exception: a file with an id above 2^31 - 1 is refused by this library.
REFUSED_IDS = "is above 2147483647"
HAND_MADE = "hand-made:"
STAGES = ("normalizer", "pre_tokenizer")
PLAIN_MODEL = {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}

# Differences of one unit that are shrunk and kept; the rest is counted.
KEPT = 3


class Alteration(NamedTuple):
    """The test hook: what is changed on our side where the input contains a text."""

    kind: str
    where: str

    KINDS = ("id", "offset", "word", "text", "raise")

    @classmethod
    def parse(cls, value: str) -> Alteration:
        """Read KIND:TEXT."""
        kind, _, where = value.partition(":")
        if kind not in cls.KINDS or not where:
            raise ValueError(f"{value!r} is not KIND:TEXT with KIND one of {', '.join(cls.KINDS)}")
        return cls(kind, where)


class Call(NamedTuple):
    """What is called, with which arguments, under which settings of the tokenizer."""

    name: str
    arguments: dict[str, Any] = {}
    truncation: Optional[dict[str, Any]] = None
    padding: Optional[dict[str, Any]] = None
    special_as_text: bool = False
    level: str = "auto"
    threads: int = 1

    def describe(self) -> str:
        """Say it in one line."""
        out = [f"{self.name}({', '.join(f'{k}={v!r}' for k, v in self.arguments.items())})"]
        out += [f"{k}={v!r}" for k, v in (("truncation", self.truncation), ("padding", self.padding)) if v]
        out += ["encode_special_tokens=True"] if self.special_as_text else []
        out += [f"level={self.level}"] if self.level != "auto" else []
        out += [f"threads={self.threads}"] if self.threads != 1 else []
        return ", ".join(out)


class Difference(NamedTuple):
    """One difference, shrunk."""

    tokenizer: str
    call: Call
    inputs: list[Any]
    attribute: str
    expected: str
    found: str
    shrunk: bool


class Raised(NamedTuple):
    """The outcome of a call that raised; equal to every other one."""

    what: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised)

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Raised)

    __hash__ = None  # type: ignore[assignment]


class Altered:
    """An encoding of ours in which one value is changed."""

    def __init__(self, encoding: Any, kind: str) -> None:
        self._encoding, self._kind = encoding, kind

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._encoding, name)
        if not value:
            return value
        if name == "ids" and self._kind == "id":
            return [*value[:-1], value[-1] + 1]
        if name == "offsets" and self._kind == "offset":
            return [*value[:-1], (value[-1][0], value[-1][1] + 1)]
        if name == "word_ids" and self._kind == "word":
            return [*value[:-1], (value[-1] or 0) + 1]
        return value


def attempt(call: Callable[[], Any]) -> Any:
    """Return the result, or what was raised. A panic of the reference is no Exception."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        return Raised(f"{type(error).__name__}: {error}")


def specification(name: str) -> str:
    """Return the JSON of a tokenizer.

    NAME is a real one, without truncation and padding; hand-made:NAME one of the recorded cases'; normalizer:NAME and
    pre_tokenizer:NAME (where NAME is either of these) a plain model with that stage alone.
    """
    stage, _, owner = name.partition(":")
    if stage in STAGES:
        return json.dumps({"version": "1.0", stage: json.loads(specification(owner))[stage], "model": PLAIN_MODEL})
    return json.dumps(hand_made(owner)) if owner else plain_tokenizer_json(name)


def load(name: str, spec: str | None = None) -> Twin | None:
    """Load a tokenizer on both sides; None for the documented exception.

    Raises
    ------
    ValueError
        Where only one side loads it, or neither.
    """
    text = specification(name) if spec is None else spec
    try:
        return Twin(text)
    except budtiktok.LimitError as error:
        if REFUSED_IDS not in str(error):
            raise ValueError(f"{name}: this library refuses it: {error}") from None
        return None
    except Exception as error:
        raise ValueError(f"{name}: does not load: {type(error).__name__}: {error}") from None


def same_encoding(a: Any, b: Any, depth: int = 1) -> int:
    """Return how many attributes were compared, all equal; 0 where one differs."""
    if not (
        a.ids == b.ids
        and a.tokens == b.tokens
        and a.offsets == b.offsets
        and a.type_ids == b.type_ids
        and a.attention_mask == b.attention_mask
        and a.special_tokens_mask == b.special_tokens_mask
        and a.word_ids == b.word_ids
        and a.sequence_ids == b.sequence_ids
        and a.n_sequences == b.n_sequences
    ):
        return 0
    count = len(ATTRIBUTES)
    if depth:
        x, y = a.overflowing, b.overflowing
        count += 1
        if x or y:
            if len(x) != len(y):
                return 0
            for part, other in zip(x, y):
                more = same_encoding(part, other, 0)
                if not more:
                    return 0
                count += more
    return count


def where_different(ours: Any, reference: Any, encodes: bool) -> tuple[str, str, str]:
    """Return (attribute, expected, found) of two results that differ."""
    if isinstance(ours, Raised) or isinstance(reference, Raised):
        told = [f"raises {x.what}" if isinstance(x, Raised) else "no error" for x in (reference, ours)]
        return "raise", told[0], told[1]
    if not encodes:
        return "result", clip(reference, 400), clip(ours, 400)
    for name in ATTRIBUTES:
        a, b = getattr(ours, name), getattr(reference, name)
        if a != b:
            return name, clip(b, 400), clip(a, 400)
    a, b = ours.overflowing, reference.overflowing
    if len(a) != len(b):
        return "overflowing", f"{len(b)} parts", f"{len(a)} parts"
    for i, (part, other) in enumerate(zip(a, b)):
        if not same_encoding(part, other, 0):
            name, expected, found = where_different(part, other, True)
            return f"overflowing[{i}].{name}", expected, found
    raise AssertionError("two equal encodings")


def contains(item: Any, text: str) -> bool:
    """Whether a text stands anywhere in an input."""
    return text in item if isinstance(item, str) else any(contains(part, text) for part in item if part is not None)


class Comparer:
    """Calls both sides of one tokenizer, counts, keeps the first differences."""

    def __init__(
        self, name: str, twin: Twin, alteration: Alteration | None = None, *, settings_of_the_file: bool = False
    ) -> None:
        self.name, self.twin, self.alteration = name, twin, alteration
        self.encodings = self.comparisons = self.different = 0
        self.differences: list[Difference] = []
        self._seen: set[tuple[str, str]] = set()
        self._settings: tuple[Any, ...] | None = None
        self._of_the_file = settings_of_the_file

    def run(self, call: Call, inputs: Sequence[Any]) -> list[Any]:
        """Compare one call for many inputs; return the reference's results (Raised where it raised)."""
        inputs = list(inputs)
        if not inputs or not self.settle(call):
            return []
        ours, reference = self.ours(call, inputs), self.reference(call, inputs)
        if isinstance(ours, Raised) or isinstance(reference, Raised):
            if len(inputs) == 1:
                self.count(call, 1, 1)
                if ours != reference:
                    self.differ(call, inputs)
                return [reference] if isinstance(reference, Raised) else list(reference)
            return [result for item in inputs for result in self.run(call, [item])]
        if len(ours) != len(reference):
            self.differ(call, inputs)
            return list(reference)
        wrong = []
        if call.name in ENCODES:
            compared = 0
            for i, (a, b) in enumerate(zip(ours, reference)):
                number = same_encoding(a, b)
                compared += number or 1
                if not number:
                    wrong.append(i)
            self.count(call, len(inputs), compared)
        else:
            self.count(call, 0, len(inputs))
            if ours != reference:
                wrong = [i for i, (a, b) in enumerate(zip(ours, reference)) if a != b]
        for i in wrong:
            self.differ(call, inputs, i)
        return list(reference)

    def value(self, what: str, ours: Callable[[Any], Any], inputs: Sequence[Any] = ((),)) -> None:
        """Compare what a function of the tokenizer gives; for queries that take no texts."""
        for item in inputs:
            a = attempt(lambda: ours(self.twin.ours, *item))  # noqa: B023
            b = attempt(lambda: ours(self.twin.reference, *item))  # noqa: B023
            self.comparisons += 1
            if a != b:
                attribute, expected, found = where_different(a, b, False)
                self.keep(Difference(self.name, Call(what), [item], attribute, expected, found, False))

    def absorb(self, other: Comparer) -> None:
        """Take over what another comparer of the same unit has counted and found."""
        self.encodings += other.encodings
        self.comparisons += other.comparisons
        self.different += other.different
        self.differences = (self.differences + other.differences)[:KEPT]

    def count(self, call: Call, encodings: int, comparisons: int) -> None:
        """Count what was compared."""
        self.encodings += encodings
        self.comparisons += comparisons

    # ---- the two sides

    def settle(self, call: Call) -> bool:
        """Put the settings of a call in force on both sides; whether they were accepted."""
        process_wide(call.level, call.threads)
        wanted = (call.truncation, call.padding, call.special_as_text)
        if self._of_the_file or wanted == self._settings:
            return True
        self._settings = None
        outcomes = [attempt(functools.partial(_apply, side, call)) for side in self.twin.both()]
        self.comparisons += 1
        if outcomes[0] != outcomes[1]:
            attribute, expected, found = where_different(*outcomes, False)
            self.keep(Difference(self.name, call, [], attribute, expected, found, False))
        if isinstance(outcomes[0], Raised) or isinstance(outcomes[1], Raised):
            return False
        self._settings = wanted
        return True

    def reference(self, call: Call, inputs: list[Any]) -> Any:
        """Call the reference."""
        return attempt(lambda: perform(self.twin.reference, call, inputs))

    def ours(self, call: Call, inputs: list[Any]) -> Any:
        """Call this library, altered where the test hook says so."""
        results = attempt(lambda: perform(self.twin.ours, call, inputs))
        if self.alteration is None or isinstance(results, Raised):
            return results
        kind, where = self.alteration
        hit = [i for i, item in enumerate(inputs) if contains_text(item, where)]
        if hit and kind == "raise":
            return Raised("ValueError: altered")
        for i in hit:
            results[i] = _altered(results[i], kind, call.name in ENCODES)
        return results

    # ---- differences

    def differ(self, call: Call, inputs: list[Any], at: int | None = None) -> None:
        """Count one difference; the first of its kind is shrunk and kept."""
        self.different += 1
        if len(self.differences) >= KEPT:
            return
        found = self.look(call, inputs if at is None else [inputs[at]])
        if found is None:  # it takes the neighbours, as padding to the longest does
            found = self.look(call, inputs)
        if found is None:
            self.differences.append(Difference(self.name, call, inputs[:1], "?", "?", "not repeated", False))
            return
        rows, attribute = found[0], found[1]
        key = (attribute.partition("[")[0], call.name)
        if key in self._seen:
            return
        self._seen.add(key)

        def still(candidate: list[Any]) -> bool:
            again = self.look(call, candidate)
            return again is not None and again[1].partition("[")[0] == key[0]

        rows = shrink.shrink_rows(rows, still)
        last = self.look(call, rows) or found
        self.differences.append(Difference(self.name, call, last[0], *last[1:], True))

    def keep(self, difference: Difference) -> None:
        """Count a difference that is not shrunk."""
        self.different += 1
        if len(self.differences) < KEPT:
            self.differences.append(difference)

    def look(self, call: Call, inputs: list[Any]) -> tuple[list[Any], str, str, str] | None:
        """Return (inputs, attribute, expected, found) of the first row that differs."""
        ours, reference = self.ours(call, inputs), self.reference(call, inputs)
        if isinstance(ours, Raised) or isinstance(reference, Raised):
            if ours == reference:
                return None
            return (inputs, *where_different(ours, reference, False))
        if len(ours) != len(reference):
            return inputs, "rows", str(len(reference)), str(len(ours))
        encodes = call.name in ENCODES
        for a, b in zip(ours, reference):
            if (not same_encoding(a, b)) if encodes else a != b:
                return (inputs, *where_different(a, b, encodes))
        return None


def contains_text(item: Any, text: str) -> bool:
    """Whether an input that is made of texts contains one."""
    return not isinstance(item, int) and not _numbers(item) and contains(item, text)


def _numbers(item: Any) -> bool:
    return not isinstance(item, str) and any(isinstance(part, int) for part in item)


def _altered(result: Any, kind: str, encodes: bool) -> Any:
    if encodes:
        return Altered(result, kind)
    if kind == "text" and isinstance(result, str):
        return result + "?"
    if isinstance(result, list) and result and kind == "offset":  # pieces of a pre-tokenizer
        return [*result[:-1], (result[-1][0], (result[-1][1][0], result[-1][1][1] + 1))]
    return result


def _apply(tokenizer: Any, call: Call) -> None:
    tokenizer.no_truncation() if call.truncation is None else tokenizer.enable_truncation(**call.truncation)
    tokenizer.no_padding() if call.padding is None else tokenizer.enable_padding(**call.padding)
    tokenizer.encode_special_tokens = call.special_as_text


_in_force: list[Any] = [None, None]


def process_wide(level: str, threads: int) -> None:
    """Set SIMD level and threads of this process, where they are not in force yet."""
    if _in_force[0] != level:
        budtiktok.set_simd_level(level)
    if _in_force[1] != threads:
        budtiktok.set_num_threads(threads)
    _in_force[:] = level, threads


def repeat(name: str, call: Call, inputs: list[Any]) -> None:
    """Make a call on both sides and print everything; reproducers in a report are made of this."""
    twin = load(name)
    assert twin is not None
    process_wide(call.level, call.threads)
    for label, side in (("found", twin.ours), ("expected", twin.reference)):
        results = attempt(functools.partial(_settled, side, call, inputs))
        for result in [results] if isinstance(results, Raised) else results:
            values = {key: getattr(result, key) for key in ATTRIBUTES} if call.name in ENCODES else result
            print(label, values, *([result.overflowing] if call.name in ENCODES else []))


def _settled(side: Any, call: Call, inputs: list[Any]) -> list[Any]:
    _apply(side, call)
    return perform(side, call, inputs)


def arguments_of(item: Any) -> tuple[Any, ...]:
    """Return the positional arguments that an input stands for: a pair is a tuple."""
    return item if isinstance(item, tuple) else (item,)


def perform(tokenizer: Any, call: Call, inputs: list[Any]) -> list[Any]:
    """Make a call on one side."""
    name, how = call.name, call.arguments
    if name in ("encode_batch", "encode_batch_fast", "decode_batch"):
        return list(getattr(tokenizer, name)(inputs, **how))
    if name == "encode":
        return [tokenizer.encode(*arguments_of(item), **how) for item in inputs]
    if name == "decode":
        return [tokenizer.decode(item, **how) for item in inputs]
    if name == "post_process":
        parts = [[tokenizer.encode(x, add_special_tokens=False) for x in arguments_of(item)] for item in inputs]
        return [tokenizer.post_process(*item, **how) for item in parts]
    stage, _, method = name.partition(".")
    function = getattr(getattr(tokenizer, stage), method)
    return [function(item) for item in inputs]


def levels() -> list[str]:
    """Return the SIMD levels of this machine."""
    return list(budtiktok.simd_levels())


def blocks(items: Sequence[Any], rows: int = 1000, chars: int = 300_000) -> Iterator[list[Any]]:
    """Cut inputs into batches."""
    block: list[Any] = []
    size = 0
    for item in items:
        block.append(item)
        size += len(item) if isinstance(item, str) else sum(map(len, item))
        if len(block) >= rows or size >= chars:
            yield block
            block, size = [], 0
    if block:
        yield block
