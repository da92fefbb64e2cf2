"""The factory of wrappers: which tokenizer comes back, and the line of the log that says why."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import _data
import pytest
from contract import _folders
from test_options import process  # noqa: F401

import budtiktok.integrations.latentbud as latentbud
from budtiktok.errors import BudtiktokError, UnsupportedError
from budtiktok.integrations.latentbud import (
    SelfCheckError,
    create_budtiktok_tokenizer,
    get_budtiktok_config,
    is_budtiktok_tokenizer,
)
from budtiktok.integrations.latentbud._probes import PROBES, first_difference

transformers = pytest.importorskip("transformers")

TEXTS = ["Hello, World!", "", "日本語 and more"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _data.need_data()
    return _folders.write(tmp_path_factory.mktemp("folders"), "bert")


def load(folder: Path) -> Any:
    return transformers.AutoTokenizer.from_pretrained(folder)


def line(caplog: pytest.LogCaptureFixture) -> tuple[int, str]:
    ((level, message),) = [
        (row.levelno, row.getMessage()) for row in caplog.records if row.getMessage().startswith("budtiktok: ")
    ]
    return level, message


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("budtiktok", "infinity_emb"):
        caplog.set_level(logging.DEBUG, name)


def test_success(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = create_budtiktok_tokenizer(folder)
    assert is_budtiktok_tokenizer(made)
    level, message = line(caplog)
    assert level == logging.INFO
    assert message.startswith(f"budtiktok: using BudTikTok tokenizer for {folder} (isa=")
    assert dict(made(TEXTS, padding=True)) == dict(load(folder)(TEXTS, padding=True))
    # The self-check is no call of the user's.
    assert made.stats()["native_calls"] == 1


@pytest.mark.parametrize("name", list(_folders.FOLDERS))
def test_the_self_check_agrees_and_leaves_no_trace(name: str, tmp_path: Path) -> None:
    _data.need_data()
    folder = _folders.write(tmp_path, name)
    original = load(folder)
    before = original.backend_tokenizer.to_str()
    made = create_budtiktok_tokenizer(folder, hf_tokenizer=original, fallback=False)
    assert made.hf_tokenizer is original
    assert original.backend_tokenizer.to_str() == before
    assert first_difference(made.native, original) is None
    assert len(PROBES) >= 50 and len(set(PROBES)) == len(PROBES)


def test_the_self_check_finds_a_difference(folder: Path, tmp_path: Path) -> None:
    spec = json.loads(_data.plain_tokenizer_json("bert-base-uncased"))
    spec["normalizer"]["lowercase"] = False
    changed = budtiktok_native(folder, json.dumps(spec))
    probe = first_difference(changed, load(folder))
    assert probe == "'a' in a pair", "the pair's other half is the first text with capitals"


def budtiktok_native(folder: Path, text: str) -> Any:
    from budtiktok.integrations.latentbud._native import Native

    native = Native.from_str(text)
    native.take(load(folder))
    return native


@pytest.mark.parametrize("how", ["argument", "INFINITY_USE_BUDTIKTOK", "BUDTIKTOK_DISABLE"])
def test_disabled(how: str, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    if how != "argument":
        monkeypatch.setenv(how, "1" if how == "BUDTIKTOK_DISABLE" else "false")
    made = create_budtiktok_tokenizer(folder, False if how == "argument" else None, fallback=False)
    assert isinstance(made, transformers.PreTrainedTokenizerFast)
    assert line(caplog) == (logging.DEBUG, f"budtiktok: disabled for {folder}")


def test_not_available(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    original = load(folder)
    monkeypatch.setattr(latentbud, "BUDTIKTOK_AVAILABLE", False)
    assert create_budtiktok_tokenizer(folder, hf_tokenizer=original) is original
    level, message = line(caplog)
    assert (level, message.startswith("budtiktok: not available (")) == (logging.INFO, True)
    assert message.endswith("), using HuggingFace tokenizer")
    with pytest.raises(BudtiktokError):
        create_budtiktok_tokenizer(folder, hf_tokenizer=original, fallback=False)


def test_a_slow_tokenizer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n")
    slow = transformers.BertTokenizer(str(tmp_path / "vocab.txt"))
    assert create_budtiktok_tokenizer("a model", hf_tokenizer=slow) is slow
    level, message = line(caplog)
    assert level == logging.INFO and "BertTokenizer is no fast tokenizer for a model, using Hugging" in message
    with pytest.raises(TypeError):
        create_budtiktok_tokenizer("a model", hf_tokenizer=slow, fallback=False)


def test_a_slow_tokenizer_of_a_folder_without_tokenizer_json(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n")
    (tmp_path / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    made = create_budtiktok_tokenizer(tmp_path, use_fast=False)
    assert type(made) is transformers.BertTokenizer
    assert line(caplog) == (
        logging.INFO,
        f"budtiktok: no tokenizer.json for {tmp_path}, using HuggingFace tokenizer",
    )


def test_a_class_that_encodes_in_its_own_way(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Own(transformers.PreTrainedTokenizerFast):  # type: ignore[misc,name-defined]
        def _batch_encode_plus(self, *args: Any, **kwargs: Any) -> Any:
            return super()._batch_encode_plus(*args, **kwargs)

    own = Own(tokenizer_file=str(folder / "tokenizer.json"))
    assert create_budtiktok_tokenizer("a model", hf_tokenizer=own) is own
    assert "Own encodes in its own way" in line(caplog)[1]


def test_a_component_that_is_refused_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from budtiktok.integrations.latentbud import wrapper

    def refuse(*_: Any) -> Any:
        raise UnsupportedError('$.normalizer: "Future" is not supported')

    monkeypatch.setattr(wrapper.Native, "of", refuse)
    original = load(folder)
    assert create_budtiktok_tokenizer(folder, hf_tokenizer=original) is original
    assert line(caplog) == (
        logging.WARNING,
        f'budtiktok: unsupported for {folder} ($.normalizer: "Future" is not supported), using HuggingFace tokenizer',
    )
    with pytest.raises(UnsupportedError):
        create_budtiktok_tokenizer(folder, hf_tokenizer=original, fallback=False)


@pytest.mark.parametrize(("what", "named"), [("load", "_InjectedError"), ("selfcheck", "SelfCheckError")])
def test_injected_failures(
    what: str, named: str, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    original = load(folder)
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", what)
    assert create_budtiktok_tokenizer(folder, hf_tokenizer=original) is original
    level, message = line(caplog)
    assert level == logging.WARNING
    assert message.startswith(f"budtiktok: loading {folder} failed ({named}: ")
    assert caplog.records[-1].exc_info, "a traceback where debugging is on"
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with pytest.raises(BudtiktokError):
        create_budtiktok_tokenizer(folder, hf_tokenizer=original)


def test_the_self_check_can_be_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "selfcheck")
    with pytest.raises(SelfCheckError):
        create_budtiktok_tokenizer(folder, fallback=False)
    assert is_budtiktok_tokenizer(create_budtiktok_tokenizer(folder, self_check=False, fallback=False))
    monkeypatch.setenv("BUDTIKTOK_SELFCHECK", "0")
    assert is_budtiktok_tokenizer(create_budtiktok_tokenizer(folder, fallback=False))


def test_model_max_length(folder: Path) -> None:
    long = "word " * 200
    assert len(create_budtiktok_tokenizer(folder, model_max_length=10)(long, truncation=True)["input_ids"]) == 10
    given = create_budtiktok_tokenizer(folder, hf_tokenizer=load(folder), model_max_length=11)
    assert given.model_max_length == 11 and len(given(long, truncation=True)["input_ids"]) == 11


def test_a_folder_that_is_none_fails_as_before(tmp_path: Path) -> None:
    with pytest.raises(Exception) as plain:
        load(tmp_path)
    with pytest.raises(plain.type):
        create_budtiktok_tokenizer(tmp_path)


def test_without_transformers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from budtiktok.integrations.latentbud import directory, factory

    monkeypatch.setattr(factory, "_has_transformers", lambda: False)
    monkeypatch.setattr(directory.importlib.util, "find_spec", lambda name: None)
    made = create_budtiktok_tokenizer(folder, model_max_length=12)
    assert is_budtiktok_tokenizer(made)
    expected = load(folder)(TEXTS)["input_ids"]
    assert made(TEXTS)["input_ids"] == expected
    assert made.model_max_length == 12


def test_config() -> None:
    found = get_budtiktok_config()
    assert {"best_isa", "physical_cores", "logical_cores", "cache_size", "recommended_batch_size"} <= found.keys()
    assert found["best_isa"] != "auto" and 1 <= found["physical_cores"] <= found["logical_cores"]
