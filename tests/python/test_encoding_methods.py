"""Queries and changes of an Encoding: equal to the live reference, on fixed and on generated texts."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import _counts
import _tiny
import pytest
from _compare import Twin, describe, flat
from hypothesis import given
from hypothesis import strategies as st

import budtiktok

ANY = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(
    st.one_of(st.sampled_from("abcdtx hello,'. 12\t"), st.sampled_from("éÉ日 \u0301\u3000[]\u200d👍한"), ANY),
    max_size=30,
)
QUERIES = {
    "char_to_token": 2,
    "char_to_word": 2,
    "word_to_tokens": 2,
    "word_to_chars": 2,
    "token_to_sequence": 1,
    "token_to_word": 1,
    "token_to_chars": 1,
}
SAMPLES = (
    ("hello world", None),
    ("don't the abs", "hello 日x, é"),
    ("", "a"),
    ("[MASK] a [SEP]", None),
    ("", None),
)

TWIN = Twin(_tiny.text())
# Its encodings of single texts have no sequence recorded. Where two are recorded for one token, the reference answers
# by the order of a hash map.
BARE = Twin(_tiny.text(post_processor=None))


def encode(text: str, pair: str | None, **how: Any) -> tuple[Any, Any]:
    return TWIN.ours.encode(text, pair, **how), TWIN.reference.encode(text, pair, **how)


def assert_equal(ours: Any, reference: Any) -> None:
    a, b = flat(ours, 2), flat(reference, 2)
    assert a == b, describe(a, b)
    assert len(ours) == len(reference)
    _counts.add("methods of encodings", "encodings")


def assert_queries(ours: Any, reference: Any) -> None:
    for name, arguments in QUERIES.items():
        for position in (*range(len(reference) + 4), 50, 10_000):
            assert getattr(ours, name)(position) == getattr(reference, name)(position), (name, position)
            if arguments == 2:
                for sequence in (0, 1):
                    got = getattr(ours, name)(position, sequence)
                    assert got == getattr(reference, name)(position, sequence), (name, position, sequence)
    _counts.add("methods of encodings", "encodings queried")


@given(TEXTS, st.none() | TEXTS, st.booleans())
def test_queries(text: str, pair: str | None, specials: bool) -> None:
    ours, reference = encode(text, pair, add_special_tokens=specials)
    assert_equal(ours, reference)
    assert_queries(ours, reference)


@given(
    TEXTS,
    st.none() | TEXTS,
    st.integers(0, 12),
    st.integers(0, 5),
    st.sampled_from(["right", "left"]),
)
def test_truncate(text: str, pair: str | None, length: int, stride: int, direction: str) -> None:
    ours, reference = encode(text, pair)
    try:
        reference.truncate(length, stride, direction)
    except BaseException as error:  # a panic of the reference is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        with pytest.raises(ValueError):
            ours.truncate(length, stride, direction)
        return
    ours.truncate(length, stride, direction)
    assert_equal(ours, reference)
    assert_queries(ours, reference)


@given(
    TEXTS,
    st.integers(0, 20),
    st.sampled_from(["right", "left"]),
    st.integers(0, 9),
    st.integers(0, 3),
    st.sampled_from(["[PAD]", "", "é"]),
    st.integers(0, 8),
)
def test_pad(text: str, length: int, direction: str, pad_id: int, type_id: int, token: str, cut: int) -> None:
    ours, reference = encode(text, None)
    for encoding in (ours, reference):
        if cut:
            encoding.truncate(cut, 0)
        encoding.pad(length, direction=direction, pad_id=pad_id, pad_type_id=type_id, pad_token=token)
    assert_equal(ours, reference)
    assert_queries(ours, reference)


@given(st.lists(TEXTS, max_size=4), st.booleans(), st.booleans())
def test_merge(texts: list[str], growing: bool, specials: bool) -> None:
    parts = [encode(text, None, add_special_tokens=specials) for text in texts]
    ours = budtiktok.Encoding.merge([a for a, _ in parts], growing)
    reference = type(parts[0][1]).merge([b for _, b in parts], growing) if parts else None
    if reference is None:
        assert len(ours) == 0
        return
    assert_equal(ours, reference)
    assert_queries(ours, reference)


@given(TEXTS, TEXTS)
def test_set_sequence_id_then_merge(first: str, second: str) -> None:
    ours, reference = [], []
    for number, text in enumerate((first, second)):
        a, b = BARE.ours.encode(text), BARE.reference.encode(text)
        a.set_sequence_id(number)
        b.set_sequence_id(number)
        assert_equal(a, b)
        ours.append(a)
        reference.append(b)
    assert_queries(budtiktok.Encoding.merge(ours), type(reference[0]).merge(reference))


@pytest.mark.parametrize(("text", "pair"), SAMPLES)
def test_types_of_attributes(text: str, pair: str | None) -> None:
    for encoding in encode(text, pair):
        for name in ("ids", "type_ids", "tokens", "attention_mask", "special_tokens_mask", "word_ids", "sequence_ids"):
            assert type(getattr(encoding, name)) is list
        assert all(type(number) is int for number in encoding.ids + encoding.type_ids + encoding.attention_mask)
        assert all(type(span) is tuple and len(span) == 2 for span in encoding.offsets)
        assert all(type(token) is str for token in encoding.tokens)
        assert isinstance(encoding.overflowing, list)
    ours, reference = encode(text, pair)
    assert repr(ours) == repr(reference)
    with pytest.warns(DeprecationWarning):
        assert ours.words == ours.word_ids


@pytest.mark.parametrize(("text", "pair"), SAMPLES)
def test_reading_is_not_changing(text: str, pair: str | None) -> None:
    ours, reference = encode(text, pair)
    ours.ids.append(77)
    ours.offsets.clear()
    for part in ours.overflowing:
        part.pad(99)
    assert_equal(ours, reference)


@pytest.mark.parametrize("bad", [-1, "a", None, 1.5, 2**64])
def test_positions_that_are_none(bad: Any) -> None:
    ours, reference = encode("hello world", None)
    for name in QUERIES:
        for encoding in (reference, ours):
            with pytest.raises((TypeError, OverflowError)):
                getattr(encoding, name)(bad)
    for encoding in (reference, ours):
        with pytest.raises((TypeError, OverflowError)):
            encoding.truncate(bad)
        with pytest.raises((TypeError, OverflowError)):
            encoding.pad(bad)
        with pytest.raises((TypeError, OverflowError)):
            encoding.set_sequence_id(bad)


def test_names_that_are_none() -> None:
    for encoding in encode("hello world", None):
        with pytest.raises(ValueError):
            encoding.truncate(1, 0, "up")
        with pytest.raises(ValueError):
            encoding.pad(9, direction="up")
    with pytest.raises(TypeError):
        budtiktok.Encoding.merge([5])  # type: ignore[list-item]


@given(TEXTS, st.none() | TEXTS, st.integers(1, 9))
def test_pickling(text: str, pair: str | None, cut: int) -> None:
    ours, reference = encode(text, pair)
    ours.truncate(cut, 0)
    reference.truncate(cut, 0)
    for again in (pickle.loads(pickle.dumps(ours)), copy.copy(ours), copy.deepcopy(ours)):
        assert_equal(again, reference)
        assert_queries(again, reference)
        again.pad(40)
    assert_equal(ours, reference)


def test_an_empty_encoding() -> None:
    import tokenizers

    ours, reference = budtiktok.Encoding(), tokenizers.Encoding()
    assert_equal(ours, reference)
    assert_queries(ours, reference)
    for encoding in (ours, reference):
        encoding.pad(3, pad_token="p")
    assert_equal(ours, reference)
