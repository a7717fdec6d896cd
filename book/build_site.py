"""Build the book into ``_build/site`` with JupyterLite beside it: any chapter runs in the page."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from build import OUT, ROOT, build

sys.path.insert(0, str(ROOT / "book" / "extension"))

from in_browser.app import build_app, kernel_wheels, write_policies
from in_browser.bytecode import add_bytecode
from in_browser.fetch import HOST, ask_for_npm, fetch_pyodide, fetch_wheels, own_wheels
from in_browser.lean import pack
from in_browser.lock import write_lock
from in_browser.notebooks import in_browser, write
from in_browser.pages import add_buttons, share_data
from in_browser.pyodide import prepare
from polyattn_book.freshness import files_hash

SITE = OUT / "site"
KEPT = OUT / "in-browser"
DOWNLOADS = KEPT / "downloads"
SOURCES = (
    "polyattn/**/*.py", "polyattn/**/*.js", "polyattn/**/*.css", "polyattn/**/*.json",
    "polyattn/py.typed", "notebooks/*.ipynb", "notebooks/data/*",
    "book/in_browser/*", "book/build_site.py",
    "book/references.bib", "book/extension/polyattn_book/policy.py", "requirements.lock",
    "pyproject.toml", "README.md", "LICENSE",
)  # fmt: skip


def state() -> str:
    """Return a hash of all that JupyterLite's part of the site is made from."""
    paths = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern))
    return files_hash(ROOT, filter(Path.is_file, paths))


def chapters() -> dict[str, Any]:
    """Return the chapters' notebooks by name."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def build_lite() -> Path:
    """Return the folder of JupyterLite's part, built unless nothing has changed."""
    done = KEPT / state()
    if done.exists():
        return done
    pyodide, wheels = fetch_pyodide(DOWNLOADS), fetch_wheels(DOWNLOADS)
    work = KEPT / "work"
    shutil.rmtree(work, ignore_errors=True)
    (work / "wheels").mkdir(parents=True)
    adapted = in_browser(chapters(), ROOT / "book" / "references.bib", HOST)
    write(work / "contents", adapted, ROOT / "notebooks" / "data")
    build_app(work, work / "contents", work / "out")
    wheels += [*kernel_wheels(work / "out"), *own_wheels(work / "wheels")]
    (work / "lean").mkdir()
    wheels = [pack(wheel, work / "lean") for wheel in wheels]
    pyodide, served = add_bytecode(prepare(pyodide, work / "pyodide"), wheels, work / "compiled")
    write_lock(pyodide, served, work / "out" / "static" / "pyodide")
    write_policies(work / "out")
    (work / "out").rename(done)
    for old in KEPT.iterdir():
        if old not in (DOWNLOADS, done):
            shutil.rmtree(old)
    return done


def assemble(lite: Path) -> None:
    """Put the book and JupyterLite into one folder, which takes its place when it is whole."""
    work = SITE.with_name("site.part")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(OUT / "html", work)
    shutil.copytree(lite, work / "in-browser")
    add_buttons(work, list(chapters()), HOST)
    share_data(work)
    shutil.rmtree(SITE, ignore_errors=True)
    work.rename(SITE)


def build_site() -> int:
    """Build the book and the site around it; return an exit status."""
    try:
        ask_for_npm(DOWNLOADS)
        if status := build():
            return status
        started = time.monotonic()
        assemble(build_lite())
    except RuntimeError as error:
        print(error)
        return 1
    seconds = time.monotonic() - started
    print(f"The site, with JupyterLite ({seconds:.0f} s): {SITE}\nSee it by `make serve-site`.")
    return 0


if __name__ == "__main__":
    sys.exit(build_site())
