"""Chapter 1: one row of attention under the polynomial kernel and under softmax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Computed, Statement, standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.symbolic import f_j, f_k, f_rest, f_scaled, lam, s_j, s_k, x_j, x_rest

_SCORES = [Fraction(x) for x in ("1/2", "1", "3")]
_KEYS = (
    "x_j is the power of one score, s_j^beta, and x_rest the sum of the powers of all other "
    "scores of the row"
)


def _exponential(x: Fraction) -> Fraction:
    """Return e^x to 60 digits, by the decimal module."""
    with localcontext() as context:
        context.prec = 60
        return Fraction((Decimal(x.numerator) / Decimal(x.denominator)).exp())


def _row(powers: list[Fraction], scaled: list[Fraction]) -> Values:
    """Return the letters of a row with these powers or exponentials, and of the row scaled."""
    (f_first, *others), (f_after, *_) = ([x / sum(row) for x in row] for row in (powers, scaled))
    return {
        s.x_j: powers[0],
        s.x_rest: sum(powers[1:], Fraction(0)),
        s.f_j: f_first,
        s.f_k: others[0],
        s.f_rest: sum(others, Fraction(0)),
        s.f_scaled: f_after,
        s.f_soft: powers[0] / (powers[0] + powers[1]),
        s.f_soft_scaled: scaled[0] / (scaled[0] + scaled[1]),
    }


def _rows(names: set[Any]) -> Iterator[Values]:
    """Every row of four scores out of three, three degrees, three factors: plain fractions."""
    for scores, degree, factor in product(
        product(_SCORES, repeat=4), (1, 2, 5), (Fraction(1, 3), Fraction(2), Fraction(3))
    ):
        known = {s.s_j: scores[0], s.s_k: scores[1], s.beta: Fraction(degree), s.lam: factor}
        yield known | _row([x**degree for x in scores], [(factor * x) ** degree for x in scores])


def _softmax_rows(names: set[Any]) -> Iterator[Values]:
    """Rows of two scores under softmax, and of four; exponentials to 60 digits."""
    pairs = product([*_SCORES, Fraction(-2), Fraction(0)], repeat=2)
    rows = product([*pairs, *product(_SCORES, repeat=4)], ("1/3", "11/10", "4"))
    for scores, factor in ((x, Fraction(y)) for x, y in rows):
        known = {s.s_j: scores[0], s.s_k: scores[1], s.lam: factor}
        scaled = [_exponential(factor * x) for x in scores]
        yield known | _row([_exponential(x) for x in scores], scaled)


def _odds_of_two(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Cancel the common denominator of two weights in a row of any length."""
    shares = {}
    for letter, power in ((s.f_soft, 1), (s.f_soft_scaled, s.lam)):
        total = sp.Symbol(f"sum_{letter}", positive=True)  # of the whole row
        f_first, f_second = (sp.exp(power * x) / total for x in (s.s_j, s.s_k))
        shares[letter] = sp.simplify(f_first / (f_first + f_second))
    for name in parts:
        for equation in claim.part(name).conclusion.args:
            sides = [sp.simplify(side.xreplace(shares)) for side in equation.args]
            left, right = (sp.expand_log(sp.log(sp.powsimp(side)), force=True) for side in sides)
            if sp.simplify(left - right) != 0:
                return False, f"{name}: {sides[0]} is not {sides[1]}"
    return True, "the sum of the row cancels, and the logarithms of both sides agree"


# Where 1 - f_soft keeps most of its digits.
_SMALL = {
    s_j: ("-2", "0", "1", "7/3"),
    s_k: ("-1", "0", "1/2", "3"),
    lam: ("1/3", "1/2", "1", "2", "7/2"),
}
_ROWS = Step("rows of four scores", (Observed(_rows, "a row of four scores"),))
_SOFTMAX = Observed(_softmax_rows, "a row of scores under softmax")

homogeneity = Claim(
    "lem:homogeneity",
    "lemma",
    "Polynomial attention does not see the scale of the scores",
    1,
    statements={
        "polynomial": Statement(
            sp.Eq(f_scaled, f_j), (s_j > 0, x_rest > 0, lam > 0), where=_KEYS + "; g = lambda^beta"
        ),
        "softmax, ratio": Statement(
            sp.And(
                sp.Eq(s.f_soft / (1 - s.f_soft), sp.exp(s_j - s_k)),
                sp.Eq(s.f_soft_scaled / (1 - s.f_soft_scaled), (s.f_soft / (1 - s.f_soft)) ** lam),
            ),
            where="f_soft = f_j/(f_j + f_k) in a row of any length, so f_soft/(1 - f_soft) = f_j/f_k",
        ),
        "softmax": Statement(
            s.f_soft_scaled > s.f_soft, (s_j > s_k, lam > 1), where="a row of two scores"
        ),
    },
    steps=(
        Step("the factor cancels", (Algebra(),), ("polynomial",)),
        Step(
            "the sum of the row cancels",
            (Computed("symbolic", _odds_of_two),),
            ("softmax, ratio",),
        ),
        Step("the odds of two keys grow", (Algebra(),), ("softmax",)),
    ),
    witnesses=(
        replace(_ROWS, of=("polynomial",)),
        Step("rows under softmax", (_SOFTMAX,), ("softmax", "softmax, ratio")),
        *seen_by(Sampled(), of=("polynomial", "softmax")),
        Step("intervals, small scores", (Sampled(ranges=_SMALL),), ("softmax, ratio",)),
    ),
)

amplification = Claim(
    "lem:amplification",
    "lemma",
    "A power amplifies ratios",
    1,
    statements={
        "ratio": Statement(sp.Eq(f_j / f_k, (s_j / s_k) ** s.beta), (s_k > 0,), _KEYS),
        "weight": Statement(sp.Eq(f_j, 1 / (1 + x_rest / x_j)), where=_KEYS),
    },
    setting=(s_j > 0, x_rest > 0),
    steps=(Step("divide by the power of the score", (Algebra(),)),),
    witnesses=(_ROWS, *seen_by(Sampled())),
)
normalisation = Claim(
    "lem:normalisation",
    "lemma",
    "Every row of weights sums to 1",
    1,
    statements={
        "sum": Statement(sp.Eq(f_j + f_rest, 1), where=_KEYS + "; powers s^beta or e^s"),
        "range": Statement(sp.And(f_j > 0, f_j < 1), where=_KEYS),
    },
    setting=(x_j > 0, x_rest > 0),
    steps=(Step("divide by the sum", (Algebra(),)),),
    witnesses=(
        _ROWS,
        Step("rows under softmax", (_SOFTMAX,)),
        *seen_by(Sampled()),
    ),
)

CLAIMS = (standard(homogeneity), standard(amplification), standard(normalisation))
