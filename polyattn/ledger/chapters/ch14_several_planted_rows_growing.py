r"""Chapter 14: the phases of k planted rows where :math:`k=n^\chi`."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import powers
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several_far_out import WITNESSES
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.limits import LimRows
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, p, q, r, t
from polyattn.symbolic.phases import chi, delta, kappa

# The degrees of `thm:phases` with t/k in the place of t.
_OTHERS = (1 - chi) / sp.log(p / r)
_MATES = (1 - delta - chi) / sp.log(p / q)
_STAR = sp.Max(_OTHERS, _MATES, evaluate=False)
# Powers of n, where that of R is 0: of P, of k P', and of what the two crowds add up to.
_ALONE = kappa * sp.log(p / r)
_CLUB = chi + kappa * sp.log(s.p_two / r)
_CROWD = sp.Max(1 - delta + kappa * sp.log(q / r), 1, evaluate=False)
# From here on P is larger than k P'.
_ROOM = (chi <= 1 - delta, chi > 1 - delta)
_CHANGE = chi / sp.log(p / s.p_two)
_FAR = t * N - k + 1


def _tends(chain: Derivation, weight: Any, to: int, error: Any, why: str) -> Derivation:
    """Squeeze a weight between 0 or 1 and a sum of powers of n with negative exponents."""
    chain.have(sp.Eq(LimRows(error), 0), "negative exponents", by=rules.vanishes(error, LimRows))
    chain.have(weight <= to + error, why)
    chain.have(weight >= to - error, why)
    return chain.have(sp.Eq(LimRows(weight), to), by=rules.squeezed(weight, to, error, LimRows))


def _locked(part: Statement) -> Derivation:
    """Let both crowds vanish beside k times P."""
    error = t * Q / (k * P) + t * N * R / (k * P)
    return _tends(Derivation(given=part.hypotheses), s.h_one, 1, error, "what the two crowds take")


def _not_locked(part: Statement) -> Derivation:
    """Let one crowd outgrow k times P; most mates are not planted from some size on."""
    given, many, few = part.hypotheses, kappa < _OTHERS, kappa >= _OTHERS
    others = Derivation(given=(*given, many))
    _tends(others, s.h_one, 0, k * P / (t * N * R), "the other groups alone")
    late = Derivation(given=(*given, few, 2 * k / t < 1))
    late.have(t - k >= t / 2)
    _tends(late, s.h_one, 0, 2 * k * P / (t * Q), "the mates alone")
    mates = Derivation(given=(*given, few))
    mates.have(kappa < _MATES, "one of the two is later")
    few_rows, many_rows = (Derivation(given=(*given, few, kappa < _MATES, x)) for x in _ROOM)
    few_rows.have(kappa >= 0).have(chi < 1 - delta)
    many_rows.have(chi < 1 - delta, "else it would be no later")
    mates.cases(chi < 1 - delta, *zip(_ROOM, (few_rows, many_rows), strict=True))
    fewer = rules.vanishes(2 * k / t, LimRows)
    mates.have(fewer.conclusion, by=fewer)
    mates.have(part.conclusion, by=rules.eventually(2 * k / t < 1, late, limit=LimRows))
    return Derivation(given=given).cases(part.conclusion, (many, others), (few, mates))


def _concentrated(part: Statement) -> Derivation:
    """Let both crowds vanish beside the row itself, or beside its club."""
    given = part.hypotheses
    alone, club = _ALONE >= _CLUB, _ALONE < _CLUB
    lone = powers((*given, alone))
    lone.have(_ALONE > _CROWD, "the larger of the two")
    _tends(lone, s.h_k, 1, t * Q / P + t * N * R / P, "what the two crowds take")
    late = powers((*given, club, 1 / k < sp.Rational(1, 2)))
    late.have(_CLUB > _CROWD)
    error = 2 * t * Q / (k * s.P_two) + 2 * t * N * R / (k * s.P_two)
    late.have(k - 1 >= k / 2)
    _tends(late, s.h_k, 1, error, "what the two crowds take")
    many = Derivation(given=(*given, club))
    many.have(_CLUB > _CROWD, "the larger of the two")
    many.have(s.log_two >= 0, by=rules.ordered(s.log_two >= 0))
    less = rules.grows(sp.log, s.p_two / r, p / r)
    many.have(sp.log(s.p_two / r) <= sp.log(p / r), by=less)
    many.have(kappa > 0).have(chi > 0, "a club of many")
    more = rules.vanishes(1 / k, LimRows)
    many.have(more.conclusion, by=more)
    half = rules.eventually(1 / k < sp.Rational(1, 2), late, limit=LimRows)
    many.have(part.conclusion, by=half)
    return Derivation(given=given).cases(part.conclusion, (alone, lone), (club, many))


def _spread(part: Statement) -> Derivation:
    """Let the larger crowd outgrow the row itself and its club."""
    given = part.hypotheses
    mates = 1 - delta + kappa * sp.log(q / r)
    others = powers((*given, mates <= 1, 2 * k / (t * N) < 1))
    others.have(_FAR >= t * N / 2)
    error = 2 * P / (t * N * R) + 2 * k * s.P_two / (t * N * R)
    _tends(others, s.h_k, 0, error, "the other groups alone")
    far = Derivation(given=(*given, mates <= 1))
    fewer = rules.vanishes(2 * k / (t * N), LimRows)
    far.have(fewer.conclusion, by=fewer)
    far.have(part.conclusion, by=rules.eventually(2 * k / (t * N) < 1, others, limit=LimRows))
    late = powers((*given, mates > 1, 2 / t < 1))
    late.have(t - 1 >= t / 2)
    error = 2 * P / (t * Q) + 2 * k * s.P_two / (t * Q)
    _tends(late, s.h_k, 0, error, "the mates alone")
    near = Derivation(given=(*given, mates > 1))
    near.have(kappa > 0).have(delta < 1, "there are mates")
    fewer = rules.vanishes(2 / t, LimRows)
    near.have(fewer.conclusion, by=fewer)
    near.have(part.conclusion, by=rules.eventually(2 / t < 1, late, limit=LimRows))
    return Derivation(given=given).cases(part.conclusion, (mates <= 1, far), (mates > 1, near))


def _by_itself(part: Statement) -> Derivation:
    """Let the club vanish beside the row, and both crowds."""
    row = powers(part.hypotheses)
    apart = _apart(part.hypotheses)
    row.have(apart.conclusion, by=apart)
    error = k * s.P_two / P + t * Q / P + t * N * R / P
    return _tends(row, P / s.Z_k, 1, error, "what all others take")


def _averaged(part: Statement) -> Derivation:
    """Let the row and its mates vanish beside the club, which is one of many."""
    given = part.hypotheses
    late = powers((*given, 1 / k < sp.Rational(1, 2)))
    apart = _apart(late.given)
    late.have(k - 1 >= k / 2).have(apart.conclusion, by=apart)
    error = 2 * P / (k * s.P_two) + 2 * t * Q / (k * s.P_two)
    _tends(late, s.alpha_k, 0, error, "the club alone")
    many = Derivation(given=given)
    apart = _apart(given)
    many.have(apart.conclusion, by=apart).have(chi > 0, "a club of many")
    more = rules.vanishes(1 / k, LimRows)
    many.have(more.conclusion, by=more)
    half = rules.eventually(1 / k < sp.Rational(1, 2), late, limit=LimRows)
    return many.have(part.conclusion, by=half)


def _apart(given: Any) -> Derivation:
    """Say that a row has a larger score with itself than with its club."""
    ratio = p / s.p_two
    apart = Derivation(given=given)
    apart.have(sp.log(ratio) > 0, by=rules.grows(sp.log, sp.S.One, ratio, strict=True))
    parts = rules.log_of_product(ratio, s.p_two / r)
    return apart.have(parts.conclusion, by=parts)


_IN_ONE = (a > 0, t >= k)
_IN_MANY = (beta > 0, t >= 1)

growing = Claim(
    "cor:k-rows-growing",
    "corollary",
    "Phases of many planted rows",
    14,
    setting=(c > 0, k >= 1, d >= 4, delta > 0, delta <= 1, chi >= 0),
    statements={
        "one group, locked": Statement(sp.Eq(LimRows(s.h_one), 1), (*_IN_ONE, kappa > _STAR)),
        "one group, not locked": Statement(sp.Eq(LimRows(s.h_one), 0), (*_IN_ONE, kappa < _STAR)),
        "concentrated": Statement(
            sp.Eq(LimRows(s.h_k), 1),
            (*_IN_MANY, k <= N + 1, chi <= 1, sp.Max(_ALONE, _CLUB, evaluate=False) > _CROWD),
        ),
        "not concentrated": Statement(
            sp.Eq(LimRows(s.h_k), 0), (*_IN_MANY, chi < 1, _ALONE < _CROWD, _CLUB < _CROWD)
        ),
        "by itself": Statement(
            sp.Eq(LimRows(P / s.Z_k), 1), (*_IN_MANY, b > 0, _ALONE > _CROWD, kappa > _CHANGE)
        ),
        "averaged away": Statement(
            sp.Eq(LimRows(s.alpha_k), 0),
            (
                *(*_IN_MANY, k <= N + 1, b > 0, kappa >= 0, kappa < _CHANGE),
                _CLUB > 1 - delta + kappa * sp.log(q / r),
            ),
        ),
    },
    proofs={
        "one group, locked": _locked,
        "one group, not locked": _not_locked,
        "concentrated": _concentrated,
        "not concentrated": _spread,
        "by itself": _by_itself,
        "averaged away": _averaged,
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(growing),)
