"""The recorded inputs through every component in front of a WordPiece model.

The tokenizers of the recorded cases mostly have a byte-level model to make offsets visible. Here a WordPiece model of
single characters takes its place, so that every normalizer, pre-tokenizer, post-processor and added token meets every
recorded input on a second model; the expected results come from the live reference.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import _counts
import pytest
import tokenizers
from _compare import clip, describe, flat
from _data import DATA, NO_DATA, golden_cases, hand_made, have_data, need_data

import budtiktok

SLICES = 8


@functools.lru_cache(maxsize=1)
def model() -> dict[str, Any]:
    """A WordPiece model with the ASCII characters and half of the others that occur in the recorded texts."""
    used = {c for case in golden_cases("pieces") if "a" in case for c in case["a"]}
    known = sorted(c for c in used if c.isascii() or ord(c) % 2)
    vocab = ["[UNK]", "[CLS]", "[SEP]", *known, *("##" + c for c in known), "##ab", "ab", "Hello", "##lo"]
    return {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 60,
        "vocab": {token: number for number, token in enumerate(dict.fromkeys(vocab))},
    }


@functools.cache
def names() -> tuple[str, ...]:
    """The hand-made tokenizers whose model is a later one."""
    if not have_data():
        return ()
    found = []
    for path in sorted((DATA / "golden/tokenizers").glob("*.json")):
        kind = hand_made(path.name[: -len(".json")])["model"].get("type")
        if kind not in ("WordPiece", "WordLevel"):
            found.append(path.name[: -len(".json")])
    return tuple(found)


@functools.lru_cache(maxsize=1)
def cases() -> dict[str, list[dict[str, Any]]]:
    """The recorded encode cases by tokenizer."""
    out: dict[str, list[dict[str, Any]]] = {}
    for file in ("encode", "random"):
        for case in golden_cases(file):
            if case["t"] in names():
                out.setdefault(case["t"], []).append(case)
    return out


def load(name: str, over: dict[str, Any]) -> tuple[Any, Any]:
    spec = json.dumps({**hand_made(name), "model": model(), "decoder": None, **over})
    return budtiktok.Tokenizer.from_str(spec), tokenizers.Tokenizer.from_str(spec)


def encoded(tokenizer: Any, case: dict[str, Any]) -> Any:
    """Return every attribute of an encoding, or None where encoding fails."""
    tokenizer.encode_special_tokens = bool(case.get("est"))
    how = {"is_pretokenized": bool(case.get("pre")), "add_special_tokens": not case.get("nosp")}
    try:
        return flat(tokenizer.encode(case["a"], case.get("b"), **how))
    except BaseException as error:  # a panic of the reference is no Exception
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise
        return None


@pytest.mark.parametrize("part", range(SLICES) if have_data() else [NO_DATA])
def test_recorded_inputs(part: Any) -> None:
    need_data()
    compared, wrong = 0, []
    for name in names()[part::SLICES]:
        loaded: dict[str, tuple[Any, Any]] = {}
        for case in cases().get(name, []):
            over = case.get("set") or {}
            key = json.dumps(over, sort_keys=True)
            if key not in loaded:
                loaded[key] = load(name, over)
            ours, reference = (encoded(tokenizer, case) for tokenizer in loaded[key])
            compared += 1
            if ours != reference:
                what = "fails" if ours is None else "does not fail" if reference is None else describe(ours, reference)
                wrong.append(f"{clip({k: v for k, v in case.items() if k != 'r'})}: {what}")
    assert compared
    _counts.add("recorded inputs with another model", "run", compared)
    assert not wrong, f"{len(wrong)} of {compared} differ\n" + "\n".join(wrong[:8])
