"""Formulas behind a fold: TeX on the page, which KaTeX sets there when the fold opens.

Most formulas of a chapter stand in folded derivations. Set while the book is built, each would be
kilobytes of markup that few readers look at; as TeX it is a line, which needs no script to be read.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from polyattn_book.katex import SCRIPT, tried

MARK = '<code class="tex">'
"""How such a formula begins on a page."""


def folded(tex: str, tail: str = "", node: nodes.Node | None = None) -> str:
    """Return a formula as TeX for ``folded.js``; it is tried now, so that it can be set then.

    Parameters
    ----------
    tex : str
        TeX without delimiters.
    tail : str, optional
        The punctuation behind it, which stays on its line.
    node : docutils.nodes.Node, optional
        Where a warning says that it stands.
    """
    tried(tex, node)
    mark = f'<span class="tail">{tail}</span>' if tail else ""
    return f"{MARK}{escape(tex, quote=False)}</code>{mark}"


def _serve_katex(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(SCRIPT))


def _add_scripts(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    if MARK in context.get("body", ""):
        app.add_js_file("folded.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Serve KaTeX, and the script that asks for it when such a formula is to be seen."""
    app.connect("config-inited", _serve_katex)
    app.connect("html-page-context", _add_scripts)
