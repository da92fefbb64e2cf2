"""BlingFire: compiled models that it brings."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from .base import Adapter, Model


class BlingFire(Adapter):
    """Comes with models of its own; those that stand for a file of ours are named here, with the unknown id."""

    name, distribution, requirements = "blingfire", "blingfire", "blingfire.txt"
    imports = ("blingfire", "numpy")

    MODELS: ClassVar[dict[str, tuple[str, int]]] = {
        "bert-base-uncased": ("bert_base_tok", 100),
        "all-minilm-l6-v2": ("bert_base_tok", 100),
        "bert-base-cased": ("bert_base_cased_tok", 100),
        "xlm-r-paraphrase-multilingual-mpnet-base-v2": ("xlm_roberta_base", 3),
        "gpt2": ("gpt2", 0),
        "roberta-base": ("roberta", 3),
    }

    def __init__(self, model: Model) -> None:
        if model.name not in self.MODELS:
            raise ValueError("no such model among those that it brings")
        import blingfire

        file, self.unknown = self.MODELS[model.name]
        self.encode = blingfire.text_to_ids
        self.model = blingfire.load_model(os.path.join(os.path.dirname(blingfire.__file__), file + ".bin"))

    def one(self, text: str) -> Any:
        # It cuts at the given number; no text has more tokens than bytes and a few.
        return self.encode(self.model, text, 4 * len(text) + 8, self.unknown, True)

    def batch(self, texts: list[str]) -> Any:
        return [self.one(text) for text in texts]
