r"""Rules for a layer in which every row attends to itself: chapter 13c.

Given the signs of a neuron, what it sees of the noise of each token, :math:`\langle E_j,y\rangle`,
is normal, of variance :math:`\nu`, and independent of all others.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic import drowned as w
from polyattn.symbolic.any_noise import OF_NOISE
from polyattn.symbolic.chances import Phi, Pr
from polyattn.symbolic.gaussian import OF_A_PAIR, f_self, x_sigma
from polyattn.symbolic.model import N, a, b, c, epsilon, m, n, t, theta
from polyattn.symbolic.neuron import S, s_1, s_d
from polyattn.symbolic.noise import nu
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.table import letters

_FARTHEST = sp.sqrt(nu) * x_sigma
# Every row attends to itself; and every noise keeps within x standard deviations.
LOCKED = (f_self >= 1 - epsilon, f_self <= 1)
TOKENS = (
    w.T_max <= c * s_d + b + a * (1 + s_1) / 2 + _FARTHEST,
    w.T_min >= c * s_d - b - a * (1 - s_1) / 2 - _FARTHEST,
)
# A token of another group whose sign is plus has b at its group, and no feature.
PLUS_GROUP = (w.T_max >= c * s_d + b + w.z_top,)
# What is left out: few plus signs, a large noise, a row that is not locked.
RARE = Pr(S <= -N / 2) + 2 * n * Phi(-x_sigma) + w.p_loose
_OF_A_ROW = {w.T_max, w.T_min, w.X_sigma, w.z_top, w.u_place, *OF_A_PAIR, *OF_NOISE}


def normal_density(place: Any) -> Any:
    r"""Return the normal density :math:`\varphi(u)=e^{-u^2/2}/\sqrt{2\pi}`."""
    return sp.exp(-(place**2) / 2) / sp.sqrt(2 * sp.pi)


def averages() -> Fact:
    r"""Say what a neuron sees of the rows: averages over what it sees of the tokens.

    None is above the largest, and the row of that token gives it the weight :math:`f_{jj}`, and the
    rest to tokens of which none has less than the smallest.
    """
    least = f_self * w.T_max + (1 - f_self) * w.T_min
    said = sp.And(w.X_sigma <= w.T_max, w.X_sigma >= least, w.T_min <= w.T_max)
    return Fact(said, (f_self <= 1,), "averages")


def tilted() -> Fact:
    r"""Return the chance to be ahead by a mean, that of the largest M of k normal numbers.

    :math:`\int\varphi(u-\eta)\Phi(u)^{k-1}du=\frac{e^{-\eta^2/2}}k\,\mathbb E\,e^{\eta M}`, as M
    has the density :math:`k\varphi\Phi^{k-1}`. That is at most k times the normal density, so
    :math:`\mathbb E\,e^{\lambda M}\le ke^{\lambda^2/2}`. By Jensen's inequality
    :math:`\mathbb E\,e^{\eta M}\le(\mathbb E\,e^{\lambda M})^{\eta/\lambda}` for
    :math:`0\le\eta\le\lambda`.
    """
    lead, top, size = w.lead_noise, w.place_top, sp.log(w.rivals)
    said = sp.And(
        sp.Eq(w.Ahead(w.rivals, lead), sp.exp(w.log_lead - lead**2 / 2 - size)),
        w.log_lead <= lead / top * w.log_top,
        w.log_top <= size + top**2 / 2,
    )
    needed = (w.rivals >= 1, lead >= 0, lead <= top, top > 0)
    return Fact(said, needed, "the density of the largest")


def mills(place: Any) -> Fact:
    r"""Return :math:`\varphi(u)\le(u+1)\Phi(-u)` for :math:`u\ge0`.

    The difference :math:`(u+1)\Phi(-u)-\varphi(u)` is positive at 0 and tends to 0, and its
    derivative :math:`\Phi(-u)-\varphi(u)` changes its sign once, from plus to minus.
    """
    return Fact(normal_density(place) <= (place + 1) * Phi(-place), (place >= 0,), "Mills' ratio")


def largest_density(proof: Derivation, place: Any) -> Fact:
    r"""Bound the density of the largest of n normal numbers of variance :math:`\nu`.

    With :math:`u_j` the place, less each mean, in units of :math:`\sqrt\nu`, the density is
    :math:`\sum_j\varphi(u_j)\prod_{i\ne j}\Phi(u_i)/\sqrt\nu`. Terms with :math:`u_j\le\lambda` are
    at most H times the chance that number j alone exceeds the place, and these add up to 1 at most;
    each other term is at most :math:`\varphi(\lambda)<\frac25e^{-\lambda^2/2}`.

    Parameters
    ----------
    proof : Derivation
        Assumes :math:`u_j\le\lambda` and what does not name :math:`u_j`; its conclusion is
        :math:`\varphi(u_j)\le H\Phi(-u_j)`.
    place : sympy.Expr
        :math:`\lambda\ge0`.

    Raises
    ------
    DerivationError
        If it assumes something else about the place, or says something else.
    """
    rest = tuple(h for h in proof.given if h != (w.u_place <= place))
    relation = proof.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != normal_density(w.u_place):
        raise DerivationError(f"largest_density: {relation} must bound {normal_density(w.u_place)}")
    most = relation.rhs / Phi(-w.u_place)
    if spoken := [x for x in (*rest, most, place) if letters(sp.sympify(x)) & _OF_A_ROW]:
        raise DerivationError(f"largest_density: {spoken[0]} is not known of every place")
    needed = (*rest, place >= 0, most >= 0, nu > 0, n >= 1)
    bound = (most + n * sp.Rational(2, 5) * sp.exp(-(place**2) / 2)) / sp.sqrt(nu)
    return Fact(w.densest <= bound, needed, "each alone, or rare", proof.uses, (proof,))


def all_below(proof: Derivation) -> Fact:
    r"""Bound the chance that a neuron sees no row above the threshold.

    Unless at most a quarter of the N other groups has a plus sign, or some noise exceeds x standard
    deviations, or some row is not locked, at least :math:`tN/4` tokens have plus signs; and where
    no row is above the threshold, none of their noises is above a level that depends on
    :math:`s_d` alone.

    .. math:: \tfrac12\sum_{s_d=\pm1}\Phi(L_{s_d}/\sqrt\nu)^{tN/4}
              +\Pr[S\le-\tfrac N2]+2n\Phi(-x)+p_{loose}

    Parameters
    ----------
    proof : Derivation
        Assumes that no row is above :math:`\theta`, :data:`LOCKED`, :data:`TOKENS`,
        :data:`PLUS_GROUP` and what names no sign and no row; its conclusion is
        :math:`z_{\max}\le L`, with L in :math:`s_d` and what is fixed.

    Raises
    ------
    DerivationError
        If it assumes something else, or says something else.
    """
    known = (w.X_sigma <= theta, *LOCKED, *TOKENS, *PLUS_GROUP)
    rest = _rest(proof, known, "all_below")
    relation = proof.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != w.z_top or _names(relation.rhs, {s_d}):
        raise DerivationError(f"all_below: {relation} must bound {w.z_top}, by {s_d} at most")
    places = (relation.rhs.xreplace({s_d: sp.Integer(x)}) / sp.sqrt(nu) for x in (1, -1))
    most = sum(Phi(place) ** (t * N / 4) for place in places) / 2 + RARE
    needed = (*rest, a >= 0, b >= 0, nu > 0, x_sigma >= 0, t >= 1, N >= 1)
    return Fact(w.p_quiet <= most, needed, "no token is above", proof.uses, (proof,))


def one_ahead(proof: Derivation) -> Fact:
    r"""Bound the best gap of m neurons, whose layers are data set 0 and 1 with the same noise.

    If a neuron sees something above the threshold on data set 1 alone, either the planted token is
    above all others there: it beats :math:`tN/4` tokens of which it is ahead by :math:`a_1` at
    most; or the largest token is no larger than on data set 0. It is above the threshold then, and
    by no more than what the proof says, on data set 0, for which the largest of n normal numbers
    has a bounded density. The exceptions are those of :func:`all_below`, on data set 0.

    Parameters
    ----------
    proof : Derivation
        Assumes that no row is above :math:`\theta`, :data:`LOCKED`, :data:`TOKENS` and what names
        no sign and no row; its conclusion is :math:`T_{\max}\le\theta+\ell`, with a number
        :math:`\ell`.

    Returns
    -------
    Fact
        With :math:`a_0` for a.

    Raises
    ------
    DerivationError
        If it assumes something else, or says something else.
    """
    rest = _rest(proof, (w.X_sigma <= theta, *LOCKED, *TOKENS), "one_ahead")
    relation, extra = proof.conclusion, sp.nan
    if isinstance(relation, sp.Le) and relation.lhs == w.T_max:
        extra = relation.rhs - theta
    if extra is sp.nan or _names(extra) or any(theta in speaks_of(x) for x in (extra, *rest)):
        raise DerivationError(f"one_ahead: {relation} must bound {w.T_max} by {theta} and a number")
    extra = on(extra, 0)
    ahead = w.Ahead(1 + t * N / 4, a1 / sp.sqrt(nu))
    most = m * (ahead + extra * w.densest + RARE)
    needed = (*(on(h, 0) for h in rest), extra >= 0, nu > 0, x_sigma >= 0, m >= 1, t >= 1, N >= 1)
    kept = (*needed, a0 >= 0, a1 >= a0, b >= 0)
    return Fact(w.S_sigma <= most, kept, "ahead, or near", proof.uses, (proof,))


def _names(said: Any, but: set[Any] | frozenset[Any] = frozenset()) -> bool:
    """Whether a term or a relation speaks of a row, or of signs but for these."""
    said = sp.sympify(said).xreplace({x: sp.Dummy() for x in but})
    return is_random(said) or bool(letters(said) & _OF_A_ROW)


def _rest(proof: Derivation, known: tuple[Any, ...], call: str) -> tuple[Any, ...]:
    """Return what a proof assumes besides what is known."""
    rest = tuple(h for h in proof.given if h not in known)
    if spoken := [h for h in rest if _names(h)]:
        raise DerivationError(f"{call}: {spoken[0]} is not known of every row and sign")
    return rest
