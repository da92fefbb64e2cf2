"""Adding tokens after loading: counts, ids, flags, matching and saving equal the live reference's."""

from __future__ import annotations

from random import Random
from typing import Any

import _tiny
import pytest
import tokenizers
from _compare import Twin, fresh_twin
from _data import PACKAGE_MINILM
from hypothesis import given
from hypothesis import strategies as st

import budtiktok

TEXTS = (
    "hello world", "newtoken", "a newtoken b", "anewtokenb", " newtoken ", "NEWTOKEN NewToken", "newtoken,newtoken",
    "[MASK] new [NEW] [new]", "a\u00a0[NEW]\u3000b", "[NEW][NEW] [NEW]", "é éclair e\u0301", "the worlds", "x" * 120,
    "ab abc abcd", "", "   ", "don't [PAD]", "[CLS] a [SEP]",
)  # fmt: skip


def described(tokenizer: Any) -> list[tuple[Any, ...]]:
    return [
        (i, t.content, t.single_word, t.lstrip, t.rstrip, t.normalized, t.special)
        for i, t in sorted(tokenizer.get_added_tokens_decoder().items())
    ]


def add(twin: Twin, tokens: list[Any], special: bool = False) -> None:
    """Add the same tokens on both sides and compare what is answered. A token is a str or (content, flags)."""
    counts = []
    for tokenizer, library in ((twin.ours, budtiktok), (twin.reference, tokenizers)):
        made = [t if isinstance(t, str) else library.AddedToken(t[0], **t[1]) for t in tokens]
        counts.append(tokenizer.add_special_tokens(made) if special else tokenizer.add_tokens(made))
    assert counts[0] == counts[1]
    assert described(twin.ours) == described(twin.reference)
    for with_added in (True, False):
        assert twin.ours.get_vocab(with_added) == twin.reference.get_vocab(with_added)
        assert twin.ours.get_vocab_size(with_added) == twin.reference.get_vocab_size(with_added)


def compare(twin: Twin) -> None:
    group = "added tokens"
    for as_text in (False, True):
        for tokenizer in twin.both():
            tokenizer.encode_special_tokens = as_text
        twin.batch(group, TEXTS)
        twin.single(group, TEXTS, add_special_tokens=False)
    twin.decoded(group, [encoding.ids for encoding in twin.reference.encode_batch(TEXTS)])
    assert twin.ours.to_str() == twin.reference.to_str()
    assert tokenizers.Tokenizer.from_str(twin.ours.to_str()).to_str() == twin.reference.to_str()
    again = budtiktok.Tokenizer.from_str(twin.reference.to_str())
    assert described(again) == described(twin.reference)
    assert [e.ids for e in again.encode_batch(TEXTS)] == [
        e.ids for e in tokenizers.Tokenizer.from_str(twin.reference.to_str()).encode_batch(TEXTS)
    ]


def test_plain_and_special() -> None:
    twin = Twin(_tiny.text())
    add(twin, ["newtoken", "newtoken", "", "a"])
    compare(twin)
    add(twin, ["[NEW]"], special=True)
    compare(twin)
    add(twin, ["newtoken"], special=True)
    compare(twin)


def test_known_content_gets_new_flags() -> None:
    twin = Twin(_tiny.text())
    add(twin, [("[MASK]", {"lstrip": True, "special": True}), ("hello", {"single_word": True})])
    add(twin, [("[MASK]", {"lstrip": True, "special": True})])
    compare(twin)
    add(twin, [("[MASK]", {"rstrip": True, "normalized": True})])
    compare(twin)
    add(twin, ["[MASK]"], special=True)
    compare(twin)


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize("flag", ["single_word", "lstrip", "rstrip"])
def test_flags(flag: str, normalized: bool) -> None:
    twin = Twin(_tiny.text())
    add(twin, [(content, {flag: True, "normalized": normalized}) for content in ("newtoken", "[NEW]", "É", "NEW")])
    compare(twin)


def test_on_a_real_tokenizer() -> None:
    twin = fresh_twin(PACKAGE_MINILM)
    add(twin, ["newtoken", ("[NEW]", {"lstrip": True, "rstrip": True}), ("ab", {"single_word": True})])
    compare(twin)
    add(twin, ["[EXTRA]"], special=True)
    compare(twin)


def test_other_handles_do_not_change() -> None:
    twin = Twin(_tiny.text())
    before = twin.ours.encode("hello newtoken")
    second = budtiktok.Tokenizer.from_str(_tiny.text())
    add(twin, ["newtoken"])
    assert second.get_vocab_size() == len(_tiny.WORDS)
    assert second.encode("hello newtoken").tokens == before.tokens == ["[CLS]", "hello", "[UNK]", "[SEP]"]
    assert twin.ours.encode("hello newtoken").tokens == ["[CLS]", "hello", "newtoken", "[SEP]"]


@pytest.mark.parametrize("tokens", [5, None, [5], [b"x"], ["ok", 5]], ids=repr)
def test_what_is_no_token(tokens: Any) -> None:
    twin = Twin(_tiny.text())
    for tokenizer in twin.both():
        for call in (tokenizer.add_tokens, tokenizer.add_special_tokens):
            with pytest.raises(TypeError):
                call(tokens)
    assert twin.ours.get_vocab_size() == len(_tiny.WORDS)


def test_the_class_itself() -> None:
    for how in ({}, {"special": True}, {"normalized": True, "special": True}, {"lstrip": True}, {"single_word": True}):
        ours, reference = budtiktok.AddedToken("<x>", **how), tokenizers.AddedToken("<x>", **how)
        assert repr(ours) == repr(reference)
        assert str(ours) == str(reference)
        for name in ("content", "special", "normalized", "single_word", "lstrip", "rstrip"):
            assert getattr(ours, name) == getattr(reference, name)
        assert ours == budtiktok.AddedToken("<x>")
        assert (ours == "<x>") == (reference == "<x>")
    for bad in ({"content": 5}, {"content": "x", "special": 1}, {"content": "x", "lstrip": None}):
        for library in (budtiktok, tokenizers):
            with pytest.raises(TypeError):
                library.AddedToken(**bad)


CONTENT = st.text(st.sampled_from("ab[]É éN\u0301 \u3000,"), max_size=5)
TOKEN = st.tuples(
    CONTENT,
    st.fixed_dictionaries(
        {}, optional={name: st.booleans() for name in ("single_word", "lstrip", "rstrip", "normalized", "special")}
    ),
)


# Of two normalized tokens with one normalized form the reference picks one by a hash: contents are kept apart.
APART = st.lists(TOKEN, max_size=8, unique_by=lambda token: token[0].lower())


@given(APART, st.integers(0, 8), st.lists(st.text(max_size=12), max_size=5))
def test_any_tokens(tokens: list[Any], cut: int, texts: list[str]) -> None:
    first, second = tokens[:cut], tokens[cut:]
    twin = Twin(_tiny.text(normalizer={"type": "Lowercase"}))
    add(twin, first)
    add(twin, second, special=True)
    contents = [content for content, _ in tokens]
    mixed = [*texts, "".join(contents), " ".join(contents), "a" + "b".join(contents), "A\u3000".join(contents)]
    twin.batch("added tokens, generated", mixed)
    assert twin.ours.to_str() == twin.reference.to_str()


@pytest.mark.parametrize("flags", [{}, {"rstrip": True}, {"lstrip": True}, {"lstrip": True, "rstrip": True}])
@pytest.mark.parametrize("others", [[], ["ab"], ["abab", "aabc", "b"], ["é", "a a", "aab b"]])
def test_a_token_of_which_the_normalizer_leaves_nothing(flags: dict[str, bool], others: list[str]) -> None:
    """It cuts the text into bytes; the reference panics where that is inside a character."""
    twin = fresh_twin(PACKAGE_MINILM)
    add(twin, [*others, ("\x00", {"normalized": True, **flags})])
    group = "a token of nothing"
    ascii_texts = ["abc", "ab ab", "  a b  ", "", "hello world", "x abab  aab b", "a[MASK] b"]
    random = Random(3)
    ascii_texts += ["".join(random.choices("aab bc", k=random.randrange(12))) for _ in range(400)]
    twin.batch(group, ascii_texts)
    twin.single(group, ascii_texts, add_special_tokens=False)
    twin.decoded(group, [encoding.ids for encoding in twin.reference.encode_batch(ascii_texts)])
    for text in ("日", "a日", "日 b"):
        with pytest.raises(BaseException, match="bad split|char boundary"):
            twin.reference.encode(text)
        with pytest.raises(budtiktok.UnsupportedError, match="matches inside the character at byte"):
            twin.ours.encode(text)
