"""Chapter 9: what it costs to replace fair coins by the normal law, given three signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f1, u1
from polyattn.ledger.chapters.ch09b_tolerance_and_width_silence import LEVELS, SHARES, WEIGHTS
from polyattn.symbolic.chances import Phi, Pr
from polyattn.symbolic.model import N, a, b, c, t, theta, u_o, u_star, w_o
from polyattn.symbolic.neuron import S, s_1, s_d, s_g
from polyattn.symbolic.table import DEFINITIONS

# The noise: of the planted row on data set 1, in which both data sets are measured.
BIAS = c / rules.NOISE
KEPT = (*WEIGHTS, f1, u1)
COIN = 1 / sp.sqrt(2 * sp.pi * N)
SCALE = f1 / (1 - f1) / sp.sqrt(2 * sp.pi * sp.E)


def _letters(names: str) -> Any:
    return sp.symbols(names, real=True, cls=sp.Dummy)


# Three signs as numbers; where the threshold lies in units of the noise.
SIGNS = _letters("s_1 s_g s_d")
x = _letters("x")
rho, h, k, l, e = _letters(r"\rho h k l \varepsilon")
_SPREAD = sp.sqrt(N)
_RATIOS = (u1 / u_star, u1 / u_o)
NEAR = (
    *(b > 0, N >= 1, a >= 0, u1 > 0, f1 > 0, f1 < 1),
    *(relation for ratio in _RATIOS for relation in (ratio <= 1, ratio >= 1 - f1)),
)
_GIVEN = (*SHARES, *NEAR)
_IN_RANGE = (SIGNS[0] <= 1, SIGNS[0] >= -1, SIGNS[1] <= 1)
HERE = sp.Eq(theta, b * w_o + c * SIGNS[2] + rules.NOISE * x)


def _dropped(own: Any) -> Any:
    """Return what another row's own sign and feature come to, at most, in coins."""
    return 1 - own + a / (b * t)


def cost(own: Any) -> Any:
    """Return what the normal law costs given the own sign: another scale, and two roundings."""
    return SCALE + _dropped(own) * COIN + COIN


def in_letters(goal: Any, given: Iterable[Any], put: Mapping[Any, Any]) -> Fact:
    """Show a line in plain letters, and put terms for them: algebra does not look into these."""
    return rules.instance(Derivation(given=given).have(goal), dict(put))


@once
def _scaled() -> Derivation:
    """Bound what another scale costs by the planted weight."""
    given = (rho > 0, rho <= 1, rho >= 1 - f1, f1 < 1)
    ratio = Derivation((1 - rho) / rho, given=given).at_most(f1 / (1 - f1), keep=KEPT)
    rule = rules.normal_scaled(x, rho)
    known = Derivation(given=(ratio.conclusion, *rule.conclusion.args))
    known.have(rules.close(Phi(rho * x), Phi(x), SCALE), keep=KEPT)
    return Derivation(given=given).have(known.conclusion, by=(ratio, rule, known))


def _lower(levels: tuple[Any, Any], near: tuple[Any, ...]) -> Derivation:
    """Compare where the first level is the lower one: it decides."""
    low, high = levels
    least, both = rules.behind(x, h), sp.And(*(DEFINITIONS[S] <= level for level in (k, l)))
    goal, alone = rules.close(Pr(both), Phi(least), e + COIN), DEFINITIONS[S] <= low
    proof = Derivation(given=(N >= 1, *near, low <= high))
    implied = Derivation(given=(alone, low <= high)).have(both)
    proof.have(Pr(alone) <= Pr(both), by=rules.monotone(alone, implied))
    proof.have(
        Pr(both) <= Pr(alone), by=rules.monotone(both, Derivation(given=both.args).have(alone))
    )
    for order in ((least, x - h), (least, x), (low / _SPREAD, high / _SPREAD)):
        rule = rules.normal_in_order(*order)
        proof.have(rule.conclusion, by=rule)
    coins, cases = rules.coins_are_normal(low), []
    proof.have(coins.conclusion, by=coins)
    known = (*near, *proof.conclusion.args)
    for side, end in ((h >= 0, x - h), (h <= 0, x)):
        rule = rules.normal_in_order(end, least)
        add = Derivation(given=(*known, rule.conclusion)).have(goal, "add up")
        cases.append((side, Derivation(given=(*known, side)).have(goal, by=(rule, add))))
    proof.cases(goal, *cases, reason="ahead or behind")
    return Derivation(given=proof.given).have(goal, by=proof)


@once
def _lesser() -> Derivation:
    """Let the lesser of two levels decide: the normal law is there at its lesser value."""
    pairs = ((k, x - h), (l, x))
    near = [rules.close(Phi(level / _SPREAD), Phi(place), e) for level, place in pairs]
    given = tuple(relation for pair in near for relation in pair.args)
    one, other = _lower((k, l), given), _lower((l, k), given)
    both = Derivation(given=(N >= 1, *given))
    return both.cases(one.conclusion, (k <= l, one), (l <= k, other), reason="one is the lesser")


def _planted(level: Any, lead: Any) -> Derivation:
    """Measure the planted row's level in units of the noise."""
    ratio, value = _RATIOS[0], level / _SPREAD
    row = Derivation(given=(*_GIVEN, HERE))
    row.have(sp.Eq(value, ratio * (x - lead)), "in units of the noise", keep=KEPT)
    row.have(ratio > 0, keep=KEPT)
    for rule in (
        rules.alike(Phi, value, ratio * (x - lead)),
        rules.instance(_scaled(), {rho: ratio, x: x - lead}),
    ):
        row.have(rule.conclusion, by=rule)
    return row


def _other(level: Any, step: Any, most: Any) -> Derivation:
    """Measure the other rows' level, and leave out what is of the order of one coin."""
    ratio, value = _RATIOS[1], level / _SPREAD
    row = Derivation(given=(*_GIVEN, *_IN_RANGE, HERE))
    row.have(sp.Eq(value, ratio * x - step), "in units of the noise", keep=KEPT)
    row.have(ratio > 0, keep=KEPT)
    row.have(sp.And(-step <= most, step <= most), "signs are at most 1", keep=KEPT)
    for rule in (
        rules.alike(Phi, value, ratio * x - step),
        rules.instance(_scaled(), {rho: ratio}),
        rules.normal_shifted(ratio * x, -step, most),
    ):
        row.have(rule.conclusion, by=rule)
    return row


@once
def triple() -> Derivation:
    """Replace the coins by the normal law, given three signs."""
    first, own, _ = SIGNS
    given = (*_GIVEN, *_IN_RANGE, HERE)
    levels = [level.xreplace(dict(zip((s_1, s_g, s_d), SIGNS, strict=True))) for level in LEVELS]
    step, most = (own - 1 + first * a / (b * t)) / _SPREAD, _dropped(own) * COIN
    lead, error = rules.lead(first, own), cost(own) - COIN
    more = Derivation(given=(b > 0, t > 0, a >= 0, N >= 1, own <= 1)).have(most >= 0)
    rows = (
        (_planted(levels[0], lead), x - lead),
        (_other(levels[1], step, _dropped(own) / _SPREAD), x),
    )
    bounds = []
    for (row, place), level in zip(rows, levels, strict=True):
        goal = rules.close(Phi(level / _SPREAD), Phi(place), error)
        add = Derivation(given=(*row.conclusion.args, most >= 0)).have(goal, "add up", keep=KEPT)
        bounds.append(Derivation(given=given).have(goal, by=(more, row, add)))
    near = rules.instance(_lesser(), {k: levels[0], l: levels[1], h: lead, e: error})
    return Derivation(given=given).have(near.conclusion, by=(*bounds, near))
