"""Chapter 10: at which degree the best threshold finds a spike."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification import EQUAL
from polyattn.ledger.chapters.ch10_binary_classification_half_degree_witnesses import (
    compared,
    searched,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import FarOutVector, Observed, seen_by
from polyattn.symbolic.chances import LARGEST_ATOM, Pr, x_0, x_1
from polyattn.symbolic.limits import LimInfVector, LimVector
from polyattn.symbolic.model import N, beta, m, tau
from polyattn.symbolic.neuron import K, s_1
from polyattn.symbolic.phases import kappa
from polyattn.symbolic.vectors import S_rest, S_v, X_plain, X_spike, entries, log_rho, rho, w, x_rho

_OTHERS = sp.Eq(N, entries - 1)
_HALF = sp.Rational(1, 2)
_CEILING = sp.ceiling(entries * w - 1)
_SIZE = sp.sqrt(2 / (sp.pi * (entries - 1)))
_SOME = _HALF * (1 - sp.exp(-(x_1**2) / 2))
_ALARM = sp.exp(-(x_0**2) / 2)
_SCALED = "beta is kappa log n; kappa and m are fixed"
_QUIET, _SPIKE = X_plain > tau, X_spike > tau


def _difference(part: Statement) -> Derivation:
    """Subtract."""
    left, right = part.conclusion.args
    return Derivation(left, given=part.hypotheses).equal(right, "subtract")


def _shift(part: Statement) -> Derivation:
    """Let the spike's sign be plus and all others minus."""
    shift = Derivation(X_spike - X_plain, given=part.hypotheses)
    shift.equal((w - 1 / entries) * (s_1 - S_rest / (entries - 1)), by="thm:half-degree#difference")
    return shift.at_most(2 * (w - 1 / entries), r"$s_1\le1$ and $S'\ge-(n-1)$")


def _on(event: Any, sign: int) -> Any:
    return event.xreplace({event.lhs: s.at_signs(event.lhs, {s_1: sign})})


def _told_apart(given: tuple[Any, ...]) -> tuple[Derivation, Fact]:
    """Return that one neuron gains by an event, and how many K it has."""
    quiet, spike = ([_on(x, sign) for sign in (1, -1)] for x in (_QUIET, _SPIKE))
    minus = Derivation(given=(*given, *rules.EVERY, spike[1]))
    minus.have(quiet[1], "with a minus sign the spike only lowers it")
    told = sp.And(spike[0], sp.Not(quiet[0]))
    gain = Derivation(Pr(_SPIKE) - Pr(_QUIET), given=given)
    halves = (rules.halves(_SPIKE), rules.halves(_QUIET), rules.monotone(spike[1], minus))
    gain.at_most((Pr(spike[0]) - Pr(quiet[0])) / 2, "a minus sign gains nothing", by=halves)
    gain.at_most(Pr(told) / 2, by=rules.without(spike[0], quiet[0]))
    top = (entries * tau - 1 + N) / 2
    few = Derivation(given=(*given, *rules.EVERY, *told.args))
    few.have(top - (entries * w - 1) < K, "the shift is at most $2(w-1/n)$, a step of $K$ is $2/n$")
    few.have(top >= K, "silent without the spike")
    both = Derivation(given=few.given).have(sp.And(K > top - (entries * w - 1), K <= top), by=few)
    return gain, rules.in_interval(both, told, stated("lem:binomial-mode#mode"))


def _necessary(part: Statement) -> Derivation:
    """Count for one neuron, and multiply by m."""
    quiet, spike = Pr(_QUIET), Pr(_SPIKE)
    given = (*part.hypotheses, N >= 1, w >= 1 / entries)
    gain, few = _told_apart(given)
    told = few.conclusion.lhs
    gap = (1 - (1 - spike) ** m) - (1 - (1 - quiet) ** m)
    more = Derivation(gap, given=(*given, spike >= quiet))
    more.at_most(m * (spike - quiet), by=rules.several(quiet, spike))
    more.at_most(m * told / 2, by=gain)
    less = Derivation(gap, given=(*given, spike <= quiet))
    less.at_most(0, by=rules.more_likely(quiet, spike))
    less.at_most(m * told / 2, "no probability is negative")
    either = Derivation(given=given)
    either.cases(gap <= m * told / 2, (spike >= quiet, more), (spike <= quiet, less))
    whole = Derivation(gap, given=given)
    whole.at_most(m * told / 2, by=either)
    whole.at_most(m * _CEILING * LARGEST_ATOM / 2, by=few)
    best = Derivation(S_v, given=part.hypotheses)
    best.have(w >= 1 / entries, "the spike has at least its share")
    best.have(N >= 1, "there are at least two entries")
    return best.at_most(m * _CEILING * LARGEST_ATOM / 2, by=rules.gap_below(whole))


def _power(part: Statement) -> Derivation:
    """Bound the atom, and the weight by the power."""
    power = Derivation(S_v, given=part.hypotheses)
    power.at_most(m * _CEILING * LARGEST_ATOM / 2, by="thm:half-degree#necessary")
    power.have(_CEILING >= 0, "the spike has at least its share")
    power.at_most(m * _CEILING * _SIZE / 2, by="lem:binomial-mode#size")
    power.have(_CEILING < x_rho, r"$\lceil nw-1\rceil<nw\le\rho^\beta$")
    return power.less_than(m * x_rho * _SIZE / 2)


def _sufficient(part: Statement) -> Derivation:
    """Put the threshold between the noise without the spike and what the spike makes."""
    level = x_0 / sp.sqrt(entries)
    quiet, spike = X_plain > level, X_spike > level
    few = Derivation(Pr(quiet), given=part.hypotheses)
    few.have(sp.sqrt(entries) > 0)
    few.at_most(_ALARM, by=rules.tail(quiet))
    loud = S_rest > -x_1 * sp.sqrt(entries - 1)
    fires = Derivation(given=(*part.hypotheses, *rules.EVERY, loud))
    fires.have(_on(spike, 1), "the spike's share exceeds the noise and the threshold")
    often = Derivation(Pr(spike), given=part.hypotheses)
    often.at_least(Pr(_on(spike, 1)) / 2, by=rules.halves(spike))
    often.at_least(Pr(loud) / 2, by=rules.monotone(loud, fires))
    often.equal((1 - Pr(sp.Not(loud))) / 2, by=rules.complement(loud))
    often.at_least(_SOME, by=rules.tail(sp.Not(loud)))
    best = Derivation(S_v, given=part.hypotheses)
    best.at_least((1 - Pr(quiet)) ** m - (1 - Pr(spike)) ** m, by=rules.gap_at(level))
    best.at_least(
        (1 - Pr(quiet)) ** m - (1 - _SOME) ** m, by=(often, rules.more_likely(Pr(spike), _SOME))
    )
    best.at_least(1 - m * Pr(quiet) - (1 - _SOME) ** m, by=rules.union(Pr(quiet)))
    return best.at_least(1 - (1 - _SOME) ** m - m * _ALARM, by=few)


def _not_negative(given: tuple[Any, ...]) -> Derivation:
    """Take a threshold that no neuron exceeds."""
    quiet, spike = X_plain > 2, X_spike > 2
    never = Derivation(S_v, given=given)
    for event in (quiet, spike):
        silent = Derivation(given=(*given, *rules.EVERY)).have(
            sp.Not(event), "its weights add up to 1"
        )
        never.have(sp.Eq(Pr(event), 0), by=rules.never(silent))
    never.at_least((1 - Pr(quiet)) ** m - (1 - Pr(spike)) ** m, by=rules.gap_at(sp.Integer(2)))
    return never.at_least(0, by=rules.more_likely(Pr(spike), Pr(quiet)))


def _undetected(part: Statement) -> Derivation:
    """Let the bound at every degree vanish."""
    bound = m * x_rho * _SIZE / 2
    gone = Derivation(given=part.hypotheses)
    gone.have(sp.Eq(LimVector(bound), 0), by=rules.vanishes(bound, LimVector))
    gone.have(S_v <= bound, by="thm:half-degree#power")
    gone.have(S_v >= 0, by=_not_negative(part.hypotheses))
    gone.have(S_v >= -bound, "no bound is negative")
    return gone.have(sp.Eq(LimVector(S_v), 0), by=rules.squeezed(S_v, 0, bound, LimVector))


def _detected(part: Statement) -> Derivation:
    """Let both heights be half of the spike over the noise, which grows."""
    height = w * sp.sqrt(entries - 1) / 2
    square = height**2 / 2
    found = Derivation(given=part.hypotheses)
    error = 8 / (entries - 1) + 16 / x_rho + 8 * (entries - 1) / x_rho**2
    found.have(sp.Eq(LimVector(error), 0), by=rules.vanishes(error, LimVector))
    found.have(w > 0, "a share of a positive sum")
    found.have(sp.Eq(1 / square, error), "put the weight in")
    found.have(sp.Eq(LimVector(1 / square), 0), by=rules.squeezed(1 / square, 0, error, LimVector))
    found.have(sp.Eq(LimVector(sp.exp(-square)), 0), by=rules.exponential(square, LimVector))
    rest = sp.Symbol("e", real=True)
    gap = 1 - (1 - _HALF * (1 - rest)) ** m - m * rest
    limit = rules.continuous(gap, {rest: (sp.exp(-square), sp.S.Zero)}, LimVector)
    found.have(limit.conclusion, by=limit)
    best = stated("thm:half-degree#sufficient", {x_0: height, x_1: height})
    bound, most = gap.xreplace({rest: sp.exp(-square)}), 1 - 2 ** (-m)
    found.have(S_v >= bound, by=best)
    return found.have(LimInfVector(S_v) >= most, by=rules.lower_limit(S_v, bound, most, LimVector))


def _light(part: Statement) -> Derivation:
    """Compare the spike with the others."""
    light, share = Derivation(given=part.hypotheses), x_rho / (entries - 1)
    light.have(sp.Eq(LimVector(share), 0), by=rules.vanishes(share, LimVector))
    return light.have(sp.Eq(LimVector(w), 0), by=rules.squeezed(w, 0, share, LimVector))


def _heavy(part: Statement) -> Derivation:
    """Compare the others with the spike."""
    heavy, share = Derivation(given=part.hypotheses), (entries - 1) / x_rho
    heavy.have(sp.Eq(LimVector(share), 0), by=rules.vanishes(share, LimVector))
    return heavy.have(sp.Eq(LimVector(w), 1), by=rules.squeezed(w, 1, share, LimVector))


half_degree = Claim(
    "thm:half-degree",
    "theorem",
    "Detection at half the degree",
    10,
    setting=(entries >= 2, rho > 1, beta > 0, EQUAL, _OTHERS),
    statements={
        "difference": Statement(
            sp.Eq(X_spike - X_plain, (w - 1 / entries) * (s_1 - S_rest / (entries - 1))),
        ),
        "shift": Statement(X_spike - X_plain <= 2 * (w - 1 / entries), (S_rest >= 1 - entries,)),
        "necessary": Statement(S_v <= m * _CEILING * LARGEST_ATOM / 2, (m >= 1,), "N = n - 1"),
        "power": Statement(S_v < m * x_rho * _SIZE / 2, (m >= 1,)),
        "sufficient": Statement(
            S_v >= 1 - (1 - _SOME) ** m - m * _ALARM,
            (m >= 1, x_0 > 0, x_1 > 0, w * sp.sqrt(entries - 1) >= x_0 + x_1),
        ),
        "undetected": Statement(
            sp.Eq(LimVector(S_v), 0), (m >= 1, kappa < _HALF / log_rho), _SCALED
        ),
        "detected": Statement(
            LimInfVector(S_v) >= 1 - 2 ** (-m), (m >= 1, kappa > _HALF / log_rho), _SCALED
        ),
        "light": Statement(sp.Eq(LimVector(w), 0), (kappa < 1 / log_rho,), _SCALED),
        "heavy": Statement(sp.Eq(LimVector(w), 1), (kappa > 1 / log_rho,), _SCALED),
    },
    proofs={
        "difference": _difference,
        "shift": _shift,
        "necessary": _necessary,
        "power": _power,
        "sufficient": _sufficient,
        "undetected": _undetected,
        "detected": _detected,
        "light": _light,
        "heavy": _heavy,
    },
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(compared, "two vectors, all signs, exactly"),),
            ("difference", "shift", "necessary", "power", "sufficient"),
        ),
        Step(
            "exact law",
            (Observed(searched, "the best threshold of the package's law", "sampled"),),
            ("necessary", "power", "sufficient"),
        ),
        *seen_by(FarOutVector(), of=("undetected", "detected", "light", "heavy")),
    ),
)

CLAIMS = (standard(half_degree),)
