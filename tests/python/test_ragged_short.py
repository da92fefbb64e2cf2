"""Short batches as flat arrays: the builtin gives what the long road gives, and is taken."""

from __future__ import annotations

import numpy as np
import pytest
from _data import tokenizer_json

import budtiktok
from budtiktok import _bridge

needs_builtins = pytest.mark.skipif(_bridge.BUILTINS is None, reason="no builtins in this Python")

TEXTS = ["Hello there", "", "\u00e9\u4e2d\U0001f600 word", "[SEP] <|endoftext|> </s>", "a" * 300]


@pytest.fixture(scope="module", params=["gpt2", "bert-base-uncased", "t5-small", "mistral-7b-v0.1"])
def tokenizer(request: pytest.FixtureRequest) -> budtiktok.Tokenizer:
    """Return a tokenizer of each family."""
    return budtiktok.Tokenizer.from_str(tokenizer_json(request.param))


def by_the_long_road(tokenizer: budtiktok.Tokenizer, texts: list[str], specials: bool) -> tuple[object, object]:
    """Return what a call gives that names its threads, which no short road knows."""
    return tokenizer.encode_ragged(texts, add_special_tokens=specials, num_threads=1)


@needs_builtins
@pytest.mark.parametrize("specials", [True, False])
@pytest.mark.parametrize("special_as_text", [True, False])
def test_both_roads_agree(tokenizer: budtiktok.Tokenizer, specials: bool, special_as_text: bool) -> None:
    """Ids, offsets, their types; for lists and tuples."""
    tokenizer.encode_special_tokens = special_as_text
    for texts in (TEXTS, TEXTS[:1], TEXTS * 20):
        for given in (texts, tuple(texts)):
            short = tokenizer._state.calls.ragged(given, specials)
            assert short is not None
            for one, two in zip(short, by_the_long_road(tokenizer, texts, specials)):
                np.testing.assert_array_equal(one, two)
                assert one.dtype == two.dtype  # type: ignore[attr-defined]
    tokenizer.encode_special_tokens = False


@needs_builtins
def test_it_is_taken(tokenizer: budtiktok.Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    """`encode_ragged` needs nothing else for a short batch."""
    expected = by_the_long_road(tokenizer, TEXTS, True)

    def never(*args: object) -> None:
        raise AssertionError("the long road")

    monkeypatch.setattr(tokenizer, "_ragged", never)
    for one, two in zip(tokenizer.encode_ragged(TEXTS), expected):
        np.testing.assert_array_equal(one, two)


@needs_builtins
def test_what_is_left_to_the_long_road(tokenizer: budtiktok.Tokenizer) -> None:
    """No rows, many rows, much text, what is no text, a flag that is no bool."""
    ragged = tokenizer._state.calls.ragged
    for given in ([], ["a"] * 257, ["a" * 20000], ["a", 1], [b"a"], "a", None, {"a": 1}, ["\ud800"]):
        assert ragged(given, True) is None
    assert ragged(["a"], 1) is None
    ids, offsets = tokenizer.encode_ragged([])
    assert ids.size == 0 and offsets.tolist() == [0]
    with pytest.raises(TypeError):
        tokenizer.encode_ragged(["a", 1])
    with pytest.raises(TypeError):
        tokenizer.encode_ragged(["a", "\ud800"])
