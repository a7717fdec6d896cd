r"""Rules for a layer whose rows have noise of their own: chapter 15.

Every row j and neuron i gets its own :math:`\nu_{out}g_{ji}`, with independent standard normal
:math:`g_{ji}`; a network says yes where one of the sums is above the threshold.

The maximum of :math:`k\ge2` independent :math:`\mathcal N(\mu_j,\nu^2)` has a density of at most
:math:`(\sqrt{2\log k}+1.4)/\nu`. Let :math:`\nu=1` and :math:`u_j=x-\mu_j`; the density is
:math:`\sum_j\varphi(u_j)\prod_{i\ne j}\Phi(u_i)`. For :math:`u\ge0` Mills' ratio gives
:math:`\varphi(u)\le(u+1)\Phi(-u)`, and for :math:`u<0` :math:`\varphi(u)\le0.4\le\Phi(-u)`. So
terms with :math:`u_j\le\sqrt{2\log k}` are at most :math:`\sqrt{2\log k}+1` times the chance that
exactly one of the k exceeds x; each other one is at most :math:`\varphi(\sqrt{2\log k})\le0.4/k`.

Of k independent standard normal numbers, one exceeds all others less :math:`\eta\ge0` with a chance
of at most :math:`e^{-(\sqrt{2\log k}-\eta)_+^2/2}`: the chance is :math:`e^{-\eta^2/2}/k` times
:math:`\mathbb E\,e^{\eta M}` with M the largest of k, and for :math:`\eta\le\lambda=\sqrt{2\log k}`
that mean is at most :math:`(ke^{\lambda^2/2})^{\eta/\lambda}=e^{\lambda\eta}`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.normal import spread_out
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.learned import (
    OF_WEIGHTS,
    P_rows,
    Vy_o,
    Vy_s,
    Vy_star,
    nu_out,
    p_rows,
    y_1,
    y_d,
    y_own,
    y_sum,
)
from polyattn.symbolic.model import N, b, c, m, n, t, theta, u_o, w_o
from polyattn.symbolic.pair import on
from polyattn.symbolic.table import letters

# What is known of any weights in the cube.
EACH = (y_1 >= -1, y_1 <= 1, y_own >= -1, y_own <= 1, y_sum >= -N, y_sum <= N)
ROWS_GAP = P_rows[1] - P_rows[0]
_OTHERS = (Vy_s, Vy_o)
# Where the best row of the other groups is that of the largest weight.
_BEST = (b >= 0, w_o >= u_o)
# An upper bound of the density of the largest of n m noisy rows.
DENSITY = spread_out(n * m, nu_out)


def rows_moved(proof: Derivation) -> Fact:
    r"""Bound the gap of any network: :math:`P_1-P_0\le D\,(\sqrt{2\log nm}+1.4)/\nu_{out}`.

    No row's value moves up by more than D, so :math:`P_1(\theta)\le P_0(\theta-D)`; and the largest
    of the nm noisy values on data set 0 has the density of the module's first lines.

    Parameters
    ----------
    proof : Derivation
        Assumes :data:`EACH` and what names no weight; its conclusion says of every kind of row that
        ``V_1 <= V_0 + D``, with D a number.

    Raises
    ------
    DerivationError
        If it assumes something else about the weights, or leaves a row out.
    """
    shift = _shift(proof, (Vy_star, *_OTHERS), "rows_moved")
    rest = _rest(proof, shift, "rows_moved")
    needed = (*rest, *_BEST, shift >= 0, nu_out > 0, m >= 1, n >= 2)
    return Fact(ROWS_GAP <= shift * DENSITY, needed, "anti-concentration", proof.uses, (proof,))


def planted_among_mates(ahead: Derivation, others: Derivation) -> Fact:
    r"""Bound the gap of any network by how far the planted row is ahead of its mates.

    .. math:: P_1-P_0\le m\,e^{-(\sqrt{2\log t}-H/\nu_{out})_+^2/2}
              +D\,(\sqrt{2\log nm}+1.4)/\nu_{out}

    Take the same noise for both. If only data set 1 is above the threshold, then either a planted
    row is there, and beats its :math:`t-1` mates on data set 0, of which it is ahead by H at most;
    or another row is, whose value has moved by D at most.

    Parameters
    ----------
    ahead : Derivation
        Assumes :data:`EACH` and what names no weight; its conclusion is
        ``V_*1 <= V_s0 + H``, with H a number.
    others : Derivation
        The same; its conclusion says of every other kind of row that ``V_1 <= V_0 + D``.

    Raises
    ------
    DerivationError
        If one of them assumes something else about the weights, or is about other rows.
    """
    call = "planted_among_mates"
    relation = ahead.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != on(Vy_star, 1):
        raise DerivationError(f"{call}: {relation} must bound {on(Vy_star, 1)} from above")
    lead, shift = relation.rhs - on(Vy_s, 0), _shift(others, _OTHERS, call)
    rest = (*_rest(ahead, lead, call), *_rest(others, shift, call))
    room = sp.Max(0, sp.sqrt(2 * sp.log(t)) - lead / nu_out, evaluate=False)
    most = m * sp.exp(-(room**2) / 2) + shift * DENSITY
    needed = (*rest, *_BEST, lead >= 0, shift >= 0, nu_out > 0, m >= 1, t >= 2, N >= 1)
    uses = ahead.uses | others.uses
    return Fact(ROWS_GAP <= most, needed, "among its mates", uses, (ahead, others))


def rows_silent(proof: Derivation) -> Fact:
    r"""Return :math:`p_0\le n\,\Phi(-(\theta-B)/\nu_{out})` where no row's value exceeds B.

    A union over n rows.

    Parameters
    ----------
    proof : Derivation
        Its conclusion says of every kind of row, bias included, that it is at most B.
    """
    values = [c * y_d + on(x, 0) for x in (Vy_star, *_OTHERS)]
    bounds = {x.rhs for x in conjuncts(proof.conclusion) if isinstance(x, sp.Le)}
    if {*conjuncts(proof.conclusion)} != {x <= y for x in values for y in bounds} or not bounds:
        raise DerivationError(f"rows_silent: {proof.conclusion} must bound every row alike")
    (most,) = bounds
    tail = n * Phi(-(theta - most) / nu_out)
    needed = (*proof.given, *_BEST, nu_out > 0)
    return Fact(p_rows[0] <= tail, needed, "union over rows", proof.uses, (proof,))


def row_alone() -> Fact:
    r"""Return :math:`p_1\ge\Phi((V_*+cy_d-\theta)/\nu_{out})`: the planted row is a row."""
    alone = Phi((c * y_d + on(Vy_star, 1) - theta) / nu_out)
    return Fact(p_rows[1] >= alone, (nu_out > 0,), "one of the rows")


def _shift(proof: Derivation, rows: tuple[Any, ...], call: str) -> Any:
    """Return by how much each of these kinds of row moves at most."""
    found = conjuncts(proof.conclusion)
    bounds = {x.lhs: x.rhs for x in found if isinstance(x, sp.Le)}
    shifts = {bounds.get(on(x, 1), sp.nan) - on(x, 0) for x in rows}
    if len(found) != len(rows) or len(shifts) != 1 or sp.nan in shifts:
        raise DerivationError(f"{call}: {proof.conclusion} must bound {rows} alike")
    return shifts.pop()


def _rest(proof: Derivation, number: Any, call: str) -> tuple[Any, ...]:
    """Return what a proof assumes besides what is known of any weights."""
    rest = tuple(h for h in proof.given if h not in EACH)
    for one in (*rest, number):
        if letters(sp.sympify(one)) & OF_WEIGHTS or is_random(one):
            raise DerivationError(f"{call}: {one} speaks of the weights, and they are any")
    return rest
