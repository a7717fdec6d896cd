"""Derivations on the site and on paper: formulas set, statements named."""

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from polyattn import Derivation
from polyattn.derivation.chain import unchecked
from polyattn.derivation.shown.page import as_html, as_latex
from polyattn.ledger import claims, find
from polyattn.ledger.engine.proofs import derived
from polyattn.symbolic import N, t, u_o
from polyattn_book import derivations, katex
from polyattn_book.paper import derivations as paper


def names(label):
    return ("The order facts", f"03-x.html#{label}") if label == "lem:order-facts" else None


@pytest.fixture
def warned(monkeypatch):
    said = []
    for module in (derivations, katex, paper):
        monkeypatch.setattr(
            module.logger, "warning", lambda text, *words, location=None: said.append(text % words)
        )
    return said


@pytest.fixture(scope="module")
def bound():
    given = find("lem:order-facts").part("other rows").hypotheses
    chain = Derivation(N * u_o, given=given)
    return chain.less_than(1, "less than all of it", by="lem:order-facts#other rows")


def test_formulas_are_set_and_statements_linked_by_their_title(bound, warned):
    page = derivations.on_site(as_html(bound), names)
    assert r"\(" not in page
    assert "<style>" not in page
    assert len(re.findall(r'class="(?:katex|tex)\b', page)) >= 8
    link = '<a class="reference internal" href="03-x.html#lem:order-facts">The order facts</a>'
    assert page.count(link) == 2  # in the reason, and in the instance behind it
    assert warned == []


def test_what_is_folded_waits_as_tex_and_says_the_same(bound, warned):
    page = derivations.on_site(as_html(bound), names)
    behind = re.findall(r'<p class="known">(.*?)</p>', page)
    assert behind
    for known in behind:
        assert '<code class="tex' in known
        assert 'class="katex' not in known
    line = r"\(\displaystyle \frac{x}{y} < z\),".replace("<", "&lt;")
    why = f'<details class="why"><summary>{line}</summary>'
    text = f'{line}<details class="part"><summary>{line}</summary>{line}{why}{line}{why}{line}'
    text += f"{3 * '</details>'}{line}"
    kinds = re.compile(r'class="(katex|tex)\b')
    shown = derivations.on_site(text, names)
    assert kinds.findall(shown) == ["katex", "katex", *5 * ["tex"], "katex"]
    assert kinds.findall(derivations.on_site(text, names, behind=True)) == 8 * ["tex"]
    told = dict(re.findall('<code class="tex d">(.*?)</code>(.)', shown))
    assert {unescape(tex): tail for tex, tail in told.items()} == {r"\frac{x}{y} < z": ","}
    assert warned == []


def test_a_summary_has_words_and_no_link(bound):
    page = derivations.on_site(as_html(bound), names)
    formula = r'<details class="why"><summary>\(x\)</summary></details>'
    page += derivations.on_site(f'<div class="derivation">{formula}</div>', names)
    for summary in re.findall("<summary>(.*?)</summary>", page):
        assert "<a " not in summary
        plain = re.sub('<span class="math.*?</math>.*?</span></span></span></span>', "", summary)
        assert re.search(r"[a-z]{4}", re.sub("<[^>]*>", "", plain))


def test_a_statement_that_nothing_states_is_a_warning(bound, warned):
    derivations.on_site(as_html(bound), lambda label: None)
    assert set(warned) == {"a derivation rests on lem:order-facts, which nothing states"}


def test_a_formula_that_cannot_be_set_is_a_warning(warned):
    derivations.on_site(r'<div class="derivation">\(x_a_b\)</div>', names)
    derivations.on_site(r'<div class="derivation">\(y_a_b\)</div>', names, behind=True)
    assert len(warned) == 2
    assert all("KaTeX cannot typeset" in said for said in warned)


def test_punctuation_stays_on_the_line_of_its_formula():
    page = derivations.on_site(r"<p>\(x\), \(y &lt; 1\).</p>", names)
    assert page.count('<span class="tail">') == 2
    assert "y &lt; 1" in page


def test_a_short_formula_stays_whole_in_a_table_and_only_there():
    short, long = (nodes.math(text=x) for x in (r"\Pr[F_0^v>0]", r"Z_*=P+(t-1)Q+tNR"))
    nodes.entry("", nodes.paragraph("", "", short, long))
    assert (katex.in_one_piece(short), katex.in_one_piece(long)) == (True, False)
    alone = nodes.math(text="x")
    assert not katex.in_one_piece(nodes.paragraph("", "", alone)[0])


def test_the_style_sheet_names_what_formulas_are_made_of():
    style = (Path(katex.__file__).parent / "static/book.css").read_text(encoding="utf-8")
    named = set(re.findall(r"\.katex \.([\w-]+)", style))
    assert "tail" in named
    for part in named:
        shown = katex.inline(r"\frac12+x=0,\ y_1\,y", ",")
        assert re.search(rf'class="?{part}[">]', shown), part


def test_a_formula_on_the_page_has_no_idle_signs():
    """One word needs no quotes; several do, and the mark by which fonts are asked for stays."""
    set_ = katex.inline(r"\frac{x^2}{\mathcal O(y)}")
    assert not re.search(r'="[\w.:;-]+"', set_.replace('class="katex"', "").partition(">")[2])
    assert "mord mathcal" in set_
    assert re.search(r'<mspace width="?2em"?(?: |(?<="))/?>', katex.inline(r"x\qquad y"))
    assert 'encoding="application/x-tex">\\frac{x^2}' in set_


def test_a_sign_has_no_span_that_says_only_its_kind():
    set_ = katex.inline(r"(x+1)\le2").partition("<span class=katex-html")[2]
    assert re.sub(r"<span class=(?:katex-strut|medium|thick)[^<>]*></span>", "", set_) == (
        " aria-hidden=true><span class=katex-base>(<i>x</i>+</span>"
        "<span class=katex-base>1)≤</span><span class=katex-base>2</span></span></span></span>"
    )
    beside_a_strut = r"pstrut[^<>]*></span><span class={}>{}</span>"
    assert re.search(beside_a_strut.format("mord", 2), katex.inline(r"\frac{\hat2}x"))
    assert re.search(beside_a_strut.format("mathnormal", "x"), katex.inline(r"\hat x"))


def test_a_space_is_as_wide_as_katex_makes_it():
    style = (Path(katex.__file__).parent / "static/book.css").read_text(encoding="utf-8")
    for tex, name in ((r"x\,y", "thin"), ("x+y", "medium"), ("x=y", "thick")):
        assert f"<span class={name}></span>" in katex.inline(tex)
        (width,) = re.findall(rf"\.katex \.{name} {{.* margin-right: (\S+); }}", style)
        given = f'<span class="mspace" style="margin-right:{width};"></span>'
        assert katex.shorter(given) == f"<span class={name}></span>"


@pytest.mark.slow
def test_every_derivation_of_the_book_can_be_set(warned):
    with unchecked():
        for claim in claims().values():
            for part in claim.proofs:
                for one in derived(claim, part):
                    derivations.on_site(as_html(one), lambda label: (label, ""))
    assert warned == []


# Certificates with probabilities, roots, powers and maxima, which are letters to algebra.
@pytest.mark.parametrize("label", ["thm:tolerance", "lem:sketch-unbiased", "thm:profile"])
def test_what_stands_behind_the_lines_can_be_set(label, warned):
    claim = find(label)
    for part in claim.proofs:
        for one in derived(claim, part):
            derivations.on_site(as_html(one), lambda label: (label, ""))
    assert warned == []


def app():
    env = SimpleNamespace(
        proof_list={
            "lem:order-facts": {"docname": "notebooks/03-x", "countertype": "proof",
                                "realtype": "lemma"}
        },
        toc_fignumbers={"notebooks/03-x": {"proof": {"lem:order-facts": (3, 4)}}},
    )  # fmt: skip
    return SimpleNamespace(env=env)


def test_on_paper_a_statement_has_its_number_and_its_place(bound, warned):
    page = new_document("page")
    page += [nodes.math_block("", as_latex(bound)), nodes.math_block("", "x < 1")]
    paper.prepare(app(), page)
    shown, formula = page.children
    assert isinstance(shown, nodes.raw)
    place = r"{Lemma 3.4}{\detokenize{notebooks/03-x:lem:order-facts}}{other rows}"
    assert rf"\bookderivationby{place}" in shown.astext()
    assert isinstance(formula, nodes.math_block)
    assert warned == []


def test_on_paper_an_unknown_statement_is_a_warning(warned):
    assert (
        paper.on_paper(app(), r"\derivationend{lem:lost}{}") == r"\bookderivationend{lem:lost}{}{}"
    )
    assert warned == ["a derivation rests on lem:lost, which nothing states"]


def test_on_paper_words_are_escaped_and_braces_close():
    chain = Derivation(given=(t > 1,)).have(t > 0, "50 % of x1^2 & more #1, by thm:phases")
    text = as_latex(chain)
    assert r"50 \%{} of x1\^{}2 \&{} more \#{}1, by \derivationby{thm:phases}{}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
