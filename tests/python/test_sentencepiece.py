"""Directories with a SentencePiece model instead of a tokenizer.json, compared with transformers' conversion."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from _directories import assert_same_tokenizer, reference_of, refusal_of_reference, write_json
from _sentencepiece import BYTE, CONTROL, NORMAL, UNKNOWN, UNUSED, USER_DEFINED, assembled, corpus, trained

import budtiktok

# Directories: class, name of the model file.
CLASSES = {
    "T5Tokenizer": "spiece.model",
    "XLMRobertaTokenizer": "sentencepiece.bpe.model",
    "AlbertTokenizer": "spiece.model",
    "LlamaTokenizer": "tokenizer.model",
    "CamembertTokenizer": "sentencepiece.bpe.model",
    "BigBirdTokenizer": "spiece.model",
    "FNetTokenizer": "spiece.model",
    "RemBertTokenizer": "sentencepiece.model",
    "ReformerTokenizer": "spiece.model",
    "XLNetTokenizer": "spiece.model",
}
SYMBOLS = ("<sep>", "<cls>", "[CLS]", "[SEP]", "UPPER", "a-b")


def write_model(directory: Path, name: str, model: bytes, **config: Any) -> Path:
    """Write a directory of a class."""
    (directory / CLASSES[name]).write_bytes(model)
    write_json(directory / "tokenizer_config.json", {"tokenizer_class": name, **config})
    return directory


@pytest.mark.parametrize("rule", ["identity", "nfkc", "nmt_nfkc", "nmt_nfkc_cf"])
@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
@pytest.mark.parametrize("name", ["T5Tokenizer", "XLMRobertaTokenizer", "AlbertTokenizer", "LlamaTokenizer"])
def test_normalization_rules(tmp_path: Path, name: str, model_type: str, rule: str) -> None:
    model = trained(model_type=model_type, normalization_rule_name=rule)
    write_model(tmp_path, name, model)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:50])


@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
@pytest.mark.parametrize("name", CLASSES)
def test_classes(tmp_path: Path, name: str, model_type: str) -> None:
    model = trained(model_type=model_type, byte_fallback=True, user_defined_symbols=SYMBOLS, control_symbols=("<c>",))
    write_model(tmp_path, name, model)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:50])


@pytest.mark.parametrize("add_dummy_prefix", [True, False])
@pytest.mark.parametrize("legacy", [None, True, False])
@pytest.mark.parametrize("add_prefix_space", [None, True, False])
@pytest.mark.parametrize("name", ["T5Tokenizer", "LlamaTokenizer"])
def test_spaces(
    tmp_path: Path, name: str, add_prefix_space: bool | None, legacy: bool | None, add_dummy_prefix: bool
) -> None:
    model = trained(
        model_type="bpe",
        byte_fallback=True,
        add_dummy_prefix=add_dummy_prefix,
        remove_extra_whitespaces=add_dummy_prefix,
        treat_whitespace_as_suffix=not add_dummy_prefix,
    )
    write_model(tmp_path, name, model, legacy=legacy, add_prefix_space=add_prefix_space)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:20])


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("AlbertTokenizer", {"do_lower_case": False, "keep_accents": True}),
        ("AlbertTokenizer", {"do_lower_case": True, "keep_accents": False, "remove_space": False}),
        ("XLNetTokenizer", {"do_lower_case": True, "keep_accents": True}),
        ("RemBertTokenizer", {"do_lower_case": True, "keep_accents": False}),
        ("FNetTokenizer", {"do_lower_case": True, "keep_accents": False}),
        ("T5Tokenizer", {"extra_ids": 0}),
        ("T5Tokenizer", {"extra_ids": 3, "additional_special_tokens": ["<x>"]}),
        ("T5Tokenizer", {"extra_ids": 2, "additional_special_tokens": ["<extra_id_0>", "<extra_id_1>"]}),
        ("LlamaTokenizer", {"add_bos_token": False}),
        ("LlamaTokenizer", {"add_bos_token": True, "add_eos_token": True, "pad_token": "<unk>"}),
        ("LlamaTokenizer", {"add_bos_token": False, "add_eos_token": True, "bos_token": None}),
        ("XLMRobertaTokenizer", {"cls_token": "[CLS]", "mask_token": "[MASK]"}),
    ],
    ids=str,
)
def test_fields_of_a_class(tmp_path: Path, name: str, config: dict[str, Any]) -> None:
    write_model(tmp_path, name, trained(model_type="unigram", user_defined_symbols=SYMBOLS), **config)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", corpus()[:20])


def test_any_class_takes_tokenizer_model(tmp_path: Path) -> None:
    write_model(tmp_path, "T5Tokenizer", trained(model_type="bpe"))
    (tmp_path / "tokenizer.model").write_bytes(trained(model_type="unigram"))
    ours = assert_same_tokenizer(tmp_path, "directory: SentencePiece")
    assert '"type":"Unigram"' in ours.to_str()


HEADS = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]


@pytest.mark.parametrize("seed", range(6))
def test_ties_of_merges(tmp_path: Path, seed: int) -> None:
    """Pieces whose merges can only be told apart by length, order and id."""
    pick = random.Random(seed)
    letters = ["a", "b", "\u00e9", "\u65e5", "\U0001f600", "\u2581"]
    texts = {"".join(pick.choices(letters, k=pick.choice([1, 1, 2, 2, 3, 4, 6, 9]))) for _ in range(300)}
    kinds = [NORMAL] * 6 + [USER_DEFINED, UNUSED, CONTROL]
    pieces = [(text, float(pick.choice([0, -1, -1, -2.5, -1e30])), pick.choice(kinds)) for text in sorted(texts)]
    pick.shuffle(pieces)
    model = assembled(HEADS + pieces, model_type=2)
    name = pick.choice(["LlamaTokenizer", "T5Tokenizer", "XLMRobertaTokenizer", "AlbertTokenizer"])
    write_model(tmp_path, name, model)
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", ["ab\u00e9\u65e5 aab", "a b"])


def test_scores_are_exact(tmp_path: Path) -> None:
    """Scores are floats of 32 bits as they are: their shortest digits do not always read back in the reference."""
    pick = random.Random(5)
    texts = [f"{chr(0x4E00 + i)}" for i in range(3000)]
    scores = [pick.choice([1, -1]) * pick.random() * 10.0 ** pick.randrange(-38, 38) for _ in texts]
    pieces = [(text, score, NORMAL) for text, score in zip(texts, scores)]
    write_model(tmp_path, "T5Tokenizer", assembled(HEADS + pieces, model_type=1))
    assert_same_tokenizer(tmp_path, "directory: SentencePiece", ["".join(texts[:50])])


def test_numbers_before_commas(tmp_path: Path) -> None:
    """ALBERT and XLNet lower the score of pieces that end in what Python takes for a digit and a comma."""
    pieces = [(f"{chr(c)},", -1.0, NORMAL) for c in range(1, 0x3000) if chr(c) != "\u2581"]
    pieces += [(f"{chr(c)},", -1.0, NORMAL) for c in range(0x10000, 0x1FBFA) if chr(c).isnumeric()]
    pieces += [(text, -2.0, NORMAL) for text in (",", "9", "9.,", "a9,", "9,9")]
    for name in ("AlbertTokenizer", "XLNetTokenizer"):
        directory = tmp_path / name
        directory.mkdir()
        write_model(directory, name, assembled(HEADS + pieces, model_type=1))
        assert_same_tokenizer(directory, "directory: SentencePiece")


BYTES = [(f"<0x{i:02X}>", 0.0, BYTE) for i in range(256)]
A = ("a", -1.0, NORMAL)


@pytest.mark.parametrize(
    ("pieces", "fields", "complaint"),
    [
        ([*HEADS, A, A], {}, "piece 4: 'a' is already defined"),
        ([*HEADS, A, ("", 0.0, NORMAL)], {}, "piece 4: an empty piece"),
        ([*HEADS, A, ("b\0c", 0.0, NORMAL)], {}, "piece 4: a null character"),
        ([*HEADS, A, ("b", float("nan"), NORMAL)], {}, "piece 4: a score that is no finite number"),
        ([*HEADS, A, ("b", float("inf"), NORMAL)], {}, "piece 4: a score that is no finite number"),
        ([*HEADS, A, ("b", 0.0, UNKNOWN)], {}, "piece 4: a second unknown piece"),
        ([*HEADS[1:], A, ("b", 0.0, NORMAL)], {}, "no piece is the unknown one"),
        (HEADS, {}, "a unigram model without a piece of ordinary text"),
        ([*HEADS, A, ("<0x41>", 0.0, BYTE)], {}, "piece 4: a byte piece, but byte_fallback is false"),
        ([*HEADS, A, *BYTES[1:]], {"byte_fallback": True}, "there is no piece of byte 0"),
        ([*HEADS, A, ("<0xg0>", 0.0, BYTE)], {"byte_fallback": True}, "'<0xg0>' is no name of a byte piece"),
        ([*HEADS, ("<s>", 0.0, NORMAL)], {"model_type": 2}, "piece 3: '<s>' is already defined"),
        ([*HEADS, A], {"unk_id": 104}, "unk_id 104 is the place of no piece"),
        ([*HEADS, A], {"unk_id": -1}, "unk_id -1 is the place of no piece"),
        ([*HEADS, A], {"model_type": 3}, "unsupported model type 3; expected 1 (unigram) or 2 (bpe)"),
        ([*HEADS, A], {"model_type": 4}, "unsupported model type 4; expected 1 (unigram) or 2 (bpe)"),
        ([*HEADS, A], {"precompiled_charsmap": b"xx"}, "precompiled_charsmap"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_models(tmp_path: Path, pieces: list[Any], fields: dict[str, Any], complaint: str) -> None:
    write_model(tmp_path, "T5Tokenizer", assembled(pieces, **fields))
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises((budtiktok.ParseError, budtiktok.UnsupportedError)) as caught:
        budtiktok.Tokenizer.from_file(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/spiece.model")
    assert complaint in str(caught.value)


def test_conflicting_extra_ids(tmp_path: Path) -> None:
    model = trained(model_type="unigram")
    write_model(tmp_path, "T5Tokenizer", model, extra_ids=5, additional_special_tokens=["<extra_id_0>"])
    assert refusal_of_reference(tmp_path) is not None
    with pytest.raises(budtiktok.ParseError, match=r"tokenizer_config\.json: extra_ids is 5, but"):
        budtiktok.Tokenizer.from_file(tmp_path)


def changed(model: bytes, pick: random.Random) -> bytes:
    """Return a model with a few bytes changed, left out or cut off; half of them in its last fields."""
    out = bytearray(model)
    kind = pick.randrange(4)
    if kind == 0:
        return bytes(out[: pick.randrange(len(out))])
    for _ in range(pick.choice([1, 1, 2, 5])):
        at = pick.randrange(max(0, len(out) - 800) if pick.random() < 0.5 else 0, len(out))
        if kind == 1:
            out[at] ^= 1 << pick.randrange(8)
        elif kind == 2:
            out[at] = pick.randrange(256)
        else:
            del out[at : at + pick.randrange(1, 4)]
    return bytes(out)


@pytest.mark.parametrize("name", ["T5Tokenizer", "LlamaTokenizer", "XLMRobertaTokenizer", "AlbertTokenizer"])
@pytest.mark.parametrize("model_type", ["unigram", "bpe"])
def test_broken_models(tmp_path: Path, model_type: str, name: str) -> None:
    """A model with changed bytes is taken where the reference takes it, to the same tokenizer."""
    pick = random.Random(f"{name}{model_type}")
    model = trained(model_type=model_type, vocab_size=300, normalization_rule_name="identity")
    loaded = refused = 0
    for _ in range(80):
        write_model(tmp_path, name, changed(model, pick))
        if refusal_of_reference(tmp_path) is None:
            expected = reference_of(tmp_path).backend_tokenizer.to_str()
            try:
                assert budtiktok.Tokenizer.from_file(tmp_path).to_str() == expected
            except budtiktok.ParseError as error:
                # By a score that is not a number the reference sorts in no order that means anything.
                assert model_type == "bpe" and "a score that is no finite number" in str(error)
            loaded += 1
        else:
            with pytest.raises((budtiktok.ParseError, budtiktok.UnsupportedError, budtiktok.LimitError)):
                budtiktok.Tokenizer.from_file(tmp_path)
            refused += 1
    assert min(loaded, refused) >= 5
