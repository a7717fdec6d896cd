"""The letters on which a relation depends, seen or not."""

from __future__ import annotations

from typing import Any

from polyattn.symbolic.any_noise import NOISY_CHANCES, NOISY_SIGNS, OF_NOISE
from polyattn.symbolic.chances import Count, Largest, Pr, k
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.drowned import OF_A_LAYER, densest, lead_noise, log_lead, log_top, rivals
from polyattn.symbolic.gaussian import (
    GAUSSIAN_CHANCES,
    OF_A_PAIR,
    OF_GAUSSIAN,
    P_sub,
    p_means,
    p_missed,
    zeta_m,
    zeta_o,
)
from polyattn.symbolic.learned import OF_LEARNED, OF_ONE_INPUT, WEIGHTS
from polyattn.symbolic.model import N, a, b, beta, c, epsilon, m, t, tau, theta
from polyattn.symbolic.noise import nu
from polyattn.symbolic.pair import CHANCES, OBSERVED, OVER_THRESHOLDS, a0, a1, on
from polyattn.symbolic.several import SEVERAL_CHANCES, SEVERAL_SIGNS, SEVERAL_SUPREMA
from polyattn.symbolic.sketches import S_2, half, length, level, s, v
from polyattn.symbolic.softmax import alpha
from polyattn.symbolic.table import letters
from polyattn.symbolic.vectors import Lambda, Y, Y_top, entries, rho, w, w_top

# The first weight of a vector and what its other entries add: both are another vector's, or none.
FIRST = {w: w_top, Y: Y_top}
OF_A_NETWORK = {a, a0, a1, alpha, b, c, t, N, m, beta, theta, entries, rho, Lambda, tau}
OF_A_NETWORK |= {s, S_2, v, length, level, half, *WEIGHTS} | OF_NOISE | NOISY_SIGNS | OF_LEARNED
OF_A_NETWORK |= OF_GAUSSIAN | OF_A_PAIR
# What numbers of a layer with Gaussian noise depend on besides.
OF_ONE_NOISE = {x: {nu, epsilon} for x in OF_A_LAYER} | {p_missed: {nu, zeta}, densest: {nu}}
OF_ONE_NOISE |= {p_means: {nu, zeta, zeta_m, zeta_o}}
OF_ONE_NOISE |= {P_sub: {nu}, log_lead: {rivals, lead_noise}, log_top: {rivals}}
# Numbers without an index, which are of one data set.
OF_ONE_DATA_SET = {*NOISY_CHANCES, *OF_NOISE, *NOISY_SIGNS, *OF_ONE_INPUT}
OF_ONE_DATA_SET |= {*GAUSSIAN_CHANCES, *OF_A_PAIR, *OF_A_LAYER}


# Numbers of a network with k planted rows.
OF_SEVERAL = {*SEVERAL_SUPREMA, *SEVERAL_CHANCES}
OF_SEVERAL |= {on(x, i) for x in SEVERAL_CHANCES for i in (0, 1)}


def reach(symbol: Any) -> set[Any]:
    """Return the letters that a letter with a meaning depends on."""
    if symbol in CHANCES:
        return letters(CHANCES[symbol], powers=True)
    found = letters(symbol, powers=True) - {symbol}
    return found.union(*(reach(x) for x in found & CHANCES.keys()))


def speaks_of(relation: Any) -> set[Any]:
    """Return every letter on which a relation depends, seen or not; rather too many than too few.

    A chance depends on the threshold and on N, a number of the whole network on all of its letters,
    but not on the threshold where it is a supremum or an integral over all of them.
    """
    found: set[Any] = relation.free_symbols.union(*map(reach, relation.free_symbols))
    if seen := found & OBSERVED:
        found |= OF_A_NETWORK if seen - OVER_THRESHOLDS else OF_A_NETWORK - {theta}
    found = found.union(*(OF_ONE_NOISE[x] for x in found & OF_ONE_NOISE.keys()))
    if found & (OF_SEVERAL | SEVERAL_SIGNS):
        found |= {k}
    if relation.has(Pr, Count, Largest) or found & CHANCES.keys():
        found |= {N}
    return found
