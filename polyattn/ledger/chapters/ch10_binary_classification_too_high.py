"""Chapter 10: a degree so high that the background decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification_background import (
    BACKGROUND_RANGES,
    chances_of,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.vectors import (
    Lambda,
    P_quiet,
    P_spike,
    X_v,
    Y,
    Y_top,
    entries,
    p_quiet,
    p_spike,
    r_sum,
    rho,
    w,
    w_top,
    x_range,
)

ODDS = (entries - 1) * (1 + tau) / (1 - tau)
_ONE = Fraction(1)


def pairs(names: set[Any]) -> Iterator[Values]:
    """Yield a spike over several backgrounds, against several vectors without one."""
    rests = ("1", "1 1", "1 1 1 1", "1 1 2/3 2/3", "2/3 " * 7)
    for rest, ratio, degree in product(rests, ("3/2", "3", "11/10"), (1, 3, 6)):
        scores = tuple(map(Fraction, rest.split()))
        spiked = vector((Fraction(ratio), *scores), degree)
        n, spread = len(scores) + 1, Fraction(3, 2)
        plain = vector((spread, *[_ONE] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: Fraction(ratio), Lambda: spread, beta: Fraction(degree)}
        base |= {w: spiked.weights[0], w_top: plain.weights[0]}
        base |= {r_sum: sum(spiked.powers[1:])}
        for level in {*levels(plain, most=6), *levels(spiked, most=6)}:
            point = base | chances_of((plain, spiked), level) | {tau: level}
            for width, share in product(("1", "3"), ("1/100", "2/5", "9/10")):
                yield point | {m: Fraction(width), epsilon: Fraction(share)}
                if epsilon not in names:
                    break


_BREAKS = sp.log(ODDS) / sp.log(Lambda)
# One entry is at the top of the range, the rest at the bottom.
_TOP = sp.Eq(w_top, x_range / (x_range + entries - 1))


def _largest(part: Statement) -> Derivation:
    """Solve for the power."""
    left, right = part.conclusion.args
    if left == (beta > _BREAKS):
        left, right = right, left
    return Derivation(left, given=part.hypotheses).iff(right, "multiply out; the power rule")


def _half(part: Statement) -> Derivation:
    """Take the largest entry for a spike."""
    half, top = Derivation(p_quiet, given=part.hypotheses), w_top * s_1 + Y_top > tau
    half.have(2 * w_top - 1 > tau, "the power rule")
    half.equal(Pr(X_v > tau), by=rules.one_vector(False))
    half.equal(Pr(top), by=(rules.halves(X_v > tau), rules.halves(top)))
    return half.equal(
        sp.Rational(1, 2), by=stated("thm:exact-half#one neuron", {w: w_top, Y: Y_top})
    )


def _no_more(part: Statement) -> Derivation:
    """Turn all signs round."""
    fires, positive = w * s_1 + Y > tau, w * s_1 + Y > 0
    above = Derivation(given=(*part.hypotheses, fires)).have(
        positive, "the threshold is not negative"
    )
    mirror = -w * s_1 - Y > 0
    below = Derivation(given=(mirror,)).have(sp.Not(positive))
    more = Derivation(p_spike, given=part.hypotheses)
    more.equal(Pr(fires), by=rules.one_vector(True))
    more.at_most(Pr(positive), by=rules.monotone(fires, above))
    both = (rules.turned(positive), rules.monotone(mirror, below), rules.complement(positive))
    return more.at_most(sp.Rational(1, 2), "$X$ and $-X$ have one law", by=both)


def _no_gap(part: Statement) -> Derivation:
    """Compare a neuron with one that fires for half of all signs."""
    gap = Derivation(P_spike, given=part.hypotheses)
    halves = ("thm:too-high#without a spike", rules.one_vector(True), "thm:too-high#with a spike")
    gap.have(p_spike <= p_quiet, by=halves)
    likely = rules.more_likely(p_quiet, p_spike)
    return gap.at_most(P_quiet, by=(rules.one_vector(False), rules.one_vector(True), likely))


too_high = Claim(
    "thm:too-high",
    "theorem",
    "A degree so high that the background decides",
    10,
    setting=(entries >= 2, Lambda > 1, tau >= 0, tau < 1),
    statements={
        "weight": Statement(
            sp.Equivalent(2 * x_range / (x_range + entries - 1) - 1 > tau, beta > _BREAKS)
        ),
        "without a spike": Statement(sp.Eq(p_quiet, sp.Rational(1, 2)), (_TOP, beta > _BREAKS)),
        "with a spike": Statement(p_spike <= sp.Rational(1, 2)),
        "no gap": Statement(P_spike <= P_quiet, (_TOP, m >= 1, beta > _BREAKS)),
    },
    proofs={
        "weight": _largest,
        "without a spike": _half,
        "with a spike": _no_more,
        "no gap": _no_gap,
    },
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(pairs, "two vectors, all signs, exactly"),),
            ("without a spike", "with a spike", "no gap"),
        ),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("weight",)),
    ),
)


CLAIMS = (standard(too_high),)
