"""Fixtures of the contract: an original tokenizer and a wrapper of another instance of it, side by side."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "python")]

import _data  # noqa: E402
import _folders  # noqa: E402
from _sides import Sides  # noqa: E402

os.environ.setdefault("RUST_BACKTRACE", "0")  # a backtrace takes the reference half a second
# Where one row of a batch is an error and another a panic, threads would decide which of the two the reference raises.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all tokenizers."""
    _data.need_data()
    made = tmp_path_factory.mktemp("tokenizers")
    for name in _folders.FOLDERS:
        _folders.write(made, name)
    return made


@pytest.fixture(scope="session")
def sides(folders: Path) -> Any:
    """``sides(name)``: both sides of a tokenizer; made once."""
    known: dict[str, Sides] = {}

    def side(name: str) -> Sides:
        if name not in known:
            known[name] = Sides(folders / name)
        return known[name]

    return side
