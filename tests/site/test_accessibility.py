"""axe on every page of the built site, in light and dark: nothing moderate or worse."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.bare import CLASSES
from tests.site.conftest import GRAVE, page_of, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

WAITING = [page_of(key) for key in sorted(CLASSES)]  # no chapter has it yet: a page of its own
PAGES = [*(pages() or ["index.html"]), *(path for path in WAITING if path.startswith("bare/"))]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path):
    found = []
    for dark in (False, True):
        page = visit(path, dark=dark)
        page.evaluate("document.querySelectorAll('.explorable details').forEach((e) => e.open = 1)")
        found += [
            (dark, problem["id"], problem["impact"], [n["html"][:150] for n in problem["nodes"]])
            for problem in Axe().run(page).response["violations"]
            if problem["impact"] in GRAVE
        ]
    assert found == []
