"""The vocabulary methods of `Tokenizer`, added tokens included."""

from __future__ import annotations

from typing import Any

from ._base import TokenizerBase
from ._library import ffi, lib
from ._options import unsigned
from ._types import C
from .added_token import AddedToken
from .components import borrowed, special_tokens_to_add, utf8
from .errors import check

__all__ = ["VocabularyMixin"]

_MAX_ID = 2**32 - 1


class VocabularyMixin(TokenizerBase):
    """Queries of the vocabulary, and the two ways to add tokens, as in the reference."""

    def token_to_id(self, token: str) -> int | None:
        """Return the id of a token, added tokens first; None where there is none."""
        data = utf8(token, "token")
        out = ffi.new(C.INT32)
        status = lib.btt_token_to_id(self._state.handle, ffi.from_buffer(data), len(data), out)
        if status == lib.BTT_ERR_NOT_FOUND:
            return None
        check(status)
        return int(out[0])

    def id_to_token(self, id: int) -> str | None:
        """Return the token of an id, None where there is none; OverflowError for negative ones."""
        handle = self._state.handle
        return _id_to_token(handle, unsigned(id, "id", _MAX_ID))

    def get_vocab(self, with_added_tokens: bool = True) -> dict[str, int]:
        """Return the vocabulary.

        Parameters
        ----------
        with_added_tokens : bool
            Whether added tokens are included.

        Returns
        -------
        dict of str to int
        """
        handle = self._state.handle
        count = ffi.new(C.SIZE)
        with_added = int(bool(with_added_tokens))
        capacity = lib.btt_vocab_size(handle, with_added)
        for _ in range(2):
            tokens = ffi.new(C.STRS, capacity)
            ids = ffi.new(C.INT32S, capacity)
            status = lib.btt_x_get_vocab(handle, with_added, tokens, ids, capacity, count)
            if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
                break
            capacity = count[0]
        check(status)
        return {borrowed(tokens[i]): ids[i] for i in range(count[0])}

    def get_vocab_size(self, with_added_tokens: bool = True) -> int:
        """Return the number of distinct tokens, with or without added ones."""
        return int(lib.btt_vocab_size(self._state.handle, int(bool(with_added_tokens))))

    def get_added_tokens_decoder(self) -> dict[int, AddedToken]:
        """Return the added tokens by id, ascending."""
        handle = self._state.handle
        count = ffi.new(C.SIZE)
        status = lib.btt_x_added_token_ids(handle, ffi.NULL, 0, count)
        if status != lib.BTT_ERR_BUFFER_TOO_SMALL:
            check(status)
        ids = ffi.new(C.INT32S, count[0])
        check(lib.btt_x_added_token_ids(handle, ids, count[0], count))
        flags = ffi.new(C.UINT32)
        result = {}
        for number in ffi.unpack(ids, count[0]) if count[0] else ():
            check(lib.btt_token_flags(handle, number, flags))
            result[number] = AddedToken._from_c_flags(_id_to_token(handle, number) or "", flags[0])
        return result

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        """Return the number of specials that encoding one text (or a pair) adds."""
        return special_tokens_to_add(self._state.handle, is_pair)

    def add_tokens(self, tokens: list[str | AddedToken]) -> int:
        """Add tokens that are matched before the model sees the text.

        Parameters
        ----------
        tokens : list of str or AddedToken
            A known content gets the new flags and keeps its id.

        Returns
        -------
        int
            How many were not ignored.
        """
        return self._add(tokens, False)

    def add_special_tokens(self, tokens: list[str | AddedToken]) -> int:
        """Add tokens as `add_tokens` does, all of them special; given `AddedToken` objects become special too."""
        return self._add(tokens, True)

    def _add(self, tokens: list[str | AddedToken], special: bool) -> int:
        if not isinstance(tokens, list):
            raise TypeError(f"argument 'tokens': '{type(tokens).__name__}' object cannot be converted to 'list'")
        items = []
        for token in tokens:
            if isinstance(token, str):
                token = AddedToken(token, special=special)
            elif not isinstance(token, AddedToken):
                raise TypeError("Input must be a List[Union[str, AddedToken]]")
            elif special:
                token.special = True
            items.append((ffi.from_buffer(token.content.encode()), token._c_flags()))
        c_tokens = ffi.new(C.ADDED_TOKENS, len(items))
        for c_token, (content, flags) in zip(c_tokens, items):
            c_token.content.data, c_token.content.size, c_token.flags = content, len(content), flags
        out, count = ffi.new(C.TOKENIZER_OUT), ffi.new(C.SIZE)
        with self._lock:
            state = self._state
            check(lib.btt_x_with_added_tokens(state.handle, c_tokens, len(items), count, out))
            self._use(state.changed(handle=ffi.gc(out[0], lib.btt_free)))
        return int(count[0])


def _id_to_token(handle: Any, number: int) -> str | None:
    out = ffi.new(C.STR)
    status = lib.btt_id_to_token(handle, number, out)
    if status == lib.BTT_ERR_NOT_FOUND:
        return None
    check(status)
    return borrowed(out)
