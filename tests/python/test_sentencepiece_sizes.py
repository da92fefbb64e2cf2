"""The vocabularies of real SentencePiece tokenizers, written as models and converted again."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from _data import need_data, tokenizer_json
from _directories import assert_same_tokenizer, write_json
from _sentencepiece import BYTE, CONTROL, NORMAL, UNKNOWN, assembled
from test_sentencepiece import CLASSES

import budtiktok

XLM_R = "xlm-r-paraphrase-multilingual-mpnet-base-v2"


def charsmap_of(spec: Any) -> bytes:
    """Return the compiled normalization of a tokenizer.json, empty where it has none."""
    if isinstance(spec, dict):
        if spec.get("type") == "Precompiled":
            return base64.b64decode(spec["precompiled_charsmap"])
        spec = list(spec.values())
    return next(filter(None, map(charsmap_of, spec)), b"") if isinstance(spec, list) else b""


def unigram_model(name: str, skip: int, cut: int) -> bytes:
    """Write a Unigram vocabulary as a model: the special pieces first, then what a converter added left out."""
    spec = json.loads(tokenizer_json(name))
    vocab = spec["model"]["vocab"][skip : len(spec["model"]["vocab"]) - cut]
    heads = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]
    taken = {text for text, _, _ in heads}
    pieces = heads + [(text, score, NORMAL) for text, score in vocab if text not in taken]
    return assembled(pieces, model_type=1, precompiled_charsmap=charsmap_of(spec["normalizer"]))


def bpe_model(name: str) -> bytes:
    """Write a BPE vocabulary as a model: the score of a piece is its id, downwards."""
    vocab: dict[str, int] = json.loads(tokenizer_json(name))["model"]["vocab"]
    kinds = {"<unk>": UNKNOWN, "<s>": CONTROL, "</s>": CONTROL}
    pieces = []
    for text in sorted(vocab, key=vocab.__getitem__):
        is_byte = len(text) == 6 and text.startswith("<0x")
        pieces.append((text, -float(vocab[text]), BYTE if is_byte else kinds.get(text, NORMAL)))
    return assembled(pieces, model_type=2, byte_fallback=True)


MODELS = {
    "t5-small": ("T5Tokenizer", lambda: unigram_model("t5-small", 3, 100)),
    "albert-base-v2": ("AlbertTokenizer", lambda: unigram_model("albert-base-v2", 0, 0)),
    XLM_R: ("XLMRobertaTokenizer", lambda: unigram_model(XLM_R, 4, 1)),
    "mistral-7b-v0.1": ("LlamaTokenizer", lambda: bpe_model("mistral-7b-v0.1")),
    "phi-3-mini": ("LlamaTokenizer", lambda: bpe_model("phi-3-mini")),
}


@pytest.mark.parametrize("name", MODELS)
def test_real_vocabulary(tmp_path: Path, name: str) -> None:
    need_data()
    class_name, make = MODELS[name]
    (tmp_path / CLASSES[class_name]).write_bytes(make())
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": class_name})
    assert_same_tokenizer(tmp_path, "directory: SentencePiece")


def test_loading_time(tmp_path: Path) -> None:
    """A quarter of a million pieces load in far less than a second."""
    need_data()
    (tmp_path / CLASSES["XLMRobertaTokenizer"]).write_bytes(unigram_model(XLM_R, 4, 1))
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "XLMRobertaTokenizer"})
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        budtiktok.Tokenizer.from_file(tmp_path)
        times.append(time.perf_counter() - begin)
    assert min(times) < 2.0
