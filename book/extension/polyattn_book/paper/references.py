"""A link on paper is a name and a page: what a statement's or a chapter's link leads to."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from polyattn_book.chapters import SPACE
from polyattn_book.paper.structure import chapter_numbers, chapters, raw


def prepare(app: Sphinx, document: nodes.document) -> None:
    """Write behind each link to a statement or a chapter where it stands."""
    numbers = chapter_numbers(list(chapters(document)))
    for link in list(document.findall(nodes.reference)):
        docname, _, label = link.get("refuri", "").lstrip("%").partition("#")
        label = label or link.get("refid", "")
        words = ""
        if label in app.env.proof_list:  # type: ignore[attr-defined]
            name, place = stated(app, label)
            words = f"\\bookplace{{{name}}}{{\\detokenize{{{place}}}}}"
        elif not label and docname in numbers and not _is_numbered(link, numbers[docname]):
            words = f"\\bookchapter{{{numbers[docname]}}}"
        if words and words not in link.astext():
            link.parent.insert(link.parent.index(link) + 1, raw(words))


def _is_numbered(link: nodes.reference, number: str) -> bool:
    return link.astext().startswith(number + SPACE)


def stated(app: Sphinx, label: str) -> tuple[str, str]:
    """Return a statement's kind and number, and the place that a reference names."""
    found = app.env.proof_list[label]  # type: ignore[attr-defined]
    numbers = app.env.toc_fignumbers[found["docname"]][found["countertype"]][label]
    name = f"{found['realtype'].title()} {'.'.join(map(str, numbers))}"
    return name, f"{found['docname']}:{label}"
