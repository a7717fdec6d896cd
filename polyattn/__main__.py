"""The command line: ``python -m polyattn verify [LABEL ...]`` and ``python -m polyattn claims``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from polyattn.ledger import Result, claims, verify
from polyattn.ledger.chapters import chapter_of

CANNOT_BE_USED = 2
LIBRARY_MISSING = 3
READER_GONE = 141  # as of a program that the signal of a closed pipe ends: 128 + 13


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        The arguments; ``sys.argv`` if left out.

    Returns
    -------
    int
        0 if all is well, 1 if a claim failed or is vacuous, 2 for an argument that cannot be used
        (a label that does not exist, a cache that cannot be written to), 3 if a library is
        missing, 141 if what reads the output stopped reading.
    """
    options = _parser().parse_args(arguments)
    try:
        status = _claims() if options.command == "claims" else _verify(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Nobody reads any more, `head` for instance: leave nothing to flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except ModuleNotFoundError as error:
        print(error, file=sys.stderr)
        return LIBRARY_MISSING
    except OSError as error:
        print(error, file=sys.stderr)
    except (KeyError, ValueError) as error:
        print(error.args[0], file=sys.stderr)
    return CANNOT_BE_USED


def _claims() -> int:
    for claim in claims().values():
        chapter = chapter_of(claim.label).removeprefix("0")
        print(f"{chapter:>3}  {claim.label:28} {claim.title}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    results = verify(
        *options.labels,
        jobs=options.jobs,
        thorough=options.thorough,
        cache=options.cache,
        progress=_progress,
    )
    if options.json:
        plain = [result.to_json() for result in results]
        for one in plain:
            del one["shown"]  # pages, for the book
        print(json.dumps(plain, indent=1))
    else:
        for result in results:
            _show(result, full=bool(options.labels))
    return 0 if all(result.ok for result in results) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m polyattn", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="run the evidence of the named claims, or of all")
    check.add_argument("labels", nargs="*", metavar="LABEL")
    check.add_argument("--json", action="store_true", help="print a list of objects")
    check.add_argument("--jobs", type=int, default=1, metavar="N", help="processes to use")
    check.add_argument(
        "--thorough", action="store_true", help="move the constants of hypotheses too"
    )
    check.add_argument("--cache", metavar="FOLDER", help="keep findings here between calls")
    commands.add_parser("claims", help="list the claims")
    return parser


def _progress(label: str, seconds: float, done: int, total: int) -> None:
    print(f"{done}/{total} {label}: {seconds:.1f} s", file=sys.stderr, flush=True)


def _show(result: Result, *, full: bool) -> None:
    counts = result.mutations
    tail = f"{counts['caught']} of {counts['tried']} mutations refuted"
    print(f"{result.label}: {result.status or 'definition'} ({tail})")
    for row in result.evidence:
        if full or not row["passed"]:
            mark = "ok" if row["passed"] else "FAILED"
            print(f"  {mark} {row['step']} [{row['kind']}, {row['seconds']:.1f} s] {row['detail']}")
    for name in counts.get("survived", ()):
        print(f"  SURVIVED {name}")


def _with_assertions() -> int:
    """Make the same call where `assert` counts: libraries under the evidence use it too."""
    environment = {name: x for name, x in os.environ.items() if name != "PYTHONOPTIMIZE"}
    call = [sys.executable, "-m", "polyattn", *sys.argv[1:]]
    return subprocess.run(call, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(_with_assertions() if sys.flags.optimize else main())
