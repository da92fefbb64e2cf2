"""State of a `Tokenizer` that the C handle does not have, and its translation to ``btt_encode_options``.

A C handle never changes; truncation, padding and the treatment of special tokens are given with each call.
The Python object keeps them in one immutable `Settings`, so that a thread that encodes sees either the old or
the new state. Names, defaults and errors are those of the reference's setters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from ._library import ffi, lib
from ._types import C, zeroed

__all__ = [
    "MAX_SIZE",
    "Padding",
    "Settings",
    "Truncation",
    "check_direction",
    "encode_options",
    "unsigned",
]

MAX_SIZE = 2**64 - 1

STRATEGIES = {
    "longest_first": lib.BTT_TRUNCATION_LONGEST_FIRST,
    "only_first": lib.BTT_TRUNCATION_ONLY_FIRST,
    "only_second": lib.BTT_TRUNCATION_ONLY_SECOND,
}
_STRATEGY_NAMES = {value: name for name, value in STRATEGIES.items()}
_JSON_STRATEGIES = {
    "longest_first": "LongestFirst",
    "only_first": "OnlyFirst",
    "only_second": "OnlySecond",
}
_JSON_DIRECTIONS = {"left": "Left", "right": "Right"}


def unsigned(value: Any, name: str, limit: int = MAX_SIZE) -> int:
    """Return `value` as an int in [0, limit]; TypeError and OverflowError as the reference's argument parser."""
    try:
        number = int(value.__index__())
    except (AttributeError, TypeError):
        raise TypeError(
            f"argument '{name}': '{type(value).__name__}' object cannot be interpreted as an integer"
        ) from None
    if number < 0 and limit == MAX_SIZE:
        raise OverflowError("can't convert negative int to unsigned")
    if not 0 <= number <= limit:
        raise OverflowError("out of range integral type conversion attempted")
    return number


def check_direction(value: object, ending: str = "") -> str:
    """Return a direction, "left" or "right"; ValueError otherwise."""
    if not isinstance(value, str):
        raise TypeError(f"'{type(value).__name__}' object cannot be converted to 'str'")
    if value not in _JSON_DIRECTIONS:
        raise ValueError(f"Unknown `direction`: `{value}`. Use one of `left` or `right`{ending}")
    return value


class Truncation(NamedTuple):
    """How rows are cut. Sizes in tokens."""

    max_length: int
    stride: int
    strategy: str
    direction: str

    @classmethod
    def create(cls, max_length: Any, stride: Any, strategy: str, direction: str, specials: int) -> Truncation:
        """Check the arguments of ``enable_truncation``; `specials` are those added to a single text."""
        length = unsigned(max_length, "max_length")
        overlap = unsigned(stride, "stride")
        if strategy not in STRATEGIES:
            raise ValueError(
                f"Unknown `strategy`: `{strategy}`. Use one of `longest_first`, `only_first`, or `only_second`"
            )
        check_direction(direction, ".")
        # The subtraction of the reference is unsigned: a length below the specials becomes a huge one.
        effective = (length - specials) % (MAX_SIZE + 1)
        if effective < overlap:
            raise ValueError(
                f"tokenizer stride set to {overlap}, which is greater than or equal to its effective max length of "
                f"{effective} (= {length} original max length - {specials} added special tokens), "
            )
        return cls(length, overlap, strategy, direction)

    def to_json(self) -> dict[str, Any]:
        """Return the section of a tokenizer.json."""
        return {
            "direction": _JSON_DIRECTIONS[self.direction],
            "max_length": self.max_length,
            "strategy": _JSON_STRATEGIES[self.strategy],
            "stride": self.stride,
        }


class Padding(NamedTuple):
    """How rows are filled up. Sizes in tokens; the order of the fields is that of the reference's dict."""

    length: int | None
    pad_to_multiple_of: int | None
    pad_id: int
    pad_token: str
    pad_type_id: int
    direction: str

    @classmethod
    def create(
        cls, length: Any, pad_to_multiple_of: Any, pad_id: Any, pad_token: Any, pad_type_id: Any, direction: str
    ) -> Padding:
        """Check the arguments of ``enable_padding``."""
        check_direction(direction)
        if not isinstance(pad_token, str):
            raise TypeError(f"'{type(pad_token).__name__}' object cannot be converted to 'str'")
        return cls(
            None if length is None else unsigned(length, "length"),
            None if pad_to_multiple_of is None else unsigned(pad_to_multiple_of, "pad_to_multiple_of"),
            unsigned(pad_id, "pad_id", 2**32 - 1),
            pad_token,
            unsigned(pad_type_id, "pad_type_id", 2**32 - 1),
            direction,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the section of a tokenizer.json."""
        return {
            "strategy": "BatchLongest" if self.length is None else {"Fixed": self.length},
            "direction": _JSON_DIRECTIONS[self.direction],
            "pad_to_multiple_of": self.pad_to_multiple_of,
            "pad_id": self.pad_id,
            "pad_type_id": self.pad_type_id,
            "pad_token": self.pad_token,
        }


class Settings(NamedTuple):
    """The whole state of a tokenizer beside its handle."""

    truncation: Truncation | None = None
    padding: Padding | None = None
    encode_special_tokens: bool = False

    @classmethod
    def from_c(cls, settings: Any) -> Settings:
        """Take over what the file asks for; `settings` is a filled ``btt_x_settings``."""
        truncation = padding = None
        sides = ("right", "left")
        if settings.has_truncation:
            truncation = Truncation(
                int(settings.truncation_max_length),
                int(settings.truncation_stride),
                _STRATEGY_NAMES[settings.truncation],
                sides[settings.truncation_direction],
            )
        if settings.has_padding:
            fixed = settings.padding == lib.BTT_PADDING_MAX_LENGTH
            padding = Padding(
                int(settings.padding_length) if fixed else None,
                int(settings.pad_to_multiple_of) if settings.has_pad_to_multiple_of else None,
                int(settings.pad_id),
                ffi.buffer(settings.pad_token.data, settings.pad_token.size)[:].decode(),
                int(settings.pad_type_id),
                sides[settings.padding_direction],
            )
        return cls(truncation, padding)


class Options(NamedTuple):
    """A ``btt_encode_options`` to be shared by calls, and the text of padding tokens."""

    struct: Any
    pad_token: Any
    keep: Any


@lru_cache(maxsize=256)
def encode_options(
    flags: int,
    truncation: Truncation | None = None,
    padding: Padding | None = None,
    num_threads: int = 0,
) -> Options:
    """Translate a state to the C options.

    Parameters
    ----------
    flags : int
        BTT_ENCODE_* flags that do not follow from the rest.
    truncation : Truncation, optional
        How rows are cut.
    padding : Padding, optional
        How rows are filled up.
    num_threads : int
        0 = the library's default.

    Returns
    -------
    Options
        Never changed after this call: the C side takes it as const, so threads may share it.
    """
    options = zeroed(C.OPTIONS)
    options.offset_unit = lib.BTT_OFFSETS_CODE_POINTS
    options.num_threads = num_threads
    text = ffi.new(C.STR)
    keep = None
    if truncation is not None:
        options.truncation = STRATEGIES[truncation.strategy]
        options.max_length = truncation.max_length
        options.stride = truncation.stride
        if truncation.direction == "left":
            flags |= lib.BTT_ENCODE_TRUNCATE_LEFT
    # A fixed length of 0 pads nothing, but for the multiple: 0 is a multiple of everything.
    if padding is not None and padding.length != 0:
        if padding.length is None:
            options.padding = lib.BTT_PADDING_LONGEST
        else:
            options.padding = lib.BTT_PADDING_MAX_LENGTH
            options.pad_to_length = padding.length
        options.pad_to_multiple_of = padding.pad_to_multiple_of or 0
        flags |= lib.BTT_ENCODE_OVERRIDE_PAD
        options.pad_id = signed(padding.pad_id, "pad_id")
        options.pad_type_id = signed(padding.pad_type_id, "pad_type_id")
        if padding.direction == "left":
            flags |= lib.BTT_ENCODE_PAD_LEFT
        token = padding.pad_token.encode()
        keep = ffi.from_buffer(token)
        text.data = keep
        text.size = len(token)
    options.flags = flags
    return Options(options, text[0], (keep, text))


def signed(value: int, name: str) -> int:
    """Refuse ids that the library's tensors cannot hold."""
    if value > 2**31 - 1:
        raise OverflowError(f"{name} {value} is above the largest id, 2147483647")
    return value


def truncation_name(value: bool | str | None) -> str | None:
    """Return the strategy that a ``truncation=`` argument names, None for no truncation."""
    if value is None or value is False or value == "do_not_truncate":
        return None
    if value is True:
        return "longest_first"
    name = str(getattr(value, "value", value))
    if name == "do_not_truncate":
        return None
    if name not in STRATEGIES:
        raise ValueError(
            f"{name} is not a valid TruncationStrategy, please select one of "
            "['only_first', 'only_second', 'longest_first', 'do_not_truncate']"
        )
    return name


def padding_name(value: bool | str) -> str | None:
    """Return "longest" or "max_length" for a ``padding=`` argument, None for no padding."""
    if value is False or value == "do_not_pad":
        return None
    if value is True:
        return "longest"
    name = str(getattr(value, "value", value))
    if name == "do_not_pad":
        return None
    if name not in ("longest", "max_length"):
        raise ValueError(
            f"{name} is not a valid PaddingStrategy, please select one of ['longest', 'max_length', 'do_not_pad']"
        )
    return name
