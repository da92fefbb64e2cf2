"""Texts that are made to be slow: the cost of a byte must stay where it is when the text grows sixteenfold.

    python bench/hostile.py [--data FOLDER] [--tokenizers NAME,...] [--texts NAME,...] [--limit SECONDS] [--no-bounds]

Every pair of a tokenizer and a text has a process of its own, which encodes 64 kB and 1 MB with both libraries and
prints nanoseconds a byte (processor time of `encode`, smallest of some rounds; the reference once at 1 MB). A process
that takes longer than the limit is ended: what it did not come to is a dash. A line is marked where a byte of 1 MB
costs more than RATIO times one of 64 kB, where 1 MB was not reached, where a byte of either costs more than COST times
one of cold English (WORD_COST times where the text is one word of 1 MB), or where the ids of 64 kB differ; the exit
status is 1 then. Cold English is the median of pieces of 64 kB of a novel, each encoded once. "NAME+engine" is a
tokenizer whose patterns are wrapped, so that they run on the regular expression engine instead of on hand-written
matchers. The lines of bench/bounds.py follow.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bounds

ROOT = Path(__file__).resolve().parents[1]
SMALL, LARGE = 65_536, 1_048_576
# n log n makes 1.25 of it, caches that the larger text no longer fits the rest; a square would make 16.
RATIO = 1.5
# Times what a byte of cold English costs, of any text and of a single word above 64 kB.
COST, WORD_COST = 20, 40
COLD_PIECES = 8

# Memory that is freed stays with the process: else the kernel clears every page of a large result anew in each round,
# for both libraries, and that is what would be measured.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 40)}
ENGINE = "+engine"

# One tokenizer of each kind of model and of each way to cut a text before it.
TOKENIZERS = [
    "bert-base-uncased",
    "albert-base-v2",
    "t5-small",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
    "gpt2",
    "qwen3",
    "qwen3+engine",
    "gpt-oss",
    "gpt-oss+engine",
    "falcon-7b",
    "modernbert-base",
    "clip-vit-base-patch32",
    "mistral-7b-v0.1",
    "phi-3-mini",
    "mahjonglm-wordlevel",
]

# What is repeated until the text is long enough.
UNITS = {
    "English": "It was the best of times, it was the worst of times; there were a king and a queen with 2 jaws.\n",
    "one letter": "a",
    "spaces": " ",
    "one emoji": "\U0001f600",
    "ZWJ emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "rare CJK": "\U00020b9f\u9fa5\u4e02",
    "<": "<",
    "newlines": "\n",
    "a and space": "a ",
    "ab": "ab",
    "combining mark": "\u0301",
    "mark classes": "\u0301\u0323",
    "\u2581": "\u2581",
    "digits": "7",
    "start of a token": "<|endof",
    "apostrophes": "'",
    "spaces and a letter": " " * 1000 + "a",
}


# Those without white space or punctuation: a word, however long they are.
WORDS = {"one letter", "rare CJK", "ab", "combining mark", "mark classes", "digits"}


def text_of(name: str, size: int) -> str:
    """Return the text of so many bytes, or a little less: whole units."""
    unit = UNITS[name]
    return unit * (size // len(unit.encode()))


def nanoseconds(encode: Callable[[str], Any], text: str, rounds: int, seconds: float = 0) -> float:
    """Return the smallest processor time of a byte, of so many rounds or as many as fit into the time."""
    best = float("inf")
    total = 0.0
    while rounds > 0 or total < seconds:
        start = time.thread_time()
        result = encode(text)
        took = time.thread_time() - start
        del result
        best = min(best, took)
        total += took
        rounds -= 1
    return 1e9 * best / len(text.encode())


def wrap_patterns(part: Any) -> None:
    """Put a group around every regular expression: it means the same and is not known by its text any more."""
    children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    for child in children:
        wrap_patterns(child)
    if isinstance(part, dict) and "Regex" in part:
        part["Regex"] = f"(?:{part['Regex']})"


def cold_english(encode: Callable[[str], Any], data: Path) -> float:
    """Return the median cost of a byte of text that this process has not seen."""
    first, *pieces = bounds.new_pieces(data, SMALL, COLD_PIECES + 1)
    encode(first[:1000])  # which makes the workspace
    return statistics.median(nanoseconds(encode, piece, 1) for piece in pieces)


def measure(path: str, name: str, engine: bool, texts: Path) -> None:
    """Print a JSON object a figure, as it comes."""
    import tokenizers

    import budtiktok

    data = Path(path).read_bytes()
    spec = json.loads(gzip.decompress(data) if path.endswith(".gz") else data)
    spec["truncation"] = spec["padding"] = None
    if engine:
        wrap_patterns([spec["normalizer"], spec["pre_tokenizer"]])
    source = json.dumps(spec)
    small, large = text_of(name, SMALL), text_of(name, LARGE)

    def report(**figure: Any) -> None:
        print(json.dumps(figure), flush=True)

    ours = budtiktok.Tokenizer.from_str(source)
    report(cold=cold_english(ours.encode, texts))
    ours_ids = ours.encode(small).ids
    report(small=nanoseconds(ours.encode, small, 3, 0.1))
    report(large=nanoseconds(ours.encode, large, 3, 0.1))
    reference = tokenizers.Tokenizer.from_str(source)
    report(same=reference.encode(small).ids == ours_ids)
    report(reference_small=nanoseconds(reference.encode, small, 2))
    report(reference_large=nanoseconds(reference.encode, large, 1))


def figures(path: Path, name: str, engine: bool, limit: float, data: Path) -> dict[str, Any]:
    """Return what a process of its own reports within the limit."""
    command = [sys.executable, __file__, "--data", str(data), "--measure", str(path), name, ENGINE if engine else ""]
    # A text that is timed again is to be encoded again.
    environment = {
        **os.environ,
        **KEEP_MEMORY,
        "BTT_REMEMBER_TEXTS": "0",
        "TOKENIZERS_PARALLELISM": "false",
        "BTT_NUM_THREADS": "1",
    }
    try:
        output = subprocess.run(command, env=environment, timeout=limit, check=True, stdout=subprocess.PIPE).stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
    merged: dict[str, Any] = {}
    for line in output.splitlines():
        merged.update(json.loads(line))
    return merged


def complaints(name: str, found: dict[str, Any]) -> list[str]:
    """Say what is wrong with the figures of one line."""
    if "large" not in found:
        return ["1 MB NOT REACHED"]
    wrong = []
    # A word of 64 kB is none above it.
    for size, most in (("small", COST), ("large", WORD_COST if name in WORDS else COST)):
        if found[size] > most * found["cold"]:
            wrong.append(f"COST ABOVE {most}")
    if found["large"] > RATIO * found["small"]:
        wrong.append(f"RATIO ABOVE {RATIO}")
    if found.get("same") is False:
        wrong.append("IDS DIFFER")
    return wrong


def main() -> int:
    """Print a line a text; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    data = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data")
    parser.add_argument("--data", type=Path, default=data, help="folder with tokenizers/NAME/tokenizer.json.gz")
    parser.add_argument("--tokenizers", default=",".join(TOKENIZERS), help="names, or paths of files")
    parser.add_argument("--texts", default=",".join(UNITS), help=", ".join(UNITS))
    parser.add_argument("--limit", type=float, default=30, help="seconds for a line (default: %(default)s)")
    parser.add_argument("--no-bounds", action="store_true", help="leave out the lines of bench/bounds.py")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        path, name, engine = arguments.measure
        measure(path, name, bool(engine), arguments.data)
        return 0

    failed = 0
    compared = 0
    heads = f"{'64 kB':>9}{'1 MB':>9}{'ratio':>7}{'cost':>7}"
    print(f"{'ns a byte':<20}{heads}   {'reference: 64 kB':>17}{'1 MB':>9}{'ratio':>7}")
    for tokenizer in arguments.tokenizers.split(","):
        engine = tokenizer.endswith(ENGINE)
        path = Path(tokenizer.removesuffix(ENGINE))
        if not path.is_file():
            path = arguments.data / "tokenizers" / path / "tokenizer.json.gz"
        print(tokenizer)
        for name in arguments.texts.split(","):
            found = figures(path, name, engine, arguments.limit, arguments.data)
            wrong = complaints(name, found)
            failed += bool(wrong)
            compared += found.get("same") is True
            cells = []
            for small, large in (("small", "large"), ("reference_small", "reference_large")):
                pair = [found.get(small), found.get(large)]
                ratio = pair[1] / pair[0] if None not in pair else None
                cells += ["-" if value is None else f"{value:.1f}" for value in pair]
                cells.append("-" if ratio is None else f"{ratio:.2f}")
                if small == "small":
                    cost = found["large"] / found["cold"] if "large" in found else None
                    cells.append("-" if cost is None else f"{cost:.1f}")
            widths = (9, 9, 7, 7, 20, 9, 7)
            line = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths))
            print(f"  {name:<18}{line}  {', '.join(wrong)}".rstrip(), flush=True)
    if not arguments.no_bounds:
        names = list(bounds.BOUNDS)
        failed += bounds.print_lines(arguments.data, bounds.TOKENIZERS, names, bounds.LONG_BYTES)
    print(f"{failed} lines marked; ids of 64 kB equal to the reference's in {compared} lines")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
