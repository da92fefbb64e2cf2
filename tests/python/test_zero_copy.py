"""Results are the memory that the C library filled: nothing is copied behind its back, nothing outside is touched."""

from __future__ import annotations

from typing import Any

import _tiny
import numpy as np
import pytest

import budtiktok
from budtiktok import _output

TEXTS = ["hello world", "a", "", "don't the abs ab c 日x", "x " * 20]
KEYS = ("input_ids", "token_type_ids", "attention_mask", "special_tokens_mask", "offset_mapping")
VECTORS = ("length", "overflow_to_sample_mapping")
ASK = {"return_special_tokens_mask": True, "return_offsets_mapping": True, "return_length": True}
GUARD = -77


@pytest.fixture
def tokenizer() -> budtiktok.Tokenizer:
    return budtiktok.Tokenizer.from_str(_tiny.text())


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every address that a C call was given to write to, as it happens."""
    seen: list[int] = []
    real = _output.lib

    class Watched:
        def __getattr__(self, name: str) -> Any:
            function = getattr(real, name)
            if name not in ("btt_encode_batch", "btt_batch_write", "btt_batch_write_ragged"):
                return function

            def call(*args: Any) -> Any:
                output = args[-1]
                for field in dict(_output.ffi.typeof(output[0]).fields):
                    value = getattr(output, field)
                    if hasattr(value, "data") and value.data != _output.ffi.NULL:
                        seen.append(int(_output.ffi.cast("uintptr_t", value.data)))
                return function(*args)

            return call

    monkeypatch.setattr(_output, "lib", Watched())
    return seen


def address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[0], ["hello"] * 300])
def test_arrays_are_what_the_library_filled(tokenizer: Any, addresses: list[int], texts: Any) -> None:
    result = tokenizer(texts, padding=True, return_tensors="np", **ASK)
    assert set(result) == {*KEYS, "length"}
    for key, array in result.items():
        assert address(array) in addresses, key
        assert array.dtype == np.int64
    # A call that names its threads, which no builtin serves: those make their arrays in the library.
    ids, _ = tokenizer.encode_ragged(TEXTS, num_threads=1)
    assert address(ids) in addresses


def test_torch_tensors_share_the_memory(tokenizer: Any, addresses: list[int]) -> None:
    torch = pytest.importorskip("torch", reason="torch (tests/requirements-torch.txt) is not installed")
    result = tokenizer(TEXTS, padding=True, return_tensors="pt", **ASK)
    for key, tensor in result.items():
        assert tensor.dtype == torch.int64
        assert tensor.data_ptr() in addresses, key
        assert address(tensor.numpy()) == tensor.data_ptr()


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@pytest.mark.parametrize("padding", [True, "max_length"])
def test_out_takes_strided_memory(tokenizer: Any, dtype: Any, padding: Any) -> None:
    want = tokenizer(TEXTS, padding=padding, max_length=24, truncation=True, return_tensors="np", **ASK)
    rows, width = want["input_ids"].shape
    wide, out = {}, {}
    for key in KEYS:
        tail = (2,) if key == "offset_mapping" else ()
        wide[key] = np.full((rows + 1, width + 5, *tail), GUARD, dtype)
        out[key] = wide[key][:rows, 2 : 2 + width]
    for key in VECTORS:
        wide[key] = np.full(rows + 2, GUARD, dtype)
        out[key] = wide[key][1 : 1 + rows]
    out.pop("overflow_to_sample_mapping")
    got = tokenizer(TEXTS, padding=padding, max_length=24, truncation=True, out=out, **ASK)
    assert set(got) == set(out)
    for key, array in out.items():
        assert got[key] is array
        assert np.array_equal(array, want[key]), key
    for key in KEYS:
        for guard in (wide[key][rows:], wide[key][:, :2], wide[key][:, 2 + width :]):
            assert (guard == GUARD).all(), key
    assert wide["length"][0] == GUARD
    assert (wide["length"][1 + rows :] == GUARD).all()


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_out_may_be_larger(tokenizer: Any, dtype: Any) -> None:
    want = tokenizer(TEXTS, padding=True, return_tensors="np")
    rows, width = want["input_ids"].shape
    block = np.full((rows + 3, width + 4), GUARD, dtype)
    got = tokenizer(TEXTS, padding=True, out={"input_ids": block})["input_ids"]
    assert got.base is block
    assert address(got) == address(block)
    assert np.array_equal(got, want["input_ids"])
    assert (block[rows:] == GUARD).all()
    assert (block[:, width:] == GUARD).all()


def test_out_with_overflow(tokenizer: Any) -> None:
    how = {"padding": True, "truncation": True, "max_length": 6, "stride": 1, "return_overflowing_tokens": True}
    want = tokenizer(TEXTS, return_tensors="np", **how)
    rows, width = want["input_ids"].shape
    assert rows > len(TEXTS)
    out = {
        "input_ids": np.full((rows, width), GUARD, np.int32),
        "overflow_to_sample_mapping": np.full(rows, GUARD, np.int64),
    }
    tokenizer(TEXTS, out=out, **how)
    for key, array in out.items():
        assert np.array_equal(array, want[key])


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_out_takes_tensors(tokenizer: Any, dtype: str) -> None:
    torch = pytest.importorskip("torch", reason="torch (tests/requirements-torch.txt) is not installed")
    want = tokenizer(TEXTS, padding=True, return_tensors="np")["input_ids"]
    rows, width = want.shape
    block = torch.full((rows, width + 3), GUARD, dtype=getattr(torch, dtype))
    view = block[:, :width]
    got = tokenizer(TEXTS, padding=True, out={"input_ids": view})["input_ids"]
    assert got.data_ptr() == block.data_ptr()
    assert np.array_equal(got.numpy(), want)
    assert bool((block[:, width:] == GUARD).all())


@pytest.mark.parametrize(
    ("out", "kind"),
    [
        ({}, ValueError),
        ({"input_ids": np.zeros((5, 3), np.int64)}, ValueError),
        ({"input_ids": np.zeros((2, 30), np.int64)}, ValueError),
        ({"input_ids": np.zeros((5, 30), np.float32)}, TypeError),
        ({"input_ids": np.zeros((5, 30), np.int16)}, TypeError),
        ({"input_ids": np.zeros(30, np.int64)}, ValueError),
        ({"input_ids": [[0] * 30] * 5}, TypeError),
        ({"nothing": np.zeros((5, 30), np.int64)}, ValueError),
        ({"input_ids": np.zeros((30, 5), np.int64).T}, ValueError),
        ({"input_ids": np.zeros((5, 30), np.int64)[::-1]}, ValueError),
        ({"input_ids": np.zeros((5, 60), np.int64)[:, ::2]}, ValueError),
        ({"input_ids": np.zeros((5, 30), np.int64), "attention_mask": np.zeros((5, 31), np.int64)}, ValueError),
    ],
)
def test_memory_that_does_not_fit(tokenizer: Any, out: Any, kind: Any) -> None:
    with pytest.raises(kind):
        tokenizer(TEXTS, padding=True, out=out)


def test_memory_that_is_read_only(tokenizer: Any) -> None:
    block = np.full((5, 30), GUARD, np.int64)
    block.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        tokenizer(TEXTS, padding=True, out={"input_ids": block})
    assert (block == GUARD).all()


def test_results_outlive_the_tokenizer() -> None:
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    ids, offsets = tokenizer.encode_ragged(TEXTS)
    encoding = tokenizer.encode(TEXTS[0])
    before = ids.copy()
    del tokenizer
    assert np.array_equal(ids, before)
    assert offsets[-1] == len(ids)
    assert encoding.tokens == ["[CLS]", "hello", "world", "[SEP]"]
