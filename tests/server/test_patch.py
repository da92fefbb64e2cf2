"""Patching the installed package: what is replaced, what comes back, which model gets what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from _models import load, tokenizer_of
from infinity_emb.transformer import utils

from budtiktok.integrations import infinity
from budtiktok.integrations.infinity import _order
from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

CLASSES = [
    getattr(utils, task)[engine].value
    for task in ("EmbedderEngine", "RerankEngine", "PredictEngine")
    for engine in ("torch", "optimum")
]


def methods() -> list[dict[str, Any]]:
    return [dict(vars(kind)) for kind in CLASSES]


def test_unpatch_restores_the_methods_exactly() -> None:
    before = methods()
    report = infinity.patch(fast_lengths=True)
    assert sorted(report.patched) == sorted(kind.__name__ for kind in CLASSES) and report.skipped == {}
    assert report.version == "0.0.78"
    changed = methods()
    assert all(old["__init__"] is not new["__init__"] for old, new in zip(before, changed))
    infinity.patch(engines=["torch"])
    infinity.patch(fast_lengths=True)
    infinity.unpatch()
    after = methods()
    for old, new in zip(before, after):
        assert old.keys() == new.keys()
        assert all(old[name] is new[name] for name in old)
    infinity.unpatch()


def test_engines() -> None:
    before = methods()
    with infinity.patched(engines=["optimum"]) as report:
        assert [name.startswith("Optimum") for name in report.patched] == [True] * 3
        assert vars(CLASSES[0])["__init__"] is before[0]["__init__"]


def test_each_model_has_its_own_switch(models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = models["m1-bert"], models["m8-bert-vocabulary"]

    def wrapped(*loads: Any) -> list[bool]:
        return [is_budtiktok_tokenizer(tokenizer_of(model)) for model in loads]

    with infinity.patched(per_model={"name of one": False}):
        assert wrapped(load(one, served_model_name="name of one"), load(one), load(other)) == [False, True, True]
    with infinity.patched(use_budtiktok=False, per_model={str(other): True}):
        assert wrapped(load(one), load(other)) == [False, True]
    monkeypatch.setenv("INFINITY_USE_BUDTIKTOK", "false;true;")
    _order.remember(["v2", "--model-id", str(one), f"--model-id={other}"])
    try:
        with infinity.patched():
            assert wrapped(load(one), load(other)) == [False, True]
    finally:
        _order.remember(None)


def test_a_class_with_another_layout_is_left_alone(
    models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kind = CLASSES[0]
    monkeypatch.setattr(kind, "tokenizer", property(lambda self: self._first_module().tokenizer), raising=False)
    with infinity.patched():
        model = load(models["m1-bert"])
    assert not is_budtiktok_tokenizer(model._first_module().tokenizer)
    assert not is_budtiktok_tokenizer(model._infinity_tokenizer)
    assert any(
        "SentenceTransformerPatched of infinity_emb 0.0.78 is left alone" in row.message for row in caplog.records
    )


def run(*command: str) -> subprocess.CompletedProcess[str]:
    wide = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=120, check=False, env=wide
    )


def test_the_check_command(models: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("one text\nzwei Texte, drei\n\n日本語\n")
    module = ["-m", "budtiktok.integrations.infinity"]
    done = run(*module, "check", "--model-id", str(models["m3-roberta"]), "--file", str(tmp_path / "texts.txt"))
    assert done.returncode == 0, done.stderr
    assert "4 texts, 0 differences" in done.stdout
    assert run(*module, "check", "--model-id", str(tmp_path)).returncode == 2


def test_the_command_line() -> None:
    module = ["-m", "budtiktok.integrations.infinity"]
    own = run(*module, "--help")
    assert own.returncode == 0 and "--budtiktok-threads" in own.stdout
    theirs = run(*module, "v2", "--help")
    assert theirs.returncode == 0 and "--served-model-name" in theirs.stdout
    wrong = run(*module, "--budtiktok-simd", "mmx", "v2")
    assert wrong.returncode == 2 and "mmx" in wrong.stderr


def test_import_needs_none_of_them() -> None:
    code = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "transformers", "infinity_emb", "sentence_transformers", "tokenizers"}:
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
import budtiktok, budtiktok.integrations.latentbud, budtiktok.integrations.infinity
try:
    budtiktok.integrations.infinity.patch()
except ImportError as error:
    print("ok", error)
"""
    done = run("-c", code)
    assert done.stdout.strip() == "ok infinity_emb", done.stderr
