"""What is encoded: the workloads and the texts of each round, none of which comes twice in a process.

A round of a workload is a list of calls, a call a list of texts. All rounds of all workloads are cut from different
places, so that whatever a process meets in a cold pass is new to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CALL = "call"  # costs are per call
MB = "MB"  # costs are per million bytes

Calls = list[list[str]]


@dataclass(frozen=True)
class Workload:
    """How a workload is called: `shape` as in worker.py, `group` calls make one sample."""

    key: str
    title: str
    shape: str
    unit: str = MB
    group: int = 1


FIRST = Workload("first", "first 0.5 MB", "batch")
ENCODE = (
    Workload("query", "query", "one", CALL, 100),
    Workload("32x200", "32 x 200 B", "batch", MB, 4),
    Workload("1024x500", "1024 x 500 B", "batch"),
    Workload("1MB", "1 MB text", "document"),
    Workload("multilingual", "multilingual", "batch"),
    Workload("code", "code", "batch"),
)
SERVER = (
    Workload("call-query", "query", "call", CALL, 100),
    Workload("call-32x200", "32 x 200 B", "call", MB, 4),
    Workload("call-1024x500", "1024 x 500 B", "call"),
)
# Where a second thread has something to do.
TWO_THREADS = ("1024x500", "multilingual", "code")
ALL = {w.key: w for w in (FIRST, *ENCODE, *SERVER)}

ROUNDS = 3
QUERIES, SERVER_QUERIES = 600, 300
SMALL_BATCHES = 16
PASSAGES = 360
CODE_PARTS = 5
CHECK_BATCH = 256


class Cutter:
    """Cuts pieces of a given size from a text, one after the other, until it is used up."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data, self.place = name, data, 0

    def texts(self, count: int, size: int) -> list[str]:
        """Return the next `count` texts of `size` bytes, less where a character would be split.

        Raises
        ------
        ValueError
            What is left is too short: a text never comes twice.
        """
        end = self.place + count * size
        if end > len(self.data):
            raise ValueError(f"{self.name} is used up: {len(self.data)} bytes, {end} wanted")
        found = [self.data[i : i + size].decode("utf-8", "ignore") for i in range(self.place, end, size)]
        self.place = end
        return found


def slices(items: list[str], count: int, size: int) -> list[list[str]]:
    """Return `count` lists of `size` different items each, spread alike over all of them; none is in two lists."""
    unique = list(dict.fromkeys(items))
    if count * size > len(unique):
        raise ValueError(f"{len(unique)} different texts, {count * size} wanted")
    every = len(unique) // size
    return [[unique[place * every + i] for place in range(size)] for i in range(count)]


def singly(texts: list[str]) -> Calls:
    """Make each text a call of its own."""
    return [[text] for text in texts]


def make(data: Any, rounds: int) -> dict[str, list[Calls]]:
    """Return the calls of every round of every workload; `data` is the module _data of the tests."""
    if rounds > ROUNDS:
        raise ValueError(f"there is text for {ROUNDS} rounds of new texts, not for {rounds}; use --passes")
    moby = Cutter("en-moby-dick", data.text_bytes("en-moby-dick.txt"))
    war = Cutter("en-war-and-peace", data.text_bytes("en-war-and-peace.txt"))
    miserables = Cutter("en-les-miserables", data.text_bytes("en-les-miserables.txt"))
    other = Cutter(
        "en-pride-and-prejudice, en-wikitext2-valid",
        data.text_bytes("en-pride-and-prejudice.txt") + data.text_bytes("en-wikitext2-valid.txt"),
    )
    queries = list(dict.fromkeys(row for row in data.rows("en-queries-nq.txt") if row))
    asked = rounds * QUERIES
    passages = [row["text"] for row in data.json_rows("xquad-passages.jsonl")]
    code = [row["text"] for row in data.json_rows("code-mixed.jsonl")]
    files = slices(code, rounds, len(set(code)) // CODE_PARTS)

    plan: dict[str, list[Calls]] = {FIRST.key: [[war.texts(1024, 500)]]}
    plan["query"] = [singly(queries[i * QUERIES : (i + 1) * QUERIES]) for i in range(rounds)]
    plan["32x200"] = [[moby.texts(32, 200) for _ in range(SMALL_BATCHES)] for _ in range(rounds)]
    plan["1024x500"] = [[war.texts(1024, 500)] for _ in range(rounds)]
    plan["1MB"] = [singly(miserables.texts(1, 1_000_000)) for _ in range(rounds)]
    plan["multilingual"] = [[texts] for texts in slices(passages, rounds, PASSAGES)]
    plan["code"] = [[texts] for texts in files]
    plan["call-query"] = [
        singly(queries[asked + i * SERVER_QUERIES : asked + (i + 1) * SERVER_QUERIES]) for i in range(rounds)
    ]
    plan["call-32x200"] = [[moby.texts(32, 200) for _ in range(SMALL_BATCHES)] for _ in range(rounds)]
    plan["call-1024x500"] = [[other.texts(1024, 500)] for _ in range(rounds)]
    return plan


def wake_calls(data: Any) -> Calls:
    """Return the short texts that a process meets before every cold pass, untimed."""
    speeches = "\n".join(row["text"] for row in data.json_rows("en-us-inaugural.jsonl"))
    return singly(Cutter("en-us-inaugural", speeches.encode()).texts(64, 100))


def check_texts(data: Any) -> list[list[str]]:
    """Return batches of texts whose ids are compared without being timed: what one library or another gets wrong."""
    texts = [*data.rows("blns.txt"), *data.rows("mixed-scripts-small.txt"), *data.rows("en-wikitext2-valid.txt")[::4]]
    texts += [line for row in data.json_rows("udhr.jsonl") for line in row["text"].split("\n")[::6]]
    texts += data.row_sample("tatoeba-pairs.jsonl", 100_000)
    texts += data.row_sample("utf8-bmp-assigned-printable-separated.txt", 100_000)
    texts = list(dict.fromkeys(texts))
    return [texts[i : i + CHECK_BATCH] for i in range(0, len(texts), CHECK_BATCH)]


def units(workload: Workload, calls: Calls) -> float:
    """Return by what the time of these calls is divided."""
    if workload.unit == CALL:
        return float(len(calls))
    return sum(len(text.encode()) for texts in calls for text in texts) / 1e6
