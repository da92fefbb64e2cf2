"""Failures by injection: the server starts, answers, and says what happened."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import numpy
import pytest
from _answers import assert_same_answer
from _models import engine_args, features, items, load, load_pair, outputs, tokenizer_of
from _server import PATCHED, PLAIN, Server
from _texts import plain_texts
from infinity_emb import AsyncEmbeddingEngine

from budtiktok.errors import BudtiktokError
from budtiktok.integrations import infinity
from budtiktok.integrations.latentbud import SelfCheckError, is_budtiktok_tokenizer

TEXTS = list(plain_texts()[:32])


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(row.levelno, row.getMessage()) for row in caplog.records if row.getMessage().startswith("budtiktok: ")]


@pytest.mark.parametrize("what", ["load", "selfcheck"])
def test_a_model_that_cannot_be_wrapped_keeps_its_tokenizer(
    what: str, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = models["m1-bert"]
    expected = outputs(load(path), TEXTS)
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", what)
    before = infinity.stats()["native_calls"]
    with infinity.patched():
        model = load(path, model_warmup=True)
    assert not is_budtiktok_tokenizer(tokenizer_of(model))
    assert numpy.array_equal(outputs(model, TEXTS), expected)
    assert infinity.stats()["native_calls"] == before
    ((level, line),) = lines(caplog)
    assert level == logging.WARNING
    assert line.startswith(f"budtiktok: loading {path} failed (") and line.endswith(", using HuggingFace tokenizer")


def test_strict_mode_makes_it_an_error(models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "selfcheck")
    with infinity.patched(), pytest.raises(SelfCheckError):
        load(models["m1-bert"])
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:1")
    with infinity.patched():
        model = load(models["m1-bert"])
    with pytest.raises(BudtiktokError):
        features(model, TEXTS)


@pytest.mark.parametrize("name", ["m1-bert", "m5-bert-rerank", "m6-bert-classify"])
def test_three_failing_calls_end_the_native_side(
    name: str, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:3")
    pair = load_pair(name, models[name])
    caplog.clear()
    for turn in range(5):
        batch = items(pair.plain, [TEXTS[turn]])
        plain, fast = outputs(pair.plain, batch), outputs(pair.fast, batch)
        assert plain == fast if isinstance(plain, list) else numpy.array_equal(plain, fast)
    found = tokenizer_of(pair.fast).stats()
    assert found["failures"] == 3 and found["native_calls"] == 0
    assert found["fallback_reasons"] == {"failure": 3, "given up": 2}
    first, last = lines(caplog)
    assert first[0] == last[0] == logging.WARNING
    assert "batch of 1" in first[1] and "from now on" in last[1]
    assert TEXTS[0] not in first[1]


@pytest.mark.parametrize("failures", [1, 2])
def test_fewer_failures_do_not(failures: int, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", f"call:{failures}")
    pair = load_pair("m1-bert", models["m1-bert"])
    for _ in range(4):
        assert numpy.array_equal(outputs(pair.plain, TEXTS), outputs(pair.fast, TEXTS))
    found = tokenizer_of(pair.fast).stats()
    assert (found["failures"], found["native_calls"]) == (failures, 4 - failures)


def test_the_engine_lives_on_after_failures(models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    async def embed(engine: Any) -> list[Any]:
        found = []
        async with engine:
            for text in TEXTS[:6]:
                embeddings, _ = await asyncio.wait_for(engine.embed(sentences=[text]), 60)
                found.append(embeddings[0])
        return found

    expected = asyncio.run(embed(AsyncEmbeddingEngine.from_args(engine_args(models["m1-bert"]))))
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:3")
    with infinity.patched():
        engine = AsyncEmbeddingEngine.from_args(engine_args(models["m1-bert"]))
    found = asyncio.run(embed(engine))
    numpy.testing.assert_allclose(found, expected, atol=1e-6, rtol=0)
    assert tokenizer_of(engine._model_replicas[0]).stats()["failures"] == 3


@pytest.mark.parametrize(
    ("fail", "warning"),
    [("load", "budtiktok: loading {path} failed ("), ("call:3", "failed (last: _InjectedError), using HuggingFace")],
)
def test_servers_that_fail_answer_as_before(fail: str, warning: str, models: dict[str, Path], tmp_path: Path) -> None:
    served = {"bert": models["m1-bert"], "classify": models["m6-bert-classify"]}
    with (
        Server(PLAIN, served, tmp_path) as plain,
        Server(PATCHED, served, tmp_path, {"BUDTIKTOK_TEST_FAIL": fail}, ["--no-model-warmup"]) as fast,
    ):
        plain.wait(), fast.wait()
        for start in range(0, 12, 2):
            for path, model in (("/embeddings", "bert"), ("/classify", "classify")):
                body = {"model": model, "input": TEXTS[start : start + 2]}
                assert_same_answer(path, plain.post(path, body), fast.post(path, body), (fail, path, start))
        for path in served.values():
            assert fast.log.count(warning.format(path=path)) >= 1, fast.log[-3000:]
        assert [server.stop() is not None for server in (plain, fast)] == [True, True]


def test_a_switched_off_package(
    models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import budtiktok.integrations.latentbud as latentbud

    monkeypatch.setattr(latentbud, "BUDTIKTOK_AVAILABLE", False)
    with infinity.patched():
        model = load(models["m1-bert"])
    assert not is_budtiktok_tokenizer(tokenizer_of(model))
    ((level, line),) = lines(caplog)
    assert level == logging.INFO
    assert line == "budtiktok: not available (BUDTIKTOK_AVAILABLE is False), using HuggingFace tokenizer"


@pytest.mark.parametrize("how", ["argument", "BUDTIKTOK_DISABLE", "INFINITY_USE_BUDTIKTOK"])
def test_switched_off(how: str, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    if how != "argument":
        monkeypatch.setenv(how, "1" if how == "BUDTIKTOK_DISABLE" else "false")
    with infinity.patched(**({"use_budtiktok": False} if how == "argument" else {})):
        model = load(models["m1-bert"])
    assert not is_budtiktok_tokenizer(tokenizer_of(model))
    assert not is_budtiktok_tokenizer(model._infinity_tokenizer)
