"""The tests use the tiny models of the tests with the real server."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("server", "python")]
