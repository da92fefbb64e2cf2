"""The tokenizer of LatentBud: wraps a fast tokenizer of `transformers`, falls back to it where it has to.

`create_budtiktok_tokenizer` decides which of the two a model gets; `BudTikTokWrapper` is the one, and has the other
inside.
"""

from __future__ import annotations

from .encodings import EncodingWrapper, LazyEncodings
from .result import BatchEncodingResult
from .wrapper import BudTikTokWrapper, NotWrappableError

__all__ = [
    "BatchEncodingResult",
    "BudTikTokWrapper",
    "EncodingWrapper",
    "LazyEncodings",
    "NotWrappableError",
]
