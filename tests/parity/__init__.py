"""The proof of equality: this library beside the live reference, on everything there is.

`python -m parity texts` (`make parity`) runs every tokenizer of the test data over every text and a grid of options;
`python -m parity codepoints` (`make parity-codepoints`) runs normalizers, pre-tokenizers and whole pipelines over every
scalar value. Both count what they compare, shrink what differs to a small reproducer, and fail when they have compared
less than the number committed in minimum.json.

- sides.py     one call on both sides, the comparison, and the hook that alters our side for the self-test
- shrink.py    from a difference to a reproducer
- inputs.py    rows, blocks, the fixed sample, pairs, words
- checks.py    what is compared of one tokenizer: texts, sample, grid, components, vocabulary
- codepoints.py  the same for scalar values
- runner.py    units over processes, totals, the report

Run it with tests/ in PYTHONPATH and BUDTIKTOK_LIBRARY naming the library; the Makefile does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Before either library is loaded: one worker is one thread of the reference, its panics stay short, and threads of
# ours that wait do not take the processor from other workers.
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RUST_BACKTRACE"] = "0"
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# The test data and the reading of it are shared with the pytest tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))
