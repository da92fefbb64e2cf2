"""Differential fuzzer: random tokenizers and texts through this library and the reference, compared on everything.

    make fuzz-parity SECONDS=60
    PYTHONPATH=tests .venv/bin/python -m fuzz_parity --seed 7 --only 1234     # one case of that campaign again

A case is a `tokenizer.json` and a list of calls, made from (seed, number) alone:

- `cases` composes it, from `spec_models`, `spec_stages`, `regexes`, `charsmap` and `texts`; `spec_invalid` damages
  some of them;
- `calls` are the calls, `perform` runs them on both sides and compares what comes back;
- `coverage` says which components, flags and values a case has, and which of them a campaign has to meet;
- `shrink` makes a case that differs small, `campaign` runs the workers, reports, and keeps it as a regression file.

`regressions/*.json` are cases that differed once; `tests/python/test_fuzz_parity.py` replays them.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REGRESSIONS = HERE / "regressions"

# The helpers of the Python tests (_compare, _data).
_HELPERS = str(HERE.parent / "python")
if _HELPERS not in sys.path:
    sys.path.insert(0, _HELPERS)
