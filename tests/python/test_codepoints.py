"""Exhaustive tables over all 1,112,064 scalar values: each is rebuilt with this library and equals the recorded one.

A map is rebuilt by normalizing one string in which an unchangeable letter stands between the code points. That is
exact because the letter is a starter that neither composes nor decomposes and no context rule reaches across it.
Precompiled looks at grapheme clusters, so there each code point is a text of its own.

The class of a regular expression is what Split removes from texts of 4,096 neighbouring code points, as in the record.
"""

from __future__ import annotations

import functools
import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterable
from typing import Any

import _counts
import pytest
from _data import DATA, NO_DATA, have_data, need_data, plain_tokenizer_json
from _golden import generator

import budtiktok

BLOCK = 1 << 15
# Code points of one text of a regular expression's table.
REGEX_BLOCK = 4096
# Between code points. No normalizer here changes it, it takes part in no composition and is in no other's image.
BORDER = "\u0e01"

BERT_OFF = {
    "type": "BertNormalizer",
    "clean_text": False,
    "handle_chinese_chars": False,
    "strip_accents": False,
    "lowercase": False,
}
MAPS: dict[str, dict[str, Any]] = {
    "norm-nfc": {"type": "NFC"},
    "norm-nfd": {"type": "NFD"},
    "norm-nfkc": {"type": "NFKC"},
    "norm-nfkd": {"type": "NFKD"},
    "norm-nmt": {"type": "Nmt"},
    "norm-lowercase": {"type": "Lowercase"},
    "norm-strip-accents": {"type": "StripAccents"},
    "norm-bert-clean-text": {**BERT_OFF, "clean_text": True},
    "norm-bert-chinese-chars": {**BERT_OFF, "handle_chinese_chars": True},
    "norm-bert-strip-accents": {**BERT_OFF, "strip_accents": True},
    "norm-bert-lowercase": {**BERT_OFF, "lowercase": True},
    "norm-bert-default": {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
}
PRE_TOKENIZERS: dict[str, dict[str, Any]] = {
    "pre-bert": {"type": "BertPreTokenizer"},
    "pre-whitespace": {"type": "Whitespace"},
    "pre-whitespace-split": {"type": "WhitespaceSplit"},
    "pre-punctuation": {"type": "Punctuation", "behavior": "Isolated"},
    "pre-digits": {"type": "Digits", "individual_digits": True},
}
ADDED: dict[str, tuple[dict[str, bool], str, Callable[[list[int]], bool]]] = {
    "added-single-word-blocked-before": ({"single_word": True}, "{}QQ", lambda ids: 1 not in ids),
    "added-single-word-blocked-after": ({"single_word": True}, "QQ{}", lambda ids: 1 not in ids),
    "added-lstrip": ({"lstrip": True, "rstrip": True}, "{}QQ", lambda ids: ids == [1]),
    "added-rstrip": ({"lstrip": True, "rstrip": True}, "QQ{}", lambda ids: ids == [1]),
}


@functools.lru_cache(maxsize=1)
def code_points() -> list[str]:
    """Every scalar value as a string of one."""
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


@functools.lru_cache(maxsize=1)
def index() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((DATA / "golden/codepoints/index.json").read_text())
    return found


def tokenizer(**sections: Any) -> budtiktok.Tokenizer:
    model = {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}
    return budtiktok.Tokenizer.from_str(json.dumps({"version": "1.0", "model": model, **sections}))


def normalizer(component: dict[str, Any]) -> Callable[[str], str]:
    found = tokenizer(normalizer=component).normalizer
    assert found is not None
    return found.normalize_str


def images(normalize: Callable[[str], str], texts: list[str]) -> Iterable[str]:
    """Yield the normalized form of each text, many texts a call."""
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        if any(BORDER in text for text in block):
            yield from map(normalize, block)
            continue
        parts = normalize(BORDER + BORDER.join(block) + BORDER).split(BORDER)
        assert len(parts) == len(block) + 2
        yield from parts[1:-1]


def hexes(text: str) -> str:
    return " ".join(f"{ord(c):X}" for c in text)


def classes(found: Iterable[tuple[str, str]]) -> list[str]:
    """Return lines of runs of neighbouring code points with one class."""
    runs: list[list[Any]] = []
    for char, name in found:
        c = ord(char)
        if runs and runs[-1][1] == c - 1 and runs[-1][2] == name:
            runs[-1][1] = c
        else:
            runs.append([c, c, name])
    return [f"{a:X}-{b:X} {name}" if a != b else f"{a:X} {name}" for a, b, name in runs]


def check(name: str, lines: list[str]) -> None:
    """Compare a table with the recorded one."""
    data = ("\n".join(lines) + "\n").encode()
    if hashlib.sha256(data).hexdigest() != index()[name]["sha256"]:
        want = lzma.decompress((DATA / "golden/codepoints" / f"{name}.txt.xz").read_bytes()).decode().splitlines()
        extra, missing = sorted(set(lines) - set(want)), sorted(set(want) - set(lines))
        pytest.fail(f"{name}: {len(extra)} lines too many {extra[:10]}, {len(missing)} missing {missing[:10]}")
    _counts.add("code point tables", "tables equal")
    _counts.add("code point tables", "code points compared", len(code_points()))


@pytest.mark.parametrize("name", MAPS)
def test_map(name: str) -> None:
    need_data()
    found = images(normalizer(MAPS[name]), code_points())
    check(name, [f"{ord(c):X}>{hexes(image)}" for c, image in zip(code_points(), found) if image != c])


def test_composition_table() -> None:
    need_data()
    decompose, compose = normalizer({"type": "NFD"}), normalizer({"type": "NFC"})
    pairs = [(c, d) for c, d in zip(code_points(), images(decompose, code_points())) if c != d]
    composed = images(compose, [d for _, d in pairs])
    check("nfc-of-nfd", [f"{ord(c):X}>{hexes(image)}" for (c, _), image in zip(pairs, composed)])


def test_reorder_classes() -> None:
    need_data()
    nfd = normalizer({"type": "NFD"})
    ladder = re.search(r"ladder ((?:[0-9A-F]{4,6} )+)", index()["nfd-reorder-class"]["what"])
    assert ladder
    steps = "".join(chr(int(code, 16)) for code in ladder[1].split())
    assert nfd(steps) == steps
    own = [c for c, image in zip(code_points(), images(nfd, code_points())) if image == c]
    # Only marks move: of the rest neither a mark behind nor one before changes places.
    behind = list(images(nfd, [f"{c}\u0334" for c in own]))
    before = list(images(nfd, [f"\u0345{c}" for c in own]))
    moving = [c for c, a, b in zip(own, behind, before) if a != f"{c}\u0334" or b != f"\u0345{c}" or c in steps]
    check("nfd-reorder-class", classes((c, f"c{nfd(steps + c).rindex(c)}") for c in moving))


def test_white_space() -> None:
    need_data()
    strip = normalizer({"type": "Strip", "strip_left": True, "strip_right": True})
    check("whitespace-std", classes((c, "1") for c in code_points() if strip("x" + c) == "x"))


@pytest.mark.parametrize("name", PRE_TOKENIZERS)
def test_pieces(name: str) -> None:
    """Pieces of a+c+b: the word ids of one call per block say where a text was cut."""
    need_data()
    found = tokenizer(pre_tokenizer=PRE_TOKENIZERS[name])
    texts = [f"a{c}b" for c in code_points()]
    counts: list[int] = []
    for start in range(0, len(texts), BLOCK):
        # One unknown token a piece.
        counts.extend(found.count_tokens(texts[start : start + BLOCK]).tolist())
    kinds = {2: "separator", 3: "own"}
    assert set(counts) <= {1, 2, 3}
    check(name, classes((c, kinds[n]) for c, n in zip(code_points(), counts) if n > 1))


@pytest.mark.parametrize("name", ADDED)
def test_added_token_beside(name: str) -> None:
    need_data()
    flags, form, test = ADDED[name]
    token = {"id": 0, "content": "QQ", "single_word": False, "lstrip": False, "rstrip": False}
    found = tokenizer(added_tokens=[{**token, "normalized": False, "special": False, **flags}])
    lines: list[tuple[str, str]] = []
    for start in range(0, len(code_points()), BLOCK):
        block = code_points()[start : start + BLOCK]
        ids, offsets = found.encode_ragged([form.format(c) for c in block])
        flat, bounds = ids.tolist(), offsets.tolist()
        lines += [(c, "1") for c, a, b in zip(block, bounds, bounds[1:]) if test(flat[a:b])]
    check(name, classes(lines))


def test_precompiled() -> None:
    need_data()
    normalize = normalizer(json.loads(plain_tokenizer_json("t5-small"))["normalizer"])
    lines = [f"{ord(c):X}>{hexes(image)}" for c in code_points() if (image := normalize(c)) != c]
    check("norm-precompiled-nmt-nfkc", lines)


def test_grapheme_extends() -> None:
    """What follows an 'a' and belongs to its cluster vanishes with it where a charsmap maps the 'a'."""
    need_data()
    normalize = normalizer({"type": "Precompiled", "precompiled_charsmap": generator().charsmap({"a": "X"})})
    check("grapheme-extends", classes((c, "1") for c in code_points() if normalize("a" + c) == "X"))


def test_unicode_scripts() -> None:
    """Two code points have one script where they stay in one piece; the record numbers scripts as they come."""
    need_data()
    found = tokenizer(pre_tokenizer={"type": "UnicodeScripts"})

    def together(texts: list[str]) -> list[bool]:
        return [number == 1 for number in found.count_tokens(texts).tolist()] if texts else []

    after = [together([letter + c for c in code_points()]) for letter in ("a", "\u3042")]
    scripted = [c for c, a, b in zip(code_points(), *after) if not (a and b)]
    like_the_last = together([a + b for a, b in zip(scripted, scripted[1:])])
    numbers: dict[str, int] = {}
    first: list[str] = []
    for i, c in enumerate(scripted):
        if i and ord(c) - ord(scripted[i - 1]) < 50 and like_the_last[i - 1]:
            numbers[c] = numbers[scripted[i - 1]]
            continue
        known = together([script + c for script in first])
        if True not in known:
            first.append(c)
            known.append(True)
        numbers[c] = known.index(True)
    check("pre-unicode-scripts", classes((c, f"s{number}") for c, number in numbers.items()))


def regexes() -> dict[str, str]:
    """The tables of regular expressions, and the expression of each."""
    if not have_data():
        return {NO_DATA: ""}
    before = "code points matched by "
    return {name: row["what"].removeprefix(before) for name, row in index().items() if name.startswith("onig-")}


@pytest.mark.parametrize("name", regexes())
def test_regex(name: str) -> None:
    need_data()
    split = {"type": "Split", "pattern": {"Regex": regexes()[name]}, "behavior": "Removed", "invert": False}
    found = tokenizer(pre_tokenizer=split).pre_tokenizer
    assert found is not None
    matched: list[tuple[str, str]] = []
    for start in range(0, len(code_points()), REGEX_BLOCK):
        block = code_points()[start : start + REGEX_BLOCK]
        kept: set[int] = set()
        for _, (begin, end) in found.pre_tokenize_str("".join(block)):
            kept.update(range(begin, end))
        matched += [(c, "1") for i, c in enumerate(block) if i not in kept]
    check(name, classes(matched))


def test_every_table_has_a_test() -> None:
    need_data()
    alone = {
        "nfc-of-nfd",
        "nfd-reorder-class",
        "whitespace-std",
        "norm-precompiled-nmt-nfkc",
        "grapheme-extends",
        "pre-unicode-scripts",
    }
    assert set(index()) == {*MAPS, *PRE_TOKENIZERS, *ADDED, *regexes(), *alone}
    assert len(index()) == 63
