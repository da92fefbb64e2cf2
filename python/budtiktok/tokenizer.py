"""`Tokenizer`: the interface of `tokenizers.Tokenizer` 0.22 over a C handle that never changes.

What can change (added tokens, truncation, padding) is kept in one immutable state that is replaced as a
whole, so a tokenizer may be used from any number of threads, also while one of them changes it.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Callable, NoReturn, TypeVar

from . import _bridge
from ._base import CallDefaults, State
from ._buffers import from_pair, from_rows, from_text
from ._library import ffi, lib
from ._options import Options, Padding, Settings, Truncation, encode_options
from ._types import C, zeroed
from .components import (
    Decoder,
    Model,
    Normalizer,
    PostProcessor,
    PreTokenizer,
    borrowed,
    post_process,
    special_flags,
    tokenizer_info,
    utf8,
)
from .corpus import CorpusMixin
from .decoding import DecodingMixin
from .encoding import TRACK as _TRACK
from .encoding import Encoding, encode, encode_ids
from .errors import check
from .hf import LARGE_INTEGER, CallMixin
from .process import get_simd_level
from .vocabulary import VocabularyMixin

__all__ = ["Tokenizer"]

T = TypeVar("T")

_UNSET_LENGTH = int(1e30)
_INPUT_NAMES = ("input_ids", "token_type_ids", "attention_mask")
# Attributes that pickling treats by itself.
_OWN = ("_state", "_one", "_lock", "_warned")
_CONFIG = "tokenizer_config.json"


def _read_only(what: str) -> NoReturn:
    raise NotImplementedError(
        f"{what} is not possible: a tokenizer is loaded from files (from_file, from_str, from_buffer, "
        "from_pretrained) and its stages do not change"
    )


def _load_options(cache_bytes: int) -> Any:
    """Return options for btt_load, none where all are the defaults: naming a type of C takes cffi some time."""
    if cache_bytes == 0:
        return ffi.NULL
    if cache_bytes < 0:
        raise ValueError(f"cache_bytes is {cache_bytes}; expected bytes, 65536 to 1073741824, or 0 for the default")
    options = zeroed(C.LOAD_OPTIONS)
    options.cache_bytes = min(cache_bytes, 1 << 63)
    return options


def _settings_of(handle: Any) -> Any:
    settings = zeroed(C.SETTINGS)
    check(lib.btt_x_get_settings(handle, settings))
    return settings


def _call_defaults(handle: Any, settings: Settings, config: Mapping[str, Any]) -> CallDefaults:
    """Take over what the callable form needs from the files; `config` is tokenizer_config.json."""
    info = tokenizer_info(handle)
    sides = ("right", "left")
    token_id: int | None = None
    pad_token: str | None = None
    out = ffi.new(C.INT32)
    status = lib.btt_special_token(handle, lib.BTT_SPECIAL_PAD, out)
    if status == lib.BTT_OK:
        token_id = int(out[0])
        text = ffi.new(C.STR)
        check(lib.btt_id_to_token(handle, token_id, text))
        pad_token = borrowed(text)
    elif status != lib.BTT_ERR_NOT_FOUND:
        check(status)
    if pad_token is None and settings.padding is not None:
        pad_token, token_id = settings.padding.pad_token, settings.padding.pad_id
    maximum = config.get("model_max_length")
    names = config.get("model_input_names")
    return CallDefaults(
        model_max_length=int(maximum) if isinstance(maximum, (int, float)) else _UNSET_LENGTH,
        padding_side=sides[info.padding_side],
        truncation_side=sides[info.truncation_side],
        pad_token=pad_token,
        pad_token_id=token_id,
        pad_token_type_id=settings.padding.pad_type_id if settings.padding is not None else 0,
        model_input_names=tuple(names) if isinstance(names, list) else _INPUT_NAMES,
    )


def _read_config(directory: str) -> Mapping[str, Any]:
    try:
        with open(os.path.join(directory, _CONFIG), encoding="utf-8") as file:
            config = json.load(file)
    except FileNotFoundError:
        return {}
    return config if isinstance(config, dict) else {}


class Tokenizer(VocabularyMixin, DecodingMixin, CallMixin, CorpusMixin):
    """A tokenizer loaded from a tokenizer.json, or from the vocabulary files of a directory.

    Behaviour, names and defaults: `tokenizers.Tokenizer` 0.22; calling it: see `__call__`. It cannot be built
    or trained here: `from_file`, `from_str`, `from_buffer` and `from_pretrained` load one. Pickling carries
    the JSON and the state.

    Raises
    ------
    NotImplementedError
        From the constructor, from `train`, and from assignments to a stage.
    """

    def __init__(self, model: object = None) -> None:
        _read_only("Tokenizer(model)")

    @classmethod
    def _load(
        cls: type[TokenizerType], pointer: Any, config: Mapping[str, Any] | None = None, cache_bytes: int = 0
    ) -> TokenizerType:
        handle = ffi.gc(pointer, lib.btt_free)
        settings = Settings.from_c(_settings_of(handle))
        self = cls.__new__(cls)
        self._lock = threading.Lock()
        self._warned = set()
        self._cache_bytes = cache_bytes
        defaults = _call_defaults(handle, settings, config or {})
        self._use(State.make(handle, settings, defaults, int(tokenizer_info(handle).special_tokens_single)))
        return self

    # ---- loading

    @classmethod
    def from_file(cls: type[TokenizerType], path: str | os.PathLike[str], *, cache_bytes: int = 0) -> TokenizerType:
        """Load a tokenizer.json, or a directory.

        Parameters
        ----------
        path : str or path-like
            The file, or a directory as for `from_pretrained`.
        cache_bytes : int
            Most bytes of words and texts that are remembered with their tokens, for each thread that encodes at the
            same time: 65536 to 2**30. 0 = what the variable BTT_CACHE_BYTES in the environment says, else 8 MiB.

        Returns
        -------
        Tokenizer

        Raises
        ------
        FileNotFoundError
            No such file, or a directory without what its tokenizer class needs.
        UnsupportedError
            A component or a tokenizer class that this library does not have; the message names it.
        ParseError
            Malformed JSON, JSON that is not a tokenizer, or a malformed vocabulary file.
        ValueError
            `cache_bytes`, or BTT_CACHE_BYTES in the environment, outside its range.
        """
        name = os.fspath(path)
        out = ffi.new(C.TOKENIZER_OUT)
        check(lib.btt_load(os.fsencode(name), _load_options(cache_bytes), out), file=True)
        return cls._load(out[0], _read_config(name) if os.path.isdir(name) else None, cache_bytes)

    @classmethod
    def from_str(cls: type[TokenizerType], json: str, *, cache_bytes: int = 0) -> TokenizerType:
        """Load a tokenizer from the text of a tokenizer.json; `cache_bytes` and errors as for `from_file`."""
        # Making UTF-8 of the text takes CPython a third of the time that loading it takes.
        builtins = _bridge.BUILTINS if cache_bytes == 0 else None
        found = builtins.code_points(json) if builtins is not None else None
        if found is not None:
            out = ffi.new(C.TOKENIZER_OUT)
            address, count, width = found
            if lib.btt_x_load_code_points(ffi.cast(C.VOID_POINTER, address), count, width, out) == lib.BTT_OK:
                return cls._load(out[0])
        return cls.from_buffer(utf8(json, "json"), cache_bytes=cache_bytes)  # which also says what is wrong

    @classmethod
    def from_buffer(
        cls: type[TokenizerType], buffer: bytes | bytearray | memoryview, *, cache_bytes: int = 0
    ) -> TokenizerType:
        """Load a tokenizer from the bytes of a tokenizer.json; `cache_bytes` and errors as for `from_file`."""
        if not isinstance(buffer, (bytes, bytearray, memoryview)):
            raise TypeError(f"argument 'buffer': '{type(buffer).__name__}' object cannot be converted to 'bytes'")
        data = ffi.from_buffer(buffer)
        out = ffi.new(C.TOKENIZER_OUT)
        check(lib.btt_load_memory(data, len(data), _load_options(cache_bytes), out))
        return cls._load(out[0], cache_bytes=cache_bytes)

    @classmethod
    def from_pretrained(
        cls: type[TokenizerType],
        identifier: str | os.PathLike[str],
        revision: str = "main",
        token: str | None = None,
        *,
        cache_bytes: int = 0,
    ) -> TokenizerType:
        """Load a tokenizer from a directory, or from a tokenizer.json itself.

        The files tokenizer_config.json and special_tokens_map.json of the directory give defaults too. Without
        a tokenizer.json the directory's vocab.txt, vocab.json with merges.txt, or SentencePiece model is converted
        as `transformers` does; a `tokenizer_class` or a `model_type` in its config files says to what.

        Parameters
        ----------
        identifier : str or path-like
            The directory or file. Names of models are not looked up anywhere.
        revision, token
            Not used; they are here for the signature of the reference.
        cache_bytes : int
            As for `from_file`.

        Returns
        -------
        Tokenizer

        Raises
        ------
        FileNotFoundError
            Where it does not exist: nothing is ever fetched.
        """
        if not os.path.exists(identifier):
            raise FileNotFoundError(
                f"{os.fspath(identifier)!r} is neither a directory nor a file; nothing is fetched from a network"
            )
        return cls.from_file(identifier, cache_bytes=cache_bytes)

    # ---- encoding

    def _encode_options(self, state: State, flags: int, add_special_tokens: bool, pretokenized: bool) -> Options:
        flags |= special_flags(add_special_tokens) | state.flags()
        if pretokenized:
            flags |= lib.BTT_ENCODE_PRETOKENIZED
        return encode_options(flags, state.settings.truncation, state.settings.padding)

    def encode(
        self,
        sequence: str | Sequence[str],
        pair: str | Sequence[str] | None = None,
        is_pretokenized: bool = False,
        add_special_tokens: bool = True,
    ) -> Encoding:
        """Encode one text or one pair.

        Parameters
        ----------
        sequence, pair : str, or sequence of str with `is_pretokenized`
            The text and, optionally, the second text.
        is_pretokenized : bool
            Whether the texts are lists of words.
        add_special_tokens : bool
            Whether specials are added.

        Returns
        -------
        Encoding

        Raises
        ------
        TypeError
            What is not a text; also a str with a lone surrogate, as in the reference.
        """
        if pair is None and not is_pretokenized:
            state, make = self._one
            encoding: Encoding | None = make(sequence, add_special_tokens, state)
            if encoding is not None:
                return encoding
        return self._encode_row(self._state, sequence, pair, is_pretokenized, add_special_tokens)

    def _encode_row(
        self, state: State, sequence: Any, pair: Any, is_pretokenized: bool, add_special_tokens: bool
    ) -> Encoding:
        source = from_pair(sequence, pair) if is_pretokenized else from_text(sequence, pair)
        options = self._encode_options(state, _TRACK, add_special_tokens, is_pretokenized)
        return encode(state.handle, source, options)[0]

    def encode_batch(
        self, input: Sequence[Any], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> list[Encoding]:
        """Encode many texts or pairs.

        Parameters
        ----------
        input : sequence
            Each item is a text or a pair (tuple or list of two); with `is_pretokenized`, words in the place
            of text.
        is_pretokenized : bool
            Whether the texts are lists of words.
        add_special_tokens : bool
            Whether specials are added.

        Returns
        -------
        list of Encoding
            In the order of the input.

        Raises
        ------
        TypeError
            An item that is neither; the message names the row.
        """
        return self._encode_rows(self._state, input, is_pretokenized, add_special_tokens, _TRACK)

    def encode_batch_fast(
        self, input: Sequence[Any], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> list[Encoding]:
        """Encode like `encode_batch`, without offsets, word ids and token texts."""
        return self._encode_rows(self._state, input, is_pretokenized, add_special_tokens, 0)

    def _encode_rows(
        self, state: State, rows: Sequence[Any], pretokenized: bool, specials: bool, flags: int
    ) -> list[Encoding]:
        source = from_rows(rows, bool(pretokenized))
        details = self._encode_options(state, flags, specials, pretokenized)
        # With padding rows depend on each other, and are of one length anyway.
        if state.settings.padding is None:
            options = self._encode_options(state, 0, specials, pretokenized)
            found = encode_ids(state.handle, source, options, details)
            if found is not None:
                return found
        return encode(state.handle, source, details)

    def async_encode(
        self,
        sequence: str | Sequence[str],
        pair: str | Sequence[str] | None = None,
        is_pretokenized: bool = False,
        add_special_tokens: bool = True,
    ) -> asyncio.Future[Encoding]:
        """Encode as `encode`, on a thread of the running event loop's executor; RuntimeError without a loop."""
        return self._later(self.encode, sequence, pair, is_pretokenized, add_special_tokens)

    def async_encode_batch(
        self, input: Sequence[Any], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> asyncio.Future[list[Encoding]]:
        """Encode as `encode_batch`, on a thread of the running event loop's executor."""
        return self._later(self._encode_rows, self._state, input, is_pretokenized, add_special_tokens, _TRACK)

    def async_encode_batch_fast(
        self, input: Sequence[Any], is_pretokenized: bool = False, add_special_tokens: bool = True
    ) -> asyncio.Future[list[Encoding]]:
        """Encode as `encode_batch_fast`, on a thread of the running event loop's executor."""
        return self._later(self._encode_rows, self._state, input, is_pretokenized, add_special_tokens, 0)

    def async_decode_batch(
        self, sequences: Sequence[Sequence[int]], skip_special_tokens: bool = True
    ) -> asyncio.Future[list[str]]:
        """Decode as `decode_batch`, on a thread of the running event loop's executor."""
        return self._later(self.decode_batch, sequences, skip_special_tokens)

    @staticmethod
    def _later(call: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(None, partial(call, *args))

    def post_process(
        self, encoding: Encoding, pair: Encoding | None = None, add_special_tokens: bool = True
    ) -> Encoding:
        """Apply truncation, post-processor and padding to encodings that were made without specials.

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
        state = self._state
        return post_process(
            state.handle, encoding, pair, self._encode_options(state, _TRACK, add_special_tokens, False)
        )

    # ---- truncation and padding

    @property
    def encode_special_tokens(self) -> bool:
        """Whether special tokens in a text are treated as text. May be set."""
        return self._state.settings.encode_special_tokens

    @encode_special_tokens.setter
    def encode_special_tokens(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise TypeError(f"argument 'value': '{type(value).__name__}' object cannot be converted to 'bool'")
        self._replace_settings(encode_special_tokens=value)

    def enable_truncation(
        self, max_length: int, *, stride: int = 0, strategy: str = "longest_first", direction: str = "right"
    ) -> None:
        """Cut texts from now on.

        Parameters
        ----------
        max_length : int
            Tokens, specials included.
        stride : int
            Tokens that neighbouring overflow parts share.
        strategy : {"longest_first", "only_first", "only_second"}
            Which text of a pair is cut.
        direction : {"right", "left"}
            The side that is cut.

        Raises
        ------
        ValueError
            Unknown names, or a stride above what `max_length` leaves beside the specials.
        """
        cut = Truncation.create(max_length, stride, strategy, direction, self._state.specials)
        self._replace_settings(truncation=cut)

    def no_truncation(self) -> None:
        """Stop cutting."""
        self._replace_settings(truncation=None)

    @property
    def truncation(self) -> dict[str, Any] | None:
        """The truncation in force as a dict, None where there is none."""
        cut = self._state.settings.truncation
        return None if cut is None else cut._asdict()

    def enable_padding(
        self,
        *,
        direction: str = "right",
        pad_id: int = 0,
        pad_type_id: int = 0,
        pad_token: str = "[PAD]",
        length: int | None = None,
        pad_to_multiple_of: int | None = None,
    ) -> None:
        """Fill texts up from now on.

        Parameters
        ----------
        direction : {"right", "left"}
            The side that gets the padding.
        pad_id, pad_type_id : int
            What padding tokens carry.
        pad_token : str
            Text of padding tokens.
        length : int, optional
            Tokens to reach; the longest row of the batch where not given.
        pad_to_multiple_of : int, optional
            Rounds the target up.
        """
        self._replace_settings(
            padding=Padding.create(length, pad_to_multiple_of, pad_id, pad_token, pad_type_id, direction)
        )

    def no_padding(self) -> None:
        """Stop filling up."""
        self._replace_settings(padding=None)

    @property
    def padding(self) -> dict[str, Any] | None:
        """The padding in force as a dict, None where there is none."""
        fill = self._state.settings.padding
        return None if fill is None else fill._asdict()

    # ---- stages

    def _stage(self, present: str, kind: Callable[[Any], T]) -> T | None:
        handle = self._state.handle
        return kind(handle) if getattr(_settings_of(handle), present) else None

    @property
    def normalizer(self) -> Normalizer | None:
        """The normalizer, None where there is none. Read-only."""
        return self._stage("has_normalizer", Normalizer)

    @normalizer.setter
    def normalizer(self, value: object) -> None:
        _read_only("assigning a normalizer")

    @property
    def pre_tokenizer(self) -> PreTokenizer | None:
        """The pre-tokenizer, None where there is none. Read-only."""
        return self._stage("has_pre_tokenizer", PreTokenizer)

    @pre_tokenizer.setter
    def pre_tokenizer(self, value: object) -> None:
        _read_only("assigning a pre-tokenizer")

    @property
    def model(self) -> Model:
        """The model. Read-only."""
        return Model(self._state.handle)

    @model.setter
    def model(self, value: object) -> None:
        _read_only("assigning a model")

    @property
    def post_processor(self) -> PostProcessor | None:
        """The post-processor, None where there is none. Read-only."""
        return self._stage("has_post_processor", PostProcessor)

    @post_processor.setter
    def post_processor(self, value: object) -> None:
        _read_only("assigning a post-processor")

    @property
    def decoder(self) -> Decoder | None:
        """The decoder, None where there is none. Read-only."""
        return self._stage("has_decoder", Decoder)

    @decoder.setter
    def decoder(self, value: object) -> None:
        _read_only("assigning a decoder")

    def train(self, files: Any, trainer: Any = None) -> NoReturn:
        """Refuse: there is no training here."""
        _read_only("training")

    def train_from_iterator(self, iterator: Any, trainer: Any = None, length: Any = None) -> NoReturn:
        """Refuse: there is no training here."""
        _read_only("training")

    # ---- serialisation

    def to_str(self, pretty: bool = False) -> str:
        """Return the tokenizer as a tokenizer.json, with the truncation and padding in force.

        Parameters
        ----------
        pretty : bool
            Whether the text is indented.

        Returns
        -------
        str
        """
        state = self._state
        out = ffi.new(C.STR)
        check(lib.btt_get_json(state.handle, out))
        text = borrowed(out)
        cut, fill = state.settings.truncation, state.settings.padding
        # Inside JSON strings quotes are escaped, so the first `,"added_tokens":` is the key.
        rest = text[text.index(',"added_tokens":') :]
        cut_json = _dump(None if cut is None else cut.to_json())
        fill_json = _dump(None if fill is None else fill.to_json())
        text = f'{{"version":"1.0","truncation":{cut_json},"padding":{fill_json}{rest}'
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2) if pretty else text

    def save(self, path: str | os.PathLike[str], pretty: bool = True) -> None:
        """Write `to_str` to a file.

        Parameters
        ----------
        path : str or path-like
            The file.
        pretty : bool
            Whether the text is indented.
        """
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(self.to_str(pretty))

    def info(self) -> dict[str, Any]:
        """Say what serves this tokenizer.

        Returns
        -------
        dict
            ``encoder``: name of the encoder that does normalizer, pre-tokenizer and model in one walk, "" where the
            stages work one after the other; ``decoder``: "table" where decoding looks each id up, "" where the decoder
            works on lists of token texts; ``simd``: the level in use; ``fused_bytes`` and ``staged_bytes``: bytes of
            text encoded so far by the one and by the others; ``remembered_bytes``: of both, those of texts that came
            before and whose tokens were still there; ``memory_bytes``: held by the tokenizer.
        """
        handle = self._state.handle
        statistics = zeroed(C.STATISTICS)
        check(lib.btt_x_stats(handle, statistics))
        size = ffi.new(C.SIZE)
        check(lib.btt_memory_usage(handle, size))
        return {
            "encoder": ffi.string(lib.btt_x_encoder_name(handle)).decode(),
            "decoder": ffi.string(lib.btt_x_decoder_name(handle)).decode(),
            "simd": get_simd_level(),
            "fused_bytes": statistics.fused_bytes,
            "staged_bytes": statistics.staged_bytes,
            "remembered_bytes": statistics.remembered_bytes,
            "memory_bytes": size[0],
        }

    def __getstate__(self) -> dict[str, Any]:
        state = self._state
        own = {key: value for key, value in self.__dict__.items() if key not in _OWN}
        return {"json": self.to_str(), "settings": state.settings, "defaults": state.defaults, "dict": own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        loaded = Tokenizer.from_str(state["json"], cache_bytes=state["dict"].get("_cache_bytes", 0))._state
        self.__dict__.update(state["dict"])
        self._lock = threading.Lock()
        self._warned = set()
        self._use(loaded.changed(settings=state["settings"], defaults=state["defaults"]))

    def __repr__(self) -> str:
        maximum = self.model_max_length
        return (
            f"Tokenizer(vocab_size={self.get_vocab_size(False)}, with_added_tokens={self.get_vocab_size()}, "
            f"model_max_length={'unset' if maximum > LARGE_INTEGER else maximum})"
        )


TokenizerType = TypeVar("TokenizerType", bound=Tokenizer)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
