"""Short texts of a batch are encoded together: the same ids as of the reference, whatever stands beside them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from _data import need_data, plain_tokenizer_json, row_sample, rows
from tokenizers import Tokenizer as Reference

import budtiktok

NAMES = ("gpt2", "roberta-base", "qwen3", "gpt-oss", "modernbert-base", "falcon-7b", "clip-vit-base-patch32")


def texts(special: str) -> list[str]:
    """Return texts of 0 to 3,000 bytes: queries, prose, many languages, odd ones, some with a special token."""
    found = [*rows("en-queries-nq.txt")[:400], *row_sample("xquad-passages.jsonl", 60_000)]
    found += [*row_sample("udhr.jsonl", 60_000), *rows("blns.txt"), *rows("mixed-scripts-small.txt")[:200]]
    prose = "\n".join(rows("en-moby-dick.txt")[2000:2600])
    found += [prose[i : i + 200] for i in range(0, len(prose), 200)]
    found = [text[:3000] for text in found]
    chance = random.Random(1)
    found += ["", " ", "\n", "e\u0301", f"{special} a query", f"a query{special}", "a" * 2047, "a" * 2049] * 3
    chance.shuffle(found)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_batches_of_short_texts_equal_the_reference(name: str) -> None:
    need_data()
    source = plain_tokenizer_json(name)
    reference = Reference.from_str(source)
    ours = budtiktok.Tokenizer.from_str(source)
    special = next(iter(reference.get_added_tokens_decoder().values())).content
    inputs = texts(special)
    expected = [encoding.ids for encoding in reference.encode_batch(inputs)]
    for threads in (1, 2, 0):  # the last one as the environment says
        budtiktok.set_num_threads(threads)
        for size in (2, 33, len(inputs)):
            # New, remembered, known.
            for _ in range(3 if size == len(inputs) else 1):
                for begin in range(0, len(inputs), size):
                    ids, offsets = ours.encode_ragged(inputs[begin : begin + size])
                    found = [ids[a:b].tolist() for a, b in zip(offsets, offsets[1:])]
                    assert found == expected[begin : begin + size]


def test_a_cut_row_among_short_texts_is_the_beginning_of_the_whole() -> None:
    need_data()
    source = plain_tokenizer_json("gpt2")
    reference = Reference.from_str(source)
    ours = budtiktok.Tokenizer.from_str(source)
    inputs = texts("<|endoftext|>")
    for length in (1, 7, 50, 512):
        reference.enable_truncation(length)
        expected = [encoding.ids for encoding in reference.encode_batch(inputs)]
        found = ours(inputs, truncation=True, max_length=length, padding=False, return_tensors=None)["input_ids"]
        assert [np.asarray(row).tolist() for row in found] == expected
