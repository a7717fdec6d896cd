"""Badges under the statements: computed when the book is built, never typed.

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

from polyattn import ledger
from polyattn.ledger.chapters import chapter_of
from polyattn.ledger.imports import Imports
from polyattn.ledger.kept import surroundings
from polyattn_book import preview
from polyattn_book.progress import Progress

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


def page_of(label: str) -> str:
    """Return the page with the entries of the chapter that states a claim."""
    return f"{PAGE}/chapter-{chapter_of(label)}"


def address(app: Sphinx, docname: str, label: str) -> str:
    """Return the address of a claim's entry, as seen from a page."""
    return f"{app.builder.get_relative_uri(docname, page_of(label))}#{anchor(label)}"


def describe(result: ledger.Result) -> str:
    """Return a badge's words."""
    machine, steps = result.by_machine
    if result.status is None:
        return ""
    if steps and result.status.startswith("proved"):
        how = f"{machine} of {steps} steps by machine" if machine else "in words alone"
        return f"{result.status}: {how}"
    return result.status


def colour(result: ledger.Result) -> str:
    """Return the style class of a status: of its first word; what no machine saw has its own."""
    status = str(result.status or "definition").split(",")[0]
    machine, steps = result.by_machine
    return "status-words" if status == "proved" and steps and not machine else f"status-{status}"


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
    target["ledger-label"] = result.label
    return nodes.paragraph("", "", target, classes=["evidence-badge", colour(result)])


def _check_both_ways(app: Sphinx, env: BuildEnvironment) -> None:
    if preview.chosen(app):
        return
    stated = getattr(env, "proof_list", {})
    written = {int(name[10:12]) for name in env.found_docs if re.match(r"notebooks/\d\d", name)}
    for label, result in env.polyattn_results.items():  # type: ignore[attr-defined]
        if label not in stated and result.chapter in written:
            logger.warning("no page states the ledger's claim %s", label, location=PAGE)


def _write_again(app: Sphinx, env: Any) -> list[str]:
    """Write the ledger's pages again when anything that they show is new."""
    same = app.polyattn_before == env.polyattn_results  # type: ignore[attr-defined]
    return [] if same else [page for page in env.found_docs if page.startswith(PAGE)]


def _link_badges(app: Sphinx, document: nodes.document, docname: str) -> None:
    for link in document.findall(nodes.reference):
        if "ledger-label" in link:
            link["refuri"] = address(app, docname, link["ledger-label"])


def setup(app: Sphinx) -> None:
    """Register the ledger's parts."""
    # Statements that a page proves in words before the ledger has them; said under each.
    app.add_config_value("polyattn_awaiting_evidence", [], "env")
    app.connect("builder-inited", _run)
    app.connect("doctree-read", _add_badges)
    app.connect("env-updated", _write_again)
    app.connect("env-check-consistency", _check_both_ways)
    app.connect("doctree-resolved", _link_badges)
