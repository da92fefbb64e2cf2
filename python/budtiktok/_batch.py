"""`Batch`: what a call of a tokenizer gives."""

from __future__ import annotations

import importlib
from typing import Any

__all__ = ["Batch"]

# BatchEncoding and the attributes of an empty one, once it was asked for.
_target: tuple[Any, dict[str, Any]] | None = None


class Batch(dict[str, Any]):
    """The result of calling a tokenizer: a dict whose keys are attributes too.

    Examples
    --------
    >>> Batch(input_ids=[1, 2]).input_ids
    [1, 2]
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def to(self, *args: Any, **kwargs: Any) -> Batch:
        """Move every tensor with its own ``to(...)``, in place, and return the batch."""
        for key, value in self.items():
            if hasattr(value, "to"):
                self[key] = value.to(*args, **kwargs)
        return self

    def to_batch_encoding(self) -> Any:
        """Return a ``transformers.BatchEncoding`` whose ``data`` is this batch, without a copy.

        It has no `Encoding` objects behind it, as one of a slow tokenizer. Its constructor is not run: that
        costs several times what the call of the tokenizer does.

        Returns
        -------
        transformers.BatchEncoding

        Raises
        ------
        ImportError
            Where `transformers` is not installed.
        """
        global _target
        if _target is None:
            kind = importlib.import_module("transformers").BatchEncoding
            _target = (kind, vars(kind({})))
        kind, attributes = _target
        result = kind.__new__(kind)
        own = result.__dict__
        own.update(attributes)
        own["data"] = self
        return result
