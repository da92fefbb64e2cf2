"""Time of loading tokenizer.json files, beside the reference, both in one run.

    python bench/load.py FILE... [--rounds N]

FILE is a tokenizer.json, plain or compressed with gzip. Both libraries load the same text from memory, in turns; the
smallest time of each counts.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path
from typing import Any

import tokenizers

import budtiktok


def text_of(path: Path) -> str:
    """Return the content of a file, unpacked."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def seconds(library: Any, text: str) -> float:
    """Return the time of one load."""
    start = time.perf_counter()
    tokenizer = library.Tokenizer.from_str(text)
    took = time.perf_counter() - start
    del tokenizer
    return took


def main() -> None:
    """Print a line for each file."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3, help="loads of each library (default: %(default)s)")
    arguments = parser.parse_args()
    versions = f"budtiktok {budtiktok.__version__}, tokenizers {tokenizers.__version__}"
    print(f"{versions}; milliseconds, best of {arguments.rounds}")
    for path in arguments.files:
        text = text_of(path)
        times = [[seconds(library, text) for library in (budtiktok, tokenizers)] for _ in range(arguments.rounds)]
        ours, reference = (1e3 * min(column) for column in zip(*times))
        print(f"{path}  {ours:.1f}  {reference:.1f}")


if __name__ == "__main__":
    main()
