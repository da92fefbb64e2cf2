"""Exceptions, and the way from a C status to one of them.

Every failure of the library is a `BudtiktokError`; where Python has a built-in kind for it, the exception is
of that kind too, so that ``except ValueError`` and ``except BudtiktokError`` both work.
"""

from __future__ import annotations

from ._library import ffi, lib
from ._types import C, zeroed

__all__ = [
    "BudtiktokError",
    "FileMissingError",
    "FileReadError",
    "InvalidArgumentError",
    "InvalidTextError",
    "LimitError",
    "NotFoundError",
    "OutOfMemoryError",
    "ParseError",
    "UnsupportedError",
]


class BudtiktokError(RuntimeError):
    """A failure reported by the C library.

    Attributes
    ----------
    status : int
        The code of the C interface (``BTT_ERR_*``).
    row : int or None
        The smallest row of the input that failed.
    byte_offset : int or None
        The byte of that row's text, or of the JSON file.
    """

    status: int = 0
    row: int | None = None
    byte_offset: int | None = None


class InvalidArgumentError(BudtiktokError, ValueError):
    """An argument breaks a rule of the interface; nothing was done."""


class NotFoundError(BudtiktokError, LookupError):
    """A token or an id that does not exist."""


class FileMissingError(BudtiktokError, FileNotFoundError):
    """A tokenizer file that does not exist."""


class FileReadError(BudtiktokError, OSError):
    """A tokenizer file that exists but cannot be read."""


class ParseError(BudtiktokError, ValueError):
    """Malformed JSON, or JSON that is not a tokenizer."""


class UnsupportedError(BudtiktokError, ValueError):
    """A component or a SIMD level that this library does not have; the message names it."""


class InvalidTextError(BudtiktokError, UnicodeError):
    """Ill-formed UTF-8 where strict text was asked for."""


class LimitError(BudtiktokError, OverflowError):
    """A text of 2 GiB or more, an id above the limit, sizes that overflow."""


class OutOfMemoryError(BudtiktokError, MemoryError):
    """No memory was left."""


_KINDS: dict[int, type[BudtiktokError]] = {
    lib.BTT_ERR_INVALID_ARGUMENT: InvalidArgumentError,
    lib.BTT_ERR_NOT_FOUND: NotFoundError,
    lib.BTT_ERR_IO: FileReadError,
    lib.BTT_ERR_PARSE: ParseError,
    lib.BTT_ERR_UNSUPPORTED: UnsupportedError,
    lib.BTT_ERR_INVALID_UTF8: InvalidTextError,
    lib.BTT_ERR_LIMIT: LimitError,
    lib.BTT_ERR_OUT_OF_MEMORY: OutOfMemoryError,
}


def last_error(status: int, *, file: bool = False) -> BudtiktokError:
    """Make the exception for the last failure on this thread.

    Parameters
    ----------
    status : int
        The code that the failing call returned.
    file : bool
        Whether the call was about a file, which makes "not found" a `FileNotFoundError`.

    Returns
    -------
    BudtiktokError
        The exception, not raised.
    """
    detail = zeroed(C.ERROR_DETAIL)
    message = ""
    known = lib.btt_last_error(detail) == lib.BTT_OK and detail.status == status
    if known and detail.message != ffi.NULL:
        message = ffi.string(detail.message).decode("utf-8", "replace")
    if not message:
        message = ffi.string(lib.btt_status_string(status)).decode("utf-8", "replace")
    kind = _KINDS.get(status, BudtiktokError)
    if file and kind is NotFoundError:
        kind = FileMissingError
    error = kind(message)
    error.status = int(status)
    if known:
        error.row = int(detail.row) if detail.row >= 0 else None
        error.byte_offset = int(detail.byte_offset) if detail.byte_offset >= 0 else None
    return error


def check(status: int, *, file: bool = False) -> None:
    """Raise the matching exception where `status` is a failure.

    Parameters
    ----------
    status : int
        What a fallible function of the library returned.
    file : bool
        Whether the call was about a file.

    Raises
    ------
    BudtiktokError
        Or the subclass that fits the status.
    """
    if status != 0:
        raise last_error(status, file=file)
