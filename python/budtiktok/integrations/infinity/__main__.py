"""The command line of `infinity_emb` with BudTikTok: ``budtiktok-infinity v2 --model-id ...``; see ``--help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .. import options
from . import _order, check, patch

__all__ = ["main"]

_EPILOG = """
All other arguments are those of infinity_emb, which is started with them: `budtiktok-infinity v2 --help`.
`budtiktok-infinity check --model-id MODEL` compares both tokenizers of a model on texts of yours.
The environment is read too: INFINITY_USE_BUDTIKTOK, INFINITY_BUDTIKTOK_SIMD, INFINITY_BUDTIKTOK_THREADS.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="budtiktok-infinity",
        description="Start infinity_emb with its tokenizers accelerated.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument(
        "--use-budtiktok",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="whether to accelerate at all (default: yes)",
    )
    parser.add_argument("--budtiktok-simd", metavar="LEVEL", choices=options.SIMD, help=", ".join(options.SIMD))
    parser.add_argument("--budtiktok-threads", metavar="N", type=int, help="threads of the tokenizer, 0 = auto")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Patch `infinity_emb` and hand the command line on to it.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the process.

    Returns
    -------
    int
        Exit status, where the server's own command line returns at all.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["check"]:
        return check.main(words[1:])
    parser = _parser()
    if words[:1] in ([], ["-h"], ["--help"]):
        parser.print_help()
        return 0
    own, rest = parser.parse_known_args(words)
    try:
        report = patch(use_budtiktok=own.use_budtiktok, simd=own.budtiktok_simd, threads=own.budtiktok_threads)
    except (ImportError, ValueError) as error:
        parser.error(str(error))
    if not report.patched:
        print(f"budtiktok-infinity: no class of infinity_emb {report.version} could be patched", file=sys.stderr)
    _order.remember(rest)
    from infinity_emb.cli import cli

    # The server reads its arguments there, and says its name as it is started.
    sys.argv = ["infinity_emb", *rest]
    cli()
    return 0


if __name__ == "__main__":
    sys.exit(main())
