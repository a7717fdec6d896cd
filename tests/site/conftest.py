"""The built site, served on loopback, and a browser to read it with."""

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

SITE = Path(__file__).parents[2] / "_build" / "html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pages():
    """Every page of the site, as paths relative to it."""
    found = (path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    return sorted(path for path in found if not path.startswith("_static/"))  # theme templates


def _skip_or_fail(reason):
    if os.environ.get("POLYATTN_NO_SKIPS"):
        pytest.fail(reason)
    pytest.skip(reason)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def address():
    if not (SITE / "index.html").exists():
        _skip_or_fail("there is no built site; run `make book`")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        _skip_or_fail("no Chromium; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield running
        running.close()


@pytest.fixture
def visit(browser, address):
    """Open a page as a reader would; what it logs and asks for is kept beside it."""
    contexts = []

    def open_page(path, *, width=1280, dark=False, javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.problems, page.elsewhere = [], []
        page.on(
            "console",
            lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("requestfailed", lambda request: page.problems.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda r: page.problems.append(f"{r.status}: {r.url}") if r.status >= 400 else None,
        )

        def watch(route):
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:  # the network is off
                page.elsewhere.append(route.request.url)
                route.abort()

        page.route("**/*", watch)
        page.goto(address + path, wait_until="load")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
