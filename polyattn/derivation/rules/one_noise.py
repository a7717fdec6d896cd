r"""Rules for what all rows of a layer with Gaussian noise have in common, beyond `one_event`.

Where the event holds, the weight of a row on the planted token is one of its weights: that on
itself, or at most the norm of the others. And every row locks where any row does.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.gaussian import ANY_ROW, EVENT, besides, names_noise
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.any_noise import P_noisy, f_top, omega_squared
from polyattn.symbolic.model import beta, epsilon
from polyattn.symbolic.noise import Q_nu, nu, x_in


def chances_over_noise() -> Fact:
    r"""Return that chances over noise and signs are not negative, nor is a best gap.

    A gap tends to 0 as the threshold grows.
    """
    chances = (g.P_sigma, g.P_sub, g.p_missed, w.p_loose, w.p_quiet, w.S_sigma)
    return Fact(sp.And(*(x >= 0 for x in chances)), (), "chances")


def quiet_rows(proof: Derivation, row: Derivation) -> Fact:
    r"""Bound the chance over signs and noise: :math:`\Pr[F>0]\le p_{miss}+B`.

    As :func:`~polyattn.derivation.rules.gaussian.active_at_most`, with a bound on the weight on the
    planted token: the planted row has :math:`f_{jj}`, any other at most :math:`\|f_{j,\ne}\|`.

    Parameters
    ----------
    proof : Derivation
        Assumes that :math:`0<\omega^2\le W^2`, :math:`f_{\max}\le f`, and what names no noise; its
        conclusion is :math:`\Pr[F_E>0]\le B`.
    row : Derivation
        Assumes ``EVENT``, ``ANY_ROW``, and what names no row; its conclusion is
        :math:`\|w_j\|\le W`, :math:`f_{jj}\le f` and :math:`\|f_{j,\ne}\|\le f`.

    Raises
    ------
    DerivationError
        If one of them assumes something else, or says something else.
    """
    return quiet_where("quiet_rows", proof, row, g.f_off, EVENT, g.p_missed)


def quiet_where(
    call: str, proof: Derivation, row: Derivation, other: Any, event: tuple[Any, ...], missed: Any
) -> Fact:
    """Bound the chance over signs and noise by that of missing an event, and by what holds on it.

    `other` is what the weight of any other row on the planted token is at most.
    """
    relation = proof.conclusion
    most: dict[Any, Any] = {x.lhs: x.rhs for x in conjuncts(row.conclusion) if isinstance(x, sp.Le)}
    kept, own, off = (most.get(x, sp.nan) for x in (g.w_norm, g.f_self, other))
    if sp.nan in (kept, own, off) or own != off or names_noise(kept) or names_noise(own):
        raise DerivationError(f"{call}: {row.conclusion} must bound the noise and weights of a row")
    if not isinstance(relation, sp.Le) or relation.lhs != P_noisy or names_noise(relation.rhs):
        raise DerivationError(f"{call}: {relation} must bound {P_noisy} by a number")
    quiet = (omega_squared > 0, omega_squared <= kept**2, f_top <= own)
    rest = (*besides(proof, quiet, call), *besides(row, (*event, *ANY_ROW), call))
    needed = (*rest, relation.rhs >= 0, kept >= 0, g.sigma > 0, nu >= 0, beta >= 0)
    least, uses = missed + relation.rhs, proof.uses | row.uses
    return Fact(g.P_sigma <= least, needed, "where the event holds, or not", uses, (proof, row))


def locked_rows(row: Derivation) -> Fact:
    r"""Bound the chance that some row is not locked: :math:`p_{loose}\le p_{miss}`.

    Parameters
    ----------
    row : Derivation
        Assumes ``EVENT``, that the right self-score is at least that of a token without the
        feature, and what names no row; its conclusion is :math:`f_{jj}\ge1-\varepsilon`.

    Raises
    ------
    DerivationError
        If it assumes something else, or says something else.
    """
    if row.conclusion != (g.f_self >= 1 - epsilon):
        raise DerivationError(f"locked_rows: {row.conclusion} must say that any row is locked")
    rest = besides(row, (*EVENT, x_in >= Q_nu), "locked_rows")
    needed = (*rest, g.sigma > 0, nu >= 0, beta >= 0)
    return Fact(w.p_loose <= g.p_missed, needed, "where the event holds", row.uses, (row,))
