"""Chapter 8: the degrees that one threshold allows, in the limit."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import ACTIVE, LEVEL
from polyattn.ledger.chapters.ch08_too_high_a_degree_levels import GAP, LEVELS, LOUD, WEIGHTS, noise
from polyattn.ledger.chapters.ch08_too_high_a_degree_window_limits import (
    CASES,
    LIMIT,
    LIMITS,
    OTHERS,
    OWN,
    SILENT,
    WIDE,
    lost,
    plain,
    rare,
    wide,
)
from polyattn.ledger.chapters.ch08_too_high_a_degree_window_witnesses import FAR, limits
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import FarOut, Sampled, seen_by
from polyattn.symbolic.limits import LimWide
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, m, p, q, t, theta
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import L_0, L_1, L, a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_group, kappa_pr

# How far the level is from its limit at most: spread, grouped, locked, without a feature.
ERRORS = (
    a * P / (t * N * R) + b * (P / (t * N * R) + Q / (N * R)),
    a * P / (t * Q) + b * N * R / Q,
    (a + b) * (t * Q / P + t * N * R / P),
    b * N * R / Q,
)
_PQ = (1 - delta) / sp.log(p / q)
_SCALED = (delta > 0, delta <= 1, beta > 0, t >= 1, d >= 4)
_PAIR = (a0 >= 0, a1 > a0, *_SCALED)


def _below(part: Statement) -> Derivation:
    """Only the first of the three limits lies below."""
    return Derivation(theta > L, given=part.hypotheses).iff(
        sp.And(kappa < kappa_pr, kappa < kappa_group), "only the first limit lies below"
    )


def _above(part: Statement) -> Derivation:
    """Only the last of the three limits lies above."""
    return Derivation(theta < L, given=part.hypotheses).iff(
        sp.And(OTHERS > 1, OWN > 1 - delta), "only the last limit lies above"
    )


def _first(part: Statement) -> Derivation:
    """Compare by the mediant."""
    return Derivation(kappa_group < _PQ, given=part.hypotheses).iff(kappa_group < kappa_pr)


def _last(part: Statement) -> Derivation:
    """Compare by the mediant."""
    return Derivation(_PQ < kappa_group, given=part.hypotheses).iff(kappa_pr < kappa_group)


def _near(part: Statement, case: Any, error: Any) -> tuple[Any, Derivation]:
    """Squeeze the level in one of the cases."""
    plain = [h for h in part.hypotheses if h != LIMIT]
    value = next(x.rhs for x in case.args if isinstance(x, sp.Eq) and x.lhs == L)
    near = Derivation(given=(*plain, case))
    near.have(LEVEL <= value + error, "bound the sums in Z_* by one term")
    near.have(LEVEL >= value - error, "bound the sums in Z_* by one term")
    near.have(sp.Eq(LimWide(error), 0), by=rules.vanishes(error, LimWide))
    near.have(sp.Eq(LimWide(LEVEL), value), by=rules.squeezed(LEVEL, value, error, LimWide))
    return case, near.have(sp.Eq(LimWide(LEVEL), L), "its limit")


def _level(part: Statement) -> Derivation:
    """Each weight tends to 1 or 0 as exponents say."""
    cases = [_near(part, case, error) for case, error in zip(CASES, ERRORS, strict=True)]
    return Derivation(given=part.hypotheses).cases(sp.Eq(LimWide(LEVEL), L), *cases)


def _settled(far: Derivation, value: Any, loss: Any, *levels: tuple[int, Any]) -> Derivation:
    """Squeeze the gap, and let the levels be where their limits put them."""
    far.have(sp.Eq(LimWide(GAP), value), by=rules.squeezed(GAP, value, loss, LimWide))
    for i, relation in levels:
        given = [h for h in far.given if h != relation]
        at = (L_0, L_1)[i]
        level = stated("thm:window#level", partial(on, dataset=i))
        later = Derivation(given=(*given, LIMITS[i]))
        known = rules.eventually(relation, far, at, LimWide)
        far = later.have(sp.Eq(LimWide(GAP), value), by=(level, known))
    return far


def chances() -> list[Fact]:
    """Say that both chances lie between 0 and 1."""
    return [x for i in (0, 1) for x in (rules.one_neuron(i), rules.chance(on(p_theta, i)))]


def _tells(part: Statement) -> Derivation:
    """Apply the corollary from some size on."""
    room = (theta - L_0) / 2
    low, high = LEVELS[0] < theta - room, LEVELS[1] > theta
    loss = SILENT**m + noise(theta - room)
    far = Derivation(given=(*plain(part), low, high))
    far.have(GAP > ACTIVE - noise(LEVELS[0]), by="cor:between-levels#tells")
    exponents = [-N * (theta - x) ** 2 / (2 * b**2) for x in (LEVELS[0], theta - room)]
    far.have(exponents[0] <= exponents[1], "the level is further away", keep=WEIGHTS)
    far.have(GAP >= 1 - loss, by=rules.grows(sp.exp, *exponents), keep=WEIGHTS)
    far.have(GAP <= 1 + loss, by=chances())
    far.have(sp.Eq(LimWide(loss), 0), by=wide(part, room))
    return _settled(far, 1, loss, (0, low), (1, high))


def _silent(part: Statement) -> Derivation:
    """Above both levels."""
    room = (theta - L_1) / 2
    high = LEVELS[1] < theta - room
    loss = noise(theta - room)
    far = Derivation(given=(*plain(part), high))
    far.have(LOUD[0] < noise(LEVELS[1]), by="cor:between-levels#both silent")
    far.have(LOUD[1] < noise(LEVELS[1]), by="cor:between-levels#both silent")
    exponents = [-N * (theta - x) ** 2 / (2 * b**2) for x in (LEVELS[1], theta - room)]
    far.have(exponents[0] <= exponents[1], "the level is further away", keep=WEIGHTS)
    bounds = (*chances(), rules.grows(sp.exp, *exponents))
    far.have(GAP >= -loss, by=bounds, keep=WEIGHTS)
    far.have(GAP <= loss, by=bounds, keep=WEIGHTS)
    far.have(sp.Eq(LimWide(loss), 0), by=rare(part, room))
    return _settled(far, 0, loss, (1, high))


def _loud(part: Statement) -> Derivation:
    """Below both levels."""
    low = LEVELS[0] > theta
    loss = SILENT**m
    far = Derivation(given=(*plain(part), low))
    both = ("cor:between-levels#both active", *chances())
    far.have(GAP >= -loss, by=both)
    far.have(GAP <= loss, by=both)
    far.have(sp.Eq(LimWide(loss), 0), by=lost(part))
    return _settled(far, 0, loss, (0, low))


_GAPS = ("gap to 1", "gap to 0 above", "gap to 0 below")
_ENTRIES = (("0", "3/5", "2/5"), ("1/10", "3/5", "2/5"), ("9/10", "3/5", "2/5"))
_ONE = FarOut(_ENTRIES, extra={L: (c, b + c, a + b + c)})
_TWO = FarOut(
    (("0", "9/10", "3/5", "2/5"), ("1/10", "9/10", "3/5", "2/5")),
    ("4/5", "1"),
    extra={
        L_0: (c, b + c, a0 + b + c),
        L_1: (c, b + c, a1 + b + c),
        theta: (c + b / 2, b + c + a1 / 2),
        m: (sp.Integer(1000),),
    },
)

window = Claim(
    "thm:window",
    "theorem",
    "The window of a threshold",
    8,
    statements={
        "level": Statement(sp.Eq(LimWide(LEVEL), L), (a >= 0, LIMIT, *_SCALED)),
        "gap to 1": Statement(
            sp.Eq(LimWide(GAP), 1),
            (*_PAIR, *LIMITS, theta > L_0, theta < L_1, *WIDE),
            where=PROBABILITY,
        ),
        "gap to 0 above": Statement(
            sp.Eq(LimWide(GAP), 0), (*_PAIR, LIMITS[1], theta > L_1, *WIDE), where=PROBABILITY
        ),
        "gap to 0 below": Statement(
            sp.Eq(LimWide(GAP), 0), (*_PAIR, LIMITS[0], theta < L_0, *WIDE), where=PROBABILITY
        ),
        "below b + c": Statement(
            sp.Equivalent(theta > L, sp.And(kappa < kappa_pr, kappa < kappa_group)),
            (a >= 0, LIMIT, theta > c, theta < b + c),
        ),
        "above b + c": Statement(
            sp.Equivalent(theta < L, sp.And(OTHERS > 1, OWN > 1 - delta)),
            (a >= 0, LIMIT, theta > b + c, theta < a + b + c),
        ),
        "groups first": Statement(
            sp.Equivalent(kappa_group < _PQ, kappa_group < kappa_pr), (a > 0,)
        ),
        "groups last": Statement(
            sp.Equivalent(_PQ < kappa_group, kappa_pr < kappa_group), (a > 0,)
        ),
    },
    setting=(b > 0, c > 0),
    proofs={
        "level": _level,
        "gap to 1": _tells,
        "gap to 0 above": _silent,
        "gap to 0 below": _loud,
        "below b + c": _below,
        "above b + c": _above,
        "groups first": _first,
        "groups last": _last,
    },
    witnesses=(
        Step("levels at n = 10^3000", (FAR,), ("below b + c", "above b + c")),
        Step("exact law", (Computed("sampled", limits),), _GAPS),
        *seen_by(_ONE, of=("level",)),
        *seen_by(_TWO, of=_GAPS),
        *seen_by(Sampled(), of=("groups first", "groups last")),
    ),
)

CLAIMS = (standard(window),)
