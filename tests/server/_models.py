"""Models of infinity_emb in this process, plain and patched, and what is compared of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import torch
from infinity_emb.args import EngineArgs
from infinity_emb.inference.select_model import select_model

from budtiktok.integrations import infinity


class Pair(NamedTuple):
    """The same model twice."""

    name: str
    plain: Any
    fast: Any


def engine_args(path: Path | str, **more: Any) -> Any:
    """Arguments of an engine on the CPU."""
    arguments = {"engine": "torch", "device": "cpu", "bettertransformer": False, "model_warmup": False, **more}
    return EngineArgs(model_name_or_path=str(path), **arguments)


def load(path: Path | str, **more: Any) -> Any:
    """Make a model the way an engine does."""
    return select_model(engine_args(path, **more))[0][0]


def load_pair(name: str, path: Path, **arguments: Any) -> Pair:
    """Make a model without and with `patch`."""
    plain = load(path)
    with infinity.patched(**arguments):
        fast = load(path)
    return Pair(name, plain, fast)


def tokenizer_of(model: Any) -> Any:
    """Return the tokenizer that makes features."""
    return model._pipe.tokenizer if hasattr(model, "_pipe") else model.tokenizer


def task_of(model: Any) -> str:
    """Return "embed", "rerank" or "classify"."""
    return next(task for task in ("classify", "rerank", "embed") if task in model.capabilities)


def items(model: Any, texts: list[str], every: int = 7) -> list[Any]:
    """Return what `encode_pre` takes for these texts."""
    if task_of(model) == "rerank":
        return [(texts[at * every % len(texts)][:300], text) for at, text in enumerate(texts)]
    return texts


def features(model: Any, batch: list[Any]) -> list[dict[str, Any]]:
    """Return what the model is fed with; of a classifier, one mapping a text."""
    if task_of(model) == "classify":
        return [dict(model._pipe.preprocess(text, truncation=True, padding=True)) for text in batch]
    return [dict(model.encode_pre(batch))]


def outputs(model: Any, batch: list[Any]) -> Any:
    """Return what the model makes of a batch."""
    return model.encode_post(model.encode_core(model.encode_pre(batch)))


def assert_same_features(plain: list[dict[str, Any]], fast: list[dict[str, Any]], where: str) -> int:
    """Compare keys, their order, types, shapes and values, and return how many tensors there were."""
    count = 0
    assert len(plain) == len(fast)
    for left, right in zip(plain, fast):
        assert list(left) == list(right), where
        for key, value in left.items():
            other = right[key]
            assert (value.dtype, value.shape) == (other.dtype, other.shape), (where, key)
            assert torch.equal(value, other), (where, key)
            assert other.is_contiguous(), (where, key)
            count += 1
    return count
