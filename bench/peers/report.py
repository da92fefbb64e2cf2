"""From measurements to tables: medians, multiples of the base, the best right peer, targets met and missed.

A record is what run.py measured with one tokenizer:

    {"family": "WordPiece", "peers": {NAME: {"load_ms": 3.1, "compared": {"ids": [9000, 0]},
                                             "one": {WORKLOAD: {"cold": SUMMARY, "warm": SUMMARY}}, "two": {...}}}}

or {"skipped": "why"} in the place of a peer's measurements. A SUMMARY holds medians and minima in microseconds for a
call or for a million bytes, whichever the workload's unit is: less is better everywhere but in what is printed.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any, Optional

from .adapters import BASE, OURS, REFERENCE
from .targets import (
    DECODE,
    FIRST_OF_COLD,
    LOAD,
    LOAD_YARDSTICK,
    OFFSETS_OF_IDS,
    PAIRS_OF_SINGLE,
    SERVER_MB,
    SERVER_MB_FAMILIES,
    SERVER_QUERY,
    TARGETS,
    TWO_OF_ONE,
    YARDSTICK,
)
from .workloads import ALL, CALL, ENCODE, EXTRA, FIRST, SERVER, TWO_THREADS, Workload

Record = dict[str, Any]
PHASES = ("cold", "warm")
REACHED = {"goal": "met, goal too", "must": "met", "missed": "**not met**"}


def summarize(samples: list[list[float]]) -> dict[str, float]:
    """Condense [processor, elapsed] samples."""
    cpu, wall = zip(*samples)
    return {
        "cpu": round(statistics.median(cpu), 4),
        "cpu_min": round(min(cpu), 4),
        "wall": round(statistics.median(wall), 4),
        "wall_min": round(min(wall), 4),
        "samples": len(samples),
    }


def cost(peer: Record, workload: str, phase: str, of: str = "cpu", threads: str = "one") -> Optional[float]:
    """Return a number of a summary, or None where the peer has none."""
    summary = peer.get(threads, {}).get(workload, {}).get(phase)
    return None if summary is None else float(summary[of])


def wrong_share(peer: Record, kinds: Sequence[str] = ("ids",)) -> Optional[float]:
    """Return the largest share of results, by kind, that are not the reference's, or None where none was compared."""
    compared = [peer["compared"][kind] for kind in kinds if kind in peer.get("compared", {})]
    return max((wrong / texts for texts, wrong in compared), default=None)


def all_right(peer: Record, workload: str) -> bool:
    """Whether results of this kind, and ids wherever they were compared, are all the reference's."""
    kind = ALL[workload].checked
    return wrong_share(peer, (kind,)) == 0 and wrong_share(peer, (kind, "ids")) == 0


def best_right(record: Record, workload: str, phase: str, of: str = "cpu") -> Optional[tuple[str, float]]:
    """Return the fastest other library all of whose ids in this run were right, and its cost."""
    found = [
        (value, name)
        for name, peer in record["peers"].items()
        if name != OURS and all_right(peer, workload)
        for value in [cost(peer, workload, phase, of)]
        if value is not None
    ]
    return min(found)[::-1] if found else None


def verdict(ratio: float, must: float, goal: float) -> str:
    """Compare a ratio with its two bounds."""
    return "goal" if ratio >= goal else "must" if ratio >= must else "missed"


def check_targets(record: Record) -> list[dict[str, Any]]:
    """Return a row for each target of this kind of model, and for each cell without one its ratio alone."""
    ours = record["peers"].get(OURS, {})
    targets = TARGETS.get(record["family"], {})
    rows = []
    for workload in (*ENCODE, *SERVER, *EXTRA):
        for phase in PHASES:
            mine, best = cost(ours, workload.key, phase), best_right(record, workload.key, phase)
            if mine is None or best is None:
                continue
            best_min = best_right(record, workload.key, phase, "cpu_min")
            mine_min = cost(ours, workload.key, phase, "cpu_min")
            row: dict[str, Any] = {
                "what": f"{'server: ' if workload in SERVER else ''}{workload.title}, {phase}",
                "ours": shown(mine, workload),
                "against": f"{best[0]} {shown(best[1], workload)}",
                "ratio": best[1] / mine,
                "ratio_min": best_min[1] / mine_min if best_min and mine_min else None,
            }
            rows.append(row | bounds(row["ratio"], targets.get(workload.key, {}).get(phase)))
    cold, first = cost(ours, "1024x500", "cold"), cost(ours, FIRST.key, "cold")
    if cold and first:
        rows.append(own_ratio("first 0.5 MB of later cold", first, cold, FIRST_OF_COLD))
    for phase in PHASES:
        one = cost(ours, "1024x500", phase, "wall")
        two = cost(ours, "1024x500", phase, "wall", "two")
        if one and two:
            rows.append(own_ratio(f"two threads of one, 1024 x 500 B, {phase}", two, one, TWO_OF_ONE))
        # Pairs and single texts of like passages; offsets and none of like texts.
        for what, key, other, must in (
            ("pairs of single texts, the server's call", "pairs", "pairs-single", PAIRS_OF_SINGLE),
            ("offsets of none, arrays", "offsets", "call-1024x500", OFFSETS_OF_IDS),
        ):
            mine, without = cost(ours, key, phase), cost(ours, other, phase)
            if mine and without:
                rows.append(own_ratio(f"{what}, {phase}", mine, without, must))
        decoded, reference = cost(ours, "decode", phase), cost(record["peers"].get(REFERENCE, {}), "decode", phase)
        if decoded and reference:
            rows.append(own_ratio(f"decode of the reference's, {phase}", decoded, reference, DECODE))
    for key, must in SERVER_MB.items() if record["family"] in SERVER_MB_FAMILIES else ():
        mine = cost(ours, key, "warm")
        if mine:
            rows.append(own_ratio(f"server: {ALL[key].title}, warm, MB/s wanted", mine, 1e6 / must, 1))
    return rows


def load_targets(report: Record) -> list[dict[str, Any]]:
    """Return a row for each tokenizer whose loading has a target, scaled by how fast this core loads the yardstick."""

    def load(tokenizer: str, peer: str) -> Optional[float]:
        value = report["tokenizers"].get(tokenizer, {}).get("peers", {}).get(peer, {}).get("load_ms")
        return None if value is None else float(value)

    factors = [mine / there for name, there in LOAD_YARDSTICK.items() for mine in [load(name, YARDSTICK)] if mine]
    if not factors:
        return []
    factor = statistics.mean(factors)
    rows = []
    for tokenizer, (must, goal) in LOAD.items():
        mine = load(tokenizer, OURS)
        if mine:
            rows.append(
                {
                    "tokenizer": tokenizer,
                    "ms": mine,
                    "must": must * factor,
                    "goal": goal * factor,
                    "factor": factor,
                    "verdict": verdict(must * factor / mine, 1, must / goal),
                }
            )
    return rows


def bounds(ratio: float, pair: Optional[tuple[float, float]]) -> dict[str, Any]:
    """Return the last columns of a row."""
    if pair is None:
        return {"must": None, "goal": None, "verdict": ""}
    return {"must": pair[0], "goal": pair[1], "verdict": verdict(ratio, *pair)}


def own_ratio(what: str, mine: float, other: float, must: float) -> dict[str, Any]:
    """Return a row that compares budtiktok with itself."""
    workload, ratio = ALL["1024x500"], other / mine
    row = {"what": what, "ours": shown(mine, workload), "against": shown(other, workload), "ratio": ratio}
    return {**row, "ratio_min": None, **bounds(ratio, (must, must))}


def digits(value: float) -> str:
    """Print three significant digits, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def shown(value: float, workload: Workload) -> str:
    """Print a cost: microseconds a call, or megabytes a second."""
    return f"{digits(value)} us" if workload.unit == CALL else f"{digits(1e6 / value)} MB/s"


def name_of(name: str, peer: Record, kinds: Sequence[str] = ("ids",)) -> str:
    """Print a peer's name, with the share of results that it got wrong."""
    share = wrong_share(peer, kinds)
    if share is None:
        return f"{name} (ids not compared)"
    if share == 0:
        return f"**{name}**" if name == OURS else name
    # Never "0 %": one wrong text is not none.
    return f"{name} *({max(100 * share, 0.01):.2f} % wrong)*"


def line(cells: list[str]) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(cells) + " |"


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    """Return a table; all columns but the first are numbers."""
    return [line(header), line(["---", *["--:"] * (len(header) - 1)]), *map(line, rows)]


def measured(record: Record) -> dict[str, Record]:
    """Return the peers that ran."""
    return {name: peer for name, peer in record["peers"].items() if "skipped" not in peer}


def cell(record: Record, peer: Record, workload: Workload, phase: str) -> str:
    """Print a cost and the multiple of the base's speed."""
    value = cost(peer, workload.key, phase)
    if value is None:
        return ""
    base = cost(record["peers"].get(BASE, {}), workload.key, phase)
    return shown(value, workload) + (f" ({digits(base / value)}x)" if base else "")


def speed_table(record: Record, workloads: Sequence[Workload]) -> list[str]:
    """Return one row a peer, processor time of one thread."""
    columns = [(w, phase) for w in workloads for phase in (PHASES if w is not FIRST else PHASES[:1])]
    header = ["peer", *(w.title if w is FIRST else f"{w.title}, {phase}" for w, phase in columns)]
    kinds = tuple(dict.fromkeys(w.checked for w in workloads))
    rows = []
    for name, peer in measured(record).items():
        cells = [cell(record, peer, workload, phase) for workload, phase in columns]
        if any(cells):
            rows.append([name_of(name, peer, kinds), *cells])
    return table(header, rows) if rows else []


def load_table(record: Record) -> list[str]:
    """Return the processor time of loading, imports left out."""
    base = record["peers"].get(BASE, {}).get("load_ms")
    rows = []
    for name, peer in measured(record).items():
        rows.append([name, f"{digits(peer['load_ms'])} ms" + (f" ({digits(base / peer['load_ms'])}x)" if base else "")])
    return table(["peer", "load"], rows)


def two_thread_table(record: Record) -> list[str]:
    """Return elapsed speeds of two threads and the multiple of the same peer's single thread."""
    columns = [(ALL[key], phase) for key in TWO_THREADS for phase in PHASES]
    rows = []
    for name, peer in measured(record).items():
        cells = []
        for workload, phase in columns:
            two = cost(peer, workload.key, phase, "wall", "two")
            one = cost(peer, workload.key, phase, "wall")
            gain = f" ({one / two:.2f} of one)" if one and two else ""
            cells.append("" if two is None else shown(two, workload) + gain)
        if any(cells):
            rows.append([name_of(name, peer), *cells])
    return table(["peer", *(f"{w.title}, {phase}" for w, phase in columns)], rows) if rows else []


def target_table(rows: list[dict[str, Any]]) -> list[str]:
    """Return the ratios to the best right peer."""

    def numbers(row: dict[str, Any]) -> list[str]:
        return ["" if row[k] is None else f"{row[k]:.2f}" for k in ("ratio", "ratio_min", "must", "goal")]

    header = ["budtiktok against", "ours", "best right peer", "ratio", "ratio of minima", "must", "goal", "reached"]
    return table(
        header, [[r["what"], r["ours"], r["against"], *numbers(r), REACHED.get(r["verdict"], "")] for r in rows]
    )


def notes(record: Record) -> list[str]:
    """Return why peers were left out and what went wrong with others."""
    found = []
    for name, peer in record["peers"].items():
        if "skipped" in peer:
            found.append(f"- {name}: skipped, {peer['skipped']}")
        found += [f"- {name}: {error}" for error in peer.get("errors", [])]
    return found


def wrong_ids(report: Record) -> list[str]:
    """Return what is wrong with budtiktok's own ids: texts that differ, calls that failed, no comparison at all."""
    found = []
    for tokenizer, record in report["tokenizers"].items():
        ours = record["peers"].get(OURS, {"skipped": "not run"})
        if "skipped" in ours:
            found.append(f"{tokenizer}: {ours['skipped']}")
            continue
        found += [f"{tokenizer}: {error}" for error in ours.get("errors", [])]
        for kind in dict.fromkeys(workload.checked for workload in ALL.values()):
            share = wrong_share(ours, (kind,))
            if share is None or share > 0:
                found.append(f"{tokenizer}: {kind} {'differ' if share else 'not compared'}")
    return found


def missed(report: Record) -> list[str]:
    """Return the targets that were not reached."""
    return [
        f"{tokenizer}: {row['what']}: {row['ratio']:.2f} < {row['must']}"
        for tokenizer, record in report["tokenizers"].items()
        for row in check_targets(record)
        if row["verdict"] == "missed"
    ] + [
        f"{row['tokenizer']}: load {row['ms']:.1f} ms > {row['must']:.1f} ms"
        for row in load_targets(report)
        if row["verdict"] == "missed"
    ]


def markdown(report: Record) -> str:
    """Return everything as tables."""
    about = report["about"]
    thinned = "; a thinned run, no numbers to quote" if about["thinned"] else ""
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines = [
        "# Side by side",
        "",
        f"{about['date']}, `{about['command']}`, {about['passes']} passes of {about['rounds']} rounds, "
        f"{about['cold_texts']} texts new to a process, none twice; {about['compared_texts']} more compared{thinned}. "
        f"{about['cpu']}, {about['cpus']} processors, load {about['load_before']} before and {about['load_after']} "
        f"after; {about['ours']}.",
        f"Versions: {versions}.",
        "",
        f"Medians. Multiples in brackets are of {BASE}. Ids are compared with those of {REFERENCE}.",
    ]
    for tokenizer, record in report["tokenizers"].items():
        lines += ["", f"## {tokenizer} ({record['family']})"]
        parts = (
            ("One thread, processor time, no specials", speed_table(record, (*ENCODE, FIRST))),
            (
                "Server's call (specials, at most 512, padded, three int64 matrices), one thread",
                speed_table(record, SERVER),
            ),
            *((f"{workload.heading}, one thread", speed_table(record, (workload,))) for workload in EXTRA),
            ("Loading, processor time", load_table(record)),
            ("Two threads, elapsed time", two_thread_table(record)),
            ("Against the best peer whose ids are all right", target_table(check_targets(record))),
            ("Left out or failed", notes(record)),
        )
        for title, part in parts:
            if part:
                lines += ["", f"**{title}**", "", *part]
    loads = load_targets(report)
    if loads:
        header = ["tokenizer", "load, ms", "must", "goal", "reached"]
        numbers = [[f"{r[k]:.1f}" for k in ("ms", "must", "goal")] + [REACHED[r["verdict"]]] for r in loads]
        lines += ["", "## Loading", "", f"{YARDSTICK} says that this core takes {loads[0]['factor']:.2f} times as long"]
        lines += ["as the one that the targets were set for.", ""]
        lines += table(header, [[r["tokenizer"], *row] for r, row in zip(loads, numbers)])
        lines += ["", f"The server's call for a query: {SERVER_QUERY} us wanted on that core."]
    if report["skipped"]:
        lines += ["", "## Not available here", "", *(f"- {name}: {why}" for name, why in report["skipped"].items())]
    return "\n".join(lines) + "\n"
