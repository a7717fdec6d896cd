"""The solutions of the exercises, gathered in a chapter of their own near the end."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from polyattn_book.paper.structure import BIBLIOGRAPHY, chapters, raw

TITLE = "Solutions of the exercises"


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Move every folded solution to the chapter of solutions; leave its page behind."""
    files = chapters(document)
    chapter = nodes.section("", nodes.title("", TITLE), ids=["solutions"])
    for docname, file in files.items():
        found = list(_dropdowns(file))
        if found:
            name = nodes.title("", app.env.titles[docname].astext())
            part = nodes.section("", name, ids=[f"solutions-{docname.split('/')[1]}"])
            for place, dropdown in enumerate(found, 1):
                part += _moved(dropdown, docname, f"{docname}:exercise-{place}")
            chapter += part
    before = files[BIBLIOGRAPHY]
    solved = addnodes.start_of_file("", chapter, docname="book/solutions")
    before.parent.insert(before.parent.index(before), solved)


def _dropdowns(file: nodes.Element) -> Iterator[nodes.container]:
    for node in file.findall(nodes.container):
        # Another fold says what a figure shows; it stays where it is.
        if node.get("design_component") == "dropdown" and node[0].astext() == "Solution":
            yield node


def _moved(dropdown: nodes.container, docname: str, label: str) -> list[nodes.Node]:
    """Take a solution out of its page and return it under the exercise's name."""
    siblings, place = dropdown.parent.children, dropdown.parent.index(dropdown)
    named = (node for node in reversed(siblings[:place]) if _name(node) is not None)
    exercise = next(named)
    exercise.append(raw(f"\\bookexercise{{\\detokenize{{{label}}}}}"))
    head = nodes.paragraph("", "", _name(exercise).deepcopy(), raw(f"\\booksolution{{{label}}}"))
    for link in dropdown.findall(nodes.reference):
        if "refid" in link:  # to its own page, which it leaves
            link["refuri"] = f"%{docname}#{link['refid']}"
            del link["refid"]
    body = [node for node in dropdown.children if not isinstance(node, nodes.rubric)]
    dropdown.parent.remove(dropdown)
    return [head, *body]


def _name(node: nodes.Node) -> nodes.strong | None:
    """Return an exercise's number and title, which open its paragraph in bold."""
    if isinstance(node, nodes.paragraph):
        first = next(child for child in node.children if child.astext())
        return first if isinstance(first, nodes.strong) else None
    return None
