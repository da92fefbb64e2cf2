"""What may not matter does not: threads, SIMD level, order and size of batches, shape of the result, the road taken."""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterator
from typing import Any

import _tiny
import numpy as np
import pytest
from _data import PACKAGE_MINILM, ROOT, plain_tokenizer_json
from hypothesis import given
from hypothesis import strategies as st

import budtiktok
from budtiktok._library import ffi, lib

LEVELS = ("scalar", "sse42", "avx2", "avx512", "neon")
TEXTS = st.lists(st.text(max_size=40), max_size=12)
GUARD = -77

TINY = budtiktok.Tokenizer.from_str(_tiny.text())


def lines() -> list[str]:
    """Ordinary and hard texts, whose lengths cross every block size of the kernels."""
    found = (ROOT / "python/demo/sample.txt").read_text(encoding="utf-8").splitlines()
    rnd = random.Random(5)
    pools = ("abc XYZ,.", "éüß ÀÇ", "日本語、。", "한국어", "🙂👍🏽", "\u0301\u0323\u200d\u00ad\ufeff")
    pools += ("\x00\x1f\x7f\x85\u2028\t ",)
    for size in (*range(70), 127, 128, 129, 255, 256, 257, 1000):
        found.append("".join(rnd.choice(pools[rnd.randrange(1 + size % len(pools))]) for _ in range(size)))
        found.append("a" * size)
        found.append("A" * size + "é")
        found.append(" " * size + "x.")
    return found


@pytest.fixture(scope="module")
def minilm() -> budtiktok.Tokenizer:
    return budtiktok.Tokenizer.from_str(plain_tokenizer_json(PACKAGE_MINILM))


@pytest.fixture
def simd() -> Iterator[None]:
    before = budtiktok.get_simd_level()
    yield
    budtiktok.set_simd_level(before)


def everything(tokenizer: budtiktok.Tokenizer, texts: list[str], **how: Any) -> dict[str, Any]:
    result = tokenizer(
        texts,
        padding=True,
        return_tensors="np",
        return_special_tokens_mask=True,
        return_offsets_mapping=True,
        return_length=True,
        **how,
    )
    return {key: value.tolist() for key, value in result.items()}


@pytest.mark.hardware
@pytest.mark.parametrize("level", LEVELS)
def test_levels_agree(minilm: budtiktok.Tokenizer, simd: None, level: str) -> None:
    if level not in budtiktok.simd_levels():
        with pytest.raises(budtiktok.UnsupportedError):
            budtiktok.set_simd_level(level)
        pytest.skip(f"this build or machine has no {level}; it has {', '.join(budtiktok.simd_levels())}")
    budtiktok.set_simd_level("scalar")
    want = everything(minilm, lines())
    normalized = [minilm.normalizer.normalize_str(text) for text in lines()]  # type: ignore[union-attr]
    budtiktok.set_simd_level(level)
    assert budtiktok.get_simd_level() == level
    assert everything(minilm, lines()) == want
    assert [minilm.normalizer.normalize_str(text) for text in lines()] == normalized  # type: ignore[union-attr]
    # The bytes behind a text do not matter.
    for text in lines()[::9]:
        want_ids = TINY.encode(text).ids
        for tail in (b"", b"a" * 64, b"\xff" * 64):
            status, _, arrays = one_shot(Call([text.encode()], tail=tail), 1, len(want_ids), np.int32)
            assert status == lib.BTT_OK
            assert arrays["ids"][0].tolist() == want_ids


@pytest.mark.parametrize("threads", [1, 2, 3, 4, 8, 33])
def test_threads_agree(minilm: budtiktok.Tokenizer, threads: int) -> None:
    texts = lines() * 3
    want = everything(minilm, texts, num_threads=1)
    assert everything(minilm, texts, num_threads=threads) == want
    ids, bounds = minilm.encode_ragged(texts, num_threads=threads)
    one_ids, one_bounds = minilm.encode_ragged(texts, num_threads=1)
    assert np.array_equal(ids, one_ids)
    assert np.array_equal(bounds, one_bounds)
    assert np.array_equal(minilm.count_tokens(texts, num_threads=threads), np.diff(bounds))
    before = budtiktok.get_num_threads()
    try:
        budtiktok.set_num_threads(threads)
        assert budtiktok.get_num_threads() == threads
        assert everything(minilm, texts) == want
        assert [e.ids for e in minilm.encode_batch(texts)] == [
            one_ids[a:b].tolist() for a, b in zip(one_bounds, one_bounds[1:])
        ]
    finally:
        budtiktok.set_num_threads(before)


def test_order_and_batch_size_do_not_matter(minilm: budtiktok.Tokenizer) -> None:
    texts = lines()
    want = {text: minilm.encode(text).ids for text in texts}
    shuffled = texts[:]
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)
        for size in (1, 7, 64, len(shuffled)):
            for start in range(0, len(shuffled), size):
                block = shuffled[start : start + size]
                ids, bounds = minilm.encode_ragged(block)
                assert [ids[a:b].tolist() for a, b in zip(bounds, bounds[1:])] == [want[text] for text in block]
    iterated = minilm.encode_iter(iter(texts), batch_bytes=333)
    assert [row.tolist() for row in iterated] == [want[text] for text in texts]


@given(TEXTS.filter(bool))
def test_ragged_equals_padded(texts: list[str]) -> None:
    matrix = TINY(texts, padding=True, return_tensors="np", return_length=True)
    ids, bounds = TINY.encode_ragged(texts)
    assert bounds.dtype == np.int64
    assert ids.dtype == np.int32
    assert bounds[0] == 0
    assert matrix["length"].tolist() == [matrix["input_ids"].shape[1]] * len(texts)
    lengths = matrix["attention_mask"].sum(axis=1)
    assert lengths.tolist() == np.diff(bounds).tolist() == TINY.count_tokens(texts).tolist()
    for row, mask, a, b in zip(matrix["input_ids"], matrix["attention_mask"], bounds, bounds[1:]):
        assert row[mask == 1].tolist() == ids[a:b].tolist()
        assert set(row[mask == 0].tolist()) <= {TINY.pad_token_id}


# ---- the C functions themselves


class Call:
    """Texts and options as C structs, with what they point to."""

    def __init__(self, texts: list[bytes], tail: bytes = b"", **options: Any) -> None:
        self.data = b"".join(texts) + tail
        self.offsets = ffi.new("int64_t[]", [0, *np.cumsum([len(text) for text in texts]).tolist()])
        self.input = ffi.new("btt_input *")
        self.input.struct_size = ffi.sizeof("btt_input")
        self.input.count = len(texts)
        self.held = ffi.from_buffer("char[]", self.data)
        self.input.packed = self.held
        self.input.packed_offsets = self.offsets
        self.options = ffi.new("btt_encode_options *")
        self.options.struct_size = ffi.sizeof("btt_encode_options")
        for key, value in options.items():
            setattr(self.options, key, value)

    def output(self, rows: int, width: int, dtype: Any = np.int32) -> tuple[Any, dict[str, Any]]:
        """Return a btt_output with every tensor, and the arrays behind it."""
        output = ffi.new("btt_output *")
        output.struct_size = ffi.sizeof("btt_output")
        output.rows, output.width = rows, width
        arrays = {}
        for name, kind in ffi.typeof("btt_output").fields:
            if kind.type is not ffi.typeof("btt_tensor"):
                continue
            shape = {"offsets": (rows, width, 2), "lengths": (rows,), "sample_index": (rows,)}.get(name, (rows, width))
            arrays[name] = np.full(shape, GUARD, dtype)
            tensor = getattr(output, name)
            tensor.data = ffi.cast("void *", arrays[name].ctypes.data)
            tensor.dtype = lib.BTT_INT32 if dtype is np.int32 else lib.BTT_INT64
            if len(shape) > 1:
                tensor.row_stride = width * (2 if name == "offsets" else 1)
        return output, arrays


OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"padding": lib.BTT_PADDING_LONGEST},
    {"padding": lib.BTT_PADDING_LONGEST, "pad_to_multiple_of": 8, "flags": lib.BTT_ENCODE_PAD_LEFT},
    {"padding": lib.BTT_PADDING_MAX_LENGTH, "pad_to_length": 20},
    {"truncation": lib.BTT_TRUNCATION_LONGEST_FIRST, "max_length": 7, "stride": 2},
    {
        "truncation": lib.BTT_TRUNCATION_LONGEST_FIRST,
        "max_length": 7,
        "stride": 2,
        "padding": lib.BTT_PADDING_LONGEST,
        "flags": lib.BTT_ENCODE_RETURN_OVERFLOW | lib.BTT_ENCODE_TRUNCATE_LEFT,
        "offset_unit": lib.BTT_OFFSETS_CODE_POINTS,
    },
    {"flags": lib.BTT_ENCODE_NO_SPECIAL_TOKENS, "offset_unit": lib.BTT_OFFSETS_UTF16},
)


def one_shot(call: Call, rows: int, width: int, dtype: Any) -> tuple[int, Any, dict[str, Any]]:
    output, arrays = call.output(rows, width, dtype)
    return lib.btt_encode_batch(TINY._state.handle, call.input, call.options, output), output, arrays


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@pytest.mark.parametrize("number", range(len(OPTIONS)))
@given(texts=TEXTS)
def test_one_shot_equals_batch_object(number: int, dtype: Any, texts: list[str]) -> None:
    options = dict(OPTIONS[number])
    data = [text.encode() for text in texts]
    tracked = options.get("flags", 0) | lib.BTT_ENCODE_TRACK_OFFSETS | lib.BTT_ENCODE_TRACK_WORDS
    plain, tracking = Call(data, **options), Call(data, **{**options, "flags": tracked})
    out = ffi.new("btt_batch **")
    assert lib.btt_batch_create(TINY._state.handle, out) == lib.BTT_OK
    batch = ffi.gc(out[0], lib.btt_batch_free)
    for _ in range(2):  # memory is reused by the second time
        assert lib.btt_batch_encode(batch, tracking.input, tracking.options) == lib.BTT_OK
    info = ffi.new("btt_batch_info *")
    info.struct_size = ffi.sizeof("btt_batch_info")
    assert lib.btt_batch_get_info(batch, info) == lib.BTT_OK
    rows, width = int(info.rows), int(info.width)
    output, written = tracking.output(rows + 1, width + 1, dtype)
    assert lib.btt_batch_write(batch, output) == lib.BTT_OK
    status, direct_output, direct = one_shot(plain, rows + 1, width + 1, dtype)
    assert status == lib.BTT_OK
    for field in ("out_rows", "out_width", "out_tokens"):
        assert getattr(direct_output, field) == getattr(output, field)
    assert (direct_output.out_rows, direct_output.out_width, direct_output.out_tokens) == (rows, width, info.tokens)
    for name, array in written.items():
        assert np.array_equal(array, direct[name]), name
        assert (array[rows:] == GUARD).all(), name
        if array.ndim > 1:
            assert (array[:, width:] == GUARD).all(), name


@pytest.mark.parametrize("number", range(len(OPTIONS)))
@given(texts=TEXTS.filter(bool))
def test_too_small_a_buffer_says_what_is_needed(number: int, texts: list[str]) -> None:
    call = Call([text.encode() for text in texts], **OPTIONS[number])
    status, output, _ = one_shot(call, 0, 0, np.int32)
    assert status == lib.BTT_ERR_BUFFER_TOO_SMALL or output.out_rows == 0 or output.out_width == 0
    rows, width = int(output.out_rows), int(output.out_width)
    status, output, want = one_shot(call, rows, width, np.int32)
    assert status == lib.BTT_OK
    if width:
        status, output, arrays = one_shot(call, rows, width - 1, np.int32)
        assert status == lib.BTT_ERR_BUFFER_TOO_SMALL
        assert (output.out_rows, output.out_width) == (rows, width)
    status, output, again = one_shot(call, rows, width, np.int32)
    assert status == lib.BTT_OK
    for name, array in again.items():
        assert np.array_equal(array, want[name]), name


def offsets_of(data: list[bytes], unit: int) -> list[list[tuple[int, int]]]:
    call = Call(data, offset_unit=unit)
    _, output, _ = one_shot(call, 0, 0, np.int64)
    status, _, arrays = one_shot(call, int(output.out_rows), int(output.out_width), np.int64)
    assert status == lib.BTT_OK
    sizes = arrays["lengths"].tolist()
    return [[tuple(span) for span in row[:size].tolist()] for row, size in zip(arrays["offsets"], sizes)]


@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_offset_units_agree(texts: list[str]) -> None:
    """Bytes and UTF-16 units are those of the same code points."""
    data = [text.encode() for text in texts]
    found = {unit: offsets_of(data, unit) for unit in (0, 1, 2)}
    for row, text in enumerate(texts):
        assert found[lib.BTT_OFFSETS_CODE_POINTS][row] == TINY.encode(text).offsets
        for points, in_bytes, in_units in zip(found[1][row], found[0][row], found[2][row]):
            begin, end = points
            assert in_bytes == (len(text[:begin].encode()), len(text[:end].encode()))
            units = [len(text[:at].encode("utf-16-le")) // 2 for at in (begin, end)]
            assert in_units == tuple(units)


def repaired(data: bytes) -> tuple[str, list[int]]:
    """Decode with U+FFFD per maximal subpart; also return the byte at which each character begins, and the end."""
    spans: list[tuple[int, int]] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        spans.append((error.start, error.end))
        return "\ufffd", error.end

    codecs.register_error("btt-test-replace", replace)
    text = data.decode("utf-8", "btt-test-replace")
    bad = dict(spans)
    starts, at = [], 0
    for char in text:
        starts.append(at)
        at = bad[at] if at in bad else at + len(char.encode())
    return text, [*starts, at]


@given(st.lists(st.one_of(st.binary(max_size=12), st.text(max_size=8).map(str.encode)), max_size=6).map(b"".join))
def test_bytes_that_are_not_utf8(data: bytes) -> None:
    """Ids are those of the repaired text; byte offsets refer to the bytes that were given."""
    text, starts = repaired(data)
    assert text == data.decode("utf-8", "replace")
    want = TINY.encode(text)
    assert TINY.encode_ragged([data])[0].tolist() == want.ids
    assert TINY.count_tokens([data]).tolist() == [len(want.ids)]
    assert offsets_of([data], lib.BTT_OFFSETS_CODE_POINTS)[0] == want.offsets
    assert offsets_of([data], lib.BTT_OFFSETS_BYTES)[0] == [(starts[a], starts[b]) for a, b in want.offsets]
    strict = Call([data], flags=lib.BTT_ENCODE_STRICT_UTF8)
    status, _, _ = one_shot(strict, 1, len(want.ids), np.int32)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        assert status == lib.BTT_ERR_INVALID_UTF8
        detail = ffi.new("btt_error_detail *")
        detail.struct_size = ffi.sizeof("btt_error_detail")
        assert lib.btt_last_error(detail) == lib.BTT_OK
        assert (detail.row, detail.byte_offset) == (0, error.start)
    else:
        assert status == lib.BTT_OK


@given(texts=TEXTS)
def test_bound_of_the_number_of_tokens_holds(texts: list[str]) -> None:
    out = ffi.new("size_t *")
    for text, count in zip(texts, TINY.count_tokens(texts).tolist()):
        assert lib.btt_max_tokens(TINY._state.handle, len(text.encode()), out) == lib.BTT_OK
        assert count <= out[0]


@given(st.lists(st.integers(0, len(_tiny.WORDS) + 2), max_size=20))
def test_decoding_of_rows_equals_decoding_one_by_one(ids: list[int]) -> None:
    rows = [ids[:i] for i in range(len(ids) + 1)]
    for skip in (True, False):
        assert TINY.decode_batch(rows, skip) == [TINY.decode(row, skip) for row in rows]
