"""Derivations and the ledger's entries on the built pages: nothing is cut, nothing scrolls."""

import re

import pytest

from polyattn.ledger import claims
from tests.site.conftest import SITE, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

TEXTS = {path: (SITE / path).read_text(encoding="utf-8") for path in pages()}
DERIVED = [path for path, text in TEXTS.items() if 'class="derivation"' in text]
LEDGER = [path for path in TEXTS if path.startswith("book/ledger")]

# Every unbreakable piece of a formula that reaches beyond its line's right edge, while shown; what
# stands behind a line scrolls in its own box where a single fraction is wider than a phone.
TOO_WIDE = """() => {
  const found = [];
  for (const piece of document.querySelectorAll(":is(.derivation, .ledger-part) .katex-base")) {
    if (piece.closest("details.why > :not(summary)")) continue;
    const room = piece.closest("li, p, summary")?.getBoundingClientRect();
    const own = piece.getBoundingClientRect();
    if (room && piece.checkVisibility() && own.right > room.right + 1)
      found.push(piece.closest(".katex").querySelector("annotation").textContent);
  }
  return found;
}"""
OPEN = """() =>
  document.querySelectorAll('.bd-article details').forEach(one => { one.open = true; })"""
SET = ".bd-article .katex"
WAITING = ".bd-article code.tex"  # a formula that is not yet set
READY = f"""() => document.body.offsetHeight && !document.querySelector('{WAITING}')
  && document.fonts.status === 'loaded'"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", DERIVED)
def test_no_formula_of_a_derivation_is_cut_and_the_page_does_not_scroll(visit, path, width):
    page = visit(path, width=width)
    waiting, formulas = page.locator(WAITING).count(), page.locator(SET).count()
    for state in ("folded", "open"):
        if state == "open":
            page.evaluate(OPEN)
            page.wait_for_function(READY)
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(SET).count() == formulas + waiting
    assert page.problems == []


@pytest.mark.parametrize("path", DERIVED)
def test_every_formula_is_set_and_every_statement_linked(path):
    article = TEXTS[path].split("<article", 1)[1]
    shown = re.sub(r"<(script|style|annotation|pre|code).*?</\1>", "", article, flags=re.DOTALL)
    assert r"\(" not in shown
    assert "data-label" not in shown


@pytest.mark.parametrize("path", LEDGER)
def test_a_page_of_the_ledger_is_short_when_folded(visit, path):
    assert visit(path).evaluate("document.documentElement.scrollHeight") <= 10_000


def test_every_claim_is_found_by_the_old_address_and_has_its_entry():
    for label, claim in claims().items():
        mark = f'id="ledger-{label.replace(":", "-")}"'
        assert mark in TEXTS["book/ledger.html"], label
        (page,) = [text for path, text in TEXTS.items() if "ledger/" in path and mark in text]
        entry = page.split(mark, 1)[1].split("<section", 1)[0]
        for part in claim.statements:
            assert f"<em>{part}</em>" in entry, (label, part)
