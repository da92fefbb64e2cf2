"""Random normalizers, pre-tokenizers, post-processors, decoders, truncation, padding, added tokens as their JSON."""

from __future__ import annotations

from random import Random
from typing import Any

from . import charsmap, regexes
from .texts import WHITE_SPACE, Theme, any_char, transform

Json = dict[str, Any]

BEHAVIOURS = ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")
SCHEMES = ("always", "never", "first")


def flag(rng: Random) -> bool:
    return rng.random() < 0.5


def pattern(rng: Random, theme: Theme) -> Json:
    """The pattern of a Split or Replace."""
    if flag(rng):
        return {"Regex": regexes.pattern(rng, theme)}
    how = rng.random()
    if how < 0.25:
        return {"String": ""}
    if how < 0.5:
        return {"String": rng.choice((" ", "  ", "▁", "``", ".", "a", "\n"))}
    return {"String": theme.fragment(2)}


def content(rng: Random, theme: Theme) -> str:
    """What replaces a match, or is prepended."""
    how = rng.random()
    if how < 0.3:
        return ""
    if how < 0.7:
        return rng.choice((" ", "▁", '"', "$1", "é", "\u0301", "ab", "  ", "\\0", "\U0001f600"))
    return theme.fragment(3)


# ---- normalizers


def precompiled(rng: Random, theme: Theme) -> Json:
    rules = {}
    for _ in range(rng.randint(1, 8)):
        key = "".join(theme.char() for _ in range(rng.choice((1, 1, 1, 2, 3)))).replace("\0", "")
        if flag(rng):
            key = rng.choice(("\r", "\t", "ﬁ", "é", "e\u0301", "\u0301", "½", "ｶﾞ", "\u200b", "①", "가", "A"))
        rules[key or "a"] = rng.choice(("", " ", theme.char(), theme.fragment(3), "1/2")).replace("\0", "")
    return {"type": "Precompiled", "precompiled_charsmap": charsmap.build(rules)}


def bert_normalizer(rng: Random) -> Json:
    made: Json = {
        "type": "BertNormalizer" if rng.random() < 0.9 else "Bert",
        "clean_text": flag(rng),
        "handle_chinese_chars": flag(rng),
        "strip_accents": rng.choice((None, True, False)),
        "lowercase": flag(rng),
    }
    if rng.random() < 0.12:
        del made["strip_accents"]
    return made


def normalizer(rng: Random, theme: Theme, depth: int = 2) -> Json:
    """Any normalizer; a Sequence goes `depth` levels down."""
    kinds = ["Bert", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Lowercase", "StripAccents", "ByteLevel"]
    kinds += ["Strip", "Prepend", "Replace", "Replace", "Precompiled"] + ["Sequence"] * 4 * (depth > 0)
    kind = rng.choice(kinds)
    if kind in ("Replace", "ByteLevel") and not theme.may_expand():
        kind = "NFC"
    if kind == "Bert":
        return bert_normalizer(rng)
    if kind == "Strip":
        return {"type": kind, "strip_left": flag(rng), "strip_right": flag(rng)}
    if kind == "Prepend":
        return {"type": kind, "prepend": content(rng, theme)}
    if kind == "Replace":
        return {"type": kind, "pattern": pattern(rng, theme), "content": content(rng, theme)}
    if kind == "Precompiled":
        return precompiled(rng, theme)
    if kind == "Sequence":
        members = [normalizer(rng, theme, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3, 3, 4)))]
        return {"type": kind, "normalizers": members}
    return {"type": kind}


def keep_ranges(rng: Random, theme: Theme, spec: Json) -> None:
    """Change what would leave a character without a range in front of a stage that rewrites the whole text.

    `Prepend` of nothing, and a `Replace` that matches nothing at the start of the text, give the first characters the
    range (0, 0). The reference's whole-text rewrites (all other normalizers and the ByteLevel pre-tokenizer) then start
    behind these characters: mostly they panic, and sometimes they give a part of the text twice.
    """
    rewritten = any(part["type"] == "ByteLevel" for part in _leaves(spec["pre_tokenizer"]))
    for part in reversed(_leaves(spec["normalizer"])):
        kind = part["type"]
        if kind not in ("Prepend", "Replace"):
            rewritten = True
        elif rewritten and kind == "Prepend":
            part["prepend"] = part["prepend"] or "a"
        elif rewritten and part["content"]:
            if "Regex" in part["pattern"]:
                part["pattern"] = {"Regex": regexes.solid(rng, theme)}
            elif not part["pattern"]["String"]:
                part["content"] = ""


def _leaves(part: Json | None) -> list[Json]:
    """The members of nested Sequences, in order."""
    if part is None:
        return []
    members = part.get("normalizers", part.get("pretokenizers"))
    return [part] if members is None else [leaf for member in members for leaf in _leaves(member)]


# ---- pre-tokenizers


def byte_level(rng: Random) -> Json:
    made: Json = {"type": "ByteLevel", "add_prefix_space": flag(rng), "trim_offsets": flag(rng), "use_regex": flag(rng)}
    if rng.random() < 0.1:
        del made["use_regex"]
    return made


def metaspace(rng: Random) -> Json:
    """A Metaspace, with its old spellings too."""
    made: Json = {
        "type": "Metaspace",
        "replacement": rng.choice(("▁", "▁", "▁", "_", " ", "é", "😀")),
        "prepend_scheme": rng.choice(SCHEMES),
        "split": flag(rng),
    }
    how = rng.random()
    if how < 0.08:
        del made["prepend_scheme"]
    elif how < 0.16:
        del made["split"]
    elif how < 0.32:
        made["add_prefix_space"] = rng.choice((True, None))
    elif how < 0.42:
        made["add_prefix_space"], made["prepend_scheme"] = False, "never"
    elif how < 0.58:
        made["str_rep"] = rng.choice(("▁", "ab"))
    elif how < 0.67:
        made["split"] = None
    return made


def pre_tokenizer(rng: Random, theme: Theme, depth: int = 2) -> Json:
    """Any pre-tokenizer; a Sequence goes `depth` levels down."""
    kinds = ["BertPreTokenizer", "ByteLevel", "Whitespace", "WhitespaceSplit", "Metaspace", "CharDelimiterSplit"]
    kinds += ["Punctuation", "Split", "Split", "Digits", "UnicodeScripts", "FixedLength"] + ["Sequence"] * 4 * (
        depth > 0
    )
    kind = rng.choice(kinds)
    if kind == "ByteLevel" and not theme.may_expand():
        kind = "Whitespace"
    if kind == "ByteLevel":
        return byte_level(rng)
    if kind == "Metaspace":
        return metaspace(rng)
    if kind == "CharDelimiterSplit":
        return {"type": kind, "delimiter": rng.choice((theme.char(), " ", "-", "a"))}
    if kind == "Punctuation":
        return {"type": kind, "behavior": rng.choice(BEHAVIOURS)} if rng.random() < 0.8 else {"type": kind}
    if kind == "Split":
        return {
            "type": kind,
            "pattern": pattern(rng, theme),
            "behavior": rng.choice(BEHAVIOURS),
            "invert": flag(rng),
        }
    if kind == "Digits":
        return {"type": kind, "individual_digits": flag(rng)}
    if kind == "FixedLength":
        # Length 0 panics on any text.
        how = rng.random()
        return {"type": kind} if how < 0.2 else {"type": kind, "length": 0 if how < 0.21 else rng.randint(1, 6)}
    if kind == "Sequence":
        members = [pre_tokenizer(rng, theme, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3, 3, 4)))]
        return {"type": kind, "pretokenizers": members}
    return {"type": kind}


# ---- decoders


def decoder(rng: Random, theme: Theme, depth: int = 2) -> Json:
    """Any decoder; a Sequence goes `depth` levels down."""
    kinds = ["WordPiece", "ByteLevel", "ByteFallback", "Metaspace", "BPEDecoder", "CTC", "Fuse", "Strip", "Replace"]
    kind = rng.choice(kinds + ["Sequence"] * 4 * (depth > 0))
    if kind == "WordPiece":
        return {"type": kind, "prefix": rng.choice(("##", "##", "", "a", theme.char())), "cleanup": flag(rng)}
    if kind == "ByteLevel":
        return byte_level(rng)
    if kind == "Metaspace":
        return metaspace(rng)
    if kind == "BPEDecoder":
        return {"type": kind, "suffix": rng.choice(("</w>", "</w>", "", "a", theme.char()))}
    if kind == "CTC":
        return {
            "type": kind,
            "pad_token": rng.choice(("<pad>", "[PAD]", "", theme.char())),
            "word_delimiter_token": rng.choice(("|", " ", "", "</w>", theme.char())),
            "cleanup": flag(rng),
        }
    if kind == "Strip":
        # Counts above the number of characters panic where they meet.
        start, stop = rng.choice(((0, 0), (1, 0), (1, 0), (2, 0), (0, 1), (1, 1), (3, 2)))
        return {"type": kind, "content": rng.choice((" ", " ", "▁", theme.char())), "start": start, "stop": stop}
    if kind == "Replace":
        return {"type": kind, "pattern": pattern(rng, theme), "content": content(rng, theme)}
    if kind == "Sequence":
        members = [decoder(rng, theme, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3, 4)))]
        return {"type": kind, "decoders": members}
    return {"type": kind}


# ---- post-processors


def template(rng: Random, names: list[str]) -> Json:
    """A TemplateProcessing over these specials; rarely one that the reference panics on."""

    def special(name: str) -> Json:
        return {"SpecialToken": {"id": name, "type_id": rng.choice((0, 0, 0, 1, 2, 7))}}

    def sequence(name: str) -> Json:
        return {"Sequence": {"id": name, "type_id": rng.choice((0, 0, 1, 1, 3))}}

    def pieces(sequences: list[str]) -> list[Json]:
        out = [sequence(name) for name in sequences]
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
            out.insert(rng.randint(0, len(out)), special(rng.choice(names)))
        return out

    odd = rng.random()
    specials = {}
    for name in names:
        count = rng.choice((1, 1, 1, 1, 2, 3, 0))
        specials[name] = {
            "id": name,
            "ids": [rng.randint(0, 40) for _ in range(count)],
            "tokens": [name if count == 1 else f"{name}{i}" for i in range(count)],
        }
    single = ["A"] if odd < 0.85 else rng.choice((["A", "A"], [], ["B"] if odd > 0.985 else ["A"]))
    pair = (
        ["A", "B"]
        if rng.random() < 0.75
        else rng.choice((["B", "A"], ["A"], ["B"], ["A", "B", "A"], ["A", "A", "B", "B"], []))
    )
    return {"type": "TemplateProcessing", "single": pieces(single), "pair": pieces(pair), "special_tokens": specials}


def post_processor(rng: Random, theme: Theme, depth: int = 1) -> Json:
    """Any post-processor; a Sequence goes `depth` levels down."""
    kinds = ["BertProcessing", "RobertaProcessing", "ByteLevel", "TemplateProcessing", "TemplateProcessing"]
    kind = rng.choice(kinds + ["Sequence"] * 2 * (depth > 0))
    names = ["[CLS]", "[SEP]", "<s>", "</s>", theme.fragment(2)]
    if kind in ("BertProcessing", "RobertaProcessing"):
        made: Json = {"type": kind}
        made["sep"] = [rng.choice(names), rng.randint(0, 40)]
        made["cls"] = [rng.choice(names), rng.randint(0, 40)]
        if kind == "RobertaProcessing":
            made["trim_offsets"], made["add_prefix_space"] = flag(rng), flag(rng)
        return made
    if kind == "ByteLevel":
        return byte_level(rng)
    if kind == "TemplateProcessing":
        return template(rng, rng.sample(names, rng.randint(1, 3)))
    # A second template sees more pieces than it can take (a panic), so there is mostly one.
    members = [byte_level(rng) for _ in range(rng.choice((0, 1, 1, 2)))]
    if rng.random() < 0.7:
        members.insert(rng.randint(0, len(members)), post_processor(rng, theme, depth - 1))
    return {"type": "Sequence", "processors": members}


# ---- truncation, padding


def truncation(rng: Random) -> Json:
    """A truncation; strides too long for the budget (a panic) are rare."""
    length = rng.choice((0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 12, 16))
    stride = 0 if rng.random() < 0.5 else rng.randint(0, max(0, length - 5 if rng.random() < 0.95 else length + 1))
    made: Json = {
        "direction": rng.choice(("Right", "Left")),
        "max_length": length,
        "strategy": rng.choice(("LongestFirst", "LongestFirst", "OnlyFirst", "OnlySecond")),
        "stride": stride,
    }
    if rng.random() < 0.1:
        del made["direction"]
    return made


def padding(rng: Random) -> Json:
    made: Json = {
        "strategy": "BatchLongest" if flag(rng) else {"Fixed": rng.choice((0, 1, 4, 8, 12, 17))},
        "direction": rng.choice(("Right", "Left")),
        "pad_to_multiple_of": rng.choice((None, None, 0, 1, 4, 8)),
        "pad_id": rng.choice((0, 0, 1, 3, 99)),
        "pad_type_id": rng.choice((0, 0, 1, 5)),
        "pad_token": rng.choice(("[PAD]", "<pad>", "", "é")),
    }
    if rng.random() < 0.1:
        del made["pad_to_multiple_of"]
    return made


# ---- added tokens


def added_token(rng: Random, theme: Theme, vocabulary: list[str]) -> Json:
    """One added token without its id."""
    how = rng.random()
    if how < 0.2:
        text = rng.choice(
            ("[CLS]", "[SEP]", "[MASK]", "<s>", "</s>", "<mask>", "<pad>", "<unk>", "[UNK]", "<|im_start|>")
        )
    elif how < 0.35 and vocabulary:
        text = rng.choice(vocabulary)
    elif how < 0.5 and theme.words:
        text = transform(rng, rng.choice(theme.words))
    elif how < 0.6 and theme.inserts:
        # Prefixes of, or longer than, another one.
        other = rng.choice(theme.inserts)
        text = other[: rng.randint(1, max(1, len(other)))] if flag(rng) else other + theme.char()
    elif how < 0.7:
        text = (
            rng.choice(WHITE_SPACE) * rng.randint(1, 3)
            if flag(rng)
            else rng.choice((" a", "a ", " ▁", "▁", "\n\n", "a b"))
        )
    elif how < 0.72:
        text = rng.choice(("", any_char(rng)))
    else:
        text = transform(rng, theme.fragment(3))
    one = rng.random()
    return {
        "content": text,
        "single_word": one < 0.25,
        "lstrip": rng.random() < 0.25,
        "rstrip": rng.random() < 0.25,
        "normalized": flag(rng),
        "special": flag(rng),
    }


def added_tokens(rng: Random, theme: Theme, vocabulary: list[str]) -> list[Json]:
    """Some added tokens; their contents go into the theme, so that texts hold them."""
    out: list[Json] = []
    for number in range(rng.choice((0, 0, 1, 1, 2, 3, 4, 6))):
        token = added_token(rng, theme, vocabulary)
        if out and rng.random() < 0.06:
            token["content"] = rng.choice(out)["content"]
        out.append({"id": len(vocabulary) + number if rng.random() < 0.9 else rng.randint(0, 99), **token})
        theme.inserts.append(token["content"])
    return out
