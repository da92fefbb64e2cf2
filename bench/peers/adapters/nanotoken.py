"""nanotoken: WordPiece only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import MAX_LENGTH, Adapter, Model


class Nanotoken(Adapter):
    name, distribution, requirements = "nanotoken", "nanotoken", "nanotoken.txt"
    imports = ("nanotoken", "numpy")

    def __init__(self, model: Model) -> None:
        import nanotoken

        self.tokenizer = nanotoken.Tokenizer(model.path)
        self.parallel = model.threads > 1

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_batch(texts, add_special_tokens=False, parallel=self.parallel)

    def rows(self, result: Any) -> Sequence[Any]:
        return [result[i] for i in range(len(result))]

    def call(self, texts: list[str]) -> Any:
        result = self.tokenizer.encode_batch_padded(texts, max_length=MAX_LENGTH, parallel=self.parallel)
        return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.decode_batch(rows)
