"""Every statement of the book in one place, and in the search: by its title and by its label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx_proof.domain import ProofDomain

from polyattn_book import ledger
from polyattn_book.tables import in_order, table
from polyattn_book.words import plain

KINDS = ("definition", "lemma", "theorem", "corollary", "observation")


class Statement(NamedTuple):
    """One labelled statement, as the page that states it has it."""

    label: str
    kind: str
    title: str
    page: str


def labelled(document: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Yield label, kind and title of every labelled statement of a page."""
    for node in document.findall(nodes.Element):
        if node.get("realtype") in KINDS and ":" in node.get("label", ""):
            title = plain(node.next_node(nodes.title)).strip().removeprefix("(").removesuffix(")")
            yield node["label"], node["realtype"], title


def _known(env: BuildEnvironment) -> dict[str, Statement]:
    if not hasattr(env, "polyattn_statements"):
        env.polyattn_statements = {}  # type: ignore[attr-defined]
    return env.polyattn_statements  # type: ignore[attr-defined, no-any-return]


def _met(env: BuildEnvironment) -> list[Statement]:
    """Return the statements of the book in the order in which a reader meets them."""
    order = in_order(env)
    return sorted(_known(env).values(), key=lambda one: order.index(one.page))


def _note(app: Sphinx, document: nodes.document) -> None:
    page = app.env.docname
    for label, kind, title in labelled(document):
        _known(app.env)[label] = Statement(label, kind, title, page)


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    for label in [one.label for one in _known(env).values() if one.page == docname]:
        del _known(env)[label]


def _merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    _known(env).update({k: one for k, one in _known(other).items() if one.page in docnames})


class SearchableProofs(ProofDomain):  # type: ignore[misc]
    """The domain of sphinx-proof, whose statements are objects that the search can find.

    A query finds an object when each word of it stands in its name, its kind or its page's title:
    "concentration theorem" finds ``thm:concentration``, and so does the label itself.
    """

    object_types = {kind: ObjType(kind, "ref") for kind in KINDS}  # noqa: RUF012 - Sphinx's way
    indices = ()  # our own index has titles and badges

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:
        """Return the kind as the search shows it."""
        return str(type.lname)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield name, shown name, kind, page, anchor and priority of each statement."""
        for one in _known(self.env).values():
            # A full stop would be read as the end of a Python module's name.
            shown = f"{one.title} ({one.label})".replace(".", "․")
            # Quoted, the anchor differs from the name: else the search would take what is shown.
            yield one.label, shown, one.kind, one.page, quote(one.label), 0


def _each_once(app: Sphinx) -> list[Any]:
    """Drop the titles of statements from the search's headings: they are there as objects."""
    known = _known(app.env)
    indexer = getattr(app.builder, "indexer", None)  # a preview of a chapter has no search
    titles = indexer._all_titles if indexer and app.builder.name == "html" else {}
    for page in titles:
        titles[page] = [(title, place) for title, place in titles[page] if place not in known]
    return []


class statement_index(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Where the list of one kind of statement goes."""


class StatementIndex(SphinxDirective):
    """Lists the statements of one kind, each with its label, its chapter and its badge."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a mark; the list needs every page, read by then."""
        if self.arguments[0] not in KINDS:
            raise self.error(f"statement-index: one of {', '.join(KINDS)}, not {self.arguments[0]}")
        return [statement_index(kind=self.arguments[0])]


def _resolve(app: Sphinx, document: nodes.document, docname: str) -> None:
    for mark in list(document.findall(statement_index)):
        found = [one for one in _met(app.env) if one.kind == mark["kind"]]
        mark.replace_self(_table(app, docname, found))


def _table(app: Sphinx, docname: str, found: list[Statement]) -> nodes.table:
    results = app.env.polyattn_results  # type: ignore[attr-defined]

    def link(words: str, page: str, place: str = "") -> nodes.reference:
        uri = app.builder.get_relative_uri(docname, page)
        target = f"{uri}#{place}" if place else uri
        return nodes.reference("", words, internal=True, refuri=target)

    with_badge = any(one.label in results for one in found)
    heads = ["name", "label", "chapter", *(["evidence"] if with_badge else [])]
    rows = []
    for one in found:
        cells: list[nodes.Node] = [
            link(one.title, one.page, one.label),
            nodes.literal("", one.label),
            link(app.env.titles[one.page].astext(), one.page),
        ]
        if with_badge:
            cells.append(_status(app, docname, results.get(one.label)))
        rows.append(cells)
    return table(heads, rows, "statement-index", (34, 27, 25, 14)[: len(heads)])


def _status(app: Sphinx, docname: str, result: Any) -> nodes.Node:
    if result is None or result.status is None:
        return nodes.Text("")
    target = ledger.address(app, docname, result.label)
    words = nodes.reference("", result.status, internal=True, refuri=target)
    return nodes.inline("", "", words, classes=[ledger.colour(result)])


def _lists(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the index again whenever anything was read: any page may have changed a title."""
    return [page for page in env.found_docs if page == "book/theorems"]


def _rank(app: Sphinx, config: Config) -> None:
    config.html_search_scorer = str(Path(__file__).with_name("search.js"))


def setup(app: Sphinx) -> None:
    """Register the index and make the statements objects of the search."""
    app.connect("config-inited", _rank)
    app.setup_extension("sphinx_proof")
    app.add_domain(SearchableProofs, override=True)
    app.add_node(statement_index)
    app.add_directive("statement-index", StatementIndex)
    app.connect("doctree-read", _note, priority=400)  # before badges are put in
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _lists)
    app.connect("html-collect-pages", _each_once)
    app.connect("doctree-resolved", _resolve)
