"""README.md is true: its examples are compiled and run, its tables of what is supported and refused are tried."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
import tokenizers
from _data import ROOT, package_minilm_path

import budtiktok

README = (ROOT / "README.md").read_text(encoding="utf-8")


def code_block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"README.md has {len(found)} blocks of {language}"
    return found[0]


def reference() -> Any:
    """The reference tokenizer without the truncation and padding of its file."""
    loaded = tokenizers.Tokenizer.from_file(str(package_minilm_path()))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def test_c_example(tmp_path: Path) -> None:
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    assert compiler is not None, "a C compiler is needed to build the library and this example"
    # The name that the program asks the loader for, whatever the file in use is called.
    library = tmp_path / f"libbudtiktok.so.{budtiktok_abi()}"
    library.symlink_to(Path(budtiktok.build_info()["path"]).resolve())
    source = tmp_path / "example.c"
    source.write_text(code_block("c"))
    program = tmp_path / "example"
    flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{ROOT / 'include'}", f"-Wl,-rpath,{tmp_path}"]
    subprocess.run([compiler, *flags, str(source), str(library), "-o", str(program)], check=True)
    done = subprocess.run([str(program), str(package_minilm_path())], check=True, capture_output=True, text=True)
    assert [int(number) for number in done.stdout.split()] == reference().encode("Hello, BudTikTok!").ids


def budtiktok_abi() -> str:
    header = (ROOT / "include" / "budtiktok.h").read_text()
    found = re.search(r"#define BTT_ABI_VERSION (\d+)", header)
    assert found is not None
    return found[1]


def test_python_example(tmp_path: Path) -> None:
    shutil.copy(package_minilm_path(), tmp_path / "tokenizer.json")
    done = subprocess.run(
        [sys.executable, "-c", code_block("python")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
        capture_output=True,
        text=True,
    )
    expected = reference()
    expected.enable_padding()
    rows = expected.encode_batch(["Hello, BudTikTok!", "Words."])
    width = len(rows[0].ids)
    lengths = " ".join(f"{sum(row.attention_mask)}" for row in rows)
    shape, decoded = done.stdout.splitlines()
    assert re.sub(r"\s+", " ", shape.replace("[ ", "[")) == f"(2, {width}) [{lengths}]"
    assert decoded == str([expected.decode(row.ids) for row in rows])


# ---- tables

# Arguments of the components, by section and name; what is not here takes none.
FIELDS: dict[tuple[str, str], dict[str, Any]] = {
    ("model", "WordPiece"): {
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {"[UNK]": 0, "a": 1},
    },
    ("model", "WordLevel"): {"vocab": {"[UNK]": 0, "a": 1}, "unk_token": "[UNK]"},
    ("model", "BPE"): {"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [["a", "b"]]},
    ("model", "Unigram"): {"vocab": [["a", -1.0], ["b", -2.0]], "unk_id": 0},
    ("normalizer", "BertNormalizer"): {
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
    ("normalizer", "Replace"): {"pattern": {"String": "a"}, "content": "b"},
    ("normalizer", "Strip"): {"strip_left": True, "strip_right": True},
    ("normalizer", "Sequence"): {"normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]},
    ("normalizer", "Prepend"): {"prepend": "_"},
    ("normalizer", "Precompiled"): {
        "precompiled_charsmap": base64.b64encode(struct.pack("<I", 1024) + bytes(1024)).decode()
    },
    ("pre_tokenizer", "Punctuation"): {"behavior": "Isolated"},
    ("pre_tokenizer", "Digits"): {"individual_digits": True},
    ("pre_tokenizer", "Sequence"): {"pretokenizers": [{"type": "Whitespace"}]},
    ("pre_tokenizer", "ByteLevel"): {"add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    ("pre_tokenizer", "Metaspace"): {"replacement": "_", "prepend_scheme": "always", "split": True},
    ("pre_tokenizer", "Split"): {"pattern": {"String": "a"}, "behavior": "Isolated", "invert": False},
    ("pre_tokenizer", "CharDelimiterSplit"): {"delimiter": "-"},
    ("pre_tokenizer", "FixedLength"): {"length": 5},
    ("post_processor", "TemplateProcessing"): {
        "single": [{"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {},
    },
    ("post_processor", "BertProcessing"): {"sep": ["a", 1], "cls": ["[UNK]", 0]},
    ("post_processor", "RobertaProcessing"): {
        "sep": ["a", 1],
        "cls": ["[UNK]", 0],
        "trim_offsets": True,
        "add_prefix_space": True,
    },
    ("post_processor", "ByteLevel"): {"add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    ("post_processor", "Sequence"): {"processors": [{"type": "BertProcessing", "sep": ["a", 1], "cls": ["a", 1]}]},
    ("decoder", "WordPiece"): {"prefix": "##", "cleanup": True},
    ("decoder", "ByteLevel"): {"add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    ("decoder", "Metaspace"): {"replacement": "_", "prepend_scheme": "always", "split": True},
    ("decoder", "BPEDecoder"): {"suffix": "</w>"},
    ("decoder", "CTC"): {"pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": True},
    ("decoder", "Replace"): {"pattern": {"String": "a"}, "content": "b"},
    ("decoder", "Strip"): {"content": "a", "start": 1, "stop": 0},
    ("decoder", "Sequence"): {"decoders": [{"type": "Fuse"}]},
}


def table() -> list[tuple[str, str, bool]]:
    """Section, name and "is supported" of every component that the table names."""
    found = []
    start = README.index("| section | supported | refused |")
    rows = README[start : README.index("\n\n", start)]
    for section, supported, refused in re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", rows, re.MULTILINE):
        for names, is_supported in ((supported, True), (refused, False)):
            found += [(section, name, is_supported) for name in re.findall(r"`(\w+)`", names)]
    return found


def tokenizer_json(section: str, component: dict[str, Any]) -> str:
    spec: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", **FIELDS["model", "WordLevel"]},
    }
    return json.dumps({**spec, section: component})


def test_the_table_is_read() -> None:
    sections = {section for section, _, _ in table()}
    assert sections == {"model", "normalizer", "pre_tokenizer", "post_processor", "decoder"}
    assert len(table()) > 40


@pytest.mark.parametrize(("section", "name", "is_supported"), table())
def test_table_of_components(section: str, name: str, is_supported: bool) -> None:
    spec = tokenizer_json(section, {"type": name, **FIELDS.get((section, name), {})})
    ours = budtiktok.Tokenizer.from_str(spec)
    assert is_supported
    assert ours.encode("a b").ids == tokenizers.Tokenizer.from_str(spec).encode("a b").ids


def test_regular_expressions_that_are_refused() -> None:
    for pattern in ("(?{x})", "(?I)a", "(?L)a", "(?y{w})a", r"(?<=a\b)c"):
        component = {"type": "Replace", "pattern": {"Regex": pattern}, "content": "b"}
        spec = tokenizer_json("normalizer", component)
        tokenizers.Tokenizer.from_str(spec)
        with pytest.raises(budtiktok.UnsupportedError, match="normalizer"):
            budtiktok.Tokenizer.from_str(spec)


def test_other_refusals(tmp_path: Path) -> None:
    large = {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 2**31}, "unk_token": "[UNK]"}
    with pytest.raises(budtiktok.LimitError):
        budtiktok.Tokenizer.from_str(tokenizer_json("model", large))
    with pytest.raises(FileNotFoundError):
        budtiktok.Tokenizer.from_pretrained(tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "canine"}')
    with pytest.raises(budtiktok.UnsupportedError):
        budtiktok.Tokenizer.from_pretrained(tmp_path)
    with pytest.raises(FileNotFoundError):
        budtiktok.Tokenizer.from_pretrained("bert-base-uncased-that-is-no-folder")
    with pytest.raises(budtiktok.ParseError):
        budtiktok.Tokenizer.from_str('{"version": "1.0"')
    # NEON and AVX2 are never on one machine.
    missing = [level for level in ("avx2", "neon") if level not in budtiktok.simd_levels()]
    with pytest.raises(budtiktok.UnsupportedError):
        budtiktok.set_simd_level(missing[0])


def test_every_linked_file_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) > 5
    for link in links:
        assert (ROOT / link).is_file(), link


# ---- docs/python.md, "Differences from the originals"


@pytest.fixture(scope="module")
def ours() -> budtiktok.Tokenizer:
    return budtiktok.Tokenizer.from_file(package_minilm_path())


def test_difference_nothing_is_built_or_trained(ours: budtiktok.Tokenizer) -> None:
    with pytest.raises(NotImplementedError):
        budtiktok.Tokenizer(tokenizers.models.WordLevel({"a": 0}))
    with pytest.raises(NotImplementedError):
        ours.train(["file.txt"])
    with pytest.raises(NotImplementedError):
        ours.train_from_iterator(["text"])


@pytest.mark.parametrize("stage", ["normalizer", "pre_tokenizer", "model", "post_processor", "decoder"])
def test_difference_stages_are_read_only(ours: budtiktok.Tokenizer, stage: str) -> None:
    with pytest.raises(NotImplementedError):
        setattr(ours, stage, None)
    assert getattr(ours, stage) is not None


def test_difference_panics_are_ordinary_errors(ours: budtiktok.Tokenizer) -> None:
    text = "one two three four"
    with pytest.raises(BaseException) as panic:
        reference().encode(text).truncate(2, 2)
    assert not isinstance(panic.value, Exception)
    with pytest.raises(ValueError):
        ours.encode(text).truncate(2, 2)


def test_difference_the_call_gives_a_plain_mapping(ours: budtiktok.Tokenizer) -> None:
    result = ours(["one", "two"])
    assert isinstance(result, dict)
    assert isinstance(result, budtiktok.Batch)
    assert result.input_ids == result["input_ids"]
    assert not hasattr(result, "encodings")


def test_difference_a_conventional_pad_token_is_found() -> None:
    transformers = pytest.importorskip("transformers")
    spec = json.loads(package_minilm_path().read_text(encoding="utf-8"))
    spec["padding"] = None
    text = json.dumps(spec)
    original = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizers.Tokenizer.from_str(text))
    with pytest.raises(ValueError, match="padding token"):
        original(["one", "two three"], padding=True)
    original.pad_token = "[PAD]"
    expected = original(["one", "two three"], padding=True)["input_ids"]
    assert budtiktok.Tokenizer.from_str(text)(["one", "two three"], padding=True)["input_ids"] == expected


def test_difference_out_fills_memory_of_the_caller(ours: budtiktok.Tokenizer) -> None:
    rows = numpy.full((2, 8), -1, numpy.int32)
    ours(["one", "two three"], padding=True, out={"input_ids": rows})
    ends = [len(e.ids) for e in reference().encode_batch(["one", "two three"])]
    assert rows[1, : ends[1]].tolist() == reference().encode("two three").ids
    assert rows[0, : ends[0]].tolist() == reference().encode("one").ids
