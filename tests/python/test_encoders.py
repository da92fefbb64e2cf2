"""Which encoder serves which tokenizer, and how much of real texts it does."""

from __future__ import annotations

import json

import pytest
import tokenizers
from _data import need_data, plain_tokenizer_json, rows, text_names
from _tiny import spec

import budtiktok

#: The encoder of each tokenizer that must have one.
ENCODERS = {
    "bert-base-uncased": "bert-wordpiece",
    "bert-base-cased": "bert-wordpiece",
    "all-minilm-l6-v2": "bert-wordpiece",
    "slavic-bert-bg-cs-pl-ru-cased": "bert-wordpiece",
    "albert-base-v2": "metaspace-unigram",
    "t5-small": "metaspace-unigram",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2": "metaspace-unigram",
    "gpt2": "byte-level-bpe",
    "roberta-base": "byte-level-bpe",
    "gpt-oss": "byte-level-bpe",
    "qwen3": "byte-level-bpe",
    "modernbert-base": "byte-level-bpe",
    "mistral-7b-v0.1": "sentencepiece-bpe",
    "phi-3-mini": "sentencepiece-bpe",
    "falcon-7b": "byte-level-bpe",
    "clip-vit-base-patch32": "byte-level-bpe",
}


def fused_share(tokenizer: budtiktok.Tokenizer, texts: list[str]) -> float:
    """Return the share of the bytes that the encoder did, ids and offsets both."""
    before = tokenizer.info()
    tokenizer.encode_ragged(texts)
    tokenizer.encode_batch(texts)
    after = tokenizer.info()
    fused = after["fused_bytes"] - before["fused_bytes"]
    return float(fused / max(1, fused + after["staged_bytes"] - before["staged_bytes"]))


@pytest.mark.parametrize("name", ENCODERS)
def test_the_encoder_does_the_texts(name: str) -> None:
    need_data()
    tokenizer = budtiktok.Tokenizer.from_str(plain_tokenizer_json(name))
    assert tokenizer.info()["encoder"] == ENCODERS[name]
    for file in text_names():
        texts = rows(file)
        least = 1.0 if file == "xquad-passages.jsonl" or ENCODERS[name] == "byte-level-bpe" else 0.99
        assert fused_share(tokenizer, texts) >= least, file


def test_a_small_tokenizer_has_the_encoder_too() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(json.dumps(spec()))
    info = tokenizer.info()
    assert info["encoder"] == "bert-wordpiece"
    assert info["simd"] == budtiktok.get_simd_level()
    assert (info["fused_bytes"], info["staged_bytes"]) == (0, 0)
    assert info["memory_bytes"] > 1000
    tokenizer.encode("ab [MASK] c")
    assert tokenizer.info()["fused_bytes"] == len("ab ") + len(" c")


def test_other_tokenizers_go_through_the_stages() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(json.dumps(spec(pre_tokenizer={"type": "Whitespace"})))
    tokenizer.encode("ab c")
    info = tokenizer.info()
    assert (info["encoder"], info["fused_bytes"], info["staged_bytes"]) == ("", 0, 4)


@pytest.mark.parametrize("name", ENCODERS)
def test_texts_that_come_again_are_remembered(name: str) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    tokenizer = budtiktok.Tokenizer.from_str(source)
    texts = [text for text in dict.fromkeys(rows("xquad-passages.jsonl")) if len(text) >= 16][::10]
    size = sum(len(text.encode()) for text in texts)
    want = [(one.ids, one.offsets, one.word_ids) for one in tokenizers.Tokenizer.from_str(source).encode_batch(texts)]
    for times in range(1, 6):
        before = tokenizer.info()["remembered_bytes"]
        assert [(one.ids, one.offsets, one.word_ids) for one in map(tokenizer.encode, texts)] == want
        remembered = tokenizer.info()["remembered_bytes"] - before
        # Ids alone: the details of an encoding are made with the texts of its tokens, and not remembered.
        assert remembered >= size if times > 2 else times > 1 or remembered == 0, times


def test_a_small_bound_is_for_words_alone() -> None:
    need_data()
    tokenizer = budtiktok.Tokenizer.from_str(plain_tokenizer_json("gpt2"), cache_bytes=64 << 10)
    for _ in range(4):
        tokenizer.encode("a text of more than sixteen bytes")
    assert tokenizer.info()["remembered_bytes"] == 0
