"""Measure the tokenizer of servers: calls beside `transformers`, pools of workers, its share of a pipeline's time.

    python bench/server/run.py [--budget SECONDS] [--device auto|cpu|cuda] [--models tiny,minilm,base]
        [--parts calls,pools,share] [--json FILE] [--plot FILE] [--from FILE]

Needs torch, transformers, numpy, cffi, the library (BUDTIKTOK_LIBRARY, else build/release) and the test data
(BTT_TEST_DATA); with infinity_emb installed its classes are what is measured. Results of both sides are compared in the
run: it ends with an error where any differ. What is printed is Markdown.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib.metadata
import json
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "bench")]

from compare import cpu_name  # noqa: E402

from server import report, texts  # noqa: E402

PACKAGES = ("numpy", "torch", "transformers", "tokenizers", "sentence-transformers", "infinity-emb")
#: Parts of the budget.
PORTIONS = {"calls": 0.4, "pools": 0.15, "share": 0.45}


def versions() -> dict[str, str]:
    """Return the versions of what is installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def gpu() -> str | None:
    """Return the name of a CUDA device, None where there is none."""
    code = "import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else '')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def environment(threads: int) -> dict[str, str]:
    """Return an environment in which every library uses so many threads, and none asks a network."""
    number = str(threads)
    return {
        **os.environ,
        "BUDTIKTOK_LIBRARY": os.environ.get("BUDTIKTOK_LIBRARY") or str(ROOT / "build/release/libbudtiktok.so"),
        "OMP_NUM_THREADS": number,
        "RAYON_NUM_THREADS": number,
        "TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false",
        "TRANSFORMERS_VERBOSITY": "error",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
        "INFINITY_ANONYMOUS_USAGE_STATS": "false",
    }


def ask(task: dict[str, Any], threads: int) -> Any:
    """Run a part in a process of its own."""
    print(f"bench-server: {json.dumps(task)}", file=sys.stderr, flush=True)
    command = [sys.executable, str(HERE / "worker.py"), json.dumps(task)]
    done = subprocess.run(command, env=environment(threads), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def save(arguments: argparse.Namespace, result: dict[str, Any]) -> None:
    """Write the report, also after each part: what is measured is not lost where time runs out."""
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(result, indent=1) + "\n")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run what was asked for."""
    cpus = sorted(os.sched_getaffinity(0))
    device_name = None if arguments.device == "cpu" else gpu()
    if arguments.device == "cuda" and device_name is None:
        raise SystemExit("bench-server: torch finds no CUDA device")
    device = "cuda" if device_name else "cpu"
    import budtiktok

    result: dict[str, Any] = {
        "about": {
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "command": shlex.join(["python", "bench/server/run.py", *sys.argv[1:]]),
            "cpu": cpu_name(),
            "cpus": len(cpus),
            "gpu": device_name,
            "load": os.getloadavg(),
            "versions": versions(),
            "library": budtiktok.build_info(),
            "level": budtiktok.get_simd_level(),
            "budget_s": arguments.budget,
        }
    }
    whole = sum(PORTIONS[part] for part in arguments.parts)
    seconds = {part: arguments.budget * PORTIONS[part] / whole for part in arguments.parts}
    if "calls" in arguments.parts:
        result["calls"] = []
        # All processors are measured with the first tokenizer.
        per = seconds["calls"] / (len(arguments.tokenizers) + (len(cpus) > 1))
        for name in arguments.tokenizers:
            task = {"part": "calls", "tokenizer": name, "seconds": per}
            result["calls"].append(ask({**task, "threads": 1, "cpus": cpus[-1:]}, 1))
            save(arguments, result)
            if name == arguments.tokenizers[0] and len(cpus) > 1:
                result["calls"].append(ask({**task, "threads": len(cpus)}, len(cpus)))
    if "pools" in arguments.parts:
        # Each worker of a pool is one thread; the wrapper's number is set by the call.
        task = {"part": "pools", "seconds": seconds["pools"], "threads": len(cpus)}
        result["pools"] = ask(task, 1)
        save(arguments, result)
    if "share" in arguments.parts:
        result["share"] = []
        for model in arguments.models:
            task = {"part": "share", "model": model, "device": device, "threads": len(cpus), "workers": len(cpus)}
            task.update(seconds=seconds["share"] / len(arguments.models), batches=arguments.batches)
            result["share"].append(ask(task, len(cpus)))
            save(arguments, result)
    result["about"]["load_after"] = os.getloadavg()
    return result


def plot(arguments: argparse.Namespace) -> None:
    """Draw the picture with this interpreter's matplotlib, or that of an environment for it."""
    from peers import environments

    python = sys.executable
    if subprocess.run([python, "-c", "import matplotlib"], capture_output=True, check=False).returncode != 0:
        folder = ROOT / "build" / "bench-peers"
        reason = environments.ensure(folder, "plot.txt")
        if reason:
            print(f"bench-server: no plot: {reason}", file=sys.stderr)
            return
        python = str(environments.python_of(folder, "plot.txt"))
    subprocess.run([python, str(HERE / "plot.py"), str(arguments.json), str(arguments.plot)], check=True)


def words(text: str) -> list[str]:
    """Return the words of a list with commas."""
    return [word for word in text.split(",") if word]


def main() -> None:
    """Read the command line, measure, report."""
    about, _, how = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=how, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--budget", "--seconds", type=float, default=600, help="seconds of measuring, about (600)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where models run")
    parser.add_argument("--models", type=words, default=["tiny", "minilm"], help="of tiny, minilm, base")
    parser.add_argument("--batches", type=lambda s: list(map(int, words(s))), default=[1, 32, 1024])
    parser.add_argument("--parts", type=words, default=list(PORTIONS), help="of calls, pools, share")
    parser.add_argument("--tokenizers", type=words, default=list(texts.CONFIGS), help="the first on all processors too")
    parser.add_argument("--json", type=Path, default=ROOT / "build/bench/server.json", help="the report")
    parser.add_argument("--from", dest="known", type=Path, nargs="+", help="reports to print and draw, no measuring")
    parser.add_argument("--plot", type=Path, help="the picture")
    arguments = parser.parse_args()
    if arguments.known:
        result = report.merged([json.loads(path.read_text()) for path in arguments.known])
    else:
        result = measure(arguments)
    save(arguments, result)
    print(report.markdown(result))
    if arguments.plot:
        plot(arguments)


if __name__ == "__main__":
    main()
