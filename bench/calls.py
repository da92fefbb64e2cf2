"""What a short call of the Python package costs, and where its time goes.

    python bench/calls.py [--rounds N] [--tokenizer FILE] [--text FILE] [--json FILE]

Nanoseconds of one call, the text seen before, for a query of 48 bytes: on both roads, the builtins that the library
makes and plain cffi, each in a process of its own. `profile` is flat: the steps of one call, one after the other, with
what is left as `rest`. A step is the difference of two calls of which one does it and the other does not, or the step
done alone; nothing is measured inside, which would cost more than the steps do. Batches are timed on one thread; their
text is a novel of the test data where that is there, else the one of compare.py, which has many more tokens a byte.

Every figure is the smallest of N rounds of some 0.2 ms, so that other work on the machine matters little.
"""

from __future__ import annotations

import argparse
import json
import lzma
import operator
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from compare import cpu_name, cut, make_stream, minilm_path  # noqa: E402

QUERY = "how do i reset the password of an account today?"
SERVER: dict[str, Any] = {"padding": True, "truncation": True, "max_length": 512, "return_tensors": "np"}
KEYS = ("input_ids", "token_type_ids", "attention_mask")
BATCHES = ((32, 200), (1024, 500))
ROADS = ("builtin", "cffi")
SWITCH = "BUDTIKTOK_NO_BUILTIN"

Steps = list[tuple[str, float]]


class Clock:
    """Times calls without arguments."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.floor = 0.0
        self.floor = self(lambda: None)

    def __call__(self, call: Callable[[], Any]) -> float:
        """Return nanoseconds of one call, less those of an empty one."""
        call()
        start = time.perf_counter_ns()
        call()
        number = max(1, 200_000 // (time.perf_counter_ns() - start + 1))
        best = float("inf")
        for _ in range(self.rounds):
            start = time.perf_counter_ns()
            for _ in range(number):
                call()
            best = min(best, (time.perf_counter_ns() - start) / number)
        return best - self.floor


def load(path: str) -> Any:
    """Return the tokenizer without the truncation and padding of its file."""
    import budtiktok

    tokenizer = budtiktok.Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def torch_is_there() -> bool:
    """Whether tensors can be asked for."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


def measure_calls(clock: Clock, tok: Any) -> Steps:
    """Time whole calls, as a program makes them."""
    server = SERVER
    steps = [
        ("encode(text).ids", clock(lambda: tok.encode(QUERY).ids)),
        ("encode_ids(text)", clock(lambda: tok.encode_ids(QUERY))),
        ("server's call, numpy", clock(lambda: tok([QUERY], **server))),
    ]
    try:
        tok([QUERY], **server).to_batch_encoding()
    except ImportError:
        pass
    else:
        steps.append(("server's call, BatchEncoding", clock(lambda: tok([QUERY], **server).to_batch_encoding())))
    if torch_is_there():
        tensors = {**server, "return_tensors": "pt"}
        steps.append(("server's call, torch", clock(lambda: tok([QUERY], **tensors))))
    return steps


def batch_text(path: Path | None) -> bytes:
    """Return what batches are cut from."""
    if path is not None:
        return path.read_bytes()
    data = Path(os.environ.get("BTT_TEST_DATA") or ROOT / "../shared/data") / "text" / "en-pride-and-prejudice.txt.xz"
    return b" ".join(lzma.decompress(data.read_bytes()).split()) if data.exists() else make_stream()


def measure_batches(clock: Clock, tok: Any, stream: bytes) -> Steps:
    """Return MB/s of the server's call for batches, every text seen before."""
    result = []
    for rows, size in BATCHES:
        texts = cut(stream, 0, rows, size)
        total = sum(len(text.encode()) for text in texts)
        for name, more in (("", {}), (" with offsets", {"return_offsets_mapping": True})):
            how = {**SERVER, "num_threads": 1, **more}
            elapsed = clock(lambda texts=texts, how=how: tok(texts, **how))
            result.append((f"{rows} x {size} B{name}", total * 1000 / elapsed))
    return result


def profile_method(clock: Clock, tok: Any) -> tuple[str, float]:
    """Time the Python method that the server calls, with nothing behind it."""
    import budtiktok

    bare = budtiktok.Tokenizer.from_str(tok.to_str())
    # `is_` takes two arguments and answers something that is not None.
    bare._state = bare._state._replace(calls=bare._state.calls._replace(call=operator.is_))
    texts = [QUERY]
    return "method entered, arguments bound", clock(lambda: bare(texts, **SERVER)) - clock(
        lambda: operator.is_(texts, SERVER)
    )


def server_options(tok: Any) -> tuple[tuple[Any, ...], Any]:
    """Return the arguments and the options that the server's call is remembered with."""
    import budtiktok

    seen: list[Any] = []

    class Spy(type(tok._state.calls)):  # type: ignore[misc]
        def remember(self, arguments: Any, options: Any, *rest: Any) -> None:
            seen.append((arguments, options))

    spied = budtiktok.Tokenizer.from_str(tok.to_str())
    spied._state = spied._state._replace(calls=Spy())
    spied([QUERY], **SERVER)
    result: tuple[tuple[Any, ...], Any] = seen[0]
    return result


def profile_server_builtin(clock: Clock, tok: Any) -> Steps:
    """Take the server's call apart, on the road of the builtins."""
    from budtiktok import Batch
    from budtiktok._calls import make_calls

    state = tok._state
    calls = make_calls(state.handle, state.settings)
    arguments, options = server_options(tok)
    calls.remember(arguments, options, (), Batch, None, sys.maxsize)
    for number in range(4):
        calls.remember((number,), options, KEYS[:number], Batch, None, sys.maxsize)
    one, nothing, call = [QUERY], [""], calls.call
    entered = clock(lambda: call(one, ()))
    empty = clock(lambda: call(nothing, (0,)))
    known = clock(lambda: call(nothing, arguments))
    widths = [clock(lambda number=number: call(one, (number,))) for number in range(4)]
    steps = [
        profile_method(clock, tok),
        ("builtin entered", entered),
        ("22 arguments compared", known - empty),
        ("list read, row of specials, dict made", empty - entered),
        ("text tokenized", widths[0] - empty),
        *((f"{KEYS[number]}: array made, filled", widths[number + 1] - widths[number]) for number in range(3)),
    ]
    if torch_is_there():
        import torch

        calls.remember((4,), options, KEYS, Batch, torch.from_numpy, sys.maxsize)
        steps.append(("(three tensors of three arrays)", clock(lambda: call(one, (4,))) - widths[3]))
    return steps


def profile_ids_builtin(clock: Clock, tok: Any) -> Steps:
    """Take ``encode(text).ids`` apart, on the road of the builtins."""
    state, make = tok._one
    encoding = tok.encode(QUERY)
    entered = clock(lambda: make(QUERY, None, state))
    empty = clock(lambda: make("", True, state))
    made, array = clock(lambda: make(QUERY, True, state)), clock(lambda: state.calls.array(QUERY, True))
    return [
        ("method entered", clock(lambda: tok.encode(QUERY)) - made),
        ("builtin entered", entered),
        ("row of specials, Encoding made", empty - entered),
        ("text tokenized", made - empty),
        ("attribute read, list made", clock(lambda: encoding.ids)),
        ("(array instead of Encoding)", array - made),
    ]


def profile_server_cffi(clock: Clock, tok: Any) -> Steps:
    """Take the server's call apart, on the road of cffi."""
    import numpy as np

    from budtiktok import Batch
    from budtiktok._calls import _Scratch
    from budtiktok._library import ffi, lib

    arguments, options = server_options(tok)
    tok([QUERY], **SERVER)
    call = tok._state.calls.call
    scratch = _Scratch(KEYS, np.int64)
    data = QUERY.encode()
    scratch.input.packed = pointer = ffi.from_buffer(data)
    scratch.offsets[1] = len(data)
    handle, struct = tok._state.handle, options.struct
    encode = clock(lambda: lib.btt_encode_batch(handle, scratch.input, struct, scratch.output))
    width = int(scratch.output.out_width)
    arrays = scratch.block[:, :, :width].copy()

    def set_and_read() -> None:
        scratch.input.packed = pointer
        scratch.offsets[1] = len(data)
        int(scratch.output.out_width)

    return [
        profile_method(clock, tok),
        ("22 arguments looked up", clock(lambda: call(3, arguments))),
        ("C structs set and read", clock(set_and_read)),
        ("UTF-8 made, its address taken", clock(lambda: ffi.from_buffer(QUERY.encode()))),
        ("C function called, row encoded", encode),
        ("arrays copied", clock(lambda: scratch.block[:, :, :width].copy())),
        ("dict made", clock(lambda: Batch(zip(KEYS, arrays)))),
    ]


def measure(path: str, rounds: int, text: Path | None) -> dict[str, Any]:
    """Return all figures of the road that this process takes."""
    from budtiktok import _bridge

    clock = Clock(rounds)
    tok = load(path)
    figures: dict[str, Any] = {"calls": measure_calls(clock, tok)}
    whole = dict(figures["calls"])
    profiles = {}
    if _bridge.BUILTINS is None:
        profiles["server's call, numpy"] = profile_server_cffi(clock, tok)
    else:
        profiles["server's call, numpy"] = profile_server_builtin(clock, tok)
        profiles["encode(text).ids"] = profile_ids_builtin(clock, tok)
    for name, steps in profiles.items():
        # What stands in brackets is no part of the sum.
        steps.append(("rest", whole[name] - sum(value for step, value in steps if not step.startswith("("))))
    figures["profiles"] = profiles
    clock.rounds = max(1, rounds // 5)
    figures["batches"] = measure_batches(clock, tok, batch_text(text))
    figures["builtins"] = _bridge.BUILTINS is not None
    return figures


def print_figures(roads: dict[str, dict[str, Any]]) -> None:
    """Print the tables."""
    print(f"{'ns a call, ' + str(len(QUERY)) + ' bytes':<34}" + "".join(f"{road:>10}" for road in roads))
    for key in ("calls", "batches"):
        if key == "batches":
            print(f"\n{'MB/s of batches':<34}" + "".join(f"{road:>10}" for road in roads))
        tables = [dict(figures[key]) for figures in roads.values()]
        for name in tables[0]:
            print(f"{name:<34}" + "".join(f"{table[name]:>10,.0f}" for table in tables))
    for road, figures in roads.items():
        for name, steps in figures["profiles"].items():
            print(f"\nprofile of {name}, {road}, ns")
            for step, value in steps:
                print(f"  {step:<42}{value:>6,.0f}")


def main() -> int:
    """Measure both roads; the result is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=300, help="rounds of each figure (default: %(default)s)")
    parser.add_argument("--tokenizer", type=Path, metavar="FILE", help="default: all-MiniLM-L6-v2")
    parser.add_argument("--text", type=Path, metavar="FILE", help="what batches are cut from")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--measure", metavar="FILE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.rounds, arguments.text)))
        return 0
    path = arguments.tokenizer or minilm_path()
    command = [sys.executable, __file__, "--measure", str(path), "--rounds", str(arguments.rounds)]
    if arguments.text:
        command += ["--text", str(arguments.text)]
    roads = {}
    for road in ROADS:
        done = subprocess.run(
            command, env={**os.environ, SWITCH: str(int(road == "cffi"))}, stdout=subprocess.PIPE, check=True
        )
        roads[road] = json.loads(done.stdout)
    print(f"{cpu_name()}, Python {platform.python_version()}")
    if not roads["builtin"]["builtins"]:
        print("no builtins in this Python: both columns are cffi")
    print_figures(roads)
    if arguments.json:
        arguments.json.write_text(json.dumps(roads, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
