"""Formulas are typeset by KaTeX while the book is built, so a page needs no script to show them.

Those behind a fold are tried here and set in the page: `polyattn_book.folded`.

A formula that KaTeX cannot read is a warning, and a warning is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("katex.min.js")
_RENDER = """
function render(tex, displayMode, output) {
  return katex.renderToString(tex, {displayMode, throwOnError: true, strict: "ignore",
                                    output, macros: {}});
}
"""


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(SCRIPT.read_text(encoding="utf-8"))
    engine.eval(_RENDER)
    return engine


# What says nothing in a page of HTML: some hundred bytes a formula, with the quotes of one word,
# but for a word before the slash of an element without content, which would become a part of it.
# The style sheet knows neither `mtight` nor `mord`, and the size of an index under one short name.
_IDLE = re.compile(
    r' xmlns="http://www\.w3\.org/(?:1998/Math/MathML|2000/svg)"|;(?=")'
    r"| mtight\b|\bmord (?=mathnormal)"
)
_INDEX = ("katex-sizing reset-size6 size3", "index")
_WORD = re.compile(r'="(?!katex")([\w.:;-]+)"(?!/)')
# A sign in a span that says only of what kind it is, from which KaTeX has found the spaces already.
# Beside the strut of a stack the style sheet makes a box of it.
_KIND = re.compile(
    r"(<span class=pstrut[^<>]*></span>)?"
    r"<span class=m(?:ord|op|bin|rel|open|close|punct|inner)>([^<>]+)</span>"
)
# A letter, for which `book.css` has the fonts of KaTeX's sheet: there are as many as words.
_LETTER = re.compile(
    r"(<span class=pstrut[^<>]*></span>)?<span class=mathnormal( style=[^<>]*)?>([^<>]+)</span>"
)
# TeX's three spaces, by their names in TeX and of the widths in `book.css`.
_SPACE = re.compile(r"mspace style=margin-right:0\.(1667|2222|2778)em(?=>)")
_SPACES = {"1667": "thin", "2222": "medium", "2778": "thick"}


@cache
def _typeset(tex: str, display: bool, output: str) -> str:
    typeset = str(_engine().call("render", tex, display, output))
    return shorter(typeset)


def shorter(typeset: str) -> str:
    """Return KaTeX's markup without what says nothing in a page of HTML."""
    tagged = re.sub(r"<\w[^<>]*>", _without_idle, typeset)
    bare = _KIND.sub(lambda found: found[0] if found[1] else found[2], tagged)
    slanted = _LETTER.sub(lambda x: x[0] if x[1] else f"<i{x[2] or ''}>{x[3]}</i>", bare)
    return _SPACE.sub(lambda found: _SPACES[found[1]], slanted)


def _without_idle(tag: re.Match[str]) -> str:
    return _WORD.sub(r"=\1", _IDLE.sub("", tag[0]).replace(*_INDEX))


def _html(tex: str, display: bool, node: nodes.Node | None, output: str = "htmlAndMathml") -> str:
    try:
        return _typeset(tex, display, output)
    except JSEvalException as error:
        reason = str(error).strip().splitlines()[0]
        logger.warning("KaTeX cannot typeset %r: %s", tex, reason, location=node)
        return ""


class PunctuationStaysWithFormula(SphinxPostTransform):
    """Keep the comma after an inline formula on the formula's line."""

    default_priority = 950
    formats = ("html",)  # TeX keeps it there by itself

    def run(self, **kwargs: object) -> None:
        """Look at the whole page."""
        keep_punctuation(self.document)


def keep_punctuation(document: nodes.document) -> None:
    """Move punctuation from the text behind a formula to the formula's own node."""
    for node in list(document.findall(nodes.math)):
        after = node.next_node(descend=False, siblings=True)
        if isinstance(after, nodes.Text) and (mark := re.match(r"[,.;:!?)]+", after)):
            node["tail"] = mark[0]
            after.parent.replace(after, nodes.Text(after[mark.end() :]))


# What a column of a phone holds in one line, in letters and signs.
_SHORT = 10

# The close of KaTeX's last unbreakable piece, of its HTML, and of the whole.
_CLOSE = "</span></span></span>"


def inline(tex: str, tail: str = "", node: nodes.Node | None = None) -> str:
    """Return a formula in a line, as the site shows it.

    Parameters
    ----------
    tex : str
        TeX without delimiters.
    tail : str, optional
        The punctuation behind it, which stays on its line.
    node : docutils.nodes.Node, optional
        Where a warning says that it stands.
    """
    return f'<span class="math notranslate nohighlight">{_with_tail(tex, tail, node)}</span>'


def tried(tex: str, node: nodes.Node | None = None, *, display: bool = False) -> None:
    """Warn if KaTeX cannot read a formula that the page is to set."""
    _html(tex, display, node, "mathml")


def _with_tail(tex: str, tail: str, node: nodes.Node | None) -> str:
    typeset = _html(tex, False, node)
    if tail and typeset.endswith(_CLOSE):
        return f'{typeset[: -len(_CLOSE)]}<span class="tail">{tail}</span>{_CLOSE}'
    return typeset + tail


def in_one_piece(node: nodes.math) -> bool:
    """Return whether a formula is a short one in a cell of a table, which its column can hold."""
    signs = re.findall(r"\\[a-zA-Z]+|[^\s{}^_\\]", node.astext())
    return len(signs) <= _SHORT and any(isinstance(x, nodes.entry) for x in _around(node))


def _around(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    whole = " whole" if in_one_piece(node) else ""
    self.body.append(self.starttag(node, "span", "", CLASS=f"math notranslate nohighlight{whole}"))
    self.body.append(_with_tail(node.astext(), node.get("tail", ""), node) + "</span>")
    raise nodes.SkipNode


def in_display(tex: str) -> str:
    """Return a displayed formula as KaTeX wants it: line breaks stand in an environment."""
    tex = tex.strip()
    if r"\\" in tex and r"\begin{" not in tex:
        return rf"\begin{{aligned}}{tex}\end{{aligned}}"
    return tex


def _visit_display(self: HTML5Translator, node: nodes.math_block) -> None:
    # tabindex: a formula wider than a phone scrolls in its own box, by keyboard too.
    self.body.append(
        self.starttag(
            node,
            "div",
            "",
            CLASS="math notranslate nohighlight",
            tabindex="0",
            role="group",
            **{"aria-label": "formula"},
        )
    )
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(_html(in_display(node.astext()), True, node) + "</div>\n")
    raise nodes.SkipNode


def _add_styles(app: Sphinx, *_: Any) -> None:
    app.add_css_file("katex/katex.css")


# What a page's formulas are set in, by what its markup holds; sizes and accents come soon enough.
_FONTS = {
    'class="katex"': ("Main-Regular", "Math-Italic"),
    "mord mathcal": ("Caligraphic-Regular",),
    "mord mathbb": ("AMS-Regular",),
}


def _fetch_fonts_early(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Ask for the fonts of a page's formulas first: text that waits for them would jump."""
    body = context.get("body", "")
    names = [name for mark, fonts in _FONTS.items() if mark in body for name in fonts]
    folder = context["pathto"]("_static/katex/fonts", resource=True)
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin'
        f' href="{folder}/KaTeX_{name}.woff2">\n'
        for name in names
    )


def setup(app: Sphinx) -> None:
    """Make KaTeX the renderer of the HTML builders."""
    app.add_html_math_renderer(
        "katex", inline_renderers=(_visit_inline, None), block_renderers=(_visit_display, None)
    )
    app.add_post_transform(PunctuationStaysWithFormula)
    app.connect("builder-inited", _add_styles)
    app.connect("html-page-context", _fetch_fonts_early)
