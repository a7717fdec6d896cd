"""Chapters 4 and 5: when a network is silent."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Cited, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Walk, seen_by
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, u_star
from polyattn.symbolic.neuron import K, P_active, S, X

PROBABILITY = "Pr over m independent uniform sign vectors; m is a whole number, at least 1"
LOUDNESS = m * sp.exp(-(d - 3) * (theta - c) ** 2 / (8 * b**2))

_FEW = P_active < LOUDNESS

# What it takes to fire, once the envelope is known; and N u* <= 1.
_FIRES = 2 * b * u_star * S > theta - c
_SHARE = b * S >= b * N * u_star * S

_HOEFFDING = r"""$S$ is a sum of $N=d-3$ independent signs, so for $\lambda>0$ Markov's inequality gives
$\Pr[S\ge x]\le e^{-\lambda x}\,\mathbb E\,e^{\lambda S}=e^{-\lambda x}\cosh(\lambda)^N$. Since $(2k)!\ge2^k\,k!$,
with $>$ from $k=2$ on, $\cosh\lambda=\sum_k\lambda^{2k}/(2k)!<\sum_k(\lambda^2/2)^k/k!=e^{\lambda^2/2}$. With
$\lambda=x/N$: $\Pr[S\ge x]<e^{-x^2/(2N)}$ (Hoeffding's inequality)."""
_UNION = r"""A neuron that fires has $S>x=N(\theta-c)/(2b)>0$, which has probability less than
$e^{-x^2/(2N)}=\exp(-(d-3)(\theta-c)^2/(8b^2))$. The probability that one of $m$ neurons fires is at most $m$ times
that."""


def _tails() -> str:
    """Compare the bound with the exact tails of up to 40 signs."""
    seen = 0
    for trials in range(1, 41):
        for least in range(trials // 2 + 1, trials + 1):
            tail = Fraction(sum(comb(trials, k) for k in range(least, trials + 1)), 2**trials)
            x = 2 * least - trials
            confirm(tail <= exp(-(x**2) / (2 * trials)) * (1 + 1e-12), f"N = {trials}, x = {x}")
            seen += 1
    return f"{seen} exact tails of up to 40 signs"


# Where a bound is sharp: d = 15 625 003 columns, nothing locked, w_o = 1/201, theta placed so that
# a f* + b G* is (theta - c)/2, or 0.55 (theta - c). There the exponent decides, not the factor.
SHARP = Walk(
    Law,
    ((15_625_003, 1),),
    (("0", "2", "1"),),
    (7,),
    ("2/201", "20/2211", "19/2211", "3/201"),
)
LAWS = Walk(
    Law,
    ((4, 1), (12, 1), (60, 3), (1002, 10**6)),
    (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("3", "1", "2")),
    (1, 4, 12, 40),
    ("-1/5", "1/5", "1/2", "9/10", "99/100", "6/5"),
)

silence = Claim(
    "thm:silence",
    "theorem",
    "The network is silent",
    4,
    statements={
        "few": Statement(_FEW, (a * f_star + b * G_star <= (theta - c) / 2,), where=PROBABILITY),
        "none": Statement(sp.Eq(P_active, 0), (theta >= b + c + a * f_star,), where=PROBABILITY),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4),
    uses=("lem:envelope", "thm:closed-form"),
    steps=(
        Step(
            "a neuron that fires has many plus signs",
            (
                Algebra(
                    given=("lem:envelope#bound", "thm:closed-form#planted weights"),
                    opaque=(X, f_star, u_star, G_star),
                    under=(X > theta, K >= 0, K <= N),
                    conclude=_FIRES,
                ),
                Algebra(
                    under=(K >= 0, K <= N),
                    after=(_FIRES,),
                    conclude=(theta > c, b * u_star * S > 0, S > 0, _SHARE),
                ),
                Algebra(
                    opaque=(u_star,),
                    under=(N >= 1,),
                    after=(_FIRES, _SHARE),
                    conclude=2 * b * S > N * (theta - c),
                ),
            ),
            ("few",),
        ),
        Step(
            "many plus signs are rare",
            (
                Written(_HOEFFDING),
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _tails,
                ),
            ),
            ("few",),
        ),
        Step("add up over the neurons", (Written(_UNION),), ("few",)),
        Step(
            "the envelope does not exceed theta",
            (
                Algebra(
                    given=("lem:envelope#bound",),
                    opaque=(X,),
                    under=(K >= 0, K <= N),
                    conclude=theta >= X,
                ),
            ),
            ("none",),
        ),
        Step(
            "no sign vector fires",
            (Written(r"By the envelope, $X\le\theta$ for every sign vector; so $\Pr[F>0]=0$."),),
            ("none",),
        ),
    ),
    witnesses=(
        *seen_by(Walk(Dense, degrees=(1, 2, 4)), LAWS),
        Step("where it is sharp", (SHARP,), ("few",)),
    ),
    source="abstract",
    also_in=(5,),
)

# A tail has a factor before its exponential, which these bounds leave out: they are sharp in the
# exponent, where N is large, and not in the factor or for N against N + 1.
_LOOSE = (
    f"few: 3 (no. 2 in {_FEW}) moved by 10 %",
    f"few: the right side of {_FEW} moved by 10 %",
)

CLAIMS = (standard(silence, loose=_LOOSE),)
