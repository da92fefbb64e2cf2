"""Folders of tokenizers as `transformers` loads them, written from the test data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import _data

# Folder -> tokenizer of the test data, tokenizer_config.json.
FOLDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "bert": (
        "bert-base-uncased",
        {
            "tokenizer_class": "BertTokenizerFast",
            "model_max_length": 64,
            "do_lower_case": True,
            "unk_token": "[UNK]",
            "sep_token": "[SEP]",
            "pad_token": "[PAD]",
            "cls_token": "[CLS]",
            "mask_token": "[MASK]",
        },
    ),
    "roberta": (
        "roberta-base",
        {
            "tokenizer_class": "RobertaTokenizerFast",
            "model_max_length": 64,
            "add_prefix_space": True,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    ),
    "xlm-r": (
        "xlm-r-paraphrase-multilingual-mpnet-base-v2",
        {
            "tokenizer_class": "XLMRobertaTokenizerFast",
            "model_max_length": 64,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
    ),
    "t5": (
        "t5-small",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 64,
            "model_input_names": ["input_ids", "attention_mask"],
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
        },
    ),
    "albert": (
        "albert-base-v2",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 64,
            "truncation_side": "left",
            "unk_token": "<unk>",
            "sep_token": "[SEP]",
            "pad_token": "<pad>",
            "cls_token": "[CLS]",
            "mask_token": "[MASK]",
        },
    ),
    "qwen3": (
        "qwen3",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 64,
            "padding_side": "left",
            "model_input_names": ["input_ids", "attention_mask"],
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
        },
    ),
    "no-pad": ("gpt2", {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|endoftext|>"}),
}


def write(folder: Path, name: str) -> Path:
    """Write one of them and return its folder."""
    tokenizer, config = FOLDERS[name]
    made = folder / name
    made.mkdir(parents=True)
    (made / "tokenizer.json").write_text(_data.plain_tokenizer_json(tokenizer), encoding="utf-8")
    (made / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return made
