"""The status page: what ran, when and for how long, with which versions; the ledger's totals."""

from __future__ import annotations

import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from polyattn_book.citation import in_words
from polyattn_book.tables import in_order, table

PAGE = "book/status"
TABLE = "status-table"
PACKAGES = (
    "polyattn", "numpy", "scipy", "sympy", "python-flint", "z3-solver", "matplotlib", "anywidget",
    "jupyter-book", "sphinx",
)  # fmt: skip
EVIDENCE = ("smt", "symbolic", "written", "certified", "exhaustive", "sampled")


class status_mark(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Where one part of the status goes."""


class StatusDirective(SphinxDirective):
    """Puts one part of the status on the page: notebooks, ledger or versions."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a mark; all notebooks have run when it is resolved."""
        if self.arguments[0] not in _PARTS:
            raise self.error(f"status: one of {', '.join(_PARTS)}, not {self.arguments[0]}")
        return [status_mark(part=self.arguments[0])]


def moment(stamp: float) -> str:
    """Return a time as 3 January 2026, 14:05 UTC."""
    when = datetime.fromtimestamp(stamp, UTC)
    return f"{in_words(when)}, {when:%H:%M} UTC"


def _notebooks(app: Sphinx) -> list[nodes.Node]:
    rows: list[list[str | nodes.Node]] = []
    total = 0.0
    ran = NbMetadataCollector.get_doc_data(app.env)
    for page in [p for p in in_order(app.env) if ran.get(p, {}).get("exec_data")]:
        data = ran[page]["exec_data"]
        uri = app.builder.get_relative_uri(PAGE, page)
        link = nodes.reference("", app.env.titles[page].astext(), internal=True, refuri=uri)
        seconds = data["runtime"] or 0.0
        total += seconds
        outcome = "ran to its end" if data["succeeded"] else f"failed: {data['error']}"
        rows.append([link, moment(data["mtime"]), f"{seconds:.1f}", outcome])
    rows.append([f"all {len(rows)}", "", f"{total:.1f}", ""])
    return [table(["page", "last run", "seconds", "outcome"], rows, TABLE)]


def _ledger(app: Sphinx) -> list[nodes.Node]:
    results: Any = app.env.polyattn_results.values()  # type: ignore[attr-defined]
    kinds = Counter(row["kind"] for one in results for row in one.evidence)
    seconds = sum(row["seconds"] for one in results for row in one.evidence)
    kept = [path.stat().st_mtime for path in Path(app.srcdir, "_build", "ledger").glob("*.json")]
    caught = sum(one.mutations.get("caught", 0) for one in results)
    tried = sum(one.mutations.get("tried", 0) for one in results)
    totals = Counter(str(one.status or "definition") for one in results)
    rows = [[f"statements {status}", str(count)] for status, count in sorted(totals.items())]
    rows += [[f"evidence of the kind {k}", str(kinds[k])] for k in EVIDENCE if kinds[k]]
    rows.append(["mutations refuted, of those tried", f"{caught} of {tried}"])
    rows.append(["seconds of evidence", f"{seconds:.0f}"])
    if kept:
        rows.append(["oldest and newest result", f"{moment(min(kept))}; {moment(max(kept))}"])
    return [table([f"{len(results)} statements", "number"], rows, TABLE)]


def _versions(app: Sphinx) -> list[nodes.Node]:
    rows = [["Python", platform.python_version()]]
    rows += [[name, version(name)] for name in PACKAGES]
    return [table(["package", "version"], rows, TABLE)]


_PARTS = {"notebooks": _notebooks, "ledger": _ledger, "versions": _versions}


def _resolve(app: Sphinx, document: nodes.document, docname: str) -> None:
    for mark in list(document.findall(status_mark)):
        mark.replace_self(_PARTS[mark["part"]](app))


def _write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the page in every build: what it says is not in its source."""
    return [PAGE] if PAGE in env.found_docs else []


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(status_mark)
    app.add_directive("status", StatusDirective)
    app.connect("env-updated", _write_again)
    app.connect("doctree-resolved", _resolve)
