"""A loaded tokenizer holds no more memory than its file accounts for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from _data import need_data, real_names, tokenizer_json
from _memory import memory_bound, memory_usage

from budtiktok import Tokenizer

ADDED = 10_000


def checked_usage(text: str) -> int:
    """Load a file and return what it uses, which must not be above the bound nor below its vocabulary's own texts."""
    spec = json.loads(text)
    vocab = spec["model"]["vocab"]
    tokens = vocab if isinstance(vocab, dict) else [piece for piece, _ in vocab]
    used = memory_usage(Tokenizer.from_str(text))
    assert sum(len(token.encode()) for token in tokens) < used <= memory_bound(text)
    return used


@pytest.mark.parametrize("name", real_names() or ["no-test-data"])
def test_real_tokenizers_stay_below_the_bound(name: str) -> None:
    need_data()
    checked_usage(tokenizer_json(name))


def small_file(words: int, added: list[dict[str, Any]]) -> str:
    vocab = {f"word{i}": i for i in range(words)}
    model = {"type": "WordLevel", "vocab": vocab, "unk_token": "word0"}
    return json.dumps({"version": "1.0", "added_tokens": added, "model": model})


@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("normalized", [False, True])
def test_added_tokens_stay_below_the_bound(special: bool, normalized: bool) -> None:
    flags = {"single_word": False, "lstrip": True, "rstrip": False, "normalized": normalized, "special": special}
    added = [{"id": i, "content": f"<|added token {i}|>", **flags} for i in range(ADDED)]
    without = checked_usage(small_file(10, []))
    # Their share alone too, the fixed part left out.
    room = memory_bound(small_file(10, added)) - memory_bound(small_file(10, []))
    assert 0 < checked_usage(small_file(10, added)) - without <= room


def test_twice_the_vocabulary_takes_about_twice_the_memory() -> None:
    # Tables grow by doubling, so powers of two are compared.
    once, twice = (checked_usage(small_file(words, [])) for words in (1 << 15, 1 << 16))
    assert 1.8 < twice / once < 2.2


def test_many_merges_an_entry_stay_below_the_bound() -> None:
    words = ["a", "b"]
    for word in words:
        if len(word) < 12:
            words += [word + "a", word + "b"]
    pairs = [[word[:cut], word[cut:]] for word in words for cut in range(1, len(word))]
    # Sizes around a doubling, which a table of a power of two of slots would have to make.
    for count in (40_000, 44_000, len(pairs)):
        spec = {
            "version": "1.0",
            "model": {"type": "BPE", "vocab": {w: i for i, w in enumerate(words)}, "merges": pairs[:count]},
        }
        for text in (json.dumps(spec), json.dumps(spec, sort_keys=True)):
            checked_usage(text)
    assert len(pairs) > 8 * len(words)
