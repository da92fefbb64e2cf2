"""The package budtiktok 0.1.0 of the package index: another project, which shares the import name."""

from __future__ import annotations

from typing import Any

from .base import MAX_LENGTH, Adapter, Model


class BudTikTokRust(Adapter):
    name, distribution, requirements = "budtiktok 0.1.0", "budtiktok", "budtiktok-0.1.0.txt"
    imports = ("budtiktok", "numpy")

    def __init__(self, model: Model) -> None:
        import numpy

        import budtiktok

        self.numpy = numpy
        self.tokenizer = budtiktok.Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def document(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).get_ids_numpy()

    def batch(self, texts: list[str]) -> Any:
        return [e.get_ids_numpy() for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        result = self.tokenizer(
            texts,
            padding="longest",
            truncation=True,
            max_length=MAX_LENGTH,
            return_tensors="np",
            return_token_type_ids=True,
        )
        return [result[key].astype(self.numpy.int64) for key in ("input_ids", "attention_mask", "token_type_ids")]

    def decode(self, rows: list[list[int]]) -> Any:
        return [self.tokenizer.decode(row) for row in rows]

    def offsets(self, texts: list[str]) -> Any:
        return [e.offsets for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]
