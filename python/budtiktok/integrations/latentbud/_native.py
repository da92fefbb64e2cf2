"""The native side of a wrapper: a `Tokenizer` that follows an original tokenizer of `transformers`."""

from __future__ import annotations

import threading
from typing import Any

from ..._base import State
from ...encoding import Encoding
from ...hf import input_of
from ...tokenizer import Tokenizer

__all__ = ["Native"]


class Native(Tokenizer):
    """A tokenizer whose defaults are those of an original; results are plain dicts, texts are `str` only."""

    _mapping = dict  # type: ignore[assignment]
    _str_only = True
    # Length and hash of the serialisation it was loaded from.
    _origin: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, original: Any, previous: Native | None = None) -> Native:
        """Load the backend of an original; `previous` comes back where it is that already."""
        text = original.backend_tokenizer.to_str()
        origin = len(text), hash(text)
        if previous is not None and previous._origin == origin:
            return previous
        self = cls.from_str(text)
        self._origin = origin
        # What the backend was last asked to do is no part of a call.
        self.no_truncation()
        self.no_padding()
        return self

    def twin(self) -> Native:
        """Return another object over the same handle: what one takes over does not change the other."""
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__, _lock=threading.Lock(), _warned=set(self._warned))
        return made

    def take(self, original: Any) -> None:
        """Take over the attributes of the original that calls read."""
        special = getattr(original, "_special_tokens_map", None) or {}
        # Not asked for where there is none: the original would log that.
        pad_token = original.pad_token if special.get("pad_token") is not None else None
        self._replace_defaults(
            model_max_length=original.model_max_length,
            padding_side=original.padding_side,
            truncation_side=original.truncation_side,
            pad_token=pad_token,
            pad_token_id=None if pad_token is None else original.pad_token_id,
            pad_token_type_id=original.pad_token_type_id,
            model_input_names=tuple(original.model_input_names),
        )
        self._replace_settings(encode_special_tokens=bool(getattr(original, "split_special_tokens", False)))

    def encodings(self, state: State, text: Any, arguments: tuple[Any, ...]) -> list[Encoding]:
        """Return the rows of a call as objects; `state` is the one that answered it."""
        source, _ = input_of(text, arguments[0], arguments[8], True)
        return self._resolve(state, arguments, quiet=True).encodings(source)
