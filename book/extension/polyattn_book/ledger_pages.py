"""The ledger's pages: an index of all statements, and an entry for each, a page a chapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from polyattn import ledger
from polyattn.ledger.chapters import chapter_of
from polyattn_book.dependency_graph import draw
from polyattn_book.katex import keep_punctuation
from polyattn_book.ledger import PAGE, address, anchor, colour, describe
from polyattn_book.ledger_entry import Book, entry
from polyattn_book.tables import table

GRAPH = "whole-graph"
"""The style class of what holds the graph, which paper draws its own way."""


class ledger_mark(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Where a part of the ledger goes; it needs every page's statements, read by then."""


class LedgerDirective(SphinxDirective):
    """Puts the entries of one chapter on a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a mark."""
        return [ledger_mark(part="chapter", chapter=self.arguments[0])]


class LedgerIndexDirective(SphinxDirective):
    """Lists every statement with its badge."""

    def run(self) -> list[nodes.Node]:
        """Leave a mark."""
        return [ledger_mark(part="index")]


class LedgerGraphDirective(SphinxDirective):
    """Draws what rests on what, folded."""

    def run(self) -> list[nodes.Node]:
        """Leave a mark."""
        return [ledger_mark(part="graph")]


def _resolve(app: Sphinx, document: nodes.document, docname: str) -> None:
    marks = list(document.findall(ledger_mark))
    for mark in marks:
        part: Callable[..., Iterator[nodes.Node]] = _PARTS[mark["part"]]
        mark.replace_self(list(part(app, mark, docname)))
    if marks and app.builder.format == "html":
        keep_punctuation(document)


def _chapter(app: Sphinx, mark: ledger_mark, docname: str) -> Iterator[nodes.Node]:
    """Yield a list of the chapter's statements, and the entry of each."""
    book = Book(app, docname)
    own = [one for one in book.results.values() if chapter_of(one.label) == mark["chapter"]]
    if not book.on_paper:  # which has the index, a few pages before
        yield _list_of(own, lambda label: f"#{anchor(label)}")
    for result in own:
        yield from entry(result, book)


def _index(app: Sphinx, mark: ledger_mark, docname: str) -> Iterator[nodes.Node]:
    """Yield the statements of each chapter, each with its way to its entry."""
    results = app.env.polyattn_results  # type: ignore[attr-defined]
    for chapter in sorted(set(map(chapter_of, results))):
        own = [one for one in results.values() if chapter_of(one.label) == chapter]
        page = address(app, docname, own[0].label).partition("#")[0]
        link = nodes.reference("", f"Chapter {chapter.lstrip('0')}", internal=True, refuri=page)
        yield nodes.paragraph("", "", nodes.strong("", "", link))
        yield _list_of(own, lambda label: address(app, docname, label), named=True)


def _list_of(
    results: list[ledger.Result], place: Callable[[str], str], *, named: bool = False
) -> nodes.table:
    """Return a table of statements; named, a link from elsewhere finds its row."""
    rows = []
    for one in results:
        name: nodes.Element = nodes.reference("", one.title, internal=True, refuri=place(one.label))
        if named:
            name = nodes.inline("", "", name, ids=[anchor(one.label)])
        badge = nodes.inline("", describe(one), classes=[colour(one)])
        rows.append([name, one.kind, badge])
    return table(("statement", "kind", "evidence"), rows, "ledger-index", (52, 16, 32))


def _graph(app: Sphinx, mark: ledger_mark, docname: str) -> Iterator[nodes.Node]:
    """Yield the whole graph, folded."""
    book = Book(app, docname)
    svg = draw(book.claims, book.results, book.place)
    opening = '<details class="ledger-map"><summary>Show the whole graph</summary>'
    shown = nodes.raw("", f"{opening}{svg}</details>", format="html")
    yield nodes.container("", shown, classes=[GRAPH])


_PARTS: dict[str, Any] = {"chapter": _chapter, "index": _index, "graph": _graph}


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_node(ledger_mark)
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("ledger-index", LedgerIndexDirective)
    app.add_directive("ledger-graph", LedgerGraphDirective)
    app.connect("doctree-resolved", _resolve)


__all__ = ["GRAPH", "PAGE", "setup"]
