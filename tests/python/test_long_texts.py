"""One long text is cut between words and encoded by several threads: the same tokens, offsets and words as by one."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from _data import need_data, plain_tokenizer_json, rows
from tokenizers import Tokenizer as Reference

import budtiktok

#: A tokenizer of each encoder, byte-level ones with a normalizer and with a chain of pre-tokenizers, and one of none.
NAMES = (
    "bert-base-uncased", "t5-small", "xlm-r-paraphrase-multilingual-mpnet-base-v2", "gpt2", "clip-vit-base-patch32",
    "falcon-7b", "mistral-7b-v0.1",
)  # fmt: skip
#: What may go wrong at a cut, or keeps a text from being cut.
PARTS = (
    "[MASK]", "</s>", "<mask>", "<|endoftext|>", "\u0301x", "\u0600", "a\u0600 b", "\xad", "  ", "\n", " \t ", "\x01",
    "日本語のテキスト", "é", "e\u0301", "don't", "🙂", "\u3000", "\ufb01", "…",
)  # fmt: skip


def long_text(seed: int, plain: bool) -> str:
    """Return about 700 kB of prose, unless `plain` with odd parts in it."""
    words = " ".join(rows("en-moby-dick.txt")[1000:14000]).split(" ")
    if plain:
        return " ".join(words)
    chance = random.Random(seed)
    return " ".join(chance.choice(PARTS) + word if chance.random() < 0.01 else word for word in words)


def arrays(tokenizer: budtiktok.Tokenizer, text: str, threads: int) -> dict[str, Any]:
    """Return all that can be asked for about one text."""
    how = {"return_offsets_mapping": True, "return_tensors": "np", "num_threads": threads}
    return dict(tokenizer([text, "a short one"], padding=True, **how))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "odd"])
def test_threads_change_nothing(name: str, plain: bool) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    tokenizer = budtiktok.Tokenizer.from_str(source)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.id_to_token(0)
    text = long_text(7, plain)
    want = arrays(tokenizer, text, 1)
    for threads in (2, 3, 4):
        found = arrays(tokenizer, text, threads)
        assert found.keys() == want.keys()
        for key, value in want.items():
            assert np.array_equal(found[key], value), (key, threads)
    reference = Reference.from_str(source).encode(text)
    count = len(reference.ids)
    assert want["input_ids"][0, :count].tolist() == reference.ids
    assert [tuple(pair) for pair in want["offset_mapping"][0, :count].tolist()] == reference.offsets


def test_a_text_that_begins_with_what_the_normalizer_drops_is_one() -> None:
    """Lost characters at the beginning move all ranges behind them, in the reference and here."""
    need_data()
    source = plain_tokenizer_json("t5-small")
    tokenizer = budtiktok.Tokenizer.from_str(source)
    text = "\x01" + long_text(3, True)
    found = arrays(tokenizer, text, 4)
    reference = Reference.from_str(source).encode(text)
    count = len(reference.ids)
    assert found["input_ids"][0, :count].tolist() == reference.ids
    assert [tuple(pair) for pair in found["offset_mapping"][0, :count].tolist()] == reference.offsets
