"""Chapter 11: a high power of a number near 1 is an exponential; what a scale does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, seen_by
from polyattn.symbolic import P, Q, R, beta, c, f_near, f_star, g, s_j, w_o

_POWER = beta * sp.log(1 + s_j / beta)  # the logarithm of the power
_UP, _DOWN = s_j**2 / (2 * beta), s_j**2 / (2 * (beta + s_j))
_U = sp.Dummy("u", real=True)


def _rises(function: Any, *bounds: Any, low: Any, high: Any) -> Fact:
    """Compare two values of a function of u, whose slope is not negative between."""
    proof = Derivation(given=bounds)
    proof.have(1 + _U > 0, "by its bounds")
    proof.have(sp.diff(function, _U) >= 0, "differentiate")
    return rules.increasing(function, _U, proof, low, high)


def _power(part: Statement) -> Derivation:
    """Write the power as an exponential."""
    power = Derivation(f_near, given=part.hypotheses)
    power.equal((1 + s_j / beta) ** beta, by=rules.stands_for(f_near))
    return power.equal(sp.exp(_POWER), by=rules.power(1 + s_j / beta, beta))


def _below(part: Statement) -> Derivation:
    """Bound the logarithm by its argument, on either side of 0."""
    u = s_j / beta
    low = Derivation(given=(*part.hypotheses, s_j <= 0))
    low.have(_POWER <= s_j, by=_rises(sp.log(1 + _U) - _U, _U <= 0, _U > -1, low=u, high=0))
    high = Derivation(given=(*part.hypotheses, s_j > 0))
    high.have(_POWER <= s_j, by=_rises(_U - sp.log(1 + _U), _U >= 0, low=0, high=u))
    bound = Derivation(given=part.hypotheses)
    bound.cases(_POWER <= s_j, (s_j <= 0, low), (s_j > 0, high))
    below = _power(part)
    return below.at_most(sp.exp(s_j), by=(bound, rules.grows(sp.exp, _POWER, s_j)))


def _gap(part: Statement, x: Any, bound: Fact) -> Derivation:
    """Take off x in the exponent at most, and so the part x of the exponential."""
    power = _power(part)
    power.at_least(sp.exp(s_j - x), by=(bound, rules.grows(sp.exp, s_j - x, _POWER)))
    slope = Derivation(given=(_U >= 0,))
    slope.have(sp.exp(s_j - _U) <= sp.exp(s_j), by=rules.grows(sp.exp, s_j - _U, s_j))
    tangent = sp.exp(s_j - _U) - (1 - _U) * sp.exp(s_j)
    slope.have(sp.diff(tangent, _U) >= 0, "differentiate")
    gap = Derivation(sp.exp(s_j) - f_near, given=part.hypotheses)
    gap.at_most(sp.exp(s_j) - sp.exp(s_j - x), by=power)
    return gap.at_most(x * sp.exp(s_j), by=rules.increasing(tangent, _U, slope, 0, x))


def _gap_above(part: Statement) -> Derivation:
    """Bound the logarithm by two terms of its series."""
    two = sp.log(1 + _U) - _U + _U**2 / 2
    return _gap(part, _UP, _rises(two, _U >= 0, low=0, high=s_j / beta))


def _gap_below(part: Statement) -> Derivation:
    """Bound the logarithm of a number below 1."""
    two = _U - _U**2 / 2 / (1 + _U) - sp.log(1 + _U)
    return _gap(part, _DOWN, _rises(two, _U <= 0, _U > -1, low=s_j / beta, high=0))


def _decimals(names: set[Any]) -> Iterator[Values]:
    """Powers and exponentials to 60 digits, by the decimal module."""
    from flint import arb

    scores = ("0", "1/1000", "1/10", "1/2", "1", "4", "-1/1000", "-1/10", "-1/2", "-9/10")
    for score, degree in product(map(Fraction, scores), map(Fraction, ("1", "3", "50", "1000"))):
        with localcontext() as context:
            context.prec = 60
            base = 1 + score / degree
            power = (Decimal(base.numerator) / Decimal(base.denominator)) ** int(degree)
        yield {s_j: score, beta: degree, f_near: arb(str(power), 1e-50)}


_near = s_j > -beta
power_to_exp = Claim(
    "thm:power-to-exp",
    "theorem",
    "A high power of a score near 1 is an exponential",
    11,
    statements={
        "below": Statement(f_near <= sp.exp(s_j), (_near,)),
        "gap": Statement(sp.exp(s_j) - f_near <= _UP * sp.exp(s_j), (s_j >= 0,)),
        "gap of a negative score": Statement(
            sp.exp(s_j) - f_near <= _DOWN * sp.exp(s_j), (_near, s_j <= 0)
        ),
    },
    setting=(beta > 0,),
    proofs={"below": _below, "gap": _gap_above, "gap of a negative score": _gap_below},
    witnesses=(
        *seen_by(Sampled()),
        Step("decimals", (Observed(_decimals, "a power and an exponential to 50 digits"),)),
    ),
)

_SCALED = {P: g * P, Q: g * Q, R: g * R}


def _scaled(weight: Any) -> Any:
    """Return a weight once every power of a score has grown by the factor g."""
    return s.unfold(weight).xreplace(_SCALED)


def _scaled_networks(names: set[Any]) -> Iterator[Values]:
    """Weights of the dense network of lambda A, beside the powers of the scores of A."""
    entries = (("1/2", "1", "1/3"), ("0", "1/2", "1"))
    for (size, copies), degree, factor in product(
        ((4, 1), (5, 2), (6, 3)), (1, 2, 5), (Fraction(1, 3), Fraction(7))
    ):
        for x, y, z in (map(Fraction, numbers) for numbers in entries):
            short = Dense(size, copies, x, y, z, degree)
            long = Dense(size, copies, factor * x, factor * y, factor * z, degree)
            powers = x**2 + y**2 + z**2, y**2 + z**2, z**2
            yield long.values | {
                **dict(zip((P, Q, R), (score**degree for score in powers), strict=True)),
                **{s.a: x, s.b: y, s.c: z, s.p: powers[0], s.r: powers[2]},
                **{k: short.values[k] for k in (s.Z_star, s.Z_o)},
                g: factor ** (2 * degree),
            }


def _unit_rows(names: set[Any]) -> Iterator[Values]:
    """Softmax of scores between -1 and 1, none of them at an end, in intervals."""
    from flint import arb

    for scale, rest in product(("1/2", "1", "3"), ((-9,), (-9, -9, -9), (0, -9, 9), (9,) * 5)):
        growth = arb(str(float(Fraction(scale)))).exp()
        yield {
            g: growth,
            s.n: Fraction(len(rest) + 1),
            s.x_j: growth ** (arb(9) / 10),
            s.x_rest: sum((growth ** (arb(x) / 10) for x in rest), arb(0)),
        }


def _same(part: Statement) -> Derivation:
    """Cancel the factor above and below the line."""
    return Derivation(part.conclusion.lhs, given=part.hypotheses).equal(part.conclusion.rhs)


def _crowd(part: Statement) -> Derivation:
    """Bound each exponential, of scores between -1 and 1."""
    weight = Derivation(s.f_j, given=part.hypotheses)
    weight.at_most(s.x_j / (s.x_j + (s.n - 1) / g), "the others have the least scores")
    return weight.at_most(g**2 / (g**2 + s.n - 1), "it has the largest score")


scale_blindness = Claim(
    "thm:scale-blindness",
    "theorem",
    "A polynomial does not see the length of the rows",
    11,
    statements={
        "planted weight": Statement(
            sp.Eq(_scaled(f_star), f_star), (g > 0,), "g = lambda^(2 beta)"
        ),
        "own group": Statement(sp.Eq(_scaled(w_o), w_o), (g > 0, c > 0), "g = lambda^(2 beta)"),
        "softmax of unit rows": Statement(
            s.f_j <= g**2 / (g**2 + s.n - 1),
            (s.n > 1, s.x_j > 0, s.x_j <= g, s.x_rest >= (s.n - 1) / g),
            "g = e^alpha; x_j and x_rest are one exponential of a row and the sum of the others",
        ),
    },
    proofs={"planted weight": _same, "own group": _same, "softmax of unit rows": _crowd},
    witnesses=(
        Step(
            "dense network",
            (Observed(_scaled_networks, "two dense networks, one scaled"),),
            ("planted weight", "own group"),
        ),
        Step("softmax", (Observed(_unit_rows, "a softmax row"),), ("softmax of unit rows",)),
        *seen_by(Sampled()),
    ),
)

CLAIMS = (standard(power_to_exp), standard(scale_blindness))
