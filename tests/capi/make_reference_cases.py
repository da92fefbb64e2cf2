"""Writes tiny_tokenizer.h, reference_cases.h, decode_cases.h: what the reference makes of a small tokenizer and texts.

    python3 tests/capi/make_reference_cases.py            (needs the package `tokenizers`, 0.22.2)

The C programs beside this file take their expected values from there.
"""

import json
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent

WORDS = """[PAD] [UNK] [CLS] [SEP] [MASK] ! ' , - . ? ( ) a b c d e i o s t u x the quick brown fox jump over lazy dog
hello world un cafe we go ##s ##ed ##ing ##ly ##aff ##able ##e ##a ##b ##c ##n ##' 中 国 12 ##3 <t1> is not do ##er
straße naive""".split()

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def added_token(content, token_id, special, **flags):
    defaults = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token_id, "content": content, **defaults, **flags, "special": special}


def tokenizer_json():
    vocab = {word: i for i, word in enumerate(WORDS)}
    cls, sep = vocab["[CLS]"], vocab["[SEP]"]
    added = [added_token(word, vocab[word], True, lstrip=word == "[MASK]") for word in SPECIALS]
    added.append(added_token("<t1>", vocab["<t1>"], False, rstrip=True))
    added.append(added_token("Big Word", len(WORDS), False, normalized=True, single_word=True))

    def special(name, type_id):
        return {"SpecialToken": {"id": name, "type_id": type_id}}

    def sequence(name, type_id):
        return {"Sequence": {"id": name, "type_id": type_id}}

    single = [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)]
    return {
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 32, "strategy": "LongestFirst", "stride": 4},
        "padding": {
            "strategy": "BatchLongest",
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        },
        "added_tokens": added,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": single,
            "pair": [*single, sequence("B", 1), special("[SEP]", 1)],
            "special_tokens": {
                "[CLS]": {"id": "[CLS]", "ids": [cls], "tokens": ["[CLS]"]},
                "[SEP]": {"id": "[SEP]", "ids": [sep], "tokens": ["[SEP]"]},
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 20,
            "vocab": vocab,
        },
    }


LONG = "The quick fox jumps, 123 cafés are unaffable!"
TEXTS = [
    LONG,
    "",
    "hello",
    "Hello, WORLD 中国 naïve \U0001f600 do",
    "[MASK] we <t1>  go Big Word Big Words",
    " \t\n",
    "x",
]
PAIRS = ["we go", "", "is not", "a b c d e", "the [SEP] dog", "a", "unaffable foxes jumped over the dog"]

# name, rows (texts, (text, pair), or lists of words), options
CASES = [
    ("plain", TEXTS, {}),
    ("longest", TEXTS, {"padding": "longest"}),
    ("longest_multiple", TEXTS, {"padding": "longest", "multiple": 8}),
    ("fixed_left", TEXTS, {"padding": "fixed", "pad_to": 24, "pad_left": True}),
    ("fixed_multiple", TEXTS, {"padding": "fixed", "pad_to": 25, "multiple": 8, "pad_id": 4, "pad_type_id": 1}),
    ("fixed_shorter_than_rows", TEXTS, {"padding": "fixed", "pad_to": 4}),
    ("no_specials", TEXTS, {"specials": False, "padding": "longest"}),
    ("special_as_text", TEXTS, {"special_as_text": True, "padding": "longest"}),
    ("truncated", TEXTS, {"truncation": "longest_first", "max": 8, "padding": "longest"}),
    ("truncated_left", TEXTS, {"truncation": "longest_first", "max": 8, "left": True}),
    ("truncated_to_specials", TEXTS, {"truncation": "longest_first", "max": 2, "padding": "longest"}),
    ("max_below_specials", TEXTS, {"truncation": "longest_first", "max": 1, "padding": "longest"}),
    ("truncated_to_nothing", TEXTS, {"truncation": "longest_first", "max": 0, "specials": False}),
    ("overflow", TEXTS, {"truncation": "longest_first", "max": 8, "overflow": True, "padding": "longest"}),
    ("overflow_stride", TEXTS, {"truncation": "longest_first", "max": 8, "stride": 3, "overflow": True}),
    (
        "overflow_left",
        TEXTS,
        {"truncation": "longest_first", "max": 8, "stride": 2, "overflow": True, "left": True, "padding": "longest"},
    ),
    ("pairs", list(zip(TEXTS, PAIRS)), {"padding": "longest"}),
    ("pairs_some", [TEXTS[0], (TEXTS[2], PAIRS[2]), TEXTS[1], (TEXTS[3], "")], {"padding": "longest"}),
    ("pairs_truncated", list(zip(TEXTS, PAIRS)), {"truncation": "longest_first", "max": 10, "padding": "longest"}),
    (
        "pairs_only_first",
        [(LONG, "we go"), (LONG, ""), ("hello", "world")],
        {"truncation": "only_first", "max": 11, "stride": 2, "overflow": True, "padding": "fixed", "pad_to": 12},
    ),
    (
        "pairs_only_second",
        [("we go", LONG), ("", LONG), ("hello", "world")],
        {"truncation": "only_second", "max": 11, "stride": 2, "overflow": True, "left": True},
    ),
    (
        "pairs_overflow",
        [(LONG, LONG), ("hello", LONG), (LONG, "hello"), ("a", "b")],
        {"truncation": "longest_first", "max": 15, "stride": 1, "overflow": True, "padding": "longest"},
    ),
    ("pairs_no_specials", list(zip(TEXTS, PAIRS)), {"specials": False}),
    ("words", [["Hello", "unaffable", "x"], [], ["café's", "", "中国 go"]], {"words": True, "padding": "longest"}),
    (
        "words_pairs",
        [(["Hello", "foxes"], ["we", "go"]), (["a"], []), (["Big Word", "[MASK]"], ["jumping"])],
        {"words": True, "truncation": "longest_first", "max": 9, "overflow": True, "padding": "longest"},
    ),
    ("ill_formed", [b"we \xff go", b"a\xe4\xb8 b\xf0\x9f\x98", b"\xed\xa0\x80"], {"padding": "longest"}),
    ("no_rows", [], {"padding": "longest"}),
]

# Ids to text: ids, skip special tokens
DECODE_CASES = [
    ([2, 24, 25, 28, 38, 7, 33, 5, 3, 0, 0], True),
    ([2, 24, 25, 28, 38, 7, 33, 5, 3, 0, 0], False),
    ([42, 43, 32, 6, 38, 11, 50, 51, 61, 54], True),
    ([], True),
    ([3], True),
    ([55, 56, 60000, 57, 6, 46], True),
]

FLAGS = {"specials": 1, "pad_left": 2, "left": 4, "overflow": 8, "words": 16, "special_as_text": 32}
OVERRIDE_PAD = 128
STRATEGIES = {"longest_first": 1, "only_first": 2, "only_second": 3}
PADDINGS = {None: 0, "longest": 1, "fixed": 2}
UNWRITTEN = -99


def flags_of(options):
    flags = sum(bit for name, bit in FLAGS.items() if name != "specials" and options.get(name))
    if not options.get("specials", True):
        flags |= FLAGS["specials"]
    return flags | (OVERRIDE_PAD if "pad_id" in options else 0)


def as_text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def unit_maps(text):
    """Position of each character of `text` (and its end) in bytes of the given text, characters, UTF-16 units."""
    maps = [[0], [0], [0]]
    given = as_bytes(text)
    at = 0
    for character in as_text(text):
        encoded = character.encode()
        if given[at : at + len(encoded)] == encoded:
            at += len(encoded)
        else:  # a maximal ill-formed subpart: as long as its replacement alone is one character
            size = 1
            while at + size < len(given) and given[at : at + size + 1].decode("utf-8", "replace") == "\ufffd":
                size += 1
            at += size
        maps[0].append(at)
        maps[1].append(maps[1][-1] + 1)
        maps[2].append(maps[2][-1] + len(character.encode("utf-16-le")) // 2)
    return maps


def configure(tokenizer, options):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = options.get("special_as_text", False)
    if "truncation" in options:
        tokenizer.enable_truncation(
            options["max"],
            stride=options.get("stride", 0),
            strategy=options["truncation"],
            direction="left" if options.get("left") else "right",
        )
    if "padding" in options:
        tokenizer.enable_padding(
            direction="left" if options.get("pad_left") else "right",
            pad_id=options.get("pad_id", 0),
            pad_type_id=options.get("pad_type_id", 0),
            pad_token="[PAD]",
            length=options.get("pad_to"),
            pad_to_multiple_of=options.get("multiple"),
        )


def side_of(row, which):
    if isinstance(row, tuple):
        return row[which]
    return row if which == 0 else None


def offsets_of(encoding, row, unit):
    result = []
    for token, (begin, end) in enumerate(encoding.offsets):
        sequence = encoding.sequence_ids[token]
        if sequence is None or encoding.attention_mask[token] == 0:
            result += [0, 0]
            continue
        side = side_of(row, sequence)
        text = side[encoding.word_ids[token]] if isinstance(side, list) else side
        positions = unit_maps(text)[unit]
        result += [positions[begin], positions[end]]
    return result


def expected_rows(tokenizer, rows, options):
    configure(tokenizer, options)
    given = [tuple(map(as_text, row)) if isinstance(row, tuple) and not options.get("words") else row for row in rows]
    given = [as_text(row) if isinstance(row, bytes) else row for row in given]
    encodings = tokenizer.encode_batch(
        given, is_pretokenized=options.get("words", False), add_special_tokens=options.get("specials", True)
    )
    result = []
    for index, encoding in enumerate(encodings):
        parts = [encoding, *(encoding.overflowing if options.get("overflow") else [])]
        result += [(index, part) for part in parts]
    return result


def c_string(data):
    shown = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in data)
    return f'"{shown}"'


def c_numbers(name, numbers, kind="int32_t"):
    numbers = list(numbers) or [0]
    lines, line = [], " "
    for number in numbers:
        if len(line) > 102:
            lines.append(line)
            line = " "
        line += f" {number},"
    lines.append(line)
    return f"static const {kind} {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


def c_texts(name, texts):
    items = ",\n".join(f"  {{{c_string(as_bytes(t))}, {len(as_bytes(t))}}}" for t in texts) or "  {0, 0}"
    return f"static const btt_str {name}[] = {{\n{items}\n}};\n"


def splits_of(sides):
    splits = [0]
    for side in sides:
        splits.append(splits[-1] + len(side))
    return splits


def write_case(tokenizer, name, rows, options):
    out = []
    words = options.get("words", False)
    firsts = [side_of(row, 0) for row in rows]
    seconds = [side_of(row, 1) for row in rows]
    has_pairs = any(second is not None for second in seconds)
    pad_empty = [] if words else b""
    filled = [pad_empty if second is None else second for second in seconds]
    out.append(c_texts(f"{name}_texts", sum(firsts, []) if words else firsts))
    if words:
        out.append(c_numbers(f"{name}_splits", splits_of(firsts), "int64_t"))
    if has_pairs:
        out.append(c_texts(f"{name}_pairs", sum(filled, []) if words else filled))
        out.append(c_numbers(f"{name}_has_pair", [int(second is not None) for second in seconds], "uint8_t"))
        if words:
            out.append(c_numbers(f"{name}_pair_splits", splits_of(filled), "int64_t"))

    expected = expected_rows(tokenizer, rows, options)
    encodings = [encoding for _, encoding in expected]
    lengths = [sum(encoding.attention_mask) for encoding in encodings]
    width = max([len(encoding.ids) for encoding in encodings], default=0)
    is_padded = "padding" in options
    left = options.get("pad_left", False)

    def matrix(field, pad, cells=1):
        cells_of = []
        for index, encoding in expected:
            row = field(encoding, rows[index])
            missing = [pad if is_padded else UNWRITTEN] * (width * cells - len(row))
            cells_of += missing + row if left else row + missing
        return cells_of

    none = -1
    fields = {
        "ids": matrix(lambda e, _: e.ids, options.get("pad_id", 0)),
        "mask": matrix(lambda e, _: e.attention_mask, 0),
        "types": matrix(lambda e, _: e.type_ids, options.get("pad_type_id", 0)),
        "specials": matrix(lambda e, _: e.special_tokens_mask, 1),
        "words": matrix(lambda e, _: [none if w is None else w for w in e.word_ids], none),
        "sequences": matrix(lambda e, _: [none if s is None else s for s in e.sequence_ids], none),
    }
    for unit in range(3):
        fields[f"offsets{unit}"] = matrix(lambda e, row, u=unit: offsets_of(e, row, u), 0, 2)
    out.append(c_numbers(f"{name}_lengths", lengths))
    out.append(c_numbers(f"{name}_samples", [index for index, _ in expected]))
    for field, numbers in fields.items():
        out.append(c_numbers(f"{name}_{field}", numbers))

    entry = [
        c_string(name.encode()),
        str(len(rows)),
        f"{name}_texts",
        f"{name}_pairs" if has_pairs else "NULL",
        f"{name}_splits" if words else "NULL",
        f"{name}_pair_splits" if words and has_pairs else "NULL",
        f"{name}_has_pair" if has_pairs else "NULL",
        f"{flags_of(options)}u",
        str(STRATEGIES.get(options.get("truncation"), 0)),
        str(PADDINGS[options.get("padding")]),
        str(options.get("max", 0)),
        str(options.get("stride", 0)),
        str(options.get("pad_to", 0)),
        str(options.get("multiple", 0)),
        str(options.get("pad_id", 0)),
        str(options.get("pad_type_id", 0)),
        str(len(expected)),
        str(width),
        str(sum(lengths)),
        f"{name}_lengths",
        f"{name}_samples",
        *(f"{name}_{field}" for field in list(fields)[:6]),
        "{" + ", ".join(f"{name}_offsets{unit}" for unit in range(3)) + "}",
    ]
    return "\n".join(out), "  {" + ", ".join(entry) + "}"


def write_decode_cases(tokenizer):
    entries = []
    arrays = []
    for i, (ids, skip) in enumerate(DECODE_CASES):
        text = tokenizer.decode(ids, skip_special_tokens=skip).encode()
        arrays.append(c_numbers(f"decode{i}_ids", ids, "int64_t"))
        entries.append(f"  {{decode{i}_ids, {len(ids)}, {int(skip)}, {{{c_string(text)}, {len(text)}}}}}")
    return (
        "/* Ids and what the reference's decode makes of them. */\n"
        "typedef struct decode_case {\n  const int64_t *ids;\n  size_t size;\n  int skip_special_tokens;\n"
        "  btt_str text;\n} decode_case;\n\n"
        + "\n".join(arrays)
        + "\nstatic const decode_case decode_cases[] = {\n"
        + ",\n".join(entries)
        + "\n};\n"
    )


CASE_STRUCT = """typedef struct reference_case {
  const char *name;
  size_t count;
  const btt_str *texts; /* words where splits are given */
  const btt_str *pairs;
  const int64_t *splits;
  const int64_t *pair_splits;
  const uint8_t *has_pair;
  uint32_t flags;
  int32_t truncation;
  int32_t padding;
  size_t max_length;
  size_t stride;
  size_t pad_to_length;
  size_t pad_to_multiple_of;
  int32_t pad_id;
  int32_t pad_type_id;
  size_t rows;
  size_t width;
  size_t tokens;
  const int32_t *lengths;
  const int32_t *samples;
  const int32_t *ids; /* [rows, width], cells that are not written: UNWRITTEN */
  const int32_t *mask;
  const int32_t *types;
  const int32_t *specials;
  const int32_t *words;
  const int32_t *sequences;
  const int32_t *offsets[3]; /* [rows, width, 2] by unit */
} reference_case;
"""


def main():
    note = f"/* Made by make_reference_cases.py with tokenizers {tokenizers.__version__}. Not edited by hand. */\n"
    text = json.dumps(tokenizer_json(), ensure_ascii=False, separators=(",", ":"))
    tokenizer = Tokenizer.from_str(text)
    pieces = [text.encode()[i : i + 90] for i in range(0, len(text.encode()), 90)]
    literal = "\n".join("  " + c_string(piece) for piece in pieces)
    (HERE / "tiny_tokenizer.h").write_text(
        f"{note}#ifndef TINY_TOKENIZER_H\n#define TINY_TOKENIZER_H\n\n"
        f"static const char tiny_tokenizer[] =\n{literal};\n\n#endif\n"
    )
    written = [write_case(tokenizer, *case) for case in CASES]
    (HERE / "decode_cases.h").write_text(
        f"{note}#ifndef DECODE_CASES_H\n#define DECODE_CASES_H\n\n"
        '#include <stddef.h>\n#include <stdint.h>\n\n#include "budtiktok.h"\n\n'
        f"{write_decode_cases(tokenizer)}\n#endif\n"
    )
    (HERE / "reference_cases.h").write_text(
        f"{note}#ifndef REFERENCE_CASES_H\n#define REFERENCE_CASES_H\n\n"
        '#include <stddef.h>\n#include <stdint.h>\n\n#include "budtiktok.h"\n\n'
        f"#define UNWRITTEN ({UNWRITTEN})\n\n{CASE_STRUCT}\n"
        + "\n".join(arrays for arrays, _ in written)
        + "\nstatic const reference_case reference_cases[] = {\n"
        + ",\n".join(entry for _, entry in written)
        + "\n};\n\n#endif\n"
    )


if __name__ == "__main__":
    main()
