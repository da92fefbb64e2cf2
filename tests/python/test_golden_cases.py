"""Every recorded case of the reference: the result is the recorded one, or the library refuses a component by name."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import _counts
import pytest
from _compare import clip
from _data import golden_cases, need_data
from _golden import Left, Runner

# Slices a file is cut into, so that several processes share the work.
SLICES = {
    "encode": 6,
    "batch": 1,
    "decode": 2,
    "pieces": 3,
    "load": 1,
    "real": 4,
    "corpus": 6,
    "random": 2,
}


def same(got: Any, want: Any) -> bool:
    """Whether a result is the recorded one. Of a failure, a panic included, only the fact counts."""
    if "err" in want or "err" in got:
        return "err" in want and "err" in got
    return json.dumps(got) == json.dumps(want)


@pytest.mark.parametrize(("file", "part"), [(file, part) for file, n in SLICES.items() for part in range(n)])
def test_cases(file: str, part: int) -> None:
    need_data()
    cases = golden_cases(file)
    size = -(-len(cases) // SLICES[file])
    runner, wrong = Runner(), []
    counts: Counter[str] = Counter()
    for case in cases[part * size : (part + 1) * size]:
        try:
            got = runner.run(case)
        except Left as left:
            counts[f"left, {left}"] += 1
            continue
        counts["run"] += 1
        if not same(got, case["r"]):
            wrong.append((case, got))
    for what, number in counts.items():
        _counts.add(f"golden {file}", what, number)
    if wrong:
        shown = "\n".join(
            f"  {clip({k: v for k, v in case.items() if k != 'r'}, 400)}\n    got  {clip(got, 500)}\n"
            f"    want {clip(case['r'], 500)}"
            for case, got in wrong[:6]
        )
        kinds = Counter((case["k"], case.get("t", "")) for case, _ in wrong)
        raise AssertionError(f"{len(wrong)} of {counts['run']} cases differ: {kinds.most_common(12)}\n{shown}")


def test_all_files_are_read() -> None:
    need_data()
    from _data import DATA

    names = {path.name[: -len(".jsonl.xz")] for path in (DATA / "golden").glob("*.jsonl.xz")}
    assert names == set(SLICES)
    for name in names:
        assert {case["k"] for case in golden_cases(name)} <= {
            "enc", "bat", "qry", "dec", "dcd", "stm", "nrm", "ptk", "rgx", "vcb", "lod", "cks",
        }  # fmt: skip
