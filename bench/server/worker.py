"""One part of the run, in a process whose environment was made for it: prints a JSON object.

python worker.py '{"part": "calls", ...}'
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(task: dict[str, Any]) -> Any:
    """Carry out a task."""
    from server import calls, pipeline

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if task["part"] == "calls":
            return calls.measure(task["tokenizer"], folder, task["threads"], task["seconds"])
        if task["part"] == "pools":
            return pipeline.measure_pools(folder, task["threads"], task["seconds"])
        os.environ["INFINITY_HOME"] = name
        keys = ("threads", "workers", "seconds", "batches")
        return pipeline.measure(task["model"], folder, task["device"], *(task[key] for key in keys))


if __name__ == "__main__":
    # Libraries that print must not disturb the answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path[:0] = [str(ROOT / "python"), str(ROOT / "bench")]
    task = json.loads(sys.argv[1])
    if task.get("cpus"):
        os.sched_setaffinity(0, task["cpus"])
    json.dump(run(task), answer)
    answer.close()
