"""Command line of the fuzzer; see the package."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path

from . import REGRESSIONS, campaign


def main() -> int:
    """Run a campaign, or one case; return the exit status."""
    parser = argparse.ArgumentParser(prog="fuzz_parity", description="differential fuzzer against tokenizers 0.22.2")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to run (default: 60)")
    parser.add_argument("--cases", type=int, help="stop after so many cases")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes (default: 2)")
    parser.add_argument("--seed", type=int, help="seed of the campaign (default: a new one, printed)")
    parser.add_argument("--only", type=int, metavar="CASE", help="run this case of the seed and show it")
    parser.add_argument("--alter", choices=("id", "offset", "word_id"), help="change some of our values: a self-test")
    parser.add_argument("--regressions", type=Path, default=REGRESSIONS, help="where to keep what differs")
    parser.add_argument("--shrink", type=float, default=20.0, metavar="SECONDS", help="for making one case small")
    args = parser.parse_args()
    # A backtrace takes the reference half a second, and threads of its own would only be in the way.
    os.environ["RUST_BACKTRACE"] = "0"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if args.only is not None and args.seed is None:
        parser.error("--only needs --seed")
    seed = random.SystemRandom().randrange(1 << 32) if args.seed is None else args.seed
    if args.only is not None:
        return only(seed, args.only, args.alter)
    print(f"seed {seed}, {args.jobs} workers, {args.seconds:.0f} seconds", flush=True)
    began = time.monotonic()
    options = campaign.Options(seed, args.seconds, args.cases, args.jobs, args.alter, args.regressions, args.shrink)
    return summary(campaign.run(options), seed, time.monotonic() - began, args.seconds)


def only(seed: int, number: int, alter: str | None) -> int:
    """Run one case and show it."""
    import json

    campaign.silence()
    from . import cases, perform

    case = cases.make(seed, number)
    report = perform.run(case, alter)
    print(json.dumps(case, indent=1))
    print(f"seed {seed} case {number}: {report.load}, {sum(report.compared.values())} calls equal")
    for kind, count in report.panics.items():
        print(f"panic of the reference: {count} x {kind}")
    if report.difference is None:
        return 0
    print(f"DIFFERENCE in call {report.difference.call}: {report.difference.text}")
    return 1


def summary(totals: campaign.Totals, seed: int, seconds: float, asked: float) -> int:
    """Print what was found and met; return the exit status."""
    from . import coverage

    missing = coverage.table(totals.hits)
    print(f"\n{totals.cases:,} tokenizers in {seconds:.0f} s ({totals.cases / seconds:.0f} a second), seed {seed}")
    print("files: " + ", ".join(f"{count:,} {name}" for name, count in totals.loads.most_common()))
    print(f"{totals.comparisons:,} calls equal on both sides, {totals.both_raise:,} raise on both")
    for name, found in (("panics of the reference", totals.panics), ("refused on purpose", totals.refusals)):
        print(f"{name}: {sum(found.values()):,}")
        for kind, count in found.most_common():
            print(f"{count:>9,}  {kind}")
    for death in totals.deaths:
        print(death)
    for kind, count in totals.kinds.most_common():
        print(f"DIFFERENCE {' / '.join(kind)}: {count:,} cases")
    for path, text in totals.files:
        print(f"  {path}: {text}")
    failed = bool(totals.kinds or totals.faults or not totals.comparisons)
    if missing:
        print(
            f"{len(missing)} of {len(coverage.EXPECTED)} expected values were met less than {coverage.ENOUGH:,} times"
        )
        failed |= asked >= coverage.LONG
    print("FAILED" if failed else "no difference")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
