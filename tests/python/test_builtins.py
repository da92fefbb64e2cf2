"""The builtins of CPython and the cffi road: the same results, the same errors, no lost or kept references."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import _data
import _tiny
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import budtiktok
from budtiktok import _bridge
from budtiktok import encoding as encoding_module

BUILTINS = _bridge.BUILTINS
CPYTHON = sys.implementation.name == "cpython" and getattr(sys, "_is_gil_enabled", lambda: True)() is not False
SERVER = {"padding": True, "truncation": True, "max_length": 12, "return_tensors": "np"}
TEXTS = ["hello world", "a", "", "don't the abs ab c 日x", "x " * 20, "é [SEP] \0 b", "\U0001f600"]


class Sub(str):
    """A subclass is a str, whatever its methods say."""

    __slots__ = ()

    def __len__(self) -> int:
        return 1000

    def isascii(self) -> bool:
        return True

    def encode(self, *args: Any) -> bytes:
        raise AssertionError("not to be called")


def _make(road: str, monkeypatch: pytest.MonkeyPatch, **sections: Any) -> budtiktok.Tokenizer:
    if road == "cffi":
        monkeypatch.setattr(_bridge, "BUILTINS", None)
    elif BUILTINS is None:
        pytest.fail("no builtins in this process; with BUDTIKTOK_NO_BUILTIN leave this file out")
    return budtiktok.Tokenizer.from_str(_tiny.text(**sections))


@pytest.fixture(params=["builtin", "cffi"])
def tokenizer(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[budtiktok.Tokenizer]:
    yield _make(request.param, monkeypatch)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> budtiktok.Tokenizer:
    return _make("builtin", monkeypatch)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> budtiktok.Tokenizer:
    with monkeypatch.context() as patch:
        return _make("cffi", patch)


def test_cpython_takes_the_builtins() -> None:
    """On CPython with a GIL the builtins are there, and short calls and lists go through them."""
    if not CPYTHON:
        assert BUILTINS is None
        return
    code = (
        "import sys, _tiny, budtiktok\n"
        "from budtiktok import _bridge\n"
        "tok = budtiktok.Tokenizer.from_str(_tiny.text())\n"
        "calls = tok._state.calls\n"
        "kinds = {type(f).__name__ for f in (calls.call, calls.encoding, calls.array)}\n"
        "print(_bridge.BUILTINS is not None, kinds)\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != _bridge.VARIABLE}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    for value, want in ((None, "True {'builtin_function_or_method'}"), ("1", "False {'method'}")):
        if value is not None:
            environment[_bridge.VARIABLE] = value
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == want


def test_remembered_calls_are_taken(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second call with the same arguments never reaches the long road."""
    want = tokenizer(["hello world"], **SERVER)
    monkeypatch.setattr("budtiktok.hf.Call", None)
    got = tokenizer(["hello world"], **SERVER)
    assert type(got) is budtiktok.Batch
    assert list(got) == list(want)
    for key, array in want.items():
        assert got[key].dtype == np.int64
        assert np.array_equal(got[key], array)
    with pytest.raises(TypeError):
        tokenizer(["hello world"], **{**SERVER, "max_length": 13})


def utf8(texts: Iterable[str]) -> list[bytes]:
    """Return the texts as bytes, which are read as they are."""
    return [str.encode(text) for text in texts]


CHARACTERS = ("\u00e9", "\u00ff\u0080", "\u0100", "\u4e2d\u6587", "\uffff", "\U0001f600", "\U0010ffff")


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("first", CHARACTERS)
def test_texts_are_read_from_their_characters(short: Any, first: str, count: int) -> None:
    """A str does not get UTF-8 to keep, and the result is that of its UTF-8, of a str which has it too."""
    texts = ["".join([f"{i} ab ", first, " abc", first * (i % 40), " world"]) for i in range(count)]
    sizes = list(map(sys.getsizeof, texts))
    ids, begins = short.encode_ragged(texts)
    one = short.encode(texts[0]).ids
    called = short(texts, padding=True, return_tensors="np")["input_ids"]
    assert list(map(sys.getsizeof, texts)) == sizes
    want, want_begins = short.encode_ragged(utf8(texts))
    assert np.array_equal(ids, want)
    assert np.array_equal(begins, want_begins)
    assert short.encode_ragged(texts[:1])[0].tolist() == one == want[: want_begins[1]].tolist()
    for text in texts:
        ctypes.pythonapi.PyUnicode_AsUTF8AndSize(ctypes.py_object(text), None)
    assert list(map(sys.getsizeof, texts)) > sizes
    assert np.array_equal(short.encode_ragged(texts)[0], want)
    assert short.encode(texts[0]).ids == one
    assert np.array_equal(short(texts, padding=True, return_tensors="np")["input_ids"], called)


@given(st.lists(st.text(st.sampled_from([*"".join(CHARACTERS), *"a \0"]), max_size=70), min_size=1, max_size=6))
def test_characters_of_every_width(texts: list[str]) -> None:
    ids, begins = SHORT.encode_ragged(texts)
    want, want_begins = SHORT.encode_ragged(utf8(texts))
    assert np.array_equal(ids, want)
    assert np.array_equal(begins, want_begins)


@pytest.mark.parametrize("times", [1, 100])
@pytest.mark.parametrize("kind", [list, tuple])
def test_other_strs_are_read_as_ever(short: Any, kind: Any, times: int) -> None:
    texts = [Sub("caf\u00e9 \u4e2d"), sys.intern("na\u00efve_\u4e2d"), "\u00e9", "\u4e2d", "a\u4e2d", ""] * times
    assert np.array_equal(short.encode_ragged(kind(texts))[0], short.encode_ragged(utf8(texts))[0])


@pytest.mark.parametrize("bad", ["a\ud800b", "\udfff\u4e2d", "\U0001f600\ud83d"])
@pytest.mark.parametrize("count", [1, 300])
def test_lone_surrogates_name_their_row(tokenizer: Any, bad: str, count: int) -> None:
    with pytest.raises(TypeError, match=f"row {count - 1}: lone surrogate U\\+D"):
        tokenizer.encode_ragged(["ab \u4e2d"] * (count - 1) + [bad])


@given(
    texts=st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=40)), min_size=1, max_size=5),
    padding=st.sampled_from([True, False, "max_length"]),
    length=st.integers(3, 12),
    side=st.sampled_from(["left", "right"]),
    specials=st.booleans(),
    multiple=st.sampled_from([None, 4]),
    masks=st.booleans(),
)
def test_both_roads_agree(
    texts: list[str], padding: Any, length: int, side: str, specials: bool, multiple: int | None, masks: bool
) -> None:
    if multiple is not None:
        length = 8
    how = {
        "padding": padding,
        "truncation": True,
        "max_length": length,
        "padding_side": side,
        "add_special_tokens": specials,
        "pad_to_multiple_of": multiple,
        "return_special_tokens_mask": masks,
        "return_tensors": "np",
    }
    for value in (texts, texts[0], tuple(texts)):
        try:
            want = PLAIN(value, out=None, **how)
        except Exception as error:
            for _ in range(2):
                with pytest.raises(type(error)):
                    SHORT(value, **how)
            continue
        for tokenizer in (SHORT, SHORT, PLAIN, PLAIN):
            got = tokenizer(value, **how)
            assert list(got) == list(want)
            for key, array in want.items():
                assert got[key].dtype == array.dtype
                assert got[key].shape == array.shape
                for left, right in zip(got[key], array):
                    assert np.array_equal(left, right)
    for text in texts:
        try:
            encoding = PLAIN.encode_batch([text], add_special_tokens=specials)[0]
        except TypeError:
            with pytest.raises(TypeError):
                SHORT.encode(text, add_special_tokens=specials)
            continue
        for tokenizer in (SHORT, PLAIN):
            got = tokenizer.encode(text, add_special_tokens=specials)
            assert got.ids == encoding.ids
            assert len(got) == len(encoding)
            for name in ("tokens", "offsets", "word_ids", "type_ids", "attention_mask", "special_tokens_mask"):
                assert getattr(got, name) == getattr(encoding, name), name
            assert got.ids == encoding.ids
            array = tokenizer.encode_ids(text, add_special_tokens=specials)
            assert array.dtype == np.int32
            assert array.tolist() == encoding.ids


with pytest.MonkeyPatch.context() as _patch:
    _patch.setattr(_bridge, "BUILTINS", None)
    PLAIN: Any = budtiktok.Tokenizer.from_str(_tiny.text())
SHORT: Any = budtiktok.Tokenizer.from_str(_tiny.text())


@pytest.mark.parametrize("state", ["truncation", "padding", "both", "literal"])
def test_settings_of_the_tokenizer(tokenizer: Any, state: str) -> None:
    """`encode` applies them on the short road too; batches of encodings are the measure."""
    if state in ("truncation", "both"):
        tokenizer.enable_truncation(5, stride=1, direction="left")
    if state in ("padding", "both"):
        tokenizer.enable_padding(length=9, pad_id=3, direction="left")
    tokenizer.encode_special_tokens = state == "literal"
    for text in TEXTS:
        want, got = tokenizer.encode_batch([text])[0], tokenizer.encode(text)
        assert got.ids == want.ids
        assert [part.ids for part in got.overflowing] == [part.ids for part in want.overflowing]
        assert tokenizer.encode_ids(text).tolist() == want.ids


def test_an_encoding_keeps_the_state_of_its_call(tokenizer: Any) -> None:
    before = tokenizer.encode("hello world")
    tokenizer.enable_truncation(3)
    tokenizer.add_tokens(["hello world"])
    assert before.tokens == ["[CLS]", "hello", "world", "[SEP]"]
    assert len(before.ids) == 4
    changed = tokenizer.encode("ab ab ab")
    changed.pad(8, pad_id=3)
    assert changed.ids[-1] == 3
    assert len(changed) == 8
    copy = tokenizer.encode("ab")
    copy.ids.append(1)
    assert copy.ids == copy.ids_array.tolist()


ENCODINGS = """
import copy, pickle, sys, _tiny, budtiktok
tok = budtiktok.Tokenizer.from_str(_tiny.text())
print(budtiktok.Encoding.__mro__[1].__name__)
for text in ("hello world", "", "ab " * 300, "caf\u00e9 \U0001f600", "ab " * 9000):
    got, want = tok.encode(text), tok._encode_row(tok._state, text, None, False, True)
    row = tok.encode_batch([text, "ab"])[0]
    for known in (False, True):
        for one in (got, row, copy.copy(got), copy.deepcopy(got), pickle.loads(pickle.dumps(got))):
            assert type(one) is budtiktok.Encoding
            assert one.ids == want.ids == one.get_ids() == one.ids_array.tolist(), text
            assert len(one) == len(want) and bool(one) == bool(want) and repr(one) == repr(want)
            if known:
                for name in ("tokens", "offsets", "word_ids", "type_ids", "attention_mask", "special_tokens_mask"):
                    assert getattr(one, name) == getattr(want, name), (text, name)
    got.pad(len(want) + 3, pad_id=3)
    assert got.ids == want.ids + [3] * 3 and len(got) == len(want) + 3
    got.truncate(1)
    assert got.ids == want.ids[:1] and len(got) == 1
    got.ids.append(1)
    assert len(got.ids) == 1
    for name in ("ids", "attribute_that_is_not_there"):
        try:
            setattr(got, name, [1])
        except AttributeError:
            pass
        else:
            raise AssertionError(name)
empty = budtiktok.Encoding()
assert empty.ids == [] and len(empty) == 0 and not empty
# One after the other in the same memory: nothing may be freed twice or be left behind.
before = sys.getrefcount(tok._state), sys.getrefcount(None)
for _ in range(3000):
    one = tok.encode("hello world")
    one.ids
    one._held, one._source
    one._ids = [1, 2]
    assert one.ids == [1, 2] and len(one) == 2
    one._ids = one._held = one._source = None
del one
after = sys.getrefcount(tok._state), sys.getrefcount(None)
assert after[0] == before[0] and abs(after[1] - before[1]) < 100, (before, after)
"""


@pytest.mark.parametrize("switch, base", [("0", "HeldEncoding"), ("1", "PlainEncoding")], ids=["builtin", "cffi"])
def test_encodings_of_both_roads(switch: str, base: str) -> None:
    """An `Encoding` of the library's base type and one of Python's do the same."""
    if switch == "0" and not CPYTHON:
        pytest.skip("the builtins are for CPython")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), _bridge.VARIABLE: switch}
    done = subprocess.run([sys.executable, "-c", ENCODINGS], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == base


@pytest.mark.skipif(BUILTINS is None, reason="slots of Python take anything")
def test_an_encoding_says_what_cannot_be_set(tokenizer: Any) -> None:
    encoding = tokenizer.encode("hello world")
    want = encoding.ids
    for name, value in (("_ids", (1, 2)), ("_source", (1, 2)), ("_source", [1, 2, 3])):
        with pytest.raises(TypeError, match=f"{name} is a"):
            setattr(encoding, name, value)
    assert encoding.ids == want


@pytest.mark.parametrize("pretokenized", [False, True])
@pytest.mark.parametrize("truncated", [False, True])
def test_a_batch_computes_details_once(
    tokenizer: Any, monkeypatch: pytest.MonkeyPatch, pretokenized: bool, truncated: bool
) -> None:
    """Rows of a batch know their ids; the first that is asked for more computes that for all of them."""
    rows: list[Any] = [text.split() for text in TEXTS] if pretokenized else list(TEXTS)
    rows.append((rows[0], rows[1]))
    if truncated:
        tokenizer.enable_truncation(6, stride=1)
    names = ("ids", "tokens", "offsets", "word_ids", "type_ids", "special_tokens_mask", "sequence_ids")
    pairs = [row if type(row) is tuple else (row, None) for row in rows]
    want = [tokenizer.encode(*pair, is_pretokenized=pretokenized) for pair in pairs]
    details = [[getattr(one, name) for name in names] for one in want]
    parts = [[part.offsets for part in one.overflowing] for one in want]
    calls: list[Any] = []
    encode = encoding_module.encode
    monkeypatch.setattr(encoding_module, "encode", lambda *args: calls.append(args) or encode(*args))
    given = list(rows)
    got = tokenizer.encode_batch(given, is_pretokenized=pretokenized)
    later = _bridge.BUILTINS is not None
    assert [one.ids for one in got] == [one.ids for one in want]
    assert [len(one) for one in got] == [len(one) for one in want]
    # Neither the list nor the tokenizer is asked again.
    given.clear()
    tokenizer.add_tokens(["hello world"])
    tokenizer.no_truncation()
    assert len(calls) == 0
    assert [[getattr(one, name) for name in names] for one in got] == details
    assert [[part.offsets for part in one.overflowing] for one in got] == parts
    assert len(calls) == (1 if later else 0)
    # In the order of the threads that ask, whoever comes first.
    fresh = tokenizer.encode_batch(rows * 20, is_pretokenized=pretokenized)
    found: list[Any] = [None] * len(fresh)

    def ask(first: int) -> None:
        for index in range(first, len(fresh), 4):
            found[index] = fresh[index].offsets

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [one.offsets for one in tokenizer.encode_batch(rows, is_pretokenized=pretokenized)] * 20
    assert tokenizer.encode_batch([]) == []


def test_padded_batches_are_whole(tokenizer: Any) -> None:
    tokenizer.enable_padding(pad_id=3, pad_token="[PAD]")
    rows = tokenizer.encode_batch(TEXTS)
    assert len({len(row) for row in rows}) == 1
    assert rows[1].ids[-1] == 3
    assert rows[1].attention_mask[-1] == 0


WRONG = [None, 3, 1.5, b"bytes", ["a", None], ["a", 3], [["a"], 3], [], {}, "lone \ud800", ["a", "\udfff"], {"a"}]


@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_errors_are_the_same(short: Any, plain: Any, value: Any) -> None:
    calls = [
        lambda tok: tok(value, **SERVER),
        lambda tok: tok.encode(value),
        lambda tok: tok.encode_ids(value),
        lambda tok: tok.encode_batch(value),
        lambda tok: tok.encode_batch_fast(value),
        lambda tok: tok.encode_ragged(value),
        lambda tok: tok.count_tokens(value),
    ]
    for tokenizer in (short, plain):
        tokenizer("a", **SERVER)  # remembered
    for call in calls:
        seen = []
        for tokenizer in (short, plain):
            for _ in range(2):
                try:
                    seen.append(str(call(tokenizer)))
                except Exception as error:
                    seen.append(f"{type(error).__name__}: {error}")
        if not any("object at 0x" in line for line in seen):
            assert len(set(seen)) == 1


@pytest.mark.parametrize(
    "change",
    [{"padding": 1}, {"truncation": 1}, {"max_length": 12.0}, {"add_special_tokens": 1}, {"padding": []}],
    ids=str,
)
def test_equal_arguments_of_another_type(tokenizer: Any, change: dict[str, Any]) -> None:
    """True and 1 are equal; only one of them is accepted."""
    fresh = budtiktok.Tokenizer.from_str(_tiny.text())
    with pytest.raises((TypeError, ValueError)) as want:
        fresh("a", **{**SERVER, **change})
    tokenizer("a", **SERVER)
    with pytest.raises(type(want.value)):
        tokenizer("a", **{**SERVER, **change})


def test_texts_of_a_subclass(tokenizer: Any) -> None:
    tokenizer(["ab"], **SERVER)
    for texts in ([Sub("hello"), "a"], [Sub("hello")], Sub("hello")):
        assert tokenizer(texts, **SERVER)["input_ids"][0].tolist() == [1, 19, 2]
    assert tokenizer.encode(Sub("hello")).tokens == ["[CLS]", "hello", "[SEP]"]
    assert tokenizer.encode_ids(Sub("hello")).tolist() == [1, 19, 2]
    assert tokenizer.encode_batch([Sub("hello"), "a"])[0].ids == [1, 19, 2]
    assert tokenizer.encode_batch([(Sub("a"), Sub("hello"))])[0].ids == tokenizer.encode("a", "hello").ids
    assert tokenizer.encode_ragged([Sub("é"), Sub("hello")])[0].tolist()[-2:] == [19, 2]


def test_sources_of_columns(tokenizer: Any) -> None:
    """Lists, tuples, bytes and numpy arrays say the same, as first and as second texts."""
    texts = ["hello", "", "日 x", "ab"]
    want, bounds = tokenizer.encode_ragged(texts)
    data = [text.encode() for text in texts]
    sources = [tuple(texts), data, np.array(texts), np.array(data), np.array(data)[::-1][::-1], np.array(texts, object)]
    for source in sources:
        ids, offsets = tokenizer.encode_ragged(source)
        assert np.array_equal(ids, want)
        assert np.array_equal(offsets, bounds)
    pairs, _ = tokenizer.encode_ragged(texts, texts)
    for first in sources:
        for second in sources:
            assert np.array_equal(tokenizer.encode_ragged(first, second)[0], pairs)
    assert np.array_equal(
        tokenizer.count_tokens(np.array([b"ab hello", b"ab"] * 2)[1::2]), tokenizer.count_tokens(["ab", "ab"])
    )
    assert len(tokenizer.encode_ragged(np.array([], "S3"))[0]) == 0


def test_references(short: Any) -> None:
    """Nothing that goes in or comes out is held afterwards, on success or failure."""
    texts = ["hello " + "é" * 3, "ab" * 5000, "x"]
    wrong = [texts[0], 3]
    call = short._state.calls.call
    short(texts, **SERVER)
    held = [*texts, texts, wrong, budtiktok.Batch, None.__class__]

    def once() -> None:
        result = short(texts, **SERVER)
        assert sys.getrefcount(result) == 2
        assert all(sys.getrefcount(value) <= 3 for value in result.values())
        short(texts[:1], **SERVER)
        short.encode(texts[0])
        short.encode(texts[1]).tokens  # noqa: B018
        short.encode_ids(texts[1])
        assert call(wrong, ()) is None
        short.encode_batch_fast(texts)
        for bad in (wrong, ["\ud800"]):
            with pytest.raises((TypeError, ValueError)):
                short(bad, **SERVER)

    for _ in range(20):
        once()
    gc.collect()
    counts = [sys.getrefcount(value) for value in held]
    for _ in range(200):
        once()
    gc.collect()
    assert [sys.getrefcount(value) for value in held] == counts


def test_memory_does_not_grow() -> None:
    """Tokenizers, states and entries are freed: a loop that makes them stays where it is."""
    resource = pytest.importorskip("resource", reason="no resource module here")
    peaks = []
    for _ in range(3):
        for number in range(60):
            tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
            for length in range(4, 40):
                tokenizer(["hello world " * 400], **{**SERVER, "max_length": length})
            tokenizer.enable_truncation(5 + number)
            tokenizer.encode("hello").tokens  # noqa: B018
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert peaks[-1] - peaks[0] < 20_000


def test_many_combinations(tokenizer: Any) -> None:
    """More than are remembered: the old ones make way, results stay right."""
    for _ in range(2):
        for length in range(3, 60):
            ids = tokenizer("ab " * 80, **{**SERVER, "max_length": length})["input_ids"]
            assert ids.shape == (1, length)


@pytest.mark.parametrize("wide", [False, True])
def test_threads_and_lists_that_change(tokenizer: Any, wide: bool) -> None:
    """Other threads replace the items of a list while it is encoded."""
    rows = 400 if wide else 3
    choices = ["ab " * 60, "hello " * 50, "é日 " * 40]
    shared = [choices[0]] * rows
    allowed = [tokenizer(text, **SERVER)["input_ids"][0].tolist() for text in choices]
    stop = threading.Event()
    failures: list[Any] = []

    def mutate() -> None:
        while not stop.is_set():
            for index in range(rows):
                shared[index] = choices[index % 3] + ""
            shared.append(choices[1])
            shared.pop()

    def encode() -> None:
        try:
            for _ in range(60):
                for row in tokenizer(shared, **SERVER)["input_ids"].tolist():
                    assert row in allowed
                tokenizer.encode_ragged(shared)
                assert tokenizer.encode(choices[0] * 100).ids[0] == 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=encode) for _ in range(3)]
    other = threading.Thread(target=mutate)
    other.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    other.join()
    assert not failures


def test_settings_that_other_threads_change(tokenizer: Any) -> None:
    """Each call sees the old settings or the new ones."""
    text = "hello world ab " * 4
    allowed = [tokenizer.encode(text).ids]
    tokenizer.enable_truncation(5)
    allowed.append(tokenizer.encode(text).ids)
    stop = threading.Event()
    seen: list[set[tuple[int, ...]]] = []

    def change() -> None:
        while not stop.is_set():
            tokenizer.no_truncation()
            tokenizer.enable_truncation(5)
            tokenizer.padding_side = "left"
            tokenizer.padding_side = "right"

    def encode() -> None:
        mine = set()
        for _ in range(400):
            mine.add(tuple(tokenizer.encode(text).ids))
            mine.add(tuple(tokenizer.encode_ids(text).tolist()))
            assert tokenizer([text], **SERVER)["input_ids"].shape == (1, 12)
        seen.append(mine)

    changer = threading.Thread(target=change)
    threads = [threading.Thread(target=encode) for _ in range(3)]
    changer.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    changer.join()
    assert len(seen) == 3
    assert set.union(*seen) <= set(map(tuple, allowed))


def test_the_profile_runs(tmp_path: Any) -> None:
    """`make profile-call` prints both roads; the steps of a call add up to it."""
    root = _data.ROOT
    (tmp_path / "tokenizer.json").write_text(_tiny.text())
    (tmp_path / "text.txt").write_text("hello world ab " * 100)
    command = [sys.executable, str(root / "bench" / "calls.py"), "--rounds", "1", "--json", str(tmp_path / "out.json")]
    command += ["--tokenizer", str(tmp_path / "tokenizer.json"), "--text", str(tmp_path / "text.txt")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "profile of server's call, numpy, cffi" in done.stdout
    figures = json.loads((tmp_path / "out.json").read_text())
    assert [figures[road]["builtins"] for road in ("builtin", "cffi")] == [BUILTINS is not None, False]
    for road in figures.values():
        whole = dict(road["calls"])
        for name, steps in road["profiles"].items():
            assert sum(value for step, value in steps if not step.startswith("(")) == pytest.approx(whole[name])


def test_the_gil_is_free_in_large_calls(tokenizer: Any) -> None:
    """Another thread goes on while large texts are encoded: with the GIL held it could not take a step."""
    text = "hello world ab " * 400_000
    how = {"padding": True, "return_tensors": "np"}
    tokenizer([text], **how)
    steps = [0]
    stop = threading.Event()

    def walk() -> None:
        while not stop.is_set():
            time.sleep(0.0005)
            steps[0] += 1

    thread = threading.Thread(target=walk)
    thread.start()
    interval = sys.getswitchinterval()
    try:
        # With so long an interval nobody gets the GIL who is not given it; each step gives it back.
        sys.setswitchinterval(100)
        for call in (lambda: tokenizer.encode_ids(text), lambda: tokenizer([text], **how)):
            before = steps[0]
            call()
            assert steps[0] - before > 3
    finally:
        sys.setswitchinterval(interval)
        stop.set()
        thread.join()


@pytest.mark.parametrize("no_builtin", ["0", "1"])
def test_daemon_threads_do_not_disturb_the_end(no_builtin: str) -> None:
    """Threads that encode while the interpreter ends are ended with it, without an abort."""
    code = (
        "import threading, time, _tiny, budtiktok\n"
        "tok = budtiktok.Tokenizer.from_str(_tiny.text())\n"
        "how = dict(padding=True, return_tensors='np')\n"
        "def work(text):\n"
        "    while True:\n"
        "        tok.encode_ids(text), tok([text], **how), tok.encode(text).ids\n"
        "for text in ('hello ab', 'hello ' * 2600, 'hello ' * 20000):\n"
        "    threading.Thread(target=work, args=(text,), daemon=True).start()\n"
        "time.sleep(0.05)\n"
    )
    environment = {**os.environ, _bridge.VARIABLE: no_builtin}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert not done.stderr


def test_sizes_around_the_limit(short: Any, plain: Any) -> None:
    """Short calls and what is left to the other road say the same on both sides of the limits."""
    for size in (16383, 16384, 16385):
        text = "ab " * (size // 3) + "a" * (size % 3)
        assert len(text) == size
        assert short.encode(text).ids == plain.encode_batch([text])[0].ids
        for value in (text, [text], ["a", text[:-1]]):
            short(value, **SERVER)
            got, want = short(value, **SERVER), plain(value, out=None, **SERVER)
            assert np.array_equal(got["input_ids"], want["input_ids"])
    for rows in (255, 256, 257):
        texts = ["ab"] * (rows - 1) + ["hello " * 300]
        for how in (SERVER, {"padding": True, "return_tensors": "np"}):
            short(texts, **how)
            got, want = short(texts, **how), plain(texts, **how)
            assert got["attention_mask"].shape == want["attention_mask"].shape
            for key, array in want.items():
                assert np.array_equal(got[key], array)


def test_batch_encoding_without_a_copy(tokenizer: Any) -> None:
    """What transformers makes of the same data, with the arrays of the batch."""
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    batch = tokenizer(["hello world", "a"], **SERVER)
    got, want = batch.to_batch_encoding(), transformers.BatchEncoding(dict(batch))
    assert type(got) is transformers.BatchEncoding
    assert vars(got).keys() == vars(want).keys()
    assert list(got) == list(want)
    assert all(got[key] is batch[key] for key in batch)
    assert got.input_ids is batch.input_ids
    assert not got.is_fast
    assert pickle.loads(pickle.dumps(got)).keys() == want.keys()
    pytest.importorskip("torch", reason="torch is not installed")
    tensors = tokenizer(["hello world"], **{**SERVER, "return_tensors": "pt"}).to_batch_encoding().to("cpu")
    assert tensors["input_ids"].tolist() == got["input_ids"][:1].tolist()


def test_a_warning_still_comes(tokenizer: Any, caplog: Any) -> None:
    tokenizer.model_max_length = 5
    tokenizer("a", return_tensors="np")
    tokenizer("a", return_tensors="np")
    assert not caplog.records
    tokenizer("ab " * 9, return_tensors="np")
    assert "longer than the specified maximum" in caplog.text


def test_errors_of_the_converter_come_through(short: Any) -> None:
    """An exception in Python code that a builtin calls is the exception of the call."""
    calls = short._state.calls
    options = budtiktok.tokenizer.encode_options(0)

    def refuse(array: Any) -> Any:
        raise KeyError("refused")

    calls.remember(("mine",), options, ["input_ids"], dict, refuse, 100)
    with pytest.raises(KeyError, match="refused"):
        calls.call("a", ("mine",))
    calls.remember(("mine",), options, ["input_ids"], dict, None, 100)
    assert calls.call("a", ("mine",))["input_ids"].tolist() == [[1, 5, 2]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_goes_on(short: Any) -> None:
    want = short(["hello world"], **SERVER)["input_ids"].tolist()
    child = os.fork()
    if child == 0:
        same = short(["hello world"], **SERVER)["input_ids"].tolist() == want and short.encode("ab").ids
        os._exit(0 if same else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
