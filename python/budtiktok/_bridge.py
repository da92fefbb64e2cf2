"""The library's builtins for CPython: short calls and lists of str without cffi in between.

A call through cffi costs several hundred nanoseconds, and reading a ``list[str]`` without Python's help a copy
of all texts. Where the process is a CPython that shows its stable functions, the library makes builtin
functions of them (``btt_x_python_install``); `BUILTINS` is None everywhere else: PyPy, free-threaded builds,
subinterpreters, symbols that are not visible, and where ``BUDTIKTOK_NO_BUILTIN`` is set. The cffi road then
does all; results are the same.
"""

from __future__ import annotations

import importlib
import os
import sys
import sysconfig
from typing import Any, Callable, NamedTuple

import numpy as np

from ._library import ffi, lib
from ._types import C

__all__ = ["BUILTINS", "VARIABLE", "Builtins"]

VARIABLE = "BUDTIKTOK_NO_BUILTIN"


class Builtins(NamedTuple):
    """What the library made; each gives None for what it leaves to the other road.

    Attributes
    ----------
    make_calls : callable
        ``make_calls(tokenizer, options, options_without_specials, Encoding)``, addresses and the class: the builtins
        ``call``, ``remember``, ``encoding``, ``array``, ``wrapped``, ``learn`` and ``ragged`` of
        capi/python_calls.hpp.
    make_decoder : callable
        ``make_decoder(tokenizer)``, an address: the builtins ``decode`` and ``decode_rows`` of capi/python_decode.hpp.
    read_id_rows : callable
        ``read_id_rows(rows)``: the ids of lists or tuples of int as bytes of int32 and the row offsets as bytes of
        int64.
    cut_texts : callable
        ``cut_texts(buffer, offsets, rows)``: the list of texts that a buffer of UTF-8 holds; addresses and a number.
    code_points : callable
        ``code_points(text)``: address, number and width in bytes of the characters of a str that is not ASCII and has
        no UTF-8 yet, see capi/python_str.hpp.
    view_texts : callable
        ``view_texts(sequence, bytes_too)``: the ``btt_str[]`` of a list or tuple as bytes, what keeps the texts
        alive, how many there are, and the bytes of all of them.
    cut_encodings : callable
        ``cut_encodings(Encoding, ids, offsets, rows, later)``: the rows of a batch as objects that know their ids, see
        capi/python_encoding.hpp; addresses and a number.
    encoding_base : type
        The class that `Encoding` is derived from, see capi/python_encoding.hpp.
    """

    make_calls: Callable[..., Any]
    make_decoder: Callable[..., Any]
    read_id_rows: Callable[..., Any]
    cut_texts: Callable[..., Any]
    code_points: Callable[..., Any]
    view_texts: Callable[..., Any]
    cut_encodings: Callable[..., Any]
    encoding_base: Any


def _is_plain_cpython() -> bool:
    """Whether objects look as the library expects and there is one interpreter to belong to."""
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return False
    # A reference count and a type; builds that trace references have more.
    if object.__basicsize__ != 2 * ffi.sizeof(C.VOID_POINTER):
        return False
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        current, main = module.get_current(), module.get_main()
        # Some versions answer a tuple that starts with the id.
        return bool((current[0] == main[0]) if isinstance(current, tuple) else (current == main))
    return True


def _array_api() -> Any:
    """Return the capsule of numpy's C functions, None where this numpy has it elsewhere."""
    for name in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
        module = sys.modules.get(name)
        if module is not None:
            return getattr(module, "_ARRAY_API", None)
    return None


def _install() -> Builtins | None:
    if os.environ.get(VARIABLE, "0") not in ("", "0") or not _is_plain_cpython():
        return None
    capsule = _array_api()
    names: dict[str, Any] = {}
    if capsule is None or lib.btt_x_python_install(ffi.cast(C.VOID_POINTER, id(names))) != lib.BTT_OK:
        return None
    # The library's idea of an array is tried on one before it is used.
    array, address = names["use_arrays"](capsule, np.dtype(np.int32).num, np.dtype(np.int64).num)
    if array.__array_interface__["data"][0] != address or array.shape != (1, 3) or array.dtype != np.int64:
        return None
    # An older library, named by BUDTIKTOK_LIBRARY, lacks some: the plain road serves.
    if not names.keys() >= set(Builtins._fields):
        return None
    return Builtins(*(names[name] for name in Builtins._fields))


BUILTINS = _install()
