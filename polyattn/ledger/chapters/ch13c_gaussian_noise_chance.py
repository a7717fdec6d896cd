"""Chapter 13c: how often networks are active once the planted row has locked under noise."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_locked import apart
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import (
    OFF,
    from_some_size_on,
    lim,
    lock,
    locking,
    lost,
    rarely,
    sizes,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import least_weight
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.far_out_noise import FarOutNoise
from polyattn.ledger.witnesses.noise_logarithms import locks
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.gaussian_rows import pi_nu
from polyattn.symbolic.limits import NOISE, LimInfNoise, LimNoise
from polyattn.symbolic.model import a, b, beta, c, d, epsilon, m, n, p, r, t, theta
from polyattn.symbolic.neuron import s_1, s_d, s_g
from polyattn.symbolic.noise import P_nu, crowd, nu
from polyattn.symbolic.phases import delta, kappa

_LOST = lost(P_nu)
_LOSS = _LOST * apart(a)
_TRIPLES = [*product((1, -1), repeat=3)]


def _level(loss: Any, signs: tuple[Any, ...]) -> Any:
    """Return how large the noise of the planted token is at most, where its row is unseen."""
    return theta + loss - a * signs[0] - b * signs[1] - c * signs[2]


def _unseen(loss: Any) -> Any:
    """Return the chance that a neuron does not see the noisy planted token above a level."""
    return sp.Add(*(Phi(_level(loss, x) / sp.sqrt(nu)) for x in _TRIPLES)) / 8


def _below() -> Fact:
    """Bound the noise of the planted token where its row is unseen: in letters."""
    loss, low, high, reach, own, seen, clean, noise = _letters("l x y u f X v z")
    apart_, split = high - low <= reach, sp.Eq(high, clean + noise)
    average, level = seen >= own * high + (1 - own) * low, theta + loss * reach - clean
    short = Derivation(given=(own >= 1 - loss, apart_, low <= high, loss >= 0))
    short.have((1 - own) * (high - low) <= loss * (high - low), "at most so much")
    short.have(loss * (high - low) <= loss * reach, "so far are tokens apart")
    goal = own * high + (1 - own) * low >= high - loss * reach
    short = Derivation(given=short.given).have(goal, by=short.have(goal))
    below = Derivation(given=(*short.given, average, split, seen <= theta))
    below.have(goal, by=short).have(high - loss * reach <= theta)
    below = Derivation(given=below.given).have(noise <= level, by=below.have(noise <= level))
    put = {loss: _LOST, low: w.T_min, high: w.T_star, reach: apart(a), own: z.f_own}
    put |= {seen: w.X_sigma, clean: a * s_1 + b * s_g + c * s_d, noise: w.z_star}
    return rules.instance(below, put)


def _token(given: tuple[Any, ...]) -> Derivation:
    """Say how large the noise of the planted token is where its row is unseen."""
    event = (w.X_sigma <= theta, z.f_own >= 1 - _LOST, z.f_own <= 1, *rules.PLANTED_TOKEN)
    row, average = Derivation(given=(*given, *event)), rules.planted_average()
    for relation in average.conclusion.args:
        row.have(relation, by=average)
    span = Derivation(given=(a >= 0, b >= 0, *rules.PLANTED_TOKEN))
    span.have(a * s_1 <= a).have(b * s_g <= b)
    span.have(w.T_star - w.T_min <= apart(a), "both noises, and both features")
    row.have(w.T_star - w.T_min <= apart(a), by=span)
    row.have(_LOST >= 0, by=_positive(given))
    level = w.z_star <= _level(_LOSS, (s_1, s_g, s_d))
    row.have(level, by=_below())
    return Derivation(given=row.given).have(level, by=row)


def _letters(names: str) -> Any:
    return sp.symbols(names, real=True, cls=sp.Dummy)


def _positive(given: tuple[Any, ...]) -> Derivation:
    """Note that what a row loses is not negative."""
    some = Derivation(given=given)
    known = sizes(given)
    some.have(known.conclusion, by=known)
    return some.have(_LOST >= 0, "powers")


def _row(given: tuple[Any, ...]) -> Derivation:
    """Bound the weight of the planted row on itself from below."""
    row = Derivation(given=(*given, *rules.EVENT, *rules.PLANTED_ROW))
    known = sizes(row.given)
    row.have(known.conclusion, by=known)
    share, both = P_nu / (P_nu + H_zeta**2 * crowd), H_zeta**2 * crowd
    row.have(g.f_self >= share, by=least_weight(row.given, P_nu))
    short = Derivation(given=(P_nu > 0, H_zeta > 0, crowd > 0))
    short.have(both > 0).have(1 - share <= both / P_nu, "divide", keep=(crowd,))
    row.have(1 - share <= both / P_nu, by=short)
    row.have(sp.Eq(both / P_nu, _LOST), "two parts")
    row.have(g.f_self >= 1 - _LOST, "what a row loses at most", keep=(crowd,))
    return Derivation(given=row.given).have(g.f_self >= 1 - _LOST, by=row)


def _finite(given: tuple[Any, ...]) -> Derivation:
    """Bound the chance at one size."""
    found = Derivation(given=given).have(p > 0).have(P_nu > 0, by=rules.ordered(P_nu > 0))
    rule = rules.planted_unseen(_token(given), _row(given))
    found.have(n >= 2).have(g.x_sigma > 0, by=rarely())
    found.have(zeta >= g.SPREAD)
    found.have(rule.conclusion, by=rule)
    missed = stated("lem:one-event#chance", {epsilon: 1 / n})
    found.have(g.p_missed <= 1 / n, by=missed)
    found.have(2 * Phi(-g.x_sigma) <= sp.exp(-(g.x_sigma**2) / 2), by="lem:gaussian-tails#entry")
    same = rarely()
    found.have(same.conclusion, by=same)
    bound = 1 - _unseen(_LOSS) ** m - _RARE
    found.have(g.P_sigma >= bound, by=_together(bound))
    said = sp.And(P_nu > 0, g.P_sigma >= bound)
    return Derivation(given=given).have(said, by=found)


_RARE = m / (2 * sp.root(d, 4)) + m / (4 * n**2) + 1 / n


def _together(bound: Any) -> Fact:
    """Put what is rare into the bound: in letters."""
    chance, unseen, few, tail, missed, size, many, same = _letters("P q u f k n m e")
    given: tuple[Any, ...] = (
        chance >= 1 - unseen - (few + 2 * many * size * tail + missed),
        missed <= 1 / size,
    )
    given += (2 * tail <= same, sp.Eq(same, 1 / (4 * size**3)), many >= 1, size >= 2)
    rare = Derivation(given=given).have(2 * tail <= 1 / (4 * size**3))
    rare.have(2 * tail * (many * size) <= many * size / (4 * size**3), "times a number")
    rare.have(2 * many * size * tail <= many / (4 * size**2))
    goal = chance >= 1 - unseen - (few + many / (4 * size**2) + 1 / size)
    rare = Derivation(given=given).have(goal, by=rare.have(goal))
    put = {chance: g.P_sigma, unseen: _unseen(_LOSS) ** m, tail: Phi(-g.x_sigma)}
    put |= {few: m / (2 * sp.root(d, 4)), missed: g.p_missed, size: n, many: m}
    return rules.instance(rare, {**put, same: sp.exp(-(g.x_sigma**2) / 2)})


def _seen() -> Derivation:
    """Turn the chance not to see the planted token into one to see it."""
    seen = Derivation()
    for signs in _TRIPLES:
        place = _level(0, signs) / sp.sqrt(nu)
        mirrored = rules.normal_mirrored(-place)
        seen.have(mirrored.conclusion, by=mirrored)
    return seen.have(sp.Eq(_unseen(0), 1 - pi_nu), "eight laws")


def _active(part: Statement) -> Derivation:
    """Let the planted row lock, and neurons become independent."""
    powers = locking(part.hypotheses, p + nu)
    late = Derivation(given=(*part.hypotheses, OFF < r))
    known = _finite(late.given)
    late.have(known.conclusion, by=known).have(powers.conclusion, by=powers)
    x, y = _letters("x y")
    for term in (_LOSS, _RARE):
        late.have(lim(term), "negative exponents", by=rules.vanishes(term, LimNoise))
    for loss in (_LOSS, 0):
        places = [_level(loss, signs) / sp.sqrt(nu) for signs in _TRIPLES]
        late.have(_unseen(loss) >= 0, by=[rules.normal_positive(u) for u in places])
    terms = {x: (_LOSS, sp.S.Zero), y: (_RARE, sp.S.Zero)}
    tends = rules.continuous(1 - _unseen(x) ** m - y, terms, LimNoise)
    late.have(tends.conclusion, by=tends)
    bound, to = tends.conclusion.lhs.args[0], tends.conclusion.rhs
    late.have(
        LimInfNoise(g.P_sigma) >= to,
        by=rules.lower_limit(g.P_sigma, bound, to, LimNoise),
    )
    late.have(sp.Eq(_unseen(0), 1 - pi_nu), by=_seen())
    same = rules.alike(lambda u: 1 - u**m, _unseen(0), 1 - pi_nu)
    late.have(same.conclusion, by=same)
    late.have(part.conclusion, "eight laws")
    only = Derivation(given=late.given).have(part.conclusion, by=late)
    return from_some_size_on(only, powers, OFF < r)


chance = Claim(
    "cor:noise-chance",
    "corollary",
    "The chance in the window",
    13,
    setting=(a >= 0, b >= 0, c > 0, t >= 1, d >= 4, beta > 0, delta > 0, delta < 1, *NOISE),
    statements={
        "at least": Statement(
            LimInfNoise(g.P_sigma) >= 1 - (1 - pi_nu) ** m,
            (kappa > lock(p + nu), m >= 1),
            where="Pr over the noise and m independent uniform sign vectors; m is a whole number",
        ),
    },
    proofs={"at least": _active},
    witnesses=(
        *seen_by(FarOutNoise((("9/10", "3/5", "2/5"), ("0", "3/5", "2/5")), ("1/2", "4/5"))),
        Step("in logarithms", (Computed("sampled", locks),)),
    ),
)

CLAIMS = (standard(chance),)
