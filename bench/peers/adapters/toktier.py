"""toktier: a dozen families by name, from its own store; a path of a file is not among the ways to load."""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model

# Its names for files that are in the test data.
FAMILIES = {"gpt-oss": "gpt_oss_120b", "qwen3": "qwen3_8b"}


class Toktier(Adapter):
    name, distribution, requirements = "toktier", "toktier", "toktier.txt"
    imports = ("toktier", "numpy")

    def __init__(self, model: Model) -> None:
        import toktier

        if model.name not in FAMILIES:
            raise ValueError("none of its families")
        self.tokenizer = toktier.load(FAMILIES[model.name], device="cpu")
        # Loads at the first text.
        self.tokenizer.encode("text", lookup="off")

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, lookup="off").ids

    def batch(self, texts: list[str]) -> Any:
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
