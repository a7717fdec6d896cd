"""Points for :class:`~polyattn.ledger.engine.enumeration.Observed`: one neuron, or two data sets.

:class:`Grid` goes through networks of one kind, dense or counted, and hands out what they say
about the letters of ``polyattn.symbolic.chances``: the least K with X > theta, the
separability at width m, the number of K at which the data sets differ, and so on. All of it is
read off the values of X.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise, product
from math import comb
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, holds
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.counted import TRIPLES, Cell, Counted
from polyattn.ledger.engine.dense import Network, Values
from polyattn.ledger.engine.enumeration import Observed
from polyattn.symbolic import chances as ch

Model = Network | Counted
_ONE = {s.X, s.X_up, s.V_star, s.V_s, s.V_o, s.K, s.S, *s.SIGNS}
_RUNS = {ch.g_gamma, ch.gamma}
_WIDE = {ch.S_m, ch.area, *_RUNS}
_PAIRED = {*_WIDE, ch.crossings}


@dataclass(frozen=True)
class Grid:
    """Every network of one kind, of the stated sizes, entries and degrees.

    Parameters
    ----------
    kind : type
        :class:`Network` or :class:`Counted`.
    sizes : tuple of (d, t)
        The sizes.
    entries : tuple of (a, b, c)
        Exact numbers as strings; with two data sets, every pair a_0 < a_1 of equal (b, c).
    degrees : tuple of int
        The degrees.
    extra : tuple of (letter, values), optional
        Values of letters that no network has, such as the width m.
    """

    kind: type[Network] | type[Counted]
    sizes: tuple[tuple[int, int], ...]
    entries: tuple[tuple[str, str, str], ...]
    degrees: tuple[int, ...]
    extra: tuple[tuple[Any, tuple[str, ...]], ...] = ((s.m, ("1", "2", "7")),)

    @property
    def witness(self) -> Observed:
        """The evidence that evaluates a statement at these points."""
        name = "the dense network" if self.kind is Network else "the closed form, by counting"
        sizes = ", ".join(f"({d}, {t})" for d, t in self.sizes)
        return Observed(self, f"{name}, exactly; (d, t) = {sizes}")

    def __call__(self, names: set[Any]) -> Iterator[Values]:
        """Yield the points."""
        choices = [[(x, Fraction(v)) for v in vs] for x, vs in self.extra if x in names]
        combinations = [dict(chosen) for chosen in product(*choices)]
        paired = names & (s.INDEXED | _PAIRED)
        for chosen in combinations:
            if paired:
                for pair in self._pairs():
                    for point in _two_data_sets(*pair, names, int(chosen.get(s.m, 1))):
                        yield point | chosen
            else:
                for entries in self.entries:
                    for one in self._models(entries):
                        for point in _one_data_set(one, names):
                            yield point | chosen

    def _models(self, entries: tuple[str, str, str]) -> Iterator[Model]:
        for (d, t), degree in product(self.sizes, self.degrees):
            a, b, c = map(Fraction, entries)
            yield _kept(self.kind(d, t, a, b, c, degree))

    def _pairs(self) -> Iterator[tuple[Model, Model]]:
        for low, high in product(self.entries, repeat=2):
            if Fraction(low[0]) < Fraction(high[0]) and low[1:] == high[1:]:
                yield from zip(self._models(low), self._models(high), strict=True)


@cache
def _kept(model: Model) -> Model:
    """Return one object a network, so that its cached properties serve every statement."""
    return model


def _one_data_set(model: Model, names: set[Any]) -> Iterator[Values]:
    base = model.values()
    law = names & {s.p_theta, s.P_active, *ch.FIRST_K.values()}
    levels = _levels(model) if s.theta in names or law else [{}]
    if law:
        for level in levels:
            yield base | level | _law(model, level[s.theta])
    elif names & _ONE:
        for point, level in product(_neurons(model), levels):
            yield base | point | level
    else:
        for level in levels:
            yield base | level


def _levels(*models: Model) -> list[Values]:
    return [{s.theta: x} for x in sorted({x for model in models for x in model.thresholds()})]


def _law(model: Model, theta: Fraction) -> Values:
    found: Values = {s.p_theta: _exceeds(model, theta)}
    for triple, letter in zip(TRIPLES, ch.FIRST_K.values(), strict=True):
        others = range(model.d - 2)
        firing = (plus for plus in others if _cells(model)[(*triple, plus)] > theta)
        found[letter] = Fraction(next(firing, model.d - 2))
    return found


@cache
def _exceeds(model: Model, theta: Fraction) -> Fraction:
    return model.exceeds(theta)


@cache
def _cells(model: Model) -> dict[Cell, Fraction]:
    """X by triple and K; on the dense network, every sign vector of a cell must agree."""
    if isinstance(model, Counted):
        return model.cells
    found: dict[Any, Fraction] = {}
    for point in model.sign_vectors():
        cell = tuple(int(point[x]) for x in (s.s_1, s.s_g, s.s_d, s.K))
        if found.setdefault(cell, point[s.X]) != point[s.X]:
            raise AssertionError(f"X is not a function of the triple and K: {cell}")
    return found


@cache
def _neurons(model: Model) -> list[Values]:
    """Every sign vector, or one for each cell, with X after one more plus sign."""
    cells = _cells(model)
    found = []
    for point in model.sign_vectors() if isinstance(model, Network) else _of_cells(cells, model.d):
        first, own, bias, plus = (int(point[x]) for x in (s.s_1, s.s_g, s.s_d, s.K))
        found.append(point | {s.X_up: cells.get((first, own, bias, plus + 1), point[s.X])})
    return found


def _of_cells(cells: dict[Cell, Fraction], d: int) -> Iterator[Values]:
    for (first, own, bias, plus), value in cells.items():
        signs = {s.s_1: first, s.s_g: own, s.s_d: bias, s.y_g: 1 if plus else -1}
        counts = {s.K: plus, s.S: 2 * plus - (d - 3)}
        yield {x: Fraction(v) for x, v in (signs | counts).items()} | {s.X: value}


def _two_data_sets(zero: Model, one: Model, names: set[Any], width: int) -> Iterator[Values]:
    base: Values = {}
    for index, model in enumerate((zero, one)):
        base |= {s.on(key, index): value for key, value in model.values().items()}
    if names & _WIDE:
        for run in _runs(zero, one, width) if names & _RUNS else [{}]:
            yield base | run | _separation(zero, one, width)
    elif names & {*s.INDEXED_LAW, ch.crossings}:
        for level in _levels(zero, one):
            theta = level[s.theta]
            chances = {s.on(s.p_theta, i): _exceeds(x, theta) for i, x in enumerate((zero, one))}
            if ch.crossings in names:
                chances[ch.crossings] = _crossings(zero, one, theta)
            yield base | level | chances
    else:
        levels = _levels(zero, one) if s.theta in names else [{}]
        pairs = zip(_neurons(zero), _neurons(one), strict=True)
        for (first, second), level in product(pairs, levels):
            yield (
                base
                | level
                | {s.on(x, i): v for i in (0, 1) for x, v in (first, second)[i].items()}
            )


def _crossings(zero: Model, one: Model, theta: Fraction) -> Fraction:
    """Return the largest number of K, over the triples, with X_1 > theta >= X_0."""
    low, high = _cells(zero), _cells(one)
    counts = (
        sum(high[(*x, k)] > theta >= low[(*x, k)] for k in range(zero.d - 2)) for x in TRIPLES
    )
    return Fraction(max(counts))


@cache
def _steps(zero: Model, one: Model, width: int) -> list[tuple[Fraction, Fraction]]:
    """List where Pr[F_1 > 0] - Pr[F_0 > 0] changes, and its value from there on."""
    low, high = (_silent(model, width) for model in (zero, one))
    atoms = sorted({*low, *high})
    steps, below, above = [], Fraction(0), Fraction(0)
    for atom in atoms:
        below, above = low.get(atom, below), high.get(atom, above)
        steps.append((atom, below - above))
    return steps


def _silent(model: Model, width: int) -> dict[Fraction, Fraction]:
    """Return Pr[F = 0] by theta, at each value of X: no neuron is above."""
    if isinstance(model, Network):
        chances = [(x, Fraction(1, 2**model.d)) for x in model.maxima]
    else:
        others = model.d - 3
        counts = [Fraction(comb(others, plus), 2**model.d) for plus in range(others + 1)]
        chances = sorted((x, counts[cell[-1]]) for cell, x in model.cells.items())
    totals = accumulate(chance for _, chance in chances)
    return {x: total**width for (x, _), total in zip(chances, totals, strict=True)}


@cache
def _separation(zero: Model, one: Model, width: int) -> Values:
    steps = _steps(zero, one, width)
    areas = ((y - x) * max(gap, Fraction(0)) for (x, gap), (y, _) in pairwise(steps))
    return {ch.S_m: max(gap for _, gap in steps), ch.area: sum(areas, Fraction(0))}


def _runs(zero: Model, one: Model, width: int) -> Iterator[Values]:
    """For each value of the gap: the longest interval around it where the gap is no less."""
    steps = _steps(zero, one, width)
    for place, (_, gap) in enumerate(steps[:-1]):
        if gap > 0:
            first = last = place
            while first > 0 and steps[first - 1][1] >= gap:
                first -= 1
            while steps[last][1] >= gap:  # beyond the last atom the gap is 0
                last += 1
            yield {ch.g_gamma: gap, ch.gamma: steps[last][0] - steps[first][0]}


def instance(kind: type[Network] | type[Counted]) -> Callable[[Claim, tuple[str, ...]], Any]:
    """Return a computation of the parts, exactly, at the one point that their equations name.

    For a statement that something can happen. The network is of the stated kind.
    """

    def computed(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
        for name in parts:
            part = claim.part(name)
            equations = (h for h in part.hypotheses if isinstance(h, sp.Eq) and h.rhs.is_Rational)
            values = {h.lhs: Fraction(int(h.rhs.p), int(h.rhs.q)) for h in equations}
            d, t, b, c, degree = (values[x] for x in (s.d, s.t, s.b, s.c, s.beta))
            for index, a in enumerate((values[s.a0], values[s.a1])):
                model = kind(int(d), int(t), a, b, c, int(degree))
                values[s.on(s.p_theta, index)] = model.exceeds(values[s.theta])
            shown = ", ".join(f"{x} = {v}" for x, v in values.items())
            if not holds(part.conclusion, Point(values)):
                return False, f"{part.conclusion} fails at {shown}"
        return True, f"in exact rationals: {shown}"

    return computed
