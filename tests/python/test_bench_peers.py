"""bench/peers/run.py: equal ids are seen as equal, one wrong id is seen, counted and no yardstick.

The texts are a hundredth of what is measured, all peers are in this environment: budtiktok, the reference, and those
of tests/bench. What is checked is the comparison, not the speed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from _data import ROOT, need_data

FAULTY = ROOT / "tests" / "bench"
REFERENCE = "tokenizers 0.22"
KINDS = {"ids", "server", "pairs", "offsets", "decode"}


def bench(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    report = folder / "peers.json"
    command = [sys.executable, str(ROOT / "bench" / "peers" / "run.py"), "--in-place", "--no-plot", "--one-thread"]
    command += ["--thin", "100", "--passes", "1", "--json", str(report), *arguments]
    environment = {**os.environ, "BTT_BENCH_ANSWER_SECONDS": "20"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=environment)
    assert report.exists(), done.stderr
    return done, json.loads(report.read_text())


@pytest.mark.parametrize("tokenizer", ["bert-base-uncased", "t5-small", "gpt2"])
def test_equal_ids_of_budtiktok_and_the_reference(tmp_path: Path, tokenizer: str) -> None:
    need_data()
    done, report = bench(tmp_path, "--rounds", "2", "--peers", "", "--tokenizers", tokenizer)
    assert done.returncode == 0, done.stderr
    peers = report["tokenizers"][tokenizer]["peers"]
    assert list(peers) == ["budtiktok", REFERENCE]
    for peer in peers.values():
        assert set(peer["compared"]) == KINDS
        assert all(texts > 0 and wrong == 0 for texts, wrong in peer["compared"].values())
        assert not peer["errors"]
    # Batches, short and long ones, of every workload have both phases.
    for workload, phases in peers["budtiktok"]["one"].items():
        assert set(phases) == {"cold", "warm"}, workload
    assert report["about"]["cold_texts"] > 100


def test_faulty_peers_are_reported_and_no_yardstick(tmp_path: Path) -> None:
    need_data()
    names = ["twin", "wrong", "shifted", "dying", "hanging", "missing"]
    extra = ["--extra", str(FAULTY / "faulty_peers.py")]
    done, report = bench(
        tmp_path, "--rounds", "1", *extra, "--peers", ",".join(names), "--tokenizers", "bert-base-uncased"
    )
    assert done.returncode == 0, done.stderr
    record = report["tokenizers"]["bert-base-uncased"]
    peers, rows = record["peers"], record["targets"]

    texts, wrong = peers["wrong"]["compared"]["ids"]
    assert (wrong, texts) == (1, peers["twin"]["compared"]["ids"][0])
    assert f"wrong *({max(100 / texts, 0.01):.2f} % wrong)*" in done.stdout
    assert peers["twin"]["compared"]["ids"][1] == 0

    assert peers["shifted"]["compared"]["offsets"][1] == 1
    assert peers["shifted"]["compared"]["ids"][1] == 0

    # The same code answers for all of them, so that each is as fast as the twin; only right ones may be compared with.
    best = {row["what"]: row["against"] for row in rows if row["ratio_min"] is not None}
    assert len(best) >= 20
    assert all(against.startswith(("twin ", f"{REFERENCE} ", "shifted ")) for against in best.values()), best
    assert not any(best[f"offsets, {phase}"].startswith("shifted ") for phase in ("cold", "warm"))
    assert any(against.startswith("twin ") for against in best.values())

    assert any("SIGABRT" in error for error in peers["dying"]["errors"])
    assert peers["dying"]["compared"]["ids"][1] > 0
    # Once is enough: the workloads after it do not wait.
    assert [error for error in peers["hanging"]["errors"] if "no answer in" in error] == peers["hanging"]["errors"]
    assert len(peers["hanging"]["errors"]) == 1
    assert "no_package_has_this_name" in peers["missing"]["skipped"]
    assert "missing: skipped" in done.stdout


def test_wrong_ids_of_budtiktok_fail_the_run(tmp_path: Path) -> None:
    need_data()
    done, report = bench(
        tmp_path,
        *("--rounds", "1", "--peers", "", "--tokenizers", "bert-base-uncased"),
        *("--extra", str(FAULTY / "altered_budtiktok.py")),
    )
    assert done.returncode == 1
    assert "BUDTIKTOK IS WRONG: bert-base-uncased: ids differ" in done.stderr
    assert report["tokenizers"]["bert-base-uncased"]["peers"]["budtiktok"]["compared"]["ids"][1] > 0


def test_cold_texts_never_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    need_data()
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import _data
    from peers import workloads

    plan = workloads.make(_data, workloads.ROUNDS)
    texts = [text for rounds in plan.values() for calls in rounds for call in calls for text in call]
    assert len(texts) > 10_000
    assert len(texts) == len(set(texts))


def test_every_peer_has_its_requirements_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    from peers.adapters import PEERS
    from peers.environments import REQUIREMENTS

    files = {peer.requirements for peer in PEERS.values() if peer.requirements}
    assert files | {"plot.txt"} == set(os.listdir(REQUIREMENTS))
    for name in files:
        lines = [line for line in (REQUIREMENTS / name).read_text().splitlines() if line and line[0] != "#"]
        assert lines and all("==" in line for line in lines), name


def test_loads_are_judged_by_the_yardstick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    from peers import report
    from peers.targets import LOAD, LOAD_YARDSTICK, YARDSTICK

    def judged(ours: float, yardstick: float) -> list[dict[str, Any]]:
        peers = {"budtiktok": {"load_ms": ours}, YARDSTICK: {"load_ms": yardstick}}
        return report.load_targets({"tokenizers": {"bert-base-uncased": {"family": "WordPiece", "peers": peers}}})

    must, goal = LOAD["bert-base-uncased"]
    there = LOAD_YARDSTICK["bert-base-uncased"]
    # A core of half the speed takes twice as long.
    for ours, verdict in ((2 * goal, "goal"), (2 * must, "must"), (2 * must + 0.1, "missed")):
        (row,) = judged(ours, 2 * there)
        assert (row["factor"], row["verdict"]) == (2, verdict)
    assert report.load_targets({"tokenizers": {}}) == []


def test_families_of_the_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    need_data()
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    from peers.measure import family_of, model_json
    from peers.targets import TARGETS

    kinds = {"bert-base-uncased": "WordPiece", "t5-small": "Unigram", "mistral-7b-v0.1": "SentencePiece BPE"}
    kinds |= {"phi-3-mini": "SentencePiece BPE", "gpt2": "byte-level BPE", "modernbert-base": "byte-level BPE"}
    assert {name: family_of(model_json(name)) for name in kinds} == kinds
    assert set(kinds.values()) == set(TARGETS)
