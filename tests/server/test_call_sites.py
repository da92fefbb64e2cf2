"""What infinity_emb asks of a tokenizer, read from the installed source and compared with a recorded list.

A version that asks for something else turns this red: look at the new site, then record it with

    build/server/venv/bin/python tests/server/test_call_sites.py > tests/server/call_sites.txt
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

RECORDED = Path(__file__).resolve().parent / "call_sites.txt"
# Texts are tokenized there; images, audio and the conversion of weights have tools of their own.
FOLDERS = ("embedder", "crossencoder", "classifier")


def _mentions(node: ast.AST) -> bool:
    text = ast.unparse(node)
    return any(word in text for word in ("tokenizer", "Tokenizer", "self._pipe", "pipeline(", "self.tokenize("))


def _outermost(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the largest expressions that mention a tokenizer and are calls, assignments of one, or reads of it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef, ast.ImportFrom, ast.Import)):
            continue
        if isinstance(child, ast.stmt) and not any(isinstance(part, ast.stmt) for part in ast.iter_child_nodes(child)):
            if _mentions(child) and not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                yield child
        else:
            if isinstance(child, ast.expr) and _mentions(child):
                yield child
            yield from _outermost(child) if not isinstance(child, ast.expr) else ()


def call_sites() -> list[str]:
    """Return one line a site: file, function, source."""
    found = importlib.util.find_spec("infinity_emb")
    assert found is not None and found.origin is not None
    root = Path(found.origin).parent / "transformer"
    lines = []
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    name = path.relative_to(root).as_posix()
                    lines += [f"{name} {node.name}: {ast.unparse(site)}" for site in _outermost(node)]
    return [line.replace("\n", " ") for line in lines]


def test_call_sites_are_the_recorded_ones() -> None:
    assert call_sites() == RECORDED.read_text(encoding="utf-8").splitlines()


def test_nothing_else_is_read() -> None:
    """The attributes that are read of a tokenizer anywhere are the ones that the wrapper answers."""
    found = importlib.util.find_spec("infinity_emb")
    assert found is not None and found.origin is not None
    read = set()
    for folder in FOLDERS:
        for path in (Path(found.origin).parent / "transformer" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("tokenizer"):
                    read.add(node.attr)
    assert read == {"batch_encode_plus", "encode_batch"}


if __name__ == "__main__":
    print("\n".join(call_sites()))
