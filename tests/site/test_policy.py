"""The content policy of each page, and that the browser holds it."""

import re

import pytest

from tests.site.conftest import SITE, pages

pytestmark = pytest.mark.site

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.mark.parametrize("path", pages() or ["index.html"])
def test_the_policy_comes_first_and_names_the_site_alone(path):
    text = (SITE / path).read_text(encoding="utf-8")
    found = POLICY.search(text)
    assert not re.search(r"<(script|style|link)\b", text[: found.start()])
    assert not re.search(r"https?:|\*|unsafe-eval", found[1])
    assert "default-src 'none'" in found[1]
    assert found[1].count("'unsafe-inline'") == 1, "style attributes only"
    assert not re.search(r"<[a-z][^>]* on[a-z]+=", text), "a handler that the policy forbids"


def test_a_script_that_is_not_the_book_s_does_not_run(visit):
    page = visit("notebooks/02-two-data-sets.html")
    page.evaluate(
        """() => { const script = document.createElement('script');
          script.textContent = 'window.foreign = true'; document.body.append(script); }"""
    )
    assert page.evaluate("window.foreign") is None
    assert "Content Security Policy" in page.problems[0]


def test_the_page_may_not_ask_another_host(visit):
    page = visit("notebooks/02-two-data-sets.html")
    asked = "fetch('http://example.invalid/').then(() => 'answered', () => 'refused')"
    assert page.evaluate(asked) == "refused"
    assert page.elsewhere == [], "the policy refuses before a request is made"


def test_the_print_button_prints(visit):
    page = visit("notebooks/02-two-data-sets.html")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator(".btn-download-pdf-button").evaluate("button => button.click()")
    assert page.evaluate("window.printed") is True
