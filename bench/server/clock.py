"""Timing of several ways to do the same, in turns, within a slice of time."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

REPETITIONS = 30
FEWEST = 3


@contextmanager
def quiet() -> Iterator[None]:
    """No garbage collection inside."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def summary(seconds: list[float], per: int = 1) -> dict[str, Any]:
    """Return median and 95th percentile in microseconds, and how many samples there were."""
    times = sorted(1e6 * s / per for s in seconds)
    place = min(len(times) - 1, int(0.95 * len(times)))
    return {"median_us": statistics.median(times), "p95_us": times[place], "samples": len(times)}


class Turns:
    """Runs named calls in turns: the first of one round is the last of the next.

    Parameters
    ----------
    arms : dict
        Name and what it calls with an item.
    now : callable
        Seconds: ``time.process_time`` where one thread works, ``time.perf_counter`` where more do.
    deadline : float
        ``time.monotonic()`` after which no round is begun, once there are the fewest.
    """

    def __init__(self, arms: dict[str, Callable[[Any], Any]], now: Callable[[], float], deadline: float) -> None:
        self.arms, self.now, self.deadline = arms, now, deadline

    # Garbage is collected before the first round only: a collection walks all of a process with torch, and the call
    # behind it waits for memory (40 us for one that takes 2.5), which no caller of a tokenizer does each time.
    @quiet()
    def __call__(
        self,
        rounds: Callable[[], list[Any]],
        check: Callable[[dict[str, list[Any]]], None],
        warm: bool = False,
        repetitions: int = REPETITIONS,
        fewest: int = FEWEST,
        one_before: bool = False,
    ) -> dict[str, dict[str, Any]]:
        """Time every arm on the items of each round.

        Parameters
        ----------
        rounds
            Gives the items of a round. With `warm` each arm sees those of the first round once before.
        check
            Is given the results of each arm; raises where they differ.
        one_before
            Each arm calls its first item once more before it is timed, in every round: what is timed follows a call of
            the same arm, and not the other arm.

        Returns
        -------
        dict
            A summary for each arm, per item.
        """
        seconds: dict[str, list[float]] = {name: [] for name in self.arms}
        names, per = list(self.arms), 1
        for turn in range(repetitions):
            if turn >= fewest and time.monotonic() > self.deadline:
                break
            items = rounds()
            per = len(items)
            for name in names if turn % 2 == 0 else names[::-1]:
                call = self.arms[name]
                if warm and turn == 0:
                    for item in items:
                        call(item)
                if one_before:
                    call(items[0])
                # Results go as they come, as a server's do: those of a hundred calls in a list are memory that no call
                # finds ready. What is compared is made again.
                start = self.now()
                for item in items:
                    call(item)
                seconds[name].append(self.now() - start)
            check({name: [call(item) for item in items] for name, call in self.arms.items()})
        return {name: summary(values, per) for name, values in seconds.items()}
