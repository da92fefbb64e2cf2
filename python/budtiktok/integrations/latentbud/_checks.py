"""Which tokenizers of `transformers` can be wrapped: those that encode as the base class does."""

from __future__ import annotations

from typing import Any

__all__ = ["NotWrappableError", "check_wrappable", "only_reads", "refuses_words"]

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
# Methods of the base class that change what is encoded; its others read only.
_CHANGING = frozenset(
    {
        *("_add_tokens", "_set_model_specific_special_tokens", "_switch_to_input_mode", "_switch_to_target_mode"),
        *("add_special_tokens", "add_tokens", "as_target_tokenizer", "prepare_seq2seq_batch"),
        *("sanitize_special_tokens", "update_post_processor"),
    }
)
# Methods that read only, whichever class defines them.
_READING = frozenset(
    {
        *("batch_decode", "build_inputs_with_special_tokens", "convert_ids_to_tokens", "convert_tokens_to_ids"),
        *("convert_tokens_to_string", "create_token_type_ids_from_sequences", "decode", "get_special_tokens_mask"),
        *("get_vocab", "num_special_tokens_to_add", "save_pretrained", "save_vocabulary", "tokenize"),
    }
)
_PLAIN = (str, bytes, int, float, type(None))


class NotWrappableError(TypeError):
    """A tokenizer that encodes in its own way, or not natively at all."""


def _definer(tokenizer: Any, name: str) -> str | None:
    """Return the module of the class that defines a name, None where no class does."""
    return next((kind.__module__ for kind in type(tokenizer).__mro__ if name in vars(kind)), None)


def _definers(tokenizer: Any) -> list[tuple[str, str]]:
    """Return where the methods are defined that are not the base class's: method, module."""
    found = []
    for name in _METHODS:
        module = _definer(tokenizer, name)
        if module is not None and module not in (*_BASE, *_BASE_5):
            found.append((name, module))
        if name in vars(tokenizer):
            found.append((name, "the object itself"))
    return found


def only_reads(tokenizer: Any, name: str, value: Any) -> bool:
    """Whether somebody who has this attribute of a tokenizer cannot change with it what is encoded."""
    if isinstance(value, _PLAIN) or name in _READING:
        return True
    if not callable(value) or name in _CHANGING:
        return False
    return _definer(tokenizer, name) in (*_BASE, *_BASE_5)


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
