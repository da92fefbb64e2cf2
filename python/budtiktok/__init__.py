"""BudTikTok: text to token ids, exactly as Hugging Face `tokenizers` 0.22 computes them.

`Tokenizer` has the names of the `tokenizers` library and is callable as in `transformers`; results are lists,
or numpy arrays and torch tensors whose memory the C library fills. The package is pure Python over the shared
library ``libbudtiktok``.
"""

from __future__ import annotations

from .added_token import AddedToken
from .auto import AutoTokenizer
from .components import Decoder, Model, Normalizer, PostProcessor, PreTokenizer, Token
from .decoding import DecodeStream
from .encoding import Encoding
from .errors import (
    BudtiktokError,
    FileMissingError,
    FileReadError,
    InvalidArgumentError,
    InvalidTextError,
    LimitError,
    NotFoundError,
    OutOfMemoryError,
    ParseError,
    UnsupportedError,
)
from .hf import Batch
from .process import (
    build_info,
    get_config,
    get_num_threads,
    get_simd_level,
    init_optimal,
    set_num_threads,
    set_simd_level,
    simd_levels,
    version,
)
from .tokenizer import Tokenizer

__version__ = version()

# Names that LatentBud uses.
BudTikTokTokenizer = PyTokenizer = Tokenizer

__all__ = [
    "AddedToken",
    "AutoTokenizer",
    "Batch",
    "BudTikTokTokenizer",
    "BudtiktokError",
    "DecodeStream",
    "Decoder",
    "Encoding",
    "FileMissingError",
    "FileReadError",
    "InvalidArgumentError",
    "InvalidTextError",
    "LimitError",
    "Model",
    "Normalizer",
    "NotFoundError",
    "OutOfMemoryError",
    "ParseError",
    "PostProcessor",
    "PreTokenizer",
    "PyTokenizer",
    "Token",
    "Tokenizer",
    "UnsupportedError",
    "__version__",
    "build_info",
    "get_config",
    "get_num_threads",
    "get_simd_level",
    "init_optimal",
    "set_num_threads",
    "set_simd_level",
    "simd_levels",
]
