"""Chapter 10: the weight of a spike, and what a neuron makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.vectors import (
    P_quiet,
    P_spike,
    X_v,
    Y,
    entries,
    f_squares,
    g_squares,
    g_sum,
    p_quiet,
    p_spike,
    rho,
    w,
    x_rho,
)

RANGES = {entries: ("2", "3", "10", "1000", "1000000")}
# Equal entries: all are the least that is allowed.
EQUAL_ENTRIES = (sp.Eq(g_sum, entries), sp.Eq(g_squares, entries))
EQUAL = sp.Eq(w, x_rho / (x_rho + entries - 1))
_ODDS = (1 - epsilon) / epsilon
_RATIOS = [Fraction(x) for x in ("11/10", "3/2", "3")]
_ONE = Fraction(1)


def _heavy(part: Statement) -> Derivation:
    """Solve for the power of the spike."""
    heavy = Derivation(w >= 1 - epsilon, given=part.hypotheses)
    heavy.iff(x_rho >= (entries - 1) * _ODDS, "put the weight in, multiply out")
    return heavy.iff(beta >= sp.log((entries - 1) * _ODDS) / sp.log(rho), "the power rule")


def _light(part: Statement) -> Derivation:
    """Solve for the power of the spike, with the odds turned round."""
    light = Derivation(w <= epsilon, given=part.hypotheses)
    light.iff(x_rho <= (entries - 1) / _ODDS, "put the weight in, multiply out")
    return light.iff(beta <= sp.log((entries - 1) / _ODDS) / sp.log(rho), "the power rule")


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
    proofs={"heavy": _heavy, "light": _light},
    witnesses=(
        Step("explicit vectors", (Observed(_weights, "a vector with a spike"),)),
        *seen_by(Sampled(ranges=RANGES)),
    ),
)

_BACKGROUNDS = [
    tuple(map(Fraction, text.split()))
    for text in ("1", "1/2", "1 1", "1 2/3", "1/2 1/4", "1 1 1 1", "1 1 1/2 1/3", "1/2 1/2 1/2")
]


def _equal(count: int) -> Values:
    """Return what a vector of so many entries, all 1, adds up to."""
    return dict.fromkeys((entries, g_sum, g_squares), Fraction(count))


def _halves(names: set[Any]) -> Iterator[Values]:
    """Yield every sign vector, for a spike over several backgrounds and a vector of equal scores."""
    for rest, ratio, degree in product(_BACKGROUNDS, _RATIOS, (1, 3)):
        spiked = vector((ratio, *rest), degree)
        plain = vector((_ONE,) * (len(rest) + 1), degree)
        base = {w: spiked.weights[0], **_equal(len(rest) + 1)}
        for level in levels(spiked, most=8):
            if Y in names:
                others = {x - base[w] for signs, x in spiked.sign_vectors() if signs[0] > 0}
                yield from (base | {tau: level, Y: other} for other in sorted(others))
            for width in (1, 3) if Y not in names else ():
                chances = {p_quiet: plain.exceeds(level)}
                chances |= {p_spike: spiked.exceeds(level)}
                yield base | chances | {tau: level, m: Fraction(width)}


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law for 40 and 1,000 entries; backgrounds with 7 entries at the top."""
    for n, ratio, high, degree in product((40, 1000), _RATIOS[1:], (0, 7), (3, 8, 20)):
        data = VectorData(n, ratio, high=high, spread=Fraction(3, 2))
        powers = [value**degree for value, count in data.levels for _ in range(count)]
        for level in (-Fraction(1, 2), Fraction(0), Fraction(1, 10), Fraction(3, 5)):
            yield {
                **_equal(n),
                w: powers[0] / sum(powers),
                tau: level,
                m: Fraction(3),
                p_quiet: chance(VectorData(n), Fraction(degree), level),
                p_spike: chance(data, Fraction(degree), level),
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
_FIRES = w * s_1 + Y > tau


def _signs(part: Statement) -> Derivation:
    """Leave the other entries what is left of the weight."""
    signs = Derivation(given=part.hypotheses)
    signs.have(w + Y > tau, "a plus sign at the spike")
    return signs.have(-w + Y < 0, "a minus sign there")


def _one(part: Statement) -> Derivation:
    """Fire for every sign vector with a plus sign at the spike, and for no other."""
    given = (*part.hypotheses, *rules.OTHERS)
    plus = Derivation(given=given).have(w + Y > tau, "a plus sign at the spike")
    minus = Derivation(given=given).have(-w + Y <= tau, "a minus sign there")
    one = Derivation(p_spike, given=part.hypotheses)
    one.equal(Pr(_FIRES), by=rules.one_vector(True))
    one.equal((Pr(w + Y > tau) + Pr(-w + Y > tau)) / 2, by=rules.halves(_FIRES))
    return one.equal(sp.Rational(1, 2), by=(rules.certain(plus), rules.never(minus)))


def _width(part: Statement) -> Derivation:
    """None of m independent neurons fires."""
    width = Derivation(P_spike, given=part.hypotheses)
    width.equal(1 - (1 - p_spike) ** m, "m independent neurons")
    half = rules.alike(lambda p: (1 - p) ** m, p_spike, sp.Rational(1, 2))
    return width.equal(1 - 2 ** (-m), by=(_one(part), half))


def _alarms(part: Statement) -> Derivation:
    """Bound the tail of n signs with equal weights, and add up over the neurons."""
    alarms = Derivation(P_quiet, given=part.hypotheses)
    alarms.equal(1 - (1 - p_quiet) ** m, "m independent neurons")
    alarms.at_most(m * p_quiet, by=(rules.one_vector(False), rules.union(p_quiet)))
    alarms.equal(m * Pr(X_v > tau), by=rules.one_vector(False))
    alarms.at_most(m * sp.exp(-(tau**2) / (2 * f_squares)), by=rules.tail(X_v > tau))
    equal = rules.alike(lambda x: sp.exp(-(tau**2) / (2 * x)), f_squares, 1 / entries)
    return alarms.equal(m * sp.exp(-entries * tau**2 / 2), "equal weights", by=equal)


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
        "one neuron": Statement(sp.Eq(p_spike, sp.Rational(1, 2)), _DECIDED),
        "width": Statement(sp.Eq(P_spike, 1 - 2 ** (-m)), _DECIDED),
        "false alarms": Statement(
            P_quiet <= m * sp.exp(-entries * tau**2 / 2),
            (*EQUAL_ENTRIES, entries >= 1, m >= 1, tau >= 0),
            "an equal background without a spike",
        ),
    },
    proofs={"signs": _signs, "one neuron": _one, "width": _width, "false alarms": _alarms},
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

CLAIMS = (standard(spike_weight), standard(exact_half))
