"""A report of run.py as Markdown tables."""

from __future__ import annotations

from typing import Any

HF, OURS = "transformers", "budtiktok"
#: Times as fast, of one text and of batches with tensors on one thread.
TARGETS = {"P1, one text": 20, "P2, batch of 32": 10, "P3, batch of 1024": 10}
#: What the original plan promises, microseconds a call.
PLAN = {"P1, one text": (5, 20), "P2, batch of 32": (200, 500), "P3, batch of 1024": (2000, 5000)}
#: Of the time, what the plan says tokenization takes.
PLAN_SHARE = (0.4, 0.6)


def merged(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """Join reports of several runs: measurements of all, the first one's description and the others' beside it."""
    first, *others = reports
    whole = dict(first)
    for other in others:
        for part in ("calls", "pools", "share"):
            if part in other:
                whole[part] = [*whole.get(part, []), *[{**record, "run": other["about"]} for record in other[part]]]
    if others:
        whole["about"] = {**first["about"], "other_runs": [other["about"] for other in others]}
    return whole


def ratio(cell: dict[str, Any], name: str = OURS, base: str = HF) -> float:
    """Return how many times as fast."""
    return float(cell[base]["median_us"] / cell[name]["median_us"])


def time_of(us: float) -> str:
    """Return a time with three digits and a unit."""
    if us < 1000:
        return f"{us:.3g} us"
    return f"{us / 1000:.3g} ms" if us < 1e6 else f"{us / 1e6:.3g} s"


def rate(value: float) -> str:
    """Return a number of texts a second with three digits."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table; all columns but the first are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows), ""])


def medians(cell: dict[str, Any]) -> list[str]:
    """Return median and 95th percentile of both sides, the ratio of medians, the number of samples."""
    row = []
    for name in (HF, OURS):
        row += [time_of(cell[name]["median_us"]), time_of(cell[name]["p95_us"])]
    return [*row, f"{ratio(cell):.1f}", str(cell[OURS]["samples"])]


def target_tables(records: list[dict[str, Any]]) -> str:
    """Return the tables of P1, P2, P3, one for each tokenizer and number of threads."""
    parts = []
    for record in records:
        rows = []
        for shape, found in record["targets"].items():
            about = found["about"]
            for title, cell in found["calls"].items():
                rows.append([f"{shape} ({about['texts']} x {about['bytes']} B), {title}", *medians(cell)])
        head = ["", f"{HF}, median", "p95", f"{OURS}, median", "p95", "ratio", "samples"]
        clock = f"{record['threads']} thread{'s' * (record['threads'] > 1)}, {record['clock']} time"
        parts.append(f"### {record['tokenizer']}, {clock}\n\n{table(head, rows)}")
        if "floor" in record:
            floor = [[name, time_of(us)] for name, us in record["floor"].items()]
            parts.append("Parts of a call with one query, a text seen before:\n\n" + table(["", "time"], floor))
    return "\n".join(parts)


def grid_table(records: list[dict[str, Any]]) -> str:
    """Return the ratio at every size, and the smallest."""
    rows, least = [], []
    for record in records:
        kinds = list(dict.fromkeys(cell["kind"] for cell in record["grid"]))
        for kind in kinds:
            cells = [cell for cell in record["grid"] if cell["kind"] == kind]
            ratios = [ratio(cell) for cell in cells]
            least += [
                (r, f"{record['tokenizer']}, {cell['texts']} x {cell['bytes']} B, {record['threads']} thread(s)")
                for r, cell in zip(ratios, cells)
            ]
            title = f"{record['tokenizer']}, {record['threads']} thread(s), {cells[0]['bytes']} B"
            rows.append([title, *(f"{r:.1f}" for r in ratios)])
    counts = list(dict.fromkeys(cell["texts"] for cell in records[0]["grid"]))
    smallest = min(least)
    words = "nowhere slower" if smallest[0] >= 1 else "SLOWER THERE"
    return table(["tokenizer, text", *(f"batch {n}" for n in counts)], rows) + (
        f"\nSmallest ratio: {smallest[0]:.2f} ({smallest[1]}): {words}.\n"
    )


def verdicts(record: dict[str, Any]) -> str:
    """Return the targets beside what was measured."""
    rows = []
    for shape, wanted in TARGETS.items():
        cells = record["targets"][shape]["calls"]
        low, high = PLAN[shape]
        median = cells["pt"][OURS]["median_us"]
        faster = {name: ratio(cells[name]) for name in ("pt", "pt, new texts")}
        rows.append(
            [
                shape,
                f"{wanted} x",
                *(f"{r:.1f} x, {'met' if r >= wanted else 'missed'}" for r in faster.values()),
                f"{time_of(low)} to {time_of(high)}",
                f"{time_of(median)}, {'met' if median <= high else 'missed'}",
            ]
        )
    return table(["one thread, tensors", "target", "seen before", "new texts", "plan", "measured"], rows)


def pool_table(records: list[dict[str, Any]]) -> str:
    """Return every way to tokenize a batch with all processors, the best pool of each kind in bold."""
    parts = []
    names = list(records[0]["ways"])
    best = {
        (record["batch"], kind): min(
            (name for name in names if name.startswith("pool") and kind in name),
            key=lambda name: record["ways"][name]["median_us"],
        )
        for record in records
        for kind in ("thread", "process")
    }
    for name in names:
        row = [name]
        for record in records:
            cell = record["ways"][name]
            shown = f"{time_of(cell['median_us'])} ({ratio(record['ways'], name):.1f} x)"
            row.append(f"**{shown}**" if name in (best[record["batch"], k] for k in ("thread", "process")) else shown)
        parts.append(row)
    return table(["wall time, tensors", *(f"{r['batch']} x {r['bytes']} B" for r in records)], parts)


def share_table(record: dict[str, Any]) -> str:
    """Return the share of tokenization before and after, beside what arithmetic expects, and throughputs."""
    rates = {(cell["words"], cell["batch"]): cell["texts_per_s"] for cell in record["throughput"]}
    ways = [HF, "pool of threads", "pool of processes", OURS]
    rows = []
    for cell in record["shares"]:
        title = f"{cell['batch']} x {cell['words']} words"
        if "skipped" in cell:
            rows.append([title, f"not run: {cell['skipped']}", *[""] * 9])
            continue
        stages = [time_of(cell[HF][stage]["median_us"]) for stage in ("pre", "core", "post")]
        speeds = rates.get((cell["words"], cell["batch"]))
        shown = [rate(speeds[way]) for way in ways] if speeds else [""] * len(ways)
        rows.append(
            [
                title,
                " + ".join(stages),
                f"{100 * cell[HF]['share']:.1f} %",
                f"{100 * cell[OURS]['share']:.2f} %",
                f"{cell['speedup_pre']:.1f}",
                f"{cell['expected_gain']:.2f}",
                f"{cell['gain']:.2f}",
                *shown,
            ]
        )
    head = ["batch", "pre + core + post", "share", f"share, {OURS}", "k", "expected", "serial gain"]
    return table([*head, *(f"texts/s, {way}" for way in ways)], rows)


def share_words(records: list[dict[str, Any]]) -> str:
    """Say where the plan's share holds."""
    low, high = PLAN_SHARE
    inside, outside = [], []
    for record in records:
        for cell in record["shares"]:
            if "skipped" not in cell:
                share = cell[HF]["share"]
                name = f"{record['model']} on {record['device']}, {cell['batch']} x {cell['words']} words: {share:.0%}"
                (inside if share >= low else outside).append(name)
    parts = [f"The plan says that tokenization takes {low:.0%} to {high:.0%} of the time. "]
    parts.append(f"That much or more: {'; '.join(inside) or 'nowhere'}. Less: {'; '.join(outside) or 'nowhere'}.\n")
    return "".join(parts)


def about_text(about: dict[str, Any]) -> str:
    """Return what the numbers come from."""
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    loads = [f"{value:.1f}" for value in (about["load"][0], about.get("load_after", about["load"])[0])]
    device = f"{about['cpu']}, {about['cpus']} processors" + (f", {about['gpu']}" if about["gpu"] else "")
    return (
        f"{about['date'][:16]}, `{about['command']}`: {device}, load {loads[0]} before and {loads[1]} after; "
        f"level {about['level']}; {versions}."
    )


def markdown(result: dict[str, Any]) -> str:
    """Return the whole report."""
    parts = [about_text(about) for about in (result["about"], *result["about"].get("other_runs", []))]
    if result.get("calls"):
        parts += ["## The call", "", verdicts(result["calls"][0]), target_tables(result["calls"])]
        parts += ["## Batches of all sizes: times as fast, tensors, texts seen before", "", grid_table(result["calls"])]
    if result.get("pools"):
        parts += ["## Pools around the original", "", pool_table(result["pools"])]
    if result.get("share"):
        parts += ["## Share of tokenization", ""]
        for record in result["share"]:
            where = record.get("run", result["about"])["gpu"] if record["device"] == "cuda" else "CPU"
            parts += [f"### {record['model']} ({record['weights']}), {record['stages']}, {where}", ""]
            parts += [share_table(record)]
        parts += [share_words(result["share"])]
    return "\n".join(parts)
