"""BudTikTok inside `infinity_emb`, whose code stays as it is installed.

``patch()`` before engines are created, or the server's own command line with it done already: ``budtiktok-infinity v2
--model-id ...``, also ``python -m budtiktok.integrations.infinity v2 --model-id ...``. ``unpatch()`` gives the methods
back. ``patch_engine(engine)`` is for an engine that is there already.

Models whose tokenizer cannot be wrapped keep theirs; a line in the log says so. ``stats()`` says what was answered
by whom.
"""

from __future__ import annotations

from ._patch import PatchReport, is_patched, patch, patch_engine, patched, stats, unpatch

__all__ = ["PatchReport", "is_patched", "patch", "patch_engine", "patched", "stats", "unpatch"]
