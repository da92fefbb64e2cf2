"""Checks which folder includes which, and that third-party code stays behind its fence.

Prints one line per violation, `path:line: what is wrong`, and exits with 1 if there is any.

    python3 tests/layering/check_layering.py <source tree>
"""

import argparse
import re
import sys
from pathlib import Path

STAGES = {"normalize", "pretokenize", "model", "postprocess", "decode"}
BELOW_STAGES = {"base", "simd", "unicode", "text", "vocab", "added", "regex", "encoding"}

# Folder of src/ -> the folders that it may include, apart from itself. Arrows never turn back.
ALLOWED = {
    "base": set(),
    "simd": {"base"},
    "text": {"base", "unicode"},
    "unicode": {"base", "simd"},
    "vocab": {"base", "simd"},
    "added": {"base", "unicode", "vocab", "text"},
    "regex": {"base", "unicode"},
    "encoding": {"base", "text"},
    "normalize": {"base", "simd", "unicode", "text", "regex"},
    "pretokenize": {"base", "simd", "unicode", "text", "regex"},
    "model": {"base", "unicode", "text", "vocab"},
    "postprocess": {"base", "unicode", "vocab", "encoding"},
    "decode": {"base", "unicode", "text", "vocab", "regex"},
    "fused": BELOW_STAGES | STAGES,
    "pipeline": BELOW_STAGES | STAGES | {"fused"},
    "batch": BELOW_STAGES | STAGES | {"fused", "pipeline"},
    "loader": BELOW_STAGES | STAGES | {"fused", "pipeline"},
}

# What a line may contain -> the places where it may. `capi` and `include` are the folders beside src/.
FENCES = [
    ("simdjson", re.compile(r'#\s*include\s*[<"]simdjson'), {"loader", "unicode"}),
    ("utf8proc", re.compile(r'#\s*include\s*[<"]utf8proc'), {"unicode"}),
    ("oniguruma", re.compile(r'#\s*include\s*[<"]onig'), {"regex"}),
    ("omp.h", re.compile(r'#\s*include\s*[<"]omp\.h'), {"batch"}),
    ("OpenMP pragma", re.compile(r'#\s*pragma\s+omp\b|_Pragma\s*\(\s*"omp\b'), {"batch"}),
    (
        "intrinsics header",
        re.compile(r"#\s*include\s*[<\"](\w*mmintrin|immintrin|x86intrin|intrin|cpuid|arm_\w+)\.h"),
        {"simd"},
    ),
    ('extern "C"', re.compile(r'\bextern\s*"C"'), {"capi", "include"}),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
SUFFIXES = {".h", ".hpp", ".c", ".cpp"}


def without_comments(text):
    """Blanks comments and keeps line numbers; strings stay, since an include path and "C" are strings."""

    def blank(match):
        found = match.group(0)
        return found if found[0] in "\"'" else re.sub(r"[^\n]", " ", found)

    return COMMENT_OR_STRING.sub(blank, text)


def check_include(root, place, target, quoted):
    """Returns what is wrong with one include of a file in `place`, or None."""
    if not quoted:
        if place == "include" and target not in {"stddef.h", "stdint.h"}:
            return f"public header includes <{target}>"
        return None
    if ".." in Path(target).parts:
        return f'include "{target}" is not written relative to src/'
    if (root / "src" / target).is_file():
        folder = Path(target).parts[0]
        if place == "include":
            return f'public header includes "{target}" of the core'
        if place == "capi" or folder == place or folder in ALLOWED.get(place, set()):
            return None
        allowed = ", ".join(sorted(ALLOWED.get(place, ()))) or "nothing"
        return f"{place} may not include {folder} (allowed: {allowed})"
    if place in {"capi", "include"}:
        if (root / "include" / target).is_file():
            return None
        if place == "capi" and (root / "capi" / target).is_file():
            return None
    elif (root / "include" / target).is_file():
        return f'the core includes the C header "{target}"'
    return f'include "{target}" names no file (paths are relative to src/)'


def check_file(root, path, place):
    """Yields (line, message) for one file."""
    if place not in ALLOWED and place not in {"capi", "include"}:
        yield 1, f"folder src/{place} is not in the table of tests/layering/check_layering.py"
    text = without_comments(path.read_text(encoding="utf-8"))
    for number, line in enumerate(text.split("\n"), start=1):
        include = INCLUDE.match(line)
        fenced = False
        for name, pattern, places in FENCES:
            if pattern.search(line) and place not in places:
                fenced = True
                yield number, f"{name} outside {', '.join(sorted(places))}"
        if include and not fenced and not any(p.search(line) for _, p, _ in FENCES):
            problem = check_include(root, place, include.group(2), include.group(1) == '"')
            if problem:
                yield number, problem


def check_tree(root):
    """Returns (violations as lines, number of files read)."""
    root = Path(root)
    violations = []
    count = 0
    for top in ("src", "capi", "include"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in SUFFIXES:
                continue
            count += 1
            relative = path.relative_to(root)
            place = relative.parts[1] if top == "src" else top
            if top == "src" and len(relative.parts) < 3:
                violations.append(f"{relative}:1: file directly in src/")
                continue
            for number, message in check_file(root, path, place):
                violations.append(f"{relative}:{number}: {message}")
    return violations, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("root", type=Path, help="source tree (the folder that holds src/)")
    arguments = parser.parse_args()
    violations, count = check_tree(arguments.root)
    if count == 0:
        print(f"no source files under {arguments.root}")
        return 1
    for line in violations:
        print(line)
    print(f"{count} files, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
