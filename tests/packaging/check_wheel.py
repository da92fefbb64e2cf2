"""Installs a finished wheel into a fresh environment and encodes a text there. Run by `make wheel`.

python tests/packaging/check_wheel.py dist/budtiktok-*.whl
"""

import argparse
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

TOKENIZER = Path(__file__).resolve().parents[1] / "install" / "tokenizer.json"

PROGRAM = """
import sys, budtiktok
tokenizer = budtiktok.Tokenizer.from_file(sys.argv[1])
assert tokenizer.encode("Hello world").ids == [2, 4, 5, 6, 3], tokenizer.encode("Hello world").ids
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("wheel", type=Path)
    arguments = parser.parse_args()

    if "-py3-none-manylinux_" not in arguments.wheel.name:
        print(f"{arguments.wheel.name}: expected py3-none-manylinux_*")
        return 1
    with zipfile.ZipFile(arguments.wheel) as file:
        libraries = [name for name in file.namelist() if Path(name).name.startswith("libbudtiktok")]
    if libraries != ["budtiktok/lib/libbudtiktok.so"]:
        print(f"libraries in the wheel: {libraries}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-qq", arguments.wheel], check=True)
        environment = {key: value for key, value in os.environ.items() if key != "BUDTIKTOK_LIBRARY"}
        subprocess.run([python, "-c", PROGRAM, TOKENIZER], check=True, cwd=folder, env=environment)
    print(f"{arguments.wheel.name}: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
