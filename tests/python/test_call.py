"""`tokenizer(...)`: keys, values, shapes and errors equal those of transformers' PreTrainedTokenizerFast."""

from __future__ import annotations

import functools
import inspect
import itertools
import os
import warnings
from typing import Any

import _counts
import numpy as np
import pytest
from _data import PACKAGE_MINILM, ROOT, need_data, plain_tokenizer_json, xquad_pairs

import budtiktok

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

NAMES = (PACKAGE_MINILM, "bert-base-cased")
SPECIALS = {
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "unk_token": "[UNK]",
    "mask_token": "[MASK]",
}
EVERYTHING = {
    "return_special_tokens_mask": True,
    "return_offsets_mapping": True,
    "return_length": True,
    "return_token_type_ids": True,
    "return_attention_mask": True,
}
PADDINGS: tuple[dict[str, Any], ...] = (
    {},
    {"padding": True},
    {"padding": "longest", "pad_to_multiple_of": 8},
    {"padding": "max_length", "max_length": 24},
    {"padding": "max_length", "max_length": 20, "pad_to_multiple_of": 16, "padding_side": "left"},
    {"padding": "do_not_pad"},
)
TRUNCATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"truncation": True, "max_length": 12},
    {"truncation": "longest_first", "max_length": 24, "stride": 4},
    {"truncation": "only_first", "max_length": 24},
    {"truncation": "only_second", "max_length": 24, "stride": 2},
    {"truncation": "do_not_truncate"},
    {"truncation": True, "max_length": 2},
    {"max_length": 16},
)


def test_arguments_stand_where_those_of_transformers_stand() -> None:
    from transformers import PreTrainedTokenizerFast

    want = list(inspect.signature(PreTrainedTokenizerFast.__call__).parameters.values())[:-1]  # not **kwargs
    got = list(inspect.signature(budtiktok.Tokenizer.__call__).parameters.values())
    assert [(p.name, p.kind) for p in got[: len(want)]] == [(p.name, p.kind) for p in want]
    assert all(p.kind is p.KEYWORD_ONLY for p in got[len(want) :])
    changed = {p.name: (p.default, q.default) for p, q in zip(got, want) if p.default != q.default}
    assert set(changed) <= {"text"}


@functools.cache
def both(name: str) -> tuple[Any, Any]:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    text = plain_tokenizer_json(name)
    reference = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(text), **SPECIALS)
    return budtiktok.Tokenizer.from_str(text), reference


@functools.lru_cache(maxsize=1)
def lines() -> list[str]:
    return (ROOT / "python/demo/sample.txt").read_text(encoding="utf-8").splitlines()


def inputs(kind: str) -> tuple[Any, ...]:
    some = [*lines()[::16], "", "a", "[MASK] in [SEP] text"]
    return {
        "one": (lines()[3],),
        "one pair": (lines()[3], lines()[40]),
        "batch": (some,),
        "pairs": (some, some[::-1]),
        "pairs in a list": ([list(pair) for pair in zip(some, some[::-1])],),
    }[kind]


def outcome(tokenizer: Any, args: tuple[Any, ...], how: dict[str, Any]) -> Any:
    """Return keys and values as lists, or the kind of failure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = tokenizer(*args, verbose=False, **how)
    except BaseException as error:  # a panic of the reference is no Exception
        if isinstance(error, (KeyboardInterrupt, MemoryError)):
            raise
        return "failed", ValueError if isinstance(error, ValueError) else Exception
    return [(key, plain(value)) for key, value in result.items()]


def plain(value: Any) -> Any:
    """Return values, types and shape of a result in comparable form."""
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return "rows", [list(map(plain, row)) if not isinstance(row, int) else row for row in value]
        return "array", value.shape, value.tolist()
    if hasattr(value, "dtype") and hasattr(value, "numpy"):
        return "tensor", str(value.dtype), tuple(value.shape), value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return int(value)


def compare(name: str, args: tuple[Any, ...], how: dict[str, Any]) -> bool:
    ours, reference = both(name)
    got, want = outcome(ours, args, how), outcome(reference, args, how)
    if isinstance(want, tuple):
        assert isinstance(got, tuple), f"{how}: the reference refuses this"
        if want[1] is ValueError:
            assert got[1] is ValueError, how
    else:
        assert not isinstance(got, tuple), f"{how}: refused"
        assert [key for key, _ in got] == [key for key, _ in want], how
        for (key, a), (_, b) in zip(got, want):
            assert a == b, f"{how}: {key}"
    _counts.add(f"{name}, calls as in transformers", "calls")
    return not isinstance(want, tuple)


@pytest.mark.parametrize("kind", ["one", "one pair", "batch", "pairs", "pairs in a list"])
@pytest.mark.parametrize("name", NAMES)
def test_matrix_of_arguments(name: str, kind: str) -> None:
    good = 0
    for padding, truncation, overflow, everything, tensors in itertools.product(
        PADDINGS, TRUNCATIONS, (False, True), ({}, EVERYTHING), (None, "np")
    ):
        how = {**padding, **truncation, **everything, "return_tensors": tensors}
        if overflow:
            how["return_overflowing_tokens"] = True
        good += compare(name, inputs(kind), how)
    assert good > 100


@pytest.mark.parametrize("name", NAMES)
def test_torch_tensors(name: str) -> None:
    pytest.importorskip("torch", reason="torch (tests/requirements-torch.txt) is not installed")
    for padding, truncation, everything in itertools.product(PADDINGS, TRUNCATIONS, ({}, EVERYTHING)):
        compare(name, inputs("batch"), {**padding, **truncation, **everything, "return_tensors": "pt"})
        compare(name, inputs("pairs"), {**padding, **truncation, **everything, "return_tensors": "pt"})


@pytest.mark.parametrize("name", NAMES)
def test_words(name: str) -> None:
    words = [line.split() for line in lines()[::25]] + [["a"], ["two words", "x"]]
    for padding, truncation in itertools.product(PADDINGS, TRUNCATIONS):
        how = {**padding, **truncation, **EVERYTHING, "is_split_into_words": True}
        compare(name, (words,), how)
        compare(name, (words[0],), how)
        compare(name, (words, words[::-1]), how)


@pytest.mark.parametrize("name", NAMES)
def test_sides_and_specials(name: str) -> None:
    ours, reference = both(name)
    try:
        for side, cut in itertools.product(("left", "right"), repeat=2):
            for tokenizer in (ours, reference):
                tokenizer.padding_side, tokenizer.truncation_side = side, cut
            for how in ({}, {"add_special_tokens": False}, {"split_special_tokens": True}):
                call = {"padding": True, "truncation": True, "max_length": 15, "stride": 3, **EVERYTHING, **how}
                compare(name, inputs("batch"), call)
                compare(name, inputs("pairs"), {**call, "return_overflowing_tokens": True})
    finally:
        for tokenizer in (ours, reference):
            tokenizer.padding_side = tokenizer.truncation_side = "right"


@pytest.mark.parametrize("name", NAMES)
def test_targets_and_choices_of_keys(name: str) -> None:
    some = inputs("batch")[0]
    for how in (
        {"text_target": some},
        {"text": some, "text_target": some[::-1], "padding": True, "return_tensors": "np"},
        {"text": some, "return_token_type_ids": False},
        {"text": some, "return_attention_mask": False},
        {"text": some, "return_length": True, "padding": True},
        {"text": some, "padding": "sideways"},
        {"text": some, "truncation": "sometimes"},
        {"text": some, "return_tensors": "xyz"},
        {"text": 5},
        {"text": [5]},
        {"text": None},
        {"text": []},
        {"text": some, "text_pair": some[1:]},
        {"text": some, "text_pair": "one"},
    ):
        compare(name, (), how)


def test_calls_equal_encodings() -> None:
    """The arrays hold what the encodings of the live reference hold, on real passages."""
    need_data()
    ours, reference = both("bert-base-cased")
    pairs = [(query[:60], passage[:1500]) for query, passage in xquad_pairs()[::60]]
    backend = reference.backend_tokenizer
    backend.enable_truncation(96, stride=16, strategy="only_second")
    backend.enable_padding(length=96)
    try:
        rows, samples = [], []
        for i, encoding in enumerate(backend.encode_batch(pairs)):
            for part in (encoding, *encoding.overflowing):
                rows.append(part)
                samples.append(i)
    finally:
        backend.no_truncation()
        backend.no_padding()
    got = ours(
        [query for query, _ in pairs],
        [passage for _, passage in pairs],
        padding="max_length",
        truncation="only_second",
        max_length=96,
        stride=16,
        return_overflowing_tokens=True,
        return_tensors="np",
        **EVERYTHING,
    )
    assert len(samples) > len(pairs)
    assert got["overflow_to_sample_mapping"].tolist() == samples
    assert got["input_ids"].tolist() == [row.ids for row in rows]
    assert got["attention_mask"].tolist() == [row.attention_mask for row in rows]
    assert got["token_type_ids"].tolist() == [row.type_ids for row in rows]
    assert got["special_tokens_mask"].tolist() == [row.special_tokens_mask for row in rows]
    assert got["offset_mapping"].tolist() == [[list(span) for span in row.offsets] for row in rows]
    _counts.add("arrays of calls, real passages", "rows", len(rows))
