"""Options of the integrations: values, environment, precedence, what holds for the whole process."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import budtiktok
from budtiktok.integrations import options
from budtiktok.integrations.options import Options, resolve

NAMES = (
    *("INFINITY_USE_BUDTIKTOK", "INFINITY_BUDTIKTOK_SIMD", "INFINITY_BUDTIKTOK_THREADS"),
    *("BUDTIKTOK_DISABLE", "BUDTIKTOK_SIMD", "BUDTIKTOK_NUM_THREADS", "BUDTIKTOK_STRICT", "BUDTIKTOK_SELFCHECK"),
    *("BUDTIKTOK_TEST_FAIL", "TOKENIZERS_PARALLELISM", "BTT_NUM_THREADS"),
)


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No variable is set, nobody has asked for anything yet, and the process is as before afterwards."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(options, "_level_in_force", None)
    monkeypatch.setattr(options, "_threads_in_force", None)
    level, threads = budtiktok.get_simd_level(), budtiktok.get_num_threads()
    yield
    budtiktok.set_simd_level(level)
    budtiktok.set_num_threads(threads)


def test_defaults() -> None:
    assert resolve(environment={}) == Options(True, "auto", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, True) for text in ("true", "1", "t", "yes", "y", "TRUE", " Yes ")),
        *((text, False) for text in ("false", "0", "f", "no", "n", "False")),
    ],
)
def test_words_for_true_and_false(text: str, expected: bool) -> None:
    assert resolve(environment={"INFINITY_USE_BUDTIKTOK": text}).use is expected
    assert resolve(environment={"BUDTIKTOK_DISABLE": text}).use is not expected


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"INFINITY_USE_BUDTIKTOK": "maybe"}, "INFINITY_USE_BUDTIKTOK='maybe': expected one of true"),
        ({"INFINITY_USE_BUDTIKTOK": "true;2"}, "INFINITY_USE_BUDTIKTOK='2'"),
        ({"BUDTIKTOK_DISABLE": "off"}, "BUDTIKTOK_DISABLE='off'"),
        ({"INFINITY_BUDTIKTOK_SIMD": "sse9"}, "INFINITY_BUDTIKTOK_SIMD='sse9': expected one of auto, avx2"),
        ({"BUDTIKTOK_SIMD": "fast"}, "BUDTIKTOK_SIMD='fast'"),
        ({"BUDTIKTOK_NUM_THREADS": "-1"}, "BUDTIKTOK_NUM_THREADS='-1': expected an integer of 0 or more"),
        ({"INFINITY_BUDTIKTOK_THREADS": "2;two"}, "INFINITY_BUDTIKTOK_THREADS='two'"),
    ],
)
def test_what_is_no_value_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        options.check_environment(environment)


@pytest.mark.parametrize(
    "arguments",
    [
        {"use": 1},
        {"use": "true"},
        {"simd": "mmx"},
        {"threads": -1},
        {"threads": True},
        {"threads": 1.5},
        {"threads": ""},
    ],
)
def test_arguments_are_checked(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        resolve(**arguments, environment={})


def test_precedence() -> None:
    env = {"BUDTIKTOK_DISABLE": "1", "BUDTIKTOK_SIMD": "avx2", "BUDTIKTOK_NUM_THREADS": "3"}
    assert resolve(environment=env) == Options(False, "avx2", 3)
    env |= {"INFINITY_USE_BUDTIKTOK": "1", "INFINITY_BUDTIKTOK_SIMD": "scalar", "INFINITY_BUDTIKTOK_THREADS": "4"}
    assert resolve(environment=env) == Options(True, "scalar", 4)
    assert resolve(False, "neon", 5, environment=env) == Options(False, "neon", 5)


def test_lists_with_semicolons() -> None:
    env = {"INFINITY_USE_BUDTIKTOK": "true;false;", "INFINITY_BUDTIKTOK_SIMD": "avx2", "BUDTIKTOK_NUM_THREADS": "2"}
    assert [resolve(index=at, environment=env).use for at in range(2)] == [True, False]
    # Beyond the list it is as if it were not there; one value is for all.
    assert resolve(index=9, environment=env) == Options(True, "avx2", 2)
    assert resolve(index=9, environment={"INFINITY_USE_BUDTIKTOK": "false"}).use is False


@pytest.mark.parametrize(
    ("environment", "threads"),
    [
        ({"TOKENIZERS_PARALLELISM": "false"}, 1),
        ({"TOKENIZERS_PARALLELISM": "0"}, 1),
        ({"TOKENIZERS_PARALLELISM": "true"}, 0),
        ({"TOKENIZERS_PARALLELISM": "false", "BUDTIKTOK_NUM_THREADS": "3"}, 3),
    ],
)
def test_tokenizers_parallelism(environment: dict[str, str], threads: int) -> None:
    assert resolve(environment=environment).threads == threads


def test_the_first_number_of_threads_holds(caplog: pytest.LogCaptureFixture) -> None:
    options.apply(Options(True, "auto", 2))
    assert budtiktok.get_num_threads() == 2
    options.apply(Options(True, "auto", 2))
    options.apply(Options(True, "auto", 0))
    assert not caplog.records
    options.apply(Options(True, "auto", 3))
    assert budtiktok.get_num_threads() == 2
    ((level, message),) = [(row.levelno, row.getMessage()) for row in caplog.records]
    assert level == logging.WARNING
    assert message == "budtiktok: budtiktok_threads=2 of another model stays in force, not 3"


def test_the_first_level_holds(caplog: pytest.LogCaptureFixture) -> None:
    options.apply(Options(True, "scalar", 0))
    assert budtiktok.get_simd_level() == "scalar"
    options.apply(Options(True, "auto", 0))
    assert not caplog.records
    options.apply(Options(True, "avx2", 0))
    assert budtiktok.get_simd_level() == "scalar"
    assert "budtiktok_simd=scalar of another model stays in force, not avx2" in caplog.text


def test_a_level_that_the_processor_lacks_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    missing = next(level for level in ("neon", "avx512", "avx2") if level not in budtiktok.simd_levels())
    before = budtiktok.get_simd_level()
    options.apply(Options(True, missing, 0))
    assert budtiktok.get_simd_level() == before
    assert f"this processor has no {missing}, using {before}" in caplog.text


def test_automatic_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, expected in ((1, 1), (2, 1), (4, 3), (64, 6)):
        monkeypatch.setattr(options, "usable_cores", lambda cores=cores: cores)
        assert options.auto_threads() == expected
        options.apply(Options(True, "auto", 0))
        assert budtiktok.get_num_threads() == expected
    monkeypatch.setenv("BTT_NUM_THREADS", "2")
    budtiktok.set_num_threads(0)
    options.apply(Options(True, "auto", 0))
    assert budtiktok.get_num_threads() == 2


def test_cores_are_counted_within_affinity_and_quota(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Four processors of two cores, and one of which the system says nothing.
    for number, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        folder = tmp_path / f"cpu{number}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(siblings + "\n")
    monkeypatch.setattr(options, "_quota", lambda: None)
    for mask, cores in (({0, 1, 2, 3}, 2), ({0, 2}, 1), ({0, 3}, 2), ({0, 1, 2, 3, 4}, 3)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid, mask=mask: mask)
        assert options.usable_cores(str(tmp_path)) == cores
    monkeypatch.setattr(options, "_quota", lambda: 1)
    assert options.usable_cores(str(tmp_path)) == 1


def test_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (options.strict_mode(), options.self_check(), options.call_failures()) == (False, True, 0)
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    monkeypatch.setenv("BUDTIKTOK_SELFCHECK", "0")
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:3")
    assert (options.strict_mode(), options.self_check(), options.call_failures()) == (True, False, 3)
    assert not options.injected("load")
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "load")
    assert options.injected("load") and options.call_failures() == 0
