"""What all parts of `Tokenizer` share: the handle and the state, replaced as a whole."""

from __future__ import annotations

import threading
from typing import Any, Callable, NamedTuple

from ._calls import Calls, make_calls
from ._library import lib
from ._options import Settings

__all__ = ["CallDefaults", "State", "TokenizerBase"]


class CallDefaults(NamedTuple):
    """What ``tokenizer(...)`` uses where the call says nothing; taken from the files at load."""

    model_max_length: int
    padding_side: str
    truncation_side: str
    pad_token: str | None
    pad_token_id: int | None
    pad_token_type_id: int
    model_input_names: tuple[str, ...]


class State(NamedTuple):
    """One immutable version of a tokenizer."""

    handle: Any
    settings: Settings
    defaults: CallDefaults
    specials: int  # that a single text gets
    calls: Calls

    @classmethod
    def make(cls, handle: Any, settings: Settings, defaults: CallDefaults, specials: int) -> State:
        """Return a state with the short road that belongs to it."""
        return cls(handle, settings, defaults, specials, make_calls(handle, settings))

    def changed(
        self, handle: Any = None, settings: Settings | None = None, defaults: CallDefaults | None = None
    ) -> State:
        """Return a state in which what is given takes the place of what was there."""
        return State.make(
            self.handle if handle is None else handle,
            self.settings if settings is None else settings,
            self.defaults if defaults is None else defaults,
            self.specials,
        )

    def flags(self) -> int:
        """Return the C flags that follow from the settings."""
        return int(lib.BTT_ENCODE_SPECIAL_AS_TEXT) if self.settings.encode_special_tokens else 0


class TokenizerBase:
    """Holder of the state."""

    _state: State
    # The state and its function for one text: what `encode` needs, in one step.
    _one: tuple[State, Callable[..., Any]]
    _lock: threading.Lock
    _warned: set[str]
    _cache_bytes: int

    def _use(self, state: State) -> None:
        """Make a state the present one; with the lock held, or before anybody else knows the object."""
        self._state = state
        self._one = state, state.calls.encoding

    def _replace_settings(self, **changes: Any) -> None:
        with self._lock:
            state = self._state
            self._use(state.changed(settings=state.settings._replace(**changes)))

    def _replace_defaults(self, **changes: Any) -> None:
        with self._lock:
            state = self._state
            self._use(state.changed(defaults=state.defaults._replace(**changes)))
