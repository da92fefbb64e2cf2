"""A worker process as the parent sees it: commands in, answers out, with a time limit; its death is an answer too."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

WORKER = Path(__file__).resolve().parent / "worker.py"
# The slowest right answer, a 1 MB text by the reference several times over, takes ten on a busy machine. Tests, whose
# texts are short, wait less.
ANSWER_SECONDS = float(os.environ.get("BTT_BENCH_ANSWER_SECONDS", "60"))


def environment(threads: int, extra: dict[str, str]) -> dict[str, str]:
    """Return an environment in which every library uses so many threads, and none meets another one's packages."""
    number = str(threads)
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {
        **kept,
        "BTT_NUM_THREADS": number,
        "OMP_NUM_THREADS": number,
        "RAYON_NUM_THREADS": number,
        "TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false",
        "TRANSFORMERS_VERBOSITY": "error",
        "HF_HUB_OFFLINE": "1",
        **extra,
    }


class Worker:
    """One running worker; `ask` never raises: an answer with "error" says what went wrong."""

    def __init__(self, python: str, threads: int, cpus: Iterable[int], extra: dict[str, str], log: IO[bytes]) -> None:
        allowed = set(cpus)
        self.process = subprocess.Popen(
            [python, str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment(threads, extra),
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        )
        self.dead: str | None = None
        # Gave no answer: a library that did so once is not asked again, or a run would wait at every turn.
        self.hung = False

    def ask(self, seconds: float = ANSWER_SECONDS, **command: Any) -> dict[str, Any]:
        """Send a command and return the answer."""
        if self.dead:
            return {"error": self.dead}
        assert self.process.stdin
        try:
            self.process.stdin.write(json.dumps(command).encode() + b"\n")
            self.process.stdin.flush()
            line = self._line(time.monotonic() + seconds)
        except (BrokenPipeError, EOFError):
            code = self.process.wait()
            self.dead = f"died: {signal.Signals(-code).name if code < 0 else f'exit status {code}'}"
            return {"error": self.dead}
        except TimeoutError:
            self.close()
            self.hung = True
            self.dead = f"no answer in {seconds:.0f} s"
            return {"error": self.dead}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _line(self, until: float) -> bytes:
        assert self.process.stdout
        parts: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not parts or not parts[-1].endswith(b"\n"):
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                part = os.read(self.process.stdout.fileno(), 1 << 20)
                if not part:
                    raise EOFError
                parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        """End the process."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    pass
