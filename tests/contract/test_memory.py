"""Calls of a wrapper keep nothing: the process is no larger after thousands of them."""

from __future__ import annotations

import gc
import random
from pathlib import Path
from typing import Any, Callable

import _data
import pytest

from budtiktok.integrations.latentbud import BudTikTokWrapper

# Pages that the allocator takes now and then.
MOST_KB = 2048


def resident_kb() -> int:
    """Return the memory of this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


@pytest.mark.parametrize("what", ["short", "lists", "batch", "counted", "encodings", "pairs", "alone"])
def test_calls_keep_nothing(sides: Any, what: str) -> None:
    pytest.importorskip("torch")
    wrapper: BudTikTokWrapper = sides("bert").wrapper
    texts = [text[:4000] for text in _data.rows("en-wikitext2-valid.txt") if text][:2000]
    draw = random.Random(what)
    server: dict[str, Any] = {"padding": True, "truncation": "longest_first", "return_tensors": "pt"}
    counting: dict[str, Any] = {"add_special_tokens": False, "truncation": "longest_first"}
    calls: dict[str, tuple[int, Callable[[], Any]]] = {
        "short": (10_000, lambda: wrapper([draw.choice(texts)[:200]], max_length=64, **server)),
        "lists": (10_000, lambda: wrapper(draw.choice(texts)[:100])),
        "batch": (2_000, lambda: wrapper(draw.sample(texts, 8), **server)),
        "counted": (
            2_000,
            lambda: [len(e.tokens) for e in wrapper.batch_encode_plus(draw.sample(texts, 8), **counting).encodings],
        ),
        "encodings": (500, lambda: [e.offsets for e in wrapper(draw.sample(texts, 3), truncation=True).encodings]),
        "pairs": (1_000, lambda: wrapper(list(zip(draw.sample(texts, 8), draw.sample(texts, 8))), **server)),
        "alone": (5_000, lambda: wrapper(draw.choice(texts), **server)),
    }
    count, call = calls[what]
    for _ in range(count):
        call()
    gc.collect()
    before = resident_kb()
    for _ in range(count):
        call()
    gc.collect()
    assert resident_kb() - before <= MOST_KB
