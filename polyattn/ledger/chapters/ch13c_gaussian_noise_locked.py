"""Chapter 13c: beyond the last lock every row locks, but for a vanishing chance."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.ledger.chapters.ch13c_gaussian_noise_sizes import lim, lost, rarely, sizes
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import least_weight
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.limits import LimNoise
from polyattn.symbolic.model import N, b, epsilon, n
from polyattn.symbolic.noise import Q_nu, crowd, nu, x_in

# What any row loses to the crowd at most; few plus signs; a row that is not locked, a large noise.
MOST = H_zeta**2 * crowd / Q_nu
FEW = sp.exp(-N / 8)
RARE = 1 / n + 1 / (4 * n**2)


def apart(feature: Any) -> Any:
    """Return how far what a neuron sees of two tokens may be apart."""
    return feature + 2 * b + 2 * sp.sqrt(nu) * g.x_sigma


def loose(given: tuple[Any, ...]) -> Derivation:
    """Bound the chance that some row is not locked."""
    row = Derivation(given=(*given, *rules.EVENT, x_in >= Q_nu))
    known = sizes(row.given)
    row.have(known.conclusion, by=known)
    share = Q_nu / (Q_nu + H_zeta**2 * crowd)
    row.have(g.f_self >= share, by=least_weight(row.given, Q_nu))
    short = Derivation(given=(Q_nu > 0, H_zeta > 0, crowd > 0))
    short.have(H_zeta**2 * crowd > 0).have(1 - share <= MOST, "divide", keep=(crowd,))
    row.have(1 - share <= MOST, by=short)
    row.have(g.f_self >= 1 - epsilon, "what a row loses at most", keep=(crowd,))
    locked = Derivation(given=row.given).have(g.f_self >= 1 - epsilon, by=row)
    chance = Derivation(w.p_loose, given=given)
    chance.at_most(g.p_missed, by=rules.locked_rows(locked))
    chance.have(n >= 2).have(g.x_sigma > 0, by=rarely())
    chance.have(zeta >= g.SPREAD)
    return chance.at_most(1 / n, by=stated("lem:one-event#chance", {epsilon: 1 / n}))


def loss(given: tuple[Any, ...], below: Any, feature: Any) -> Derivation:
    """Say how far the rows are below the tokens, in powers."""
    near = Derivation(given=given)
    known = sizes(given)
    near.have(known.conclusion, by=known)
    near.have(epsilon > 0, keep=(crowd,)).have(sp.Eq(MOST, lost(Q_nu)), "two parts")
    near.have(sp.Eq(epsilon, lost(Q_nu)), keep=(crowd, epsilon))
    same = sp.Eq(below, lost(Q_nu) * apart(feature))
    put = rules.alike(lambda x: x * apart(feature), epsilon, lost(Q_nu))
    near.have(same, by=put)
    said = sp.And(same, epsilon > 0, g.x_sigma > 0)
    return Derivation(given=given).have(said, by=near)


def rare_events(late: Derivation) -> None:
    """Note that few plus signs are rare, and so is what the event leaves out."""
    late.have(lim(8 / N), "N grows", by=rules.vanishes(8 / N, LimNoise))
    late.have(lim(FEW), by=rules.exponential(N / 8, LimNoise))
    late.have(lim(RARE), "negative exponents", by=rules.vanishes(RARE, LimNoise))
