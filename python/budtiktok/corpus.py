"""Corpora: flat arrays instead of objects, counts without ids, streams with bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ._base import TokenizerBase
from ._buffers import Input, from_columns
from ._library import ffi, lib
from ._options import Options, Truncation, encode_options, truncation_name, unsigned
from ._output import EncodedRows
from ._types import C
from .components import special_flags
from .encoding import Encoding
from .errors import check

__all__ = ["CorpusMixin"]

Ids = npt.NDArray[np.int32]
Lengths = npt.NDArray[np.int64]


class CorpusMixin(TokenizerBase):
    """Methods of `Tokenizer` that the reference does not have."""

    def encode_ids(self, text: str, add_special_tokens: bool = True) -> Ids:
        """Encode one text into an array of ids: ``encode(text).ids`` without an `Encoding` and a list.

        Parameters
        ----------
        text : str
            The text.
        add_special_tokens : bool
            Whether specials are added.

        Returns
        -------
        ndarray of int32, [tokens]
        """
        ids: Ids | None = self._state.calls.array(text, add_special_tokens)
        return self.encode(text, add_special_tokens=add_special_tokens).ids_array if ids is None else ids

    def encode(
        self, sequence: Any, pair: Any = None, is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> Encoding:
        """See `Tokenizer.encode`."""
        raise NotImplementedError

    def encode_ragged(
        self,
        texts: Any,
        text_pair: Any = None,
        *,
        add_special_tokens: bool = True,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        num_threads: int | None = None,
    ) -> tuple[Ids, Lengths]:
        """Encode many texts into one flat array.

        The truncation and padding of the tokenizer's state do not apply.

        Parameters
        ----------
        texts : list or tuple of str or bytes, numpy or Arrow string array
            One text a row. Arrow arrays of a large string type are read in place.
        text_pair : as `texts`, optional
            The second text of each row.
        add_special_tokens : bool
            Whether specials are added.
        truncation : bool or str, optional
            As for calling the tokenizer; needs `max_length`.
        max_length : int, optional
            Tokens a row; implies truncation.
        num_threads : int, optional
            Default: the process-wide setting.

        Returns
        -------
        ids : ndarray of int32, [tokens]
            The ids of all rows.
        row_offsets : ndarray of int64, [rows + 1]
            Row ``r`` is ``ids[row_offsets[r]:row_offsets[r + 1]]``.

        Raises
        ------
        TypeError
            An item that is not a text; the message names the row.
        ValueError
            A truncation without `max_length`, or one that a row cannot satisfy.
        """
        if text_pair is None and truncation is None and max_length is None and num_threads is None:
            short: tuple[Ids, Lengths] | None = self._state.calls.ragged(texts, add_special_tokens)
            if short is not None:
                return short
        options = self._corpus_options(add_special_tokens, truncation, max_length, num_threads)
        return self._ragged(from_columns(texts, text_pair), options)

    def count_tokens(
        self,
        texts: Any,
        text_pair: Any = None,
        *,
        add_special_tokens: bool = True,
        num_threads: int | None = None,
    ) -> Lengths:
        """Count the tokens of each text, without truncation.

        Parameters
        ----------
        texts, text_pair
            As for `encode_ragged`.
        add_special_tokens : bool
            Whether specials count.
        num_threads : int, optional
            Default: the process-wide setting.

        Returns
        -------
        ndarray of int64, [rows]
        """
        source = from_columns(texts, text_pair)
        options = self._corpus_options(add_special_tokens, None, None, num_threads)
        lengths = np.empty(source.count, np.int64)
        check(
            lib.btt_count_tokens(self._state.handle, source.struct, options.struct, ffi.from_buffer(C.INT64S, lengths))
        )
        return lengths

    def get_token_lengths(self, texts: Any, add_special_tokens: bool = True) -> list[int]:
        """Return `count_tokens` as a list."""
        lengths: list[int] = self.count_tokens(texts, add_special_tokens=add_special_tokens).tolist()
        return lengths

    def encode_iter(
        self,
        texts: Iterable[str | bytes],
        *,
        batch_bytes: int = 1 << 20,
        add_special_tokens: bool = True,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        num_threads: int | None = None,
    ) -> Iterator[Ids]:
        """Encode a stream of texts in order, with bounded memory.

        Texts are read ahead until they amount to `batch_bytes` (counted in characters for str), then encoded
        together.

        Parameters
        ----------
        texts : iterable of str or bytes
            The texts; may be endless.
        batch_bytes : int
            Size of what is encoded together.
        add_special_tokens, truncation, max_length, num_threads
            As for `encode_ragged`.

        Yields
        ------
        ndarray of int32, [tokens]
            The ids of one text, a view of its batch's memory: copy what is to be kept long.
        """
        limit = unsigned(batch_bytes, "batch_bytes")
        options = self._corpus_options(add_special_tokens, truncation, max_length, num_threads)
        return self._stream(iter(texts), limit, options)

    def _stream(self, texts: Iterator[str | bytes], limit: int, options: Options) -> Iterator[Ids]:
        pending: list[str | bytes] = []
        size = 0
        done = 0
        while True:
            text = next(texts, None)
            if text is not None:
                if not isinstance(text, (str, bytes, bytearray)):
                    raise TypeError(f"TextInputSequence must be str or bytes (row {done}: {type(text).__name__})")
                pending.append(text)
                size += len(text)
                done += 1
                if size < limit:
                    continue
            if pending:
                ids, offsets = self._ragged(from_columns(pending), options)
                bounds = offsets.tolist()
                for begin, end in zip(bounds, bounds[1:]):
                    yield ids[begin:end]
            if text is None:
                return
            pending, size = [], 0

    def _ragged(self, source: Input, options: Options) -> tuple[Ids, Lengths]:
        with EncodedRows(self._state.handle, source, options) as batch:
            arrays, offsets = batch.ragged(("input_ids",), np.int32)
        ids: Any = arrays["input_ids"]
        return ids, offsets

    def _corpus_options(
        self,
        add_special_tokens: bool,
        truncation: bool | str | None,
        max_length: int | None,
        num_threads: int | None,
    ) -> Options:
        state = self._state
        if truncation is None and max_length is not None:
            truncation = True
        strategy = truncation_name(truncation)
        cut = None
        if strategy is not None:
            if max_length is None:
                raise ValueError("truncation needs max_length")
            cut = Truncation.create(max_length, 0, strategy, state.defaults.truncation_side, state.specials)
        threads = 0 if num_threads is None else unsigned(num_threads, "num_threads", 2**32 - 1)
        return encode_options(special_flags(add_special_tokens) | state.flags(), cut, None, threads)
