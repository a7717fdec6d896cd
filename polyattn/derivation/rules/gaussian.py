r"""Rules for a layer with Gaussian noise: chapter 13c.

The entries of the noise are independent, normal, of mean 0 and variance :math:`\sigma^2`; so is
:math:`\langle v,E_k\rangle/|v|` for every v that is independent of :math:`E_k`, and the parts of
:math:`E_k` across v are independent of it.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.any_noise import (
    NOISY_SIGNS,
    OF_A_ROW,
    P_noisy,
    f_own,
    f_top,
    omega_down,
    omega_squared,
    w_1,
    w_d,
    w_g,
)
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.drowned import T_max, T_min, T_star, X_sigma, u_place, z_star, z_top
from polyattn.symbolic.model import N, P, Q, R, beta, d, n, p, r, t
from polyattn.symbolic.noise import P_nu, Q_nu, crowd, nu, x_in, x_in_up, x_out_up
from polyattn.symbolic.softmax import s_j, s_k, x_j, x_k
from polyattn.symbolic.table import letters

_ALLOWED = g.sigma * g.x_sigma


def _within(term: Any, most: Any) -> tuple[Any, Any]:
    return term <= most, term >= -most


# What is normal in row j, and in it with any other row k, keeps within x standard deviations.
SELF = (
    *_within(g.i_jj, _ALLOWED * sp.sqrt(p)),
    g.e_squared <= g.sigma**2 * g.SQUARE_ABOVE,
    g.e_squared >= g.sigma**2 * g.SQUARE_BELOW,
)
OTHER = (g.i_jk**2 <= _ALLOWED**2 * g.s_jj, *_within(g.i_kj, _ALLOWED * sp.sqrt(p)))
THREE = (g.e_three**2 <= 3 * _ALLOWED**2,)
ACROSS = (g.w_across**2 <= g.sigma**2 * g.f_off**2 * g.SQUARE_ABOVE,)
# What holds of any noise: clean tokens, and the triangle inequality. What a row keeps along its
# token averages <E_k, A_j>/|A_j| over the other rows, of which none exceeds x standard deviations.
CLEAN = (g.clean_jj <= p, g.f_self >= 0, g.f_off >= 0)
KEPT = (
    g.w_norm <= g.f_self * sp.sqrt(g.e_squared) + g.w_across + g.w_along,
    g.w_along <= _ALLOWED,
    g.e_squared >= 0,
)
NORMAL = (*SELF, *OTHER, *THREE, *ACROSS, *CLEAN, *KEPT)
# What that makes of every row and of every other row with it: the one event.
SCORES = (
    *_within(g.s_jj - g.clean_jj - nu, zeta),
    *_within(g.s_jk - g.clean_jk, zeta),
)
NOISE = (
    g.w_norm <= g.LONGEST * (g.f_self + g.f_off) + _ALLOWED,
    *_within(g.e_three, 2 * _ALLOWED),
)
EVENT = (*SCORES, *NOISE)
# The right self-score of any row lies between those of the others and of the planted one.
ANY_ROW = (x_in >= Q_nu, x_in <= P_nu)
PLANTED_ROW = (sp.Eq(x_in, P_nu),)
# The same where the power of the noise is subtracted: the right self-scores are those without it.
ANY_ROW_SUB, PLANTED_ROW_SUB = (x_in >= Q, x_in <= P), (sp.Eq(x_in, P),)
# What the event makes of what the planted row keeps of the three entries.
DOWN = (omega_down >= 0, omega_down <= 2 * _ALLOWED, w_1 + w_g + w_d >= -omega_down)


def chi_square(rate: Any, *, below: bool = False) -> Fact:
    r"""Bound the chance that the square of d standard normal numbers is above or below its bound.

    Markov's inequality for :math:`e^{\lambda\chi^2}`, whose mean is
    :math:`(1-2\lambda)^{-d/2}` for :math:`\lambda<\frac12`: the chance of
    :math:`\chi^2>y` is at most :math:`e^{-\lambda y-\frac d2\log(1-2\lambda)}` for
    :math:`\lambda\ge0`, and that of :math:`\chi^2<y` for :math:`\lambda\le0`.

    Parameters
    ----------
    rate : sympy.Expr
        :math:`\lambda`.
    below : bool, default False
        Whether the lower bound is meant.
    """
    chance, level = (g.p_below, g.SQUARE_BELOW) if below else (g.p_above, g.SQUARE_ABOVE)
    most = sp.exp(-rate * level - d / 2 * sp.log(1 - 2 * rate))
    sign = sp.Le if below else sp.Ge
    needed = (sign(rate, 0, evaluate=False), 2 * rate < 1, g.x_sigma >= 0, d >= 1)
    return Fact(chance <= most, needed, "Markov")


def one_event(proof: Derivation) -> Fact:
    r"""Bound the chance that somewhere one of the bounds of a proof fails.

    The proof derives them from :data:`NORMAL`. That fails for one of n rows with a chance of at
    most the sum of these. :data:`SELF`: :math:`\langle A^0_j,E_j\rangle` is normal with a deviation
    of at most :math:`\sigma\sqrt p`, and :math:`\|E_j\|^2/\sigma^2` is a square of d normal
    numbers. :data:`THREE`: a sum of three entries. :data:`ACROSS`: given :math:`E_j` and what all
    :math:`E_k` are along :math:`A_j`, the scores of row j are known, and so are its weights; the
    parts across :math:`A_j` are still independent and normal in :math:`d-1` dimensions, so
    :math:`\|w_j^\perp\|/\sigma\|f_{j,\ne}\|` is the norm of d - 1 normal numbers, shorter than one
    of d. For each of :math:`n(n-1)` pairs: given :math:`E_j`, :math:`\langle A_j,E_k\rangle` is
    normal of deviation :math:`\sigma\|A_j\|`, and :math:`\|A_j\|^2=s_{jj}`. For each of the pairs
    without order: :math:`\langle A^0_k,E_j\rangle`, as :math:`s_{jk}=s_{kj}` is bounded once it
    is bounded in one order.

    Parameters
    ----------
    proof : Derivation
        Assumes :data:`NORMAL` and what names no row; its conclusion is :data:`EVENT`.

    Returns
    -------
    Fact
        With the tails of single events.

    Raises
    ------
    DerivationError
        If the proof assumes something else about a row, or leaves out a bound.
    """
    rest = besides(proof, NORMAL, "one_event")
    if missing := [x for x in EVENT if x not in conjuncts(proof.conclusion)]:
        raise DerivationError(f"one_event: the proof must show {missing[0]}")
    pairs, normal = n * (n - 1), 2 * Phi(-g.x_sigma)
    most = (3 * pairs / 2 + 2 * n) * normal + n * (2 * g.p_above + g.p_below)
    needed = (*rest, g.sigma > 0, g.x_sigma >= 0, n >= 1, sp.Eq(nu, d * g.sigma**2))
    return Fact(g.p_missed <= most, needed, "union over rows and pairs", proof.uses, (proof,))


def near_powers(proof: Derivation) -> Fact:
    r"""Add up powers of scores that are nearly right, over the tokens of a row.

    A row has a self-score, of which the right power is :math:`x_{in}`, and :math:`t-1` scores near
    q and tN near r. Where each power is within the factor H of the right one, so is the sum of the
    others and, with :math:`H^2`, that of their squares.

    Parameters
    ----------
    proof : Derivation
        Assumes that a score is at least r and off by :math:`\zeta` at most, and what names no
        score; its conclusion is that :math:`x_k/H\le x_j\le Hx_k`.

    Returns
    -------
    Fact
        Where the event holds.

    Raises
    ------
    DerivationError
        If the proof assumes something else of a score, or says something else.
    """
    near = (s_k >= r, s_j >= s_k - zeta, s_j <= s_k + zeta)
    rest = besides(proof, near, "near_powers")
    if not {x_j >= x_k / H_zeta, x_j <= H_zeta * x_k} <= {*conjuncts(proof.conclusion)}:
        raise DerivationError(f"near_powers: {proof.conclusion} must bound the power of any score")
    said = sp.And(
        x_in_up >= x_in / H_zeta,
        x_in_up <= H_zeta * x_in,
        x_out_up >= crowd / H_zeta,
        x_out_up <= H_zeta * crowd,
        g.squares_off <= H_zeta**2 * ((t - 1) * Q**2 + t * N * R**2),
        g.squares_off >= 0,
    )
    needed = (*SCORES, *rest, t >= 1, N >= 1, nu >= 0)
    return Fact(said, needed, "added up", proof.uses, (proof,))


def weights_of_a_row() -> Fact:
    r"""Say what the weights of a row are: its powers, divided by their sum.

    :math:`f_{jj}=x_{in}'/(x_{in}'+x_{out}')`, and the squares of the others add up likewise.
    """
    total = x_in_up + x_out_up
    off = (sp.Eq(g.f_off**2, g.squares_off / total**2), g.f_off >= 0)
    said = (sp.Eq(g.f_self, x_in_up / total), *off)
    return Fact(sp.And(*said), (x_in_up > 0, x_out_up > 0), "divide by the sum of the row")


def active_at_most(proof: Derivation, row: Derivation, *, subtracted: bool = False) -> Fact:
    r"""Bound the chance over signs and noise: :math:`\Pr[F>0]\le p_{miss}+B`.

    Where the event holds, every row keeps at most what is shown of any, and B bounds the chance
    over the signs. No row keeps nothing: its noise across is normal.

    Parameters
    ----------
    proof : Derivation
        Assumes that :math:`0<\omega^2\le W^2`, :math:`f_{\max}\le1`, and what names no noise; its
        conclusion is :math:`\Pr[F_E>0]\le B`.
    row : Derivation
        Assumes :data:`EVENT`, :data:`ANY_ROW`, and what names no row; its conclusion is
        :math:`\|w_j\|\le W`.
    subtracted : bool, default False
        Whether :math:`\nu` is subtracted from every self-score; then ``ANY_ROW_SUB``.

    Raises
    ------
    DerivationError
        If one of them assumes something else, or says something else.
    """
    call, bound, relation = "active_at_most", row.conclusion, proof.conclusion
    if not isinstance(bound, sp.Le) or bound.lhs != g.w_norm or names_noise(bound.rhs):
        raise DerivationError(f"{call}: {bound} must bound {g.w_norm} of any row by a number")
    if not isinstance(relation, sp.Le) or relation.lhs != P_noisy or names_noise(relation.rhs):
        raise DerivationError(f"{call}: {relation} must bound {P_noisy} by a number")
    quiet = (omega_squared > 0, omega_squared <= bound.rhs**2, f_top <= 1)
    any_row, chance = (ANY_ROW_SUB, g.P_sub) if subtracted else (ANY_ROW, g.P_sigma)
    rest = (*besides(proof, quiet, call), *besides(row, (*EVENT, *any_row), call))
    # The right power of a row is between those of two self-scores.
    needed = (*rest, relation.rhs >= 0, bound.rhs >= 0, g.sigma > 0, beta >= 0)
    most, uses = g.p_missed + relation.rhs, proof.uses | row.uses
    return Fact(chance <= most, needed, "where the event holds, or not", uses, (proof, row))


def active_at_least(proof: Derivation, row: Derivation, *, subtracted: bool = False) -> Fact:
    r"""Bound the chance over signs and noise: :math:`\Pr[F>0]\ge(1-p_{miss})B`.

    What the planted row keeps of the three entries averages over the rows, of which none has less
    than :math:`-2\sigma x_\sigma` where the event holds.

    Parameters
    ----------
    proof : Derivation
        Assumes :math:`f_{j^*j^*}\ge f`, :math:`0\le\omega^\circ\le2\sigma x_\sigma`, that the three
        pull down by :math:`\omega^\circ` at most, and what names no noise; its conclusion is
        :math:`\Pr[F_E>0]\ge B`.
    row : Derivation
        Assumes :data:`EVENT`, :data:`PLANTED_ROW`, and what names no row; its conclusion is
        :math:`f_{jj}\ge f`.
    subtracted : bool, default False
        Whether :math:`\nu` is subtracted from every self-score; then ``PLANTED_ROW_SUB``.

    Raises
    ------
    DerivationError
        If one of them assumes something else, or says something else.
    """
    call, bound, relation = "active_at_least", row.conclusion, proof.conclusion
    if not isinstance(bound, sp.Ge) or bound.lhs != g.f_self or names_noise(bound.rhs):
        raise DerivationError(f"{call}: {bound} must bound {g.f_self} from below by a number")
    if not isinstance(relation, sp.Ge) or relation.lhs != P_noisy or names_noise(relation.rhs):
        raise DerivationError(f"{call}: {relation} must bound {P_noisy} by a number")
    known = (f_own >= bound.rhs, *DOWN)
    own, chance = (PLANTED_ROW_SUB, g.P_sub) if subtracted else (PLANTED_ROW, g.P_sigma)
    rest = (*besides(proof, known, call), *besides(row, (*EVENT, *own), call))
    needed = (*rest, relation.rhs >= 0, g.sigma > 0, g.x_sigma >= 0)
    least, uses = (1 - g.p_missed) * relation.rhs, proof.uses | row.uses
    return Fact(chance >= least, needed, "where the event holds", uses, (proof, row))


_OF_NOISE = {f_own, f_top, omega_squared, omega_down, w_1, w_g, w_d, *OF_A_ROW, *NOISY_SIGNS}
_OF_NOISE |= {*g.OF_A_PAIR, x_in, x_in_up, x_out_up, s_j, s_k, x_j, x_k}
_OF_NOISE |= {T_max, T_min, T_star, X_sigma, u_place, z_star, z_top}


def names_noise(said: Any) -> bool:
    """Whether a term or a relation speaks of the noise, of a row or of the signs."""
    return is_random(said) or bool(letters(sp.sympify(said), powers=True) & _OF_NOISE)


def besides(proof: Derivation, known: tuple[Any, ...], call: str) -> tuple[Any, ...]:
    """Return what a proof assumes besides what is known."""
    rest = tuple(h for h in proof.given if h not in known)
    if spoken := [h for h in rest if names_noise(h)]:
        raise DerivationError(f"{call}: {spoken[0]} is not known of every row and every noise")
    return rest
