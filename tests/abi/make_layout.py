"""Writes a C program that prints size and offset of everything in the public structs, and every constant.

The structs and enumerations are found in the headers' declaration blocks, so a new one cannot be forgotten.
"""

import argparse
import re
import sys
from pathlib import Path

BLOCK = re.compile(r"BTT-DECLARATIONS-BEGIN.*?\*/(.*?)/\*\s*BTT-DECLARATIONS-END", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRUCT = re.compile(r"typedef\s+struct\s+(\w+)\s*\{(.*?)\}\s*(\w+)\s*;", re.DOTALL)
ENUM = re.compile(r"\benum\s*\w*\s*\{(.*?)\}", re.DOTALL)
TYPEDEF = re.compile(r"typedef\s+(?!struct\b)[\w\s]+?\b(\w+)\s*;")


def parse(text):
    """Returns (typedefs, {struct: [member, ...]}, [constant, ...]) of one header."""
    block = BLOCK.search(text)
    if not block:
        raise ValueError("no BTT-DECLARATIONS-BEGIN / -END block")
    body = COMMENT.sub(" ", block.group(1))
    structs = {}
    for tag, members, name in STRUCT.findall(body):
        if tag != name:
            raise ValueError(f"struct {tag} is typedefed as {name}")
        structs[name] = []
        for member in filter(None, (part.strip() for part in members.split(";"))):
            found = re.search(r"(\w+)\s*(\[[^\]]*\])?$", member)
            if "," in member or not found:
                raise ValueError(f"{name}: one member per declaration, please: {member}")
            structs[name].append(found.group(1))
    constants = []
    for values in ENUM.findall(body):
        constants += [item.split("=")[0].strip() for item in values.split(",") if item.strip()]
    return TYPEDEF.findall(body), structs, constants


def program(headers):
    """The C program for [(file name, text), ...]."""
    lines = [f'#include "{name}"' for name, _ in headers]
    lines += ["#include <stdio.h>", "", "int main(void) {"]
    for _, text in headers:
        typedefs, structs, constants = parse(text)
        for name in typedefs:
            lines.append(f'  printf("type {name} %zu\\n", sizeof({name}));')
        for name, members in structs.items():
            lines.append(f'  printf("struct {name} %zu\\n", sizeof({name}));')
            for member in members:
                place = f"offsetof({name}, {member}), sizeof((({name} *)0)->{member})"
                lines.append(f'  printf("  {name}.{member} at %zu size %zu\\n", {place});')
        for name in constants:
            lines.append(f'  printf("constant {name} %lld\\n", (long long){name});')
    lines += ["  return 0;", "}", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("headers", nargs="+", type=Path)
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args()
    headers = [(path.name, path.read_text(encoding="utf-8")) for path in arguments.headers]
    arguments.output.write_text(program(headers), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
