"""iree-tokenizer: all models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import Adapter, Model


class Iree(Adapter):
    name, distribution, requirements = "iree-tokenizer", "iree-tokenizer", "iree-tokenizer.txt"
    imports = ("iree.tokenizer", "numpy")

    def __init__(self, model: Model) -> None:
        from iree.tokenizer import Tokenizer

        self.tokenizer = Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text)

    def document(self, text: str) -> Any:
        return self.tokenizer.encode_to_array(text)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_batch_to_array(texts)

    def rows(self, result: Any) -> Sequence[Any]:
        ids, lengths = result
        rows, begin = [], 0
        for length in lengths.tolist():
            rows.append(ids[begin : begin + length])
            begin += length
        return rows

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.decode_batch(rows)
