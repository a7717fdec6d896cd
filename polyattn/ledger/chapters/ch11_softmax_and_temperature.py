"""Chapter 11: softmax on the same data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import facts, rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import conjuncts
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, seen_by
from polyattn.symbolic.model import N, a, b, beta, d, n, t
from polyattn.symbolic.softmax import SOFT, P_soft, Q_soft, R_soft, alpha, f_soft_star, w_soft_o

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
# P/R, Q/R and P/Q as powers of n.
_PR, _QR, _PQ = (n ** (alpha * x) for x in (a**2 + b**2, b**2, a**2))


def _ratio(part: Statement, top: Any, below: Any, power: Any) -> Derivation:
    """Subtract exponents."""
    ratio = Derivation(top / below, given=part.hypotheses)
    positive = Derivation(given=part.hypotheses)
    positive.have(below > 0, by=rules.ordered(below > 0))
    by = (positive, rules.quotient(top, below), rules.power(n, power.exp))
    return ratio.equal(power, by=by)


def _three(part: Statement) -> tuple[Derivation, ...]:
    return (
        _ratio(part, P_soft, R_soft, _PR),
        _ratio(part, Q_soft, R_soft, _QR),
        _ratio(part, P_soft, Q_soft, _PQ),
    )


def _order(part: Statement) -> tuple[Derivation, Derivation]:
    """Order the exponents, as log n is positive; and all that proofs know of P, Q and R."""
    return _increasing(part.hypotheses, *conjuncts(part.conclusion)), _facts()


def _increasing(given: tuple[Any, ...], *relations: Any) -> Derivation:
    order = Derivation(given=given)
    order.have(sp.log(n) > 0, by=rules.grows(sp.log, sp.S.One, n, strict=True))
    for relation in relations:
        order.have(relation, by=rules.ordered(relation))
    return order


def _facts() -> Derivation:
    """Derive for these powers what the engine takes for granted of those of a polynomial."""
    every = Derivation()
    for premises, fact in facts.FACTS:
        if fact.free_symbols <= SOFT.keys():
            given = (n > 1, *(alpha > 0 if x == (beta > 0) else x for x in premises))
            one = rules.discharged(_increasing(given, fact.xreplace(SOFT)))
            every.have(one.conclusion, by=one)
    return every


def _weight(part: Statement) -> Derivation:
    """Divide the normaliser by the numerator."""
    weight = Derivation(1 / f_soft_star, given=part.hypotheses)
    for x in (P_soft, Q_soft, R_soft):
        weight.have(x > 0, by=rules.ordered(x > 0))
    weight.equal(1 + (t - 1) * Q_soft / P_soft + (n - t) * R_soft / P_soft, "divide by P")
    return weight.equal(part.conclusion.rhs, "their ratios", by=_three(part))


def _group(part: Statement) -> Derivation:
    """Divide the normaliser by the own group's power."""
    group = Derivation(1 / w_soft_o, given=part.hypotheses)
    for x in (Q_soft, R_soft):
        group.have(x > 0, by=rules.ordered(x > 0))
    group.equal(1 + (d - 3) * R_soft / Q_soft, "divide by t Q")
    return group.equal(part.conclusion.rhs, "their ratio", by=_three(part)[1])


dictionary = Claim(
    "thm:softmax-dictionary",
    "theorem",
    "Softmax is a polynomial with other powers",
    11,
    statements={
        "ratios": Statement(
            sp.And(
                sp.Eq(P_soft / R_soft, _PR),
                sp.Eq(Q_soft / R_soft, _QR),
                sp.Eq(P_soft / Q_soft, _PQ),
            ),
        ),
        "order": Statement(
            sp.And(R_soft > 0, Q_soft > R_soft, P_soft >= Q_soft), (alpha > 0, b > 0, n > 1)
        ),
        "planted weight": Statement(
            sp.Eq(1 / f_soft_star, 1 + (t - 1) / _PQ + (n - t) / _PR),
        ),
        "own group": Statement(sp.Eq(1 / w_soft_o, 1 + (d - 3) / _QR)),
    },
    setting=(t > 0, N > 0),
    proofs={"ratios": _three, "order": _order, "planted weight": _weight, "own group": _group},
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
