"""Tables that fit the page: columns of a given width, broken across pages where they are long."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from polyattn_book.paper.structure import chapters, raw

# Widths in hundredths of the line, by the page and the number of columns.
WIDTHS = {
    ("book/thresholds", 5): (41, 21, 12, 14, 12),
    ("book/heads", 2): (28, 72),
    ("index", 2): (38, 62),
    ("book/running", 2): (24, 76),
    ("book/notation", 2): (25, 75),
    ("book/theorems", 4): (30, 34, 23, 13),
    ("book/theorems", 3): (37, 34, 29),
    ("book/ledger", 2): (18, 82),
    ("book/ledger", 3): (52, 16, 32),
}


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Set the widths where a table would not find them by itself."""
    files = chapters(document).items()
    pages = {id(table): name for name, file in files for table in file.findall(nodes.table)}
    for table in list(document.findall(nodes.table)):
        docname = pages.get(id(table), str(app.config.root_doc))
        columns = len(list(table.findall(nodes.colspec)))
        if (docname, columns) in WIDTHS:
            _fit(table, WIDTHS[docname, columns])


def _fit(table: nodes.table, widths: tuple[int, ...]) -> None:
    small = len(widths) > 2
    table["classes"] += ["colwidths-given", *(["longtable"] if small else [])]
    for column, width in zip(table.findall(nodes.colspec), widths, strict=True):
        column["colwidth"] = width
    place = table.parent.index(table)
    table.parent.insert(place + 1, raw("\\bookendtable\n"))
    size = "\\footnotesize" if small else ""
    table.parent.insert(place, raw(f"\\booktable{size}\n"))
