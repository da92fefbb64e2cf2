"""Hooks of the Python tests: required test data, totals at the end, hypothesis settings.

- With BTT_REQUIRE_TEST_DATA=1 nothing may be skipped for want of data or of a package: a skip becomes a failure.
  Tests marked `hardware` may skip all the same (a SIMD level that this machine lacks).
- Tests count what they compare in _counts.py; the totals, over all xdist workers, are printed after the run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

# Where the reference panics it prints, and a backtrace takes it half a second.
os.environ["RUST_BACKTRACE"] = "0"
# The reference starts no threads where several test processes share the machine.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _counts
import hypothesis
import pytest
from _data import REQUIRED

hypothesis.settings.register_profile(
    "budtiktok", deadline=None, derandomize=True, database=None, print_blob=False, max_examples=100
)
hypothesis.settings.load_profile("budtiktok")

HARDWARE = "hardware: may be skipped where the machine lacks something, test data required or not"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", HARDWARE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("hardware"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {reason}\n(BTT_REQUIRE_TEST_DATA=1: nothing may be skipped)"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report = yield
    here = Path(__file__).resolve().parent
    if REQUIRED and report.skipped and here in Path(collector.path).resolve().parents:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped as a whole (BTT_REQUIRE_TEST_DATA=1: nothing may be)"
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["btt_counts"] = _counts.dump()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _counts.load(getattr(node, "workeroutput", {}).get("btt_counts", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _counts.COUNTS:
        return
    terminalreporter.section("compared with the reference")
    groups: dict[str, list[str]] = {}
    for (group, what), number in sorted(_counts.COUNTS.items()):
        groups.setdefault(group, []).append(f"{number:,} {what}")
    for group, parts in groups.items():
        terminalreporter.write_line(f"{group}: {', '.join(parts)}")
