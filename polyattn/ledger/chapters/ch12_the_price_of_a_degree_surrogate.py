"""Chapter 12: a parabola in the place of a power."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Computed, Written, identity
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.symbolic import beta
from polyattn.symbolic import sketches as sk

_BELOW = 2 * (beta + 1) * (beta + 3)
_A0, _A2 = -3 * (beta - 2) / _BELOW, 15 * beta / _BELOW
_MEAN = "S_2 is the mean of the squared scores of a row"
_FIT = "e_0 + e_1 s + e_2 s^2 is nearest to s^beta in the mean square, beta an even number; "


def _legendre(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Expand the power in Legendre polynomials; the moments of an even power are 1/(k + 1)."""
    z, k = sp.symbols("z k", positive=True, cls=sp.Dummy)

    def mean(polynomial: Any) -> Any:  # of the polynomial times the power, over the interval
        terms = sp.Poly(polynomial, z).terms()
        return sum(c / (beta + power + 1) for (power,), c in terms if power % 2 == 0)

    basis = [sp.legendre(degree, z) for degree in (0, 1, 2)]
    for one, other in product(basis, repeat=2):
        inner = sp.integrate(one * other, (z, -1, 1))
        if (one == other) == (inner == 0):
            return False, f"{one} and {other} are not orthogonal"
    nearest = sum(mean(each) / (sp.integrate(each**2, (z, -1, 1)) / 2) * each for each in basis)
    found = sp.Poly(sp.expand(nearest), z)
    if sp.simplify(sp.integrate(z ** (k - 1), (z, 0, 1)) - 1 / k) != 0:
        return False, "the moments are others"
    values = {
        letter: found.coeff_monomial(z**n) for n, letter in enumerate((sk.e_0, sk.e_1, sk.e_2))
    }
    return _agree(claim, parts, values, "expansion in Legendre polynomials")


def _hermite(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Expand the power in Hermite polynomials; the moment of order k + 2 is k + 1 times that of k."""
    coefficient = ((beta + 1) * sk.h - sk.h) / 2  # of s^2 - 1, whose mean square is 2
    values = {sk.e_0: sk.h - coefficient, sk.e_1: sp.Integer(0), sk.e_2: coefficient}
    z = sp.Dummy("z", real=True)
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)

    def normal(f: Any) -> Any:
        return sp.integrate(f * density, (z, -sp.oo, sp.oo))

    if normal(z**2 - 1) != 0 or normal((z**2 - 1) ** 2) != 2 or normal(z * (z**2 - 1)) != 0:
        return False, "1, s and s^2 - 1 are not orthogonal"
    for even in (2, 4, 6):
        if normal(z ** (even + 2)) != (even + 1) * normal(z**even):
            return False, f"the moments of order {even} are others"
    return _agree(claim, parts, values, "expansion in Hermite polynomials")


def _agree(
    claim: Claim, parts: tuple[str, ...], values: dict[Any, Any], how: str
) -> tuple[bool, str]:
    for name in parts:
        for equation in claim.part(name).conclusion.args:
            left, right = (side.xreplace(values) for side in equation.args)
            if not identity(left, right):
                return False, f"{name}: {left} is not {right}"
    return True, how


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
        base: Values = {beta: Fraction(degree), sk.e_0: e_0, sk.e_1: e_1, sk.e_2: e_2}
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
            sk.Z_s: sum((e_0 + e_1 * x + e_2 * x * x for x in row), Fraction(0)),
            sk.Z: sum(powers, Fraction(0)),
        }


_PARSEVAL = r"""For orthogonal polynomials $p_0,p_1,p_2$ of degree 0, 1, 2 and any $f$, the mean square of $f-\sum c_kp_k$ is
$\mathbb E f^2-\sum_k\frac{(\mathbb E fp_k)^2}{\mathbb E p_k^2}+\sum_k\mathbb E p_k^2\Big(c_k-\frac{\mathbb E fp_k}{\mathbb E
p_k^2}\Big)^2$, least for $c_k=\mathbb E fp_k/\mathbb E p_k^2$. An even $f$ has $c_1=0$."""
_NORMAL = r"""On the interval $\mathbb E s^k=\frac1{k+1}$ for even $k$. For a normal law integration by parts gives
$\mathbb E s^{\beta+2}=(\beta+1)\,\mathbb E s^\beta$, so with $h=\mathbb E s^\beta$ the product of $s^\beta$ and $s^2-1$ has the
mean $\beta h$; the mean square of $s^2-1$ is 2."""
_RESIDUAL = r"""At the least squares the derivative of $\sum_j(s_j^\beta-e_0-e_1s_j-e_2s_j^2)^2$ for $e_0$ is 0: the residuals
sum to 0."""

_positive_line = _A0 + _A2 * sk.S_2
_normal_line = sk.h * (1 + beta / 2 * (sk.S_2 - 1))
surrogate = Claim(
    "lem:surrogate",
    "lemma",
    "The best parabola, and when its weights can be normalised",
    12,
    statements={
        "interval": Statement(
            sp.And(sp.Eq(sk.e_0, _A0), sp.Eq(sk.e_1, 0), sp.Eq(sk.e_2, _A2)),
            where=_FIT + "s uniform on [-1, 1]",
        ),
        "interval, positive": Statement(
            sp.Equivalent(_positive_line > 0, sk.S_2 > (beta - 2) / (5 * beta)), (beta > 0,), _MEAN
        ),
        "normal": Statement(
            sp.And(
                sp.Eq(sk.e_0, sk.h * (1 - beta / 2)),
                sp.Eq(sk.e_1, 0),
                sp.Eq(sk.e_2, sk.h * beta / 2),
            ),
            where=_FIT + "s standard normal; h = 1 * 3 * ... * (beta - 1)",
        ),
        "normal, positive": Statement(
            sp.Equivalent(_normal_line > 0, sk.S_2 > 1 - 2 / beta), (beta > 0, sk.h > 0), _MEAN
        ),
        "own scale": Statement(
            sp.Eq(sk.h * (1 + sk.w_2 * (sk.S_2 / sk.v - 1)), sk.h),
            (sp.Eq(sk.v, sk.S_2), sk.S_2 > 0),
            _MEAN
            + ", v the variance assumed of them, w any slope; the left side is the mean weight",
        ),
        "own scores": Statement(
            sp.Eq(sk.Z_s, sk.Z),
            where="Z is the sum of a row's powers, Z_s the sum of their least-squares parabola over "
            "the row's own scores",
        ),
    },
    steps=(
        Step(
            "expand in Legendre polynomials",
            (Computed("symbolic", _legendre), Written(_PARSEVAL), Written(_NORMAL)),
            ("interval",),
        ),
        Step(
            "expand in Hermite polynomials",
            (Computed("symbolic", _hermite), Written(_PARSEVAL), Written(_NORMAL)),
            ("normal",),
        ),
        Step(
            "solve for the mean square",
            (Algebra(),),
            ("interval, positive", "normal, positive", "own scale"),
        ),
        Step("the residuals sum to 0", (Written(_RESIDUAL),), ("own scores",)),
    ),
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
