"""The search finds a statement by its name and by its label, from the site's own files."""

import json
import re
from urllib.parse import quote, unquote

import pytest

from polyattn import ledger
from tests.site.conftest import SITE

pytestmark = [pytest.mark.site, pytest.mark.slow]

WRITTEN = {int(path.name[:2]) for path in (SITE / "notebooks").glob("[0-9][0-9]*.html")}
CLAIMS = {label: one for label, one in ledger.claims().items() if one.chapter in WRITTEN}
FOUND = "#search-results li > a"
SUMMARY = "document.querySelector('#search-results .search-summary')"
FINISHED = f"() => {SUMMARY}?.innerText.includes('found')"


def ask(visit, words, **options):
    page = visit(f"search.html?q={quote(words)}", **options)
    page.wait_for_function(FINISHED)
    assert page.elsewhere == []
    assert page.problems == []
    return page


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("concentration theorem", "thm:concentration"),
        ("thm:concentration", "thm:concentration"),
        ("when attention concentrates", "thm:concentration"),
        ("lem:mediant", "lem:mediant"),
    ],
)
def test_a_statement_comes_first(visit, words, label):
    page = ask(visit, words)
    first = page.locator(FOUND).first
    target = first.get_attribute("href")
    assert unquote(target).endswith(f"#{label}")
    assert f"({label})" in first.inner_text()
    first.click()
    page.wait_for_load_state("load")
    place = page.locator(f"[id='{label}']")
    place.wait_for()
    assert page.evaluate(
        "label => { const r = document.getElementById(label).getBoundingClientRect();"
        " return r.top >= -5 && r.top < innerHeight; }",
        label,
    )


@pytest.mark.parametrize(
    "word", ["constructor", "__proto__", "hasOwnProperty", "toString", "constructor weight"]
)
def test_what_every_object_has_is_a_word_like_any_other(visit, word):
    """Sphinx looks words up in plain objects, which know some names by themselves."""
    page = visit(f"search.html?q={quote(word)}")
    page.wait_for_function(f"{SUMMARY}?.innerText")  # found, or no document
    assert "undefined" not in page.locator("#search-results").inner_text()
    assert page.problems == []


def test_every_claim_of_the_ledger_is_an_object_of_the_search():
    text = (SITE / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)\s*", text, re.DOTALL)[1])
    shown = [entry[4] for entries in index["objects"].values() for entry in entries]
    assert len(CLAIMS) > 50
    for label, claim in CLAIMS.items():
        assert any(name.endswith(f"({label})") for name in shown), (label, claim.title)
    assert not [t for t in index["alltitles"] if t.startswith(" (")]  # found once, not twice


def test_an_excerpt_has_each_formula_once_and_no_latex(visit):
    page = ask(visit, "planted row weight")
    page.wait_for_selector("#search-results li p.context")
    excerpts = " ".join(page.locator("#search-results li p.context").all_inner_texts())
    assert len(excerpts) > 200
    assert "\\" not in excerpts


FORMULAS = {
    "<msqrt><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></msqrt>": "√(a+b)",
    "<mfrac><mrow><mn>1</mn><mo>−</mo><mi>ε</mi></mrow><mi>ε</mi></mfrac>": "(1−ε)/ε",
    '<mfrac linethickness="0px"><mi>N</mi><mi>K</mi></mfrac>': "N over K",
    "<msubsup><mi>f</mi><mn>1</mn><mo>∗</mo></msubsup>": "f1^∗",
    "<msup><mi>p</mi><mrow><mi>β</mi><mo>/</mo><mn>2</mn></mrow></msup>": "p^(β/2)",
    '<msup><mi>φ</mi><mo lspace="0em">′</mo></msup>': "φ′",
    "<msup><mi>p</mi><mi>β</mi></msup>": "p^β",
}


def test_a_formula_in_an_excerpt_says_what_its_layout_says(visit):
    page = visit("search.html?q=planted")
    for formula, words in FORMULAS.items():
        html = f'<main role="main"><p>so <math>{formula}</math></p><p>it is</p></main>'
        found = page.evaluate("html => Search.htmlToText(html, '')", html)
        assert found.strip() == f"so {words} it is"


def test_the_index_of_statements_has_every_claim_with_its_status(visit):
    page = visit("book/theorems.html")
    rows = page.evaluate(
        """() => [...document.querySelectorAll('.statement-index tbody tr')].map((row) => ({
          label: row.querySelector('code').innerText,
          words: row.innerText,
          link: row.querySelector('a').getAttribute('href') }))"""
    )
    by_label = {row["label"]: row for row in rows}
    assert len(by_label) == len(rows)
    for label, claim in CLAIMS.items():
        assert by_label[label]["link"].endswith(f"#{label}")
        assert claim.kind == "definition" or re.search(
            r"\b(proved|observed|checked)\b", by_label[label]["words"]
        )
    assert sum(label.startswith("def:") for label in by_label) >= 3
