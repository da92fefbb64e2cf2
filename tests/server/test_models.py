"""Each model class of infinity_emb, plain and patched, in one process: features, lengths, outputs, what was used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import _counts
import numpy
import pytest
from _models import Pair, assert_same_features, features, items, load, load_pair, outputs, task_of, tokenizer_of
from _paths import minilm_path
from _texts import everything, plain_texts
from tiny_models import MODELS

from budtiktok.integrations import infinity
from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

SIZES = (1, 2, 32, 33, 1024)
MINILM = "minilm"


@pytest.fixture(scope="module", params=[*MODELS, MINILM])
def pair(request: pytest.FixtureRequest, models: dict[str, Path]) -> Iterator[Pair]:
    path = minilm_path() if request.param == MINILM else models[request.param]
    yield load_pair(request.param, path)


def flat(batch: list[Any]) -> list[str]:
    return [item if isinstance(item, str) else item[0] + item[1] for item in batch]


def test_all_tokenizers_are_replaced(pair: Pair) -> None:
    assert not is_budtiktok_tokenizer(tokenizer_of(pair.plain))
    assert is_budtiktok_tokenizer(tokenizer_of(pair.fast))
    assert pair.fast._infinity_tokenizer is tokenizer_of(pair.fast)


def test_features(pair: Pair) -> None:
    texts = list(everything())
    before = tokenizer_of(pair.fast).stats()
    batches = tensors = 0
    for size in (1,) if task_of(pair.plain) == "classify" else SIZES:
        for start in range(0, len(texts), size):
            batch = items(pair.plain, texts)[start : start + size] if start == 0 else None
            batch = batch or items(pair.plain, texts[start : start + size])
            where = f"{pair.name}, batch of {size} from {start}"
            tensors += assert_same_features(features(pair.plain, batch), features(pair.fast, batch), where)
            batches += 1
    after = tokenizer_of(pair.fast).stats()
    assert after["failures"] == 0
    # Rows without any token are the only thing that the original is asked for.
    assert set(after["fallback_reasons"]) <= ({"no tokens"} if pair.name == "m7-qwen3" else set())
    assert (
        after["native_calls"] + after["fallback_calls"] - before["native_calls"] - before["fallback_calls"] == batches
    )
    assert tensors >= 2 * batches
    _counts.add(pair.name, "batches with equal features", batches)


@pytest.mark.parametrize("size", [1, 33, 1024])
def test_lengths(pair: Pair, size: int) -> None:
    texts = flat(items(pair.plain, list(everything()[:400] if size == 1 else everything())))
    for start in range(0, len(texts), size):
        batch = texts[start : start + size]
        assert pair.plain.tokenize_lengths(batch) == pair.fast.tokenize_lengths(batch)
        _counts.add(pair.name, "equal lengths", len(batch))


def test_outputs_are_bit_identical(pair: Pair) -> None:
    texts = list(plain_texts())
    for size, count in ((1, 25), (2, 20), (33, 132)):
        for start in range(0, count, size):
            batch = items(pair.plain, texts[start : start + size])
            plain, fast = outputs(pair.plain, batch), outputs(pair.fast, batch)
            if isinstance(plain, list):
                assert plain == fast
            else:
                assert plain.dtype == fast.dtype
                assert numpy.array_equal(plain, fast)
            _counts.add(pair.name, "bit-identical outputs", len(batch))


def test_outputs_depend_on_the_text(pair: Pair) -> None:
    one, other = (outputs(pair.plain, items(pair.plain, [text], 1)) for text in ("a cold night", "a warm night"))
    if isinstance(one, list):
        one, other = ([row["score"] for row in rows[0]] for rows in (one, other))
    assert numpy.abs(numpy.asarray(one) - numpy.asarray(other)).max() > 1e-3


@pytest.mark.parametrize("name", ["m1-bert", "m5b-xlm-r-rerank", "m6-bert-classify", "m3-roberta"])
def test_every_batch_is_native_in_strict_mode(
    name: str, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with infinity.patched():
        model = load(models[name])
        before = infinity.stats()
        texts = list(plain_texts()[:96])
        for start in range(0, 96, 32):
            outputs(model, items(model, texts[start : start + 32]))
        after = infinity.stats()
    calls = {key: after[key] - before[key] for key in ("native_calls", "native_texts", "fallback_calls", "failures")}
    # The pipeline of a classifier tokenizes text by text.
    expected = 96 if task_of(model) == "classify" else 3
    assert calls == {"native_calls": expected, "native_texts": 96, "fallback_calls": 0, "failures": 0}
    assert after["models"][str(models[name])]["native_texts"] >= 96


def test_the_warm_up_runs_on_the_wrapper(models: dict[str, Path]) -> None:
    with infinity.patched():
        model = load(models["m1-bert"], model_warmup=True)
    found = tokenizer_of(model).stats()
    assert found["native_calls"] > 0 and found["fallback_calls"] == 0


@pytest.mark.parametrize("name", ["m1-bert", "m2-bert-64", "m5b-xlm-r-rerank", "m6-bert-classify"])
def test_fast_lengths(name: str, models: dict[str, Path]) -> None:
    plain = load(models[name])
    texts = flat(items(plain, list(everything()[:500])))
    with infinity.patched(fast_lengths=True):
        fast = load(models[name])
        before = tokenizer_of(fast).stats()["native_calls"]
        assert fast.tokenize_lengths(texts) == plain.tokenize_lengths(texts)
        # No ids were made.
        assert tokenizer_of(fast).stats()["native_calls"] == before
        for wrong in (["a", None], 7, "text", [], ["\ud800"]):
            assert _outcome(fast, wrong) == _outcome(plain, wrong)
    assert "fast" not in vars(type(fast))["tokenize_lengths"].__qualname__
    _counts.add(name, "equal fast lengths", len(texts))


def _outcome(model: Any, texts: Any) -> Any:
    try:
        return model.tokenize_lengths(texts)
    except Exception as error:
        return type(error)


def test_100_000_texts(models: dict[str, Path]) -> None:
    pair = load_pair("m1-bert", models["m1-bert"])
    texts = [text[:200] for text in plain_texts()]
    many = [f"{text} {number}" for number, text in enumerate(texts * (100_000 // len(texts) + 1))][:100_000]
    assert_same_features(features(pair.plain, many), features(pair.fast, many), "100,000 texts")
    assert pair.plain.tokenize_lengths(many) == pair.fast.tokenize_lengths(many)


@pytest.mark.parametrize("name", ["m1-bert", "m3-roberta", "m4-xlm-r"])
def test_a_text_of_5_mb(name: str, models: dict[str, Path]) -> None:
    pair = load_pair(name, models[name])
    long = " ".join(plain_texts())
    long = (long * (5_000_000 // len(long) + 1))[:5_000_000]
    assert_same_features(features(pair.plain, [long, "a"]), features(pair.fast, [long, "a"]), "5 MB")
    assert pair.plain.tokenize_lengths([long]) == pair.fast.tokenize_lengths([long])


@pytest.mark.parametrize("name", ["m1-bert", "m3-roberta", "m5-bert-rerank", "m6-bert-classify"])
def test_what_is_no_text_fails_as_before(name: str, models: dict[str, Path]) -> None:
    pair = load_pair(name, models[name])
    wrong: list[Any] = [
        ["\ud800"],
        ["a", "\udfff b"],
        [None],
        [7],
        ["a", 1.5],
        None,
        3,
        [],
        [[]],
        [["a"]],
        "text",
        [b"a"],
    ]
    if task_of(pair.plain) == "rerank":
        wrong += [[("a", "\ud800")], [("a", None)], [("a",)], [(1, 2)]]
    for batch in wrong:
        found = []
        for model in (pair.plain, pair.fast):
            try:
                found.append(repr(features(model, batch)))
            except Exception as error:
                found.append(repr(type(error)))
        assert found[0] == found[1], batch
    after = features(pair.fast, items(pair.fast, ["still alive"]))
    assert_same_features(features(pair.plain, items(pair.plain, ["still alive"])), after, name)
