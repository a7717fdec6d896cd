"""Chapter 13c: silence under Gaussian noise, where the crowd of a row is known by its means."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_means import ONE_EVENT, SPREADS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.gaussian_means import SHARPER
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.gaussian_means import (
    P_most,
    Psi_mean,
    Q_mean,
    Q_most,
    R_mean,
    R_most,
    W_mean,
    f_any,
    f_mean,
    omega_mean,
)
from polyattn.symbolic.model import N, a, b, beta, c, d, epsilon, m, n, q, r, t, theta
from polyattn.symbolic.noise import nu, x_in_up, x_out_up

_OTHER = Q_most / W_mean
_SQUARES = (t - 1) * Q_most**2 + t * N * R_most**2
_ROOM = theta - b - c - a * f_any
_TAIL = m * n * sp.exp(-(_ROOM**2) / (2 * omega_mean**2))
_WHOLE = (x_in_up > 0, x_out_up >= W_mean, W_mean > 0)
_OWN = (Psi_mean, f_mean, W_mean)


def _crowd(part: Statement) -> Derivation:
    """Add up powers class by class."""
    return Derivation(given=part.hypotheses).have(part.conclusion, by=rules.powers_of_means())


def _positive(given: tuple[Any, ...]) -> Derivation:
    """Note that powers are positive, and the crowd is."""
    some = Derivation(given=given)
    for power in (P_most, Q_most, R_most, Q_mean, R_mean):
        some.have(power > 0, by=rules.ordered(power > 0))
    powers = tuple(power > 0 for power in (Q_mean, R_mean))
    crowd = Derivation(given=(*powers, t >= 2, N >= 1)).have(W_mean > 0, "a sum")
    some.have(N >= 1)
    return some.have(W_mean > 0, by=crowd)


def _itself() -> Derivation:
    """Bound the weight of a row on itself."""
    share = sp.Eq(g.f_self, x_in_up / (x_in_up + x_out_up))
    own = Derivation(given=(*_WHOLE, P_most > 0, x_in_up <= P_most, share))
    own.have(P_most + W_mean > 0, "a sum", keep=(W_mean,))
    own.have(x_out_up > 0, keep=(W_mean,))
    own.have(x_in_up / x_out_up <= P_most / W_mean, "divide", keep=(W_mean,))
    own.have(g.f_self <= P_most / (P_most + W_mean), "a share of the whole", keep=(W_mean,))
    meant = rules.stands_for(f_mean)
    own.have(meant.conclusion, by=meant)
    return own.have(g.f_self <= f_mean, keep=_OWN)


def _single() -> Derivation:
    """Bound the weight of a row on any other token."""
    share = sp.Eq(g.f_other, g.x_other / (x_in_up + x_out_up))
    one = Derivation(given=(*_WHOLE, g.x_other >= 0, g.x_other <= Q_most, share))
    one.have(x_in_up + x_out_up >= W_mean, keep=(W_mean,))
    one.have(g.f_other <= g.x_other / W_mean, "a larger whole", keep=(W_mean,))
    return one.have(g.f_other <= _OTHER, "divide", keep=(W_mean,))


def _norm() -> Derivation:
    """Bound the norm of the weights of a row on all others."""
    off = sp.Eq(g.f_off**2, g.squares_off / (x_in_up + x_out_up) ** 2)
    given = (*_WHOLE, g.squares_off >= 0, g.squares_off <= _SQUARES, off, g.f_off >= 0)
    norm = Derivation(given=given)
    norm.have(x_in_up + x_out_up >= W_mean, keep=(W_mean,))
    norm.have(g.f_off**2 <= g.squares_off / W_mean**2, "a larger whole", keep=(W_mean,))
    norm.have(g.f_off**2 <= _SQUARES / W_mean**2, "divide", keep=(W_mean,))
    norm.have(_SQUARES >= 0, "squares", keep=(W_mean,))
    norm.have(sp.sqrt(_SQUARES) >= 0, "a root")
    meant = rules.stands_for(Psi_mean)
    norm.have(meant.conclusion, by=meant)
    norm.have(sp.Eq(Psi_mean**2, _SQUARES / W_mean**2), "square", keep=_OWN)
    norm.have(g.f_off**2 <= Psi_mean**2, "both are bounded alike", keep=_OWN)
    norm.have(Psi_mean >= 0, keep=_OWN)
    return norm.have(g.f_off <= Psi_mean, "take roots", keep=_OWN)


def _weights(part: Statement) -> Derivation:
    """Divide powers at most by the crowd at least."""
    row = Derivation(given=part.hypotheses)
    row.have(sp.And(W_mean > 0, P_most > 0), by=_positive(part.hypotheses))
    row.have(P_most + W_mean > 0, "a sum", keep=(W_mean,))
    row.have(x_out_up >= W_mean, by="thm:gaussian-noise-sharper#crowd")
    row.have(x_out_up > 0, keep=(W_mean,))
    for fact in (rules.powers_at_most(), rules.weights_of_a_row(), rules.other_weight()):
        row.have(fact.conclusion, by=fact)
    row.have(g.f_self <= f_mean, by=_itself())
    row.have(g.f_off <= Psi_mean, by=_norm())
    row.have(g.f_other <= _OTHER, by=_single())
    last = Derivation(given=part.hypotheses)
    return last.have(part.conclusion, by=row)


def _row(part: Statement) -> Derivation:
    """Put these bounds into what the event says of the noise of a row."""
    row = Derivation(given=part.hypotheses)
    row.have(
        sp.And(g.f_self <= f_mean, g.f_off <= Psi_mean), by="thm:gaussian-noise-sharper#weights"
    )
    row.have(g.LONGEST >= 0)
    given = rules.EVENT[4], g.f_self <= f_mean, g.f_off <= Psi_mean, g.LONGEST >= 0
    noise = Derivation(given=given)
    weights, most = g.f_self + g.f_off, f_mean + Psi_mean
    noise.have(weights <= most, "together", keep=_OWN)
    noise.have(g.LONGEST * weights <= g.LONGEST * most, "times a length", keep=_OWN)
    what = rules.stands_for(omega_mean)
    noise.have(what.conclusion, by=what)
    noise.have(part.conclusion, "put them in", keep=(omega_mean, *_OWN))
    return row.have(part.conclusion, by=noise)


def _some(known: tuple[Any, ...]) -> Derivation:
    """Note that what is allowed to a row is positive."""
    powers = (P_most > 0, Q_most > 0, R_most > 0, W_mean > 0)
    some = Derivation(given=(*powers, t >= 2, N >= 1, g.sigma > 0, g.x_sigma >= 0))
    some.have(P_most + W_mean > 0, "a sum", keep=(W_mean,))
    some.have(_SQUARES >= 0, "squares")
    some.have(sp.sqrt(_SQUARES) >= 0, "a root")
    for letter in (f_mean, Psi_mean, f_any, omega_mean):
        what = rules.stands_for(letter)
        some.have(what.conclusion, by=what)
    some.have(f_mean > 0, "a share", keep=_OWN)
    some.have(_OTHER > 0, "a share", keep=(W_mean,))
    some.have(Psi_mean >= 0, "a root", keep=_OWN)
    some.have(sp.sqrt(d) > 0, "a root")
    some.have(g.LONGEST > 0, "a length")
    some.have(g.LONGEST * (f_mean + Psi_mean) > 0, "both factors are positive", keep=_OWN)
    some.have(omega_mean > 0, "a sum", keep=(omega_mean, *_OWN))
    some.have(sp.And(f_any >= f_mean, f_any >= _OTHER), "a sum", keep=(f_any, *_OWN))
    positive = _positive(known)
    found = Derivation(given=known)
    found.have(sp.And(*powers, N >= 1), by=positive)
    return found.have(sp.And(omega_mean > 0, f_any >= f_mean, f_any >= _OTHER), by=some)


def _silent(part: Statement) -> Derivation:
    """Put what rows keep of the noise into the theorem on any noise."""
    known = *(x for x in part.hypotheses if not x.has(epsilon)), g.x_sigma >= 0
    kept = (omega_mean, f_any, *_OWN)
    some = _some(known)
    weights = Derivation(given=(*known, *rules.EVENT, *rules.MEANS, *rules.ANY_ROW))
    weights.have(sp.And(f_any >= f_mean, f_any >= _OTHER), by=some)
    both = sp.And(g.f_self <= f_mean, g.f_other <= _OTHER)
    weights.have(both, by="thm:gaussian-noise-sharper#weights")
    single = sp.And(g.f_self <= f_any, g.f_other <= f_any)
    less = Derivation(given=(f_any >= f_mean, f_any >= _OTHER, *both.args))
    weights.have(single, by=less.have(single, "a sum", keep=kept))
    weights.have(g.w_norm <= omega_mean, by="thm:gaussian-noise-sharper#row")
    row = Derivation(given=weights.given)
    row.have(sp.And(g.w_norm <= omega_mean, *single.args), by=weights)
    quiet = (z.omega_squared > 0, z.omega_squared <= omega_mean**2, z.f_top <= f_any)
    level = theta - b - c - a * z.f_top
    own, most = level**2 / (2 * z.omega_squared), _ROOM**2 / (2 * omega_mean**2)
    room = Derivation(given=(*quiet, omega_mean > 0, theta > b + c + a * f_any, a >= 0))
    room.have(a * z.f_top <= a * f_any, "times a", keep=kept)
    room.have(theta > a * z.f_top + b + c, "less than all of the room", keep=kept)
    room.have(level >= _ROOM, keep=kept)
    room.have(level**2 >= _ROOM**2, "squares", keep=kept)
    room.have(own >= most, "less room, more noise", keep=kept)
    one = Derivation(z.P_noisy, given=(*known, *quiet))
    one.have(omega_mean > 0, by=some)
    one.have(sp.And(theta > a * z.f_top + b + c, own >= most), by=room)
    one.at_most(m * n * sp.exp(-own), by="thm:any-noise#silence")
    one.at_most(_TAIL, by=rules.grows(sp.exp, -own, -most), keep=kept)
    found = Derivation(g.P_sigma, given=part.hypotheses)
    found.have(omega_mean > 0, by=some)
    found.have(omega_mean >= 0, keep=kept)
    found.have(_TAIL >= 0, "an exponential", keep=kept)
    found.at_most(g.p_means + _TAIL, by=rules.quiet_by_means(one, row))
    return found.at_most(epsilon + _TAIL, by="lem:class-means#chance")


_EVENT = "on the event of means"
_NOISY = (g.sigma > 0, sp.Eq(nu, d * g.sigma**2), zeta >= g.SPREAD, *SPREADS)

sharper = Claim(
    "thm:gaussian-noise-sharper",
    "theorem",
    "Silence by means of scores",
    13,
    statements={
        "crowd": Statement(x_out_up >= W_mean, (*rules.SCORES, *rules.MEANS), where=_EVENT),
        "weights": Statement(
            sp.And(g.f_self <= f_mean, g.f_off <= Psi_mean, g.f_other <= _OTHER),
            (*rules.SCORES, *rules.MEANS, nu >= 0),
            where=_EVENT,
        ),
        "row": Statement(
            g.w_norm <= omega_mean,
            (*rules.EVENT[:5], *rules.MEANS, g.sigma > 0, g.x_sigma >= 0, nu >= 0),
            where=_EVENT,
        ),
        "silent": Statement(
            g.P_sigma <= epsilon + _TAIL,
            (*_NOISY, *ONE_EVENT, theta > b + c + a * f_any, a >= 0, b >= 0, m >= 1),
            where="Pr over the noise and m independent uniform sign vectors; m is a whole number",
        ),
    },
    setting=(c > 0, t >= 2, d >= 4, beta >= 1, zeta < r, g.zeta_m < q, g.zeta_o < r),
    proofs={"crowd": _crowd, "weights": _weights, "row": _row, "silent": _silent},
    witnesses=SHARPER,
)

CLAIMS = (standard(sharper),)
