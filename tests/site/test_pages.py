"""Every page of the built site, opened with no network: at a desk, on a phone, in the dark."""

import re

import pytest

from tests.site.conftest import SITE, pages

pytestmark = pytest.mark.site

PAGES = pages() or ["index.html"]
LOOKED_AT_FIRST = {"index.html", "notebooks/04-high-degree.html", "book/ledger.html"}
CUT_FORMULAS = """() => [...document.querySelectorAll('div.math')]
  .filter(e => e.scrollWidth > e.clientWidth + 1)
  .map(e => e.querySelector('annotation').textContent)"""
COVERED_TITLES = """() => [...document.querySelectorAll('.evidence-badge')].filter(badge => {
  const range = document.createRange(), box = badge.firstChild.getBoundingClientRect();
  range.selectNodeContents(badge.parentElement.querySelector('p.admonition-title'));
  return [...range.getClientRects()].some(line => line.right > box.left && line.left < box.right
    && line.bottom > box.top + 2 && line.top < box.bottom - 2);
}).map(badge => badge.parentElement.id)"""


BROKEN_WORDS = r"""() => [...document.querySelectorAll('div.cell_output :is(td, th)')]
  .flatMap(cell => [...cell.childNodes])
  .filter(node => node.nodeType === Node.TEXT_NODE)
  .flatMap(node => [...node.data.matchAll(/\S+/g)].filter(word => {
    const range = document.createRange();
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1;
  }).map(word => word[0]))"""


SILENT = """() => [...document.querySelectorAll('img, svg.illustration')]
  .filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label') || '').trim())
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    ("path", "width", "dark"),
    [
        pytest.param(path, width, dark, marks=() if seen else pytest.mark.slow)
        for path in PAGES
        for width, dark in ((1280, False), (390, True))
        for seen in (path in LOOKED_AT_FIRST and not dark,)
    ],
)
def test_page_is_whole_without_network(visit, path, width, dark):
    page = visit(path, width=width, dark=dark)
    assert page.elsewhere == []
    assert page.problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(COVERED_TITLES) == []
    assert page.evaluate(SILENT) == [], "pictures without words"
    if path.startswith("notebooks/"):
        assert page.evaluate(CUT_FORMULAS) == []
        assert page.evaluate(BROKEN_WORDS) == [], "words and numbers of a table, on two lines"


@pytest.mark.parametrize("path", [p for p in PAGES if not p.startswith("genindex")])
def test_formulas_are_typeset(path):
    text = (SITE / path).read_text(encoding="utf-8")
    assert "katex-error" not in text
    assert not re.search(r'class="math notranslate nohighlight"[^>]*>\s*\\[(\[]', text)


def test_dark_page_is_dark_and_its_figures_follow(visit):
    light = visit("notebooks/02-two-data-sets.html")
    dark = visit("notebooks/02-two-data-sets.html", dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    ink = "getComputedStyle(document.querySelector('svg.illustration text')).fill"
    assert light.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark.evaluate(ground) == "rgb(20, 24, 30)"
    assert light.evaluate(ink) != dark.evaluate(ink)


def test_a_panel_shows_its_default_and_says_that_it_needs_a_kernel(visit):
    page = visit("notebooks/02-two-data-sets.html")
    panel = page.locator(".panel")
    assert panel.locator("svg.illustration").count() == 1
    assert "run the notebook" in panel.inner_text()
    assert (
        page.locator("input[type=range]").count()
        == page.locator("[data-explorable] input[type=range]").count()
    ), "a slider that is not an explorable's is dead on a still page"


def test_the_picture_of_a_chapter_is_there_without_scripts(visit):
    page = visit("notebooks/02-two-data-sets.html", javascript=False)
    assert page.locator("svg.illustration").count() >= 3
    assert page.locator(".katex").count() > 50
