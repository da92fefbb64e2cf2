"""bench/hostile.py and bench/bounds.py: every limit that is missed is marked; 8 MB of text have the right ids."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from _data import DATA, ROOT, need_data

sys.path.insert(0, str(ROOT / "bench"))

import bounds  # noqa: E402
import hostile  # noqa: E402

GOOD = {"cold": 10.0, "small": 100.0, "large": 120.0, "same": True}


@pytest.mark.parametrize(
    ("name", "changes", "complaint"),
    [
        ("spaces", {}, None),
        ("spaces", {"small": 150.0, "large": 199.0}, None),
        ("spaces", {"small": 150.0, "large": 201.0}, "COST ABOVE 20"),
        ("one letter", {"small": 199.0, "large": 201.0}, None),
        ("one letter", {"small": 201.0, "large": 201.0}, "COST ABOVE 20"),
        ("one letter", {"small": 199.0, "large": 401.0}, "COST ABOVE 40"),
        ("spaces", {"large": 151.0}, "RATIO ABOVE 1.5"),
        ("spaces", {"same": False}, "IDS DIFFER"),
    ],
)
def test_limits_of_hostile_texts(name: str, changes: dict[str, Any], complaint: str | None) -> None:
    found = hostile.complaints(name, {**GOOD, **changes})
    assert (complaint in found) if complaint else found == []


def test_a_text_that_was_not_reached_is_marked() -> None:
    assert hostile.complaints("spaces", {"cold": 10.0, "small": 1.0}) == ["1 MB NOT REACHED"]
    assert set(hostile.UNITS) >= hostile.WORDS


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({"figures": {"s": 1.0}, "same": True}, None),
        ({"figures": {"s": 1.0}, "same": False}, "IDS DIFFER"),
        ({"figures": {"us": 1.0}, "same": True, "ratio": 1.3, "bound": 1.3}, None),
        ({"figures": {"us": 1.0}, "same": True, "ratio": 1.31, "bound": 1.3}, "ABOVE 1.3"),
    ],
)
def test_limits_of_calls(found: dict[str, Any], complaint: str | None) -> None:
    line, is_marked = bounds.judged(found)
    assert is_marked == (complaint is not None)
    assert complaint is None or line.endswith(complaint)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bench" / "bounds.py"), "--data", str(DATA), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))


@pytest.mark.parametrize("name", ["bert-base-uncased", "gpt2", "t5-small", "mistral-7b-v0.1"])
def test_a_long_text_has_the_ids_of_its_parts(name: str) -> None:
    need_data()
    done = run("--only", "100 MB", "--bytes", "8000000", "--tokenizers", name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lines marked" in done.stdout


def test_a_process_that_fails_is_marked(tmp_path: Path) -> None:
    need_data()
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    done = run("--only", "early stop", "--tokenizers", str(tmp_path / "tokenizer.json"))
    assert done.returncode == 1
    assert "FAILED with status 1" in done.stdout
