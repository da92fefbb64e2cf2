"""The Python interface at its edges: names, signatures, and which error comes for what."""

from __future__ import annotations

import inspect
import itertools
import json
import os
from pathlib import Path
from typing import Any

import _tiny
import numpy as np
import pytest
import tokenizers
from _data import BERT_FAMILY, DATA, need_data, tokenizer_json

import budtiktok
from budtiktok import errors

CLASSES = ("Tokenizer", "Encoding", "AddedToken")


@pytest.fixture
def ours() -> budtiktok.Tokenizer:
    return budtiktok.Tokenizer.from_str(_tiny.text())


@pytest.fixture
def reference() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_str(_tiny.text())


# ---- names and signatures

OURS_ALONE = "cache_bytes"


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_name_is_there(name: str) -> None:
    missing = [item for item in dir(getattr(tokenizers, name)) if not item.startswith("_")]
    assert len(missing) > 5
    assert [item for item in missing if not hasattr(getattr(budtiktok, name), item)] == []


@pytest.mark.parametrize("name", CLASSES)
def test_signatures_and_defaults(name: str) -> None:
    checked = 0
    for item in dir(getattr(tokenizers, name)):
        theirs = getattr(getattr(tokenizers, name), item)
        if item.startswith("_") or not callable(theirs):
            continue
        want = [(p.name, p.default) for p in inspect.signature(theirs).parameters.values()]
        mine = getattr(getattr(budtiktok, name), item)
        parameters = inspect.signature(mine).parameters
        got = [(p.name, p.default) for p in parameters.values() if p.name != OURS_ALONE]
        assert got == want, item
        # By name only, so that the others stand where they stand in the reference.
        if OURS_ALONE in parameters:
            assert parameters[OURS_ALONE].kind is inspect.Parameter.KEYWORD_ONLY and item.startswith("from_")
        checked += 1
    assert checked >= {"Tokenizer": 25, "Encoding": 9, "AddedToken": 0}[name]


def test_errors_have_built_in_kinds() -> None:
    for kind, builtin in (
        (errors.ParseError, ValueError),
        (errors.InvalidArgumentError, ValueError),
        (errors.UnsupportedError, Exception),
        (errors.FileMissingError, FileNotFoundError),
        (errors.OutOfMemoryError, MemoryError),
        (errors.LimitError, OverflowError),
    ):
        assert issubclass(kind, errors.BudtiktokError)
        assert issubclass(kind, builtin)
    assert issubclass(errors.BudtiktokError, RuntimeError)
    assert set(budtiktok.__all__) <= set(dir(budtiktok))


# ---- loading


@pytest.mark.parametrize("cut", [0, 1, 50, 500, -1, -20])
def test_truncated_json_names_the_place(cut: int) -> None:
    with pytest.raises(errors.ParseError) as caught:
        budtiktok.Tokenizer.from_str(_tiny.text()[:cut])
    assert isinstance(caught.value, ValueError)
    assert caught.value.status == 5
    assert "line 1" in str(caught.value)
    assert "byte" in str(caught.value)


@pytest.mark.parametrize(
    ("broken", "byte", "line"),
    [
        ('{"version": "1.0",\n"model": {"a": 1,,}}', 38, 2),
        ('{\n\n"version": nul}', 14, 3),
        ("", 0, 1),
    ],
)
def test_malformed_json_names_byte_and_line(broken: str, byte: int, line: int) -> None:
    with pytest.raises(errors.ParseError, match=f"line {line}") as caught:
        budtiktok.Tokenizer.from_str(broken)
    assert caught.value.byte_offset is not None
    assert abs(caught.value.byte_offset - byte) <= 4
    assert_reference_refuses(broken)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("\ufeff{}", "byte order mark"),
        (b'{"version": "\xff"}', "UTF-8"),
        ('{"version": "\\ud800"}', "malformed JSON at byte"),
        ('{"version": "1.0"} {}', "malformed JSON at byte"),
    ],
)
def test_json_that_is_not_quite(broken: str | bytes, message: str) -> None:
    data = broken.encode() if isinstance(broken, str) else broken
    with pytest.raises(errors.ParseError, match=message):
        budtiktok.Tokenizer.from_buffer(data)
    with pytest.raises(Exception):  # noqa: B017 - the reference raises plain Exception
        tokenizers.Tokenizer.from_buffer(data)


def assert_reference_refuses(text: str) -> None:
    with pytest.raises(Exception):  # noqa: B017 - the reference raises plain Exception
        tokenizers.Tokenizer.from_str(text)


@pytest.mark.parametrize(
    ("sections", "path", "name"),
    [
        (
            {"normalizer": {"type": "Replace", "pattern": {"Regex": "(?L)a"}, "content": ""}},
            "$.normalizer.pattern.Regex",
            "option L",
        ),
        (
            {
                "pre_tokenizer": {
                    "type": "Sequence",
                    "pretokenizers": [
                        {"type": "Split", "pattern": {"Regex": "(?{x})"}, "behavior": "Removed", "invert": False}
                    ],
                }
            },
            "$.pre_tokenizer.pretokenizers[0].pattern.Regex",
            "callout",
        ),
    ],
)
def test_what_is_not_reproduced_is_named(sections: dict[str, Any], path: str, name: str) -> None:
    with pytest.raises(errors.UnsupportedError) as caught:
        budtiktok.Tokenizer.from_str(_tiny.text(**sections))
    assert caught.value.status == 6
    assert path in str(caught.value)
    assert name in str(caught.value)
    tokenizers.Tokenizer.from_str(_tiny.text(**sections))


@pytest.mark.parametrize(
    ("sections", "path"),
    [
        ({"normalizer": {"type": "Strip"}}, "$.normalizer"),
        ({"pre_tokenizer": {"type": "Nope"}}, "$.pre_tokenizer"),
        ({"decoder": 5}, "$.decoder"),
        ({"truncation": {"max_length": 5}}, "$.truncation"),
        ({"padding": {"strategy": "Nope"}}, "$.padding"),
        ({"added_tokens": [{"id": 1}]}, "$.added_tokens[0]"),
        ({"model": {"type": "WordPiece", "vocab": {"a": -1}}}, "$.model"),
        ({"surprise": 1}, "surprise"),
        ({"version": "2.0"}, "version"),
    ],
)
def test_json_that_is_no_tokenizer_names_the_path(sections: dict[str, Any], path: str) -> None:
    with pytest.raises(errors.ParseError) as caught:
        budtiktok.Tokenizer.from_str(_tiny.text(**sections))
    assert path in str(caught.value)
    assert_reference_refuses(_tiny.text(**sections))


def test_files_and_directories(tmp_path: Path) -> None:
    load = budtiktok.Tokenizer.from_file
    with pytest.raises(FileNotFoundError) as caught:
        load(str(tmp_path / "none.json"))
    assert isinstance(caught.value, errors.BudtiktokError)
    with pytest.raises(FileNotFoundError, match="tokenizer.json"):
        load(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        budtiktok.Tokenizer.from_pretrained("no-such/model")
    path = tmp_path / "tokenizer.json"
    path.write_text(_tiny.text(), encoding="utf-8")
    for place in (path, str(path), tmp_path):
        assert load(place).encode("a ab").ids == [1, 5, 9, 2]
    assert budtiktok.Tokenizer.from_pretrained(str(tmp_path)).get_vocab_size() == len(_tiny.WORDS)
    assert budtiktok.Tokenizer.from_buffer(path.read_bytes()).encode("a").ids == [1, 5, 2]
    assert budtiktok.Tokenizer.from_buffer(memoryview(path.read_bytes())).encode("a").ids == [1, 5, 2]
    if os.geteuid() != 0:
        path.chmod(0)
        with pytest.raises(OSError):
            load(path)


def test_wrong_types_when_loading() -> None:
    for call, value in (
        (budtiktok.Tokenizer.from_str, b"{}"),
        (budtiktok.Tokenizer.from_str, None),
        (budtiktok.Tokenizer.from_buffer, "{}"),
        (budtiktok.Tokenizer.from_file, 5.0),
    ):
        with pytest.raises(TypeError):
            call(value)  # type: ignore[arg-type]
    with pytest.raises((NotImplementedError, TypeError)):
        budtiktok.Tokenizer()


# ---- encoding


@pytest.mark.parametrize(
    "args",
    [(5,), (None,), (b"bytes",), (["a", "b"],), ("a", 5), ("a", ["b"]), (["a"], "b")],
    ids=repr,
)
def test_what_is_no_text(ours: Any, reference: Any, args: tuple[Any, ...]) -> None:
    for tokenizer in (reference, ours):
        with pytest.raises(TypeError):
            tokenizer.encode(*args)


@pytest.mark.parametrize(
    "rows", ["text", b"text", 5, [5], ["a", None], [("a", "b", "c")], [("a",)], [["a", 5]], {"a": 1}], ids=repr
)
def test_what_is_no_batch(ours: Any, reference: Any, rows: Any) -> None:
    for tokenizer in (reference, ours):
        for call in (tokenizer.encode_batch, tokenizer.encode_batch_fast):
            with pytest.raises(TypeError):
                call(rows)


def test_the_failing_row_is_named(ours: Any) -> None:
    for call in (ours.encode_batch, ours.encode_ragged, ours.count_tokens):
        with pytest.raises(TypeError, match="row 2"):
            call(["a", "b", 7])


def test_lone_surrogates(ours: Any, reference: Any) -> None:
    for tokenizer in (reference, ours):
        with pytest.raises((TypeError, UnicodeEncodeError)):
            tokenizer.encode("a\ud800")
        with pytest.raises((TypeError, UnicodeEncodeError)):
            tokenizer.encode_batch(["a", "\udfff"])
    with pytest.raises(TypeError, match="surrogate U\\+D800 at character 1"):
        ours.encode("a\ud800")


@pytest.mark.parametrize("value", [1, 0, "yes", None, 2.0])
def test_flags_are_booleans(ours: Any, reference: Any, value: Any) -> None:
    for tokenizer in (reference, ours):
        with pytest.raises(TypeError):
            tokenizer.encode("a", add_special_tokens=value)
        with pytest.raises(TypeError):
            tokenizer.decode([1], skip_special_tokens=value)
        with pytest.raises(TypeError):
            tokenizer.encode_special_tokens = value


def test_truncation_settings(ours: Any, reference: Any) -> None:
    for how in ({"max_length": 5, "strategy": "longest"}, {"max_length": 5, "direction": "up"}):
        for tokenizer in (reference, ours):
            with pytest.raises(ValueError):
                tokenizer.enable_truncation(**how)
            assert tokenizer.truncation is None
    refused = 0
    for max_length, stride in itertools.product(range(7), range(7)):
        try:
            reference.enable_truncation(max_length, stride=stride)
        except ValueError:
            refused += 1
            with pytest.raises(ValueError):
                ours.enable_truncation(max_length, stride=stride)
        else:
            ours.enable_truncation(max_length, stride=stride)
        assert ours.truncation == reference.truncation
    assert refused > 10
    for tokenizer in (reference, ours):
        with pytest.raises(OverflowError):
            tokenizer.enable_truncation(-1)
        with pytest.raises(TypeError):
            tokenizer.enable_truncation("5")
        with pytest.raises(TypeError):
            tokenizer.enable_truncation(5, 1)
        tokenizer.enable_truncation(5, stride=2, strategy="only_first", direction="left")
    assert ours.truncation == reference.truncation == {
        "max_length": 5, "stride": 2, "strategy": "only_first", "direction": "left"
    }  # fmt: skip


def test_padding_settings(ours: Any, reference: Any) -> None:
    for tokenizer in (reference, ours):
        with pytest.raises(ValueError):
            tokenizer.enable_padding(direction="up")
        with pytest.raises(OverflowError):
            tokenizer.enable_padding(pad_id=-1)
        with pytest.raises(TypeError):
            tokenizer.enable_padding(pad_token=5)
        assert tokenizer.padding is None
        tokenizer.enable_padding(
            direction="left", pad_id=3, pad_type_id=1, pad_token="P", length=9, pad_to_multiple_of=4
        )
    assert ours.padding == reference.padding
    assert ours.encode("a").ids == reference.encode("a").ids
    for tokenizer in (reference, ours):
        tokenizer.no_padding()
        assert tokenizer.padding is None


def test_a_stride_that_leaves_nothing_in_a_pair(ours: Any, reference: Any) -> None:
    """Two specials are counted for a pair when the setting is made; a pair has three."""
    for tokenizer in (reference, ours):
        tokenizer.enable_truncation(6, stride=3)
        with pytest.raises(BaseException) as caught:
            tokenizer.encode("a b c d", "c d a b")
        assert "stride" in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_padding_without_a_pad_token() -> None:
    words = {"[UNK]": 0, "a": 1}
    bare = budtiktok.Tokenizer.from_str(
        json.dumps({"version": "1.0", "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"}})
    )
    assert bare.pad_token is None
    with pytest.raises(ValueError, match="does not have a padding token"):
        bare(["a", "a"], padding=True)
    with pytest.raises(ValueError, match="does not have a padding token"):
        bare(["a", "a"], padding="max_length", max_length=4)


# ---- ids


def test_ids_out_of_range(ours: Any, reference: Any) -> None:
    for tokenizer in (reference, ours):
        for bad in ([-1], [2**32], [5, -7]):
            with pytest.raises(OverflowError):
                tokenizer.decode(bad)
            with pytest.raises(OverflowError):
                tokenizer.decode_batch([[5], bad])
        with pytest.raises(OverflowError):
            tokenizer.id_to_token(-1)
        with pytest.raises(TypeError):
            tokenizer.decode("12")
        with pytest.raises(TypeError):
            tokenizer.decode(5)
        with pytest.raises(TypeError):
            tokenizer.decode(["1"])
        assert tokenizer.id_to_token(4_000_000_000) is None
        assert tokenizer.token_to_id("nothing like this") is None
        assert tokenizer.decode([5, 4_000_000_000, 6, 999]) == "a b"
        assert tokenizer.decode([]) == ""
        assert tokenizer.decode_batch([]) == []
        assert tokenizer.decode_batch([[], [5]]) == ["", "a"]
    for dtype in (np.int32, np.int64, np.uint16):
        assert ours.decode(np.array([5, 10], dtype)) == "ab"


def test_what_cannot_be_done_says_so(ours: Any) -> None:
    for call in (
        lambda: ours.train([]),
        lambda: ours.train_from_iterator([]),
        lambda: setattr(ours, "normalizer", None),
        lambda: setattr(ours, "model", None),
    ):
        with pytest.raises(NotImplementedError, match="tokenizer"):
            call()


def test_saving_and_loading_again(ours: Any, reference: Any, tmp_path: Path) -> None:
    for tokenizer in (ours, reference):
        tokenizer.enable_truncation(7, stride=1)
        tokenizer.enable_padding(pad_to_multiple_of=4, pad_id=3)
    assert json.dumps(json.loads(ours.to_str())) == json.dumps(json.loads(reference.to_str()))
    assert ours.to_str(pretty=True) == reference.to_str(pretty=True)
    for pretty in (False, True):
        ours.save(str(tmp_path / "ours.json"), pretty)
        reference.save(str(tmp_path / "reference.json"), pretty)
        assert (tmp_path / "ours.json").read_bytes() == (tmp_path / "reference.json").read_bytes()
    again = tokenizers.Tokenizer.from_file(str(tmp_path / "ours.json"))
    assert again.encode("ab c don't").ids == ours.encode("ab c don't").ids


@pytest.mark.parametrize("name", BERT_FAMILY)
def test_saved_text_of_real_tokenizers(name: str) -> None:
    need_data()
    text = tokenizer_json(name)
    assert budtiktok.Tokenizer.from_str(text).to_str() == tokenizers.Tokenizer.from_str(text).to_str()


def test_directory_with_configuration(tmp_path: Path) -> None:
    need_data()
    folder = DATA / "tokenizers" / "slavic-bert-bg-cs-pl-ru-cased"
    (tmp_path / "tokenizer.json").write_text(tokenizer_json(folder.name), encoding="utf-8")
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    from transformers import AutoTokenizer

    want = AutoTokenizer.from_pretrained(str(tmp_path), use_fast=True)
    got = budtiktok.Tokenizer.from_pretrained(str(tmp_path))
    assert got.model_max_length == want.model_max_length
    assert (got.padding_side, got.truncation_side) == (want.padding_side, want.truncation_side)
    assert (got.pad_token, got.pad_token_id) == (want.pad_token, want.pad_token_id)
    texts = ["Привет, мир!", "Zażółć gęślą jaźń."]
    for how in ({"padding": True}, {"padding": "max_length"}, {"truncation": True, "max_length": 5}):
        assert dict(got(texts, **how)) == dict(want(texts, **how))
