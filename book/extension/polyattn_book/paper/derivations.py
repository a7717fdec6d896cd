r"""Derivations on paper: what a cell shows is LaTeX already; its statements get number and page.

A derivation names a statement by its label, ``\derivationby{label}{part}`` in a reason and
``\derivationend{label}{part}`` at its end; here label becomes name and place.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from polyattn_book.paper.references import stated
from polyattn_book.paper.structure import raw

logger = logging.getLogger(__name__)

OPENING = r"\begin{derivation}"
_NAMED = re.compile(r"\\derivation(?P<use>by|end)\{(?P<label>[^{}]*)\}")


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Take derivations out of the displayed formulas as which they come."""
    for block in list(document.findall(nodes.math_block)):
        source = block.astext().strip()
        if source.startswith(OPENING):
            block.replace_self(raw(f"\n{on_paper(app, source)}\n"))


def on_paper(app: Sphinx, source: str) -> str:
    """Return the LaTeX of a derivation, its statements by name and place."""
    return _NAMED.sub(lambda found: _place(app, found["use"], found["label"]), source)


def _place(app: Sphinx, use: str, label: str) -> str:
    if label not in app.env.proof_list:  # type: ignore[attr-defined]
        logger.warning("a derivation rests on %s, which nothing states", label)
        return rf"\bookderivation{use}{{{label}}}{{}}"
    name, place = stated(app, label)
    return rf"\bookderivation{use}{{{name}}}{{\detokenize{{{place}}}}}"
