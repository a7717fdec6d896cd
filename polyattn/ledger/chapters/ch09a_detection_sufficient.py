"""Chapter 9: at which degrees some threshold tells the data sets apart."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Cited, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic import K, N, P_active, S, a0, a1, b, beta, beta_up, c, d, m, on, t, theta
from polyattn.symbolic.chances import M, S_m, f_high, u_high, x_0, x_1

# Where data set 0 is silent, and up to where data set 1 fires; N = M**2.
_SILENT_FROM = c + a0 * f0 + b - b * u0 * (N - x_0 * M)
_ACTIVE_BELOW = c + a1 * f1 + b - b * u1 * (N + x_1 * M)
_GAP = 1 - (1 - (1 - sp.exp(-(x_1**2) / 2)) / 8) ** m - m * sp.exp(-(x_0**2) / 2)
_ROOT = sp.Eq(N, M**2)
_CONDITION = (a1 - a0) * f1 >= b * (x_0 + x_1) * M * u0
_HEIGHTS = (M > 0, x_0 > 0, x_1 > 0)
_OPAQUE = (f0, f1, u0, u1)


def _heights(model: type[Any], size: tuple[int, int], root: str, *degrees: int) -> Walk:
    """Observe networks of one size, whose sqrt(N) is whole, at several heights."""
    entries = (("1/10", "3/5", "2/5"), ("1/2", "3/5", "2/5"))
    heights = ("-12", "1", "12")
    letters = {m: ("7",), M: (f"-{root}", root), x_0: heights, x_1: heights}
    return Walk(model, (size,), entries, degrees, letters=letters)


def _tails() -> str:
    """Compare the bound with exact tails of up to 40 signs."""
    seen = 0
    for trials in range(1, 41):
        for least in range(trials // 2 + 1, trials + 1):
            tail = Fraction(sum(comb(trials, j) for j in range(least, trials + 1)), 2**trials)
            height = (2 * least - trials) ** 2 / trials
            confirm(tail <= exp(-height / 2), f"N = {trials}, K >= {least}")
            seen += 1
    return f"{seen} exact tails of up to 40 signs"


_VALUES = {
    t: ("1", "2", "10"),
    M: ("2", "10", "100"),
    x_0: ("1/10", "1/2"),
    x_1: ("1/10", "1/2"),
    f_high: ("1/100", "1/10", "1/2", "9/10", "1"),
    u_high: ("0", "1/1000", "1/100", "1/10"),
}
_PROBABILITY = r"""$S$ is a sum of $N$ independent signs, so $\Pr[S>x_0\sqrt N]\le e^{-x_0^2/2}$ and
$\Pr[S<-x_1\sqrt N]\le e^{-x_1^2/2}$. A neuron on data set 0 fires only where $S>x_0\sqrt N$; for one of $m$ the
probability is at most $m e^{-x_0^2/2}$. On data set 1 it fires where the triple is $(+,+,+)$ and $S\ge-x_1\sqrt N$:
$p_1\ge\frac18(1-e^{-x_1^2/2})$, and the $m$ neurons are independent."""

detection_sufficient = Claim(
    "thm:detection-sufficient",
    "theorem",
    "Detection needs no more",
    9,
    setting=(*TWO_DATA_SETS[:-1], *_HEIGHTS),  # N = M**2 > 0 says that d is at least 4
    uses=("lem:envelope",),
    statements={
        "interval": Statement(
            on(P_active, 1) - on(P_active, 0) >= _GAP,
            (_ROOT, theta >= _SILENT_FROM, theta < _ACTIVE_BELOW),
        ),
        "not empty": Statement(_SILENT_FROM < _ACTIVE_BELOW, (_ROOT, _CONDITION)),
        "gap": Statement(S_m >= _GAP, (_ROOT, _CONDITION)),
    },
    steps=(
        Step(
            "data set 0 is silent",
            (
                Applies("lem:envelope#bound", (K >= 0, K <= N), dataset=0),
                Algebra(
                    a0 * f0 + b + c - b * u0 * (N - S) <= theta,
                    (S <= x_0 * M, u0 > 0),
                    opaque=(*_OPAQUE, S),
                ),
            ),
            ("interval",),
        ),
        Step(
            "data set 1 fires",
            (
                Algebra(
                    a1 * f1 + b + c - b * u1 * (N - S) > theta,
                    (S >= -x_1 * M, u1 > 0),
                    opaque=(*_OPAQUE, S),
                ),
            ),
            ("interval",),
        ),
        Step(
            "two tails",
            (
                Written(_PROBABILITY),
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _tails,
                ),
            ),
            ("interval",),
        ),
        Step(
            "more weight, less given away", (Algebra((f1 > f0, u1 < u0, u1 > 0)),), ("not empty",)
        ),
        Step(
            "the interval has a length",
            (Algebra(under=(f1 > f0, u1 < u0, u1 > 0), opaque=_OPAQUE),),
            ("not empty",),
        ),
        Step(
            "a threshold in the interval",
            (Written("Take any threshold in the interval, which is not empty."),),
            ("gap",),
        ),
    ),
    witnesses=(
        *seen_by(_heights(Dense, (4, 2), "1", 30), of=("interval", "gap")),
        *seen_by(_heights(Counted, (7, 2), "2", 30), of=("interval",)),
        Step("by counting, larger", (_heights(Counted, (28, 2), "5", 1, 30),), ("gap",)),
        *seen_by(Sampled(20, _VALUES), of=("not empty",)),
    ),
)

# N is 4; the weights at the higher degree are handed in as letters.
_LOW = ("1/100", "1/10", "1/5", "1/2")
_WEIGHTS = ("1/4", "1/2", "3/4", "1")
_LETTERS = {
    M: ("2",),
    x_0: _LOW,
    x_1: _LOW,
    f_high: _WEIGHTS,
    u_high: ("0", "1/100", "1/10", "1/5"),
}
_APART = (("0", "3/5", "2/5"), ("3/2", "3/5", "2/5"))
_ROOM = Walk(Dense, ((7, 1),), _APART, (1, 4), letters=_LETTERS)

condition = Claim(
    "lem:detection-condition",
    "lemma",
    "From some degree on there is room",
    9,
    setting=(a1 > a0, b > 0, c > 0, t >= 1, d >= 4, *_HEIGHTS),
    uses=("lem:monotone-degree",),
    statements={
        "explicit": Statement(
            _CONDITION,
            (
                _ROOT,
                RATIO >= 2 * M * b * (x_0 + x_1) / (a1 - a0),
                M >= 2 * b * (x_0 + x_1) / (a1 - a0),
            ),
        ),
        "persists": Statement(
            (a1 - a0) * f_high >= b * (x_0 + x_1) * M * u_high,
            (_ROOT, f_high >= f1, u_high <= u0, _CONDITION),
        ),
    },
    steps=(
        Step("little weight", (Algebra(under=(f1 <= sp.Rational(1, 2),)),), ("explicit",)),
        Step("much weight", (Algebra(under=(f1 > sp.Rational(1, 2),)),), ("explicit",)),
        Step(
            "a higher degree",
            (
                Algebra(opaque=_OPAQUE),
                Applies("lem:monotone-degree", (beta_up > beta,)),
                Written(
                    r"By `lem:monotone-degree` $f_1^*$ increases and $u_0^*$ decreases in $\beta$: "
                    "their values at a higher degree are such $f'$ and $u'$."
                ),
            ),
            ("persists",),
        ),
    ),
    witnesses=seen_by(Sampled(20, _VALUES), _ROOM),
)

# What is lost in Hoeffding's inequality and in taking one triple of eight.
_LOOSE = (
    "gap",
    "interval: conclusion made strict",
    *(
        f"interval: {number} in {detection_sufficient.statements['interval'].conclusion}) "
        "moved by 10 %"
        for number in ("1/8 (no. 3", "-1/2 (no. 4", "-1/2 (no. 5")
    ),
)
# The case distinction gives up a factor of up to two.
CLAIMS = (
    standard(detection_sufficient, _LOOSE),
    standard(condition, ("explicit",)),
)
