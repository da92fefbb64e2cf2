"""One short text: a row without a batch behind it, and tensors over memory of the library's own."""

from __future__ import annotations

import gc
import threading
from typing import Any

import _tiny
import numpy as np
import pytest

import budtiktok
from budtiktok import _bridge, torch_

pytestmark = pytest.mark.skipif(_bridge.BUILTINS is None, reason="no builtins in this process")

SERVER = {"padding": True, "truncation": True, "max_length": 8, "return_token_type_ids": True}
TEXTS = ["", "a", "hello world", "ab é 日x", "a b c d x x", "a b c d x x a", "abc " * 40, "\0", "[SEP] a [PAD]"]
TEMPLATES: dict[str, Any] = {
    "bert": _tiny.spec()["post_processor"],
    "types": {
        "type": "TemplateProcessing",
        "single": [
            *(_tiny.piece("[CLS]", 3), _tiny.piece("[SEP]", 4)),
            *(_tiny.sequence("A", 2), _tiny.piece("[SEP]", 1)),
        ],
        "pair": [_tiny.sequence("A"), _tiny.sequence("B", 1)],
        "special_tokens": _tiny.spec()["post_processor"]["special_tokens"],
    },
    "none": None,
}


def _pair(monkeypatch: pytest.MonkeyPatch, template: str) -> tuple[Any, Any]:
    text = _tiny.text(post_processor=TEMPLATES[template])
    with monkeypatch.context() as patch:
        patch.setattr(_bridge, "BUILTINS", None)
        plain = budtiktok.Tokenizer.from_str(text)
    return budtiktok.Tokenizer.from_str(text), plain


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("kind", [None, "np", "pt"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"padding": False},
        {"padding": "max_length"},
        {"pad_to_multiple_of": 4, "padding_side": "left"},
        {"pad_to_multiple_of": 1},
        {"truncation": False, "max_length": None},
        {"add_special_tokens": False},
        {"return_token_type_ids": False, "return_attention_mask": False},
    ],
    ids=str,
)
def test_rows_of_their_own(
    monkeypatch: pytest.MonkeyPatch, template: str, kind: str | None, change: dict[str, Any]
) -> None:
    """What one text gives is what the road with a batch gives, around the length where rows are cut too."""
    if kind == "pt":
        pytest.importorskip("torch")
    short, plain = _pair(monkeypatch, template)
    how = {**SERVER, "return_special_tokens_mask": True, "return_tensors": kind, **change}
    for text in TEXTS:
        for value in (text, [text], (text,)):
            want = plain(value, out=None, **how)
            for _ in range(2):
                got = short(value, **how)
                assert list(got) == list(want)
                for key, expected in want.items():
                    assert type(got[key]) is type(expected)
                    if kind is None:
                        assert got[key] == expected, (key, value)
                        continue
                    assert (got[key].dtype, got[key].shape) == (expected.dtype, expected.shape), (key, value)
                    assert got[key].tolist() == expected.tolist(), (key, value)


def test_no_array_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tensor of the short road is not made of an array."""
    torch = pytest.importorskip("torch")
    short, _ = _pair(monkeypatch, "bert")
    short("a", **SERVER, return_tensors="pt")
    monkeypatch.setattr(torch, "from_numpy", None)
    assert short("a b", **SERVER, return_tensors="pt")["input_ids"].tolist() == [[1, 5, 6, 2]]


def test_tensors_are_independent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has memory of its own, which can be written, and which lives as long as the tensor or a view of it."""
    torch = pytest.importorskip("torch")
    short, _ = _pair(monkeypatch, "bert")
    how = {**SERVER, "return_tensors": "pt"}
    short(["hello", "a b c"], **how)
    found = short(["hello", "a b c"], **how)
    assert len({value.untyped_storage().data_ptr() for value in found.values()}) == 3
    for key, value in found.items():
        assert value.dtype == torch.int64 and value.is_contiguous() and value.stride() == (5, 1)
        assert value.device.type == "cpu" and not value.requires_grad and value._base is None
        assert value.data_ptr() % 16 == 0 and value.untyped_storage().nbytes() == 80
        before = {other: kept.tolist() for other, kept in found.items() if other != key}
        value.fill_(-7)
        assert before == {other: kept.tolist() for other, kept in found.items() if other != key}
    view = short("a", **how)["input_ids"].numpy()[0, 1:]
    view[0] = 9
    del short, found, value
    gc.collect()
    assert view.tolist() == [9, 2]


def test_tensors_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are freed by other threads, and kept by what is made of them."""
    torch = pytest.importorskip("torch")
    short, _ = _pair(monkeypatch, "bert")
    how = {**SERVER, "return_tensors": "pt"}
    kept: list[Any] = [short("a b c d"[: 1 + n % 7], **how) for n in range(2000)]
    joined = torch.cat([row["input_ids"][:, :3] for row in kept])
    assert joined.shape == (2000, 3)
    thread = threading.Thread(target=kept.clear)
    thread.start()
    thread.join()
    assert joined[0].tolist() == [1, 5, 2]


def test_a_torch_without_capsules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tensors are made of arrays then; and what the taker of a capsule raises is the error of the call."""
    torch = pytest.importorskip("torch")
    how = {**SERVER, "return_tensors": "pt"}

    def refuse(capsule: Any) -> Any:
        raise KeyError("refused")

    with monkeypatch.context() as patch:
        patch.setattr(torch._C, "_from_dlpack", refuse)
        torch_.from_capsule.cache_clear()
        assert torch_.from_capsule() is None
        short, _ = _pair(monkeypatch, "bert")
        for _ in range(2):
            assert short("a b", **how)["input_ids"].tolist() == [[1, 5, 6, 2]]
    torch_.from_capsule.cache_clear()
    assert torch_.from_capsule() is not None
    monkeypatch.setattr(torch_, "from_capsule", lambda: refuse)
    short, _ = _pair(monkeypatch, "bert")
    short("a", **how)
    with pytest.raises(KeyError, match="refused"):
        short("a", **how)
    assert np.array_equal(short("a", **{**how, "return_tensors": "np"})["input_ids"], [[1, 5, 2]])
