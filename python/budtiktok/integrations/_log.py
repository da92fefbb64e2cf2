"""Where the integrations log: the server's own logger where there is a server."""

from __future__ import annotations

import logging
import sys

__all__ = ["logger"]


def logger() -> logging.Logger:
    """Return the logger "infinity_emb" where that package is loaded, "budtiktok" elsewhere."""
    return logging.getLogger("infinity_emb" if "infinity_emb" in sys.modules else "budtiktok")
