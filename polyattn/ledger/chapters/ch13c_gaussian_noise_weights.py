"""Chapter 13c: what a row gives itself and others where every score is nearly right."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.statement import Statement
from polyattn.symbolic import gaussian as g
from polyattn.symbolic import noise as s
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.gaussian_rows import Psi_sigma, f_sigma, f_sub, omega_sigma, omega_sub
from polyattn.symbolic.model import N, P, Q, R, beta, c, d, r, t
from polyattn.symbolic.softmax import s_j, s_k, x_j, x_k


class Layer(NamedTuple):
    """The powers of the planted row and of others; what a row gives itself, and keeps, at most."""

    label: str
    planted: Any
    others: Any
    share: Any
    kept: Any
    any_row: tuple[Any, ...]
    planted_row: tuple[Any, ...]
    chance: Any


PLAIN = Layer(
    *("thm:gaussian-noise", s.P_nu, s.Q_nu, f_sigma, omega_sigma),
    *(rules.ANY_ROW, rules.PLANTED_ROW, g.P_sigma),
)
SUBTRACTED = Layer(
    *("thm:subtract-gaussian", P, Q, f_sub, omega_sub),
    *(rules.ANY_ROW_SUB, rules.PLANTED_ROW_SUB, g.P_sub),
)
_LOW, _HIGH = s.x_in_up >= s.x_in / H_zeta, s.x_in_up <= H_zeta * s.x_in
_ROW = (c > 0, beta > 0, t >= 1, d >= 4, s.nu >= 0, zeta >= 0, zeta < r)


def _powers() -> Fact:
    """Every power of a score is right but for a factor."""
    one = Derivation(given=(c > 0, beta > 0, zeta >= 0, zeta < r, *_NEAR))
    one.have(sp.And(x_j >= x_k / H_zeta, x_j <= H_zeta * x_k), by="lem:nearly-orthogonal#power")
    return rules.near_powers(one)


_NEAR = (s_k >= r, s_j >= s_k - zeta, s_j <= s_k + zeta)


def _positive(row: Derivation, own: Any, layer: Layer = PLAIN) -> None:
    """Note what is positive, and how the powers of the row compare with the right ones."""
    row.have(H_zeta > 0, by=rules.ordered(H_zeta > 0))
    for power in (layer.others, layer.planted):
        row.have(power > 0, by=rules.ordered(power > 0))
    row.have(s.crowd > 0, "$c>0$")
    row.have(own, by=_powers())
    row.have(s.x_in_up > 0, "at least a positive number", keep=(s.crowd,))
    row.have(s.x_out_up > 0, "at least a positive number", keep=(s.crowd,))


_ALL = sp.And(
    _LOW,
    _HIGH,
    s.x_out_up >= s.crowd / H_zeta,
    s.x_out_up <= H_zeta * s.crowd,
    g.squares_off <= H_zeta**2 * ((t - 1) * Q**2 + t * N * R**2),
    g.squares_off >= 0,
)


def odds(part: Statement) -> Derivation:
    """Divide the two bounds."""
    row = Derivation(given=part.hypotheses)
    _positive(row, _powers().conclusion)
    for bound in sp.And.make_args(part.conclusion):
        row.have(bound, "divide", keep=(s.crowd,))
    return row


def least_weight(given: tuple[Any, ...], power: Any, layer: Layer = PLAIN) -> Derivation:
    """Turn the odds of a row whose right power is at least this one into a share."""
    row = Derivation(given=given)
    _positive(row, _powers().conclusion, layer)
    row.have(rules.weights_of_a_row().conclusion, by=rules.weights_of_a_row())
    row.have(s.x_in_up / s.x_out_up >= power / s.crowd / H_zeta**2, "divide", keep=(s.crowd,))
    share = power / (power + H_zeta**2 * s.crowd)
    return row.have(g.f_self >= share, "a share of the whole", keep=(s.crowd,))


def planted(part: Statement, layer: Layer = PLAIN) -> Derivation:
    """Take the planted row."""
    return least_weight(part.hypotheses, layer.planted, layer)


def bounded_weights(given: tuple[Any, ...], layer: Layer = PLAIN) -> Derivation:
    """Bound the weight of any row on itself, and the norm of all others."""
    row = Derivation(given=given)
    _positive(row, _powers().conclusion, layer)
    row.have(rules.weights_of_a_row().conclusion, by=rules.weights_of_a_row())
    most = H_zeta**2 * layer.planted
    row.have(s.x_in_up / s.x_out_up <= most / s.crowd, "divide", keep=(s.crowd,))
    row.have(g.f_self <= most / (most + s.crowd), "a share of the whole", keep=(s.crowd,))
    row.have(g.f_self <= layer.share)
    squares = (t - 1) * Q**2 + t * N * R**2
    row.have(
        g.f_off**2 <= g.squares_off / s.x_out_up**2, "the row itself has weight", keep=(s.crowd,)
    )
    row.have(squares >= 0, "squares")
    row.have(g.f_off**2 <= H_zeta**4 * squares / s.crowd**2, "divide", keep=(s.crowd,))
    row.have(sp.Eq(Psi_sigma**2, H_zeta**4 * squares / s.crowd**2), "square")
    row.have(g.f_off**2 <= Psi_sigma**2, "both are bounded alike", keep=(s.crowd, Psi_sigma))
    row.have(sp.sqrt(squares) >= 0, "a root")
    row.have(Psi_sigma >= 0, keep=(s.crowd,))
    row.have(g.f_off <= Psi_sigma, "take roots", keep=(s.crowd, Psi_sigma))
    return row


def bounded_noise(part: Statement, layer: Layer = PLAIN) -> Derivation:
    """Put these bounds into what the event says of the noise of a row."""
    row = bounded_weights(part.hypotheses, layer).have(g.LONGEST >= 0)
    return row.have(part.conclusion, by=_event_with_weights(layer))


def _event_with_weights(layer: Layer) -> Derivation:
    """Put the bounds of the weights into what the event says of the noise of a row."""
    kept = layer.share, Psi_sigma
    given = rules.EVENT[4], g.f_self <= layer.share, g.f_off <= Psi_sigma, g.LONGEST >= 0
    noise = Derivation(given=given)
    weights, most = g.f_self + g.f_off, layer.share + Psi_sigma
    noise.have(weights <= most, "together", keep=kept)
    noise.have(g.LONGEST * weights <= g.LONGEST * most, "times a length", keep=kept)
    what = rules.stands_for(layer.kept)
    noise.have(what.conclusion, by=what)
    return noise.have(g.w_norm <= layer.kept, "put them in", keep=(layer.kept, *kept))
