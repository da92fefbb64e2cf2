"""README.md is true: its example of an engine prints embeddings and counters, the command it names is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from _paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_engine_example(models: dict[str, Path], tmp_path: Path) -> None:
    (source,) = re.findall(r"^```py\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "models").symlink_to(models["m1-bert"].parent)
    done = subprocess.run(
        [sys.executable, "-c", source.replace("MODEL", "models/m1-bert")],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "budtiktok: using BudTikTok tokenizer for models/m1-bert (isa=" in done.stderr
    (calls,) = map(int, re.findall(r"'native_calls': (\d+), .*'models'", done.stdout))
    assert calls > 0 and "'failures': 0" in done.stdout and "array(" in done.stdout


def test_the_command_is_installed() -> None:
    assert "budtiktok-infinity v2 --model-id MODEL" in README
    command = Path(sys.executable).parent / "budtiktok-infinity"
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "--use-budtiktok" in done.stdout
