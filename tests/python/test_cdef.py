"""The declarations that the package uses are those of the headers, and the library agrees on their layout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _data import ROOT

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


@pytest.mark.parametrize("struct", [name for name in STRUCTS if name not in ("btt_str", "btt_tensor")])
def test_the_library_knows_this_size(struct: str) -> None:
    """A size beyond what the library knows, with something set there, is refused; the size itself is what it reads."""
    fields = dict(ffi.typeof(struct).fields)
    if "struct_size" not in fields:
        assert struct == "btt_added_token"  # an element of arrays, frozen
        return
    assert fields["struct_size"].offset == 0
    assert fields["struct_size"].type is ffi.typeof("size_t")
