"""Fixtures of the tests with the real server: tiny models, built once, and pairs of them, plain and patched.

Run by `make server-test` in an environment of its own (requirements.txt). Nothing here asks a network.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything reads them. Both tokenizers of a test have one thread.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", DO_NOT_TRACK="1", OMP_NUM_THREADS="1")
os.environ.update(TOKENIZERS_PARALLELISM="false", INFINITY_BETTERTRANSFORMER="false")
os.environ.update(INFINITY_ANONYMOUS_USAGE_STATS="false")
os.environ.setdefault("INFINITY_HOME", tempfile.mkdtemp(prefix="budtiktok-server-"))

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import _counts
import _data
import pytest
from _paths import FOLDER, HERE


def pytest_configure(config: pytest.Config) -> None:
    if not _data.have_data():
        raise pytest.UsageError(f"no test data in {_data.DATA} (BTT_TEST_DATA names another folder)")
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models() -> dict[str, Path]:
    """Folders of the tiny models by name."""
    import tiny_models

    # Other models where the script is another one.
    version = hashlib.sha256((HERE / "tiny_models.py").read_bytes()).hexdigest()[:8]
    return tiny_models.build(FOLDER / f"models-{version}")


@pytest.fixture(autouse=True)
def unpatched() -> Iterator[None]:
    """Every test leaves infinity_emb as it was."""
    from budtiktok.integrations import infinity

    assert not infinity.is_patched()
    yield
    was_patched = infinity.is_patched()
    infinity.unpatch()
    assert not was_patched, "the test left infinity_emb patched"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was compared."""
    if _counts.COUNTS:
        terminalreporter.section("compared with the plain server")
        for (group, what), number in sorted(_counts.COUNTS.items()):
            terminalreporter.write_line(f"{group}: {number:,} {what}")
