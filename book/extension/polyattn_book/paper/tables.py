"""Tables that fit the page: columns of a given width, broken across pages where they are long."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

from polyattn_book.paper.structure import chapters, raw

# Widths in hundredths of the line, by the page and the number of columns.
WIDTHS = {
    ("book/thresholds", 5): (41, 21, 12, 14, 12),
    ("index", 2): (38, 62),
    ("book/running", 2): (24, 76),
    ("book/notation", 2): (25, 75),
    ("book/theorems", 4): (30, 34, 23, 13),
    ("book/theorems", 3): (37, 34, 29),
    ("book/ledger", 2): (18, 82),
    ("book/ledger", 3): (13, 27, 60),
}
_FORMULA = re.compile(r"\$([^$]+)\$|`([^`]+)`")


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Set the widths where a table would not find them by itself."""
    files = chapters(document).items()
    pages = {id(table): name for name, file in files for table in file.findall(nodes.table)}
    for table in list(document.findall(nodes.table)):
        docname = pages.get(id(table), str(app.config.root_doc))
        columns = len(list(table.findall(nodes.colspec)))
        if (docname, columns) in WIDTHS:
            _fit(table, WIDTHS[docname, columns])
        if "ledger-table" in table["classes"]:
            _anchored(table.parent, docname)
            for cell in list(table.findall(nodes.paragraph)):
                words = [x for x in cell.children if isinstance(x, nodes.Text)]
                for text in words:
                    cell.replace(text, typeset(text))


def _fit(table: nodes.table, widths: tuple[int, ...]) -> None:
    small = len(widths) > 2
    table["classes"] += ["colwidths-given", *(["longtable"] if small else [])]
    for column, width in zip(table.findall(nodes.colspec), widths, strict=True):
        column["colwidth"] = width
    size = "\\footnotesize" if "ledger-table" not in table["classes"] else "\\scriptsize"
    place = table.parent.index(table)
    table.parent.insert(place + 1, raw("\\bookendtable\n"))
    table.parent.insert(place, raw(f"\\booktable{size if small else ''}\n"))


def _anchored(entry: nodes.Element, docname: str) -> None:
    """Let the badges point to an entry: the builder writes no label for a container."""
    for name in entry["ids"]:
        entry[0].insert(0, raw(f"\\phantomsection\\label{{\\detokenize{{{docname}:{name}}}}}"))


def typeset(text: nodes.Node) -> list[nodes.Node]:
    """Return words of a cell, with formulas and names as such where the site leaves them."""
    parts, start, words = [], 0, text.astext()
    for found in _FORMULA.finditer(words):
        parts.append(nodes.Text(words[start : found.start()]))
        formula, name = found.groups()
        parts.append(nodes.math("", formula) if formula else nodes.literal("", name))
        start = found.end()
    return [*parts, nodes.Text(words[start:])]
