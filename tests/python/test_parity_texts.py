"""Every text file through every real tokenizer of the BERT family: all attributes equal the live reference's."""

from __future__ import annotations

import _counts
import pytest
from _compare import assert_same, plain_twin
from _data import (
    BERT_FAMILY,
    NO_DATA,
    PACKAGE_MINILM,
    need_data,
    row_sample,
    rows,
    tatoeba_pairs,
    text_bytes,
    text_names,
    xquad_pairs,
)

# These two read every file whole; the others read a sample of the files above WHOLE_CHARS, the pair files always whole.
WHOLE = ("bert-base-uncased", "bert-base-cased")
WHOLE_CHARS = 700_000
SAMPLE_CHARS = 250_000
ALWAYS_WHOLE = ("tatoeba-pairs.jsonl", "xquad-pairs.jsonl", "xquad-passages.jsonl")
TOKENIZERS = (*BERT_FAMILY, PACKAGE_MINILM)

pytestmark = pytest.mark.parametrize("name", TOKENIZERS)


def rows_for(name: str, text: str) -> list[str]:
    """Return the rows of a file that a tokenizer is compared on."""
    found = rows(text)
    if name in WHOLE or text in ALWAYS_WHOLE or sum(map(len, found)) <= WHOLE_CHARS:
        return found
    return row_sample(text, SAMPLE_CHARS)


@pytest.mark.parametrize("text", text_names())
def test_every_file(name: str, text: str) -> None:
    need_data()
    assert text != NO_DATA
    twin = plain_twin(name)
    inputs = rows_for(name, text)
    for start in range(0, len(inputs), 5000):
        block = inputs[start : start + 5000]
        ours = twin.ours.encode_batch(block)
        reference = twin.reference.encode_batch(block)
        assert_same(f"{name}, whole texts", ours, reference, block)
        # The arrays never pass through encodings, so they are compared of their own.
        ids, row_offsets = twin.ours.encode_ragged(block)
        want = [token for encoding in reference for token in encoding.ids]
        assert ids.tolist() == want
        assert row_offsets[-1] == len(want)
        assert twin.ours.count_tokens(block).tolist() == [len(encoding.ids) for encoding in reference]
        _counts.add(f"{name}, whole texts", "tokens", len(want))
    few = inputs[:: max(1, len(inputs) // 300)]
    twin.batch(f"{name}, samples, without special tokens", few, add_special_tokens=False)
    twin.single(f"{name}, samples, one by one", few)
    twin.decoded(f"{name}, samples", [encoding.ids for encoding in twin.reference.encode_batch(few)])
    _counts.add("text files", f"{name}: files covered")


@pytest.mark.parametrize("pairs", ["tatoeba", "xquad"])
def test_pairs(name: str, pairs: str) -> None:
    need_data()
    twin = plain_twin(name)
    found = tatoeba_pairs() if pairs == "tatoeba" else xquad_pairs()
    group = f"{name}, pairs"
    step = 1 if name in WHOLE else 4
    for start in range(0, len(found), 4000):
        block = found[start : start + 4000 : step]
        assert_same(group, twin.ours.encode_batch(block), twin.reference.encode_batch(block), block)
    few = found[:: max(1, len(found) // 500)]
    twin.single(f"{group}, one by one", few)
    twin.batch(f"{group}, without special tokens", few, add_special_tokens=False)


def test_bytes_that_are_not_utf8(name: str) -> None:
    """Bytes that are not UTF-8 give what the reference gives for the text with U+FFFD per maximal subpart."""
    need_data()
    twin = plain_twin(name)
    lines = text_bytes("UTF-8-test.txt").split(b"\n")
    replaced = [line.decode("utf-8", "replace") for line in lines]
    assert any("\ufffd" in line for line in replaced)
    want = twin.reference.encode_batch(replaced)
    ids, row_offsets = twin.ours.encode_ragged(lines)
    got = [ids[a:b].tolist() for a, b in zip(row_offsets[:-1], row_offsets[1:])]
    assert got == [encoding.ids for encoding in want]
    assert twin.ours.count_tokens(lines).tolist() == [len(encoding.ids) for encoding in want]
    _counts.add(f"{name}, bytes that are not UTF-8", "texts", len(lines))
