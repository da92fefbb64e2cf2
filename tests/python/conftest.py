"""Hooks of the Python tests: required test data, totals at the end, hypothesis settings.

- With BTT_REQUIRE_TEST_DATA=1 nothing may be skipped for want of data or of a package: a skip becomes a failure.
  Tests marked `hardware` may skip all the same (a SIMD level that this machine lacks).
- Tests count what they compare in _counts.py; the totals, over all xdist workers, are printed after the run. The
  name of a group up to the first comma is the line it is printed in.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

# Where the reference panics it prints, and a backtrace takes it half a second.
os.environ["RUST_BACKTRACE"] = "0"
# The reference starts no threads where several test processes share the machine.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
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
    """Print one line a tokenizer or file, the reasons for cases that were left out, and the sum of encodings."""
    lines: dict[str, Counter[str]] = {}
    reasons: Counter[str] = Counter()
    for (group, what), number in _counts.COUNTS.items():
        line = lines.setdefault(group.partition(",")[0].removesuffix(" (fast)"), Counter())
        if what.startswith("left, "):
            reasons[what] += number
            what = "left"
        line[what] += number
    if not lines:
        return
    terminalreporter.section("compared with the reference")
    for group, counts in sorted(lines.items()):
        terminalreporter.write_line(f"{group}: " + ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items())))
    if reasons:
        terminalreporter.write_line("recorded cases left out, by reason:")
        for reason, number in sorted(reasons.items()):
            terminalreporter.write_line(f"{number:>9,}  {reason.removeprefix('left, ')}")
    texts, attributes = (sum(counts[what] for counts in lines.values()) for what in ("texts", "attributes"))
    terminalreporter.write_line(
        f"in all {attributes:,} attributes of {texts:,} encodings equal to the live reference's"
    )
