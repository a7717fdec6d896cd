"""What is shown holds where its terms make sense: no proof passes through a division by 0."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.granted import granted
from polyattn.derivation.sense import conditions
from polyattn.derivation.statement import Statement
from polyattn.symbolic import (
    K,
    P_active,
    Z_o,
    Z_star,
    a,
    b,
    f_star,
    m,
    s_1,
    theta,
    w_o,
)
from polyattn.symbolic.chances import Pr, x_0, x_1
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.table import DEFINITIONS

EQUAL = (x_0 >= x_1, x_0 <= x_1)
FRACTION = (x_0**2 - x_1**2) / (x_0 - x_1)

# Where x_0 is the root of 2: no rational point is there, and none shows that FALSE is false.
GAP = x_0**2 - 2
ROOT = (x_0**2 >= 2, x_0**2 <= 2)
HIDDEN = sp.expand(x_0 * GAP + x_1 * GAP) / GAP
FALSE = x_0 + x_1 <= 17


def refused(derivation, conclusion, hypotheses=()):
    with pytest.raises(DerivationError, match="for granted"):
        derivation.settles(Statement(conclusion, hypotheses))
    return True


def test_what_a_relation_needs():
    assert conditions(w_o + sp.sqrt(a) >= sp.log(b)) == {sp.Ne(Z_o, 0), a >= 0, b > 0}
    assert conditions(sp.Eq(sp.Limit(1 / theta, theta, 0), a)) == set()
    assert conditions(sp.Eq(Lim(1 / theta), a)) == set()
    assert conditions(f_star > theta) == {sp.Ne(Z_star, 0)}


def test_a_power_of_zero():
    assert conditions(a**theta > b) == {a >= 0}
    assert conditions(a ** (-theta) > b) == {a > 0}
    assert conditions(a ** (-sp.S.Half) > b) == {a > 0}
    hidden = (1 - theta**2) / (theta - 1)  # which is -(1 + theta)
    assert conditions(a**hidden > b) == {a > 0, sp.Ne(theta - 1, 0)}


def test_a_chance_needs_the_weights_that_enter_it():
    assert conditions(Pr(1 / (x_0 - x_1) >= K)) == {sp.Ne(x_0 - x_1, 0)}
    assert conditions(Pr(K * w_o > theta)) == {sp.Ne(Z_o, 0)}
    assert conditions(P_active > 0) == {sp.Ne(Z_star, 0), sp.Ne(Z_o, 0)}


def test_no_chain_passes_through_a_division_by_zero():
    chain = Derivation(x_0 + x_1, given=EQUAL).equal(FRACTION)
    with pytest.raises(DerivationError):
        chain.at_most(17)
    with pytest.raises(DerivationError, match="makes sense only where"):
        Derivation(x_0 + x_1).equal(FRACTION).equal(x_1 + x_0)
    assert Derivation(x_0 + x_1, given=(x_0 > x_1,)).equal(FRACTION).equal(x_1 + x_0).lines
    with pytest.raises(DerivationError, match="makes sense only where"):
        Derivation(x_0 + x_1, given=ROOT).equal(HIDDEN).at_most(17)


def test_no_line_rests_on_a_division_by_zero():
    same, small = sp.Eq(HIDDEN, x_0 + x_1), HIDDEN <= 17
    noted = Derivation(given=ROOT).have(same).have(small)
    assert noted.settles(Statement(sp.And(same, small), ROOT))
    assert refused(noted.have(FALSE), FALSE, ROOT)
    assert refused(Derivation(given=ROOT).have(FALSE, by=noted), FALSE, ROOT)
    with pytest.raises(DerivationError):
        Derivation(given=ROOT).have(sp.And(FALSE, small))


def test_an_assumption_that_makes_no_sense_is_not_met():
    inner = Derivation(given=(HIDDEN <= 17,)).have(FALSE)
    assert refused(Derivation(given=ROOT).have(FALSE, by=inner), FALSE, ROOT)
    assert refused(Derivation(given=(*ROOT, HIDDEN <= 17)).have(FALSE), FALSE, ROOT)
    square = Derivation(given=(1 / GAP**2 > 0,)).have(GAP**2 > 0)
    assert refused(Derivation().have(GAP**2 > 0, by=(square, square)), GAP**2 > 0)


def test_a_letter_hides_no_division_by_zero(monkeypatch):
    hidden, ghost = sp.symbols("hidden ghost", real=True)
    monkeypatch.setitem(DEFINITIONS, hidden, HIDDEN)
    monkeypatch.setitem(DEFINITIONS, ghost, 1 / GAP)
    noted = Derivation(given=ROOT).have(sp.Eq(hidden, x_0 + x_1)).have(hidden <= 17)
    assert refused(noted.have(FALSE, keep=(hidden,)), FALSE, ROOT)
    assert refused(Derivation(given=ROOT).have(sp.Eq(ghost * GAP, 1)).have(FALSE), FALSE, ROOT)


def test_what_is_noted_after_a_chain_of_relations():
    for one, other in ((FALSE, HIDDEN <= 17), (HIDDEN <= 17, FALSE)):
        chain = Derivation(one, given=ROOT).iff(other).have(HIDDEN <= 17)
        assert refused(chain, FALSE, ROOT)


def test_no_root_of_a_negative_number():
    roots = sp.sqrt(x_0) * sp.sqrt(x_1)
    positive = Derivation(roots).at_least(0)
    equal = (sp.Eq(x_0, x_1),)
    with pytest.raises(DerivationError):
        Derivation(x_1, given=equal).equal(roots).at_least(0, by=positive)
    with pytest.raises(DerivationError):
        Derivation(given=equal).have(roots >= 0).have(x_1 >= 0).settles(Statement(x_1 >= 0, equal))


def test_a_chain_of_relations_leaves_none_behind():
    chain = Derivation(x_0 + x_1 > 0).iff(FRACTION > 0)
    with pytest.raises(DerivationError, match="makes sense only where"):
        chain.iff(2 * x_0 + 2 * x_1 > 0)


def test_cases_make_sense():
    branches = [(1 / x_0 > 0, Derivation(given=(1 / x_0 > 0,)).have(x_0**2 > 0, "x"))]
    branches += [(1 / x_0 <= 0, Derivation(given=(1 / x_0 <= 0,)).have(x_0**2 > 0, "x"))]
    assert refused(Derivation().cases(x_0**2 > 0, *branches), x_0**2 > 0)
    each = [(x, Derivation(given=(x, *ROOT, HIDDEN <= 17)).have(FALSE)) for x in (a > 0, a <= 0)]
    assert refused(Derivation(given=ROOT).cases(FALSE, *each), FALSE, ROOT)


def test_an_implication_makes_sense_where_its_premise_holds():
    implied = sp.Implies(x_0 > 1, sp.log(x_0) >= 1 - 1 / x_0)
    inner = Derivation(given=(x_0 > 1,)).have(implied.args[1], by=rules.above_hyperbola(x_0))
    shown = Derivation().have(implied, by=rules.discharged(inner))
    assert shown.settles(Statement(implied))
    # Where the premise fails it grants nothing.
    assert granted([implied]) == set()


def test_the_last_line_makes_sense_where_the_statement_does():
    given = (a >= FRACTION,)
    last = Derivation(given=given).have(a + 1 >= FRACTION)
    last.settles(Statement(a + 1 >= FRACTION, given))
    last.settles(Statement(a + 1 >= x_0 + x_1, given))
    with pytest.raises(DerivationError):
        Derivation().have(sp.Or(a >= FRACTION, a < FRACTION)).settles(Statement(a >= x_0 + x_1))


def test_a_chance_hides_no_division_by_zero():
    with pytest.raises(DerivationError, match="makes no sense for some"):
        rules.complement(1 / (s_1 - theta) > 0)


SEVEN = (x_0**2 >= 49, x_0**2 <= 49, x_0 > 0)


def test_no_induction_jumps_over_a_number():
    goal = 1 / (x_0 - m) > 0  # true up to 6, nothing at 7, false from 8 on
    base = Derivation(given=SEVEN).have(1 / (x_0 - 1) > 0)
    step = Derivation(given=(goal, m >= 1, *SEVEN)).have(m < 7)
    step.have(m + 1 <= 7, by=rules.next_whole(m, sp.Integer(7)))
    last = Derivation(given=step.given).have(1 / (x_0 - m - 1) > 0, by=step)
    with pytest.raises(DerivationError, match=r"for granted|speaks of m"):
        rules.induction(goal, base, last)


def test_a_rule_takes_for_granted_what_its_proof_does():
    event = K * GAP**2 >= 0
    proof = Derivation(given=(event, *rules.EVERY)).have(HIDDEN - x_1 <= x_0)
    proof.have(K + x_0 >= HIDDEN - x_1)
    assert rules.monotone(event, proof).taken == {sp.Ne(GAP, 0)}
    with pytest.raises(DerivationError, match=r"for granted|no sense"):
        rules.certain(Derivation(given=rules.EVERY).have(sp.Eq((K**2 - K) / K, K - 1)))


def test_what_a_derivation_says_of_one_line_shows_that_another_makes_sense():
    inner = Derivation(given=(x_0 > x_1, x_1 > 0)).have(x_0 > 0).have(x_1 / x_0 > 0)
    outer = Derivation(given=inner.given).have(x_0 >= 0, by=inner)
    assert not outer.taken
