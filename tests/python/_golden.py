"""Running the recorded cases with this library: one method a kind, results in the form of the record.

Left out are only the cases of a file with an id above 2^31 - 1, which is refused.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import struct
from collections.abc import Callable
from typing import Any

from _data import DATA, hand_made, plain_tokenizer_json, rows

import budtiktok
from budtiktok.errors import BudtiktokError, LimitError

# Kinds that run one component alone, in front of a plain model.
ONE_COMPONENT = {"nrm": "normalizer", "ptk": "pre_tokenizer", "dcd": "decoder"}

WORDS = (
    "[UNK] [CLS] [SEP] a b c d e f g h [PAD] Hello , world ! How are you ? x y <s> </s> <mask> [MASK] My name is \u00e9"
)
WORD_LEVEL = {
    "type": "WordLevel",
    "vocab": {word: number for number, word in enumerate(WORDS.split(" "))},
    "unk_token": "[UNK]",
}
PLAIN = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": [],
    "normalizer": None,
    "pre_tokenizer": {"type": "WhitespaceSplit"},
    "post_processor": None,
    "decoder": None,
    "model": WORD_LEVEL,
}


class Left(Exception):
    """A case that is left out, with the reason."""


@functools.cache
def generator() -> Any:
    """Return the generator of the records, a module that knows the inputs they were made from."""
    spec = importlib.util.spec_from_file_location("make_golden", DATA / "golden/make_golden.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Runner:
    """Executes cases."""

    def __init__(self) -> None:
        self._loaded: dict[str, budtiktok.Tokenizer | Exception] = {}

    def run(self, case: dict[str, Any]) -> Any:
        """Return the result of a case, {"err": message} on failure; Left where it is left out."""
        kind = case["k"]
        method: Callable[[dict[str, Any]], Any] = getattr(self, f"run_{kind}")
        try:
            return json.loads(json.dumps(method(case)))
        except (Left, MemoryError, SystemError):
            raise
        except LimitError as error:
            if "is above 2147483647" not in str(error):
                raise
            raise Left("an id above 2^31 - 1, which is refused") from None
        except BudtiktokError as error:
            assert error.status not in (0, 9, 10), f"status {error.status}: {error}"
            return {"err": str(error)}
        except Exception as error:
            return {"err": f"{type(error).__name__}: {error}"}

    def tokenizer(self, case: dict[str, Any]) -> budtiktok.Tokenizer:
        """Load the tokenizer of a case, or raise what loading it raised before."""
        name, over = case["t"], case.get("set") or {}
        alone = ONE_COMPONENT.get(case["k"])
        key = f"{name} {alone} {json.dumps(over, sort_keys=True)}"
        if key not in self._loaded:
            if len(self._loaded) > 60:
                self._loaded.clear()
            try:
                self._loaded[key] = budtiktok.Tokenizer.from_str(specification(name, over, alone))
            except Exception as error:
                self._loaded[key] = error
        found = self._loaded[key]
        if isinstance(found, Exception):
            raise found
        found.encode_special_tokens = bool(case.get("est"))
        return found

    def run_enc(self, case: dict[str, Any]) -> Any:
        encoding = self.tokenizer(case).encode(
            case["a"],
            case.get("b"),
            is_pretokenized=bool(case.get("pre")),
            add_special_tokens=not case.get("nosp"),
        )
        return encoded(encoding)

    def run_bat(self, case: dict[str, Any]) -> Any:
        words = bool(case.get("pre"))
        items = [tuple(item) if isinstance(item, list) and not words else item for item in case["in"]]
        found = self.tokenizer(case).encode_batch(items, is_pretokenized=words, add_special_tokens=not case.get("nosp"))
        return {"b": [encoded(encoding) for encoding in found]}

    def run_qry(self, case: dict[str, Any]) -> Any:
        encoding = self.tokenizer(case).encode(case["a"], case.get("b"))
        return {"v": [getattr(encoding, method)(*arguments) for method, *arguments in case["q"]]}

    def run_dec(self, case: dict[str, Any]) -> Any:
        return {"d": self.tokenizer(case).decode(case["ids"], skip_special_tokens=bool(case.get("skip")))}

    def run_stm(self, case: dict[str, Any]) -> Any:
        tokenizer = self.tokenizer(case)
        stream = budtiktok.DecodeStream(skip_special_tokens=bool(case.get("skip")))
        return {"s": [stream.step(tokenizer, number) for number in case["ids"]]}

    def run_dcd(self, case: dict[str, Any]) -> Any:
        decoder = self.tokenizer(case).decoder
        assert decoder is not None
        return {"d": decoder.decode(case["toks"])}

    def run_nrm(self, case: dict[str, Any]) -> Any:
        normalizer = self.tokenizer(case).normalizer
        assert normalizer is not None
        return {"d": normalizer.normalize_str(case["a"])}

    def run_ptk(self, case: dict[str, Any]) -> Any:
        pre_tokenizer = self.tokenizer(case).pre_tokenizer
        assert pre_tokenizer is not None
        pieces = pre_tokenizer.pre_tokenize_str(case["a"])
        return {"p": [piece for piece, _ in pieces], "o": [end for _, span in pieces for end in span]}

    def run_rgx(self, case: dict[str, Any]) -> Any:
        # What Split keeps of an inverted pattern is what the pattern matches, as in the generator.
        split = {
            "type": "Split",
            "pattern": {"Regex": generator().REGEXES[case["re"]]},
            "behavior": "Removed",
            "invert": True,
        }
        over = {"pre_tokenizer": split}
        return self.run_ptk({"k": "ptk", "t": "wordlevel", "set": over, "a": case["a"]})

    def run_vcb(self, case: dict[str, Any]) -> Any:
        tokenizer = self.tokenizer(case)
        vocab = tokenizer.get_vocab()
        listed = sorted(vocab.items(), key=lambda item: (item[1], item[0]))
        added = tokenizer.get_added_tokens_decoder()
        return {
            "size": tokenizer.get_vocab_size(),
            "model": tokenizer.get_vocab_size(False),
            "max": max(vocab.values()),
            "sha256": hashlib.sha256(json.dumps(listed).encode()).hexdigest(),
            "added": {
                str(number): [
                    token.content,
                    token.single_word,
                    token.lstrip,
                    token.rstrip,
                    token.normalized,
                    token.special,
                ]
                for number, token in sorted(added.items())
            },
            "single": tokenizer.num_special_tokens_to_add(False),
            "pair": tokenizer.num_special_tokens_to_add(True),
            "i2t": [tokenizer.id_to_token(number) for number in case.get("ids", [])],
            "t2i": [tokenizer.token_to_id(token) for token in case.get("toks", [])],
        }

    def run_lod(self, case: dict[str, Any]) -> Any:
        spec = dict(PLAIN)
        for key, value in case["set"].items():
            if value == "__missing__":
                spec.pop(key, None)
            else:
                spec[key] = value
        saved = json.loads(budtiktok.Tokenizer.from_str(json.dumps(spec)).to_str())
        return {"ok": 1, "saved": {key: value for key, value in saved.items() if key in case["set"]}}

    def run_cks(self, case: dict[str, Any]) -> Any:
        tokenizer = self.tokenizer(case)
        lines = lines_of(case["f"], case["n"])
        digests, total = [], 0
        for start in range(0, len(lines), case["blk"]):
            digest = hashlib.sha256()
            for encoding in tokenizer.encode_batch(lines[start : start + case["blk"]]):
                ids, offsets = encoding.ids, [end for span in encoding.offsets for end in span]
                total += len(ids)
                digest.update(struct.pack(f"<I{len(ids)}I", len(ids), *ids))
                digest.update(struct.pack(f"<{len(offsets)}I", *offsets))
            digests.append(digest.hexdigest()[:16])
        return {"lines": len(lines), "tokens": total, "h": digests}


def lines_of(name: str, limit: int) -> list[str]:
    """Return the rows of a text file until, at the end of a line, `limit` characters are reached.

    A line of a .jsonl gives several rows, which stay together.
    """
    if not name.endswith(".jsonl"):
        groups = [[row] for row in rows(name)]
    else:
        groups = json_groups(name)
    out: list[str] = []
    count = 0
    for group in groups:
        out.extend(group)
        count += sum(map(len, group))
        if count >= limit:
            break
    return out


def json_groups(name: str) -> list[list[str]]:
    """Return the rows of a .jsonl line by line."""
    from _data import ROW_CHARS, json_rows

    return [[v[:ROW_CHARS] for v in row.values() if isinstance(v, str)] for row in json_rows(name)]


def specification(name: str, over: dict[str, Any], alone: str | None) -> str:
    """Return the tokenizer.json of a case; with `alone` one that has this component and a plain model."""
    if name.startswith("real:"):
        text = plain_tokenizer_json(name[len("real:") :])
        spec = json.loads(text) if over or alone else None
        if spec is None:
            return text
    else:
        spec = dict(hand_made(name))
    if alone:
        spec = {**PLAIN, "pre_tokenizer": None, alone: spec[alone]}
    return json.dumps({**spec, **over})


def encoded(encoding: Any, overflow: bool = True) -> dict[str, Any]:
    """Return an encoding in the form of the record."""
    out: dict[str, Any] = {
        "i": encoding.ids,
        "t": encoding.tokens,
        "o": [end for span in encoding.offsets for end in span],
        "w": encoding.word_ids,
        "q": encoding.sequence_ids,
    }
    if any(encoding.type_ids):
        out["ty"] = encoding.type_ids
    if any(encoding.special_tokens_mask):
        out["sm"] = encoding.special_tokens_mask
    if not all(encoding.attention_mask):
        out["am"] = encoding.attention_mask
    if overflow and encoding.overflowing:
        out["ov"] = [encoded(part, False) for part in encoding.overflowing]
    return out
