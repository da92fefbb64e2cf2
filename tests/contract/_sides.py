"""One call on both sides, compared: keys and their order, types, dtypes, shapes, values, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import numpy as np

from budtiktok.integrations.latentbud import BudTikTokWrapper

ALLOWED: dict[str, str] = json.loads((Path(__file__).parent / "allowed_fallbacks.json").read_text())
ATTRIBUTES = (
    *("ids", "type_ids", "tokens", "offsets", "word_ids", "sequence_ids"),
    *("attention_mask", "special_tokens_mask"),
)


def plain(value: Any) -> Any:
    """Return a value in a form that compares exactly: kind, dtype, shape, content."""
    if isinstance(value, np.ndarray):
        content = [plain(item) for item in value] if value.dtype == object else value.tolist()
        return "array", str(value.dtype), value.shape, value.flags.c_contiguous, value.flags.writeable, content
    if type(value).__module__ == "torch":
        return "tensor", str(value.dtype), tuple(value.shape), value.is_contiguous(), value.tolist()
    return type(value).__name__, value


def outcome(call: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what a call comes to, comparable, and its result or its error."""
    try:
        result = call()
    except BaseException as error:  # a panic is none of Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return ("raises", type(error).__name__), error
    return [(key, plain(value)) for key, value in result.items()], result


class Sides:
    """An original, and a wrapper of a second instance of it."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoTokenizer

        self.original = AutoTokenizer.from_pretrained(str(folder))
        self.wrapper = BudTikTokWrapper.from_hf(AutoTokenizer.from_pretrained(str(folder)))

    def check(self, *args: Any, encodings: bool = False, **kwargs: Any) -> None:
        """Compare one call, and demand that it was native where it may not be otherwise."""
        shown = f"{str(args)[:300]} {kwargs}"
        want, made = outcome(lambda: self.original(*args, **kwargs))
        before = self.wrapper.stats()
        got, ours = outcome(lambda: self.wrapper(*args, **kwargs))
        after = self.wrapper.stats()
        assert got == want, shown
        assert after["failures"] == 0
        fallen = {r for r, n in after["fallback_reasons"].items() if n != before["fallback_reasons"].get(r, 0)}
        assert fallen <= ALLOWED.keys(), (fallen, shown)
        if isinstance(made, BaseException):
            return
        assert "input" not in fallen, shown
        assert type(ours) is type(made)
        assert (ours.n_sequences, ours.is_fast) == (made.n_sequences, made.is_fast), shown
        assert len(ours.encodings) == len(made.encodings)
        if encodings:
            for mine, other in zip(ours.encodings, made.encodings):
                assert (len(mine), len(mine.tokens)) == (len(other), len(other.tokens)), shown
                for name in ATTRIBUTES:
                    assert list(getattr(mine, name)) == list(getattr(other, name)), (name, shown)
