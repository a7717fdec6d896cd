r"""Rules for the planted row under Gaussian noise, once it attends to itself: chapter 13c.

Given the signs y of a neuron, what it sees of the noise of the planted token,
:math:`z_{j^*}=\langle E_{j^*},y\rangle`, is normal, of variance :math:`\nu`. Neurons share the
noise: for two of them the numbers have the correlation :math:`\langle y,y'\rangle/d`, which is
small.
"""

from __future__ import annotations

from itertools import product

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.rules.drowned import TOKENS
from polyattn.derivation.rules.gaussian import EVENT, PLANTED_ROW, besides, names_noise
from polyattn.symbolic.any_noise import f_own
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.drowned import T_min, T_star, X_sigma, z_star
from polyattn.symbolic.gaussian import P_sigma, f_self, p_missed, sigma, x_sigma
from polyattn.symbolic.model import a, b, beta, c, d, m, n, theta
from polyattn.symbolic.neuron import s_1, s_d, s_g
from polyattn.symbolic.noise import nu

# What a neuron sees of the planted token, with its noise, and of any token at least.
PLANTED_TOKEN = (
    sp.Eq(T_star, a * s_1 + b * s_g + c * s_d + z_star),
    z_star <= sp.sqrt(nu) * x_sigma,
    *(s <= 1 for s in (s_1, s_g, s_d)),
    *(s >= -1 for s in (s_1, s_g, s_d)),
    TOKENS[1],
)
_SIGNS = {s_1, s_g, s_d}


def planted_average() -> Fact:
    r"""Say what a neuron sees of the planted row: an average over what it sees of the tokens.

    Its own token has the weight :math:`f_{j^*j^*}`, and none has less than the smallest.
    """
    least = f_own * T_star + (1 - f_own) * T_min
    said = sp.And(X_sigma >= least, T_min <= T_star)
    return Fact(said, (f_own <= 1,), "averages")


def planted_unseen(proof: Derivation, row: Derivation) -> Fact:
    r"""Bound the chance that m neurons are active, by what they see of the planted token.

    .. math:: \Pr[F>0]\ge1-\bar q^m-\frac m{2d^{1/4}}-2mn\,\Phi(-x)-p_{miss},\qquad
              \bar q=\tfrac18\sum_{s_1,s_g,s_d}\Phi(L_s/\sqrt\nu)

    Where the event holds, and no neuron sees the noise of a token beyond x deviations, no neuron
    fires unless each has :math:`z_{j^*}\le L`. Given the noise that has the same chance q for each,
    independently. Its mean is :math:`\bar q`. Its second moment is that of two neurons with one
    noise, whose numbers have the correlation :math:`\rho=\langle y,y'\rangle/d`. The derivative in
    :math:`\rho` of :math:`\Pr[z\le u,z'\le u']` is the joint density, at most
    :math:`1/2\pi\sqrt{1-\rho^2}` (Plackett), so that chance differs from the product by at most
    :math:`\arcsin|\rho|/2\pi\le|\rho|/4`. And :math:`\mathbb E|\rho|\le1/\sqrt d`. So q has a
    variance of at most :math:`1/4\sqrt d`, and
    :math:`\mathbb E\,q^m\le\bar q^m+m\,\mathbb E|q-\bar q|\le\bar q^m+m/2d^{1/4}`.

    Parameters
    ----------
    proof : Derivation
        Assumes that no row is above :math:`\theta`, :math:`f\le f_{j^*j^*}\le1`,
        :data:`PLANTED_TOKEN`, and what names no sign and no row; its conclusion is
        :math:`z_{j^*}\le L`, with L in the three signs and what is fixed.
    row : Derivation
        Assumes ``EVENT``, ``PLANTED_ROW``, and what names no row; its conclusion is
        :math:`f_{jj}\ge f`.

    Raises
    ------
    DerivationError
        If one of them assumes something else, or says something else.
    """
    call, bound, relation = "planted_unseen", row.conclusion, proof.conclusion
    if not isinstance(bound, sp.Ge) or bound.lhs != f_self or names_noise(bound.rhs):
        raise DerivationError(f"{call}: {bound} must bound {f_self} from below by a number")
    level = relation.rhs if isinstance(relation, sp.Le) and relation.lhs == z_star else sp.nan
    if level is sp.nan or names_noise(level.xreplace({x: sp.Dummy() for x in _SIGNS})):
        raise DerivationError(f"{call}: {relation} must bound {z_star}, by three signs at most")
    known = (X_sigma <= theta, f_own >= bound.rhs, f_own <= 1, *PLANTED_TOKEN)
    rest = (*besides(proof, known, call), *besides(row, (*EVENT, *PLANTED_ROW), call))
    triples = (dict(zip((s_1, s_g, s_d), x, strict=True)) for x in product((1, -1), repeat=3))
    quiet = sp.Add(*(Phi(level.xreplace(x) / sp.sqrt(nu)) for x in triples)) / 8
    rare = m / (2 * sp.root(d, 4)) + 2 * m * n * Phi(-x_sigma) + p_missed
    needed = (*rest, a >= 0, b >= 0, sigma > 0, sp.Eq(nu, d * sigma**2))
    needed += (nu > 0, x_sigma >= 0, beta >= 0, m >= 1, n >= 1, d >= 4)
    uses = proof.uses | row.uses
    return Fact(P_sigma >= 1 - quiet**m - rare, needed, "one noise, m neurons", uses, (proof, row))
