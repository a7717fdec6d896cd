"""The walk over small networks: one way to choose them, their thresholds and further letters.

A model of a network says what the letters of a statement are: :class:`~.dense.Dense` by listing
every sign vector, :class:`~.counted.Counted` by counting them, :class:`~.law.Law` by binomial
tails. The three share no code; what goes through them is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate
from polyattn.ledger.claim import Claim, Outcome, Refutation
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.law import Law
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.pairs import RUNS, WIDE, separations
from polyattn.ledger.witnesses.sides import every_level, indexed, law, network, signs_of
from polyattn.symbolic import chances as ch

SIZES = ((4, 1), (4, 2), (5, 1), (5, 3), (6, 2))
ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))
LETTERS: dict[Any, tuple[str, ...]] = {
    s.epsilon: ("1/100", "1/10", "1/3", "1/2", "3/4", "9/10"),
    s.m: ("1", "2", "7"),
}
_ONE = {s.X, s.X_up, s.V_star, s.V_s, s.V_o, s.K, s.S, *s.SIGNS}
_NEURON = _ONE | {s.on(x, i) for x in _ONE for i in (0, 1)}
_ROWS = {s.both, s.same, s.score}
_LAW = {s.p_theta, s.P_active, *ch.FIRST_K.values(), *s.INDEXED_LAW, ch.crossings}
_PAIRED = {*s.INDEXED, *WIDE, ch.crossings}


@dataclass(frozen=True)
class Walk:
    """Every network of the stated sizes, entries and degrees, as one model of it knows it.

    Two data sets appear where a letter has an index, two degrees where one is raised; every sign
    vector where a sign enters, every threshold where theta does.

    Parameters
    ----------
    model : type
        ``Dense``, ``Counted`` or ``Law``.
    sizes : tuple of (d, t)
        The sizes.
    entries : tuple of (a, b, c)
        Exact numbers as strings. With two data sets, every pair a_0 < a_1 of equal (b, c) is taken.
    degrees : tuple of int
        The degrees.
    thresholds : tuple of str or sympy.Expr, optional
        Values of theta: a formula, or the fraction of the way from c to a + b + c, with two data
        sets on the second. Without any, every value of X, the points between, and one beyond
        either end.
    letters : mapping of sympy.Symbol to tuple of str, optional
        Values for letters that the network does not have.

    Examples
    --------
    >>> from polyattn.ledger.witnesses import Counted
    >>> from polyattn.symbolic import p_theta, theta
    >>> walk = Walk(Counted, ((4, 1),), (("3", "1", "2"),), (1,), ("0", "1/2", "1"))
    >>> [(str(x[theta]), str(x[p_theta])) for x in walk.points({theta, p_theta})]
    [('2', '1/4'), ('4', '1/8'), ('6', '0')]
    """

    model: Any
    sizes: tuple[tuple[int, int], ...] = SIZES
    entries: tuple[tuple[str, str, str], ...] = ENTRIES
    degrees: tuple[int, ...] = (1, 2, 5)
    thresholds: tuple[Any, ...] = ()
    letters: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Evaluate every part on every network where its hypotheses hold."""
        return self._observed.check(claim, parts)

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return the first network where a part fails."""
        return self._observed.refute(claim, parts)

    @property
    def name(self) -> str:
        """What a witness is called that walks so."""
        return str(self.model.name)

    @cached_property
    def _observed(self) -> Observed:
        sizes = ", ".join(f"({d}, {t})" for d, t in self.sizes)
        if len(self.sizes) > 6:
            sizes = f"{len(self.sizes)} sizes up to {max(self.sizes)}"
        kind = "certified" if self.model is Law else "exhaustive"
        return Observed(self.points, f"{self.model.described}; (d, t) = {sizes}", kind)

    def points(self, names: set[Any]) -> Iterator[Values]:
        """Yield what the networks say about the letters."""
        table = LETTERS | dict(self.letters)
        given = sorted(names & set(table), key=str)
        chosen = product(*([(x, Fraction(v)) for v in table[x]] for x in given))
        further = [dict(each) for each in chosen]
        for models, values in self._networks(names):
            for letters in further:
                yield from self._seen(models, values | letters, names)

    def _networks(self, names: set[Any]) -> Iterator[tuple[tuple[Any, ...], Values]]:
        """Yield one network, or two data sets, with their letters."""
        higher = self.degrees if names & s.RAISED else ()
        degrees = [(x, y) for x in self.degrees for y in higher or (x,) if y >= x]
        if names & _PAIRED:
            pairs = [x for x in product(self.entries, repeat=2) if _one_larger(*x)]
            for size, pair, (degree, raised) in product(self.sizes, pairs, degrees):
                models = tuple(network(self.model, size, entries, degree) for entries in pair)
                values = (self._at(size, entries, degree, raised) for entries in pair)
                yield models, indexed(*values)
            return
        for size, entries, (degree, raised) in product(self.sizes, self.entries, degrees):
            model = network(self.model, size, entries, degree)
            yield (model,), self._at(size, entries, degree, raised)

    def _at(self, size: tuple[int, int], entries: tuple[str, ...], low: int, high: int) -> Values:
        """Return the letters of a network, with the weights at a second degree beside them."""
        networks = (network(self.model, size, entries, x) for x in (low, high))
        one, other = (dict(each.values) for each in networks)
        above = {s.f_up: s.f_star, s.u_up: s.u_star, s.w_up: s.w_o, s.beta_up: s.beta}
        return one | {x: other[letter] for x, letter in above.items()}

    def _seen(self, models: tuple[Any, ...], base: Values, names: set[Any]) -> Iterator[Values]:
        """Yield what is seen at each threshold, sign vector and width, of those that are named."""
        signs = signs_of(*models) if names & _NEURON else [{}]
        gaps: list[Values] = models[0].row_pairs if names & _ROWS else [{}]
        if names & WIDE:
            gaps = separations(*models, width=int(base.get(s.m, 1)), runs=bool(names & RUNS))
        for level in self._levels(models, base) if names & {s.theta, *_LAW} else ():
            at = base | {s.theta: level}
            if names & _LAW:
                at |= law(models, at, names)
            yield from (at | point | gap for point, gap in product(signs, gaps))
        if not names & {s.theta, *_LAW}:
            yield from (base | point | gap for point, gap in product(signs, gaps))

    def _levels(self, models: tuple[Any, ...], base: Values) -> list[Fraction]:
        if not self.thresholds:
            return every_level(*models)
        place: Callable[[Any], Any] = (lambda x: s.on(x, 1)) if len(models) > 1 else (lambda x: x)
        return [Fraction(evaluate(place(_height(x)), Point(base))) for x in self.thresholds]


def _one_larger(low: tuple[str, ...], high: tuple[str, ...]) -> bool:
    """Whether two data sets differ in a alone, the second one's being larger."""
    return Fraction(low[0]) < Fraction(high[0]) and low[1:] == high[1:]


@cache
def _height(threshold: Any) -> Any:
    if isinstance(threshold, sp.Basic):
        return threshold
    return s.c + sp.Rational(threshold) * (s.a + s.b)
