"""The book on paper: what the LaTeX builder needs beyond what it does by itself.

Everything here happens for the LaTeX builder alone; the pages of the site are not touched.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from polyattn import __version__
from polyattn.figures.style import COLOURS, PAPER
from polyattn_book.paper import (
    derivations,
    figures,
    graph,
    reference,
    references,
    solutions,
    statements,
    structure,
    tables,
)

STYLE = Path(__file__).with_name("polyattn-book.sty")
_FACES = [
    f"DejaVu{kind}{style}" for kind in ("Sans", "SansMono") for style in ("", "-Bold", "-Oblique")
]

# In this order: solutions move before what they refer to is named.
_PARTS = (
    statements,
    solutions,
    structure,
    references,
    derivations,
    tables,
    graph,
    reference,
)


def _tex(colour: str) -> str:
    """Return a colour as LaTeX is given it."""
    return f"{{HTML}}{{{colour[1:].upper()}}}"


def _configure(app: Sphinx, config: Config) -> None:
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"  # the faces of the figures
    config.jblatex_load_imgconverter = False  # every figure comes as a PDF
    config.latex_engine = "xelatex"
    config.latex_theme = "manual"
    config.latex_use_xindy = False
    config.latex_domain_indices = False
    config.latex_additional_files = [str(STYLE), *(str(fonts / f"{name}.ttf") for name in _FACES)]
    config.latex_elements = {
        "papersize": "a4paper",
        "pointsize": "11pt",
        "extraclassoptions": "openany",
        "fontpkg": "",
        "fncychap": "",
        "fvset": r"\fvset{fontsize=\small}",
        "geometry": r"\usepackage[a4paper,inner=30mm,outer=32mm,top=27mm,bottom=30mm]{geometry}",
        "sphinxsetup": "pre_border-width=0pt, pre_border-radius=0pt, pre_padding=5pt, "
        f"pre_background-TeXcolor={_tex(PAPER['ground'])}, TitleColor={_tex(COLOURS['ink'])}, "
        f"InnerLinkColor={_tex(PAPER['link'])}, OuterLinkColor={_tex(PAPER['link'])}",
        "preamble": rf"\usepackage{{polyattn-book}}\newcommand{{\bookversion}}{{{__version__}}}",
        "maketitle": r"\booktitlepage",
        "tableofcontents": r"\bookcontents\bookopening",
    }


def _finish(app: Sphinx, document: nodes.document, docname: str) -> None:
    if app.builder.format == "latex":
        for part in _PARTS:
            part.prepare(app, document)


def setup(app: Sphinx) -> None:
    """Register the parts, after the extensions that they correct."""
    for extension in ("sphinx_proof", "sphinx_jupyterbook_latex"):
        app.setup_extension(extension)
    app.connect("config-inited", _configure, priority=900)
    app.connect("doctree-resolved", _finish, priority=900)
    figures.setup(app)
    statements.setup(app)
    structure.setup(app)
