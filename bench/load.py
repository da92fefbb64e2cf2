"""Time and memory of loading tokenizer.json files, beside the reference and beside their bounds.

    python bench/load.py [FILE...] [--rounds N] [--added N] [--linear]

FILE is a tokenizer.json, plain or compressed with gzip; without any, those of the test data. Each library has N
processes for each file, which have the text in memory before. Milliseconds are processor time, the smallest of all:
`first` is the first load of a process, `again` a later one. `used` is what btt_memory_usage answers, which must not be
above `bound` (tests/python/_memory.py); `held` is what the process has grown by, for both libraries, after freed memory
was given back to the system. `--added N` loads the file with so many more added tokens and shows the difference and the
bytes of one; `--linear` loads made-up vocabularies of n, 2n and 4n entries.

Marked, and then the exit status is 1: memory above the bound, an entry of 4n that takes more than RATIO times one of n.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "python"))

from _memory import memory_bound, memory_usage  # noqa: E402

LIBRARIES = ("budtiktok", "tokenizers")
# Sorting makes 1.1 of it, caches that the larger tables no longer fit the rest; a square would make 4.
RATIO = 1.5
LINEAR = 50_000


def text_of(path: Path) -> str:
    """Return the content of a file, unpacked."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def resident_bytes() -> int:
    """Return the memory of this process, after what is free was given back."""
    import ctypes

    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measure(name: str, path: Path) -> dict[str, float]:
    """Return what one library needs for one file, in this process."""
    library = importlib.import_module(name)
    text = text_of(path)
    library.Tokenizer.from_str('{"version":"1.0","model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}}')
    before = resident_bytes()
    start = time.thread_time()
    tokenizer = library.Tokenizer.from_str(text)
    first = time.thread_time() - start
    figures = {"first": first, "held": resident_bytes() - before}
    if name == "budtiktok":
        figures["used"] = memory_usage(tokenizer)
    again = []
    for _ in range(3):
        tokenizer = None
        start = time.thread_time()
        tokenizer = library.Tokenizer.from_str(text)
        again.append(time.thread_time() - start)
    figures["again"] = min(again)
    return figures


def smallest(name: str, path: Path, rounds: int) -> dict[str, float]:
    """Return the smallest figures of so many processes."""
    command = [sys.executable, __file__, "--measure", name, str(path)]
    runs = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(rounds)]
    return {key: min(run[key] for run in runs) for key in runs[0]}


def with_added_tokens(text: str, count: int) -> str:
    """Return a tokenizer.json with more added tokens, half of them special."""
    spec = json.loads(text)
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    spec["added_tokens"] += [
        {"id": 10_000_000 + i, "content": f"<|added token {i}|>", **flags, "special": i % 2 == 0} for i in range(count)
    ]
    return json.dumps(spec, ensure_ascii=False)


def made_up(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a model of each kind with so many entries, words of some letters."""
    choice = random.Random(0).choice
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = list(letters)
    known = set(words)
    merges = []
    while len(words) < count:
        left, right = choice(words), choice(words)
        if len(left) + len(right) <= 16 and left + right not in known:
            known.add(left + right)
            words.append(left + right)
            merges.append([left, right])
    vocab = {word: i for i, word in enumerate(words)}
    yield "BPE", {"type": "BPE", "vocab": vocab, "merges": merges}
    yield (
        "WordPiece",
        {
            "type": "WordPiece",
            "vocab": vocab,
            "unk_token": "a",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
        },
    )
    pieces = [[word, -10.0 - i / 1e4] for i, word in enumerate(words)]
    yield "Unigram", {"type": "Unigram", "vocab": pieces, "unk_id": 0}


def print_linear(rounds: int) -> int:
    """Print the time of an entry in vocabularies of three sizes; return the number of marked lines."""
    sizes = [LINEAR, 2 * LINEAR, 4 * LINEAR]
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            for kind, model in made_up(size):
                path = Path(folder) / f"{kind}{size}.json"
                path.write_text(json.dumps({"version": "1.0", "model": model}))
                times.setdefault(kind, []).append(1e9 * smallest("budtiktok", path, rounds)["again"] / size)
    print(f"{'ns an entry of':<20}" + "".join(f"{size:>10,}" for size in sizes) + f"{'ratio':>8}")
    marked = 0
    for kind, row in times.items():
        above = row[-1] > RATIO * row[0]
        marked += above
        cells = "".join(f"{value:>10.0f}" for value in row)
        print(f"{kind:<20}{cells}{row[-1] / row[0]:>8.2f}{f'  RATIO ABOVE {RATIO}' if above else ''}")
    return marked


def print_file(path: Path, rounds: int, added: int) -> bool:
    """Print the line of one file; return whether it is marked."""
    text = text_of(path)
    bound = memory_bound(text)
    found = {name: smallest(name, path, rounds) for name in LIBRARIES}
    ours, reference = found["budtiktok"], found["tokenizers"]
    name = path.parent.name if path.name.startswith("tokenizer.json") and path.parent.name else path.name
    line = f"{name[:30]:<31}"
    line += f"{1e3 * ours['first']:>8.1f}{1e3 * ours['again']:>8.1f}"
    line += f"{1e3 * reference['first']:>8.1f}{1e3 * reference['again']:>8.1f}"
    line += f"{reference['first'] / ours['first']:>6.1f}x"
    line += "".join(f"{value / 1024:>9,.0f}" for value in (ours["used"], bound, ours["held"], reference["held"]))
    above = ours["used"] > bound
    if added:
        # The file written anew both times: spaces between its members would count as a difference.
        costs: dict[str, list[dict[str, float]]] = {library: [] for library in LIBRARIES}
        with tempfile.TemporaryDirectory() as folder:
            for count in (0, added):
                other = Path(folder) / f"{count}.json"
                other.write_text(with_added_tokens(text, count))
                for library in LIBRARIES:
                    costs[library].append(smallest(library, other, rounds))
            above = above or costs["budtiktok"][1]["used"] > memory_bound(text_of(other))
        for without, more in costs.values():
            line += f"{1e3 * (more['first'] - without['first']):>8.1f}"
        without, more = costs["budtiktok"]
        line += f"{(more['used'] - without['used']) / added:>8.0f}"
    print(line + ("  MEMORY ABOVE THE BOUND" if above else ""), flush=True)
    return above


def main() -> int:
    """Print a line for each file; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each library (default: %(default)s)")
    parser.add_argument("--added", type=int, default=0, metavar="N", help="also with N more added tokens")
    parser.add_argument("--linear", action="store_true", help="also made-up vocabularies of n, 2n and 4n entries")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure[0], Path(arguments.measure[1]))))
        return 0

    data = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data")
    files = arguments.files or sorted(data.glob("tokenizers/*/tokenizer.json.gz"))
    if not files:
        parser.error(f"no FILE, and no test data in {data} (BTT_TEST_DATA names another folder)")
    header = f"{'':<31}{'ours, ms':>16}{'reference, ms':>16}{'':>7}{'ours, KiB':>27}{'ref., KiB':>9}"
    titles = f"{'':<31}" + f"{'first':>8}{'again':>8}" * 2 + f"{'ratio':>7}"
    titles += "".join(f"{title:>9}" for title in ("used", "bound", "held", "held"))
    if arguments.added:
        header += f"{f'{arguments.added:,} more':>24}"
        titles += f"{'ours':>8}{'ref.':>8}{'bytes':>8}"
    print(header)
    print(titles)
    marked = sum(print_file(path, arguments.rounds, arguments.added) for path in files)
    if arguments.linear:
        marked += print_linear(arguments.rounds)
    print(f"{marked} lines marked")
    return 1 if marked else 0


if __name__ == "__main__":
    sys.exit(main())
