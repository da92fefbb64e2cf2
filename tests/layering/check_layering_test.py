"""The layering check finds one planted violation of each kind, at its line, and nothing else."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("check_layering.py")

CLEAN = {
    "src/base/error.hpp": "#pragma once\n#include <string>\n",
    "src/simd/avx2.cpp": '#include <immintrin.h>\n#include "base/error.hpp"\n',
    "src/unicode/utf8.hpp": "#pragma once\n",
    "src/unicode/forms.cpp": '#include <utf8proc.h>\n#include "unicode/utf8.hpp"\n',
    "src/pipeline/tokenizer.hpp": '#include "unicode/utf8.hpp"\n',
    "src/batch/team.cpp": "#include <omp.h>\nvoid f() {\n#pragma omp parallel\n  {}\n}\n",
    "src/loader/json.cpp": '#include <simdjson.h>\n#include "pipeline/tokenizer.hpp"\n',
    "capi/guard.hpp": '#include "budtiktok.h"\n#include "base/error.hpp"\nextern "C" {}\n',
    "capi/load.cpp": '#include "guard.hpp"\n',
    "include/budtiktok.h": '#include <stddef.h>\n#include <stdint.h>\nextern "C" {}\n',
}

# (file, content, expected line, part of the message)
VIOLATIONS = [
    ("src/base/up.hpp", '#pragma once\n#include "unicode/utf8.hpp"\n', 2, "base may not include unicode"),
    ("src/unicode/up.cpp", '#include "pipeline/tokenizer.hpp"\n', 1, "unicode may not include pipeline"),
    ("src/loader/side.cpp", '#include "batch/team.hpp"\n', 1, "loader may not include batch"),
    ("src/batch/side.cpp", '#include "loader/json.hpp"\n', 1, "batch may not include loader"),
    ("src/pipeline/json.cpp", "\n\n#include <simdjson.h>\n", 3, "simdjson outside loader"),
    ("src/normalize/nfc.cpp", "#include <utf8proc.h>\n", 1, "utf8proc outside unicode"),
    ("src/decode/replace.cpp", "#include <oniguruma.h>\n", 1, "oniguruma outside regex"),
    ("src/pipeline/omp.cpp", "#include <omp.h>\n", 1, "omp.h outside batch"),
    (
        "src/pipeline/loop.cpp",
        "void f() {\n  #pragma omp parallel for\n}\n",
        2,
        "OpenMP pragma outside batch",
    ),
    ("src/pipeline/loop2.cpp", '_Pragma("omp simd")\n', 1, "OpenMP pragma outside batch"),
    ("src/unicode/fast.cpp", "#include <immintrin.h>\n", 1, "intrinsics header outside simd"),
    ("src/unicode/sse.cpp", "#include <emmintrin.h>\n", 1, "intrinsics header outside simd"),
    ("src/unicode/neon.cpp", "#include <arm_neon.h>\n", 1, "intrinsics header outside simd"),
    ("src/base/c.cpp", '/* extern "C" */\nextern "C" void f();\n', 2, 'extern "C" outside capi, include'),
    ("src/base/abi.cpp", '#include "budtiktok.h"\n', 1, "the core includes the C header"),
    ("src/base/dots.cpp", '#include "../unicode/utf8.hpp"\n', 1, "not written relative to src/"),
    ("src/unicode/short.cpp", '#include "utf8.hpp"\n', 1, "names no file"),
    ("src/extra/new.cpp", "int x;\n", 1, "src/extra is not in the table"),
    ("src/loose.cpp", "int x;\n", 1, "directly in src/"),
    ("capi/json.cpp", "#include <simdjson.h>\n", 1, "simdjson outside loader"),
    ("include/more.h", "#include <stdio.h>\n", 1, "public header includes <stdio.h>"),
    ("include/core.h", '#include "base/error.hpp"\n', 1, "of the core"),
]

# The targets of the two sideways includes exist, so that the folder is what is refused.
EXTRA = {"src/batch/team.hpp": "#pragma once\n", "src/loader/json.hpp": "#pragma once\n"}


def run(files):
    """Writes a tree, runs the script on it, returns (exit status, lines without the summary)."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        done = subprocess.run([sys.executable, str(SCRIPT), folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[:-1]


class LayeringTest(unittest.TestCase):
    def test_clean_tree(self):
        self.assertEqual(run({**CLEAN, **EXTRA}), (0, []))

    def test_comments_do_not_count(self):
        text = '// #include "loader/json.hpp"\n/*\n#include <omp.h>\n#pragma omp simd\n*/\n// extern "C"\n'
        self.assertEqual(run({**CLEAN, **EXTRA, "src/base/comment.hpp": text}), (0, []))

    def test_empty_tree_fails(self):
        self.assertEqual(run({"README.md": ""})[0], 1)

    def test_each_violation(self):
        for name, content, line, message in VIOLATIONS:
            with self.subTest(file=name):
                status, lines = run({**CLEAN, **EXTRA, name: content})
                self.assertEqual(status, 1)
                self.assertEqual(len(lines), 1, lines)
                self.assertTrue(lines[0].startswith(f"{name}:{line}: "), lines[0])
                self.assertIn(message, lines[0])


if __name__ == "__main__":
    unittest.main()
