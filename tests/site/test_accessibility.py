"""axe on every page of the built site, in light and dark: nothing moderate or worse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.bare import CLASSES
from tests.site.conftest import GRAVE, page_of, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

WAITING = [page_of(key) for key in sorted(CLASSES)]  # no chapter has it yet: a page of its own
PAGES = [*(pages() or ["index.html"]), *(path for path in WAITING if path.startswith("bare/"))]


# The other rules find the same in the dark.
OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A formula is drawn in spans by the thousand, hidden from a screen reader, in its words' colour.
DRAWN = {"exclude": [[".katex-html"]]}

# The theme has followed the reader's system, and its links have finished to change colour.
IS_DARK = """() => document.documentElement.dataset.theme === 'dark'
  && document.getAnimations().every((change) => change.playState !== 'running')"""


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path):
    page = visit(path)
    page.evaluate("document.querySelectorAll('.explorable details').forEach((e) => e.open = true)")
    found = Axe().run(page, context=DRAWN).response["violations"]
    page.emulate_media(color_scheme="dark")
    if not path.startswith("bare/"):
        page.wait_for_function(IS_DARK)
        found += Axe().run(page, context=DRAWN, options=OF_COLOUR).response["violations"]
    assert [
        (problem["id"], problem["impact"], [node["html"][:150] for node in problem["nodes"]])
        for problem in found
        if problem["impact"] in GRAVE
    ] == []


def test_axe_would_find_something(visit):
    page = visit("genindex.html")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"data:,\"><input>'")
    found = Axe().run(page, context="main").response["violations"]
    assert {"image-alt", "label"} <= {problem["id"] for problem in found}
