"""Engines of infinity_emb in this process: asynchronous, arrays, synchronous, with token counts and without."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import _counts
import pytest
from _answers import assert_close
from _models import engine_args, tokenizer_of
from _texts import plain_texts
from infinity_emb import AsyncEmbeddingEngine, AsyncEngineArray, SyncEngineArray

from budtiktok.integrations import infinity
from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

TEXTS = list(plain_texts()[:150])
SERVED = {"embed": "m1-bert", "rerank": "m5-bert-rerank", "classify": "m6-bert-classify"}


def arguments(models: dict[str, Path], lengths: bool) -> list[Any]:
    return [
        engine_args(models[path], served_model_name=name, lengths_via_tokenize=lengths, model_warmup=True)
        for name, path in SERVED.items()
    ]


async def use(array: Any) -> dict[str, Any]:
    """Ask every model of an array, several requests at once."""
    await array.astart()
    try:
        parts = [TEXTS[at : at + 30] for at in range(0, len(TEXTS), 30)]
        embeds = await asyncio.gather(*(array.embed(model="embed", sentences=part) for part in parts))
        classes = await asyncio.gather(*(array.classify(model="classify", sentences=part) for part in parts))
        ranks = await asyncio.gather(
            *(array.rerank(model="rerank", query=part[0][:200], docs=part, raw_scores=True) for part in parts)
        )
    finally:
        await array.astop()
    return {"embed": embeds, "classify": classes, "rerank": ranks}


def assert_same(plain: dict[str, Any], fast: dict[str, Any]) -> None:
    for task, answers in plain.items():
        for (left, left_usage), (right, right_usage) in zip(answers, fast[task], strict=True):
            assert left_usage == right_usage
            if task == "embed":
                assert_close(left, right, task)
            elif task == "rerank":
                assert_close([row.relevance_score for row in left], [row.relevance_score for row in right], task)
                scores = {row.index: row.relevance_score for row in left}
                for one, other in zip(left, right, strict=True):  # the same order, but for equal scores
                    assert_close(scores[one.index], scores[other.index], task)
            else:
                for one, other in zip(left, right, strict=True):
                    scores = {row["label"]: row["score"] for row in other}
                    assert [row["label"] for row in one] == [row["label"] for row in other]
                    assert_close([row["score"] for row in one], [scores[row["label"]] for row in one], task)
            _counts.add(f"engine, {task}", "equal results", len(left))


@pytest.mark.parametrize("lengths", [False, True])
def test_an_array_of_engines(lengths: bool, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = asyncio.run(use(AsyncEngineArray.from_args(arguments(models, lengths))))
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    before = infinity.stats()
    with infinity.patched():
        array = AsyncEngineArray.from_args(arguments(models, lengths))
    fast = asyncio.run(use(array))
    assert_same(plain, fast)
    after = infinity.stats()
    assert after["native_texts"] - before["native_texts"] >= 3 * len(TEXTS)
    assert after["failures"] == before["failures"] and after["fallback_calls"] == before["fallback_calls"]


def test_a_synchronous_array(models: dict[str, Path]) -> None:
    def ask(array: Any) -> dict[str, Any]:
        try:
            return {
                "embed": [array.embed(model="embed", sentences=TEXTS).result(60)],
                "classify": [array.classify(model="classify", sentences=TEXTS).result(60)],
                "rerank": [array.rerank(model="rerank", query="words", docs=TEXTS, raw_scores=True).result(60)],
            }
        finally:
            array.stop()

    plain = ask(SyncEngineArray.from_args(arguments(models, True)))
    with infinity.patched():
        array = SyncEngineArray.from_args(arguments(models, True))
    assert_same(plain, ask(array))


def test_an_engine_that_is_there_already(models: dict[str, Path]) -> None:
    async def embed(engine: Any) -> Any:
        async with engine:
            return await engine.embed(sentences=TEXTS)

    engine = AsyncEmbeddingEngine.from_args(engine_args(models["m1-bert"], lengths_via_tokenize=True))
    plain = asyncio.run(embed(engine))
    (model,) = engine._model_replicas
    original = tokenizer_of(model)
    assert infinity.patch_engine(engine) == 1
    assert is_budtiktok_tokenizer(tokenizer_of(model)) and tokenizer_of(model).hf_tokenizer is original
    assert_same({"embed": [plain]}, {"embed": [asyncio.run(embed(engine))]})
    assert infinity.patch_engine(engine) == 1, "doing it again changes nothing"

    array = AsyncEngineArray.from_args(arguments(models, True))
    assert infinity.patch_engine(array) == 3
    assert infinity.patch_engine(AsyncEngineArray.from_args(arguments(models, True)), use_budtiktok=False) == 0


def test_replicas_share_one_line_of_the_log(models: dict[str, Path], caplog: pytest.LogCaptureFixture) -> None:
    with infinity.patched():
        engine = AsyncEmbeddingEngine.from_args(engine_args(models["m1-bert"]))
        AsyncEmbeddingEngine.from_args(engine_args(models["m1-bert"]))
    assert is_budtiktok_tokenizer(tokenizer_of(engine._model_replicas[0]))
    assert sum("budtiktok: using BudTikTok tokenizer" in row.getMessage() for row in caplog.records) == 1


def test_models_without_texts_are_left_alone() -> None:
    from infinity_emb.transformer.utils import AudioEmbedEngine, EmbedderEngine, ImageEmbedEngine

    others = [EmbedderEngine.debugengine.value, ImageEmbedEngine.torch.value, AudioEmbedEngine.torch.value]
    before = [vars(kind).get("__init__") for kind in others]
    with infinity.patched():
        assert [vars(kind).get("__init__") for kind in others] == before
