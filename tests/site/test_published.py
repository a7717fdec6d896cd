"""The site as it is published: on any path, from disk, with what is found, cited and downloaded."""

import re
from html import unescape
from pathlib import Path

import pytest
import yaml

from polyattn import __version__, ledger
from polyattn_book import cards, citation
from tests.site.bare import served
from tests.site.conftest import SITE, pages, watched

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.site

PAGES = pages() or ["index.html"]
TEXTS = {path: (SITE / path).read_text(encoding="utf-8") for path in pages()}
ADDRESS = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["html"].get("baseurl")


def tags(path):
    return {
        name: unescape(content)
        for name, content in re.findall(
            r'<meta (?:name|property)="(.*?)" content="(.*?)"', TEXTS[path]
        )
    }


# --- wherever it stands ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_site_works_in_a_subfolder(browser, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(SITE)
    with served(tmp_path) as address:
        page = watched(browser, address)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}some/where/index.html", wait_until="networkidle")
        page.locator(".explorable .live").wait_for()
        page.locator(".prev-next-footer a.right-next").click()
        page.mouse.move(1, 1)  # on a link it would ask for a preview, which the next page cuts off
        page.wait_for_load_state("networkidle")
        assert page.url.startswith(f"{address}some/where/notebooks/01")
        page.goto(f"{address}some/where/search.html?q=thm%3Aexact-law")
        page.locator("#search-results li > a").first.wait_for()
        page.wait_for_load_state("networkidle")  # what is found is read for its first words
        page.locator("#search-results li > a").first.click()
        page.wait_for_load_state("networkidle")
        assert page.url.endswith("#thm%3Aexact-law")
        assert page.problems == []
        assert page.elsewhere == []
        assert len(asked) > 20
        assert [
            u for u in asked if not u.startswith((f"{address}some/where/", "data:", "blob:"))
        ] == []
        page.context.close()


@pytest.mark.slow
def test_the_site_opens_from_disk_with_its_figures(browser):
    page = watched(browser, "file://", width=1280)
    page.goto((SITE / "index.html").as_uri(), wait_until="load")
    page.locator(".explorable .live").first.wait_for()
    assert page.locator(".katex-html").first.is_visible()
    ground = "getComputedStyle(document.querySelector('.bd-article h1')).fontSize"
    assert float(page.evaluate(ground).removesuffix("px")) > 24  # the style sheets are there
    page.locator(".prev-next-footer a.right-next").click()
    page.wait_for_load_state("load")
    assert page.url.endswith("/notebooks/01-attention-as-a-kernel.html")
    page.locator("svg.illustration:visible").first.wait_for()
    page.goto((SITE / "search.html").as_uri() + "?q=thm%3Aexact-law", wait_until="load")
    page.locator("#search-results li > a", has_text="(thm:exact-law)").wait_for()
    assert page.elsewhere == []
    page.context.close()


# --- the front page -------------------------------------------------------------------------------


def test_the_front_page_shows_its_figure_and_three_ways_in_at_once(visit):
    page = visit("index.html", width=1280, height=800)
    page.locator(".explorable .live").wait_for()
    plot = page.locator(".explorable .live canvas").first.bounding_box()
    assert plot["y"] + plot["height"] <= 800
    ways = page.locator(".ways-in a")
    assert [word.split()[0].strip(":") for word in ways.all_inner_texts()] == [
        "Read",
        "Play",
        "Run",
    ]
    for i in range(3):
        box = ways.nth(i).bounding_box()
        assert box["y"] + box["height"] < plot["y"]
    targets = [ways.nth(i).get_attribute("href") for i in range(3)]
    assert targets[1] == "#play"
    assert page.locator("#play").count() == 1
    assert all((SITE / target).exists() for target in (targets[0], targets[2]))


def test_the_front_page_is_a_page_and_no_detour():
    assert 'http-equiv="refresh"' not in TEXTS["index.html"].lower().split("<body")[0]
    assert 'data-explorable="phase-map"' in TEXTS["index.html"]


# --- found ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_title_a_description_and_a_picture(path):
    found = tags(path)
    assert re.search(r"<title>[^<]*What a degree buys</title>", TEXTS[path])
    assert 25 <= len(found["description"]) <= 250
    assert "\\" not in found["description"]
    assert found["og:title"]
    assert found["og:description"] == found["description"]
    image = found["og:image"]
    place = SITE / image.removeprefix(ADDRESS) if ADDRESS else (SITE / path).parent / image
    assert place.resolve().is_relative_to((SITE / cards.FOLDER).resolve())
    assert place.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_no_two_chapters_describe_themselves_alike():
    said = [tags(path)["description"] for path in PAGES if path.startswith("notebooks/")]
    assert len(said) >= 12
    assert len(set(said)) == len(said)


def test_there_is_a_map_and_a_canonical_link_exactly_where_an_address_is_set():
    assert (SITE / "sitemap.xml").exists() == bool(ADDRESS)
    for path in PAGES:
        assert ('rel="canonical"' in TEXTS[path]) == bool(ADDRESS)


# --- cited ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_the_foot_has_the_version_the_date_and_an_entry(path):
    foot = TEXTS[path].split('class="bd-footer-content"')[1]
    version, day = re.search(
        r'class="edition">Version ([\d.]+), (\d+ [A-Z]\w+ \d{4})<', foot
    ).groups()
    assert version == __version__
    assert f", {day}<" in TEXTS["index.html"]
    cited = citation.citation(ROOT)
    entry = citation.bibtex(cited, year=cited["date-released"].year, address=ADDRESS or "")
    assert entry in unescape(foot)


def test_the_entry_is_copied_by_a_click(visit):
    page = visit("notebooks/04-high-degree.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("details.cite > summary").click()
    page.locator("details.cite .highlight").hover()
    page.locator("details.cite button.copybtn").click()
    page.locator("details.cite button.copybtn.success").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@software{polyattn,")
    assert copied.rstrip().endswith("}")


# --- the status page ------------------------------------------------------------------------------


def test_the_status_page_lists_every_page_with_code_and_the_ledgers_totals():
    text = TEXTS["book/status.html"].split('role="main"')[1].split("<footer")[0]
    with_code = {path for path in PAGES if 'class="cell ' in TEXTS[path]}
    assert len(with_code) >= 12
    linked = set(re.findall(r'href="(?:\.\./)?([^"#]+\.html)"', text))
    for path in with_code:
        assert path in linked or path.removeprefix("book/") in linked, path
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert f"{len(ledger.claims())} statements" in words
    caught, tried = re.search(r"of those tried (\d+) of (\d+)", words).groups()
    # What is not refuted is not tight: the ledger names it.
    assert 1000 < int(caught) <= int(tried)
    assert "failed" not in words.split("Ledger")[0].replace("that fails", "")
    for package in ("Python", "polyattn", "numpy", "sympy", "z3-solver"):
        assert re.search(rf"{package} \d+\.\d+", words)
