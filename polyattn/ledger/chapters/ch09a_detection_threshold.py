"""Chapter 9: the sharp threshold of detection, and what it means for a fixed degree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, REACH, TWO_DATA_SETS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Sampled, Walk, seen_by
from polyattn.symbolic.chances import M, S_m, eta, x_0, x_1
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import Lim, LimBeyond, LimInfBeyond, LimMany
from polyattn.symbolic.model import N, R, b, m, t
from polyattn.symbolic.pair import P1, a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_det, kappa_pr

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5"))
_LETTERS = {m: ("1", "7"), M: ("1", "2", "5"), eta: ("1/100", "1", "50"), x_0: ("1/10", "6")}
_DENSE = Walk(Dense, ((4, 1), (4, 2)), _ENTRIES, (1, 6), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 1), (7, 2), (28, 3)), _ENTRIES, (1, 6), letters=_LETTERS)
_WITNESSES = seen_by(_DENSE, _COUNTED)
_ROOT = sp.Eq(N, M**2)
ABOVE = "cor:detection-threshold#above"
_SQUARE_ROOT = sp.sqrt(N)
_ATOM = sp.sqrt(2 / (sp.pi * N))
_FLOOR = 4 * b * x_0 / (a1 - a0)


def _below(part: Statement) -> Derivation:
    """Bound the counts, and write the root of N as M."""
    root = sp.sqrt(2 / sp.pi)
    few = Derivation(S_m, given=part.hypotheses)
    few.less_than(m * sp.ceiling(REACH) * _ATOM, by="thm:detection-necessary#explicit")
    few.equal(m * sp.ceiling(REACH) * root / M, "N is the square of M")
    rounded = rules.rounded_up(REACH)
    few.at_most(m * (1 + REACH) * root / M, "rounding up adds at most 1", by=rounded)
    return few.at_most(m * root * (1 / M + eta * (1 + a1 / (2 * b))), "by hypothesis")


def _above(part: Statement) -> Derivation:
    """Take both heights equal."""
    room = stated("lem:detection-condition#explicit", {x_1: x_0})
    most = stated("thm:detection-sufficient#gap", {x_1: x_0})
    return Derivation(S_m, given=part.hypotheses).at_least(part.conclusion.rhs, by=(room, most))


def _before(part: Statement) -> Derivation:
    """Multiply by the logarithm."""
    return Derivation(given=part.hypotheses).have(part.conclusion)


def fades(
    part: Statement, best: Any, ratio: Any, necessary: Fact, limit: type[Limit] = Lim
) -> Derivation:
    """Let the bound of the necessary condition vanish."""
    reach = (1 + a1 / (2 * b)) * ratio
    bound = m * (1 + reach) * _ATOM
    few = Derivation(best, given=part.hypotheses)
    few.less_than(m * sp.ceiling(reach) * _ATOM, by=necessary)
    few.at_most(bound, "rounding up adds at most 1", by=rules.rounded_up(reach))
    gone = Derivation(given=part.hypotheses)
    gone.have(sp.Eq(limit(bound), 0), "negative exponents", by=rules.vanishes(bound, limit))
    gone.have(best <= bound, by=few).have(best >= 0, by=rules.supremum_not_negative(best))
    gone.have(best >= -bound, "no bound is negative")
    return gone.have(part.conclusion, by=rules.squeezed(best, 0, bound, limit))


def appears(
    found: Derivation,
    goal: Any,
    ratio: Any,
    limit: type[Limit],
    above: Callable[..., Fact],
    root: Any = _SQUARE_ROOT,
    edge: Any = a1 - a0,
) -> Derivation:
    """Let the height grow, more slowly than both conditions allow."""
    scale = 4 * b / edge
    slow = root / ratio + 1 / root
    height = 1 / (scale * slow)
    square, rest = height**2 / 2, sp.Dummy("e", real=True)
    error = 2 * scale**2 * (root**2 / ratio**2 + 2 / ratio + 1 / root**2)
    found.have(sp.Eq(limit(error), 0), "negative exponents", by=rules.vanishes(error, limit))
    found.have(ratio > 0).have(root > 0, "more than 3 groups").have(slow > 0)
    found.have(sp.And(height > 0, height * scale * root < ratio, height * scale < root))
    found.have(sp.Eq(1 / square, error), "put the height in")
    far = rules.squeezed(1 / square, 0, error, limit)
    found.have(sp.Eq(limit(1 / square), 0), "the height grows", by=far)
    found.have(sp.Eq(limit(sp.exp(-square)), 0), by=rules.exponential(square, limit))
    gap = 1 - (1 - (1 - rest) / 8) ** m - m * rest
    tends = rules.continuous(gap, {rest: (sp.exp(-square), sp.S.Zero)}, limit)
    best, bound = goal.lhs.args[0], gap.xreplace({rest: sp.exp(-square)})
    found.have(tends.conclusion, by=tends).have(best >= bound, by=above({M: root, x_0: height}))
    return found.have(goal, by=rules.lower_limit(best, bound, tends.conclusion.rhs, limit))


def _not_detected(part: Statement) -> Derivation:
    """Count."""
    return fades(part, S_m, RATIO, stated("thm:detection-necessary#explicit"))


def _detected(part: Statement) -> Derivation:
    """Put the threshold where the sufficient condition does."""
    found, above = Derivation(given=part.hypotheses), partial(stated, ABOVE)
    return appears(found, part.conclusion, P1 / (R * t), LimBeyond, above)


_SCALED = (delta > 0, delta <= 1)
_OUT = FarOut((("1/2", "2", "3/5", "2/5"),), ("1/2", "1"), {m: (sp.S.One, sp.Integer(30))})

detection_threshold = Claim(
    "cor:detection-threshold",
    "corollary",
    "The threshold of detection",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "below": Statement(
            S_m < m * sp.sqrt(2 / sp.pi) * (1 / M + eta * (1 + a1 / (2 * b))),
            (M > 0, _ROOT, RATIO <= eta * M),
        ),
        "above": Statement(
            S_m >= 1 - (1 - (1 - sp.exp(-(x_0**2) / 2)) / 8) ** m - m * sp.exp(-(x_0**2) / 2),
            (_ROOT, x_0 > 0, RATIO >= _FLOOR * M, M >= _FLOOR),
        ),
        "not detected": Statement(sp.Eq(Lim(S_m), 0), (*_SCALED, kappa < kappa_det)),
        "detected": Statement(
            LimInfBeyond(S_m) >= 1 - sp.Rational(7, 8) ** m, (*_SCALED, kappa > kappa_det)
        ),
        "before any lock": Statement(kappa_det < on(kappa_pr, 1), (delta > 0,)),
    },
    proofs={
        "below": _below,
        "above": _above,
        "not detected": _not_detected,
        "detected": _detected,
        "before any lock": _before,
    },
    witnesses=(
        *(replace(step, of=("below", "above")) for step in _WITNESSES),
        *seen_by(Sampled(), of=("before any lock",)),
        *seen_by(_OUT, of=("not detected", "detected")),
    ),
    also_in=(11,),
)


def _any(part: Statement) -> Derivation:
    """Show that one copy is the worst case."""
    fixed = Derivation(S_m, given=part.hypotheses)
    fixed.less_than(m * sp.ceiling(REACH) * _ATOM, by="thm:detection-necessary#explicit")
    return fixed.at_most(
        m * sp.ceiling(REACH * t) * _ATOM, by=rules.grows(sp.ceiling, REACH, REACH * t)
    )


def _blind(part: Statement) -> Derivation:
    """Let the number of groups grow, however many copies there are."""
    any_number = stated("cor:no-fixed-degree#any number of copies")
    return fades(part, S_m, RATIO * t, any_number, LimMany)


no_fixed_degree = Claim(
    "cor:no-fixed-degree",
    "corollary",
    "No fixed degree detects",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "any number of copies": Statement(S_m < m * sp.ceiling(REACH * t) * _ATOM),
        "in the limit": Statement(sp.Eq(LimMany(S_m), 0)),
    },
    proofs={"any number of copies": _any, "in the limit": _blind},
    witnesses=tuple(replace(step, of=("any number of copies",)) for step in _WITNESSES),
)

CLAIMS = (standard(detection_threshold), standard(no_fixed_degree))
