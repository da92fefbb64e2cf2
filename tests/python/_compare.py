"""Comparing encodings of this library with those of the reference, attribute by attribute."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from typing import Any

import _counts
import tokenizers
from _data import plain_tokenizer_json, tokenizer_json

import budtiktok

assert tokenizers.__version__ == "0.22.2", "the reference is tokenizers 0.22.2 (tests/requirements-test.txt)"

ATTRIBUTES = (
    "ids",
    "tokens",
    "offsets",
    "type_ids",
    "attention_mask",
    "special_tokens_mask",
    "word_ids",
    "sequence_ids",
    "n_sequences",
)


def flat(encoding: Any, depth: int = 1) -> tuple[Any, ...]:
    """Return every attribute of an encoding, overflow parts included (but for their own ones, which multiply)."""
    parts = [flat(part, depth - 1) for part in encoding.overflowing] if depth else []
    return (*(getattr(encoding, name) for name in ATTRIBUTES), parts)


def describe(ours: Any, reference: Any) -> str:
    """Say in which attribute two encodings differ first, and where."""
    for name, a, b in zip((*ATTRIBUTES, "overflowing"), ours, reference):
        if a != b:
            if name == "overflowing" and len(a) == len(b):
                part = next(i for i, (x, y) in enumerate(zip(a, b)) if x != y)
                return f"overflowing[{part}] of {len(a)}: {describe(a[part], b[part])}"
            if isinstance(a, list) and isinstance(b, list):
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                return f"{name}[{at}] of {len(a)}/{len(b)}: {a[at : at + 5]!r}, reference {b[at : at + 5]!r}"
            return f"{name}: {a!r}, reference {b!r}"
    return "equal"


def assert_same(group: str, ours: Sequence[Any], reference: Sequence[Any], texts: Sequence[Any] | None = None) -> None:
    """Compare encodings one by one on every attribute and count them."""
    assert len(ours) == len(reference), f"{len(ours)} encodings, reference {len(reference)}"
    wrong = []
    for i, (a, b) in enumerate(zip(ours, reference)):
        x, y = flat(a), flat(b)
        if x != y:
            wrong.append((i, describe(x, y)))
    _counts.add(group, "texts", len(ours))
    _counts.add(group, "attributes", len(ours) * (len(ATTRIBUTES) + 1))
    if wrong:
        shown = "\n".join(f"  row {i}: {what}; text {clip(texts[i]) if texts else '?'}" for i, what in wrong[:8])
        raise AssertionError(f"{len(wrong)} of {len(ours)} rows differ\n{shown}")


def clip(value: Any, size: int = 200) -> str:
    """Show a value in at most `size` characters."""
    text = ascii(value)
    return text if len(text) <= size else f"{text[:size]}... ({len(text)})"


class Twin:
    """The same tokenizer.json in this library and in the reference."""

    def __init__(self, spec: str) -> None:
        self.spec = spec
        self.ours = budtiktok.Tokenizer.from_str(spec)
        self.reference = tokenizers.Tokenizer.from_str(spec)

    def both(self) -> tuple[Any, Any]:
        return self.ours, self.reference

    def batch(self, group: str, inputs: Sequence[Any], **how: Any) -> None:
        """Compare encode_batch and encode_batch_fast."""
        inputs = list(inputs)
        assert_same(group, self.ours.encode_batch(inputs, **how), self.reference.encode_batch(inputs, **how), inputs)
        assert_same(
            f"{group} (fast)",
            self.ours.encode_batch_fast(inputs, **how),
            self.reference.encode_batch_fast(inputs, **how),
            inputs,
        )

    def single(self, group: str, inputs: Iterable[Any], **how: Any) -> None:
        """Compare encode, text by text."""
        ours, reference, texts = [], [], []
        for item in inputs:
            args = item if isinstance(item, tuple) else (item,)
            ours.append(self.ours.encode(*args, **how))
            reference.append(self.reference.encode(*args, **how))
            texts.append(item)
        assert_same(group, ours, reference, texts)

    def decoded(self, group: str, ids: Sequence[Sequence[int]]) -> None:
        """Compare decode and decode_batch, with and without special tokens."""
        for skip in (True, False):
            want = self.reference.decode_batch(ids, skip_special_tokens=skip)
            got = self.ours.decode_batch(ids, skip_special_tokens=skip)
            wrong = [i for i, (a, b) in enumerate(zip(got, want)) if a != b]
            assert len(got) == len(want)
            assert not wrong, f"row {wrong[0]}: {clip(got[wrong[0]])}, reference {clip(want[wrong[0]])}"
            for row, text in list(zip(ids, want))[:20]:
                assert self.ours.decode(row, skip_special_tokens=skip) == text
            _counts.add(group, "texts decoded", len(ids))


@functools.lru_cache(maxsize=4)
def twin(name: str) -> Twin:
    """Return a real tokenizer as it is in its file. Callers undo what they set."""
    return Twin(tokenizer_json(name))


@functools.lru_cache(maxsize=4)
def plain_twin(name: str) -> Twin:
    """Return a real tokenizer without truncation and padding. Callers undo what they set."""
    return Twin(plain_tokenizer_json(name))


def fresh_twin(name: str) -> Twin:
    """Return a real tokenizer without truncation and padding that the caller may change for good."""
    return Twin(plain_tokenizer_json(name))


def spec_twin(spec: dict[str, Any]) -> Twin:
    """Return a twin made from a tokenizer.json that is not written yet."""
    return Twin(json.dumps(spec))
