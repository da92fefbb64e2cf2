"""Mixed load for a while: the same answers at the end, no more threads, no more memory than the server itself takes.

The plain server grows by a tenth in the time and goes on: torch's memory, of batches of all sizes. That calls of the
wrapper keep nothing is tested to the megabyte in tests/contract/test_memory.py.

BTT_SOAK_SECONDS says how long: 120 by default, 600 with `make server-soak`.
"""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import _counts
from _answers import assert_same_answer
from _server import PATCHED, Server
from _texts import plain_texts

SECONDS = float(os.environ.get("BTT_SOAK_SECONDS") or 120)
CLIENTS = 4
# From the third to the fourth quarter; the plain server: 0.11.
MOST_SHARE = 0.2


def test_soak(models: dict[str, Path], tmp_path: Path) -> None:
    served = {"bert": models["m1-bert"], "rerank": models["m5-bert-rerank"], "classify": models["m6-bert-classify"]}
    texts = [text[:4000] for text in plain_texts()]
    probe: dict[str, tuple[str, dict[str, Any]]] = {
        "embed": ("/embeddings", {"model": "bert", "input": texts[:50]}),
        "rerank": ("/rerank", {"model": "rerank", "query": "words", "documents": texts[:30], "raw_scores": True}),
        "classify": ("/classify", {"model": "classify", "input": texts[:30]}),
    }
    environment = {"BUDTIKTOK_STRICT": "1", "INFINITY_LENGTHS_VIA_TOKENIZE": "true", "MALLOC_ARENA_MAX": "2"}
    with Server(PATCHED, served, tmp_path, environment) as server:
        server.wait()
        first = {name: server.post(*request) for name, request in probe.items()}
        end = time.monotonic() + SECONDS
        requests = [0] * CLIENTS
        problems: list[BaseException] = []

        def client(number: int) -> None:
            draw = random.Random(number)
            try:
                while time.monotonic() < end and not problems:
                    path, body = draw.choice(list(probe.values()))
                    field = "documents" if path == "/rerank" else "input"
                    server.post(path, {**body, field: draw.sample(texts, draw.choice((1, 2, 8, 32)))})
                    requests[number] += 1
            except BaseException as error:
                problems.append(error)

        clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in clients:
            thread.start()
        memory, threads = [], []
        while any(thread.is_alive() for thread in clients):
            memory.append(server.status_line("VmRSS"))
            threads.append(server.status_line("Threads"))
            time.sleep(max(0.2, SECONDS / 120))
        for thread in clients:
            thread.join()
        assert not problems, problems
        for name, (path, body) in probe.items():
            assert_same_answer(path, first[name], server.post(path, body), name)
        # A leak raises the lowest value; the others go up and down by a hundred megabytes with the model's batches.
        middle = min(memory[len(memory) // 2 : len(memory) * 3 // 4])
        growth = min(memory[len(memory) * 3 // 4 :]) - middle
        assert growth <= MOST_SHARE * middle, (growth, memory)
        assert max(threads[len(threads) // 2 :]) <= max(threads[: len(threads) // 2]), threads
        assert "budtiktok: a native call" not in server.log
        assert server.stop() is not None
    assert min(requests) > 0
    _counts.add("soak", "requests", sum(requests))
    _counts.add("soak", "kB grown from the third to the fourth quarter", growth)
    _counts.add("soak", "threads", threads[-1])
