"""fastokens: BPE only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import Adapter, Model, cut


class Fastokens(Adapter):
    name, distribution, requirements = "fastokens", "fastokens", "fastokens.txt"
    imports = ("fastokens", "numpy")

    def __init__(self, model: Model) -> None:
        import numpy
        from fastokens._native import Tokenizer

        self.numpy = numpy
        self.tokenizer = Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text).ids

    def document(self, text: str) -> Any:
        return self.batch([text])[0]

    def batch(self, texts: list[str]) -> Any:
        ids, offsets = self.tokenizer.encode_batch_flat(texts)
        return self.numpy.frombuffer(ids, self.numpy.uint32), self.numpy.frombuffer(offsets, self.numpy.uint64)

    def rows(self, result: Any) -> Sequence[Any]:
        return cut(*result)

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.decode_batch(rows, True)
