"""The memory that each thread may use to remember words: within its bound, and without a say in the result."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import Any

import _tiny
import pytest
from _data import need_data, plain_tokenizer_json, rows
from _memory import memory_usage

from budtiktok import Tokenizer

#: A tokenizer of each encoder.
NAMES = ("bert-base-uncased", "gpt2", "t5-small", "mistral-7b-v0.1")
LEAST = 64 << 10
#: What a thread has beside its cache: buffers as long as a passage (8 kB) makes them.
BUFFERS = 128 << 10


def growth(tokenizer: Tokenizer, texts: list[str]) -> tuple[int, list[Any]]:
    """Return what encoding texts adds to the memory, and the ids."""
    before = memory_usage(tokenizer)
    ids = [tokenizer.encode_ids(text) for text in texts]
    return memory_usage(tokenizer) - before, ids


@pytest.mark.parametrize("name", NAMES)
def test_memory_stays_within_the_bound(name: str) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    texts = rows("xquad-passages.jsonl")
    usual, want = growth(Tokenizer.from_str(source), texts)
    assert 3 << 20 <= usual <= 8 << 20
    for bound in (LEAST, 256 << 10, 3_000_000, 16 << 20):
        used, ids = growth(Tokenizer.from_str(source, cache_bytes=bound), texts)
        assert bound // 2 < used <= bound + BUFFERS
        assert all((a == b).all() for a, b in zip(ids, want))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_made_of_a_tokenizer_keeps_the_bound(name: str, tmp_path: Any) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    texts = rows("xquad-passages.jsonl")[::30]
    (tmp_path / "tokenizer.json").write_text(source, encoding="utf-8")
    first = Tokenizer.from_file(tmp_path / "tokenizer.json", cache_bytes=LEAST)
    more = pickle.loads(pickle.dumps(first))
    more.add_tokens(["one more", "and another"])
    for tokenizer in (
        first,
        more,
        Tokenizer.from_pretrained(tmp_path, cache_bytes=LEAST),
        Tokenizer.from_buffer(source.encode(), cache_bytes=LEAST),
    ):
        assert growth(tokenizer, texts)[0] <= LEAST + BUFFERS


@pytest.mark.parametrize("bound", [1, LEAST - 1, (1 << 30) + 1, 1 << 70, -1])
def test_a_bound_outside_the_range_is_refused(bound: int) -> None:
    with pytest.raises(ValueError, match=r"cache_bytes is -?\d+; expected bytes, 65536 to 1073741824, or 0"):
        Tokenizer.from_str(_tiny.text(), cache_bytes=bound)


PROGRAM = """
import sys
from _memory import memory_usage
from budtiktok import Tokenizer
tokenizer = Tokenizer.from_str(open(sys.argv[1]).read(), cache_bytes=int(sys.argv[2]))
before = memory_usage(tokenizer)
tokenizer.encode_ids("one text")
print(memory_usage(tokenizer) - before)
"""


def run(program: str, *arguments: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program with variables set in its environment."""
    here = os.pathsep.join([os.path.dirname(__file__), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **variables, "PYTHONPATH": here}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def run_with(value: str, path: Any, cache_bytes: int) -> subprocess.CompletedProcess[str]:
    """Run the program with BTT_CACHE_BYTES set."""
    return run(PROGRAM, path, cache_bytes, BTT_CACHE_BYTES=value)


def test_the_environment_is_asked_where_nobody_says_otherwise(tmp_path: Any) -> None:
    need_data()
    path = tmp_path / "tokenizer.json"
    path.write_text(plain_tokenizer_json("bert-base-uncased"), encoding="utf-8")
    for value, given, low, high in (
        ("65536", 0, LEAST // 2, LEAST + BUFFERS),
        ("65536", 1 << 20, 1 << 19, (1 << 20) + BUFFERS),
        ("", 0, 3 << 20, (8 << 20) + BUFFERS),
        ("0", 0, 3 << 20, (8 << 20) + BUFFERS),
    ):
        done = run_with(value, path, given)
        assert low <= int(done.stdout) <= high, (value, given, done.stderr)


REPEATING = """
import sys
from budtiktok import Tokenizer
tokenizer = Tokenizer.from_str(open(sys.argv[1]).read())
for _ in range(4):
    tokenizer.encode("a text of more than sixteen bytes")
print(tokenizer.info()["remembered_bytes"])
"""


@pytest.mark.parametrize(("value", "remembered"), [("0", 0), ("1", 2 * len("a text of more than sixteen bytes"))])
def test_the_environment_says_whether_texts_are_remembered(value: str, remembered: int, tmp_path: Any) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(_tiny.text(), encoding="utf-8")
    assert int(run(REPEATING, path, BTT_REMEMBER_TEXTS=value).stdout) == remembered


@pytest.mark.parametrize("value", ["", "yes", "2"])
def test_any_other_word_for_it_is_an_error_of_loading(value: str, tmp_path: Any) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(_tiny.text(), encoding="utf-8")
    done = run(REPEATING, path, BTT_REMEMBER_TEXTS=value)
    assert done.returncode != 0
    assert f'BTT_REMEMBER_TEXTS in the environment is "{value}"; expected 0 or 1' in done.stderr


@pytest.mark.parametrize("value", ["1000", "4M", "-65536"])
def test_a_bad_environment_is_an_error_of_loading(value: str, tmp_path: Any) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text(_tiny.text(), encoding="utf-8")
    done = run_with(value, path, 0)
    assert done.returncode != 0
    assert "InvalidArgumentError" in done.stderr and "BTT_CACHE_BYTES in the environment is" in done.stderr
    assert "expected bytes, 65536 to 1073741824" in done.stderr
