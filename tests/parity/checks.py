"""What is compared of one tokenizer. Each function is a unit of work; `Comparer` counts and keeps the differences."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
from _compare import Twin
from _data import tokenizer_json

from . import inputs, sides
from .sides import Call, Comparer, Raised

THREADS = (1, 2, 4)

LENGTHS = ((5, 0), (12, 2), (40, 8), (128, 0), (128, 32))
STRATEGIES = ("longest_first", "only_first", "only_second")
SIDES = ("right", "left")
PADDINGS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"direction": "right"},
    {"direction": "left", "pad_to_multiple_of": 8, "pad_id": 3, "pad_type_id": 1, "pad_token": "[X]"},
    {"direction": "left", "length": 50},
    {"direction": "right", "length": 20, "pad_to_multiple_of": 16},
)


def machine_settings() -> list[tuple[str, int]]:
    """Return every SIMD level with every number of threads."""
    return list(itertools.product(sides.levels(), THREADS))


def texts(comparer: Comparer, file: str, keep_each: int = 1) -> None:
    """One file, every row: encodings with and without specials, decoding both ways, ids at every level."""
    for block in sides.blocks(inputs.rows(file)[::keep_each]):
        found = comparer.run(Call("encode_batch"), block)
        ids = [encoding.ids for encoding in found if not isinstance(encoding, Raised)]
        decode(comparer, ids)
        if len(ids) == len(block):
            flat_ids(comparer, block, ids)
        comparer.run(Call("encode_batch", {"add_special_tokens": False}), block)
    for block in sides.blocks(inputs.pair_rows(file)[::keep_each]):
        comparer.run(Call("encode_batch"), block)
    for block in sides.blocks(inputs.blocks_with_line_ends(file)[::keep_each]):
        comparer.run(Call("encode_batch"), block)


def flat_ids(comparer: Comparer, block: list[str], ids: list[list[int]]) -> None:
    """Compare the flat arrays at every level and number of threads with the ids of the reference."""
    want = np.fromiter(itertools.chain.from_iterable(ids), dtype=np.int64)
    bounds = np.cumsum([0, *map(len, ids)])
    for level, threads in machine_settings():
        call = Call("encode_ragged", level=level, threads=threads)
        comparer.settle(call)
        got, offsets = comparer.twin.ours.encode_ragged(block)
        comparer.count(call, 0, len(block))
        if not (np.array_equal(got, want) and np.array_equal(offsets, bounds)):
            rows = [got[a:b].tolist() for a, b in zip(offsets, offsets[1:])]
            at = next((i for i, (a, b) in enumerate(zip(rows, ids)) if a != b), 0)
            comparer.keep(
                sides.Difference(comparer.name, call, block[at : at + 1], "ids", str(ids[at]), str(rows[at]), False)
            )


def decode(comparer: Comparer, ids: list[list[int]], single: bool = False) -> None:
    """Compare decoding with and without special tokens."""
    for skip in (True, False):
        how = {"skip_special_tokens": skip}
        comparer.run(Call("decode_batch", how), ids)
        if single:
            comparer.run(Call("decode", how), ids)


def sample(comparer: Comparer, part: int) -> None:
    """The fixed sample: every call, pairs, words, special tokens as text, every level and number of threads."""
    found = [*inputs.sample(part), *inputs.golden_texts(part)]
    pairs, words = inputs.pairs(part), inputs.words(part)
    plain = {"add_special_tokens": False}
    encodings = comparer.run(Call("encode_batch"), found)
    ids = [encoding.ids for encoding in encodings if not isinstance(encoding, Raised)]
    decode(comparer, ids)
    decode(comparer, ids[::7], single=True)
    size = comparer.twin.reference.get_vocab_size()
    decode(comparer, [[(i * 7919 + j * 104729) % (size + 3) for j in range(i % 40)] for i in range(400 // part)])
    comparer.run(Call("encode_batch", plain), found)
    comparer.run(Call("encode_batch_fast"), found)
    comparer.run(Call("encode"), found[::5])
    comparer.run(Call("encode", plain), found[1::5])
    comparer.run(Call("encode_batch"), pairs)
    comparer.run(Call("encode_batch", plain), pairs)
    comparer.run(Call("encode"), pairs[::5])
    comparer.run(Call("encode_batch_fast"), pairs[::3])
    comparer.run(Call("post_process"), found[::6])
    comparer.run(Call("post_process", plain), pairs[::6])
    for call in ("encode_batch", "encode_batch_fast"):
        comparer.run(Call(call, {"is_pretokenized": True}), words)
    pairs_of_words = [(a, b) for a, b in zip(words, words[1:]) if len(a) != 2]
    comparer.run(Call("encode_batch", {"is_pretokenized": True}), pairs_of_words[::3])
    comparer.run(Call("encode_batch", special_as_text=True), special_tokens_inside(comparer.twin, found[::9]))
    comparer.run(Call("encode_batch"), special_tokens_inside(comparer.twin, found[::9]))


def machine(comparer: Comparer, part: int) -> None:
    """The same inputs at every SIMD level and with 1, 2 and 4 threads: all attributes, and decoding."""
    found = [*inputs.sample(part), *inputs.golden_texts(part * 4)]
    for level, threads in machine_settings():
        how: dict[str, Any] = {"level": level, "threads": threads}
        encodings = comparer.run(Call("encode_batch", **how), found)
        ids = [encoding.ids for encoding in encodings if not isinstance(encoding, Raised)]
        comparer.run(Call("decode_batch", {"skip_special_tokens": False}, **how), ids[::4])


def special_tokens_inside(twin: Twin, found: Any) -> list[str]:
    """Return texts with an added token at both ends and in the middle."""
    contents = sorted(token.content for token in twin.reference.get_added_tokens_decoder().values()) or ["<none>"]
    out = []
    for i, text in enumerate(found):
        token, other = contents[i % len(contents)], contents[(i * 7 + 1) % len(contents)]
        middle = len(text) // 2
        out += [f"{token} {text}{other}", f"{text[:middle]}{token}{other}{text[middle:]}", f" {token} ", token.lower()]
    return out


def grid(comparer: Comparer, part: int, chars: int) -> None:
    """Truncation x padding x stride on singles and pairs: each sees rows of every file, all of them all rows."""
    singles = inputs.short([*inputs.sample(), *inputs.golden_texts(4)], chars)
    pairs = inputs.short(inputs.pairs(), chars)
    cuts: list[dict[str, Any] | None] = [None]
    cuts += [
        {"max_length": length, "stride": stride, "strategy": strategy, "direction": side}
        for (length, stride), strategy, side in itertools.product(LENGTHS, STRATEGIES, SIDES)
    ]
    for number, (cut, padding) in enumerate(itertools.product(cuts, PADDINGS)):
        for add in (True, False):
            call = Call("encode_batch", {"add_special_tokens": add}, truncation=cut, padding=padding)
            # One text is cut by the first strategy as by the second, and the third refuses it.
            if cut is None or cut["strategy"] == "longest_first" or number % 3 == 0:
                in_batches(comparer, call, list(inputs.spread(singles, part, number + add)))
            in_batches(comparer, call, list(inputs.spread(pairs, part, number + add)))


def in_batches(comparer: Comparer, call: Call, items: list[Any]) -> None:
    """Run a call on batches of a few rows, for padding reaches to the longest of a batch."""
    for start in range(0, len(items), 16):
        comparer.run(call, items[start : start + 16])


def components(comparer: Comparer, part: int) -> None:
    """The stages alone, through the objects of the Python interface."""
    found = [*inputs.golden_texts(part), *inputs.sample(part)[::4]]
    reference = comparer.twin.reference
    for stage in ("normalizer", "pre_tokenizer", "decoder", "post_processor"):
        comparer.value(f"{stage} is None", lambda t, stage=stage: getattr(t, stage) is None)
    if reference.normalizer is not None:
        comparer.run(Call("normalizer.normalize_str"), found)
    if reference.pre_tokenizer is not None:
        comparer.run(Call("pre_tokenizer.pre_tokenize_str"), found)
    if reference.decoder is not None:
        tokens = [encoding.tokens for encoding in reference.encode_batch(found[:: 1 + len(found) // 800])]
        comparer.run(Call("decoder.decode"), [*tokens, *(list(text) for text in found[:300]), [], [""]])


def vocabulary(comparer: Comparer) -> None:
    """The vocabulary whole, numbers of special tokens, and what is saved: the reference reads it as its own."""
    ours, reference = comparer.twin.both()
    for added in (True, False):
        comparer.value(f"get_vocab({added})", lambda t, added=added: t.get_vocab(added))
        comparer.value(f"get_vocab_size({added})", lambda t, added=added: t.get_vocab_size(added))
    for pair in (False, True):
        comparer.value(f"num_special_tokens_to_add({pair})", lambda t, pair=pair: t.num_special_tokens_to_add(pair))
    comparer.value(
        "get_added_tokens_decoder()",
        lambda t: [
            (number, a.content, a.single_word, a.lstrip, a.rstrip, a.normalized, a.special)
            for number, a in sorted(t.get_added_tokens_decoder().items())
        ],
    )
    vocab = reference.get_vocab()
    ids = range(max(vocab.values(), default=0) + 20)
    ids = ids if len(ids) < 10 * len(vocab) + 100 else sorted({*vocab.values(), *range(1000)})
    comparer.value("id_to_token", lambda t, i: t.id_to_token(i), [(i,) for i in ids])
    others = [(text,) for text in ("", " ", "no such token", "\u0120the", "[PAD]", "\ud7ff")]
    comparer.value("token_to_id", lambda t, s: t.token_to_id(s), [*((token,) for token in vocab), *others])
    saved = ours.to_str()
    comparer.value("json of to_str()", lambda t: json.loads(t.to_str()))
    again = Comparer(comparer.name, Twin(saved), comparer.alteration)
    again.run(Call("encode_batch"), inputs.golden_texts(8))
    comparer.absorb(again)


def settings_of_the_file(comparer: Comparer) -> None:
    """A real tokenizer with the truncation and padding of its file, which nobody sets."""
    name = comparer.name
    own = Comparer(name, Twin(tokenizer_json(name)), comparer.alteration, settings_of_the_file=True)
    for how in ("truncation", "padding"):
        own.value(how, lambda t, how=how: getattr(t, how))
    in_batches(own, Call("encode_batch"), [*inputs.sample(8), *inputs.pairs(8)])
    comparer.absorb(own)
