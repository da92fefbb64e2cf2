"""Random models over the pieces that the texts of a case come to."""

from __future__ import annotations

from random import Random
from typing import Any

from .spec_stages import flag
from .texts import Theme

Json = dict[str, Any]

KINDS = ("BPE", "BPE", "BPE", "WordPiece", "WordLevel", "Unigram", "Unigram")
UNKS = ("<unk>", "[UNK]", "<unk>", "a", "")


def model(rng: Random, theme: Theme, pieces: list[str]) -> Json:
    """Any model; `pieces` are what normalizer and pre-tokenizer make of some texts."""
    kind = rng.choice(KINDS)
    pieces = [piece[:40] for piece in pieces if piece]
    if not pieces:
        pieces = ["a", "ab"]
    made = {"BPE": bpe, "WordPiece": word_piece, "WordLevel": word_level, "Unigram": unigram}[kind](rng, theme, pieces)
    return {"type": kind, **made}


def numbered(rng: Random, tokens: list[str]) -> dict[str, int]:
    """Ids for tokens: in order, shuffled, or with gaps."""
    tokens = list(dict.fromkeys(tokens))
    how = rng.random()
    if how < 0.5:
        return {token: number for number, token in enumerate(tokens)}
    if how < 0.8:
        ids = list(range(len(tokens)))
        rng.shuffle(ids)
    else:
        ids = rng.sample(range(len(tokens) * rng.choice((2, 10, 1000)) + 5), len(tokens))
    return dict(zip(tokens, ids))


def kept(rng: Random, items: list[str], share: float) -> list[str]:
    """Most of the items: without some of them there are unknown ones."""
    return [item for item in items if rng.random() < share]


def byte_tokens(rng: Random, pieces: list[str]) -> list[str]:
    """Tokens `<0xHH>`: for the bytes that occur, for a part of them, rarely for all or none."""
    how = rng.random()
    if how < 0.04:
        used = set(range(256))
    else:
        used = set("".join(pieces).encode("utf-8", "surrogatepass"))
        if flag(rng):
            used |= {ord(c) for c in "</w>#"}
    share = 1.0 if how < 0.5 else rng.choice((0.9, 0.5, 0.1))
    return [f"<0x{byte:02X}>" for byte in sorted(used) if rng.random() < share]


def bpe(rng: Random, theme: Theme, pieces: list[str]) -> Json:
    prefix = rng.choice((None, None, None, None, "", "##", "@@", "é"))
    suffix = rng.choice((None, None, None, None, "", "</w>", "</w>", "é"))
    fallback = rng.random() < 0.35
    words = []
    for piece in pieces[:24]:
        symbols = [(prefix or "" if i else "") + c for i, c in enumerate(piece)]
        symbols[-1] += suffix or ""
        words.append(symbols)
    share = rng.choice((1.0, 1.0, 0.95, 0.8, 0.5))
    alphabet = sorted({symbol for word in words for symbol in word})
    vocab = kept(rng, alphabet, share)
    known = set(vocab)
    if fallback or rng.random() < 0.03:
        vocab += byte_tokens(rng, pieces)
    merges = _merges(rng, words, known, vocab, len(prefix.encode()) if prefix else 0)
    unk = rng.choice(UNKS) if rng.random() < 0.7 else None
    if unk is not None and rng.random() < 0.95:
        vocab.insert(0, unk)
    ignore = rng.random() < 0.3
    if ignore or rng.random() < 0.2:
        vocab += rng.sample(pieces, min(len(pieces), rng.randint(0, 4)))
    if rng.random() < 0.3:
        vocab += [theme.fragment() for _ in range(rng.randint(1, 3))]
    if flag(rng):
        rng.shuffle(vocab)
    made: Json = {
        "dropout": rng.choice((None, None, None, 0.0)),
        "unk_token": unk,
        "continuing_subword_prefix": prefix,
        "end_of_word_suffix": suffix,
        "fuse_unk": flag(rng),
        "byte_fallback": fallback,
        "ignore_merges": ignore,
        "vocab": numbered(rng, vocab),
        "merges": _spelled(rng, merges),
    }
    for name in ("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"):
        if made[name] is None and rng.random() < 0.1:
            del made[name]
    for name in ("fuse_unk", "byte_fallback", "ignore_merges"):
        if made[name] is False and rng.random() < 0.1:
            if flag(rng):
                made[name] = None
            else:
                del made[name]
    return made


def _merges(rng: Random, words: list[list[str]], known: set[str], vocab: list[str], cut: int) -> list[tuple[str, str]]:
    """Merges of pairs that occur, one upon the other; what they give goes into the vocabulary."""
    merges: list[tuple[str, str]] = []

    def joined(a: str, b: str) -> str | None:
        data = b.encode()
        if len(data) < cut:
            return None
        try:
            return a + data[cut:].decode()
        except UnicodeDecodeError:
            return None

    def add(a: str, b: str) -> None:
        result = joined(a, b)
        if result is None:
            return
        merges.append((a, b))
        if result not in known:
            known.add(result)
            vocab.append(result)

    for _ in range(rng.choice((0, 2, 5, 10, 20, 40))):
        word = rng.choice(words)
        places = [i for i in range(len(word) - 1) if word[i] in known and word[i + 1] in known]
        if not places:
            continue
        at = rng.choice(places)
        a, b = word[at], word[at + 1]
        if joined(a, b) is None:
            continue
        add(a, b)
        for other in words:
            i = 0
            while i + 1 < len(other):
                if other[i] == a and other[i + 1] == b:
                    other[i : i + 2] = [joined(a, b) or ""]
                i += 1
    members = sorted(known)
    for _ in range(rng.choice((0, 0, 0, 2, 6)) if members else 0):
        add(rng.choice(members), rng.choice(members))
    how = rng.random()
    if how < 0.15:
        rng.shuffle(merges)
    elif how < 0.2 and merges:
        merges.append(rng.choice(merges))
    return merges


def _spelled(rng: Random, merges: list[tuple[str, str]]) -> list[Any]:
    """The merges as pairs or, where no token has a space or is empty, as strings half of the time."""
    if flag(rng) or any(" " in a or " " in b or not a or not b for a, b in merges):
        return [list(pair) for pair in merges]
    lines = [f"{a} {b}" for a, b in merges]
    if rng.random() < 0.1:
        lines.insert(0, "#version: 0.2")
    # A line that starts like this is a remark.
    return lines if not any(a.startswith("#version") for a, _ in merges) else [list(pair) for pair in merges]


def substrings(rng: Random, pieces: list[str], count: int, longest: int = 6) -> list[str]:
    out = []
    for _ in range(count):
        piece = rng.choice(pieces)
        begin = rng.randrange(len(piece))
        out.append(piece[begin : begin + rng.randint(1, longest)])
    return out


def word_piece(rng: Random, theme: Theme, pieces: list[str]) -> Json:
    prefix = rng.choice(("##", "##", "##", "", "▁", "é", "@@@"))
    vocab: list[str] = []
    share = rng.choice((1.0, 1.0, 0.9, 0.7))
    vocab += kept(rng, sorted({piece[0] for piece in pieces}), share)
    vocab += kept(rng, sorted({prefix + c for piece in pieces for c in piece[1:]}), share)
    vocab += [piece[: rng.randint(1, len(piece))] for piece in rng.choices(pieces, k=rng.randint(0, 12))]
    vocab += [prefix + part for part in substrings(rng, pieces, rng.randint(0, 20))]
    if rng.random() < 0.1:
        vocab.append("")
    if rng.random() < 0.3:
        vocab += [theme.fragment() for _ in range(rng.randint(1, 3))]
    unk = rng.choice(UNKS)
    if rng.random() < 0.9:
        vocab.insert(0, unk)
    if flag(rng):
        rng.shuffle(vocab)
    return {
        "unk_token": unk,
        "continuing_subword_prefix": prefix,
        "max_input_chars_per_word": rng.choice((100, 100, 100, 0, 1, 3, 8, 40)),
        "vocab": numbered(rng, vocab),
    }


def word_level(rng: Random, theme: Theme, pieces: list[str]) -> Json:
    vocab = kept(rng, sorted(set(pieces)), rng.choice((1.0, 0.8, 0.5)))
    if rng.random() < 0.3:
        vocab += [theme.fragment() for _ in range(rng.randint(1, 5))]
    if rng.random() < 0.1:
        vocab.append("")
    unk = rng.choice(UNKS)
    if rng.random() < 0.9:
        vocab.insert(0, unk)
    return {"vocab": numbered(rng, vocab), "unk_token": unk}


def unigram(rng: Random, theme: Theme, pieces: list[str]) -> Json:
    kind = rng.randrange(6)

    def score() -> float | int:
        if kind == 0:
            return -rng.random() * 12
        if kind == 1:
            return -rng.randint(0, 3)
        if kind == 2:
            return rng.choice((-1.5, -3.0, -4.5, -0.75))
        if kind == 3:
            return round(-rng.random() * 12, rng.randint(1, 6))
        if kind == 4:
            return rng.uniform(-1, 1) * 10.0 ** rng.randint(-25, 25)
        return rng.choice((0, -0.0, 0.0, 1e-5, -1, 2))

    vocab = kept(rng, sorted({c for piece in pieces for c in piece}), rng.choice((1.0, 0.95, 0.8, 0.3)))
    vocab += substrings(rng, pieces, rng.randint(0, 30))
    if flag(rng):
        vocab += rng.sample(pieces, min(len(pieces), 4))
    fallback = rng.random() < 0.4
    if fallback or rng.random() < 0.05:
        vocab += byte_tokens(rng, pieces)
    if rng.random() < 0.05:
        vocab.append("")
    if rng.random() < 0.85:
        vocab = list(dict.fromkeys(vocab))
    unk: int | None = None
    if rng.random() < 0.85:
        if rng.random() < 0.8:
            vocab.insert(0, rng.choice(UNKS))
            unk = 0
        elif vocab:
            unk = rng.choice((min(1, len(vocab) - 1), rng.randrange(len(vocab))))
    made: Json = {"unk_id": unk, "vocab": [[token, score()] for token in vocab], "byte_fallback": fallback}
    if not fallback and rng.random() < 0.2:
        del made["byte_fallback"]
    if unk is None and rng.random() < 0.2:
        del made["unk_id"]
    return made
