"""Small tokenizers written here, for tests that need no test data folder."""

from __future__ import annotations

import copy
import json
from typing import Any

WORDS = (
    "[UNK] [CLS] [SEP] [PAD] [MASK] a b c d ab ##b ##c ##ing é the ##s don ' t hello , . ! ? world 日 x ##x 1 2".split()
)


def spec(**sections: Any) -> dict[str, Any]:
    """Return a small BERT-like tokenizer.json as a dict of its own; `sections` replace its parts."""
    special = [
        {
            "id": number,
            "content": WORDS[number],
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for number in range(5)
    ]
    base: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [piece("[CLS]"), sequence("A"), piece("[SEP]")],
            "pair": [piece("[CLS]"), sequence("A"), piece("[SEP]"), sequence("B", 1), piece("[SEP]", 1)],
            "special_tokens": {
                name: {"id": name, "ids": [number], "tokens": [name]} for number, name in ((1, "[CLS]"), (2, "[SEP]"))
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: number for number, word in enumerate(WORDS)},
        },
    }
    return copy.deepcopy({**base, **sections})


def piece(name: str, type_id: int = 0) -> dict[str, Any]:
    return {"SpecialToken": {"id": name, "type_id": type_id}}


def sequence(name: str, type_id: int = 0) -> dict[str, Any]:
    return {"Sequence": {"id": name, "type_id": type_id}}


def text(**sections: Any) -> str:
    """Return the same as JSON."""
    return json.dumps(spec(**sections))
