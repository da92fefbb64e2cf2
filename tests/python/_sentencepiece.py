"""SentencePiece models: trained in the test run, or put together from pieces."""

from __future__ import annotations

import functools
import io
from typing import Any

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as pb2

# Types of pieces.
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

_WORDS = (
    "the quick brown fox jumps over lazy dogs while several small birds sing near an old river and its quiet banks "
    "people reading writing learning teaching numbers 1 2 10 100 1999 2024 3.14 9,9 hello world naïve café Straße "
    "ﬁne ½ ² ① Å ＡＢＣ ﾊﾝｶｸ привет мир большой язык слова ёлка 日本語 文章 学校 中文 字符 测试 한국어 문장 학교 مرحبا "
    "بالعالم كتاب नमस्ते दुनिया สวัสดี โลก ok yes no don't we've UPPER Lower [x] <b> a-b c_d e.g. 50% #tag @user"
).split()


@functools.cache
def corpus() -> list[str]:
    """Return sentences of several scripts, always the same ones."""
    sentences = []
    state = 12345
    for _ in range(600):
        words = []
        for _ in range(9):
            state = (state * 1103515245 + 12345) % 2**31
            words.append(_WORDS[(state >> 8) % len(_WORDS)])
        sentences.append(" ".join(words) + ".")
    return sentences


@functools.cache
def trained(**options: Any) -> bytes:
    """Train a model; `options` are those of SentencePieceTrainer."""
    settings: dict[str, Any] = {
        "vocab_size": 700 if options.get("byte_fallback") else 420,
        "hard_vocab_limit": False,
        "character_coverage": 0.98,
        "num_threads": 1,
        "minloglevel": 2,
        **options,
    }
    if isinstance(settings.get("user_defined_symbols"), tuple):
        settings["user_defined_symbols"] = list(settings["user_defined_symbols"])
    if isinstance(settings.get("control_symbols"), tuple):
        settings["control_symbols"] = list(settings["control_symbols"])
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(corpus()), model_writer=out, **settings)
    return out.getvalue()


def parsed(model: bytes) -> Any:
    """Return the message of a model."""
    message = pb2.ModelProto()
    message.ParseFromString(model)
    return message


def assembled(pieces: list[tuple[str, float, int]], **trainer_spec: Any) -> bytes:
    """Return a model of pieces (text, score, type), its other fields as given."""
    message = pb2.ModelProto()
    charsmap = trainer_spec.pop("precompiled_charsmap", b"")
    for text, score, kind in pieces:
        message.pieces.add(piece=text, score=score, type=kind)
    for field, value in trainer_spec.items():
        setattr(message.trainer_spec, field, value)
    message.normalizer_spec.precompiled_charsmap = charsmap
    serialized: bytes = message.SerializeToString()
    return serialized
