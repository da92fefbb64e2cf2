"""The differential fuzzer: a short sample, what it once found, and whether it sees what it should.

`make fuzz-parity` runs it for longer, with other seeds (CONTRIBUTING.md).
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
from _data import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from fuzz_parity import REGRESSIONS, campaign, cases, charsmap, coverage, perform, shrink

PLAIN: dict[str, Any] = {"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}
OPTIONS = campaign.Options(1, 1.0, None, 1, None, REGRESSIONS, 1.0)
FOUND = sorted(REGRESSIONS.glob("*.json"))


def command(*args: object) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer on the library that this process uses."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), *filter(None, sys.path)))}
    line = [sys.executable, "-m", "fuzz_parity", *map(str, args)]
    return subprocess.run(line, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=240, check=False)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_differed_once(path: Path) -> None:
    report = perform.run(json.loads(path.read_text(encoding="utf-8")))
    assert report.difference is None, report.difference.text
    assert sum(report.compared.values()) or report.both_raise or report.load == "refused"


@pytest.mark.parametrize("seed", (1, 2))
def test_sample(seed: int, tmp_path: Path) -> None:
    done = command("--seed", seed, "--cases", 1200, "--seconds", 120, "--regressions", tmp_path)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    assert not list(tmp_path.iterdir())
    assert "\nno difference\n" in done.stdout
    assert "1,200 tokenizers in" in done.stdout
    _counts.add("random tokenizers", "run", 1200)


@pytest.mark.parametrize(("what", "named"), (("id", "ids"), ("offset", "offsets"), ("word_id", "word_ids")))
def test_altered_values_are_seen(what: str, named: str, tmp_path: Path) -> None:
    options = ("--seed", 1, "--cases", 200, "--seconds", 60, "--shrink", 2)
    done = command(*options, "--alter", what, "--regressions", tmp_path)
    assert done.returncode == 1, done.stdout[-4000:] + done.stderr
    assert f"DIFFERENCE encode / {named}: " in done.stdout
    kept = list(tmp_path.glob(f"encode-{named.replace('_', '-')}-*.json"))
    assert kept
    for path in kept:
        case = json.loads(path.read_text(encoding="utf-8"))
        assert f": {named}[" in case["what"]
        # Only the altered side differs.
        assert perform.run(case).difference is None
        assert perform.run(case, what).difference is not None


class TestSlowCases:
    """A case that this library does not finish is its fault only where the reference does."""

    # Each of the two sequences twice, cut into parts of one token: billions of combinations.
    SEQUENCES = [{"Sequence": {"id": name, "type_id": 0}} for name in "AABB"]
    SPEC: dict[str, Any] = {
        **PLAIN,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "truncation": {"direction": "Right", "max_length": 1, "strategy": "LongestFirst", "stride": 0},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": SEQUENCES[:1],
            "pair": SEQUENCES,
            "special_tokens": {},
        },
    }

    def test_reference_as_slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        call = {"call": "encode", "text": "a " * 60, "pair": "a " * 60, "special": True}
        monkeypatch.setattr(cases, "make", lambda seed, number: {"spec": self.SPEC, "calls": [call]})
        monkeypatch.setattr(campaign, "PATIENCE", 6.0)
        totals = campaign.Totals()
        totals.slow.append(7)
        campaign.judge_slow(OPTIONS, totals)
        assert totals.faults == 0
        assert totals.deaths == ["case 7: the reference alone takes over 6 s as well"]

    @pytest.mark.parametrize(("ours", "faults", "words"), ((5.0, 0, "5 s"), (None, 1, "over twice as long: a fault")))
    def test_reference_ends(self, ours: float | None, faults: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def alone(case: Any, library: str, most: float) -> float | None:
            assert library == "tokenizers" or most == 8.0
            return 4.0 if library == "tokenizers" else ours

        monkeypatch.setattr(campaign, "seconds_alone", alone)
        totals = campaign.Totals()
        totals.slow.append(7)
        campaign.judge_slow(OPTIONS, totals)
        assert totals.faults == faults
        assert totals.deaths == [f"case 7: the reference alone takes 4 s, this library {words}"]

    @pytest.mark.parametrize("library", ("budtiktok", "tokenizers"))
    def test_case_that_ends(self, library: str) -> None:
        call = {"call": "encode", "text": "a", "pair": "a", "special": True}
        assert campaign.seconds_alone({"spec": self.SPEC, "calls": [call]}, library, 60.0) is not None


class TestOneSideRaises:
    CASE: dict[str, Any] = {"spec": {"model": None}, "calls": []}

    @pytest.mark.parametrize(
        ("side", "kind"), (("budtiktok", "only we raise"), ("tokenizers", "only the reference raises"))
    )
    def test_call(self, side: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def raises_there(place: Any, call: Any) -> Any:
            if place.library.__name__ == side:
                raise ValueError("made up")
            return [("part", 1)]

        monkeypatch.setitem(perform.CALLS, "made up", raises_there)
        report = perform.run({"spec": PLAIN, "calls": [{"call": "made up"}]})
        assert report.difference is not None
        assert report.difference.kind == ("made up", kind)

    @pytest.mark.parametrize("side", ("budtiktok", "tokenizers"))
    def test_load(self, side: str, monkeypatch: pytest.MonkeyPatch) -> None:
        class Refuses:
            @staticmethod
            def from_buffer(data: bytes) -> None:
                raise ValueError("made up")

        monkeypatch.setattr(getattr(perform, side), "Tokenizer", Refuses)
        report = perform.run({"spec": PLAIN, "calls": []})
        assert report.difference is not None
        assert report.difference.kind[0] == "load"


def test_a_case_depends_on_seed_and_number_only() -> None:
    assert cases.make(5, 7) == cases.make(5, 7)
    assert cases.make(5, 7) != cases.make(6, 7)
    assert cases.make(5, 7) != cases.make(5, 8)
    done = command("--seed", 5, "--only", 7)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout[: done.stdout.rindex("}") + 1]) == cases.make(5, 7)


def test_shrinking_keeps_what_differs() -> None:
    case = cases.make(3, 3)
    case["calls"] = [{"call": "encode", "text": "some text with a z in it", "special": True}, *case["calls"]]

    def differs(candidate: dict[str, Any]) -> bool:
        return any("z" in call.get("text", "") for call in candidate["calls"] if call["call"] == "encode")

    small = shrink.Shrinker(case, differs).run()
    assert small["calls"] == [{"call": "encode", "text": "z", "special": False}]
    assert small["spec"]["model"]["vocab"] in ({}, [])
    assert not any(small["spec"][name] for name in ("normalizer", "pre_tokenizer", "decoder", "added_tokens"))


def test_every_expected_value_can_be_met() -> None:
    # A sample in which nothing is run: what the generator makes, as if all of it were compared.
    report = perform.Report()
    report.compared.update(perform.CALLS.keys())
    met: set[str] = set()
    for number in range(4000):
        case = cases.make(11, number)
        report.load = "loaded" if number % 2 else "refused"
        met |= coverage.hits(case, report)
    assert not set(coverage.EXPECTED) - met


def test_charsmaps_are_those_of_the_reference() -> None:
    rules = {"a": "b", "ab": "never", "é": "", "ｶ": "カカ", "xyz": "q"}
    spec = {"type": "Precompiled", "precompiled_charsmap": charsmap.build(rules)}
    call = {"call": "normalize", "text": "a ab é ｶ xyz xy é"}
    report = perform.run({"spec": {**PLAIN, "normalizer": spec}, "calls": [call]})
    assert report.difference is None
    assert report.compared["normalize"] == 1
