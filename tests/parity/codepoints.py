"""Every scalar value: components alone, and whole pipelines with the value in different places.

A component is compared on each value alone and, many to a text, between letters. Six pipelines see every value in every
form of `FORMS`. All other tokenizers see each 97th value (the first of them moves with the seed) and the ends of the
runs that the recorded tables name, alone and in all forms at once; and every value that a table names, many to a text.
"""

from __future__ import annotations

import functools
import json
import lzma
from collections.abc import Iterable, Iterator

from _data import DATA

from . import sides
from .sides import HAND_MADE, STAGES, Call, Comparer

PIPELINES = (
    "bert-base-uncased",
    "bert-base-cased",
    "albert-base-v2",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
    "gpt2",
    "qwen3",
)

SCALAR_VALUES = [*range(0xD800), *range(0xE000, 0x110000)]
STEP = 97
BLOCK = 4096

FORMS = {
    "alone": "{0}",
    "between letters": "a{0}b",
    "after a base with a mark": "e\u0301{0}",
    "doubled": "{0}{0}",
    "at both ends": "{0}ab{0}",
}
#: All of them in one text.
TOGETHER = "{0} a{0}b e\u0301{0} {0}{0} ab{0}"
CROWD = "x{0}y "

CALLS = {"normalizer": "normalizer.normalize_str", "pre_tokenizer": "pre_tokenizer.pre_tokenize_str"}


def hand_made_names() -> list[str]:
    """Name the hand-made tokenizers as `sides.specification` takes them."""
    return sorted(HAND_MADE + path.name[: -len(".json")] for path in (DATA / "golden/tokenizers").glob("*.json"))


def distinct_components(names: list[str]) -> list[str]:
    """Name every distinct normalizer and pre-tokenizer of some tokenizers by the first of them that has it."""
    found: dict[tuple[str, str], str] = {}
    for name in names:
        spec = json.loads(sides.specification(name))
        for stage in STAGES:
            if spec.get(stage) is not None:
                found.setdefault((stage, json.dumps(spec[stage], sort_keys=True)), f"{stage}:{name}")
    return sorted(found.values())


@functools.cache
def named_values() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the values that the recorded tables write out, and of these the ends of runs.

    A line of a map names one value, a line of classes both ends of a range. Neighbours that a map treats alike
    (removed, or set between spaces) are a run.
    """
    named: set[int] = set()
    ends: set[int] = set()
    for path in sorted((DATA / "golden/codepoints").glob("*.txt.xz")):
        previous: tuple[int, str] | None = None
        for line in lzma.decompress(path.read_bytes()).decode().splitlines():
            code, arrow, image = line.partition(">")
            if not arrow:
                ends.update(int(part, 16) for part in line.split(" ")[0].split("-"))
                continue
            value = int(code, 16)
            named.add(value)
            kind = {"": "removed", f"20 {code} 20": "between spaces"}.get(image, image)
            if previous != (value - 1, kind):
                ends.update((value, previous[0]) if previous else (value,))
            previous = value, kind
        if previous:
            ends.add(previous[0])
    return tuple(sorted(named | ends)), tuple(sorted(ends))


def seen_by_all(seed: int, within: range) -> list[int]:
    """Return the values that every tokenizer sees one by one."""
    chosen = {*SCALAR_VALUES[seed % STEP :: STEP], *named_values()[1]}
    return sorted(value for value in chosen if value in within)


def formed(values: Iterable[int], form: str) -> Iterator[list[str]]:
    """Yield blocks of texts."""
    texts = [form.format(chr(value)) for value in values]
    for start in range(0, len(texts), BLOCK):
        yield texts[start : start + BLOCK]


def crowds(values: list[int], size: int = 64) -> list[str]:
    """Return texts with many values each, between letters."""
    texts = [CROWD.format(chr(value)) for value in values]
    return ["".join(texts[start : start + size]) for start in range(0, len(texts), size)]


def component(comparer: Comparer, within: range) -> None:
    """One normalizer or pre-tokenizer over every value."""
    call = Call(CALLS[comparer.name.partition(":")[0]])
    values = [value for value in SCALAR_VALUES if value in within]
    for block in formed(values, FORMS["alone"]):
        comparer.run(call, block)
    for block in sides.blocks(crowds(values)):
        comparer.run(call, block)


def pipeline(comparer: Comparer, form: str, within: range) -> None:
    """One form over every value through a whole tokenizer."""
    for block in formed((value for value in SCALAR_VALUES if value in within), FORMS[form]):
        comparer.run(Call("encode_batch"), block)


def selected(comparer: Comparer, seed: int, within: range) -> None:
    """A tokenizer that is not one of the six."""
    values = seen_by_all(seed, within)
    for form in (FORMS["alone"], TOGETHER):
        for block in formed(values, form):
            comparer.run(Call("encode_batch"), block)
    for block in sides.blocks(crowds([value for value in named_values()[0] if value in within]), 100):
        comparer.run(Call("encode_batch"), block)
