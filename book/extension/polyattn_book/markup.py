"""Markup for the site that the search does not read: the letters of formulas and of figures."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class Markup(nodes.General, nodes.Element):
    """HTML as it stands, made by :func:`unsearched`."""


def unsearched(html: str) -> Markup:
    """Return HTML as a node whose words are none of the page's: each page loads what is found."""
    return Markup(html=html)


def _visit(self: HTML5Translator, node: Markup) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(Markup, html=(_visit, None))
