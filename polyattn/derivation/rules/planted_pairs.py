r"""Rules for two data sets with k planted rows in k groups each: chapter 14.

The same signs are meant for both. A row of C is of one of three kinds, and what is shown for the
value of each kind holds for the largest of those that are there.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts, lost_sense, speaks_of
from polyattn.derivation.rules.signs import GROUPS, is_random
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import b, m, theta, u_o, w_o
from polyattn.symbolic.pair import on
from polyattn.symbolic.several import (
    N_u,
    P_several,
    S_several,
    V_o_k,
    V_o_k_up,
    V_s_k,
    V_s_k_up,
    V_star_k,
    V_star_k_up,
    alpha_k,
    area_several,
    p_several,
    v_k,
)

GAP_SEVERAL = on(P_several, 1) - on(P_several, 0)
GROUPS_ATOM = sp.binomial(N_u, sp.floor(N_u / 2)) / 2**N_u
_ROWS, _UPS = (V_star_k, V_s_k, V_o_k), (V_star_k_up, V_s_k_up, V_o_k_up)
# A row is worth most where its own group is plus, and there is a planted row.
_BEST = (b >= 0, w_o >= u_o, *(on(alpha_k, i) >= on(v_k, i) for i in (0, 1)))
_SIZES = (k >= 1, N_u >= 0)


def _each(proof: Derivation, kind: Any, high: tuple[Any, ...], low: tuple[Any, ...]) -> Any:
    """Return x where a proof says of each pair that high is at most low + x, or at least."""
    known = [x for x in proof.given if x not in GROUPS]
    if spoken := [h for h in known if is_random(h) or theta in speaks_of(h)]:
        raise DerivationError(f"group_crossings: {spoken[0]} does not hold for every sign vector")
    compared = [x for x in conjuncts(proof.conclusion) if isinstance(x, kind)]
    said = {x.lhs: x.rhs for x in compared if x.lhs in high}
    steps = {sp.expand(said[x] - y) for x, y in zip(high, low, strict=True) if x in said}
    if {*said} != {*high} or len(steps) != 1:
        raise DerivationError(f"group_crossings: {proof.conclusion} must compare each kind of rows")
    (step,) = steps
    if is_random(step) or theta in speaks_of(step):
        raise DerivationError(f"group_crossings: {step} speaks of the signs, or of the threshold")
    return step


def group_crossings(shifts: Derivation, climbs: Derivation) -> Fact:
    r"""Bound how often one neuron tells the data sets apart.

    .. math:: p_1-p_0\le\Big\lceil\frac\Delta\delta\Big\rceil
              \binom{N_u}{\lfloor N_u/2\rfloor}2^{-N_u}

    With the same signs, :math:`X_1>\theta\ge X_0` puts :math:`X_0` into
    :math:`(\theta-\Delta,\theta]`. Given :math:`s_1, s_d` and the signs of the groups with a
    planted row, :math:`X_0` climbs by :math:`\delta` or more with :math:`K_u`, so it is there for
    at most :math:`\lceil\Delta/\delta\rceil` values of it; none is likelier than the middle one.

    Parameters
    ----------
    shifts : Derivation
        ``V_1 <= V_0 + Delta`` for the three kinds of rows.
    climbs : Derivation
        ``V_0^+ >= V_0 + delta`` for the three.

    Raises
    ------
    DerivationError
        If they say something else, or assume it of some sign vectors alone.
    """
    high, low = (tuple(on(x, i) for x in _ROWS) for i in (1, 0))
    wide = _each(shifts, sp.Le, high, low)
    step = _each(climbs, sp.Ge, tuple(on(x, 0) for x in _UPS), low)
    rest = [x for proof in (shifts, climbs) for x in proof.given if not is_random(x)]
    bound = on(p_several, 1) - on(p_several, 0) <= sp.ceiling(wide / step) * GROUPS_ATOM
    needed = (step > 0, wide >= 0, *_BEST, *_SIZES, *dict.fromkeys(rest))
    uses = shifts.uses | climbs.uses
    return Fact(bound, needed, "steps in an interval", uses, (shifts, climbs))


def group_chances() -> Fact:
    r"""Return that the chances of both data sets are probabilities."""
    both = [on(p_several, i) for i in (0, 1)]
    return Fact(sp.And(*(x >= 0 for x in both), *(x <= 1 for x in both)), (), "probabilities")


def group_supremum_at_most(proof: Derivation) -> Fact:
    r"""Return :math:`S_{m,k}\le B` where the gap is at most B at every threshold.

    Parameters
    ----------
    proof : Derivation
        Assumes nothing of the threshold; its conclusion is ``GAP_SEVERAL <= B``, B free of it.

    Raises
    ------
    DerivationError
        If the threshold enters, or the proof concludes something else.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != GAP_SEVERAL:
        raise DerivationError(f"group_supremum_at_most: {relation} must bound {GAP_SEVERAL}")
    if about := [h for h in (*proof.given, relation.rhs) if theta in speaks_of(h) or is_random(h)]:
        raise DerivationError(f"group_supremum_at_most: {about[0]} speaks of theta, or of signs")
    return Fact(
        S_several <= relation.rhs, (m >= 1, *proof.given), "every threshold", proof.uses, (proof,)
    )


def group_supremum_at_least(found: Fact | Derivation, place: Any) -> Fact:
    r"""Return :math:`S_{m,k}\ge B` where the gap is at least B at some threshold.

    Parameters
    ----------
    found : Fact or Derivation
        ``GAP_SEVERAL >= B`` with B free of the threshold, under hypotheses that may bound it.
    place : sympy.Expr
        A threshold, free of signs; the line must show that it meets those bounds.

    Raises
    ------
    DerivationError
        If it is about something else, or speaks of the threshold out of sight.
    """
    fact = found if isinstance(found, Fact) else found.fact()
    relation = fact.conclusion
    if not isinstance(relation, sp.Ge) or relation.lhs != GAP_SEVERAL:
        raise DerivationError(f"group_supremum_at_least: {relation} must bound {GAP_SEVERAL}")
    put = [h.xreplace({theta: place}) for h in fact.hypotheses]
    about = [h for h in (*put, relation.rhs, place) if theta in speaks_of(h) or is_random(h)]
    if about:
        raise DerivationError(f"group_supremum_at_least: {about[0]} speaks of signs, or theta")
    bound = S_several >= relation.rhs
    needed = (*put, *lost_sense([place], (*put, bound)))
    return Fact(bound, needed, f"at a threshold: {fact.name}", fact.uses, fact.inner)


def group_layer_cake(shifts: Derivation) -> Fact:
    r"""Return :math:`A_{+,k}\le\Delta` where every kind of row is ahead by at most :math:`\Delta`.

    So is the largest of m neurons, and the integral of the positive part of the gap over all
    thresholds is at most the mean of that: see :func:`~polyattn.derivation.rules.layer_cake`.

    Parameters
    ----------
    shifts : Derivation
        ``V_1 <= V_0 + Delta`` for the three kinds of rows, for every sign vector.

    Raises
    ------
    DerivationError
        If it says something else, or assumes it of some sign vectors alone.
    """
    high, low = (tuple(on(x, i) for x in _ROWS) for i in (1, 0))
    wide = _each(shifts, sp.Le, high, low)
    rest = [x for x in shifts.given if not is_random(x)]
    needed = (wide >= 0, m >= 1, *_BEST, *_SIZES, *dict.fromkeys(rest))
    return Fact(area_several <= wide, needed, "layer cake", shifts.uses, (shifts,))
