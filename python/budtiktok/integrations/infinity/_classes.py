"""The model classes of `infinity_emb` that tokenize, and where their objects keep tokenizers."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any, Callable, NamedTuple

from ..latentbud import is_budtiktok_tokenizer

__all__ = ["ENGINES", "ModelClass", "installed_version", "model_classes", "spec_of"]

ENGINES = ("torch", "optimum")


class ModelClass(NamedTuple):
    """How one class uses its tokenizers.

    Attributes
    ----------
    task, engine : str
        Name of the enum of `infinity_emb.transformer.utils` and of its member.
    read : callable
        Returns the tokenizer that makes features, given a model.
    write : callable
        Puts another one in all places.
    lengths : str
        What its `tokenize_lengths` counts: "cut" and "whole" are without specials, cut at `model_max_length` or
        not; "cut with specials".
    """

    task: str
    engine: str
    read: Callable[[Any], Any]
    write: Callable[[Any, Any], None]
    lengths: str


def _first_module_tokenizer(model: Any) -> Any:
    return model._first_module().tokenizer


def _own_tokenizer(model: Any) -> Any:
    return model.tokenizer


def _pipe_tokenizer(model: Any) -> Any:
    return model._pipe.tokenizer


def _put(model: Any, tokenizer: Any) -> None:
    model.tokenizer = tokenizer
    model._infinity_tokenizer = tokenizer


def _put_pipe(model: Any, tokenizer: Any) -> None:
    model._pipe.tokenizer = tokenizer
    model._infinity_tokenizer = tokenizer


def _put_all(model: Any, tokenizer: Any) -> None:
    _put(model, tokenizer)
    model._pipe.tokenizer = tokenizer


_CLASSES = (
    ModelClass("EmbedderEngine", "torch", _first_module_tokenizer, _put, "cut"),
    ModelClass("RerankEngine", "torch", _own_tokenizer, _put, "cut"),
    ModelClass("PredictEngine", "torch", _pipe_tokenizer, _put_pipe, "whole"),
    ModelClass("EmbedderEngine", "optimum", _own_tokenizer, _put, "cut with specials"),
    ModelClass("RerankEngine", "optimum", _own_tokenizer, _put, "cut with specials"),
    ModelClass("PredictEngine", "optimum", _pipe_tokenizer, _put_all, "whole"),
)


def installed_version() -> str:
    """Return the version of `infinity_emb`.

    Raises
    ------
    ImportError
        It is not installed.
    """
    return str(getattr(importlib.import_module("infinity_emb"), "__version__", "?"))


def model_classes(engines: Iterable[str]) -> list[tuple[type | str, ModelClass]]:
    """Return the classes of some engines, by name where the installed version has none of it.

    The enums hold the class objects, which other modules import by name: only what is set on a class has an effect.
    """
    utils = importlib.import_module("infinity_emb.transformer.utils")
    found: list[tuple[type | str, ModelClass]] = []
    for spec in _CLASSES:
        if spec.engine not in engines:
            continue
        member = getattr(getattr(utils, spec.task, None), spec.engine, None)
        kind = getattr(member, "value", None)
        has_parts = isinstance(kind, type) and {"__init__", "tokenize_lengths"} <= vars(kind).keys()
        found.append((kind if has_parts else f"{spec.task}.{spec.engine}", spec))  # type: ignore[arg-type]
    return found


def spec_of(model: Any) -> ModelClass | None:
    """Return how the class of a model uses its tokenizers, None for another one."""
    for kind, spec in model_classes(ENGINES):
        if isinstance(kind, type) and isinstance(model, kind):
            return spec
    return None


def count_tokens(model: Any, texts: list[str], lengths: str) -> list[int]:
    """Return what `tokenize_lengths` of a model counts, without ids being made.

    Raises
    ------
    TypeError
        The model has another tokenizer.
    Exception
        What counting fails with: the model's own method has to be asked.
    """
    tokenizer = model._infinity_tokenizer
    if not is_budtiktok_tokenizer(tokenizer):
        raise TypeError("no wrapper")
    if not texts or not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise TypeError("no list of texts")
    counts: list[int] = tokenizer.get_token_lengths(
        texts, use_cache=False, add_special_tokens=lengths == "cut with specials"
    )
    most = tokenizer.model_max_length
    return counts if lengths == "whole" else [min(count, most) for count in counts]
