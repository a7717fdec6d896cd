"""Chapter 10: how loud a background that varies can be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.ledger.witnesses.vectors import Vector, levels, vector
from polyattn.symbolic.chances import Pr, k
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.vectors import (
    Lambda,
    P_quiet,
    X_v,
    entries,
    f_squares,
    g_i,
    g_squares,
    g_sum,
    p_quiet,
    p_spike,
    rho,
    x_range,
)

_ONE = Fraction(1)
BACKGROUND_RANGES = {
    entries: ("2", "3", "10", "1000", "1000000", "1000000000000"),
    rho: ("11/10", "3/2", "2", "5", "50"),
    Lambda: ("1", "11/10", "5/4", "2", "10", "1/2"),
    epsilon: ("-1/2", "1/1000", "1/100", "1/10", "2/5", "49/100", "49/50"),
}


def chances_of(data: tuple[Vector, Vector], level: Fraction) -> Values:
    """Return the chances that one neuron fires, without a spike and with it."""
    return {x: each.exceeds(level) for x, each in zip((p_quiet, p_spike), data, strict=True)}


_x = x_range
_TOTAL = entries + k * (_x - 1)
_NORM = (1 + _x) ** 2 / (4 * entries * _x)
_VERTEX = (entries + k * (_x**2 - 1)) / _TOTAL**2
_LEVELS = (sp.Eq(g_sum, _TOTAL), sp.Eq(g_squares, entries + k * (_x**2 - 1)))


def _of(powers: tuple[Fraction, ...], spread: Fraction, degree: int) -> Values:
    return {
        entries: Fraction(len(powers)),
        Lambda: spread,
        beta: Fraction(degree),
        g_sum: sum(powers, Fraction()),
        g_squares: sum((x * x for x in powers), Fraction()),
    }


def _vertices(names: set[Any]) -> Iterator[Values]:
    """Yield vectors with k entries at the top of the range and the rest at the bottom."""
    for n, text, degree in product((1, 2, 3, 6, 12, 30), ("1", "5/4", "2", "9"), (1, 2, 3)):
        spread = Fraction(text)
        for high in range(n + 1):
            data = vector((*[spread] * high, *[_ONE] * (n - high)), degree)
            yield _of(data.powers, spread, degree) | {k: Fraction(high)}


def _identity(part: Statement) -> Derivation:
    """Multiply out."""
    left, right = part.conclusion.args
    return Derivation(left, given=part.hypotheses).equal(right, "multiply out")


def _value(part: Statement) -> Derivation:
    """Count the entries on either level."""
    return Derivation(f_squares, given=part.hypotheses).equal(_VERTEX, "the sums of two levels")


def _bound(part: Statement) -> Derivation:
    """Drop the square of the identity."""
    bound = Derivation(f_squares, given=part.hypotheses)
    bound.have(_TOTAL > 0, "k are positive, and the rest are 1")
    bound.equal(_VERTEX, by="lem:vertex#value")
    return bound.at_most(_NORM, "the identity, divided by its first term", by="lem:vertex#identity")


def _attained(part: Statement) -> Derivation:
    """Let the square vanish."""
    return Derivation(_VERTEX, given=part.hypotheses).equal(_NORM, "the square vanishes")


vertex = Claim(
    "lem:vertex",
    "lemma",
    "The worst background has two levels",
    10,
    setting=(entries > 0, Lambda > 0),
    statements={
        "identity": Statement(
            sp.Eq(
                (1 + _x) ** 2 * _TOTAL**2 - 4 * entries * _x * (entries + k * (_x**2 - 1)),
                ((_x - 1) * (entries - k * (1 + _x))) ** 2,
            )
        ),
        "value": Statement(
            sp.Eq(f_squares, _VERTEX), _LEVELS, "of n numbers k are Lambda^beta, and n - k are 1"
        ),
        "bound": Statement(
            f_squares <= _NORM, (k >= 0, k <= entries, *_LEVELS), "for the same numbers"
        ),
        "attained": Statement(sp.Eq(_VERTEX, _NORM), (sp.Eq(k, entries / (1 + _x)),)),
    },
    proofs={"identity": _identity, "value": _value, "bound": _bound, "attained": _attained},
    witnesses=(
        Step("explicit vectors", (Observed(_vertices, "a vector of two levels"),)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES)),
    ),
)

_SUM = g_squares <= (1 + _x) * g_sum - entries * _x
_QUIET = 2 * entries * _x / (1 + _x) ** 2


def _backgrounds(names: set[Any]) -> Iterator[Values]:
    """Yield every background of up to five entries out of four scores, and its law."""
    for text, degree, n in product(("1", "5/4", "3"), (1, 2), (1, 2, 5)):
        spread = Fraction(text)
        scores = sorted({_ONE, (2 + spread) / 3, (1 + 2 * spread) / 3, spread})
        for each in combinations_with_replacement(scores, n):
            data = vector(each, degree)
            base = _of(data.powers, spread, degree)
            if g_i in names:
                yield from (base | {g_i: power} for power in data.powers)
            elif p_quiet in names:
                for level in levels(data, most=4):
                    for width in (1, 4):
                        chances = {p_quiet: data.exceeds(level), tau: level, m: Fraction(width)}
                        yield base | chances
            else:
                yield base


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law of backgrounds with 1, 12, 100 of 400 entries at the top."""
    for high, degree, text in product((1, 12, 100), (2, 6, 14), ("-1/2", "0", "1/10", "2/5")):
        data = VectorData(400, high=high, spread=Fraction(3, 2))
        powers = tuple(value**degree for value, count in data.levels for _ in range(count))
        chances = {p_quiet: chance(data, Fraction(degree), Fraction(text)), m: Fraction(2)}
        yield _of(powers, data.spread, degree) | chances | {tau: Fraction(text)}


def _entry(part: Statement) -> Derivation:
    """Multiply two factors of one sign each."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "$(g_i-1)(x-g_i)\\ge0$")


def _sum(part: Statement) -> Derivation:
    """Add up over the n entries."""
    entry = Derivation(given=(*part.hypotheses, *rules.ENTRY))
    entry.have(g_i**2 <= (1 + _x) * g_i - _x, by="thm:kantorovich#entry")
    return Derivation(given=part.hypotheses).have(_SUM, by=rules.summed(entry))


def _positive(part: Statement) -> Derivation:
    """Add up what is at least 1 for every entry."""
    sums = Derivation(given=part.hypotheses)
    for power in (g_i, g_i**2):
        least = Derivation(given=(*part.hypotheses, *rules.ENTRY)).have(power >= 1)
        sums.have(rules.summed(least).conclusion, by=rules.summed(least))
    return sums


def _norm(part: Statement) -> Derivation:
    """Complete a square."""
    norm = Derivation(f_squares, given=part.hypotheses)
    total = ((1 + _x) * g_sum - entries * _x) / g_sum**2
    norm.at_most(total, by=("thm:kantorovich#sum", _positive(part)))
    return norm.at_most(_NORM, by=_positive(part), reason=r"$\big((1+x)\sum g_i-2nx\big)^2\ge0$")


def _alarms(part: Statement) -> Derivation:
    """Bound the tail of the weighted signs, and add up over the neurons."""
    alarms = Derivation(P_quiet, given=part.hypotheses)
    alarms.equal(1 - (1 - p_quiet) ** m, "m independent neurons")
    alarms.at_most(m * p_quiet, by=(rules.one_vector(False), rules.union(p_quiet)))
    alarms.equal(m * Pr(X_v > tau), by=rules.one_vector(False))
    tail, quiet = -(tau**2) / (2 * f_squares), -_QUIET * tau**2
    alarms.have(f_squares > 0, by=_positive(part))
    alarms.at_most(m * sp.exp(tail), by=rules.tail(X_v > tau))
    alarms.have(tail <= quiet, by="thm:kantorovich#norm")
    return alarms.at_most(m * sp.exp(quiet), by=rules.grows(sp.exp, tail, quiet))


def _simpler(part: Statement) -> Derivation:
    """Compare the exponents."""
    simpler = Derivation(P_quiet, given=part.hypotheses)
    quiet, high = -_QUIET * tau**2, -entries * tau**2 / (2 * _x)
    simpler.at_most(m * sp.exp(quiet), by="thm:kantorovich#false alarms")
    simpler.have(quiet <= high, r"$(1+x)^2\le4x^2$")
    return simpler.at_most(m * sp.exp(high), by=rules.grows(sp.exp, quiet, high))


kantorovich = Claim(
    "thm:kantorovich",
    "theorem",
    "Every background is quiet",
    10,
    setting=(entries > 0, Lambda >= 1, beta > 0),
    statements={
        "entry": Statement(g_i**2 <= (1 + _x) * g_i - _x, (g_i >= 1, g_i <= _x)),
        "sum": Statement(_SUM, where="over n numbers g_i between 1 and Lambda^beta"),
        "norm": Statement(f_squares <= _NORM, where="for the same numbers"),
        "false alarms": Statement(P_quiet <= m * sp.exp(-_QUIET * tau**2), (tau >= 0, m >= 1)),
        "simpler": Statement(
            P_quiet <= m * sp.exp(-entries * tau**2 / (2 * _x)), (tau >= 0, m >= 1)
        ),
    },
    proofs={
        "entry": _entry,
        "sum": _sum,
        "norm": _norm,
        "false alarms": _alarms,
        "simpler": _simpler,
    },
    witnesses=(
        Step("explicit vectors", (Observed(_backgrounds, "a background, all signs, exactly"),)),
        Step(
            "exact law",
            (Observed(_law, "the package's law, in intervals", "sampled"),),
            ("norm", "false alarms", "simpler"),
        ),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("entry",)),
    ),
)

CLAIMS = (standard(vertex), standard(kantorovich))
