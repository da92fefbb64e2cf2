"""The original of a wrapper where `transformers` is not installed: a folder of files, read by this package."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ...added_token import AddedToken
from ._native import Native

__all__ = ["DirectoryTokenizer", "auto_tokenizer"]

_SPECIALS = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_UNSET_LENGTH = int(1e30)
_ALL_INPUTS = ("input_ids", "token_type_ids", "attention_mask")
# Tokenizer classes of transformers whose model_input_names has no token_type_ids.
_WITHOUT_TYPES = frozenset(
    {
        *("Barthez", "Bart", "Blenderbot", "Bloom", "CLIP", "Camembert", "CodeGen", "DistilBert", "GPT2", "GPTNeoX"),
        *("LED", "Longformer", "Llama", "MBart", "MPNet", "MVP", "Nllb", "Pegasus", "Qwen2", "Roberta", "T5"),
        *("XGLM", "XLMRoberta"),
    }
)
_BERT_FLAGS = {
    "do_lower_case": "lowercase",
    "strip_accents": "strip_accents",
    "tokenize_chinese_chars": "handle_chinese_chars",
}


def auto_tokenizer(path: Any, **kwargs: Any) -> Any:
    """Return what ``transformers.AutoTokenizer`` loads from a folder, None where `transformers` is not installed."""
    if not Path(path).is_dir():
        raise FileNotFoundError(f"{os.fspath(path)!r} is no folder; nothing is fetched from a network")
    if importlib.util.find_spec("transformers") is None:
        return None
    load = importlib.import_module("transformers").AutoTokenizer.from_pretrained
    return load(os.fspath(path), **{"local_files_only": True, **kwargs})


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(found, dict):
        raise ValueError(f"{folder / name} holds no JSON object")
    return found


def _content(token: Any) -> str | None:
    if isinstance(token, dict):
        token = token.get("content")
    return token if isinstance(token, str) else None


class DirectoryTokenizer:
    """What a wrapper reads of its original, from the files of a folder.

    tokenizer.json or vocabulary files, with tokenizer_config.json and special_tokens_map.json applied as
    `transformers` 4.57 does: BERT's three flags, added tokens, sides, pad token, maximum length, names of inputs.

    Parameters
    ----------
    path : str or path-like
        The folder.

    Attributes
    ----------
    native : Native
        The tokenizer.

    Raises
    ------
    FileNotFoundError
        There is no such folder, or no tokenizer in it.
    """

    is_fast = True

    def __init__(self, path: Any) -> None:
        folder = Path(path)
        if not folder.is_dir():
            raise FileNotFoundError(f"{os.fspath(path)!r} is no folder; nothing is fetched from a network")
        config = _read(folder, "tokenizer_config.json")
        named = {**_read(folder, "special_tokens_map.json"), **config}
        kind = str(config.get("tokenizer_class") or "").removesuffix("Fast").removesuffix("Tokenizer")
        self.native = _with_added(_with_flags(Native.from_pretrained(folder), config), config)
        self.native.no_truncation()
        self.native.no_padding()
        self.name_or_path = os.fspath(path)
        self.init_kwargs = config
        self._special_tokens_map = {name: _content(named.get(name)) for name in _SPECIALS}
        self._pad_token_type_id = 0
        maximum = config.get("model_max_length")
        self.model_max_length = int(maximum) if isinstance(maximum, (int, float)) else _UNSET_LENGTH
        self.padding_side = str(config.get("padding_side") or ("left" if kind == "XLNet" else "right"))
        self.truncation_side = str(config.get("truncation_side") or "right")
        names = config.get("model_input_names")
        if not isinstance(names, list):
            names = [name for name in _ALL_INPUTS if name != "token_type_ids" or kind not in _WITHOUT_TYPES]
        self.model_input_names = names
        self.split_special_tokens = bool(config.get("split_special_tokens", False))
        self.clean_up_tokenization_spaces = bool(config.get("clean_up_tokenization_spaces", False))
        self.chat_template = config.get("chat_template")

    @property
    def backend_tokenizer(self) -> Native:
        """The tokenizer."""
        return self.native

    @property
    def pad_token_type_id(self) -> int:
        """Type id of padding."""
        return self._pad_token_type_id

    def __getattr__(self, name: str) -> Any:
        """Answer special tokens and their ids by name: ``pad_token``, ``pad_token_id``."""
        special = self.__dict__.get("_special_tokens_map", {})
        if name in special:
            return special[name]
        if name.endswith("_id") and name[:-3] in special:
            token = special[name[:-3]]
            return None if token is None else self.native.token_to_id(token)
        raise AttributeError(f"{type(self).__name__} has no attribute {name}; it needs transformers to be installed")

    def __setattr__(self, name: str, value: Any) -> None:
        special = self.__dict__.get("_special_tokens_map", {})
        if name in special:
            special[name] = _content(value)
        elif name.endswith("_id") and name[:-3] in special:
            special[name[:-3]] = None if value is None else self.native.id_to_token(value)
        else:
            super().__setattr__(name, value)

    def __len__(self) -> int:
        return self.native.get_vocab_size()

    @property
    def vocab_size(self) -> int:
        """Size of the vocabulary without added tokens."""
        return self.native.get_vocab_size(False)

    @property
    def special_tokens_map(self) -> dict[str, str]:
        """Special tokens by name, those that there are."""
        return {name: token for name, token in self._special_tokens_map.items() if token is not None}

    @property
    def all_special_tokens(self) -> list[str]:
        """Special tokens."""
        return list(dict.fromkeys(self.special_tokens_map.values()))

    @property
    def all_special_ids(self) -> list[int]:
        """Ids of the special tokens."""
        return [number for number in map(self.native.token_to_id, self.all_special_tokens) if number is not None]

    def __call__(self, text: Any, *arguments: Any, split_special_tokens: bool | None = None) -> Any:
        """Encode as the native side does: there is nothing else to fall back to."""
        return self.native(text, *arguments, split_special_tokens=split_special_tokens)

    def get_vocab(self) -> dict[str, int]:
        """Return token texts and ids, added tokens among them."""
        return self.native.get_vocab()

    def tokenize(self, text: str, pair: str | None = None, add_special_tokens: bool = False) -> list[str]:
        """Return the token texts of a text or a pair."""
        return self.native.encode(text, pair, add_special_tokens=add_special_tokens).tokens

    def convert_tokens_to_ids(self, tokens: str | Iterable[str]) -> int | None | list[int | None]:
        """Return ids of token texts, that of the unknown token where there is none."""
        if isinstance(tokens, str):
            found = self.native.token_to_id(tokens)
            return self.unk_token_id if found is None else found
        return [self.convert_tokens_to_ids(token) for token in tokens]  # type: ignore[misc]

    def convert_ids_to_tokens(self, ids: int | Iterable[int]) -> str | None | list[str | None]:
        """Return token texts of ids."""
        if isinstance(ids, int):
            return self.native.id_to_token(ids)
        return [self.native.id_to_token(int(number)) for number in ids]

    def decode(self, token_ids: Any, skip_special_tokens: bool = False) -> str:
        """Return the text of ids."""
        ids = token_ids.tolist() if hasattr(token_ids, "tolist") else token_ids
        return self.native.decode([ids] if isinstance(ids, int) else ids, skip_special_tokens)

    def batch_decode(self, sequences: Sequence[Any], skip_special_tokens: bool = False) -> list[str]:
        """Return the texts of rows of ids."""
        return [self.decode(row, skip_special_tokens) for row in sequences]

    def add_tokens(self, new_tokens: Any, special_tokens: bool = False) -> int:
        """Add tokens; returns how many are new."""
        tokens = [new_tokens] if isinstance(new_tokens, (str, AddedToken)) else list(new_tokens)
        return self.native.add_special_tokens(tokens) if special_tokens else self.native.add_tokens(tokens)


def _with_flags(native: Native, config: dict[str, Any]) -> Native:
    """Apply the flags of tokenizer_config.json to BERT's normalizer, as BertTokenizerFast does."""
    flags = {field: config[name] for name, field in _BERT_FLAGS.items() if name in config}
    if not flags:
        return native
    whole = json.loads(native.to_str())
    normalizer = whole.get("normalizer") or {}
    if normalizer.get("type") != "BertNormalizer" or flags.items() <= normalizer.items():
        return native
    normalizer.update(flags)
    return Native.from_str(json.dumps(whole))


def _with_added(native: Native, config: dict[str, Any]) -> Native:
    """Add the tokens that tokenizer_config.json names and the tokenizer does not have, in the order of their ids."""
    added = config.get("added_tokens_decoder")
    for _, token in sorted(added.items(), key=lambda item: int(item[0])) if isinstance(added, dict) else ():
        fields = {name: bool(token.get(name, False)) for name in ("single_word", "lstrip", "rstrip", "special")}
        content = _content(token)
        if content is not None and native.token_to_id(content) is None:
            native.add_tokens([AddedToken(content, normalized=bool(token.get("normalized", True)), **fields)])
    return native
