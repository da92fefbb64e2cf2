"""One tokenizer.json written in many forms: those that are read at once and those that go the general way agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tokenizers

import budtiktok

WORDS = [
    "<unk>",
    "a",
    "b",
    "ab",
    "\u00e9",
    "\u4e2d",
    "\u4e2d\u00e9",
    'q"',
    "back\\slash",
    "\u2581a",
    "\U0001f600",
    "aab",
    "tab\t",
]
PAIRS = [["a", "b"], ["\u4e2d", "\u00e9"], ["a", "ab"]]


def models() -> dict[str, dict[str, Any]]:
    """Return a model of each kind, BPE with merges of both forms and with a prefix."""
    vocab = {word: i for i, word in enumerate(WORDS)}
    prefixed = {"a": 0, "##b": 1, "ab": 2, "##bb": 3, "abb": 4}
    return {
        "BPE pairs": {"type": "BPE", "unk_token": "<unk>", "vocab": vocab, "merges": PAIRS},
        "BPE lines": {"type": "BPE", "vocab": vocab, "merges": ["#version: 0.2", *(" ".join(pair) for pair in PAIRS)]},
        "BPE prefix": {
            "type": "BPE",
            "continuing_subword_prefix": "##",
            "vocab": prefixed,
            "merges": [["##b", "##b"], ["a", "##b"], ["a", "##bb"]],
        },
        "no type": {"vocab": vocab, "merges": PAIRS},
        "WordPiece": {
            "type": "WordPiece",
            "unk_token": "<unk>",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocab,
        },
        "WordLevel": {"type": "WordLevel", "unk_token": "<unk>", "vocab": vocab},
        "WordLevel with merges": {"unk_token": "<unk>", "vocab": vocab, "merges": ["no such"]},
        "Unigram": {
            "type": "Unigram",
            "unk_id": 0,
            "vocab": [[word, -1.0 / (i + 3) if i % 3 else -i] for i, word in enumerate(WORDS)]
            + [["a", -9.25], ["ab", 1e-7]],
        },
    }


def forms(model: dict[str, Any]) -> dict[str, str]:
    """Return the same file written in several ways."""
    spec = {"version": "1.0", "added_tokens": [], "model": model}
    last = {"version": "1.0", "model": dict(reversed(list(model.items()))), "added_tokens": []}
    plain = json.dumps(spec, ensure_ascii=False)
    return {
        "plain": plain,
        "escaped": json.dumps(spec),
        "dense": json.dumps(spec, ensure_ascii=False, separators=(",", ":")),
        "indented": json.dumps(spec, ensure_ascii=False, indent=2),
        "tabs": json.dumps(spec, ensure_ascii=False, indent="\t").replace("\n", "\r\n"),
        "merges first": json.dumps(last, ensure_ascii=False),
        "escaped keys": plain.replace('"vocab"', '"voc\\u0061b"').replace('"model"', '"mod\\u0065l"'),
        "more fields": plain.replace('"model": {', '"model": {"other": {"vocab": [1, "]}"]}, "more": "\\"}", ', 1),
    }


@pytest.mark.parametrize("kind", models())
def test_every_form_is_the_reference_s(kind: str) -> None:
    model = models()[kind]
    texts = ["ab aab", "a\u00e9\u4e2d\u00e9", 'q" back\\slash \u2581a \U0001f600', "abb", "zzz"]
    for form, text in forms(model).items():
        reference = tokenizers.Tokenizer.from_str(text)
        for ours in (budtiktok.Tokenizer.from_str(text), budtiktok.Tokenizer.from_buffer(text.encode())):
            assert json.loads(ours.to_str()) == json.loads(reference.to_str()), form
            for one in texts:
                try:
                    expected = reference.encode(one).ids
                except Exception:
                    with pytest.raises(budtiktok.BudtiktokError):
                        ours.encode(one)
                    continue
                assert ours.encode(one).ids == expected, (form, one)


@pytest.mark.parametrize("kind", models())
def test_a_file_cut_anywhere_is_refused_alike(kind: str) -> None:
    text = json.dumps({"version": "1.0", "model": models()[kind]}, ensure_ascii=False)
    for end in range(0, len(text), 3):
        with pytest.raises(budtiktok.BudtiktokError) as from_str:
            budtiktok.Tokenizer.from_str(text[:end])
        with pytest.raises(budtiktok.BudtiktokError) as from_buffer:
            budtiktok.Tokenizer.from_buffer(text[:end].encode())
        assert str(from_str.value) == str(from_buffer.value)
        assert "malformed JSON" in str(from_str.value)


def test_characters_of_a_str() -> None:
    text = json.dumps({"version": "1.0", "model": models()["Unigram"]}, ensure_ascii=False)
    assert max(text) > "\uffff"
    narrow = "".join("\u00e9" if c > "\u00ff" else c for c in text)
    for spec in (text, text.replace("\U0001f600", "x"), narrow):
        assert budtiktok.Tokenizer.from_str(spec).to_str() == budtiktok.Tokenizer.from_buffer(spec.encode()).to_str()
        tokenizers.Tokenizer.from_str(spec)  # leaves the UTF-8 in the str
        assert budtiktok.Tokenizer.from_str(spec).to_str() == budtiktok.Tokenizer.from_buffer(spec.encode()).to_str()


@pytest.mark.parametrize("text", ['{"version":"1.0\u0100\ud800"}', '{"a":"\U0001f600\udc00"}'])
def test_lone_surrogates_are_refused_as_ever(text: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        budtiktok.Tokenizer.from_str(text)
    with pytest.raises(UnicodeEncodeError):
        tokenizers.Tokenizer.from_str(text)
