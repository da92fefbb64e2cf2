"""The backend of a wrapped tokenizer as its users see it: changes are noticed."""

from __future__ import annotations

import copy
from typing import Any, Callable

__all__ = ["BackendProxy"]

# Parts that can be changed in place, and methods that change it.
_CHANGING = frozenset(
    {
        *("add_special_tokens", "add_tokens", "train", "train_from_iterator"),
        *("decoder", "model", "normalizer", "post_processor", "pre_tokenizer"),
    }
)


class BackendProxy:
    """Stands for a `tokenizers.Tokenizer`, of which it says it is one.

    Parameters
    ----------
    backend : tokenizers.Tokenizer
        The object itself.
    changed : callable
        Called where something may have changed it.
    """

    __slots__ = ("_backend", "_changed")

    def __init__(self, backend: Any, changed: Callable[[], None]) -> None:
        object.__setattr__(self, "_backend", backend)
        object.__setattr__(self, "_changed", changed)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        kind: type = type(self._backend)
        return kind

    def __getattr__(self, name: str) -> Any:
        if name in _CHANGING:
            self._changed()
        return getattr(self._backend, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._changed()
        setattr(self._backend, name, value)

    def __copy__(self) -> Any:
        return copy.copy(self._backend)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return copy.deepcopy(self._backend, memo)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self._backend.__reduce_ex__(protocol)

    def __repr__(self) -> str:
        return repr(self._backend)
