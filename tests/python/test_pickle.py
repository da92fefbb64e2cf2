"""Tokenizers travel between processes: pickling carries the JSON and everything that was set."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from typing import Any

import _tiny
import pytest

import budtiktok

TEXTS = ["hello world", "don't [NEW] 日x", "", "the abs " * 20]


def prepared() -> budtiktok.Tokenizer:
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    tokenizer.add_tokens([budtiktok.AddedToken("[NEW]", lstrip=True)])
    tokenizer.enable_truncation(9, stride=2, direction="left")
    tokenizer.enable_padding(pad_id=3, pad_token="[PAD]", direction="left")
    tokenizer.encode_special_tokens = True
    tokenizer.padding_side = "left"
    tokenizer.model_max_length = 33
    return tokenizer


def ids_of(tokenizer: Any) -> list[list[int]]:
    return [encoding.ids for encoding in tokenizer.encode_batch(TEXTS)]


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    tokenizer = prepared()
    again = pickle.loads(pickle.dumps(tokenizer, protocol))
    assert again.to_str() == tokenizer.to_str()
    assert (again.truncation, again.padding) == (tokenizer.truncation, tokenizer.padding)
    assert again.encode_special_tokens is True
    assert (again.padding_side, again.model_max_length) == ("left", 33)
    assert ids_of(again) == ids_of(tokenizer)
    again.no_padding()
    assert tokenizer.padding is not None


def test_copies_are_independent() -> None:
    tokenizer = prepared()
    for again in (copy.copy(tokenizer), copy.deepcopy(tokenizer)):
        assert ids_of(again) == ids_of(tokenizer)
        again.add_tokens(["brandnew"])
        assert tokenizer.token_to_id("brandnew") is None


def test_added_tokens_pickle() -> None:
    token = budtiktok.AddedToken("x", lstrip=True, special=True)
    again = pickle.loads(pickle.dumps(token))
    assert repr(again) == repr(token)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_pool_of_processes(method: str) -> None:
    tokenizer = prepared()
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map_async(ids_of, [tokenizer] * 3).get(timeout=120)
    assert found == [ids_of(tokenizer)] * 3
