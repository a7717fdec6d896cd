"""What a build says while it runs: a line for each thing done, and how long it took."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any, TextIO

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class Progress:
    """Lines that stay, and on a terminal one line at the bottom that moves.

    Parameters
    ----------
    stream : file, optional
        Where they go; standard output if left out.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._since = time.monotonic()

    def say(self, words: str, seconds: float | None = None) -> None:
        """Print a line that stays, with the seconds at a place of their own."""
        if seconds is not None:
            words = f"{words:<58} {seconds:6.1f} s"
        self._print(f"{words}\n")

    def show(self, words: str) -> None:
        """Print, on a terminal only, what is going on now; the next line takes its place."""
        if self._live:
            self._print(words[:79])

    def elapsed(self) -> float:
        """Return the seconds since this was last asked, or since the start."""
        before, self._since = self._since, time.monotonic()
        return self._since - before

    def _print(self, words: str) -> None:
        start = "\r\x1b[K" if self._live else ""
        print(f"{start}{words}", end="", file=self._stream, flush=True)


def setup(app: Sphinx) -> None:
    """Say what is read and written; the notebooks and the ledger speak for themselves."""
    progress, counts = Progress(), Counter[str]()

    def read(app: Sphinx, document: nodes.document) -> None:
        counts["read"] += 1
        progress.show(f"reading {app.env.docname}")

    def written(app: Sphinx, page: str, template: str, context: Any, document: Any) -> None:
        counts["written"] += document is not None
        progress.show(f"writing {page}")

    def begin(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
        progress.elapsed()

    def finished(app: Sphinx, exception: Exception | None) -> None:
        words = ", ".join(f"{counts[kind]} {kind}" for kind in ("read", "written"))
        progress.say(f"pages: {words}", progress.elapsed())

    app.connect("env-before-read-docs", begin)
    app.connect("doctree-read", read)
    app.connect("html-page-context", written)
    app.connect("build-finished", finished, priority=999)
