"""Layers in which every row attends to itself, and normal numbers beside one another.

Rows are read off a noisy matrix in exact rationals, and off others in NumPy; they share no code. A
chance over the noise is known to lie in a confidence interval, as in
:mod:`~polyattn.ledger.witnesses.gaussian`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import log, sqrt
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.drowned_rows import layers
from polyattn.ledger.witnesses.gaussian import FALSE_ALARM, chance
from polyattn.ledger.witnesses.gaussian_rows import near, rational_layers, root
from polyattn.ledger.witnesses.observed import Observed
from polyattn.symbolic import drowned as w


def _exactly(names: set[Any]) -> Iterator[Values]:
    for layer in rational_layers():
        noisy = [
            [x + e for x, e in zip(*y, strict=True)]
            for y in zip(layer.clean, layer.noise, strict=True)
        ]
        powers = [[_dot(x, y) ** (2 * layer.degree) for y in noisy] for x in noisy]
        for signs in _few_signs(len(noisy[0])):
            tokens, noises = ([_dot(x, signs) for x in y] for y in (noisy, layer.noise))
            rows = [_dot(x, tokens) / sum(x) for x in powers]
            top = max(range(len(tokens)), key=lambda j: tokens[j])
            weight = powers[top][top] / sum(powers[top])
            point = layer.letters() | {w.T_max: tokens[top], w.T_min: min(tokens)}
            point |= {w.X_sigma: max(rows), s.f_self: weight}
            point |= {s.s_1: signs[0], s.s_d: signs[-1]}
            yield from _allowed(point, max(map(abs, noises)))


def _few_signs(size: int) -> Iterator[tuple[int, ...]]:
    """Take all triples of the signs that have a name, and two choices of all others."""
    for first, last, rest in product((1, -1), repeat=3):
        yield (first, *(rest if k % 2 else 1 for k in range(size - 2)), last)


def _allowed(point: Values, farthest: Any) -> Iterator[Values]:
    """Allow to a row what it gives away, or more, or too little; and to the noise likewise."""
    given_away = 1 - point[s.f_self]
    for share, x in product(map(Fraction, ("1", "2", "1/2")), map(Fraction, ("1", "2", "1/3"))):
        reach = _as_ball(x) * _as_ball(farthest) / root(point[s.nu])
        yield point | {
            s.epsilon: given_away * _like(share, given_away),
            s.x_sigma: reach * (1 + 1e-9),
        }


def _dot(x: Any, y: Any) -> Any:
    return sum((u * v for u, v in zip(x, y, strict=True)), Fraction(0))


def _like(share: Any, value: Any) -> Any:
    return share if isinstance(value, Fraction) else _as_ball(share)


def _as_ball(value: Any) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def _in_floats(names: set[Any]) -> Iterator[Values]:
    import numpy as np

    for seed in range(60):
        draw = np.random.default_rng(seed)
        d, t = int(draw.integers(4, 12)), int(draw.integers(1, 4))
        a, b, c = (Fraction(int(x), 4) for x in draw.integers(1, 9, 3))
        sigma, n = Fraction(int(draw.integers(1, 40)), 20), (d - 2) * t
        noise = float(sigma) * draw.standard_normal((n, d))
        noisy = noise + _clean(d, t, a, b, c)
        f = np.abs(noisy @ noisy.T) ** int(draw.choice([1, 4, 30]))
        f /= f.sum(axis=1, keepdims=True)
        signs = 2 * draw.integers(0, 2, d) - 1
        tokens, top = noisy @ signs, int((noisy @ signs).argmax())
        point: Values = {s.a: a, s.b: b, s.c: c, s.nu: d * sigma**2}
        point |= {w.T_max: near(tokens[top]), w.T_min: near(tokens.min())}
        point |= {w.X_sigma: near((f @ tokens).max()), s.f_self: near(f[top, top])}
        point |= {s.s_1: Fraction(int(signs[0])), s.s_d: Fraction(int(signs[-1]))}
        yield from _allowed(point, near(abs(noise @ signs).max()))


def _clean(d: int, t: int, a: Any, b: Any, c: Any) -> Any:
    """Return the clean tokens, the planted one first."""
    import numpy as np

    rows = np.arange((d - 2) * t)
    clean = np.zeros((len(rows), d))
    clean[0, 0], clean[:, -1] = float(a), float(c)
    clean[rows, 1 + rows % (d - 2)] = float(b)
    return clean


_COUNTS = ("3/2", "2", "10", "1000", "1000000")
_PLACES = ("0", "1/4", "1/2", "9/10", "1")


def _leads(names: set[Any]) -> Iterator[Values]:
    """Be ahead of real numbers of rivals, by SciPy's quadrature."""
    from scipy.integrate import quad
    from scipy.stats import norm

    for count, share in product(map(Fraction, _COUNTS), map(Fraction, _PLACES)):
        lead = Fraction(sqrt(2 * log(count)) * float(share)).limit_denominator(1000)
        density = lambda u, k=float(count), x=float(lead): norm.pdf(u - x) * norm.cdf(u) ** (k - 1)  # noqa: E731
        found = quad(density, -12, 20, limit=400, points=[float(lead)])[0]
        ahead = w.Ahead(w.rivals, w.lead_noise)
        yield {w.rivals: count, w.lead_noise: lead, ahead: near(found, 1e-9)}


def _leads_drawn(names: set[Any]) -> Iterator[Values]:
    """Be ahead of a whole number of rivals, as often as drawn numbers are."""
    import numpy as np

    for count, share in product((2, 10, 200), map(Fraction, _PLACES)):
        lead = Fraction(sqrt(2 * log(count)) * float(share)).limit_denominator(1000)
        numbers = np.random.default_rng(count).standard_normal((20000, count))
        wins = int((numbers[:, 0] + float(lead) > numbers[:, 1:].max(axis=1)).sum())
        ahead = w.Ahead(w.rivals, w.lead_noise)
        yield {w.rivals: Fraction(count), w.lead_noise: lead, ahead: chance(wins, 20000)}


def _densities(names: set[Any]) -> Iterator[Values]:
    """Differentiate the law of the largest of some normal numbers with means at random."""
    import numpy as np
    from scipy.stats import norm

    places = np.linspace(-6, 9, 3001)
    for count, spread in product((2, 3, 10, 300), (0.0, 0.3, 2.0)):
        means = np.random.default_rng(count).normal(0, spread, count) if spread else np.zeros(count)
        law = np.exp(norm.logcdf(places[:, None] - means).sum(axis=1))
        steepest = np.gradient(law, places).max()
        for power in map(Fraction, ("1/4", "1", "9")):
            found = steepest / sqrt(power)
            yield {s.n: Fraction(count), s.nu: power, w.densest: near(found, 1e-3)}


def _equal_means(names: set[Any]) -> Iterator[Values]:
    """Evaluate the density of the largest of numbers that have one mean, in intervals."""
    from flint import arb

    for count, power in product((2, 20, 10**4, 10**9), map(Fraction, ("1/4", "1", "9"))):
        most = arb(0)
        for step in range(-40, 200):
            u = arb(step) / 20
            below = 1 - (u / arb(2).sqrt()).erfc() / 2
            most = most.max(
                count * (-u * u / 2).exp() / (2 * arb.pi()).sqrt() * below ** (count - 1)
            )
        yield {s.n: Fraction(count), s.nu: power, w.densest: most / root(power)}


# d, t; a_0, a_1, b, c; the power of the noise, epsilon, and the allowed x.
_TRIALS = (
    ((130, 1), ("0", "2", "3/5", "2/5"), 4, "1/1000", "5"),
    ((80, 2), ("1/2", "7/2", "1/2", "1/4"), 9, "1/1000", "5"),
)
_DRAWS = 1000
_NEURONS = 3


@cache
def _drawn(trial: int) -> tuple[Any, int]:
    """Draw noise and signs: what each neuron sees at most on either data set; how many are loose.

    The degree is 16.
    """
    import numpy as np

    (d, t), (a0, a1, b, c), power, epsilon, _ = _TRIALS[trial]
    draw, least = np.random.default_rng(trial), 1 - float(Fraction(epsilon))
    clean = [_clean(d, t, *map(Fraction, (a, b, c))) for a in (a0, a1)]
    seen, loose = np.zeros((2, _DRAWS, _NEURONS)), 0
    for k in range(_DRAWS):
        noise = sqrt(power / d) * draw.standard_normal(clean[0].shape)
        signs = 2.0 * draw.integers(0, 2, (d, _NEURONS)) - 1
        for i, tokens in enumerate(clean):
            f = (tokens + noise) @ (tokens + noise).T
            for _ in range(4):
                f *= f
            f /= f.sum(axis=1, keepdims=True)
            seen[i, k] = (f @ ((tokens + noise) @ signs)).max(axis=0)
            loose += bool(i == 0 and (np.diag(f) < least).any())
    return seen, loose


def _layers(names: set[Any]) -> Iterator[Values]:
    for trial, width in product(range(len(_TRIALS)), (1, _NEURONS) if s.m in names else (1,)):
        (d, t), entries, power, epsilon, x = _TRIALS[trial]
        seen, loose = _drawn(trial)
        a0, a1, b, c = map(Fraction, entries)
        known: Any = {s.d: d, s.N: d - 3, s.t: t, s.n: (d - 2) * t, s.m: width, s.nu: power}
        known |= {s.a: a0, s.a0: a0, s.a1: a1, s.b: b, s.c: c, s.epsilon: epsilon, s.x_sigma: x}
        point: Values = {letter: Fraction(value) for letter, value in known.items()}
        point[w.p_loose] = chance(loose, _DRAWS)
        point[w.S_sigma] = _best_gap(seen[:, :, :width].max(axis=2))
        for theta in map(Fraction, ("0", "2", "4", "6")):
            quiet = int((seen[0, :, 0] <= theta).sum())
            yield point | {s.theta: theta, w.p_quiet: chance(quiet, _DRAWS)}


def _best_gap(seen: Any) -> Any:
    """Return the best gap: by Massart's inequality neither law is far from its counts."""
    import numpy as np
    from flint import arb

    off = sqrt(log(4 / FALSE_ALARM) / (2 * _DRAWS))
    places = np.sort(seen.ravel())
    laws = [np.searchsorted(np.sort(x), places, side="right") / _DRAWS for x in seen]
    best = float((laws[0] - laws[1]).max())
    return arb(max(0.0, best - 2 * off)).union(arb(min(1.0, best + 2 * off)))


_EXACT = Observed(_exactly, "the dense network with noise, exactly")
_FLOATS = Observed(_in_floats, "layers with Gaussian noise, in floats", "sampled")
_TRIED = Observed(
    _layers, f"{_DRAWS} drawn layers each, at a false-alarm rate of {FALSE_ALARM:g}", "sampled"
)
LOCKED_ROWS = (Step("dense network", (_EXACT,)), Step("drawn layers", (_FLOATS,)))
LEADS = (
    Step("quadrature", (Observed(_leads, "integrals, in floats", "sampled"),)),
    Step("drawn numbers", (Observed(_leads_drawn, "20000 drawn rows of numbers each", "sampled"),)),
)
DENSITIES = (
    Step("equal means", (Observed(_equal_means, "densities in intervals", "certified"),)),
    Step("any means", (Observed(_densities, "densities in floats", "sampled"),)),
)
_ROW_BY_ROW = Observed(layers, "layers drawn row by row, without NumPy", "sampled")
DROWNED = (Step("drawn layers", (_TRIED,)), Step("row by row", (_ROW_BY_ROW,)))
