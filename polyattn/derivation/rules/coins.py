r"""Rules for the tails of N fair coins, :math:`T(k)=\Pr[\mathrm{Bin}(N,\frac12)\ge k]`.

.. math:: T(k)-T(k+1)=\binom Nk2^{-N},\qquad T(k)=1\text{ for }k\le0,\qquad T(k)=0\text{ for }k>N.

:func:`level_one` bounds such an atom by the tail that it begins, :func:`tails_apart` adds atoms up,
:func:`last_above` finds the place where the tails fall below a level.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.signs import EVERY, is_random
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K


def one_atom(least: Any) -> Fact:
    r"""Return :math:`T(k)-T(k+1)=\binom Nk2^{-N}` for a whole number :math:`0\le k\le N`."""
    _whole("one_atom", least)
    atom = sp.binomial(N, least) / 2**N
    conclusion = sp.Eq(Tail(N, least) - Tail(N, least + 1), atom)
    return Fact(conclusion, (least >= 0, least <= N), "one atom")


def whole_tail(least: Any) -> Fact:
    r"""Return :math:`T(x)=1` for :math:`x\le0`: no number of heads is negative."""
    return Fact(sp.Eq(Tail(N, least), 1), (N >= 0, least <= 0), "all of it")


def no_tail(least: Any) -> Fact:
    r"""Return :math:`T(x)=0` for :math:`x>N`: there are no more heads than coins."""
    return Fact(sp.Eq(Tail(N, least), 0), (N >= 0, least > N), "none of it")


def some_tail(least: Any) -> Fact:
    r"""Return :math:`T(x)>0` for :math:`x\le N`: all coins may show heads."""
    return Fact(Tail(N, least) > 0, (N >= 0, least <= N), "some of it")


def level_one(least: Any, slope: Any) -> Fact:
    r"""Bound an atom by the tail that it begins.

    .. math:: \lambda k\binom Nk2^{-N}\le T\Big(\log\frac1T+\frac{\lambda^2N}2\Big)

    T is :math:`T(k)`, with k whole and :math:`0\le k\le N`, so that :math:`T>0`. This is the
    level-1 inequality for the event :math:`A=\{K\ge k\}` before :math:`\lambda` is chosen. With
    :math:`S=2K-N`, by Jensen and :math:`\cosh\lambda\le e^{\lambda^2/2}`,

    .. math:: e^{\lambda E[S|A]}\le E[e^{\lambda S}|A]\le\frac{\cosh^N\lambda}T
              \le\frac{e^{\lambda^2N/2}}T,

    and :math:`T\,E[S|A]=\sum_{i\ge k}(2i-N)\binom Ni2^{-N}=k\binom Nk2^{-N}`, because
    :math:`(N-i)\binom Ni=(i+1)\binom N{i+1}` makes each term
    :math:`i\binom Ni-(i+1)\binom N{i+1}`. See R. O'Donnell, Analysis of Boolean Functions (2014),
    5.4.

    Parameters
    ----------
    least : sympy.Expr
        k.
    slope : sympy.Expr
        :math:`\lambda`, any real number.
    """
    _whole("level_one", least)
    tail = Tail(N, least)
    bound = tail * (sp.log(1 / tail) + slope**2 * N / 2)
    known = (least >= 0, least <= N)
    most = slope * least * (sp.binomial(N, least) / 2**N) <= bound
    return Fact(sp.And(tail > 0, most), known, "level-1 inequality")


def tails_apart(least: Any, more: Any, each: Derivation) -> Fact:
    r"""Add atoms up: :math:`T(u)-T(v)\le(v-u)B` where each from u to :math:`v-1` is at most B.

    Parameters
    ----------
    least, more : sympy.Expr
        Whole numbers u and v, free of signs.
    each : Derivation
        Assumes ``K >= u`` and ``K + 1 <= v``, what holds for every K, and what names no sign; its
        conclusion is ``binomial(N, K)/2**N <= B``, with B a number.

    Returns
    -------
    Fact
        Its hypotheses say that :math:`u\le v` and :math:`B\ge0`: there may be no atom at a number.

    Raises
    ------
    DerivationError
        If the proof concludes or assumes something else.
    """
    _whole("tails_apart", least, more)
    said, inside = each.conclusion, (*EVERY, least <= K, K >= least, K + 1 <= more)
    rest = [h for h in each.given if h not in inside]
    if not isinstance(said, sp.Le) or said.lhs != sp.binomial(N, K) / 2**N:
        raise DerivationError(f"tails_apart: {said} must read binomial(N, K)/2**N <= B")
    about = [h for h in (*rest, said.rhs, least, more) if is_random(h)]
    if about:
        raise DerivationError(f"tails_apart: {about[0]} speaks of the signs")
    needed = (N >= 0, sp.Le(least, more, evaluate=False), said.rhs >= 0, *dict.fromkeys(rest))
    gap = Tail(N, least) - Tail(N, more) <= (more - least) * said.rhs
    return Fact(gap, tuple(x for x in needed if x != sp.true), "atom by atom", each.uses, (each,))


def last_above(level: Any, proof: Derivation) -> Fact:
    r"""Take the last k with :math:`T(k)\ge x`, for :math:`0<x\le1`.

    There is one, and it is at most N: :math:`T(0)=1\ge x`, the tails fall, and
    :math:`T(N+1)=0<x`.

    Parameters
    ----------
    level : sympy.Expr
        x.
    proof : Derivation
        Assumes ``k >= 0``, ``k <= N``, :math:`T(k)\ge x`, :math:`T(k+1)\le x` and what does not
        name k; its conclusion does not either.

    Returns
    -------
    Fact
        The conclusion, under the rest of what the proof assumes.

    Raises
    ------
    DerivationError
        If k is named elsewhere, or the level, or what is assumed, speaks of the signs.
    """
    inside = (k >= 0, k <= N, Tail(N, k) >= level, Tail(N, k + 1) <= level)
    rest = tuple(h for h in proof.given if h not in inside)
    about = [h for h in (*rest, proof.conclusion, level) if k in speaks_of(h)]
    about += [h for h in (*rest, level) if is_random(h)]
    about += [h for h in proof.taken if k in speaks_of(h)]
    if about or proof.of_limits:
        raise DerivationError(f"last_above: {[proof, *about][-1]} speaks of k, signs or a limit")
    needed = (N >= 0, level > 0, level <= 1, *rest)
    kept = tuple(x for x in needed if x != sp.true)
    return Fact(proof.conclusion, kept, "the last such tail", proof.uses, (proof,))


def _whole(call: str, *terms: Any) -> None:
    for term in terms:
        if not is_whole(term):
            raise DerivationError(f"{call}: {term} is no whole number")
