"""The source distribution holds what a build needs and nothing that a build left behind."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Paths inside the source distribution, relative to its top folder."""
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        return {name.partition("/")[2] for name in file.getnames()}


def test_no_build_products(names: set[str]) -> None:
    unwanted = {"build", ".venv", "dist", ".ci", ".git"}
    assert not {name for name in names if name.split("/")[0] in unwanted}
    suffixes = (".so", ".a", ".o", ".pyc", ".whl")
    assert not {name for name in names if name.endswith(suffixes) or "__pycache__" in name}


def test_has_what_a_build_needs(names: set[str]) -> None:
    needed = {
        "CMakeLists.txt",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "budtiktok.pc.in",
        "capi/budtiktok.map",
        "cmake/FindOniguruma.cmake",
        "cmake/FindUtf8proc.cmake",
        "cmake/budtiktok-config.cmake.in",
        "include/budtiktok.h",
        "include/budtiktok_experimental.h",
        "pyproject.toml",
        "python/budtiktok/__init__.py",
        "python/budtiktok/py.typed",
    }
    assert not needed - names
    sources = {str(path.relative_to(ROOT)) for top in ("src", "capi") for path in (ROOT / top).rglob("*.?pp")}
    assert not sources - names
