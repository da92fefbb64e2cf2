"""Makes a case small while it still differs in the same way: delta debugging over its JSON.

Lists, vocabularies and texts lose parts; a section becomes null; a Sequence becomes one of its members; flags and
numbers become false and 0. Whatever no longer shows the difference is put back.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Path = tuple[Any, ...]

_SECTIONS = ("truncation", "padding", "normalizer", "pre_tokenizer", "post_processor", "decoder")
_MEMBERS = ("normalizers", "pretokenizers", "processors", "decoders")
# Strings that are names, and one that cannot be cut.
_FIXED = (
    "type",
    "call",
    "precompiled_charsmap",
    "behavior",
    "prepend_scheme",
    "direction",
    "strategy",
    "version",
    "Regex",
)


class Shrinker:
    """`differs(case)` tells whether a case still differs in the same way."""

    def __init__(self, case: Json, differs: Callable[[Json], bool], seconds: float = 20.0) -> None:
        self.case = {"spec": copy.deepcopy(case["spec"]), "calls": copy.deepcopy(case["calls"])}
        self.differs = differs
        self.deadline = time.monotonic() + seconds
        self.changed = False

    def run(self) -> Json:
        """Return the smallest case that was found in time."""
        self.changed = True
        while self.changed and time.monotonic() < self.deadline:
            self.changed = False
            self._drop_parts(("calls",))
            for name in _SECTIONS:
                if self.case["spec"].get(name) is not None:
                    self._try(("spec", name), None)
            self._reduce(("calls",))
            self._reduce(("spec",))
        return self.case

    def _get(self, path: Path) -> Any:
        node: Any = self.case
        for key in path:
            node = node[key]
        return node

    def _try(self, path: Path, value: Any) -> bool:
        """Put `value` in place and keep it where the case still differs."""
        if time.monotonic() > self.deadline:
            return False
        parent = self._get(path[:-1])
        old = parent[path[-1]]
        parent[path[-1]] = value
        if self.differs(self.case):
            self.changed = True
            return True
        parent[path[-1]] = old
        return False

    def _drop_parts(self, path: Path) -> None:
        """Take parts of a list, an object or a text away, large ones first."""
        size = len(self._get(path))
        step = size
        while step >= 1:
            at = 0
            while at < len(self._get(path)):
                node = self._get(path)
                if isinstance(node, dict):
                    items = list(node.items())
                    rest: Any = dict(items[:at] + items[at + step :])
                else:
                    rest = node[:at] + node[at + step :]
                if not self._try(path, rest):
                    at += step
            step //= 2

    def _reduce(self, path: Path) -> None:
        if time.monotonic() > self.deadline:
            return
        node = self._get(path)
        if isinstance(node, dict):
            self._reduce_object(path, node)
        elif isinstance(node, list):
            self._drop_parts(path)
            for i in range(len(self._get(path))):
                self._reduce((*path, i))
        elif isinstance(node, str):
            if path[-1] not in _FIXED:
                self._drop_parts(path)
                self._plain(path)
        elif node is True:
            self._try(path, False)
        elif isinstance(node, (int, float)) and not isinstance(node, bool):
            for value in (0, 1, 2):
                if value < node and self._try(path, value):
                    break

    def _reduce_object(self, path: Path, node: Json) -> None:
        for name in _MEMBERS:
            for member in node.get(name, ()) if path[0] == "spec" else ():
                if self._try(path, member):
                    self._reduce(path)
                    return
        if path[-1] in ("vocab", "special_tokens"):
            self._drop_parts(path)
            numbered = {token: number for number, token in enumerate(self._get(path))}
            if path[-1] == "vocab" and numbered != self._get(path):
                self._try(path, numbered)
            return
        for key in list(node):
            if path[0] == "calls" and key == "pair":
                self._without(path, key)
            if key in self._get(path):
                self._reduce((*path, key))

    def _without(self, path: Path, key: str) -> None:
        node = self._get(path)
        self._try(path, {name: value for name, value in node.items() if name != key})

    def _plain(self, path: Path) -> None:
        """Replace characters by a letter."""
        text = self._get(path)
        for i, c in enumerate(text):
            if c != "a" and self._try(path, text[:i] + "a" + text[i + 1 :]):
                text = self._get(path)
