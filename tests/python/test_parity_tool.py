"""`make parity` thinned out, over all tokenizers; and the proof that the tool sees one wrong value, and a failure.

The tool in tests/parity counts and shrinks; here its units run in the test's process, so that pytest's workers share
them. The alterations run the commands as `make` does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import _counts
import pytest
from _data import NO_DATA, ROOT, hand_made, have_data, need_data
from parity import checks, codepoints, inputs, report, runner, shrink, sides

import budtiktok

GROUPS = 12
# What one of our values is changed to, and the name under which the report has to show it.
ALTERED = {"id": "ids", "offset": "offsets", "word": "word_ids", "raise": "raise"}
TIMEOUT = 60


def groups() -> list[Any]:
    """Real tokenizers one by one, the hand-made ones in groups."""
    if not have_data():
        return [NO_DATA]
    hand_made = codepoints.hand_made_names()
    return [[name] for name in inputs.real()] + [hand_made[i::GROUPS] for i in range(GROUPS)]


@pytest.mark.parametrize("names", groups(), ids=lambda names: names if isinstance(names, str) else names[0])
def test_thinned_out(names: Any) -> None:
    """Every check of `make parity` on a part of its inputs, also every SIMD level with 1, 2 and 4 threads."""
    need_data()
    refused = []
    for name in names:
        comparisons, different = 0, []
        for unit in runner.plan_texts([name], list(inputs.text_names()), runner.SPARSE):
            result = runner.work(unit)
            comparisons += result.comparisons
            different += [report.show(difference) for difference in result.differences]
            assert not result.different or different
            _counts.add("thinned out parity", "comparisons", result.comparisons)
            _counts.add("thinned out parity", "encodings", result.encodings)
            if result.refused:
                refused.append(name)
        assert not different, "\n".join(different)
        kind = "hand-made" if name.startswith(sides.HAND_MADE) else "real"
        assert name in refused or comparisons >= report.minimum_of(f"thinned out, {kind}")
    assert set(refused) <= {"hand-made:bpe-sparse-ids"}


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tool as the Makefile does."""
    paths = [str(ROOT / "tests"), str(ROOT / "python"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.run(
        [sys.executable, "-m", "parity", *arguments, "--workers", "1"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


TEXTS = ("texts", "--tokenizers", "bert-base-uncased", "--files", "mixed-scripts-small.txt", "--checks", "texts")
CODE_POINTS = ("codepoints", "--tokenizers", "bert-base-uncased", "--values", "1E00-1EFF")


@pytest.mark.parametrize(("selection", "where"), [(TEXTS, "\u3068"), (CODE_POINTS, "\u1e9f")], ids=lambda x: x[0])
@pytest.mark.parametrize("kind", ALTERED)
def test_one_wrong_value_is_reported(selection: tuple[str, ...], where: str, kind: str) -> None:
    need_data()
    done = command(*selection, "--alter", f"{kind}:{where}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"DIFFERENCE bert-base-uncased: {ALTERED[kind]}\n" in done.stdout
    # Shrunk to what brings it about.
    assert f"  inputs    [{ascii(where)}]\n" in done.stdout
    assert " 0 differences" not in done.stdout.splitlines()[-1]


def test_wrong_pieces_and_texts_are_reported() -> None:
    """A component alone: an offset of a piece, and a character of a normalized text."""
    need_data()
    for kind, stage in (("offset", "pre_tokenizer"), ("text", "normalizer")):
        where = "\u1e9f"
        done = command(*CODE_POINTS, "--checks", "component", "--alter", f"{kind}:{where}")
        assert done.returncode == 1, done.stdout + done.stderr
        assert f"DIFFERENCE {stage}:bert-base-uncased: result\n" in done.stdout
        assert f"  inputs    [{ascii(where)}]\n" in done.stdout


@pytest.mark.parametrize("selection", [TEXTS, CODE_POINTS], ids=lambda x: x[0])
def test_without_alteration_nothing_is_reported(selection: tuple[str, ...], tmp_path: Path) -> None:
    need_data()
    sums = tmp_path / "sums.json"
    done = command(*selection, "--json", str(sums))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DIFFERENCE" not in done.stdout
    counted = json.loads(sums.read_text())
    assert counted["differences"] == 0
    assert counted["comparisons"] > 500
    assert f"{counted['comparisons']:,} comparisons of {counted['encodings']:,} encodings, 0 differences" in done.stdout
    done = command(*selection, "--minimum", str(counted["comparisons"] + 1))
    assert done.returncode == 1
    assert "too few comparisons" in done.stdout


def test_a_file_that_one_side_refuses_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    need_data()
    monkeypatch.setattr(sides, "specification", lambda name: '{"version": "1.0"}')
    monkeypatch.setattr(runner, "twin", sides.load)
    result = runner.work(runner.Unit("vocabulary", "gpt2"))
    assert result.different == 1
    assert result.differences[0].attribute == "raise"


class Side:
    """A tokenizer of which decoding may fail for some rows."""

    def __init__(self, bad: int) -> None:
        self.bad, self.encode_special_tokens = bad, False

    def no_truncation(self) -> None: ...

    def no_padding(self) -> None: ...

    def decode_batch(self, rows: list[list[int]], skip_special_tokens: bool) -> list[str]:
        if [self.bad] in rows:
            raise ValueError(f"{self.bad} by {id(self)}")
        return [str(row) for row in rows]


@pytest.mark.parametrize(("ours", "reference", "different"), [(3, 3, 0), (3, 4, 2), (9, 4, 1), (3, 9, 1), (9, 9, 0)])
def test_either_side_may_raise(ours: int, reference: int, different: int) -> None:
    """Where one side raises for a row and the other does not, that row is a difference, and no other row."""
    twin = sides.Twin.__new__(sides.Twin)
    twin.ours, twin.reference = Side(ours), Side(reference)
    comparer = sides.Comparer("stub", twin)
    comparer.run(sides.Call("decode_batch", {"skip_special_tokens": True}), [[1], [2], [3], [4], [5]])
    assert comparer.different == different
    assert {difference.attribute for difference in comparer.differences} == ({"raise"} if different else set())
    assert comparer.comparisons >= 5


def test_a_wrong_array_is_reported() -> None:
    """Flat ids are compared at every level with every number of threads; one wrong id, or one row end, is found."""
    need_data()
    twin = sides.Twin(json.dumps(hand_made("wordlevel")))
    texts = ["a b", "", "c"]
    ids = [encoding.ids for encoding in twin.reference.encode_batch(texts)]
    comparer = sides.Comparer("hand-made:wordlevel", twin)
    checks.flat_ids(comparer, texts, ids)
    settings = checks.machine_settings()
    assert comparer.different == 0
    assert comparer.comparisons >= len(texts) * len(settings)
    assert {threads for _, threads in settings} == {1, 2, 4}
    assert {level for level, _ in settings} == set(budtiktok.simd_levels()) >= {"scalar"}
    for wrong in ([[*ids[0][:-1], ids[0][-1] + 1], *ids[1:]], [ids[0][:-1], [ids[0][-1]], ids[2]]):
        comparer = sides.Comparer("hand-made:wordlevel", twin)
        checks.flat_ids(comparer, texts, wrong)
        assert comparer.different == len(settings)


def test_level_and_threads_are_in_force() -> None:
    need_data()
    comparer = sides.Comparer("hand-made:wordlevel", sides.Twin(json.dumps(hand_made("wordlevel"))))
    try:
        for level, threads in checks.machine_settings():
            comparer.settle(sides.Call("encode_batch", level=level, threads=threads))
            assert (budtiktok.get_simd_level(), budtiktok.get_num_threads()) == (level, threads)
    finally:
        sides.process_wide("auto", 0)


def test_the_sample() -> None:
    """At least 256 kB, with rows of every file."""
    need_data()
    found = set(inputs.sample())
    assert sum(len(row.encode()) for row in inputs.sample()) >= inputs.SAMPLE_BYTES
    for name in inputs.text_names():
        assert any(row[:3000] in found for row in inputs.rows(name) if row.strip()), name


def test_shrinking() -> None:
    """The difference stays in what is left, and nothing more can be left out."""
    rows = ["one two", ("three b", "four a"), ["five", "six"]]
    assert shrink.shrink_rows(rows, lambda found: any("w" in str(row) and "o" in str(row) for row in found)) == ["wo"]
    assert shrink.shrink_rows([("xay", "xby")], lambda rows: "a" in rows[0][0] and "b" in rows[0][1]) == [("a", "b")]
    assert shrink.shrink_rows([["aa", "bb"]], lambda rows: "b" in "".join(rows[0])) == [["b"]]
    assert shrink.shrink_rows([[1, 2, 3]], lambda rows: 2 in rows[0]) == [[2]]
