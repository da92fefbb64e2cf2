"""How each library is asked for ids; runs inside that library's own environment.

A peer is a class here and a file in requirements/. It answers, by the library's fastest Python call that ends with
ids in lists or numpy arrays, all without specials, truncation and padding:

- `one(text)`: the ids of a short text; `document(text)`: those of a long one, the same call unless arrays are faster;
- `batch(texts)`: the ids of many texts in any form that `rows(result)`, which is not timed, cuts into rows;
- `call(texts)`, where the library has it: what a model server asks for, three int64 matrices (`input_ids` first) with
  specials, rows cut at 512 tokens and padded to the longest. Left as None otherwise.

Importing this file must not import any peer: imports are in the constructors, whose exception is the reason for which
a peer is skipped.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Optional

MAX_LENGTH = 512


@dataclass(frozen=True)
class Model:
    """A tokenizer.json (without truncation and padding) and how its libraries shall work."""

    name: str
    path: str
    pad_token: str
    pad_id: int
    threads: int

    def json(self) -> dict[str, Any]:
        """Return the parsed file."""
        with open(self.path, encoding="utf-8") as file:
            parsed: dict[str, Any] = json.load(file)
        return parsed


class Adapter:
    """Base of all peers."""

    # As in the tables; the distribution whose version is reported; the file in requirements/ (None: this tree).
    name: ClassVar[str]
    distribution: ClassVar[str]
    requirements: ClassVar[Optional[str]]

    call: Optional[Callable[[list[str]], Any]] = None
    # What else a reader should know about the build that ran.
    about: str = ""

    def __init__(self, model: Model) -> None:
        raise NotImplementedError

    def one(self, text: str) -> Any:
        raise NotImplementedError

    def document(self, text: str) -> Any:
        return self.one(text)

    def batch(self, texts: list[str]) -> Any:
        raise NotImplementedError

    def rows(self, result: Any) -> Sequence[Any]:
        return result  # type: ignore[no-any-return]


def cut(ids: Any, offsets: Any) -> list[Any]:
    """Cut flat ids into rows."""
    bounds = offsets.tolist()
    return [ids[begin:end] for begin, end in zip(bounds, bounds[1:])]


def matrices(numpy: Any, encodings: Any, prefix: str = "") -> Any:
    """Return the three int64 matrices of padded encodings."""
    return [
        numpy.array([getattr(e, key) for e in encodings], dtype=numpy.int64)
        for key in ("ids", "attention_mask", "type_ids")
    ]


class Ours(Adapter):
    name, distribution, requirements = "budtiktok", "budtiktok", None

    def __init__(self, model: Model) -> None:
        import budtiktok

        self.tokenizer = budtiktok.Tokenizer.from_file(model.path)
        self.tokenizer.pad_token = model.pad_token
        build = budtiktok.build_info()
        self.about = f"budtiktok {budtiktok.__version__}, level {budtiktok.get_simd_level()}, {build.get('compiler', '')}"

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def document(self, text: str) -> Any:
        return self.tokenizer.encode_ragged([text], add_special_tokens=False)[0]

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_ragged(texts, add_special_tokens=False)

    def rows(self, result: Any) -> Sequence[Any]:
        return cut(*result)

    def call(self, texts: list[str]) -> Any:
        result = self.tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=MAX_LENGTH,
            return_tensors="np",
            return_token_type_ids=True,
            return_attention_mask=True,
        )
        return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]


class Tokenizers022(Adapter):
    """The reference: the version that results are matched with."""

    name, distribution, requirements = "tokenizers 0.22", "tokenizers", "transformers.txt"

    def __init__(self, model: Model) -> None:
        import numpy
        import tokenizers

        self.numpy = numpy
        self.plain = tokenizers.Tokenizer.from_file(model.path)
        self.padded = tokenizers.Tokenizer.from_file(model.path)
        self.padded.enable_truncation(MAX_LENGTH)
        self.padded.enable_padding(pad_id=model.pad_id, pad_token=model.pad_token)

    def one(self, text: str) -> Any:
        return self.plain.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.plain.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        return matrices(self.numpy, self.padded.encode_batch(texts))


class Tokenizers023(Tokenizers022):
    name, requirements = "tokenizers 0.23", "tokenizers-0.23.txt"


class Tokenizers1(Adapter):
    name, distribution, requirements = "tokenizers 1.0rc", "tokenizers", "tokenizers-1.0.txt"

    def __init__(self, model: Model) -> None:
        import numpy
        import tokenizers

        self.numpy = numpy
        self.tokenizer = tokenizers.Tokenizer.from_file(model.path)
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

    def call(self, texts: list[str]) -> Any:
        encodings = self.tokenizer.encode_batch(texts, **self.options)
        return [
            self.numpy.stack([getattr(e, key) for e in encodings]).astype(self.numpy.int64)
            for key in ("ids_array", "attention_mask_array", "type_ids_array")
        ]


class Transformers(Tokenizers022):
    """Only the server's call is its own; its ids are those of tokenizers 0.22."""

    name, distribution, requirements = "transformers", "transformers", "transformers.txt"

    def __init__(self, model: Model) -> None:
        import transformers

        self.wrapped = transformers.PreTrainedTokenizerFast(tokenizer_file=model.path, pad_token=model.pad_token)

    one = document = batch = None  # type: ignore[assignment]

    def call(self, texts: list[str]) -> Any:
        result = self.wrapped(
            texts,
            padding=True,
            truncation=True,
            max_length=MAX_LENGTH,
            return_tensors="np",
            return_token_type_ids=True,
            return_attention_mask=True,
        )
        return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]


class Nanotoken(Adapter):
    name, distribution, requirements = "nanotoken", "nanotoken", "nanotoken.txt"

    def __init__(self, model: Model) -> None:
        import nanotoken

        self.tokenizer = nanotoken.Tokenizer(model.path)
        self.parallel = model.threads > 1

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_batch(texts, add_special_tokens=False, parallel=self.parallel)

    def rows(self, result: Any) -> Sequence[Any]:
        return [result[i] for i in range(len(result))]

    def call(self, texts: list[str]) -> Any:
        result = self.tokenizer.encode_batch_padded(texts, max_length=MAX_LENGTH, parallel=self.parallel)
        return [result["input_ids"], result["attention_mask"], result["token_type_ids"]]


class Tokie(Adapter):
    name, distribution, requirements = "tokie", "tokie", "tokie.txt"

    def __init__(self, model: Model) -> None:
        import numpy
        import tokie

        self.numpy = numpy
        self.plain = tokie.Tokenizer.from_json(model.path)
        self.plain.no_padding()
        self.plain.no_truncation()
        self.padded = tokie.Tokenizer.from_json(model.path)
        self.padded.enable_truncation(MAX_LENGTH)
        self.padded.enable_padding(pad_id=model.pad_id)

    def one(self, text: str) -> Any:
        return self.plain.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.plain.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        return matrices(self.numpy, self.padded.encode_batch(texts))


class Iree(Adapter):
    name, distribution, requirements = "iree-tokenizer", "iree-tokenizer", "iree-tokenizer.txt"

    def __init__(self, model: Model) -> None:
        from iree.tokenizer import Tokenizer

        self.tokenizer = Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text)

    def document(self, text: str) -> Any:
        return self.tokenizer.encode_to_array(text)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_batch_to_array(texts)

    def rows(self, result: Any) -> Sequence[Any]:
        ids, lengths = result
        rows, begin = [], 0
        for length in lengths.tolist():
            rows.append(ids[begin : begin + length])
            begin += length
        return rows


class Kitoken(Adapter):
    name, distribution, requirements = "kitoken", "kitoken", "kitoken.txt"

    def __init__(self, model: Model) -> None:
        from kitoken import Kitoken as Library

        self.tokenizer = Library.from_tokenizers_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, True)

    def batch(self, texts: list[str]) -> Any:
        return self.tokenizer.encode_all(texts, True)


class FlashTokenizer(Adapter):
    """Knows only BERT, from a list of tokens; always adds specials, which `rows` takes off again."""

    name, distribution, requirements = "flash-tokenizer", "flash_tokenizer", "flash-tokenizer.txt"

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


class BlingFire(Adapter):
    """Comes with models of its own; those that stand for a file of ours are named here, with the unknown id."""

    name, distribution, requirements = "blingfire", "blingfire", "blingfire.txt"

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


class BudTikTokRust(Adapter):
    name, distribution, requirements = "budtiktok 0.1.0", "budtiktok", "budtiktok-0.1.0.txt"

    def __init__(self, model: Model) -> None:
        import numpy

        import budtiktok

        self.numpy = numpy
        self.tokenizer = budtiktok.Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def document(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).get_ids_numpy()

    def batch(self, texts: list[str]) -> Any:
        return [e.get_ids_numpy() for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def call(self, texts: list[str]) -> Any:
        result = self.tokenizer(
            texts,
            padding="longest",
            truncation=True,
            max_length=MAX_LENGTH,
            return_tensors="np",
            return_token_type_ids=True,
        )
        return [result[key].astype(self.numpy.int64) for key in ("input_ids", "attention_mask", "token_type_ids")]


class Gigatoken(Adapter):
    name, distribution, requirements = "gigatoken", "gigatoken", "gigatoken.txt"

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


class Fastokens(Adapter):
    name, distribution, requirements = "fastokens", "fastokens", "fastokens.txt"

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


class Tuetoken(Adapter):
    name, distribution, requirements = "tuetoken", "tuetoken", "tuetoken.txt"

    def __init__(self, model: Model) -> None:
        import tuetoken

        self.tokenizer = tuetoken.AutoTokenizer(model.path)
        self.core = self.tokenizer._core
        self.threads = model.threads

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False)

    def batch(self, texts: list[str]) -> Any:
        return self.core.encode_special_batch(texts, self.threads)


class Morpheme(Adapter):
    name, distribution, requirements = "morpheme", "morpheme", "morpheme.txt"

    def __init__(self, model: Model) -> None:
        import morpheme

        self.tokenizer = morpheme.Tokenizer.from_file(model.path)

    def one(self, text: str) -> Any:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def batch(self, texts: list[str]) -> Any:
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]


OURS = Ours.name
# The ids of this one are the expected ones.
REFERENCE = Tokenizers022.name
# What speeds are given as multiples of.
BASE = Tokenizers023.name

PEERS: dict[str, type[Adapter]] = {
    peer.name: peer
    for peer in (
        Ours,
        Tokenizers022,
        Tokenizers023,
        Tokenizers1,
        Transformers,
        Nanotoken,
        Tokie,
        Iree,
        Kitoken,
        FlashTokenizer,
        BlingFire,
        BudTikTokRust,
        Gigatoken,
        Fastokens,
        Tuetoken,
        Morpheme,
    )
}
