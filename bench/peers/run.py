"""Time budtiktok beside other tokenizer libraries, each in an environment of its own, in turns, in one run.

    python bench/peers/run.py [--quick] [--tokenizers A,B] [--peers X,Y] [--check]

Every library runs in a process of its own (worker.py). For each round of each workload the processes are asked one
after the other, in an order that rotates, so that a busy moment of the machine meets all of them; only one works at a
time. Cold texts are new to a process (workloads.py); warm passes repeat them. Ids are compared with the reference's in
this run. Writes peers.json, peers.md and peers.svg. Exit status: 0; 1 where ids of budtiktok differ or could not be
compared, and with --check where a target that must be reached was missed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "python")]

import _data  # noqa: E402
from compare import cpu_name  # noqa: E402

from peers import environments, report, workloads  # noqa: E402
from peers.adapters import OURS, PEERS, REFERENCE  # noqa: E402
from peers.process import Worker  # noqa: E402

TOKENIZERS = (
    "bert-base-uncased",
    "bert-base-cased",
    "all-minilm-l6-v2",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
    "t5-small",
    "albert-base-v2",
)
PAD_TOKENS = ("[PAD]", "<pad>", "<|pad|>", "</s>", "<|endoftext|>")
WARM_PASSES = 3
Samples = dict[str, dict[str, list[list[float]]]]


def model_json(name: str) -> dict[str, Any]:
    """Return a tokenizer without truncation and padding, its model's type written in: not every peer can infer it."""
    spec: dict[str, Any] = json.loads(_data.plain_tokenizer_json(name))
    model = spec["model"]
    if "type" not in model:
        kinds = (("merges", "BPE"), ("continuing_subword_prefix", "WordPiece"))
        kind = next((kind for key, kind in kinds if key in model), None)
        spec["model"] = {"type": kind or ("Unigram" if isinstance(model["vocab"], list) else "WordLevel"), **model}
    return spec


def pad_of(spec: dict[str, Any]) -> tuple[str, int]:
    """Return the token that rows are padded with and its id."""
    added = {token["content"]: token["id"] for token in spec["added_tokens"]}
    return next(((token, added[token]) for token in PAD_TOKENS if token in added), ("[PAD]", 0))


class Tally:
    """What was measured of one peer with one tokenizer."""

    def __init__(self) -> None:
        self.samples: dict[str, Samples] = {"one": {}, "two": {}}
        self.counts = {"texts": 0, "wrong": 0, "server_texts": 0, "server_wrong": 0}
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

    def compare(self, texts: int, digests: list[str] | None, expected: list[str], server: bool) -> None:
        """Count texts whose ids differ; all do where there are none."""
        prefix = "server_" if server else ""
        right = 0 if digests is None else sum(a == b for a, b in zip(digests, expected))
        self.counts[prefix + "texts"] += texts
        self.counts[prefix + "wrong"] += texts - right

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
        return {"load_ms": round(min(self.loads), 2), **self.counts, "errors": self.errors, **summaries}


class Bench:
    """The run with one tokenizer."""

    def __init__(
        self, peers: list[str], arguments: argparse.Namespace, name: str, folder: Path, log: IO[bytes]
    ) -> None:
        self.peers, self.arguments, self.name, self.log = peers, arguments, name, log
        spec = model_json(name)
        self.family: str = spec["model"]["type"]
        pad_token, pad_id = pad_of(spec)
        # The name of a model's folder is all that some libraries go by.
        path = folder / name / "tokenizer.json"
        path.parent.mkdir()
        path.write_text(json.dumps(spec), encoding="utf-8")
        self.model = {"name": name, "path": str(path), "pad_token": pad_token, "pad_id": pad_id}
        self.wake = workloads.wake_calls(_data)
        self.tallies = {peer: Tally() for peer in peers}
        self.skipped: dict[str, str] = {}
        self.about: dict[str, dict[str, Any]] = {}

    def start(self, stack: contextlib.ExitStack, threads: int) -> dict[str, Worker]:
        """Start and load every peer that can be."""
        cpus = sorted(os.sched_getaffinity(0))
        ours = {"PYTHONPATH": str(ROOT / "python"), "BUDTIKTOK_LIBRARY": library()}
        workers = {}
        for peer in self.peers:
            if peer in self.skipped:
                continue
            requirements = PEERS[peer].requirements
            python = (
                str(environments.python_of(self.arguments.env_dir, requirements)) if requirements else sys.executable
            )
            worker = Worker(python, threads, cpus[-threads:], {} if requirements else ours, self.log)
            stack.callback(worker.close)
            answer = worker.ask(do="load", peer=peer, model={**self.model, "threads": threads})
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
        command = {"do": "run", "shape": workload.shape, "calls": calls, "group": workload.group, "warm": WARM_PASSES}
        command["wake"] = [] if key == workloads.FIRST.key else self.wake
        names = list(workers)
        turn %= len(names)
        answers = {}
        gc.collect()
        for peer in names[turn:] + names[:turn]:
            answers[peer] = workers[peer].ask(**command)
        texts = sum(map(len, calls))
        expected = answers.get(REFERENCE, {}).get("digests")
        for peer, answer in answers.items():
            if "none" in answer:
                continue
            tally = self.tallies[peer]
            if "error" in answer:
                tally.fail(f"{workload.key}, {threads}", answer["error"])
            else:
                tally.add(threads, workload, calls, answer)
            if expected is not None:
                tally.compare(texts, answer.get("digests"), expected, workload.shape == "call")

    def check(self, workers: dict[str, Worker], batches: list[list[str]]) -> None:
        """Compare ids of many more texts, untimed; last, because some libraries do not survive it."""
        for texts in batches:
            command = {"do": "run", "shape": "batch", "calls": [texts], "group": 1, "warm": 0, "wake": []}
            answers = {peer: worker.ask(**command) for peer, worker in workers.items()}
            expected = answers.get(REFERENCE, {}).get("digests")
            for peer, answer in answers.items():
                if "none" not in answer and expected is not None:
                    self.tallies[peer].compare(len(texts), answer.get("digests"), expected, False)
                if "error" in answer:
                    self.tallies[peer].fail("compared texts", answer["error"])

    def run(self, plan: dict[str, list[workloads.Calls]], batches: list[list[str]]) -> dict[str, Any]:
        """Measure with one thread, then with two."""
        turn = 0
        for number in range(self.arguments.passes):
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
        if self.arguments.two:
            print(f"{self.name}: two threads", file=sys.stderr)
            with contextlib.ExitStack() as stack:
                workers = self.start(stack, 2)
                for key in workloads.TWO_THREADS:
                    for calls in plan[key]:
                        self.round(workers, "two", key, calls, turn)
                        turn += 1
        found = {}
        for peer in self.peers:
            skipped = self.skipped.get(peer)
            found[peer] = {"skipped": skipped} if skipped else self.tallies[peer].record()
        return {"family": self.family, "peers": found}


def library() -> str:
    """Return the library that is measured."""
    return os.environ.get("BUDTIKTOK_LIBRARY") or str(ROOT / "build" / "release" / "libbudtiktok.so")


def prepare(arguments: argparse.Namespace) -> tuple[list[str], dict[str, str]]:
    """Build the environments; return the peers to run and why others are not run."""
    peers, skipped = [], {}
    for name, peer in PEERS.items():
        if arguments.peers and name not in (*arguments.peers, OURS, REFERENCE, report.BASE):
            continue
        reason = environments.ensure(arguments.env_dir, peer.requirements) if peer.requirements else None
        if reason:
            skipped[name] = reason
        else:
            peers.append(name)
    return peers, skipped


def draw(arguments: argparse.Namespace, folder: Path) -> None:
    """Draw the plot in the environment that has matplotlib."""
    reason = environments.ensure(arguments.env_dir, "plot.txt")
    if reason:
        print(f"no plot: {reason}", file=sys.stderr)
        return
    python = environments.python_of(arguments.env_dir, "plot.txt")
    command = [str(python), str(HERE / "plot.py"), str(folder / "peers.json"), str(folder / "peers.svg")]
    subprocess.run(command, check=False)


def names(text: str) -> list[str]:
    """Read a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tokenizers", type=names, default=list(TOKENIZERS), help="names in the test data")
    parser.add_argument("--peers", type=names, help="only these, besides budtiktok and the reference")
    parser.add_argument(
        "--rounds", type=int, default=workloads.ROUNDS, help="rounds of new texts (default: %(default)s)"
    )
    parser.add_argument("--passes", type=int, default=2, help="times with fresh processes (default: %(default)s)")
    parser.add_argument("--one-thread", action="store_true", help="leave out the pass with two threads")
    parser.add_argument("--quick", action="store_true", help="one pass of one round: does it work? no numbers to quote")
    parser.add_argument("--check", action="store_true", help="fail where a target that must be reached is missed")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench" / "peers", help="folder of the report")
    parser.add_argument("--env-dir", type=Path, help="folder of the environments (default: env in that folder)")
    arguments = parser.parse_args()
    unknown = set(arguments.peers or ()) - set(PEERS)
    if unknown:
        parser.error(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    if arguments.quick:
        arguments.rounds = arguments.passes = 1
    arguments.env_dir = (arguments.env_dir or arguments.out / "env").resolve()
    arguments.two = not arguments.one_thread and len(os.sched_getaffinity(0)) > 1
    return arguments


def main() -> int:
    """Run everything; the result is the exit status."""
    arguments = parse()
    if not _data.have_data():
        print(f"skipped: no test data in {_data.DATA} (BTT_TEST_DATA names another folder)")
        return 0
    missing = set(arguments.tokenizers) - set(_data.real_names())
    if missing:
        sys.exit(f"no such tokenizer in the test data: {', '.join(sorted(missing))}")
    peers, skipped = prepare(arguments)
    plan, batches = workloads.make(_data, arguments.rounds), workloads.check_texts(_data)
    result: dict[str, Any] = {
        "about": {
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "command": " ".join(["python", "bench/peers/run.py", *sys.argv[1:]]),
            "passes": arguments.passes,
            "rounds": arguments.rounds,
            "cpu": cpu_name(),
            "cpus": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "load_before": round(os.getloadavg()[0], 1),
        },
        "versions": {},
        "tokenizers": {},
        "skipped": skipped,
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, (arguments.out / "workers.log").open("wb") as log:
        for tokenizer in arguments.tokenizers:
            bench = Bench(peers, arguments, tokenizer, Path(folder), log)
            result["tokenizers"][tokenizer] = bench.run(plan, batches)
            for peer, about in bench.about.items():
                result["versions"][peer] = about["version"]
            result["about"]["ours"] = bench.about.get(OURS, {}).get("about", "")
    result["about"]["load_after"] = round(os.getloadavg()[0], 1)
    for record in result["tokenizers"].values():
        record["targets"] = report.check_targets(record)
    (arguments.out / "peers.json").write_text(json.dumps(result, indent=1) + "\n")
    text = report.markdown(result)
    (arguments.out / "peers.md").write_text(text)
    print(text)
    draw(arguments, arguments.out)
    wrong, missed = report.wrong_ids(result), report.missed(result)
    for fault in wrong:
        print(f"IDS OF BUDTIKTOK: {fault}", file=sys.stderr)
    for target in missed:
        print(f"target missed: {target}", file=sys.stderr)
    print(f"report: {arguments.out}", file=sys.stderr)
    return 1 if wrong or (missed and arguments.check) else 0


if __name__ == "__main__":
    sys.exit(main())
