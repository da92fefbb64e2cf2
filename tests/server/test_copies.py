"""Copies of a wrapper: deepcopy, pickle into other processes, sentence-transformers' pool, what is saved."""

from __future__ import annotations

import copy
import multiprocessing
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from _models import load, load_pair, tokenizer_of
from _spawned import CALL, TEXTS, answer
from sentence_transformers import SentenceTransformer
from tiny_models import MODELS
from transformers import AutoTokenizer

from budtiktok.integrations import infinity
from budtiktok.integrations.latentbud import create_budtiktok_tokenizer, is_budtiktok_tokenizer


def assert_same(left: Any, right: Any) -> None:
    assert list(left) == list(right)
    for key, value in left.items():
        assert torch.equal(value, right[key])


@pytest.mark.parametrize("name", ["m1-bert", "m4-xlm-r", "m7-qwen3", "m10-bert-added"])
def test_deepcopy_and_spawn(name: str, models: dict[str, Path]) -> None:
    pair = load_pair(name, models[name])
    wrapper = tokenizer_of(pair.fast)
    expected = tokenizer_of(pair.plain)(TEXTS, **CALL)
    for made in (copy.deepcopy(wrapper), copy.copy(wrapper)):
        assert is_budtiktok_tokenizer(made) and made is not wrapper
        assert_same(made(TEXTS, **CALL), expected)
        assert made.stats()["native_calls"] == 1
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found, counted = pool.apply_async(answer, (wrapper,)).get(120)
    assert counted["native_calls"] == 1 and counted["fallback_calls"] == 0
    assert found.keys() == expected.keys()
    for key, value in found.items():
        assert numpy.array_equal(value, expected[key].numpy())


def test_a_changed_copy_changes_nothing_else(models: dict[str, Path]) -> None:
    wrapper = create_budtiktok_tokenizer(models["m1-bert"])
    made = copy.deepcopy(wrapper)
    made.add_tokens(["zyzzyva"])
    made.model_max_length = 9
    plain = AutoTokenizer.from_pretrained(models["m1-bert"])
    assert wrapper(TEXTS, truncation=True)["input_ids"] == plain(TEXTS, truncation=True)["input_ids"]
    plain.add_tokens(["zyzzyva"])
    plain.model_max_length = 9
    texts = [*TEXTS, "a zyzzyva and zyzzyvas"]
    assert made(texts, truncation=True)["input_ids"] == plain(texts, truncation=True)["input_ids"]


def test_a_pool_of_processes(models: dict[str, Path]) -> None:
    model = SentenceTransformer(str(models["m1-bert"]), device="cpu")
    expected = model.encode(TEXTS, batch_size=16)
    model.tokenizer = create_budtiktok_tokenizer(models["m1-bert"], hf_tokenizer=model.tokenizer)
    assert is_budtiktok_tokenizer(model.tokenizer)
    assert numpy.array_equal(model.encode(TEXTS, batch_size=16), expected)
    pool = model.start_multi_process_pool(["cpu", "cpu"])
    try:
        found = model.encode_multi_process(TEXTS, pool, batch_size=16)
    finally:
        model.stop_multi_process_pool(pool)
    # Other batches, whose rows are padded in other ways.
    numpy.testing.assert_allclose(found, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.task == "embed"])
def test_saved_files_are_the_same_bytes(name: str, models: dict[str, Path], tmp_path: Path) -> None:
    plain = AutoTokenizer.from_pretrained(models[name])
    wrapper = create_budtiktok_tokenizer(models[name])
    wrapper(TEXTS, **CALL)
    plain.save_pretrained(tmp_path / "plain")
    wrapper.save_pretrained(tmp_path / "fast")
    files = [
        {path.name: path.read_bytes() for path in sorted((tmp_path / side).iterdir())} for side in ("plain", "fast")
    ]
    assert files[0].keys() == files[1].keys() and "tokenizer_config.json" in files[0]
    for file, content in files[0].items():
        assert content == files[1][file], file
    again = AutoTokenizer.from_pretrained(tmp_path / "fast")
    assert again(TEXTS, truncation=True)["input_ids"] == wrapper(TEXTS, truncation=True)["input_ids"]


def test_a_saved_model_of_the_server(models: dict[str, Path], tmp_path: Path) -> None:
    with infinity.patched():
        model = load(models["m2-bert-64"])
    model.save(str(tmp_path / "saved"))
    texts = TEXTS[:40]
    expected = SentenceTransformer(str(models["m2-bert-64"]), device="cpu").encode(texts)
    assert numpy.array_equal(SentenceTransformer(str(tmp_path / "saved"), device="cpu").encode(texts), expected)
