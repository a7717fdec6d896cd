"""`make chapter`: chapters alone, in a folder of their own, without the rest of the book."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx

_LABEL = re.compile(r":label: ([\w:.-]+)")


def chosen(app: Sphinx) -> list[str]:
    """Return the pages that alone are wanted; none where it is the whole book."""
    return list(app.config.polyattn_chapters)


def wanted(app: Sphinx, pages: Iterable[str]) -> list[str]:
    """Return those of these pages that are to be shown in full."""
    alone = chosen(app)
    return [page for page in sorted(pages) if not alone or page in alone]


def stated(app: Sphinx) -> list[str]:
    """Return the labels that the chosen pages give to statements."""
    sources = (Path(app.env.doc2path(page)).read_text(encoding="utf-8") for page in chosen(app))
    return [label for source in sources for label in _LABEL.findall(source)]


def _without_search(app: Sphinx) -> None:
    if chosen(app) and app.builder.format == "html":
        app.builder.search = False


def setup(app: Sphinx) -> None:
    """Let the build say which chapters alone it wants."""
    app.add_config_value("polyattn_chapters", [], "")
    app.connect("builder-inited", _without_search)
