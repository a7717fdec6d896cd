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
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Statement, standard
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


def _cancels(part: Statement) -> Derivation:
    """Cancel the common factor."""
    scaled = Derivation(f_scaled, given=part.hypotheses)
    return scaled.equal(f_j, r"the factor $\lambda^\beta$ cancels")


_ODDS, _ODDS_SCALED = (x / (1 - x) for x in (s.f_soft, s.f_soft_scaled))


def _powers(part: Statement) -> tuple[Derivation, Derivation]:
    """Cancel the sum of the row; the exponent is what is multiplied."""
    odds = Derivation(_ODDS, given=part.hypotheses)
    odds.equal(s.odds, "the sum of the row cancels")
    odds.equal(sp.exp(s_j - s_k), by=rules.stands_for(s.odds))
    scaled = Derivation(_ODDS_SCALED, given=part.hypotheses)
    scaled.equal(s.odds_scaled, "the sum of the row cancels")
    scaled.equal(sp.exp(lam * (s_j - s_k)), by=rules.stands_for(s.odds_scaled))
    power = rules.alike(lambda x: x**lam, _ODDS, sp.exp(s_j - s_k))
    return odds, scaled.equal(
        _ODDS**lam, r"the $\lambda$-th power of an exponential", by=(odds, power)
    )


def _gains(part: Statement) -> Derivation:
    """Write the weight of the larger score by its odds."""
    scaled = Derivation(s.f_soft_scaled, given=part.hypotheses)
    scaled.equal(1 - 1 / (1 + s.odds_scaled), "its odds")
    scaled.more_than(1 - 1 / (1 + s.odds), "a positive difference of scores grows")
    return scaled.equal(s.f_soft, "its odds")


def _ratio(part: Statement) -> Derivation:
    """Cancel the common denominator."""
    ratio = Derivation(f_j / f_k, given=part.hypotheses)
    ratio.equal(x_j / s.x_k, "the denominators are the same")
    return ratio.equal((s_j / s_k) ** s.beta, "a quotient of powers")


def _weight(part: Statement) -> Derivation:
    """Divide by the power of the score."""
    weight = Derivation(f_j, given=part.hypotheses)
    return weight.equal(1 / (1 + x_rest / x_j), r"divide by $s_j^\beta$")


def _adds_up(part: Statement) -> Derivation:
    """Add the numerators."""
    return Derivation(f_j + f_rest, given=part.hypotheses).equal(
        1, "the numerators add up to the sum"
    )


def _between(part: Statement) -> Derivation:
    """Compare a positive number with a sum of it and others."""
    between = Derivation(given=part.hypotheses)
    between.have(f_j > 0, "a quotient of positive numbers")
    return between.have(f_j < 1, "the others have a positive share")


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
            sp.Eq(f_scaled, f_j), (s_j > 0, lam > 0), where=_KEYS + "; g = lambda^beta"
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
    proofs={"polynomial": _cancels, "softmax, ratio": _powers, "softmax": _gains},
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
    setting=(s_j > 0,),
    proofs={"ratio": _ratio, "weight": _weight},
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
    proofs={"sum": _adds_up, "range": _between},
    witnesses=(
        _ROWS,
        Step("rows under softmax", (_SOFTMAX,)),
        *seen_by(Sampled()),
    ),
)

CLAIMS = (standard(homogeneity), standard(amplification), standard(normalisation))
