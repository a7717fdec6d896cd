"""Chapter 13c: silent, separated and drowned, as the data grow under noise of one power."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_gap import no_threshold
from polyattn.ledger.chapters.ch13c_gaussian_noise_locked import (
    FEW,
    MOST,
    RARE,
    apart,
    loose,
    loss,
    rare_events,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_silent import silent
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import (
    ALLOWED,
    LOG,
    OFF,
    from_some_size_on,
    lim,
    lock,
    locking,
    lost,
    rarely,
    sizes,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.far_out_noise import FarOutNoise
from polyattn.ledger.witnesses.noise_logarithms import locks
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import H_zeta
from polyattn.symbolic.gaussian_rows import loss_sigma
from polyattn.symbolic.limits import NOISE, LimInfNoise, LimNoise
from polyattn.symbolic.model import N, a, b, beta, c, d, epsilon, m, n, p, q, r, t, theta
from polyattn.symbolic.noise import P_nu, Q_nu, crowd, nu
from polyattn.symbolic.pair import a0, a1
from polyattn.symbolic.phases import delta, kappa

_SIXTEENTH = sp.Rational(1, 16)
_CHANCE = 1 - (1 - _SIXTEENTH) ** m
_ABOVE = a + b + c - theta


def _active(part: Statement) -> Derivation:
    """Let the planted row lock, and the noise of three entries vanish."""
    powers = locking(part.hypotheses, p + nu)
    loss = (a + 2 * b) * lost(P_nu) + 2 * ALLOWED
    relations = (loss < _ABOVE, OFF < r)
    late = Derivation(given=(*part.hypotheses, *relations))
    known = sizes(late.given)
    late.have(known.conclusion, by=known)
    share = P_nu / (P_nu + H_zeta**2 * crowd)
    short = Derivation(given=(P_nu > 0, H_zeta > 0, crowd > 0))
    both = H_zeta**2 * crowd
    short.have(both > 0).have(1 - share <= both / P_nu, "divide", keep=(crowd,))
    late.have(1 - share <= both / P_nu, by=short)
    late.have(sp.Eq(both / P_nu, lost(P_nu)), "two parts")
    late.have((a + 2 * b) * (1 - share) < _ABOVE - 2 * g.sigma * g.x_sigma, keep=(crowd,))
    late.have(1 - share < (_ABOVE - 2 * g.sigma * g.x_sigma) / (a + 2 * b), "divide", keep=(crowd,))
    promised = stated("thm:gaussian-noise#active", {epsilon: 1 / n})
    bound = promised.conclusion.rhs
    late.have(g.P_sigma >= bound, by=promised)
    y = sp.Dummy("y")
    late.have(lim(1 / n), "negative exponents", by=rules.vanishes(1 / n, LimNoise))
    tends = rules.continuous((1 - y) * _CHANCE, {y: (1 / n, sp.S.Zero)}, LimNoise)
    late.have(tends.conclusion, by=tends)
    late.have(part.conclusion, by=rules.lower_limit(g.P_sigma, bound, _CHANCE, LimNoise))
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    return from_some_size_on(only, powers, *relations)


_MANY = t * N / 4
_TOP = (theta - b + c + 1) / sp.sqrt(nu)
_RATE = -sp.log(Phi(_TOP))


def _powers_of_chances(late: Derivation, *levels: Any) -> None:
    """Compare powers of chances with a power of one that is fixed."""
    late.have(sp.And(Phi(_TOP) > 0, Phi(_TOP) < 1), by=rules.normal_positive(_TOP))
    late.have(_RATE > 0, by=rules.grows(sp.log, Phi(_TOP), sp.S.One, strict=True))
    for level in levels:
        late.have(level <= _TOP, "a small loss", keep=(loss_sigma,))
        late.have(Phi(level) <= Phi(_TOP), by=rules.normal_in_order(level, _TOP))
        late.have(Phi(level) > 0, by=rules.normal_positive(level))
        sides = sp.log(Phi(level)), -_RATE
        late.have(sides[0] <= sides[1], by=rules.grows(sp.log, Phi(level), Phi(_TOP)))
        order = Derivation(given=(sides[0] <= sides[1], t >= 1, N >= 1))
        order.have(_MANY > 0).have(_MANY * sides[0] <= _MANY * sides[1], "times a number")
        late.have(_MANY * sides[0] <= _MANY * sides[1], by=order)
        fewer = rules.grows(sp.exp, _MANY * sides[0], _MANY * sides[1])
        late.have(sp.exp(_MANY * sides[0]) <= sp.exp(_MANY * sides[1]), by=fewer)
        same = rules.power(Phi(level), _MANY)
        late.have(same.conclusion, by=same)
        late.have(Phi(level) ** _MANY <= sp.exp(_MANY * sides[1]), "what a power is")


def _drowned(part: Statement) -> Derivation:
    """Let every row lock, and the number of tokens grow."""
    powers = locking(part.hypotheses, q + nu)
    relations = (lost(Q_nu) * apart(a) < 1, OFF < r)
    late = Derivation(given=(*part.hypotheses, *relations))
    late.have(N >= 1).have(n >= 2).have(sp.sqrt(nu) > 0, "a root")
    near = loss(late.given, loss_sigma, a)
    late.have(near.conclusion, by=near)
    late.have(loss_sigma < 1, "a small loss", keep=(epsilon,))
    promised = stated("thm:drowned#active")
    levels = [(theta - b - sign * c + loss_sigma) / sp.sqrt(nu) for sign in (1, -1)]
    late.have(w.p_quiet <= promised.conclusion.rhs, by=promised)
    late.have(w.p_loose <= 1 / n, by=loose(late.given))
    late.have(sp.Eq(sp.exp(-(g.x_sigma**2) / 2), sp.exp(-LOG)), by=rarely())
    _powers_of_chances(late, *levels)
    bound = sp.exp(-_RATE * _MANY) + FEW + RARE
    late.have(w.p_quiet <= bound, "together", keep=(epsilon,))
    late.have(w.p_quiet >= 0, by=rules.chances_over_noise())
    late.have(w.p_quiet >= -bound, keep=(w.p_quiet,))
    late.have(lim(1 / (_RATE * _MANY)), by=rules.vanishes(1 / (_RATE * _MANY), LimNoise))
    late.have(_RATE * _MANY > 0)
    late.have(lim(sp.exp(-_RATE * _MANY)), by=rules.exponential(_RATE * _MANY, LimNoise))
    rare_events(late)
    x, y, u = sp.symbols("x y u", real=True, cls=sp.Dummy)
    terms = {x: (sp.exp(-_RATE * _MANY), sp.S.Zero), y: (FEW, sp.S.Zero), u: (RARE, sp.S.Zero)}
    tends = rules.continuous(x + y + u, terms, LimNoise)
    late.have(tends.conclusion, by=tends)
    late.have(part.conclusion, by=rules.squeezed(w.p_quiet, 0, bound, LimNoise))
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    return from_some_size_on(only, powers, *relations)


_OF_M = "Pr over the noise and m independent uniform sign vectors; m is a whole number"
_GROWING = (delta > 0, delta < 1)

noise_phases = Claim(
    "thm:noise-phases",
    "theorem",
    "Phases under noise",
    13,
    setting=(a >= 0, b >= 0, c > 0, t >= 1, d >= 4, beta > 0, *_GROWING, *NOISE[:2]),
    statements={
        "silent": Statement(
            lim(g.P_sigma), (*NOISE[2:], kappa < lock(p + nu), theta > b + c, m >= 1), where=_OF_M
        ),
        "active": Statement(
            LimInfNoise(g.P_sigma) >= _CHANCE,
            (*NOISE[2:], kappa > lock(p + nu), theta < a + b + c, b > 0, m >= 1),
            where=_OF_M,
        ),
        "drowned": Statement(
            lim(w.p_quiet),
            (*NOISE[2:], kappa > lock(q + nu), sp.Eq(epsilon, MOST)),
            where="the chance, over the noise and the signs of one neuron, that no row is above "
            "the threshold; epsilon is what a row loses to the crowd at most",
        ),
        "no threshold": Statement(
            lim(w.S_sigma),
            (
                *NOISE[2:],
                kappa > lock(q + nu),
                sp.Eq(epsilon, MOST),
                sp.Eq(a, a0),
                a1 >= a0,
                m >= 1,
            ),
            where="the best gap of m neurons over all thresholds; a is that of data set 0",
        ),
    },
    proofs={"silent": silent, "active": _active, "drowned": _drowned, "no threshold": no_threshold},
    witnesses=(
        *seen_by(FarOutNoise((("9/10", "3/5", "2/5"), ("0", "3/5", "2/5")), ("1/2", "4/5"))),
        Step("in logarithms", (Computed("sampled", locks),)),
    ),
)

CLAIMS = (standard(noise_phases),)
