"""tuetoken: BPE only."""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model


class Tuetoken(Adapter):
    name, distribution, requirements = "tuetoken", "tuetoken", "tuetoken.txt"
    imports = ("tuetoken", "numpy")

    def __init__(self, model: Model) -> None:
        import tuetoken

        self.tokenizer = tuetoken.AutoTokenizer(model.path)
        self.core = self.tokenizer._core
        self.threads = model.threads

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False)

    def batch(self, texts: list[str]) -> Any:
        return self.core.encode_special_batch(texts, self.threads)

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.batch_decode(rows)
