"""Compares what the layout program prints with the checked-in table.

    python3 check_layout.py --table layout.txt -- <command that prints the layout>

The table is the authority on the binary layout: between releases lines may only be added. With --update the
table is rewritten; look at the difference before it is committed.
"""

import argparse
import difflib
import subprocess
import sys
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--table", required=True, type=Path)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()

    printed = subprocess.run(arguments.command, capture_output=True, text=True, check=True).stdout
    if arguments.update:
        arguments.table.write_text(printed, encoding="utf-8")
        return 0
    table = arguments.table.read_text(encoding="utf-8")
    if "struct " not in printed:
        print("the layout program printed no struct")
        return 1
    if table == printed:
        print(f"{len(table.splitlines())} lines agree")
        return 0
    difference = difflib.unified_diff(
        table.splitlines(), printed.splitlines(), str(arguments.table), "this build", lineterm="", n=1
    )
    print("\n".join(difference))
    return 1


if __name__ == "__main__":
    sys.exit(main())
