"""The declarations that the package uses are those of the headers, and the library agrees on their layout."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import _tiny
import pytest
from _data import ROOT

import budtiktok
from budtiktok import _cdef
from budtiktok._library import ffi, lib

HEADERS = [ROOT / "include/budtiktok.h", ROOT / "include/budtiktok_experimental.h"]
STRUCTS = sorted(set(re.findall(r"typedef struct (btt_\w+) \{", _cdef.CDEF)))
FUNCTIONS = sorted(set(re.findall(r"\b(btt_\w+)\(", _cdef.CDEF)))


def test_generated_file_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "python/tools/make_cdef.py")]
    for header in HEADERS:
        command += ["--header", str(header)]
    command += ["--output", str(ROOT / "python/budtiktok/_cdef.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_version_is_that_of_the_header() -> None:
    text = HEADERS[0].read_text()
    version = tuple(int(re.search(rf"BTT_VERSION_{part}\s+(\d+)", text)[1]) for part in ("MAJOR", "MINOR", "PATCH"))  # type: ignore[index]
    assert version == _cdef.VERSION
    assert lib.btt_version_number() == version[0] * 10000 + version[1] * 100 + version[2]
    assert ffi.string(lib.btt_version()).decode() == ".".join(map(str, version))
    assert lib.btt_abi_version() == _cdef.ABI_VERSION


def test_types_are_parsed_once() -> None:
    """A string that names a type costs a millisecond where it is met first: all of them stand in one module."""
    named = re.compile(r"ffi_?\.(new|typeof|cast|from_buffer|sizeof|alignof|offsetof)\(\s*f?[\"']")
    files = list((ROOT / "python/budtiktok").rglob("*.py"))
    assert len(files) > 20
    assert [file.name for file in files if named.search(file.read_text())] == ["_types.py"]


def test_every_function_is_in_the_library() -> None:
    assert len(FUNCTIONS) > 40
    missing = []
    for name in FUNCTIONS:
        try:
            getattr(lib, name)
        except AttributeError:
            missing.append(name)
    assert missing == []


def test_layout_as_the_c_compiler_sees_it(tmp_path: Path) -> None:
    """cffi lays structs out by itself: sizes and offsets have to be the compiler's."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    assert compiler, "a C compiler is needed to build the library and this test"
    lines, want = [], []
    for struct in STRUCTS:
        lines.append(f'printf("%zu\\n", sizeof({struct}));')
        want.append(ffi.sizeof(struct))
        for field, kind in ffi.typeof(struct).fields:
            lines.append(f'printf("%zu\\n", offsetof({struct}, {field}));')
            want.append(kind.offset)
    source = tmp_path / "layout.c"
    source.write_text(
        '#include <stdio.h>\n#include <stddef.h>\n#include "budtiktok_experimental.h"\n'
        f"int main(void) {{\n{chr(10).join(lines)}\nreturn 0;\n}}\n"
    )
    program = tmp_path / "layout"
    subprocess.run([compiler, f"-I{ROOT / 'include'}", str(source), "-o", str(program)], check=True)
    done = subprocess.run([str(program)], capture_output=True, text=True, check=True)
    assert len(STRUCTS) > 10
    assert [int(line) for line in done.stdout.split()] == want


def test_extensible_structs_begin_with_their_size() -> None:
    frozen = {"btt_str", "btt_tensor", "btt_added_token"}
    for struct in STRUCTS:
        name, field = ffi.typeof(struct).fields[0]
        assert (name == "struct_size") is (struct not in frozen), struct
        if struct not in frozen:
            assert field.offset == 0
            assert field.type is ffi.typeof("size_t")


@pytest.mark.parametrize("extra", [0, 1])
def test_fields_of_a_later_version(extra: int) -> None:
    """A struct that is longer than the library knows is taken where the rest is zero, and else refused."""
    tokenizer = budtiktok.Tokenizer.from_str(_tiny.text())
    text = b"hello world"
    source = ffi.new("btt_input *")
    held, offsets = ffi.from_buffer("char[]", text), ffi.new("int64_t[]", [0, len(text)])
    source.struct_size, source.count = ffi.sizeof("btt_input"), 1
    source.packed, source.packed_offsets = held, offsets
    size = ffi.sizeof("btt_encode_options")
    memory = ffi.new("uint64_t[]", size // 8 + 1)
    memory[size // 8] = extra
    options = ffi.cast("btt_encode_options *", memory)
    options.struct_size = size + 8
    lengths = ffi.new("int64_t *")
    status = lib.btt_count_tokens(tokenizer._state.handle, source, options, lengths)
    assert status == (lib.BTT_ERR_UNSUPPORTED if extra else lib.BTT_OK)
    assert lengths[0] == (0 if extra else 4)


def test_loading_parses_no_declarations(tmp_path: Path) -> None:
    """Cffi parses C for each string that names a type, which takes longer than loading a small file."""
    spec = {"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 0, "[UNK]": 1}, "unk_token": "[UNK]"}}
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(spec))
    code = (
        "import sys, pycparser.c_parser as c\n"
        "parses, parse = [], c.CParser.parse\n"
        "c.CParser.parse = lambda *args, **named: parses.append(args) or parse(*args, **named)\n"
        "from budtiktok import Tokenizer\n"
        "imported = len(parses)\n"
        "assert imported > 0\n"
        "assert Tokenizer.from_file(sys.argv[1]).encode('a').ids == [0]\n"
        "assert len(parses) == imported, parses[imported:]\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
