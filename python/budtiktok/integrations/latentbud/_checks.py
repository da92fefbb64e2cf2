"""Which tokenizers of `transformers` can be wrapped: those that encode as the base class does."""

from __future__ import annotations

from typing import Any

__all__ = ["NotWrappableError", "check_wrappable", "refuses_words"]

# What decides how a call is encoded.
_METHODS = (
    "__call__",
    "_call_one",
    "_encode_plus",
    "_batch_encode_plus",
    "encode_plus",
    "batch_encode_plus",
    "set_truncation_and_padding",
    "_convert_encoding",
    "_get_padding_truncation_strategies",
    "pad_token_type_id",
)
_BASE = ("transformers.tokenization_utils_base", "transformers.tokenization_utils_fast")
_BASE_5 = ("transformers.tokenization_utils_base", "transformers.tokenization_utils_tokenizers")
# Classes of the package whose _encode_plus only demands add_prefix_space for texts that are words.
_DEMANDING = frozenset(
    f"transformers.models.{name}.tokenization_{name}_fast"
    for name in (
        *("bart", "blenderbot", "bloom", "codegen", "cohere", "deberta", "gpt2", "led"),
        *("longformer", "mvp", "roberta", "whisper"),
    )
)


class NotWrappableError(TypeError):
    """A tokenizer that encodes in its own way, or not natively at all."""


def _definers(tokenizer: Any) -> list[tuple[str, str]]:
    """Return where the methods are defined that are not the base class's: method, module."""
    found = []
    for name in _METHODS:
        for kind in type(tokenizer).__mro__:
            if name in vars(kind):
                if kind.__module__ not in (*_BASE, *_BASE_5):
                    found.append((name, kind.__module__))
                break
        if name in vars(tokenizer):
            found.append((name, "the object itself"))
    return found


def check_wrappable(tokenizer: Any) -> None:
    """Refuse what cannot be wrapped.

    Raises
    ------
    NotWrappableError
        Says the class and why.
    """
    kind = type(tokenizer).__name__
    if not getattr(tokenizer, "is_fast", False) or not hasattr(tokenizer, "backend_tokenizer"):
        raise NotWrappableError(f"{kind} is no fast tokenizer")
    for method, module in _definers(tokenizer):
        if module not in _DEMANDING:
            raise NotWrappableError(f"{kind} encodes in its own way: {method} is defined in {module}")


def refuses_words(tokenizer: Any) -> bool:
    """Whether the class demands ``add_prefix_space`` for texts that are words."""
    return any(module in _DEMANDING for _, module in _definers(tokenizer))
