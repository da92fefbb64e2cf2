"""``budtiktok-infinity check``: both tokenizers of a model on texts of the user, with the calls that the server makes."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Callable

from ... import process
from ..latentbud import create_budtiktok_tokenizer, is_budtiktok_tokenizer
from ..latentbud._probes import PROBES

__all__ = ["compare", "main"]

_ROWS = 32
_SHOWN = 5

_CALLS: tuple[tuple[str, Callable[[Any, list[str]], Any]], ...] = (
    ("embed", lambda tok, texts: tok(texts, padding=_pads(tok), truncation="longest_first", return_tensors=_kind(tok))),
    (
        "rerank",
        lambda tok, texts: tok(
            [[texts[0], text] for text in texts],
            padding=_pads(tok),
            truncation="longest_first",
            return_tensors=_kind(tok),
        ),
    ),
    ("classify", lambda tok, texts: tok(texts[0], padding=_pads(tok), truncation=True)),
    ("lengths", lambda tok, texts: tok(texts, add_special_tokens=False, truncation="longest_first")),
    ("whole lengths", lambda tok, texts: tok(texts, add_special_tokens=False, verbose=False)),
)


def _pads(tokenizer: Any) -> bool:
    return tokenizer.pad_token is not None


def _kind(tokenizer: Any) -> str | None:
    return "np" if _pads(tokenizer) else None


def _plain(values: Any) -> Any:
    return values.tolist() if hasattr(values, "tolist") else values


def _outcome(call: Callable[[Any, list[str]], Any], tokenizer: Any, texts: list[str]) -> Any:
    """Return all results of a call as lists, or the type of its error."""
    try:
        return {key: _plain(values) for key, values in call(tokenizer, texts).items()}
    except Exception as error:
        return type(error).__name__


def compare(wrapper: Any, original: Any, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Make the server's calls on both sides.

    Parameters
    ----------
    wrapper : BudTikTokWrapper
        One side.
    original : transformers.PreTrainedTokenizerBase
        The other one, an object of its own.
    texts : sequence of str
        In batches, and alone.

    Yields
    ------
    tuple of str
        Name of the call and a text, for each text and call that differ; where only a batch of several differs, its
        first text.
    """
    for start in range(0, len(texts), _ROWS):
        batch = list(texts[start : start + _ROWS])
        for name, call in _CALLS:
            groups = [[text] for text in batch] if name == "classify" else [batch]
            for group in groups:
                if _outcome(call, wrapper, group) == _outcome(call, original, group):
                    continue
                alone = [text for text in group if _outcome(call, wrapper, [text]) != _outcome(call, original, [text])]
                for text in alone or group[:1]:
                    yield name, text


def _texts(options: argparse.Namespace) -> list[str]:
    texts = list(options.text or [])
    for name in options.file or []:
        source = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8", errors="replace")
        texts += source.splitlines()
    return texts or list(PROBES)


def main(arguments: Sequence[str]) -> int:
    """Run the command.

    Returns
    -------
    int
        0: all equal; 1: differences; 2: the model's tokenizer is not accelerated, or cannot be loaded.
    """
    parser = argparse.ArgumentParser(
        prog="budtiktok-infinity check",
        description="Compare both tokenizers of a model on texts, with the calls that the server makes.",
    )
    parser.add_argument("--model-id", required=True, help="as for the server")
    parser.add_argument("--revision", help="as for the server")
    parser.add_argument("--trust-remote-code", action="store_true", help="run code that comes with the model")
    parser.add_argument("--text", action="append", help="a text; may be repeated")
    parser.add_argument("--file", action="append", help="a file with a text a line, - for standard input")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    try:
        from transformers import AutoTokenizer

        load = {"revision": options.revision} if options.revision else {}
        original, wrapped = (
            AutoTokenizer.from_pretrained(options.model_id, trust_remote_code=options.trust_remote_code, **load)
            for _ in range(2)
        )
        texts = _texts(options)
    except Exception as error:
        print(f"{options.model_id}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    wrapper = create_budtiktok_tokenizer(options.model_id, True, hf_tokenizer=wrapped)
    if not is_budtiktok_tokenizer(wrapper):
        print(f"{options.model_id}: not accelerated, the server would use {type(wrapped).__name__}", file=sys.stderr)
        return 2
    found = list(compare(wrapper, original, texts))
    counters = wrapper.stats()
    if options.json:
        report = {
            **{"model": options.model_id, "texts": len(texts), "isa": process.get_simd_level()},
            **{"differences": [{"call": name, "text": text} for name, text in found], "stats": counters},
        }
        print(json.dumps(report))
        return 1 if found else 0
    for name, text in found[:_SHOWN]:
        print(f"{name}: differs for {text[:200]!r}")
    print(
        f"{options.model_id}: {len(texts)} texts, {len(found)} differences"
        f" ({counters['native_calls']} native calls, {counters['fallback_calls']} by the original;"
        f" budtiktok {process.version()}, isa={process.get_simd_level()})"
    )
    return 1 if found else 0
