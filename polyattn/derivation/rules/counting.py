r"""Rules that count: the eight triples of signs, and the number K of plus signs among the others.

A chance becomes a mean over the triples, and then, one by one, a law of K alone::

    mean = rules.mean_over_triples(X > theta)
    chain.equal(mean.conclusion.rhs, by=mean)
    chain.equal(sum_of_tails, by=rules.tails(rises))  # X > theta stays so with one more plus sign

Where an event needs K from few numbers, each triple has at most so many atoms::

    few = rules.few(event, inside, apart)             # inside an interval; apart by a step at least
    chain.at_most(few.conclusion.rhs, by=few)

A proof about "one more plus sign" assumes what holds for every sign vector (``EVERY``), perhaps
``K <= N - 1``, and what names no sign; it may speak of the letters with a plus, such as ``X_up``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import EVERY, is_random, outside
from polyattn.symbolic.chances import FIRST_K, LARGEST_ATOM, Above, Pr, Tail, crossings
from polyattn.symbolic.model import N, theta
from polyattn.symbolic.neuron import SIGNS, K, X, at_signs, s_1, s_d, s_g, y_g
from polyattn.symbolic.pair import on
from polyattn.symbolic.table import DEFINITIONS, letters, unfold
from polyattn.symbolic.vectors import Y, Y_top

# One of the other signs, at least, is minus.
_LEFT = (K <= N - 1,)


def mean_over_triples(event: Any) -> Fact:
    r"""Return :math:`\Pr[A]=\frac18\sum_s\Pr[A_s]`, with :math:`A_s` what A says for a triple s.

    The three signs are fair and independent of K and of each other.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    """
    given = [Pr(_for(event, triple)) for triple in FIRST_K]
    return Fact(sp.Eq(Pr(event), sp.Add(*given) / 8), name="mean over the triples")


def tails(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[X>\theta]=\Pr[\mathrm{Bin}\ge k_s]` for each triple s.

    Where one more plus sign keeps :math:`X>\theta`, the numbers K with it are those from the least
    on, which is :math:`k_s`, or none, and :math:`k_s=N+1`.

    Parameters
    ----------
    proof : Derivation
        Assumes :math:`X>\theta`, what holds for every sign vector, and what names no sign; its
        conclusion is the same after one more plus sign.

    Raises
    ------
    DerivationError
        If it shows something else.
    """
    event = theta < X
    rest = outside(proof, (*EVERY, *_LEFT, event, event.reversed), "tails")
    said, wanted = proof.conclusion, after_one_more(event)
    said = said.reversed if isinstance(said, sp.Gt) else said
    if said.func is not wanted.func or not all(map(_alike, said.args, wanted.args)):
        raise DerivationError(f"tails: {proof.conclusion} is not {event} with one more plus sign")
    laws = [
        sp.Eq(Pr(_for(event, triple)), Tail(N, first), evaluate=False)
        for triple, first in FIRST_K.items()
    ]
    return Fact(sp.And(*laws), rest, "from some number of plus signs on", proof.uses, (proof,))


def binomial(level: Any) -> Fact:
    r"""Return :math:`\Pr[K>x]=\Pr[\mathrm{Bin}(N,\frac12)>x]`, and the same with :math:`\ge`.

    Parameters
    ----------
    level : sympy.Expr
        x; names no sign.
    """
    if is_random(level):
        raise DerivationError(f"binomial: {level} speaks of the signs; a level must be a number")
    above = sp.Eq(Pr(level < K), Above(N, level))
    return Fact(sp.And(above, sp.Eq(Pr(level <= K), Tail(N, level))), name="K is binomial")


def few(event: Any, inside: Derivation, apart: Derivation) -> Fact:
    r"""Bound the number of K with an event: :math:`\lceil(v-u)/\delta\rceil` for each triple.

    For a given triple let A put Y into a half-open interval between u and v, and let one more plus
    sign raise Y by at least :math:`\delta>0`. If k numbers K have A, then
    :math:`(k-1)\,\delta<v-u`, so :math:`k\le\lceil(v-u)/\delta\rceil`; each has at most the chance
    of the largest atom of K.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    inside : Derivation
        Assumes A, what holds for every sign vector and what names no sign; concludes
        :math:`u<Y` and :math:`Y\le v`, or :math:`u\le Y` and :math:`Y<v`.
    apart : Derivation
        Assumes what holds for every sign vector and what names no sign; concludes that Y with one
        more plus sign is at least :math:`Y+\delta`.

    Returns
    -------
    Fact
        On Pr(A); where A is :math:`X_1>\theta\ge X_0`, on the letter ``crossings`` too.

    Raises
    ------
    DerivationError
        If a proof shows something else, or u, v or :math:`\delta` speaks of the signs.
    """
    rest = outside(inside, (*EVERY, *conjuncts(event)), "few")
    rest += outside(apart, (*EVERY, *_LEFT), "few")
    low, value, high = _interval(inside.conclusion)
    step = _step(apart.conclusion, value)
    for number in (low, high, step):
        if is_random(number):
            raise DerivationError(f"few: {number} speaks of the signs")
    count = sp.ceiling((high - low) / step)
    bounds = [Pr(event) <= count * LARGEST_ATOM]
    if event == sp.And(on(X, 1) > theta, on(X, 0) <= theta):
        bounds.append(crossings <= count)
    needed = tuple(dict.fromkeys((*rest, step > 0, high >= low)))
    uses = inside.uses | apart.uses
    return Fact(sp.And(*bounds), needed, "few numbers of plus signs", uses, (inside, apart))


def _interval(said: Any) -> tuple[Any, Any, Any]:
    """Return the ends of a half-open interval, and what lies in it."""
    pairs = [x.args if isinstance(x, sp.Lt | sp.Le) else x.args[::-1] for x in said.args]
    strict = [isinstance(x, sp.Lt | sp.Gt) for x in said.args]
    if isinstance(said, sp.And) and len(pairs) == 2 and sum(strict) == 1:
        for (low, one), (other, high) in (pairs, pairs[::-1]):
            if one == other and is_random(one) and not letters(one) & {Y, Y_top}:
                return low, one, high
    raise DerivationError(f"few: {said} puts nothing into a half-open interval")


def _step(said: Any, value: Any) -> Any:
    """Return by how much a value rises at least with one more plus sign."""
    if isinstance(said, sp.Le):
        said = said.reversed
    if not isinstance(said, sp.Ge) or not _alike(said.lhs, after_one_more(value)):
        raise DerivationError(f"few: {said} does not say how far one more plus sign takes {value}")
    return sp.expand(said.rhs - value)


def after_one_more(term: Any) -> Any:
    """Return a term after one more plus sign among the other groups: K + 1, and y_g = 1."""
    return _written(term).xreplace({K: K + 1, y_g: sp.S.One})


def _alike(one: Any, other: Any) -> bool:
    """Whether two terms are the same once they are written out."""
    return bool(_expanded(one) == _expanded(other))


def _expanded(term: Any) -> Any:
    stand_in = sp.Function("Largest of")
    written = _written(term).replace(
        lambda x: isinstance(x, sp.Max),
        lambda x: stand_in(*sorted(map(sp.expand, x.args), key=sp.default_sort_key)),
    )
    return sp.expand(written)


def _for(event: Any, triple: tuple[int, ...]) -> Any:
    return at_signs(event, dict(zip((s_1, s_g, s_d), triple, strict=True)))


def _written(relation: Any) -> Any:
    """Write out the letters that depend on the signs, and no other."""
    kept = tuple(x for x in DEFINITIONS if not letters(x) & {*SIGNS, K})
    return unfold(relation, keep=kept)
