"""Chapter 11: a high power of a number near 1 is an exponential; what a scale does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Computed, Written, identity
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, seen_by
from polyattn.symbolic import P, Q, R, beta, c, f_near, f_star, g, s_j, w_o

_u = sp.Symbol("u", real=True)
_log = sp.log(1 + _u)
_GAP = s_j**2 / (2 * beta) * sp.exp(s_j)
_GAP_BELOW = s_j**2 / (2 * (beta + s_j)) * sp.exp(s_j)

# A function that is 0 at u = 0, and its derivative, of which the sign can be read off.
_SLOPES = (
    (_u - _log, _u / (1 + _u)),
    (_log - _u + _u**2 / 2, _u**2 / (1 + _u)),
    (_log - _u + _u**2 / (2 * (1 + _u)), -(_u**2) / (2 * (1 + _u) ** 2)),
    (_u - 1 + sp.exp(-_u), 1 - sp.exp(-_u)),
)


def _slopes(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Differentiate, and compare with the expression whose sign can be read off."""
    for function, slope in _SLOPES:
        if function.subs(_u, 0) != 0 or not identity(sp.diff(function, _u), slope):
            return False, f"the derivative of {function} is not {slope}"
    return True, "four functions vanish at 0, with derivatives u/(1 + u) and so on, as written"


_LOGARITHM = r"""$u-\log(1+u)$ is 0 at $u=0$ and has the derivative $\frac u{1+u}$, which has the sign of $u$ for $u>-1$: so
$\log(1+u)\le u$. For $u\ge0$, $\log(1+u)-u+\frac{u^2}2$ has the derivative $\frac{u^2}{1+u}\ge0$, so it is at least 0. For
$-1<u\le0$, $\log(1+u)-u+\frac{u^2}{2(1+u)}$ has the derivative $-\frac{u^2}{2(1+u)^2}\le0$, so it falls to its value 0 at
$u=0$ and is at least 0 before."""
_EXPONENTIATE = r"""Put $u=s/\beta$, multiply by $\beta$ and exponentiate: with $x=\frac{s^2}{2\beta}$ for $s\ge0$, and
$x=\frac{s^2}{2(\beta+s)}$ for $-\beta<s\le0$, one has $e^{s-x}\le(1+\frac s\beta)^\beta\le e^s$. So the gap lies between 0 and
$e^s(1-e^{-x})$, and $1-e^{-x}\le x$, because $x-1+e^{-x}$ is 0 at $x=0$ and has the derivative $1-e^{-x}\ge0$ for $x\ge0$."""


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
        "gap": Statement(sp.exp(s_j) - f_near <= _GAP, (s_j >= 0,)),
        "gap of a negative score": Statement(sp.exp(s_j) - f_near <= _GAP_BELOW, (_near, s_j <= 0)),
    },
    setting=(beta > 0,),
    steps=(
        Step("bounds of the logarithm", (Computed("symbolic", _slopes), Written(_LOGARITHM))),
        Step("multiply and exponentiate", (Written(_EXPONENTIATE),)),
    ),
    witnesses=(
        *seen_by(Sampled()),
        Step("decimals", (Observed(_decimals, "a power and an exponential to 50 digits"),)),
    ),
)

_ALIVE = (g > 0, c > 0)
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


_SAME = r"""The scores of $\lambda A$ are $\lambda^2$ times those of $A$, and their powers $\lambda^{2\beta}$ times. The
factor stands above and below the line of every weight."""
_SOFTMAX = r"""A row of length at most 1 has scores between $-1$ and 1, so their exponentials at scale $\alpha$ lie between
$e^{-\alpha}$ and $e^\alpha$; the other $n-1$ of them sum to at least $(n-1)\,e^{-\alpha}$."""

scale_blindness = Claim(
    "thm:scale-blindness",
    "theorem",
    "A polynomial does not see the length of the rows",
    11,
    statements={
        "planted weight": Statement(sp.Eq(_scaled(f_star), f_star), _ALIVE, "g = lambda^(2 beta)"),
        "own group": Statement(sp.Eq(_scaled(w_o), w_o), _ALIVE, "g = lambda^(2 beta)"),
        "softmax of unit rows": Statement(
            s.f_j <= g**2 / (g**2 + s.n - 1),
            (s.n > 1, s.x_j > 0, s.x_j <= g, s.x_rest >= (s.n - 1) / g),
            "g = e^alpha; x_j and x_rest are one exponential of a row and the sum of the others",
        ),
    },
    steps=(
        Step("the factor cancels", (Algebra(), Written(_SAME)), ("planted weight", "own group")),
        Step("bound each exponential", (Algebra(), Written(_SOFTMAX)), ("softmax of unit rows",)),
    ),
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

# Beyond -beta there is no power to speak of.
_DOMAIN = f"the right side of {_near} moved by 10 %"
CLAIMS = (
    standard(power_to_exp, (f"below: {_DOMAIN}", f"gap of a negative score: {_DOMAIN}")),
    standard(scale_blindness),
)
