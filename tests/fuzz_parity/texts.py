"""Random texts: real words, scripts, white space of all kinds, and pieces that no text should have.

A `Theme` is the small set of characters and words that the texts and the vocabulary of one case share.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from . import HERE

_SAMPLE = HERE.parents[1] / "python" / "demo" / "sample.txt"


def _span(first: int, last: int, step: int = 1) -> str:
    return "".join(map(chr, range(first, last + 1, step)))


WHITE_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

# Name: characters. The names are counted, see coverage.py.
GROUPS: dict[str, str] = {
    "letters": "abcdefABCXYZ",
    "digits": "0123456789",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "white_space": WHITE_SPACE,
    "latin": "éèüñçøåÀÉÖßœŁžǆ",
    "marks": "\u0300\u0301\u0302\u0308\u0323\u0327\u0328\u0334\u0345\u0338\u20d0\u093f\u0902\u0e38\u0591\u05b0\u302a",
    "greek_cyrillic": "αβΣσςΆὈᾼжЖЙйЁё",
    "case": "İıßẞſKÅŉǰΐΣǅǈᾈﬀᲐⱭꞋ𐐀𞤀",
    "cjk": "中文字漢豈\uf900\u2f800\U00020000\U0002b820\U0002b920々〇、。「」",
    "kana": "あいカガがﾊﾞーゝ゛",
    "hangul": "한글각힣가" + "\u1100\u1161\u11a8\u1112\u11ab\u3131\uffa1",
    "arabic_hebrew": "عربيأﷺشָׁלום٣",
    "indic": "कि्षनमस्தமிণ্ঠ\u0b95\u0bca\u0d4d०५",
    "thai_lao": "ไทยกำ่ລາວ๓",
    "emoji": "😀👍🏽👨👩👧🇩🇪🇫❤️☺️\u200d\ufe0f\u20e3",
    "compatibility": "ﬁﬃ½²³Ⅳⅷ㎏㍿Ａｂ１．①ℌ™\u2126\ufdfa\u1e9b\u3392𝐀𝟎",
    "controls": "\0\x01\x02\x08\x0b\x1b\x1f\x7f\x80\x85\x8f\x9f",
    "zero_width": "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe00\ufe0f\U000e0100\U000e0020",
    "replacement": "\ufffd\ufffc",
    "unassigned": "\u0378\u0530\uffff\ufffe\ufdd0\U0001fffe\U0010ffff\U000e0fff\u0890\u1c8a",
    "private": "\ue000\uf8ff\U000f1234\U00100000",
    "symbols": "€°×©§¶±←∑≠\u2e4f\u2e5d–—…“”«»¡¿$+^`|~¬",
    "markers": "▁Ġ#@Ċ▁Ġ</w>##",
    "reorderable": "a\u0323\u0301\u0315\u0300\u05ae\u0327\u0f71\u0f72\u0f74\u1dce\u0345\u302a",
    "newer": "\u1abf\u0c04\u0d00\U00011a33\U0001e130\u1cfa\U0001fae0\U00016fe4\u2b96\U0001df00\U00010ec2\u0c5d",
    "numbers": "٠१๔Ⅻ½㊄\U00010107\U0001d7d8五〇零\u0be7\u0bf0\u2460\u3007",
}

# Sequences that are more than their characters.
SEQUENCES = (
    "\r\n e\u0301 \u0065\u0323\u0301 o\u0308\u0304 가\u11a8 \u1100\u1161\u11a8 👨‍👩‍👧‍👦 👍🏽 🇩🇪🇫 ❤️ 1️⃣ "
    "🏴\U000e0067\U000e007f क्ष नि ক্ষ "
    "\u0e01\u0e33 が ﾊﾞ ﬁ ß SS ss İ i\u0307 Å \u212b \u1e9b\u0323 \u0344 \u0958 \u2adc don't I'm we'll It'S 'ſ x's "
    "https://a.b/c?d=e foo_bar3 3.14 1,000 12345 $5.00 C++ a--b ... ?! <s> </s> [CLS] <0x41> <0xE4> ##a ▁a Ġa </w>"
).split(" ")


def _words() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SAMPLE.read_text(encoding="utf-8").split()))


WORDS = _words()


class Theme:
    """The characters and words of one case."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.groups = rng.sample(tuple(GROUPS), rng.randint(1, 4))
        if rng.random() < 0.6 and "letters" not in self.groups:
            self.groups.append("letters")
        chars = []
        for name in self.groups:
            members = GROUPS[name]
            chars += rng.sample(members, min(len(members), rng.randint(1, 6)))
        if rng.random() < 0.15:
            chars += [any_char(rng) for _ in range(rng.randint(1, 6))]
        if rng.random() < 0.7:
            chars.append(" ")
        if rng.random() < 0.25:
            chars.append(rng.choice(WHITE_SPACE))
        self.chars = chars
        self.words = [rng.choice(WORDS) for _ in range(rng.randint(0, 5))]
        if rng.random() < 0.4:
            self.words += rng.sample(SEQUENCES, rng.randint(1, 4))
        # Contents that the texts should hold now and then; filled by the added tokens and the vocabulary.
        self.inserts: list[str] = []
        self._replacements = 0

    def may_expand(self) -> bool:
        """Whether one more stage may follow that multiplies the text (Replace of nothing, ByteLevel)."""
        self._replacements += 1
        return self._replacements <= 3

    def char(self) -> str:
        return self.rng.choice(self.chars)

    def fragment(self, longest: int = 4) -> str:
        """A few characters or a word."""
        rng = self.rng
        if self.words and rng.random() < 0.3:
            word = rng.choice(self.words)
            return word if rng.random() < 0.7 else word[: rng.randint(1, len(word))]
        return "".join(rng.choices(self.chars, k=rng.randint(1, longest)))

    def text(self) -> str:
        """A text, mostly of some dozen characters."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.03:
            return ""
        if kind < 0.08:
            return rng.choice((self.char(), rng.choice(WHITE_SPACE), " " * rng.randint(1, 4), any_char(rng)))
        if kind < 0.11:
            return self._run()
        parts = []
        for _ in range(rng.randint(1, 8)):
            which = rng.random()
            if which < 0.22 and self.inserts:
                parts.append(rng.choice(self.inserts))
            elif which < 0.42:
                parts.append(self.fragment())
            elif which < 0.60 and self.words:
                parts.append(rng.choice(self.words))
            elif which < 0.78:
                parts.append(" " if rng.random() < 0.7 else rng.choice(WHITE_SPACE) * rng.randint(1, 3))
            elif which < 0.95:
                parts.append(self.char())
            else:
                parts.append(any_char(rng))
        return "".join(parts)

    def _run(self) -> str:
        """A long run, which crosses the widths of vector registers, with something inside."""
        rng = self.rng
        size = rng.choice((15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 130))
        unit = self.char() if rng.random() < 0.6 else self.fragment()
        text = (unit * size)[:size]
        if rng.random() < 0.7:
            at = rng.randint(0, len(text))
            text = text[:at] + self.char() + text[at:]
        return text

    def word_list(self) -> list[str]:
        """A pre-split text."""
        rng = self.rng
        if rng.random() < 0.3:
            return self.text().split()
        words = [self.fragment() for _ in range(rng.randint(0, 6))]
        if rng.random() < 0.3:
            words.insert(rng.randint(0, len(words)), rng.choice(("", " ", self.text())))
        return words


def any_char(rng: Random) -> str:
    """Any scalar value, the lower ones more often."""
    top = rng.choice((0x250, 0x800, 0x3000, 0x10000, 0x20000, 0x110000))
    code = rng.randrange(top)
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


_ILL_FORMED = (b"\xff", b"\xc0\x80", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\x80", b"\xf4\x90")


def ill_formed(rng: Random, text: str) -> bytes:
    """The bytes of a text with some of them damaged."""
    data = bytearray(text.encode())
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(data))
        how = rng.random()
        if how < 0.5:
            data[at:at] = rng.choice(
                (b"\xff", b"\xc0\x80", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\x80", b"\xf4\x90")
            )
        elif how < 0.8:
            del data[at : at + 1]
        elif at < len(data):
            data[at] = rng.randrange(256)
    return bytes(data)


def transform(rng: Random, text: str) -> str:
    """The text or one of its spellings, for vocabularies and patterns."""
    how = rng.random()
    if how < 0.6:
        return text
    if how < 0.75:
        return text.lower()
    if how < 0.85:
        return text.upper()
    return text[::-1]


def pick(rng: Random, weighted: Sequence[tuple[object, float]]) -> object:
    """One of (value, weight)."""
    values, weights = zip(*weighted)
    return rng.choices(values, weights)[0]
