"""Chapter 9c: width against degree, in the limit of many groups."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, RATIO, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import GAIN
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import growing
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import S_m, Tail, k
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import LimAny, LimSlow
from polyattn.symbolic.model import N, b, m, t
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import a1, on

_ROOT = sp.sqrt(sp.log(m) / N)
LEVEL = sp.ceiling(REACH) * _ROOT
_RARE, _OFTEN = m * Tail(N, k + 1), m * Tail(N, k + 1 - sp.ceiling(GAIN)) / 8
_small = sp.Dummy("x", real=True)


def _fades(part: Statement, bound: Any, most: Any, tends: Any, limit: type[Limit]) -> Derivation:
    """Let an upper bound on S_m vanish."""
    gone = Derivation(given=part.hypotheses)
    gone.have(sp.log(m) >= sp.Rational(1, 2), by=logarithm(part.hypotheses))
    gone.have(sp.Eq(limit(bound), 0), by=tends)
    gone.have(S_m <= bound, by=most).have(S_m >= 0, by=rules.supremum_not_negative(S_m))
    gone.have(bound >= 0).have(S_m >= -bound)
    return gone.have(part.conclusion, by=rules.squeezed(S_m, 0, bound, limit))


def _vanishes(part: Statement) -> Derivation:
    """Squeeze it below the root of the logarithm."""
    bound = 2 * sp.sqrt(2) * LEVEL
    tends = rules.continuous(2 * sp.sqrt(2) * _small, {_small: (LEVEL, sp.S.Zero)}, LimAny)
    return _fades(part, bound, "thm:root-log-width", tends, LimAny)


def _at_least(part: Statement) -> Derivation:
    """Few on data set 0, and many on data set 1, by the planted row alone."""
    given, x, y = part.hypotheses, _RARE / m, _OFTEN / m
    least = Derivation(S_m, given=given)
    least.at_least((1 - x) ** m - (1 - y) ** m, by="lem:planted-gain#every width")
    least.at_least(1 - _RARE - (1 - y) ** m, "one of m neurons at most", by=rules.union(x))
    power = (rules.below_exp(-y), rules.powers_in_order(1 - y, sp.exp(-y), m))
    return least.at_least(1 - _RARE - sp.exp(-_OFTEN), "$1-y\\le e^{-y}$", by=power)


def at_most_one(given: tuple[Any, ...]) -> Derivation:
    """Both are chances."""
    gap = Derivation(rules.GAP, given=given)
    for i in (0, 1):
        gap.have(sp.And(on(p_theta, i) >= 0, on(p_theta, i) <= 1), by=rules.one_neuron(i))
    gap.at_most(1, by=[rules.power_between(1 - on(p_theta, i), m) for i in (0, 1)])
    return Derivation(S_m, given=given).at_most(1, by=rules.supremum_at_most(gap))


def _sure(part: Statement) -> Derivation:
    """Let both errors vanish."""
    given, late = part.hypotheses, _small_and_large()
    steps = sp.ceiling(GAIN)
    sure = Derivation(given=given).have(GAIN > 0).have(steps > 0, by=rules.rounded_up(GAIN))
    sure.have(steps >= 1, by=rules.next_whole(sp.S.Zero, steps))
    sure.have(_OFTEN > 0, by=rules.some_tail(k + 1 - steps))
    sure.have(sp.Eq(LimAny(sp.exp(-_OFTEN)), 0), by=rules.exponential(_OFTEN, LimAny))
    sure.have(late.conclusion, "both vanish", by=late)
    error = _RARE + sp.exp(-_OFTEN)
    sure.have(S_m >= 1 - error, by="thm:width-against-degree#at least")
    sure.have(S_m <= 1, by=at_most_one(given)).have(S_m <= 1 + error)
    return sure.have(part.conclusion, by=rules.squeezed(S_m, 1, error, LimAny))


def _small_and_large() -> Any:
    x, y = sp.Dummy("x", real=True), sp.Dummy("y", real=True)
    parts = {x: (_RARE, sp.S.Zero), y: (sp.exp(-_OFTEN), sp.S.Zero)}
    return rules.continuous(x + y, parts, LimAny)


_PLACE = (k >= 0, k <= N)
_COUNTED = Walk(
    Counted,
    ((4, 2), (8, 3)),
    ENTRIES,
    (1, 3),
    letters={m: ("1", "2", "9"), k: ("0", "1", "3", "5")},
)
_DENSE = Walk(
    Dense,
    ((4, 1), (5, 2)),
    ENTRIES,
    (1, 3),
    letters={m: ("1", "2", "9", "40"), k: ("0", "1", "2")},
)

width_against_degree = Claim(
    "thm:width-against-degree",
    "theorem",
    "Width against degree",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "vanishes": Statement(sp.Eq(LimAny(S_m), 0), (m >= 2, sp.Eq(LimAny(LEVEL), 0))),
        "at least": Statement(S_m >= 1 - _RARE - sp.exp(-_OFTEN), (m >= 1, *_PLACE)),
        "sure": Statement(
            sp.Eq(LimAny(S_m), 1),
            (m >= 1, *_PLACE, sp.Eq(LimAny(_RARE), 0), sp.Eq(LimAny(1 / _OFTEN), 0)),
        ),
    },
    proofs={"vanishes": _vanishes, "at least": _at_least, "sure": _sure},
    witnesses=(*seen_by(_DENSE, _COUNTED, of=("at least",)), *growing("vanishes")),
)


def _one_copy(part: Statement) -> Derivation:
    """One copy is the worst case."""
    most = Derivation(S_m, given=part.hypotheses)
    most.have(_ROOT >= 0)
    most.at_most(2 * sp.sqrt(2) * LEVEL, by="thm:root-log-width")
    steps = rules.grows(sp.ceiling, REACH, REACH * t)
    return most.at_most(part.conclusion.rhs, r"$t\ge1$", by=steps)


_AT_ONE_COPY = 2 * sp.sqrt(2) * sp.ceiling(REACH * t) * _ROOT


def _blind(part: Statement) -> Derivation:
    """Fix the number of counts; the root vanishes."""
    inner = {_small: (sp.log(m) / N, sp.S.Zero)}
    outer = 2 * sp.sqrt(2) * sp.ceiling(REACH * t) * sp.sqrt(_small)
    most = "cor:width-fixed-degree#any number of copies"
    return _fades(part, _AT_ONE_COPY, most, rules.continuous(outer, inner, LimSlow), LimSlow)


width_fixed_degree = Claim(
    "cor:width-fixed-degree",
    "corollary",
    "A fixed degree needs exponentially many neurons",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "any number of copies": Statement(S_m <= _AT_ONE_COPY),
        "blind": Statement(sp.Eq(LimSlow(S_m), 0), (sp.Eq(LimSlow(sp.log(m) / N), 0),)),
    },
    proofs={"any number of copies": _one_copy, "blind": _blind},
    witnesses=(
        *seen_by(_DENSE, _COUNTED, of=("any number of copies",)),
        *growing("blind"),
    ),
)


def _below(part: Statement) -> Derivation:
    """Round J up, which adds a root that vanishes."""
    given, bound = part.hypotheses, 2 * sp.sqrt(2) * (1 + REACH) * _ROOT
    most = Derivation(S_m, given=given).at_most(2 * sp.sqrt(2) * LEVEL, by="thm:root-log-width")
    most.at_most(bound, "rounding up adds at most 1", by=rules.rounded_up(REACH))
    x, y = sp.Dummy("x", real=True), sp.Dummy("y", real=True)
    inner = {x: (_ROOT, sp.S.Zero), y: (RATIO * _ROOT, sp.S.Zero)}
    outer = 2 * sp.sqrt(2) * (x + (1 + a1 / (2 * b)) * y)
    return _fades(part, bound, most, rules.continuous(outer, inner, LimAny), LimAny)


critical_degree_at_width = Claim(
    "cor:critical-degree-at-width",
    "corollary",
    "The critical degree at a width",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "below": Statement(
            sp.Eq(LimAny(S_m), 0),
            (sp.Eq(LimAny(_ROOT), 0), sp.Eq(LimAny(RATIO * _ROOT), 0)),
        ),
    },
    proofs={"below": _below},
    witnesses=growing("below"),
)

CLAIMS = (
    standard(width_against_degree),
    standard(width_fixed_degree),
    standard(critical_degree_at_width),
)
