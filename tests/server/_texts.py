"""About 2000 texts: probes, ten languages and more, up to 20,000 characters, some of them twice."""

from __future__ import annotations

import functools

import _data

from budtiktok.integrations.latentbud._probes import PROBES


@functools.cache
def everything() -> tuple[str, ...]:
    """Return all texts, in an order that mixes lengths."""
    pairs = _data.tatoeba_pairs()
    passages = [row["text"] for row in _data.json_rows("xquad-passages.jsonl")]
    prose = "\n".join(_data.rows("en-moby-dick.txt")[:600])
    found = [
        *PROBES,
        *(pair[0] for pair in pairs[:: max(1, len(pairs) // 900)]),
        *_data.rows("en-queries-nq.txt")[:300],
        *(row for row in _data.rows("blns.txt")),
        *passages[:: max(1, len(passages) // 180)],
        *(" ".join(passages[at : at + 3]) for at in range(0, 60, 6)),
        *(prose[:length] for length in (1000, 5000, 20_000)),
        *("".join(passages)[:length] for length in (500, 3000, 20_000)),
        # Around the maximum of most models.
        *("word " * count for count in range(506, 516)),
        "a" * 20_000,
        *PROBES[::3],
    ]
    step = next(step for step in (577, 601, 607, 613) if len(found) % step)
    return tuple(found[at * step % len(found)] for at in range(len(found)))


@functools.cache
def plain_texts() -> tuple[str, ...]:
    """Return those that the interface of the server takes and every model can answer."""
    return tuple(text for text in everything() if text.strip())
