"""The tokenizer of LatentBud: wraps a fast tokenizer of `transformers`, falls back to it where it has to.

`create_budtiktok_tokenizer` decides which of the two a model gets; `BudTikTokWrapper` is the one, and has the other
inside.
"""

from __future__ import annotations

from .encodings import EncodingWrapper, LazyEncodings
from .factory import (
    SelfCheckError,
    create_budtiktok_tokenizer,
    get_budtiktok_config,
    is_budtiktok_tokenizer,
)
from .result import BatchEncodingResult
from .wrapper import BudTikTokWrapper, NotWrappableError

__all__ = [
    "BUDTIKTOK_AVAILABLE",
    "BatchEncodingResult",
    "BudTikTokWrapper",
    "EncodingWrapper",
    "LazyEncodings",
    "NotWrappableError",
    "SelfCheckError",
    "create_budtiktok_tokenizer",
    "get_budtiktok_config",
    "is_budtiktok_tokenizer",
]

# The library is loaded where this module is. Setting it to False makes `create_budtiktok_tokenizer` return originals.
BUDTIKTOK_AVAILABLE = True
