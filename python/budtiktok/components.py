"""The single stages of a tokenizer as read-only objects, for the queries that the reference offers on them.

They are views of the handle: stages cannot be built, changed or assigned from Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, NamedTuple

from ._library import ffi, lib
from ._options import encode_options, unsigned
from ._types import C, zeroed
from .encoding import Encoding, Span
from .errors import check

__all__ = ["Decoder", "Model", "Normalizer", "PostProcessor", "PreTokenizer", "Token"]


def utf8(text: object, name: str) -> bytes:
    """Return a str as UTF-8; TypeError names the argument, UnicodeEncodeError for lone surrogates."""
    if not isinstance(text, str):
        raise TypeError(f"argument '{name}': '{type(text).__name__}' object cannot be converted to 'str'")
    return text.encode()


def borrowed(text: Any) -> str:
    """Return the content of a ``btt_str``."""
    return str(ffi.buffer(text.data, text.size)[:].decode()) if text.size else ""


def read_text(call: Callable[[Any, int, Any], int], guess: int) -> str:
    """Call a function that writes text to a buffer, again with a larger one where it was too small."""
    size = ffi.new(C.SIZE)
    for capacity in (guess, 0):
        buffer = bytearray(capacity or size[0])
        status = call(ffi.from_buffer(buffer), len(buffer), size)
        if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
            break
    check(status)
    return buffer[: size[0]].decode()


class _Stage:
    __slots__ = ("_handle",)

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def __repr__(self) -> str:
        return f"<budtiktok.{type(self).__name__}>"


class Normalizer(_Stage):
    """The normalizer of a tokenizer."""

    __slots__ = ()

    def normalize_str(self, sequence: str) -> str:
        """Return a normalized text.

        Parameters
        ----------
        sequence : str
            The text.

        Returns
        -------
        str
        """
        data = utf8(sequence, "sequence")
        return read_text(
            lambda buffer, size, out: int(
                lib.btt_x_normalize(self._handle, ffi.from_buffer(data), len(data), buffer, size, out)
            ),
            2 * len(data) + 64,
        )


class PreTokenizer(_Stage):
    """The pre-tokenizer of a tokenizer."""

    __slots__ = ()

    def pre_tokenize_str(self, sequence: str) -> list[tuple[str, Span]]:
        """Split a text.

        Parameters
        ----------
        sequence : str
            The text; it is not normalized first.

        Returns
        -------
        list of (str, (int, int))
            The pieces and their ranges in the text, in code points.
        """
        data = utf8(sequence, "sequence")
        pieces, size = len(data) + 1, 4 * len(data) + 64
        out = zeroed(C.PIECES)
        for _ in range(2):
            text = ffi.new(C.CHARS, size)
            text_offsets = ffi.new(C.INT64S, pieces + 1)
            offsets = ffi.new(C.INT64S, 2 * pieces)
            out.pieces, out.bytes = pieces, size
            out.text, out.text_offsets, out.offsets = text, text_offsets, offsets
            status = lib.btt_x_pre_tokenize(
                self._handle, ffi.from_buffer(data), len(data), lib.BTT_OFFSETS_CODE_POINTS, out
            )
            if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
                break
            pieces, size = out.out_pieces, out.out_bytes
        check(status)
        packed = ffi.buffer(text, size)[: out.out_bytes]
        return [
            (packed[text_offsets[i] : text_offsets[i + 1]].decode(), (offsets[2 * i], offsets[2 * i + 1]))
            for i in range(out.out_pieces)
        ]


class Token(NamedTuple):
    """A token of a model, with its range in the piece."""

    id: int
    value: str
    offsets: Span

    def as_tuple(self) -> tuple[int, str, Span]:
        """Return (id, value, offsets)."""
        return (self.id, self.value, self.offsets)


class Model(_Stage):
    """The model of a tokenizer: its vocabulary without added tokens, and its algorithm."""

    __slots__ = ()

    def token_to_id(self, token: str) -> int | None:
        """Return the id of a token of the model, None where there is none."""
        data = utf8(token, "token")
        out = ffi.new(C.INT32)
        status = lib.btt_x_model_token_to_id(self._handle, ffi.from_buffer(data), len(data), out)
        if status == lib.BTT_ERR_NOT_FOUND:
            return None
        check(status)
        return int(out[0])

    def id_to_token(self, id: int) -> str | None:
        """Return the token of the model with this id, None where there is none."""
        number = unsigned(id, "id", 2**32 - 1)
        out = ffi.new(C.STR)
        status = lib.btt_x_model_id_to_token(self._handle, number, out)
        if status == lib.BTT_ERR_NOT_FOUND:
            return None
        check(status)
        return borrowed(out)

    def tokenize(self, sequence: str) -> list[Token]:
        """Run the model on one piece.

        Parameters
        ----------
        sequence : str
            A piece as the pre-tokenizer gives it.

        Returns
        -------
        list of Token
            Offsets in bytes of the piece, as in the reference.
        """
        data = utf8(sequence, "sequence")
        out = ffi.new(C.ENCODING_OUT)
        check(lib.btt_x_model_tokenize(self._handle, ffi.from_buffer(data), len(data), out))
        encoding = Encoding._adopt(out[0])
        return [Token(*item) for item in zip(encoding.ids, encoding.tokens, encoding.offsets)]


class PostProcessor(_Stage):
    """The post-processor of a tokenizer."""

    __slots__ = ()

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        """Return the number of specials added to one text or to a pair."""
        return special_tokens_to_add(self._handle, is_pair)

    def process(self, encoding: Encoding, pair: Encoding | None = None, add_special_tokens: bool = True) -> Encoding:
        """Run the post-processor alone, without truncation and padding.

        Parameters
        ----------
        encoding : Encoding
            The first text.
        pair : Encoding, optional
            The second text.
        add_special_tokens : bool
            Whether specials are added.

        Returns
        -------
        Encoding
        """
        return post_process(self._handle, encoding, pair, encode_options(special_flags(add_special_tokens)))


class Decoder(_Stage):
    """The decoder of a tokenizer."""

    __slots__ = ()

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of tokens.

        Parameters
        ----------
        tokens : sequence of str
            Token texts.

        Returns
        -------
        str
        """
        if isinstance(tokens, str):
            raise TypeError("argument 'tokens': Can't extract `str` to `Vec`")
        parts = [utf8(token, "tokens") for token in tokens]
        keep = [ffi.from_buffer(part) for part in parts]
        array = ffi.new(C.STRS, [(data, len(part)) for data, part in zip(keep, parts)])
        return read_text(
            lambda buffer, size, out: int(lib.btt_x_decode_tokens(self._handle, array, len(parts), buffer, size, out)),
            2 * sum(map(len, parts)) + len(parts) + 64,
        )


def special_flags(add_special_tokens: object) -> int:
    """Return the C flag for ``add_special_tokens``, which has to be a bool."""
    if add_special_tokens is True:
        return 0
    if add_special_tokens is False:
        return int(lib.BTT_ENCODE_NO_SPECIAL_TOKENS)
    raise TypeError(
        f"argument 'add_special_tokens': '{type(add_special_tokens).__name__}' object cannot be converted to 'bool'"
    )


def special_tokens_to_add(handle: Any, is_pair: bool) -> int:
    """Return how many specials encoding one text or a pair adds."""
    if not isinstance(is_pair, bool):
        raise TypeError(f"argument 'is_pair': '{type(is_pair).__name__}' object cannot be converted to 'bool'")
    info = tokenizer_info(handle)
    return int(info.special_tokens_pair if is_pair else info.special_tokens_single)


def tokenizer_info(handle: Any) -> Any:
    """Return a filled ``btt_tokenizer_info``."""
    info = zeroed(C.TOKENIZER_INFO)
    check(lib.btt_get_info(handle, info))
    return info


def post_process(handle: Any, encoding: Encoding, pair: Encoding | None, options: Any) -> Encoding:
    """Run truncation, post-processor and padding on encodings, as the options ask for."""
    for item in (encoding, *(() if pair is None else (pair,))):
        if not isinstance(item, Encoding):
            raise TypeError(f"argument 'encoding': '{type(item).__name__}' object cannot be converted to 'Encoding'")
    first = encoding._own()[0]
    second = ffi.NULL if pair is None else pair._own()[0]
    out = ffi.new(C.ENCODING_OUT)
    check(lib.btt_x_post_process(handle, first, second, options.struct, options.pad_token, out))
    return Encoding._adopt(out[0])
