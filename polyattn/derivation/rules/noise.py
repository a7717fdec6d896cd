r"""Rules for one layer with any noise and any attention: chapter 13.

The attention f is a matrix of weights, each row adding up to 1; :math:`w_j=\sum_kf_{jk}E_k`. A
neuron has independent fair signs. Of row j it sees :math:`v_j+z_j`: an average of what it sees of
the clean tokens, and :math:`z_j=\langle w_j,y\rangle`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import PLUS, is_random
from polyattn.symbolic.any_noise import (
    NOISY_SIGNS,
    OF_A_ROW,
    V_noisy,
    f_own,
    f_row,
    f_top,
    omega_squared,
    p_noisy,
    p_row,
    v_rest,
    v_row,
    w_squares,
    z_rest,
    z_row,
)
from polyattn.symbolic.model import N, a, b, c, n, t, theta
from polyattn.symbolic.neuron import s_d
from polyattn.symbolic.table import letters

# No token of the clean data gives a neuron more than this, but for the planted one, which gives a
# more; and none less than c s_d - b, whatever its group's sign is.
ROW = (v_row <= b + c + a * f_row,)
PLANTED = (v_rest >= (1 - f_own) * (c * s_d - b), f_own >= 0, f_own <= 1)
# What holds for every row.
ROWS = (f_row <= f_top, w_squares <= omega_squared)
_ENTRIES = (a >= 0, b >= 0, c >= 0, t >= 1, N >= 1)


def _names(said: Any, more: set[Any]) -> bool:
    """Whether a term or a relation speaks of the signs, or of further letters."""
    return is_random(said) or bool(letters(said) & (more | NOISY_SIGNS))


def _rest(proof: Derivation, known: tuple[Any, ...], call: str, more: set[Any]) -> tuple[Any, ...]:
    """Return what a proof assumes besides what is known of a row or of the signs."""
    rest = tuple(h for h in proof.given if h not in known)
    if spoken := [h for h in rest if _names(h, more)]:
        raise DerivationError(f"{call}: {spoken[0]} is not known of every row and sign vector")
    return rest


def noisy_chance() -> Fact:
    r"""Return that a chance is one: :math:`0\le p\le1`, of one neuron and any row."""
    return Fact(sp.And(p_noisy >= 0, p_noisy <= 1), (), "a probability")


def noisy_row(proof: Derivation) -> Fact:
    r"""Bound the chance of a row: :math:`\Pr[v_j+z_j>\theta]\le e^{-x^2/2\|w_j\|^2}`.

    Where the row exceeds the threshold, its noise exceeds x; and that is a sum of independent
    signs with weights, so Hoeffding's inequality bounds its tail (J. Amer. Statist. Assoc. 58
    (1963), 13-30). The clean part is an average of numbers of which none exceeds :math:`b+c`, and
    the planted token's :math:`a+b+c`: that is :data:`ROW`.

    Parameters
    ----------
    proof : Derivation
        Assumes that the row exceeds the threshold, :data:`ROW`, and what names no sign; its
        conclusion is :math:`z_j>x` or :math:`z_j\ge x`.

    Returns
    -------
    Fact
        For :math:`x\ge0` and noise that is not 0.

    Raises
    ------
    DerivationError
        If the proof assumes something else about the signs, or ends in something else.
    """
    rest = _rest(proof, (*ROW, v_row + z_row > theta), "noisy_row", {p_row})
    exceeds = proof.conclusion
    if not isinstance(exceeds, sp.Gt | sp.Ge) or exceeds.lhs != z_row or _names(exceeds.rhs, set()):
        raise DerivationError(f"noisy_row: {exceeds} must say what the noise of the row exceeds")
    level = exceeds.rhs
    bound = p_row <= sp.exp(-(level**2) / (2 * w_squares))
    needed = (level >= 0, w_squares > 0, *_ENTRIES, *rest)
    return Fact(bound, needed, "Hoeffding", proof.uses, (proof,))


def every_row(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[X>\theta]\le nB` where no row's chance exceeds B: the union of n events.

    Parameters
    ----------
    proof : Derivation
        Assumes :data:`ROWS`, that the row has noise, :math:`\|w_j\|^2>0`, and what names no row;
        its conclusion is :math:`p_{\theta,j}\le B`.

    Returns
    -------
    Fact
        For :math:`B\ge0` and a threshold above what a row without noise reaches.

    Raises
    ------
    DerivationError
        If the proof assumes something else about a row, or B names one.
    """
    rest = _rest(proof, (*ROWS, w_squares > 0), "every_row", OF_A_ROW)
    bound = proof.conclusion
    if not isinstance(bound, sp.Le) or bound.lhs != p_row or _names(bound.rhs, OF_A_ROW):
        raise DerivationError(f"every_row: {bound} must bound the chance of any one row")
    # A row without noise has its clean part alone.
    needed = (bound.rhs >= 0, theta >= a * f_top + b + c, *_ENTRIES, *rest)
    return Fact(p_noisy <= n * bound.rhs, needed, "union over rows", proof.uses, (proof,))


def noisy_triple(proof: Derivation) -> Fact:
    r"""Return :math:`\Pr[X>\theta]\ge\frac1{16}` where (+, +, +) and fair luck are enough.

    The triple has probability :math:`\frac18`. What the other entries of :math:`w_{j^*}` add,
    :math:`z_{rest}`, is a sum of signs that are independent of it, and symmetric: it is at least 0
    with probability one half or more. Every other token gives the neuron at least
    :math:`cs_d-b`, so the average over them is at least that: :data:`PLANTED`.

    Parameters
    ----------
    proof : Derivation
        Assumes the three signs, :math:`z_{rest}\ge0`, :data:`PLANTED`, and what names no sign; its
        conclusion is :math:`V_E>\theta`.

    Raises
    ------
    DerivationError
        If the proof assumes something else about the signs, or ends in something else.
    """
    rest = _rest(proof, (*PLUS, *PLANTED, z_rest >= 0), "noisy_triple", set())
    if conjuncts(proof.conclusion) != (V_noisy > theta,):
        raise DerivationError(f"noisy_triple: {proof.conclusion} must read {V_noisy > theta}")
    chance = p_noisy >= sp.Rational(1, 16)
    return Fact(chance, (*_ENTRIES, *rest), "one in sixteen", proof.uses, (proof,))
