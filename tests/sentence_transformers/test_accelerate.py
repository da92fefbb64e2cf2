"""`accelerate` and `restore` with models of sentence-transformers: same results, natively tokenized, reversible."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_models
import transformers
from sentence_transformers import CrossEncoder, SentenceTransformer

from budtiktok.integrations.latentbud import BudTikTokWrapper
from budtiktok.integrations.sentence_transformers import accelerate, restore

TEXTS = ["a query", "Ünïcode and [MASK]", "the longer of them all " + "word " * 700, "", "日本語 text"]
PAIRS = [(a, b) for a, b in zip(TEXTS, TEXTS[::-1])]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    names = ("m1-bert", "m3-roberta", "m5-bert-rerank")
    return tiny_models.build(tmp_path_factory.mktemp("models"), names)


def held(model: Any) -> Any:
    """Return what the model keeps its tokenizer as."""
    first = model[0] if hasattr(model, "__getitem__") else model
    return getattr(first, "processor", None) or model.tokenizer


def results(model: Any) -> Any:
    if isinstance(model, CrossEncoder):
        return np.asarray(model.predict(PAIRS))
    return model.encode(TEXTS, batch_size=3)


CASES = [("embed", "m1-bert"), ("embed", "m3-roberta"), ("rerank", "m5-bert-rerank")]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_same_results(folders: dict[str, Path], kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    model: Any = (CrossEncoder if kind == "rerank" else SentenceTransformer)(str(folders[name]), device="cpu")
    original = held(model)
    expected = results(model)
    report = accelerate(model)
    assert len(report.replaced) == 1 and not report.skipped
    (place,) = report.replaced
    before = report.stats()[place]["native_calls"]
    assert np.array_equal(results(model), expected)
    counted = report.stats()[place]
    assert counted["native_calls"] > before and counted["fallback_calls"] == 0
    # Again: nothing new.
    again = accelerate(model)
    assert again.replaced == report.replaced
    assert restore(model) == 1
    assert held(model) is original
    assert np.array_equal(results(model), expected)
    assert report.stats()[place]["native_calls"] == counted["native_calls"]
    assert restore(model) == 0


def test_the_length_can_be_changed(folders: dict[str, Path]) -> None:
    plain, model = (SentenceTransformer(str(folders["m1-bert"]), device="cpu") for _ in range(2))
    accelerate(model)
    for length in (16, 300):
        plain.max_seq_length = model.max_seq_length = length
        assert np.array_equal(model.encode(TEXTS), plain.encode(TEXTS))


def test_copies_and_files(folders: dict[str, Path], tmp_path: Path) -> None:
    plain, model = (SentenceTransformer(str(folders["m1-bert"]), device="cpu") for _ in range(2))
    accelerate(model)
    # Before any call: those of the original leave their truncation in what it saves.
    plain.save(str(tmp_path / "plain"))
    model.save(str(tmp_path / "native"))
    names = [p.relative_to(tmp_path / "plain") for p in (tmp_path / "plain").rglob("*.json")]
    assert any(name.name == "tokenizer.json" for name in names)
    for name in names:
        assert (tmp_path / "native" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes(), name
    expected = plain.encode(TEXTS)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert np.array_equal(other.encode(TEXTS), expected)


def test_added_tokens_stay(folders: dict[str, Path]) -> None:
    plain, model = (SentenceTransformer(str(folders["m1-bert"]), device="cpu") for _ in range(2))
    accelerate(model)
    for one in (plain, model):
        # Without a new row in the embedding: the id of a token that there is.
        one.tokenizer.add_tokens(["[unused7]"])
    texts = ["what is [unused7] then", *TEXTS]
    assert np.array_equal(model.encode(texts), plain.encode(texts))
    restore(model)
    assert np.array_equal(model.encode(texts), plain.encode(texts))


def test_switched_off(folders: dict[str, Path]) -> None:
    model = SentenceTransformer(str(folders["m1-bert"]), device="cpu")
    original = held(model)
    report = accelerate(model, use_budtiktok=False)
    assert not report.replaced and len(report.skipped) == 1
    assert held(model) is original


def test_as_hf_subclass(folders: dict[str, Path]) -> None:
    original = transformers.AutoTokenizer.from_pretrained(str(folders["m1-bert"]))
    other = transformers.AutoTokenizer.from_pretrained(str(folders["m1-bert"]))
    wrapper = BudTikTokWrapper.from_hf(other, fallback=False)
    made = wrapper.as_hf_subclass()
    assert isinstance(made, transformers.PreTrainedTokenizerBase) and type(made).__name__ == type(original).__name__
    how = {"padding": True, "truncation": True, "return_tensors": "np"}
    for one in (made, copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert isinstance(one, transformers.PreTrainedTokenizerBase)
        mine, theirs = one(TEXTS, **how), original(TEXTS, **how)
        assert list(mine) == list(theirs) and all(np.array_equal(mine[key], theirs[key]) for key in theirs)
    assert wrapper.stats()["native_calls"] == 1
    # Attributes are the original's, and calls see them.
    made.model_max_length = original.model_max_length = 20
    made.padding_side = original.padding_side = "left"
    assert other.model_max_length == 20
    assert np.array_equal(made(TEXTS, **how)["input_ids"], original(TEXTS, **how)["input_ids"])
    assert made.add_tokens(["query!"]) == original.add_tokens(["query!"]) == 1
    assert made("a query! here")["input_ids"] == original("a query! here")["input_ids"]
    assert len(made) == len(original) and made.tokenize("query! this") == original.tokenize("query! this")


def test_no_tokenizer() -> None:
    with pytest.raises(TypeError, match="has no tokenizer"):
        accelerate(object.__new__(type("Thing", (), {})))
