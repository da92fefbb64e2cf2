"""The place of a model in the lists with semicolons of the INFINITY_ variables."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

__all__ = ["of_command_line", "position", "remember"]

# Models and their names of the command line: its order is that of the lists.
_command_line: tuple[list[str], list[str]] | None = None


def of_command_line(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the values of ``--model-id`` and ``--served-model-name``, in their order."""
    found: dict[str, list[str]] = {"--model-id": [], "--served-model-name": []}
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name in found and (equals or index + 1 < len(arguments)):
            found[name].append(value if equals else arguments[index + 1])
    return found["--model-id"], found["--served-model-name"]


def remember(arguments: Sequence[str] | None) -> None:
    """Take the order of models from a command line; None: from the environment of the server again."""
    global _command_line
    _command_line = None if arguments is None else of_command_line(arguments)


def position(path: str, served: str) -> int:
    """Return the place of a model, beyond all lists where the server was not told of it.

    Parameters
    ----------
    path, served : str
        Its ``model_name_or_path`` and ``served_model_name``; the name decides where every model has one.
    """
    paths, names = _command_line or ([], [])
    if not paths:
        manager = importlib.import_module("infinity_emb.env").MANAGER
        paths, names = list(manager.model_id), list(manager.served_model_name)
    if len(names) == len(paths) and served in names:
        return names.index(served)
    return paths.index(path) if path in paths else 1 << 30
