"""All peers, in the order of the tables."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path

from .base import Adapter, Model
from .blingfire import BlingFire
from .budtiktok_rust import BudTikTokRust
from .fastokens import Fastokens
from .flash_tokenizer import FlashTokenizer
from .gigatoken import Gigatoken
from .hugging_face import Tokenizers022, Tokenizers023, Tokenizers1, Transformers
from .iree import Iree
from .kitoken import Kitoken
from .morpheme import Morpheme
from .nanotoken import Nanotoken
from .omnitoken import Omnitoken
from .ours import Ours
from .tiktoken import Tiktoken
from .tokie import Tokie
from .toktier import Toktier
from .tuetoken import Tuetoken

OURS = Ours.name
# The ids of this one are the expected ones.
REFERENCE = Tokenizers022.name
# What speeds are given as multiples of.
BASE = Tokenizers023.name

PEERS: dict[str, type[Adapter]] = {
    peer.name: peer
    for peer in (
        Ours,
        Tokenizers022,
        Tokenizers023,
        Tokenizers1,
        Transformers,
        Nanotoken,
        Tokie,
        Iree,
        Kitoken,
        FlashTokenizer,
        BlingFire,
        BudTikTokRust,
        Gigatoken,
        Fastokens,
        Tuetoken,
        Tiktoken,
        Toktier,
        Omnitoken,
        Morpheme,
    )
}


def add_file(path: str) -> None:
    """Add the peers of a file that is not in this folder."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for kind in vars(module).values():
        if inspect.isclass(kind) and issubclass(kind, Adapter) and kind.__module__ == module.__name__:
            PEERS[kind.name] = kind


__all__ = ["BASE", "OURS", "PEERS", "REFERENCE", "Adapter", "Model", "add_file"]
