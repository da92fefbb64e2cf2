"""kitoken: all models."""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model


class Kitoken(Adapter):
    name, distribution, requirements = "kitoken", "kitoken", "kitoken.txt"
    imports = ("kitoken", "numpy")

    def __init__(self, model: Model) -> None:
        from kitoken import Kitoken as Library

        self.tokenizer = Library.from_tokenizers_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, True)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_all(texts, True)

    def decode(self, rows: list[list[int]]) -> Any:
        return [text.decode("utf-8", "replace") for text in self.tokenizer.decode_all(rows)]
