"""One entry of the ledger: what a claim says, how each part is known, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from polyattn import ledger
from polyattn.symbolic.printing import tex
from polyattn_book import derivations
from polyattn_book.ledger import address, anchor, colour, describe
from polyattn_book.markup import unsearched
from polyattn_book.prose import inline

_FATES = {
    "beyond": "beyond the proof, not known to be false",
    "not tight": "proved too: not tight there",
}
# A letter in words, such as y_g; what stands alone as a word is none.
_LETTER = re.compile(r"(?<![\w$'’])([b-zB-HJ-Z](?:_\w+)?)(?![\w$'’])")
# So many links stand open.
_FEW = 12


class Book:
    """What an entry needs of the book around it: claims, results, and where things stand.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        The build.
    docname : str
        The page on which the entry is.
    """

    def __init__(self, app: Sphinx, docname: str) -> None:
        env: Any = app.env
        self.results: dict[str, ledger.Result] = env.polyattn_results
        self.claims = ledger.claims()
        self.around = ledger.graph()
        self._app, self._docname, self._stated = app, docname, getattr(env, "proof_list", {})
        self.on_paper = app.builder.format == "latex"
        self.names = derivations.names(env, app.builder, docname)

    def place(self, label: str) -> str:
        """Return where a statement is made; its entry, as long as no chapter has it."""
        if label not in self._stated:
            return self.entry(label)
        page = self._stated[label]["docname"]
        return f"{self._app.builder.get_relative_uri(self._docname, page)}#{label}"

    def entry(self, label: str) -> str:
        """Return where the entry of a claim is."""
        return address(self._app, self._docname, label)

    def words(self, text: str) -> list[nodes.Node]:
        """Return words with formulas typeset and labels linked."""
        return list(inline(text, self.place, self.results))


def entry(result: ledger.Result, book: Book) -> Iterator[nodes.Node]:
    """Yield the entry of a claim: a section."""
    section = nodes.section(ids=[anchor(result.label)], classes=["ledger-entry"])
    section += nodes.title("", result.title)
    badge = nodes.inline("", describe(result), classes=["ledger-badge", colour(result)])
    label = nodes.literal("", result.label)
    name = nodes.reference("", "", label, internal=True, refuri=book.place(result.label))
    words = [nodes.Text(f"{result.kind.title()} "), name, nodes.Text(" "), badge]
    section += nodes.paragraph("", "", *words, classes=["ledger-head"])
    claim = book.claims[result.label]
    if claim.setting:
        section += nodes.paragraph("", "Throughout, ", *_listed(claim.setting), nodes.Text("."))
    for name in claim.statements:
        section += _part(name, claim, result, book)
    section += list(_tried(result, book))
    section += list(_around(result, book))
    yield section


def _listed(relations: Any) -> Iterator[nodes.Node]:
    """Yield relations with commas between them."""
    for k, relation in enumerate(relations):
        if k:
            yield nodes.Text(", ")
        yield _formula(relation)


def _formula(expression: Any) -> nodes.math:
    source = tex(expression)
    return nodes.math(source, source)


def _part(name: str, claim: ledger.Claim, result: ledger.Result, book: Book) -> nodes.container:
    """Return what a part says, how it is known folded behind it."""
    own = [x for x in result.evidence if x["role"] == "proof" and x["step"] == name]
    box = nodes.container(classes=["ledger-part"])
    head = nodes.paragraph("", "", nodes.emphasis("", name), classes=["part-name"])
    if own and all(row["kind"] == "written" for row in own):
        head += [nodes.Text(" "), nodes.inline("", "in words", classes=["in-words"])]
    box += head
    box += nodes.paragraph("", "", *_says(claim.statements[name], book), classes=["part-says"])
    if own:
        box += list(_folded(_summary(own), _known(name, own, result, book), book))
    return box


def _says(statement: Any, book: Book) -> Iterator[nodes.Node]:
    """Yield a part of a statement: if these hold, then this."""
    if statement.hypotheses:
        yield nodes.Text("If ")
        yield from _listed(statement.hypotheses)
        yield nodes.Text(", then ")
    yield _formula(statement.conclusion)
    if statement.where:
        where = _LETTER.sub(r"$\1$", statement.where)
        yield from book.words(f" ({where})")
    yield nodes.Text(".")


def _summary(rows: list[dict[str, Any]]) -> str:
    words = sum(row["kind"] == "written" for row in rows)
    told = f"{len(rows)} line{'s' if len(rows) > 1 else ''}"
    return f"How it is derived: {told}" + (f", {words} of them in words" if words else "")


def _known(
    name: str, rows: list[dict[str, Any]], result: ledger.Result, book: Book
) -> Iterator[nodes.Node]:
    """Yield the derivations of a part; where they fail, what each row found."""
    if name not in result.shown:
        yield nodes.bullet_list("", *(_item(row, book) for row in rows))
    elif not book.on_paper:  # which has them in the chapters
        for shown in result.shown[name]:
            yield unsearched(derivations.on_site(shown, book.names, behind=True))


def _item(row: dict[str, Any], book: Book) -> nodes.list_item:
    """Return a piece of evidence: its kind, what it is about, what was found."""
    kind = nodes.inline("", row["kind"], classes=["ledger-kind"])
    text = book.words(f", {row['step']}: {row['detail']}")
    return nodes.list_item("", nodes.paragraph("", "", kind, *text))


def _tried(result: ledger.Result, book: Book) -> Iterator[nodes.Node]:
    """Yield the nearest false statements and the witnesses, folded."""
    found = result.mutations
    words = [f"{found['caught']} of {found['tried']} nearest false statements refuted"]
    words += [f"{len(found[fate])} {said}" for fate, said in _FATES.items() if found.get(fate)]
    witnesses = [row for row in result.evidence if row["role"] == "witness"]
    if not witnesses:
        yield nodes.paragraph("", f"{'; '.join(words)}.", classes=["ledger-tried"])
        return
    count = f"{len(witnesses)} witness{'es' if len(witnesses) > 1 else ''}"
    items = (_item(row, book) for row in witnesses)
    inside = [nodes.bullet_list("", *items)]
    yield from _folded("; ".join([*words, count]), inside, book, "ledger-tried")


def _folded(
    summary: str, inside: Any, book: Book, name: str = "ledger-known"
) -> Iterator[nodes.Node]:
    """Yield what is folded on the site, and stands open on paper."""
    if book.on_paper:
        yield nodes.paragraph("", f"{summary}.")
        yield from inside
        return
    opening = f'<details class="{name}"><summary>{summary}</summary>'
    yield nodes.raw("", opening, format="html")
    yield from inside
    yield nodes.raw("", "</details>", format="html")


def _around(result: ledger.Result, book: Book) -> Iterator[nodes.Node]:
    """Yield what the claim rests on, and what rests on it; a long list is folded."""
    links = book.around[result.label]
    box = nodes.container(classes=["ledger-around"])
    for head, labels in (("Rests on", links["uses"]), ("Used by", links["used_by"])):
        line = nodes.paragraph("", "", nodes.strong("", head), nodes.Text(" "))
        line += list(_links(labels, book)) or [nodes.Text("no other statement")]
        if len(labels) > _FEW:
            folded = _folded(f"{head} {len(labels)} statements", [line], book)
            box += nodes.container("", *folded)
        else:
            box += line
    yield box


def _links(labels: list[str], book: Book) -> Iterator[nodes.Node]:
    for k, label in enumerate(labels):
        yield nodes.Text(", " if k else "")
        title = book.results[label].title
        yield nodes.reference("", title, internal=True, refuri=book.entry(label))
