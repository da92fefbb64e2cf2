"""The ONNX engine has an environment of its own: `make server-onnx`. Elsewhere these tests are not collected."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("optimum") is None:
    collect_ignore = ["test_onnx.py"]
