"""Truncation, padding, pre-split words and special tokens as text, on real texts: equal to the live reference."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from _compare import Twin, plain_twin, twin
from _data import BERT_FAMILY, PACKAGE_MINILM, need_data, row_sample, text_names, xquad_pairs

TOKENIZERS = (*BERT_FAMILY, PACKAGE_MINILM)
SIDES = ("right", "left")
STRATEGIES = ("longest_first", "only_first", "only_second")

pytestmark = pytest.mark.parametrize("name", TOKENIZERS)


@pytest.fixture
def pair(name: str) -> Iterator[Twin]:
    """A tokenizer without truncation and padding, left as it was found."""
    need_data()
    found = plain_twin(name)
    yield found
    for tokenizer in found.both():
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = False


@functools.cache
def texts(number: int) -> list[str]:
    """Some rows of every text file, cut so that small max_lengths do not make thousands of parts."""
    out = []
    for name in text_names():
        sample = row_sample(name, 6000)
        out.extend(row[:300] for row in sample[:: max(1, len(sample) // 12)])
    return out[:: max(1, len(out) // number)][:number]


@functools.cache
def pairs_of_texts(number: int) -> list[tuple[str, str]]:
    """Some beginnings of questions and passages: short, for the parts of a cut pair multiply."""
    found = xquad_pairs()
    return [(query[:40], passage[:60]) for query, passage in found[:: len(found) // number]][:number]


def can_encode(tokenizer: Any, texts_of_pair: tuple[str, str], add_special_tokens: bool) -> bool:
    """Whether the truncation in force can reach its length, and keeps more than the stride."""
    try:
        tokenizer.encode(*texts_of_pair, add_special_tokens=add_special_tokens)
    except BaseException as error:  # the reference raises plain Exception, and PanicException for the stride
        if isinstance(error, KeyboardInterrupt):
            raise
        return False
    return True


@pytest.mark.parametrize(("side", "strategy"), list(itertools.product(SIDES, STRATEGIES)))
def test_truncation(pair: Twin, name: str, side: str, strategy: str) -> None:
    group = f"{name}, truncation"
    plain, pairs = texts(60), pairs_of_texts(12)
    for max_length, stride in ((3, 0), (8, 0), (8, 2), (16, 5), (128, 0), (128, 32)):
        for tokenizer in pair.both():
            tokenizer.enable_truncation(max_length, stride=stride, strategy=strategy, direction=side)
        assert pair.ours.truncation == pair.reference.truncation
        if strategy != "only_second":
            pair.batch(group, plain)
            pair.batch(group, plain, add_special_tokens=False)
        for specials in (True, False):
            works = [p for p in pairs if can_encode(pair.reference, p, specials)]
            assert works == [p for p in pairs if can_encode(pair.ours, p, specials)]
            pair.batch(group, works, add_special_tokens=specials)


@pytest.mark.parametrize("side", SIDES)
def test_padding(pair: Twin, name: str, side: str) -> None:
    group = f"{name}, padding"
    batches = [texts(40)[i : i + 8] for i in range(0, 40, 8)] + [pairs_of_texts(3), [""], ["", "a b"]]
    for length, multiple in itertools.product((None, 0, 4, 40, 200), (None, 0, 1, 8, 64)):
        for tokenizer in pair.both():
            tokenizer.enable_padding(
                direction=side, pad_id=3, pad_type_id=1, pad_token="[X]", length=length, pad_to_multiple_of=multiple
            )
        assert pair.ours.padding == pair.reference.padding
        for batch in batches:
            pair.batch(group, batch)
        pair.single(group, batches[0])


@pytest.mark.parametrize("side", SIDES)
def test_padding_with_truncation(pair: Twin, name: str, side: str) -> None:
    group = f"{name}, padding with truncation"
    batches = [texts(40)[i : i + 8] for i in range(0, 40, 8)] + [pairs_of_texts(6)]
    for cut_side, (max_length, stride), length, multiple in itertools.product(
        SIDES, ((12, 0), (12, 3), (40, 7)), (None, 50), (None, 8)
    ):
        for tokenizer in pair.both():
            tokenizer.enable_truncation(max_length, stride=stride, direction=cut_side)
            tokenizer.enable_padding(direction=side, length=length, pad_to_multiple_of=multiple)
        for batch in batches:
            pair.batch(group, batch)


def test_words(pair: Twin, name: str) -> None:
    group = f"{name}, words"
    singles = [text.split() for text in texts(200)] + [[], [""], ["a b", " c "], ["", "x", ""]]
    pairs = [(a.split(), b.split()[:30]) for a, b in pairs_of_texts(40)] + [([], ["a"]), (["a"], [])]
    for how in ({}, {"add_special_tokens": False}):
        pair.batch(group, singles, is_pretokenized=True, **how)
        pair.batch(group, pairs, is_pretokenized=True, **how)
        pair.batch(group, [tuple(words) for words in singles if len(words) != 2], is_pretokenized=True, **how)
        pair.single(group, pairs, is_pretokenized=True, **how)
    for tokenizer in pair.both():
        tokenizer.enable_truncation(10, stride=2)
        tokenizer.enable_padding(length=12)
    pair.batch(f"{group}, truncated and padded", singles, is_pretokenized=True)
    pair.batch(f"{group}, truncated and padded", pairs, is_pretokenized=True)


def test_special_tokens_in_the_text(pair: Twin, name: str) -> None:
    group = f"{name}, special tokens in the text"
    content = sorted(token.content for token in pair.reference.get_added_tokens_decoder().values())
    inputs = []
    for i, text in enumerate(texts(150)):
        token, other = content[i % len(content)], content[(i * 7 + 1) % len(content)]
        middle = len(text) // 2
        inputs += [f"{token} {text}{other}", f"{text[:middle]}{token}{other}{text[middle:]}"]
        inputs += [f" {token} ", token.lower()]
    for as_text in (False, True, False):
        for tokenizer in pair.both():
            tokenizer.encode_special_tokens = as_text
        assert pair.ours.encode_special_tokens == pair.reference.encode_special_tokens == as_text
        pair.batch(group, inputs)
        pair.single(group, inputs[::5], add_special_tokens=False)
        pair.decoded(group, [encoding.ids for encoding in pair.reference.encode_batch(inputs)])


def test_file_settings(name: str) -> None:
    """The file's own truncation and padding hold without being asked for."""
    need_data()
    found = twin(name)
    assert found.ours.truncation == found.reference.truncation
    assert found.ours.padding == found.reference.padding
    group = f"{name}, settings of the file"
    found.batch(group, texts(100))
    found.batch(group, xquad_pairs()[:60])
    found.single(group, texts(30))


def test_decode_of_any_ids(pair: Twin, name: str) -> None:
    size = pair.reference.get_vocab_size()
    ids = [[(i * 7919 + j * 104729) % (size + 3) for j in range(i % 40)] for i in range(600)]
    pair.decoded(f"{name}, any ids", ids)


def test_vocabulary(pair: Twin, name: str) -> None:
    ours, reference = pair.both()
    for with_added in (True, False):
        assert ours.get_vocab(with_added) == reference.get_vocab(with_added)
        assert ours.get_vocab_size(with_added) == reference.get_vocab_size(with_added)
    for i in range(-0, reference.get_vocab_size() + 10):
        assert ours.id_to_token(i) == reference.id_to_token(i)
    for token in itertools.islice(reference.get_vocab(), 0, None, 7):
        assert ours.token_to_id(token) == reference.token_to_id(token)
    for is_pair in (False, True):
        assert ours.num_special_tokens_to_add(is_pair) == reference.num_special_tokens_to_add(is_pair)
