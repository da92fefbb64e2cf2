"""Hugging Face: tokenizers 0.22 (the reference), 0.23 and 1.0, and transformers."""

from __future__ import annotations

from typing import Any

from .base import MAX_LENGTH, Adapter, Model, matrices
from .ours import SERVER, three


class Tokenizers022(Adapter):
    """The reference: the version that results are matched with."""

    name, distribution, requirements = "tokenizers 0.22", "tokenizers", "transformers.txt"
    imports: tuple[str, ...] = ("tokenizers", "numpy")  # type: ignore[misc]

    def __init__(self, model: Model) -> None:
        import tokenizers

        self.plain = tokenizers.Tokenizer.from_file(model.path)

    def prepare(self, model: Model) -> None:
        import numpy
        import tokenizers

        self.numpy = numpy
        self.padded = tokenizers.Tokenizer.from_file(model.path)
        self.padded.enable_truncation(MAX_LENGTH)
        self.padded.enable_padding(pad_id=model.pad_id, pad_token=model.pad_token)

    def one(self, text: str) -> Any:
        return self.plain.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.plain.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        return matrices(self.numpy, self.padded.encode_batch(texts))

    def pairs(self, firsts: list[str], seconds: list[str]) -> Any:
        return matrices(self.numpy, self.padded.encode_batch(list(zip(firsts, seconds))))

    def offsets(self, texts: list[str]) -> Any:
        return [e.offsets for e in self.plain.encode_batch(texts, add_special_tokens=False)]

    def decode(self, rows: list[list[int]]) -> Any:
        return self.plain.decode_batch(rows)


class Tokenizers023(Tokenizers022):
    name, requirements = "tokenizers 0.23", "tokenizers-0.23.txt"


class Tokenizers1(Adapter):
    name, distribution, requirements = "tokenizers 1.0rc", "tokenizers", "tokenizers-1.0.txt"
    imports = ("tokenizers", "numpy")

    def __init__(self, model: Model) -> None:
        import tokenizers

        self.tokenizer = tokenizers.Tokenizer.from_file(model.path)

    def prepare(self, model: Model) -> None:
        import numpy
        import tokenizers

        self.numpy = numpy
        self.options = {
            "truncation": tokenizers.Truncation(MAX_LENGTH),
            "padding": tokenizers.Padding(pad_id=model.pad_id, pad_token=model.pad_token),
        }

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def document(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids_array

    def batch(self, texts: list[str]) -> Any:
        return [e.ids_array for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[Any]) -> Any:
        encodings = self.tokenizer.encode_batch(texts, **self.options)
        return [
            self.numpy.stack([getattr(e, key) for e in encodings]).astype(self.numpy.int64)
            for key in ("ids_array", "attention_mask_array", "type_ids_array")
        ]

    def pairs(self, firsts: list[str], seconds: list[str]) -> Any:
        return self.call(list(zip(firsts, seconds)))

    def decode(self, rows: list[list[int]]) -> Any:
        return [self.tokenizer.decode(row) for row in rows]


class Transformers(Adapter):
    """Only the server's call is its own; its ids are those of tokenizers 0.22."""

    name, distribution, requirements = "transformers", "transformers", "transformers.txt"
    imports = ("transformers", "numpy")
    one = document = batch = None  # type: ignore[assignment]

    def __init__(self, model: Model) -> None:
        import transformers

        self.wrapped = transformers.PreTrainedTokenizerFast(tokenizer_file=model.path, pad_token=model.pad_token)

    def call(self, texts: list[str]) -> Any:
        return three(self.wrapped(texts, **SERVER))

    def pairs(self, firsts: list[str], seconds: list[str]) -> Any:
        return three(self.wrapped(firsts, seconds, **SERVER))
