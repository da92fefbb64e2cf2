"""Measure all peers with one tokenizer: start them, ask them in turns, compare what they answer.

For each round of each workload the processes are asked one after the other, in an order that rotates, so that a busy
moment of the machine meets all of them; only one works at a time.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Optional

import _data

from . import environments, report, workloads
from .adapters import PEERS, REFERENCE
from .process import Worker

ROOT = Path(__file__).resolve().parents[2]
PAD_TOKENS = ("[PAD]", "<pad>", "<|pad|>", "</s>", "<|endoftext|>")
WARM_PASSES = 3
Samples = dict[str, dict[str, list[list[float]]]]


@dataclass
class Options:
    """What the command line says about measuring."""

    passes: int
    # Seconds for a tokenizer after which no further pass is begun.
    budget: float
    two: bool
    # Folder of the environments; None: every library is imported by the interpreter that runs this.
    env_dir: Optional[Path]
    # Files with further peers.
    extra: list[str] = field(default_factory=list)

    def python_of(self, requirements: Optional[str]) -> str:
        """Return the interpreter for a peer."""
        if requirements is None or self.env_dir is None:
            return sys.executable
        return str(environments.python_of(self.env_dir, requirements))


def library() -> str:
    """Return the library that is measured."""
    return os.environ.get("BUDTIKTOK_LIBRARY") or str(ROOT / "build" / "release" / "libbudtiktok.so")


def model_json(name: str) -> dict[str, Any]:
    """Return a tokenizer without truncation and padding, its model's type written in: not every peer can infer it."""
    spec: dict[str, Any] = json.loads(_data.plain_tokenizer_json(name))
    model = spec["model"]
    if "type" not in model:
        kinds = (("merges", "BPE"), ("continuing_subword_prefix", "WordPiece"))
        kind = next((kind for key, kind in kinds if key in model), None)
        spec["model"] = {"type": kind or ("Unigram" if isinstance(model["vocab"], list) else "WordLevel"), **model}
    return spec


def family_of(spec: dict[str, Any]) -> str:
    """Return the kind of model that targets are for."""
    kind = str(spec["model"]["type"])
    if kind != "BPE":
        return kind
    # Byte fallback, or bytes as characters: nobody has both.
    if spec["model"].get("byte_fallback"):
        return "SentencePiece BPE"
    return "byte-level BPE" if '"ByteLevel"' in json.dumps(spec["pre_tokenizer"]) else kind


def pad_of(spec: dict[str, Any]) -> tuple[str, int]:
    """Return the token that rows are padded with and its id."""
    added = {token["content"]: token["id"] for token in spec["added_tokens"]}
    return next(((token, added[token]) for token in PAD_TOKENS if token in added), ("[PAD]", 0))


class Tally:
    """What was measured of one peer with one tokenizer."""

    def __init__(self) -> None:
        self.samples: dict[str, Samples] = {"one": {}, "two": {}}
        # By kind: how many results, how many of them wrong.
        self.compared: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.errors: list[str] = []
        self.loads: list[float] = []

    def add(self, threads: str, workload: workloads.Workload, calls: workloads.Calls, answer: dict[str, Any]) -> None:
        """Enter the samples of an answer, as microseconds for a call or a million bytes."""
        sizes = [workloads.units(workload, calls[i : i + workload.group]) for i in range(0, len(calls), workload.group)]
        cell = self.samples[threads].setdefault(workload.key, {})
        for phase, passes in (("cold", [answer["cold"]]), ("warm", answer["warm"])):
            rows = [[1e6 * s / size for s in sample] for one in passes for sample, size in zip(one, sizes)]
            if rows:
                cell.setdefault(phase, []).extend(rows)

    def compare(self, kind: str, digests: list[str] | None, expected: list[str]) -> None:
        """Count results that differ; all do where there are none."""
        right = 0 if digests is None else sum(a == b for a, b in zip(digests, expected))
        self.compared[kind][0] += len(expected)
        self.compared[kind][1] += len(expected) - right

    def fail(self, what: str, reason: str) -> None:
        """Keep a reason, once."""
        reason = " ".join(reason.split())[:200]
        if not any(error.endswith(reason) for error in self.errors):
            self.errors.append(f"{what}: {reason}")

    def record(self) -> dict[str, Any]:
        """Return the peer's part of the report."""
        summaries = {
            threads: {w: {p: report.summarize(s) for p, s in cell.items()} for w, cell in samples.items() if cell}
            for threads, samples in self.samples.items()
        }
        return {
            "load_ms": round(min(self.loads), 2),
            "compared": dict(self.compared),
            "errors": self.errors,
            **summaries,
        }


class Bench:
    """The run with one tokenizer."""

    def __init__(self, peers: list[str], options: Options, name: str, folder: Path, log: IO[bytes]) -> None:
        self.peers, self.options, self.name, self.log = peers, options, name, log
        spec = model_json(name)
        self.family = family_of(spec)
        pad_token, pad_id = pad_of(spec)
        # The name of a model's folder is all that some libraries go by.
        path = folder / name / "tokenizer.json"
        path.parent.mkdir()
        # As the reference writes its files: characters beyond ASCII stand for themselves.
        path.write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
        self.model = {"name": name, "path": str(path), "pad_token": pad_token, "pad_id": pad_id}
        self.wake = workloads.wake_calls(_data)
        self.tallies = {peer: Tally() for peer in peers}
        self.skipped: dict[str, str] = {}
        self.hung: set[str] = set()
        self.about: dict[str, dict[str, Any]] = {}

    def start(self, stack: contextlib.ExitStack, threads: int) -> dict[str, Worker]:
        """Start and load every peer that can be."""
        cpus = sorted(os.sched_getaffinity(0))
        ours = {"PYTHONPATH": str(ROOT / "python"), "BUDTIKTOK_LIBRARY": library()}
        workers = {}
        for peer in self.peers:
            if peer in self.skipped or peer in self.hung:
                continue
            requirements = PEERS[peer].requirements
            python = self.options.python_of(requirements)
            worker = Worker(python, threads, cpus[-threads:], {} if requirements else ours, self.log)
            stack.callback(worker.close)
            model = {**self.model, "threads": threads}
            answer = worker.ask(do="load", peer=peer, model=model, extra=self.options.extra)
            if "error" in answer:
                self.skipped[peer] = " ".join(answer["error"].split())[:200]
                continue
            self.tallies[peer].loads.append(1e3 * answer.pop("cpu"))
            self.about[peer] = answer
            workers[peer] = worker
        return workers

    def round(self, workers: dict[str, Worker], threads: str, key: str, calls: workloads.Calls, turn: int) -> None:
        """Ask every peer for one round of a workload and compare their ids."""
        workload = workloads.ALL[key]
        command: dict[str, Any] = {
            "do": "run",
            "shape": workload.shape,
            "calls": calls,
            "group": workload.group,
            "warm": WARM_PASSES,
        }
        command["wake"] = [] if key == workloads.FIRST.key else self.wake
        names = list(workers)
        turn %= len(names)
        answers = {}
        gc.collect()
        for peer in names[turn:] + names[:turn]:
            answers[peer] = workers[peer].ask(**command)
        expected = answers.get(REFERENCE, {}).get("digests")
        for peer, answer in answers.items():
            if "none" in answer:
                continue
            if workers[peer].hung:
                self.hung.add(peer)
            tally = self.tallies[peer]
            if "error" in answer:
                tally.fail(f"{workload.key}, {threads}", answer["error"])
            else:
                tally.add(threads, workload, calls, answer)
            if expected is not None:
                tally.compare(workload.checked, answer.get("digests"), expected)

    def check(self, workers: dict[str, Worker], batches: list[list[str]]) -> None:
        """Compare ids of many more texts, untimed; last, because some libraries do not survive it."""
        for texts in batches:
            command: dict[str, Any] = {
                "do": "run",
                "shape": "batch",
                "calls": [texts],
                "group": 1,
                "warm": 0,
                "wake": [],
            }
            answers = {peer: worker.ask(**command) for peer, worker in workers.items()}
            expected = answers.get(REFERENCE, {}).get("digests")
            for peer, answer in answers.items():
                if workers[peer].hung:
                    self.hung.add(peer)
                if "none" not in answer and expected is not None:
                    self.tallies[peer].compare("ids", answer.get("digests"), expected)
                if "error" in answer:
                    self.tallies[peer].fail("compared texts", answer["error"])

    def run(self, plan: dict[str, list[workloads.Calls]], batches: list[list[str]]) -> dict[str, Any]:
        """Measure with one thread, then with two."""
        turn, start = 0, time.monotonic()
        for number in range(self.options.passes):
            if number and time.monotonic() - start > self.options.budget:
                print(f"{self.name}: out of time after {number} passes", file=sys.stderr)
                break
            print(f"{self.name}: one thread, pass {number + 1}", file=sys.stderr)
            with contextlib.ExitStack() as stack:
                workers = self.start(stack, 1)
                rounds = max(map(len, plan.values()))
                for i in range(rounds):
                    for key, calls in plan.items():
                        if i < len(calls):
                            self.round(workers, "one", key, calls[i], turn)
                            turn += 1
                if number == 0:
                    self.check(workers, batches)
        if self.options.two:
            print(f"{self.name}: two threads", file=sys.stderr)
            with contextlib.ExitStack() as stack:
                workers = self.start(stack, 2)
                for key in workloads.TWO_THREADS:
                    for one in plan[key]:
                        self.round(workers, "two", key, one, turn)
                        turn += 1
        found = {}
        for peer in self.peers:
            skipped = self.skipped.get(peer)
            found[peer] = {"skipped": skipped} if skipped else self.tallies[peer].record()
        return {"family": self.family, "peers": found}
