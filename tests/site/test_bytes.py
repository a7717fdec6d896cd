"""What a page costs to read, compressed as a server sends it."""

import gzip
import os

import pytest

from tests.site.conftest import SITE, _skip_or_fail, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

PLAIN, LIVE, LISTS = 350_000, 550_000, 450_000
ENTRIES = 650_000  # every derivation of a chapter, with what stands behind each line
LONG = ("book/api", "book/ledger")  # to look things up in, not to read
PACKED = (".woff2", ".png", ".ico")  # compressed already


def cost(page, path):
    """The bytes of all that the page has asked for, each file once."""
    names = set()
    page.on("request", lambda request: names.add(request.url))
    page.reload(wait_until="networkidle")
    root = page.url.split("#")[0].removesuffix(path)
    total = 0
    for name in {url.split("?")[0].split("#")[0] for url in names if url.startswith(root)}:
        body = (SITE / name.removeprefix(root)).read_bytes()
        total += len(body if name.endswith(PACKED) else gzip.compress(body, 6))
    return total


@pytest.mark.parametrize("path", pages())
def test_a_page_is_light(visit, path):
    live = 'data-explorable="' in (SITE / path).read_text(encoding="utf-8")
    budget = LIVE if live else LISTS if path.startswith(LONG) else PLAIN
    budget = ENTRIES if path.startswith("book/ledger/") else budget
    assert 20_000 < cost(visit(path), path) <= budget


def test_the_whole_site_is_75_megabytes_at_most():
    """As `du` counts it: each file in blocks of 4096 bytes, and a megabyte as 2 ** 20 of them."""
    site = SITE.with_name("site")
    if not site.exists():
        _skip_or_fail("there is no site with JupyterLite; run `make site`, which needs npm")
    sizes = [os.path.getsize(path) for path in site.rglob("*")]
    assert sum(-(-size // 4096) * 4096 for size in sizes) <= 75 * 2**20
