"""Chapter 11: softmax on the same data."""

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
from polyattn.symbolic.model import a, b, c, d, n, p, q, r, t
from polyattn.symbolic.pair import L
from polyattn.symbolic.softmax import P_soft, Q_soft, R_soft, alpha, f_soft_star, w_soft_o
from polyattn.symbolic.table import unfold

_LETTERS = sp.symbols("n_a n_b n_c", positive=True)  # n to the alpha a^2, alpha b^2, alpha c^2


def _as_monomial(power: Any) -> Any:
    """Write n to the power alpha (i a^2 + j b^2 + k c^2) as n_a^i n_b^j n_c^k."""
    exponent = sp.Poly(sp.expand(power), alpha, a, b, c)
    value = sp.Integer(1)
    for monomial, count in exponent.terms():
        place = {(1, 2, 0, 0): 0, (1, 0, 2, 0): 1, (1, 0, 0, 2): 2}.get(monomial)
        if place is None:
            raise ValueError(f"{power} is no exponent of n on this data")
        value *= _LETTERS[place] ** count
    return value


def _identities(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare both sides as rational functions of n, t and three powers of n."""
    powers = {x: _as_monomial(unfold(alpha * y)) for x, y in zip(_SOFT, (p, q, r), strict=True)}
    for name in parts:
        equations = claim.part(name).conclusion
        for equation in equations.args if isinstance(equations, sp.And) else (equations,):
            sides = []
            for side in equation.args:
                own = {x: _as_monomial(x.exp) for x in side.atoms(sp.Pow) if x.base == n}
                sides.append(unfold(unfold(side.xreplace(own)).xreplace(powers)))
            if not identity(*sides):
                return False, f"{name}: {equation} is no identity"
    return True, "identities in n to the powers alpha a^2, alpha b^2 and alpha c^2"


_SOFT = (P_soft, Q_soft, R_soft)
_DIGITS = 80


def _dense(names: set[Any]) -> Iterator[Values]:
    """Softmax of the scores of the whole matrix, to 80 digits; two rows of it."""
    for (size, copies), entries, scale in product(
        ((4, 1), (5, 2), (6, 3)), (("1", "1/2", "1"), ("0", "1", "1/3")), ("1/2", "1", "2")
    ):
        feature, group, bias = map(Fraction, entries)
        network = Dense(size, copies, feature, group, bias, degree=1)
        with localcontext() as context:
            context.prec = _DIGITS
            planted, other = (_softmax(network.scores[row], Fraction(scale)) for row in (0, 1))
            mates = sum((w for k, w in enumerate(other) if network.group(k) == 1), Decimal(0))
            softmax = {f_soft_star: _ball(planted[0]), w_soft_o: _ball(mates)}
            yield network.values | {alpha: Fraction(scale)} | softmax


def _softmax(scores: list[Fraction], scale: Fraction) -> list[Decimal]:
    """Exponentials of scale * score * log n, over their sum."""
    log_n = Decimal(len(scores)).ln()
    powers = [(_decimal(scale * x) * log_n).exp() for x in scores]
    return [x / sum(powers) for x in powers]


def _ball(number: Decimal) -> Any:
    """Return an interval around a number with 80 digits, of which ten are given away."""
    from flint import arb

    return arb(str(number), 10.0 ** (10 - _DIGITS))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


# Among them sizes for which n < 1, so that the assumption is seen to be needed.
_ANY_SIZE = {t: ("1/100", "19/40", "1", "2", "1000"), s.N: ("1", "2", "10000")}
_ORDER = r"""$n=(d-2)\,t\ge2$, so $\log n>0$. The exponents $\alpha r\log n<\alpha q\log n\le\alpha p\log n$ are in the
order of the scores, and the exponential function is positive and increasing."""

dictionary = Claim(
    "thm:softmax-dictionary",
    "theorem",
    "Softmax is a polynomial with other powers",
    11,
    statements={
        "ratios": Statement(
            sp.And(
                sp.Eq(P_soft / R_soft, n ** (alpha * (a**2 + b**2))),
                sp.Eq(Q_soft / R_soft, n ** (alpha * b**2)),
                sp.Eq(P_soft / Q_soft, n ** (alpha * a**2)),
            ),
        ),
        "order": Statement(
            sp.And(R_soft > 0, Q_soft > R_soft, P_soft >= Q_soft), (alpha > 0, b > 0, n > 1)
        ),
        "planted weight": Statement(
            sp.Eq(
                1 / f_soft_star,
                1 + (t - 1) * n ** (-alpha * a**2) + (n - t) * n ** (-alpha * (a**2 + b**2)),
            ),
        ),
        "own group": Statement(sp.Eq(1 / w_soft_o, 1 + (d - 3) * n ** (-alpha * b**2))),
    },
    steps=(
        Step(
            "divide exponentials",
            (Computed("symbolic", _identities),),
            ("ratios", "planted weight", "own group"),
        ),
        Step(
            "the order of the exponents",
            (
                Algebra(
                    conclude=(alpha * L * r < alpha * L * q, alpha * L * q <= alpha * L * p),
                    under=(L > 0,),
                ),
                Written(_ORDER),
            ),
            ("order",),
        ),
    ),
    witnesses=(
        *seen_by(Sampled(ranges=_ANY_SIZE)),
        Step(
            "dense softmax",
            (Observed(_dense, "two rows of the dense network, to 80 digits"),),
            ("planted weight", "own group"),
        ),
    ),
)
CLAIMS = (standard(dictionary),)
