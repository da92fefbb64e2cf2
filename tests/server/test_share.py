"""The share of tokenization in the work of a model, before and after: written to build/server/share.json."""

from __future__ import annotations

import json
import platform
import statistics
import time
from pathlib import Path
from typing import Any

import _data
import numpy
import torch
import transformers
from _models import assert_same_features, features, items, load_pair
from _paths import FOLDER, minilm_path

import budtiktok

ROUNDS = 3


def timed(model: Any, batch: list[Any]) -> tuple[float, float]:
    """Return seconds of processor time: tokenizing, all together."""
    began = time.process_time()
    made = model.encode_pre(batch)
    tokenized = time.process_time()
    model.encode_post(model.encode_core(made))
    return tokenized - began, time.process_time() - began


def test_share_of_tokenization(models: dict[str, Path]) -> None:
    passages = [row["text"] for row in _data.json_rows("xquad-passages.jsonl")]
    queries = _data.rows("en-queries-nq.txt")
    rows = []
    for name, path in (("m1-bert", models["m1-bert"]), ("all-MiniLM-L6-v2", minilm_path())):
        pair = load_pair(name, path)
        for kind, texts in (("queries", queries), ("passages", passages)):
            for size in (1, 32):
                times: dict[str, list[tuple[float, float]]] = {"plain": [], "fast": []}
                for turn in range(ROUNDS + 1):
                    batch = items(pair.plain, [texts[(turn * size + at) % len(texts)] for at in range(size)])
                    assert_same_features(features(pair.plain, batch), features(pair.fast, batch), name)
                    for side in ("plain", "fast") if turn % 2 else ("fast", "plain"):
                        found = timed(getattr(pair, side), batch)
                        if turn:  # the first round warms up
                            times[side].append(found)
                share = {side: statistics.median(part / whole for part, whole in times[side]) for side in times}
                ratio = statistics.median(a[0] / max(b[0], 1e-9) for a, b in zip(times["plain"], times["fast"]))
                rows.append(
                    {
                        "model": name,
                        "texts": kind,
                        "batch": size,
                        "ratio": round(ratio, 2),
                        **{f"share_{side}": round(value, 4) for side, value in share.items()},
                    }
                )
                assert 0 < share["fast"] < 1 and 0 < share["plain"] < 1
    report = {
        "measured": "processor time of encode_pre by that of encode_pre, encode_core, encode_post; one thread",
        "budtiktok": budtiktok.version(),
        "isa": budtiktok.get_simd_level(),
        "machine": platform.machine(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
        "rows": rows,
    }
    (FOLDER / "share.json").write_text(json.dumps(report, indent=1) + "\n")
    # Batches of 32 are where a server spends its time.
    assert all(row["share_fast"] < row["share_plain"] for row in rows if row["batch"] == 32), rows
