"""Runs cases in worker processes for some time, then reports.

A worker may die or hang: the reference aborts on a few inputs. It says in shared memory which case it is at and on
which side, is killed after `PATIENCE` seconds without a sign of life, and a new one goes on behind that case.

A template that names a sequence twice joins each overflow part of a text with each of the other's, again and again: a
few cases ask both libraries for billions of parts. So a case on which this library was killed is given to each of the
two alone afterwards, and is a fault where the reference comes to an end and this library needs over twice as long.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

PATIENCE = 15.0
# Every difference is counted; so many of a kind are shrunk by each worker, and so many are kept.
SHRUNK_PER_KIND = 2
KEPT_PER_KIND = 3
SIDES = ("generator", "this library", "reference")


class Options(NamedTuple):
    """What a campaign is asked to do."""

    seed: int
    seconds: float
    cases: int | None
    jobs: int
    alter: str | None
    regressions: Path
    shrink: float


class Totals:
    """What the workers have counted."""

    def __init__(self) -> None:
        self.cases = 0
        self.comparisons = 0
        self.both_raise = 0
        self.loads: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.panics: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.kinds: Counter[tuple[str, str]] = Counter()
        self.deaths: list[str] = []
        # Cases on which this library was killed for want of a sign of life.
        self.slow: list[int] = []
        self.faults = 0
        self.files: list[tuple[Path, str]] = []

    def add(self, other: Totals) -> None:
        self.cases += other.cases
        self.comparisons += other.comparisons
        self.both_raise += other.both_raise
        for name in ("loads", "hits", "panics", "refusals", "kinds"):
            getattr(self, name).update(getattr(other, name))


def silence() -> None:
    """Send what the reference prints on panics and warnings nowhere; Python's own streams go on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number, name in ((1, "stdout"), (2, "stderr")):
        getattr(sys, name).flush()
        setattr(sys, name, os.fdopen(os.dup(number), "w", encoding="utf-8", errors="backslashreplace"))
        os.dup2(nowhere, number)


# ---- in a worker


def work(options: Options, first: int, place: Any, alive: Any, pipe: Connection) -> None:
    """Run every `jobs`-th case from `first` on and send what came of them."""
    silence()
    from . import cases, coverage, perform

    def at(side: int) -> None:
        place[1] = side
        alive.value = time.monotonic()

    perform.on_side = at
    shrunk: Counter[tuple[str, str]] = Counter()
    totals, sent = Totals(), time.monotonic()
    number, end = first, time.monotonic() + options.seconds
    while time.monotonic() < end and (options.cases is None or number < options.cases):
        place[0] = number
        at(0)
        case = cases.make(options.seed, number)
        report = perform.run(case, options.alter)
        totals.cases += 1
        totals.loads[report.load] += 1
        totals.comparisons += sum(report.compared.values())
        totals.both_raise += report.both_raise
        totals.panics.update(report.panics)
        totals.refusals.update(report.refusals)
        totals.hits.update(coverage.hits(case, report))
        if report.difference is not None:
            kind = report.difference.kind
            totals.kinds[kind] += 1
            shrunk[kind] += 1
            if shrunk[kind] <= SHRUNK_PER_KIND:
                pipe.send((number, *_shrunk(case, report, options)))
        if time.monotonic() - sent > 1.0:
            pipe.send(totals)
            totals, sent = Totals(), time.monotonic()
        number += options.jobs
    pipe.send(totals)
    pipe.send(None)


def _shrunk(case: Json, report: Any, options: Options) -> tuple[Json, str, tuple[str, str]]:
    from . import perform, shrink

    kind = report.difference.kind

    def differs(candidate: Json) -> bool:
        found = perform.run(candidate, options.alter).difference
        return found is not None and found.kind == kind

    small = shrink.Shrinker(case, differs, options.shrink).run()
    last = perform.run(small, options.alter).difference
    return small, (last or report.difference).text, kind


def work_alone(case: Json, library: str) -> None:
    """Run a case on one library."""
    silence()
    from . import perform

    perform.run_alone(case, library)


# ---- the main process


def seconds_alone(case: Json, library: str, most: float) -> float | None:
    """How long a library takes for a case in a process of its own; None where that is over `most` seconds."""
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=work_alone, args=(case, library), daemon=True)
    process.start()
    process.join(most)
    if process.is_alive():
        process.kill()
        process.join()
    return time.monotonic() - began if process.exitcode == 0 else None


def judge_slow(options: Options, totals: Totals) -> None:
    """Say of each case on which this library was killed whether the reference is as slow."""
    from . import cases

    for number in totals.slow:
        case = cases.make(options.seed, number)
        reference = seconds_alone(case, "tokenizers", PATIENCE)
        if reference is None:
            how = f"the reference alone takes over {PATIENCE:.0f} s as well"
        else:
            ours = seconds_alone(case, "budtiktok", 2 * reference)
            totals.faults += ours is None
            how = f"the reference alone takes {reference:.0f} s, this library "
            how += "over twice as long: a fault" if ours is None else f"{ours:.0f} s"
        totals.deaths.append(f"case {number}: {how}")
        print(totals.deaths[-1], flush=True)


class _Worker:
    def __init__(self, context: Any, options: Options, index: int, first: int) -> None:
        self.index = index
        self.place = context.Array("q", [first, 0], lock=False)
        self.alive = context.Value("d", time.monotonic() + PATIENCE, lock=False)
        self.pipe, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=work, args=(options, first, self.place, self.alive, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.done = False

    def messages(self) -> Iterator[Any]:
        """What it has sent since the last call."""
        try:
            while not self.done and self.pipe.poll():
                message = self.pipe.recv()
                if message is None:
                    self.done = True
                else:
                    yield message
        except EOFError:
            return


def run(options: Options) -> Totals:
    """Run the campaign and return what was found."""
    context = multiprocessing.get_context("spawn")
    totals, kept = Totals(), Counter[tuple[str, str]]()
    end = time.monotonic() + options.seconds
    workers = [_Worker(context, options, i, i) for i in range(options.jobs)]
    while workers:
        wait([worker.pipe for worker in workers], timeout=0.5)
        for worker in list(workers):
            running, killed = worker.process.is_alive(), False
            for message in worker.messages():
                if isinstance(message, Totals):
                    totals.add(message)
                else:
                    _keep(options, totals, kept, *message)
            if running and not worker.done:
                if time.monotonic() - worker.alive.value < PATIENCE:
                    continue
                worker.process.kill()
                killed = True
            worker.process.join()
            workers.remove(worker)
            if worker.done:
                continue
            number, side = worker.place[0], worker.place[1]
            how = f"case {number}: worker ended with {worker.process.exitcode} on the side of: {SIDES[side]}"
            totals.deaths.append(how)
            if killed and side == 1:
                totals.slow.append(number)
            else:
                totals.faults += side == 1
            print(how, flush=True)
            left = end - time.monotonic()
            if left > 0:
                again = options._replace(seconds=left)
                workers.append(_Worker(context, again, worker.index, number + options.jobs))
    judge_slow(options, totals)
    return totals


def _keep(
    options: Options, totals: Totals, kept: Counter[Any], number: int, case: Json, text: str, kind: tuple[str, str]
) -> None:
    """Write a regression file."""
    kept[kind] += 1
    found = f"seed {options.seed} case {number}"
    print(f"DIFFERENCE ({found}): {text}", flush=True)
    if kept[kind] > KEPT_PER_KIND:
        return
    options.regressions.mkdir(parents=True, exist_ok=True)
    body = json.dumps({"found": found, "what": text, **case}, indent=1, ensure_ascii=True)
    name = re.sub(r"[^a-z0-9]+", "-", " ".join(kind).lower()).strip("-")
    path = options.regressions / f"{name}-{zlib.crc32(json.dumps(case).encode()):08x}.json"
    path.write_text(body + "\n", encoding="utf-8")
    totals.files.append((path, text))
    print(f"  kept as {path}", flush=True)
