"""A virtual environment for each file of requirements/, made once and again when the file changes."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"


def python_of(folder: Path, name: str) -> Path:
    """Return where the interpreter of an environment is."""
    return folder / name.removesuffix(".txt") / "bin" / "python"


def ensure(folder: Path, name: str) -> str | None:
    """Build the environment of requirements/NAME if need be; return why it cannot be had, or None.

    Every file names all packages that are needed, dependencies included, at exact versions; nothing else is installed.
    Only wheels are: an sdist would be compiled with whatever this machine has.
    """
    wanted = (REQUIREMENTS / name).read_text()
    python = python_of(folder, name)
    stamp = python.parent.parent / "installed.txt"
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        return None
    print(f"installing {name}", file=sys.stderr)
    venv.create(python.parent.parent, clear=True, with_pip=True)
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-deps"]
    command += ["--only-binary", ":all:", "-r", str(REQUIREMENTS / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        return f"not installed: {(errors or ['pip failed'])[-1]}"
    stamp.write_text(wanted)
    return None
