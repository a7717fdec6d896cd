"""Chapter 8: two data sets, two levels, one threshold, at any size."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import ACTIVE, LEVEL
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Sampled, Walk, seen_by
from polyattn.symbolic import N, P, R, a, a0, a1, b, beta, c, d, f_star, m, n, on, p, r, t, theta

LEVELS = [on(LEVEL, i) for i in (0, 1)]
LOUD = [on(s.P_active, i) for i in (0, 1)]
GAP = LOUD[1] - LOUD[0]
_GROUP_LEVEL_DEGREE = sp.log(b * (n - t) / a) / sp.log(p / r)


def noise(level: Any) -> Any:
    """Bound the chance that a network exceeds a level by luck."""
    return m * sp.exp(-N * (theta - level) ** 2 / (2 * b**2))


WEIGHTS = tuple(on(x, i) for x in (f_star, s.G_star) for i in (0, 1))
_ORDER = LEVELS[0] < LEVELS[1]


def _bounds(part: str, dataset: int) -> Fact:
    return stated(f"thm:finite-bounds#{part}", lambda x: on(x, dataset))


def _tells(part: Statement) -> Derivation:
    """Above one level, below the other."""
    gap = Derivation(GAP, given=part.hypotheses)
    gap.at_least(ACTIVE - LOUD[0], by=_bounds("active", 1))
    return gap.more_than(ACTIVE - noise(LEVELS[0]), by=_bounds("silent", 0))


def _order(part: Statement) -> Derivation:
    """Order the levels."""
    return Derivation(given=part.hypotheses).have(_ORDER, "f^* grows and u^* falls")


def _both_silent(part: Statement) -> Derivation:
    """Use the larger bound for both."""
    order = _order(part)
    both = Derivation(given=part.hypotheses)
    both.have(LOUD[1] < noise(LEVELS[1]), by=_bounds("silent", 1))
    both.have(LOUD[0] < noise(LEVELS[0]), by=(order, _bounds("silent", 0)))
    low, high = (-N * (theta - level) ** 2 / (2 * b**2) for level in LEVELS)
    less = Derivation(given=part.hypotheses).have(_ORDER, by=order)
    less.have(low <= high, "the distance is larger", keep=WEIGHTS)
    bounds = (less, rules.grows(sp.exp, low, high))
    return both.have(LOUD[0] < noise(LEVELS[1]), by=bounds, keep=WEIGHTS)


def _both_active(part: Statement) -> Derivation:
    """Apply the theorem to either data set."""
    order = _order(part)
    both = Derivation(given=part.hypotheses)
    both.have(LOUD[0] >= ACTIVE, by=_bounds("active", 0))
    return both.have(LOUD[1] >= ACTIVE, by=(order, _bounds("active", 1)))


def _unreached(part: Statement) -> Derivation:
    """No sign vector exceeds b + c + a f^*."""
    none = Derivation(LOUD[0], given=part.hypotheses)
    return none.equal(0, by=stated("thm:silence#none", lambda x: on(x, 0)))


def _crossing(part: Statement) -> Derivation:
    """Multiply by Z_* and take logarithms."""
    over = Derivation(LEVEL > b + c, given=part.hypotheses)
    over.iff(P / R > b * (n - t) / a, "multiply by Z_* and divide by a R")
    return over.iff(beta > _GROUP_LEVEL_DEGREE, "the power rule")


_LAWS = Walk(
    Law,
    ((103, 1),),
    (("1/10", "3/5", "2/5"), ("9/10", "3/5", "2/5")),
    (2, 6),
    ("1/50", "1/2", "9/10"),
)
DENSE = Walk(
    Dense,
    ((4, 1), (5, 2)),
    (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5")),
    (1, 3),
)

between_levels = Claim(
    "cor:between-levels",
    "corollary",
    "Between the levels",
    8,
    statements={
        "tells": Statement(
            GAP > ACTIVE - noise(LEVELS[0]),
            (a1 > a0, theta > LEVELS[0], theta < LEVELS[1]),
            where=PROBABILITY,
        ),
        "both silent": Statement(
            sp.And(LOUD[0] < noise(LEVELS[1]), LOUD[1] < noise(LEVELS[1])),
            (a1 > a0, theta > LEVELS[1]),
            where=PROBABILITY,
        ),
        "both active": Statement(
            sp.And(LOUD[0] >= ACTIVE, LOUD[1] >= ACTIVE),
            (a1 > a0, theta < LEVELS[0]),
            where=PROBABILITY,
        ),
        "no upper limit": Statement(
            sp.Eq(LOUD[0], 0),
            (theta >= a0 + b + c,),
            where=PROBABILITY,
        ),
    },
    setting=(a0 >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4, m >= 1),
    proofs={
        "tells": _tells,
        "both silent": _both_silent,
        "both active": _both_active,
        "no upper limit": _unreached,
    },
    witnesses=(
        *seen_by(DENSE),
        *seen_by(_LAWS, of=("tells", "both silent")),
    ),
)

at_group_level = Claim(
    "lem:at-the-group-level",
    "lemma",
    "The threshold b + c",
    8,
    statements={
        "crossing": Statement(sp.Equivalent(LEVEL > b + c, beta > _GROUP_LEVEL_DEGREE), (a > 0,)),
    },
    setting=(b > 0, c > 0, t >= 1, d >= 4),
    proofs={"crossing": _crossing},
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), degrees=(1, 2)), Sampled()),
)

CLAIMS = (standard(between_levels), standard(at_group_level))
