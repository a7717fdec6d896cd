"""Chapter 8: a gap while the groups form, where the window is empty."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import ACTIVE
from polyattn.ledger.chapters.ch08_too_high_a_degree_levels import (
    DENSE,
    GAP,
    LEVELS,
    WEIGHTS,
    noise,
)
from polyattn.ledger.chapters.ch08_too_high_a_degree_window import ERRORS, chances
from polyattn.ledger.chapters.ch08_too_high_a_degree_window_limits import SILENT, WIDE, lost
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import FarOut, Sampled, seen_by
from polyattn.symbolic.limits import LimWide
from polyattn.symbolic.model import N, Q, R, a, b, beta, c, d, epsilon, f_star, m, n, p, q, t, theta
from polyattn.symbolic.pair import P1, a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_det, kappa_group

_SPARE = 1 - delta - kappa_group * sp.log(on(p, 1) / q)  # f_1^* is n to the power of its negative
_PLANTED = on(f_star, 1)
_LOSS = 1 + t * Q / P1 + t * N * R / P1  # bounds 1/f_1^*
_FAR = N * (a1 - a0) ** 2 * _PLANTED**2 / (8 * b**2)
_SHARE = 2 * sp.log(m) / _FAR
_SCALED = (delta > 0, beta > 0, t >= 1, d >= 4)
_MEAN = (LEVELS[0] + LEVELS[1]) / 2
u, v = sp.symbols("u v", real=True, cls=sp.Dummy)


def _apart(part: Statement) -> Derivation:
    """Subtract the levels."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "f^* grows and u^* falls")


def _exponent(part: Statement) -> Derivation:
    """Multiply by the logarithms."""
    spare, degree = part.conclusion.args
    return Derivation(spare, given=part.hypotheses).iff(degree, "multiply by the logarithms")


def _both_tend(value: Any) -> Any:
    """Say that either level has this limit."""
    return sp.And(*(sp.Eq(LimWide(level), value) for level in LEVELS))


def _settled(value: Any, error: Any) -> Proof:
    """Prove that either level has this limit, as its error vanishes."""

    def proof(part: Statement) -> Derivation:
        levels = Derivation(given=part.hypotheses)
        for i, level in enumerate(LEVELS):
            own = on(error, i)
            near = Derivation(given=(on(a, i) >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4))
            near.have(level <= value + own, "bound the sums in Z_* by one term")
            near.have(level >= value - own, "bound the sums in Z_* by one term")
            levels.have(near.conclusion, by=near)
            levels.have(sp.Eq(LimWide(own), 0), by=rules.vanishes(own, LimWide))
            bound = rules.squeezed(level, value, own, LimWide)
            levels.have(sp.Eq(LimWide(level), value), by=bound)
        return levels

    return proof


def _vanishing(part: Statement) -> Derivation:
    """Show that the noise is less than the distance, with room for log m."""
    room = n**epsilon
    small = Derivation(given=[h for h in part.hypotheses if theta not in h.free_symbols])
    small.have(sp.And(_PLANTED > 0, 1 / _PLANTED <= _LOSS), "divide Z_* by P")
    for size in (sp.S.One, n ** (epsilon / 2)):
        ratio, bound = size / (sp.sqrt(N) * _PLANTED), size / sp.sqrt(N) * _LOSS
        if size != 1:
            small.have(size > 0, by=rules.power(n, size.exp))
        small.have(sp.Eq(LimWide(bound), 0), by=rules.vanishes(bound, LimWide))
        small.have(sp.And(ratio >= 0, ratio <= bound), keep=(_PLANTED, N))
        small.have(sp.Eq(LimWide(ratio), 0), by=rules.squeezed(ratio, 0, bound, LimWide))
        square = rules.continuous(u**2 * 8 * b**2 / (a1 - a0) ** 2, {u: (ratio, 0)}, LimWide)
        small.have(sp.Eq(LimWide(size**2 / _FAR), 0), "square", by=square)
    inner = {u: (sp.log(m) / room, 0), v: (room / _FAR, 0)}
    return small.have(sp.Eq(LimWide(_SHARE), 0), by=rules.continuous(2 * u * v, inner, LimWide))


def _gap(part: Statement) -> Derivation:
    """Put the threshold half way between the levels."""
    goal, few = part.conclusion, _SHARE < 1
    left, loss = _FAR - sp.log(m), SILENT**m + m * sp.exp(-_FAR)
    small = _vanishing(part)
    late = Derivation(given=(*part.hypotheses, few))
    late.have(LEVELS[1] - LEVELS[0] > (a1 - a0) * _PLANTED, by="cor:narrow-range#apart")
    late.have(_PLANTED > 0, "a share")
    late.have(theta - LEVELS[0] > (a1 - a0) * _PLANTED / 2, "half way", keep=WEIGHTS)
    late.have(sp.And(theta > LEVELS[0], theta < LEVELS[1]), "half way", keep=WEIGHTS)
    late.have(GAP > ACTIVE - noise(LEVELS[0]), by="cor:between-levels#tells")
    exponent = -N * (theta - LEVELS[0]) ** 2 / (2 * b**2)
    late.have((theta - LEVELS[0]) ** 2 >= (a1 - a0) ** 2 * _PLANTED**2 / 4, keep=WEIGHTS)
    late.have(exponent <= -_FAR, "multiply by N", keep=WEIGHTS)
    late.have(GAP >= 1 - loss, by=rules.grows(sp.exp, exponent, -_FAR), keep=WEIGHTS)
    late.have(GAP <= 1 + loss, by=chances())
    late.have(_FAR > 0, "a square", keep=WEIGHTS)
    late.have(left > 0, "log m is less than half", keep=WEIGHTS)
    inner = {u: (1 / _FAR, 0), v: (_SHARE, 0)}
    late.have(
        sp.Eq(LimWide(1 / left), 0), by=(small, rules.continuous(u / (1 - v / 2), inner, LimWide))
    )
    late.have(sp.Eq(LimWide(sp.exp(-left)), 0), by=rules.exponential(left, LimWide))
    both = {u: (SILENT**m, 0), v: (m * sp.exp(-_FAR), 0)}
    late.have(sp.Eq(LimWide(loss), 0), by=(lost(part), rules.continuous(u + v, both, LimWide)))
    late.have(goal, by=rules.squeezed(GAP, 1, loss, LimWide))
    far = Derivation(given=part.hypotheses)
    return far.have(goal, "from some size on", by=(small, rules.eventually(few, late, 0, LimWide)))


_ENTRIES = (("1/20", "4/5", "9/10", "1/10"), ("1/10", "9/10", "3/5", "2/5"))
_OUT = FarOut(_ENTRIES)
_BETWEEN = FarOut(
    _ENTRIES,
    ("4/5",),
    extra={theta: (_MEAN,), m: (sp.Integer(1000),), epsilon: (sp.Rational(1, 100),)},
)

narrow_range = Claim(
    "cor:narrow-range",
    "corollary",
    "A gap at any threshold while the groups form",
    8,
    statements={
        "apart": Statement(
            LEVELS[1] - LEVELS[0] > (a1 - a0) * _PLANTED, (beta > 0, t >= 1, d >= 4)
        ),
        "exponent": Statement(sp.Equivalent(2 * _SPARE < delta, kappa_det < kappa_group)),
        "before": Statement(_both_tend(c), (*_SCALED, _SPARE > 0, kappa < kappa_group)),
        "after": Statement(
            _both_tend(b + c),
            (*_SCALED, kappa > kappa_group, kappa * sp.log(on(p, 1) / q) < 1 - delta),
        ),
        "gap": Statement(
            sp.Eq(LimWide(GAP), 1),
            (
                *_SCALED,
                sp.Eq(kappa, kappa_group),
                sp.Eq(theta, _MEAN),
                _SPARE > 0,
                *WIDE[:2],
                *(epsilon > 0, epsilon < delta - 2 * _SPARE),
                sp.Eq(LimWide(sp.log(m) / n**epsilon), 0),
            ),
            where=PROBABILITY,
        ),
    },
    setting=(a0 >= 0, a1 > a0, b > 0, c > 0),
    proofs={
        "apart": _apart,
        "exponent": _exponent,
        "before": _settled(c, ERRORS[0]),
        "after": _settled(b + c, ERRORS[1]),
        "gap": _gap,
    },
    witnesses=(
        *seen_by(DENSE, of=("apart",)),
        *seen_by(Sampled(), of=("apart", "exponent")),
        *seen_by(_OUT, of=("before", "after")),
        *seen_by(_BETWEEN, of=("gap",)),
    ),
)

CLAIMS = (standard(narrow_range),)
