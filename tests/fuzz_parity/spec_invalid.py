"""Slightly damaged files: both sides have to refuse them, or both have to take them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

Json = dict[str, Any]
Path = tuple[Any, ...]

KINDS = ("missing", "extra", "type", "value")

# A model without its type is matched field by field, and an enum is an object of one key: tests of their own check
# both, which know what each takes.
_UNTOUCHED = {("model", "type"), ("padding", "strategy"), ("padding", "strategy", "Fixed")}
_ENUMS = frozenset(("String", "Regex", "SpecialToken", "Sequence"))
_NAMES = (
    "Removed",
    "isolated",
    "First",
    "always",
    "Left",
    "right",
    "OnlyFirst",
    "Strip",
    "Bert",
    "Digits",
    "Whitespace",
)
_NAMES += ("Delimiter", "NFC", "Fuse", "ByteLevel", "BertProcessing", "", "ab", "\0", "é", "2.0", "$A")
_SCALARS: tuple[Any, ...] = (None, True, False, 0, 1, -1, 1.0, 0.5, 2, "a", "", "1")
_EXTRA = (
    "zzz",
    "split",
    "content",
    "prefix",
    "id",
    "use_regex",
    "add_prefix_space",
    "prepend_scheme",
    "behavior",
    "lowercase",
)


def damage(rng: Random, spec: Json) -> str:
    """Damage a tokenizer in place; return which kind of damage it is."""
    places = list(_objects(spec, ()))
    # Every section as often as the next one, however many places it has.
    section = rng.choice(sorted({path[:1] for path, _ in places}))
    path, target = rng.choice([place for place in places if place[0][:1] == section])
    keys = [key for key in target if (*path, key) not in _UNTOUCHED]
    if path == ("model", "vocab"):
        # Not a number: two tokens of one id are taken, and which of them the id stands for is left to hash order.
        target[rng.choice(keys) if keys else "a"] = rng.choice((None, True, -1, 1.0, "a", [], {}))
        return "type"
    # A value is replaced only where it is a text; else it is a type.
    kind = rng.choice((*KINDS, "value"))
    if kind == "extra" or not keys:
        target[rng.choice(_EXTRA)] = rng.choice(_SCALARS)
        return "extra"
    key = rng.choice(keys)
    if kind == "missing":
        del target[key]
    elif kind == "value" and isinstance(target[key], str):
        target[key] = rng.choice(_NAMES)
    else:
        kind = "type"
        target[key] = {} if isinstance(target[key], (list, dict)) and rng.random() < 0.3 else rng.choice(_SCALARS)
        if key == "dropout" and isinstance(target[key], float):
            target[key] = 1.5  # one that is taken makes both sides random
    return kind


def _objects(node: Any, path: Path) -> Iterator[tuple[Path, Json]]:
    """Every object with its path; of a long list some members."""
    if isinstance(node, dict):
        if path not in _UNTOUCHED and not _ENUMS.issuperset(node):
            yield path, node
        for key, value in node.items():
            yield from _objects(value, (*path, key))
    elif isinstance(node, list):
        for i, value in enumerate(node[:6]):
            yield from _objects(value, (*path, i))
