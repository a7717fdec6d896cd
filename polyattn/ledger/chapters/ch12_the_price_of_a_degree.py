"""Chapter 12: the mean of a sketch and of its square."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import prod
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed, Written, identity
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.symbolic import beta, m
from polyattn.symbolic import sketches as sk

_KEYS = (
    "s = <x, y>; E_1 and E_2 are the means of <phi(x), phi(y)> and of its square over the signs of "
    "a sketch of size m; V is the sum of (x_i y_j + x_j y_i)^2 over i < j"
)


def _dot(x: Any, y: Any) -> Any:
    return sum(map(prod, zip(x, y, strict=True)))


def _spread(x: Any, y: Any) -> Any:
    """Return V: the variance of <g, x><g, y> for random signs g."""
    pairs = combinations(range(len(x)), 2)
    return sum(((x[i] * y[j] + x[j] * y[i]) ** 2 for i, j in pairs), 0 * x[0])


def _signs(dim: int) -> Iterator[tuple[int, ...]]:
    return product((1, -1), repeat=dim)


def _feature(x: Any, degree: int) -> Iterator[Any]:
    """Yield, for every choice of signs, one feature of x; of half the degree, times sqrt(m)."""
    if degree == 2:
        yield from (_dot(g, x) for g in _signs(len(x)))
    elif degree == 4:
        yield from (_dot(g, x) * _dot(h, x) for g, h in product(_signs(len(x)), repeat=2))
    else:
        # degree 8 is made for size 1 alone, where each map has one feature
        halves = product(list(_feature(x, degree // 2)), repeat=2)
        yield from (g * first * h * second for first, second in halves for g, h in _signs(2))


@cache
def _means(x: tuple[Any, ...], y: tuple[Any, ...], degree: int, size: int) -> tuple[Any, Any]:
    """Return the mean of <phi(x), phi(y)> and of its square over every choice of all signs."""
    one = [f * g for f, g in zip(_feature(x, degree), _feature(y, degree), strict=True)]
    found = [sum(column) for column in product(one, repeat=size)]
    count = len(found)
    return sum(found) / (count * size), sum(z * z for z in found) / (count * size**2)


_CASES = ((2, 1, 1), (2, 3, 2), (2, 2, 3), (4, 1, 1), (4, 1, 2), (4, 2, 2), (4, 1, 3), (8, 1, 2))


def _sketches(names: set[Any]) -> Iterator[Values]:
    """Every sign of small sketches, in rationals; vectors with and without a zero of V or of s."""
    entries = ((1, 0, 2), (2, 0, 1), (1, 3, -1), (-1, "1/2", 2), (3, 1, 0))
    for degree, size, dim in _CASES:
        vectors = [tuple(Fraction(str(z)) for z in each[:dim]) for each in entries]
        for x, y in product(vectors, repeat=2):
            mean, square = _means(x, y, degree, size)
            yield {
                beta: Fraction(degree),
                m: Fraction(size),
                sk.s: _dot(x, y),
                sk.V: _spread(x, y),
                sk.E_1: mean,
                sk.E_2: square,
            }


def _counted(x: Any, y: Any, order: int) -> Fraction:
    """Return the mean of (<g, x><g, y>)^order: a product of signs that all occur evenly is 1."""
    total = Fraction(0)
    for places in product(range(len(x)), repeat=2 * order):
        if all(places.count(place) % 2 == 0 for place in places):
            total += prod(x[i] for i in places[:order]) * prod(y[i] for i in places[order:])
    return total


@cache
def _moments() -> list[Values]:
    """Return the same means without any sign; V by a formula without pairs."""
    entries = ((1, 0, 2, 1, 0), (1, 3, -1, 0, 2), ("-1/2", 1, 2, 5, 1), (0, 0, 0, 1, 0))
    vectors = [tuple(Fraction(str(z)) for z in each) for each in entries]
    points: list[Values] = []
    for x, y in product(vectors, repeat=2):
        second, fourth = _counted(x, y, 1), _counted(x, y, 2)
        score = sum((i * j for i, j in zip(x, y, strict=True)), Fraction(0))
        norms = sum(i * i for i in x) * sum(j * j for j in y)
        doubled = 2 * sum((i * j) ** 2 for i, j in zip(x, y, strict=True))
        for degree, size in product((2, 4), (1, 2, 7, 64)):
            mean, square = (second, fourth) if degree == 2 else (second**2, fourth**2)
            points.append(
                {
                    beta: Fraction(degree),
                    m: Fraction(size),
                    sk.s: score,
                    sk.V: norms + score**2 - doubled,
                    sk.E_1: mean,
                    sk.E_2: (square + (size - 1) * mean**2) / size,
                }
            )
    return points


@cache
def _lettered(degree: int, dim: int) -> dict[Any, Any]:
    """Return what the letters are with letters for the entries of x and y, at any size."""
    x, y = (sp.symbols(f"{name}1:{dim + 1}", real=True) for name in "xy")
    # One column of signs; columns are independent and alike.
    column = [f * g for f, g in zip(_feature(x, degree), _feature(y, degree), strict=True)]
    letters = (*x, *y)
    total = sum((sp.Poly(z, *letters) for z in column), sp.Poly(0, *letters))
    squares = sum((sp.Poly(z, *letters) ** 2 for z in column), sp.Poly(0, *letters))
    mean, square = (z.as_expr() / len(column) for z in (total, squares))
    return {
        beta: sp.Integer(degree),
        sk.s: _dot(x, y),
        sk.V: _spread(x, y),
        sk.E_1: mean,
        sk.E_2: square / m + (1 - 1 / m) * mean**2,
    }


def _in_letters(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Enumerate the signs with letters for the entries of x and y."""
    for degree, dim in ((2, 2), (2, 3), (4, 2), (4, 3)):
        values = _lettered(degree, dim)
        for name in parts:
            part = claim.part(name)
            if any(h.subs(beta, degree) == sp.false for h in part.hypotheses):
                continue
            left, right = (side.subs(values, simultaneous=True) for side in part.conclusion.args)
            if not identity(left, right):
                return False, f"{name} fails in dimension {dim} at degree {degree}"
    return True, "every sign in dimensions 2 and 3, with letters for the entries, at any size"


_INDUCTION = r"""For one column $g$ of independent signs, $\mathbb E\langle g,x\rangle\langle g,y\rangle
=\sum_{i,j}x_iy_j\,\mathbb E\,g_ig_j=\langle x,y\rangle$, because $g_i^2=1$ and $\mathbb E\,g_ig_j=0$ for $i\ne j$. The $m$
columns, each with the factor $1/m$, average to the same: degree 2. Let $\varphi_1,\varphi_2$ be unbiased for $s^k$ and
$G,H$ signs, all four independent. Given $\varphi_1$ and $\varphi_2$, the product of the features number $i$ of $x$ and $y$
has the mean $\frac1m\langle\varphi_1(x),\varphi_1(y)\rangle\langle\varphi_2(x),\varphi_2(y)\rangle$; the sum over the $m$
features, and then the mean over the independent $\varphi_1,\varphi_2$, give $s^k\cdot s^k$. At the lowest level both maps are
the identity and $k=1$."""
_VARIANCE = (
    r"""A mean square is the square of the mean plus the variance, and no variance is negative."""
)
_FOURTH = r"""Write $\langle g,x\rangle\langle g,y\rangle=s+\sum_{i<j}g_ig_j(x_iy_j+x_jy_i)$. The products $g_ig_j$, $i<j$, have
mean 0 and square 1 and are uncorrelated, so the variance is $V$. The $m$ columns are independent, which divides it by $m$:
degree 2. For degree 4 a column is a product of two independent such numbers, with mean $s^2$ and mean square $(s^2+V)^2$, so
its variance is $(s^2+V)^2-s^4=V(2s^2+V)$."""

unbiased = Claim(
    "lem:sketch-unbiased",
    "lemma",
    "A sketch is unbiased, its square is not",
    12,
    statements={
        "mean": Statement(sp.Eq(sk.E_1, sk.s ** (beta / 2)), where=_KEYS),
        "upward": Statement(sk.E_2 >= sk.s**beta, where=_KEYS),
        "degree 2": Statement(sp.Eq(sk.E_2, sk.s**2 + sk.V / m), (sp.Eq(beta, 2),), _KEYS),
        "degree 4": Statement(
            sp.Eq(sk.E_2, sk.s**4 + sk.V * (2 * sk.s**2 + sk.V) / m), (sp.Eq(beta, 4),), _KEYS
        ),
    },
    steps=(
        Step("signs cancel", (Computed("symbolic", _in_letters), Written(_INDUCTION)), ("mean",)),
        Step("the variance is not negative", (Written(_VARIANCE),), ("upward",)),
        Step(
            "the variance",
            (Computed("symbolic", _in_letters), Written(_FOURTH)),
            ("degree 2", "degree 4"),
        ),
    ),
    witnesses=(
        Step("every sign", (Observed(_sketches, "a sketch with all its signs, in rationals"),)),
        Step(
            "moments",
            (Observed(lambda names: _moments(), "moments of signs, by counting indices"),),
        ),
    ),
)

CLAIMS = (standard(unbiased),)
