"""What a case has of components, flags and values, and what a campaign has to meet.

A key is `section.Component.field=value`. Fields of free values are put into classes ("empty", "more", ...). `EXPECTED`
names every key that has to be met; what comes up beside it is shown too. A key counts once for each tokenizer on
which calls that go through it were compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .spec_invalid import KINDS
from .texts import GROUPS

Json = dict[str, Any]

ENOUGH = 1000
# From so many seconds on a value that was not met often enough fails the campaign.
LONG = 1800

FLAG = ("True", "False")
_BEHAVIOURS = ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")
_MEMBERS = ("0", "1", "2", "more", "nested")
_TEXT = ("empty", "one", "more")
_COUNT = ("0", "1", "more")
_BYTE_LEVEL = {"add_prefix_space": FLAG, "trim_offsets": FLAG, "use_regex": (*FLAG, "missing")}
_METASPACE = {
    "replacement": ("one",),
    "prepend_scheme": ("always", "first", "never", "missing"),
    "split": (*FLAG, "None", "missing"),
    "add_prefix_space": ("missing", "True", "False", "None"),
    "str_rep": ("missing", "more", "one"),
}
_PATTERN = {"pattern": ("String", "empty String", "Regex")}
_OPTION = (*FLAG, "None", "missing")

# Section: component: field: values. The same table drives the counting.
COMPONENTS: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "normalizer": {
        "BertNormalizer": {
            "clean_text": FLAG,
            "handle_chinese_chars": FLAG,
            "strip_accents": (*FLAG, "None", "missing"),
            "lowercase": FLAG,
        },
        "Bert": {},
        "NFC": {},
        "NFD": {},
        "NFKC": {},
        "NFKD": {},
        "Nmt": {},
        "Lowercase": {},
        "StripAccents": {},
        "ByteLevel": {},
        "Strip": {"strip_left": FLAG, "strip_right": FLAG},
        "Prepend": {"prepend": _TEXT},
        "Replace": {**_PATTERN, "content": _TEXT},
        "Precompiled": {},
        "Sequence": {"normalizers": _MEMBERS},
    },
    "pre_tokenizer": {
        "BertPreTokenizer": {},
        "ByteLevel": _BYTE_LEVEL,
        "Whitespace": {},
        "WhitespaceSplit": {},
        "Metaspace": _METASPACE,
        "CharDelimiterSplit": {},
        "Punctuation": {"behavior": (*_BEHAVIOURS, "missing")},
        "Split": {**_PATTERN, "behavior": _BEHAVIOURS, "invert": FLAG},
        "Digits": {"individual_digits": FLAG},
        "UnicodeScripts": {},
        "FixedLength": {"length": ("1", "more", "missing")},
        "Sequence": {"pretokenizers": _MEMBERS},
    },
    "decoder": {
        "WordPiece": {"prefix": _TEXT, "cleanup": FLAG},
        "ByteLevel": _BYTE_LEVEL,
        "ByteFallback": {},
        "Metaspace": _METASPACE,
        "BPEDecoder": {"suffix": _TEXT},
        "CTC": {"pad_token": _TEXT, "word_delimiter_token": _TEXT, "cleanup": FLAG},
        "Fuse": {},
        "Strip": {"content": ("one",), "start": _COUNT, "stop": _COUNT},
        "Replace": {**_PATTERN, "content": _TEXT},
        "Sequence": {"decoders": _MEMBERS},
    },
    "post_processor": {
        "BertProcessing": {},
        "RobertaProcessing": {"trim_offsets": FLAG, "add_prefix_space": FLAG},
        "ByteLevel": _BYTE_LEVEL,
        "TemplateProcessing": {
            "single": ("A", "A A", ""),
            "pair": ("A B", "B A", "A", "B", "A B A", "A A B B", ""),
            "type_id": ("0", "1", "more"),
            "specials of one id": _COUNT,
        },
        "Sequence": {"processors": ("0", "1", "2", "more")},
    },
    "model": {
        "BPE": {
            "dropout": ("None", "0.0", "missing"),
            "unk_token": ("known", "unknown", "None", "missing"),
            "continuing_subword_prefix": ("empty", "one", "more", "None", "missing"),
            "end_of_word_suffix": ("empty", "one", "more", "None", "missing"),
            "fuse_unk": _OPTION,
            "byte_fallback": _OPTION,
            "ignore_merges": _OPTION,
            "merges": ("strings", "pairs", "none"),
            "ids": ("dense", "with gaps"),
        },
        "WordPiece": {
            "unk_token": ("known", "unknown"),
            "continuing_subword_prefix": _TEXT,
            "max_input_chars_per_word": _COUNT,
            "ids": ("dense", "with gaps"),
        },
        "WordLevel": {"unk_token": ("known", "unknown"), "ids": ("dense", "with gaps")},
        "Unigram": {
            "unk_id": _COUNT + ("None", "missing"),
            "byte_fallback": (*FLAG, "missing"),
            "strings": ("distinct", "repeated"),
        },
    },
    "truncation": {
        "": {
            "strategy": ("LongestFirst", "OnlyFirst", "OnlySecond"),
            "direction": ("Left", "Right", "missing"),
            "max_length": _COUNT,
            "stride": _COUNT,
        }
    },
    "padding": {
        "": {
            "strategy": ("BatchLongest", "Fixed"),
            "direction": ("Left", "Right"),
            "pad_to_multiple_of": (*_COUNT, "None", "missing"),
            "pad_id": _COUNT,
            "pad_type_id": _COUNT,
            "pad_token": _TEXT,
        }
    },
    "added_tokens": {
        "": {
            "single_word": FLAG,
            "lstrip": FLAG,
            "rstrip": FLAG,
            "normalized": FLAG,
            "special": FLAG,
            "content": ("in the vocabulary", "white space", "starts another", "repeated", "empty", "other"),
        }
    },
}

_CALLS = (
    "encode",
    "encode pair",
    "encode_words",
    "encode_words pair",
    "batch",
    "batch fast",
    "batch pair",
    "batch_words",
)
_CALLS += (
    "batch_words fast",
    "bytes",
    "queries",
    "encoding_changes",
    "post_process",
    "normalize",
    "pre_tokenize",
    "model",
)
_CALLS += ("decode", "decode_encoded", "decode_batch", "decode_tokens", "vocabulary", "add_tokens", "special_as_text")
_CALLS += ("settings", "to_str", "add_special_tokens=True", "add_special_tokens=False", "skip_special_tokens=True")
_CALLS += ("skip_special_tokens=False",)

# Which of the compared calls go through a section.
_ENCODING = ("encode", "encode_words", "batch", "batch_words")
_THROUGH = {
    "normalizer": (*_ENCODING, "normalize"),
    "pre_tokenizer": (*_ENCODING, "pre_tokenize"),
    "decoder": ("decode", "decode_encoded", "decode_batch", "decode_tokens"),
}


def _expected() -> Iterator[str]:
    for section, components in COMPONENTS.items():
        for component, fields in components.items():
            if component:
                yield f"{section}.{component}"
            for field, values in fields.items():
                for value in values:
                    yield f"{_name(section, component)}.{field}={value}"
    for call in _CALLS:
        yield f"call.{call}"
    for group in GROUPS:
        yield f"text.{group}"
    for kind in KINDS:
        for outcome in ("refused", "loaded"):
            yield f"damaged.{kind}={outcome}"


def _name(section: str, component: str) -> str:
    return f"{section}.{component}" if component else section


EXPECTED = tuple(_expected())


# ---- counting


def hits(case: Json, report: Any) -> set[str]:
    """The keys of a case, as far as calls through them were compared."""
    compared, spec = report.compared, case["spec"]
    found = set(_call_hits(case, report))
    if "damage" in case:
        if report.load != "panic":
            found.add(f"damaged.{case['damage']}={report.load}")
        return found
    for section in COMPONENTS:
        if any(call in compared for call in _THROUGH.get(section, _ENCODING)):
            found.update(_section_hits(section, spec))
    if any(call in compared for call in _ENCODING):
        found.update(f"text.{group}" for group in case.get("groups", ()))
    return found


def _call_hits(case: Json, report: Any) -> Iterator[str]:
    last = len(case["calls"]) if report.difference is None else report.difference.call
    for call in case["calls"][:last]:
        name = call["call"]
        if name not in report.compared:
            continue
        yield f"call.{name}"
        if "pair" in call and name.startswith("encode"):
            yield f"call.{name} pair"
        if call.get("fast"):
            yield f"call.{name} fast"
        if name == "batch" and any(isinstance(row, list) for row in call["rows"]):
            yield "call.batch pair"
        if name in _ENCODING:
            yield f"call.add_special_tokens={call['special']}"
        if "skip" in call:
            yield f"call.skip_special_tokens={call['skip']}"


def _section_hits(section: str, spec: Json) -> Iterator[str]:
    part = spec[section]
    if section == "added_tokens":
        for token in part:
            yield from _fields(section, "", token, spec)
    elif section in ("truncation", "padding"):
        if part is not None:
            yield from _fields(section, "", part, spec)
    elif part is not None:
        yield from _component(section, part, spec)


def _component(section: str, part: Json, spec: Json) -> Iterator[str]:
    kind = part["type"]
    yield f"{section}.{kind}"
    yield from _fields(section, kind, part, spec)
    for name in ("normalizers", "pretokenizers", "decoders", "processors"):
        for member in part.get(name, ()):
            yield from _component(section, member, spec)


def _fields(section: str, kind: str, part: Json, spec: Json) -> Iterator[str]:
    name = _name(section, kind)
    for field in COMPONENTS[section][kind]:
        special = _SPECIAL.get((section, kind, field)) or _SPECIAL.get((section, "*", field))
        if special is not None:
            for value in special(part, spec):
                yield f"{name}.{field}={value}"
        else:
            yield f"{name}.{field}={_value(part, field)}"


def _value(part: Json, field: str) -> str:
    """A value as it is where there are few, else its class."""
    if field not in part:
        return "missing"
    value = part[field]
    if field in ("behavior", "prepend_scheme", "strategy", "direction"):
        return value if isinstance(value, str) else "Fixed"
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return str(value)
    if isinstance(value, int):
        return str(value) if value < 2 else "more"
    return _TEXT[min(len(value), 2)]


def _members(name: str) -> Callable[[Json, Json], Iterator[str]]:
    def classes(part: Json, spec: Json) -> Iterator[str]:
        members = part[name]
        yield str(len(members)) if len(members) < 3 else "more"
        if any(member["type"] == "Sequence" for member in members):
            yield "nested"

    return classes


def _pattern(part: Json, spec: Json) -> Iterator[str]:
    ((kind, text),) = part["pattern"].items()
    yield kind if text or kind == "Regex" else "empty String"


def _unk_token(part: Json, spec: Json) -> Iterator[str]:
    value = part.get("unk_token", "missing")
    if value is None or "unk_token" not in part:
        yield str(value)
    else:
        yield "known" if value in part["vocab"] else "unknown"


def _merges(part: Json, spec: Json) -> Iterator[str]:
    merges = part["merges"]
    yield "none" if not merges else "strings" if isinstance(merges[0], str) else "pairs"


def _ids(part: Json, spec: Json) -> Iterator[str]:
    yield "dense" if max(part["vocab"].values(), default=-1) + 1 == len(part["vocab"]) else "with gaps"


def _strings(part: Json, spec: Json) -> Iterator[str]:
    tokens = [token for token, _ in part["vocab"]]
    yield "distinct" if len(set(tokens)) == len(tokens) else "repeated"


def _template(name: str) -> Callable[[Json, Json], Iterator[str]]:
    def sequences(part: Json, spec: Json) -> Iterator[str]:
        yield " ".join(piece["Sequence"]["id"] for piece in part[name] if "Sequence" in piece)

    return sequences


def _type_ids(part: Json, spec: Json) -> Iterator[str]:
    for piece in part["single"] + part["pair"]:
        (body,) = piece.values()
        yield str(body["type_id"]) if body["type_id"] < 2 else "more"


def _specials(part: Json, spec: Json) -> Iterator[str]:
    for special in part["special_tokens"].values():
        yield str(len(special["ids"])) if len(special["ids"]) < 2 else "more"


def _content(part: Json, spec: Json) -> Iterator[str]:
    text, vocab = part["content"], spec["model"]["vocab"]
    others = [token["content"] for token in spec["added_tokens"]]
    if not text:
        yield "empty"
    elif others.count(text) > 1:
        yield "repeated"
    elif any(other != text and other.startswith(text) for other in others):
        yield "starts another"
    elif text in vocab or (isinstance(vocab, list) and any(text == token for token, _ in vocab)):
        yield "in the vocabulary"
    else:
        yield "white space" if text.isspace() else "other"


_SPECIAL: dict[tuple[str, str, str], Callable[[Json, Json], Iterator[str]]] = {
    **{
        (section, "Sequence", name): _members(name)
        for section, name in (
            ("normalizer", "normalizers"),
            ("pre_tokenizer", "pretokenizers"),
            ("decoder", "decoders"),
            ("post_processor", "processors"),
        )
    },
    **{(section, "*", "pattern"): _pattern for section in ("normalizer", "pre_tokenizer", "decoder")},
    ("model", "*", "unk_token"): _unk_token,
    ("model", "*", "ids"): _ids,
    ("model", "BPE", "merges"): _merges,
    ("model", "Unigram", "strings"): _strings,
    ("post_processor", "TemplateProcessing", "single"): _template("single"),
    ("post_processor", "TemplateProcessing", "pair"): _template("pair"),
    ("post_processor", "TemplateProcessing", "type_id"): _type_ids,
    ("post_processor", "TemplateProcessing", "specials of one id"): _specials,
    ("added_tokens", "", "content"): _content,
}


def table(counts: dict[str, int]) -> list[str]:
    """Print the counts; return the expected keys that were met too rarely."""
    others = sorted(key for key in counts if key not in set(EXPECTED))
    width = max(map(len, (*EXPECTED, *others)))
    print(f"\ntokenizers compared, by component, flag and value (* below {ENOUGH:,})")
    for key in EXPECTED:
        print(f"{'*' if counts.get(key, 0) < ENOUGH else ' '} {key:<{width}} {counts.get(key, 0):>10,}")
    for key in others:
        print(f"  {key:<{width}} {counts[key]:>10,}  (not expected)")
    return [key for key in EXPECTED if counts.get(key, 0) < ENOUGH]
