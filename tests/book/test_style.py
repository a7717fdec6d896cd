"""The style sheet and the figures speak one visual language."""

import re
from pathlib import Path

import pytest

from polyattn.figures import COLOURS, DARK

STYLE = Path(__file__).parents[2] / "book/extension/polyattn_book/static/book.css"


def variables(selector):
    css = STYLE.read_text(encoding="utf-8")
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)\}}", css, re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r"--pa-([a-z0-9]+): (#[0-9A-Fa-f]{6});", block))


@pytest.mark.parametrize(
    ("selector", "colours"), [("html", COLOURS), ('html[data-theme="dark"]', DARK)]
)
def test_the_style_sheet_has_the_figures_colours(selector, colours):
    assert {k: v for k, v in variables(selector).items() if k != "link"} == colours


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
