"""What is compared: rows, blocks, the fixed sample with lines of every file, pairs and words.

A row is a line of a .txt file or a string value of a .jsonl file, whole (the recorded checksums cut them, here nothing
is left out). Nothing is drawn at random: the same data give the same inputs.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from _data import golden_cases, json_rows, real_names, tatoeba_pairs, text_bytes, text_names, xquad_pairs

# The sample: at least this many bytes, with lines of every file.
SAMPLE_BYTES = 256 * 1024
SAMPLE_OF_A_FILE = 15_000
# Parts of files with their line ends in them, and the rest of the names for them.
BLOCK_CHARS = 4_000
BLOCKS_OF_A_FILE = 6

LARGE = ("gpt-oss", "qwen3", "xlm-r-paraphrase-multilingual-mpnet-base-v2")


@functools.lru_cache(maxsize=3)
def rows(name: str) -> list[str]:
    """Return every row of a text file, whole."""
    if name.endswith(".jsonl"):
        return [value for row in json_rows(name) for value in row.values() if isinstance(value, str)]
    return text_bytes(name).decode("utf-8", "replace").split("\n")


@functools.cache
def blocks_with_line_ends(name: str, count: int = BLOCKS_OF_A_FILE) -> list[str]:
    """Return parts of a file, spread evenly, with the line ends that rows lack."""
    text = text_bytes(name).decode("utf-8", "replace")
    starts = range(0, len(text), max(BLOCK_CHARS, -(-len(text) // count)))
    return [text[start : start + BLOCK_CHARS] for start in starts]


@functools.cache
def sample(part: int = 1) -> tuple[str, ...]:
    """Return the fixed sample, or of every file only each `part`-th of its rows."""
    out: list[str] = []
    for name in text_names():
        found = rows(name)
        step = max(1, sum(len(row.encode()) for row in found) // SAMPLE_OF_A_FILE)
        chosen = cut_to_size(found[step // 2 :: step])
        out.extend(chosen[::part])
    return tuple(out)


def cut_to_size(found: list[str]) -> list[str]:
    """Cut the longest rows so that a file gives rows from all over it and not one long text."""
    return [row[:3000] for row in found]


@functools.cache
def golden_texts(part: int = 1) -> tuple[str, ...]:
    """Return the distinct texts of the recorded cases: made for edges that prose does not have."""
    found: dict[str, None] = {}
    for file in ("encode", "random", "pieces"):
        for case in golden_cases(file):
            for key in ("a", "b"):
                if isinstance(case.get(key), str):
                    found[case[key]] = None
    return tuple(found)[::part]


@functools.cache
def pairs(part: int = 1) -> tuple[tuple[str, str], ...]:
    """Return pairs of rows of the sample, of sentences with their translation, and of questions with passages."""
    found = sample(part)
    shifted = found[len(found) // 2 :] + found[: len(found) // 2]
    beside = [(a, b) for a, b in zip(found, shifted)]
    translated = tatoeba_pairs()
    asked = xquad_pairs()
    return (
        *beside[::2],
        *translated[:: max(1, len(translated) * part // 600)],
        *asked[:: max(1, len(asked) * part // 100)],
        ("", ""), ("", "a"), ("a", ""),
    )  # fmt: skip


@functools.cache
def words(part: int = 1) -> tuple[list[str], ...]:
    """Return rows split into words, and a few that are odd."""
    odd: list[list[str]] = [[], [""], ["a b", " c "], ["", "x", ""], ["e\u0301", "\u0301", "<mask>"]]
    return (*(row.split() for row in sample(part)[::2]), *odd)


def short(found: Any, chars: int) -> list[Any]:
    """Return the beginnings of texts or pairs: with small lengths the parts of a cut text multiply."""
    return [item[:chars] if isinstance(item, str) else tuple(part[: chars // 2] for part in item) for item in found]


def pair_rows(name: str) -> list[tuple[str, str]]:
    """Return the pairs of a pair file, nothing for the other files; of the long ones each tenth."""
    if name == "tatoeba-pairs.jsonl":
        return list(tatoeba_pairs())
    return xquad_pairs()[::10] if name == "xquad-pairs.jsonl" else []


def size_of(name: str) -> int:
    """Return the size of a text file in bytes."""
    return len(text_bytes(name))


def real() -> list[str]:
    """Return the real tokenizers, those that take longest first."""
    return sorted(real_names(), key=lambda name: name not in LARGE)


def spread(items: Any, part: int, at: int) -> Iterator[Any]:
    """Yield each `part`-th item from a start that moves with `at`, so that all together see everything."""
    yield from items[at % part :: part]
