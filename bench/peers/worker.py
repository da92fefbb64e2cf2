"""One library in a process of its own: reads commands from standard input, a JSON object a line, answers likewise.

    {"do": "load", "peer": NAME, "model": {...}}   ->  {"cpu": s, "wall": s, "version": "..."}
    {"do": "run", "shape": "one", "calls": [["a"], ["b"]], "group": 2, "warm": 3}
                                                   ->  {"cold": [[cpu, wall]], "warm": [...], "digests": ["5f0c..."]}

A sample is the time of `group` calls in a row. The cold pass comes first; the texts must be new to this process. The
warm passes repeat it on the same texts, one at least, more while they stay under WARM_SECONDS. Results are freed after
the clock has stopped. `digests` has one for each row of ids of the cold pass. Before a cold pass a few known texts are
encoded, so that what the other processes did to the processor's caches in between is not charged to the first call.

Runs in the peer's environment: only the standard library, numpy and the peer may be imported. What the peer prints goes
to standard error.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.metadata
import json
import os
import sys
import time
from typing import Any, Callable

import adapters

WARM_SECONDS = 0.6


def row_digest(numpy: Any, ids: Any) -> str:
    """Return what stands for a row of ids when rows are compared."""
    return hashlib.blake2b(numpy.asarray(ids, dtype=numpy.int64).tobytes(), digest_size=8).hexdigest()


class Worker:
    """The commands."""

    def load(self, peer: str, model: dict[str, Any]) -> dict[str, Any]:
        import numpy

        self.numpy = numpy
        kind = adapters.PEERS[peer]
        cpu, wall = time.process_time(), time.perf_counter()
        self.adapter = kind(adapters.Model(**model))
        taken = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        version = importlib.metadata.version(kind.distribution) if kind.requirements else "of this tree"
        return {**taken, "version": version, "about": self.adapter.about}

    def action(self, shape: str) -> tuple[Callable[[list[str]], Any], Callable[[Any], Any]] | None:
        """Return the timed call and what makes rows of its result, or None where the peer has no such call."""
        adapter = self.adapter
        if getattr(adapter, {"call": "call", "batch": "batch"}.get(shape, "one")) is None:
            return None
        if shape == "batch":
            return adapter.batch, adapter.rows
        if shape == "call":
            return adapter.call, lambda result: result[0]  # type: ignore[return-value]
        encode = adapter.one if shape == "one" else adapter.document
        return (lambda texts: encode(texts[0])), lambda result: [result]

    def run(self, shape: str, calls: list[list[str]], group: int, warm: int, wake: list[list[str]]) -> dict[str, Any]:
        action = self.action(shape)
        if action is None:
            return {"none": True}
        encode, rows = action
        groups = [calls[i : i + group] for i in range(0, len(calls), group)]

        def timed(batches: list[list[str]]) -> tuple[list[float], list[Any]]:
            cpu, wall = time.process_time(), time.perf_counter()
            results = [encode(texts) for texts in batches]
            return [time.process_time() - cpu, time.perf_counter() - wall], results

        cold, passes, digests = [], [], []
        gc.collect()
        gc.disable()
        for texts in wake:
            encode(texts)
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
