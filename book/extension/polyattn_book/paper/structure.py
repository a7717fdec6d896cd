"""The front page's sections, the numbers of the chapters, and the bibliography in its place."""

from __future__ import annotations

from string import ascii_uppercase

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.latex.nodes import thebibliography
from sphinx.writers.latex import LaTeXTranslator
from sphinx_jupyterbook_latex.nodes import RootHeader

from polyattn_book.chapters import NUMBER, chapter_number

BIBLIOGRAPHY = "book/bibliography"


def chapters(document: nodes.document) -> dict[str, addnodes.start_of_file]:
    """Return the chapters in their order, by the name of their page; not the pages below one."""
    files = document.findall(addnodes.start_of_file)
    return {file["docname"]: file for file in files if file["docname"].count("/") == 1}


def chapter_numbers(names: list[str]) -> dict[str, str]:
    """Return each chapter's number: as in its file's name, and letters for the reference part."""
    letters = iter(ascii_uppercase)
    return {name: chapter_number(name) or next(letters) for name in names}


def raw(source: str) -> nodes.raw:
    """Return a node that is LaTeX already."""
    return nodes.raw("", source, format="latex")


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Give the chapters their numbers, and the bibliography its place."""
    files = chapters(document)
    for printed in [x for x in document.findall(nodes.inline) if NUMBER in x["classes"]]:
        printed.parent.remove(printed)
    for name, number in chapter_numbers(list(files)).items():
        # The reference part is a chapter a line in the table of contents.
        depth = "\\addtocontents{toc}{\\setcounter{tocdepth}{0}}" if number == "A" else ""
        files[name].insert(0, raw(f"{depth}\\renewcommand{{\\thechapter}}{{{number}}}\n"))
    for list_of_works in list(document.findall(thebibliography)):
        list_of_works.parent.remove(list_of_works)
        next(files[BIBLIOGRAPHY].findall(nodes.section)).append(list_of_works)


def _open_header(self: LaTeXTranslator, node: RootHeader) -> None:
    self.body.append("\n\\section*{")


def _close_header(self: LaTeXTranslator, node: RootHeader) -> None:
    self.body.append("}\n")


def setup(app: Sphinx) -> None:
    """Print the front page's headings as headings."""
    app.add_node(RootHeader, override=True, latex=(_open_header, _close_header))
