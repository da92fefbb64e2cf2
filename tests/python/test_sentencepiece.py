"""Directories with a SentencePiece model instead of a tokenizer.json, compared with transformers' conversion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from _directories import assert_same_tokenizer, write_json
from _sentencepiece import corpus, trained

# Directories: class, name of the model file.
CLASSES = {
    "T5Tokenizer": "spiece.model",
    "XLMRobertaTokenizer": "sentencepiece.bpe.model",
    "AlbertTokenizer": "spiece.model",
    "LlamaTokenizer": "tokenizer.model",
    "CamembertTokenizer": "sentencepiece.bpe.model",
    "BigBirdTokenizer": "spiece.model",
    "FNetTokenizer": "spiece.model",
    "RemBertTokenizer": "sentencepiece.model",
    "ReformerTokenizer": "spiece.model",
    "XLNetTokenizer": "spiece.model",
}
SYMBOLS = ("<sep>", "<cls>", "[CLS]", "[SEP]", "UPPER", "a-b")


def write_model(directory: Path, name: str, model: bytes, **config: Any) -> Path:
    """Write a directory of a class."""
    (directory / CLASSES[name]).write_bytes(model)
    write_json(directory / "tokenizer_config.json", {"tokenizer_class": name, **config})
    return directory


@pytest.mark.parametrize("rule", ["identity", "nfkc", "nmt_nfkc", "nmt_nfkc_cf"])
@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
@pytest.mark.parametrize("name", ["T5Tokenizer", "XLMRobertaTokenizer", "AlbertTokenizer", "LlamaTokenizer"])
def test_normalization_rules(tmp_path: Path, name: str, model_type: str, rule: str) -> None:
    model = trained(model_type=model_type, normalization_rule_name=rule)
    write_model(tmp_path, name, model)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:50])


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
@pytest.mark.parametrize("name", CLASSES)
def test_classes(tmp_path: Path, name: str, model_type: str) -> None:
    model = trained(model_type=model_type, byte_fallback=True, user_defined_symbols=SYMBOLS, control_symbols=("<c>",))
    write_model(tmp_path, name, model)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:50])
