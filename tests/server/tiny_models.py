"""Tiny models with seeded random weights around the real tokenizers of the test data, one folder each.

Random weights make outputs depend on every token id. Built with `transformers` alone, without a network:

    python tests/server/tiny_models.py FOLDER [NAME ...]

Names and what each one is for are in MODELS. A folder that is there already is kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

import _data

SEED = 20250117
WIDTH, LARGE_VOCABULARY_WIDTH = 64, 32


class Model(NamedTuple):
    """A tiny model: its tokenizer in the test data, its family, and what sets it apart."""

    task: str
    tokenizer: str
    family: str
    labels: int = 0
    finish: Callable[[Path, Any], None] | None = None


def _bare(folder: Path, tokenizer: Any) -> None:
    """Leave a vocabulary and a configuration only."""
    (folder / "tokenizer.json").unlink()
    (folder / "special_tokens_map.json").unlink()
    tokenizer.save_vocabulary(str(folder))


def _sentence_transformer(pooling: str, length: int) -> Callable[[Path, Any], None]:
    """Make a folder of sentence-transformers of it: three modules, with a length of their own."""

    def finish(folder: Path, tokenizer: Any) -> None:
        modules = (("", "Transformer"), ("pool", "Pooling"), ("norm", "Normalize"))
        listed = [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (path, kind) in enumerate(modules)
        ]
        for path, _ in modules[1:]:
            (folder / path).mkdir()
        _write(folder / "modules.json", listed)
        _write(folder / "sentence_bert_config.json", {"max_seq_length": length, "do_lower_case": False})
        width = json.loads((folder / "config.json").read_text())["hidden_size"]
        modes = {f"pooling_mode_{mode}": mode == pooling for mode in ("cls_token", "mean_tokens", "lasttoken")}
        _write(folder / "pool" / "config.json", {"word_embedding_dimension": width, **modes})

    return finish


def _cut_and_padded(folder: Path, tokenizer: Any) -> None:
    """Let the file ask for truncation and padding, which no call may heed."""
    _sentence_transformer("mean_tokens", 64)(folder, tokenizer)
    backend = type(tokenizer.backend_tokenizer).from_file(str(folder / "tokenizer.json"))
    backend.enable_truncation(100)
    backend.enable_padding(length=100, pad_id=tokenizer.pad_token_id, pad_token=tokenizer.pad_token)
    backend.save(str(folder / "tokenizer.json"))


MODELS: dict[str, Model] = {
    # A plain folder, which gets mean pooling.
    "m1-bert": Model("embed", "bert-base-uncased", "bert"),
    # max_seq_length below that of tokenizer_config.json.
    "m2-bert-64": Model("embed", "all-minilm-l6-v2", "bert", finish=_cut_and_padded),
    # Byte-level BPE, pad id 1, no token types.
    "m3-roberta": Model("embed", "roberta-base", "roberta"),
    # Unigram with 250,000 pieces.
    "m4-xlm-r": Model("embed", "xlm-r-paraphrase-multilingual-mpnet-base-v2", "xlm-roberta"),
    "m5-bert-rerank": Model("rerank", "bert-base-uncased", "bert", 1),
    # Two separators in a pair.
    "m5b-xlm-r-rerank": Model("rerank", "xlm-r-paraphrase-multilingual-mpnet-base-v2", "xlm-roberta", 1),
    "m6-bert-classify": Model("classify", "bert-base-uncased", "bert", 3),
    "m6b-roberta-classify": Model("classify", "roberta-base", "roberta", 2),
    # Padded on the left.
    "m7-qwen3": Model("embed", "qwen3", "qwen3", finish=_sentence_transformer("lasttoken", 512)),
    # No tokenizer.json.
    "m8-bert-vocabulary": Model("embed", "bert-base-uncased", "bert", finish=_bare),
    # Added tokens with every flag.
    "m10-bert-added": Model("embed", "bert-base-uncased", "bert"),
}

_BERT = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
_ROBERTA = {
    **{"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>"},
    **{"unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"},
}
# Family -> class of transformers, its arguments, configuration of the model.
_FAMILIES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "bert": ("BertTokenizerFast", _BERT, {"max_position_embeddings": 512, "pad_token_id": 0}),
    "roberta": (
        "RobertaTokenizerFast",
        _ROBERTA,
        {"max_position_embeddings": 514, "type_vocab_size": 1, "pad_token_id": 1},
    ),
    "xlm-roberta": (
        "XLMRobertaTokenizerFast",
        _ROBERTA,
        {"max_position_embeddings": 514, "type_vocab_size": 1, "pad_token_id": 1},
    ),
    "qwen3": (
        "Qwen2TokenizerFast",
        {"pad_token": "<|endoftext|>", "eos_token": "<|im_end|>", "padding_side": "left"},
        {"max_position_embeddings": 512, "num_key_value_heads": 2, "head_dim": 8},
    ),
}


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _tokenizer(name: str, model: Model) -> Any:
    import transformers
    from tokenizers import AddedToken, Tokenizer

    kind, arguments, _ = _FAMILIES[model.family]
    backend = Tokenizer.from_str(_data.plain_tokenizer_json(model.tokenizer))
    made = getattr(transformers, kind)(tokenizer_object=backend, model_max_length=512, **arguments)
    if "added" in name:
        made.add_tokens(
            [
                AddedToken("<query>", lstrip=True, normalized=False),
                AddedToken("<passage>", rstrip=True, normalized=False),
                AddedToken("foo", single_word=True, normalized=False),
                AddedToken("ÜBER", normalized=True),
                AddedToken("san francisco", single_word=True, normalized=True),
            ]
        )
    return made


def build(folder: Path, names: Iterable[str] = ()) -> dict[str, Path]:
    """Build models, all by default, and return their folders by name."""
    import torch
    import transformers

    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for name in names or MODELS:
        made[name] = folder.resolve() / name
        if made[name].is_dir():
            continue
        model = MODELS[name]
        tokenizer = _tokenizer(name, model)
        width = WIDTH if len(tokenizer) < 100_000 else LARGE_VOCABULARY_WIDTH
        config = transformers.AutoConfig.for_model(
            model.family,
            vocab_size=len(tokenizer),
            hidden_size=width,
            intermediate_size=2 * width,
            num_hidden_layers=2,
            num_attention_heads=4,
            # Ten times the usual one: outputs of different texts are clearly different.
            initializer_range=0.2,
            **({"num_labels": model.labels} if model.labels else {}),
            **_FAMILIES[model.family][2],
        )
        torch.manual_seed(SEED)
        kind = transformers.AutoModelForSequenceClassification if model.labels else transformers.AutoModel
        # Renamed when it is whole, so that nothing half-made is taken for a model.
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            half = Path(scratch) / name
            kind.from_config(config).eval().save_pretrained(half)
            tokenizer.save_pretrained(half)
            if model.finish is not None:
                model.finish(half, tokenizer)
            shutil.move(half, made[name])
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MODELS))
    options = parser.parse_args()
    for name, path in build(options.folder, options.names).items():
        print(f"{name}: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
