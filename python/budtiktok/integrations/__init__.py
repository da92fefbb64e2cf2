"""BudTikTok inside other programs: tokenizers of `transformers`, the server `infinity_emb`, sentence-transformers.

Nothing here is imported by ``import budtiktok``, and nothing here imports `transformers`, `torch` or `infinity_emb`
before it is needed.
"""

from __future__ import annotations
