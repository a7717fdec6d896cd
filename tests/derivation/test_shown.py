"""Derivations as they are shown: rows, HTML, LaTeX, and the numbers beside the lines."""

import math
import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest
import sympy as sp

from polyattn import Derivation, SelfAttentionData
from polyattn.derivation.chain import unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.shown import measured
from polyattn.derivation.shown.page import as_html, as_latex
from polyattn.derivation.shown.rows import given, rows
from polyattn.ledger import derivation, derivations, find
from polyattn.symbolic.model import N, P, Q, R, a, b, c, epsilon, f_star, n, t, u_o

DATA = SelfAttentionData(402, copies=10, a="0.9", b="0.6", c="0.4")


@pytest.fixture(scope="module")
def lock():
    part = find("thm:concentration").part("locked")
    odds = (1 - epsilon) / epsilon
    chain = Derivation(1 / f_star, given=part.hypotheses)
    chain.equal(1 + (t - 1) * Q / P + (n - t) * R / P, "divide Z_* by P")
    chain.at_most(1 + 1 / (2 * odds) + 1 / (2 * odds), "each crowd has half")
    chain.equal(1 / (1 - epsilon))
    return chain.proves("thm:concentration", "locked")


def test_a_line_has_its_sign_its_term_and_its_reason(lock):
    shown = rows(lock)
    assert [row.sign for row in shown] == ["", "=", r"\le", "="]
    assert shown[1].reason == "divide $Z_*$ by $P$"
    assert shown[1].term == r"1 + \frac{(t - 1) Q}{P} + \frac{(n - t) R}{P}"


def test_a_statement_that_is_used_is_named_and_instantiated():
    part = find("lem:order-facts").part("other rows")
    chain = Derivation(N * u_o, given=part.hypotheses)
    (line,) = rows(chain.less_than(1, by="lem:order-facts#other rows"))[1:]
    assert line.labels == ("lem:order-facts#other rows",)
    assert line.known[0].startswith("lem:order-facts#other rows: $N u_{o} < 1$, as $b > 0$")


def test_the_certificate_is_there_with_its_coordinates_and_its_parts(lock):
    known = " ".join(rows(lock)[2].known)
    assert r"\varepsilon=\frac{1}{1 + y}" in known
    assert "each bracket is not negative by hypothesis" in known
    assert "Shown besides: logarithm defined" in known


def test_a_power_of_what_algebra_does_not_look_into_has_brackets():
    chain = Derivation(sp.log(t) ** 2 * a + a, given=(a > 0, t > 1)).more_than(0)
    assert r"$a + a (\log t)^{2}$" in " ".join(rows(chain)[1].known).replace(r"\relax ", "")


def test_hypotheses_and_what_is_proved_stand_around_it(lock):
    text = as_html(lock)
    assert len(given(lock)) == len(lock.given)
    assert text.index("Given") < text.index("<ol>") < text.index("This is")
    assert 'data-label="thm:concentration"' in text


class Balance(HTMLParser):
    """Whether every tag that is opened is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_well_formed_and_escapes_what_it_shows(lock):
    text = as_html(lock, ["a < b"])
    assert Balance(text).open == []
    assert "a &lt; b" in text
    assert not re.search(r"\\\([^)]*<", text)


def test_a_line_in_words_is_marked():
    chain = Derivation(given=(t > 1,)).words(t > 0, "It is more than 1.")
    assert "in words" in as_html(chain)
    assert "in words" in as_latex(chain)


def test_a_line_that_was_not_checked_says_so():
    with unchecked():
        chain = Derivation(a, given=(a > 0,)).less_than(a - 1)
    assert rows(chain)[1].known == ("Nobody has checked it.",)


def test_numbers_beside_the_lines(lock):
    found = lock.at(DATA, degree=5, epsilon="0.2")
    first, second, third, last = found.values
    assert first == pytest.approx(second, rel=1e-12)
    assert second <= third == pytest.approx(last) == pytest.approx(1.25)
    bundle = found._repr_mimebundle_()
    assert "1.183" in bundle["text/html"]
    assert "without these formulas" in bundle["text/html"]
    assert "{1.183}" in bundle["text/latex"]


def test_a_first_line_that_is_one_letter_is_computed_twice():
    found = Derivation(f_star, given=()).at(DATA, degree=5)
    assert "without these formulas" in found._repr_mimebundle_()["text/html"]


def test_what_was_not_computed_twice_is_not_said_to_be():
    part = find("thm:silence").part("few")
    with unchecked():
        chain = find("thm:silence").proofs["few"](part)
    wide = SelfAttentionData(10**6, copies=10, a="0.9", b="0.6", c="0.4")
    found = chain.at(wide, degree=2, theta="1.5", m=64)
    assert math.isnan(found.values[0])
    assert "without these formulas" not in found._repr_mimebundle_()["text/html"]


def test_two_data_sets_and_the_law():
    from polyattn import MaximalPreactivation, Polynomial

    claim = find("thm:separation-high")
    with unchecked():
        chain = claim.proofs["activates"](claim.part("activates"))
    found = chain.at(DATA, degree="4.3", theta="0.85", m=30).values
    law = MaximalPreactivation(DATA, Polynomial("4.3"), width=30)
    assert found[0] == pytest.approx(law.sf("0.85"), rel=1e-12)
    assert found[-1] == pytest.approx(float(1 - Fraction(7, 8) ** 30))


def test_formulas_that_disagree_with_the_package_are_refused(lock, monkeypatch):
    monkeypatch.setattr(measured, "_weights", lambda *_: {f_star: 0.5})
    with pytest.raises(DerivationError, match="the package"):
        lock.at(DATA, degree=5, epsilon="0.2")


@pytest.mark.parametrize(
    ("data", "letters", "message"),
    [
        ((DATA,), {"degree": 3, "epsilon": "0.2"}, "does not hold here"),
        ((DATA,), {"degree": 5, "epsilon": "0.2", "omicron": 1}, "no letter is named 'omicron'"),
        ((DATA,), {"degree": 5, "epsilom": "0.2"}, "'epsilom'; the nearest are epsilon"),
        ((DATA,), {"degree": 3, "epsilon": "0.2"}, r"here \(3 >= 4\.897\)"),
        ((DATA,), {"degree": 5}, "the letter epsilon has no value"),
        ((DATA,), {"degree": 5, "epsilon": "0.2", "b": 1}, "b comes from the data"),
        ((DATA,), {"degree": 5, "epsilon": "0.2", "m": "2.5"}, "m counts neurons"),
        ((402,), {"degree": 5, "epsilon": "0.2"}, "takes no data, one data set"),
        ((), {"degree": 5, "epsilon": "0.2"}, "has no value; give it one by its name"),
        ((DATA, SelfAttentionData(7, 1, a=1, b=1, c=1)), {"degree": 5}, "differ in a alone"),
    ],
)
def test_bad_input_is_refused(lock, data, letters, message):
    with pytest.raises(ValueError, match=message):
        lock.at(*data, **letters)


def test_a_chain_without_data_has_numbers_from_the_names_of_its_letters():
    fit = derivation("lem:surrogate", "interval")
    e_0, e_2 = Fraction(-3, 35), Fraction(6, 7)  # minimises the integral of (s^4 - e_0 - e_2 s^2)^2
    assert fit.at(degree=4, e_0=e_0, e_1=0, e_2=e_2).values == [True] * 6
    assert fit.at(degree=4, e_0=e_0, e_1=0, e_2=1).values[-3:] == [True, False, True]
    with pytest.raises(ValueError, match="the degree is even here, got 5"):
        fit.at(degree=5, e_0=e_0, e_1=0, e_2=e_2)
    with pytest.raises(ValueError, match="the letter e_"):
        fit.at(degree=4, e_1=0)


def test_a_part_is_headed_by_what_it_says_not_by_the_lines_beside_it():
    limit = derivations("cor:no-fixed-lock", "own group, in the limit")
    page = limit._repr_mimebundle_()["text/html"]
    head = page[: page.index("</summary>")]
    assert r"\lim" in head
    assert r"\ge" not in head


def test_an_inner_derivation_is_shown_once(lock):
    outer = Derivation(given=lock.given)
    outer.have(1 / f_star <= 1 / (1 - epsilon), by=lock).have(f_star >= 1 - epsilon, by=lock)
    text = as_html(outer)
    assert text.count('<div class="inner">') == 1
    assert text.count("Shown before") == 1


def test_a_notebook_needs_no_word_that_mathjax_lacks_and_the_site_can_break_after_a_comma():
    chain = Derivation(sp.Max(a, b) <= sp.Max(a, b, c), given=(a > 0, b > 0, c > 0))
    assert r"\allowbreak" not in as_html(chain)
    assert r"\max\big\{a,\ b\big\}" in as_html(chain)
    assert r",\allowbreak\ " in as_latex(chain)
