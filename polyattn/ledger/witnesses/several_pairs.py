"""Two data sets with k planted rows each: the gap between them at the best threshold.

The dense networks list every sign vector; beside them stands what is known of one planted row,
counted with a number t/k of copies that need not be whole. That k rows of one group are one row
among t/k is tried by the dense networks alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.counted import Counted
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.pairs import separations
from polyattn.ledger.witnesses.several import Groups, OneGroup, in_groups
from polyattn.ledger.witnesses.several_counted import Counted as Exact
from polyattn.ledger.witnesses.sides import indexed
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import M, S_m, area, k, x_0, x_1
from polyattn.symbolic.model import N, a, b, beta, c, d, m, t, theta
from polyattn.symbolic.pair import a0, a1, on

_FEATURES = (("0", "1/2"), ("1/2", "6/5"), ("0", "3"))
_SIZES = ((4, 2, 1), (4, 2, 2), (4, 5, 3), (5, 3, 2), (7, 2, 2))
_LARGE = ((7, 3, 2), (12, 5, 3), (28, 4, 2), (39, 7, 7))
_DEGREES = (1, 6, 30)
_HEIGHTS = ("1", "3", "6")


@cache
def _one_group(size: tuple[int, int, int], feature: str, degree: int) -> OneGroup:
    columns, copies, count = size
    return OneGroup(
        columns, copies, Fraction(feature), Fraction(3, 5), Fraction(2, 5), degree, count
    )


@cache
def _per_row(size: tuple[int, int, int], feature: str, degree: int) -> Any:
    per: Any = Fraction(size[1], size[2])
    return Counted(size[0], per, Fraction(feature), Fraction(3, 5), Fraction(2, 5), degree)


def _numbers(model: Any, size: tuple[int, int, int]) -> Values:
    """Return the letters of a data set, with the t that the statement means."""
    numbers = (*size, size[0] - 3, model.degree)
    plain = dict(zip((d, t, k, N, beta), map(Fraction, numbers), strict=True))
    return plain | {a: model.a, b: model.b, c: model.c}


def _pairs(make: Any, sizes: Any, names: set[Any]) -> Iterator[Values]:
    for size, features, degree in product(sizes, _FEATURES, _DEGREES):
        models = tuple(make(size, feature, degree) for feature in features)
        base = indexed(*(_numbers(model, size) for model in models))
        for width in ("1", "7"):
            (found,) = separations(*models, width=int(width))
            base |= {m: Fraction(width), s.S_one: found[S_m]}
            yield from (base | heights for heights in _heights(size, names))


def _heights(size: tuple[int, int, int], names: set[Any]) -> Iterator[Values]:
    """Yield the root of N, where it is whole, and heights of both kinds."""
    root = next((x for x in range(1, 7) if x * x == size[0] - 3), None)
    if not names & {M, x_0, x_1}:
        yield {}
    elif root:
        for low, high in product(_HEIGHTS, repeat=2):
            yield {M: Fraction(root), x_0: Fraction(low), x_1: Fraction(high)}


_GROUPS = ((4, 2, 1), (5, 1, 1), (5, 2, 2), (6, 1, 2))
_FAR_APART = (("0", "3/5", "2/5"), ("1", "3/5", "2/5"), ("4", "3/5", "2/5"))
_FEW = ("-12", "1/2", "3/2", "12")
_MANY = ((7, 2, 2), (18, 2, 4), (27, 3, 2), (38, 2, 6))
_PAIRED = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("3", "3/5", "2/5"))


def _two_networks(degrees: tuple[int, ...]) -> Iterator[tuple[Groups, Groups]]:
    pairs = [(_PAIRED[i], _PAIRED[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    for size, (low, high), degree in product(_GROUPS, pairs, degrees):
        yield in_groups(size, low, degree), in_groups(size, high, degree)


def _same_signs(names: set[Any]) -> Iterator[Values]:
    for low, high in _two_networks((1, 4)):
        base = indexed(low.values, high.values)
        if not names & s.SEVERAL_SIGNS:
            yield base
            continue
        for pair in zip(low.climbs, high.climbs, strict=True):
            yield base | indexed(*pair)


def _dense(names: set[Any]) -> Iterator[Values]:
    return _pairs(_one_group, _SIZES, names)


def _counted(names: set[Any]) -> Iterator[Values]:
    return _pairs(_per_row, _LARGE, names)


ONE_GROUP_DENSE = Step(
    "dense network", (Observed(_dense, "the dense network with k planted rows in a group"),)
)
ONE_GROUP_COUNTED = Step(
    "by counting", (Observed(_counted, "one planted row with t/k copies, by counting"),)
)


def _gaps(names: set[Any]) -> Iterator[Values]:
    for low, high in _two_networks((1, 2, 6)):
        yield from _told_apart(low, high, indexed(low.values, high.values))


def _told_apart(low: Any, high: Any, base: Values) -> Iterator[Values]:
    """Yield the largest gap of two models at two widths."""
    for width in (1, 7):
        (found,) = separations(low, high, width=width)
        yield base | {m: Fraction(width), s.S_several: found[S_m], s.area_several: found[area]}


@cache
def _exact(size: tuple[int, int, int], entries: tuple[str, ...], degree: int) -> Exact:
    first, second, third = map(Fraction, entries)
    return Exact(*size, (first, second, third), Fraction(degree), exact=True)


def _gaps_counted(names: set[Any]) -> Iterator[Values]:
    pairs = [(_PAIRED[i], _PAIRED[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    for size, (low, high), degree in product(_MANY, pairs, (1, 2, 6)):
        models = _exact(size, low, degree), _exact(size, high, degree)
        yield from _told_apart(*models, indexed(*(model.letters for model in models)))


GAPS_COUNTED = Step("by counting", (Observed(_gaps_counted, "the closed form, by counting"),))
GAPS = Step("dense network", (Observed(_gaps, "two dense networks, every sign vector"),))
SAME_SIGNS = Step(
    "dense network", (Observed(_same_signs, "two dense networks, every sign vector"),)
)


def _room(models: Any, root: int, names: set[Any]) -> Iterator[Values]:
    """Yield what is seen of two models at several heights, and about where these put thresholds."""
    low, high = models
    letters = [model.values if isinstance(model, Groups) else model.letters for model in models]
    base = indexed(*letters) | {M: Fraction(root)}
    for first, last in product(_FEW, repeat=2):
        at = base | {x_0: Fraction(first), x_1: Fraction(last)}
        for point in _told_apart(low, high, at):
            levels = _levels(point, root) if theta in names else ()
            for level in levels:
                chances = {on(s.p_several, i): _share(x, level) for i, x in enumerate(models)}
                yield point | chances | {theta: level}
            if not levels:
                yield point


def _share(model: Any, level: Fraction) -> Fraction:
    """Return Pr[X > level]."""
    return sum((chance for x, chance in model.atoms if x > level), Fraction(0))


def _levels(point: Values, root: int) -> tuple[Fraction, ...]:
    """Return thresholds from where data set 0 hardly reaches to where data set 1 still does."""
    h0, h1, u0, u1 = (point[on(x, i)] for x in (s.h_k, s.u_k) for i in (0, 1))
    first = point[c] + point[b] + point[a0] * h0 - point[b] * u0 * root * (root - point[x_0])
    last = point[c] + point[b] + point[a1] * h1 - point[b] * u1 * root * (root + point[x_1])
    return first - Fraction(1, 2), first, (first + last) / 2, last - Fraction(1, 1000), last


def _room_dense(names: set[Any]) -> Iterator[Values]:
    for count, degree in product((1, 2, 3), (4, 30)):
        for pair in (_FAR_APART[:2], _FAR_APART[1:]):
            models = [in_groups((6, 2, count), entries, degree) for entries in pair]
            yield from _room(models, 2, names)


def _room_counted(names: set[Any]) -> Iterator[Values]:
    for (root, count), degree in product(((3, 2), (4, 3), (6, 5)), (2, 30)):
        for pair in (_FAR_APART[:2], _FAR_APART[1:]):
            models = [_exact((root**2 + 2, 2, count), entries, degree) for entries in pair]
            yield from _room(models, root, names)


ROOM = Step("dense network", (Observed(_room_dense, "two dense networks, every sign vector"),))
ROOM_COUNTED = Step("by counting", (Observed(_room_counted, "the closed form, by counting"),))
