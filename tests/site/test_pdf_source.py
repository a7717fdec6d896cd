"""What LaTeX is given holds the whole book: written anew here, which needs no LaTeX."""

import json
import re
from pathlib import Path

import pytest

from build_pdf import NAME, SOURCE, run_builder
from polyattn.ledger import claims
from tests.site.conftest import SITE, pages

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.site, pytest.mark.slow]
STATED = re.compile(r"^`{3,}\{prf:(?!proof)([a-z]+)\} (.+)$", re.MULTILINE)


def cells():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield "".join(cell["source"])


@pytest.fixture(scope="module")
def source():
    assert run_builder("--builder", "latex") == 0
    text = (SOURCE / f"{NAME}.tex").read_text(encoding="utf-8")
    return text.replace(r"\sphinxhyphen{}", "-")


@pytest.fixture(scope="module")
def site():
    return "".join((SITE / path).read_text(encoding="utf-8") for path in pages())


def test_every_statement_stands_there_with_its_kind_and_title(source):
    stated = [found for cell in cells() for found in STATED.findall(cell)]
    assert len(stated) > 60
    assert source.count(r"\begin{bookstatement}") == len(stated)
    for kind, title in stated:
        plain = re.split(r"\$|`", title)[0].strip()  # up to a formula, which TeX writes its way
        named = rf"\\bookstatementname\{{{kind.title()} \d+\}}\{{ \({re.escape(plain)}"
        assert re.search(named, source.replace("’", "'")), title


def test_a_chapter_has_its_number_once(source):
    heads = re.findall(r"\\chapter\{(.)", source)
    assert len(heads) > 20
    assert not [first for first in heads if first.isspace() or first.isdigit() or first == "~"]
    assert "\\renewcommand{\\thechapter}{9a}" in source


def test_every_proof_is_open_and_ends(source):
    proofs = sum(cell.count("{prf:proof}") for cell in cells())
    assert source.count(r"\begin{bookproof}") == proofs
    assert source.count(r"\bookqed{}") == proofs


def test_every_badge_is_there_in_words(source, site):
    badges = len(re.findall(r'class="evidence-badge', site))
    assert (
        len(re.findall(r"\\bookbadge\{(?:proved|words|checked|observed)\}\{[a-z]", source))
        == badges
    )


def test_every_figure_of_the_site_is_drawn(source, site):
    pictures = re.findall(r"\\sphinxincludegraphics(?:\[[^]]*\])?\{\{([^}]+)\}\.pdf\}", source)
    assert len(pictures) == site.count('<svg class="illustration"') > 40
    assert all((SOURCE / f"{name}.pdf").stat().st_size for name in pictures)


def test_every_live_figure_has_its_still_with_its_question(source, site):
    live = site.count('class="explorable" data-explorable=')
    captions = re.findall(r"\\bookstill\{\\emph\{[^?]+\?\} ", source)
    assert len(captions) == live >= 10
    for caption in re.finditer(r"\\bookstill", source):
        assert r"\sphinxincludegraphics" in source[caption.start() - 200 : caption.start()]


def test_every_solution_stands_at_the_end_and_its_exercise_names_the_page(source):
    wanted = sum(cell.count("{dropdown} Solution") for cell in cells())
    body, end = source.split(r"\chapter{Solutions of the exercises}")
    assert end.count(r"\booksolution{") == body.count(r"\bookexercise{") == wanted > 30
    assert "Solution" not in re.findall(r"\\subsubsection\*\{([^}]*)\}", source)


def test_no_markup_of_the_site_is_left(source):
    prose = re.sub(r"\\sphinxupquote\{[^}]*\}", "", source)  # which may speak of markup
    assert not re.search(r"</?(?:svg|div|figure|details|summary|span|p|table)(?:\s|/?>)", prose)


def test_every_page_that_is_named_has_a_label(source):
    labels = set(re.findall(r"\\label\{(?:\\detokenize\{)?([^{}]+)\}", source))
    named = set(re.findall(r"\\hyperref\[\\detokenize\{([^{}]+)\}\]", source))
    named |= set(re.findall(r"\\bookplace\{[^}]*\}\{\\detokenize\{([^{}]+)\}", source))
    named |= set(re.findall(r"\\bookbadge\{[^}]*\}\{[^}]*\}\{\\detokenize\{([^{}]+)\}", source))
    assert len(named) > 100
    assert named <= labels


def test_a_table_of_labels_has_columns_that_fit(source):
    (index,) = re.findall(r"\\chapter\{Statements\}(.*?)\\chapter\{", source, re.DOTALL)
    assert index.count(r"\begin{longtable}") == 5  # a kind of statement each
    assert "tabulary" not in index  # TeX would give a label, which cannot break, too little room


def test_every_claim_has_its_entry_with_each_part(source):
    _, entries = source.split(r"\section{Evidence of chapter 1}")
    for label, claim in claims().items():
        entry = f"chapter-{claim.chapter:02d}[a-z]?:ledger-{label.replace(':', '-')}"
        target = rf"\\label\{{\\detokenize\{{book/ledger/{entry}\}}\}}"
        assert len(re.findall(target, source)) == 1, label
    parts = sum(len(claim.statements) for claim in claims().values())
    assert entries.count(r"\begin{sphinxuseclass}{ledger-part}") == parts


def test_derivations_are_latex_and_say_what_they_prove(source):
    shown = source.count(r"\begin{derivation}")
    assert shown == source.count(r"\end{derivation}") > 10
    assert not re.search(r"\\derivation(?:by|end)\{", source)
