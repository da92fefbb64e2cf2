"""Directories with vocab.txt, or vocab.json and merges.txt, instead of a tokenizer.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from _data import need_data, tokenizer_json
from _directories import assert_same_tokenizer, write_json


def vocab_lines(name: str) -> list[str]:
    """Return the vocabulary of a real WordPiece tokenizer in order of ids."""
    need_data()
    vocab: dict[str, int] = json.loads(tokenizer_json(name))["model"]["vocab"]
    assert sorted(vocab.values()) == list(range(len(vocab)))
    return sorted(vocab, key=vocab.__getitem__)


def write_bert(directory: Path, name: str = "bert-base-uncased", config: Any = None) -> Path:
    """Write a BERT directory."""
    (directory / "vocab.txt").write_text("".join(f"{token}\n" for token in vocab_lines(name)), encoding="utf-8")
    if config is not None:
        write_json(directory / "tokenizer_config.json", config)
    return directory


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"do_lower_case": False},
        {"do_lower_case": False, "strip_accents": True},
        {"strip_accents": False},
        {"strip_accents": None},
        {"tokenize_chinese_chars": False},
    ],
    ids=str,
)
def test_bert(tmp_path: Path, config: dict[str, Any]) -> None:
    write_bert(tmp_path, config={"tokenizer_class": "BertTokenizer", **config})
    assert_same_tokenizer(tmp_path, "directory: vocab.txt")
