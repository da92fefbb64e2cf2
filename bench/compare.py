"""Time budtiktok beside Hugging Face tokenizers and transformers, in one run, on the same texts.

    python bench/compare.py [--rounds N] [--threads 1,2] [--json FILE] [--tokenizer FILE]

The engines take turns, round by round, so that a busy moment of the machine meets all of them. Each round has other
texts: slices of one stream made of CPython's help topics with the lines of python/demo/sample.txt strewn in. What is
asked for is the same: all tokens, padded to the longest row, no truncation. Processor time (of all threads) stands
beside the elapsed one: on a busy machine it says more. The ids of every engine are compared in this run; the exit
status is 1 if any differ. Each number of threads has a process of its own, because the reference reads it once.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "python" / "demo"))

from texts import minilm_path, paragraphs, sample_lines, topics  # noqa: E402

# Texts in a call, bytes of a text, calls in a round (short calls are timed in groups).
WORKLOADS = [(1, 100, 200), (32, 200, 20), (1024, 500, 1), (1, 1_000_000, 1)]
STREAM_STEP = 104_729  # a prime: rounds do not fall on the same places


def make_stream() -> bytes:
    """Return prose with a line of the sample after every eighth paragraph or so."""
    parts = paragraphs(topics())
    lines = sample_lines()
    every = max(1, len(parts) // len(lines))
    mixed = []
    for i, part in enumerate(parts):
        mixed.append(part)
        if i % every == 0 and i // every < len(lines):
            mixed.append(lines[i // every])
    return "\n\n".join(mixed).encode()


def cut(stream: bytes, place: int, count: int, size: int) -> list[str]:
    """Cut `count` texts of `size` bytes (less where a character would be split) from an endless stream."""
    texts = []
    for _ in range(count):
        begin = place % len(stream)
        piece = stream[begin : begin + size]
        while len(piece) < size:
            piece += stream[: size - len(piece)]
        texts.append(piece.decode("utf-8", "ignore"))
        place += size
    return texts


def cpu_name() -> str:
    """Return the processor's name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith(("model name", "Model")):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def engines(path: str) -> dict[str, tuple[Callable[[list[str]], Any], Callable[[Any], Any]]]:
    """Return for each engine the timed call and how to read id rows from its result."""
    import tokenizers
    import transformers

    import budtiktok

    ours = budtiktok.Tokenizer.from_file(path)
    ours.no_truncation()
    ours.enable_padding()
    reference = tokenizers.Tokenizer.from_file(path)
    reference.no_truncation()
    reference.enable_padding()
    wrapped = transformers.PreTrainedTokenizerFast(tokenizer_file=path, pad_token="[PAD]")

    def rows(encodings: Any) -> list[list[int]]:
        return [e.ids for e in encodings]

    def matrix(result: Any) -> list[list[int]]:
        return result["input_ids"].tolist()

    return {
        "budtiktok, numpy": (lambda texts: ours(texts, padding=True, return_tensors="np"), matrix),
        "budtiktok, encode_batch": (ours.encode_batch, rows),
        "tokenizers, encode_batch": (reference.encode_batch, rows),
        "tokenizers, encode_batch_fast": (reference.encode_batch_fast, rows),
        "transformers, numpy": (lambda texts: wrapped(texts, padding=True, return_tensors="np"), matrix),
    }


def measure(path: str, rounds: int) -> tuple[list[dict[str, Any]], int]:
    """Time every engine on every workload; also return the number of calls whose ids differed."""
    stream = make_stream()
    contenders = engines(path)
    results = []
    differences = 0
    for count, size, calls in WORKLOADS:
        times: dict[str, list[float]] = {name: [] for name in contenders}
        processor_times: dict[str, list[float]] = {name: [] for name in contenders}
        tokens = 0
        for round_number in range(rounds + 1):
            inputs = [cut(stream, (round_number * calls + call) * STREAM_STEP, count, size) for call in range(calls)]
            expected = None
            # Everybody is first, second, ... equally often.
            names = list(contenders)
            turn = round_number % len(names)
            outputs = {}
            for name in names[turn:] + names[:turn]:
                call_engine = contenders[name][0]
                gc.collect()
                start, processor_start = time.perf_counter(), time.process_time()
                for texts in inputs:
                    result = call_engine(texts)
                elapsed, processor = time.perf_counter() - start, time.process_time() - processor_start
                outputs[name] = contenders[name][1](result)
                # The first round only warms up.
                if round_number > 0:
                    times[name].append(elapsed / calls)
                    processor_times[name].append(processor / calls)
            expected = outputs["tokenizers, encode_batch"]
            tokens = sum(map(len, expected))
            for name, ids in outputs.items():
                if ids != expected:
                    differences += 1
                    print(f"ids differ: {name}, {count} x {size} bytes, round {round_number}", file=sys.stderr)
        for name, seconds in times.items():
            best, median = min(seconds), statistics.median(seconds)
            results.append(
                {
                    "engine": name,
                    "texts": count,
                    "bytes_per_text": size,
                    "rounds": rounds,
                    "min_us": round(best * 1e6, 2),
                    "median_us": round(median * 1e6, 2),
                    "min_processor_us": round(min(processor_times[name]) * 1e6, 2),
                    "mb_per_s": round(count * size / best / 1e6, 2),
                    "tokens_in_last_call": tokens,
                }
            )
    return results, differences


def print_table(results: list[dict[str, Any]], threads: int) -> None:
    """Print one line an engine and workload; MB/s and the ratio to the first engine are of the shortest times."""
    print(f"\nthreads: {threads}")
    print(f"{'input':<20}{'engine':<32}{'min us':>12}{'median us':>12}{'min cpu us':>12}{'MB/s':>9}{'ratio':>8}")
    first = 0.0
    for row in results:
        shape = f"{row['texts']} x {row['bytes_per_text']} B"
        if row["engine"].startswith("budtiktok, numpy"):
            first = row["min_us"]
        print(
            f"{shape:<20}{row['engine']:<32}{row['min_us']:>12.1f}{row['median_us']:>12.1f}"
            f"{row['min_processor_us']:>12.1f}{row['mb_per_s']:>9.1f}{row['min_us'] / first:>7.1f}x"
        )


def describe() -> dict[str, Any]:
    """Return what a reader needs to repeat or to doubt the numbers."""
    import numpy
    import tokenizers
    import transformers

    import budtiktok

    # The path says nothing to a reader.
    build = {key: value for key, value in budtiktok.build_info().items() if key != "path"}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "command": " ".join(["python", "bench/compare.py", *sys.argv[1:]]),
        "cpu": cpu_name(),
        "cpus": os.cpu_count(),
        "load_average": os.getloadavg(),
        "system": platform.platform(),
        "simd_level": budtiktok.get_simd_level(),
        "build": build,
        "versions": {
            "budtiktok": budtiktok.__version__,
            "tokenizers": tokenizers.__version__,
            "transformers": transformers.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
    }


def thread_counts(text: str) -> list[int]:
    """Read "1,2"; "all" stands for the number of processors."""
    cpus = os.cpu_count() or 1
    counts = [cpus if part == "all" else int(part) for part in text.split(",")]
    if any(count < 1 for count in counts):
        raise argparse.ArgumentTypeError("a number of threads is at least 1")
    return sorted(set(counts))


def environment(threads: int) -> dict[str, str]:
    """Return the environment of a process in which every engine uses so many threads."""
    number = str(threads)
    return {
        **os.environ,
        "BTT_NUM_THREADS": number,
        "RAYON_NUM_THREADS": number,
        "TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false",
        "TRANSFORMERS_VERBOSITY": "error",
    }


def main() -> int:
    """Run the comparison; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds")
    parser.add_argument("--threads", type=thread_counts, default="1,all", help='such as "1", "1,4" or "1,all"')
    parser.add_argument("--json", type=Path, help="write a report to this file")
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json (default: that of all-MiniLM-L6-v2)")
    parser.add_argument(
        "--write-inputs",
        type=Path,
        metavar="FOLDER",
        help="write text.txt and tokenizer.json for budtiktok_bench there and stop",
    )
    parser.add_argument("--in-process", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    path = arguments.tokenizer or minilm_path()

    if arguments.write_inputs:
        arguments.write_inputs.mkdir(parents=True, exist_ok=True)
        (arguments.write_inputs / "text.txt").write_bytes(make_stream())
        (arguments.write_inputs / "tokenizer.json").write_bytes(path.read_bytes())
        return 0

    if arguments.in_process:
        threads = int(os.environ["BTT_NUM_THREADS"])
        results, differences = measure(str(path), arguments.rounds)
        print_table(results, threads)
        part = {"description": describe(), "threads": threads, "differences": differences, "results": results}
        arguments.json.write_text(json.dumps(part))
        return 0 if differences == 0 else 1

    report: dict[str, Any] = {"runs": []}
    failed = False
    for threads in arguments.threads:
        with tempfile.TemporaryDirectory() as folder:
            part_file = Path(folder) / "part.json"
            command = [sys.executable, str(Path(__file__).resolve()), "--in-process", "--tokenizer", str(path)]
            command += ["--rounds", str(arguments.rounds), "--json", str(part_file)]
            code = subprocess.run(command, env=environment(threads), check=False).returncode
            failed = failed or code != 0
            if not part_file.is_file():
                return code or 1
            part = json.loads(part_file.read_text())
        report.update(part.pop("description"))
        report["runs"].append(part)
    report["command"] = " ".join(["python", "bench/compare.py", *sys.argv[1:]])
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    print(f"\n{report['cpu']}, {report['cpus']} processors, level {report['simd_level']}; {versions}")
    print("ids: " + ("DIFFERENT, see above" if failed else "equal in every call that was compared"))
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(report, indent=2) + "\n")
        print(f"report: {arguments.json}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
