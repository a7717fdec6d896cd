r"""Rules for the normal law: its distribution function, fair coins near it, and the profile.

:math:`\Phi` increases from 0 to 1, and its density is at most :math:`1/\sqrt{2\pi}`.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.rules.signs import is_random
from polyattn.derivation.terms import is_any_number
from polyattn.symbolic.chances import Phi, Pr, S_normal
from polyattn.symbolic.model import G_star, N, a, b, f_star, u_star, w_o
from polyattn.symbolic.neuron import S
from polyattn.symbolic.pair import on
from polyattn.symbolic.table import DEFINITIONS

# The noise of the planted row on data set 1, in which both data sets are measured.
NOISE = b * on(u_star, 1) * sp.sqrt(N)
_SIGNS = tuple(product((1, -1), repeat=2))


def close(one: Any, other: Any, error: Any) -> Any:
    """Say that two terms are no farther than an error from each other."""
    return sp.And(one - other <= error, other - one <= error)


def lead(feature: Any, own: Any) -> Any:
    r"""Return by how much the planted row is ahead, in units of the noise, given two signs.

    .. math:: (b\,(s_gG^*-w_o)+s_1af^*)/\sigma
    """
    return (b * (own * G_star - w_o) + feature * a * f_star) / NOISE


def behind(place: Any, shift: Any) -> Any:
    """Return a place less the lead, where there is one."""
    return place - sp.Max(0, shift)


def normal_gap(place: Any) -> Any:
    r"""Return the gap under normal noise at x.

    .. math:: \frac18\sum_{s_1,s_g}\big[\Phi(x-\max(0,h_0))-\Phi(x-\max(0,h_1))\big]

    with h the lead of the planted row on either data set.
    """
    low, high = ([Phi(behind(place, on(lead(*pair), i))) for pair in _SIGNS] for i in (0, 1))
    return sp.Add(*(x - y for x, y in zip(low, high, strict=True))) / 8


def coins_are_normal(level: Any) -> Fact:
    r"""Return :math:`|\Pr[S\le x]-\Phi(x/\sqrt N)|\le1/\sqrt{2\pi N}` for the sum S of N signs.

    C. Hipp, L. Mattner, Theory Probab. Appl. 52 (2008), 516-523.

    Parameters
    ----------
    level : sympy.Expr
        x; names no sign.
    """
    if is_random(level):
        raise DerivationError(f"coins_are_normal: {level} speaks of the signs")
    below = Pr(DEFINITIONS[S] <= level)
    near = close(below, Phi(level / sp.sqrt(N)), 1 / sp.sqrt(2 * sp.pi * N))
    return Fact(near, (N >= 1,), "fair coins are nearly normal")


def normal_scaled(place: Any, factor: Any) -> Fact:
    r"""Return :math:`|\Phi(\rho x)-\Phi(x)|\le\frac{1-\rho}\rho\frac1{\sqrt{2\pi e}}`.

    For :math:`0<\rho\le1`. Between the two the density is at most :math:`\varphi(\rho x)`, and
    :math:`|v|\varphi(v)` is largest at :math:`v=1`.
    """
    most = (1 - factor) / factor / sp.sqrt(2 * sp.pi * sp.E)
    near = close(Phi(factor * place), Phi(place), most)
    return Fact(near, (factor > 0, factor <= 1), "the normal law at another scale")


def normal_shifted(place: Any, shift: Any, most: Any) -> Fact:
    r"""Return :math:`|\Phi(x+h)-\Phi(x)|\le m/\sqrt{2\pi}` for :math:`|h|\le m`."""
    near = close(Phi(place + shift), Phi(place), most / sp.sqrt(2 * sp.pi))
    return Fact(near, (shift <= most, -shift <= most), "the normal law elsewhere")


def normal_in_order(low: Any, high: Any) -> Fact:
    r"""Return :math:`\Phi(x)\le\Phi(y)` for :math:`x\le y`."""
    needed = (sp.Le(low, high, evaluate=False),)
    return Fact(Phi(low) <= Phi(high), needed, "the normal law increases")


def normal_ranks(low: Any, high: Any) -> Fact:
    r"""Return that :math:`\Phi(x)\le\Phi(y)` says the same as :math:`x\le y`: it is strict."""
    order = sp.Le(low, high, evaluate=False)
    return Fact(sp.Equivalent(Phi(low) <= Phi(high), order), (), "the normal law increases")


def normal_widest(place: Any, length: Any) -> Fact:
    r"""Return :math:`\Phi(x+h)-\Phi(x)\le2\Phi(h/2)-1` for :math:`h\ge0`.

    Of all intervals of one length the one around 0 has the largest chance: the derivative in x is
    :math:`\varphi(x+h)-\varphi(x)`, which is positive below :math:`-h/2` and negative above.
    """
    most = sp.Le(Phi(place + length) - Phi(place), 2 * Phi(length / 2) - 1, evaluate=False)
    return Fact(most, (length >= 0,), "the middle is the likeliest")


def normal_mirrored(place: Any) -> Fact:
    r"""Return :math:`\Phi(-x)=1-\Phi(x)`."""
    return Fact(sp.Eq(Phi(-place), 1 - Phi(place), evaluate=False), (), "the normal law is even")


def normal_positive(place: Any) -> Fact:
    r"""Return :math:`0<\Phi(x)<1`: it is a chance, and strictly so."""
    return Fact(sp.And(Phi(place) > 0, Phi(place) < 1), (), "a chance")


def normal_tail(place: Any) -> Fact:
    r"""Return :math:`\Phi(-x)\le\frac12e^{-x^2/2}` for :math:`x\ge0`.

    At 0 both are one half. The quotient :math:`e^{x^2/2}\Phi(-x)` is Mills' ratio over
    :math:`\sqrt{2\pi}`, which falls.
    """
    return Fact(Phi(-place) <= sp.exp(-(place**2) / 2) / 2, (place >= 0,), "a normal tail")


def spread_out(count: Any, deviation: Any) -> Any:
    r"""Return a bound on the density of the largest of k normal numbers, whatever their means are.

    .. math:: (\sqrt{2\log k}+1.4)/\sigma
    """
    return (sp.sqrt(2 * sp.log(count)) + sp.Rational(7, 5)) / deviation


def profile_at_least(place: Any) -> Fact:
    r"""Return that the profile, a supremum, is at least the gap under normal noise at x."""
    if is_random(place):
        raise DerivationError(f"profile_at_least: {place} speaks of the signs")
    return Fact(S_normal >= normal_gap(place), (), "a supremum")


def profile_at_most(proof: Derivation, place: Any) -> Fact:
    r"""Return that the profile is at most what bounds the gap under normal noise everywhere.

    Parameters
    ----------
    proof : Derivation
        Assumes nothing of x, and no sign; its conclusion is ``normal_gap(x) <= B``.
    place : sympy.Dummy
        x: a letter on which no other depends.
    """
    relation = proof.conclusion
    if not is_any_number(place) or not isinstance(relation, sp.Le):
        raise DerivationError(f"profile_at_most: {relation} must bound a gap at a dummy")
    about = [h for h in (*proof.given, relation) if is_random(h)]
    about += [h for h in (*proof.given, relation.rhs) if place in speaks_of(h)]
    if about or relation.lhs != normal_gap(place):
        raise DerivationError(f"profile_at_most: {[relation, *about][-1]} is not for every {place}")
    return Fact(S_normal <= relation.rhs, proof.given, "everywhere", proof.uses, (proof,))
