"""Build the book into ``_build/site`` with JupyterLite beside it: any chapter runs in the page."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from build import OUT, ROOT, build

sys.path.insert(0, str(ROOT / "book" / "extension"))

from in_browser.app import build_app, write_policies
from in_browser.fetch import CHOICE, fetch_pyodide, fetch_wheels, own_wheels
from in_browser.lock import write_lock
from in_browser.notebooks import in_browser, write
from in_browser.pages import add_buttons

SITE = OUT / "site"
KEPT = OUT / "in-browser"
DOWNLOADS = KEPT / "downloads"
HOST = CHOICE["cdn"].split("/")[2]
SOURCES = (
    "polyattn/**/*.py", "polyattn/**/*.js", "polyattn/**/*.css", "notebooks/*.ipynb",
    "book/in_browser/*", "book/references.bib", "requirements.lock", "pyproject.toml",
)  # fmt: skip


def state() -> str:
    """Return a hash of all that JupyterLite's part of the site is made from."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def chapters() -> dict[str, Any]:
    """Return the chapters' notebooks by name."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def build_lite() -> Path:
    """Return the folder of JupyterLite's part, built unless nothing has changed."""
    done = KEPT / state()
    if done.exists():
        return done
    for old in KEPT.glob("*"):
        if old != DOWNLOADS:
            shutil.rmtree(old)
    pyodide, wheels = fetch_pyodide(DOWNLOADS), fetch_wheels(DOWNLOADS)
    work = KEPT / "work"
    work.mkdir()
    (work / "wheels").mkdir()
    write(work / "contents", in_browser(chapters(), ROOT / "book" / "references.bib", HOST))
    build_app(work, work / "contents", work / "out")
    own = own_wheels(work / "wheels")
    write_lock(pyodide, [*wheels, *own], work / "out" / "static" / "pyodide")
    write_policies(work / "out", CHOICE["cdn"])
    (work / "out").rename(done)
    shutil.rmtree(work)
    return done


def build_site() -> int:
    """Build the book and the site around it; return an exit status."""
    status = build()
    if status:
        return status
    started = time.monotonic()
    try:
        lite = build_lite()
    except RuntimeError as error:
        print(error)
        return 1
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(OUT / "html", SITE)
    shutil.copytree(lite, SITE / "in-browser")
    add_buttons(SITE, list(chapters()), HOST)
    seconds = time.monotonic() - started
    print(f"The site, with JupyterLite ({seconds:.0f} s): {SITE}\nSee it by `make serve-site`.")
    return 0


if __name__ == "__main__":
    sys.exit(build_site())
