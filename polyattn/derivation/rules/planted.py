r"""Rules for one neuron on k planted rows in k groups: chapter 14.

The signs :math:`s_1, s_d` and those of the :math:`d-2` groups are independent and fair. Of the k
groups with a planted row :math:`K_p` are plus, of the :math:`N_u` others :math:`K_u`; the best of
either kind is :math:`\hat y_p` and :math:`\hat y_u`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts, reach
from polyattn.derivation.rules.signs import GROUPS, is_random, outside
from polyattn.derivation.terms import OVER_ALL
from polyattn.symbolic.any_noise import NOISY_SIGNS, OF_NOISE
from polyattn.symbolic.chances import Pr, S_m, k
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.learned import OF_LEARNED, OF_ONE_INPUT, WEIGHTS, margin
from polyattn.symbolic.model import N, b, c, t, theta, u_o, w_o
from polyattn.symbolic.neuron import s_1, s_d
from polyattn.symbolic.pair import CHANCES, OBSERVED, on
from polyattn.symbolic.several import (
    K_p,
    K_u,
    N_u,
    S_k,
    S_one,
    S_p,
    S_u,
    V_star_k,
    X_k,
    alpha_k,
    p_several,
    per_row,
    v_k,
    y_j,
    y_p,
)
from polyattn.symbolic.table import letters, unfold

BOTH_PLUS = (sp.Eq(s_1, 1), sp.Eq(s_d, 1))
# Some group with a planted row has a plus sign.
ONE_PLUS = (K_p >= 1, sp.Eq(y_p, 1))
# At least half of these groups have one.
MOSTLY = (*ONE_PLUS, S_p >= 0, k - S_p <= 2 * sp.floor(k / 2))
_SIZES = (k >= 1, N_u >= 0)
_OTHER_LAYERS = {*NOISY_SIGNS, *OF_NOISE, *OF_LEARNED, *OF_ONE_INPUT, *WEIGHTS, margin}


def in_one_group(fact: Fact) -> Fact:
    r"""Say of k planted rows in one group what is known of one: with t/k in the place of t.

    By `thm:k-rows-one-group` the distinct rows of C are those of one planted row and t/k copies,
    so a neuron sees the same numbers. What was derived of :math:`S_m` was derived for real t, not
    for whole t alone, and so it is said of :math:`\tilde S_m` with t/k for t.

    Parameters
    ----------
    fact : Fact
        Names no number of a whole network but :math:`S_m`, no chance, no k, no letter of another
        layer, and none that hides t.

    Raises
    ------
    DerivationError
        If it does.
    """
    relations = (*fact.hypotheses, fact.conclusion)
    for relation in relations:
        seen = relation.free_symbols.union(*map(reach, relation.free_symbols))
        hidden = seen & ({*OBSERVED, *CHANCES, k} - {S_m}) or relation.has(*OVER_ALL, Limit)
        if hidden:
            raise DerivationError(f"in_one_group: {relation} speaks of more than S_m, or of k")
        left = per_row(relation).free_symbols - {t}
        if left & _OTHER_LAYERS or any(t in reach(x) for x in left):
            raise DerivationError(f"in_one_group: {relation} says more of t than it can put")
    *needed, said = (per_row(x).xreplace({S_m: S_one}) for x in relations)
    uses = fact.uses | {"thm:k-rows-one-group"}
    return Fact(said, (k >= 1, t >= k, *needed), f"in one group: {fact.name}", uses, fact.inner)


def several_at_least(dataset: int | None = None) -> Fact:
    r"""Return :math:`p_{\theta,k}\ge\Pr[cs_d+V_*>\theta]`: a planted row is a row of C.

    The one whose group has the best sign is meant.

    Parameters
    ----------
    dataset : {0, 1}, optional
        Which of two data sets.
    """
    said = sp.And(p_several >= Pr(c * s_d + V_star_k > theta), p_several <= 1)
    return Fact(said if dataset is None else on(said, dataset), _SIZES, "one neuron")


def several_at_most(dataset: int | None = None) -> Fact:
    r"""Return :math:`p_{\theta,k}\le\Pr[X_k>\theta]`: :math:`X_k` has a value for each kind of row.

    A row gains where the sign of its own group does, as it has more weight there than elsewhere.
    Where there is no row of a kind (:math:`t=1`, or each group has a planted row) its value only
    makes :math:`X_k` larger.

    Parameters
    ----------
    dataset : {0, 1}, optional
        Which of two data sets.
    """
    said, best = sp.And(p_several <= Pr(theta < X_k), p_several >= 0), alpha_k >= v_k
    if dataset is not None:
        said, best = on(said, dataset), on(best, dataset)
    return Fact(said, (b >= 0, best, w_o >= u_o, *_SIZES), "one neuron")


def hoeffding_groups(x: Any) -> Fact:
    r"""Bound both tails of all group signs: :math:`\Pr[S_k\ge x]<e^{-x^2/2(d-2)}` for :math:`x>0`.

    :func:`~polyattn.derivation.rules.hoeffding` for the sum of :math:`d-2=N+1` fair signs; for
    :math:`S_k>x` and :math:`S_k<-x` likewise.

    Parameters
    ----------
    x : sympy.Expr
        Names no sign.
    """
    if is_random(x):
        raise DerivationError(f"hoeffding_groups: {x} speaks of the signs; it must be a number")
    bound = sp.exp(-(x**2) / (2 * (N + 1)))
    tails = (S_k >= x, S_k > x, S_k < -x)
    return Fact(sp.And(*(Pr(tail) < bound for tail in tails)), (x > 0, *_SIZES), "Hoeffding")


def mostly_plus(proof: Derivation, low: Any) -> Fact:
    r"""Return :math:`\Pr[B]\ge\frac18\Pr[S_k\ge x]` where two signs and most of k are enough.

    :math:`s_1=s_d=1` has probability :math:`\frac14` and is independent of the groups. Of these
    :math:`S_p\ge0` has probability :math:`\frac12` or more, and it and :math:`S_k\ge x` both
    increase with every sign, so both together are at least as likely as the product: T. E. Harris,
    Proc. Cambridge Philos. Soc. 56 (1960), 13-20. Where :math:`S_p\ge0`, some planted row's group
    is plus, and no more than half of the k are minus: :math:`k-S_p\le2\lfloor k/2\rfloor`.

    Parameters
    ----------
    proof : Derivation
        Assumes the two signs, :data:`MOSTLY`, ``S_k >= low``, what holds for every sign vector,
        and what names no sign; its conclusion is B.
    low : sympy.Expr
        x; names no sign.
    """
    if is_random(low):
        raise DerivationError(f"mostly_plus: {low} speaks of the signs; it must be a number")
    rest = outside(proof, (*GROUPS, *BOTH_PLUS, *MOSTLY, S_k >= low), "mostly_plus")
    said = Pr(proof.conclusion) >= Pr(S_k >= low) / 8
    return Fact(said, (*_SIZES, *rest), "positive association", proof.uses, (proof,))


def some_planted_plus(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[B]\ge\frac14(1-2^{-k})` where two signs and one planted group suffice.

    :math:`s_1=s_d=1` has probability :math:`\frac14`, and is independent of the k signs, of which
    one is plus with probability :math:`1-2^{-k}`: then :math:`\hat y_p=1`.

    Parameters
    ----------
    proof : Derivation
        Assumes the two signs, :data:`ONE_PLUS`, what holds for every sign vector, and what names no
        sign; its conclusion is B.
    """
    rest = outside(proof, (*GROUPS, *BOTH_PLUS, *ONE_PLUS), "some_planted_plus")
    share = (1 - 2 ** (-k)) / 4
    said = Pr(proof.conclusion) >= share
    return Fact(said, (*_SIZES, *rest), "one planted group is plus", proof.uses, (proof,))


def symmetric(proof: Derivation, term: Any) -> Fact:
    r"""Return :math:`\Pr[B]\ge\frac18` where two signs and a symmetric :math:`T\ge0` suffice.

    T changes its sign with the signs of all groups, so :math:`\Pr[T\ge0]\ge\frac12`; and it is
    independent of :math:`s_1=s_d=1`, which has probability :math:`\frac14`.

    Parameters
    ----------
    proof : Derivation
        Assumes the two signs, ``term >= 0``, what holds for every sign vector (for a row's own
        sign too: it is at most the best), and what names no sign; its conclusion is B.
    term : sympy.Expr
        T, in :math:`K_p, K_u` and the sign :math:`y_j` of one planted row's group.

    Raises
    ------
    DerivationError
        If T does not change its sign, or speaks of other signs.
    """
    own = {K_p: k - K_p, K_u: N_u - K_u, y_j: -y_j}
    weights = tuple(x for x in letters(term) if not is_random(x))
    if any(is_random(x) for x in letters(term) - {*own, S_p, S_u, S_k}):
        raise DerivationError(f"symmetric: {term} must be about the signs of the groups alone")
    written = unfold(term, keep=weights)
    if sp.expand(written + written.xreplace(own)) != 0:
        raise DerivationError(f"symmetric: {term} keeps its sign where all groups change theirs")
    inside = (*GROUPS, *BOTH_PLUS, y_j <= y_p, *conjuncts(term >= 0))
    rest = outside(proof, inside, "symmetric")
    said = Pr(proof.conclusion) >= sp.Rational(1, 8)
    return Fact(said, (*_SIZES, *rest), "by symmetry", proof.uses, (proof,))
