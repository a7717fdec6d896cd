"""Chapter 13: the degrees at which the planted row locks and the others do not, under noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13_noise import WITNESSES
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.symbolic import noise as s
from polyattn.symbolic.model import Q, R, a, beta, c, d, epsilon, n, p, q, r, t
from polyattn.symbolic.phases import epsilon_1

_ODDS = (1 - epsilon) / epsilon
_FEW = (1 - epsilon_1) / epsilon_1
_OWN = (q + s.nu) / q
_CROWD = sp.log(_ODDS * s.crowd / Q)


def _share(part: Statement) -> Derivation:
    """Clear the sum of the row."""
    weight, odds = part.conclusion.args
    share = Derivation(weight, given=part.hypotheses)
    for x in (s.P_nu, s.Q_nu):
        share.have(x > 0, by=rules.ordered(x > 0))
    return share.iff(odds, "multiply by the sum of the row")


def _at_degree(power: Any, weight: Any) -> Proof:
    """Compare the two crowds of a row with its self-score, as for the planted row without noise."""

    def proof(part: Statement) -> Derivation:
        degree = Derivation(1 / weight, given=part.hypotheses)
        degree.have(power > 0, by=rules.ordered(power > 0))
        degree.equal(1 + (t - 1) * Q / power + (n - t) * R / power, "divide by its own weight")
        if part.conclusion.func is sp.Ge:
            degree.at_most(1 + 1 / (2 * _ODDS) + 1 / (2 * _ODDS), "each crowd has half")
        else:
            odds = _ODDS if part.conclusion.rhs == epsilon else 1 / _ODDS
            degree.at_least(1 + odds, "the crowd that needs the higher degree")
        return degree.equal(1 / part.conclusion.rhs)

    return proof


def _later(odds: Any, score: Any) -> Any:
    """Return the later of the degrees at which mates and others have these odds."""
    mates = sp.log((t - 1) * odds) / sp.log(score / q)
    others = sp.log((n - t) * odds) / sp.log(score / r)
    return sp.Max(mates, others, evaluate=False)


def _contrast(part: Statement) -> Derivation:
    """Multiply the two conditions."""
    both = Derivation(given=part.hypotheses)
    for x in (s.P_nu, s.Q_nu):
        both.have(x > 0, by=rules.ordered(x > 0))
    both.have(s.P_nu >= _ODDS * s.crowd, "the planted row locks")
    both.have(s.crowd >= _FEW * s.Q_nu, "no other row does")
    both.have(s.P_nu >= _ODDS * _FEW * s.Q_nu, "multiply", keep=(s.crowd,))
    return both.have(part.conclusion, "divide by the weight of the score q + nu")


def _power_of_own() -> tuple[Any, ...]:
    """Write the self-weight as a multiple of that of a mate."""
    meanings = rules.stands_for(s.Q_nu), rules.stands_for(Q)
    return (*meanings, rules.power_of_product(q, _OWN, beta))


def _tolerated(part: Statement) -> Derivation:
    """Bound the logarithm by its tangent at 1."""
    mates, less = (t - 1) / _ODDS, q / (q + s.nu)
    few = Derivation(given=part.hypotheses)
    few.have(q > 0, "$c>0$")
    few.have(mates > 0, "there are mates")
    turned = rules.log_of_product(less, _OWN)
    few.have(sp.log(less) >= 1 - 1 / less, by=rules.above_hyperbola(less))
    few.have(sp.log(_OWN) <= s.nu / q, "turn the ratio round", by=turned)
    few.have(beta * sp.log(_OWN) <= beta * s.nu / q, "times the degree")
    few.have(beta * s.nu / q <= sp.log(mates), "by hypothesis")
    few.have(beta * sp.log(_OWN) <= sp.log(mates), "together")
    grows = rules.grows(sp.exp, beta * sp.log(_OWN), sp.log(mates))
    few.have(sp.exp(beta * sp.log(_OWN)) <= mates, by=grows)
    few.have(_OWN**beta <= mates, by=rules.power(_OWN, beta))
    few.have(sp.Eq(s.Q_nu, Q * _OWN**beta), by=_power_of_own())
    for x in (Q, R, s.Q_nu):
        few.have(x > 0, by=rules.ordered(x > 0))
    few.have(s.Q_nu <= mates * Q, "multiply by the weight of a mate")
    few.have(s.crowd >= (t - 1) * Q, "the mates are part of the crowd")
    few.have(s.Q_nu <= s.crowd / _ODDS, "together", keep=(s.crowd,))
    return few.have(part.conclusion, "multiply by the sum of the row", keep=(s.crowd,))


def _drowned(part: Statement) -> Derivation:
    """Bound the logarithm from below by a hyperbola."""
    odds = _ODDS * s.crowd / Q
    locked = Derivation(given=part.hypotheses)
    locked.have(q > 0, "$c>0$")
    locked.have(Q > 0, by=rules.ordered(Q > 0))
    locked.have(odds > 0, "every row has a crowd")
    locked.have(sp.log(_OWN) >= 1 - 1 / _OWN, by=rules.above_hyperbola(_OWN))
    locked.have(
        beta * sp.log(_OWN) >= sp.log(odds), "times the degree, by hypothesis", keep=(s.crowd,)
    )
    grows = rules.grows(sp.exp, sp.log(odds), beta * sp.log(_OWN))
    locked.have(sp.exp(beta * sp.log(_OWN)) >= odds, by=grows, keep=(s.crowd,))
    locked.have(_OWN**beta >= odds, by=rules.power(_OWN, beta), keep=(s.crowd,))
    locked.have(sp.Eq(s.Q_nu, Q * _OWN**beta), by=_power_of_own())
    locked.have(s.Q_nu >= _ODDS * s.crowd, "multiply by the weight of a mate", keep=(s.crowd,))
    return locked.have(part.conclusion, "multiply by the sum of the row")


_KINDS: tuple[tuple[str, Any, Any, Callable[[Any], Any]], ...] = (
    ("locked", sp.Ge, 1 - epsilon, lambda x: beta >= _later(2 * _ODDS, x)),
    ("not locked", sp.Le, 1 - epsilon, lambda x: beta <= _later(_ODDS, x)),
    ("spread", sp.Le, epsilon, lambda x: beta <= _later(1 / _ODDS, x)),
)
_ROWS = (
    ("planted", p + s.nu, s.P_nu, s.f_nu, a > 0),
    ("others", q + s.nu, s.Q_nu, s.f_o_nu, s.nu > 0),
)

window = Claim(
    "cor:noise-window",
    "corollary",
    "Between two locks",
    13,
    statements={
        "locks": Statement(sp.Equivalent(s.f_nu >= 1 - epsilon, s.P_nu >= _ODDS * s.crowd)),
        "stays": Statement(
            sp.Equivalent(s.f_o_nu <= epsilon, s.Q_nu <= s.crowd / _ODDS), (epsilon < 1,)
        ),
        "contrast": Statement(
            s.P_nu / s.Q_nu >= _ODDS * _FEW,
            (epsilon < 1, epsilon_1 > 0, s.f_nu >= 1 - epsilon, s.f_o_nu <= epsilon_1),
        ),
        **{
            f"{row} {kind}": Statement(sign(weight, bound), (limit(score), epsilon < 1, more))
            for row, score, _, weight, more in _ROWS
            for kind, sign, bound, limit in _KINDS
        },
        "tolerated": Statement(
            s.f_o_nu <= epsilon,
            (epsilon < 1, t > 1, beta > 0, beta * s.nu <= q * sp.log((t - 1) / _ODDS)),
        ),
        "drowned": Statement(
            s.f_o_nu >= 1 - epsilon,
            (epsilon < 1, beta > 0, beta * s.nu >= (q + s.nu) * _CROWD),
        ),
    },
    setting=(t >= 1, d >= 4, c > 0, s.nu >= 0, epsilon > 0),
    proofs={
        "locks": _share,
        "stays": _share,
        "contrast": _contrast,
        **{
            f"{row} {kind}": _at_degree(power, weight)
            for row, _, power, weight, _ in _ROWS
            for kind, *_ in _KINDS
        },
        "tolerated": _tolerated,
        "drowned": _drowned,
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(window),)
