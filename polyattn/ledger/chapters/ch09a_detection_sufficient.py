"""Chapter 9: at which degrees some threshold tells the data sets apart."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic import N, P_active, S, a0, a1, b, beta, c, d, m, on, t, theta
from polyattn.symbolic.chances import M, Pr, S_m, x_0, x_1
from polyattn.symbolic.neuron import V_o, V_s, V_star, X, p_theta
from polyattn.symbolic.phases import beta_up, f_up, u_up

# Where data set 0 is silent, and up to where data set 1 fires; N = M**2.
_SILENT_FROM = c + a0 * f0 + b - b * u0 * (N - x_0 * M)
_ACTIVE_BELOW = c + a1 * f1 + b - b * u1 * (N + x_1 * M)
GAP = 1 - (1 - (1 - sp.exp(-(x_1**2) / 2)) / 8) ** m - m * sp.exp(-(x_0**2) / 2)
_ROOT = sp.Eq(N, M**2)
_CONDITION = (a1 - a0) * f1 >= b * (x_0 + x_1) * M * u0
_HEIGHTS = (M > 0, x_0 > 0, x_1 > 0)
_OPAQUE = (f0, f1, u0, u1)


def _heights(model: type[Any], size: tuple[int, int], root: str, *degrees: int) -> Walk:
    """Observe networks of one size, whose sqrt(N) is whole, at several heights."""
    entries = (("1/10", "3/5", "2/5"), ("1/2", "3/5", "2/5"))
    heights = ("-12", "1", "12")
    letters = {m: ("7",), M: (f"-{root}", root), x_0: heights, x_1: heights}
    return Walk(model, (size,), entries, degrees, letters=letters)


_VALUES = {
    t: ("1", "2", "10"),
    M: ("2", "10", "100"),
    x_0: ("1/10", "1/2"),
    x_1: ("1/10", "1/2"),
}
_ROWS = tuple(on(x, 1) for x in (V_star, V_s, V_o))


def _tail(height: Any, *, below: bool = False) -> tuple[Any, Any]:
    """Return Hoeffding's bound at so many standard deviations."""
    power = -((height * M) ** 2) / (2 * N)
    return rules.hoeffding(height * M, below=below), rules.alike(sp.exp, power, -(height**2) / 2)


def _silent(given: tuple[Any, ...]) -> Derivation:
    """Bound how often a neuron fires on data set 0: only where S is large."""
    fires = Derivation(given=(*given, *rules.EVERY, on(X, 0) > theta))
    top = a0 * f0 + b + c - b * u0 * (N - S)
    bound = stated("lem:envelope#bound", lambda x: on(x, 0))
    fires.have(on(X, 0) <= top, by=bound, keep=(on(X, 0), f0, u0)).have(u0 > 0)
    fires.have(b * u0 * (S - x_0 * M) > 0, keep=(on(X, 0), f0, u0, S))
    fires.have(S > x_0 * M, keep=(u0, S))
    large = Derivation(given=fires.given).have(S >= x_0 * M, by=fires, keep=(S,))
    one = Derivation(on(p_theta, 0), given=given)
    one.equal(Pr(on(X, 0) > theta), by=rules.one_neuron(0))
    one.at_most(Pr(S >= x_0 * M), by=rules.monotone(on(X, 0) > theta, large))
    return one.at_most(sp.exp(-(x_0**2) / 2), by=_tail(x_0))


def _active(given: tuple[Any, ...]) -> Derivation:
    """Bound how often it fires on data set 1: where three signs are plus and S is not small."""
    low, row = S > -x_1 * M, c + on(V_star, 1)
    fires = Derivation(on(X, 1), given=(*given, *rules.EVERY, *rules.PLUS, low))
    fires.at_least(row, "the planted row is one of the rows", keep=_ROWS)
    fires.equal(c + a1 * f1 + b - b * u1 * (N - S), "its weights add up to 1")
    fires.have(u1 > 0)
    fires.more_than(theta, "by hypothesis", keep=(f1, u1, S))
    one = Derivation(on(p_theta, 1), given=given)
    one.equal(Pr(on(X, 1) > theta), by=rules.one_neuron(1))
    one.at_least(Pr(low) / 8, by=rules.one_triple(fires, low))
    one.equal((1 - Pr(sp.Not(low))) / 8, by=rules.complement(low))
    return one.at_least((1 - sp.exp(-(x_1**2) / 2)) / 8, by=_tail(x_1, below=True))


def _interval(part: Statement) -> Derivation:
    """Put m neurons together."""
    given, least = part.hypotheses, (1 - sp.exp(-(x_1**2) / 2)) / 8
    low, high = on(p_theta, 0), on(p_theta, 1)
    gap = Derivation(rules.GAP, given=given)
    for i, chance in enumerate((low, high)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.equal(1 - (1 - high) ** m - (1 - (1 - low) ** m))
    neurons = (_active(given), rules.more_likely(high, least), rules.union(low))
    gap.at_least(1 - (1 - least) ** m - m * low, "m neurons", by=neurons)
    return gap.at_least(GAP, by=_silent(given))


def _not_empty(part: Statement) -> Derivation:
    """More weight, and less given away."""
    room = Derivation(given=part.hypotheses).have(f1 > f0).have(u1 < u0).have(u1 > 0)
    return room.have(part.conclusion, keep=_OPAQUE)


def _best(part: Statement) -> Derivation:
    """Take the first threshold of the interval."""
    first = rules.supremum_at_least(stated("thm:detection-sufficient#interval"), _SILENT_FROM)
    room = stated("thm:detection-sufficient#not empty")
    return Derivation(S_m, given=part.hypotheses).at_least(GAP, by=(room, first))


detection_sufficient = Claim(
    "thm:detection-sufficient",
    "theorem",
    "Detection needs no more",
    9,
    setting=(*TWO_DATA_SETS, *_HEIGHTS, m >= 1),
    statements={
        "interval": Statement(
            on(P_active, 1) - on(P_active, 0) >= GAP,
            (_ROOT, theta >= _SILENT_FROM, theta < _ACTIVE_BELOW),
        ),
        "not empty": Statement(_SILENT_FROM < _ACTIVE_BELOW, (_ROOT, _CONDITION)),
        "gap": Statement(S_m >= GAP, (_ROOT, _CONDITION)),
    },
    proofs={"interval": _interval, "not empty": _not_empty, "gap": _best},
    witnesses=(
        *seen_by(_heights(Dense, (4, 2), "1", 30), of=("interval", "gap")),
        *seen_by(_heights(Counted, (7, 2), "2", 30), of=("interval",)),
        Step("by counting, larger", (_heights(Counted, (28, 2), "5", 1, 30),), ("gap",)),
        *seen_by(Sampled(20, _VALUES), of=("not empty",)),
    ),
)

# N is 4.
_LOW = ("1/100", "1/10", "1/5", "1/2")
_LETTERS = {M: ("2",), x_0: _LOW, x_1: _LOW}
_APART = (("0", "3/5", "2/5"), ("3/2", "3/5", "2/5"))
_ROOM = Walk(Dense, ((7, 1),), _APART, (1, 4), letters=_LETTERS)


def _explicit(part: Statement) -> Derivation:
    """Tell little weight from much."""
    half = sp.Rational(1, 2)
    cases = (f1 <= half, f1 > half)
    both = [Derivation(given=(*part.hypotheses, case)).have(part.conclusion) for case in cases]
    return Derivation(given=part.hypotheses).cases(part.conclusion, *zip(cases, both, strict=True))


_HIGHER = (on(f_up, 1), on(u_up, 0))


def _persists(part: Statement) -> Derivation:
    """Use that more weight and less given away leave more room."""
    more = stated("lem:monotone-degree#planted weight", lambda x: on(x, 1))
    less = stated("lem:monotone-degree#other groups", lambda x: on(x, 0))
    weight, given_away = _HIGHER
    room = Derivation((a1 - a0) * weight, given=part.hypotheses)
    room.at_least((a1 - a0) * f1, "more weight", by=more, keep=(*_OPAQUE, *_HIGHER))
    room.at_least(b * (x_0 + x_1) * M * u0, "there is room", keep=_OPAQUE)
    fewer = b * (x_0 + x_1) * M * given_away
    return room.at_least(fewer, "less is given away", by=less, keep=(*_OPAQUE, *_HIGHER))


condition = Claim(
    "lem:detection-condition",
    "lemma",
    "From some degree on there is room",
    9,
    setting=(a1 > a0, b > 0, c > 0, t >= 1, d >= 4, *_HEIGHTS),
    statements={
        "explicit": Statement(
            _CONDITION,
            (
                _ROOT,
                RATIO >= 2 * M * b * (x_0 + x_1) / (a1 - a0),
                M >= 2 * b * (x_0 + x_1) / (a1 - a0),
            ),
        ),
        "persists": Statement(
            (a1 - a0) * _HIGHER[0] >= b * (x_0 + x_1) * M * _HIGHER[1],
            (_ROOT, beta_up > beta, _CONDITION),
        ),
    },
    proofs={"explicit": _explicit, "persists": _persists},
    witnesses=seen_by(Sampled(20, _VALUES), _ROOM),
)

CLAIMS = (standard(detection_sufficient), standard(condition))
