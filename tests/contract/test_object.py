"""The wrapper as an object: methods, attributes, changes, copies, threads, failures."""

from __future__ import annotations

import copy
import logging
import multiprocessing
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest
from _sides import outcome
from test_calls import PAIRS, TEXTS, WORDS

from budtiktok.errors import BudtiktokError
from budtiktok.integrations.latentbud import BudTikTokWrapper, NotWrappableError

IDS = [101, 7592, 1010, 2088, 999, 102, 0, 0]


@pytest.fixture
def original(folders: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folders / "bert"))


@pytest.fixture
def wrapper(folders: Path) -> BudTikTokWrapper:
    from transformers import AutoTokenizer

    return BudTikTokWrapper.from_hf(AutoTokenizer.from_pretrained(str(folders / "bert")))


def ids(tokenizer: Any, text: Any = TEXTS[0], **kwargs: Any) -> Any:
    return tokenizer(text, **kwargs)["input_ids"]


# ---- methods and attributes


def test_other_ways_to_encode(original: Any, wrapper: BudTikTokWrapper) -> None:
    if hasattr(original, "batch_encode_plus"):
        want = original.batch_encode_plus(TEXTS, add_special_tokens=False, truncation="longest_first")
        assert dict(wrapper.batch_encode_plus(TEXTS, add_special_tokens=False, truncation="longest_first")) == dict(
            want
        )
        assert dict(wrapper.batch_encode_plus(PAIRS)) == dict(original.batch_encode_plus(PAIRS))
        assert dict(wrapper.encode_plus(TEXTS[2], TEXTS[0])) == dict(original.encode_plus(TEXTS[2], TEXTS[0]))
    # What a server counts.
    counted = wrapper.batch_encode_plus(
        TEXTS,
        add_special_tokens=False,
        return_token_type_ids=False,
        return_attention_mask=False,
        return_length=False,
        truncation="longest_first",
    )
    want = [len(row) for row in original(TEXTS, add_special_tokens=False, truncation="longest_first")["input_ids"]]
    assert [len(encoding.tokens) for encoding in counted.encodings] == want
    assert [len(encoding) for encoding in counted.encodings] == want
    assert [len(encoding.tokens()) for encoding in counted.encodings] == want
    assert wrapper.encode(TEXTS[2]) == original.encode(TEXTS[2])
    assert wrapper.encode(TEXTS[2], TEXTS[0], truncation=True, max_length=9) == original.encode(
        TEXTS[2], TEXTS[0], truncation=True, max_length=9
    )
    assert wrapper.encode(WORDS[2], is_split_into_words=True) == original.encode(WORDS[2], is_split_into_words=True)
    batch = wrapper.encode_batch(TEXTS, padding=False, truncation="longest_first")
    assert batch["input_ids"] == ids(original, TEXTS, truncation="longest_first")
    assert wrapper.stats()["fallback_calls"] == 0
    with pytest.raises(TypeError):
        wrapper.batch_encode_plus("no list")
    with pytest.raises(TypeError):
        wrapper.batch_encode_plus(["no words"], is_split_into_words=True)


def one_outcome(method: Any, texts: Any, words: bool) -> str:
    return str(outcome(lambda: {"result": method(*texts, is_split_into_words=words)})[0])


@pytest.mark.parametrize("words", [False, True])
def test_one_text_or_what_is_none(original: Any, wrapper: BudTikTokWrapper, words: bool) -> None:
    one: list[tuple[Any, ...]] = [("a",), ("a", "b"), (["a", "b"],), (["a"], ["b"]), ([["a"]],), (["a", 3],), ("a", 3)]
    for text in [*one, (3,), (None,), ([],), (b"a",), ("\ud800",), ("a", ["b"]), ([1, 2],)]:
        for name in ("encode", "encode_plus"):
            if hasattr(original, name):
                found = [one_outcome(getattr(side, name), text, words) for side in (original, wrapper)]
                assert found[0] == found[1], (name, text)


def test_methods_of_the_original(original: Any, wrapper: BudTikTokWrapper, tmp_path: Path) -> None:
    assert wrapper.tokenize(TEXTS[2]) == original.tokenize(TEXTS[2])
    assert wrapper.decode(IDS) == original.decode(IDS)
    assert wrapper.decode(IDS, skip_special_tokens=True) == "hello, world!"
    assert wrapper.batch_decode([IDS, IDS[:4]]) == original.batch_decode([IDS, IDS[:4]])
    assert wrapper.convert_tokens_to_ids(["hello", "no such token"]) == [7592, 100]
    assert wrapper.convert_ids_to_tokens(IDS) == original.convert_ids_to_tokens(IDS)
    assert wrapper.convert_tokens_to_string(["em", "##bed"]) == original.convert_tokens_to_string(["em", "##bed"])
    assert wrapper.get_vocab() == original.get_vocab()
    assert wrapper.vocab == original.vocab
    assert wrapper.get_added_vocab() == original.get_added_vocab()
    assert wrapper.num_special_tokens_to_add(True) == 3
    rows = {"input_ids": [[1, 2, 3], [1]]}
    assert dict(wrapper.pad(rows, padding=True, return_tensors="np")).keys() == {"input_ids", "attention_mask"}
    files = wrapper.save_pretrained(str(tmp_path / "ours"))
    original.save_pretrained(str(tmp_path / "theirs"))
    assert files
    for file in (tmp_path / "theirs").iterdir():
        assert (tmp_path / "ours" / file.name).read_bytes() == file.read_bytes(), file.name
    for name in (
        *("model_max_length", "model_input_names", "padding_side", "truncation_side", "pad_token", "pad_token_id"),
        *("cls_token", "sep_token_id", "unk_token", "mask_token_id", "bos_token", "pad_token_type_id", "vocab_size"),
        *("all_special_tokens", "all_special_ids", "special_tokens_map", "is_fast", "name_or_path", "init_kwargs"),
        *("chat_template", "added_tokens_decoder", "added_tokens_encoder", "clean_up_tokenization_spaces"),
    ):
        assert str(getattr(wrapper, name)) == str(getattr(original, name)), name
    assert len(wrapper) == len(original) == 30522
    assert wrapper
    assert "BertTokenizer" in repr(wrapper)
    with pytest.raises(AttributeError):
        _ = wrapper.no_such_name
    import tokenizers

    assert isinstance(wrapper.backend_tokenizer, tokenizers.Tokenizer)
    assert wrapper.backend_tokenizer.to_str() == original.backend_tokenizer.to_str()


def test_results_are_batch_encodings(original: Any, wrapper: BudTikTokWrapper) -> None:
    ours, theirs = wrapper(TEXTS, padding=True), original(TEXTS, padding=True)
    assert ours.input_ids == theirs.input_ids
    assert ours[0].ids == theirs[0].ids
    assert [encoding.tokens for encoding in ours[1:3]] == [encoding.tokens for encoding in theirs[1:3]]
    assert ours.tokens(3) == theirs.tokens(3)
    assert ours.word_ids(2) == theirs.word_ids(2)
    assert ours.sequence_ids(0) == theirs.sequence_ids(0)
    assert ours.char_to_token(2, 5) == theirs.char_to_token(2, 5)
    assert ours.token_to_chars(2, 5) == theirs.token_to_chars(2, 5)
    assert ours.word_to_tokens(2, 3) == theirs.word_to_tokens(2, 3)
    assert ours.token_to_word(2, 5) == theirs.token_to_word(2, 5)
    loaded = pickle.loads(pickle.dumps(ours))
    assert dict(loaded) == dict(theirs)
    assert [encoding.tokens for encoding in loaded.encodings] == [encoding.tokens for encoding in theirs.encodings]
    # A list may change before the encodings are asked for.
    texts = list(TEXTS)
    short = wrapper(texts, padding=True)
    texts[0] = "something else"
    assert short.tokens(0) == theirs.tokens(0)
    tokens = wrapper(TEXTS[0]).encodings[0].tokens
    assert (len(tokens), bool(tokens), tokens[1], tokens == [*tokens], tokens() is tokens) == (
        6,
        True,
        "hello",
        True,
        True,
    )
    assert sorted(tokens) == sorted(theirs.encodings[0].tokens[:6])


def test_lengths(original: Any, wrapper: BudTikTokWrapper) -> None:
    want = [len(row) for row in ids(original, TEXTS)]
    for _ in range(2):
        assert wrapper.get_token_lengths(TEXTS) == want
    assert wrapper.get_cache_stats() == {"hits": 5, "misses": 5, "hit_rate": 0.5, "size": 5}
    without = [size - 2 for size in want]
    assert wrapper.get_token_lengths(TEXTS, use_cache=False, add_special_tokens=False) == without
    wrapper.add_tokens(["quick brown"])
    assert wrapper.get_token_lengths(TEXTS)[2] == want[2] - 6


# ---- changes


def test_attributes_are_read_at_each_call(original: Any, wrapper: BudTikTokWrapper) -> None:
    arguments: dict[str, Any] = {"padding": True, "truncation": True, "return_tensors": "np"}
    for name, value in (
        ("model_max_length", 10),
        ("padding_side", "left"),
        ("truncation_side", "left"),
        ("model_input_names", ["input_ids"]),
        ("pad_token", "[MASK]"),
        ("model_max_length", 1000),
    ):
        # Once by way of the wrapper, once behind its back.
        for target in (wrapper, wrapper._hf):
            wrapper(TEXTS, **arguments)
            setattr(target, name, value)
            setattr(original, name, value)
            ours, theirs = wrapper(TEXTS, **arguments), original(TEXTS, **arguments)
            assert ours.keys() == theirs.keys()
            assert all((ours[key] == theirs[key]).all() for key in theirs), name
    wrapper.model_input_names.append("token_type_ids")
    assert "token_type_ids" in wrapper(TEXTS, **arguments)
    assert wrapper.stats()["fallback_calls"] == 0


def test_changes_of_the_backend_are_followed(original: Any, wrapper: BudTikTokWrapper) -> None:
    text = "Hello quick brown <new> FOX"
    for change in (
        lambda t: t.add_tokens(["quick brown"]),
        lambda t: t.add_special_tokens({"additional_special_tokens": ["<new>"]}),
        lambda t: setattr(t.backend_tokenizer.normalizer, "lowercase", False),
    ):
        before = ids(wrapper, text)
        change(wrapper)
        change(original)
        assert ids(wrapper, text) == ids(original, text) != before
    for tokenizer in (wrapper, original):
        assert tokenizer._add_tokens(["brown fox"]) == 1
    assert ids(wrapper, "a brown fox") == ids(original, "a brown fox") == [101, 1037, 30524, 102]
    assert wrapper.stats()["fallback_calls"] == 0
    native = wrapper.native
    _ = wrapper.backend_tokenizer.normalizer  # may have been changed, but was not
    ids(wrapper, text)
    assert wrapper.native is native


def test_methods_of_a_class_that_change_the_backend(original: Any, folders: Path) -> None:
    from tokenizers.processors import TemplateProcessing

    class Changing(type(original)):  # type: ignore[misc]
        def end_with(self, token: str) -> None:
            self._tokenizer.post_processor = TemplateProcessing(
                single=f"$A {token}", special_tokens=[(token, self.convert_tokens_to_ids(token))]
            )

    tokenizer = BudTikTokWrapper.from_hf(Changing.from_pretrained(str(folders / "bert")))
    assert ids(tokenizer, "hello") == [101, 7592, 102]
    tokenizer.end_with("[MASK]")
    assert ids(tokenizer, "hello") == [7592, 103]


def test_lengths_follow_changes(wrapper: BudTikTokWrapper) -> None:
    texts = ["a [MASK] b"]
    assert wrapper.get_token_lengths(texts) == [5]
    wrapper.split_special_tokens = True
    assert wrapper.get_token_lengths(texts) == [len(ids(wrapper, texts[0]))] == [7]


@pytest.mark.parametrize("texts", [["a", None], ["a", 3], [b"a"], ["a", "\ud800"]])
def test_lengths_of_bad_texts(original: Any, wrapper: BudTikTokWrapper, texts: Any) -> None:
    for _ in range(4):
        with pytest.raises(Exception) as theirs:
            original(texts)
        with pytest.raises(type(theirs.value)):
            wrapper.get_token_lengths(texts)
    assert wrapper.stats()["failures"] == 0
    assert wrapper.get_token_lengths(["a"]) == [3]
    # Pairs are no texts, but the original has an answer.
    assert wrapper.get_token_lengths([["a", "b"]] * 2) == [5, 5]


# ---- copies


def test_copies_are_independent(original: Any, wrapper: BudTikTokWrapper) -> None:
    other = copy.deepcopy(wrapper)
    shallow = copy.copy(wrapper)
    assert other.native._state.handle is shallow.native._state.handle is wrapper.native._state.handle
    assert ids(other) == ids(shallow) == ids(wrapper) == ids(original)
    other.model_max_length = 7
    assert wrapper.model_max_length == 64
    wrapper.add_tokens(["hello,"])
    assert ids(other) == ids(original)
    third = copy.deepcopy(wrapper)
    assert ids(third) == ids(wrapper) != ids(original)
    fourth = copy.deepcopy(wrapper)
    wrapper.padding_side = "left"
    assert fourth.padding_side == "right"
    assert other.stats()["native_calls"] == 2


def test_settings_of_a_copy_are_its_own(wrapper: BudTikTokWrapper) -> None:
    # Both roads: offsets are never short.
    for arguments in ({}, {"return_offsets_mapping": True}):
        want = ids(wrapper, TEXTS[2], truncation=True, **arguments)
        for other in (copy.deepcopy(wrapper), copy.copy(wrapper)):
            other.model_max_length = 7
            other.split_special_tokens = True
            assert len(ids(other, TEXTS[2], truncation=True, **arguments)) == 7
            assert ids(wrapper, TEXTS[2], truncation=True, **arguments) == want


def test_what_a_copy_hands_out_is_its_own(wrapper: BudTikTokWrapper) -> None:
    for change in (
        lambda t: t.model_input_names.append("more"),
        lambda t: t.init_kwargs.update(more=1),
        lambda t: t._add_tokens(["quick brown"]),
        lambda t: t.add_special_tokens({"cls_token": "<new>"}),
    ):
        other = copy.deepcopy(wrapper)
        change(other)
        assert "more" not in (*wrapper.model_input_names, *wrapper.init_kwargs)
        assert len(wrapper) == 30522
        other = copy.deepcopy(wrapper)
        names = [*other.model_input_names]
        copy.deepcopy(other).model_input_names.append("more")
        assert other.model_input_names == names
    # What only reads does not end the sharing.
    other = copy.deepcopy(wrapper)
    assert other.decode(other.convert_tokens_to_ids(["hello"])) == "hello"
    assert (other.pad_token_id, other.padding_side) == (0, "right")
    assert other._hf is wrapper._hf


def test_a_deep_copy_is_quick(wrapper: BudTikTokWrapper) -> None:
    import timeit

    assert min(timeit.repeat(lambda: copy.deepcopy(wrapper), number=10, repeat=5)) / 10 < 1e-3


def encode_there(data: bytes, queue: Any) -> None:
    """Encode in another process."""
    wrapper = pickle.loads(data)
    queue.put((wrapper(TEXTS, padding=True)["input_ids"], wrapper.stats()["native_calls"], wrapper.padding_side))


def test_pickle_through_spawn(wrapper: BudTikTokWrapper) -> None:
    wrapper.padding_side = "left"
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=encode_there, args=(pickle.dumps(wrapper), queue))
    process.start()
    found = queue.get(timeout=120)
    process.join(60)
    assert found == (ids(wrapper, TEXTS, padding=True), 1, "left")


# ---- threads


def test_threads_with_settings_of_their_own(wrapper: BudTikTokWrapper) -> None:
    settings: list[dict[str, Any]] = [
        {"padding": True, "truncation": True, "max_length": 16, "return_tensors": "np"},
        {"padding": False, "truncation": "longest_first", "add_special_tokens": False},
        {"padding": "max_length", "truncation": True, "max_length": 32, "return_tensors": "np", "padding_side": "left"},
        {"padding": True, "return_offsets_mapping": True, "stride": 2, "max_length": 20, "truncation": True},
    ]
    inputs: list[Any] = [TEXTS[0], TEXTS, [*TEXTS, *TEXTS], PAIRS]
    want = [[str(dict(wrapper(text, **setting))) for text in inputs] for setting in settings]
    wrong: list[Any] = []

    def run(first: int) -> None:
        for turn in range(100):
            which, what = (first + turn) % 4, (first * 7 + turn // 4) % 4
            got = str(dict(wrapper(inputs[what], **settings[which])))
            if got != want[which][what]:
                wrong.append((which, what, got))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    stats = wrapper.stats()
    assert (stats["native_calls"], stats["fallback_calls"]) == (1616, 0)


# ---- failures


def test_a_failing_call_is_repeated(
    original: Any, wrapper: BudTikTokWrapper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:2")
    failing = BudTikTokWrapper.from_hf(wrapper.hf_tokenizer, name="the model")
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            assert ids(failing) == ids(original)
    stats = failing.stats()
    assert (stats["failures"], stats["native_calls"], stats["fallback_reasons"]) == (2, 2, {"failure": 2})
    assert [record.message for record in caplog.records if "budtiktok" in record.message] == [
        "budtiktok: a native call for the model failed (_InjectedError, batch of 1), repeated with the HuggingFace "
        "tokenizer"
    ]


def test_three_failures_end_the_native_side(
    original: Any, wrapper: BudTikTokWrapper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:9")
    failing = BudTikTokWrapper.from_hf(wrapper.hf_tokenizer)
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            assert ids(failing, TEXTS) == ids(original, TEXTS)
    stats = failing.stats()
    assert (stats["failures"], stats["native_calls"]) == (3, 0)
    assert stats["fallback_reasons"] == {"failure": 3, "given up": 3}
    assert sum("from now on" in record.message for record in caplog.records) == 1
    assert failing.get_token_lengths(TEXTS) == [len(row) for row in ids(original, TEXTS)]


def test_strict_mode_raises(wrapper: BudTikTokWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDTIKTOK_TEST_FAIL", "call:1")
    strict = BudTikTokWrapper.from_hf(wrapper.hf_tokenizer, fallback=False)
    with pytest.raises(BudtiktokError):
        strict(TEXTS[0])
    assert ids(strict) == ids(wrapper)
    with pytest.raises(BudtiktokError):
        strict(TEXTS[0], text_target="b")
    with pytest.raises(ValueError, match="text input must be"):
        strict(3)  # bad input is no fallback
    monkeypatch.delenv("BUDTIKTOK_TEST_FAIL")
    monkeypatch.setenv("BUDTIKTOK_STRICT", "1")
    with pytest.raises(BudtiktokError):
        BudTikTokWrapper.from_hf(wrapper.hf_tokenizer)(TEXTS[0], text_target="b")


# ---- what is wrapped


def test_what_cannot_be_wrapped(original: Any, folders: Path) -> None:
    class Own(type(original)):  # type: ignore[misc]
        def _batch_encode_plus(self, *args: Any, **kwargs: Any) -> Any:
            return super()._batch_encode_plus(*args, **kwargs)

        def _encode_plus(self, *args: Any, **kwargs: Any) -> Any:
            return super()._encode_plus(*args, **kwargs)

    with pytest.raises(NotWrappableError, match="encodes in its own way"):
        BudTikTokWrapper.from_hf(Own.from_pretrained(str(folders / "bert")))
    for thing in (object(), "text", None):
        with pytest.raises(NotWrappableError, match="no fast tokenizer"):
            BudTikTokWrapper.from_hf(thing)
    with pytest.raises(TypeError):
        BudTikTokWrapper()


def test_as_hf_subclass(original: Any, wrapper: BudTikTokWrapper, folders: Path, tmp_path: Path) -> None:
    tokenizer = wrapper.as_hf_subclass()
    assert isinstance(tokenizer, type(original))
    assert type(tokenizer).__name__ == type(original).__name__
    assert ids(tokenizer, TEXTS, padding=True) == ids(original, TEXTS, padding=True)
    assert tokenizer.encode(TEXTS[2]) == original.encode(TEXTS[2])
    assert tokenizer.tokenize(TEXTS[2]) == original.tokenize(TEXTS[2])
    assert wrapper.stats()["native_calls"] >= 2
    for one in (tokenizer, original):
        one.model_max_length = 9
        one.add_tokens(["quick brown"])
        one.pad_token = "[MASK]"
    assert ids(tokenizer, TEXTS, padding=True, truncation=True) == ids(original, TEXTS, padding=True, truncation=True)
    assert wrapper.model_max_length == 9
    assert wrapper.stats()["fallback_calls"] == 0
    for other in (copy.deepcopy(tokenizer), pickle.loads(pickle.dumps(tokenizer))):
        assert type(other) is type(original)
        assert ids(other, TEXTS[2]) == ids(original, TEXTS[2])
    tokenizer.save_pretrained(str(tmp_path / "ours"))
    original.save_pretrained(str(tmp_path / "theirs"))
    for file in (tmp_path / "theirs").iterdir():
        assert (tmp_path / "ours" / file.name).read_bytes() == file.read_bytes(), file.name


def test_from_directory(folders: Path, original: Any) -> None:
    for name in ("bert", "qwen3"):
        made = BudTikTokWrapper.from_directory(folders / name)
        assert made(TEXTS, padding=True)["input_ids"]
    assert ids(BudTikTokWrapper.from_directory(folders / "bert")) == ids(original)
    for missing in (folders / "no such folder", folders / "bert" / "tokenizer.json", "bert-base-uncased"):
        with pytest.raises(FileNotFoundError, match="nothing is fetched"):
            BudTikTokWrapper.from_directory(missing)


def test_large_calls_do_not_make_short_ones_long(wrapper: BudTikTokWrapper) -> None:
    arguments = {"padding": True, "return_tensors": "np"}
    for _ in range(2):
        wrapper(TEXTS[0], **arguments)
    for _ in range(40):
        wrapper(["a"] * 300, padding=True, truncation=True, return_tensors="np")
    short = wrapper._short
    assert short is not None
    assert short.wrapped(TEXTS[0], (), arguments, short.watched, short.frame) is not None
