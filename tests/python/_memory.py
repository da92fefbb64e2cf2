"""Memory that a loaded tokenizer may hold, computed from its file: for the test and for bench/load.py."""

from __future__ import annotations

import json

import budtiktok
from budtiktok._library import ffi, lib

FIXED = 256 * 1024
PER_BYTE, PER_ENTRY, PER_MERGE = 4, 64, 24


def memory_usage(tokenizer: budtiktok.Tokenizer) -> int:
    """Return what btt_memory_usage answers."""
    out = ffi.new("size_t *")
    status = lib.btt_memory_usage(tokenizer._state.handle, out)
    assert status == lib.BTT_OK, status
    return int(out[0])


def memory_bound(text: str) -> int:
    """Return the most that the tokenizer of a tokenizer.json may hold.

    An entry is one of the model's vocabulary, or an added token that is not in it.
    """
    spec = json.loads(text)
    vocab = spec["model"]["vocab"]
    tokens = list(vocab) if isinstance(vocab, dict) else [piece for piece, _ in vocab]
    known = set(tokens)
    tokens += [token["content"] for token in spec.get("added_tokens", ()) if token["content"] not in known]
    size = sum(len(token.encode()) for token in tokens)
    merges = len(spec["model"].get("merges", ()))
    return FIXED + PER_BYTE * size + PER_ENTRY * len(tokens) + PER_MERGE * merges
