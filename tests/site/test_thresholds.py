"""The live table of thresholds: a table for the ear too, the page's three cases, reasons."""

import pytest

from polyattn.degrees.entries import REASONS
from tests.site.bare import CLASSES
from tests.site.conftest import page_of

pytestmark = pytest.mark.site

KEY = "thresholds"
ROWS = [row for section in CLASSES[KEY].extras["sections"] for row in section["rows"]]

CELLS = """e => Object.fromEntries([...e.querySelectorAll('.results tbody tr')].map((tr) =>
  [tr.querySelector('td:last-child output').name, tr.innerText.replace(/\\s+/g, ' ').trim()]))"""


def test_the_numbers_stand_in_tables_with_captions_and_heads(stage):
    _, root = stage(KEY)
    captions = root.locator("table.results caption").all_inner_texts()
    assert captions == [section["caption"] for section in CLASSES[KEY].extras["sections"]]
    assert root.locator('table.results thead th[scope="col"]').count() == 6
    heads = root.locator('table.results tbody th[scope="row"]').all_inner_texts()
    assert heads == [f"{row['name']} {row['kind']}" for row in ROWS]
    assert root.locator("output:not(table output)").count() == 0
    assert root.get_by_role("table", name="Degrees of a polynomial").count() == 1


def test_a_dash_has_its_reason(stage):
    _, root = stage(KEY)
    root.locator('input[name="theta-number"]').fill("1")  # b + c itself, and a tie
    cells = root.evaluate(CELLS)
    assert cells["break"].endswith(f"{REASONS['beyond']} –")
    assert "2.5" not in cells["silent"]
    root.locator('input[name="a0-number"]').fill("0.9")
    assert all("a₁ must be larger than a₀" in text for text in root.evaluate(CELLS).values())
    assert root.locator(".answer").inner_text() == (
        "There is nothing to tell: a₁ must be larger than a₀."
    )


def test_the_presets_are_the_columns_of_the_page(stage):
    page, root = stage(KEY)
    columns = page.evaluate(
        """() => [...document.querySelectorAll('.tag_thresholds-table')].slice(0, 2)
          .flatMap((part) => [...part.querySelectorAll('tbody tr')])
          .map((tr) => [...tr.cells].slice(2).map((cell) =>
            [...cell.querySelectorAll('annotation')].map((a) => a.textContent).join(' ')
              || cell.innerText.trim()))"""
    )
    if not columns:
        pytest.skip("the page is a bare one")
    for place, label in enumerate(CLASSES[KEY].presets):
        root.get_by_role("button", name=label, exact=True).click()
        shown = root.evaluate(CELLS)
        for row, static in zip(ROWS, columns, strict=True):
            assert shown[row["key"]].replace(",", "").endswith(static[place]), row["name"]


def test_the_names_lead_to_their_statements(stage):
    page, root = stage(KEY)
    if page_of(KEY).startswith("bare/"):
        pytest.skip("a bare page has no statements")
    links = root.locator(".results th a")
    assert links.count() == len(ROWS)
    for row, address in zip(ROWS, links.evaluate_all("all => all.map((a) => a.href)"), strict=True):
        assert address.endswith(f"#{row['label']}")
    assert page.problems == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_scrolls_sideways(play, width):
    page, root = play(KEY, "d=1000000&t=1000000000000&a1=0.011&a0=0.01", width=width)
    wide = root.locator(".live").evaluate(
        """e => [...e.querySelectorAll('table, th, td, svg, .answer')]
          .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.tagName !== 'svg'
            || part.getBoundingClientRect().right > e.getBoundingClientRect().right + 1)
          .map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
