"""Chapter 13c: what Gaussian noise does to silence, to activation and to self-weights."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.gaussian import GAUSSIAN
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import gaussian as g
from polyattn.symbolic import noise as s
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.gaussian_rows import Psi_sigma, f_sigma, f_sub, omega_sigma, omega_sub
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, epsilon, m, n, r, t, theta
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
_ALLOWED = g.sigma * g.x_sigma
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


def _odds(part: Statement) -> Derivation:
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
    odds = s.x_in_up / s.x_out_up
    row.have(odds >= power / s.crowd / H_zeta**2, "divide", keep=(s.crowd,))
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


_SIXTEENTH = sp.Rational(1, 16)
_ROOM = theta - a - b - c


def _tail(layer: Layer) -> Any:
    return m * n * sp.exp(-(_ROOM**2) / (2 * layer.kept**2))


def least(layer: Layer = PLAIN) -> Any:
    """Return what the planted row gives itself at least."""
    return layer.planted / (layer.planted + H_zeta**2 * s.crowd)


def _known(part: Statement) -> tuple[Any, ...]:
    """Return what a part assumes of the data, and not of the chance of the event."""
    return *(x for x in part.hypotheses if not x.has(epsilon)), g.x_sigma >= 0


def _some(part: Statement, layer: Layer) -> Derivation:
    """Note that what is allowed to a row is positive."""
    some = Derivation(given=_known(part))
    some.have(layer.planted > 0, by=rules.ordered(layer.planted > 0))
    some.have(H_zeta > 0, by=rules.ordered(H_zeta > 0))
    some.have(s.crowd > 0, "$c>0$")
    some.have(layer.share > 0, "a share", keep=(s.crowd,))
    some.have(sp.sqrt((t - 1) * Q**2 + t * N * R**2) >= 0, "a root")
    some.have(Psi_sigma >= 0, "a root", keep=(s.crowd,))
    some.have(sp.sqrt(d) > 0, "a root")
    some.have(g.LONGEST > 0, "a length")
    kept, what = (layer.share, Psi_sigma), rules.stands_for(layer.kept)
    some.have(g.LONGEST * (layer.share + Psi_sigma) > 0, "both factors are positive", keep=kept)
    some.have(what.conclusion, by=what)
    return some.have(layer.kept > 0, "a sum", keep=(layer.kept, *kept))


def silent(part: Statement, layer: Layer = PLAIN) -> Derivation:
    """Put what rows keep of the noise into the theorem on any noise."""
    known, tail = _known(part), _tail(layer)
    row = Derivation(g.w_norm, given=(*known, *rules.EVENT, *layer.any_row))
    row.at_most(layer.kept, by=f"{layer.label}#row")
    quiet = (z.omega_squared > 0, z.omega_squared <= layer.kept**2, z.f_top <= 1)
    one = Derivation(z.P_noisy, given=(*known, *quiet))
    one.have(layer.kept > 0, by=_some(part, layer))
    one.have(theta > a * z.f_top + b + c, "no weight is larger than 1")
    level = theta - b - c - a * z.f_top
    own, most = level**2 / (2 * z.omega_squared), _ROOM**2 / (2 * layer.kept**2)
    one.have(own >= most, "less room, more noise", keep=(layer.kept,))
    one.at_most(m * n * sp.exp(-own), by="thm:any-noise#silence")
    one.at_most(tail, by=rules.grows(sp.exp, -own, -most), keep=(layer.kept,))
    found = Derivation(layer.chance, given=part.hypotheses)
    found.have(layer.kept > 0, by=_some(part, layer))
    found.have(layer.kept >= 0, keep=(layer.kept,))
    found.have(tail >= 0, "an exponential", keep=(layer.kept,))
    found.at_most(
        g.p_missed + tail, by=rules.active_at_most(one, row, subtracted=layer is SUBTRACTED)
    )
    return found.at_most(epsilon + tail, by="lem:one-event#chance")


def active(part: Statement, layer: Layer = PLAIN) -> Derivation:
    """Put the least weight of the planted row into the theorem on any noise."""
    known, share = _known(part), least(layer)
    row = Derivation(g.f_self, given=(*known, *rules.EVENT, *layer.planted_row))
    row.at_least(share, by=f"{layer.label}#planted")
    given = (z.f_own >= share, *rules.DOWN)
    one = Derivation(z.P_noisy, given=(*known, *given))
    one.have(z.omega_down <= 2 * _ALLOWED)
    one.have(1 - z.f_own < (a + b + c - theta - z.omega_down) / (a + 2 * b), "by hypothesis")
    chance = 1 - (1 - _SIXTEENTH) ** m
    one.at_least(chance, by="thm:any-noise#activation")
    found = Derivation(layer.chance, given=part.hypotheses)
    found.have(chance >= 0, by=rules.chance(_SIXTEENTH))
    found.at_least(
        (1 - g.p_missed) * chance,
        by=rules.active_at_least(one, row, subtracted=layer is SUBTRACTED),
    )
    found.have(g.p_missed <= epsilon, by="lem:one-event#chance")
    return found.at_least((1 - epsilon) * chance, "the event is likely")


NOISY = (g.sigma > 0, sp.Eq(s.nu, d * g.sigma**2), zeta >= g.SPREAD)
ONE_EVENT = (sp.Eq(g.x_sigma, sp.sqrt(2 * sp.log(4 * n**2 / epsilon))), epsilon > 0, epsilon <= 1)
ROWS = (beta > 0, zeta < r)
_ON = "on the event; x_in is the power of the right self-score, x_in' that of the noisy one"
_ODDS = s.x_in_up / s.x_out_up

gaussian = Claim(
    "thm:gaussian-noise",
    "theorem",
    "Gaussian noise is nearly orthogonal",
    13,
    statements={
        "odds": Statement(
            sp.And(_ODDS <= H_zeta**2 * s.x_in / s.crowd, _ODDS >= s.x_in / s.crowd / H_zeta**2),
            (*rules.SCORES, s.x_in > 0, s.nu >= 0),
            where=_ON,
        ),
        "planted": Statement(
            g.f_self >= least(), (*rules.SCORES, *rules.PLANTED_ROW, s.nu >= 0), where=_ON
        ),
        "row": Statement(
            g.w_norm <= omega_sigma,
            (*rules.EVENT[:5], *rules.ANY_ROW, g.sigma > 0, g.x_sigma >= 0, s.nu >= 0),
            where=_ON,
        ),
        "silent": Statement(
            g.P_sigma <= epsilon + _tail(PLAIN),
            (*NOISY, *ONE_EVENT, theta > a + b + c, a >= 0, b >= 0, m >= 1),
            where="Pr over the noise and m independent uniform sign vectors; m is a whole number",
        ),
        "active": Statement(
            g.P_sigma >= (1 - epsilon) * (1 - (1 - _SIXTEENTH) ** m),
            (
                *NOISY,
                *ONE_EVENT,
                1 - least() < (a + b + c - theta - 2 * _ALLOWED) / (a + 2 * b),
                a >= 0,
                b > 0,
                m >= 1,
            ),
            where="Pr over the noise and m independent uniform sign vectors; m is a whole number",
        ),
    },
    setting=(c > 0, t >= 1, d >= 4, *ROWS),
    proofs={
        "odds": _odds,
        "planted": planted,
        "row": bounded_noise,
        "silent": silent,
        "active": active,
    },
    witnesses=GAUSSIAN,
)

CLAIMS = (standard(gaussian),)
