"""Directories with vocab.txt, or vocab.json and merges.txt, instead of a tokenizer.json."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest
import transformers
from _data import need_data, row_sample, tokenizer_json
from _directories import assert_same_tokenizer, reference_of, refusal_of_reference, write_json
from _sentencepiece import trained
from test_directory_configs import CLASSES
from test_sentencepiece import CLASSES as SENTENCEPIECE_FILES
from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES

import budtiktok

TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "th", "##e", "a", "##b", "1", ".", "\u65e5"]
MERGES = "#version: 0.2\nt h\nth e\na b\n"


def written_vocab_txt(name: str) -> bytes:
    """Return the vocabulary of a real WordPiece tokenizer as a vocab.txt."""
    need_data()
    vocab: dict[str, int] = json.loads(tokenizer_json(name))["model"]["vocab"]
    assert sorted(vocab.values()) == list(range(len(vocab)))
    return "".join(f"{token}\n" for token in sorted(vocab, key=vocab.__getitem__)).encode()


def write_bpe(directory: Path, name: str) -> Path:
    """Write the vocabulary and the merges of a real tokenizer."""
    need_data()
    model = json.loads(tokenizer_json(name))["model"]
    write_json(directory / "vocab.json", model["vocab"])
    merges = (merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"])
    (directory / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{m}\n" for m in merges), encoding="utf-8")
    return directory


def write_tokens(directory: Path, content: bytes, name: str = "BertTokenizer") -> Path:
    """Write a vocab.txt of these bytes."""
    (directory / "vocab.txt").write_bytes(content)
    write_json(directory / "tokenizer_config.json", {"tokenizer_class": name})
    return directory


def write_small_bpe(directory: Path, merges: bytes, vocab: Any = None) -> Path:
    """Write a small vocab.json and merges of these bytes."""
    tokens = ["<s>", "</s>", "<unk>", "<pad>", "<mask>", *"theabcx\u0120", "th", "the", "ab", "abc"]
    write_json(directory / "vocab.json", vocab or {token: i for i, token in enumerate(tokens)})
    (directory / "merges.txt").write_bytes(merges)
    write_json(directory / "tokenizer_config.json", {"tokenizer_class": "RobertaTokenizer"})
    return directory


@pytest.mark.parametrize("name", ["bert-base-uncased", "bert-base-cased"])
@pytest.mark.parametrize(
    "config",
    [
        {},
        {"do_lower_case": False, "model_max_length": 512},
        {"do_lower_case": False, "strip_accents": True},
        {"strip_accents": False, "tokenize_chinese_chars": False},
        {"tokenizer_class": "MPNetTokenizer", "unk_token": "[UNK]"},
        {"tokenizer_class": "ElectraTokenizerFast", "cls_token": "[unused1]", "additional_special_tokens": ["[new]"]},
    ],
    ids=str,
)
def test_real_wordpiece(tmp_path: Path, name: str, config: dict[str, Any]) -> None:
    write_tokens(tmp_path, written_vocab_txt(name))
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", **config})
    assert_same_tokenizer(tmp_path, "directory: vocab.txt", row_sample("mixed-scripts-small.txt", 20_000))


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("gpt2", {"tokenizer_class": "GPT2Tokenizer"}),
        ("gpt2", {"tokenizer_class": "GPT2TokenizerFast", "add_prefix_space": True, "add_bos_token": True}),
        ("roberta-base", {"tokenizer_class": "RobertaTokenizer"}),
        ("roberta-base", {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": True, "trim_offsets": False}),
        ("roberta-base", {"tokenizer_class": "BartTokenizer", "mask_token": "<blank>"}),
    ],
    ids=str,
)
def test_real_byte_level(tmp_path: Path, name: str, config: dict[str, Any]) -> None:
    write_bpe(tmp_path, name)
    write_json(tmp_path / "tokenizer_config.json", config)
    assert_same_tokenizer(tmp_path, "directory: vocab.json", row_sample("mixed-scripts-small.txt", 20_000))


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(TOKENS).encode(),
        "\r\n".join(TOKENS).encode() + b"\r\n",
        "\r".join(TOKENS).encode() + b"\r",
        "\n".join([*TOKENS, "", "x", "", "the", "a "]).encode() + b"\n\n",
        "\n".join([*TOKENS, " x", "\tx", "x\x0by", "x\u2028y", "x\u0085y"]).encode(),
        "\n".join(["[UNK]", "x"]).encode(),
        b"\xef\xbb\xbf" + "\n".join(TOKENS).encode(),
    ],
    ids=["no end", "crlf", "cr", "empty and repeated lines", "white space", "no specials", "byte order mark"],
)
def test_lines_of_vocab_txt(tmp_path: Path, content: bytes) -> None:
    write_tokens(tmp_path, content)
    assert_same_tokenizer(tmp_path, "directory: vocab.txt")


def test_vocab_txt_that_is_not_utf8(tmp_path: Path) -> None:
    write_tokens(tmp_path, b"[UNK]\nth\xffe\n")
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises(budtiktok.ParseError, match=r"vocab\.txt: byte 8: not UTF-8") as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert caught.value.byte_offset == 8


@pytest.mark.parametrize(
    "merges",
    [
        MERGES.encode(),
        MERGES.replace("\n", "\r\n").encode(),
        b"t h\nth e\na b\n",
        b"#version: 0.2\nt h\nth e\na b",
        b"#version: 0.2\nt  h\n th\te \na\xe3\x80\x80b\n",
        b"#version: 0.2\na b\nab c\na b\nt h\n",
        b"",
        b"#version: 0.2",
        b"#version: 0.2\n",
    ],
    ids=[
        *("plain", "crlf", "first line is lost", "last line is lost", "white space", "repeated", "empty", "head"),
        "head and line end",
    ],
)
def test_lines_of_merges_txt(tmp_path: Path, merges: bytes) -> None:
    write_small_bpe(tmp_path, merges)
    assert_same_tokenizer(tmp_path, "directory: vocab.json")


@pytest.mark.parametrize(
    ("merges", "complaint"),
    [
        (b"#version: 0.2\nt h\n\na b\n", "line 3: expected two tokens, found 0"),
        (b"#version: 0.2\nt\n", "line 2: expected two tokens, found 1"),
        (b"#version: 0.2\nt h e\n", "line 2: expected two tokens, found 3"),
        (b"#version: 0.2\nt h\nq u\n", "line 3: token `q` out of vocabulary"),
        (b"#version: 0.2\nt h\nt e\n", "line 3: token `te` out of vocabulary"),
        (b"#version: 0.2\nt \xff\n", "byte 16: not UTF-8"),
    ],
    ids=["empty line", "one part", "three parts", "unknown part", "unknown result", "not UTF-8"],
)
def test_refused_merges(tmp_path: Path, merges: bytes, complaint: str) -> None:
    write_small_bpe(tmp_path, merges)
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises(budtiktok.ParseError) as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert f"{tmp_path}/merges.txt: {complaint}" in str(caught.value)


@pytest.mark.parametrize("vocab", [["a"], {"a": "0"}, {"a": -1}, {"a": 1.5}, {"a": None}], ids=str)
def test_refused_vocab_json(tmp_path: Path, vocab: Any) -> None:
    write_small_bpe(tmp_path, b"\n", vocab)
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises(budtiktok.ParseError, match=r"vocab\.json: \$"):
        budtiktok.Tokenizer.from_file(tmp_path)


@pytest.mark.parametrize(
    "config",
    [
        {"cls_token": {"content": "<s>"}},
        {"cls_token": 5},
        {"cls_token": ["<s>"]},
        {"additional_special_tokens": "<s>"},
        {"additional_special_tokens": [5]},
        {"additional_special_tokens": [None]},
        {"additional_special_tokens": [{"content": "<s>"}]},
        {"added_tokens_decoder": {"5": "x"}},
        {"added_tokens_decoder": {"five": {"content": "x"}}},
        {"added_tokens_decoder": {"5": {"content": 7}}},
        {"added_tokens_decoder": {"5": {"content": "x", "lstrip": 1}}},
        {"extra_special_tokens": {"image_token": 7}},
        {"do_lower_case": "no"},
        {"do_lower_case": None},
        {"cls_token": None},
        {"sep_token": "a b"},
        {"sep_token": "a:b"},
        {"sep_token": "$A"},
    ],
    ids=str,
)
def test_refused_configs(tmp_path: Path, config: dict[str, Any]) -> None:
    write_tokens(tmp_path, "\n".join(TOKENS).encode())
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", **config})
    if config.get("sep_token") != "$A":  # this one becomes a template that repeats the text
        assert refusal_of_reference(tmp_path) is not None
    with pytest.raises((budtiktok.ParseError, budtiktok.UnsupportedError)) as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert f"{tmp_path}/tokenizer_config.json: " in str(caught.value)
    assert next(iter(config)) in str(caught.value)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("special_tokens_map.json", {"cls_token": 5}),
        ("special_tokens_map.json", {"additional_special_tokens": [5]}),
        ("special_tokens_map.json", {"cls_token": {"content": "x", "lstrip": "no"}}),
        ("added_tokens.json", {"x": "5"}),
    ],
    ids=str,
)
def test_refused_old_files(tmp_path: Path, file: str, content: Any) -> None:
    write_tokens(tmp_path, "\n".join(TOKENS).encode())
    write_json(tmp_path / file, content)
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises(budtiktok.ParseError) as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert f"{tmp_path}/{file}: $." in str(caught.value)


# -------- which class


def test_vocabulary_files_of_the_classes() -> None:
    """The tables of these tests name the vocabulary files of transformers."""
    for name in CLASSES:
        fast = getattr(transformers, f"{name}Fast")
        file = SENTENCEPIECE_FILES.get(name) or (
            "vocab.json" if "merges_file" in fast.vocab_files_names else "vocab.txt"
        )
        assert fast.vocab_files_names["vocab_file"] == file, name


@pytest.mark.parametrize("name", ["LlamaTokenizer", "XLNetTokenizer", "T5Tokenizer"])
def test_padding_side_of_the_class(tmp_path: Path, name: str) -> None:
    (tmp_path / SENTENCEPIECE_FILES[name]).write_bytes(trained(model_type="bpe", vocab_size=300))
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": name, "pad_token": "<pad>"})
    fast = reference_of(tmp_path)
    ours = budtiktok.Tokenizer.from_file(tmp_path)
    texts = ["hello", "hello world and more"]
    expected = fast(texts, padding=True)
    assert ours(texts, padding=True)["input_ids"] == expected["input_ids"]
    assert fast.padding_side == getattr(transformers, f"{name}Fast").padding_side


KNOWN_MODEL_TYPES = sorted(
    model_type
    for model_type, (_, fast) in TOKENIZER_MAPPING_NAMES.items()
    if fast is not None and fast.removesuffix("Fast") in CLASSES
)


@pytest.mark.parametrize("model_type", KNOWN_MODEL_TYPES)
def test_every_model_type(tmp_path: Path, model_type: str) -> None:
    write_json(tmp_path / "config.json", {"model_type": model_type})
    name = TOKENIZER_MAPPING_NAMES[model_type][1].removesuffix("Fast")
    with pytest.raises(FileNotFoundError, match=rf"no such file; a {name} needs it"):
        budtiktok.Tokenizer.from_file(tmp_path)


@pytest.mark.parametrize("model_type", ["bert", "roberta", "gpt2", "distilbert", "mpnet", "bart", "electra"])
def test_class_from_the_model_type(tmp_path: Path, model_type: str) -> None:
    assert model_type in KNOWN_MODEL_TYPES
    write_tokens(tmp_path, "\n".join(TOKENS).encode())
    write_small_bpe(tmp_path, MERGES.encode())
    (tmp_path / "tokenizer_config.json").unlink()
    write_json(tmp_path / "config.json", {"model_type": model_type})
    assert_same_tokenizer(tmp_path, "directory: class")


def test_class_from_config_json(tmp_path: Path) -> None:
    write_tokens(tmp_path, "\n".join(TOKENS).encode())
    write_json(tmp_path / "tokenizer_config.json", {"do_lower_case": False})
    write_json(tmp_path / "config.json", {"model_type": "gpt2", "tokenizer_class": "MPNetTokenizer"})
    ours = assert_same_tokenizer(tmp_path, "directory: class")
    assert json.loads(ours.to_str())["post_processor"]["special_tokens"].keys() == {"<s>", "</s>"}


def test_class_from_files(tmp_path: Path) -> None:
    """Without a class transformers gives up, here two kinds of files are enough."""
    for name, write in (("bert", write_tokens), ("gpt2", write_small_bpe)):
        directory = tmp_path / "guess" / name
        directory.mkdir(parents=True)
        write(directory, "\n".join(TOKENS).encode() if name == "bert" else MERGES.encode())
        (directory / "tokenizer_config.json").unlink()
        ours = budtiktok.Tokenizer.from_file(directory).to_str()
        class_name = {"bert": "BertTokenizer", "gpt2": "GPT2Tokenizer"}[name]
        write_json(directory / "tokenizer_config.json", {"tokenizer_class": class_name})
        assert ours == reference_of(directory).backend_tokenizer.to_str()


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        (
            {"tokenizer_config.json": {"tokenizer_class": "CanineTokenizer"}},
            'tokenizer_config.json: $.tokenizer_class: unsupported tokenizer class "CanineTokenizer"',
        ),
        (
            {"config.json": {"tokenizer_class": "PreTrainedTokenizerFast"}},
            'config.json: $.tokenizer_class: unsupported tokenizer class "PreTrainedTokenizerFast"',
        ),
        ({"config.json": {"model_type": "canine"}}, 'config.json: $.model_type: unsupported model type "canine"'),
        (
            {"tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "split_special_tokens": True}},
            "tokenizer_config.json: $.split_special_tokens: unsupported value true",
        ),
        ({"spiece.model": {}}, "spiece.model: unsupported SentencePiece model of an unknown class"),
    ],
    ids=["class", "fast class", "model type", "split_special_tokens", "lone model"],
)
def test_unsupported_directories(tmp_path: Path, files: dict[str, Any], complaint: str) -> None:
    if "spiece.model" not in files:
        (tmp_path / "vocab.txt").write_text("\n".join(TOKENS), encoding="utf-8")
    for name, content in files.items():
        write_json(tmp_path / name, content)
    with pytest.raises(budtiktok.UnsupportedError) as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert f"{tmp_path}/{complaint}" in str(caught.value)


@pytest.mark.parametrize("name", ["vocab.txt", "spiece.model"])
def test_vocabulary_file_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[UNK]\n", encoding="utf-8")
    with pytest.raises(budtiktok.UnsupportedError, match=rf"{name}: unsupported vocabulary file without the files"):
        budtiktok.Tokenizer.from_file(tmp_path / name)


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"holds no tokenizer\.json, vocab\.txt, vocab\.json with merges\.txt"):
        budtiktok.Tokenizer.from_file(tmp_path)
    write_json(tmp_path / "tokenizer_config.json", {"tokenizer_class": "RobertaTokenizer"})
    with pytest.raises(FileNotFoundError, match=r"vocab\.json: no such file; a RobertaTokenizer needs it"):
        budtiktok.Tokenizer.from_file(tmp_path)
    write_json(tmp_path / "vocab.json", {"a": 0})
    with pytest.raises(FileNotFoundError, match=r"merges\.txt: no such file; a RobertaTokenizer needs it"):
        budtiktok.Tokenizer.from_file(tmp_path)
    assert refusal_of_reference(tmp_path) is not None


def test_special_tokens_and_pickling(tmp_path: Path) -> None:
    """What a directory says beside the pipeline reaches the callable form; pickling carries the result."""
    write_tokens(tmp_path, "\n".join(TOKENS).encode())
    config = {"tokenizer_class": "BertTokenizer", "model_max_length": 7, "padding_side": "left", "pad_token": "1"}
    write_json(tmp_path / "tokenizer_config.json", config)
    texts = ["the", "the a the a the a the a the a the"]
    expected = reference_of(tmp_path)(texts, padding=True, truncation=True)
    ours = budtiktok.Tokenizer.from_pretrained(tmp_path)
    again = pickle.loads(pickle.dumps(ours))
    for tokenizer in (ours, again):
        assert tokenizer(texts, padding=True, truncation=True)["input_ids"] == expected["input_ids"]


def test_broken_files_never_crash(tmp_path: Path) -> None:
    """Bytes of every file changed at random: loads as the reference does, or an error that names a file."""
    pick = random.Random(3)
    names = ("tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
    for _ in range(200):
        write_tokens(tmp_path, "\n".join(TOKENS).encode())
        write_json(tmp_path / "special_tokens_map.json", {"cls_token": {"content": "[CLS]", "lstrip": True}})
        path = tmp_path / pick.choice(names)
        content = bytearray(path.read_bytes())
        for _ in range(pick.choice([1, 3])):
            content[pick.randrange(len(content))] = pick.choice(b'{}[]",:x\xff\x00 9')
        path.write_bytes(content)
        try:
            budtiktok.Tokenizer.from_file(tmp_path)
        except (ValueError, NotImplementedError, FileNotFoundError) as error:
            assert str(tmp_path) in str(error)
