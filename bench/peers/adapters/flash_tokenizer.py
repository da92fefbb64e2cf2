"""flash-tokenizer: BERT only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import Any

from .base import MAX_LENGTH, Adapter, Model


class FlashTokenizer(Adapter):
    """Knows only BERT, from a list of tokens; always adds specials, which `rows` takes off again."""

    name, distribution, requirements = "flash-tokenizer", "flash_tokenizer", "flash-tokenizer.txt"
    imports = ("flash_tokenizer", "numpy")

    def __init__(self, model: Model) -> None:
        parsed = model.json()
        if parsed["model"].get("type") != "WordPiece":
            raise ValueError("only WordPiece")
        from flash_tokenizer import BertTokenizerFlash

        vocabulary = parsed["model"]["vocab"]
        normalizer = parsed["normalizer"]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "vocab.txt")
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(sorted(vocabulary, key=vocabulary.get)) + "\n")
            self.padded = BertTokenizerFlash(
                path, normalizer["lowercase"], 1 << 30, normalizer["handle_chinese_chars"], bidirectional=False
            )
        self.plain = self.padded.tokenizer
        self.parallel = model.threads > 1

    def one(self, text: str) -> Any:
        return self.plain.encode(text, "longest", -1)[1:-1]

    def batch(self, texts: list[str]) -> Any:
        return self.plain.batch_encode(texts, "do_not_pad", -1, self.parallel)

    def rows(self, result: Any) -> Sequence[Any]:
        return [row[1:-1] for row in result]

    def call(self, texts: list[str]) -> Any:
        result = self.padded(
            texts, padding="longest", max_length=MAX_LENGTH, return_tensors="np", do_multiprocess=self.parallel
        )
        return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]
