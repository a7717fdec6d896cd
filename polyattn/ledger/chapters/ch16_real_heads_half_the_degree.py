"""Chapter 16: any row is detected at half the degree that locks it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.symbolic.heads import SNR, f_twice, y_squares, y_top

_HALF = sp.Rational(1, 2)


def _half(part: Statement) -> Derivation:
    """Square both sides: the squares of the powers are the powers of twice the degree."""
    chain = Derivation(SNR > 1, given=part.hypotheses)
    chain.iff(y_top > sp.sqrt(y_squares), "times the norm of the others")
    chain.iff(y_top**2 > y_squares, "square")
    chain.iff(y_top**2 > _HALF * (y_top**2 + y_squares), "add the left side, and halve")
    return chain.iff(f_twice > _HALF, "divide by the sum")


def _numbers(names: set[Any]) -> Iterator[Values]:
    """Rows of three numbers, weights summed in fractions where the norm is whole."""
    for top, others in product(("1/2", "3", "5", "51/10"), ((3, 4), (5, 12), (1, 0))):
        squares = sum(x * x for x in others)
        weight = Fraction(top) ** 2
        yield {
            y_top: Fraction(top),
            y_squares: Fraction(squares),
            SNR: Fraction(top) / Fraction(squares) ** _HALF,
            f_twice: weight / (weight + squares),
        }


half_the_degree = Claim(
    "lem:half-degree-any-row",
    "lemma",
    "Any row is detected at half the degree that locks it",
    16,
    setting=(y_top > 0, y_squares > 0),
    statements={"half": Statement(sp.Equivalent(SNR > 1, f_twice > _HALF))},
    proofs={"half": _half},
    witnesses=(
        *seen_by(Sampled()),
        Step("rows of three", (Observed(_numbers, "weights of rows of three numbers"),)),
    ),
)

CLAIMS = (standard(half_the_degree),)
