r"""A witness for limits: the quantity itself at :math:`n=10^{1000}`, a little on either side.

Degrees stand 5 % from each degree that the statement or the book names, and further off. Weights
come from the closed form in interval arithmetic. A chance comes from Hoeffding's bound at 50
standard deviations, :math:`2e^{-1250}`, so that only thresholds nearer than that to a level stay
open; :math:`S_m` lies between the best of some thresholds and a count of values of K.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial, reduce
from itertools import product
from typing import Any, ClassVar

import sympy as sp

from polyattn import symbolic as s
from polyattn._arb import at_precision
from polyattn.derivation.evaluate import Point, evaluate, holds, interval, undefined
from polyattn.derivation.fact import conjuncts
from polyattn.derivation.statement import Statement, letters
from polyattn.ledger.claim import Claim, Outcome, Refutation
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.law import some_of
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.limits import LOWER, Limit, Way

DIGITS = 1000
_BITS = 4096  # n has 3322
_NEAR = Fraction(1, 20)  # how near to its limit a quantity is, so far out
AWAY = (Fraction(1, 2), 1 - _NEAR, 1 + _NEAR, Fraction(2))
_DEVIATIONS = 50
_DEGREES = (s.kappa_pr, s.kappa_pq, s.kappa_group)
_WEIGHTS = (s.f_star, s.u_star, s.G_star, s.w_o, s.u_o)
_NO_SENSE = "undefined:"
_TRIPLES = tuple(product((1, -1), repeat=3))


@dataclass(frozen=True)
class FarOut:
    r"""The limits of a part, evaluated far out at degrees around those that have a name.

    Parameters
    ----------
    entries : tuple of tuple of str
        (a, b, c), or (a_0, a_1, b, c).
    shares : tuple of str
        The values of :math:`\delta`.
    extra : mapping of sympy.Symbol to tuple of sympy.Expr, optional
        Further letters, such as thresholds and widths, in terms of the entries and the sizes.
    """

    name: ClassVar[str] = "far out"

    entries: tuple[tuple[str, ...], ...]
    shares: tuple[str, ...] = ("1/10", "4/5", "1")
    extra: Mapping[Any, tuple[Any, ...]] = field(default_factory=dict)

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Evaluate every limit of the parts."""
        count = 0
        for name in parts:
            seen, bad = self._run(claim.part(name))
            if bad or not seen:
                return Outcome("certified", False, f"{name}: {bad or 'no point far out meets it'}")
            count += seen
        return Outcome("certified", True, f"{count} values at n = 10^{DIGITS}, in intervals")

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return a point far out where a quantity is not near its limit."""
        for name in parts:
            if bad := self._run(claim.part(name))[1]:
                lost = bad.startswith(_NO_SENSE)
                return Refutation(bad, "definition" if lost else "statement")
        return None

    def _run(self, part: Statement) -> tuple[int, str]:
        """Return how many values were near their limits, and the first that certainly is not."""
        wanted = [x for x in conjuncts(part.conclusion) if isinstance(x.lhs, Limit)]
        spoken = letters(part, powers=True)
        seen = 0
        with at_precision(_BITS):
            for point in self._points(part, wanted[0].lhs.way, spoken):
                met = _met(part, point)
                if isinstance(met, str):
                    return seen, f"{_NO_SENSE} {met} at {_told(point, self.extra)}"
                if not met:
                    continue
                _add_chances(point, spoken)
                for relation in wanted:
                    near = _is_near(relation, point)
                    if near is False:
                        return seen, f"{relation} is not near at {_told(point, self.extra)}"
                    seen += near is True
        return seen, ""

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out on a way of growing."""
        chances = {S_m, s.p_theta, *s.INDEXED_LAW} & spoken
        spoken = spoken | {s.m, s.theta} if chances else spoken
        further = [(x, values) for x, values in self.extra.items() if x in spoken]
        for entry in self.entries:
            names = (s.a, s.b, s.c) if len(entry) == 3 else (s.a0, s.a1, s.b, s.c)
            known = dict(zip(names, map(Fraction, entry), strict=True))
            sizes = _scaled(part, known, self.shares) if s.delta in way.fixed else _grown(way)
            for more in sizes:
                point = Point({**known, **more}, exact=False)
                for chosen in product(*(values for _, values in further)):
                    pairs = zip(further, chosen, strict=True)
                    letters = {x: evaluate(value, point) for (x, _), value in pairs}
                    yield Point({**point, **letters}, exact=False)


def _scaled(part: Statement, known: Values, shares: tuple[str, ...]) -> Iterator[Values]:
    """Yield sizes and degrees of the book's scaling, around the degrees that have a name."""
    named = dict.fromkeys((*_DEGREES, *(s.on(x, 1) for x in _DEGREES), *bounds(part)))
    log_n = interval(10).log() * DIGITS
    at_one = any(isinstance(h, sp.Eq) and h.lhs == s.kappa for h in part.hypotheses)
    beside = (1,) if at_one else AWAY
    for share in shares:
        fixed = Point({**known, s.delta: Fraction(share)}, exact=False)
        groups = (log_n * fixed[s.delta]).exp()
        copies = interval(1) if share == "1" else log_n.exp() / groups
        degrees = [evaluate(x, fixed) for x in named if _known(x, fixed)]
        for degree in (x * interval(away) for x in degrees for away in beside if x.is_finite()):
            if degree > 0:
                yield {s.delta: fixed[s.delta], s.kappa: degree, s.beta: degree * log_n,
                       s.t: copies, s.N: groups - 1}  # fmt: skip


def _grown(way: Way) -> Iterator[Values]:
    """Yield sizes and degrees where the degree is fixed, or free."""
    far = interval(10) ** DIGITS
    log_n = far.log()
    sizes = [(interval(1), far), (far, far)]
    if s.N not in way.sizes:
        sizes += [(far, interval(1))]
    degrees = [interval(Fraction(1, 2)), interval(4)]
    if way.degree == "free":
        degrees += [log_n / 4, 4 * log_n]
    for (copies, groups), degree in product(sizes, degrees):
        yield {s.t: copies, s.N: groups, s.beta: degree}


def bounds(part: Statement) -> tuple[Any, ...]:
    """Return what a statement compares the degree with.

    Parameters
    ----------
    part : Statement
        Its hypotheses name kappa.

    Returns
    -------
    tuple of sympy.Expr
        The other sides; of a maximum each member.

    Examples
    --------
    >>> from polyattn.symbolic import kappa, log_rho
    >>> bounds(Statement(kappa > 0, (kappa < 1 / log_rho,)))
    (1/log(rho),)
    """
    sides = [h for h in part.hypotheses if h.is_Relational and s.kappa in h.args]
    found = [x for h in sides for x in h.args if x != s.kappa and not x.is_number]
    return tuple(y for x in found for y in (x.args if isinstance(x, sp.Max | sp.Min) else (x,)))


def _known(degree: Any, fixed: Point) -> bool:
    spoken = s.letters(degree, powers=True)
    return spoken - s.DEFINITIONS.keys() - s.POWERS.keys() <= fixed.keys()


def _met(part: Statement, point: Point) -> bool | str:
    """Whether what is assumed holds; what makes no sense where all else holds."""
    senseless = ""
    open_ = False
    for hypothesis in part.hypotheses:
        truth = True if hypothesis.has(Limit) else holds(hypothesis, point)
        if truth is False:
            return False
        if truth is None and undefined(hypothesis, point):
            senseless = str(hypothesis)
        open_ = open_ or truth is None
    return senseless or not open_


def _is_near(relation: Any, point: Point) -> bool | None:
    """Whether a quantity is near its limit, or not below a lower one; None: open."""
    found, limit = (interval(evaluate(x, point)) for x in (relation.lhs.args[0], relation.rhs))
    off = limit - found if isinstance(relation.lhs, tuple(LOWER.values())) else abs(found - limit)
    if off < interval(_NEAR / 2):
        return True
    return False if off > interval(_NEAR / 2) else None


def _told(point: Point, extra: Mapping[Any, Any]) -> str:
    shown = [x for x in (s.a, s.a0, s.a1, s.b, s.c, s.delta, s.kappa, *extra) if x in point]
    return ", ".join(f"{x} = {point[x].str(5, radius=False)}" for x in shown)


def _add_chances(point: Point, spoken: set[Any]) -> None:
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
