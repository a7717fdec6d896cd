"""Figures, pages, live figures and paper speak one visual language, from one table."""

import re
from pathlib import Path

import pytest

from polyattn.figures.style import COLOURS, DARK, PAPER

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "book/extension/polyattn_book"
STYLE = EXTENSION / "static/book.css"


def variables(selector):
    css = STYLE.read_text(encoding="utf-8")
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)\}}", css, re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r"--pa-([a-z0-9]+): (#[0-9A-Fa-f]{6});", block))


@pytest.mark.parametrize(
    ("selector", "colours"), [("html", COLOURS), ('html[data-theme="dark"]', DARK)]
)
def test_the_style_sheet_has_the_figures_colours(selector, colours):
    assert variables(selector) == colours


def test_paper_has_the_figures_colours():
    style = (EXTENSION / "paper/polyattn-book.sty").read_text(encoding="utf-8")
    defined = dict(re.findall(r"\\definecolor\{book(\w+)\}\{HTML\}\{(\w+)\}", style))
    names = {
        "ink": "ink", "theorem": "d1", "lemma": "d0", "definition": "bound",
        "observation": "grouping", "proved": "detection", "observed": "concentration",
    }  # fmt: skip
    assert defined == {name: COLOURS[ours][1:].upper() for name, ours in names.items()}


LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(|\{HTML\}\{(\w{6})\}")
TABLE = {colour.upper() for colours in (COLOURS, DARK, PAPER) for colour in colours.values()}
CHECKED = {"style.py": "the table itself", "book.css": "above", "polyattn-book.sty": "above"}


def sources():
    """What is written here and may hold a colour; katex comes from elsewhere."""
    for folder in ("polyattn", "book"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".css", ".js", ".sty", ".svg"} and "katex" not in str(path):
                yield path


def test_no_colour_stands_elsewhere():
    found = {}
    for path in sources():
        for hit in LITERAL.finditer(path.read_text(encoding="utf-8")):
            found.setdefault(path.name, set()).add("#" + hit[1] if hit[1] else hit[0])
    for name, colours in found.items():
        assert {colour.upper() for colour in colours} <= TABLE, f"{name}: not in style.py's table"
    assert set(found) - {"favicon.svg"} == set(CHECKED), "take it from polyattn.figures.style"


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [COLOURS, DARK])
def test_every_colour_serves_for_text_on_its_page(colours):
    page = luminance(colours["page"])
    for name, colour in colours.items():
        if name not in ("page", "faint"):
            light, dark = sorted((luminance(colour), page), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, name
