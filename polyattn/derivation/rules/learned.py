r"""Rules for neurons with any weights in the cube, and for noise in the output: chapter 15.

The best margin :math:`M_\infty` is the largest value of :math:`X_1-X_0` over the weights of which
none is above 1 or below -1. A maximum, as the cube is compact and both are continuous.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.rules.signs import is_random
from polyattn.derivation.terms import is_any_number
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.learned import CUBE, OF_WEIGHTS, WEIGHTS, P_out, X_y, margin, nu_out
from polyattn.symbolic.model import N, b, u_o, w_o
from polyattn.symbolic.pair import on
from polyattn.symbolic.table import letters

_LOW, _HIGH = on(X_y, 0), on(X_y, 1)
NOISY_GAP = P_out[1] - P_out[0]
# Where the best row of the other groups is that of the largest weight.
_BEST = (b >= 0, w_o >= u_o)


def in_cube() -> Fact:
    r"""Return :math:`X_1\le X_0+M_\infty` for weights in the cube: that is what the margin is."""
    return Fact(_HIGH <= _LOW + margin, (*CUBE, N >= 1, *_BEST), "what the best margin is")


def margin_at_most(proof: Derivation) -> Fact:
    r"""Return :math:`M_\infty\le B` where :math:`X_1\le X_0+B` for all weights in the cube.

    Parameters
    ----------
    proof : Derivation
        Assumes bounds of the cube and what names no weight; its conclusion is
        ``X_1 <= X_0 + B``, with B a number.

    Raises
    ------
    DerivationError
        If it assumes something else about the weights, or is about something else.
    """
    shift, rest = _shift(proof, "margin_at_most")
    return Fact(margin <= shift, (*rest, *_BEST), "all weights", proof.uses, (proof,))


def margin_at_least(proof: Derivation) -> Fact:
    r"""Return :math:`M_\infty\ge B` where :math:`X_1\ge X_0+B` for some weights in the cube.

    Parameters
    ----------
    proof : Derivation
        Assumes what the weights are, each by one equation or not at all, and what names no weight;
        its conclusion is ``X_1 >= X_0 + B``, or an equation, with B a number.

    Returns
    -------
    Fact
        Its hypotheses say that these weights are in the cube.

    Raises
    ------
    DerivationError
        If it assumes something else about the weights, or is about something else.
    """
    put = {h.lhs: h.rhs for h in proof.given if isinstance(h, sp.Eq) and h.lhs in WEIGHTS}
    known = tuple(sp.Eq(*pair) for pair in put.items())
    rest = tuple(h for h in proof.given if h not in known)
    relation = proof.conclusion
    if not isinstance(relation, sp.Ge | sp.Eq) or relation.lhs != _HIGH:
        raise DerivationError(f"margin_at_least: {relation} must bound {_HIGH} from below")
    shift = relation.rhs - _LOW
    _refuse("margin_at_least", (*rest, shift, *put.values()))
    inside = {y: put.get(y, sp.S.Zero) for y in WEIGHTS}
    bounds = (sp.sympify(h).xreplace(inside) for h in CUBE)
    needed = (*rest, N >= 1, *_BEST, *(h for h in bounds if h != sp.true))
    return Fact(margin >= shift, needed, "at some weights", proof.uses, (proof,))


def noisy_output(shift: Derivation, moved: Derivation, place: Any) -> Fact:
    r"""Bound the gap of any network with noise in its output: :math:`P_1-P_0\le B`.

    With :math:`X_i` the largest over its neurons, of which none shifts by more than D, the network
    says yes with the chance :math:`P_i=\mathbb E\,\Phi((X_i-\theta)/\nu_{out})`, the mean over its
    weights where these are random. So :math:`P_1-P_0` is at most the mean of
    :math:`\Phi(x+D/\nu_{out})-\Phi(x)` at :math:`x=(X_0-\theta)/\nu_{out}`.

    Parameters
    ----------
    shift : Derivation
        Assumes bounds of the cube and what names no weight; its conclusion is
        ``X_1 <= X_0 + D``, with D a number.
    moved : Derivation
        Assumes nothing of x; its conclusion is ``Phi(x + D/nu) - Phi(x) <= B``.
    place : sympy.Dummy
        x: a letter on which no other depends.

    Raises
    ------
    DerivationError
        If one of them assumes more, or is about something else.
    """
    most, rest = _shift(shift, "noisy_output")
    relation = moved.conclusion
    gap = Phi(place + most / nu_out) - Phi(place)
    if not is_any_number(place) or not isinstance(relation, sp.Le) or relation.lhs != gap:
        raise DerivationError(f"noisy_output: {relation} must bound {gap} at a dummy")
    about = [h for h in (*moved.given, relation.rhs) if place in speaks_of(h)]
    if about:
        raise DerivationError(f"noisy_output: {about[0]} is not for every {place}")
    _refuse("noisy_output", (*moved.given, relation.rhs))
    needed = (*rest, *moved.given, *_BEST, nu_out > 0)
    uses = shift.uses | moved.uses
    return Fact(NOISY_GAP <= relation.rhs, needed, "noise in the output", uses, (shift, moved))


def _shift(proof: Derivation, call: str) -> tuple[Any, tuple[Any, ...]]:
    """Return by how much every neuron is shifted at most, and what that rests on."""
    relation = proof.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != _HIGH:
        raise DerivationError(f"{call}: {relation} must bound {_HIGH} from above")
    shift, rest = relation.rhs - _LOW, tuple(h for h in proof.given if h not in CUBE)
    _refuse(call, (*rest, shift))
    return shift, rest


def _refuse(call: str, said: tuple[Any, ...]) -> None:
    """Refuse what speaks of the weights, or of signs, which are others."""
    for one in said:
        if letters(sp.sympify(one)) & OF_WEIGHTS or is_random(one):
            raise DerivationError(f"{call}: {one} speaks of the weights, and they are any")
