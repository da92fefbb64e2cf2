"""Where CPython keeps the characters of a str.

Making UTF-8 of the text of a tokenizer.json takes CPython a third of the time that loading it takes; the library does
that much faster from the characters themselves. CPython has no stable function that shows them, but they follow the
object's header, whose size ``sys.getsizeof`` tells. That is tried on some texts before it is relied on; where it is
not so, and wherever `BUILTINS` is None, nothing is answered and the text is encoded as ever.
"""

from __future__ import annotations

import sys

from ._bridge import BUILTINS
from ._library import ffi
from ._types import C

__all__ = ["code_points"]

_CODECS = {2: f"utf-16-{sys.byteorder[0]}e", 4: f"utf-32-{sys.byteorder[0]}e"}
# Of a text that is not Latin-1: one character of two bytes, and the zero behind it.
_HEADER = sys.getsizeof("\u0100") - 4


def _find(text: str) -> tuple[int, int] | None:
    """Return the address of the characters and their width; None where either is not certain."""
    size = sys.getsizeof(text) - _HEADER
    count = len(text)
    # What else a str holds, its UTF-8 once it was asked for, is longer than the text unless that is ASCII.
    if text.isascii() or count < 2 or text[1] == "\0":
        return None
    address = id(text) + _HEADER
    if size == 2 * (count + 1):
        return address, 2
    # Or two bytes and so much UTF-8: then the first four bytes are two characters.
    if size == 4 * (count + 1) and ffi.cast(C.UINT32, address)[0] == ord(text[0]):
        return address, 4
    return None


def _is_as_expected() -> bool:
    if BUILTINS is None:
        return False
    for width, text in ((2, "a\u0100b"), (2, "\u4e2d\u0100" * 9), (4, "a\U00010000b"), (4, "\U0010ffff\u0100" * 9)):
        found = _find(text)
        if found is None or found[1] != width:
            return False
        if ffi.buffer(ffi.cast(C.CHAR_POINTER, found[0]), width * (len(text) + 1))[:] != (text + "\0").encode(
            _CODECS[width]
        ):
            return False
    return True


_RELIED_ON = _is_as_expected()


def code_points(text: object) -> tuple[int, int] | None:
    """Return the address of the characters of exactly a str and their width in bytes, 2 or 4, or None."""
    return _find(text) if _RELIED_ON and type(text) is str else None
