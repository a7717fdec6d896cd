"""Derivations on the pages: formulas in sight are set, statements linked by their title.

What a derivation shows in JupyterLab it shows here too, by the rules of the site's style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from polyattn import ledger
from polyattn_book import preview
from polyattn_book.folded import folded
from polyattn_book.katex import inline
from polyattn_book.markup import unsearched

logger = logging.getLogger(__name__)

MARK = re.compile(r'class="(derivation|derivation-parts|numbers)"')
"""What cells show that holds formulas: derivations, their parts, tables of numbers."""
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_PIECE = re.compile(
    r'(?P<tag></?(?:details|summary)(?: class="\w+")?>)'
    r"|\\\((?P<tex>.*?)\\\)(?P<tail>[,.;:!?)]*)",
    re.DOTALL,
)
_LINK = re.compile(r'<a class="statement" data-label="(?P<label>[^"]+)">.*?</a>')
_SUMMARY = re.compile(r'<details class="why"><summary>(.*?)</summary>', re.DOTALL)
_FORMULA_OR_TAG = re.compile(r"\\\(.*?\\\)|<[^>]*>|[.,;:]", re.DOTALL)

Names = Callable[[str], tuple[str, str] | None]
"""Takes a label; returns a statement's title and address, empty where no page states it."""


def on_site(shown: str, names: Names, place: Any = None, *, behind: bool = False) -> str:
    r"""Return what a derivation shows with its formulas set and its statements linked.

    Parameters
    ----------
    shown : str
        HTML with formulas between ``\(`` and ``\)`` and links without an address.
    names : callable
        Takes a label; returns the statement's title and address, or None where it is unknown,
        which is a warning.
    place : docutils.nodes.Node, optional
        Where the warnings are.
    behind : bool, optional
        Whether all of it stands behind a fold of the page.
    """

    def link(found: re.Match[str]) -> str:
        known = names(found["label"])
        if known is None:
            logger.warning("a derivation rests on %s, which nothing states", found["label"],
                           location=place)  # fmt: skip
            return escape(found["label"])
        title, address = known
        if not address:
            return escape(title)
        href = escape(address, quote=True)
        return f'<a class="reference internal" href="{href}">{escape(title)}</a>'

    def heading(found: re.Match[str]) -> str:
        """Take the links out of a summary, which is a button, and leave it words."""
        words = _LINK.sub(lambda one: escape((names(one["label"]) or [one["label"]])[0]), found[1])
        if not _FORMULA_OR_TAG.sub("", words).strip():
            words += '<span class="visually-hidden">, shown</span>'
        links = ", ".join(one[0] for one in _LINK.finditer(found[1]))
        below = f'<p class="rests">Rests on {links}.</p>' if links else ""
        return f'<details class="why"><summary>{words}</summary>{below}'

    plain = _SUMMARY.sub(heading, _STYLE.sub("", shown))
    return _typeset(_LINK.sub(link, plain), place, behind)


def _typeset(shown: str, place: Any, behind: bool) -> str:
    """Set the formulas that are in sight when the page opens; the folded ones wait as TeX."""
    folds = int(behind)
    in_summary = False

    def piece(found: re.Match[str]) -> str:
        nonlocal folds, in_summary
        if found["tag"] is None:
            made = inline if folds <= in_summary else folded
            return made(_breaks(found["tex"]), found["tail"], place)
        if "summary" in found["tag"]:
            in_summary = found["tag"] == "<summary>"
        else:
            folds += -1 if found["tag"] == "</details>" else 1
        return found[0]

    return _PIECE.sub(piece, shown)


def _breaks(formula: str) -> str:
    """Return TeX in which a line may break after a comma that a space follows."""
    return unescape(formula).replace(r",\ ", r",\allowbreak\ ")


def names(env: Any, builder: Builder, docname: str) -> Names:
    """Return the titles and addresses of the book's statements, as seen from a page."""
    stated = getattr(env, "polyattn_statements", {})

    def named(label: str) -> tuple[str, str] | None:
        if label in stated:
            one = stated[label]
            return one.title, f"{builder.get_relative_uri(docname, one.page)}#{label}"
        if not preview.chosen(env.app):
            return None
        known = ledger.claims()  # of a chapter alone, the others are not read
        return (known[label].title, "") if label in known else None

    return named


class DerivationsOnSite(SphinxPostTransform):
    """Set the derivations and tables that the cells of a page show, and draw their figures."""

    default_priority = 800  # behind the choice of each output's form
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Look at each output that is HTML."""
        known = names(self.env, self.app.builder, self.env.docname)
        for node in list(self.document.findall(nodes.raw)):
            text = node.astext()
            if node.get("format") != "html":
                continue
            if MARK.search(text):
                node.replace_self(unsearched(on_site(text, known, node)))
            elif '<svg class="illustration"' in text:
                node.replace_self(unsearched(text))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(DerivationsOnSite)
