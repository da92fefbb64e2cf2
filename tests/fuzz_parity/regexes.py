"""Random regular expressions in Oniguruma's syntax, and those that real files have.

Left out are what this library refuses by name (callouts, options I and L, `(?y{..})`, boundaries in look-behind) and
repeated groups that hold a repetition: their time explodes, and the reference panics at the retry limit.
"""

from __future__ import annotations

from random import Random

from .texts import Theme

REAL = (
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    r"[!-~]+|[一-龥぀-ゟ゠-ヿ]+",
    r"\p{N}{1,3}",
    r"[0-9][0-9][0-9]",
    r" ?[^(\s|[.,!?…。，、।۔،])]+",
    r"\w+|[^\w\s]+",
    r"\s+",
    r" {2,}",
    r"(?=[A-Z-])",
    r"^",
    r"$",
    r"\A ?",
    r"\s+$",
    r"(?<=\d)(?=\D)",
    r"\b",
    r"",
    r".",
    r"(?m:.)",
    r"\X",
    r"\R",
    r"[[:punct:]]+",
    r"[[:upper:]][[:lower:]]*",
    r"\p{Han}+|\p{Hiragana}+",
    r"(?i)[a-f]+",
    r"(?i:ss)",
    r"(.)\1",
    r"\p{L}\p{M}*",
    r"\p{^L}+",
    r"[^\x00-\x7F]+",
    r"\x{3042}|é",
    r"a??b",
    r"(?>a+)b?",
    r"a*+",
    r"\h+",
    r"\d{2}?",
)

_CLASSES = (
    r"\s", r"\S", r"\w", r"\W", r"\d", r"\D", r"\h", r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"\p{N}", r"\p{P}", r"\p{M}",
    r"\P{L}", r"\p{S}", r"\p{Z}", r"\p{C}", r"\p{Han}", r"\p{Latin}", r"\p{^N}", r".", r"[[:alpha:]]", r"[[:alnum:]]",
    r"[[:space:]]", r"[[:punct:]]", r"[[:cntrl:]]", r"[^\s]", r"[\p{L}\p{N}]", r"[^\p{L}\s]", r"[a-z]", r"[^a-c]",
    r"[\w&&[^\d]]", r"\R", r"\X",
)  # fmt: skip
_QUANTIFIERS = ("?", "*", "+", "{2}", "{1,3}", "{,2}", "{2,}", "??", "*?", "+?", "?+", "*+", "++", "{1,2}?")
_SPECIAL = frozenset("\\^$.|?*+()[]{}-&#~/ \t\n\v\f\r")


def escaped(text: str) -> str:
    """The text as a pattern that matches it."""
    return "".join(f"\\x{{{ord(c):x}}}" if c in _SPECIAL or ord(c) < 32 else c for c in text)


def pattern(rng: Random, theme: Theme) -> str:
    """A pattern; it loads nearly always."""
    if rng.random() < 0.35:
        return rng.choice(REAL)
    return _alternatives(rng, theme, 2)


def solid(rng: Random, theme: Theme) -> str:
    """A pattern that never matches the empty text."""
    parts = [
        _atom(rng, theme) + rng.choice(("", "", "+", "{2}", "+?", "{1,3}", "++")) for _ in range(rng.choice((1, 1, 2)))
    ]
    end = rng.choice(("", "", "", "$", r"(?=\s)", r"(?!\p{L})", r"\b"))
    return rng.choice(("", "", "", "^", r"(?<=\s)")) + "".join(parts) + end


def _alternatives(rng: Random, theme: Theme, depth: int) -> str:
    return "|".join(_chain(rng, theme, depth) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def _chain(rng: Random, theme: Theme, depth: int) -> str:
    return "".join(_item(rng, theme, depth) for _ in range(rng.choice((1, 1, 2, 3))))


def _atom(rng: Random, theme: Theme) -> str:
    how = rng.random()
    if how < 0.45:
        return rng.choice(_CLASSES)
    if how < 0.75:
        return escaped(theme.char())
    negated = "^" if rng.random() < 0.3 else ""
    members = "".join(escaped(theme.char()) for _ in range(rng.randint(1, 3)))
    return f"[{negated}{members}{rng.choice(('', '', chr(92) + 's', chr(92) + 'd', '0-9', 'a-c'))}]"


def _item(rng: Random, theme: Theme, depth: int) -> str:
    how = rng.random()
    if how < 0.70 or depth == 0:
        atom = _atom(rng, theme)
        return atom + (rng.choice(_QUANTIFIERS) if rng.random() < 0.45 else "")
    if how < 0.78:
        return rng.choice(("^", "$", r"\A", r"\z", r"\Z", r"\b", r"\B"))
    inner = _alternatives(rng, theme, depth - 1)
    if how < 0.84:
        return f"(?:{inner})" + rng.choice(("", "?"))
    if how < 0.88:
        return f"({inner})"
    if how < 0.92:
        return f"(?{rng.choice(('=', '!'))}{inner})"
    if how < 0.95:
        # Look-behind takes neither boundaries nor endless matches.
        return "(?<" + rng.choice("=!") + rng.choice((escaped(theme.char()), r"\s", "[a-z]", r"\p{L}")) + ")"
    if how < 0.98:
        return f"(?{rng.choice(('i', '-i', 'm', 'i-m', 'x', 'W', 'D', 'S', 'P'))}:{inner})"
    return f"(?>{inner})"
