"""The wrapper is called as the original is, over a grid of all arguments; both must answer the same.

CONTRACT_CALLS sets how many combinations are taken of each tokenizer (default: 300); which ones is fixed by a seed.
"""

from __future__ import annotations

import os
import random
import warnings
from typing import Any

import _folders
import pytest

CALLS = int(os.environ.get("CONTRACT_CALLS", "300"))

TEXTS = [
    "Hello, world!",
    "",
    "The quick brown fox jumps over the lazy dog. " * 6,
    "naïve café 東京 😀👨\u200d👩\u200d👧  spaces   ",
    "a\x00b [MASK] <mask> </s> \u00a0\u3000tabs\tand\nlines",
]
WORDS = [text.split() for text in TEXTS]
BACKWARDS = TEXTS[::-1]
PAIRS = list(map(list, zip(TEXTS, BACKWARDS)))

# text, text_pair, is_split_into_words
GOOD: list[tuple[Any, Any, bool]] = [
    *((text, None, False) for text in TEXTS),
    (TEXTS[0], TEXTS[2], False),
    (TEXTS[0], "", False),
    (TEXTS, None, False),
    (tuple(TEXTS), None, False),
    (TEXTS, BACKWARDS, False),
    (PAIRS, None, False),
    ([tuple(pair) for pair in PAIRS], None, False),
    ([TEXTS[0], PAIRS[2]], None, False),
    (WORDS[0], None, True),
    (WORDS, None, True),
    (WORDS, WORDS[::-1], True),
    (WORDS[0], WORDS[2], True),
]
BAD: list[tuple[Any, Any, bool]] = [
    ([], None, False),
    (None, None, False),
    (3, None, False),
    ({}, None, False),
    (b"bytes", None, False),
    ([b"bytes"], None, False),
    (["a", None], None, False),
    (["a", 3], None, False),
    ([3], None, False),
    ("\ud800", None, False),
    (["a", "\ud800"], None, False),
    (["a"], "b", False),
    (["a", "b"], ["c"], False),
    ([["a", "b", "c"]], None, False),
    ("a", 3, False),
    ("words", None, True),
    (["a", 3], None, True),
    ([["a"], "b"], None, True),
]
ARGUMENTS: dict[str, list[Any]] = {
    "add_special_tokens": [True, True, False],
    "padding": [False, True, "longest", "max_length", "do_not_pad"],
    "truncation": [None, True, False, "longest_first", "only_first", "only_second", "do_not_truncate"],
    "max_length": [None, None, 8, 20, 21],
    "stride": [0, 0, 3],
    "pad_to_multiple_of": [None, None, 8],
    "padding_side": [None, None, "left", "right"],
    "return_tensors": [None, "np", "pt"],
    "return_token_type_ids": [None, None, True, False],
    "return_attention_mask": [None, None, True, False],
    "return_overflowing_tokens": [False, False, True],
    "return_special_tokens_mask": [False, True],
    "return_offsets_mapping": [False, True],
    "return_length": [False, True],
    "verbose": [True, False],
}
WRONG: dict[str, list[Any]] = {
    "padding": ["wide", 3],
    "truncation": ["short", 3],
    "max_length": [-1, "8"],
    "stride": [-1, 100, "3"],
    "padding_side": ["top"],
    "return_tensors": ["xx"],
    "pad_to_multiple_of": [7],
}


def combination(random_: random.Random) -> dict[str, Any]:
    """Return some of the arguments."""
    return {name: random_.choice(values) for name, values in ARGUMENTS.items() if random_.random() < 0.7}


@pytest.mark.parametrize("name", _folders.FOLDERS)
def test_calls(sides: Any, name: str) -> None:
    pytest.importorskip("torch")
    both = sides(name)
    random_ = random.Random(f"{name} calls")
    native = both.wrapper.stats()["native_calls"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(CALLS):
            text, pair, words = GOOD[number % len(GOOD)]
            arguments = combination(random_)
            if words or random_.random() < 0.1:
                arguments["is_split_into_words"] = words
            both.check(text, pair, encodings=number % 7 == 0, **arguments)
    # Some are refused on both sides (no pad token, a length that the stride does not fit in, ...), most are not.
    assert both.wrapper.stats()["native_calls"] - native > CALLS * (0.2 if name == "no-pad" else 0.5)


@pytest.mark.parametrize("name", ["bert", "roberta", "qwen3"])
def test_bad_texts(sides: Any, name: str) -> None:
    both = sides(name)
    random_ = random.Random(f"{name} bad")
    for text, pair, words in BAD:
        for tensors in (None, "np"):
            arguments = combination(random_) if tensors else {}
            arguments.update(is_split_into_words=words, return_tensors=tensors)
            both.check(text, pair, **arguments)


@pytest.mark.parametrize("argument", WRONG)
def test_wrong_arguments(sides: Any, argument: str) -> None:
    both = sides("bert")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for value in WRONG[argument]:
            rest: dict[str, Any] = {"max_length": 20, "truncation": True, "padding": True}
            both.check(TEXTS[2], **{**rest, argument: value})
            both.check(TEXTS, **{**rest, argument: value})


def test_enums(sides: Any) -> None:
    from transformers.tokenization_utils_base import TruncationStrategy
    from transformers.utils import PaddingStrategy, TensorType

    both = sides("bert")
    native = both.wrapper.stats()["native_calls"]
    for padding in PaddingStrategy:
        for truncation in TruncationStrategy:
            if truncation.value != "only_second":
                both.check(TEXTS[2], padding=padding, truncation=truncation, return_tensors=TensorType.NUMPY)
    assert both.wrapper.stats()["native_calls"] > native


def test_positional_arguments(sides: Any) -> None:
    both = sides("bert")
    both.check(TEXTS, None, None, None, False, True, "longest_first", 16, 0, False, 8, "left", "np")
    both.check(TEXTS[0], TEXTS[2], None, None, True, "max_length", True)


def test_what_goes_to_the_original_on_purpose(sides: Any) -> None:
    both = sides("bert")
    both.check(TEXTS[0], text_target=TEXTS[2])
    both.check(TEXTS[2], truncation=True, max_length=0)
    both.check([""], add_special_tokens=False, padding=True, return_tensors="np")
    both.check(["", "a b"], add_special_tokens=False, return_tensors="pt")
    reasons = both.wrapper.stats()["fallback_reasons"]
    assert {"text_target", "max_length of 0", "no tokens"} <= reasons.keys()
    assert reasons.keys() <= {"text_target", "max_length of 0", "no tokens", "input", "return_tensors", "arguments"}


def test_big_inputs(sides: Any) -> None:
    """A text of 5 MB, many texts, a NUL."""
    both = sides("bert")
    before = both.wrapper.stats()["fallback_calls"]
    both.check("lorem ipsum dolor 東京 " * 230_000, truncation=True, return_tensors="np")
    both.check([f"word {i % 1000}" for i in range(100_000)], padding=True, truncation=True, return_tensors="np")
    both.check("\x00", return_tensors="np")
    assert both.wrapper.stats()["fallback_calls"] == before


def test_a_later_call_leaves_results_alone(sides: Any) -> None:
    wrapper = sides("bert").wrapper
    first = wrapper([TEXTS[0]], padding=True, return_tensors="np")
    kept = {key: value.copy() for key, value in first.items()}
    for _ in range(3):
        wrapper([TEXTS[2]], padding=True, return_tensors="np")
    assert all((first[key] == kept[key]).all() for key in kept)
