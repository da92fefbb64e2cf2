"""The calls of a wrapper: answered natively where that can be, by the original where it has to be."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from time import perf_counter_ns
from typing import Any, Callable

from ..._call import Call
from ...errors import BudtiktokError
from .._log import logger
from ..options import strict_mode
from ._lengths import LengthCache
from ._native import Native
from ._short import ShortRoad
from ._statistics import Statistics
from .result import make

__all__ = ["Calls"]

# After so many failures the native side is given up.
MOST_FAILURES = 3

# What this package's Python says of arguments and texts; errors of the library are others.
_COMPLAINTS = (IndexError, OverflowError, TypeError, ValueError)

_NOTHING: Mapping[str, Any] = {}


class _InjectedError(BudtiktokError):
    """What a call fails with where BUDTIKTOK_TEST_FAIL says so."""


def bind(
    text_pair: Any = None,
    text_target: Any = None,
    text_pair_target: Any = None,
    add_special_tokens: bool = True,
    padding: Any = False,
    truncation: Any = None,
    max_length: int | None = None,
    stride: int = 0,
    is_split_into_words: bool = False,
    pad_to_multiple_of: int | None = None,
    padding_side: str | None = None,
    return_tensors: Any = None,
    return_token_type_ids: bool | None = None,
    return_attention_mask: bool | None = None,
    return_overflowing_tokens: bool = False,
    return_special_tokens_mask: bool = False,
    return_offsets_mapping: bool = False,
    return_length: bool = False,
    verbose: bool = True,
    *,
    split_special_tokens: bool | None = None,
    **more: Any,
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Bring the arguments of a call, after the text, in the order of `Tokenizer.__call__`; unknown ones apart."""
    return (
        text_pair,
        text_target,
        text_pair_target,
        add_special_tokens,
        padding,
        truncation,
        max_length,
        stride,
        is_split_into_words,
        pad_to_multiple_of,
        padding_side,
        return_tensors,
        return_token_type_ids,
        return_attention_mask,
        return_overflowing_tokens,
        return_special_tokens_mask,
        return_offsets_mapping,
        return_length,
        verbose,
        None if split_special_tokens is None else bool(split_special_tokens),
        None,
        None,
    ), more


class Calls:
    """All that a wrapper answers itself."""

    _hf: Any
    _native: Native
    _name: str
    _fallback: bool
    _strict: bool | None
    _words_refused: bool
    _lock: threading.RLock
    _short: ShortRoad | None
    _stats: Statistics
    _lengths: LengthCache
    _given_up: bool
    _fail: int

    def _current(self) -> Native:
        """Return the native side, brought up to date with the original."""
        raise NotImplementedError

    # ---- calls

    def __call__(self, text: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Encode a text, a pair, or a batch of them, as ``transformers.PreTrainedTokenizerFast.__call__`` does.

        Parameters
        ----------
        text, text_pair : str, list of str, list of list of str
            A text or a batch; lists of words with `is_split_into_words`. In a batch without `text_pair`, an item may
            be a pair.
        text_target, text_pair_target : optional
            Answered by the original.
        add_special_tokens : bool
            Whether specials are added.
        padding : bool or {"longest", "max_length", "do_not_pad"}
            How rows are filled up; True is "longest". `transformers.utils.PaddingStrategy` too.
        truncation : bool or {"longest_first", "only_first", "only_second", "do_not_truncate"}, optional
            How rows are cut; True is "longest_first". `TruncationStrategy` too.
        max_length : int, optional
            Tokens a row, specials included. Default: the original's `model_max_length`.
        stride : int
            Tokens that neighbouring overflow rows share.
        is_split_into_words : bool
            Whether texts are lists of words.
        pad_to_multiple_of : int, optional
            Rounds the padded width up.
        padding_side : {"right", "left"}, optional
            Default: the original's.
        return_tensors : {"np", "pt"}, optional
            int64 arrays [rows, width] or tensors instead of lists. Others are answered by the original.
        return_token_type_ids, return_attention_mask : bool, optional
            Default: whether the original's `model_input_names` has them.
        return_overflowing_tokens, return_special_tokens_mask, return_offsets_mapping, return_length : bool
            Further results; offsets count code points.
        verbose : bool
            Whether warnings are logged.
        **kwargs
            ``split_special_tokens``; anything else is handed to the original.

        Returns
        -------
        transformers.BatchEncoding, or BatchEncodingResult where `transformers` is not installed
            With encodings, which are made when they are looked at.

        Raises
        ------
        Exception
            Exactly what the original raises for the same arguments.
        """
        short = self._short
        if short is not None:
            result = short.wrapped(text, args, kwargs, short.watched, short.frame)
            if result is not None:
                return result
        arguments, more = bind(*args, **kwargs)
        if more:
            return self._hand_over("arguments", text, arguments, more)
        result = self._answer(text, arguments)
        short = self._short
        if short is not None:
            short.learn(args, kwargs, arguments)
        return result

    def _answer(self, text: Any, arguments: tuple[Any, ...]) -> Any:
        """Answer a call; `arguments` are those of `Tokenizer.__call__` after the text."""
        began = perf_counter_ns()
        reason = self._reason(text, arguments)
        if reason:
            return self._hand_over(reason, text, arguments)
        try:
            if self._fail > 0:
                self._fail_once()
            native = self._current()
            return self._long(native, text, arguments, began)
        except Exception as error:
            return self._recover(
                error, lambda: self._original(text, arguments), 1 if isinstance(text, str) else len(text)
            )

    def _long(self, native: Native, text: Any, arguments: tuple[Any, ...], began: int) -> Any:
        if type(arguments[11]) not in (str, type(None)):  # an enum
            arguments = (*arguments[:11], arguments[11].value, *arguments[12:])
        call: Call
        data, call, source = native._encode_call(native._state, text, arguments)
        if call.tensors is not None and _has_empty_row(data["input_ids"]):
            return self._hand_over("no tokens", text, arguments)
        halfway = perf_counter_ns()
        pairs = 2 if source.has_pairs else 1
        result = make(data, (call, source), pairs)
        done = perf_counter_ns()
        self._stats.native(source.count, done - began, done - halfway)
        return result

    def _reason(self, text: Any, arguments: tuple[Any, ...]) -> str:
        """Say why the original has to answer a call, "" where it has not."""
        if self._given_up:
            return "given up"
        if arguments[1] is not None or arguments[2] is not None:
            return "text_target"
        if not isinstance(text, (str, list, tuple)):
            return "input"
        tensors = arguments[11]
        if tensors is not None and getattr(tensors, "value", tensors) not in ("np", "pt"):
            return "return_tensors"
        if arguments[6] == 0:
            return "max_length of 0"
        if arguments[8] and self._words_refused and not getattr(self._hf, "add_prefix_space", False):
            return "input"
        return ""

    def _fail_once(self) -> None:
        with self._lock:
            if self._fail > 0:
                self.__dict__["_fail"] = self._fail - 1
                raise _InjectedError("a failure asked for by BUDTIKTOK_TEST_FAIL")

    # ---- handing over

    def _is_strict(self) -> bool:
        if not self._fallback or self._strict:
            return True
        return self._strict is None and strict_mode()

    def _hand_over(self, reason: str, text: Any, arguments: tuple[Any, ...], more: Mapping[str, Any] = _NOTHING) -> Any:
        """Let the original answer a call, because of `reason`."""
        if reason != "input" and self._is_strict():
            raise BudtiktokError(f"this call needs the original tokenizer ({reason}), which strict mode forbids")
        self._stats.fallback(reason)
        return self._original(text, arguments, more)

    def _original(self, text: Any, arguments: tuple[Any, ...], more: Mapping[str, Any] = _NOTHING) -> Any:
        split = arguments[19]
        if split is not None:
            more = {**more, "split_special_tokens": split}
        with self._lock:
            return self._hf(text, *arguments[:19], **more)

    def _recover(self, error: Exception, repeat: Callable[[], Any], size: int) -> Any:
        """Answer a call that the native side raised for: the original's result, or its error."""
        try:
            result = repeat()
        except BaseException:  # a panic of the backend is none of Exception
            self._stats.fallback("input")
            raise
        if isinstance(error, _COMPLAINTS) and not isinstance(error, BudtiktokError):
            ids = None if isinstance(result, list) else result["input_ids"]
            is_empty = hasattr(ids, "shape") and _has_empty_row(ids)
            self._stats.fallback("no tokens" if is_empty else "declined")
            if self._is_strict():
                raise error
            return result
        self._stats.fallback("failure")
        self._failed(error, size)
        return result

    def _failed(self, error: Exception, size: int) -> None:
        """Count a failure; strict mode raises it, the last one that is allowed ends the native side."""
        if self._is_strict():
            raise error
        count = self._stats.failure()
        kind = type(error).__name__
        if count == 1:
            logger().warning(
                "budtiktok: a native call for %s failed (%s, batch of %d), repeated with the HuggingFace tokenizer",
                self._name,
                kind,
                size,
            )
        if count == MOST_FAILURES:
            self.__dict__["_given_up"] = True
            self.__dict__["_short"] = None
            logger().warning(
                "budtiktok: %d native calls for %s failed (last: %s), using HuggingFace tokenizer from now on",
                count,
                self._name,
                kind,
            )

    # ---- the other ways to encode

    def batch_encode_plus(self, batch_text_or_text_pairs: Any, *args: Any, **kwargs: Any) -> Any:
        """Encode a batch, as `transformers` 4 does; there is no such method in version 5, here there is.

        Parameters
        ----------
        batch_text_or_text_pairs : list or tuple
            Texts, pairs, or lists of words.
        *args, **kwargs
            As for calling the wrapper, from `add_special_tokens` on.

        Returns
        -------
        As of calling the wrapper. ``len(encoding.tokens)`` of its `encodings` costs nothing.

        Raises
        ------
        TypeError
            No list and no tuple.
        """
        batch = batch_text_or_text_pairs
        if not isinstance(batch, (tuple, list)):
            raise TypeError(f"batch_text_or_text_pairs has to be a list or a tuple (got {type(batch)})")
        if batch and isinstance(batch[0], str) and (kwargs.get("is_split_into_words") or (len(args) > 5 and args[5])):
            # Calling the wrapper with it is one text; here it is a batch of what is no list of words.
            raise TypeError("PreTokenizedEncodeInput must be a list of words or a pair of them, not a str")
        return self(batch, None, None, None, *args, **kwargs)

    def encode_plus(self, text: Any, text_pair: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Encode one text or one pair: calling the wrapper, with a list being words or wrong.

        Parameters
        ----------
        text, text_pair : str, or list of str with ``is_split_into_words``
            The texts.
        *args, **kwargs
            As for calling the wrapper, from `add_special_tokens` on.

        Returns
        -------
        As of calling the wrapper.
        """
        words = kwargs.get("is_split_into_words", False)
        is_one = _is_one(text, words) and (text_pair is None or _is_one(text_pair, words))
        # Version 5 has no such method; its `encode` takes what calling takes.
        if is_one or not hasattr(type(self._hf), "encode_plus"):
            return self(text, text_pair, None, None, *args, **kwargs)
        self._stats.fallback("input")
        with self._lock:
            return self._hf.encode_plus(text, text_pair, *args, **kwargs)

    def encode(
        self,
        text: Any,
        text_pair: Any = None,
        add_special_tokens: bool = True,
        padding: Any = False,
        truncation: Any = None,
        max_length: int | None = None,
        stride: int = 0,
        padding_side: str | None = None,
        return_tensors: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Return the ids of one text or one pair.

        Parameters
        ----------
        text, text_pair : str, or list of str with ``is_split_into_words``
            The texts.
        others
            As for calling the wrapper.

        Returns
        -------
        list of int, or int64 array or tensor [1, tokens]
        """
        encoded = self.encode_plus(
            text,
            text_pair,
            add_special_tokens=add_special_tokens,
            padding=padding,
            truncation=truncation,
            max_length=max_length,
            stride=stride,
            padding_side=padding_side,
            return_tensors=return_tensors,
            **kwargs,
        )
        return encoded["input_ids"]

    def encode_batch(self, texts: Sequence[Any], padding: Any = False, truncation: Any = None, **kwargs: Any) -> Any:
        """Encode a batch; calling the wrapper under the name that servers look for.

        Parameters
        ----------
        texts : list or tuple
            Texts or pairs.
        padding, truncation, **kwargs
            As for calling the wrapper.

        Returns
        -------
        As of calling the wrapper: a mapping with "input_ids".
        """
        return self(texts, padding=padding, truncation=truncation, **kwargs)

    # ---- lengths

    def get_token_lengths(
        self, texts: Sequence[str], use_cache: bool = True, add_special_tokens: bool = True
    ) -> list[int]:
        """Count the tokens of each text, without truncation; no ids are made.

        Parameters
        ----------
        texts : sequence of str
            The texts.
        use_cache : bool
            Whether lengths of texts that were asked for lately are remembered, for a queue that asks before the
            batch is made.
        add_special_tokens : bool
            Whether specials count.

        Returns
        -------
        list of int, [texts]

        Raises
        ------
        Exception
            What the original raises for a batch with something else than texts in it.
        """
        texts = list(texts)
        try:
            if not self._given_up:
                return self._count(texts, use_cache, add_special_tokens)
        except Exception as error:
            repeat = functools.partial(self._original_lengths, texts, add_special_tokens)
            lengths: list[int] = self._recover(error, repeat, len(texts))
            return lengths
        self._stats.fallback("given up")
        return self._original_lengths(texts, add_special_tokens)

    def _original_lengths(self, texts: list[Any], add_special_tokens: bool) -> list[int]:
        with self._lock:
            encoded = self._hf(texts, add_special_tokens=add_special_tokens, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _count(self, texts: list[Any], use_cache: bool, add_special_tokens: bool) -> list[int]:
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("lengths are those of texts")
        native = self._current()

        def count(missing: list[str]) -> list[int]:
            found: list[int] = native.count_tokens(missing, add_special_tokens=add_special_tokens).tolist()
            return found

        if not use_cache:
            return count(texts)
        lengths: LengthCache = self._lengths
        return lengths.lengths(texts, add_special_tokens, count)

    def get_cache_stats(self) -> dict[str, Any]:
        """Return hits, misses, hit_rate and size of the memory of `get_token_lengths`."""
        lengths: LengthCache = self._lengths
        return lengths.to_dict()

    def stats(self) -> dict[str, Any]:
        """Say what was answered by whom.

        Returns
        -------
        dict
            ``native_calls``, ``native_texts``, ``fallback_calls``, ``fallback_reasons`` (reason: calls),
            ``failures``, ``native_ns`` (nanoseconds in native calls), ``conversion_ns`` (those for the result object).
        """
        return self._stats.to_dict()

    @property
    def statistics(self) -> Statistics:
        """The counters behind `stats`, which outlive the wrapper where somebody holds them."""
        return self._stats


def _has_empty_row(ids: Any) -> bool:
    """Whether there is a row without tokens: the arrays and tensors of `transformers` then hold floats."""
    return 0 in ids.shape or (getattr(ids, "ndim", 2) == 1 and not all(map(len, ids)))


def _is_one(text: Any, words: bool) -> bool:
    """Whether this is one text, or one list of words where those are wanted."""
    if isinstance(text, str):
        return True
    return words and isinstance(text, (list, tuple)) and all(isinstance(word, str) for word in text)
