"""The letters of a chapter open from anywhere on its page, by a button in the page's header."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import GRAVE, SITE, watched

pytestmark = pytest.mark.site

PAGE = "notebooks/08-too-high-a-degree.html"
TWICE = """() => {
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""
# What of the header and of the floating buttons lies over another.
OVER = """() => {
  const all = [...document.querySelectorAll('.bd-header-article :is(button, a), #pst-back-to-top')]
    .filter((e) => e.checkVisibility() && !e.closest('.dropdown-menu'));
  const boxes = all.map((e) => e.getBoundingClientRect());
  const apart = (x, y) => x.right <= y.left + 1 || y.right <= x.left + 1
    || x.bottom <= y.top + 1 || y.bottom <= x.top + 1;
  return boxes.flatMap((x, i) => boxes.slice(i + 1).filter((y) => !apart(x, y))).length;
}"""


def opened(page):
    """Scroll far down, open the letters by the keyboard and return their box."""
    page.evaluate("scrollTo(0, 5000)")
    button = page.get_by_role("button", name="Symbols")
    button.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="Symbols of this chapter")
    box.wait_for()
    return box


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_the_letters_open_from_anywhere(visit, width, dark):
    page = visit(PAGE, width=width, dark=dark)
    assert page.evaluate(OVER) == 0
    box = opened(page)
    assert box.locator("tbody tr").count() == 9
    assert "one neuron" in box.locator("p").last.inner_text()  # the letters that stand below it
    assert box.locator(".katex").count() > 20
    place = box.bounding_box()
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate(TWICE) == []
    assert page.evaluate("scrollY") > 4000  # one stays where one reads
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "Symbols"
    assert page.problems == []
    assert page.elsewhere == []


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_open_box(visit, dark):
    page = visit(PAGE, dark=dark)
    opened(page)
    parts = {"include": [[".symbols"], [".symbols-button"]], "exclude": [[".katex-html"]]}
    found = Axe().run(page, context=parts).response["violations"]
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []


def test_they_close_by_their_button_and_by_a_click_beside_them(visit):
    page = visit(PAGE)
    box = opened(page)
    box.get_by_text("powers of the scores").click()
    assert box.is_visible()
    box.get_by_role("button", name="Close").click()
    assert not box.is_visible()
    box = opened(page)
    page.mouse.click(5, 5)
    assert not box.is_visible()
    assert page.locator("dialog.symbols").count() == 1


def test_on_paper_and_without_a_script_there_is_none(visit):
    page = visit(PAGE)
    opened(page)
    page.emulate_media(media="print")
    assert page.locator(".symbols-button, dialog.symbols").filter(visible=True).count() == 0
    bare = visit(PAGE, javascript=False)
    assert bare.locator(".symbols-button, dialog.symbols").count() == 0


def test_a_page_without_letters_has_no_button(visit):
    assert visit("book/limits.html").locator(".symbols-button").count() == 0


def test_from_a_disk(browser):
    page = watched(browser, SITE.as_uri())
    page.goto(f"{SITE.as_uri()}/{PAGE}")
    opened(page)
    assert page.problems == []
    page.context.close()
