r"""A witness for limits: the quantity itself at :math:`n=10^{1000}`, a little on either side.

Degrees stand 5 % from each degree that the statement or the book names, and further off. Weights
come from the closed form in interval arithmetic. A chance comes from Hoeffding's bound at 50
standard deviations, :math:`2e^{-1250}`, so that only thresholds nearer than that to a level stay
open; :math:`S_m` lies between the best of some thresholds and a count of values of K.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
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
from polyattn.ledger.witnesses.far_out_chances import add_chances
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.growth import Limit, Way
from polyattn.symbolic.limits import LOWER

DIGITS = 1000
_BITS = 4096  # n has 3322
_NEAR = Fraction(1, 20)  # how near to its limit a quantity is, so far out
AWAY = (Fraction(1, 2), 1 - _NEAR, 1 + _NEAR, Fraction(2))
_DEGREES = (s.kappa_pr, s.kappa_pq, s.kappa_group)
_NO_SENSE = "undefined:"


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
                self._look(point, spoken)
                for relation in wanted:
                    near = _is_near(relation, point)
                    if near is False:
                        return seen, f"{relation} is not near at {_told(point, self.extra)}"
                    seen += near is True
        return seen, ""

    def _look(self, point: Point, spoken: set[Any]) -> None:
        """Add what a network does at a point where the part assumes no other."""
        add_chances(point, spoken)

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out on a way of growing."""
        chances = {S_m, s.p_theta, *s.INDEXED_LAW} & spoken
        spoken = spoken | {s.m, s.theta} if chances else spoken
        further = [(x, values) for x, values in self.extra.items() if x in spoken]
        for entry in self.entries:
            names = (s.a, s.b, s.c) if len(entry) == 3 else (s.a0, s.a1, s.b, s.c)
            known = dict(zip(names, map(Fraction, entry), strict=True))
            sizes = scaled(part, known, self.shares) if s.delta in way.fixed else _grown(way)
            for more in sizes:
                point = Point({**known, **more}, exact=False)
                for chosen in product(*(values for _, values in further)):
                    pairs = zip(further, chosen, strict=True)
                    letters = {x: evaluate(value, point) for (x, _), value in pairs}
                    yield Point({**point, **letters}, exact=False)


def scaled(part: Statement, known: Values, shares: tuple[str, ...]) -> Iterator[Values]:
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
