"""A wrapper for programs that ask for ``PreTrainedTokenizerBase``: an object of the original's class.

Its encoding methods are the wrapper's, everything else is the original's own code over the original's own attributes.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .wrapper import BudTikTokWrapper

__all__ = ["hf_subclass", "wrapper_of"]

#: Methods that the wrapper answers, where the original or the wrapper has them.
_ENCODING = ("__call__", "batch_encode_plus", "encode_plus", "encode", "encode_batch", "get_token_lengths")
_CHANGING = ("add_tokens", "add_special_tokens")


def hf_subclass(wrapper: BudTikTokWrapper, harmless: frozenset[str]) -> Any:
    """Return an object of a subclass of the original's class; it and the original have the same attributes.

    Parameters
    ----------
    wrapper : BudTikTokWrapper
        Answers the calls.
    harmless : frozenset of str
        Attributes that may be written without the backend being read again.
    """
    kind: Any = type(wrapper.hf_tokenizer)

    def through(name: str) -> Any:
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return getattr(wrapper, name)(*args, **kwargs)

        method.__name__ = name
        return method

    def written(self: Any, name: str, value: Any) -> None:
        kind.__setattr__(self, name, value)
        if name not in harmless:
            wrapper._suspend()

    def copied(self: Any, memo: dict[int, Any]) -> Any:
        return type(wrapper).from_hf(copy.deepcopy(wrapper.hf_tokenizer, memo)).as_hf_subclass()

    names: dict[str, Any] = {name: through(name) for name in (*_ENCODING, *_CHANGING)}
    names.update(
        __module__=kind.__module__,
        __qualname__=kind.__qualname__,
        __doc__=kind.__doc__,
        __setattr__=written,
        __copy__=lambda self: copied(self, {}),
        __deepcopy__=copied,
        __reduce__=lambda self: (type(wrapper).as_hf_subclass, (wrapper,)),
        backend_tokenizer=property(lambda self: wrapper.backend_tokenizer),
        _budtiktok_wrapper=wrapper,
    )
    # The class has the original's name: it is written into the configurations of saved models.
    made: Any = object.__new__(type(kind.__name__, (kind,), names))
    object.__setattr__(made, "__dict__", wrapper.hf_tokenizer.__dict__)
    return made


def wrapper_of(tokenizer: Any) -> Any:
    """Return the wrapper behind an object of `hf_subclass`, None for any other."""
    return getattr(type(tokenizer), "_budtiktok_wrapper", None)
