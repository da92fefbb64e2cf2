"""Small wrappers of a tokenizer of `transformers` such as LatentBud has: a pool of threads, a pool of processes."""

from __future__ import annotations

import copy
import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np

Rows = dict[str, list[list[int]]]

_mine: Any = None


def _start(folder: str) -> None:
    """Load the tokenizer of a process of a pool."""
    global _mine
    from transformers import AutoTokenizer

    _mine = AutoTokenizer.from_pretrained(folder)


def _rows(tokenizer: Any, texts: list[str], how: dict[str, Any]) -> Rows:
    return dict(tokenizer(texts, padding=False, **how).items())


def _rows_here(texts: list[str], how: dict[str, Any]) -> Rows:
    return _rows(_mine, texts, how)


def padded(parts: list[Rows], pad_id: int) -> dict[str, Any]:
    """Join rows and pad them on the right, as tensors; type ids and masks are padded with zero."""
    import torch

    found = {}
    for key in parts[0]:
        rows = [row for part in parts for row in part[key]]
        whole = np.full((len(rows), max(map(len, rows))), pad_id if key == "input_ids" else 0, np.int64)
        for i, row in enumerate(rows):
            whole[i, : len(row)] = row
        found[key] = torch.from_numpy(whole)
    return found


class _Pool:
    """Cuts a batch into as many parts as there are workers."""

    workers: int
    _pool: Executor

    def _parts(self, texts: list[str]) -> list[list[str]]:
        step = -(-len(texts) // self.workers)
        return [texts[i : i + step] for i in range(0, len(texts), step)]

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown()


class ParallelTokenizer(_Pool):
    """A pool of threads, each part of a batch tokenized by a copy of the tokenizer of its own."""

    def __init__(self, tokenizer: Any, workers: int) -> None:
        self.workers = workers
        self._copies = [copy.deepcopy(tokenizer) for _ in range(workers)]
        self._pad = tokenizer.pad_token_id
        self._pool = ThreadPoolExecutor(workers)

    def __call__(self, texts: list[str], **how: Any) -> dict[str, Any]:
        parts = self._parts(texts)
        return padded(list(self._pool.map(_rows, self._copies, parts, [how] * len(parts))), self._pad)


class MultiProcessTokenizer(_Pool):
    """A pool of processes, each with the tokenizer; texts and lists of ids are pickled."""

    def __init__(self, folder: str, tokenizer: Any, workers: int) -> None:
        self.workers = workers
        self._pad = tokenizer.pad_token_id
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(folder,))

    def __call__(self, texts: list[str], **how: Any) -> dict[str, Any]:
        parts = self._parts(texts)
        return padded(list(self._pool.map(_rows_here, parts, [how] * len(parts))), self._pad)
