"""Totals over results, differences with their reproducer, and the closing line."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from . import sides
from .runner import Result
from .sides import HAND_MADE, Difference

MINIMUM = Path(__file__).with_name("minimum.json")


def minimum_of(command: str) -> int:
    """Return the committed number of comparisons of a whole run."""
    return int(json.loads(MINIMUM.read_text())[command])


def show(difference: Difference) -> str:
    """Return a difference with a few lines of Python that repeat it from the root of the repository."""
    shrunk = "" if difference.shrunk else " (not shrunk)"
    return f"""\
DIFFERENCE {difference.tokenizer}: {difference.attribute}
  call      {difference.call.describe()}
  inputs    {sides.clip(difference.inputs, 2000)}{shrunk}
  expected  {difference.expected}
  found     {difference.found}
    import sys; sys.path[:0] = ["tests"]
    from parity import sides
    from parity.sides import Call
    sides.repeat({difference.tokenizer!r}, {difference.call!r}, {ascii(difference.inputs)})
"""


class Totals:
    """Sums over results."""

    def __init__(self, command: str, shown: int) -> None:
        self.command, self.shown = command, shown
        self.start = time.monotonic()
        self.encodings = self.comparisons = self.different = 0
        self.by_tokenizer: dict[str, list[float]] = {}
        self.printed: dict[str, int] = {}
        self.refused: dict[str, str] = {}

    def add(self, result: Result) -> None:
        """Add a result, and print its differences as long as there are not too many of a tokenizer."""
        name = result.unit.tokenizer
        if result.refused:
            self.refused[name] = result.refused
            return
        self.encodings += result.encodings
        self.comparisons += result.comparisons
        self.different += result.different
        line = self.by_tokenizer.setdefault(name, [0, 0, 0, 0.0])
        for i, number in enumerate((result.encodings, result.comparisons, result.different, result.seconds)):
            line[i] += number
        for difference in result.differences:
            self.printed[name] = self.printed.get(name, 0) + 1
            if self.printed[name] <= self.shown:
                print(show(difference), flush=True)

    def progress(self, done: int, total: int, result: Result) -> None:
        """Show on a terminal how far it is."""
        if sys.stderr.isatty():
            now = f"{done}/{total} {self.comparisons:,} comparisons, {self.different:,} differences"
            end = "\n" if done == total else ""
            print(f"\r{now} [{result.unit.check} {result.unit.tokenizer}]\033[K", end=end, file=sys.stderr, flush=True)

    def close(self, minimum: int, note: str, json_path: str | None) -> int:
        """Print the sums; return the exit status."""
        for name, (encodings, comparisons, different, seconds) in sorted(self.by_tokenizer.items()):
            print(
                f"{name}: {int(comparisons):,} comparisons, {int(encodings):,} encodings, "
                f"{int(different):,} differences, {seconds:.0f} s"
            )
        for name, reason in sorted(self.refused.items()):
            print(f"exception: {name}: {reason}")
        hand_made = sum(name.startswith(HAND_MADE) for name in (*self.by_tokenizer, *self.refused))
        alone = sum(name.partition(":")[0] in sides.STAGES for name in self.by_tokenizer)
        real = len(self.by_tokenizer) + len(self.refused) - hand_made - alone
        minutes = (time.monotonic() - self.start) / 60
        processor = sum(line[3] for line in self.by_tokenizer.values()) / 60
        parts = [f"{real} tokenizers", f"{hand_made} hand-made", *([f"{alone} components alone"] if alone else [])]
        parts += [f"{len(self.refused)} of them refused as documented"] if self.refused else []
        print(
            f"{self.command}: {self.comparisons:,} comparisons of {self.encodings:,} encodings, "
            f"{self.different:,} differences ({', '.join([*parts, *([note] if note else [])])}, "
            f"{minutes:.1f} min, {processor:.1f} min of processor)"
        )
        if json_path:
            sums = {
                "command": self.command,
                "comparisons": self.comparisons,
                "encodings": self.encodings,
                "differences": self.different,
                "minutes": round(minutes, 2),
                "processor_minutes": round(processor, 2),
                "exceptions": self.refused,
                "tokenizers": {name: line[:3] for name, line in sorted(self.by_tokenizer.items())},
            }
            Path(json_path).write_text(json.dumps(sums, indent=1) + "\n")
        short = self.comparisons < minimum
        if short:
            print(f"{self.command}: too few comparisons, {self.comparisons:,} of at least {minimum:,}")
        return 1 if self.different or short else 0
