"""The book as `make book` says to open it: from disk, with no server behind it."""

import pytest

from tests.site.conftest import SITE, pages, watched
from tests.site.test_explorables import HOLDING, numbers, sliders

pytestmark = pytest.mark.site

PAGE = "notebooks/02-two-data-sets.html"
FACES = """async () => { await document.fonts.ready;
  return [...document.fonts].map((face) => [face.family, face.status]); }"""


@pytest.fixture
def open_file(browser):
    """Open a page of the site as a file."""
    if not (SITE / "index.html").exists():
        pytest.skip("there is no built site; run `make book`")
    opened = []

    def open_page(path, **options):
        page = watched(browser, SITE.as_uri(), **options)
        opened.append(page)
        page.goto(f"{SITE.as_uri()}/{path}", wait_until="load")
        return page

    yield open_page
    for page in opened:
        page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("path", "key"), HOLDING)
def test_its_figures_are_live(open_file, path, key):
    page = open_file(path)
    root = page.locator(f'[data-explorable="{key}"]').first
    root.locator(".live").wait_for()
    before = numbers(root)
    root.locator(f'input[name="{next(iter(sliders(key)))}"]').focus()
    page.keyboard.press("ArrowRight")
    assert numbers(root) != before
    link = root.locator("a.link").get_attribute("href")
    assert page.problems == []
    assert page.elsewhere == []
    again = open_file(path + link)  # a link to a setting
    other = again.locator(f'[data-explorable="{key}"]').first
    other.locator(".live").wait_for()
    assert numbers(other) == numbers(root)
    assert again.problems == []


@pytest.mark.parametrize("path", [PAGE, "book/thresholds.html", "search.html"])
def test_its_fonts_and_icons_come(open_file, path):
    page = open_file(path)
    faces = page.evaluate(FACES)
    assert not [family for family, status in faces if status == "error"]
    loaded = {family for family, status in faces if status == "loaded"}
    assert {"KaTeX_Main", "KaTeX_Math"} <= loaded or path == "search.html"
    assert any("Awesome" in family for family in loaded)
    assert page.problems == []


@pytest.mark.slow
@pytest.mark.parametrize("path", pages())
def test_every_page_opens_without_a_complaint(open_file, path):
    page = open_file(path)
    page.wait_for_timeout(300)
    assert page.problems == []
    assert page.elsewhere == []


def test_its_theme_is_kept_from_page_to_page(open_file):
    page = open_file(PAGE)
    theme = "document.documentElement.dataset.theme"
    before = page.evaluate(theme)
    button = page.locator("button.theme-switch-button").first
    for _ in range(3):  # auto, light, dark: one of them differs
        button.evaluate("button => button.click()")
        if page.evaluate(theme) != before:
            break
    now = page.evaluate(theme)
    assert now != before
    page.goto(f"{SITE.as_uri()}/index.html")
    assert page.evaluate(theme) == now
    assert page.problems == []


def test_its_search_finds(open_file):
    page = open_file(PAGE)
    page.locator(".search-button").first.evaluate("button => button.click()")
    box = page.locator("dialog input[name=q], .search-button__wrapper input[name=q]").first
    box.fill("concentration theorem")
    box.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.locator("#search-results .search-summary", has_text="found").wait_for()
    first = page.locator("#search-results li > a").first
    assert "(thm:concentration)" in first.inner_text()
    page.wait_for_timeout(200)
    assert page.problems == []  # no page is asked for its words: a browser would refuse
    first.click()
    page.wait_for_load_state("load")
    page.locator("[id='thm:concentration']").wait_for()
    assert page.problems == []
