"""Badges under the statements, and the ledger page: computed when the book is built, never typed.

A statement in a chapter that the ledger lacks is a warning, and so is the reverse.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from polyattn import ledger
from polyattn.ledger.imports import Imports
from polyattn.ledger.kept import surroundings
from polyattn_book import preview
from polyattn_book.dependency_graph import draw
from polyattn_book.progress import Progress
from polyattn_book.prose import inline
from polyattn_book.tables import table

logger = logging.getLogger(__name__)

PAGE = "book/ledger"
_WITHOUT_EVIDENCE = {"definition", "remark", "example", "notation", "assumption"}


def statements(document: nodes.document) -> Iterator[nodes.Element]:
    """Yield every labelled statement of a page that the ledger must know."""
    for node in document.findall(nodes.Element):
        if node.get("label") and node.get("realtype") and node["realtype"] not in _WITHOUT_EVIDENCE:
            yield node


def anchor(label: str) -> str:
    """Return the id of a claim's entry on the ledger page."""
    return "ledger-" + label.replace(":", "-")


def describe(result: ledger.Result) -> str:
    """Return a badge's words."""
    machine, steps = result.by_machine
    if result.status is None:
        return ""
    if steps and result.status.startswith("proved"):
        return f"{result.status}: {machine} of {steps} steps by machine"
    return result.status


def colour(result: ledger.Result) -> str:
    """Return the style class of a status: of its first word."""
    return f"status-{str(result.status or 'definition').split(',')[0]}"


def changed(app: Sphinx) -> list[str]:
    """Return the labels whose badge or title is another than in the build before."""
    before, now = app.polyattn_before, app.env.polyattn_results  # type: ignore[attr-defined]

    def said(results: dict[str, ledger.Result], label: str) -> tuple[str, str] | None:
        return (describe(results[label]), results[label].title) if label in results else None

    return [label for label in before | now if said(before, label) != said(now, label)]


def _run(app: Sphinx) -> None:
    env: Any = app.env
    app.polyattn_before = getattr(env, "polyattn_results", {})  # type: ignore[attr-defined]
    ground = _ground(app)
    if getattr(env, "polyattn_ground", None) == ground:  # without so much as loading the claims
        Progress().say(f"ledger: {len(env.polyattn_results)} claims, nothing changed")
    else:
        env.polyattn_results = {result.label: result for result in _verified(app)}
    env.polyattn_ground = ground
    for result in env.polyattn_results.values():
        if not result.ok:
            logger.warning("the ledger: %s", _shortfall(result))


def _ground(app: Sphinx) -> list[Any]:
    """Return all that the results depend on: what was asked, the sources, the libraries."""
    home = ledger.chapters.__name__
    paths = Path(ledger.chapters.__path__[0]).glob("*.py")
    modules = sorted(f"{home}.{path.stem}" for path in paths if path.stem != "__init__")
    return [preview.stated(app), Imports().behind(modules), surroundings()]


def _shortfall(result: ledger.Result) -> str:
    """Say what a claim is instead of proved, and why: evidence that fails, mutations that live."""
    failed = [f"{row['step']} fails" for row in result.evidence if not row["passed"]]
    survived = [f"survived: {name}" for name in result.mutations.get("survived", ())]
    return "; ".join([f"{result.label} is {result.status}", *failed, *survived])


def _verified(app: Sphinx) -> list[ledger.Result]:
    """Prove what is to be proved again, and say so; of chosen chapters alone, what they state."""
    progress, ran = Progress(), []
    labels = [label for label in preview.stated(app) if label in ledger.claims()]
    if preview.chosen(app) and not labels:
        return []

    def done(label: str, seconds: float, number: int, count: int) -> None:
        ran.append(label)
        words = f"  {number}/{count} of the claims that changed are proved again"
        if number % max(1, count // 8) == 0:
            progress.say(words, progress.elapsed())
        else:
            progress.show(f"{words}; the last: {label}, {seconds:.1f} s")

    kept = Path(app.srcdir) / "_build" / "ledger"
    results = ledger.verify(*labels, jobs=os.cpu_count() or 1, cache=kept, progress=done)
    progress.say(f"ledger: {len(results)} claims, {len(ran) or 'none'} proved again")
    return results


def _add_badges(app: Sphinx, document: nodes.document) -> None:
    results = app.env.polyattn_results  # type: ignore[attr-defined]
    shown = preview.wanted(app, [app.env.docname])
    for node in statements(document) if shown else ():
        result = results.get(node["label"])
        if node["label"] in app.config.polyattn_awaiting_evidence:
            if result is not None:
                logger.warning("%s has evidence; take it off the waiting list", node["label"])
            words = "not in the ledger yet: the proof stands on this page"
            node.insert(1, nodes.paragraph("", words, classes=["evidence-badge"]))
        elif result is None:
            logger.warning("the ledger has no claim %s", node["label"], location=node)
        elif node["title"].strip() != _on_the_page(app, result.title):
            logger.warning(
                "%s is titled%s here and %r in the ledger",
                node["label"], node["title"], result.title, location=node,
            )  # fmt: skip
        else:
            node.insert(1, _badge(result))


def _on_the_page(app: Sphinx, title: str) -> str:
    return str(app.config.proof_title_format.replace("%t", title).strip())


def _badge(result: ledger.Result) -> nodes.paragraph:
    target = nodes.reference(
        "", describe(result), internal=True, refuri="", classes=["ledger-link"]
    )
    target["ledger-anchor"] = anchor(result.label)
    status = str(result.status).split(",")[0]
    return nodes.paragraph("", "", target, classes=["evidence-badge", f"status-{status}"])


def _check_both_ways(app: Sphinx, env: BuildEnvironment) -> None:
    if preview.chosen(app):
        return
    stated = getattr(env, "proof_list", {})
    written = {int(name[10:12]) for name in env.found_docs if re.match(r"notebooks/\d\d", name)}
    for label, result in env.polyattn_results.items():  # type: ignore[attr-defined]
        if label not in stated and result.chapter in written:
            logger.warning("no page states the ledger's claim %s", label, location=PAGE)


def _write_again(app: Sphinx, env: Any) -> list[str]:
    """Write the ledger's page again when anything that it shows is new."""
    same = app.polyattn_before == env.polyattn_results  # type: ignore[attr-defined]
    return [] if same or PAGE not in env.found_docs else [PAGE]


class LedgerDirective(SphinxDirective):
    """Puts the whole ledger on a page: the table, the graph and every claim's steps."""

    def run(self) -> list[nodes.Node]:
        """Leave a mark; the content needs every page's statements, read by then."""
        return [ledger_mark()]


class ledger_mark(nodes.General, nodes.Element):  # noqa: N801 - docutils' way
    """Where the ledger goes."""


def _resolve(app: Sphinx, document: nodes.document, docname: str) -> None:
    for link in document.findall(nodes.reference):
        if "ledger-anchor" in link:
            uri = app.builder.get_relative_uri(docname, PAGE)
            link["refuri"] = f"{uri}#{link['ledger-anchor']}"
    for mark in list(document.findall(ledger_mark)):
        mark.replace_self(list(_ledger_page(app, docname)))


def _ledger_page(app: Sphinx, docname: str) -> Iterator[nodes.Node]:
    env: Any = app.env
    results = env.polyattn_results

    def place(label: str) -> str:
        if label not in env.proof_list:  # its chapter is not written yet
            return f"#{anchor(label)}"
        page = env.proof_list[label]["docname"]
        return f"{app.builder.get_relative_uri(docname, page)}#{label}"

    uses = ledger.graph()
    svg = draw(ledger.claims(), results, place)
    yield nodes.raw("", svg, format="html")
    for result in results.values():
        yield _entry(result, place, uses[result.label], results)


def _entry(
    result: ledger.Result, place: Any, links: dict[str, list[str]], results: Any
) -> nodes.Node:
    section = nodes.container(ids=[anchor(result.label)], classes=["ledger-entry"])
    title = nodes.reference("", result.title, internal=True, refuri=place(result.label))
    kind = f" ({result.kind}, chapter {result.chapter}) "
    head = nodes.paragraph("", "", nodes.strong("", "", title), nodes.Text(kind))
    head += nodes.inline(
        "", describe(result), classes=[f"status-{str(result.status).split(',')[0]}"]
    )
    section += head
    for words, labels in (("Uses", links["uses"]), ("Used by", links["used_by"])):
        if labels:
            line = nodes.paragraph("", f"{words}: ")
            for position, label in enumerate(labels):
                line += nodes.Text(", " if position else "")
                line += nodes.reference(
                    "", results[label].title, internal=True, refuri=f"#{anchor(label)}"
                )
            section += line
    rows = [(r["kind"], r["step"], r["detail"]) for r in result.evidence]
    rows.append(("mutations", _mutations(result), ""))
    cells = ([list(inline(text, place, results)) for text in row] for row in rows)
    section += table(("evidence", "step", "what was found"), cells, "ledger-table", (12, 34, 54))
    return section


def _mutations(result: ledger.Result) -> str:
    """Say how many changed statements are refuted, and where the statement may not be tight."""
    found = result.mutations
    words = [f"{found['caught']} of {found['tried']} refuted"]
    for fate, said in (("beyond", "beyond the proof, not known to be false"),
                       ("not tight", "proved too: not tight")):  # fmt: skip
        if found.get(fate):
            words.append(f"{len(found[fate])} {said}")
    return "; ".join(words)


def setup(app: Sphinx) -> None:
    """Register the ledger's parts."""
    # Statements that a page proves in words before the ledger has them; said under each.
    app.add_config_value("polyattn_awaiting_evidence", [], "env")
    app.add_node(ledger_mark)
    app.add_directive("ledger", LedgerDirective)
    app.connect("builder-inited", _run)
    app.connect("doctree-read", _add_badges)
    app.connect("env-updated", _write_again)
    app.connect("env-check-consistency", _check_both_ways)
    app.connect("doctree-resolved", _resolve)
