r"""Rules for what is taken over all thresholds: a supremum, an area, a maximum.

:math:`\Pr[F_1>0]-\Pr[F_0>0]` has finitely many values as :math:`\theta` varies, so that its
supremum :math:`S_m` is one of them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, lost_sense, speaks_of
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.signs import EVERY, is_random
from polyattn.symbolic.chances import Largest, S_m, S_soft, area, g_gamma, gamma, k
from polyattn.symbolic.model import N, m, theta
from polyattn.symbolic.neuron import P_active, X
from polyattn.symbolic.pair import on
from polyattn.symbolic.several import S_one, S_several

GAP = on(P_active, 1) - on(P_active, 0)


def supremum_at_most(proof: Derivation) -> Fact:
    r"""Return :math:`S_m\le B`, or :math:`<`, where the gap is so at every threshold.

    Parameters
    ----------
    proof : Derivation
        Assumes nothing of the threshold; its conclusion is ``GAP <= B`` or ``GAP < B``, with B
        free of it.

    Raises
    ------
    DerivationError
        If the threshold enters, or the proof concludes something else.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le | sp.Lt) or relation.lhs != GAP:
        raise DerivationError(f"supremum_at_most: {relation} must bound {GAP} from above")
    about = [h for h in (*proof.given, relation.rhs) if theta in speaks_of(h)]
    if about:
        raise DerivationError(f"supremum_at_most: {about[0]} speaks of the threshold")
    bound = relation.func(S_m, relation.rhs, evaluate=False)
    return Fact(bound, proof.given, "every threshold", proof.uses, (proof,))


def supremum_at_least(found: Fact | Derivation, place: Any) -> Fact:
    r"""Return :math:`S_m\ge B`, or :math:`>`, where the gap is so at some threshold.

    Parameters
    ----------
    found : Fact or Derivation
        ``GAP >= B`` or ``GAP > B``, with B free of the threshold, under hypotheses that may bound
        the threshold.
    place : sympy.Expr
        A threshold, free of signs; the line must show that it meets those bounds.

    Raises
    ------
    DerivationError
        If it is about something else, or speaks of the threshold out of sight.
    """
    fact = found if isinstance(found, Fact) else found.fact()
    relation = fact.conclusion
    if not isinstance(relation, sp.Ge | sp.Gt) or relation.lhs != GAP:
        raise DerivationError(f"supremum_at_least: {relation} must bound {GAP} from below")
    put = [h.xreplace({theta: place}) for h in fact.hypotheses]
    about = [h for h in (*put, relation.rhs, place) if theta in speaks_of(h)]
    about += [h for h in put if is_random(h)]
    if about or is_random(place):
        raise DerivationError(f"supremum_at_least: {[place, *about][-1]} speaks of signs, or theta")
    bound = relation.func(S_m, relation.rhs, evaluate=False)
    needed = (*put, *lost_sense([place], (*put, bound)))
    return Fact(bound, needed, f"at a threshold: {fact.name}", fact.uses, fact.inner)


def supremum_not_negative(best: Any = S_m) -> Fact:
    r"""Return :math:`S_m\ge0`: above every pre-activation no neuron fires on either data set.

    Parameters
    ----------
    best : sympy.Symbol
        :math:`S_m`, or the same under softmax, or with k planted rows.
    """
    if best not in (known := (S_m, S_soft, S_one, S_several)):
        raise DerivationError(f"supremum_not_negative: {best} is none of {[*map(str, known)]}")
    return Fact(best >= 0, (m >= 1,), "a threshold that nothing exceeds")


def layer_cake(proof: Derivation) -> Fact:
    r"""Return :math:`A_+\le\Delta` where :math:`X_1\le X_0+\Delta` for every sign vector.

    The largest of m neurons is shifted by no more: :math:`X_1^{(m)}\le X_0^{(m)}+\Delta`. With the
    same signs for both, the gap is at most :math:`\Pr[X_1^{(m)}>\theta\ge X_0^{(m)}]` and at least
    0 in the positive part; its integral over :math:`\theta` is the mean of
    :math:`(X_1^{(m)}-X_0^{(m)})^+`.

    Parameters
    ----------
    proof : Derivation
        Assumes what holds for every sign vector and what names neither sign nor threshold; its
        conclusion is ``X_1 <= X_0 + Delta``, with Delta a number.

    Raises
    ------
    DerivationError
        If it is about something else, or assumes more.
    """
    relation, (low, high) = proof.conclusion, (on(X, 0), on(X, 1))
    if not isinstance(relation, sp.Le) or relation.lhs != high:
        raise DerivationError(f"layer_cake: {relation} must bound {high} from above")
    shift = relation.rhs - low
    rest = tuple(h for h in proof.given if h not in EVERY)
    about = [x for x in (*rest, shift) if is_random(x) or theta in speaks_of(x)]
    if about:
        raise DerivationError(f"layer_cake: {about[0]} speaks of signs, or of the threshold")
    return Fact(area <= shift, (*rest, shift >= 0, m >= 1), "layer cake", proof.uses, (proof,))


def part_of_area() -> Fact:
    r"""Return :math:`g\gamma\le A_+`: an interval of length gamma where the gap is g or more."""
    return Fact(g_gamma * gamma <= area, name="part of the area")


def largest(term: Any, place: Any) -> Fact:
    r"""Return that a term at a whole number from 0 to N + 1 is at most its largest value.

    Parameters
    ----------
    term : sympy.Expr
        Names the letter k, on which no other letter depends.
    place : sympy.Expr
        A whole number, free of signs, for k.
    """
    if k in speaks_of(term.xreplace({k: sp.Dummy()})) or is_random(place):
        raise DerivationError(f"largest: {term} must name k in sight, and {place} no sign")
    if not is_whole(place):
        raise DerivationError(f"largest: {place} is no whole number")
    least = term.xreplace({k: place})
    return Fact(least <= Largest(term), (place >= 0, place <= N + 1), "one of the values")


def largest_in_order(proof: Derivation) -> Fact:
    r"""Return :math:`\max_kx_k\le\max_ky_k` where :math:`x_k\le y_k` for every k.

    Parameters
    ----------
    proof : Derivation
        Assumes ``k >= 0``, ``k <= N + 1`` and what does not name k; its conclusion is
        ``x <= y``.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le):
        raise DerivationError(f"largest_in_order: {relation} must read x <= y")
    rest = tuple(h for h in proof.given if h not in (k >= 0, k <= N + 1))
    about = [h for h in rest if k in speaks_of(h) or is_random(h)]
    if about or is_random(relation):
        raise DerivationError(f"largest_in_order: {[relation, *about][-1]} speaks of k, or signs")
    ordered = Largest(relation.lhs) <= Largest(relation.rhs)
    return Fact(ordered, rest, "value by value", proof.uses, (proof,))
