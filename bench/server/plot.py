"""Draw a report: the calls beside `transformers`, and the share of tokenization before and after.

python plot.py server.json server.svg
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
from server import report  # noqa: E402
from server.report import HF, OURS  # noqa: E402

GREY, RED = "0.6", "crimson"


def calls(axes: Any, record: dict[str, Any]) -> None:
    """Draw microseconds of the three calls, tensors, new texts."""
    shapes = list(record["targets"])
    for place, (name, colour) in enumerate(((HF, GREY), (OURS, RED))):
        times = [record["targets"][shape]["calls"]["pt, new texts"][name]["median_us"] for shape in shapes]
        bars = axes.bar([i + 0.4 * place - 0.2 for i in range(len(shapes))], times, 0.38, color=colour, label=name)
        axes.bar_label(bars, [report.time_of(t) for t in times], fontsize=8)
    cells = [record["targets"][shape]["calls"]["pt, new texts"] for shape in shapes]
    labels = [f"{shape}\n{report.ratio(cell):.1f} times as fast" for shape, cell in zip(shapes, cells)]
    axes.set_xticks(range(len(shapes)), labels, fontsize=8)
    axes.set_yscale("log")
    axes.set_ylabel("us a call")
    axes.set_title(f"one call, one thread, new texts, tensors\n({record['tokenizer']})", fontsize=10)
    axes.margins(y=0.15)
    axes.legend(fontsize=8, frameon=False)


def shares(axes: Any, records: list[dict[str, Any]]) -> None:
    """Draw the share of tokenization for each model and batch."""
    rows = [
        (f"{record['model']}, {record['device']}, {cell['batch']} x {cell['words']} words", cell)
        for record in records
        for cell in record["shares"]
        if "skipped" not in cell
    ]
    for place, (name, colour) in enumerate(((HF, GREY), (OURS, RED))):
        values = [100 * cell[name]["share"] for _, cell in rows]
        bars = axes.barh([i + 0.4 * place - 0.2 for i in range(len(rows))], values, 0.38, color=colour, label=name)
        axes.bar_label(bars, [f"{value:.1f}" for value in values], fontsize=6, padding=2)
    axes.axvspan(*(100 * value for value in report.PLAN_SHARE), color="0.93", zorder=0)
    axes.set_yticks(range(len(rows)), [title for title, _ in rows], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("% of pre + core + post (shaded: what the plan says)")
    axes.set_title("share of tokenization", fontsize=10)
    axes.legend(fontsize=8, frameon=False)


def main() -> None:
    """Read the report, write the picture."""
    result = json.loads(Path(sys.argv[1]).read_text())
    panels = [part for part in ("calls", "share") if result.get(part)]
    rows = sum("skipped" not in cell for record in result.get("share", ()) for cell in record["shares"])
    height = max(4.5, 1.5 + 0.26 * rows)
    figure, grid = plt.subplots(1, len(panels), figsize=(6 * len(panels), height), squeeze=False, layout="constrained")
    for axes, part in zip(grid[0], panels):
        if part == "calls":
            calls(axes, result["calls"][0])
        else:
            shares(axes, result["share"])
    lines = [
        f"{about['date'][:10]}  {about['gpu'] or about['cpu']}  {about['command']}"
        for about in (result["about"], *result["about"].get("other_runs", []))
    ]
    figure.suptitle("\n".join(lines), fontsize=7)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
