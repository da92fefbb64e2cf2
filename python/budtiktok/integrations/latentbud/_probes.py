"""The self-check of a new wrapper: both sides encode a few dozen texts with the usual traps."""

from __future__ import annotations

from typing import Any

__all__ = ["PROBES", "first_difference"]

PROBES = (
    "",
    " ",
    "   ",
    "a",
    "Hello, World!",
    "  leading and trailing  ",
    "runs   of    spaces",
    "tab\tnew\nline\r\nend",
    "\n\n\n",
    "\u00a0no-break\u2003em\u3000ideographic\u200bzero width\u2028line",
    "MIXED case CamelCase iPhone",
    "\u0130stanbul \u1e9e \u01c4 \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
    "l'été à Noël, naïve façade",
    "e\u0301te\u0301 cafe\u0301 A\u030a n\u0303",
    "\u1100\u1161\u11a8 \uac01",
    "\ufb01 \u2126 \u00bd \u2460 \uff21\uff22 \uff76\uff9e",
    "日本語のテキスト、東京。",
    "中文没有空格的句子",
    "한국어 문장입니다",
    "العربية مُشَكَّلَة",
    "עִבְרִית שָׁלוֹם",
    "हिन्दी में पाठ, क्षत्रिय",
    "ไทยภาษาไม่มีช่องว่าง",
    "Привет, мир! Ёлка",
    "ελληνικά Ώρα",
    "👨\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇪 ☃\ufe0f 😀😀",
    "0 1 12 123 1234 12345",
    "3.14 1,000,000 -7 1e-5 2024-06-07 ٣٤",
    "...!!!???---___***",
    "«quotes» “double” ‘single’ – — …",
    "a.b,c;d:e(f)[g]{h}<i>",
    "don't can't it's we're I'll they'd y'all'VE",
    "$5 #tag @user 50% a&b c|d ~e ^f `g`",
    "https://example.org/a?b=c&d=e#f user@example.org",
    "x" * 120,
    "ab" * 150,
    "\u65e5" * 80,
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "zq xj qz vx",
    "nul\x00inside",
    "\x01\x02\x7f\x85 controls \ufffd \ufeff",
    "\U0010ffff \ue000 \u0378 private and unassigned",
    "[MASK] [SEP] [CLS] [PAD] [UNK]",
    "<s> </s> <pad> <unk> <mask> <|endoftext|> <|im_start|>",
    "a[MASK]b [mask] <Mask>",
    "\u2581 \u2581word\u2581word Ġword ##ing",
    "def f(x):\n    return x ** 2  # code\n",
    '{"key": [1, 2, null], "a": "\\u00e9"}',
    "<html><body class='a'>text</body></html>",
    "word " * 40,
)

# Tokens a row where rows are cut.
_WIDTH = 24
_KEYS = ("input_ids", "token_type_ids", "attention_mask", "offset_mapping", "special_tokens_mask")


def _texts(original: Any) -> list[str]:
    """Return the probes, and the first added tokens of this tokenizer between words."""
    added = getattr(original, "added_tokens_decoder", None) or {}
    contents = [str(token) for _, token in sorted(added.items())[:8]]
    return [*PROBES, *(f"some {content}text{content} {content}" for content in contents)]


def _answer(tokenizer: Any, text: str, pair: str | None, **arguments: Any) -> Any:
    """Return the values of a call, or None where it raises."""
    try:
        found = tokenizer(text, pair, verbose=False, **arguments)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the original's backend is none of Exception
        return None
    return {
        key: [tuple(value) if isinstance(value, (list, tuple)) else value for value in found[key]]
        for key in _KEYS
        if key in found
    }


def first_difference(native: Any, original: Any) -> str | None:
    """Encode the probes on both sides, alone and as pairs that are cut.

    Parameters
    ----------
    native : Native
        The native tokenizer.
    original : transformers.PreTrainedTokenizerFast
        What it has to be equal to. The settings of its backend are as before afterwards.

    Returns
    -------
    str or None
        The probe of the first difference and how it was encoded; None where there is none.
    """
    backend = original.backend_tokenizer
    truncation, padding = backend.truncation, backend.padding
    try:
        return _compare(native, original)
    finally:
        # What a tokenizer saves has them.
        backend.no_truncation() if truncation is None else backend.enable_truncation(**truncation)
        backend.no_padding() if padding is None else backend.enable_padding(**padding)


def _compare(native: Any, original: Any) -> str | None:
    whole = {"return_offsets_mapping": True, "return_special_tokens_mask": True}
    cut: dict[str, Any] = {"truncation": "longest_first", "max_length": _WIDTH, "return_token_type_ids": True}
    if original.pad_token is not None:
        cut["padding"] = "max_length"
    texts = _texts(original)
    for text, following in zip(texts, [*texts[1:], texts[0]]):
        for pair, how, arguments in (
            (None, "alone", whole),
            (None, "without specials", {"add_special_tokens": False}),
            (following or "b", "in a pair", cut),
        ):
            if _answer(native, text, pair, **arguments) != _answer(original, text, pair, **arguments):
                return f"{text!r} {how}"
    return None
