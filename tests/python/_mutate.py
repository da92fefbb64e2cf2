"""Files that are wrong in one place: every component with every field dropped, doubled or replaced.

`cases(section)` yields what a section may hold and the path of what was changed in it; the rest of the file is a small
WordLevel tokenizer.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

_TEMPLATE = {
    "type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
    "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [0], "tokens": ["[CLS]"]}},
}
_BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
_METASPACE = {"type": "Metaspace", "replacement": "_", "prepend_scheme": "always", "split": True}
_OLD_METASPACE = {
    "type": "Metaspace",
    "replacement": "_",
    "prepend_scheme": "never",
    "add_prefix_space": False,
    "split": True,
    "str_rep": "_",
}
_BERT = {"clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
_PADDING = {"direction": "Left", "pad_to_multiple_of": 8, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}
_VOCAB = {"a": 0, "b": 1, "ab": 2}

# An empty trie with its end: loads, and fails on any text.
_CHARSMAP = "BAAAAAAAAAA="

VALID: dict[str, list[Any]] = {
    "version": ["1.0"],
    "truncation": [{"direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0}],
    "padding": [{"strategy": "BatchLongest", **_PADDING}, {"strategy": {"Fixed": 7}, **_PADDING}],
    "added_tokens": [
        [
            {
                "id": 2,
                "content": "<x>",
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": True,
                "special": False,
            }
        ]
    ],
    "normalizer": [
        {"type": "BertNormalizer", **_BERT},
        {"type": "Bert", **_BERT},
        {"type": "Strip", "strip_left": True, "strip_right": False},
        *({"type": name} for name in ("StripAccents", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Nmt", "ByteLevel")),
        {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Prepend", "prepend": "x"}]},
        {"type": "Replace", "pattern": {"String": "a"}, "content": "b"},
        {"type": "Replace", "pattern": {"Regex": "a+"}, "content": "b"},
        {"type": "Prepend", "prepend": "x"},
        {"type": "Precompiled", "precompiled_charsmap": _CHARSMAP},
    ],
    "pre_tokenizer": [
        *({"type": name} for name in ("BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts")),
        _BYTE_LEVEL,
        {"type": "CharDelimiterSplit", "delimiter": "-"},
        _METASPACE,
        _OLD_METASPACE,
        {"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, {"type": "Digits", "individual_digits": True}]},
        {"type": "Split", "pattern": {"String": "a"}, "behavior": "Removed", "invert": False},
        {"type": "Punctuation", "behavior": "Isolated"},
        {"type": "Digits", "individual_digits": True},
        {"type": "FixedLength", "length": 5},
    ],
    "post_processor": [
        {
            "type": "RobertaProcessing",
            "sep": ["</s>", 2],
            "cls": ["<s>", 0],
            "trim_offsets": True,
            "add_prefix_space": True,
        },
        {"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]},
        _BYTE_LEVEL,
        _TEMPLATE,
        {"type": "Sequence", "processors": [_BYTE_LEVEL]},
    ],
    "decoder": [
        {"type": "BPEDecoder", "suffix": "</w>"},
        _BYTE_LEVEL,
        {"type": "WordPiece", "prefix": "##", "cleanup": True},
        _METASPACE,
        {"type": "CTC", "pad_token": "<p>", "word_delimiter_token": "|", "cleanup": True},
        {"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Strip", "content": "a", "start": 0, "stop": 1}]},
        {"type": "Replace", "pattern": {"String": "a"}, "content": "b"},
        {"type": "Fuse"},
        {"type": "Strip", "content": "a", "start": 0, "stop": 1},
        {"type": "ByteFallback"},
    ],
    "model": [
        {
            "type": "BPE",
            "dropout": 0.0,
            "unk_token": "a",
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": _VOCAB,
            "merges": [["a", "b"]],
        },
        {"type": "BPE", "vocab": _VOCAB, "merges": ["a b"]},
        {"vocab": _VOCAB, "merges": ["a b"], "unk_token": "a"},
        {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[UNK]": 0, "a": 1},
        },
        {
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[UNK]": 0, "a": 1},
        },
        {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1}, "unk_token": "[UNK]"},
        {"vocab": {"[UNK]": 0, "a": 1}, "unk_token": "[UNK]"},
        {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", -1.5], ["a", -2.25]], "byte_fallback": False},
        {"unk_id": 0, "vocab": [["<unk>", -1.5], ["a", -2.25]]},
    ],
}

# What takes the place of a value: each JSON type, the bounds of integers, and everything that is right elsewhere.
_NUMBERS: list[Any] = [0, 1, -1, 1.5, 2.0, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1, 2**64, 1e300]
_STRINGS: list[Any] = [
    "",
    "x",
    "xy",
    "日",
    "A",
    "[UNK]",
    "1.0",
    "Right",
    "Left",
    "BatchLongest",
    "Removed",
    "first",
    "NFC",
]
_ARRAYS: list[Any] = [
    [],
    [0],
    ["a"],
    ["a", 1],
    [["a", 1]],
    ["a", 1, 2],
    ["NFC"],
    [{"type": "NFC"}],
    [{"type": "Whitespace"}],
    [{"type": "Fuse"}],
    ["x", [0], ["x"]],
    [{"Sequence": ["A", 0]}],
    [{"SpecialToken": ["x", 0]}],
    [[2, "<x>", False, False, False, True, False]],
    ["Right", 5, "LongestFirst", 0],
    ["BatchLongest", "Right", 8, 0, 0, "[PAD]"],
    ["Metaspace", "_", None, "always", True, "_"],
]
_OBJECTS: list[Any] = [
    {},
    {"x": 1},
    {"a": 0},
    {"Fixed": 7},
    {"Fixed": 7, "x": 1},
    {"Fixed": None},
    {"Fixed": -1},
    *({name: None} for name in ("BatchLongest", "Right", "Left", "OnlyFirst", "Isolated", "always", "never", "A", "B")),
    *({name: None} for name in ("NFC", "Whitespace", "Fuse", "ByteLevel", "WordLevel", "BPE", "Sequence", "Metaspace")),
    {"OnlyFirst": None, "LongestFirst": None},
    *({name: {}} for name in ("BatchLongest", "Contiguous", "always", "NFC", "Right")),
    {"first": []},
    {"String": "x"},
    {"Regex": "x"},
    {"Regex": "("},
    {"String": 1},
    {"String": "x", "Regex": "y"},
    {"Sequence": {"id": "A", "type_id": 0}},
    {"Sequence": ["A", 0]},
    {"SpecialToken": ["x", 0]},
    {"x": ["x", [0], ["x"]]},
    {"type": "NFC"},
]
VALUES = [None, True, False, *_NUMBERS, *_STRINGS, *_ARRAYS, *_OBJECTS]

Path = tuple[Any, ...]


def _paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """Yield the path of everything inside a value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*before, key)
        yield from _paths(member, (*before, key))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _replaced(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    out = copy.deepcopy(value)
    _at(out, path[:-1])[path[-1]] = new
    return out


def _without(value: Any, path: Path) -> Any:
    out = copy.deepcopy(value)
    del _at(out, path[:-1])[path[-1]]
    return out


def _by_position(value: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield spellings of a struct as an array: with and without its type, too long and too short."""
    fields = [member for key, member in value.items() if key != "type"]
    yield fields
    yield [*fields, 1]
    yield fields[:-1]
    yield list(value.values())


def _mutations(valid: Any) -> Iterator[tuple[Path, Any]]:
    yield (), valid
    for path in ((), *_paths(valid)):
        here = _at(valid, path)
        if path:
            yield path, _without(valid, path)
        for value in VALUES:
            yield path, _replaced(valid, path, value)
        if isinstance(here, dict):
            yield path, _replaced(valid, path, {**here, "unheard_of": 1})
            for array in _by_position(here):
                yield path, _replaced(valid, path, array)


def cases(section: str) -> Iterator[tuple[Path, Any]]:
    """Yield the path of a change and the changed section, each section once."""
    seen = set()
    for valid in VALID[section]:
        for path, value in _mutations(valid):
            key = json.dumps(value)
            if key not in seen:
                seen.add(key)
                yield path, value


def file_with(section: str, value: Any) -> str:
    """Return a small tokenizer.json with this section."""
    sections: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1}, "unk_token": "[UNK]"},
    }
    return json.dumps({**sections, section: value})
