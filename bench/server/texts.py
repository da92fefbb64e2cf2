"""Texts of the test data, none of which comes twice in a process; BTT_TEST_DATA names its folder."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data")
NOVELS = ("en-moby-dick", "en-war-and-peace", "en-les-miserables", "en-pride-and-prejudice", "en-wikitext2-valid")
# What a model's tokenizer says of itself beside its tokenizer.json.
BERT = {
    "tokenizer_class": "BertTokenizer",
    "model_max_length": 512,
    "do_lower_case": True,
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}
ROBERTA = {
    "tokenizer_class": "RobertaTokenizer",
    "model_max_length": 512,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "mask_token": "<mask>",
}
CONFIGS = {
    "all-minilm-l6-v2": BERT,
    "roberta-base": ROBERTA,
    "xlm-r-paraphrase-multilingual-mpnet-base-v2": {**ROBERTA, "tokenizer_class": "XLMRobertaTokenizer"},
}


def read(name: str) -> str:
    """Return a text file."""
    return lzma.decompress((DATA / "text" / f"{name}.xz").read_bytes()).decode("utf-8", "replace")


def write_tokenizer(name: str, folder: Path) -> None:
    """Put the files of a tokenizer into a folder, as a model has them."""
    text = gzip.decompress((DATA / "tokenizers" / name / "tokenizer.json.gz").read_bytes())
    (folder / "tokenizer.json").write_bytes(text)
    (folder / "tokenizer_config.json").write_text(json.dumps(CONFIGS[name]))


class Source:
    """Hands out texts, each once."""

    def __init__(self) -> None:
        self._prose = " ".join(" ".join(read(f"{name}.txt").split()) for name in NOVELS)
        self._place = 0
        self._queries = iter(dict.fromkeys(line for line in read("en-queries-nq.txt").split("\n") if line))
        passages = [json.loads(line)["text"] for line in read("xquad-passages.jsonl").split("\n") if line]
        # Neighbours are of one language; these strides mix them.
        self._passages = iter([text for start in range(120) for text in passages[start::120]])

    def queries(self, count: int) -> list[str]:
        """Return questions of some 50 bytes."""
        return [next(self._queries) for _ in range(count)]

    def prose(self, count: int, characters: int) -> list[str]:
        """Return pieces of English prose."""
        end = self._place + count * characters
        if end > len(self._prose):
            raise ValueError("the prose is used up")
        found = [self._prose[i : i + characters] for i in range(self._place, end, characters)]
        self._place = end
        return found

    def words(self, count: int, words: int) -> list[str]:
        """Return pieces of English prose of so many words."""
        rough = self.prose(count, words * 9 + 20)
        return [" ".join(text.split()[:words]) for text in rough]

    def passages(self, count: int) -> list[str]:
        """Return passages of some 700 bytes, in eleven languages in turn."""
        return [next(self._passages) for _ in range(count)]

    def of(self, kind: str, count: int) -> list[str]:
        """Return texts of a kind: query, passage, or the characters of a piece of prose."""
        if kind == "query":
            return self.queries(count)
        return self.passages(count) if kind == "passage" else self.prose(count, int(kind))


def size(texts: list[str]) -> int:
    """Return bytes."""
    return sum(len(text.encode()) for text in texts)


def about(texts: list[str]) -> dict[str, Any]:
    """Return how many texts, and their mean bytes."""
    return {"texts": len(texts), "bytes": round(size(texts) / len(texts))}
