"""The reference of the package: set smaller, with no formula beyond the margin."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from polyattn_book.paper.structure import chapters, raw

PAGE = "book/api"


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Wrap the chapter's sections, and let each displayed formula shrink to its line."""
    page = chapters(document)[PAGE]
    for block in list(page.findall(nodes.math_block)):
        source = block.astext().strip()
        if "\\\\" in source and "\\begin" not in source:
            source = f"\\begin{{aligned}}{source}\\end{{aligned}}"
        block.replace_self(raw(f"\n\\[\\bookfit{{{source}}}\\]\n"))
    chapter = next(page.findall(nodes.section))
    chapter.insert(1, raw("\\begin{bookapi}\n"))
    chapter.append(raw("\\end{bookapi}\n"))
