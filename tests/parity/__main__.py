"""The command line; see the package."""

from __future__ import annotations

import argparse
import fnmatch
import os
import sys
import time
from typing import Optional

from _data import DATA, have_data

from . import codepoints, inputs, report, runner
from .sides import Alteration


def chosen(all_names: list[str], patterns: Optional[str], what: str) -> list[str]:
    """Return the names that match one of the patterns."""
    if patterns is None:
        return all_names
    wanted = patterns.split(",")
    found = [name for name in all_names if any(fnmatch.fnmatchcase(name, pattern) for pattern in wanted)]
    if not found:
        raise SystemExit(f"no {what} matches {patterns}")
    return found


def hex_range(text: str) -> range:
    """Read FIRST-LAST, hexadecimal."""
    first, _, last = text.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def main() -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(prog="parity", description="Compares this library with the live reference.")
    parser.add_argument("command", choices=("texts", "codepoints"))
    parser.add_argument("--tokenizers", help="names or patterns, with commas; hand-made ones are hand-made:NAME")
    parser.add_argument("--files", help="texts: names or patterns of files")
    parser.add_argument("--checks", help="names or patterns of: " + ", ".join(runner.CHECKS))
    parser.add_argument("--sparse", action="store_true", help="texts: everything thinned out, for a quick run")
    parser.add_argument("--values", type=hex_range, default=runner.EVERYTHING, help="codepoints: FIRST-LAST in hex")
    parser.add_argument("--seed", type=int, help="codepoints: moves the sampled values; default: the day")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=5, help="differences printed of a tokenizer")
    parser.add_argument("--alter", type=Alteration.parse, help="self-test: change our side (KIND:TEXT)")
    parser.add_argument("--minimum", type=int, help="comparisons that must be reached; default: the committed number")
    parser.add_argument("--json", help="file for the sums")
    options = parser.parse_args()
    if not have_data():
        parser.exit(1, f"no test data in {DATA} (BTT_TEST_DATA names another folder)\n")

    names = chosen([*inputs.real(), *codepoints.hand_made_names()], options.tokenizers, "tokenizer")
    if options.command == "texts":
        note, title = "", "parity"
        files = chosen(list(inputs.text_names()), options.files, "file")
        units = list(runner.plan_texts(names, files, runner.SPARSE if options.sparse else 1))
        whole = not (options.tokenizers or options.files or options.checks or options.sparse)
    else:
        seed = int(time.time()) // 86400 if options.seed is None else options.seed
        note, title = f"seed {seed}", "parity-codepoints"
        units = list(runner.plan_codepoints(names, seed, options.values))
        whole = not (options.tokenizers or options.checks) and options.values == runner.EVERYTHING
    checks = chosen(list(runner.CHECKS), options.checks, "check")
    units = [unit for unit in units if unit.check in checks]

    totals = report.Totals(title, options.show)
    for done, result in enumerate(runner.run(units, options.workers, options.alter), 1):
        totals.add(result)
        totals.progress(done, len(units), result)
    minimum = options.minimum
    if minimum is None:
        # A selection has to compare something; a whole run as much as was committed.
        minimum = report.minimum_of(options.command) if whole else 1
    return totals.close(minimum, note, options.json)


if __name__ == "__main__":
    sys.exit(main())
