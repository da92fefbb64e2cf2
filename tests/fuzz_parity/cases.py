"""One case of the fuzzer from its seed and number: a tokenizer.json and the calls that are made on it.

Calls are JSON objects, {"call": name, arguments...}; `calls` knows what each does. They run in order on one
tokenizer, and some change it (added tokens, truncation, padding).
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import tokenizers

from . import spec_invalid, spec_models, spec_stages
from .spec_stages import flag
from .texts import Theme, ill_formed

Json = dict[str, Any]

# The pre-tokenizer and normalizer are tried on a tokenizer with this model.
_NO_MODEL = {"type": "WordLevel", "vocab": {}, "unk_token": ""}


def make(seed: int, number: int) -> Json:
    """Return case `number` of a campaign; the same one on every machine."""
    rng = Random(f"{seed}:{number}")
    theme = Theme(rng)
    spec = _spec(rng, theme)
    case: Json = {"spec": spec, "calls": _calls(rng, theme, spec), "groups": theme.groups}
    if rng.random() < 0.16:
        case["damage"] = spec_invalid.damage(rng, spec)
    _cut_texts(spec, case["calls"])
    overlapping = isinstance(spec.get("post_processor"), dict) and "processors" in spec["post_processor"]
    for call in case["calls"]:
        if call["call"] == "queries":
            call["overlapping"] = overlapping
    return case


def _cut_texts(spec: Json, calls: list[Json]) -> None:
    """Shorten what is truncated and joined: each overflow part of one text is joined with each of the other's."""
    if spec.get("truncation") is None and not any(call.get("truncation") for call in calls):
        return
    pair, single = _sequences(spec.get("post_processor"), "pair"), _sequences(spec.get("post_processor"), "single")
    for call in calls:
        joined = pair if "pair" in call else 2 + single if call["call"] == "encoding_changes" else single
        most = (40, 40, 12, 4, 2)[min(joined, 4)]
        for name in ("text", "other", "pair", "words"):
            value = call.get(name)
            if isinstance(value, list):
                call[name] = [word[: max(most // 2, 1)] for word in value[: max(most // 2, 1)]]
            elif value is not None:
                call[name] = value[:most]
        if call["call"] == "batch":
            most = (40, 40, 12, 4, 2)[min(pair, 4)]
            call["rows"] = [[text[:most] for text in row] if isinstance(row, list) else row for row in call["rows"]]
            if single > 1:
                call["rows"] = [row if isinstance(row, list) else row[:12] for row in call["rows"]]


def _sequences(part: Any, name: str) -> int:
    """How many texts a post-processor joins into one encoding, at least."""
    if not isinstance(part, dict):
        return 2
    if isinstance(part.get("processors"), list):
        return max((_sequences(member, name) for member in part["processors"]), default=2)
    pieces = part.get(name)
    count = sum("Sequence" in piece for piece in pieces if isinstance(piece, dict)) if isinstance(pieces, list) else 0
    return max(count, 2 if name == "pair" else 1)


def dumped(spec: Json) -> bytes:
    """The spec as the bytes of a file."""
    return json.dumps(spec, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _spec(rng: Random, theme: Theme) -> Json:
    spec: Json = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": []}
    for name in ("normalizer", "pre_tokenizer", "post_processor", "decoder", "model"):
        spec[name] = None
    if rng.random() < 0.25:
        _family(rng, theme, spec)
    else:
        if rng.random() < 0.65:
            spec["normalizer"] = spec_stages.normalizer(rng, theme)
        if rng.random() < 0.75:
            spec["pre_tokenizer"] = spec_stages.pre_tokenizer(rng, theme)
        if rng.random() < 0.6:
            spec["decoder"] = spec_stages.decoder(rng, theme)
    spec_stages.keep_ranges(rng, theme, spec)
    if rng.random() < 0.6:
        spec["post_processor"] = spec_stages.post_processor(rng, theme)
    if rng.random() < 0.35:
        spec["truncation"] = spec_stages.truncation(rng)
    if rng.random() < 0.3:
        spec["padding"] = spec_stages.padding(rng)
    texts = [theme.text() for _ in range(10)]
    spec["model"] = spec_models.model(rng, theme, _pieces(spec, texts))
    vocabulary = tokens_of(spec["model"])
    spec["added_tokens"] = spec_stages.added_tokens(rng, theme, vocabulary)
    if vocabulary and rng.random() < 0.5:
        theme.inserts += rng.sample(vocabulary, min(len(vocabulary), 3))
    return spec


def _family(rng: Random, theme: Theme, spec: Json) -> None:
    """Stages that occur together in real files."""
    kind = rng.randrange(4)
    if kind == 0:
        spec["normalizer"] = spec_stages.bert_normalizer(rng)
        spec["pre_tokenizer"] = {"type": "BertPreTokenizer"}
        spec["decoder"] = {"type": "WordPiece", "prefix": "##", "cleanup": flag(rng)}
    elif kind == 1:
        spec["normalizer"] = rng.choice((None, {"type": "NFC"}, {"type": "Lowercase"}))
        spec["pre_tokenizer"] = spec_stages.byte_level(rng)
        if flag(rng):
            split = {
                "type": "Split",
                "pattern": spec_stages.pattern(rng, theme),
                "behavior": "Isolated",
                "invert": False,
            }
            spec["pre_tokenizer"]["use_regex"] = False
            spec["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [split, spec["pre_tokenizer"]]}
        spec["decoder"] = spec_stages.byte_level(rng)
    elif kind == 2:
        replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
        spec["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace]}
        decoders: list[Json] = [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}]
        decoders += [
            {"type": "ByteFallback"},
            {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": 1, "stop": 0},
        ]
        spec["decoder"] = {"type": "Sequence", "decoders": decoders}
    else:
        spec["normalizer"] = spec_stages.precompiled(rng, theme)
        members = [{"type": "WhitespaceSplit"}, spec_stages.metaspace(rng)]
        spec["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": members[rng.randrange(2) :]}
        spec["decoder"] = spec_stages.metaspace(rng)


def _pieces(spec: Json, texts: list[str]) -> list[str]:
    """What normalizer and pre-tokenizer of the reference make of the texts; the texts where they fail."""
    bare = {**spec, "truncation": None, "padding": None, "post_processor": None, "decoder": None, "model": _NO_MODEL}
    pieces: list[str] = []
    try:
        tokenizer = tokenizers.Tokenizer.from_buffer(dumped(bare))
        normalizer, pre_tokenizer = tokenizer.normalizer, tokenizer.pre_tokenizer
        for text in texts:
            if normalizer is not None:
                text = normalizer.normalize_str(text)
            pieces += [text] if pre_tokenizer is None else [piece for piece, _ in pre_tokenizer.pre_tokenize_str(text)]
    except BaseException as error:  # a panic of the reference is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return pieces + texts
    return pieces


def tokens_of(model: Json) -> list[str]:
    vocab = model["vocab"]
    return list(vocab) if isinstance(vocab, dict) else [token for token, _ in vocab]


def ids_of(model: Json) -> list[int]:
    vocab = model["vocab"]
    return list(vocab.values()) if isinstance(vocab, dict) else list(range(len(vocab)))


# ---- calls


def _calls(rng: Random, theme: Theme, spec: Json) -> list[Json]:
    calls = _encodes(rng, theme, 1.0)
    calls += _stage_calls(rng, theme, spec)
    calls += _decodes(rng, theme, spec)
    if rng.random() < 0.3:
        calls.append({"call": "special_as_text", "value": True})
        calls += _encodes(rng, theme, 0.3)
        if flag(rng):
            calls.append({"call": "special_as_text", "value": False})
    if rng.random() < 0.2:
        calls.append(_settings(rng))
        calls += _encodes(rng, theme, 0.4)
    if rng.random() < 0.3:
        calls.append(_add_tokens(rng, theme, spec))
        calls += _encodes(rng, theme, 0.4)
        calls += _decodes(rng, theme, spec)[:2]
    if rng.random() < 0.4:
        texts = _token_texts(rng, theme, spec, 6)
        calls.append({"call": "vocabulary", "ids": _random_ids(rng, spec, 8), "tokens": texts})
    if rng.random() < 0.3:
        calls.append({"call": "to_str"})
    return calls


def _encodes(rng: Random, theme: Theme, share: float) -> list[Json]:
    """Calls that encode, `share` of a full set."""

    def many(count: int) -> range:
        return range(max(1, round(count * share)))

    calls: list[Json] = []
    for _ in many(7):
        calls.append({"call": "encode", "text": theme.text(), "special": rng.random() < 0.75})
    for _ in many(4):
        calls.append({"call": "encode", "text": theme.text(), "pair": theme.text(), "special": rng.random() < 0.75})
    for _ in many(3):
        call: Json = {"call": "encode_words", "words": theme.word_list(), "special": flag(rng)}
        if flag(rng):
            call["pair"] = theme.word_list()
        calls.append(call)
    rows: list[Any] = [theme.text() for _ in range(rng.randint(1, 5))]
    how = rng.random()
    if how < 0.4:
        rows = [[row, theme.text()] if how < 0.2 or flag(rng) else row for row in rows]
    calls.append({"call": "batch", "rows": rows, "special": flag(rng), "fast": rng.random() < 0.4})
    if rng.random() < 0.3:
        rows = [theme.word_list() for _ in range(rng.randint(1, 4))]
        calls.append({"call": "batch_words", "rows": rows, "special": flag(rng), "fast": rng.random() < 0.4})
    if rng.random() < 0.5:
        calls.append(_with_pair(rng, theme, {"call": "queries", "text": theme.text()[:24], "special": flag(rng)}))
    if rng.random() < 0.3:
        calls.append({"call": "bytes", "hex": ill_formed(rng, theme.text()).hex(), "special": flag(rng)})
    if rng.random() < 0.15:
        calls.append(_encoding_changes(rng, theme))
    if rng.random() < 0.15:
        calls.append(_with_pair(rng, theme, {"call": "post_process", "text": theme.text(), "special": flag(rng)}))
    if rng.random() < 0.03:
        calls.append({"call": "encode", "text": theme.text() + rng.choice(("\ud800", "\udfff")), "special": True})
    return calls


def _with_pair(rng: Random, theme: Theme, call: Json) -> Json:
    if flag(rng):
        call["pair"] = theme.text()[:24]
    return call


def _encoding_changes(rng: Random, theme: Theme) -> Json:
    length = rng.randint(1, 6)
    sides = ("left", "right")
    return {
        "call": "encoding_changes",
        "text": theme.text(),
        "other": theme.text(),
        "growing": flag(rng),
        "truncate": [length, rng.randint(0, length - 1), rng.choice(sides)],
        "pad": [rng.randint(0, 12), rng.choice(sides), rng.randint(0, 9), rng.randint(0, 2), rng.choice(("[PAD]", ""))],
        "sequence": rng.choice((None, 0, 1, 3)),
    }


_STRATEGIES = {"LongestFirst": "longest_first", "OnlyFirst": "only_first", "OnlySecond": "only_second"}


def _settings(rng: Random) -> Json:
    """Truncation and padding set on a loaded tokenizer."""
    call: Json = {"call": "settings"}
    if rng.random() < 0.8:
        cut = spec_stages.truncation(rng)
        call["truncation"] = {
            "max_length": cut["max_length"],
            "stride": cut["stride"],
            "strategy": _STRATEGIES[cut["strategy"]],
            "direction": rng.choice(("left", "right")),
        }
        if rng.random() < 0.3:
            call["truncation"] = None
    if rng.random() < 0.6:
        fill = spec_stages.padding(rng)
        call["padding"] = {
            "direction": fill["direction"].lower(),
            "pad_id": fill["pad_id"],
            "pad_type_id": fill["pad_type_id"],
            "pad_token": fill["pad_token"],
            "length": rng.choice((None, 5, 9)),
            "pad_to_multiple_of": fill.get("pad_to_multiple_of"),
        }
        if rng.random() < 0.3:
            call["padding"] = None
    return call


def _add_tokens(rng: Random, theme: Theme, spec: Json) -> Json:
    vocabulary = tokens_of(spec["model"])
    tokens: list[Any] = [spec_stages.added_token(rng, theme, vocabulary) for _ in range(rng.choice((1, 1, 2, 3)))]
    if spec["added_tokens"] and rng.random() < 0.3:
        tokens[0] = {**tokens[0], "content": rng.choice(spec["added_tokens"])["content"]}
    theme.inserts += [token["content"] for token in tokens]
    if rng.random() < 0.2:
        tokens = [token["content"] for token in tokens]
    return {"call": "add_tokens", "tokens": tokens, "special": rng.random() < 0.3}


def _stage_calls(rng: Random, theme: Theme, spec: Json) -> list[Json]:
    calls: list[Json] = []
    if spec["normalizer"] is not None:
        calls += [{"call": "normalize", "text": theme.text()} for _ in range(2)]
    if spec["pre_tokenizer"] is not None:
        calls += [{"call": "pre_tokenize", "text": theme.text()} for _ in range(2)]
    if flag(rng):
        calls.append({"call": "model", "text": theme.fragment(6)})
    return calls


def _random_ids(rng: Random, spec: Json, most: int) -> list[int]:
    ids = ids_of(spec["model"])
    top = max(ids, default=0)
    extra = [top + 1, top + 2, top + 3, len(ids), len(ids) + 1, rng.randrange(top + 8), 0]
    return [rng.choice(ids) if ids and rng.random() < 0.7 else rng.choice(extra) for _ in range(rng.randint(0, most))]


_ODD_TOKENS = (
    "<0xE5>",
    "<0x8f>",
    "<0xE4>",
    "<0xB8>",
    "<0xAD>",
    "<0x41>",
    "<0x+1>",
    "",
    "##a",
    "▁",
    "▁▁a▁b",
    " ",
    "n't",
)
_ODD_TOKENS += (
    "'",
    "a</w>",
    "</w>",
    ".",
    "do not",
    "Ġa",
    "Ã©",
    "Ã",
    "ĠâĤ",
    "<pad>",
    "|",
    "a|b",
    " ,",
    "\ufffd",
    "<0xZZ>",
)


def _token_texts(rng: Random, theme: Theme, spec: Json, most: int) -> list[str]:
    """Strings as a decoder meets them, and others."""
    vocabulary = tokens_of(spec["model"])
    out: list[str] = []
    for _ in range(rng.randint(0, most)):
        how = rng.random()
        if how < 0.35 and vocabulary:
            out.append(rng.choice(vocabulary))
        elif how < 0.75:
            out.append(rng.choice(_ODD_TOKENS))
        elif how < 0.85 and out:
            out.append(out[-1])
        else:
            out.append(theme.fragment())
    return out


def _decodes(rng: Random, theme: Theme, spec: Json) -> list[Json]:
    calls: list[Json] = [{"call": "decode_encoded", "text": theme.text(), "skip": skip} for skip in (True, False)]
    calls.append({"call": "decode", "ids": _random_ids(rng, spec, 12), "skip": flag(rng)})
    rows = [_random_ids(rng, spec, 8) for _ in range(rng.randint(1, 3))]
    calls.append({"call": "decode_batch", "rows": rows, "skip": flag(rng)})
    if spec["decoder"] is not None:
        calls += [{"call": "decode_tokens", "tokens": _token_texts(rng, theme, spec, 8)} for _ in range(2)]
    return calls
