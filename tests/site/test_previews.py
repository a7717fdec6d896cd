"""A statement that a link names is shown beside the link while the mouse is on it."""

import pytest

from tests.site.conftest import SITE, watched

pytestmark = [pytest.mark.site, pytest.mark.slow]

PAGE = "notebooks/09a-detection.html"
HERE, ELSEWHERE = "#lem:shift", "06-exact-law.html#lem:monotone-signs"
# One derivation may be folded in another.
OPEN = "e => { while ((e = e.parentElement?.closest('details'))) e.open = true; }"


def link(page, target):
    found = page.locator(f'.bd-article a[href="{target}"]').first
    found.evaluate(OPEN)
    found.scroll_into_view_if_needed()
    page.mouse.move(1, 1)
    return found


@pytest.mark.parametrize(
    ("target", "name"),
    [(HERE, "How far the data sets lie apart"), (ELSEWHERE, "Every further plus sign helps")],
)
def test_the_statement_stands_beside_its_link_until_the_mouse_leaves(visit, address, target, name):
    page = visit(PAGE)
    preview = page.locator(".statement-preview")
    named = link(page, target)
    named.hover()
    preview.get_by_text(name).wait_for()
    box = preview.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert preview.locator("[id]").count() == 0  # no id stands twice
    for leads in preview.locator("a").evaluate_all("every => every.map((e) => e.href)"):
        assert (SITE / leads.split("#")[0].removeprefix(address)).is_file()
    preview.hover()  # one can go to it and read on
    page.wait_for_timeout(600)
    assert preview.count() == 1
    page.mouse.move(1, 1)
    preview.wait_for(state="detached")
    assert page.problems == []
    assert page.elsewhere == []


def test_escape_closes_it_and_a_passing_mouse_opens_nothing(visit):
    page = visit(PAGE)
    preview = page.locator(".statement-preview")
    link(page, HERE).hover()
    preview.wait_for()
    page.keyboard.press("Escape")
    assert preview.count() == 0
    link(page, HERE).hover()
    page.mouse.move(1, 1)
    page.wait_for_timeout(600)
    assert preview.count() == 0


def test_a_finger_and_other_links_open_nothing(visit):
    page = visit(PAGE)
    page.locator(".bd-article a[href='04-high-degree.html']").first.hover()
    page.wait_for_timeout(600)
    assert page.locator(".statement-preview").count() == 0
    touched = {"pointerType": "touch", "bubbles": True}
    link(page, HERE).dispatch_event("pointerover", touched)
    page.wait_for_timeout(600)
    assert page.locator(".statement-preview").count() == 0


def test_from_a_disk_only_this_page_can_be_shown(browser):
    page = watched(browser, SITE.as_uri())
    page.goto(f"{SITE.as_uri()}/{PAGE}")
    link(page, ELSEWHERE).hover()
    page.wait_for_timeout(600)
    assert page.locator(".statement-preview").count() == 0
    link(page, HERE).hover()
    page.locator(".statement-preview").wait_for()
    assert page.problems == []
    page.context.close()


def test_a_request_that_failed_is_made_again(visit):
    page = visit(PAGE)
    asked = []

    def fail_once(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.fallback()

    page.route("**/06-exact-law.html", fail_once)
    named = link(page, ELSEWHERE)
    named.hover()
    page.wait_for_timeout(600)
    assert page.locator(".statement-preview").count() == 0
    for _ in range(2):  # it comes now, and is asked for no more
        page.mouse.move(1, 1)
        page.locator(".statement-preview").wait_for(state="detached")
        named.hover()
        page.locator(".statement-preview").wait_for()
    assert len(asked) == 2
