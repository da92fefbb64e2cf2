"""Any number of threads with different settings, and life after a fork."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import _tiny
from _compare import flat

import budtiktok

TEXTS = [f"hello {'ab ' * (i % 17)}don't {i} 日x [MASK] é" for i in range(300)]
CALLS: tuple[dict[str, Any], ...] = (
    {"padding": True},
    {"padding": "max_length", "max_length": 12, "truncation": True},
    {"padding": True, "max_length": 7, "truncation": True, "padding_side": "left"},
    {"padding": True, "add_special_tokens": False},
    {"padding": True, "pad_to_multiple_of": 16, "num_threads": 1},
    {"padding": True, "num_threads": 3},
)


def test_different_settings_at_the_same_time() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    want = [tokenizer(TEXTS, return_tensors="np", **how)["input_ids"].tolist() for how in CALLS]

    def work(i: int) -> bool:
        how = CALLS[i % len(CALLS)]
        return bool(tokenizer(TEXTS, return_tensors="np", **how)["input_ids"].tolist() == want[i % len(CALLS)])

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(work, range(150)))


def test_state_changes_while_others_encode() -> None:
    """Each call sees one whole state: padded to 9, padded to 30, or not at all."""
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    stop, seen, failures = threading.Event(), set(), []

    def read() -> None:
        try:
            while not stop.is_set():
                encodings = tokenizer.encode_batch(["a", "hello world"])
                seen.add(tuple(len(encoding) for encoding in encodings))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(150):
        tokenizer.enable_padding(length=9)
        tokenizer.enable_padding(length=30)
        tokenizer.no_padding()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert seen <= {(3, 4), (9, 9), (30, 30)}


def test_tokens_are_added_while_others_encode() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    failures = []

    def add(part: int) -> None:
        try:
            for i in range(40):
                assert tokenizer.add_tokens([f"new{part}x{i}"]) == 1
                assert tokenizer.encode(f"new{part}x{i}").tokens[1] == f"new{part}x{i}"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=add, args=(part,)) for part in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert tokenizer.get_vocab_size() == len(_tiny.WORDS) + 200
    added = set(tokenizer.get_vocab().values())
    assert added == set(range(len(_tiny.WORDS) + 200))


def test_encodings_are_read_by_many_threads() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    encodings = tokenizer.encode_batch(TEXTS)
    want = [flat(encoding) for encoding in encodings]
    fresh = tokenizer.encode_batch(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [flat(encoding) for encoding in fresh], range(16)):
            assert found == want


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "BTT_SPEC": _tiny.text(), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_fork_after_a_parallel_call_returns() -> None:
    out = run(
        """
        import os, warnings, budtiktok
        warnings.simplefilter("ignore")
        tokenizer = budtiktok.Tokenizer.from_str(os.environ["BTT_SPEC"])
        texts = ["hello world ab " * 40] * 2000
        budtiktok.set_num_threads(4)
        want = tokenizer.encode_ragged(texts)[0].tolist()
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                try:
                    same = tokenizer.encode_ragged(texts)[0].tolist() == want
                    same &= tokenizer.encode("a").ids == [1, 5, 2]
                    budtiktok.set_num_threads(1)
                    same &= tokenizer.encode_ragged(texts)[0].tolist() == want
                finally:
                    os._exit(0 if same else 3)
            children.append(child)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert codes == [0, 0, 0], codes
        assert tokenizer.encode_ragged(texts)[0].tolist() == want
        print("done")
        """
    )
    assert out == "done\n"


def test_fork_pool_after_a_parallel_call() -> None:
    out = run(
        """
        import multiprocessing, os, warnings, budtiktok
        warnings.simplefilter("ignore")
        tokenizer = budtiktok.Tokenizer.from_str(os.environ["BTT_SPEC"])
        texts = ["hello world ab"] * 500
        def work(i):
            return tokenizer.encode_ragged(texts[: i + 1], num_threads=2)[0].tolist()
        want = [work(i) for i in range(20)]
        budtiktok.set_num_threads(3)
        tokenizer.encode_ragged(texts * 20)
        with multiprocessing.get_context("fork").Pool(3) as pool:
            assert pool.map(work, range(20)) == want
        print("done")
        """
    )
    assert out == "done\n"


def test_threads_end_with_the_interpreter() -> None:
    out = run(
        """
        import os, threading, budtiktok
        tokenizer = budtiktok.Tokenizer.from_str(os.environ["BTT_SPEC"])
        def work():
            while True:
                tokenizer.encode_batch(["hello world"] * 50)
        for _ in range(3):
            threading.Thread(target=work, daemon=True).start()
        tokenizer.encode_ragged(["hello world"] * 5000)
        print("done")
        """
    )
    assert out == "done\n"
