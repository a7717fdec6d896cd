r"""Orders of growth: the exponent e with which a term is :math:`g^{e+o(1)}`, g being what grows.

Computed from the letters of a term, for a product exactly, for a sum term by term. Scores enter
by their logarithms: :math:`P/R` is :math:`g^{\kappa\log(p/r)}` where :math:`\beta=\kappa\log g`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.growth import SCORES, Way
from polyattn.symbolic.model import beta, c, log_pq, log_qr, p, q, r
from polyattn.symbolic.pair import on
from polyattn.symbolic.phases import kappa
from polyattn.symbolic.several import log_two, p_two
from polyattn.symbolic.table import unfold
from polyattn.symbolic.vectors import Lambda, log_range, log_rho, rho

_LOGARITHM = {
    p: log_pq + log_qr + sp.log(r),
    on(p, 0): on(log_pq, 0) + log_qr + sp.log(r),
    on(p, 1): on(log_pq, 1) + log_qr + sp.log(r),
    q: log_qr + sp.log(r),
    r: sp.log(r),
    rho: log_rho,
    Lambda: log_range,
    p_two: log_two + sp.log(r),
    on(p_two, 0): on(log_two, 0) + sp.log(r),
    on(p_two, 1): on(log_two, 1) + sp.log(r),
}
_KEEP = tuple(_LOGARITHM)


@dataclass(frozen=True)
class Order:
    """A power of g: the exponent of sizes, those of scores, and what they take for granted."""

    size: Any = sp.S.Zero
    scores: Counter[Any] = field(default_factory=Counter)
    needs: tuple[Any, ...] = ()

    def times(self, other: Order) -> Order:
        """Return the order of a product."""
        scores = Counter(self.scores)
        for score, power in other.scores.items():
            scores[score] += power
        return Order(self.size + other.size, scores, self.needs + other.needs)

    def power(self, exponent: Any) -> Order:
        """Return the order of a power."""
        scores = Counter({score: exponent * x for score, x in self.scores.items()})
        return Order(exponent * self.size, scores, self.needs)


def exponents(term: Any, way: Way) -> list[tuple[Any, tuple[Any, ...]]]:
    r"""Return exponents such that a term is at most a sum of such powers of g.

    Parameters
    ----------
    term : sympy.Expr
        A sum of products of powers; a denominator is a product.
    way : Way
        How it grows.

    Returns
    -------
    list of (sympy.Expr, tuple of sympy.Boolean)
        Each exponent, up to :math:`o(1)`, and what it takes for granted.

    Raises
    ------
    DerivationError
        If a letter or a form has no order that is known.

    Examples
    --------
    >>> from polyattn.symbolic import Q, R
    >>> from polyattn.symbolic.limits import Lim
    >>> exponents(R / Q, Lim.way)[0][0]
    -kappa*log(q/r)
    """
    plain = unfold(term, keep=(*way.sizes, *_KEEP))
    return list(dict.fromkeys(_total(order, way) for order in _at_most(plain, way)))


def _total(order: Order, way: Way) -> tuple[Any, tuple[Any, ...]]:
    """Turn scores into logarithms, by what the degree is."""
    rate = sp.expand(sum(power * _LOGARITHM[x] for x, power in order.scores.items()))
    needs = order.needs
    if order.scores and not {rho, Lambda} >= order.scores.keys():
        needs = (c > 0, *needs)
    needs += tuple(x > 0 for x in (rho, Lambda) if x in order.scores)
    if way.degree == "fixed":
        return order.size, needs
    if rate != 0 and way.degree == "free":
        raise DerivationError("orders: the degree is free, and a score does not cancel")
    if rate != 0 and way.degree == "beyond":
        needs = (rate <= 0, *needs)
    return sp.expand(order.size) + kappa * rate, tuple(dict.fromkeys(needs))


def _at_most(term: Any, way: Way) -> list[Order]:
    """Return orders whose sum a term does not exceed, up to a constant."""
    if term.is_Add:
        number, rest = term.as_coeff_Add()
        if number != 0 and _size(rest, way) is not None:
            return _at_most(rest, way)  # sizes are at least 1
        return [order for part in term.args for order in _at_most(part, way)]
    if term.is_Mul:
        found = [Order()]
        for factor in term.args:
            found = [x.times(y) for x in found for y in _at_most(factor, way)]
        return found
    if term.is_Pow and term.exp.is_Rational and not way.holds(term):
        if term.exp < 0:
            return [_at_least(term.base, way).power(term.exp)]
        return [order.power(term.exp) for order in _at_most(term.base, way)]
    return [_atom(term, way)]


def _at_least(term: Any, way: Way) -> Order:
    """Return an order that a term has at least, up to a positive constant."""
    if way.holds(term):
        return Order(needs=() if term.is_positive else (term > 0,))
    if term.is_Add:
        number, rest = term.as_coeff_Add()
        exponent = _size(rest, way)
        if number == 0 or exponent is None:
            raise DerivationError(f"orders: {term} is a sum in a denominator; bound it first")
        return Order(exponent, needs=(exponent > 0,) if number < 0 else ())
    if term.is_Mul:
        found = Order()
        for factor in term.args:
            found = found.times(_at_least(factor, way))
        return found
    if term.is_Pow and term.exp.is_Rational:
        if term.exp > 0:
            return _at_least(term.base, way).power(term.exp)
        above = _at_most(term.base, way)
        if len(above) > 1:
            raise DerivationError(f"orders: {term} is the inverse of a sum; bound it first")
        return above[0].power(term.exp)
    return _atom(term, way)


def _atom(term: Any, way: Way) -> Order:
    """Return the order of a letter, or of a power with the degree in its exponent."""
    if term in way.sizes:
        return Order(way.sizes[term])
    if term.is_Pow and term.base in way.sizes and way.holds(term.exp):
        return Order(term.exp * way.sizes[term.base])
    if term in SCORES:
        return Order(scores=Counter({SCORES[term]: 1}))
    if term.is_Pow and (term.exp / beta).is_Rational:
        powers = term.base.as_powers_dict()
        if powers.keys() <= _LOGARITHM.keys():
            rate = term.exp / beta
            return Order(scores=Counter({x: rate * y for x, y in powers.items()}))
    if way.holds(term) and term.is_finite is not False:
        return Order(needs=_sense(term))
    raise DerivationError(f"orders: no order of {term} is known as {way.text}")


def _sense(term: Any) -> tuple[Any, ...]:
    """Return what a fixed term needs to be a number: no division by 0, no logarithm of it."""
    below = sp.fraction(sp.together(term))[1]
    needs = [sp.Gt(below**2, 0)]
    needs += [x.args[0] > 0 for x in term.atoms(sp.log)]
    needs += [x.base > 0 for x in term.atoms(sp.Pow) if not x.exp.is_Integer]
    return tuple(x for x in needs if x != sp.true)


def _size(term: Any, way: Way) -> Any:
    """Return the exponent of a positive multiple of a size that is at least 1."""
    factor, letter = term.as_coeff_Mul()
    counts = letter in way.sizes and not way.sizes[letter].free_symbols & {p, q, r}
    return way.sizes[letter] if factor > 0 and counts else None
