"""Layers that drown, drawn row by row without NumPy: a second look at chances over the noise.

A chance over the noise is known to lie in a confidence interval, as in
:mod:`~polyattn.ledger.witnesses.gaussian`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import exp, log, sqrt
from random import Random
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.gaussian import FALSE_ALARM, chance
from polyattn.symbolic import drowned as w

_D, _DEGREE, _POWER, _DRAWS = 24, 40, 9.0, 600
_FEATURES, _GROUP, _BIAS, _OWN = ("0", "1"), "1/2", "1/2", "1/1000"
_THRESHOLDS = ("0", "1", "3", "5")


def _seen(tokens: list[list[float]], signs: list[int]) -> tuple[float, float]:
    """Return what a neuron sees at most of the rows, and the least weight of a row on itself."""
    values = [sum(x * y for x, y in zip(token, signs, strict=True)) for token in tokens]
    most, own = -float("inf"), 1.0
    for j, query in enumerate(tokens):
        scores = [abs(sum(x * y for x, y in zip(query, key, strict=True))) for key in tokens]
        top = max(scores)
        weights = [exp(_DEGREE * log(score / top)) if score else 0.0 for score in scores]
        total = sum(weights)
        most = max(most, sum(x * y for x, y in zip(weights, values, strict=True)) / total)
        own = min(own, weights[j] / total)
    return most, own


@cache
def _drawn() -> tuple[list[float], list[float], int]:
    """Return what a neuron sees on either data set, draw by draw, and how many rows are loose."""
    seen: tuple[list[float], list[float]] = ([], [])
    draw, loose = Random(_D), 0
    group, bias = (float(Fraction(x)) for x in (_GROUP, _BIAS))
    for _ in range(_DRAWS):
        noise = [[draw.gauss(0, sqrt(_POWER / _D)) for _ in range(_D)] for _ in range(_D - 2)]
        signs = [draw.choice((-1, 1)) for _ in range(_D)]
        for i, feature in enumerate(_FEATURES):
            tokens = [list(row) for row in noise]
            tokens[0][0] += float(Fraction(feature))
            for k, token in enumerate(tokens):
                token[1 + k] += group
                token[-1] += bias
            most, own = _seen(tokens, signs)
            seen[i].append(most)
            loose += i == 0 and own < 1 - float(Fraction(_OWN))
    return *seen, loose


def layers(names: set[Any]) -> Iterator[Values]:
    """Yield layers with one token a group and one neuron, at several thresholds."""
    from flint import arb

    first, second, loose = _drawn()
    a0, a1, b, c = map(Fraction, (*_FEATURES, _GROUP, _BIAS))
    known: Any = {s.d: _D, s.N: _D - 3, s.t: 1, s.n: _D - 2, s.m: 1, s.nu: Fraction(_POWER)}
    known |= {s.a: a0, s.a0: a0, s.a1: a1, s.b: b, s.c: c, s.epsilon: _OWN, s.x_sigma: 4}
    point: Values = {letter: Fraction(value) for letter, value in known.items()}
    point[w.p_loose] = chance(loose, _DRAWS)
    gaps = [sum(x > y for x in second) - sum(x > y for x in first) for y in (*first, *second)]
    best, off = max(0, *gaps) / _DRAWS, 2 * sqrt(log(4 / FALSE_ALARM) / (2 * _DRAWS))
    point[w.S_sigma] = arb(max(0.0, best - off)).union(arb(min(1.0, best + off)))
    for theta in map(Fraction, _THRESHOLDS):
        quiet = sum(x <= theta for x in first)
        yield point | {s.theta: theta, w.p_quiet: chance(quiet, _DRAWS)}
