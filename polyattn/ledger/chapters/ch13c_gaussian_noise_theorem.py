"""Chapter 13c: what Gaussian noise does to silence, to activation and to self-weights."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import (
    PLAIN,
    SUBTRACTED,
    Layer,
    bounded_noise,
    odds,
    planted,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.gaussian import GAUSSIAN
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import gaussian as g
from polyattn.symbolic import noise as s
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.gaussian_rows import Psi_sigma, omega_sigma
from polyattn.symbolic.model import N, Q, R, a, b, beta, c, d, epsilon, m, n, r, t, theta

_ALLOWED = g.sigma * g.x_sigma
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
        "odds": odds,
        "planted": planted,
        "row": bounded_noise,
        "silent": silent,
        "active": active,
    },
    witnesses=GAUSSIAN,
)

CLAIMS = (standard(gaussian),)
