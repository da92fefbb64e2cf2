"""DecodeStream beside the reference's."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import tokenizers
from _tiny import spec
from tokenizers.decoders import DecodeStream as TheirStream

import budtiktok
from budtiktok import DecodeStream

BYTES = [f"<0x{byte:02X}>" for byte in "뽕é".encode()]
TOKENS = ["a", "b", "\u2581c", "\ufffd", "<s>", *BYTES]


def pair_of(decoder: dict[str, Any] | None) -> tuple[budtiktok.Tokenizer, Any]:
    """Return the same tokenizer twice, ours and the reference's."""
    text = json.dumps(
        spec(
            model={"type": "WordLevel", "vocab": {token: id for id, token in enumerate(TOKENS)}, "unk_token": "a"},
            post_processor=None,
            decoder=decoder,
            added_tokens=[
                {"id": 4, "content": "<s>", "single_word": False, "lstrip": False, "rstrip": False,
                 "normalized": False, "special": True}
            ],
        )
    )  # fmt: skip
    return budtiktok.Tokenizer.from_str(text), tokenizers.Tokenizer.from_str(text)


def outcome(step: Any) -> object:
    """Return the text, or the message of a failure."""
    try:
        return step()
    except Exception as error:
        return f"{type(error).__mro__[-3].__name__}: {error}"


LLAMA = [
    {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
    {"type": "Strip", "content": " ", "start": 1, "stop": 0},
]
DECODERS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "llama": {"type": "Sequence", "decoders": LLAMA},
    "rewriting": {
        "type": "Sequence",
        "decoders": [
            {"type": "Fuse"},
            {"type": "Replace", "pattern": {"String": "ab"}, "content": "c"},
            {"type": "Replace", "pattern": {"String": "caa"}, "content": "xxxxxxxx"},
        ],
    },
}


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("skip", [False, True])
def test_steps_are_the_references(name: str, skip: bool) -> None:
    ours, theirs = pair_of(DECODERS[name])
    chance = random.Random(5)
    kinds = set()
    for _ in range(300):
        before = [chance.randrange(len(TOKENS) + 1) for _ in range(chance.choice([0, 0, 1, 3]))]
        mine = DecodeStream(ids=before, skip_special_tokens=skip)
        reference = TheirStream(ids=before, skip_special_tokens=skip)
        for _ in range(12):
            given: Any = chance.choice(
                [chance.randrange(len(TOKENS) + 1), [chance.randrange(len(TOKENS)) for _ in range(chance.randrange(4))]]
            )
            want = outcome(lambda reference=reference, given=given: reference.step(theirs, given))
            got = outcome(lambda mine=mine, given=given: mine.step(ours, given))
            assert str(got).split(": ", 1)[-1] == str(want).split(": ", 1)[-1], (before, given)
            kinds.add(want if want is None else "text")
            if isinstance(want, str) and "Invalid prefix" in want:
                kinds.add("failure")
    assert kinds >= ({None, "text", "failure"} if name == "rewriting" else {None, "text"})


def test_a_letter_of_three_bytes_comes_with_the_third() -> None:
    ours, _ = pair_of(DECODERS["llama"])
    stream = DecodeStream()
    assert [stream.step(ours, id) for id in (5, 6, 7)] == [None, None, "뽕"]


@pytest.mark.parametrize("given", ["x", 1.5, -1, 2**32, [1, "x"], None])
def test_what_is_no_id_is_refused_as_in_the_reference(given: Any) -> None:
    ours, theirs = pair_of(None)
    with pytest.raises(TypeError) as want:
        TheirStream().step(theirs, given)
    with pytest.raises(TypeError) as got:
        DecodeStream().step(ours, given)
    assert str(got.value) == str(want.value)


@pytest.mark.parametrize(
    "arguments", [{"ids": "x"}, {"ids": 3}, {"ids": [-1]}, {"ids": [2**32]}, {"skip_special_tokens": 1}]
)
def test_arguments_are_refused_as_in_the_reference(arguments: dict[str, Any]) -> None:
    with pytest.raises((TypeError, OverflowError)) as want:
        TheirStream(**arguments)
    with pytest.raises(want.type):
        DecodeStream(**arguments)
    with pytest.raises(TypeError, match="'str' object cannot be converted to 'Tokenizer'"):
        DecodeStream().step("x", 0)  # type: ignore[arg-type]
