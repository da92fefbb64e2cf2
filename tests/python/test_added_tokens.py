"""Adding tokens after loading: counts, ids, flags, matching and saving equal the live reference's."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Any

import _tiny
import pytest
import tokenizers
from _compare import Twin, fresh_twin
from _data import PACKAGE_MINILM, plain_tokenizer_json
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


# Inside of words, whatever the normalizer makes of them; and over their ends: then texts are looked at as a whole.
INSIDE = (
    "zebu",
    "\u00c9clair",
    "\uff46ull",
    "\ufb01sh",
    "stra\u00dfe",
    "q\u0301z",
    "\U0001d4b3y",
    "x\u00adyz",
)
ACROSS = ("\u65e5\u672c", "two words", "a-b", "\u2581mark", "wide\u3000gap")
ENCODERS = (
    PACKAGE_MINILM,
    "bert-base-cased",
    "slavic-bert-bg-cs-pl-ru-cased",
    "t5-small",
    "albert-base-v2",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
)


def texts_around(contents: tuple[str, ...], random: Random, count: int) -> list[str]:
    """Return texts of added tokens, whole and in part, as they are and as others write them, in all company."""
    forms = [form(text) for text in contents for form in (str, str.upper, str.lower, str.title)]
    forms += [unicodedata.normalize(form, text) for text in contents for form in ("NFC", "NFD", "NFKC", "NFKD")]
    forms += [text[:i] for text in contents for i in range(1, len(text))]
    company = [" ", " ", "  ", ",", "-", "\t", "\n", "\u3000", "\u00a0", "\u200b", "\u200d", "\u00ad", "\u0301"]
    company += [
        "\u0600",
        "\u2581",
        "a",
        "Word",
        "text ",
        " of",
        "\u4e2d",
        "\u1100\u1161",
        "\u0915\u094d",
        "\x0b",
        "\ufffd",
        "\x7f",
    ]
    return ["".join(random.choices(forms + 3 * company, k=random.randrange(1, 9))) for _ in range(count)]


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("flags", [{}, {"single_word": True}, {"lstrip": True, "rstrip": True}])
@pytest.mark.parametrize("contents", [INSIDE, INSIDE + ACROSS])
def test_words_of_real_tokenizers(name: str, flags: dict[str, bool], contents: tuple[str, ...]) -> None:
    twin = fresh_twin(name)
    add(twin, [(content, flags) for content in contents])
    random = Random(len(contents))
    texts = texts_around(contents, random, 150)
    # The second time from the words that are known by then, with others before them.
    for inputs in (texts, random.sample(texts, len(texts))):
        twin.batch("words that are added", inputs)
    twin.single("words that are added", texts[:40], add_special_tokens=False)


@pytest.mark.parametrize("name", ENCODERS)
def test_texts_without_them_stay_with_the_encoder(name: str) -> None:
    """Words that are added and do not occur cost a text nothing, and texts that have some are done by the stages."""
    tokenizer = budtiktok.Tokenizer.from_str(plain_tokenizer_json(name))
    encoder = tokenizer.info()["encoder"]
    assert tokenizer.add_tokens([*INSIDE, *(f"zq{i}" for i in range(10_000))]) > 10_000
    text = "Some words, \u201cquoted\u201d, caf\u00e9s and \uff21\uff22; none of those. " * 20
    tokenizer.encode_batch([text + str(i) for i in range(3)])
    assert encoder != ""
    assert tokenizer.info()["encoder"] == encoder
    fused = tokenizer.info()["fused_bytes"]
    assert fused > 3 * len(text)
    assert tokenizer.info()["staged_bytes"] == 0
    tokenizer.encode(text + "the zq77s")
    assert tokenizer.info()["fused_bytes"] == fused
    assert tokenizer.info()["staged_bytes"] > len(text)


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("flags", [{}, {"single_word": True}, {"lstrip": True}, {"rstrip": True}])
def test_documents_that_are_cut_and_long_ones(name: str, flags: dict[str, bool]) -> None:
    """What is read in parts, of which some have words that are added, is what it is as a whole."""
    twin = fresh_twin(name)
    add(twin, [(content, flags) for content in INSIDE])
    random = Random(7)
    words = ["some", "words", "of", "a", "text,", "caf\u00e9", "\u4e2d", "and", "(more)"]
    texts = []
    for _ in range(40):
        parts = random.choices(words, k=900)
        for _ in range(random.choice((0, 1, 3))):
            parts[random.randrange(random.choice((20, 200, 900)))] = random.choice(INSIDE)
        texts.append(random.choice((" ", " ", "  ")).join(parts))
    for length in (16, 128):
        for tokenizer in twin.both():
            tokenizer.enable_truncation(length)
        for tokenizer in twin.both():
            tokenizer.no_padding()
        rows = [e.ids for e in twin.reference.encode_batch(texts)]
        # Rows alone, whose overflow nobody asks for, are read no further than they must be.
        ids = twin.ours(texts, truncation=True, max_length=length)["input_ids"]
        assert ids == rows
    for tokenizer in twin.both():
        tokenizer.no_truncation()
    twin.batch("documents with words that are added", [" ".join(texts)])
    twin.batch("documents with words that are added", texts[:4])


def test_documents_without_them_are_read_no_further_than_needed() -> None:
    for name in ENCODERS:
        tokenizer = budtiktok.Tokenizer.from_str(plain_tokenizer_json(name))
        tokenizer.add_tokens([*INSIDE, "zq77"])
        text = "some words of a text and more " * 700
        tokenizer([text], truncation=True, max_length=128)
        info = tokenizer.info()
        assert info["staged_bytes"] == 0
        assert info["fused_bytes"] < len(text) / 4, name
