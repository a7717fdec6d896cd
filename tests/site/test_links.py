"""Every internal link and anchor of the built site leads somewhere."""

from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from tests.site.conftest import SITE, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]


class Page(HTMLParser):
    """The links and the ids of one page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed((SITE / path).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])


def test_internal_links_lead_somewhere():
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built site; run `make book`")
    read = {path: Page(path) for path in pages()}
    broken = []
    for path, page in read.items():
        for link in page.links:
            target, anchor = urldefrag(urljoin("/" + path, link))
            if ":" in target.split("/")[0]:  # another site, or mail
                continue
            name = unquote(target).lstrip("/")
            there = read.get(name)
            if not (SITE / name).exists() or (
                anchor and there is not None and unquote(anchor) not in there.ids
            ):
                broken.append((path, link))
    assert broken == []
