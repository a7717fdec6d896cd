"""Formulas behind a fold: TeX on the page, which KaTeX sets there when the fold opens.

Most formulas of a chapter stand in folded derivations, proofs and solutions. Set while the book is
built, each would be kilobytes of markup that few readers look at; as TeX it is a line, which needs
no script to be read.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from polyattn_book.katex import SCRIPT, in_display, tried
from polyattn_book.proofs import FOLDED

MARK = '<code class="tex'
"""How such a formula begins on a page."""

_LARGE = r"\displaystyle "  # thousands of lines begin so: their class says it
_FOLDS = {FOLDED, "sd-dropdown"}  # proofs and solutions
_BOX = '<div class="math notranslate nohighlight" tabindex="0" role="group" aria-label="formula">'


def folded(
    tex: str, tail: str = "", node: nodes.Node | None = None, *, display: bool = False
) -> str:
    """Return a formula as TeX for ``folded.js``; it is tried now, so that it can be set then.

    Parameters
    ----------
    tex : str
        TeX without delimiters.
    tail : str, optional
        The punctuation behind it, which ``folded.js`` keeps on its line.
    node : docutils.nodes.Node, optional
        Where a warning says that it stands.
    display : bool, default False
        Whether it has lines of its own.
    """
    tried(tex, node, display=display)
    kind = " display" if display else " d" if tex.startswith(_LARGE) else ""
    return f'{MARK}{kind}">{escape(tex.removeprefix(_LARGE), quote=False)}</code>{tail}'


class FormulasBehindAFold(SphinxPostTransform):
    """Leave the formulas of folded proofs and solutions as TeX, unless they have a number."""

    default_priority = 960  # the folds are made, and punctuation is where it belongs
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Look at the whole page."""
        leave_as_tex(self.document)


def leave_as_tex(document: nodes.document) -> None:
    """Replace each formula behind a fold by its TeX."""
    for fold in list(document.findall(_is_fold)):
        for node in list(fold.findall(nodes.math)):
            tex = folded(node.astext(), node.get("tail", ""), node)
            node.replace_self(nodes.raw("", tex, format="html"))
        for node in list(fold.findall(nodes.math_block)):
            if not (node["number"] or node["ids"]):  # else its number and its links stay
                tex = folded(in_display(node.astext()), node=node, display=True)
                node.replace_self(nodes.raw("", f"{_BOX}{tex}</div>\n", format="html"))


def _is_fold(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and not _FOLDS.isdisjoint(node.get("classes", ()))


def _serve_katex(app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(SCRIPT))


def _add_scripts(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    if MARK in context.get("body", ""):
        app.add_js_file("folded.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Serve KaTeX, and the script that asks for it when such a formula is to be seen."""
    app.add_post_transform(FormulasBehindAFold)
    app.connect("config-inited", _serve_katex)
    app.connect("html-page-context", _add_scripts)
