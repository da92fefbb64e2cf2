"""Fixtures of the tests with the real server: tiny models, built once, and pairs of them, plain and patched.

Run by `make server-test` in an environment of its own (requirements.txt). Nothing here asks a network.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything reads them.
OFFLINE = {
    **{"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "DO_NOT_TRACK": "1"},
    **{"INFINITY_ANONYMOUS_USAGE_STATS": "false", "INFINITY_BETTERTRANSFORMER": "false"},
    # Both tokenizers of a test have one thread.
    **{"TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"},
}
os.environ.update(OFFLINE)
os.environ.setdefault("INFINITY_HOME", tempfile.mkdtemp(prefix="budtiktok-server-"))

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python")]

import _counts
import _data
import pytest

ROOT = HERE.parents[1]
FOLDER = Path(os.environ.get("BTT_SERVER_FOLDER") or ROOT / "build" / "server")


def pytest_configure(config: pytest.Config) -> None:
    if not _data.have_data():
        raise pytest.UsageError(f"no test data in {_data.DATA} (BTT_TEST_DATA names another folder)")
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models() -> dict[str, Path]:
    """Folders of the tiny models by name."""
    import tiny_models

    return tiny_models.build(FOLDER / "models")


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
