"""Chapter 10: the weight of a spike, and what a neuron makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Cited, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.neuron import P_active, p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.vectors import Y, entries, rho, w, x_rho

RANGES = {entries: ("2", "3", "10", "1000", "1000000")}
EQUAL = sp.Eq(w, x_rho / (x_rho + entries - 1))
_ODDS = (1 - epsilon) / epsilon
_RATIOS = [Fraction(x) for x in ("11/10", "3/2", "3")]
_ONE = Fraction(1)


def _weights(names: set[Any]) -> Iterator[Values]:
    """Yield the spike's weight in explicit vectors with an equal background."""
    shares = [Fraction(x) for x in ("1/100", "1/3", "1/2", "9/10")]
    for n, ratio, degree in product((2, 3, 8, 40), _RATIOS, (1, 2, 5)):
        weight = vector((ratio, *[_ONE] * (n - 1)), degree).weights[0]
        near = [weight + x for x in (Fraction(1, 10**6), -Fraction(1, 10**6))]
        for share in (*shares, *near, *(1 - x for x in near)):
            yield {
                entries: Fraction(n),
                rho: ratio,
                beta: Fraction(degree),
                epsilon: share,
                w: weight,
            }


spike_weight = Claim(
    "thm:spike-weight",
    "theorem",
    "How much weight the spike has",
    10,
    setting=(entries >= 2, rho > 1, epsilon > 0, epsilon < 1),
    statements={
        "heavy": Statement(
            sp.Equivalent(w >= 1 - epsilon, beta >= sp.log((entries - 1) * _ODDS) / sp.log(rho)),
            (EQUAL,),
        ),
        "light": Statement(
            sp.Equivalent(w <= epsilon, beta <= sp.log((entries - 1) / _ODDS) / sp.log(rho)),
            (EQUAL,),
        ),
    },
    steps=(Step("solve for the power", (Algebra(),)),),
    witnesses=(
        Step("explicit vectors", (Observed(_weights, "a vector with a spike"),)),
        *seen_by(Sampled(ranges=RANGES)),
    ),
)

_BACKGROUNDS = [
    tuple(map(Fraction, text.split()))
    for text in ("1", "1/2", "1 1", "1 2/3", "1/2 1/4", "1 1 1 1", "1 1 1/2 1/3", "1/2 1/2 1/2")
]


def _halves(names: set[Any]) -> Iterator[Values]:
    """Yield every sign vector, for a spike over several backgrounds and a vector of equal scores."""
    for rest, ratio, degree in product(_BACKGROUNDS, _RATIOS, (1, 3)):
        spiked = vector((ratio, *rest), degree)
        plain = vector((_ONE,) * (len(rest) + 1), degree)
        base = {w: spiked.weights[0], entries: Fraction(len(rest) + 1)}
        for level in levels(spiked, most=8):
            if Y in names:
                others = {x - base[w] for signs, x in spiked.sign_vectors() if signs[0] > 0}
                yield from (base | {tau: level, Y: other} for other in sorted(others))
            for width in (1, 3) if Y not in names else ():
                chances = {on(p_theta, 0): plain.exceeds(level)}
                chances |= {on(p_theta, 1): spiked.exceeds(level)}
                yield base | chances | {tau: level, m: Fraction(width)}


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law for 40 and 1,000 entries; backgrounds with 7 entries at the top."""
    for n, ratio, high, degree in product((40, 1000), _RATIOS[1:], (0, 7), (3, 8, 20)):
        data = VectorData(n, ratio, high=high, spread=Fraction(3, 2))
        powers = [value**degree for value, count in data.levels for _ in range(count)]
        for level in (-Fraction(1, 2), Fraction(0), Fraction(1, 10), Fraction(3, 5)):
            yield {
                entries: Fraction(n),
                w: powers[0] / sum(powers),
                tau: level,
                m: Fraction(3),
                on(p_theta, 0): chance(VectorData(n), Fraction(degree), level),
                on(p_theta, 1): chance(data, Fraction(degree), level),
            }


def sign_tails() -> str:
    """Compare the bound with exact tails of up to 40 signs."""
    seen = 0
    for count in range(1, 41):
        for plus in range(count // 2, count):
            tail = Fraction(sum(comb(count, j) for j in range(plus + 1, count + 1)), 2**count)
            level = Fraction(2 * plus - count, count)
            if level >= 0:
                seen += 1
                confirm(tail <= exp(-count * level**2 / 2), f"n = {count}, tau = {level}")
    return f"{seen} exact tails of up to 40 signs"


_DECIDED = (tau >= 0, 2 * w - 1 > tau)
_HALF = r"""The other entries add $Y$ with $|Y|\le1-w$, as their weights sum to $1-w$. With a plus sign at the spike
$X=w+Y>\tau$, with a minus sign $X=-w+Y<0\le\tau$: the neuron fires exactly if the spike's sign is plus. None of the $m$
independent neurons does with probability $2^{-m}$."""
_UNION = r"""For an equal background $X=\frac1n\sum y_i$, and $\Pr[\sum y_i>\tau n]\le e^{-n\tau^2/2}$. Of $m$ neurons one
fires with at most $m$ times the probability."""

exact_half = Claim(
    "thm:exact-half",
    "theorem",
    "From some weight on a neuron fires for exactly half of all signs",
    10,
    statements={
        "signs": Statement(
            sp.And(w + Y > tau, -w + Y < 0),
            (*_DECIDED, Y >= w - 1, Y <= 1 - w),
            "Y is what the other entries add",
        ),
        "one neuron": Statement(sp.Eq(on(p_theta, 1), sp.Rational(1, 2)), _DECIDED),
        "width": Statement(sp.Eq(on(P_active, 1), 1 - 2 ** (-m)), _DECIDED),
        "false alarms": Statement(
            on(P_active, 0) <= m * sp.exp(-entries * tau**2 / 2),
            (tau >= 0,),
            "an equal background without a spike",
        ),
    },
    steps=(
        Step("the spike's sign decides", (Algebra(),), ("signs",)),
        Step("half of the signs", (Written(_HALF),), ("one neuron", "width")),
        Step(
            "a tail",
            (
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    sign_tails,
                ),
                Written(_UNION),
            ),
            ("false alarms",),
        ),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_halves, "vectors, all signs, exactly"),)),
        Step(
            "exact law",
            (Observed(_law, "the package's law, in intervals", "sampled"),),
            ("one neuron", "width", "false alarms"),
        ),
        *seen_by(Sampled(), of=("signs",)),
    ),
)

# Hoeffding's inequality and the union bound are not tight.
CLAIMS = (standard(spike_weight), standard(exact_half, ("false alarms",)))
