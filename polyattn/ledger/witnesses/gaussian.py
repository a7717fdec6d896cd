"""Layers with Gaussian noise of one variance: the values of the letters of chapter 13c.

A chance over the noise is known to lie in a confidence interval; that it does not, once in
:math:`10^9`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, partial
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.gaussian_rows import (
    Noisy,
    at_spread,
    ball,
    exact_rows,
    rows_in_floats,
)
from polyattn.ledger.witnesses.observed import Observed

FALSE_ALARM = 1e-9

# d, t; a, b, c; the degree, sigma, the allowed error, and thresholds above b + c.
TRIALS = (
    ((5, 2), ("1/2", "1/2", "2"), 1, "1/100", "1/2", ("1/4", "3/4")),
    ((5, 2), ("2", "1/2", "3/2"), 4, "1/200", "1/2", ("1/8", "3/2", "5/2")),
    ((8, 3), ("3", "1", "2"), 6, "1/100", "1/2", ("1/8", "2", "7/2")),
    ((30, 2), ("3", "1", "2"), 8, "1/200", "1/4", ("1", "7/2")),
    ((5, 2), ("1", "1/2", "1/2"), 3, "1/4", "1/2", ("1/2", "3/2")),
)
DRAWS = 1500


@cache
def _counted(trial: int, width: int, subtracted: bool) -> tuple[Any, ...]:
    """Draw noise and signs; count where the event fails, and where the layer is active."""
    import numpy as np

    (d, t), entries, degree, sigma, epsilon, rooms = TRIALS[trial]
    a, b, c = (float(Fraction(x)) for x in entries)
    scale, n, draw = float(Fraction(sigma)), (d - 2) * t, np.random.default_rng(trial)
    x = np.sqrt(2 * np.log(4 * n**2 / float(Fraction(epsilon))))
    clean = np.hstack([np.zeros((n, 1)), b * np.tile(np.eye(d - 2), (t, 1)), np.full((n, 1), c)])
    clean[0, 0] = a
    right = clean @ clean.T + d * scale**2 * np.eye(n)
    p = a * a + b * b + c * c
    off = scale * x * (2 * np.sqrt(p) + scale * np.sqrt(2 * d) + scale * x)
    longest, missed = scale * (np.sqrt(d) + x), 0
    active = np.zeros(len(rooms), int)
    for _ in range(DRAWS):
        noise = scale * draw.standard_normal((n, d))
        scores = (clean + noise) @ (clean + noise).T
        f = np.abs(scores - subtracted * d * scale**2 * np.eye(n)) ** degree
        f /= f.sum(axis=1, keepdims=True)
        own = np.diag(f)
        weights = own + np.sqrt((f**2).sum(axis=1) - own**2)
        kept = np.linalg.norm(f @ noise, axis=1)
        three = noise[:, 0] + noise[:, -1] + noise[:, 1]
        good = (np.abs(scores - right) <= off).all() and (np.abs(three) <= 2 * scale * x).all()
        missed += not (good and (kept <= longest * weights + scale * x).all())
        signs = 2 * draw.integers(0, 2, (d, width)) - 1
        top = (f @ (clean + noise) @ signs).max()
        active += top > b + c + np.array([float(Fraction(room)) for room in rooms])
    return chance(missed), *map(chance, map(int, active))


def chance(count: int, draws: int = DRAWS) -> Any:
    """Return the chance behind a count, as the interval of Clopper and Pearson."""
    from flint import arb
    from scipy.stats import beta

    tail = FALSE_ALARM / 2
    low = beta.ppf(tail, count, draws - count + 1) if count else 0.0
    high = beta.isf(tail, count + 1, draws - count) if count < draws else 1.0
    return arb(low).union(arb(high))


def _drawn(names: set[Any], subtracted: bool = False) -> Iterator[Values]:
    """Count over noise and signs."""
    active = s.P_sub if subtracted else s.P_sigma
    for trial, width in product(range(len(TRIALS)), (1, 4)):
        size, entries, degree, sigma, epsilon, rooms = TRIALS[trial]
        a, b, c = map(Fraction, entries)
        layer = Noisy(size, (a, b, c), degree, Fraction(sigma), None, None)
        shares = _counted(trial, width, subtracted)
        point = layer.letters() | {s.epsilon: Fraction(epsilon), s.m: Fraction(width)}
        odds = 4 * ball(point[s.n] ** 2) / ball(Fraction(epsilon))
        point |= {s.x_sigma: (2 * odds.log()).sqrt()}
        for each in at_spread(point | {s.p_missed: shares[0]}):
            for room, share in zip(rooms, shares[1:], strict=True):
                yield each | {s.theta: b + c + Fraction(room), active: share}


_ROWS = ("self-score", "other scores", "kept noise", "entries")
_OF_A_ROW = ("odds", "planted", "row")
_CHANCES = ("silent", "active")


def _witnesses(
    rows: tuple[str, ...], chances: tuple[str, ...], subtracted: bool = False
) -> tuple[Step, ...]:
    """Return what reads rows off layers, and what draws layers."""
    exactly = partial(exact_rows, subtracted=subtracted)
    floats = partial(rows_in_floats, subtracted=subtracted)
    drawn = partial(_drawn, subtracted=subtracted)
    told = f"{DRAWS} drawn layers each, at a false-alarm rate of {FALSE_ALARM:g}"
    noisy = "rows of layers with Gaussian noise, in floats"
    return (
        Step("dense network", (Observed(exactly, "the dense network with noise, exactly"),), rows),
        Step("drawn rows", (Observed(floats, noisy, "sampled"),), rows),
        Step("drawn layers", (Observed(drawn, told, "sampled"),), chances),
    )


EVENTS = _witnesses(_ROWS, ("chance",))
GAUSSIAN = _witnesses(_OF_A_ROW, _CHANCES)
SUBTRACTED = _witnesses(_OF_A_ROW[1:], _CHANCES, subtracted=True)
