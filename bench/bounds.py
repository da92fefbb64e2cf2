"""Calls that must not cost more than a bound: early stops, added tokens that a text has none of, a text of 100 MB.

    python bench/bounds.py [--data FOLDER] [--tokenizers NAME,...] [--only NAME,...] [--bytes N]

bench/hostile.py runs it after its own lines. Every line is a process of its own, on one thread:

early stop      64 documents of 20 kB cut at 128 tokens (from the right, no overflow) by one btt_encode_batch, beside
                texts that are just what makes those 128 tokens; at most EARLY_STOP times as much
special tokens  English encoded by the same file with and without 10,000 more added tokens that it has not, written
                as special tokens are; at most ADDED times as much
added words     the same with words that are looked for in the normalized text, as `add_tokens` adds them
100 MB          real text over and over: ids are those of three times the text, with the middle one repeated

A line is marked, and the exit status is 1, where a bound is missed, where a process fails, or where ids are wrong.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

TOKENIZERS = [
    "bert-base-uncased",
    "gpt2",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
    "mistral-7b-v0.1",
    "t5-small",
]

EARLY_STOP = 1.3
ADDED = 1.1
MORE_TOKENS = 10_000
DOCUMENT, DOCUMENTS, MOST_TOKENS = 20_000, 64, 128
LONG_BYTES = 100_000_000
ROUNDS, COPIES = 40, 4


def english(data: Path) -> str:
    """Return a novel of 3 MB."""
    return lzma.decompress((data / "text" / "en-war-and-peace.txt.xz").read_bytes()).decode()


def new_pieces(data: Path, size: int, count: int) -> list[str]:
    """Return so many texts of about so many bytes, each another part of the novel."""
    text = english(data)
    starts = [text.index(" ", i * (size + 1000)) + 1 for i in range(count)]
    return [text[start : text.rindex(" ", start, start + size)] for start in starts]


def spec_of(path: Path) -> dict[str, Any]:
    """Return a tokenizer.json, plain or compressed, without its truncation and padding."""
    data = path.read_bytes()
    spec: dict[str, Any] = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    spec["truncation"] = spec["padding"] = None
    return spec


def in_turns(calls: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the smallest processor time of each call in seconds, measured in turns."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.thread_time()
            call()
            best[name] = min(best[name], time.thread_time() - start)
    return best


class TruncatingCall:
    """A btt_encode_batch of texts cut at MOST_TOKENS, everything that it needs made before."""

    def __init__(self, tokenizer: Any, texts: list[str]) -> None:
        import numpy as np

        from budtiktok._library import ffi, lib

        self._call, self._handle = lib.btt_encode_batch, tokenizer._state.handle
        encoded = [text.encode() for text in texts]
        self._offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        self._packed = ffi.new("char[]", b"".join(encoded))
        self.ids = np.zeros((len(texts), MOST_TOKENS), np.int32)
        self.lengths = np.zeros(len(texts), np.int64)
        self._input, self._options, self._output = (
            ffi.new(f"btt_{name} *") for name in ("input", "encode_options", "output")
        )
        for struct in (self._input, self._options, self._output):
            struct.struct_size = ffi.sizeof(ffi.typeof(struct).item)
        self._input.count = self._output.rows = len(texts)
        self._input.packed = self._packed
        self._input.packed_offsets = ffi.cast("int64_t *", self._offsets.ctypes.data)
        self._options.truncation = lib.BTT_TRUNCATION_LONGEST_FIRST
        self._options.max_length = self._output.width = MOST_TOKENS
        self._options.num_threads = 1
        for tensor, array, dtype in (
            (self._output.ids, self.ids, lib.BTT_INT32),
            (self._output.lengths, self.lengths, lib.BTT_INT64),
        ):
            tensor.data = ffi.cast("void *", array.ctypes.data)
            tensor.dtype = dtype

    def __call__(self) -> None:
        if self._call(self._handle, self._input, self._options, self._output) != 0:
            raise RuntimeError("btt_encode_batch failed")


def early_stop(path: Path, data: Path, size: int) -> dict[str, Any]:
    """Compare documents that are cut with what is left of them."""
    import budtiktok

    tokenizer = budtiktok.Tokenizer.from_str(json.dumps(spec_of(path)))
    documents = new_pieces(data, DOCUMENT, DOCUMENTS)
    kept = MOST_TOKENS - tokenizer.num_special_tokens_to_add(False)
    beginnings = [text[: tokenizer.encode(text, add_special_tokens=False).offsets[kept - 1][1]] for text in documents]
    whole, beginning = TruncatingCall(tokenizer, documents), TruncatingCall(tokenizer, beginnings)
    best = in_turns({"whole": whole, "beginning": beginning}, ROUNDS)
    # A beginning may end inside a word, whose tokens are others then.
    same = (whole.ids == beginning.ids).mean() > 0.95 and (whole.lengths == MOST_TOKENS).all()
    return {
        "figures": {
            "us a document": 1e6 * best["whole"] / DOCUMENTS,
            "its tokens": 1e6 * best["beginning"] / DOCUMENTS,
        },
        "ratio": best["whole"] / best["beginning"],
        "bound": EARLY_STOP,
        "same": bool(same),
    }


def added_tokens(contents: str, normalized: bool, path: Path, data: Path) -> dict[str, Any]:
    """Compare a file with itself and more added tokens."""
    import budtiktok

    spec = spec_of(path)
    plain = json.dumps(spec)
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": normalized}
    spec["added_tokens"] += [
        {"id": 10_000_000 + i, "content": contents.format(i), **flags, "special": not normalized}
        for i in range(MORE_TOKENS)
    ]
    more = json.dumps(spec)
    texts = new_pieces(data, 4_000, 64)
    rows: dict[str, Any] = {}

    def encode(name: str, tokenizer: Any) -> None:
        rows[name] = [tokenizer.encode_ids(text) for text in texts]

    # Where in memory a tokenizer happens to lie makes a tenth of its speed: the best of some is compared.
    calls = {}
    for i in range(COPIES):
        for name, source in (("plain", plain), ("more", more)):
            calls[f"{name} {i}"] = partial(encode, name, budtiktok.Tokenizer.from_str(source))
    best = in_turns(calls, ROUNDS)
    without, cost = (min(best[f"{name} {i}"] for i in range(COPIES)) for name in ("plain", "more"))
    size = sum(len(text.encode()) for text in texts)
    return {
        "figures": {"ns a byte": 1e9 * cost / size, "without": 1e9 * without / size},
        "ratio": cost / without,
        "bound": ADDED,
        "same": all((a == b).all() for a, b in zip(rows["plain"], rows["more"])),
    }


def marked_tokens(path: Path, data: Path, size: int) -> dict[str, Any]:
    """Compare with special tokens, which are looked for in the text as it is given."""
    return added_tokens("<|added token {}|>", False, path, data)


def added_words(path: Path, data: Path, size: int) -> dict[str, Any]:
    """Compare with words, which are looked for in the normalized text."""
    return added_tokens("qzx{}", True, path, data)


def long_text(path: Path, data: Path, size: int) -> dict[str, Any]:
    """Encode one text of so many bytes."""
    import numpy as np
    import tokenizers

    import budtiktok

    source = json.dumps(spec_of(path))
    unit = "".join(new_pieces(data, 250_000, 4)) + "\n"
    reference = tokenizers.Tokenizer.from_str(source)
    two, three = (np.array(reference.encode(unit * n, add_special_tokens=False).ids) for n in (2, 3))
    period = len(three) - len(two)
    start = period // 2
    middle, end = three[start : start + period], three[start + period :]
    if not np.array_equal(np.concatenate((three[:start], end)), two):
        raise RuntimeError("the ids of this text do not repeat")
    count = max(3, size // len(unit.encode()))
    text = unit * count
    tokenizer = budtiktok.Tokenizer.from_str(source)
    begin = time.perf_counter()
    ids = tokenizer.encode_ids(text, add_special_tokens=False)
    took = time.perf_counter() - begin
    want = np.concatenate((three[:start], np.tile(middle, count - 2), end))
    return {
        "figures": {"s": took, "M ids": len(ids) / 1e6},
        "same": np.array_equal(ids, want),
    }


BOUNDS = {
    "early stop": early_stop,
    "special tokens": marked_tokens,
    "added words": added_words,
    "100 MB": long_text,
}


def judged(found: dict[str, Any]) -> tuple[str, bool]:
    """Return the line of what a process has found, and whether it is marked."""
    cells = [f"{key} {value:.2f}" for key, value in found["figures"].items()]
    wrong = [] if found["same"] else ["IDS DIFFER"]
    if "ratio" in found:
        cells.append(f"ratio {found['ratio']:.2f}")
        if found["ratio"] > found["bound"]:
            wrong.append(f"ABOVE {found['bound']}")
    return "  ".join([*(f"{cell:<22}" for cell in cells), ", ".join(wrong)]).rstrip(), bool(wrong)


def line_of(name: str, path: Path, data: Path, size: int) -> tuple[str, bool]:
    """Return what a process of its own says, and whether it is marked."""
    command = [sys.executable, __file__, "--measure", name, str(path), "--data", str(data), "--bytes", str(size)]
    # A text that is timed again is to be encoded again.
    environment = {**os.environ, "BTT_REMEMBER_TEXTS": "0", "TOKENIZERS_PARALLELISM": "false"}
    if name != "100 MB":
        environment["BTT_NUM_THREADS"] = "1"
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        return f"FAILED with status {done.returncode}", True
    return judged(json.loads(done.stdout))


def print_lines(data: Path, tokenizers: list[str], names: list[str], size: int) -> int:
    """Print a line a bound and tokenizer; return how many are marked."""
    marked = 0
    for name in names:
        print(name)
        for tokenizer in tokenizers:
            path = Path(tokenizer)
            if not path.is_file():
                path = data / "tokenizers" / path / "tokenizer.json.gz"
            line, is_marked = line_of(name, path, data, size)
            marked += is_marked
            print(f"  {tokenizer[:24]:<26}{line}", flush=True)
    return marked


def main() -> int:
    """Print all lines; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    data = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data")
    parser.add_argument("--data", type=Path, default=data, help="folder with tokenizers and text")
    parser.add_argument("--tokenizers", default=",".join(TOKENIZERS), help="names, or paths of files")
    parser.add_argument("--only", default=",".join(BOUNDS), help=", ".join(BOUNDS))
    parser.add_argument("--bytes", type=int, default=LONG_BYTES, help="of the long text (default: %(default)s)")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        name, path = arguments.measure
        print(json.dumps(BOUNDS[name](Path(path), arguments.data, arguments.bytes)))
        return 0
    names = arguments.only.split(",")
    marked = print_lines(arguments.data, arguments.tokenizers.split(","), names, arguments.bytes)
    print(f"{marked} lines marked")
    return 1 if marked else 0


if __name__ == "__main__":
    sys.exit(main())
