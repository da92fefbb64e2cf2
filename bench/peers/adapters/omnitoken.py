"""omnitoken: all models, by its own account. On some texts it does not end: process.py's time limit is for those."""

from __future__ import annotations

from typing import Any

from .base import Adapter, Model


class Omnitoken(Adapter):
    name, distribution, requirements = "omnitoken", "omnitoken", "omnitoken.txt"
    imports = ("omnitoken", "numpy")

    def __init__(self, model: Model) -> None:
        import omnitoken

        self.tokenizer = omnitoken.PyTokenizer(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text)

    def batch(self, texts: list[str]) -> Any:
        encode = self.tokenizer.encode
        return [encode(text) for text in texts]
