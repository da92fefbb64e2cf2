"""Parity that needs no test data folder: MiniLM from an installed package, over prose, many languages, odd Unicode."""

from __future__ import annotations

import functools
import random
from pydoc_data import topics

import _counts
import pytest
from _compare import assert_same, plain_twin, twin
from _data import PACKAGE_MINILM, ROOT

# The three kinds together have to give at least this many texts.
LEAST = {"prose": 1200, "sample": 200, "generated": 1500}
RANGES = (
    (0x00, 0x20),
    (0x20, 0x7F),
    (0x80, 0x250),
    (0x300, 0x370),
    (0x370, 0x600),
    (0x600, 0x900),
    (0x900, 0x1100),
    (0x1100, 0x1200),
    (0x1E00, 0x2000),
    (0x2000, 0x2070),
    (0x2070, 0x2C00),
    (0x3000, 0x3400),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A4),
    (0xE000, 0xF900),
    (0xF900, 0x10000),
    (0x10000, 0x20000),
    (0x1F300, 0x1FB00),
    (0x20000, 0x30000),
    (0xE0000, 0xE0200),
    (0x10FF00, 0x110000),
)
SNIPPETS = (
    "[CLS]", "[SEP]", "[MASK]", " [MASK] ", "[PAD]", "[UNK]", "[mask]", "##ing", "naïve", "İstanbul", "ΑΣ", "e\u0301",
    "\u1112\u1161\u11ab", "हिन्दी", "👨\u200d👩\u200d👧",
    "don't", "$5.00", "\u3000", "\u00a0", "\u200b", "\ufeff", "\ufffd", "\r\n",
    "a" * 101,
)  # fmt: skip


def prose() -> list[str]:
    """Documentation prose in chunks of many sizes."""
    whole = "\n".join(topics.topics[key] for key in sorted(topics.topics))
    out, at, i = [], 0, 0
    sizes = (1, 7, 30, 80, 150, 250, 500, 1200)
    while at < len(whole):
        size = sizes[i % len(sizes)]
        out.append(whole[at : at + size])
        at, i = at + size, i + 1
    return out


def sample() -> list[str]:
    """The project's lines in many languages, as they are, in pairs of lines, and all in one."""
    lines = (ROOT / "python/demo/sample.txt").read_text(encoding="utf-8").splitlines()
    return [*lines, *("\n".join(lines[i : i + 5]) for i in range(0, len(lines), 5)), "\n".join(lines)]


def generated() -> list[str]:
    """Random mixtures of blocks of Unicode, words and special tokens; the seed makes them the same each time."""
    rnd = random.Random(20240229)

    def char(low: int, high: int) -> str:
        c = rnd.randrange(low, high)
        return chr(c) if not 0xD800 <= c < 0xE000 else "?"

    out = []
    for _ in range(2000):
        blocks = rnd.sample(RANGES, rnd.randrange(1, 4)) + [RANGES[1]]
        parts = []
        for _ in range(rnd.choice((0, 1, 2, 5, 13, 40, 120))):
            kind = rnd.random()
            if kind < 0.72:
                parts.append(char(*rnd.choice(blocks)))
            elif kind < 0.8:
                parts.append(char(*rnd.choice(RANGES)))
            elif kind < 0.9:
                parts.append(" ")
            else:
                parts.append(rnd.choice(SNIPPETS))
        out.append("".join(parts))
    return out


@functools.cache
def texts(kind: str) -> list[str]:
    return {"prose": prose, "sample": sample, "generated": generated}[kind]()


@pytest.mark.parametrize("kind", LEAST)
def test_every_attribute(kind: str) -> None:
    assert len(texts(kind)) >= LEAST[kind]
    pair = plain_twin(PACKAGE_MINILM)
    group = f"{PACKAGE_MINILM}, {kind}"
    pair.batch(group, texts(kind))
    pair.batch(group, texts(kind)[::3], add_special_tokens=False)
    pair.single(f"{group}, one by one", texts(kind)[::2])
    pair.decoded(group, [encoding.ids for encoding in pair.reference.encode_batch(texts(kind))])


@pytest.mark.parametrize("kind", LEAST)
def test_pairs(kind: str) -> None:
    pair = plain_twin(PACKAGE_MINILM)
    found = [text[:500] for text in texts(kind)]
    pair.batch(f"{PACKAGE_MINILM}, {kind}, pairs", list(zip(found, reversed(found))))


@pytest.mark.parametrize("kind", LEAST)
def test_settings_of_the_file(kind: str) -> None:
    """The file truncates to 128 tokens and pads."""
    pair = twin(PACKAGE_MINILM)
    assert pair.ours.truncation == pair.reference.truncation
    assert pair.ours.padding == pair.reference.padding
    pair.batch(f"{PACKAGE_MINILM}, {kind}, truncated and padded", [text[:2000] for text in texts(kind)[:400]])


@pytest.mark.parametrize("kind", LEAST)
def test_arrays(kind: str) -> None:
    pair = plain_twin(PACKAGE_MINILM)
    reference = pair.reference.encode_batch(texts(kind))
    ids, row_offsets = pair.ours.encode_ragged(texts(kind))
    lengths = [len(encoding.ids) for encoding in reference]
    assert ids.tolist() == [number for encoding in reference for number in encoding.ids]
    assert row_offsets.tolist() == [0, *(sum(lengths[: i + 1]) for i in range(len(lengths)))]
    assert pair.ours.count_tokens(texts(kind)).tolist() == lengths
    for batch_bytes in (1, 1000, 1 << 20):
        rows = pair.ours.encode_iter(iter(texts(kind)), batch_bytes=batch_bytes)
        assert [row.tolist() for row in rows] == [encoding.ids for encoding in reference]
    _counts.add(f"{PACKAGE_MINILM}, {kind}, arrays", "texts", len(texts(kind)))


@pytest.mark.parametrize("kind", LEAST)
def test_normalizer_and_pre_tokenizer_alone(kind: str) -> None:
    pair = plain_twin(PACKAGE_MINILM)
    for text in texts(kind)[::2]:
        normalized = pair.reference.normalizer.normalize_str(text)
        assert pair.ours.normalizer.normalize_str(text) == normalized
        pieces = pair.reference.pre_tokenizer.pre_tokenize_str(normalized)
        assert pair.ours.pre_tokenizer.pre_tokenize_str(normalized) == pieces
        for piece, _ in pieces[:5]:
            want = [token.as_tuple() for token in pair.reference.model.tokenize(piece)]
            assert [token.as_tuple() for token in pair.ours.model.tokenize(piece)] == want
    _counts.add(f"{PACKAGE_MINILM}, {kind}, single stages", "texts", len(texts(kind)) // 2)


def test_post_processing_alone() -> None:
    pair = plain_twin(PACKAGE_MINILM)
    found = texts("sample")[:60]
    for how in ({}, {"add_special_tokens": False}):
        results = []
        for tokenizer in pair.both():
            made = [tokenizer.encode(text, add_special_tokens=False) for text in found]
            seconds = [tokenizer.encode(text, add_special_tokens=False) for text in reversed(found)]
            single = [tokenizer.post_process(encoding, **how) for encoding in made]
            double = [tokenizer.post_process(a, b, **how) for a, b in zip(made, seconds)]
            results.append([*single, *double])
        assert_same(f"{PACKAGE_MINILM}, post_process", *results)
