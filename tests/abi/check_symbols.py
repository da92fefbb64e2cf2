"""Checks what the shared library exports and needs.

Three lists must agree: the functions that the public headers declare with BTT_API, the checked-in symbols.txt,
and the dynamic symbols of the library. Names btt_x_* belong to the symbol node BTT_X, the others to BTT_0 (or a
later BTT_0.n). With --update symbols.txt is rewritten from the headers.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

DECLARATION = re.compile(r"\bBTT_API\b[^;{]*?\b(btt_\w+)\s*\(")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|^\s*#[^\n]*", re.DOTALL | re.MULTILINE)

# SONAME without its number -> why. Anything else in NEEDED is a surprise.
NEEDED = {
    "libsimdjson.so": "JSON",
    "libutf8proc.so": "normal forms",
    "libonig.so": "regular expressions",
    "libgomp.so": "OpenMP (GCC)",
    "libomp.so": "OpenMP (clang)",
    "libstdc++.so": "C++",
    "libc++.so": "C++",
    "libc++abi.so": "C++",
    "libgcc_s.so": "C++",
    "libm.so": "C",
    "libc.so": "C",
    "libpthread.so": "C",
    "ld-linux-x86-64.so": "C",
    "ld-linux-aarch64.so": "C",
}


def declared_names(header_text):
    """Names of the functions that a header declares with BTT_API."""
    return set(DECLARATION.findall(COMMENT.sub(" ", header_text)))


def exported_names(nm_output):
    """{name: node} from the output of nm; the nodes themselves (type A) are dropped."""
    names = {}
    for line in nm_output.splitlines():
        fields = line.split()
        if len(fields) < 2 or fields[-2] == "A":
            continue
        name, _, node = fields[-1].partition("@")
        names[name] = node.lstrip("@")
    return names


def compare(exported, listed, declared):
    """Lines saying how the three lists differ."""
    problems = []
    for name in sorted(set(exported) - set(listed)):
        problems.append(f"exported but not in symbols.txt: {name}")
    for name in sorted(set(listed) - set(exported)):
        problems.append(f"in symbols.txt but not exported: {name}")
    for name in sorted(declared - set(listed)):
        problems.append(f"declared in a header but not in symbols.txt: {name}")
    for name in sorted(set(listed) - declared):
        problems.append(f"in symbols.txt but declared in no header: {name}")
    if listed != sorted(set(listed)):
        problems.append("symbols.txt is not sorted, or repeats a name")
    for name, node in sorted(exported.items()):
        good = node == "BTT_X" if name.startswith("btt_x_") else re.fullmatch(r"BTT_0(\.\d+)?", node)
        if not good:
            problems.append(f"{name} is exported under the node {node or '(none)'}")
    return problems


def check_dynamic(readelf_output, soname):
    """Lines saying what is wrong in the dynamic section."""
    problems = []
    found = re.findall(r"\(SONAME\).*\[(.*)\]", readelf_output)
    if found != [soname]:
        problems.append(f"SONAME is {found}, expected {soname}")
    if not re.search(r"\(FLAGS_1\).*NODELETE", readelf_output):
        problems.append("the library is not marked NODELETE")
    for library in re.findall(r"\(NEEDED\).*\[(.*)\]", readelf_output):
        if re.sub(r"\.so\b.*", ".so", library) not in NEEDED:
            problems.append(f"unexpected needed library: {library}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("headers", nargs="+", type=Path)
    parser.add_argument("--symbols", required=True, type=Path)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--soname")
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--readelf", default="readelf")
    parser.add_argument("--update", action="store_true", help="rewrite the list from the headers")
    arguments = parser.parse_args()

    declared = set()
    for header in arguments.headers:
        declared |= declared_names(header.read_text(encoding="utf-8"))
    if arguments.update:
        arguments.symbols.write_text("".join(f"{name}\n" for name in sorted(declared)), encoding="utf-8")
        return 0

    nm = [arguments.nm, "-D", "--defined-only", "--with-symbol-versions", str(arguments.library)]
    exported = exported_names(subprocess.run(nm, capture_output=True, text=True, check=True).stdout)
    readelf = [arguments.readelf, "-dW", str(arguments.library)]
    dynamic = subprocess.run(readelf, capture_output=True, text=True, check=True).stdout
    listed = arguments.symbols.read_text(encoding="utf-8").split()

    problems = compare(exported, listed, declared) + check_dynamic(dynamic, arguments.soname)
    for line in problems:
        print(line)
    print(f"{len(exported)} exported names, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
