"""Directories without tokenizer.json, and how they are compared with what transformers makes of them."""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import Any

import pytest
import transformers
from _compare import assert_same

import budtiktok

assert transformers.__version__ == "4.57.6", "the reference is transformers 4.57.6 (tests/requirements-test.txt)"
logging.getLogger("transformers").setLevel(logging.ERROR)

TEXTS = [
    "",
    " ",
    "Hello, world!",
    "  two  spaces   and three ",
    "The Quick brown fox jumps over the lazy dog. 3.14, 1,000,000 and 9,9",
    "na\u00efve caf\u00e9 \u00c5ngstr\u00f6m cafe\u0301 \ufb01ne \u2460\u00bd\u00b2 \uff21\uff22\uff23",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0401\u043b\u043a\u0430",
    "\u65e5\u672c\u8a9e\u306e\u6587\u7ae0\u3067\u3059\u3002\u4e2d\u6587\u5b57\u7b26\uff0c\u6d4b\u8bd5",
    "\ud55c\uad6d\uc5b4 \ubb38\uc7a5 \u1112\u1161\u11ab",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u0643\u064e\u062a\u064e\u0628\u064e",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7 ok\ufe0f",
    "tab\tnew\nline\r\nnbsp\u00a0zero\u200bwidth \u3000 ideographic",
    "``quoted'' 'single' \u2581lower one eighth\u2581",
    "[CLS] [MASK] [SEP] <s> <mask></s> <pad> <unk> <extra_id_0> <extra_id_1>x <|endoftext|>",
    "don't I'll we've they're 'tis",
    "\x00\x01\x7f\ufffd\ufeff control",
    "a" * 300,
]
PAIRS = [("Hello there", "general Kenobi"), ("", "second only"), ("first only", ""), ("one <mask>", "[MASK] two")]


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def reference_of(directory: Path) -> Any:
    """Return the fast tokenizer that transformers makes of a directory."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = transformers.AutoTokenizer.from_pretrained(str(directory), use_fast=True)
    assert found.is_fast
    return found


def refusal_of_reference(directory: Path) -> BaseException | None:
    """Return what transformers raises for a directory, nothing where it loads."""
    try:
        reference_of(directory)
    except Exception as error:
        return error
    return None


def failure_of(tokenizer: Any, texts: list[str]) -> Exception | None:
    """Return what encoding raises: a vocabulary may lack its unknown token."""
    try:
        tokenizer.encode_batch(texts)
    except Exception as error:
        return error
    return None


def assert_same_tokenizer(directory: Path, group: str, texts: list[str] | None = None) -> budtiktok.Tokenizer:
    """Compare JSON, encodings and decoded texts of a directory with the reference's; answer the tokenizer."""
    fast = reference_of(directory)
    reference = fast.backend_tokenizer
    ours = budtiktok.Tokenizer.from_file(directory)
    written, expected = ours.to_str(), reference.to_str()
    if written != expected:
        ours_json, reference_json = json.loads(written), json.loads(expected)
        assert list(ours_json) == list(reference_json)
        for key in ours_json:
            if key != "model":
                assert ours_json[key] == reference_json[key], key
        for key in ours_json["model"]:
            a, b = ours_json["model"][key], reference_json["model"][key]
            if a != b and isinstance(a, list):
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                assert (len(a), at, a[at : at + 3]) == (len(b), at, b[at : at + 3]), key
            assert a == b, key
        assert written == expected
    texts = TEXTS + (texts or [])
    failure = failure_of(reference, texts)
    if failure is not None:
        with pytest.raises(type(failure)) as caught:
            ours.encode_batch(texts)
        assert str(failure) in str(caught.value)
        return ours
    for special in (True, False):
        assert_same(
            group,
            ours.encode_batch(texts, add_special_tokens=special),
            reference.encode_batch(texts, add_special_tokens=special),
            texts,
        )
    assert_same(group, ours.encode_batch(PAIRS), reference.encode_batch(PAIRS), PAIRS)
    ids = [encoding.ids for encoding in reference.encode_batch(texts)]
    for skip in (True, False):
        assert ours.decode_batch(ids, skip_special_tokens=skip) == reference.decode_batch(ids, skip_special_tokens=skip)
    return ours
