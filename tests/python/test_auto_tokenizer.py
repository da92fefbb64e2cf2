"""`budtiktok.AutoTokenizer` and `accelerate`, as far as no model is needed."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import _data
import pytest

import budtiktok
from budtiktok.integrations.latentbud import BudTikTokWrapper, factory
from budtiktok.integrations.sentence_transformers import accelerate, restore

transformers = pytest.importorskip("transformers")

TEXTS = ["one text", "another, [MASK] longer text: ünïcode"]
HOW: dict[str, Any] = {"padding": True, "truncation": True, "return_tensors": "np"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of a tokenizer."""
    _data.need_data()
    made = tmp_path_factory.mktemp("model")
    path = _data.DATA / "tokenizers" / "all-minilm-l6-v2" / "tokenizer.json.gz"
    (made / "tokenizer.json").write_bytes(gzip.decompress(path.read_bytes()))
    config = {"tokenizer_class": "BertTokenizer", "model_max_length": 16, "pad_token": "[PAD]", "mask_token": "[MASK]"}
    (made / "tokenizer_config.json").write_text(json.dumps(config))
    return made


def equal(a: Any, b: Any) -> bool:
    return list(a) == list(b) and all((a[key] == b[key]).all() for key in b)


def test_same_call_natively(folder: Path) -> None:
    tok = budtiktok.AutoTokenizer.from_pretrained(folder)
    expected = transformers.AutoTokenizer.from_pretrained(str(folder))
    assert isinstance(tok, BudTikTokWrapper)
    assert equal(tok(TEXTS, **HOW), expected(TEXTS, **HOW))
    assert tok.stats()["native_calls"] == 1 and tok.stats()["fallback_calls"] == 0


def test_arguments_reach_transformers(folder: Path) -> None:
    how = {"model_max_length": 5, "padding_side": "left"}
    tok = budtiktok.AutoTokenizer.from_pretrained(str(folder), **how)
    expected = transformers.AutoTokenizer.from_pretrained(str(folder), **how)
    assert tok.model_max_length == 5
    assert equal(tok(TEXTS, **HOW), expected(TEXTS, **HOW))


def test_falls_back_with_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "load")
    with caplog.at_level("INFO", "budtiktok"):
        tok = budtiktok.AutoTokenizer.from_pretrained(folder)
    assert isinstance(tok, transformers.PreTrainedTokenizerBase)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    with pytest.raises(budtiktok.BudtiktokError):
        budtiktok.AutoTokenizer.from_pretrained(folder, fallback=False)


def test_switched_off(folder: Path) -> None:
    tok = budtiktok.AutoTokenizer.from_pretrained(folder, use_budtiktok=False)
    assert isinstance(tok, transformers.PreTrainedTokenizerBase)


def test_without_transformers(folder: Path) -> None:
    code = (
        "import sys; sys.modules['transformers'] = None\n"
        "import budtiktok\n"
        f"tok = budtiktok.AutoTokenizer.from_pretrained({str(folder)!r})\n"
        f"print(tok({TEXTS!r}, padding=True, truncation=True)['input_ids'])\n"
        "try:\n    budtiktok.AutoTokenizer.from_pretrained('some/model')\n"
        "except FileNotFoundError:\n    print('not found')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ids, last = done.stdout.splitlines()
    expected = transformers.AutoTokenizer.from_pretrained(str(folder))(TEXTS, padding=True, truncation=True)
    assert json.loads(ids) == expected["input_ids"] and last == "not found"


def test_is_not_constructed() -> None:
    with pytest.raises(TypeError, match="from_pretrained"):
        budtiktok.AutoTokenizer()


def test_nothing_is_imported_before_it_is_used() -> None:
    names = ("transformers", "torch", "budtiktok.integrations")
    code = f"import sys, budtiktok; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Model(SimpleNamespace):
    """What `accelerate` looks at in a model: its parts by name, and what they hold."""

    def named_modules(self) -> list[tuple[str, Any]]:
        return [("", self), ("0", self.first)]


def test_accelerate_a_tokenizer_and_a_processor(folder: Path) -> None:
    expected = transformers.AutoTokenizer.from_pretrained(str(folder))
    for name in ("tokenizer", "processor"):
        original = transformers.AutoTokenizer.from_pretrained(str(folder))
        model = Model(first=SimpleNamespace(**{name: original}))
        report = accelerate(model)
        assert list(report.replaced) == [f"0.{name}"] and not report.skipped
        held = getattr(model.first, name)
        assert held is not original
        # A processor is asked for its class.
        assert isinstance(held, transformers.PreTrainedTokenizerBase) == (name == "processor")
        assert equal(held(TEXTS, **HOW), expected(TEXTS, **HOW))
        assert report.stats()[f"0.{name}"]["native_calls"] == 1
        assert accelerate(model).replaced[f"0.{name}"] is report.replaced[f"0.{name}"]
        assert restore(model) == 1 and getattr(model.first, name) is original
        assert restore(model) == 0


def test_accelerate_leaves_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class ImageProcessor:
        pass

    model = Model(first=SimpleNamespace(processor=ImageProcessor()))
    report = accelerate(model)
    assert report.skipped == {"0.processor": "ImageProcessor"} and not report.replaced
    original = transformers.AutoTokenizer.from_pretrained(str(folder))
    model = Model(first=SimpleNamespace(tokenizer=original))
    monkeypatch.setattr(factory, "_check_available", lambda: (_ for _ in ()).throw(RuntimeError("no library")))
    report = accelerate(model)
    assert report.skipped == {"0.tokenizer": type(original).__name__} and model.first.tokenizer is original
    with pytest.raises(RuntimeError, match="no library"):
        accelerate(model, fallback=False)


def test_accelerate_needs_a_tokenizer() -> None:
    with pytest.raises(TypeError, match="SimpleNamespace has no tokenizer"):
        accelerate(SimpleNamespace(weight=1))
