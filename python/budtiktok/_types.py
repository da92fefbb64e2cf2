"""The C types that this package makes or casts to, by one parse.

cffi parses all declarations anew for every string that names a type, a millisecond each: what a first call needs would
take longer than the call. The arguments of one function type are types too. No other module names a type by a string.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ._library import ffi

__all__ = ["C", "zeroed"]


def _parse(**names: str) -> Any:
    """Return the types of these names. Arguments of a function cannot be arrays, but point to them."""
    pointers = [f"{name[:-2]}(*)[]" if name.endswith("[]") else name for name in names.values()]
    types = ffi.typeof(f"void (*)({', '.join(pointers)})").args
    return SimpleNamespace(
        **{key: kind.item if names[key].endswith("[]") else kind for key, kind in zip(names, types)},
    )


C = _parse(
    ADDRESS="uintptr_t",
    CHAR_POINTER="char *",
    VOID_POINTER="void *",
    INT32="int32_t *",
    INT64="int64_t *",
    UINT32="uint32_t *",
    SIZE="size_t *",
    BYTES="uint8_t[]",
    CHARS="char[]",
    INT32S="int32_t[]",
    INT64S="int64_t[]",
    STR="btt_str *",
    STRS="btt_str[]",
    ADDED_TOKENS="btt_added_token[]",
    INPUT="btt_input *",
    OUTPUT="btt_output *",
    RAGGED="btt_ragged *",
    IDS="btt_ids *",
    LOAD_OPTIONS="btt_load_options *",
    OPTIONS="btt_encode_options *",
    DECODE_OPTIONS="btt_decode_options *",
    BATCH_INFO="btt_batch_info *",
    ERROR_DETAIL="btt_error_detail *",
    TOKENIZER_INFO="btt_tokenizer_info *",
    SETTINGS="btt_x_settings *",
    STATISTICS="btt_x_statistics *",
    PIECES="btt_x_pieces *",
    ENCODING_VIEW="btt_x_encoding_view *",
    TOKENIZER_OUT="btt_tokenizer **",
    BATCH_OUT="btt_batch **",
    DECODE_STREAM_OUT="btt_x_decode_stream **",
    ENCODING_OUT="btt_x_encoding **",
    ENCODINGS="btt_x_encoding *[]",
    CONST_ENCODINGS="const btt_x_encoding *[]",
)


def zeroed(pointer: Any) -> Any:
    """Return a new struct for a type of pointer, all zero but its size.

    Parameters
    ----------
    pointer : ctype
        A pointer to a struct that has ``struct_size``.

    Returns
    -------
    cdata
        The struct, owned by this object.
    """
    struct = ffi.new(pointer)
    struct.struct_size = ffi.sizeof(pointer.item)
    return struct
