"""The callable form of a tokenizer: ``tokenizer(text, padding=True, return_tensors="np")``.

Arguments, defaults, resolution of strategies, errors, keys and their order are those of
``transformers.PreTrainedTokenizerFast.__call__`` (4.57, made from a tokenizer object). Differences: results
are plain mappings without encodings, memory is filled by the C library directly, ``out=`` takes memory of the
caller, batches may be numpy or Arrow arrays and may hold UTF-8 ``bytes``, and where a tokenizer names no pad
token but knows a conventional one (``[PAD]``, ``<pad>``) padding works instead of failing.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Mapping
from typing import Any

from . import torch_
from ._base import State, TokenizerBase
from ._batch import Batch
from ._buffers import Input, from_columns, from_pair, from_rows, from_text, is_column
from ._call import Call
from ._calls import KEYS
from ._library import lib
from ._options import Padding, Truncation, padding_name, truncation_name, unsigned
from .components import special_flags

__all__ = ["Batch", "CallMixin", "input_of"]

_LOG = logging.getLogger("budtiktok")

# Above this a maximum length means that none is set.
LARGE_INTEGER = int(1e20)

_TENSORS = ("pt", "np")

_BAD_TEXT = (
    "text input must be of type `str` (single example), `list[str]` (batch or single pretokenized example) "
    "or `list[list[str]]` (batch of pretokenized examples)."
)
_NO_PAD_TOKEN = (
    "Asking to pad but the tokenizer does not have a padding token. "
    "Please select a token to use as `pad_token` `(tokenizer.pad_token = ...)`."
)


def _is_text(value: object) -> bool:
    """Whether this can be a text, or texts: the reference looks at the first element only."""
    if isinstance(value, str) or is_column(value):
        return True
    if not isinstance(value, (list, tuple)):
        return False
    if not value or isinstance(value[0], (str, bytes)):
        return True
    first = value[0]
    return isinstance(first, (list, tuple)) and (not first or isinstance(first[0], str))


def input_of(text: Any, pair: Any, words: bool, str_only: bool = False) -> tuple[Input, bool]:
    """Make the input of a call, and say whether it is a batch; with `str_only`, bytes and arrays are no texts."""
    if not _is_text(text) or (pair is not None and not _is_text(pair)):
        raise ValueError(_BAD_TEXT)
    if is_column(text) and not str_only:
        if words:
            return from_pair(text, pair), False
        return from_columns(text, pair), True
    listed = isinstance(text, (list, tuple))
    batched = listed and (not words or (len(text) > 0 and isinstance(text[0], (list, tuple))))
    if not batched:
        if words and not listed:
            return from_rows([text], pretokenized=True), False  # refused there
        # An empty second text counts as none here, unlike in a batch.
        return (from_pair if words else from_text)(text, pair if pair is not None and len(pair) else None), False
    if isinstance(pair, str):
        raise TypeError(
            "when tokenizing batches of text, `text_pair` must be a list or tuple with the same length as `text`."
        )
    if not len(text):
        raise IndexError("an empty batch has no result")
    if pair is not None and len(pair) != len(text):
        raise ValueError(
            f"batch length of `text`: {len(text)} does not match batch length of `text_pair`: {len(pair)}."
        )
    if words:
        return from_rows(text if pair is None else list(zip(text, pair)), pretokenized=True), True
    if str_only:
        return from_rows(text if pair is None else list(zip(text, pair))), True
    if pair is not None:
        return from_columns(text, pair), True
    try:
        return from_rows(text), True
    except TypeError:
        if any(isinstance(item, (bytes, bytearray)) for item in text):
            return from_columns(text), True
        raise


class CallMixin(TokenizerBase):
    """`Tokenizer.__call__` and the attributes it reads."""

    # The type of its results, a dict.
    _mapping: type[dict[str, Any]] = Batch
    # Whether texts are str and batches lists or tuples, as in the reference, and nothing else.
    _str_only = False

    @property
    def model_max_length(self) -> int:
        """Tokens a row may have; above 1e20 where no file says so. Used where a call gives no ``max_length``."""
        return self._state.defaults.model_max_length

    @model_max_length.setter
    def model_max_length(self, value: int) -> None:
        self._replace_defaults(model_max_length=value)

    @property
    def padding_side(self) -> str:
        """The side that calls pad on, "right" or "left"."""
        return self._state.defaults.padding_side

    @padding_side.setter
    def padding_side(self, value: str) -> None:
        self._replace_defaults(padding_side=value)

    @property
    def truncation_side(self) -> str:
        """The side that calls cut, "right" or "left"."""
        return self._state.defaults.truncation_side

    @truncation_side.setter
    def truncation_side(self, value: str) -> None:
        self._replace_defaults(truncation_side=value)

    @property
    def pad_token(self) -> str | None:
        """The token that calls pad with, None where there is none."""
        return self._state.defaults.pad_token

    @pad_token.setter
    def pad_token(self, value: str | None) -> None:
        number = None if value is None else self.token_to_id(value)
        self._replace_defaults(pad_token=value, pad_token_id=number)

    @property
    def pad_token_id(self) -> int | None:
        """The id of `pad_token`."""
        return self._state.defaults.pad_token_id

    def token_to_id(self, token: str) -> int | None:
        """Return the id of a token, None where there is none."""
        raise NotImplementedError

    def __call__(
        self,
        text: Any = None,
        text_pair: Any = None,
        text_target: Any = None,
        text_pair_target: Any = None,
        add_special_tokens: bool = True,
        padding: bool | str = False,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        stride: int = 0,
        is_split_into_words: bool = False,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_tensors: str | None = None,
        return_token_type_ids: bool | None = None,
        return_attention_mask: bool | None = None,
        return_overflowing_tokens: bool = False,
        return_special_tokens_mask: bool = False,
        return_offsets_mapping: bool = False,
        return_length: bool = False,
        verbose: bool = True,
        *,
        split_special_tokens: bool | None = None,
        out: Mapping[str, Any] | None = None,
        num_threads: int | None = None,
    ) -> Batch:
        """Encode a text, a pair, or a batch of them.

        The rules are those of ``transformers`` 4.57 for a fast tokenizer; truncation and padding that were
        enabled with `enable_truncation` and `enable_padding` do not matter here.

        Parameters
        ----------
        text, text_pair : str, list of str, list of list of str, array
            A text or a batch; lists of words with `is_split_into_words`. In a batch without `text_pair`, an
            item may be a pair. Batches may be numpy or Arrow string arrays and may hold UTF-8 bytes.
        text_target, text_pair_target : as `text`, optional
            Encoded separately; the ids become ``labels``.
        add_special_tokens : bool
            Whether specials are added.
        padding : bool or {"longest", "max_length", "do_not_pad"}
            How rows are filled up; True is "longest".
        truncation : bool or {"longest_first", "only_first", "only_second", "do_not_truncate"}, optional
            How rows are cut; True is "longest_first".
        max_length : int, optional
            Tokens a row, specials included.
        stride : int
            Tokens that neighbouring overflow rows share.
        is_split_into_words : bool
            Whether texts are lists of words.
        pad_to_multiple_of : int, optional
            Rounds the padded width up.
        padding_side : {"right", "left"}, optional
            Default: the attribute.
        return_tensors : {"np", "pt"}, optional
            int64 arrays or tensors instead of lists.
        return_token_type_ids, return_attention_mask : bool, optional
            Default: whether `model_input_names` has them.
        return_overflowing_tokens, return_special_tokens_mask, return_offsets_mapping, return_length : bool
            Further results.
        verbose : bool
            Whether warnings are logged.
        split_special_tokens : bool, optional
            Whether special tokens in the text are treated as text. Default: `encode_special_tokens`.
        out : mapping of str to array or tensor, optional
            Memory to fill; its keys are the results. int32 or int64; [rows, width], ``offset_mapping``
            [rows, width, 2], ``length`` and ``overflow_to_sample_mapping`` [rows]; rows may be strided.
        num_threads : int, optional
            Default: the process-wide setting.

        Returns
        -------
        Batch
            ``input_ids``, ``token_type_ids``, ``attention_mask``, ``special_tokens_mask``,
            ``offset_mapping``, ``length``, ``overflow_to_sample_mapping`` as far as wanted, in this order.
            Without tensors, a single text gives flat lists. Unequal rows give an object array with "np".

        Raises
        ------
        ValueError
            Contradicting or unknown strategies, no pad token, unequal rows with "pt", `out` too small.
        TypeError
            An item that is not a text; the message names the row.
        """
        state = self._state
        arguments = (
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
            split_special_tokens,
            out,
            num_threads,
        )
        short: Batch | None = state.calls.call(text, arguments)
        return self._encode_call(state, text, arguments)[0] if short is None else short

    def _encode_call(self, state: State, text: Any, arguments: tuple[Any, ...]) -> tuple[Any, Call, Input]:
        """Do what `__call__` does, without the short road, and remember the arguments for it.

        Parameters
        ----------
        state : State
            What to encode with.
        text : object
            The first argument of the call.
        arguments : tuple
            All others, in the order of the signature.

        Returns
        -------
        result : `_mapping`
            What `__call__` answers.
        call : Call
            The resolved arguments.
        source : Input
            The texts of the result (of `text_target` where there is no `text`).
        """
        text_pair, text_target, pair_target = arguments[:3]
        words, verbose, out = arguments[8], arguments[18], arguments[20]
        if text is None and text_target is None:
            raise ValueError("You need to specify either `text` or `text_target`.")
        call = self._resolve(state, arguments)
        if text is not None and out is None and not words:
            if text_pair is None and text_target is None and KEYS.keys() >= set(call.keys):
                self._remember(arguments, call, arguments[6] is None and verbose)
        first, second = (text_target, pair_target) if text is None else (text, text_pair)
        source, batched = input_of(first, second, words, self._str_only)
        result = call.run(source, batched, out)
        if text is not None:
            if arguments[6] is None and verbose:
                self._warn_if_long(result["input_ids"], state.defaults.model_max_length)
            if text_target is not None:
                result["labels"] = call.run(*input_of(text_target, pair_target, words, self._str_only), None)[
                    "input_ids"
                ]
        return result, call, source

    def _resolve(self, state: State, arguments: tuple[Any, ...], quiet: bool = False) -> Call:
        """Turn the arguments of a call into what the library is asked to do; `quiet`: without its warnings."""
        (
            _,
            _,
            _,
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
            split_special_tokens,
            out,
            num_threads,
        ) = arguments
        if return_tensors is not None and return_tensors not in _TENSORS:
            raise ValueError(f"{return_tensors} is not a valid TensorType, please select one of {list(_TENSORS)}")
        flags = special_flags(add_special_tokens)
        literal = state.settings.encode_special_tokens if split_special_tokens is None else split_special_tokens
        if literal:
            flags |= lib.BTT_ENCODE_SPECIAL_AS_TEXT
        if is_split_into_words:
            flags |= lib.BTT_ENCODE_PRETOKENIZED
        if return_overflowing_tokens or (out is not None and "overflow_to_sample_mapping" in out):
            flags |= lib.BTT_ENCODE_RETURN_OVERFLOW
        if return_offsets_mapping:
            flags |= lib.BTT_ENCODE_TRACK_OFFSETS
        cut, fill = self._strategies(
            state, padding, truncation, max_length, stride, pad_to_multiple_of, padding_side, verbose and not quiet
        )
        threads = 0 if num_threads is None else unsigned(num_threads, "num_threads", 2**32 - 1)
        names = state.defaults.model_input_names
        keys = ["input_ids"]
        if "token_type_ids" in names if return_token_type_ids is None else return_token_type_ids:
            keys.append("token_type_ids")
        if "attention_mask" in names if return_attention_mask is None else return_attention_mask:
            keys.append("attention_mask")
        if return_special_tokens_mask:
            keys.append("special_tokens_mask")
        if return_offsets_mapping:
            keys.append("offset_mapping")
        if return_length:
            keys.append("length")
        if return_overflowing_tokens:
            keys.append("overflow_to_sample_mapping")
        return Call(state, flags, cut, fill, threads, keys, return_tensors, self._mapping)

    def _remember(self, arguments: tuple[Any, ...], call: Call, warns: bool) -> None:
        """Let the short road answer the next call with these arguments."""
        # `max_length` with padding=True and no truncation warns in each call.
        if call.fill is not None and call.fill.length is None and call.cut is None and not warns:
            return
        maximum = call.state.defaults.model_max_length
        longest = maximum if warns and maximum <= LARGE_INTEGER and "long" not in self._warned else sys.maxsize
        convert = torch_.converter() if call.tensors == "pt" else list if call.tensors is None else None
        maximum = min(longest, sys.maxsize)
        call.state.calls.remember(arguments, call.options, call.keys, self._mapping, convert, maximum)

    def _strategies(
        self,
        state: State,
        padding: bool | str,
        truncation: bool | str | None,
        max_length: int | None,
        stride: int,
        multiple: int | None,
        side: str | None,
        verbose: bool,
    ) -> tuple[Truncation | None, Padding | None]:
        """Resolve the arguments of a call to what the library is asked to do."""
        if padding is False and not truncation and max_length is None:
            return None, None
        if max_length is not None and padding is False and truncation is None:
            self._warn_once(
                verbose,
                "Truncation was not explicitly activated but `max_length` is provided a specific value, please use "
                "`truncation=True` to explicitly truncate examples to max length. Defaulting to 'longest_first' "
                "truncation strategy.",
            )
            truncation = "longest_first"
        pad, strategy = padding_name(padding), truncation_name(truncation)
        if padding is True and verbose and max_length is not None and strategy is None:
            warnings.warn(
                "`max_length` is ignored when `padding`=`True` and there is no truncation strategy. "
                "To pad to max length, use `padding='max_length'`.",
                stacklevel=5,
            )
        if max_length is None:
            maximum = state.defaults.model_max_length
            if maximum <= LARGE_INTEGER and (pad == "max_length" or strategy is not None):
                max_length = maximum
            elif maximum > LARGE_INTEGER:
                if pad == "max_length":
                    self._warn_once(
                        verbose,
                        "Asking to pad to max_length but no maximum length is provided and the model has no "
                        "predefined maximum length. Default to no padding.",
                    )
                    pad = None
                if strategy is not None:
                    self._warn_once(
                        verbose,
                        "Asking to truncate to max_length but no maximum length is provided and the model has no "
                        "predefined maximum length. Default to no truncation.",
                    )
                    strategy = None
        defaults = state.defaults
        if pad is not None and (defaults.pad_token is None or defaults.pad_token_id is None):
            raise ValueError(_NO_PAD_TOKEN)
        if strategy is not None and pad is not None and multiple is not None and max_length is not None:
            if max_length % multiple != 0:
                raise ValueError(
                    "Truncation and padding are both activated but "
                    f"truncation length ({max_length}) is not a multiple of pad_to_multiple_of ({multiple})."
                )
        cut = fill = None
        if strategy is not None:
            cut = Truncation.create(max_length, stride, strategy, defaults.truncation_side, state.specials)
        if pad is not None:
            fill = Padding.create(
                max_length if pad == "max_length" else None,
                multiple,
                defaults.pad_token_id,
                defaults.pad_token,
                defaults.pad_token_type_id,
                defaults.padding_side if side is None else side,
            )
            if fill.length == 0:
                fill = None  # every row has that length
        return cut, fill

    def _warn_once(self, verbose: bool, message: str) -> None:
        if verbose and message not in self._warned:
            self._warned.add(message)
            _LOG.warning(message)

    def _warn_if_long(self, ids: Any, maximum: int) -> None:
        if maximum > LARGE_INTEGER or "long" in self._warned or not len(ids):
            return
        if isinstance(ids, list):
            longest = len(ids) if isinstance(ids[0], int) else max(map(len, ids))
        else:
            longest = ids.shape[1] if len(ids.shape) > 1 else max(map(len, ids))
        if longest > maximum:
            self._warned.add("long")
            _LOG.warning(
                "Token indices sequence length is longer than the specified maximum sequence length for this model "
                "(%d > %d). Running this sequence through the model will result in indexing errors",
                longest,
                maximum,
            )
