"""Decoding three ways: by the table of ids (`decode`, `decode_batch`), by the decoder itself, by the reference.

Rows are of all kinds of ids: of texts, at random, of special and added tokens, of parts of characters, of nothing.
"""

from __future__ import annotations

import json
import random
import threading
from typing import Any

import numpy as np
import pytest
import tokenizers
from _data import need_data, plain_tokenizer_json, real_names, rows
from _tiny import spec

import budtiktok
from budtiktok import _bridge

FILES = ("udhr.jsonl", "blns.txt", "code-mixed.jsonl", "xquad-passages.jsonl")

#: The tokenizers that must have the table.
NAMES = (
    "albert-base-v2",
    "all-minilm-l6-v2",
    "bert-base-cased",
    "bert-base-uncased",
    "clip-vit-base-patch32",
    "falcon-7b",
    "gpt-oss",
    "gpt2",
    "mahjonglm-wordlevel",
    "mistral-7b-v0.1",
    "modernbert-base",
    "phi-3-mini",
    "qwen3",
    "roberta-base",
    "slavic-bert-bg-cs-pl-ru-cased",
    "t5-small",
    "tortoise-tts-255",
    "xlm-r-paraphrase-multilingual-mpnet-base-v2",
)


def pair_of(text: str) -> tuple[Any, Any]:
    """Return a tokenizer, ours and the reference's."""
    return budtiktok.Tokenizer.from_str(text), tokenizers.Tokenizer.from_str(text)


def by_stages(tokenizer: Any, rows_of_ids: list[list[int]], skip_special_tokens: bool) -> list[str]:
    """Return what the decoder makes of lists of token texts, as the reference does it."""
    decoder = tokenizer.decoder
    left_out = set()
    if skip_special_tokens:
        left_out = {token.content for token in tokenizer.get_added_tokens_decoder().values() if token.special}
    texts = []
    for ids in rows_of_ids:
        tokens = [token for token in map(tokenizer.id_to_token, ids) if token is not None and token not in left_out]
        texts.append(" ".join(tokens) if decoder is None else decoder.decode(tokens))
    return texts


def random_rows(tokenizer: Any, seed: int) -> list[list[int]]:
    """Return rows of ids of many kinds."""
    source = random.Random(seed)
    size = tokenizer.get_vocab_size()
    vocab = tokenizer.get_vocab()
    added = list(tokenizer.get_added_tokens_decoder()) or [0]
    odd = [id for token, id in vocab.items() if token.startswith(("<0x", "##", "▁▁", "ĠĠ")) or len(token) < 2]
    odd += [id for token, id in vocab.items() if len(token.encode()) > 13][:500]
    marks = [id for token, id in vocab.items() if set(token) & set("'.?!,▁")][:500]
    kinds = [added, odd or added, marks or added, [size, size + 1, 2**31 - 1, 2**31, 2**32 - 1], range(min(256, size))]
    found: list[list[int]] = [[], *([id] for id in added[:10]), *([id] for id in source.sample(odd, min(50, len(odd))))]
    for _ in range(300):
        length = source.choice((1, 2, 3, 5, 9, 30))
        chosen = source.choice(kinds)
        one_kind = [source.choice(chosen) for _ in range(length)]
        mixed = [source.choice(source.choice(kinds)) for _ in range(length)]
        found += [one_kind, mixed, [source.randrange(size) for _ in range(length)]]
    found.append([source.randrange(size + 3) for _ in range(5000)])
    return found


def check_rows(ours: Any, theirs: Any, all_rows: list[list[int]]) -> None:
    for skip in (True, False):
        want = theirs.decode_batch(all_rows, skip_special_tokens=skip)
        assert ours.decode_batch(all_rows, skip_special_tokens=skip) == want
        assert ours.decode_batch(tuple(map(tuple, all_rows)), skip) == want
        assert ours.decode_batch([np.array(row, np.int64) for row in all_rows], skip) == want
        for row, expected in zip(all_rows, want):
            assert ours.decode(row, skip_special_tokens=skip) == expected
        assert by_stages(ours, all_rows[::3], skip) == want[::3]


def check_added_tokens(ours: Any, theirs: Any) -> None:
    """Ids that new tokens take, and texts that become special."""
    size = theirs.get_vocab_size()
    some = [theirs.id_to_token(id) for id in range(0, size, size // 20)]
    all_rows = [[*range(0, size, size // 20), *range(size - 3, size + 6)], *([id] for id in range(size - 3, size + 6))]
    check_rows(ours, theirs, all_rows)
    for tokens in (["new one", "▁x ##y", "Ġé"], some[3:6], [" "]):
        assert ours.add_tokens(list(tokens)) == theirs.add_tokens(list(tokens))
        check_rows(ours, theirs, all_rows)
    for tokens in (["<very special and long>"], some[8:11], ["new one"]):
        assert ours.add_special_tokens(list(tokens)) == theirs.add_special_tokens(list(tokens))
        check_rows(ours, theirs, all_rows)


@pytest.mark.parametrize("name", real_names() or ["no-test-data"])
def test_the_roads_agree(name: str) -> None:
    need_data()
    ours, theirs = pair_of(plain_tokenizer_json(name))
    check_rows(ours, theirs, random_rows(ours, 1))
    texts = [row for file in FILES for row in rows(file)[:: max(1, len(rows(file)) // 40)]]
    check_rows(ours, theirs, [encoding.ids for encoding in theirs.encode_batch(texts)])
    check_added_tokens(ours, theirs)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_serves(name: str) -> None:
    """It is in use where the list says so, and it is not there before the first text."""
    need_data()
    tokenizer = budtiktok.Tokenizer.from_str(plain_tokenizer_json(name))
    assert tokenizer.info()["decoder"] == "table"
    before = tokenizer.info()["memory_bytes"]
    tokenizer.decode([0])
    grown = tokenizer.info()["memory_bytes"] - before
    assert 16 * tokenizer.get_vocab_size() <= grown <= 17 * tokenizer.get_vocab_size() + 4096


def replace(pattern: dict[str, str], content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": pattern, "content": content}


MARK = replace({"String": "▁"}, " ")
BYTES, FUSE = {"type": "ByteFallback"}, {"type": "Fuse"}
LEVEL = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
WORDPIECE = {"type": "WordPiece", "prefix": "##", "cleanup": True}


def strip(start: int, stop: int, content: str = " ") -> dict[str, Any]:
    return {"type": "Strip", "content": content, "start": start, "stop": stop}


#: Decoder -> whether the table does it.
DECODERS: list[tuple[Any, bool]] = [
    (None, True),
    ([], True),
    (WORDPIECE, True),
    ({**WORDPIECE, "cleanup": False}, True),
    ({**WORDPIECE, "prefix": ""}, True),
    (METASPACE, True),
    ({**METASPACE, "prepend_scheme": "never"}, True),
    (LEVEL, True),
    ([LEVEL], True),
    ([LEVEL, strip(2, 0)], True),
    ([METASPACE, LEVEL, strip(1, 0)], True),
    ([WORDPIECE, FUSE], True),
    ([MARK, BYTES, FUSE, strip(1, 0)], True),
    ([MARK, BYTES, FUSE, FUSE, strip(1, 0), strip(1, 0, "a")], True),
    ([MARK, BYTES], True),
    ([MARK, strip(1, 0), BYTES, FUSE], True),
    ([MARK, METASPACE, BYTES, FUSE], False),
    ([{**METASPACE, "prepend_scheme": "never"}, BYTES], True),
    ([replace({"String": ""}, "-"), BYTES, FUSE], True),
    ([replace({"String": "a"}, "<0x41>"), BYTES, FUSE], True),
    ([replace({"String": "<0x41>"}, ""), replace({"String": "##"}, "▁"), METASPACE], True),
    ([replace({"Regex": "▁+"}, " "), BYTES, FUSE], False),
    ([BYTES, FUSE, MARK], False),
    ([BYTES, MARK], False),
    ([BYTES, BYTES], False),
    ([FUSE, METASPACE], False),
    ([FUSE, LEVEL], False),
    ([MARK, BYTES, FUSE, strip(1, 1)], False),
    ({"type": "BPEDecoder", "suffix": "##"}, False),
    ({"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": True}, False),
]

TOKENS = (
    "a b ##b ##' ' . ? 's n't n do do▁not not 'm , ## ▁ ▁a ▁▁ ▁▁b a▁b Ġ Ġa Ã © â Ĥ ¬ Ġa▁ é 日本 - | <pad> "
    "<0x0A> <0x41> <0xE2> <0x82> <0xAC> <0xe9> <0x+1> <0xFF> <0xGG> <0x4> "
    "thirteenbytes fourteen-bytes fifteen--bytes. ##fourteen-byte ▁fifteen-bytes- ##a▁long▁word▁of▁several "
    "sixteen--bytes.. 日本日本日本日本"
).split() + ["", " ", "  ", " .", "a .", " ' ", " do not", "##  do not", "\n"]


@pytest.mark.parametrize(("decoder", "served"), DECODERS)
def test_small_decoders(decoder: Any, served: bool) -> None:
    if isinstance(decoder, list):
        decoder = {"type": "Sequence", "decoders": decoder}
    vocab = {token: id for id, token in enumerate(dict.fromkeys(TOKENS))}
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    names = ("a▁b", "<0x82>", "<s>", " s", "▁<t>", "Ġ<u>")
    text = json.dumps(
        spec(
            model={"type": "WordLevel", "vocab": vocab, "unk_token": "a"},
            post_processor=None,
            added_tokens=[{"id": 0, "content": name, **special, "special": name != " s"} for name in names],
            decoder=decoder,
        )
    )
    ours, theirs = pair_of(text)
    assert ours.info()["decoder"] == ("table" if served else "")
    source = random.Random(2)
    size = len(vocab) + 6
    all_rows = [[], *([id] for id in range(size)), *([id, other] for id in range(size) for other in range(0, size, 5))]
    all_rows += [[source.randrange(size + 1) for _ in range(source.randrange(1, 12))] for _ in range(500)]
    for row in all_rows:
        for skip in (True, False):
            try:
                want = theirs.decode(row, skip)
            except BaseException:  # the reference panics where Strip counts too much
                with pytest.raises(ValueError, match="Strip"):
                    ours.decode(row, skip)
                continue
            assert ours.decode(row, skip) == want, (row, skip)
            assert by_stages(ours, [row], skip) == [want]


def test_sparse_ids_have_no_table() -> None:
    vocab = {"a": 0, "b": 7, "c": 2**31 - 1}
    text = json.dumps(spec(model={"type": "WordLevel", "vocab": vocab, "unk_token": "a"}, added_tokens=[]))
    ours = budtiktok.Tokenizer.from_str(text)
    assert ours.info()["decoder"] == ""
    assert ours.decode([0, 7, 2**31 - 1, 5]) == "a b c"


class Id(int):
    """An int that is none exactly."""


class Index:
    """Something that stands for an id."""

    def __index__(self) -> int:
        return 7


SAME = ([True, 5], [Id(5)], [Index()], [np.int32(5), np.uint64(6)], np.array([5, 6]), range(4, 8), (5, 6), [2**32 - 1])


@pytest.mark.parametrize("without", [False, True])
def test_arguments_of_all_kinds(without: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the builtins take and what they leave to the other road: results and kinds of errors as in the reference."""
    text = json.dumps(spec())
    if without:
        monkeypatch.setattr(_bridge, "BUILTINS", None)
        monkeypatch.setattr(budtiktok.decoding, "BUILTINS", None)
    ours, theirs = (kind.from_str(text) for kind in (budtiktok.Tokenizer, tokenizers.Tokenizer))
    for ids in SAME:
        given: Any = ids
        assert ours.decode(given) == theirs.decode(given)
        assert ours.decode_batch([given, [5], given]) == theirs.decode_batch([given, [5], given])
    for ids in ([-1], [2**32], [2**64], [-(2**64)]):
        for call in (lambda: ours.decode(ids), lambda: ours.decode_batch([[5], ids])):  # noqa: B023
            with pytest.raises(OverflowError):
                call()
    for ids in (["5"], [None], [5.0], "5", 5, None, {5: 6}):
        given = ids
        for call in (lambda: ours.decode(given), lambda: ours.decode_batch([[5], given])):  # noqa: B023
            with pytest.raises(TypeError):
                call()
    for skip in (1, None, "yes"):
        given = skip
        with pytest.raises(TypeError):
            ours.decode([5], given)
        with pytest.raises(TypeError):
            ours.decode_batch([[5]], given)
    assert ours.decode_batch([]) == []
    assert ours.decode_batch(()) == []
    assert ours.decode_batch([[], [], [5]]) == theirs.decode_batch([[], [], [5]])
    # On both sides of what a builtin does by itself, in one row and in many.
    for count in (8191, 8192, 8193, 100_000):
        row = [5 + i % 20 for i in range(count)]
        assert ours.decode(row) == theirs.decode(row)
        many = [row[i : i + 100] for i in range(0, count, 100)]
        assert ours.decode_batch(many) == theirs.decode_batch(many)
    # Texts that are much longer than their ids let expect.
    ours.add_tokens(["x" * 1000])
    theirs.add_tokens(["x" * 1000])
    row = [theirs.get_vocab_size() - 1] * 20_000
    assert ours.decode(row) == theirs.decode(row)
    assert ours.decode_batch([row, [5], row]) == theirs.decode_batch([row, [5], row])


def test_threads_make_one_table_together() -> None:
    """Threads that meet the same ids for the first time at once."""
    tokens = [f"{'long ' * (i % 4)}token {i}" for i in range(3000)]
    model = {"type": "WordLevel", "vocab": {token: id for id, token in enumerate(tokens)}, "unk_token": tokens[0]}
    text = json.dumps(spec(model=model, added_tokens=[], decoder=None))
    for _ in range(5):
        tokenizer = budtiktok.Tokenizer.from_str(text)
        found: list[list[str]] = []
        start = threading.Barrier(4)

        def work() -> None:
            start.wait()  # noqa: B023
            found.append(tokenizer.decode_batch([[i, i + 1] for i in range(2999)] * 3))  # noqa: B023

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [[f"{tokens[i]} {tokens[i + 1]}" for i in range(2999)] * 3] * 4
