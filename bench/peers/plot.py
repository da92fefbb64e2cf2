"""Draw peers.json: a row of two panels (cold, warm) for a tokenizer of each kind of model.

    python plot.py peers.json peers.svg

A point is the speed of a peer as a multiple of the base's, hollow where some of its ids were wrong.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from peers import report  # noqa: E402
from peers.adapters import BASE, OURS, REFERENCE  # noqa: E402
from peers.workloads import ENCODE  # noqa: E402

MARKS = "osD^vPX<>dphH"


def chosen(result: dict[str, Any]) -> list[str]:
    """Return the first tokenizer of each kind of model."""
    first: dict[str, str] = {}
    for name, record in result["tokenizers"].items():
        first.setdefault(record["family"], name)
    return list(first.values())


def panel(axes: Any, record: dict[str, Any], phase: str, styles: dict[str, tuple[Any, str]]) -> None:
    """Draw one phase."""
    base = record["peers"][BASE]
    for name, peer in report.measured(record).items():
        if name not in styles:
            continue
        colour, mark = styles[name]
        points = []
        for place, workload in enumerate(ENCODE):
            mine, other = report.cost(peer, workload.key, phase), report.cost(base, workload.key, phase)
            if mine and other:
                points.append((place, other / mine))
        if not points:
            continue
        wrong = report.wrong_share(peer)
        label = name if wrong == 0 else f"{name} ({100 * (1 if wrong is None else wrong):.2g} % wrong)"
        ours = name == OURS
        axes.plot(
            *zip(*points),
            linestyle="-" if ours else "none",
            marker=mark,
            color=colour,
            markersize=9 if ours else 6,
            markerfacecolor=colour if wrong == 0 else "none",
            zorder=3 if ours else 2,
            label=label,
        )
    axes.axhline(1, color="0.6", linewidth=1)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    axes.set_xticks(range(len(ENCODE)), [w.title for w in ENCODE], fontsize=8)
    axes.grid(axis="y", which="both", color="0.92")
    axes.set_title(phase)


def main() -> None:
    """Read the report, write the picture."""
    result = json.loads(Path(sys.argv[1]).read_text())
    tokenizers = chosen(result)
    names: list[str] = []
    for tokenizer in tokenizers:
        found = report.measured(result["tokenizers"][tokenizer])
        names += [name for name in found if name not in (*names, BASE, REFERENCE) and found[name]["one"].get("query")]
    names.sort(key=lambda name: name != OURS)
    colours = plt.get_cmap("tab20").colors
    styles = {
        name: ("crimson" if i == 0 else colours[2 * i % 20], MARKS[i % len(MARKS)]) for i, name in enumerate(names)
    }
    figure, grid = plt.subplots(
        len(tokenizers), 2, figsize=(13, 4.2 * len(tokenizers)), sharey="row", squeeze=False, layout="constrained"
    )
    for row, tokenizer in zip(grid, tokenizers):
        for axes, phase in zip(row, report.PHASES):
            panel(axes, result["tokenizers"][tokenizer], phase, styles)
        row[0].set_ylabel(f"{tokenizer[:40]}\ntimes as fast as {BASE}")
        row[1].legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=8, frameon=False)
    about = result["about"]
    figure.suptitle(
        f"One thread, processor time, {about['cpu']}, {about['date'][:10]}; hollow: some ids wrong", fontsize=10
    )
    figure.savefig(sys.argv[2])


if __name__ == "__main__":
    main()
