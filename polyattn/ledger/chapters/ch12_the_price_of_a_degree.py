"""Chapter 12: the mean of a sketch and of its square."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import prod
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.symbolic import beta, m
from polyattn.symbolic import sketches as sk
from polyattn.symbolic.sketches import Mean

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
                sk.level: Fraction(degree.bit_length() - 1),
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
                    sk.level: Fraction(degree.bit_length() - 1),
                    m: Fraction(size),
                    sk.s: score,
                    sk.V: norms + score**2 - doubled,
                    sk.E_1: mean,
                    sk.E_2: (square + (size - 1) * mean**2) / size,
                }
            )
    return points


_MEAN = sp.Eq(sk.E_1, sk.s ** (beta / 2))


def _mean(part: Statement) -> Derivation:
    """Begin with degree 2, and go on to twice the degree."""
    base = Derivation(sk.E_1, given=(m >= 1, sp.Eq(beta, 2)))
    base.equal(Mean(sk.T_g), by=rules.features(2))
    base.equal(sk.s, by=rules.one_column(sk.T_g))
    base.equal(sk.s ** (beta / 2), "the degree is 2")
    step = Derivation(sk.E_twice, given=(_MEAN,))
    square = rules.alike(lambda x: x**2, sk.E_1, sk.s ** (beta / 2))
    step.equal(sk.E_1**2, by=rules.twice()).equal(sk.s**beta, by=square)
    return Derivation(given=part.hypotheses).have(_MEAN, by=rules.doubling(_MEAN, base, step))


def _upward(part: Statement) -> Derivation:
    """Drop the variance."""
    upward = Derivation(sk.E_2, given=part.hypotheses)
    upward.at_least(sk.E_1**2, by=rules.mean_square())
    square = rules.alike(lambda x: x**2, sk.E_1, sk.s ** (beta / 2))
    return upward.equal(sk.s**beta, by=("lem:sketch-unbiased#mean", square))


def _degree_2(part: Statement) -> Derivation:
    """Divide the variance of one column by m."""
    mean, square = (Mean(sk.T_g**power) for power in (1, 2))
    two = Derivation(sk.E_2, given=part.hypotheses)
    two.equal(mean**2 + (square - mean**2) / m, by=rules.features(2))
    return two.equal(sk.s**2 + sk.V / m, by=rules.one_column(sk.T_g))


def _degree_4(part: Statement) -> Derivation:
    """Multiply the means, and the mean squares, of two columns."""
    mean, square = (Mean((sk.T_g * sk.T_h) ** power) for power in (1, 2))
    four = Derivation(sk.E_2, given=part.hypotheses)
    four.equal(mean**2 + (square - mean**2) / m, by=rules.features(4))
    columns = (rules.one_column(sk.T_g), rules.one_column(sk.T_h))
    four.have(sp.Eq(mean, sk.s**2), by=(rules.independent(1), *columns))
    four.have(sp.Eq(square, (sk.s**2 + sk.V) ** 2), by=(rules.independent(2), *columns))
    return four.equal(sk.s**4 + sk.V * (2 * sk.s**2 + sk.V) / m, "put them in")


unbiased = Claim(
    "lem:sketch-unbiased",
    "lemma",
    "A sketch is unbiased, its square is not",
    12,
    setting=(m >= 1,),
    statements={
        "mean": Statement(_MEAN, rules.POWER_OF_TWO, _KEYS + "; the degree is a power of two"),
        "upward": Statement(sk.E_2 >= sk.s**beta, rules.POWER_OF_TWO, _KEYS),
        "degree 2": Statement(sp.Eq(sk.E_2, sk.s**2 + sk.V / m), (sp.Eq(beta, 2),), _KEYS),
        "degree 4": Statement(
            sp.Eq(sk.E_2, sk.s**4 + sk.V * (2 * sk.s**2 + sk.V) / m), (sp.Eq(beta, 4),), _KEYS
        ),
    },
    proofs={"mean": _mean, "upward": _upward, "degree 2": _degree_2, "degree 4": _degree_4},
    witnesses=(
        Step("every sign", (Observed(_sketches, "a sketch with all its signs, in rationals"),)),
        Step(
            "moments",
            (Observed(lambda names: _moments(), "moments of signs, by counting indices"),),
        ),
    ),
)

CLAIMS = (standard(unbiased),)
