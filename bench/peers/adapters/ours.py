"""budtiktok itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import MAX_LENGTH, Adapter, Model, cut

ARRAYS: dict[str, Any] = {"padding": True, "return_tensors": "np", "return_attention_mask": True}
SERVER: dict[str, Any] = {**ARRAYS, "truncation": True, "max_length": MAX_LENGTH, "return_token_type_ids": True}


def three(result: Any) -> list[Any]:
    """Return the matrices of a server's call."""
    return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]


class Ours(Adapter):
    name, distribution, requirements = "budtiktok", "budtiktok", None
    imports = ("budtiktok", "numpy")

    def __init__(self, model: Model) -> None:
        import budtiktok

        self.tokenizer = budtiktok.Tokenizer.from_file(model.path)

    def prepare(self, model: Model) -> None:
        import budtiktok

        self.tokenizer.pad_token = model.pad_token
        build = budtiktok.build_info()
        self.about = (
            f"budtiktok {budtiktok.__version__}, level {budtiktok.get_simd_level()}, {build.get('compiler', '')}"
        )

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def document(self, text: str) -> Any:
        return self.tokenizer.encode_ragged([text], add_special_tokens=False)[0]

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_ragged(texts, add_special_tokens=False)

    def rows(self, result: Any) -> Sequence[Any]:
        return cut(*result)

    def call(self, texts: list[str]) -> Any:
        return three(self.tokenizer(texts, **SERVER))

    def pairs(self, firsts: list[str], seconds: list[str]) -> Any:
        return three(self.tokenizer(firsts, seconds, **SERVER))

    def offsets(self, texts: list[str]) -> Any:
        return self.tokenizer(texts, add_special_tokens=False, return_offsets_mapping=True, **ARRAYS)

    def offset_rows(self, result: Any) -> Sequence[Any]:
        lengths = result["attention_mask"].sum(axis=1)
        return [row[:length] for row, length in zip(result["offset_mapping"], lengths)]

    def decode(self, rows: list[list[int]]) -> Any:
        return self.tokenizer.decode_batch(rows)
