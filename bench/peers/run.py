"""Time budtiktok beside other tokenizer libraries, each in an environment of its own, in turns, in one run.

    python bench/peers/run.py [--quick] [--tokenizers A,B] [--peers X,Y] [--rounds N] [--passes N] [--check]

Every library runs in a process of its own (worker.py), asked in turns (measure.py). Cold texts are new to a process
(workloads.py); warm passes repeat them. Results are compared with the reference's in this run. A library that cannot be
installed or cannot load a tokenizer is left out, with the reason. Exit status: 0; 1 where results of budtiktok differ
or could not be compared, and with --check where a target that must be reached was not.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "python")]

import _data  # noqa: E402
from compare import cpu_name  # noqa: E402

from peers import environments, report, workloads  # noqa: E402
from peers.adapters import OURS, PEERS, REFERENCE, add_file  # noqa: E402
from peers.measure import Bench, Options  # noqa: E402

TOKENIZERS = (
    "bert-base-uncased",
    "bert-base-cased",
    "all-minilm-l6-v2",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
    "t5-small",
    "albert-base-v2",
)
QUICK = ("bert-base-uncased", "t5-small")


def prepare(arguments: argparse.Namespace) -> tuple[list[str], dict[str, str]]:
    """Build the environments; return the peers to run and why others are not run."""
    peers, skipped = [], {}
    for name, peer in PEERS.items():
        if arguments.peers is not None and name not in (*arguments.peers, OURS, REFERENCE):
            continue
        own = peer.requirements and not arguments.in_place
        reason = environments.ensure(arguments.env_dir, peer.requirements) if own else None
        if reason:
            skipped[name] = reason
        else:
            peers.append(name)
    return peers, skipped


def draw(arguments: argparse.Namespace) -> None:
    """Draw the plot in the environment that has matplotlib."""
    reason = environments.ensure(arguments.env_dir, "plot.txt")
    if reason:
        print(f"no plot: {reason}", file=sys.stderr)
        return
    python = environments.python_of(arguments.env_dir, "plot.txt")
    subprocess.run([str(python), str(HERE / "plot.py"), str(arguments.json), str(arguments.plot)], check=False)


def names(text: str) -> list[str]:
    """Read a list with commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def parse() -> argparse.Namespace:
    """Read the command line."""
    build = ROOT / "build"
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tokenizers", type=names, help="names in the test data (default: six)")
    parser.add_argument("--peers", type=names, help='only these, besides budtiktok and the reference; "" for none')
    parser.add_argument("--rounds", type=int, help=f"rounds of new texts, at most {workloads.ROUNDS} (default: all)")
    parser.add_argument("--passes", type=int, help="times with fresh processes (default: 2)")
    parser.add_argument(
        "--budget", type=float, default=1e9, metavar="SECONDS", help="a tokenizer: then no further pass"
    )
    parser.add_argument("--one-thread", action="store_true", help="leave out the pass with two threads")
    parser.add_argument(
        "--quick", action="store_true", help="two tokenizers, one pass of one round, one thread: no numbers to quote"
    )
    parser.add_argument("--thin", type=int, default=1, metavar="N", help="an N-th of every text: does it work?")
    parser.add_argument("--check", action="store_true", help="fail where a target that must be reached is not")
    parser.add_argument(
        "--json", type=Path, default=build / "bench" / "peers.json", help="the report; .md, .log beside"
    )
    parser.add_argument("--plot", type=Path, help="the picture (default: .svg beside the report)")
    parser.add_argument("--no-plot", action="store_true", help="draw nothing")
    parser.add_argument("--env-dir", type=Path, default=build / "peers", help="folder of the environments")
    parser.add_argument("--in-place", action="store_true", help="no environments: import all from this interpreter's")
    parser.add_argument("--extra", action="append", default=[], metavar="FILE", help="a file with further peers")
    arguments = parser.parse_args()
    for file in arguments.extra:
        add_file(file)
    unknown = set(arguments.peers or ()) - set(PEERS)
    if unknown:
        parser.error(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    few = arguments.quick
    arguments.rounds = arguments.rounds or (1 if few else workloads.ROUNDS)
    arguments.passes = arguments.passes or (1 if few else 2)
    arguments.tokenizers = arguments.tokenizers or list(QUICK if few else TOKENIZERS)
    if arguments.rounds > workloads.ROUNDS:
        parser.error(f"--rounds: there is text for {workloads.ROUNDS} rounds of new texts; --passes repeats them")
    arguments.env_dir = arguments.env_dir.resolve()
    arguments.plot = arguments.plot or arguments.json.with_suffix(".svg")
    arguments.two = not (arguments.one_thread or few) and len(os.sched_getaffinity(0)) > 1
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
    plan = workloads.make(_data, arguments.rounds, arguments.thin)
    batches = workloads.check_texts(_data, max(arguments.thin, 8 if arguments.quick else 1))
    result: dict[str, Any] = {
        "about": {
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "command": " ".join(["python", "bench/peers/run.py", *sys.argv[1:]]),
            "passes": arguments.passes,
            "rounds": arguments.rounds,
            "thinned": arguments.quick or arguments.thin > 1,
            "cold_texts": sum(len(call) for rounds in plan.values() for calls in rounds for call in calls),
            "compared_texts": sum(map(len, batches)),
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
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    options = Options(
        passes=arguments.passes,
        budget=arguments.budget,
        two=arguments.two,
        env_dir=None if arguments.in_place else arguments.env_dir,
        extra=[str(Path(file).resolve()) for file in arguments.extra],
    )
    with tempfile.TemporaryDirectory() as folder, arguments.json.with_suffix(".log").open("wb") as log:
        for tokenizer in arguments.tokenizers:
            bench = Bench(peers, options, tokenizer, Path(folder), log)
            result["tokenizers"][tokenizer] = bench.run(plan, batches)
            for peer, about in bench.about.items():
                result["versions"][peer] = about["version"]
            result["about"]["ours"] = bench.about.get(OURS, {}).get("about", "")
    result["about"]["load_after"] = round(os.getloadavg()[0], 1)
    for record in result["tokenizers"].values():
        record["targets"] = report.check_targets(record)
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")
    text = report.markdown(result)
    arguments.json.with_suffix(".md").write_text(text)
    print(text)
    if not arguments.no_plot:
        draw(arguments)
    wrong, missed = report.wrong_ids(result), report.missed(result)
    for fault in wrong:
        print(f"BUDTIKTOK IS WRONG: {fault}", file=sys.stderr)
    for target in missed:
        print(f"target missed: {target}", file=sys.stderr)
    print(f"report: {arguments.json}", file=sys.stderr)
    return 1 if wrong or (missed and arguments.check) else 0


if __name__ == "__main__":
    sys.exit(main())
