"""The part of infinity_emb that a patch sees: six model classes in three enums, each with the calls of the real one.

Models are made of a folder's tokenizer and nothing else. The calls are those of tests/server/call_sites.txt.
"""

from __future__ import annotations

import copy
import enum
import sys
import types
from typing import Any

import pytest
import transformers

VERSION = "0.0.78"


class EngineArgs:
    def __init__(self, model_name_or_path: Any, served_model_name: str = "") -> None:
        self.model_name_or_path = str(model_name_or_path)
        self.served_model_name = served_model_name or self.model_name_or_path


class FirstModule:
    def __init__(self, path: str) -> None:
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(path)


class SentenceTransformer:
    def __init__(self, path: str) -> None:
        self._modules = [FirstModule(path)]

    def _first_module(self) -> FirstModule:
        return self._modules[0]

    @property
    def tokenizer(self) -> Any:
        return self._first_module().tokenizer

    @tokenizer.setter
    def tokenizer(self, value: Any) -> None:
        self._first_module().tokenizer = value


class Pipe:
    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def __call__(self, texts: list[str], **arguments: Any) -> list[Any]:
        return [self.tokenizer(text, return_tensors="np", **arguments) for text in texts]


def _count(model: Any, sentences: list[str], **arguments: Any) -> list[int]:
    rows = model._infinity_tokenizer.batch_encode_plus(
        sentences,
        add_special_tokens=False,
        return_token_type_ids=False,
        return_attention_mask=False,
        return_length=False,
        **arguments,
    ).encodings
    return [len(row.tokens) for row in rows]


class SentenceTransformerPatched(SentenceTransformer):
    def __init__(self, *, engine_args: Any) -> None:
        super().__init__(engine_args.model_name_or_path)
        self._infinity_tokenizer = copy.deepcopy(self._first_module().tokenizer)

    def encode_pre(self, sentences: list[str]) -> Any:
        made = self.tokenizer(sentences, padding=True, truncation="longest_first", return_tensors="np", max_length=40)
        output: dict[str, Any] = {}
        output.update(made)
        return output

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        return _count(self, sentences, truncation="longest_first")


class CrossEncoderPatched:
    def __init__(self, *, engine_args: Any) -> None:
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(engine_args.model_name_or_path)
        self._infinity_tokenizer = copy.deepcopy(self.tokenizer)

    def encode_pre(self, sentences: list[str]) -> Any:
        pairs = [[sentences[0].strip(), text.strip()] for text in sentences]
        made = self.tokenizer(pairs, padding=True, truncation="longest_first", return_tensors="np")
        return dict(made.items())

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        return _count(self, sentences, truncation="longest_first")


class SentenceClassifier:
    def __init__(self, *, engine_args: Any) -> None:
        self._pipe = Pipe(transformers.AutoTokenizer.from_pretrained(engine_args.model_name_or_path))
        self._infinity_tokenizer = transformers.AutoTokenizer.from_pretrained(engine_args.model_name_or_path)

    def encode_pre(self, sentences: list[str]) -> Any:
        return {at: row["input_ids"] for at, row in enumerate(self._pipe(sentences, truncation=True, padding=True))}

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        return _count(self, sentences)


class OptimumEmbedder:
    def __init__(self, *, engine_args: Any) -> None:
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(engine_args.model_name_or_path)
        self._infinity_tokenizer = copy.deepcopy(self.tokenizer)

    def encode_pre(self, sentences: list[str]) -> Any:
        made = self.tokenizer(sentences, max_length=48, padding=True, truncation="longest_first", return_tensors="np")
        return {key: value.astype("int64") for key, value in made.items()}

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        if hasattr(self._infinity_tokenizer, "encode_batch"):
            made = self._infinity_tokenizer.encode_batch(sentences, padding=False, truncation="longest_first")
        else:
            made = self._infinity_tokenizer(sentences, padding=False, truncation="longest_first")
        return [len(row) for row in made["input_ids"]]


class OptimumCrossEncoder(OptimumEmbedder):
    def __init__(self, *, engine_args: Any) -> None:
        super().__init__(engine_args=engine_args)

    def encode_pre(self, sentences: list[str]) -> Any:
        made = self.tokenizer(
            [(sentences[0], text) for text in sentences],
            max_length=48,
            padding=True,
            truncation="longest_first",
            return_tensors="np",
            return_token_type_ids=False,
        )
        return {key: value.astype("int64") for key, value in made.items()}

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        return super().tokenize_lengths(sentences)


class OptimumClassifier:
    def __init__(self, *, engine_args: Any) -> None:
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(engine_args.model_name_or_path)
        self._infinity_tokenizer = copy.deepcopy(self.tokenizer)
        self._pipe = Pipe(self.tokenizer)

    def encode_pre(self, sentences: list[str]) -> Any:
        return {at: row["input_ids"] for at, row in enumerate(self._pipe(sentences))}

    def tokenize_lengths(self, sentences: list[str]) -> list[int]:
        return _count(self, sentences)


CLASSES = (
    *(SentenceTransformerPatched, CrossEncoderPatched, SentenceClassifier),
    *(OptimumEmbedder, OptimumCrossEncoder, OptimumClassifier),
)


def install(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Let `import infinity_emb` find the stub and return its module of enums."""
    package = types.ModuleType("infinity_emb")
    package.__version__ = VERSION  # type: ignore[attr-defined]
    env = types.ModuleType("infinity_emb.env")
    env.MANAGER = types.SimpleNamespace(model_id=["a/default"], served_model_name=[""])  # type: ignore[attr-defined]
    utils = types.ModuleType("infinity_emb.transformer.utils")
    for at, task in enumerate(("EmbedderEngine", "RerankEngine", "PredictEngine")):
        setattr(utils, task, enum.Enum(task, {"torch": CLASSES[at], "optimum": CLASSES[at + 3]}))
    for module in (package, types.ModuleType("infinity_emb.transformer"), utils, env):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return utils
