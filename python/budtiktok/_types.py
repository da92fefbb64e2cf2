"""C types that loading a tokenizer needs, by one parse.

cffi parses declarations anew for every string that names a type, up to a millisecond each: eleven of them took longer
than the library takes to load a small file. The arguments of one function type are types too.
"""

from __future__ import annotations

from typing import Any

from ._library import ffi

__all__ = ["ADDRESS", "INT32", "OPTIONS", "SETTINGS", "STR", "TOKENIZER_INFO", "TOKENIZER_OUT", "zeroed"]

TOKENIZER_OUT, SETTINGS, TOKENIZER_INFO, OPTIONS, STR, INT32, ADDRESS = ffi.typeof(
    "void (*)(btt_tokenizer **, btt_x_settings *, btt_tokenizer_info *, btt_encode_options *, btt_str *, int32_t *,"
    " uintptr_t)"
).args


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
