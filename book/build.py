"""Build the book into ``_build/html``: every warning is an error, and nothing stale is reused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "_build"
UNFINISHED = OUT / "unfinished"

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


def run_builder(*options: str) -> int:
    """Run the builder, after an interrupted build on an empty folder; return its exit status."""
    if UNFINISHED.exists():  # the last build was interrupted: what it left may be half written
        shutil.rmtree(OUT)
    OUT.mkdir(exist_ok=True)
    UNFINISHED.touch()
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT), "-q"]
    status = subprocess.run(
        [*command, "--warningiserror", "--nitpick", "--keep-going", *options],
        env={**os.environ, **SETTINGS},
        check=False,
    ).returncode
    UNFINISHED.unlink()
    return status


def build() -> int:
    """Build the pages; return the builder's exit status."""
    started = time.monotonic()
    shutil.rmtree(OUT / "html" / "reports", ignore_errors=True)  # of errors that are mended
    status = run_builder()
    if status:
        for report in sorted((OUT / "html" / "reports").rglob("*.err.log")):
            print(f"\n{report.relative_to(OUT)}:\n{report.read_text(encoding='utf-8')}")
        print(f"\nThe book did not build: see the warnings above (exit status {status}).")
        return status
    page = OUT / "html" / "index.html"
    print(f"\nBuilt in {time.monotonic() - started:.0f} s. Open {page}\nor run `make serve`.")
    return 0


if __name__ == "__main__":
    sys.exit(build())
