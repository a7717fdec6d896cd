"""Chapter 13b: without the power of the noise in self-scores, no degree is too high."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_silent import LEAK, others
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import (
    ALLOWED,
    LOG,
    OFF,
    from_some_size_on,
    lock,
    lost,
    rarely,
    sizes,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_theorem import least
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import SUBTRACTED
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.far_out_subtracted import FarOutSubtracted
from polyattn.ledger.witnesses.noise_logarithms import keeps_little
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.cures import H_zeta
from polyattn.symbolic.gaussian_rows import Psi_sigma, f_sub, omega_sub
from polyattn.symbolic.limits import NOISE, LimInfPower, LimPower
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, epsilon, m, n, p, q, r, t, theta
from polyattn.symbolic.noise import crowd, gamma_nu, nu
from polyattn.symbolic.phases import delta, kappa

_CHANCE = 1 - (1 - sp.Rational(1, 16)) ** m
_ROOM, _ABOVE = theta - b - c, a + b + c - theta
_SHARE = H_zeta**2 / (t - 1)
_KEPT = g.x_sigma * (ALLOWED + (sp.sqrt(nu) + ALLOWED) * (_SHARE + LEAK))


def _vanishes(term: Any) -> Any:
    return sp.Eq(LimPower(term), 0)


def _own(given: tuple[Any, ...]) -> Derivation:
    """Bound the weight of a row on itself where no token has the feature."""
    row = Derivation(given=given)
    same = (*map(rules.stands_for, (P, Q)), rules.alike(lambda x: x**beta, p, q))
    row.have(sp.Eq(P, Q), "no feature", by=same)
    for power in (Q, R, P, H_zeta):
        row.have(power > 0, by=rules.ordered(power > 0))
    row.have(Q >= R, by=rules.ordered(Q >= R)).have(N >= 1)
    known = (t > 1, sp.Eq(P, Q), Q > 0, R > 0, P > 0, H_zeta > 0, N >= 1)
    own = Derivation(given=known).have(crowd > 0).have(H_zeta**2 * P + crowd > 0, keep=(crowd,))
    own.have(f_sub > 0, "a share", keep=(crowd,))
    own.have(f_sub <= _SHARE, "a part of the crowd")
    row.have(sp.And(f_sub > 0, f_sub <= _SHARE, crowd > 0, H_zeta**2 * P + crowd > 0), by=own)
    off = others((t > 1, Q > 0, R > 0, H_zeta > 0, Q >= R, N >= 1))
    return row.have(sp.And(Psi_sigma >= 0, Psi_sigma <= LEAK), by=off)


def _letters(names: str) -> Any:
    return sp.symbols(names, real=True, cls=sp.Dummy)


def _little() -> Fact:
    """Say what the noise of a row costs, where it keeps little: in letters."""
    kept, step, length, root, allowed = _letters("w h k s l")
    own, off, most, leak, times, room = _letters("f o u v x y")
    whole = allowed + (root + allowed) * (most + leak)
    given = (
        *(sp.Eq(kept, step + length * (own + off)), sp.Eq(step, allowed)),
        *(sp.Eq(length, root + allowed), times * whole < room),
        *(root > 0, allowed > 0, own > 0, times > 0, off >= 0, own <= most, off <= leak),
    )
    little = Derivation(given=given)
    little.have(sp.Eq(kept, allowed + (root + allowed) * (own + off)), "put them in")
    little.have((root + allowed) * (own + off) <= (root + allowed) * (most + leak))
    little.have(kept <= whole).have(kept > 0)
    little.have(times * kept <= times * whole, "times what is allowed")
    little.have(times * kept < room).have((times * kept) ** 2 <= room**2, "square")
    goal = sp.And(kept > 0, room**2 / (2 * kept**2) >= times**2 / 2)
    only = Derivation(given=given).have(goal, by=little.have(goal, "divide"))
    put = {kept: omega_sub, step: g.sigma * g.x_sigma, length: g.LONGEST, root: sp.sqrt(nu)}
    put |= {allowed: ALLOWED, own: f_sub, off: Psi_sigma, most: _SHARE, leak: LEAK}
    return rules.instance(only, put | {times: g.x_sigma, room: _ROOM - a})


def _quiet(given: tuple[Any, ...]) -> Derivation:
    """Bound the chance that some row exceeds the threshold."""
    quiet = Derivation(given=given)
    for known in (sizes(given), _own(given)):
        quiet.have(known.conclusion, by=known)
    roots = Derivation(given=(d >= 4, nu > 0)).have(sp.sqrt(nu) > 0, "a root")
    roots.have(sp.sqrt(d) > 0, "a root")
    quiet.have(sp.sqrt(nu) > 0, by=roots).have(sp.sqrt(d) > 0, by=roots)
    long = Derivation(given=(sp.sqrt(nu) > 0, sp.sqrt(d) > 0, g.x_sigma > 0)).have(ALLOWED > 0)
    quiet.have(ALLOWED > 0, by=long)
    room = Derivation(given=(sp.Eq(a, 0), _KEPT < _ROOM)).have(_KEPT < _ROOM - a)
    quiet.have(_KEPT < _ROOM - a, by=room)
    what, little = rules.stands_for(omega_sub), _little()
    quiet.have(what.conclusion, by=what)
    for relation in little.conclusion.args:
        quiet.have(relation, by=little)
    return Derivation(given=given).have(little.conclusion, by=quiet)


def _silent(part: Statement) -> Derivation:
    """Let all that rows keep vanish."""
    relations = (_KEPT < _ROOM, OFF < r, 1 / t < 1)
    bound = 1 / n + m / (4 * n**2)
    late = Derivation(given=(*part.hypotheses, *relations)).have(t > 1).have(n >= 2)
    finite = stated("thm:subtract-gaussian#silent", {epsilon: 1 / n})
    known, quiet = sizes(late.given), _quiet((*late.given, t > 1))
    late.have(known.conclusion, by=known).have(quiet.conclusion, by=quiet)
    late.have(a >= 0)
    chance = Derivation(g.P_sub, given=late.given)
    chance.have(late.conclusion, by=late)
    own, allowed = (_ROOM - a) ** 2 / (2 * omega_sub**2), g.x_sigma**2 / 2
    chance.at_most(finite.conclusion.rhs, by=finite)
    chance.have(sp.exp(-own) <= sp.exp(-allowed), by=rules.grows(sp.exp, -own, -allowed))
    chance.have(sp.Eq(sp.exp(-allowed), sp.exp(-LOG)), by=rarely())
    chance.at_most(1 / n + m * n * sp.exp(-allowed), keep=(omega_sub,))
    chance.at_most(bound, "it is rare")
    late.have(g.P_sub <= bound, by=chance).have(bound >= 0)
    late.have(g.P_sub >= 0, by=rules.chances_over_noise())
    late.have(g.P_sub >= -bound, keep=(g.P_sub,))
    late.have(_vanishes(bound), "negative exponents", by=rules.vanishes(bound, LimPower))
    late.have(part.conclusion, by=rules.squeezed(g.P_sub, 0, bound, LimPower))
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    powers = Derivation(given=part.hypotheses).have(r > 0, "$c>0$")
    return from_some_size_on(only, powers, *relations, limit=LimPower)


def _active(part: Statement) -> Derivation:
    """Let the planted row lock, and the noise of three entries vanish."""
    loss = (a + 2 * b) * lost(P) + 2 * ALLOWED
    relations = (loss < _ABOVE, OFF < r)
    late = Derivation(given=(*part.hypotheses, *relations))
    known, share = sizes(late.given), least(SUBTRACTED)
    late.have(known.conclusion, by=known).have(P > 0, by=rules.ordered(P > 0))
    both = H_zeta**2 * crowd
    short = Derivation(given=(P > 0, H_zeta > 0, crowd > 0)).have(both > 0)
    short.have(1 - share <= both / P, "divide", keep=(crowd,))
    late.have(1 - share <= both / P, by=short)
    late.have(sp.Eq(both / P, lost(P)), "two parts")
    room = _ABOVE - 2 * g.sigma * g.x_sigma
    late.have((a + 2 * b) * (1 - share) < room, keep=(crowd,))
    late.have(1 - share < room / (a + 2 * b), "divide", keep=(crowd,))
    finite = stated("thm:subtract-gaussian#active", {epsilon: 1 / n})
    bound = finite.conclusion.rhs
    late.have(g.P_sub >= bound, by=finite)
    y = sp.Dummy("y", real=True)
    late.have(_vanishes(1 / n), "negative exponents", by=rules.vanishes(1 / n, LimPower))
    tends = rules.continuous((1 - y) * _CHANCE, {y: (1 / n, sp.S.Zero)}, LimPower)
    late.have(tends.conclusion, by=tends)
    late.have(part.conclusion, by=rules.lower_limit(g.P_sub, bound, _CHANCE, LimPower))
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    powers = Derivation(given=part.hypotheses).have(r > 0, "$c>0$")
    return from_some_size_on(only, powers, *relations, limit=LimPower)


_OF_M = "Pr over the noise and m independent uniform sign vectors; m is a whole number"
_GROWING = (delta < 1, gamma_nu >= 0, gamma_nu < delta / 2)

limit = Claim(
    "cor:subtracted-limit",
    "corollary",
    "No degree is too high",
    13,
    setting=(b >= 0, c > 0, t >= 1, d >= 4, beta > 0, *_GROWING, *NOISE),
    statements={
        "silent": Statement(
            _vanishes(g.P_sub),
            (sp.Eq(a, 0), gamma_nu < 1 - delta, theta > b + c, m >= 1),
            where=_OF_M,
        ),
        "active": Statement(
            LimInfPower(g.P_sub) >= _CHANCE,
            (a > 0, kappa > lock(p), theta < a + b + c, b > 0, m >= 1),
            where=_OF_M,
        ),
    },
    proofs={"silent": _silent, "active": _active},
    witnesses=(
        *seen_by(FarOutSubtracted((("9/10", "3/5", "2/5"), ("0", "3/5", "2/5")), ("1/2", "4/5"))),
        Step("in logarithms", (Computed("sampled", keeps_little),)),
    ),
)

CLAIMS = (standard(limit),)
