r"""Rules for Gaussian noise, where rows are known by the means of their scores: chapter 13c.

Row j has :math:`t-1` mates and tN tokens of other groups. The mean of its scores with each of these
classes is nearer to the clean score than a single one: noises average out.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.gaussian import (
    EVENT,
    NORMAL,
    SCORES,
    besides,
)
from polyattn.derivation.rules.one_noise import quiet_where
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.gaussian_means import P_most, Q_most, R_most, W_mean
from polyattn.symbolic.model import N, a, b, beta, d, n, p, q, r, t
from polyattn.symbolic.noise import nu, x_in_up, x_out_up

_ALLOWED = g.sigma * g.x_sigma
_FAR = _ALLOWED * sp.sqrt(r + (a**2 + b**2) / N)
# What is normal in the means of row j keeps within x standard deviations: over its mates, and over
# all tokens of other groups.
MATES = (g.i_mates >= -_ALLOWED * sp.sqrt(p), g.k_mates**2 <= _ALLOWED**2 * g.s_jj / (t - 1))
FAR = (g.i_far >= -_FAR, g.k_far**2 <= _ALLOWED**2 * g.s_jj / (t * N))
# What that makes of every row.
MEANS = (g.s_mates >= q - g.zeta_m, g.s_far >= r - g.zeta_o)
_CLASSES = (t >= 2, N >= 1)


def event_with_means(proof: Derivation) -> Fact:
    r"""Bound the chance that somewhere the event of `one_event` fails, or a mean is lower.

    There are 4n more events. The clean tokens of a class have a mean of norm :math:`\sqrt p` at
    most over mates, and, over the N other groups, at most :math:`\sqrt{r+(a^2+b^2)/N}`: each has
    :math:`b/N` in N coordinates, c in the bias, and :math:`a/tN` at most in the feature. So
    :math:`\langle\bar A^0,E_j\rangle` is normal with that deviation, times :math:`\sigma`, at
    most. Given :math:`E_j`, the mean of k of the other noises along :math:`A_j` is normal of
    deviation :math:`\sigma\|A_j\|/\sqrt k`, and :math:`\|A_j\|^2=s_{jj}`.

    Parameters
    ----------
    proof : Derivation
        Assumes ``NORMAL``, :data:`MATES`, :data:`FAR` and what names no row; its conclusion is
        ``EVENT`` and :data:`MEANS`.

    Raises
    ------
    DerivationError
        If the proof assumes something else about a row, or leaves out a bound.
    """
    rest = besides(proof, (*NORMAL, *MATES, *FAR), "event_with_means")
    if missing := [x for x in (*EVENT, *MEANS) if x not in conjuncts(proof.conclusion)]:
        raise DerivationError(f"event_with_means: the proof must show {missing[0]}")
    pairs, normal = n * (n - 1), 2 * Phi(-g.x_sigma)
    most = (3 * pairs / 2 + 6 * n) * normal + n * (2 * g.p_above + g.p_below)
    needed = (*rest, g.sigma > 0, g.x_sigma >= 0, sp.Eq(nu, d * g.sigma**2), *_CLASSES)
    return Fact(g.p_means <= most, needed, "union over rows and pairs", proof.uses, (proof,))


def powers_of_means() -> Fact:
    r"""Return that the powers of a class add up to those of its mean at least.

    Jensen's inequality: :math:`\sum_ks_k^\beta\ge k\bar s^\beta` for k numbers that are not
    negative, :math:`\bar s` their mean and :math:`\beta\ge1`. With :data:`MEANS`, of the
    :math:`t-1` mates and tN tokens of other groups.
    """
    # No score is negative.
    needed = (*SCORES, *MEANS, zeta < r, g.zeta_m < q, g.zeta_o < r, beta >= 1, *_CLASSES)
    return Fact(x_out_up >= W_mean, needed, "Jensen")


def powers_at_most() -> Fact:
    r"""Bound the powers of the scores of a row where the event holds.

    No clean score is more than p, nor one with another token more than q, with a token of another
    group more than r; and no score is more than :math:`\zeta` off.
    """
    said = (
        sp.And(x_in_up > 0, x_in_up <= P_most),
        sp.And(g.x_other >= 0, g.x_other <= Q_most),
        sp.And(g.squares_off >= 0, g.squares_off <= (t - 1) * Q_most**2 + t * N * R_most**2),
    )
    needed = (*SCORES, zeta < r, nu >= 0, beta >= 0, *_CLASSES)
    return Fact(sp.And(*said), needed, "added up")


def other_weight() -> Fact:
    r"""Say what the weight of a row on any other token is: :math:`f_{jk}=x_{jk}'/\sum_kx_{jk}'`."""
    said = sp.Eq(g.f_other, g.x_other / (x_in_up + x_out_up))
    return Fact(said, (x_in_up > 0, x_out_up > 0), "divide by the sum of the row")


def quiet_by_means(proof: Derivation, row: Derivation) -> Fact:
    r"""Bound the chance over signs and noise: :math:`\Pr[F>0]\le\bar p_{miss}+B`.

    The weight of a row on the planted token is one of its weights: that on itself, or on another.

    Parameters
    ----------
    proof : Derivation
        Assumes that :math:`0<\omega^2\le W^2`, :math:`f_{\max}\le f`, and what names no noise; its
        conclusion is :math:`\Pr[F_E>0]\le B`.
    row : Derivation
        Assumes ``EVENT``, :data:`MEANS`, ``ANY_ROW``, and what names no row; its conclusion is
        :math:`\|w_j\|\le W`, :math:`f_{jj}\le f` and :math:`f_{jk}\le f`.

    Raises
    ------
    DerivationError
        If one of them assumes something else, or says something else.
    """
    event = (*EVENT, *MEANS)
    found = quiet_where("quiet_by_means", proof, row, g.f_other, event, g.p_means)
    return replace(found, hypotheses=(*found.hypotheses, *_CLASSES))
