"""Random files of special tokens beside a small vocabulary of each class, compared with transformers."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from _directories import assert_same_tokenizer, refusal_of_reference, write_json
from _sentencepiece import trained
from test_sentencepiece import CLASSES as SENTENCEPIECE_FILES

import budtiktok

WORDPIECE = (
    "BertTokenizer",
    "ConvBertTokenizer",
    "DistilBertTokenizer",
    "DPRContextEncoderTokenizer",
    "DPRQuestionEncoderTokenizer",
    "ElectraTokenizer",
    "LayoutLMTokenizer",
    "LxmertTokenizer",
    "MobileBertTokenizer",
    "SqueezeBertTokenizer",
    "MPNetTokenizer",
    "FunnelTokenizer",
)
BYTE_LEVEL = (
    "GPT2Tokenizer",
    "RobertaTokenizer",
    "LongformerTokenizer",
    "BartTokenizer",
    "LEDTokenizer",
    "MvpTokenizer",
)
CLASSES = (*WORDPIECE, *BYTE_LEVEL, *SENTENCEPIECE_FILES)
CASES = 20

SLOTS = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
# Texts that vocabularies have, and others.
CONTENTS = (
    *("<s>", "</s>", "<unk>", "<pad>", "<mask>", "[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "<sep>", "<cls>"),
    *("the", "th", "New", "<new>", "\u65e5\u672c", "<|endoftext|>", "<extra_id_0>", "<extra_id_1>", "None"),
)


def write_vocabulary(directory: Path, name: str, pick: random.Random) -> None:
    """Write the vocabulary files of a class, with some of the special tokens in them."""
    specials = pick.sample(CONTENTS[:13], pick.choice([0, 5, 12]))
    if name in WORDPIECE:
        tokens = [*specials, "[UNK]", "the", "th", "##e", "q", "##u", ".", ",", "a", "##b", "1", "x"]
        (directory / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    elif name in BYTE_LEVEL:
        tokens = list(dict.fromkeys([*specials, *"theabxq1.,\u0120", "th", "the", "\u0120th", "ab"]))
        write_json(directory / "vocab.json", {token: i for i, token in enumerate(tokens)})
        (directory / "merges.txt").write_text("#version: 0.2\nt h\nth e\na b\n\u0120 th\n", encoding="utf-8")
    else:
        symbols = tuple(pick.choice([(), ("<sep>", "<cls>", "[CLS]", "[SEP]"), ("<pad>", "New", "<mask>")]))
        model_type = pick.choice(["unigram", "bpe"])
        model = trained(model_type=model_type, vocab_size=300, user_defined_symbols=symbols)
        (directory / SENTENCEPIECE_FILES[name]).write_bytes(model)


def random_added_token(pick: random.Random, content: str) -> dict[str, Any]:
    """Return the fields of an AddedToken, some of them left out."""
    fields: dict[str, Any] = {"content": content}
    for flag in ("lstrip", "rstrip", "single_word", "normalized", "special"):
        if pick.random() < 0.7:
            fields[flag] = pick.random() < 0.4
    return fields


def random_token(pick: random.Random, marked: bool) -> Any:
    """Return the value of a field that names a special token."""
    content = pick.choice(CONTENTS)
    if pick.random() < 0.5:
        return content
    token = random_added_token(pick, content)
    return {"__type": "AddedToken", **token} if marked else token


def random_slots(pick: random.Random, marked: bool, chance: float) -> dict[str, Any]:
    """Return fields of special tokens."""
    out: dict[str, Any] = {}
    for slot in SLOTS:
        if pick.random() < chance:
            out[slot] = None if pick.random() < 0.08 else random_token(pick, marked)
    if pick.random() < chance:
        out["additional_special_tokens"] = [random_token(pick, marked) for _ in range(pick.randrange(4))]
    return out


def random_files(name: str, pick: random.Random) -> dict[str, Any]:
    """Return the JSON files of a directory."""
    config: dict[str, Any] = {"tokenizer_class": name + pick.choice(["", "Fast"])}
    config.update(random_slots(pick, True, pick.choice([0.0, 0.2, 0.5])))
    if pick.random() < 0.4:
        count = pick.randrange(6)
        config["added_tokens_decoder"] = {
            str(pick.choice([i, i, 3 * i, 900 - i])): random_added_token(pick, pick.choice(CONTENTS))
            for i in range(count)
        }
    if pick.random() < 0.2:
        config["extra_special_tokens"] = {"image_token": random_token(pick, True), "eos_token": "<eos>"}
    for key in (
        *("do_lower_case", "tokenize_chinese_chars", "do_basic_tokenize", "add_prefix_space", "trim_offsets"),
        *("add_bos_token", "add_eos_token", "legacy", "keep_accents", "remove_space"),
    ):
        if pick.random() < 0.3:
            config[key] = pick.random() < 0.5
    if pick.random() < 0.3:
        config["strip_accents"] = pick.choice([None, True, False])
    if name == "T5Tokenizer" and pick.random() < 0.7:
        config["extra_ids"] = pick.choice([0, 1, 2, 100])
    files = {"tokenizer_config.json": config}
    if pick.random() < 0.4:
        files["special_tokens_map.json"] = random_slots(pick, False, 0.3)
    if pick.random() < 0.4:
        files["added_tokens.json"] = {content: 500 + 2 * i for i, content in enumerate(pick.sample(CONTENTS, 3))}
    return files


@pytest.mark.parametrize("name", CLASSES)
def test_random_files(tmp_path: Path, name: str) -> None:
    pick = random.Random(name)
    loaded = 0
    for case in range(CASES):
        directory = tmp_path / str(case)
        directory.mkdir()
        write_vocabulary(directory, name, pick)
        files = random_files(name, pick)
        for file, content in files.items():
            write_json(directory / file, content)
        if refusal_of_reference(directory) is not None:
            with pytest.raises((ValueError, NotImplementedError)):
                budtiktok.Tokenizer.from_file(directory)
            continue
        try:
            assert_same_tokenizer(directory, "directory: random files")
        except budtiktok.UnsupportedError as error:
            # Patterns of added tokens that another normalizer made: there is no form for that.
            assert "do_basic_tokenize" in str(error)
            continue
        except Exception as error:
            shown = json.dumps(files, ensure_ascii=False)
            raise AssertionError(f"{directory}: {shown}") from error
        loaded += 1
    assert loaded >= CASES // 3
