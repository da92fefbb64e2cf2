"""The classes of the engine "optimum", plain and patched: features, lengths, outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import _counts
import numpy
import pytest
import torch
from _models import load, task_of, tokenizer_of
from _texts import plain_texts
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

from budtiktok.integrations import infinity
from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

NAMES = ("m1-bert", "m5-bert-rerank", "m6-bert-classify")


@pytest.fixture(scope="module", params=NAMES)
def folder(request: pytest.FixtureRequest, models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model as model.onnx beside its tokenizer, named absolutely: a relative path is joined twice."""
    source = models[request.param]
    kind = AutoModel if request.param == "m1-bert" else AutoModelForSequenceClassification
    model = kind.from_pretrained(source, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(source)
    made = tmp_path_factory.mktemp(request.param)
    model.config.save_pretrained(made)
    tokenizer.save_pretrained(made)
    example = tokenizer(["two words", "a longer text"], padding=True, return_tensors="pt")
    # The reranker of the server hands no token types on.
    inputs = ["input_ids", "attention_mask"] if request.param == NAMES[1] else [*example]
    output = "last_hidden_state" if kind is AutoModel else "logits"
    torch.onnx.export(
        model,
        (dict(example.items() if request.param != NAMES[1] else ((name, example[name]) for name in inputs)),),
        str(made / "model.onnx"),
        input_names=inputs,
        output_names=[output],
        dynamic_axes={name: {0: "rows", 1: "tokens"} for name in [*inputs, *([output] if kind is AutoModel else [])]},
        dynamo=False,
    )
    return made


def features(model: Any, texts: list[Any]) -> list[dict[str, Any]]:
    if task_of(model) == "classify":
        return [{key: value.numpy() for key, value in model._pipe.preprocess(text).items()} for text in texts]
    return [model.encode_pre(texts)]


def test_the_optimum_classes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"engine": "optimum"}
    plain = load(folder, **more)
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with infinity.patched():
        fast = load(folder, **more)
    assert is_budtiktok_tokenizer(tokenizer_of(fast)) and is_budtiktok_tokenizer(fast._infinity_tokenizer)
    assert not is_budtiktok_tokenizer(tokenizer_of(plain))
    assert type(fast).__name__.startswith("Optimum")
    # A classifier of this engine never truncates, and fails above the model's positions.
    texts = [text[:400] for text in plain_texts()[:330]]
    for size in (1, 33):
        for start in range(0, 66 if size == 1 else len(texts), size):
            batch: list[Any] = texts[start : start + size]
            assert plain.tokenize_lengths(batch) == fast.tokenize_lengths(batch)
            if task_of(plain) == "rerank":
                batch = [(texts[0], text) for text in batch]
            for left, right in zip(features(plain, batch), features(fast, batch), strict=True):
                assert list(left) == list(right)
                for key, value in left.items():
                    assert value.dtype == right[key].dtype and numpy.array_equal(value, right[key])
            outputs = [model.encode_post(model.encode_core(model.encode_pre(batch))) for model in (plain, fast)]
            if isinstance(outputs[0], list):
                assert outputs[0] == outputs[1]
            else:
                assert numpy.array_equal(*outputs)
            _counts.add(f"optimum, {task_of(plain)}", "texts with equal features, lengths and outputs", len(batch))
    counters = tokenizer_of(fast).stats()
    assert counters["fallback_calls"] == counters["failures"] == 0 < counters["native_calls"]
