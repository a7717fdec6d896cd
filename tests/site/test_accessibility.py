"""Slower checks of the built site: axe in light and dark, links and anchors."""

from urllib.parse import unquote, urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import SITE, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

PAGES = pages() or ["index.html"]
GRAVE = {"moderate", "serious", "critical"}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(visit, path, dark):
    page = visit(path, dark=dark)
    found = [
        (violation["id"], violation["impact"], [n["html"][:150] for n in violation["nodes"][:3]])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in GRAVE
    ]
    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_internal_links_lead_somewhere(visit, path):
    page = visit(path)
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    broken = []
    for link in links:
        target, anchor = urldefrag(urljoin("/" + path, link))
        if "://" in target or target.startswith("mailto:"):
            continue
        file = SITE / unquote(target).lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.exists() or (
            anchor
            and file.suffix == ".html"
            and f'id="{unquote(anchor)}"' not in file.read_text(encoding="utf-8")
        ):
            broken.append(link)
    assert broken == []
