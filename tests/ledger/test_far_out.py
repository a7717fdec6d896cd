"""The witness of limits finds a wrong limit and a wrong degree, and no other."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.witnesses import FarOut
from polyattn.symbolic import (
    P_active,
    a,
    b,
    c,
    d,
    delta,
    f_star,
    kappa,
    kappa_det,
    kappa_group,
    kappa_pr,
    kappa_star,
    m,
    on,
    p,
    r,
    t,
    theta,
    w_o,
)
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.limits import Lim, LimInf
from polyattn.symbolic.pair import a0, a1

ONE = FarOut(
    (("1/5", "3/5", "2/5"), ("9/10", "3/5", "2/5")),
    extra={theta: (c + b / 2, a / 2), m: (sp.Integer(4),)},
)
TWO = FarOut((("0", "9/10", "3/5", "2/5"),), ("1/2",), {m: (sp.Integer(1), sp.Integer(30))})
_PAIR = (a0 >= 0, a1 > a0)
_MOST = 1 - sp.Rational(7, 8) ** m
_EIGHTH = sp.Rational(1, 8)


def claim(conclusion, *hypotheses):
    return Claim(
        "thm:of-a-test",
        "theorem",
        "",
        7,
        statements={"limit": Statement(conclusion, hypotheses)},
        setting=(b > 0, c > 0, t >= 1, d >= 4),
    )


TRUE = [
    (ONE, sp.Eq(Lim(f_star), 1), (a > 0, kappa > kappa_star)),
    (ONE, sp.Eq(Lim(f_star), 0), (a > 0, kappa < kappa_star)),
    (ONE, sp.Eq(Lim(w_o), 1), (kappa > kappa_group,)),
    (ONE, sp.Eq(Lim(P_active), 0), (theta > c, kappa < kappa_pr, kappa < kappa_group)),
    (TWO, sp.Eq(Lim(S_m), 0), (*_PAIR, kappa < kappa_det)),
    (TWO, LimInf(S_m) >= _MOST, (*_PAIR, kappa > kappa_det)),
]
FALSE = [
    (ONE, sp.Eq(Lim(f_star), 1), (a > 0, kappa > kappa_pr)),
    (ONE, sp.Eq(Lim(f_star), sp.Rational(9, 10)), (a > 0, kappa > kappa_star)),
    (ONE, sp.Eq(Lim(w_o), 1), (kappa > kappa_group * sp.Rational(9, 10),)),
    (ONE, sp.Eq(Lim(P_active), 0), (theta > a / 3, kappa < kappa_pr, kappa < kappa_group)),
    (TWO, sp.Eq(Lim(S_m), 0), (*_PAIR, kappa < (1 - delta / 3) / sp.log(on(p, 1) / r))),
    (TWO, sp.Eq(Lim(S_m), 0), (*_PAIR, kappa < kappa_det * sp.Rational(11, 10))),
    (TWO, LimInf(S_m) >= _MOST, (*_PAIR, kappa > kappa_det * sp.Rational(9, 10))),
    (TWO, LimInf(S_m) >= _MOST + _EIGHTH, (*_PAIR, kappa > kappa_det)),
]


@pytest.mark.parametrize(("witness", "conclusion", "hypotheses"), TRUE)
def test_a_limit_is_seen(witness, conclusion, hypotheses):
    one = claim(conclusion, *hypotheses)
    assert witness.check(one, ("limit",)).passed
    assert witness.refute(one, ("limit",)) is None


@pytest.mark.parametrize(("witness", "conclusion", "hypotheses"), FALSE)
def test_a_wrong_limit_is_refuted_at_a_point(witness, conclusion, hypotheses):
    one = claim(conclusion, *hypotheses)
    outcome = witness.check(one, ("limit",))
    assert not outcome.passed
    found = witness.refute(one, ("limit",))
    assert found is not None
    assert "kappa = " in found.point


def test_what_nothing_meets_is_no_evidence():
    empty = claim(sp.Eq(Lim(w_o), 1), kappa > kappa_group, kappa < kappa_group)
    outcome = ONE.check(empty, ("limit",))
    assert not outcome.passed
    assert "no point" in outcome.detail
