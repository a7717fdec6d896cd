r"""Chances, margins and gaps of a network far out, as intervals, from the weights of its rows.

A chance comes from Hoeffding's bound at 50 standard deviations, so that only thresholds nearer than
that to a level stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial, reduce
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.ledger.witnesses.law import some_of
from polyattn.symbolic.chances import S_m

_DEVIATIONS = 50
_WEIGHTS = (s.f_star, s.u_star, s.G_star, s.w_o, s.u_o)
_TRIPLES = tuple(product((1, -1), repeat=3))


def add_chances(point: Point, spoken: set[Any]) -> None:
    """Add the chances that a statement speaks of; weights first, which many points share."""
    places: tuple[Callable[[Any], Any], ...] = (
        lambda x: x, partial(s.on, dataset=0), partial(s.on, dataset=1)
    )  # fmt: skip
    for place in places:
        if place(s.p_theta) in spoken:
            _ = [point[place(x)] for x in _WEIGHTS]
            room = 1 / point[s.N].sqrt().sqrt()
            chance = _chance(point, point[s.theta], place(s.X), room)
            point[place(s.p_theta)] = chance
            point[place(s.P_active)] = _some_of(chance, point[s.m])
    if s.margin in spoken:
        point[s.margin] = _margin(point)
    if S_m in spoken:
        _ = [point[s.on(x, i)] for x in _WEIGHTS for i in (0, 1)]
        point[S_m] = _best_gap(point)


def _chance(point: Point, theta: Any, maximum: Any, room: Any) -> Any:
    """Return Pr[X > theta]: for each triple X at both ends of what S/N rarely leaves."""
    rare = 2 * (-(room**2) * point[s.N] / 2).exp()
    total = interval(0)
    for triple in _TRIPLES:
        signs = dict(zip((s.s_1, s.s_g, s.s_d), triple, strict=True)) | {s.y_g: 1}
        low, high = (
            evaluate(maximum, _given(point, {**signs, s.K: point[s.N] * (1 + side * room) / 2}))
            for side in (-1, 1)
        )
        total += interval(int(low > theta)).union(interval(int(not high <= theta)))
    return (total / 8 + rare.union(-rare)).intersection(interval(0).union(1))


def _some_of(chance: Any, width: Any) -> Any:
    """Return 1 - (1 - p)^m, where p may be 1 as well."""
    if not chance > interval(Fraction(1, 2)):
        return some_of(chance, width)
    silent = (1 - chance).upper()
    return 1 - (width * silent.log()).exp().union(interval(0))


def _given(point: Point, more: Mapping[Any, Any]) -> Point:
    fixed = {x: y for x, y in point.items() if not _is_random(x)}
    return Point({**fixed, **more}, exact=False)


@cache
def _is_random(letter: Any) -> bool:
    return bool(s.letters(letter) & {s.K, *s.SIGNS})


def _margin(point: Point) -> Any:
    """Return the largest difference over the corners where all other groups have one weight."""
    corners = product((1, -1), repeat=3)
    signs = ({s.y_1: i, s.y_own: j, s.y_top: k, s.y_sum: k * point[s.N]} for i, j, k in corners)
    ends = (Point({**point, **one, s.y_d: interval(0)}, exact=False) for one in signs)
    gains = [evaluate(s.on(s.X_y, 1), x) - evaluate(s.on(s.X_y, 0), x) for x in ends]
    return reduce(lambda x, y: x.max(y), gains)


def _best_gap(point: Point) -> Any:
    """Return the largest gap: at least that of some thresholds, at most a count of values of K."""
    rows = [(s.on(x, 0), s.on(x, 1)) for x in (s.V_star, s.V_s, s.V_o)]
    ends = [
        _given(point, {s.s_1: i, s.s_g: j, s.s_d: 1, s.y_g: 1, s.K: point[s.N] * plus})
        for i, j, plus in product((1, -1), (1, -1), (0, 1))
    ]
    shift = interval(0)
    for end, (low, high) in product(ends, rows):
        shift = shift.max(evaluate(high, end) - evaluate(low, end))
    step = 2 * point[s.b] * point[s.on(s.u_star, 0)].min(point[s.u_o])
    atom = (2 / (interval(0).pi() * point[s.N])).sqrt()
    most = (point[s.m] * (1 + shift / step) * atom).min(interval(1))
    top = _given(point, {s.s_1: 1, s.s_g: 1, s.s_d: 1, s.y_g: 1, s.K: point[s.N] / 2})
    theta = (evaluate(s.on(s.X, 0), top) + evaluate(s.on(s.X, 1), top)) / 2
    room = _DEVIATIONS / point[s.N].sqrt()
    silent = [1 - _chance(point, theta, s.on(s.X, i), room) for i in (0, 1)]
    least = (silent[0] ** point[s.m] - silent[1] ** point[s.m]).max(interval(0))
    return least.lower().union(most.upper())
