r"""Rules for limits: what tends to what as the data grow.

A way of growing is a function of :mod:`polyattn.symbolic.limits`: ``Lim`` is the book's scaling,
:math:`d-2=n^\delta`, :math:`t=n^{1-\delta}`, :math:`\beta=\kappa\log n`. A proof of a limit has
lines like these:

>>> from polyattn.derivation import rules
>>> from polyattn.derivation.chain import Derivation
>>> from polyattn.symbolic import N, Q, R, b, c, beta, delta, kappa, kappa_group, w_o
>>> from polyattn.symbolic.limits import Lim
>>> crowd = N * R / Q
>>> proof = Derivation(given=(b > 0, c > 0, N >= 1, delta > 0, delta <= 1, kappa > kappa_group))
>>> proof = proof.have(sp.Eq(Lim(crowd), 0), by=rules.vanishes(crowd))
>>> proof.have(sp.Eq(Lim(w_o), 1), by=rules.squeezed(w_o, 1, crowd))
Derivation(Eq(Lim(N*R/Q), 0), Eq(Lim(w_o), 1))

* :func:`vanishes`: a sum of products of powers of t, N, P, Q, R tends to 0 where all its exponents,
  which are computed, are negative. That :math:`x\to\infty` is said of :math:`1/x`;
* :func:`squeezed`: what differs from a fixed number by at most what vanishes tends to it;
* :func:`continuous`: a function of terms that have limits; :func:`exponential`: :math:`e^{-x}`,
  and :func:`exponent` the other way round;
* :func:`eventually`: a proof may assume what holds from some size on;
* :func:`lower_limit`: a bound that holds in the limit.

Relations about what changes hold all along the way. A proof by cases of what changes is sound for
a limit: each of finitely many subsequences has the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.orders import exponents
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import LOWER, Lim


def vanishes(term: Any, limit: type[Limit] = Lim) -> Fact:
    r"""Return that a term tends to 0, where its exponents are negative.

    A product of powers is :math:`g^{e+o(1)}`, and :math:`e<0` makes it tend to 0. The exponent is
    computed: that of N is :math:`\delta`, of t it is :math:`1-\delta`, that of :math:`P/R` is
    :math:`\kappa\log(p/r)`, those of a product add up. In a sum every term vanishes.

    Parameters
    ----------
    term : sympy.Expr
        A sum of products; a denominator is a product.
    limit : type
        The way of growing.

    Returns
    -------
    Fact
        ``Eq(limit(term), 0)``; its hypotheses say that the exponents are negative.

    Raises
    ------
    DerivationError
        If the term has no order that is known, such as a sum in a denominator.
    """
    needed: list[Any] = [*limit.way.given]
    for exponent, needs in exponents(term, limit.way):
        if exponent.is_nonnegative:
            raise DerivationError(f"vanishes: an exponent of {term} is {exponent}, not negative")
        needed += [*needs, exponent < 0]
    kept = tuple(dict.fromkeys(x for x in needed if x != sp.true))
    return Fact(sp.Eq(limit(term), 0), kept, "negative exponents")


def squeezed(term: Any, to: Any, error: Any, limit: type[Limit] = Lim) -> Fact:
    r"""Return :math:`x\to L` from :math:`L-y\le x\le L+y` and :math:`y\to0`.

    Parameters
    ----------
    term, to, error : sympy.Expr
        x, L and y; L is fixed.
    limit : type
        The way of growing.
    """
    _fixed(to, limit, "squeezed")
    needed = (sp.Eq(limit(error), 0), term <= to + error, term >= to - error)
    return Fact(sp.Eq(limit(term), to), tuple(x for x in needed if x != sp.true), "squeezing")


def exponential(term: Any, limit: type[Limit] = Lim) -> Fact:
    r"""Return :math:`e^{-x}\to0` from :math:`1/x\to0` and :math:`x>0`.

    Parameters
    ----------
    term : sympy.Expr
        x.
    limit : type
        The way of growing.
    """
    needed = (sp.Eq(limit(1 / term), 0), term > 0)
    return Fact(sp.Eq(limit(sp.exp(-term)), 0), needed, "the exponential vanishes")


def exponent(term: Any, limit: type[Limit] = Lim) -> Fact:
    r"""Return :math:`1/x\to0` from :math:`e^{-x}\to0` and :math:`x>0`: then :math:`x\to\infty`.

    Parameters
    ----------
    term : sympy.Expr
        x.
    limit : type
        The way of growing.
    """
    needed = (sp.Eq(limit(sp.exp(-term)), 0), term > 0)
    return Fact(sp.Eq(limit(1 / term), 0), needed, "its exponent grows")


def continuous(outer: Any, inner: Mapping[Any, tuple[Any, Any]], limit: type[Limit] = Lim) -> Fact:
    r"""Return :math:`f(x,\dots)\to f(L,\dots)` from :math:`x\to L` and so on.

    Parameters
    ----------
    outer : sympy.Expr
        f: sums, products, maxima, exponentials, normal laws and powers, in fixed letters and those
        of `inner`.
    inner : mapping of sympy.Symbol to (sympy.Expr, sympy.Expr)
        What stands for each letter of f, and its limit.
    limit : type
        The way of growing.

    Returns
    -------
    Fact
        Its hypotheses are the limits, that nothing is divided by 0 in the limit, and that the base
        of a power with a letter in its exponent is not negative, the exponent positive.

    Raises
    ------
    DerivationError
        If f has another letter that changes, or is made of other functions.
    """
    values = {x: to for x, (_, to) in inner.items()}
    needed = [sp.Eq(limit(term), to) for term, to in inner.values()]
    for to in values.values():
        _fixed(to, limit, "continuous")
    _fixed(outer, limit, "continuous", inner)
    terms = {x: term for x, (term, _) in inner.items()}
    for base, exponent in _powers(outer, set(inner)):
        if not exponent.is_Integer:
            needed += [base.xreplace(terms) >= 0, base.xreplace(values) >= 0, exponent > 0]
        elif exponent < 0:
            needed.append(sp.Gt(base.xreplace(values) ** 2, 0))
    conclusion = sp.Eq(limit(outer.xreplace(terms)), outer.xreplace(values))
    kept = tuple(dict.fromkeys(x for x in needed if x != sp.true))
    return Fact(conclusion, kept, "continuity")


def _powers(term: Any, varying: set[Any]) -> list[tuple[Any, Any]]:
    """Return the powers that a function of these letters is made of."""
    if not term.free_symbols & varying or term.is_Symbol:
        return []
    if isinstance(term, sp.exp | Phi):
        return _powers(term.args[0], varying)
    if term.is_Pow and not term.exp.free_symbols & varying:
        return [(term.base, term.exp), *_powers(term.base, varying)]
    if term.is_Add or term.is_Mul or isinstance(term, sp.Max | sp.Min):
        return [power for part in term.args for power in _powers(part, varying)]
    raise DerivationError(f"continuous: no rule for {term}")


def eventually(relation: Any, proof: Derivation, to: Any = 0, limit: type[Limit] = Lim) -> Fact:
    r"""Return a limit whose proof assumes what holds from some size on.

    Where :math:`x\to L<y`, with L and y fixed, :math:`x<y` from some size on; and so for ``>``.

    Parameters
    ----------
    relation : sympy.Boolean
        ``x < y`` or ``x > y``, among what the proof assumes.
    proof : Derivation
        It concludes limits of this kind, and no other conclusion of it counts.
    to : sympy.Expr
        L.
    limit : type
        The way of growing.

    Returns
    -------
    Fact
        These limits, under the rest of what the proof assumes.

    Raises
    ------
    DerivationError
        If no conclusion is a limit, y is not fixed, or the relation is of another kind.
    """
    found = [part for part in conjuncts(proof.conclusion) if _is_limit(part, limit)]
    if not found:
        raise DerivationError(f"eventually: {proof} concludes no {limit.__name__}")
    if not isinstance(relation, sp.Lt | sp.Gt):
        raise DerivationError(f"eventually: {relation} is no strict inequality")
    term, bound = relation.args
    _fixed(sp.sympify(to), limit, "eventually")
    _fixed(bound, limit, "eventually")
    rest = tuple(h for h in proof.given if h != relation)
    needed = (sp.Eq(limit(term), to), relation.func(to, bound, evaluate=False))
    name = "from some size on"
    return Fact(sp.And(*found), (*needed, *rest), name, proof.uses, (proof,))


def _is_limit(relation: Any, limit: type[Limit]) -> bool:
    """Whether a relation is a limit of this kind, of nothing but a fixed number."""
    lower = isinstance(relation, sp.Ge) and isinstance(relation.lhs, LOWER.get(limit, limit))
    whole = isinstance(relation, sp.Eq) and isinstance(relation.lhs, limit)
    return (lower or whole) and limit.way.holds(relation.rhs)


def lower_limit(term: Any, bound: Any, to: Any, limit: type[Limit] = Lim) -> Fact:
    r"""Return :math:`\liminf x\ge L` from :math:`x\ge y` and :math:`y\to L`.

    Parameters
    ----------
    term, bound, to : sympy.Expr
        x, y and L; L is fixed.
    limit : type
        The way of growing, one with a lower limit.
    """
    _fixed(to, limit, "lower_limit")
    if limit not in LOWER:
        raise DerivationError(f"lower_limit: {limit.__name__} has no lower limit; define one")
    needed = (sp.Eq(limit(bound), to), term >= bound)
    kept = tuple(x for x in needed if x != sp.true)
    return Fact(LOWER[limit](term) >= to, kept, "the lower limit")


def _fixed(term: Any, limit: type[Limit], call: str, also: Iterable[Any] = ()) -> None:
    term = sp.sympify(term)
    if limit in LOWER.values():
        raise DerivationError(f"{call}: {limit.__name__} is a lower limit; give one of both sides")
    if not limit.way.holds(term, also) or term.has(sp.oo, sp.zoo, sp.nan):
        raise DerivationError(f"{call}: {term} is no fixed number as {limit.way.text}")
