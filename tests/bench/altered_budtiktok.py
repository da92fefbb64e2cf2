"""Takes the place of budtiktok in the test of the benchmark, with one id altered."""

from __future__ import annotations

from typing import Any

from peers.adapters.ours import Ours


class Altered(Ours):
    name = Ours.name

    def one(self, text: str) -> Any:
        ids = super().one(text)
        return [ids[0] + 1, *ids[1:]]
