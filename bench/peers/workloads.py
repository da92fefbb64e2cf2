"""What is encoded: the workloads and the texts of each round, none of which comes twice in a process.

A round of a workload is a list of calls, a call a list of texts. All rounds of all workloads are cut from different
places, so that whatever a process meets in a cold pass is new to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

CALL = "call"  # costs are per call
MB = "MB"  # costs are per million bytes

Calls = list[list[str]]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Workload:
    """How a workload is called: `shape` as in worker.py, `group` calls make one sample."""

    key: str
    title: str
    shape: str
    unit: str = MB
    group: int = 1
    heading: str = ""

    @property
    def checked(self) -> str:
        """What is compared: results of one kind are counted together."""
        return {"call": "server", "one": "ids", "document": "ids", "batch": "ids"}.get(self.shape, self.shape)


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
EXTRA = (
    Workload("pairs", "pairs", "pairs", heading="Pairs, the server's call"),
    Workload("pairs-single", "question and passage", "call", heading="The same as single texts, the server's call"),
    Workload("offsets", "offsets", "offsets", heading="Offsets in code points, no specials"),
    Workload("decode", "decode", "decode", heading="Decoding, by bytes of the text"),
)
# Where a second thread has something to do.
TWO_THREADS = ("1024x500", "multilingual", "code")
ALL = {w.key: w for w in (FIRST, *ENCODE, *SERVER, *EXTRA)}

ROUNDS = 3
QUERIES, SERVER_QUERIES = 600, 300
SMALL_BATCHES = 16
PASSAGES = 360
CODE_PARTS = 5
PAIRS = 50
EXTRA_TEXTS = 256
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


def slices(items: list[Item], count: int, size: int) -> list[list[Item]]:
    """Return `count` lists of `size` different items each, spread alike over all of them; none is in two lists."""
    unique = list(dict.fromkeys(items))
    if count * size > len(unique):
        raise ValueError(f"{len(unique)} different texts, {count * size} wanted")
    every = len(unique) // size
    return [[unique[place * every + i] for place in range(size)] for i in range(count)]


def unused_pairs(pairs: list[tuple[str, str]], passages: set[str]) -> list[tuple[str, str]]:
    """Return a pair for each passage that is not among these; no text comes twice."""
    found: dict[str, str] = {}
    for question, passage in pairs:
        if passage not in passages and question not in found.values():
            found.setdefault(passage, question)
    return [(question, passage) for passage, question in found.items()]


def singly(texts: list[str]) -> Calls:
    """Make each text a call of its own."""
    return [[text] for text in texts]


def make(data: Any, rounds: int, thin: int = 1) -> dict[str, list[Calls]]:
    """Return the calls of every round of every workload; `data` is the module _data of the tests.

    With `thin` a round holds that much less of everything: for trying the machinery, not for measuring.
    """
    if rounds > ROUNDS:
        raise ValueError(f"there is text for {ROUNDS} rounds of new texts, not for {rounds}; use --passes")
    moby = Cutter("en-moby-dick", data.text_bytes("en-moby-dick.txt"))
    war = Cutter("en-war-and-peace", data.text_bytes("en-war-and-peace.txt"))
    miserables = Cutter("en-les-miserables", data.text_bytes("en-les-miserables.txt"))
    other = Cutter(
        "en-pride-and-prejudice, en-wikitext2-valid",
        data.text_bytes("en-pride-and-prejudice.txt") + data.text_bytes("en-wikitext2-valid.txt"),
    )
    queries = iter(dict.fromkeys(row for row in data.rows("en-queries-nq.txt") if row))
    passages = [row["text"] for row in data.json_rows("xquad-passages.jsonl")]
    code = [row["text"] for row in data.json_rows("code-mixed.jsonl")]

    def some(count: int) -> int:
        return max(1, count // thin)

    def every_round(calls: Callable[[], Calls]) -> list[Calls]:
        return [calls() for _ in range(rounds)]

    def asked(count: int) -> list[Calls]:
        return every_round(lambda: singly([next(queries) for _ in range(some(count))]))

    def small() -> list[Calls]:
        return every_round(lambda: [moby.texts(32, 200) for _ in range(some(SMALL_BATCHES))])

    multilingual = slices(passages, rounds, some(PASSAGES))
    pairs = unused_pairs(data.xquad_pairs(), {text for texts in multilingual for text in texts})
    paired = slices(pairs, 2 * rounds, some(PAIRS))
    return {
        FIRST.key: [[war.texts(some(1024), 500)]],
        "query": asked(QUERIES),
        "32x200": small(),
        "1024x500": every_round(lambda: [war.texts(some(1024), 500)]),
        "1MB": every_round(lambda: singly(miserables.texts(1, some(1_000_000)))),
        "multilingual": [[texts] for texts in multilingual],
        "code": [[texts] for texts in slices(code, rounds, some(len(set(code)) // CODE_PARTS))],
        "call-query": asked(SERVER_QUERIES),
        "call-32x200": small(),
        "call-1024x500": every_round(lambda: [other.texts(some(1024), 500)]),
        "pairs": [[[*(q for q, _ in part), *(p for _, p in part)]] for part in paired[::2]],
        "pairs-single": [[[f"{q} {p}" for q, p in part]] for part in paired[1::2]],
        "offsets": every_round(lambda: [war.texts(some(EXTRA_TEXTS), 500)]),
        "decode": every_round(lambda: [war.texts(some(EXTRA_TEXTS), 500)]),
    }


def wake_calls(data: Any) -> Calls:
    """Return the short texts that a process meets before every cold pass, untimed."""
    speeches = "\n".join(row["text"] for row in data.json_rows("en-us-inaugural.jsonl"))
    return singly(Cutter("en-us-inaugural", speeches.encode()).texts(64, 100))


def check_texts(data: Any, thin: int = 1) -> list[list[str]]:
    """Return batches of texts whose ids are compared without being timed: what one library or another gets wrong.

    With `thin` only one in so many.
    """
    texts = [*data.rows("blns.txt"), *data.rows("mixed-scripts-small.txt"), *data.rows("en-wikitext2-valid.txt")[::4]]
    texts += [line for row in data.json_rows("udhr.jsonl") for line in row["text"].split("\n")[::6]]
    texts += data.row_sample("tatoeba-pairs.jsonl", 100_000)
    texts += data.row_sample("utf8-bmp-assigned-printable-separated.txt", 100_000)
    texts = list(dict.fromkeys(texts))[::thin]
    return [texts[i : i + CHECK_BATCH] for i in range(0, len(texts), CHECK_BATCH)]


def units(workload: Workload, calls: Calls) -> float:
    """Return by what the time of these calls is divided."""
    if workload.unit == CALL:
        return float(len(calls))
    return sum(len(text.encode()) for texts in calls for text in texts) / 1e6
