"""Chapter 12: a parabola in the place of a power."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.symbolic import beta
from polyattn.symbolic import sketches as sk

_BELOW = 2 * (beta + 1) * (beta + 3)
_A0, _A2 = -3 * (beta - 2) / _BELOW, 15 * beta / _BELOW
_MEAN = "S_2 is the mean of the squared scores of a row"
_FIT = "e_0 + e_1 s + e_2 s^2 is nearest to s^beta in the mean square, beta an even number; "


def _solve(matrix: list[list[Any]], right: list[Any]) -> list[Fraction]:
    """Solve normal equations in rationals."""
    whole = sp.Matrix(matrix)
    return [Fraction(int(x.p), int(x.q)) for x in whole.LUsolve(sp.Matrix(right))]


def _fits(names: set[Any]) -> Iterator[Values]:
    """Solve the normal equations for even degrees: moments of the interval and of the normal law."""
    for degree in (2, 4, 6, 8, 20, 100, 1000):
        if sk.h in names:
            moments = {k: sp.factorial2(k - 1) if k else 1 for k in (0, 2, 4, degree, degree + 2)}
        else:
            moments = {k: sp.Rational(1, k + 1) for k in (0, 2, 4, degree, degree + 2)}
        matrix = [[moments.get(i + j, 0) for j in range(3)] for i in range(3)]
        e_0, e_1, e_2 = _solve(matrix, [moments[degree], 0, moments[degree + 2]])
        base: Values = {beta: Fraction(degree), sk.half: Fraction(degree, 2)}
        base |= {sk.e_0: e_0, sk.e_1: e_1, sk.e_2: e_2, sk.n_0: e_0, sk.n_1: e_1, sk.n_2: e_2}
        base |= {sk.h: Fraction(int(sp.factorial2(degree - 1)))}
        for mean in map(
            Fraction, ("0", "1/100", "1/10", "3/20", "19/100", "1/5", "1/2", "3/4", "1")
        ):
            yield base | {sk.S_2: mean, sk.v: mean, sk.w_2: Fraction(degree, 2)}


_ROWS = ((1, -2, 3), (0, 1, 5, 5), (3, -4, 1, 2, 9), (1, 2, 3, 4, 5, 6, -7))


def _rows(names: set[Any]) -> Iterator[Values]:
    """Fit rows of scores by themselves, in rationals; and the parabola at a row's own scale."""
    for row, degree in product(_ROWS, (2, 4, 8)):
        powers = [Fraction(x) ** degree for x in row]
        matrix = [[sum(Fraction(x) ** (i + j) for x in row) for j in range(3)] for i in range(3)]
        right = [sum(p * x**i for p, x in zip(powers, row, strict=True)) for i in range(3)]
        e_0, e_1, e_2 = _solve(matrix, right)
        yield {
            beta: Fraction(degree),
            sk.Z_s: sum((e_0 + e_1 * x + e_2 * x * x for x in row), Fraction(0)),
            sk.Z: sum(powers, Fraction(0)),
        }


_LINE = sk.h * (1 + beta / 2 * (sk.S_2 - 1))


def _fit(part: Statement, law: type[sk.Moment]) -> Derivation:
    """Solve the normal equations."""
    fit = Derivation(given=part.hypotheses)
    orders = (1, 2, 3, 4, beta, beta + 1, beta + 2)
    moments = [rules.moment(law, order) for order in orders]
    for test in (1, 0, 2):
        equation = rules.nearest(law, test)
        values = {x.conclusion.lhs: x.conclusion.rhs for x in moments}
        fit.have(equation.conclusion.xreplace(values), by=(*moments, equation))
    for equation in part.conclusion.args:
        fit.have(equation, "solve for the coefficients")
    return fit


def _interval(part: Statement) -> Derivation:
    """Use the moments of the interval."""
    return _fit(part, sk.UniformMoment)


def _normal(part: Statement) -> Derivation:
    """Use the moments of the normal law."""
    return _fit(part, sk.NormalMoment)


def _positive(part: Statement) -> Derivation:
    """Divide by the slope, which is positive."""
    left, right = part.conclusion.args
    if left.lhs == sk.S_2:
        left, right = right, left
    return Derivation(left, given=part.hypotheses).iff(right, "divide by the slope")


def _own_scale(part: Statement) -> Derivation:
    """Put the mean square in."""
    left, right = part.conclusion.args
    return Derivation(left, given=part.hypotheses).equal(right, "the mean of $s^2/S_2-1$ is 0")


def _own_scores(part: Statement) -> Derivation:
    """Multiply the first normal equation by the number of scores."""
    own = Derivation(sk.Z_s, given=part.hypotheses)
    mean = rules.nearest(sk.RowMoment, 0)
    own.equal(sk.length * mean.conclusion.lhs, by=rules.row_sums())
    own.equal(sk.length * sk.RowMoment(beta), by=mean)
    return own.equal(sk.Z, by=rules.row_sums())


surrogate = Claim(
    "lem:surrogate",
    "lemma",
    "The best parabola, and when its weights can be normalised",
    12,
    statements={
        "interval": Statement(
            sp.And(sp.Eq(sk.e_0, _A0), sp.Eq(sk.e_1, 0), sp.Eq(sk.e_2, _A2)),
            rules.EVEN,
            _FIT + "s uniform on [-1, 1]",
        ),
        "interval, positive": Statement(
            sp.Equivalent(_A0 + _A2 * sk.S_2 > 0, sk.S_2 > (beta - 2) / (5 * beta)),
            (beta > 0,),
            _MEAN,
        ),
        "normal": Statement(
            sp.And(
                sp.Eq(sk.n_0, sk.h * (1 - beta / 2)),
                sp.Eq(sk.n_1, 0),
                sp.Eq(sk.n_2, sk.h * beta / 2),
            ),
            rules.EVEN,
            _FIT + "s standard normal; h = 1 * 3 * ... * (beta - 1)",
        ),
        "normal, positive": Statement(
            sp.Equivalent(_LINE > 0, sk.S_2 > 1 - 2 / beta), (beta > 0, sk.h > 0), _MEAN
        ),
        "own scale": Statement(
            sp.Eq(sk.h * (1 + sk.w_2 * (sk.S_2 / sk.v - 1)), sk.h),
            (sp.Eq(sk.v, sk.S_2), sk.S_2 > 0),
            _MEAN
            + ", v the variance assumed of them, w any slope; the left side is the mean weight",
        ),
        "own scores": Statement(
            sp.Eq(sk.Z_s, sk.Z),
            (beta > 0,),
            "Z is the sum of a row's powers, Z_s the sum of their least-squares parabola over "
            "the row's own scores",
        ),
    },
    proofs={
        "interval": _interval,
        "interval, positive": _positive,
        "normal": _normal,
        "normal, positive": _positive,
        "own scale": _own_scale,
        "own scores": _own_scores,
    },
    witnesses=(
        Step(
            "normal equations",
            (Observed(_fits, "normal equations solved in rationals"),),
            ("interval", "interval, positive", "normal", "normal, positive", "own scale"),
        ),
        Step("rows", (Observed(_rows, "a row fitted by itself, in rationals"),), ("own scores",)),
        *seen_by(Sampled(), of=("interval, positive", "normal, positive", "own scale")),
    ),
)

CLAIMS = (standard(surrogate),)
