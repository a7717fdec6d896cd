"""Build the book into ``_build/html``: every warning is an error, and nothing stale is reused.

With ``--chapter 5`` that chapter alone, into ``_build/chapter``.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "_build"
UNFINISHED = "unfinished"
"""A file that stands in a folder as long as the builder writes there."""
KEPT = ("executed", "ledger")
"""What runs and proofs have found: each file is whole, and under a key of all it depends on."""

SETTINGS = {
    # This environment's kernel and packages, whatever else the machine has.
    "JUPYTER_PREFER_ENV_PATH": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # The cells decide by `assert`: with optimisation a false one would be published.
    "PYTHONOPTIMIZE": "",
    # The same pages everywhere.
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}


def run_builder(*options: str, out: Path | None = None) -> int:
    """Run the builder, after an interrupted build on an empty folder; return its exit status."""
    out = out or OUT
    mark = out / UNFINISHED
    if mark.exists():  # the last build was interrupted: the pages may be half written
        for path in out.iterdir():
            if path.name not in KEPT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    out.mkdir(parents=True, exist_ok=True)
    mark.touch()
    builder = ROOT / "book" / "builder.py"
    status = subprocess.run(
        [sys.executable, str(builder), str(out), *options],
        env={**os.environ, **SETTINGS},
        check=False,
    ).returncode
    if status:  # what was wrong must be said again, even of pages that do not change till then
        for read in out.glob(".doctrees*"):
            shutil.rmtree(read)
    mark.unlink()
    return status


def build(*options: str, out: Path | None = None) -> int:
    """Build the pages; return the builder's exit status."""
    reports = (out or OUT) / "html" / "reports"
    shutil.rmtree(reports, ignore_errors=True)  # of errors that are mended
    status = run_builder(*options, out=out)
    if status:
        for report in sorted(reports.rglob("*.err.log")):
            print(f"\n{report.relative_to(OUT)}:\n{report.read_text(encoding='utf-8')}")
        print(f"\nThe book did not build: see the warnings above (exit status {status}).")
    return status


def build_book() -> int:
    """Build the whole book and say where it is; return an exit status."""
    started = time.monotonic()
    if status := build():
        return status
    page = OUT / "html" / "index.html"
    print(f"\nBuilt in {time.monotonic() - started:.0f} s. Open {page}\nor run `make serve`.")
    return 0


def chapters(number: str) -> list[str]:
    """Return the pages of the chapter with this number; of 9, those of 9a to 9c.

    Raises
    ------
    ValueError
        If there is none; the message lists the numbers.
    """
    names = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    numbers = {name: re.sub(r"^0+", "", name.split("-")[0]) for name in names}
    asked = re.sub(r"^0+", "", number.strip().lower())
    found = [
        f"notebooks/{name}"
        for name, own in numbers.items()
        if asked and asked in (own, own.rstrip("abcdefgh"))
    ]
    if not found:
        raise ValueError(
            f"make chapter: no chapter has the number {number!r}; say one of "
            f"{', '.join(numbers.values())}, as in make chapter N={names[0].split('-')[0]}"
        )
    return found


def build_chapter(number: str) -> int:
    """Run and show a chapter alone; return an exit status."""
    started = time.monotonic()
    try:
        pages = chapters(number)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    out = OUT / "chapter"
    if status := build("--chapters", *pages, out=out):
        return status
    print(f"\nBuilt in {time.monotonic() - started:.0f} s, without the rest of the book. Open")
    for page in pages:
        print(out / "html" / f"{page}.html")
    return 0


def main() -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapter", metavar="N", help="run and show one chapter alone")
    options = parser.parse_args()
    return build_book() if options.chapter is None else build_chapter(options.chapter)


if __name__ == "__main__":
    sys.exit(main())
