"""Runs the pages' code cells before the pages are read, and hands each page what it showed.

The builder's own cache sees a notebook's cells only, and runs one notebook after another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from myst_nb import sphinx_ as myst_nb
from myst_nb.core.execute import NotebookClientBase
from myst_nb.core.read import create_nb_reader
from nbformat import from_dict
from sphinx.application import Sphinx

from polyattn_book import preview
from polyattn_book.chapters import chapter_number
from polyattn_book.progress import Progress
from polyattn_book.running import run_all
from polyattn_book.runs import Run, Runs, code

FOLDER = "executed"
"""Where the runs are kept, in the folder of what is built."""


class Execution:
    """The code cells of the book in one build: which run, and what each page is to show."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._runs: dict[str, Run] = {}

    def bring(
        self, app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Run what is stale; return the pages that were read with another run than the last."""
        pages = dict(_with_code(env, preview.wanted(app, env.found_docs)))
        book = Path(app.srcdir)
        kept = Runs(book / "_build" / FOLDER, book)
        if not preview.chosen(app):
            kept.forget_strangers(pages)
        for name, (_, notebook) in pages.items():
            if run := kept.fresh(name, notebook):
                self._runs[name] = run
        stale = {name: page for name, page in pages.items() if name not in self._runs}
        progress, count = Progress(), len(stale)
        progress.say(f"notebooks: {len(pages)} pages with code, {count or 'none'} to run")

        def done(name: str, run: Run) -> None:
            kept.keep(name, run)
            self._runs[name] = run
            number = sum(each in self._runs for each in stale)
            outcome = "FAILED: " if run.failure else ""
            words = f"  {number}/{count} {outcome}{title(name, pages[name][1])}"
            progress.say(words, run.seconds)

        def seconds(name: str) -> float:
            last = kept.last(name)
            return last.seconds if last else float("inf")

        run_all(  # the longest first: no core ends up alone
            {name: stale[name] for name in sorted(stale, key=seconds, reverse=True)},
            book,
            kept.surroundings,
            timeout=env.mystnb_config.execution_timeout,
            jobs=min(4, os.cpu_count() or 1),
            done=done,
        )
        shown = _shown(env)
        return [name for name, run in self._runs.items() if shown.get(name) != run.at]

    def client(self, notebook: Any, source: str, *settings: Any, **more: Any) -> NotebookClientBase:
        """Return what a page takes its outputs from: the run that was brought."""
        env: Any = self._app.env
        page = env.path2doc(source)
        run = self._runs.get(page)
        _shown(env)[page] = run.at if run else None
        config, logger = settings[:2]
        if run and run.code != code(notebook):
            logger.warning("the page changed while the book was built: build it again")
            run = None
        return _Ready(notebook, Path(source), config, logger, run=run)


class _Ready(NotebookClientBase):  # type: ignore[misc]
    """A notebook that ran before."""

    def start_client(self) -> None:
        """Give the cells what the run showed, and tell how it went."""
        run: Run | None = self._kwargs["run"]
        if run is None:
            return
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        for cell, shown in zip(cells, run.cells, strict=True):
            cell.update(from_dict(shown))
        self.notebook.metadata.update(from_dict(run.metadata))
        if run.failure:
            self.logger.warning("Executing notebook failed", subtype="exec")
        self.exec_metadata = {
            "mtime": run.at,
            "runtime": run.seconds,
            "method": "cache",
            "succeeded": not run.failure,
            "error": run.failure.strip().splitlines()[-1] if run.failure else None,
            "traceback": run.failure or None,
        }


def title(name: str, notebook: Any) -> str:
    """Return a chapter's number and its first heading, as the build names it."""
    words = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    lines = (line for text in words for line in text.splitlines())
    heading = next((line[2:].strip() for line in lines if line.startswith("# ")), name)
    return f"{chapter_number(name)} {heading}".strip()


def _with_code(env: Any, pages: Iterable[str]) -> Iterator[tuple[str, tuple[Path, Any]]]:
    """Yield the pages that have code cells: the file, and what is in it."""
    for name in pages:
        path = Path(env.doc2path(name))
        text = path.read_text(encoding="utf-8")
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
        notebook = reader.read(text) if reader else None
        if notebook and any(cell.cell_type == "code" for cell in notebook.cells):
            yield name, (path, notebook)


def _shown(env: Any) -> dict[str, float | None]:
    """Return, for each page, the moment of the run with which it was last read."""
    if not hasattr(env, "polyattn_shown"):
        env.polyattn_shown = {}
    return env.polyattn_shown  # type: ignore[no-any-return]


def setup(app: Sphinx) -> None:
    """Take the place of myst-nb's own running of notebooks."""
    execution = Execution(app)
    app.connect("env-get-outdated", execution.bring)
    myst_nb.create_client = execution.client
