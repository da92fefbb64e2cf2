"""Peers for the test of bench/peers: a twin of budtiktok, and others with faults."""

from __future__ import annotations

import os
from typing import Any

from peers.adapters.ours import Ours


class Twin(Ours):
    name = "twin"


class Wrong(Ours):
    """Alters one id of the first text that it is asked for in a batch."""

    name = "wrong"
    altered = False

    def batch(self, texts: list[str]) -> Any:
        ids, offsets = super().batch(texts)
        if not self.altered:
            ids[0] += 1
            self.altered = True
        return ids, offsets


class Shifted(Ours):
    """Alters the end of the last token."""

    name = "shifted"

    def offset_rows(self, result: Any) -> Any:
        rows = super().offset_rows(result)
        rows[-1][-1][-1] += 1
        return rows


class Dying(Ours):
    """Ends its process at the first long text."""

    name = "dying"

    def document(self, text: str) -> Any:
        os.abort()


class Hanging(Ours):
    """Does not end at the first long text."""

    name = "hanging"

    def document(self, text: str) -> Any:
        while True:
            pass


class Missing(Ours):
    name = "missing"
    imports = ("no_package_has_this_name",)
