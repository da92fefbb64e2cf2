"""`AddedToken`: a token that is matched in the text before the model sees it."""

from __future__ import annotations

from typing import Any

from ._library import lib

__all__ = ["AddedToken"]


def _boolean(value: object, name: str) -> bool:
    """Return a strict boolean, as the reference's argument parser demands it."""
    if isinstance(value, bool):
        return value
    raise TypeError(f"argument '{name}': '{type(value).__name__}' object cannot be converted to 'bool'")


class AddedToken:
    """A token to be added to a `Tokenizer`, with its matching rules.

    Equality and hash follow the content alone, as in the reference (`tokenizers.AddedToken`).

    Parameters
    ----------
    content : str, optional
        The text of the token.
    single_word : bool
        Whether matches inside of a word are refused.
    lstrip : bool
        Whether white space on the left belongs to the match.
    rstrip : bool
        Whether white space on the right belongs to the match.
    normalized : bool, optional
        Whether the token is matched in the normalized text. The default is the opposite of `special`.
    special : bool
        Whether decoding may skip the token.

    Examples
    --------
    >>> from budtiktok import AddedToken
    >>> AddedToken("<mask>", lstrip=True, special=True)
    AddedToken("<mask>", rstrip=False, lstrip=True, single_word=False, normalized=False, special=True)
    >>> str(AddedToken("<mask>"))
    '<mask>'
    """

    __slots__ = ("_content", "_lstrip", "_normalized", "_rstrip", "_single_word", "_special")

    def __init__(
        self,
        content: str | None = None,
        *,
        single_word: bool = False,
        lstrip: bool = False,
        rstrip: bool = False,
        normalized: bool | None = None,
        special: bool = False,
    ) -> None:
        self.content = "" if content is None else content
        self._single_word = _boolean(single_word, "single_word")
        self._lstrip = _boolean(lstrip, "lstrip")
        self._rstrip = _boolean(rstrip, "rstrip")
        self._normalized = None if normalized is None else _boolean(normalized, "normalized")
        self._special = _boolean(special, "special")

    @property
    def content(self) -> str:
        """The text of the token."""
        return self._content

    @content.setter
    def content(self, value: str) -> None:
        if not isinstance(value, str):
            raise TypeError(f"argument 'content': '{type(value).__name__}' object cannot be converted to 'str'")
        self._content = value

    @property
    def special(self) -> bool:
        """Whether decoding may skip the token."""
        return self._special

    @special.setter
    def special(self, value: bool) -> None:
        self._special = _boolean(value, "special")

    @property
    def normalized(self) -> bool:
        """Whether the token is matched in the normalized text; not `special` where it was not set."""
        return not self._special if self._normalized is None else self._normalized

    @property
    def single_word(self) -> bool:
        """Whether matches inside of a word are refused."""
        return self._single_word

    @property
    def lstrip(self) -> bool:
        """Whether white space on the left belongs to the match."""
        return self._lstrip

    @property
    def rstrip(self) -> bool:
        """Whether white space on the right belongs to the match."""
        return self._rstrip

    def _c_flags(self) -> int:
        """Return the BTT_TOKEN_* flags of this token."""
        return int(
            (lib.BTT_TOKEN_SPECIAL if self._special else 0)
            | (lib.BTT_TOKEN_SINGLE_WORD if self._single_word else 0)
            | (lib.BTT_TOKEN_LSTRIP if self._lstrip else 0)
            | (lib.BTT_TOKEN_RSTRIP if self._rstrip else 0)
            | (lib.BTT_TOKEN_NORMALIZED if self.normalized else 0)
        )

    @classmethod
    def _from_c_flags(cls, content: str, flags: int) -> AddedToken:
        """Make a token from BTT_TOKEN_* flags."""
        return cls(
            content,
            single_word=bool(flags & lib.BTT_TOKEN_SINGLE_WORD),
            lstrip=bool(flags & lib.BTT_TOKEN_LSTRIP),
            rstrip=bool(flags & lib.BTT_TOKEN_RSTRIP),
            normalized=bool(flags & lib.BTT_TOKEN_NORMALIZED),
            special=bool(flags & lib.BTT_TOKEN_SPECIAL),
        )

    def __getstate__(self) -> dict[str, Any]:
        return {
            "content": self._content,
            "single_word": self._single_word,
            "lstrip": self._lstrip,
            "rstrip": self._rstrip,
            "normalized": self.normalized,
            "special": self._special,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AddedToken):
            return self._content == other._content
        return NotImplemented

    def __hash__(self) -> int:
        return hash(("AddedToken", self._content))

    def __str__(self) -> str:
        return self._content

    def __repr__(self) -> str:
        return (
            f'AddedToken("{self._content}", rstrip={self.rstrip}, lstrip={self.lstrip}, '
            f"single_word={self.single_word}, normalized={self.normalized}, special={self.special})"
        )
