"""A long text that is cut is encoded only as far as it is needed: the same tokens and offsets as of all of it."""

from __future__ import annotations

import random

import pytest
from _data import need_data, plain_tokenizer_json, row_sample, rows
from test_long_texts import PARTS
from tokenizers import AddedToken
from tokenizers import Tokenizer as Reference

import budtiktok

#: A tokenizer of each encoder, and of each reason for which a text is not cut into parts.
NAMES = (
    "bert-base-uncased", "t5-small", "xlm-r-paraphrase-multilingual-mpnet-base-v2", "gpt2", "qwen3", "modernbert-base",
    "clip-vit-base-patch32", "falcon-7b", "mistral-7b-v0.1", "phi-3-mini", "mahjonglm-wordlevel",
)  # fmt: skip
LENGTHS = (1, 4, 17, 128, 400)
#: With white space of all kinds around what takes it, and around cuts.
SPACES = (" ", " ", " ", " ", "  ", "\u3000 ", "\xa0 ", "\n ", " \n", "\u2009 \u2009", "\t", " \x01", "\x01 ")
TAKERS = ("<left>", "<right>", "<both>", "<word>")


def texts() -> list[str]:
    """Return texts of some kB: prose of many languages, and with odd parts."""
    found = [" ".join(row_sample(name, 12_000)) for name in ("xquad-passages.jsonl", "udhr.jsonl", "blns.txt")]
    found += ["\x01" + found[0], "\n".join(rows("en-moby-dick.txt")[1000:1100]), "a" * 5000, "日本語" * 1000]
    words = " ".join(rows("en-moby-dick.txt")[1000:1200]).split(" ")
    for seed in range(12):
        chance = random.Random(seed)
        often = (0.02, 0.2, 0.5)[seed % 3]
        some = [chance.choice((*PARTS, *TAKERS)) if chance.random() < often else word for word in words[:900]]
        found.append("".join(part + (chance.choice(SPACES) if seed % 2 else " ") for part in some))
    return found


def with_takers(source: str, normalized: bool) -> list[AddedToken]:
    """Return added tokens that take white space with them."""
    flags = {"<left>": {"lstrip": True}, "<right>": {"rstrip": True}, "<both>": {"lstrip": True, "rstrip": True}}
    return [AddedToken(t, normalized=normalized, single_word=t == "<word>", **flags.get(t, {})) for t in TAKERS]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("added", ["none", "left", "all", "normalized"])
def test_a_cut_text_is_the_beginning_of_the_whole(name: str, added: str) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    reference = Reference.from_str(source)
    tokens = {
        "none": [],
        "left": with_takers(source, False)[:1],
        "all": with_takers(source, False),
        "normalized": with_takers(source, True)[:2],
    }[added]
    reference.add_tokens(tokens)
    ours = budtiktok.Tokenizer.from_str(reference.to_str())
    inputs = texts()
    for length in LENGTHS:
        if length <= reference.num_special_tokens_to_add(False):
            continue
        reference.enable_truncation(length)
        want = reference.encode_batch(inputs)
        found = ours(inputs, truncation=True, max_length=length, return_offsets_mapping=True)
        for row, expected in enumerate(want):
            assert list(found["input_ids"][row]) == expected.ids, (length, row)
            assert [tuple(pair) for pair in found["offset_mapping"][row]] == expected.offsets, (length, row)
        assert [list(row) for row in ours(inputs, truncation=True, max_length=length)["input_ids"]] == [
            row.ids for row in want
        ]


#: Texts of about so many words, so that each side of a pair is longer, or both, or none, by much and by little.
WORDS = (3, 60, 62, 125, 126, 127, 130, 700)


@pytest.mark.parametrize("name", [*NAMES, "albert-base-v2", "gpt-oss"])
def test_pairs_that_are_cut_longest_first(name: str) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    reference = Reference.from_str(source)
    ours = budtiktok.Tokenizer.from_str(source)
    words = " ".join(rows("en-moby-dick.txt")[1000:1200]).split(" ")
    chance = random.Random(5)
    sides = [" ".join(words[start : start + count]) for count in WORDS for start in (chance.randrange(300),)]
    pairs = [(first, second) for first in sides for second in sides]
    pairs += [(text[: chance.randrange(3000)], other) for text, other in zip(texts(), reversed(texts()))]
    for length in (16, 127, 128, 129, 130):
        if length <= reference.num_special_tokens_to_add(True):
            continue
        reference.enable_truncation(length, strategy="longest_first")
        want = reference.encode_batch(pairs)
        how = {"truncation": "longest_first", "max_length": length}
        firsts, seconds = map(list, zip(*pairs))
        found = ours(firsts, seconds, return_offsets_mapping=True, return_token_type_ids=True, **how)
        for row, expected in enumerate(want):
            assert list(found["input_ids"][row]) == expected.ids, (length, row)
            assert list(found["token_type_ids"][row]) == expected.type_ids, (length, row)
            assert [tuple(pair) for pair in found["offset_mapping"][row]] == expected.offsets, (length, row)
        ids = ours(firsts, seconds, **how)["input_ids"]
        assert [list(row) for row in ids] == [row.ids for row in want]


@pytest.mark.parametrize("name", ["bert-base-uncased", "t5-small", "gpt2", "mistral-7b-v0.1"])
def test_the_rest_of_a_long_side_is_not_read(name: str) -> None:
    need_data()
    ours = budtiktok.Tokenizer.from_str(plain_tokenizer_json(name))
    words = "some words of a text and more "
    for first, second in ((words, words * 1000), (words * 1000, words)):
        before = ours.info()["fused_bytes"]
        ours([first], [second], truncation=True, max_length=128)
        assert ours.info()["fused_bytes"] - before < 3000
