"""The patch of infinity_emb on a stub of its classes; tests/server has the real ones."""

from __future__ import annotations

import gc
import logging
import types
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import _data
import numpy
import pytest
from contract import _folders
from test_options import process  # noqa: F401

pytest.importorskip("transformers")

import _infinity_stub as stub

from budtiktok.integrations import infinity
from budtiktok.integrations.infinity import __main__ as command_line
from budtiktok.integrations.infinity import _order
from budtiktok.integrations.latentbud import is_budtiktok_tokenizer

TEXTS = ["Hello, World!", "a", "日本語のテキスト", "word " * 100, "runs   of  spaces", "[MASK] x", "l'été"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _data.need_data()
    return _folders.write(tmp_path_factory.mktemp("folders"), "bert")


@pytest.fixture(autouse=True)
def utils(monkeypatch: pytest.MonkeyPatch) -> Iterator[types.ModuleType]:
    yield stub.install(monkeypatch)
    infinity.unpatch()
    _order.remember(None)


def tokenizers(model: Any) -> list[Any]:
    found = [model._infinity_tokenizer]
    found += [model._pipe.tokenizer] if hasattr(model, "_pipe") else []
    return [*found, model.tokenizer] if hasattr(model, "tokenizer") else found


def make(kind: Any, folder: Path, **more: Any) -> Any:
    return kind(engine_args=stub.EngineArgs(folder, **more))


def wrapped(model: Any) -> bool:
    found = {is_budtiktok_tokenizer(tokenizer) for tokenizer in tokenizers(model)}
    assert len(found) == 1, "some of the tokenizers only"
    return found.pop()


@pytest.mark.parametrize("fast_lengths", [False, True])
@pytest.mark.parametrize("kind", stub.CLASSES)
def test_the_calls_of_the_server(kind: Any, fast_lengths: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = make(kind, folder)
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with infinity.patched(fast_lengths=fast_lengths):
        fast = make(kind, folder)
        assert wrapped(fast) and len(set(map(id, tokenizers(fast)))) == 1
        for texts in (TEXTS, TEXTS[:1], TEXTS[3:4]):
            left, right = plain.encode_pre(texts), fast.encode_pre(texts)
            assert list(left) == list(right)
            for key, value in left.items():
                assert value.dtype == right[key].dtype and numpy.array_equal(value, right[key])
            assert plain.tokenize_lengths(texts) == fast.tokenize_lengths(texts)
    counters = fast._infinity_tokenizer.stats()
    calls = len(TEXTS) + 2 if "Classifier" in kind.__name__ else 3
    assert counters["native_calls"] == calls + (0 if fast_lengths else 3)
    assert counters["fallback_calls"] == counters["failures"] == 0
    assert not wrapped(plain)


def test_unpatch_gives_back_the_same_methods() -> None:
    before = [dict(vars(kind)) for kind in stub.CLASSES]
    report = infinity.patch(fast_lengths=True)
    assert infinity.is_patched()
    assert (report.version, len(report.patched), report.skipped) == (stub.VERSION, 6, {})
    infinity.patch()
    infinity.patch(engines=("torch",))
    assert vars(stub.OptimumEmbedder)["__init__"] is before[3]["__init__"]
    infinity.unpatch()
    infinity.unpatch()
    assert not infinity.is_patched()
    assert all(
        vars(kind).keys() == old.keys() and all(vars(kind)[name] is value for name, value in old.items())
        for kind, old in zip(stub.CLASSES, before)
    )


def test_patch_is_undone_where_its_block_raises() -> None:
    with pytest.raises(KeyError), infinity.patched():
        raise KeyError
    assert not infinity.is_patched()


def test_an_error_of_the_constructor_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(Exception) as plain:
        make(stub.CrossEncoderPatched, tmp_path)
    with infinity.patched(), pytest.raises(plain.type):
        make(stub.CrossEncoderPatched, tmp_path)


def test_switches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = stub.CrossEncoderPatched
    with infinity.patched(use_budtiktok=False):
        assert not wrapped(make(kind, folder))
    with infinity.patched(per_model={"mine": False}):
        assert [wrapped(make(kind, folder, served_model_name=name)) for name in ("mine", "other")] == [False, True]
    with infinity.patched(use_budtiktok=False, per_model={str(folder): True}):
        assert wrapped(make(kind, folder, served_model_name="any"))
    monkeypatch.setenv("INFINITY_USE_BUDTIKTOK", "false;true;")
    _order.remember(["v2", "--model-id", "a", "--served-model-name=one", "--model-id=a", "--served-model-name", "two"])
    with infinity.patched():
        assert [wrapped(make(kind, folder, served_model_name=name)) for name in ("one", "two")] == [False, True]
    monkeypatch.setenv("BUDTIKTOK_DISABLE", "1")
    monkeypatch.delenv("INFINITY_USE_BUDTIKTOK")
    with infinity.patched():
        assert not wrapped(make(kind, folder))


@pytest.mark.parametrize(
    "arguments",
    [{"simd": "mmx"}, {"threads": -1}, {"use_budtiktok": "yes"}, {"per_model": {"a": 1}}, {"engines": ["neuron"]}],
)
def test_options_are_checked_before_anything_is_changed(arguments: dict[str, Any]) -> None:
    before = [vars(kind)["__init__"] for kind in stub.CLASSES]
    with pytest.raises(ValueError, match="expected"):
        infinity.patch(**arguments)
    assert not infinity.is_patched() and before == [vars(kind)["__init__"] for kind in stub.CLASSES]


def test_the_environment_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFINITY_BUDTIKTOK_SIMD", "auto;mmx")
    with pytest.raises(ValueError, match="INFINITY_BUDTIKTOK_SIMD='mmx'"):
        infinity.patch()


def test_places_in_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _order.position("a/default", "x") == 0
    assert _order.position("another", "x") > 1000
    _order.remember(["v2", "--model-id", "a", "--batch-size", "8", "--model-id", "b"])
    assert [_order.position(path, path) for path in ("a", "b")] == [0, 1]


def test_another_layout_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_only(self: Any) -> Any:
        return self._first_module().tokenizer

    monkeypatch.setattr(stub.SentenceTransformer, "tokenizer", property(read_only))
    with infinity.patched():
        model = make(stub.SentenceTransformerPatched, folder)
    assert not wrapped(model)
    ((level, message),) = [(row.levelno, row.getMessage()) for row in caplog.records if "left alone" in row.message]
    assert level == logging.WARNING
    assert message.startswith(f"budtiktok: SentenceTransformerPatched of infinity_emb {stub.VERSION} is left alone (")


def test_a_class_that_is_gone(utils: types.ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    del utils.RerankEngine  # type: ignore[attr-defined]
    report = infinity.patch()
    assert len(report.patched) == 4 and set(report.skipped) == {"RerankEngine.torch", "RerankEngine.optimum"}
    assert sum("left alone" in row.getMessage() for row in caplog.records) == 2


@pytest.mark.parametrize("what", ["load", "selfcheck"])
def test_failures_leave_the_model_as_it_is(
    what: str, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", what)
    with infinity.patched():
        models = [make(stub.SentenceClassifier, folder) for _ in range(2)]
    assert [wrapped(model) for model in models] == [False, False]
    assert sum("using HuggingFace tokenizer" in row.getMessage() for row in caplog.records) == 1, "once a model"
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with infinity.patched(), pytest.raises(RuntimeError):
        make(stub.SentenceClassifier, folder)


def test_one_line_of_the_log_for_each_model(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "infinity_emb")
    with infinity.patched():
        for _ in range(3):
            make(stub.OptimumEmbedder, folder)
    assert [row.name for row in caplog.records if "using BudTikTok" in row.getMessage()] == ["infinity_emb"]


def test_stats_outlive_the_model_and_hold_no_model(folder: Path) -> None:
    before = infinity.stats()
    with infinity.patched():
        model = make(stub.OptimumEmbedder, folder)
    model.encode_pre(TEXTS)
    reference = weakref.ref(model._infinity_tokenizer)
    del model
    gc.collect()
    assert reference() is None
    after = infinity.stats()
    assert after["native_texts"] - before["native_texts"] == len(TEXTS)
    assert after["models"][str(folder)]["native_calls"] >= 1


def test_an_engine_that_is_there_already(folder: Path) -> None:
    model = make(stub.OptimumClassifier, folder)
    engine = types.SimpleNamespace(_model_replicas=[model, object()], engine_args=stub.EngineArgs(folder))
    assert infinity.patch_engine(engine, use_budtiktok=False) == 0 and not wrapped(model)
    assert infinity.patch_engine(types.SimpleNamespace(engines_dict={"a": engine})) == 1 and wrapped(model)
    assert infinity.patch_engine(engine) == 1 and not infinity.is_patched()


def test_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    seen: list[Any] = []
    cli = types.ModuleType("infinity_emb.cli")
    cli.cli = lambda: seen.append((list(sys.argv), infinity.is_patched()))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "infinity_emb.cli", cli)
    monkeypatch.setattr(sys, "argv", ["budtiktok-infinity"])
    rest = ["v2", "--model-id", "a", "--port", "7997", "--no-bettertransformer"]
    assert command_line.main(["--no-use-budtiktok", "--budtiktok-threads", "2", "--budtiktok-simd=auto", *rest]) == 0
    assert seen == [(["infinity_emb", *rest], True)]
    assert _order.position("a", "a") == 0
    assert command_line.main([]) == 0 and "--use-budtiktok" in capsys.readouterr().out
    for wrong in (["--budtiktok-simd", "mmx"], ["--budtiktok-threads", "-1"], ["--budtiktok-threads", "x"]):
        with pytest.raises(SystemExit) as left:
            command_line.main([*wrong, *rest])
        assert left.value.code == 2
    assert len(seen) == 1


def test_the_check_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts").write_text("one\nzwei\n")
    assert (
        command_line.main(["check", "--model-id", str(folder), "--file", str(tmp_path / "texts"), "--text", "x"]) == 0
    )
    assert f"{folder}: 3 texts, 0 differences (7 native calls, 0 by the original" in capsys.readouterr().out
    assert command_line.main(["check", "--model-id", str(folder), "--json"]) == 0
    assert '"differences": []' in capsys.readouterr().out
    assert command_line.main(["check", "--model-id", str(tmp_path / "none")]) == 2


def test_the_check_command_finds_differences(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from budtiktok.integrations.infinity import check

    def other(name: str, use: bool, *, hf_tokenizer: Any) -> Any:
        made = create(name, use, hf_tokenizer=hf_tokenizer)
        made.add_tokens(["zwei"])
        return made

    create = check.create_budtiktok_tokenizer
    monkeypatch.setattr(check, "create_budtiktok_tokenizer", other)
    assert command_line.main(["check", "--model-id", str(folder), "--text", "eins", "--text", "xzweix"]) == 1
    out = capsys.readouterr().out
    assert "embed: differs for 'xzweix'" in out and "'eins'" not in out
