"""The built site, served on loopback, and a browser to read it with."""

import json
import os
import shutil
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.site.bare import CLASSES, served

SITE = Path(  # a site built elsewhere can be tested too
    os.environ.get("POLYATTN_SITE") or Path(__file__).parents[2] / "_build" / "html"
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
GRAVE = {"moderate", "serious", "critical"}  # what axe must not find


def pages():
    """Every page of the site, as paths relative to it."""
    found = (path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    return sorted(path for path in found if not path.startswith("_static/"))  # theme templates


def pages_with(key):
    """The pages of the book that hold an explorable; first those that show it as it is made."""
    mark, plain = f'data-explorable="{key}"', escape(json.dumps(CLASSES[key]().setting()))
    texts = {path: (SITE / path).read_text(encoding="utf-8") for path in pages()}
    holding = [path for path, text in texts.items() if mark in text]
    return sorted(holding, key=lambda path: plain not in texts[path])


def page_of(key):
    """Where to play with an explorable: its first page, or a bare one until a chapter has it."""
    return next(iter(pages_with(key)), f"bare/{key}.html")


def _skip_or_fail(reason):
    if os.environ.get("POLYATTN_NO_SKIPS"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def address():
    if not (SITE / "index.html").exists():
        _skip_or_fail("there is no built site; run `make book`")
    with served(SITE) as where:
        yield where


@pytest.fixture(scope="session")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        _skip_or_fail("no Chromium; on Debian: apt install chromium fonts-liberation")
    # A test may set a page's address hundreds of times a second; a reader does not.
    flags = ["--no-sandbox", "--disable-gpu", "--disable-ipc-flooding-protection"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=flags)
        yield running
        running.close()


# Two thousand formulas of a page at once take a busy machine half a minute: no test is about time.
_PATIENCE = 180_000  # milliseconds


def watched(browser, address, *, width=1280, dark=False, javascript=True, height=900):
    """A page of its own; what it logs and asks for is kept beside it, and the network is off."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.problems, page.elsewhere = [], []

    def log(message):
        if message.type in ("error", "warning"):
            page.problems.append(message.text)

    def answered(response):
        if response.status >= 400:
            page.problems.append(f"{response.status}: {response.url}")

    def decide(route):
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            page.elsewhere.append(route.request.url)
            route.abort()

    page.on("console", log)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
    page.on("response", answered)
    page.route("**/*", decide)
    return page


@pytest.fixture
def visit(browser, address):
    """Open a page as a reader would."""
    opened = []

    def open_page(path, **options):
        page = watched(browser, address, **options)
        opened.append(page)
        page.goto(address + path, wait_until="load")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for page in opened:
        page.context.close()


@pytest.fixture
def play(browser, address):
    """Open the page of an explorable and return the page and the explorable in it."""
    opened = []

    def open_page(key, setting="", path=None, **options):
        page = watched(browser, address, **options)
        opened.append(page)
        path = path or page_of(key)
        page.goto(address + path + (f"#{key}?{setting}" if setting else ""), wait_until="load")
        root = page.locator(f'[data-explorable="{key}"]').first
        if options.get("javascript", True):
            root.locator(".live").wait_for()
        return page, root

    yield open_page
    for page in opened:
        page.context.close()


@pytest.fixture(scope="session")
def _stages(browser, address):
    stages = {}
    yield stages
    for page, _ in stages.values():
        page.context.close()


@pytest.fixture
def stage(browser, address, _stages):
    """The explorable on a page that other tests have used, put back to its start."""

    def opened(key):
        if key not in _stages:
            page = watched(browser, address)
            page.goto(address + page_of(key), wait_until="load")
            _stages[key] = page, page.locator(f'[data-explorable="{key}"]').first
            _stages[key][1].locator(".live").wait_for()
        page, root = _stages[key]
        page.evaluate("history.replaceState(null, '', location.pathname)")
        root.get_by_role("button", name="Reset").click()
        page.mouse.move(0, 0)
        assert page.problems == []
        return page, root

    return opened
