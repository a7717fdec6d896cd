"""Chapter 9d: gaps of very many neurons at very many groups, from the rows of the network."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise, product
from typing import Any

from polyattn.derivation.fact import conjuncts
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import compiled, tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.symbolic.chances import eta
from polyattn.symbolic.growth import Limit

_DIGITS = 60
# N, t, the degree, a_1 (a_0 is 0, b and c are 1), log m over log 10, and 1/eta.
_POINTS: tuple[tuple[Any, ...], ...] = (
    (10**10, 440, "9.2", "1", 700, 40),
    (10**14, 48_000, "14", "1", 7000, 40),
    (10**17, 2_900_000, "19.2", "1", 70_000, 400),
    (10**12, 3_700_000_000, "32", "1/2", 700, 40),
)
_GROWING = slice(3)
Count = Callable[[Any, Any], Any]  # T(k) by the number of coins and k


def fraction(count: Any, least: Any) -> Any:
    """Return a tail as an incomplete beta function, by its continued fraction."""
    from mpmath import mp

    count, least = int(count), int(mp.ceil(least))
    if least <= 0 or least > count:
        return mp.mpf(least <= 0)
    if 2 * least < count:  # the other tail is the small one
        return 1 - fraction(count, count - least + 1)
    heads, tails = mp.mpf(least), count - least + 1
    atom = mp.loggamma(count + 1) - mp.loggamma(heads) - mp.loggamma(tails)
    front = mp.exp(atom - (count + 1) * mp.log(2)) / heads
    low = 1 / (1 - (count + 1) / (2 * (heads + 1)))
    high, value, step, factor = mp.one, low, 0, mp.zero
    while abs(factor - 1) > 1e-18:
        step += 1
        even = step * (tails - step) / (2 * (heads + 2 * step - 1) * (heads + 2 * step))
        odd = -(heads + step) * (count + 1 + step)
        odd = odd / (2 * (heads + 2 * step) * (heads + 2 * step + 1))
        factor = mp.one
        for term in (even, odd):
            low, high = 1 / (1 + term * low), 1 + term / high
            value, factor = value * low * high, low * high
    return front * value


def _largest(point: tuple[Any, ...], feature: Any, signs: tuple[int, ...], heads: int) -> Any:
    """Return the pre-activation of a neuron: the largest of the three kinds of rows."""
    from mpmath import mp

    groups, copies, degree, *_ = point
    first, own, bias = signs
    planted, same = ((2 + x) ** mp.mpf(degree) for x in (feature**2, 0))
    mine, other = planted + (copies - 1) * same + copies * groups, copies * (same + groups)
    others, best = 2 * heads - groups, 1 if heads else -1
    rows = (
        (first * feature * planted + own * (planted + (copies - 1) * same) + copies * others)
        / mine,
        (first * feature * same + own * copies * same + copies * others) / other,
        (first * feature + best * copies * same + copies * (own + others - best)) / other,
    )
    return bias + max(rows)


def _chance(point: tuple[Any, ...], feature: Any, level: Any, count: Count) -> Any:
    """Add up the triples' tails; where each begins is found by halving."""
    total = 0
    for signs in product((1, -1), repeat=3):
        low, high = -1, point[0] + 1
        while high - low > 1:
            middle = (low + high) // 2
            fires = _largest(point, feature, signs, middle) > level
            low, high = (low, middle) if fires else (middle, high)
        if high <= point[0]:
            total += count(point[0], high)
    return total / 8


@cache
def _gap(point: tuple[Any, ...], count: Count) -> Any:
    """Return the largest gap over values of data set 0, from coarse steps to single ones."""
    from mpmath import mp

    groups, width = point[0], 10 ** point[4]
    feature = mp.mpf(int(point[3][0])) / int(point[3][-1]) if "/" in point[3] else mp.mpf(1)

    def at(heads: int) -> Any:
        level = _largest(point, mp.zero, (1, 1, 1), heads)
        both = (_chance(point, x, level, count) for x in (mp.zero, feature))
        silent = [mp.exp(width * mp.log1p(-x)) for x in both]
        return silent[0] - silent[1]

    place, step = groups // 2 + int(mp.sqrt(groups * mp.log(width) / 2)), int(mp.sqrt(groups) / 40)
    while step:
        place = max((place - step, place, place + step), key=at)
        step = step // 2 if at(place) >= max(at(place - step), at(place + step)) else step
    return at(place)


def _known(point: tuple[Any, ...]) -> tuple[Any, ...]:
    from mpmath import mp

    groups, copies, degree, entry, logarithm, _ = point
    feature = mp.mpf(1) / 2 if entry == "1/2" else mp.one
    sizes = groups, groups + 3, copies, mp.mpf(degree), mp.mpf(10) ** logarithm
    return (mp.zero, feature, mp.one, mp.one, *sizes)


def _bounds(count: Count, claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare the bounds with the gap at every point."""
    from mpmath import mp

    with mp.workdps(_DIGITS):
        for name, point in product(parts, _POINTS):
            part, known = claim.part(name), _known(point)
            letter = mp.one / point[-1]
            met = [compiled(x, eta)(*known, 0, letter) for x in part.hypotheses]
            if not all(met):
                return False, f"{name}: {part.hypotheses[met.index(False)]} fails at {point}"
            if not compiled(part.conclusion, eta)(*known, _gap(point, count), letter):
                return False, f"{name}: {part.conclusion} fails at {point}"
    return True, f"{len(_POINTS)} points up to N = 10^17 and m = 10^70000"


def _limits(count: Count, claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Follow points along which all that is assumed to vanish falls: so must the error."""
    from mpmath import mp

    with mp.workdps(_DIGITS):
        for name in parts:
            part = claim.part(name)
            (goal,) = conjuncts(part.conclusion)
            points = _POINTS[_GROWING]
            for limit in (*(x for x in part.hypotheses if x.has(Limit)), goal):
                off = compiled(limit.lhs.args[0] - limit.rhs)
                sizes = [abs(off(*_known(x), _gap(x, count))) for x in points]
                if not all(x > y for x, y in pairwise(sizes)) or sizes[-1] > mp.mpf("0.01"):
                    return False, f"{name}: {limit} is off by {sizes}"
    return True, "three points up to N = 10^17: it falls, in the end below a hundredth"


def at_points(*parts: str, limit: bool = False) -> tuple[Step, ...]:
    """Return two witnesses of parts on the gap of very many neurons: two ways to take a tail."""
    way = _limits if limit else _bounds
    return tuple(
        Step(f"rows, tails {name}", (Computed("sampled", partial(way, count)),), parts)
        for name, count in (("from the law", tail), ("by a continued fraction", fraction))
    )
