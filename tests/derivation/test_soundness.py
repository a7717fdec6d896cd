"""What must not be accepted: lines nobody checked, letters that share a name, a wrong last line."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.statement import Statement
from polyattn.symbolic import K, N, V_star, X, a, b, d, theta
from polyattn.symbolic.chances import Pr

x, whole, plain = (sp.Symbol("x", **kind) for kind in ({"real": True}, {"integer": True}, {}))


def test_an_equation_does_not_say_that_its_sides_differ():
    chain = Derivation(d).equal(N + 3)
    with pytest.raises(DerivationError):
        chain.settles(Statement(sp.Ne(d, N + 3)))


@pytest.mark.parametrize("kept", [(x,), (whole,), (plain,), (x, whole, plain)])
def test_letters_of_one_name_are_not_one_letter(kept):
    with pytest.raises(DerivationError):
        Derivation(x).equal(plain, keep=kept)
    with pytest.raises(DerivationError):
        Derivation(whole).equal(plain, keep=kept)
    with pytest.raises(DerivationError):
        Derivation(x, given=(x > 1, plain > 1)).at_least(plain, keep=kept)


def test_a_letter_is_not_what_another_exceeds_its_bound_by():
    more = sp.Symbol("x_a", nonnegative=True)
    with pytest.raises(DerivationError):
        Derivation(a, given=(a >= b,)).at_least(b + more)


@pytest.mark.parametrize(("letter", "keep"), [(K, (K,)), (X, ()), (V_star, ()), (X, (X,))])
def test_a_letter_that_is_kept_does_not_reach_into_a_chance(letter, keep):
    chain = Derivation(Pr(letter > theta), given=(sp.Eq(letter, b),))
    with pytest.raises(DerivationError):
        chain.equal(Pr(b > theta), keep=keep)


def _unchecked(relation, given=()):
    with unchecked():
        return Derivation(given=given).have(relation)


def test_lines_that_were_not_checked_settle_nothing():
    with pytest.raises(DerivationError, match="not checked"):
        _unchecked(a > b).settles(Statement(a > b))
    with unchecked():
        chain = Derivation(a).more_than(b)
        worded = Derivation().words(a > b, "a is large")
        split = Derivation().cases(a > b, (a > b, Derivation()), (a <= b, Derivation()))
        turned = Derivation(a > b).iff(a > 2 * b)
    for one in (chain, worded, split):
        with pytest.raises(DerivationError, match="not checked"):
            one.settles(Statement(a > b))
    with pytest.raises(DerivationError, match="not checked"):
        turned.settles(Statement(turned.conclusion))


def test_no_line_rests_on_lines_that_were_not_checked():
    false = _unchecked(K > N)
    for by in (false, rules.discharged(false)):
        with pytest.raises(DerivationError, match="not checked"):
            Derivation().have(K > N, by=by)
    with pytest.raises(DerivationError, match="not checked"):
        Derivation().have(sp.Eq(Pr(K > N), 1), by=rules.certain(false))
    with pytest.raises(DerivationError, match="not checked"):
        Derivation().cases(a > b, (a > 0, _unchecked(a > b)), (a <= 0, _unchecked(a > b)))


@pytest.mark.parametrize("name", ["given", "start", "lines"])
def test_what_is_written_is_not_changed(name):
    chain = Derivation(a, given=(a > b,)).at_least(b)
    with pytest.raises(AttributeError):
        setattr(chain, name, ())
    assert isinstance(chain.lines, tuple)
