"""Chapter 10: how loud a background that varies can be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import exp
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Cited, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.ledger.witnesses.vectors import Vector, levels, vector
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.neuron import P_active, p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.vectors import Lambda, entries, g_i, g_squares, g_sum, rho, x_range

# The chance that one neuron fires, without a spike and with it.
OFF, ON = on(p_theta, 0), on(p_theta, 1)
_P0, _P1 = on(P_active, 0), on(P_active, 1)
_ONE = Fraction(1)
BACKGROUND_RANGES = {
    entries: ("2", "3", "10", "1000", "1000000", "1000000000000"),
    rho: ("11/10", "3/2", "2", "5", "50"),
    Lambda: ("1", "11/10", "5/4", "2", "10", "1/2"),
    epsilon: ("-1/2", "1/1000", "1/100", "1/10", "2/5", "49/100", "49/50"),
}


def chances_of(data: tuple[Vector, Vector], level: Fraction) -> Values:
    """Return the chances that one neuron fires, without a spike and with it."""
    return {x: each.exceeds(level) for x, each in zip((OFF, ON), data, strict=True)}


_x = x_range
_NORM = (1 + _x) ** 2 / (4 * entries * _x)
_VERTEX = (entries + k * (_x**2 - 1)) / (entries + k * (_x - 1)) ** 2
_SUMS = (sp.Eq(g_sum, entries + k * (_x - 1)), sp.Eq(g_squares, entries + k * (_x**2 - 1)))


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


vertex = Claim(
    "lem:vertex",
    "lemma",
    "The worst background has two levels",
    10,
    setting=(entries > 0, Lambda > 0),
    statements={
        "identity": Statement(
            sp.Eq(
                (1 + _x) ** 2 * (entries + k * (_x - 1)) ** 2
                - 4 * entries * _x * (entries + k * (_x**2 - 1)),
                ((_x - 1) * (entries - k * (1 + _x))) ** 2,
            )
        ),
        "bound": Statement(
            4 * entries * _x * g_squares <= (1 + _x) ** 2 * g_sum**2,
            _SUMS,
            "of n numbers k are Lambda^beta, and n - k are 1",
        ),
        "attained": Statement(sp.Eq(_VERTEX, _NORM), (sp.Eq(k, entries / (1 + _x)),)),
    },
    steps=(Step("a square", (Algebra(),)),),
    witnesses=(
        Step("explicit vectors", (Observed(_vertices, "a vector of two levels"),)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES)),
    ),
)

_SUM = g_squares <= (1 + _x) * g_sum - entries * _x
_SQUARE = sp.Eq(
    (1 + _x) ** 2 * g_sum**2 - 4 * entries * _x * ((1 + _x) * g_sum - entries * _x),
    ((1 + _x) * g_sum - 2 * entries * _x) ** 2,
)
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
            elif OFF in names:
                for level in levels(data, most=4):
                    for width in (1, 4):
                        chances = {OFF: data.exceeds(level), tau: level, m: Fraction(width)}
                        yield base | chances
            else:
                yield base


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law of backgrounds with 1, 12, 100 of 400 entries at the top."""
    for high, degree, text in product((1, 12, 100), (2, 6, 14), ("-1/2", "0", "1/10", "2/5")):
        data = VectorData(400, high=high, spread=Fraction(3, 2))
        powers = tuple(value**degree for value, count in data.levels for _ in range(count))
        chances = {OFF: chance(data, Fraction(degree), Fraction(text)), m: Fraction(2)}
        yield _of(powers, data.spread, degree) | chances | {tau: Fraction(text)}


def _weighted_tails() -> str:
    """Compare the bound with exact tails of weighted sums of up to eight signs."""
    seen = 0
    for scores in ((1, 2), (1, 1, 5), (1, 2, 3, 4), (7, 1, 1, 1, 1), (1, 2, 4, 8, 16, 32, 64, 1)):
        data = vector(tuple(map(Fraction, scores)), 1)
        norm = sum(weight**2 for weight in data.weights)
        for level in data.values:
            if level >= 0:
                seen += 1
                confirm(data.exceeds(level) <= exp(-(level**2) / (2 * norm)), f"{scores}, {level}")
    return f"{seen} exact tails of weighted sums of up to eight signs"


_ENTRY = r"""Divide every score by the least one that is allowed, $lo$: its power is a number $g_i\in[1,x]$ with
$x=\Lambda^\beta$, and $f_i=g_i/\sum g$. The weights do not change."""
_SUMMED = r"""Sum $g_i^2\le(1+x)\,g_i-x$ over the $n$ entries."""
_TAIL = r"""$X=\sum f_iy_i$ with independent signs, so $\Pr[X>\tau]\le e^{-\tau^2/2\|f\|^2}$, and $\|f\|^2$ is at most
$\frac{(1+x)^2}{4nx}$. Of $m$ neurons one fires with at most $m$ times the probability."""

kantorovich = Claim(
    "thm:kantorovich",
    "theorem",
    "Every background is quiet",
    10,
    setting=(entries > 0, Lambda >= 1, beta > 0),
    statements={
        "entry": Statement(g_i**2 <= (1 + _x) * g_i - _x, (g_i >= 1, g_i <= _x)),
        "sum": Statement(_SUM, where="over n numbers g_i between 1 and Lambda^beta"),
        "norm": Statement(
            g_squares / g_sum**2 <= _NORM, (g_sum > 0, _SUM), "the squared norm of f"
        ),
        "false alarms": Statement(_P0 <= m * sp.exp(-_QUIET * tau**2), (tau >= 0,)),
        "simpler": Statement(_QUIET >= entries / (2 * _x)),
    },
    steps=(
        Step("one entry", (Written(_ENTRY), Algebra()), ("entry",)),
        Step("add up", (Written(_SUMMED),), ("sum",)),
        Step("a square", (Algebra(_SQUARE), Algebra()), ("norm",)),
        Step("a simpler bound", (Algebra(),), ("simpler",)),
        Step(
            "a tail",
            (
                Cited(
                    "Hoeffding's inequality for weighted sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _weighted_tails,
                ),
                Written(_TAIL),
            ),
            ("false alarms",),
        ),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_backgrounds, "a background, all signs, exactly"),)),
        Step(
            "exact law",
            (Observed(_law, "the package's law, in intervals", "sampled"),),
            ("norm", "false alarms"),
        ),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("entry", "norm", "simpler")),
    ),
)

# Hoeffding's inequality and the union bound are not tight.
CLAIMS = (standard(vertex), standard(kantorovich, ("false alarms",)))
