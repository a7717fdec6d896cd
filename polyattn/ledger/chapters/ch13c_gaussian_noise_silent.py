"""Chapter 13c: where no row locks, all data sets are silent as the data grow."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import (
    ALLOWED,
    LOG,
    MATES,
    OFF,
    OTHERS,
    from_some_size_on,
    lim,
    logarithms,
    rarely,
    sizes,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import bounded_weights
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.cures import H_zeta
from polyattn.symbolic.gaussian_rows import Psi_sigma, f_sigma, omega_sigma
from polyattn.symbolic.limits import LimNoise
from polyattn.symbolic.model import N, Q, R, a, b, c, d, epsilon, log_qr, m, n, p, q, r, t, theta
from polyattn.symbolic.noise import P_nu, crowd, nu
from polyattn.symbolic.phases import delta, kappa

_ROOM = (theta - b - c) / 2
_SMALL = (t > 1, OFF < r)
_WHOLE = H_zeta**2 * P_nu + crowd
LEAK = H_zeta**2 / sp.sqrt(t - 1)


def _kept(gain: Any) -> tuple[Any, Any]:
    """Return what a row keeps: its weights, and the noise times the allowed x."""
    weights = H_zeta**2 * gain + LEAK
    return weights, g.x_sigma * (ALLOWED + (sp.sqrt(nu) + ALLOWED) * weights)


def others(given: tuple[Any, ...]) -> Derivation:
    """Bound the norm of the weights of a row on all others."""
    squares = (t - 1) * Q**2 + t * N * R**2
    off = Derivation(given=given)
    off.have(crowd > 0).have(squares >= 0, "squares")
    off.have(squares <= Q * crowd, "no score is larger")
    off.have(crowd >= MATES, "a part of the crowd")
    off.have(Q / crowd <= 1 / (t - 1), "divide", keep=(crowd,))
    off.have(sp.Eq(Psi_sigma**2, H_zeta**4 * squares / crowd**2), "square")
    off.have(squares / crowd**2 <= Q / crowd, "divide", keep=(crowd,))
    off.have(squares / crowd**2 <= 1 / (t - 1), keep=(crowd,))
    off.have(Psi_sigma**2 <= H_zeta**4 / (t - 1), "together", keep=(crowd, Psi_sigma))
    off.have(sp.sqrt(t - 1) > 0, "a root")
    off.have(sp.Eq(LEAK**2, H_zeta**4 / (t - 1)), "square")
    off.have(LEAK >= 0)
    off.have(sp.sqrt(squares) >= 0, "a root")
    off.have(Psi_sigma >= 0, keep=(crowd,))
    off.have(Psi_sigma**2 <= LEAK**2, keep=(Psi_sigma,))
    return off.have(Psi_sigma <= LEAK, "take roots", keep=(Psi_sigma,))


def _spread(given: tuple[Any, ...], crowd_part: Any) -> Derivation:
    """Bound the weights of a row where one part of the crowd outweighs it."""
    gain = P_nu / crowd_part
    positive = (*(x > 0 for x in (P_nu, Q, R, H_zeta)), Q >= R, N >= 1)
    own = Derivation(given=(t > 1, *positive))
    own.have(crowd_part > 0).have(f_sigma <= H_zeta**2 * gain, "a part of the crowd")
    off = others((t > 1, *positive[1:]))
    spread = Derivation(given=given)
    known = sizes(given)
    spread.have(known.conclusion, by=known)
    spread.have(N >= 1)
    share = Derivation(given=(t > 1, *positive, crowd > 0)).have(_WHOLE > 0, keep=(crowd,))
    share.have(f_sigma > 0, "a share")
    spread.have(share.conclusion, by=share)
    spread.have(sp.And(f_sigma <= H_zeta**2 * gain), by=own)
    spread.have(sp.And(Psi_sigma >= 0, Psi_sigma <= LEAK), by=off)
    return spread


def _quiet(given: tuple[Any, ...], crowd_part: Any) -> Derivation:
    """Bound the chance that some row exceeds the threshold, where no row locks."""
    weights, kept = _kept(P_nu / crowd_part)
    small = (*given, *_SMALL, kept + a * weights < _ROOM)
    most = f_sigma + Psi_sigma
    spread = _spread(small, crowd_part)
    noise = Derivation(given=small)
    noise.have(spread.conclusion, by=spread)
    known = (
        *(x > 0 for x in (_WHOLE, crowd, sp.sqrt(nu), ALLOWED, f_sigma, g.x_sigma)),
        Psi_sigma >= 0,
        most <= weights,
        sp.Eq(g.LONGEST, sp.sqrt(nu) + ALLOWED),
        sp.Eq(g.sigma * g.x_sigma, ALLOWED),
    )
    what = rules.stands_for(omega_sigma)
    bound = Derivation(given=(*known, a >= 0, kept + a * weights < _ROOM))
    opaque = (omega_sigma, f_sigma, Psi_sigma)
    bound.have(what.conclusion, by=what)
    bound.have(
        sp.Eq(omega_sigma, ALLOWED + (sp.sqrt(nu) + ALLOWED) * most), "put them in", keep=opaque
    )
    bound.have(omega_sigma > 0, "a sum", keep=opaque)
    bound.have((sp.sqrt(nu) + ALLOWED) * most <= (sp.sqrt(nu) + ALLOWED) * weights, keep=opaque)
    bound.have(omega_sigma <= ALLOWED + (sp.sqrt(nu) + ALLOWED) * weights, keep=opaque)
    bound.have(omega_sigma * g.x_sigma <= kept, "times what is allowed", keep=opaque)
    bound.have(kept >= 0, keep=opaque)
    bound.have(weights >= 0, keep=opaque)
    bound.have(a * most <= a * weights, keep=opaque)
    bound.have(a * weights >= 0, keep=opaque)
    bound.have(omega_sigma * g.x_sigma < _ROOM, "small", keep=opaque)
    bound.have(a * most < _ROOM, "small", keep=opaque)
    root = Derivation(given=(nu > 0,)).have(sp.sqrt(nu) > 0, "a root")
    long = Derivation(given=(sp.sqrt(nu) > 0, sp.sqrt(d) > 0, g.x_sigma > 0)).have(ALLOWED > 0)
    parts = (f_sigma <= H_zeta**2 * P_nu / crowd_part, Psi_sigma <= LEAK)
    add = Derivation(given=parts).have(most <= weights, "add", keep=opaque)
    noise.have(sp.sqrt(nu) > 0, by=root).have(ALLOWED > 0, by=long)
    noise.have(most <= weights, by=add)
    kept_little = (omega_sigma * g.x_sigma < _ROOM, a * most < _ROOM)
    said = (_WHOLE > 0, crowd > 0, omega_sigma > 0, *kept_little)
    noise.have(sp.And(*said), by=bound)
    quiet = (z.omega_squared > 0, z.omega_squared <= omega_sigma**2, z.f_top <= most)
    level = theta - b - c - a * z.f_top
    inner = Derivation(given=(*said, *quiet, a >= 0, g.x_sigma > 0))
    inner.have(a * z.f_top <= a * most, keep=opaque).have(level > _ROOM, keep=opaque)
    inner.have(level**2 >= _ROOM**2, keep=opaque)
    inner.have(_ROOM**2 >= omega_sigma**2 * g.x_sigma**2, keep=opaque)
    inner.have(omega_sigma**2 * g.x_sigma**2 >= z.omega_squared * g.x_sigma**2, keep=opaque)
    own, allowed = level**2 / (2 * z.omega_squared), g.x_sigma**2 / 2
    inner.have(level**2 >= z.omega_squared * g.x_sigma**2, keep=opaque)
    inner.have(own >= allowed, "divide", keep=opaque)
    one = Derivation(z.P_noisy, given=(*small, *quiet))
    one.have(sp.And(*said), by=noise)
    one.have(g.x_sigma > 0, by=rarely())
    one.have(sp.And(level > _ROOM, own >= allowed), by=inner)
    one.have(theta > a * z.f_top + b + c, "less than all of the room", keep=opaque)
    one.at_most(m * n * sp.exp(-own), by="thm:any-noise#silence")
    one.at_most(m * n * sp.exp(-allowed), by=rules.grows(sp.exp, -own, -allowed))
    one.have(sp.Eq(sp.exp(-allowed), sp.exp(-LOG)), by=rarely())
    one.at_most(m / (4 * n**2), "it is rare")
    row = Derivation(given=(*small, *rules.EVENT, *rules.ANY_ROW))
    row.have(spread.conclusion, by=spread)
    row.have(g.w_norm <= omega_sigma, by="thm:gaussian-noise#row")
    both = bounded_weights(row.given)
    row.have(sp.And(g.f_self <= f_sigma, g.f_off <= Psi_sigma), by=both)
    row.have(sp.And(g.f_self <= most, g.f_off <= most), keep=opaque)
    last = Derivation(given=row.given)
    last.have(sp.And(_WHOLE > 0, crowd > 0), by=spread)
    last.have(sp.And(g.w_norm <= omega_sigma, g.f_self <= most, g.f_off <= most), by=row)
    found = Derivation(g.P_sigma, given=small)
    found.have(sp.And(*said), by=noise)
    found.have(m / (4 * n**2) >= 0)
    found.have(omega_sigma >= 0, keep=opaque)
    found.at_most(g.p_missed + m / (4 * n**2), by=rules.quiet_rows(one, last))
    found.have(g.x_sigma > 0, by=rarely())
    found.at_most(1 / n + m / (4 * n**2), by=stated("lem:one-event#chance", {epsilon: 1 / n}))
    return found


def _no_row_locks(powers: Derivation, crowd_part: Any, goal: Any) -> Derivation:
    """Let all that rows keep vanish."""
    given = powers.given
    weights, kept = _kept(P_nu / crowd_part)
    relations = (kept + a * weights < _ROOM, OFF < r, 1 / t < 1)
    bound = 1 / n + m / (4 * n**2)
    late = Derivation(given=(*given, *relations))
    late.have(t > 1).have(g.P_sigma <= bound, by=_quiet(given, crowd_part))
    late.have(n >= 2).have(bound >= 0)
    late.have(g.P_sigma >= 0, by=rules.chances_over_noise())
    late.have(g.P_sigma >= -bound, keep=(g.P_sigma,))
    late.have(lim(bound), "negative exponents", by=rules.vanishes(bound, LimNoise))
    late.have(goal, by=rules.squeezed(g.P_sigma, 0, bound, LimNoise))
    only = Derivation(given=late.given).have(goal, by=late)
    return from_some_size_on(only, powers, *relations)


def silent(part: Statement) -> Derivation:
    """Let one part of the crowd outweigh every row."""
    branches = []
    early = kappa < 1 / sp.log((p + nu) / r)
    for case, crowd_part in ((early, OTHERS), (rules.negated(early), MATES)):
        given = (*part.hypotheses, case)
        powers = logarithms(given, p + nu)
        if crowd_part == OTHERS:
            powers.have(kappa * sp.log((p + nu) / r) < 1, "multiply")
            powers.have(kappa * (sp.log(p + nu) - sp.log(r)) < 1)
        else:
            powers.have(kappa < (1 - delta) / sp.log((p + nu) / q), "one of the two is later")
            powers.have(kappa * sp.log((p + nu) / q) < 1 - delta, "multiply")
            powers.have(kappa * (sp.log(p + nu) - log_qr - sp.log(r)) < 1 - delta)
        one = _no_row_locks(powers, crowd_part, part.conclusion)
        branches.append((case, Derivation(given=given).have(part.conclusion, by=one)))
    return Derivation(given=part.hypotheses).cases(part.conclusion, *branches)
