"""gigatoken: BPE only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import Adapter, Model


class Gigatoken(Adapter):
    name, distribution, requirements = "gigatoken", "gigatoken", "gigatoken.txt"
    imports = ("gigatoken", "numpy")

    def __init__(self, model: Model) -> None:
        import gigatoken
        import numpy

        self.numpy = numpy
        self.tokenizer = gigatoken.Tokenizer(model.path)
        self.parallel = model.threads > 1

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text)

    def batch(self, texts: list[str]) -> Any:
        # Its array of rows costs 0.25 ms a batch, which for few texts of one length the padded matrix does not.
        if len(texts) <= 64 and max(map(len, texts)) < 1000:
            return self.tokenizer.encode_batch_padded(texts, 0, parallel=self.parallel)
        return self.tokenizer.encode_batch(texts, parallel=self.parallel)

    def rows(self, result: Any) -> Sequence[Any]:
        if isinstance(result, tuple):
            return [row[:length] for row, length in zip(result[0], result[1].tolist())]
        return [self.numpy.asarray(row) for row in result]

    def decode(self, rows: list[list[int]]) -> Any:
        return [self.tokenizer.decode(row).decode("utf-8", "replace") for row in rows]
