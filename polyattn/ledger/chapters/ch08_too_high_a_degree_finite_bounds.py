"""Chapter 8: what a level says about the probability to activate, at any size."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree import LAWS
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY, SHARP
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Walk, seen_by
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, u_star
from polyattn.symbolic.neuron import K, P_active, S, V_star, X, p_theta, s_1, s_g

# What the planted row reaches on (+, +, +) when the other groups cancel; when all are minus.
LEVEL = c + a * f_star + b * G_star
LOWEST = c + a * f_star + b * (1 - 2 * N * u_star)
ACTIVE = 1 - sp.Rational(15, 16) ** m

_EXCESS = theta - LEVEL
_NOISE = P_active < m * sp.exp(-(_EXCESS**2) / (2 * b**2 * N * u_star**2))
_PLAIN = P_active < m * sp.exp(-N * _EXCESS**2 / (2 * b**2))
_PLUS = {s_1: 1, s_g: 1}

_HOEFFDING = r"""By the last step a neuron that fires has $S>x=\eta/(bu^*)>0$. As in `thm:silence`, Hoeffding's
inequality bounds the probability of that by less than $e^{-x^2/2N}=\exp(-\eta^2/2b^2Nu^{*2})$, and the probability that
one of $m$ neurons fires is at most $m$ times as large."""
_SHARE = r"""$Nu^*<1$, so that $\eta^2/(2b^2Nu^{*2})>N\eta^2/(2b^2)$, and the exponential of `noise` is the smaller one."""
_HALF = r"""$S$ and $-S$ have the same law, so $\Pr[S\ge0]\ge\frac12$. The three signs are independent of $S$ and all plus
with probability $\frac18$; so $p\ge\frac1{16}$, and $m$ independent neurons are all silent with probability
$(1-p)^m\le(\frac{15}{16})^m$."""
_EIGHTH = (
    r"""So every neuron with three plus signs fires, whatever its other signs are: $p\ge\frac18$."""
)

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("3", "1", "2"))
finite_bounds = Claim(
    "thm:finite-bounds",
    "theorem",
    "Above and below the level",
    8,
    statements={
        "noise": Statement(_NOISE, (_EXCESS > 0,), where=PROBABILITY),
        "silent": Statement(_PLAIN, (_EXCESS > 0,), where=PROBABILITY),
        "active": Statement(
            sp.And(p_theta >= sp.Rational(1, 16), P_active >= ACTIVE),
            (theta < LEVEL,),
            where=PROBABILITY,
        ),
        "certain": Statement(p_theta >= sp.Rational(1, 8), (theta < LOWEST,)),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4),
    uses=("lem:envelope",),
    steps=(
        Step(
            "a neuron that fires has many plus signs",
            (
                Algebra(
                    given=("lem:envelope#bound",),
                    opaque=(X, f_star, u_star),
                    under=(X > theta, K >= 0, K <= N),
                    conclude=b * u_star * S > theta - c - a * f_star - b * (1 - N * u_star),
                ),
                Algebra(sp.Eq(G_star, 1 - N * u_star)),
                Written(_HOEFFDING),
            ),
            ("noise",),
        ),
        Step("little goes to the other groups", (Algebra(N * u_star < 1),), ("silent",)),
        Step("weaken the exponent", (Written(_SHARE),), ("silent",)),
        Step(
            "with no fewer plus signs than minus, (+, +, +) fires",
            (Algebra(c + s.at_signs(V_star, _PLUS) > theta, (S >= 0,)), Written(_HALF)),
            ("active",),
        ),
        Step(
            "(+, +, +) fires whatever the other signs are",
            (Algebra(c + s.at_signs(V_star, _PLUS) > theta, (K >= 0,)), Written(_EIGHTH)),
            ("certain",),
        ),
    ),
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 3)), LAWS),
        Step(
            "where it is sharp",
            (SHARP,),
            ("noise", "silent"),
        ),
    ),
)

# A tail has a factor before its exponential, which these bounds leave out: they are sharp in the
# exponent, where N is large, and not in the factor.
_LOOSE = tuple(
    f"{part}: the right side of {bound} moved by 10 %"
    for part, bound in (("noise", _NOISE), ("silent", _PLAIN))
)

CLAIMS = (standard(finite_bounds, _LOOSE),)
