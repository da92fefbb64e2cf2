"""Small charsmaps for the Precompiled normalizer: a double array of the keys, then the replacements.

A node at index i with unit u has its children around base = i ^ offset(u): the child of byte c at base ^ c, the value
of a key that ends here at base. The reference stops reading at byte 0, so a key cannot hold it.
"""

from __future__ import annotations

import base64
import struct
from typing import Any

_LEAF = 1 << 8
_VALUE = 1 << 31
_BLOCK = 256


def build(rules: dict[str, str]) -> str:
    """Return the map in base 64, as the file has it."""
    values, text = {}, b""
    for key, replacement in rules.items():
        values[key.encode()] = len(text)
        text += replacement.encode() + b"\0"
    tree: dict[int, Any] = {}
    for key, value in values.items():
        node = tree
        for byte in key:
            node = node.setdefault(byte, {})
        node[-1] = value
    units: dict[int, int] = {0: 0}
    _place(tree, 0, 0, units)
    size = (max(units) // _BLOCK + 1) * _BLOCK
    array = [units.get(i, 0) for i in range(size)]
    return base64.b64encode(struct.pack(f"<{size + 1}I", 4 * size, *array) + text).decode()


def _place(node: dict[int, Any], index: int, label: int, units: dict[int, int]) -> None:
    slots = [max(byte, 0) for byte in node]
    base = 1
    while any(base ^ slot in units for slot in slots):
        base += 1
    for slot in slots:
        units[base ^ slot] = 0
    units[index] = (index ^ base) << 10 | label | (_LEAF if -1 in node else 0)
    for byte, child in node.items():
        if byte < 0:
            units[base] = child | _VALUE
        else:
            _place(child, base ^ byte, byte, units)
