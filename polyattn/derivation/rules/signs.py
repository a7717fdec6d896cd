r"""Rules for the random signs of one neuron.

The signs :math:`s_1, s_g, s_d` and the :math:`N` others are independent and fair; K of the others
are plus, and :math:`S=2K-N`. An event is a relation in these and in what is defined by them; or in
:math:`s_1`, the sign of the first entry of a vector, and Y, what its other entries add.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.chances import Count, Pr, k
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import SIGNS, K, S, s_1, s_d, s_g, y_g
from polyattn.symbolic.several import SEVERAL_SIGNS, K_p, K_u, N_u, S_p, y_p, y_u
from polyattn.symbolic.table import letters
from polyattn.symbolic.vectors import Y, Y_top, w

# What holds for every sign vector.
EVERY = (K >= 0, K <= N)
# The same for a vector by the weight of its first entry: the others share the rest.
OTHERS = (w - 1 <= Y, 1 - w >= Y)
# The best sign among the others, where one is there.
BEST = sp.Eq(y_g, 1)
# Whether another group has a plus sign.
SOME = (K >= 1, BEST)
NONE = (sp.Eq(K, 0), sp.Eq(y_g, -1))
PLUS = (sp.Eq(s_1, 1), sp.Eq(s_g, 1), sp.Eq(s_d, 1))
# The same for groups with a planted row and without one; no sign exceeds 1.
GROUPS = (
    *(K_p >= 0, K_p <= k, K_u >= 0, K_u <= N_u, y_p >= -1, y_p <= 1, y_u >= -1, y_u <= 1),
    *(S_p - y_p >= 1 - k, S_p - y_p <= k - 1),  # k - 1 signs are left beside the best
)
RANDOM = {*SIGNS, K, Y, Y_top, *SEVERAL_SIGNS}
ALWAYS = (*EVERY, *OTHERS, *GROUPS)


def is_random(said: Any) -> bool:
    """Whether a term or a relation speaks of the signs, outside of a probability.

    A term is handed in as it is: S**2 >= 0 says nothing of S any more.
    """
    said = sp.sympify(said)
    bound = {x: sp.Dummy() for x in said.atoms(Pr, Count)}  # a number might take letters with it
    return bool(letters(said.xreplace(bound)) & RANDOM)


def negated(event: Any) -> Any:
    """Return that an event does not happen, with Not moved inside to the relations.

    Examples
    --------
    >>> negated(sp.And(K >= 1, S < 0))
    (S >= 0) | (K < 1)
    """
    return sp.to_nnf(sp.Not(event), simplify=False)


def outside(proof: Derivation, inside: tuple[Any, ...], call: str) -> tuple[Any, ...]:
    """Return what a proof assumes besides what is said of the signs."""
    rest = tuple(h for h in proof.given if h not in inside)
    spoken = [h for h in rest if is_random(h)]
    if spoken:
        raise DerivationError(
            f"{call}: {spoken[0]} speaks of the signs; it is no part of the event"
        )
    return rest


def mirrored(event: Any) -> Fact:
    r"""Turn the N other signs round: :math:`\Pr[A(K)]=\Pr[A(N-K)]`, as K and N - K have one law.

    Parameters
    ----------
    event : sympy.Boolean
        A, about K or S alone.

    Raises
    ------
    DerivationError
        If A speaks of another sign.
    """
    if any(letters(x) & RANDOM for x in event.free_symbols - {S, K}):
        raise DerivationError(f"mirrored: {event} must be about K alone")
    turned = event.xreplace({S: -S, K: N - K})
    return Fact(sp.Eq(Pr(event), Pr(turned)), name="K and N - K have one law")


def spelled_out(event: Any) -> Fact:
    r"""Compute the chance of an event about the three signs and about whether K is 0.

    The eight triples are equally likely and independent of K, and :math:`\Pr[K=0]=2^{-N}`.

    Parameters
    ----------
    event : sympy.Boolean
        And, Or and Not of :math:`s_1=\pm1` and so on, and of :data:`SOME` and :data:`NONE`.

    Returns
    -------
    Fact
        ``Eq(Pr(event), x + y * 2**(-N))``.

    Raises
    ------
    DerivationError
        If the event is made of other relations.
    """
    share, none = sp.S.Zero, (*NONE, *map(sp.Not, SOME))
    for triple in product((1, -1), repeat=3):
        signs = zip((s_1, s_g, s_d), triple, strict=True)
        known = {sp.Eq(x, y): sp.S(y == value) for x, value in signs for y in (1, -1)}
        for some, weight in ((True, 1 - 2 ** (-N)), (False, 2 ** (-N))):
            count = dict.fromkeys(SOME, sp.S(some)) | dict.fromkeys(none, sp.S(not some))
            truth = event.xreplace(known | count)
            if truth not in (sp.true, sp.false):
                raise DerivationError(f"spelled_out: {truth} is not about s_1, s_g, s_d and K >= 1")
            share += weight / 8 if truth == sp.true else 0
    return Fact(sp.Eq(Pr(event), sp.expand(share)), (N >= 1,), "eight triples")


def complement(event: Any) -> Fact:
    r"""Return :math:`\Pr[A]=1-\Pr[\text{not }A]`."""
    return Fact(sp.Eq(Pr(event), 1 - Pr(negated(event))), name="complement")


def hoeffding(x: Any, *, below: bool = False) -> Fact:
    r"""Bound a tail: :math:`\Pr[S\ge x]<e^{-x^2/2N}` for :math:`x>0`, and so for :math:`S>x`.

    Markov's inequality gives :math:`\Pr[S\ge x]\le e^{-\lambda x}\cosh(\lambda)^N`, and
    :math:`\cosh\lambda<e^{\lambda^2/2}` term by term, since :math:`(2k)!\ge2^kk!`; then
    :math:`\lambda=x/N`. See W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30.

    Parameters
    ----------
    x : sympy.Expr
        Names no sign.
    below : bool, default False
        Whether the tail is the lower one, :math:`S\le-x`.

    Returns
    -------
    Fact
        For the closed tail and the open one.
    """
    if is_random(x):
        raise DerivationError(f"hoeffding: {x} speaks of the signs; a bound must be a number")
    tails = (S <= -x, S < -x) if below else (S >= x, S > x)
    bound = sp.exp(-(x**2) / (2 * N))
    return Fact(sp.And(*(Pr(tail) < bound for tail in tails)), (x > 0, N >= 1), "Hoeffding")
