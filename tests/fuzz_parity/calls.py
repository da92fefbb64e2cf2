"""The calls of a case. Each is one function for both libraries and returns named parts, which are then compared."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

import tokenizers
from _compare import ATTRIBUTES, flat

import budtiktok

Json = dict[str, Any]
Part = tuple[str, Any]

ALTERED = {"id": "ids", "offset": "offsets", "word_id": "word_ids"}
# One in so many encodings is altered.
_ALTER_EVERY = 300


class Side:
    """One of the two libraries with its tokenizer of the case."""

    def __init__(self, library: Any, tokenizer: Any, alter: str | None = None) -> None:
        self.library = library
        self.tokenizer = tokenizer
        self.alter = alter

    def parts(self, encoding: Any) -> list[Part]:
        """Every attribute of an encoding."""
        found = flat(encoding)
        if self.alter is not None:
            found = altered(found, self.alter)
        return list(zip((*ATTRIBUTES, "overflowing"), found))


def altered(found: tuple[Any, ...], what: str) -> tuple[Any, ...]:
    """Change one value of one in some hundred encodings: the test of the fuzzer itself."""
    at = ATTRIBUTES.index(ALTERED[what])
    values = found[at]
    if not values or zlib.crc32(repr(found[0]).encode()) % _ALTER_EVERY != 7:
        return found
    first = values[0]
    changed = (first[0], first[1] + 1) if what == "offset" else 0 if first is None else first + 1
    return (*found[:at], [changed, *values[1:]], *found[at + 1 :])


# ---- encoding


def _encode(side: Side, call: Json) -> list[Part]:
    return side.parts(side.tokenizer.encode(call["text"], call.get("pair"), add_special_tokens=call["special"]))


def _encode_words(side: Side, call: Json) -> list[Part]:
    how = {"is_pretokenized": True, "add_special_tokens": call["special"]}
    return side.parts(side.tokenizer.encode(call["words"], call.get("pair"), **how))


def _rows(side: Side, call: Json, pretokenized: bool) -> list[Part]:
    encode = side.tokenizer.encode_batch_fast if call["fast"] else side.tokenizer.encode_batch
    rows = [tuple(row) if isinstance(row, list) and not pretokenized else row for row in call["rows"]]
    encodings = encode(rows, is_pretokenized=pretokenized, add_special_tokens=call["special"])
    return [("rows", len(encodings)), *(part for encoding in encodings for part in side.parts(encoding))]


def _batch(side: Side, call: Json) -> list[Part]:
    return _rows(side, call, False)


def _batch_words(side: Side, call: Json) -> list[Part]:
    return _rows(side, call, True)


def _bytes(side: Side, call: Json) -> list[Part]:
    """Ill-formed UTF-8: this library repairs it as Python does."""
    data, tokenizer = bytes.fromhex(call["hex"]), side.tokenizer
    # The callable form has its own truncation and padding.
    cut, fill = tokenizer.truncation, tokenizer.padding
    tokenizer.no_truncation()
    tokenizer.no_padding()
    try:
        if side.library is budtiktok:
            found = tokenizer([data], add_special_tokens=call["special"], return_offsets_mapping=True)
            return [("ids", list(found["input_ids"][0])), ("offsets", [tuple(o) for o in found["offset_mapping"][0]])]
        encoding = tokenizer.encode(data.decode("utf-8", "replace"), add_special_tokens=call["special"])
        return [("ids", encoding.ids), ("offsets", encoding.offsets)]
    finally:
        if cut is not None:
            tokenizer.enable_truncation(**cut)
        if fill is not None:
            tokenizer.enable_padding(**fill)


def _queries(side: Side, call: Json) -> list[Part]:
    encoding = side.tokenizer.encode(call["text"], call.get("pair"), add_special_tokens=call["special"])
    places, tokens = range(len(call["text"]) + 2), range(len(encoding) + 2)
    words = range(max((word for word in encoding.word_ids if word is not None), default=0) + 2)
    out: list[Part] = [("len", len(encoding))]
    for sequence in range(min(encoding.n_sequences, 2)):
        out.append(("char_to_token", [encoding.char_to_token(i, sequence) for i in places]))
        out.append(("char_to_word", [encoding.char_to_word(i, sequence) for i in places]))
        out.append(("word_to_tokens", [encoding.word_to_tokens(i, sequence) for i in words]))
        out.append(("word_to_chars", [encoding.word_to_chars(i, sequence) for i in words]))
    # Post-processors in a Sequence may give a token to two sequences: the reference then says either, by hash order.
    for name in () if call["overlapping"] else ("token_to_sequence", "token_to_word", "token_to_chars"):
        query = getattr(encoding, name)
        out.append((name, [query(i) for i in tokens]))
    return out


def _encoding_changes(side: Side, call: Json) -> list[Part]:
    one, two = (side.tokenizer.encode(call[name]) for name in ("text", "other"))
    if call["sequence"] is not None:
        one.set_sequence_id(call["sequence"])
    out = side.parts(type(one).merge([one, two], call["growing"]))
    length, stride, direction = call["truncate"]
    two.truncate(length, stride, direction)
    out += side.parts(two)
    length, direction, pad_id, type_id, token = call["pad"]
    two.pad(length, direction=direction, pad_id=pad_id, pad_type_id=type_id, pad_token=token)
    return out + side.parts(two)


# A template that repeats its sequences combines all overflowing parts of each with those of the others, on both
# sides: billions of them where a pair of many parts goes in.
MOST_PARTS = 64


def _post_process(side: Side, call: Json) -> list[Part]:
    tokenizer = side.tokenizer
    one = tokenizer.encode(call["text"], add_special_tokens=False)
    two = tokenizer.encode(call["pair"], add_special_tokens=False) if "pair" in call else None
    if (len(one.overflowing) + 1) * (len(two.overflowing) + 1 if two else 1) > MOST_PARTS:
        return [*side.parts(one), *(side.parts(two) if two else ())]
    return side.parts(tokenizer.post_process(one, two, call["special"]))


# ---- single stages


def _normalize(side: Side, call: Json) -> list[Part]:
    normalizer = side.tokenizer.normalizer
    return [("text", None if normalizer is None else normalizer.normalize_str(call["text"]))]


def _pre_tokenize(side: Side, call: Json) -> list[Part]:
    pre_tokenizer = side.tokenizer.pre_tokenizer
    return [("pieces", None if pre_tokenizer is None else pre_tokenizer.pre_tokenize_str(call["text"]))]


def _model(side: Side, call: Json) -> list[Part]:
    return [("tokens", [token.as_tuple() for token in side.tokenizer.model.tokenize(call["text"])])]


# ---- decoding


def _decode(side: Side, call: Json) -> list[Part]:
    return [("text", side.tokenizer.decode(call["ids"], skip_special_tokens=call["skip"]))]


def _decode_encoded(side: Side, call: Json) -> list[Part]:
    ids = side.tokenizer.encode(call["text"]).ids
    return [("ids", ids), ("text", side.tokenizer.decode(ids, skip_special_tokens=call["skip"]))]


def _decode_batch(side: Side, call: Json) -> list[Part]:
    return [("texts", side.tokenizer.decode_batch(call["rows"], skip_special_tokens=call["skip"]))]


def _decode_tokens(side: Side, call: Json) -> list[Part]:
    decoder = side.tokenizer.decoder
    return [("text", None if decoder is None else decoder.decode(call["tokens"]))]


# ---- vocabulary and settings


def _flags(token: Any) -> tuple[Any, ...]:
    return (token.content, token.single_word, token.lstrip, token.rstrip, token.normalized, token.special)


def _vocabulary(side: Side, call: Json) -> list[Part]:
    tokenizer = side.tokenizer
    vocab = tokenizer.get_vocab()
    ids = [*call["ids"], *sorted(vocab.values())[:40]]
    return [
        ("get_vocab", vocab),
        ("get_vocab(False)", tokenizer.get_vocab(False)),
        ("get_vocab_size", (tokenizer.get_vocab_size(), tokenizer.get_vocab_size(False))),
        ("id_to_token", [(number, tokenizer.id_to_token(number)) for number in ids]),
        ("token_to_id", [(token, tokenizer.token_to_id(token)) for token in call["tokens"]]),
        ("added_tokens", {i: _flags(token) for i, token in tokenizer.get_added_tokens_decoder().items()}),
        ("num_special_tokens_to_add", [tokenizer.num_special_tokens_to_add(pair) for pair in (False, True)]),
    ]


def _add_tokens(side: Side, call: Json) -> list[Part]:
    tokens = []
    for token in call["tokens"]:
        if not isinstance(token, str):
            how = {name: value for name, value in token.items() if name != "content"}
            token = side.library.AddedToken(token["content"], **how)
        tokens.append(token)
    add = side.tokenizer.add_special_tokens if call["special"] else side.tokenizer.add_tokens
    return [("count", add(tokens))]


def _special_as_text(side: Side, call: Json) -> list[Part]:
    side.tokenizer.encode_special_tokens = call["value"]
    return [("value", side.tokenizer.encode_special_tokens)]


def _settings(side: Side, call: Json) -> list[Part]:
    tokenizer = side.tokenizer
    if "truncation" in call:
        tokenizer.no_truncation()
        if call["truncation"]:
            tokenizer.enable_truncation(**call["truncation"])
    if "padding" in call:
        tokenizer.no_padding()
        if call["padding"]:
            tokenizer.enable_padding(**call["padding"])
    return [("truncation", tokenizer.truncation), ("padding", tokenizer.padding)]


def _to_str(side: Side, call: Json) -> list[Part]:
    """What is saved, and what the reference saves again after loading it."""
    text = side.tokenizer.to_str()
    saved = json.loads(text)
    try:
        again = tokenizers.Tokenizer.from_str(text).to_str()
    except Exception as error:
        again = f"refused: {type(error).__name__}"
    return [*((name, saved[name]) for name in saved), ("loaded again", again)]


CALLS: dict[str, Callable[[Side, Json], list[Part]]] = {
    "encode": _encode,
    "encode_words": _encode_words,
    "batch": _batch,
    "batch_words": _batch_words,
    "bytes": _bytes,
    "queries": _queries,
    "encoding_changes": _encoding_changes,
    "post_process": _post_process,
    "normalize": _normalize,
    "pre_tokenize": _pre_tokenize,
    "model": _model,
    "decode": _decode,
    "decode_encoded": _decode_encoded,
    "decode_batch": _decode_batch,
    "decode_tokens": _decode_tokens,
    "vocabulary": _vocabulary,
    "add_tokens": _add_tokens,
    "special_as_text": _special_as_text,
    "settings": _settings,
    "to_str": _to_str,
}
# Calls that change the tokenizer.
CHANGES = frozenset(("add_tokens", "special_as_text", "settings"))
