"""Tokenize real text with a real BERT tokenizer into numpy arrays and torch tensors, and compare every text.

    python python/demo/demo.py [--data FOLDER] [--tokenizer FILE] [--rounds N]

Every text is encoded by budtiktok and by Hugging Face ``tokenizers`` in this run, once cut to 128 tokens and
padded, as a model wants it, and once in full length. Ids, type ids, attention mask and offsets are compared. The
exit status is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers
from texts import folder_texts, minilm_path, paragraphs, sample_lines, topics

import budtiktok

MAX_LENGTH = 128
CHUNK = 512
FIELDS = ("input_ids", "token_type_ids", "attention_mask", "offset_mapping")
HAVE_TORCH = importlib.util.find_spec("torch") is not None


def matrices(encodings: list[Any]) -> dict[str, Any]:
    """Put the reference's padded encodings into the arrays that are compared."""
    return {
        "input_ids": np.array([e.ids for e in encodings]),
        "token_type_ids": np.array([e.type_ids for e in encodings]),
        "attention_mask": np.array([e.attention_mask for e in encodings]),
        "offset_mapping": np.array([e.offsets for e in encodings]),
    }


def unequal_rows(ours: Any, theirs: dict[str, Any], rows: int) -> set[int]:
    """Return the rows in which any of the arrays differs."""
    unequal = set()
    for field in FIELDS:
        a, b = np.asarray(ours[field]), theirs[field]
        if a.shape != b.shape:
            return set(range(rows))
        unequal.update(np.flatnonzero((a != b).reshape(rows, -1).any(axis=1)).tolist())
    return unequal


def differences(tok: Any, ref: Any, texts: list[str]) -> set[int]:
    """Return the positions of the texts that the two tokenizers encode differently."""
    how = {"padding": True, "truncation": True, "max_length": MAX_LENGTH, "return_offsets_mapping": True}
    unequal: set[int] = set()
    # Sorted by length, so that no short row is padded to the width of a long one.
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for begin in range(0, len(order), CHUNK):
        places = order[begin : begin + CHUNK]
        chunk = [texts[i] for i in places]

        ref.enable_truncation(MAX_LENGTH)
        ref.enable_padding()
        expected = matrices(ref.encode_batch(chunk))
        rows = unequal_rows(tok(chunk, return_tensors="np", **how), expected, len(chunk))
        if HAVE_TORCH:
            rows |= unequal_rows(tok(chunk, return_tensors="pt", **how), expected, len(chunk))

        ref.no_truncation()
        ref.no_padding()
        full = tok(chunk, return_offsets_mapping=True)
        for row, e in enumerate(ref.encode_batch(chunk)):
            lists = (e.ids, e.type_ids, e.attention_mask, e.offsets)
            if any(list(full[field][row]) != theirs for field, theirs in zip(FIELDS, lists)):
                rows.add(row)
        unequal.update(places[row] for row in rows)
    return unequal


def show(tok: Any, text: str) -> None:
    """Print the tokens of one text with the part of the text that each stands for."""
    found = tok(text, return_offsets_mapping=True)
    print(f"\n{text}")
    for token_id, (begin, end) in zip(found["input_ids"], found["offset_mapping"]):
        print(f"  {token_id:>6}  {tok.id_to_token(token_id):<10} {begin:>3}..{end:<3} {text[begin:end]!r}")


def best_time(calls: list[Callable[[], Any]], rounds: int) -> list[float]:
    """Return the shortest time of each call, taken in turns."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            start = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def speed(tok: Any, ref: Any, rounds: int) -> None:
    """Print milliseconds for the same texts, padded and cut alike, side by side."""
    parts = paragraphs(topics())
    ref.enable_truncation(MAX_LENGTH)
    ref.enable_padding()
    how = {"padding": True, "truncation": True, "max_length": MAX_LENGTH}
    print(f"\n{'milliseconds, best of ' + str(rounds):<34}{'budtiktok':>12}{'tokenizers':>12}{'ratio':>8}")
    for name, texts in (
        ("1 paragraph", parts[20:21]),
        ("32 paragraphs", parts[:32]),
        ("all paragraphs", parts),
    ):
        ours, theirs = best_time(
            [
                lambda texts=texts: tok(texts, return_tensors="np", **how),
                lambda texts=texts: ref.encode_batch(texts),
            ],
            rounds,
        )
        size = sum(len(t.encode()) for t in texts)
        label = f"{name} ({size:,} bytes)"
        print(f"{label:<34}{ours * 1e3:>12.3f}{theirs * 1e3:>12.3f}{theirs / ours:>7.1f}x")
    print("budtiktok: numpy int64 matrices; tokenizers: encode_batch, a list of Encoding objects.")


def main() -> int:
    """Run the demo; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json (default: that of all-MiniLM-L6-v2)")
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("BTT_TEST_DATA"),
        help="a folder with more texts, text/*.xz (default: BTT_TEST_DATA, else none)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the timing")
    arguments = parser.parse_args()

    path = arguments.tokenizer or minilm_path()
    tok = budtiktok.Tokenizer.from_file(str(path))
    ref = tokenizers.Tokenizer.from_file(str(path))
    print(f"budtiktok {budtiktok.__version__}, tokenizers {tokenizers.__version__}, {path.parent.parent.name}")

    show(tok, sample_lines()[2])

    groups = {
        "topics of CPython's help": topics(),
        "their paragraphs": paragraphs(topics()),
        "lines of sample.txt": sample_lines(),
    }
    if arguments.data:
        groups[f"rows of {arguments.data}/text"] = folder_texts(arguments.data)
    arrays = "numpy arrays and torch tensors" if HAVE_TORCH else "numpy arrays (torch is not installed)"
    print(f"\nids, type ids, mask and offsets, cut to {MAX_LENGTH} tokens as {arrays}, and in full length:")
    total = equal = 0
    for name, texts in groups.items():
        unequal = differences(tok, ref, texts)
        total += len(texts)
        equal += len(texts) - len(unequal)
        print(f"  {name}: {len(texts) - len(unequal):,} of {len(texts):,} equal")
        for place in sorted(unequal)[:3]:
            print(f"    differs: {texts[place][:200]!r}")
    print(f"equal to Hugging Face: {equal} of {total} texts")

    speed(tok, ref, arguments.rounds)
    return 0 if equal == total else 1


if __name__ == "__main__":
    sys.exit(main())
