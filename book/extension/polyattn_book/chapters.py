"""The number of a chapter, before its title: on its page, in the contents, and in the search.

On paper the heads of the chapters carry it already: `polyattn_book.paper.structure`.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

NUMBER = "chapter-number"
"""The class of the number in a title."""
SPACE = "\N{NO-BREAK SPACE}"
"""Between the number and the title."""


def chapter_number(docname: str) -> str:
    """Return a chapter's number, as in its file's name; nothing for another page.

    Examples
    --------
    >>> chapter_number("notebooks/09a-detection"), chapter_number("book/ledger")
    ('9a', '')
    """
    found = re.match(r"notebooks/0*(\d+[a-z]?)-", docname)
    return found[1] if found else ""


def _number(app: Sphinx, document: nodes.document) -> None:
    number = chapter_number(app.env.docname)
    title = next(document.findall(nodes.title), None)
    if number and title is not None:
        title[:0] = [nodes.inline("", number + SPACE, classes=[NUMBER])]


def setup(app: Sphinx) -> None:
    """Write the number of each page as it is read, before its title is collected."""
    app.connect("doctree-read", _number, priority=100)
