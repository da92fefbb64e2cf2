"""morpheme: all models."""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model


class Morpheme(Adapter):
    name, distribution, requirements = "morpheme", "morpheme", "morpheme.txt"
    imports = ("morpheme", "numpy")

    def __init__(self, model: Model) -> None:
        import morpheme

        self.tokenizer = morpheme.Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.decode_batch(rows)

    def offsets(self, texts: list[str]) -> Any:
        return [e.offsets for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]
