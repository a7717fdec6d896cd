"""Layers with Gaussian noise of one variance: the values of the letters of chapter 13c.

Tails come from SciPy, and from finite sums in intervals. A row is read off a noisy matrix in plain
Python, in exact rationals and roots of them, and off another in NumPy. A chance over the noise is
known to lie in a confidence interval; that it does not, once in :math:`10^9`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed

_PLACES = ("0", "1/2", "1", "2", "3", "8")
FALSE_ALARM = 1e-9


def _laws(names: set[Any]) -> Iterator[Values]:
    """Tails of the laws of single numbers and of sums of squares, by SciPy."""
    from scipy.stats import chi2

    for place, size in product(map(Fraction, _PLACES), (1, 2, 3, 6, 40, 1000)):
        x, width = float(place), float((2 * size) ** 0.5)
        above, below = chi2.sf(size + width * x + x * x, size), chi2.cdf(size - width * x, size)
        point: Values = {s.x_sigma: place, s.N: Fraction(size - 3), s.d: Fraction(size)}
        yield point | {s.p_above: near(above), s.p_below: near(below)}


def _sums(names: set[Any]) -> Iterator[Values]:
    """Add up the tails of an even number of squares: half of their sum is a waiting time."""
    from flint import arb

    for place, size in product(map(Fraction, _PLACES), (2, 4, 10, 60)):
        x = arb(place.numerator) / place.denominator
        width = (2 * arb(size)).sqrt()
        above, below = _waits(size // 2, (size + width * x + x * x) / 2), arb(0)
        if size > width * x:
            below = 1 - _waits(size // 2, (size - width * x) / 2)
        point: Values = {s.x_sigma: place, s.N: Fraction(size - 3), s.d: Fraction(size)}
        yield point | {s.p_above: above, s.p_below: below}


def _waits(events: int, time: Any) -> Any:
    """Return the chance that fewer than so many events of a Poisson process have happened."""
    term = total = (-time).exp()
    for k in range(1, events):
        term = term * time / k
        total = total + term
    return total


@dataclass(frozen=True)
class _Noisy:
    """A layer with noise; the planted row is row 0."""

    sizes: tuple[int, int]
    entries: tuple[Fraction, Fraction, Fraction]
    degree: int
    sigma: Fraction
    clean: Any
    noise: Any

    def letters(self) -> Values:
        """Return what all rows share."""
        (d, t), (a, b, c) = self.sizes, self.entries
        known: Any = {s.d: d, s.N: d - 3, s.t: t, s.n: (d - 2) * t, s.a: a, s.b: b, s.c: c}
        known |= {s.beta: self.degree, s.sigma: self.sigma, s.nu: d * self.sigma**2}
        return {x: Fraction(value) for x, value in known.items()}

    def right(self, row: int) -> Fraction:
        """Return the power of the self-score that a row would have under orthogonal noise."""
        (d, _), (a, b, c) = self.sizes, self.entries
        own = b * b + c * c + d * self.sigma**2
        return Fraction(own + a * a * (row == 0)) ** self.degree


def _read(layer: _Noisy, row: int) -> Values:
    """Read the letters of a row off its matrix, and of the other whose score is farthest off."""
    clean, noise = layer.clean, layer.noise
    noisy = [[x + e for x, e in zip(*pair, strict=True)] for pair in zip(clean, noise, strict=True)]
    scores = [_dot(noisy[row], x) for x in noisy]
    far = [k != row and abs(scores[k] - _dot(clean[row], x)) for k, x in enumerate(clean)]
    other = max(range(len(clean)), key=far.__getitem__)
    powers = [x**layer.degree for x in scores]
    total = sum(powers)
    f = [x / total for x in powers]
    kept = [_dot(f, column) for column in zip(*noise, strict=True)]
    rest = [_dot(f[:row] + f[row + 1 :], x[:row] + x[row + 1 :]) for x in zip(*noise, strict=True)]
    rest_squared, along = _dot(rest, rest), _dot(rest, noisy[row]) ** 2 / scores[row]
    itself = powers[row]
    others = [x for k, x in enumerate(powers) if k != row]
    squares = sum(x * x for x in others)
    return {
        s.i_jj: _dot(clean[row], noise[row]),
        s.i_jk: _dot(noisy[row], noise[other]),
        s.i_kj: _dot(clean[other], noise[row]),
        s.e_squared: _dot(noise[row], noise[row]),
        s.clean_jj: _dot(clean[row], clean[row]),
        s.clean_jk: _dot(clean[row], clean[other]),
        s.s_jj: scores[row],
        s.s_jk: scores[other],
        s.e_three: noise[row][0] + noise[row][1] + noise[row][-1],
        s.w_norm: root(_dot(kept, kept)),
        s.w_across: root(rest_squared - along),
        s.w_along: root(along),
        s.f_self: f[row],
        s.f_off: root(squares / total**2),
        s.squares_off: squares,
        s.x_in: layer.right(row),
        s.x_in_up: itself,
        s.x_out_up: sum(others),
    }


def _dot(x: Any, y: Any) -> Any:
    return sum((u * v for u, v in zip(x, y, strict=True)), Fraction(0))


def root(square: Any) -> Any:
    """Return the root of a rational number, as a ball."""
    from flint import arb, fmpq

    whole = Fraction(square)
    return arb(fmpq(whole.numerator, whole.denominator)).sqrt()


_SIZES = ((4, 1), (4, 2), (5, 2))
_ENTRIES = (("1/2", "1", "1"), ("0", "1/2", "2"), ("2", "1/3", "3/2"))
_SIGMAS = ("1/400", "1/40", "1/4", "1")


@cache
def rational_layers() -> tuple[_Noisy, ...]:
    """Return small layers with noise whose entries are rational."""
    made = []
    for size, entries, degree, sigma in product(_SIZES, _ENTRIES, (1, 3), map(Fraction, _SIGMAS)):
        a, b, c = map(Fraction, entries)
        clean = Dense(*size, a, b, c, degree).matrix
        draw = random.Random(str((size, entries, degree, sigma)))
        noise = [
            [sigma * Fraction(round(64 * draw.gauss(0, 1)), 64) for _ in token] for token in clean
        ]
        made.append(_Noisy(size, (a, b, c), degree, sigma, clean, noise))
    return tuple(made)


def _exactly(names: set[Any]) -> Iterator[Values]:
    for layer, allowed in product(rational_layers(), ("1/5", "1", "3")):
        rows = range(len(layer.clean))
        for row in (0, 1, rows[-1]):
            point = layer.letters() | {s.x_sigma: Fraction(allowed)} | _read(layer, row)
            yield from _at_spread(point)


def _at_spread(point: Values) -> Iterator[Values]:
    """Let the scores be off by what is allowed, by twice that, and by too little."""
    from flint import arb

    p = point[s.a] ** 2 + point[s.b] ** 2 + point[s.c] ** 2
    sigma, x = point[s.sigma], _ball(point[s.x_sigma])
    spread = 2 * root(p) + _ball(sigma) * root(2 * point[s.d]) + _ball(sigma) * x
    for factor in (arb("1.0001"), arb(2), arb("0.3")):
        off = _ball(sigma) * x * spread * factor
        r = _ball(point[s.c] ** 2)
        more: Values = {s.zeta: off}
        if off < r:
            more[s.H_zeta] = (r / (r - off)) ** int(point[s.beta])
        yield point | more


def _ball(value: Any) -> Any:
    from flint import arb, fmpq

    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(value)


def near(value: Any, error: float = 1e-12) -> Any:
    """Return a float with what some roundings may have done to it, as a ball."""
    from flint import arb

    return arb(float(value), error * max(1.0, abs(float(value))))


# d, t; a, b, c; the degree, sigma, the allowed error, and thresholds above b + c.
_TRIALS = (
    ((5, 2), ("1/2", "1/2", "2"), 1, "1/100", "1/2", ("1/4", "3/4")),
    ((5, 2), ("2", "1/2", "3/2"), 4, "1/200", "1/2", ("1/8", "3/2", "5/2")),
    ((8, 3), ("3", "1", "2"), 6, "1/100", "1/2", ("1/8", "2", "7/2")),
    ((30, 2), ("3", "1", "2"), 8, "1/200", "1/4", ("1", "7/2")),
    ((5, 2), ("1", "1/2", "1/2"), 3, "1/4", "1/2", ("1/2", "3/2")),
)
_DRAWS = 1500


@cache
def _counted(trial: int, width: int) -> tuple[Any, ...]:
    """Draw noise and signs; count where the event fails, and where the layer is active."""
    import numpy as np

    (d, t), entries, degree, sigma, epsilon, rooms = _TRIALS[trial]
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
    for _ in range(_DRAWS):
        noise = scale * draw.standard_normal((n, d))
        scores = (clean + noise) @ (clean + noise).T
        f = np.abs(scores) ** degree
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


def chance(count: int, draws: int = _DRAWS) -> Any:
    """Return the chance behind a count, as the interval of Clopper and Pearson."""
    from flint import arb
    from scipy.stats import beta

    tail = FALSE_ALARM / 2
    low = beta.ppf(tail, count, draws - count + 1) if count else 0.0
    high = beta.isf(tail, count + 1, draws - count) if count < draws else 1.0
    return arb(low).union(arb(high))


def _drawn(names: set[Any]) -> Iterator[Values]:
    """Count over noise and signs."""
    for trial, width in product(range(len(_TRIALS)), (1, 4)):
        size, entries, degree, sigma, epsilon, rooms = _TRIALS[trial]
        a, b, c = map(Fraction, entries)
        layer = _Noisy(size, (a, b, c), degree, Fraction(sigma), None, None)
        shares = _counted(trial, width)
        point = layer.letters() | {s.epsilon: Fraction(epsilon), s.m: Fraction(width)}
        odds = 4 * _ball(point[s.n] ** 2) / _ball(Fraction(epsilon))
        point |= {s.x_sigma: (2 * odds.log()).sqrt()}
        for each in _at_spread(point | {s.p_missed: shares[0]}):
            for room, share in zip(rooms, shares[1:], strict=True):
                yield each | {s.theta: b + c + Fraction(room), s.P_sigma: share}


def _some_rows(names: set[Any]) -> Iterator[Values]:
    """Read rows off matrices with Gaussian noise, in NumPy."""
    import numpy as np

    for seed in range(40):
        draw = np.random.default_rng(seed)
        d, t, degree = (
            int(x) for x in (draw.integers(4, 12), draw.integers(1, 4), draw.integers(1, 9))
        )
        a, b, c = (Fraction(int(x), 4) for x in draw.integers(1, 9, 3))
        sigma, x = (
            Fraction(int(draw.integers(1, 30)), 2000),
            Fraction(int(draw.choice([1, 4, 8])), 2),
        )
        groups, n = d - 2, (d - 2) * t
        clean = np.zeros((n, d))
        clean[0, 0], clean[:, -1] = a, c
        clean[np.arange(n), 1 + np.arange(n) % groups] = b
        noise = float(sigma) * draw.standard_normal((n, d))
        noisy = clean + noise
        scores = noisy @ noisy.T
        powers = scores**degree
        f = powers / powers.sum(axis=1, keepdims=True)
        kept, own = f @ noise, np.diag(f)
        layer = _Noisy((d, t), (a, b, c), degree, sigma, None, None)
        for row in (0, 1):
            k = int(np.delete(abs(scores - clean @ clean.T)[row], row).argmax())
            k += k >= row
            rest = kept[row] - f[row, row] * noise[row]
            along = rest @ noisy[row] / np.sqrt(scores[row, row])
            off = np.delete(powers[row], row)
            numbers = {
                s.i_jj: clean[row] @ noise[row],
                s.i_jk: noisy[row] @ noise[k],
                s.i_kj: clean[k] @ noise[row],
                s.e_squared: noise[row] @ noise[row],
                s.clean_jj: clean[row] @ clean[row],
                s.clean_jk: clean[row] @ clean[k],
                s.s_jj: scores[row, row],
                s.s_jk: scores[row, k],
                s.e_three: noise[row, [0, 1, -1]].sum(),
                s.w_norm: np.linalg.norm(kept[row]),
                s.w_across: np.sqrt(max(0.0, rest @ rest - along**2)),
                s.w_along: abs(along),
                s.f_self: own[row],
                s.f_off: np.sqrt((np.delete(f[row], row) ** 2).sum()),
                s.squares_off: (off**2).sum(),
                s.x_in_up: powers[row, row],
                s.x_out_up: off.sum(),
            }
            read = {letter: near(value) for letter, value in numbers.items()}
            point = layer.letters() | {s.x_sigma: x, s.x_in: layer.right(row)}
            yield from _at_spread(point | read)


_ROWS = ("self-score", "other scores", "kept noise", "entries")
_OF_A_ROW = ("odds", "planted", "row")
_EXACT = Observed(_exactly, "the dense network with noise, exactly")
_FLOATS = Observed(_some_rows, "rows of layers with Gaussian noise, in floats", "sampled")
_TRIED = Observed(
    _drawn, f"{_DRAWS} drawn layers each, at a false-alarm rate of {FALSE_ALARM:g}", "sampled"
)
TAILS = (
    Step("exact laws", (Observed(_sums, "finite sums, in intervals", "certified"),)),
    Step("laws in floats", (Observed(_laws, "SciPy's laws", "sampled"),)),
)
EVENTS = (
    Step("dense network", (_EXACT,), _ROWS),
    Step("drawn rows", (_FLOATS,), _ROWS),
    Step("drawn layers", (_TRIED,), ("chance",)),
)
GAUSSIAN = (
    Step("dense network", (_EXACT,), _OF_A_ROW),
    Step("drawn rows", (_FLOATS,), _OF_A_ROW),
    Step("drawn layers", (_TRIED,), ("silent", "active")),
)
