"""What the pages' code cells showed when they last ran, kept beside what the run had read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polyattn
from polyattn_book.recorder import file_of, state

PACKAGE = Path(polyattn.__file__).parent


@dataclass(frozen=True)
class Run:
    """One run of a page's code cells.

    Parameters
    ----------
    code : str
        A hash of the cells.
    surroundings : str
        A hash of the interpreter and the libraries.
    read : dict of str to str
        The files of the book's that the run has read, by name, and what was in each.
    at, seconds : float
        When it ended, and how long it took.
    cells : list of dict
        Count and outputs of each code cell.
    metadata : dict
        The notebook's, with the state of its widgets.
    failure : str
        The traceback of a cell that failed.
    """

    code: str
    surroundings: str
    read: dict[str, str]
    at: float
    seconds: float
    cells: list[dict[str, Any]]
    metadata: dict[str, Any]
    failure: str = ""


class Runs:
    """A folder with the last run of each page.

    Parameters
    ----------
    folder : pathlib.Path
        Where they lie.
    book : pathlib.Path
        The folder of the book's sources.
    package : pathlib.Path, optional
        The folder of the package.
    """

    def __init__(self, folder: Path, book: Path, package: Path = PACKAGE) -> None:
        self._folder, self._book, self._package = folder, book, package
        self._states: dict[str, str] = {}
        self.surroundings = surroundings(book)

    def fresh(self, page: str, notebook: Any) -> Run | None:
        """Return a page's last run, if running it now would show the same."""
        run = self.last(page)
        if run is None or run.failure or run.code != code(notebook):
            return None
        same = all(self._now(name) == content for name, content in run.read.items())
        return run if same and run.surroundings == self.surroundings else None

    def last(self, page: str) -> Run | None:
        """Return a page's last run, whatever has changed since."""
        try:
            return Run(**json.loads(self._file(page).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, page: str, run: Run) -> None:
        """Keep a run; the one before it is forgotten."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._file(page).with_suffix(".part")
        part.write_text(json.dumps(asdict(run)), encoding="utf-8")
        part.replace(self._file(page))  # whole or not at all

    def forget_strangers(self, pages: Iterable[str]) -> None:
        """Remove what is kept for pages that are not in the book any more."""
        known = {self._file(page) for page in pages}
        for path in set(self._folder.glob("*")) - known:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _file(self, page: str) -> Path:
        return self._folder / f"{page.replace('/', '-')}.json"

    def _now(self, name: str) -> str:
        if name not in self._states:
            self._states[name] = state(file_of(name, self._package, self._book))
        return self._states[name]


def code(notebook: Any) -> str:
    """Return a hash of all in a notebook that its run depends on: not of its words."""
    cells = [[cell.source, cell.metadata] for cell in notebook.cells if cell.cell_type == "code"]
    told = json.dumps([notebook.metadata.get("kernelspec"), cells], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def surroundings(book: Path) -> str:
    """Return a hash of the interpreter, the libraries, the lock and how notebooks are run."""
    libraries = {
        path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")
    }
    told = [sys.version, sys.flags.optimize, sorted(libraries)]
    told += [os.environ.get(name) for name in ("LC_ALL", "PYTHONHASHSEED", "TZ")]
    how = [Path(__file__).with_name(name) for name in ("recorder.py", "running.py")]
    told += [state(path) for path in (*how, book / "requirements.lock")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def package_states(package: Path = PACKAGE) -> dict[str, str]:
    """Return every file of the package by name, and what is in each."""
    paths = [path for path in sorted(package.rglob("*")) if "__pycache__" not in path.parts]
    return {x.relative_to(package.parent).as_posix(): state(x) for x in paths if x.is_file()}
