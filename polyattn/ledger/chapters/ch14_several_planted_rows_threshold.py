r"""Chapter 14: where detection begins with :math:`k=n^\chi` planted rows."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09a_detection_threshold import appears, fades
from polyattn.ledger.chapters.ch14_several_planted_rows_detection import sums
from polyattn.ledger.chapters.ch14_several_planted_rows_shift import both_powers
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several_far_out_gaps import WITNESSES
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k, x_0, x_1
from polyattn.symbolic.limits import LimInfRows, LimRows, LimRowsBeyond
from polyattn.symbolic.model import N, R, b, beta, c, d, m, p, r, t
from polyattn.symbolic.pair import P1, D_k, a0, a1, on
from polyattn.symbolic.phases import chi, delta, kappa

_HALF = 1 - delta / 2
_LONE, _CLUB = _HALF / sp.log(on(p, 1) / r), (_HALF - chi) / sp.log(on(s.p_two, 1) / r)
_ONE_GROUP = (_HALF - chi) / sp.log(on(p, 1) / r)
_EIGHTH = 1 - sp.Rational(7, 8) ** m
_REACH, _ONE = (1 + a1 / (2 * b)) * D_k, s.per_row(RATIO)
# So few of the groups are planted that half of them are not.
_FEW, _ATOM = 2 * k / N < 1, 2 / sp.sqrt(sp.pi * N)
_P1, _T1 = P1, on(s.P_two, 1)


def _one_undetected(part: Statement) -> Derivation:
    """Let the bound of the necessary condition vanish."""
    necessary = rules.in_one_group(stated("thm:detection-necessary#explicit"))
    return fades(part, s.S_one, _ONE, necessary, LimRows)


def _one_detected(part: Statement) -> Derivation:
    """Put the threshold where the sufficient condition does."""

    def above(put: Any) -> Any:
        return stated("cor:k-rows-one-group-detection#sufficient", {**put, x_1: put[x_0]})

    found = Derivation(given=part.hypotheses)
    return appears(found, part.conclusion, k * _P1 / (R * t), LimRowsBeyond, above)


def _thin() -> Derivation:
    """Bound the largest atom of the groups without a planted row, which are half of all."""
    thin = Derivation(given=(N >= 1, k >= 1, _FEW))
    thin.have(s.N_u >= N / 2)
    size = stated("lem:binomial-mode#size", {N: s.N_u})
    thin.have(size.conclusion, by=size)
    most = 2 / (sp.pi * s.N_u), 4 / (sp.pi * N)
    thin.have(most[0] <= most[1])
    fewer = rules.grows(sp.sqrt, *most)
    thin.have(fewer.conclusion, by=fewer)
    return Derivation(given=thin.given).have(rules.GROUPS_ATOM <= _ATOM, by=thin)


def _counted(given: Any) -> Derivation:
    """Bound the number of values of the count between the two data sets."""
    counted, whole = sums(Derivation(given=given)), sp.ceiling(_REACH)
    counted.have(_REACH >= 0).have(whole >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, _REACH))
    counted.have(whole <= 1 + _REACH, by=rules.rounded_up(_REACH))
    return Derivation(given=given).have(sp.And(*counted.conclusion.args[-3:]), by=counted)


def _undetected(part: Statement) -> Derivation:
    """Let the bound of the necessary condition vanish; half of the groups are not planted."""
    given, whole, best = part.hypotheses, sp.ceiling(_REACH), s.S_several
    bound = m * (1 + _REACH) * _ATOM
    late = Derivation(given=(*given, _FEW))
    late.have(N >= 1).have(_ATOM > 0).have(rules.GROUPS_ATOM <= _ATOM, by=_thin())
    late.have(k <= N + 1)
    counted = _counted((*late.given, k <= N + 1))
    late.have(counted.conclusion, by=counted)
    most = Derivation(best, given=counted.given)
    most.at_most(m * whole * rules.GROUPS_ATOM, by="thm:k-rows-detection#necessary")
    late.have(most.conclusion, by=most)
    late.have(best <= m * whole * _ATOM).have(best <= bound, "rounding up adds at most 1")
    late.have(best >= 0, by=rules.supremum_not_negative(best))
    late.have(best >= -bound, "no bound is negative")
    alike = on(s.log_two, 1) > 0
    late.have(alike, by=rules.ordered(alike))
    gone = rules.vanishes(bound, LimRows)
    late.have(gone.conclusion, "negative exponents", by=gone)
    late.have(part.conclusion, by=rules.squeezed(best, 0, bound, LimRows))
    some, fewer = Derivation(given=given), rules.vanishes(2 * k / N, LimRows)
    some.have(fewer.conclusion, by=fewer)
    return some.have(part.conclusion, by=rules.eventually(_FEW, late, limit=LimRows))


def _room(found: Derivation, goal: Any, ratio: Any) -> Derivation:
    """Put the threshold where the sufficient condition does, by the part of it that is enough."""
    root = sp.sqrt(N + 1)
    found.have(D_k >= ratio)

    def above(put: Any) -> Any:
        put = {**put, x_1: put[x_0]}
        explicit = stated("thm:k-rows-detected#explicit", put)
        return explicit, stated("thm:k-rows-detected#gap", put)

    return appears(found, goal, ratio, LimRowsBeyond, above, root, a1 - a0 - b)


def _detected(part: Statement) -> Derivation:
    """Let the row alone be enough, or its club."""
    given, goal, two = part.hypotheses, part.conclusion, sp.Rational(1, 2)
    alone, club = kappa > _LONE, kappa <= _LONE
    more_alike = on(s.log_two, 1) > 0
    lone = both_powers((*given, alone))
    _room(lone, goal, _P1 / (R * t))
    late = both_powers((*given, club, 1 / k < two))
    late.have(kappa > _CLUB).have(more_alike, by=rules.ordered(more_alike))
    _room(late, goal, k * _T1 / (2 * R * t))
    many = Derivation(given=(*given, club))
    many.have(kappa > _CLUB, "the smaller of the two")
    many.have(more_alike, by=rules.ordered(more_alike))
    less = rules.grows(sp.log, on(s.p_two / r, 1), on(p / r, 1))
    many.have(less.conclusion, by=less)
    many.have(chi > 0, "a club of many")
    more = rules.vanishes(1 / k, LimRowsBeyond)
    many.have(more.conclusion, by=more)
    many.have(goal, by=rules.eventually(1 / k < two, late, limit=LimRowsBeyond))
    return Derivation(given=given).cases(goal, (alone, lone), (club, many))


_PAIR = (a0 >= 0, a1 > a0, b > 0, beta > 0, m >= 1)

threshold = Claim(
    "cor:k-rows-threshold",
    "corollary",
    "The threshold of detection with many planted rows",
    14,
    setting=(*_PAIR, c > 0, k >= 1, d >= 4, delta > 0, delta <= 1, chi >= 0),
    statements={
        "one group, not detected": Statement(
            sp.Eq(LimRows(s.S_one), 0), (t >= k, kappa < _ONE_GROUP)
        ),
        "one group, detected": Statement(
            LimInfRows(s.S_one) >= _EIGHTH, (t >= k, kappa > _ONE_GROUP)
        ),
        "not detected": Statement(
            sp.Eq(LimRows(s.S_several), 0), (t >= 1, chi < delta, kappa < _LONE, kappa < _CLUB)
        ),
        "detected": Statement(
            LimInfRows(s.S_several) >= _EIGHTH,
            (t >= 1, k <= N + 1, a1 > a0 + b, kappa > sp.Min(_LONE, _CLUB, evaluate=False)),
        ),
    },
    proofs={
        "one group, not detected": _one_undetected,
        "one group, detected": _one_detected,
        "not detected": _undetected,
        "detected": _detected,
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(threshold),)
