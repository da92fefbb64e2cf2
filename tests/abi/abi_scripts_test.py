"""The symbol and layout checks notice what they are there for."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import check_symbols
import make_layout

HEADER = """
#define BTT_API
/* BTT-DECLARATIONS-BEGIN (text) */
typedef int32_t btt_status;
enum { BTT_OK = 0, BTT_BAD = 1 /* comment, with a comma */ };
typedef struct btt_handle btt_handle;
typedef struct btt_pair {
  const char *data; /* BTT_API int btt_comment(void); */
  size_t values[2];
} btt_pair;
BTT_API btt_status btt_open(const char *path,
                            btt_handle **out_handle);
BTT_API const char *btt_x_name(void);
/* BTT-DECLARATIONS-END */
"""

NM = "0000000000000000 A BTT_0\n0000000000001000 T btt_open@@BTT_0\n0000000000001010 T btt_x_name@@BTT_X\n"

READELF = """
 0x0001 (NEEDED)             Shared library: [libutf8proc.so.2]
 0x0001 (NEEDED)             Shared library: [libstdc++.so.6]
 0x000e (SONAME)             Library soname: [libbudtiktok.so.0]
 0x6ffb (FLAGS_1)            Flags: NODELETE
"""


class SymbolsTest(unittest.TestCase):
    names = ["btt_open", "btt_x_name"]

    def test_declared(self):
        self.assertEqual(check_symbols.declared_names(HEADER), set(self.names))

    def test_agreement(self):
        exported = check_symbols.exported_names(NM)
        self.assertEqual(exported, {"btt_open": "BTT_0", "btt_x_name": "BTT_X"})
        self.assertEqual(check_symbols.compare(exported, self.names, set(self.names)), [])

    def test_differences(self):
        good = {"btt_open": "BTT_0", "btt_x_name": "BTT_X"}
        cases = [
            ({**good, "_ZSt4moveIiE": "BTT_0"}, self.names, set(self.names), "exported but not"),
            ({"btt_open": "BTT_0"}, self.names, set(self.names), "not exported: btt_x_name"),
            (good, self.names, {"btt_open"}, "declared in no header: btt_x_name"),
            (good, self.names, {*self.names, "btt_new"}, "not in symbols.txt: btt_new"),
            (good, self.names[::-1], set(self.names), "not sorted"),
            ({**good, "btt_x_name": "BTT_0"}, self.names, set(self.names), "under the node BTT_0"),
            ({**good, "btt_open": ""}, self.names, set(self.names), "under the node (none)"),
        ]
        for exported, listed, declared, message in cases:
            with self.subTest(message):
                self.assertIn(message, "\n".join(check_symbols.compare(exported, listed, declared)))

    def test_dynamic(self):
        soname = "libbudtiktok.so.0"
        self.assertEqual(check_symbols.check_dynamic(READELF, soname), [])
        for old, new in [
            ("libutf8proc.so.2", "libicuuc.so.72"),
            ("libbudtiktok.so.0", "libbudtiktok.so.1"),
            ("NODELETE", "NOW"),
        ]:
            with self.subTest(new):
                self.assertEqual(len(check_symbols.check_dynamic(READELF.replace(old, new), soname)), 1)


class LayoutTest(unittest.TestCase):
    def test_parse(self):
        typedefs, structs, constants = make_layout.parse(HEADER)
        self.assertEqual(typedefs, ["btt_status"])
        self.assertEqual(structs, {"btt_pair": ["data", "values"]})
        self.assertEqual(constants, ["BTT_OK", "BTT_BAD"])

    def test_header_without_block(self):
        with self.assertRaisesRegex(ValueError, "BTT-DECLARATIONS"):
            make_layout.parse("int x;")

    def test_check_fails_on_a_moved_member(self):
        script = Path(__file__).with_name("check_layout.py")
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "layout.txt"
            table.write_text("struct btt_pair 16\n  btt_pair.data at 0 size 8\n", encoding="utf-8")
            for offset, status in [(0, 0), (8, 1)]:
                printed = f"struct btt_pair 16\n  btt_pair.data at {offset} size 8"
                command = [sys.executable, str(script), "--table", str(table), "--"]
                command += [sys.executable, "-c", f"print({printed!r})"]
                self.assertEqual(subprocess.run(command, capture_output=True, check=False).returncode, status)


if __name__ == "__main__":
    unittest.main()
