"""Units of work: the plans of both commands, one unit in this process, many over processes."""

from __future__ import annotations

import faulthandler
import functools
import gc
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, NamedTuple, Optional

from _compare import Twin

from . import checks, codepoints, inputs, sides
from .sides import HAND_MADE, Alteration, Call, Comparer, Difference

EVERYTHING = range(0x110000)
# How much is left out of a run in the tests, which is to take a minute and a half of two processors.
SPARSE = 64


class Unit(NamedTuple):
    """One piece of work: a check, a tokenizer, and the check's own arguments."""

    check: str
    tokenizer: str
    arguments: tuple[Any, ...] = ()


class Result(NamedTuple):
    """What a unit has compared and found."""

    unit: Unit
    encodings: int
    comparisons: int
    different: int
    differences: list[Difference]
    seconds: float
    refused: Optional[str] = None


CHECKS: dict[str, Any] = {
    "texts": checks.texts,
    "sample": checks.sample,
    "machine": checks.machine,
    "grid": checks.grid,
    "components": checks.components,
    "vocabulary": checks.vocabulary,
    "settings_of_the_file": checks.settings_of_the_file,
    "component": codepoints.component,
    "pipeline": codepoints.pipeline,
    "selected": codepoints.selected,
}


def plan_texts(names: list[str], files: list[str], sparse: int = 1) -> Iterator[Unit]:
    """Plan `texts` for real and hand-made tokenizers; `sparse` thins everything out for a run of a minute."""
    files = sorted(files, key=inputs.size_of, reverse=True)
    for name in names:
        hand_made = name.startswith(HAND_MADE)
        if not hand_made:
            yield from (Unit("texts", name, (file, sparse)) for file in files)
            yield Unit("settings_of_the_file", name)
        thin = sparse * 4 if hand_made and sparse > 1 else sparse
        yield Unit("grid", name, (128 * thin, 60) if hand_made else (16 * thin, 200))
        yield Unit("machine", name, (8 * thin if hand_made else thin,))
        yield Unit("sample", name, (thin,))
        yield Unit("components", name, (thin,))
        yield Unit("vocabulary", name)


def plan_codepoints(names: list[str], seed: int, within: range = EVERYTHING) -> Iterator[Unit]:
    """Plan `codepoints`."""
    for name in names:
        if name in codepoints.PIPELINES:
            yield from (Unit("pipeline", name, (form, within)) for form in codepoints.FORMS)
    yield from (Unit("component", name, (within,)) for name in codepoints.distinct_components(names))
    for name in names:
        if name not in codepoints.PIPELINES:
            yield Unit("selected", name, (seed, within))


@functools.lru_cache(maxsize=2)
def twin(name: str) -> Twin | None:
    """Return a tokenizer on both sides, None where this library refuses it as documented."""
    return sides.load(name)


def work(unit: Unit, alteration: Alteration | None = None) -> Result:
    """Do one unit in this process."""
    start = time.process_time()
    try:
        found = twin(unit.tokenizer)
    except ValueError as error:
        lost = Difference(unit.tokenizer, Call("from_str"), [], "raise", "no error", str(error), False)
        return Result(unit, 0, 1, 1, [lost], time.process_time() - start)
    if found is None:
        return Result(unit, 0, 0, 0, [], 0.0, "an id above 2^31 - 1, refused as documented")
    comparer = Comparer(unit.tokenizer, found, alteration)
    try:
        CHECKS[unit.check](comparer, *unit.arguments)
    finally:
        sides.process_wide("auto", 0)
    return Result(
        unit,
        comparer.encodings,
        comparer.comparisons,
        comparer.different,
        comparer.differences,
        time.process_time() - start,
    )


def prepare_worker() -> None:
    """Quiet the panics of the reference (a crash is still told), and keep the collector out of the loops."""
    faulthandler.enable(os.fdopen(os.dup(2), "w"))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    gc.disable()


def in_worker(unit: Unit, alteration: Alteration | None) -> Result:
    """Do one unit and clean up."""
    result = work(unit, alteration)
    gc.collect()
    return result


def run(units: Iterable[Unit], workers: int, alteration: Alteration | None = None) -> Iterator[Result]:
    """Yield results as they come."""
    # Fresh processes: a forked one would use one thread only.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, prepare_worker) as pool:
        for future in as_completed([pool.submit(in_worker, unit, alteration) for unit in units]):
            yield future.result()
