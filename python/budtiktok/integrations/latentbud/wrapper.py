"""`BudTikTokWrapper`: a fast tokenizer of `transformers`, with the calls that servers make answered by this library.

The wrapper holds the original object. Encoding is done natively from a copy of its backend (its serialisation, not the
files on disk: `transformers` changes the backend after reading them); every other name is the original's. What
cannot be answered natively is handed to the original, whose result or error is the answer.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping
from typing import Any, Callable
from weakref import WeakSet

from ..options import call_failures
from ._backend import BackendProxy
from ._calling import Calls
from ._checks import NotWrappableError, check_wrappable, only_reads, refuses_words
from ._lengths import LengthCache
from ._native import Native
from ._short import ShortRoad
from ._statistics import Statistics
from ._subclass import make_subclass

__all__ = ["BudTikTokWrapper", "NotWrappableError"]

# Attributes that change nothing of what the backend does.
_HARMLESS = frozenset(
    {
        "chat_template",
        "clean_up_tokenization_spaces",
        "deprecation_warnings",
        "init_inputs",
        "init_kwargs",
        "model_input_names",
        "model_max_length",
        "name_or_path",
        "pad_token",
        "pad_token_id",
        "pad_token_type_id",
        "padding_side",
        "split_special_tokens",
        "truncation_side",
        "verbose",
    }
)


class BudTikTokWrapper(Calls):
    """A drop-in for the fast tokenizer it was made from.

    Calling it, `batch_encode_plus`, `encode_plus`, `encode` and `encode_batch` are native; results are what
    `transformers` gives: a `BatchEncoding` of the same values, types and order. All other names are the original's.
    Any number of threads may call one wrapper, with different arguments: nothing of a call is kept in it.

    Made by `from_hf` or `from_directory`. Attributes are read from and written to the original object; writes and
    methods that change what it encodes (`add_tokens`, `add_special_tokens`, an assignment to a part of
    `backend_tokenizer`, ...) make the next call take a new copy of the backend. Changes made to the original behind the
    wrapper's back are seen for the attributes in `Scalars` only.
    """

    _OWN = frozenset(
        {
            *("_hf", "_native", "_name", "_fallback", "_strict", "_stats", "_suspect", "_lock", "_fail"),
            *("_given_up", "_words_refused", "_lengths", "_short", "_is_shared", "_sharers"),
        }
    )

    _hf: Any
    _native: Native
    _short: ShortRoad | None
    _stats: Statistics

    def __init__(self) -> None:
        raise TypeError("BudTikTokWrapper is made by from_hf(...) or from_directory(...)")

    # ---- making one

    @classmethod
    def from_hf(
        cls, hf_tokenizer: Any, *, name: str = "", fallback: bool = True, strict: bool | None = None
    ) -> BudTikTokWrapper:
        """Wrap a live tokenizer of `transformers`.

        Parameters
        ----------
        hf_tokenizer : transformers.PreTrainedTokenizerFast
            The original. It is held, not copied.
        name : str
            What log lines call the model. Default: the original's ``name_or_path``.
        fallback : bool
            Whether the original may answer where the native side cannot. Without it that is an error.
        strict : bool, optional
            The opposite of `fallback`. Default: the environment variable BUDTIKTOK_STRICT.

        Returns
        -------
        BudTikTokWrapper

        Raises
        ------
        NotWrappableError
            A slow tokenizer, a class that encodes in its own way, something else altogether.
        UnsupportedError
            A component that this library does not have; the message names it.
        """
        if isinstance(hf_tokenizer, BudTikTokWrapper):
            hf_tokenizer = hf_tokenizer._hf
        check_wrappable(hf_tokenizer)
        return cls._make(hf_tokenizer, Native.of(hf_tokenizer), name, fallback, strict)

    @classmethod
    def from_directory(
        cls, path: Any, *, name: str = "", fallback: bool = True, strict: bool | None = None
    ) -> BudTikTokWrapper:
        """Make a wrapper from the files of a model.

        Where `transformers` is installed its `AutoTokenizer` loads the original; elsewhere the files are read
        here (tokenizer.json or vocabulary files, tokenizer_config.json, special_tokens_map.json), and there is no
        original to fall back to.

        Parameters
        ----------
        path : str or path-like
            The directory. Nothing is fetched.
        name, fallback, strict
            As for `from_hf`.

        Returns
        -------
        BudTikTokWrapper

        Raises
        ------
        FileNotFoundError
            There is no such directory, or no tokenizer in it.
        """
        from .directory import DirectoryTokenizer, auto_tokenizer

        original = auto_tokenizer(path)
        if original is not None:
            return cls.from_hf(original, name=name, fallback=fallback, strict=strict)
        alone = DirectoryTokenizer(path)
        return cls._make(alone, alone.native, name, fallback, strict)

    @classmethod
    def _make(cls, original: Any, native: Native, name: str, fallback: bool, strict: bool | None) -> BudTikTokWrapper:
        self = cls.__new__(cls)
        put = self.__dict__
        put["_hf"] = original
        put["_native"] = native
        put["_name"] = name or str(getattr(original, "name_or_path", "") or "tokenizer")
        put["_fallback"] = fallback
        put["_strict"] = strict
        put["_words_refused"] = refuses_words(original)
        self._fresh()
        return self

    def _fresh(self) -> None:
        """Set what a new object, or a copy, starts with."""
        put = self.__dict__
        put["_lock"] = threading.RLock()
        put["_is_shared"] = False
        put["_sharers"] = WeakSet()
        put["_stats"] = Statistics()
        put["_lengths"] = LengthCache()
        put["_suspect"] = False
        put["_short"] = None
        put["_given_up"] = False
        put["_fail"] = call_failures()

    # ---- the original

    @property
    def hf_tokenizer(self) -> Any:
        """The original tokenizer."""
        self._before_change()
        return self._hf

    @property
    def native(self) -> Native:
        """The native tokenizer behind the calls, up to date with the original."""
        return self._current()

    @property
    def backend_tokenizer(self) -> Any:
        """The original's backend; changing a part of it makes the next call take a new copy."""
        self._before_change()
        return BackendProxy(self._hf.backend_tokenizer, self._suspend)

    _tokenizer = backend_tokenizer

    def _suspend(self) -> None:
        """Note that the backend may have changed."""
        self.__dict__["_suspect"] = True
        self.__dict__["_short"] = None

    def _before_change(self) -> None:
        """End the sharing of the original with deep copies; it is copied now, where it has to be."""
        for sharer in list(self._sharers):
            sharer._before_change()
        if self._is_shared:
            with self._lock:
                if self._is_shared:
                    own = copy.deepcopy(self._hf)
                    put = self.__dict__
                    put["_hf"], put["_lock"], put["_is_shared"], put["_short"] = own, threading.RLock(), False, None
        self._sharers.clear()

    def __getattr__(self, name: str) -> Any:
        # Only for names that are not found here.
        if name in BudTikTokWrapper._OWN:  # half-made, by copy or pickle
            raise AttributeError(name)
        found = getattr(self._hf, name)
        if only_reads(self._hf, name, found):
            return found
        # A list may be written to, an unknown method may do anything to the original.
        if self._is_shared or self._sharers:
            self._before_change()
            found = getattr(self._hf, name)
        if callable(found):
            self._suspend()
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        self._set_through(name, lambda: setattr(self._hf, name, value))

    def __delattr__(self, name: str) -> None:
        self._before_change()
        delattr(self._hf, name)
        self._suspend()

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._hf)})

    def __len__(self) -> int:
        return len(self._hf)

    def __bool__(self) -> bool:
        return True

    def __contains__(self, token: object) -> bool:
        return token in self._hf

    def __repr__(self) -> str:
        return f"BudTikTokWrapper({self._hf!r})"

    def add_tokens(self, *args: Any, **kwargs: Any) -> int:
        """Add tokens to the original; the native side follows."""
        self._before_change()
        with self._lock:
            self._suspend()
            count: int = self._hf.add_tokens(*args, **kwargs)
        return count

    def add_special_tokens(self, *args: Any, **kwargs: Any) -> int:
        """Add special tokens to the original; the native side follows."""
        self._before_change()
        with self._lock:
            self._suspend()
            count: int = self._hf.add_special_tokens(*args, **kwargs)
        return count

    # ---- keeping up with the original

    def _current(self) -> Native:
        """Return the native side, brought up to date with the original.

        Raises
        ------
        Exception
            What loading a changed backend fails with.
        """
        short = self._short
        if short is None or not short.is_current():
            with self._lock:
                put = self.__dict__
                if self._suspect:
                    put["_suspect"] = False  # before: a change meanwhile is seen by the next call
                    try:
                        put["_native"] = Native.of(self._hf, self._native)
                    except BaseException:
                        put["_suspect"] = True
                        raise
                self._native.take(self._hf)
                self._lengths.clear()  # that of an older state
                # While calls are to fail, none is short.
                put["_short"] = None if self._fail > 0 else ShortRoad(self._native, self._hf, self._stats)
        return self._native

    # ---- for callers that ask for the type

    def as_hf_subclass(self) -> Any:
        """Return a tokenizer of the original's own kind whose calls are answered by this wrapper.

        For callers that test ``isinstance(tokenizer, PreTrainedTokenizerBase)``. It has the state of the original and
        is an instance of a subclass of its class, of the same name; what it encodes by calling, `encode`,
        `encode_plus`, `batch_encode_plus` and `encode_batch` comes from the wrapper. A copy or a pickle of it is a
        plain original again.

        Returns
        -------
        transformers.PreTrainedTokenizerFast
        """
        self._before_change()
        return make_subclass(self, self._hf)

    def _set_through(self, name: str, change: Callable[[], None]) -> None:
        """Carry out a write of an attribute of the original."""
        self._before_change()
        change()
        if name not in _HARMLESS:
            self._suspend()

    # ---- copies

    def __copy__(self) -> BudTikTokWrapper:
        made = self._copied()
        made.__dict__["_hf"] = copy.copy(self._hf)
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> BudTikTokWrapper:
        # The handle never changes, so both have it. The original, whose copy takes from 50 ms to seconds, is shared
        # until one of the two is about to change it.
        made = self._copied()
        memo[id(self)] = made
        put = made.__dict__
        put["_lock"], put["_is_shared"] = self._lock, True
        self._sharers.add(made)
        return made

    def _copied(self) -> BudTikTokWrapper:
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__, _native=self._native.twin())
        made._fresh()
        made.__dict__["_suspect"] = self._suspect
        return made

    def __getstate__(self) -> dict[str, Any]:
        kept = ("_hf", "_native", "_name", "_fallback", "_strict", "_words_refused")
        return {name: self.__dict__[name] for name in kept}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._fresh()

    def __reduce__(self) -> tuple[Any, ...]:
        return _blank, (type(self),), self.__getstate__()


def _blank(kind: type[BudTikTokWrapper]) -> BudTikTokWrapper:
    return kind.__new__(kind)
