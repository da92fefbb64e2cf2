"""Memory of big results is used again, and never while somebody still holds a part of it."""

from __future__ import annotations

import gc
import sys
import threading
from typing import Any

import _tiny
import numpy as np
import pytest

import budtiktok
from budtiktok import _blocks

ROWS = 600
HOW: dict[str, Any] = {"padding": "max_length", "max_length": 40, "truncation": True, "return_tensors": "np"}
CPYTHON = sys.implementation.name == "cpython"


@pytest.fixture
def tokenizer() -> Any:
    _blocks._idle.clear()
    return budtiktok.Tokenizer.from_str(_tiny.text())


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


def _texts(word: str) -> list[str]:
    return [f"{word} " * (1 + row % 30) for row in range(ROWS)]


def test_what_is_held_stays(tokenizer: Any) -> None:
    held = tokenizer(_texts("hello"), **HOW)
    part = held["input_ids"][5:7, 1:4].T
    buffer = memoryview(held["attention_mask"])
    want, want_mask = part.copy(), held["attention_mask"].copy()
    del held
    gc.collect()
    for _ in range(5):
        tokenizer(_texts("ab"), **HOW)
    assert np.array_equal(part, want)
    assert np.array_equal(np.asarray(buffer), want_mask)


@pytest.mark.skipif(not CPYTHON, reason="elsewhere memory is given back at some later time")
def test_what_is_free_is_used_again(tokenizer: Any) -> None:
    first = tokenizer(_texts("hello"), **HOW)
    place = _address(first["input_ids"])
    second = tokenizer(_texts("ab"), **HOW)
    assert _address(second["input_ids"]) != place
    del first
    third = tokenizer(_texts("ab"), **HOW)
    assert _address(third["input_ids"]) == place
    for key, array in second.items():
        assert array.dtype == np.int64
        assert array.flags.writeable
        assert array.flags.c_contiguous
        assert np.array_equal(array, third[key])
    # Nothing is written twice into one place.
    ends = sorted((_address(array), _address(array) + array.nbytes) for array in third.values())
    assert all(end <= begin for (_, end), (begin, _) in zip(ends, ends[1:]))


@pytest.mark.skipif(not CPYTHON, reason="elsewhere memory is given back at some later time")
def test_idle_memory_is_bounded(tokenizer: Any) -> None:
    results = [tokenizer(_texts("hello"), **HOW) for _ in range(6)]
    assert len(_blocks._idle) == 0
    del results
    assert len(_blocks._idle) == _blocks._MOST_IDLE
    sizes = [block.nbytes for block in _blocks._idle]
    large = tokenizer(_texts("hello") * 30, **HOW)
    assert sum(array.nbytes for array in large.values()) > _blocks._MOST
    del large
    assert [block.nbytes for block in _blocks._idle] == sizes
    # A small result does not hold a big block.
    shapes = [(_blocks._LEAST // 8,)]
    (small,) = _blocks.allocate([(_blocks._MOST // 8,)], np.int64)
    del small
    (array,) = _blocks.allocate(shapes, np.int64)
    assert array.base is not None
    del array
    assert all(block.nbytes <= 2 * _blocks._MOST for block in _blocks._idle)


def test_threads_get_memory_of_their_own(tokenizer: Any) -> None:
    wrong = []

    def work(word: str) -> None:
        want = {key: array.copy() for key, array in tokenizer(_texts(word), **HOW).items()}
        kept: list[Any] = []
        for _ in range(20):
            kept.append(tokenizer(_texts(word), **HOW))
            del kept[:-2]
            wrong.extend(
                key for result in kept for key, array in want.items() if not np.array_equal(result[key], array)
            )

    threads = [threading.Thread(target=work, args=(word,)) for word in ("hello", "ab", "world hello")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_tensors_hold_their_memory(tokenizer: Any) -> None:
    torch = pytest.importorskip("torch")
    tensors = tokenizer(_texts("hello"), **{**HOW, "return_tensors": "pt"})
    ids = tensors["input_ids"][3]
    want = ids.clone()
    del tensors
    for _ in range(4):
        tokenizer(_texts("ab"), **HOW)
    assert torch.equal(ids, want)
