"""The wrapper's call beside that of the object it wraps: same arguments, same type of result, results compared."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import clock, texts

HF, OURS = "transformers", "budtiktok"
SERVER: dict[str, Any] = {"padding": True, "truncation": "longest_first", "max_length": 512}
# P1, P2, P3 of the plan: kind of text, texts in a call (0: a str, no list), calls in a sample.
SHAPES = {"P1, one text": ("query", 0, 100), "P2, batch of 32": ("200", 32, 1), "P3, batch of 1024": ("200", 1024, 1)}
GRID = [(kind, count) for kind in ("query", "200", "2000", "passage") for count in (1, 8, 32, 128)]


class DifferenceError(AssertionError):
    """Both sides were asked the same and answered differently."""


def same(a: Any, b: Any) -> bool:
    """Whether two results are equal: names and their order, types, values."""
    if type(a) is not type(b) or list(a.keys()) != list(b.keys()):
        return False
    for key in a.keys():
        x, y = a[key], b[key]
        if type(x) is not type(y):
            return False
        if isinstance(x, list):
            if x != y:
                return False
        elif x.dtype != y.dtype or x.shape != y.shape or not bool((x == y).all()):
            return False
    return True


def check(results: dict[str, list[Any]]) -> None:
    """Compare every arm with the original's."""
    for name, found in results.items():
        for expected, mine in zip(results[HF], found):
            if not same(expected, mine):
                raise DifferenceError(f"{name} differs from {HF}: {mine} instead of {expected}")


def load(folder: Path) -> tuple[Any, Any]:
    """Return the original and a wrapper of another instance of it: nothing is shared."""
    from transformers import AutoTokenizer

    from budtiktok.integrations.latentbud import BudTikTokWrapper

    original = AutoTokenizer.from_pretrained(str(folder))
    wrapper = BudTikTokWrapper.from_hf(AutoTokenizer.from_pretrained(str(folder)), fallback=False)
    return original, wrapper


def arm(tokenizer: Any, tensors: str | None, read: bool = False) -> Callable[[Any], Any]:
    """Return the server's call; with `read` all values are summed within it."""
    how = {**SERVER, "return_tensors": tensors}
    if not read:
        return lambda item: tokenizer(item, **how)

    def call(item: Any) -> Any:
        found = tokenizer(item, **how)
        for value in found.values():
            value.sum()
        return found

    return call


def items_of(source: texts.Source, kind: str, count: int, group: int) -> list[Any]:
    """Return the arguments of one sample."""
    if count == 0:
        return source.of(kind, group)
    return [source.of(kind, count) for _ in range(group)]


def targets(original: Any, wrapper: Any, now: Callable[[], float], slice_s: float) -> dict[str, Any]:
    """Measure P1, P2, P3, cold (texts never seen) and warm (those texts again, after all of them)."""
    source = texts.Source()
    result: dict[str, Any] = {}
    # Both sides have worked before anything is timed.
    for tokenizer in (original, wrapper):
        for tensors in (None, "np", "pt"):
            arm(tokenizer, tensors)(source.prose(64, 200))
            arm(tokenizer, tensors)(source.prose(1, 50)[0])
    for shape, (kind, count, group) in SHAPES.items():
        kinds = {"pt": ("pt", False), "pt, summed": ("pt", True), "np": ("np", False), "lists": (None, False)}
        kept: list[list[Any]] = []

        def fresh(kind: str = kind, count: int = count, group: int = group, kept: Any = kept) -> list[Any]:
            kept.append(items_of(source, kind, count, group))
            return list(kept[-1])

        # Small calls are repeated in full whatever the budget; the largest shares what there is.
        fewest = clock.FEWEST if count == 1024 else clock.REPETITIONS
        per = slice_s / (len(kinds) + 1)
        arms = {name: arm(tokenizer, "pt") for name, tokenizer in ((HF, original), (OURS, wrapper))}
        cold = clock.Turns(arms, now, time.monotonic() + per)(fresh, check, fewest=fewest)
        record: dict[str, Any] = {"pt, new texts": cold}
        for title, (tensors, read) in kinds.items():
            again = iter(kept * clock.REPETITIONS)
            arms = {name: arm(tokenizer, tensors, read) for name, tokenizer in ((HF, original), (OURS, wrapper))}
            turns = clock.Turns(arms, now, time.monotonic() + per)
            record[title] = turns(lambda again=again: next(again), check, fewest=fewest)  # type: ignore[misc]
            if count == 0 and not read:
                again = iter(kept * clock.REPETITIONS)
                turns = clock.Turns(arms, now, time.monotonic() + per)
                record[f"{title}, in a row after a warm-up call"] = turns(
                    lambda again=again: next(again),  # type: ignore[misc]
                    check,
                    fewest=fewest,
                    one_before=True,
                )
                record[f"{title}, each call after other work"] = after_work(arms, kept, time.monotonic() + per)
        flat = [text for sample in kept for item in sample for text in ([item] if count == 0 else item)]
        result[shape] = {"about": {**texts.about(flat), "texts": max(count, 1)}, "calls": record}
    return result


def after_work(
    arms: dict[str, Callable[[Any], Any]], kept: list[list[Any]], deadline: float
) -> dict[str, dict[str, Any]]:
    """Measure single calls, wall time, each behind other work: a layer of a model, an answer in JSON."""
    import torch

    inputs, weights = torch.randn(8, 384), torch.randn(384, 1536)  # 2.4 MB
    answer = torch.randn(384).tolist()
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    with clock.quiet():
        for turn, item in enumerate(item for sample in kept for item in sample):
            results = {}
            for name in list(arms) if turn % 2 == 0 else list(arms)[::-1]:
                torch.relu(inputs @ weights)
                json.dumps(answer)
                start = time.perf_counter()
                results[name] = [arms[name](item)]
                seconds[name].append(time.perf_counter() - start)
            check(results)
            if turn >= clock.REPETITIONS and time.monotonic() > deadline:
                break
    return {name: clock.summary(values) for name, values in seconds.items()}


def grid(original: Any, wrapper: Any, now: Callable[[], float], slice_s: float) -> list[dict[str, Any]]:
    """Look for a shape where the wrapper is slower: sizes of batches by kinds of text, tensors, texts seen before."""
    found = []
    per = slice_s / len(GRID)
    for kind, count in GRID:
        source = texts.Source()
        batch = source.of(kind, count)
        arms = {name: arm(tokenizer, "pt") for name, tokenizer in ((HF, original), (OURS, wrapper))}
        group = max(1, 32 // count)
        timed = clock.Turns(arms, now, time.monotonic() + per)(lambda: [batch] * group, check, warm=True)  # noqa: B023
        found.append({"kind": kind, **texts.about(batch), **timed})
    return found


def floor(wrapper: Any, now: Callable[[], float]) -> dict[str, float]:
    """Measure what the results of one text cost with nothing tokenized, in microseconds."""
    import numpy as np
    import torch
    from transformers import BatchEncoding

    text = texts.Source().queries(1)[0]
    known = wrapper([text], **SERVER, return_tensors="pt")
    data = dict(known.items())
    width = known["input_ids"].shape[1]
    empty, from_numpy = np.empty, torch.from_numpy

    def tensors() -> Any:
        return {key: from_numpy(empty((1, width), np.int64)) for key in data}

    steps: dict[str, Callable[[Any], Any]] = {
        "BatchEncoding of known tensors": lambda _: BatchEncoding(data),
        "as many empty arrays": lambda _: {key: empty((1, width), np.int64) for key in data},
        "as many empty tensors over arrays": lambda _: tensors(),
        "tensors and BatchEncoding": lambda _: BatchEncoding(tensors()),
        "a method with these keywords": lambda _: _Bare()(text, **SERVER, return_tensors="pt"),
        "the native call, arrays in a dict": lambda _: wrapper.native(text, **SERVER, return_tensors="np"),
        "the native call, tensors in a dict": lambda _: wrapper.native(text, **SERVER, return_tensors="pt"),
        "the wrapper's call, arrays": lambda _: wrapper(text, **SERVER, return_tensors="np"),
        "the wrapper's call, tensors": lambda _: wrapper(text, **SERVER, return_tensors="pt"),
    }
    timed = clock.Turns(steps, now, time.monotonic() + 20)(lambda: [None] * 500, lambda _: None, warm=True)
    return {name: record["median_us"] for name, record in timed.items()}


class _Bare:
    def __call__(self, text: Any = None, text_pair: Any = None, **kwargs: Any) -> Any:
        return None


def measure(name: str, folder: Path, threads: int, slice_s: float) -> dict[str, Any]:
    """Measure one tokenizer on so many threads; the environment was set for them."""
    import budtiktok

    budtiktok.set_num_threads(threads)
    now = time.process_time if threads == 1 else time.perf_counter
    texts.write_tokenizer(name, folder)
    original, wrapper = load(folder)
    found: dict[str, Any] = {"tokenizer": name, "threads": threads, "clock": "processor" if threads == 1 else "wall"}
    found["targets"] = targets(original, wrapper, now, slice_s * 0.6)
    found["grid"] = grid(original, wrapper, now, slice_s * 0.4)
    if threads == 1:
        found["floor"] = floor(wrapper, now)
    found["stats"] = wrapper.stats()
    found["affinity"] = sorted(os.sched_getaffinity(0))
    return found
