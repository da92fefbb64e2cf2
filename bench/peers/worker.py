"""One library in a process of its own: reads commands from standard input, a JSON object a line, answers likewise.

    {"do": "load", "peer": NAME, "model": {...}, "extra": [FILE]}
                                                   ->  {"cpu": s, "wall": s, "version": "..."}
    {"do": "run", "shape": "one", "calls": [["a"], ["b"]], "group": 2, "warm": 3}
                                                   ->  {"cold": [[cpu, wall]], "warm": [...], "digests": ["5f0c..."]}

A sample is the time of `group` calls in a row. The cold pass comes first; the texts must be new to this process. The
warm passes repeat it on the same texts, one at least, more while they stay under WARM_SECONDS. Results are freed after
the clock has stopped. `digests` has one for each row of the cold results. Before a cold pass a few known texts are
encoded, so that what the other processes did to the processor's caches in between is not charged to the first call.

Runs in the peer's environment: only the standard library, numpy and the peer may be imported. What the peer prints goes
to standard error.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import importlib.metadata
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Callable

sys.path[0] = str(Path(__file__).resolve().parents[1])

from peers import adapters  # noqa: E402

WARM_SECONDS = 0.6


Action = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def row_digest(numpy: Any, row: Any) -> str:
    """Return what stands for a text, or for a row of numbers, when results are compared."""
    data = row.encode() if isinstance(row, str) else numpy.asarray(row, dtype=numpy.int64).tobytes()
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def halves(texts: list[str]) -> tuple[list[str], list[str]]:
    """Cut the texts of a call with pairs: all first texts, then all second ones."""
    return texts[: len(texts) // 2], texts[len(texts) // 2 :]


class Worker:
    """The commands."""

    def load(self, peer: str, model: dict[str, Any], extra: list[str]) -> dict[str, Any]:
        for file in extra:
            adapters.add_file(file)
        kind = adapters.PEERS[peer]
        for name in kind.imports:
            importlib.import_module(name)
        self.numpy = importlib.import_module("numpy")
        named = adapters.Model(**model)
        cpu, wall = time.process_time(), time.perf_counter()
        self.adapter = kind(named)
        taken = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        self.adapter.prepare(named)
        version = importlib.metadata.version(kind.distribution) if kind.requirements else "of this tree"
        return {**taken, "version": version, "about": self.adapter.about}

    def action(self, shape: str) -> Action | None:
        """Return the timed call and what makes rows of its result, or None where the peer has no such call."""
        adapter = self.adapter
        if getattr(adapter, shape) is None:
            return None
        if shape == "batch":
            return adapter.batch, adapter.rows
        if shape in ("one", "document"):
            return getattr(adapter, shape), lambda result: [result]
        if shape == "offsets":
            return adapter.offsets, adapter.offset_rows  # type: ignore[return-value]
        if shape == "decode":
            return adapter.decode, lambda result: result  # type: ignore[return-value]
        # A row of each of the three matrices.
        if shape == "pairs":
            pairs = adapter.pairs
            return (lambda texts: pairs(*halves(texts))), lambda result: list(zip(*result))  # type: ignore[misc]
        return adapter.call, lambda result: list(zip(*result))  # type: ignore[return-value]

    def ids(self, texts: list[str]) -> list[list[int]]:
        """Return what is decoded: the peer's own ids."""
        rows = self.adapter.rows(self.adapter.batch(texts))
        return [self.numpy.asarray(row, dtype=self.numpy.int64).tolist() for row in rows]

    def inputs(self, shape: str, calls: list[list[str]]) -> list[Any]:
        """Return what the timed call is given: nothing else may cost time in the loop around it."""
        if shape in ("one", "document"):
            return [texts[0] for texts in calls]
        return [self.ids(texts) for texts in calls] if shape == "decode" else calls

    def run(self, shape: str, calls: list[list[str]], group: int, warm: int, wake: list[list[str]]) -> dict[str, Any]:
        action = self.action(shape)
        if action is None:
            return {"none": True}
        encode, rows = action
        inputs = self.inputs(shape, calls)
        groups = [inputs[i : i + group] for i in range(0, len(inputs), group)]

        def timed(batches: list[Any]) -> tuple[list[float], list[Any]]:
            cpu, wall = time.process_time(), time.perf_counter()
            results = [encode(batch) for batch in batches]
            return [time.process_time() - cpu, time.perf_counter() - wall], results

        cold: list[list[float]] = []
        passes: list[list[list[float]]] = []
        digests: list[str] = []
        gc.collect()
        gc.disable()
        for texts in wake:
            if self.adapter.one is not None:
                self.adapter.one(texts[0])
            else:
                # A pair, where pairs are asked for.
                encode(texts * 2)
        results: list[Any] = []
        for batches in groups:
            sample, found = timed(batches)
            cold.append(sample)
            results.append(found)
        start = time.perf_counter()
        while len(passes) < warm and (not passes or time.perf_counter() - start < WARM_SECONDS):
            passes.append([timed(batches)[0] for batches in groups])
        gc.enable()
        for found in results:
            for result in found:
                digests.extend(row_digest(self.numpy, row) for row in rows(result))
        return {"cold": cold, "warm": passes, "digests": digests}


def main() -> None:
    """Answer commands until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker()
    for line in sys.stdin:
        command = json.loads(line)
        do = command.pop("do")
        try:
            answer = getattr(worker, do)(**command)
        except BaseException as error:  # A Rust panic is not an Exception.
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
