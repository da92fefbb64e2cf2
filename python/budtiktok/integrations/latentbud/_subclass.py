"""A wrapper that has the type of its original, for callers that ask for that."""

from __future__ import annotations

import functools
from typing import Any

__all__ = ["make_subclass", "wrapper_of"]

# Methods of the wrapper that answer.
_FORWARDED = (
    *("__call__", "batch_encode_plus", "encode", "encode_batch", "encode_plus"),
    *("add_special_tokens", "add_tokens", "stats"),
)


def make_subclass(wrapper: Any, original: Any) -> Any:
    """Return an instance of a subclass of the original's class whose calls the wrapper answers.

    Parameters
    ----------
    wrapper : BudTikTokWrapper
        What answers.
    original : transformers.PreTrainedTokenizerFast
        Its original; the result has the same attributes, so that what is set on either is seen by both.

    Returns
    -------
    transformers.PreTrainedTokenizerFast
    """
    kind: Any = type(original)

    def forward(name: str) -> Any:
        def method(_: Any, *args: Any, **kwargs: Any) -> Any:
            return getattr(wrapper, name)(*args, **kwargs)

        return functools.wraps(getattr(type(wrapper), name))(method)

    def set_attribute(made: Any, name: str, value: Any) -> None:
        wrapper._set_through(name, lambda: kind.__setattr__(made, name, value))

    def reduce(_: Any, protocol: Any) -> Any:
        return _itself, (wrapper.hf_tokenizer,)

    body = {name: forward(name) for name in _FORWARDED}
    body.update(__reduce_ex__=reduce, __setattr__=set_attribute, __module__=kind.__module__)
    body["_budtiktok_wrapper"] = wrapper
    made: Any = object.__new__(type(kind.__name__, (kind,), body))
    object.__setattr__(made, "__dict__", original.__dict__)
    return made


def _itself(tokenizer: Any) -> Any:
    return tokenizer


def wrapper_of(tokenizer: Any) -> Any:
    """Return the wrapper that answers for a tokenizer of `make_subclass`, None for any other."""
    return getattr(type(tokenizer), "_budtiktok_wrapper", None)
