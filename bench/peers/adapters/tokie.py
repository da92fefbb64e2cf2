"""tokie: all models."""

from __future__ import annotations

from typing import Any

from .base import MAX_LENGTH, Adapter, Model, matrices


class Tokie(Adapter):
    name, distribution, requirements = "tokie", "tokie", "tokie.txt"
    imports = ("tokie", "numpy")

    def __init__(self, model: Model) -> None:
        import tokie

        self.plain = tokie.Tokenizer.from_json(model.path)
        self.plain.no_padding()
        self.plain.no_truncation()

    def prepare(self, model: Model) -> None:
        import numpy
        import tokie

        self.numpy = numpy
        self.padded = tokie.Tokenizer.from_json(model.path)
        self.padded.enable_truncation(MAX_LENGTH)
        self.padded.enable_padding(pad_id=model.pad_id)

    def one(self, text: str) -> Any:
        return self.plain.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.plain.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        return matrices(self.numpy, self.padded.encode_batch(texts))

    def decode(self, rows: list[list[int]]) -> Any:
        return self.plain.decode_batch(rows)

    def offsets(self, texts: list[str]) -> Any:
        return [self.plain.encode_with_offsets(text, add_special_tokens=False).offsets for text in texts]
