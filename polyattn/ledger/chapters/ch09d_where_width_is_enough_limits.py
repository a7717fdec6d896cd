"""Chapter 9d: where the gap tends to 1, as the number of groups grows."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, RATIO, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL, at_most_one
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import GAIN
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import (
    AT_LEAST,
    ROOT,
    STEPS,
    finite,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import at_sizes, growing
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import S_m, Tail, k
from polyattn.symbolic.limits import LimAny
from polyattn.symbolic.model import N, b, m
from polyattn.symbolic.pair import a0, a1
from polyattn.symbolic.softmax import lam

_LOG = sp.log(m)
SHARE = (a1 - a0) / (a1 + 2 * b)
_ERROR = 1 / _LOG + 1 / (SHARE * LEVEL)
_BOUND = 64 * _ERROR / (1 - 2 * _ERROR)
_LATE = _ERROR < sp.Rational(1, 4)
_GOAL = S_m >= 1 - _BOUND
_x, _y, _z = (sp.Dummy(name, real=True) for name in "xyz")


@once
def _falls() -> Derivation:
    """Bound the exponential by a power: e^x is the square of what is above its tangent."""
    falls = Derivation(given=(lam > 0,))
    falls.have(1 + lam / 2 <= sp.exp(lam / 2), by=rules.below_exp(lam / 2))
    squares = rules.powers_in_order(1 + lam / 2, sp.exp(lam / 2), sp.Integer(2))
    falls.have((1 + lam / 2) ** 2 <= sp.exp(lam), by=squares)
    falls.have((8 * lam + 1) * lam <= 64 * sp.exp(lam))
    return Derivation(given=(lam > 0,)).have((8 * lam + 1) * sp.exp(-lam) <= 64 / lam, by=falls)


_COUNTS = sp.symbols("G J v s h", real=True, cls=sp.Dummy)


@once
def _rounded() -> Derivation:
    """Compare two numbers of counts, each rounded up."""
    less, more, reach, share, root = _COUNTS
    known = (share > 0, share <= 1, root > 0, root <= 1, less >= share * reach, more <= reach + 1)
    counts = Derivation(given=known).have(share * root <= 1)
    counts.have(less >= share * (more - 1)).have(root * less >= root * share * (more - 1))
    return counts.have((less - 1) * root >= share * (more * root) - 2)


def _at_a_number(given: tuple[Any, ...]) -> Derivation:
    """Put a number below both into the bound for every size."""
    few = Derivation(given=(*given, _LOG <= N, _z >= 4, _z <= _LOG, _z <= SHARE * LEVEL))
    few.have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    few.have(ROOT <= 1, by=rules.grows(sp.sqrt, _LOG / N, sp.S.One)).have(ROOT > 0)
    few.have(_z - 2 <= _LOG - sp.log(2), by=rules.above_hyperbola(sp.Rational(1, 2)))
    few.have(sp.exp(_z - 2) <= m / 2, by=rules.grows(sp.exp, _z - 2, _LOG - sp.log(2)))
    sixteen = [rules.log_of_product(x, x) for x in (sp.Integer(2), sp.Integer(4))]
    sixteen.append(rules.above_hyperbola(sp.Rational(1, 2)))
    few.have(sp.log(16) <= _LOG, by=sixteen)
    few.have(m >= 16, by=rules.ranks(sp.log, sp.Integer(16), m))
    few.have(sp.Eq(GAIN, SHARE * REACH))
    few.have(sp.And(SHARE > 0, SHARE <= 1))
    few.have(sp.ceiling(GAIN) >= SHARE * REACH, by=rules.rounded_up(GAIN))
    few.have(sp.ceiling(REACH) <= REACH + 1, by=rules.rounded_up(REACH))
    counts = dict(
        zip(_COUNTS, (sp.ceiling(GAIN), sp.ceiling(REACH), REACH, SHARE, ROOT), strict=True)
    )
    few.have(
        (sp.ceiling(GAIN) - 1) * ROOT >= SHARE * LEVEL - 2, by=rules.instance(_rounded(), counts)
    )
    few.have(_z - 2 <= (sp.ceiling(GAIN) - 1) * ROOT)
    put = {lam: _z - 2}
    bounds = stated("thm:width-detects#finite", put), rules.instance(_falls(), put)
    return few.have(S_m >= 1 - 64 / (_z - 2), by=bounds)


def _few_enough(given: tuple[Any, ...]) -> Derivation:
    """Take the number that the two make together."""
    few = Derivation(given=(*given, _LOG <= N))
    few.have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    few.have(ROOT > 0).have(REACH > 0).have(sp.ceiling(REACH) > 0, by=rules.rounded_up(REACH))
    few.have(LEVEL > 0).have(_ERROR > 0)
    few.have(1 / _ERROR <= _LOG).have(1 / _ERROR <= SHARE * LEVEL).have(1 / _ERROR >= 4)
    one = Derivation(given=(*given, *_at_a_number(given).given))
    one.have(S_m >= 1 - 64 / (_z - 2), by=_at_a_number(given))
    few.have(S_m >= 1 - 64 / (1 / _ERROR - 2), by=rules.instance(one, {_z: 1 / _ERROR}))
    return few.have(_GOAL)


def _very_many(given: tuple[Any, ...]) -> Derivation:
    """With so many neurons one sees all plus signs."""
    known = (*given, _LOG >= N)
    many = Derivation(given=known).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    steps, power = sp.ceiling(GAIN), m / 2**N
    many.have(GAIN > 0).have(steps > 0, by=rules.rounded_up(GAIN))
    many.have(steps >= 1, by=rules.next_whole(sp.S.Zero, steps))
    many.have(sp.Eq(Tail(N, N + 1), 0), by=rules.no_tail(N + 1))
    many.have(sp.Eq(Tail(N, N), 1 / 2**N), by=(rules.one_atom(N), rules.mirrored_choice(N, N)))
    many.have(Tail(N, N + 1 - steps) >= 1 / 2**N, by=rules.tail_falls(N + 1 - steps, N))
    thirds = [sp.Rational(x) for x in ("2/3", "3/4")]
    logs = (rules.log_of_product(*thirds), *map(rules.above_hyperbola, thirds))
    many.have(
        power >= 1 + _LOG - N * sp.log(2),
        by=(rules.power(sp.Integer(2), N), rules.below_exp(_LOG - N * sp.log(2))),
    )
    many.have(power >= _LOG / 6, by=logs)
    often = m * Tail(N, N + 1 - steps) / 8
    many.have(often >= _LOG / 48)
    many.have(sp.exp(often) >= _LOG / 48, by=rules.below_exp(often))
    many.have(sp.exp(-often) <= 48 / _LOG)
    many.have(S_m >= 1 - 48 / _LOG, by=stated("thm:width-against-degree#at least", {k: N}))
    many.have(ROOT > 0).have(REACH > 0).have(sp.ceiling(REACH) > 0, by=rules.rounded_up(REACH))
    many.have(LEVEL > 0).have(_ERROR >= 1 / _LOG)
    return many.have(_GOAL, by=rules.instance(_weaker(), {_x: 1 / _LOG, _y: _ERROR}))


@once
def _weaker() -> Derivation:
    """Let one bound do for both cases."""
    less = Derivation(given=(_x > 0, _y >= _x, _y < sp.Rational(1, 4), S_m >= 1 - 48 * _x))
    less.have(64 * _y / (1 - 2 * _y) >= 48 * _x)
    return Derivation(given=less.given).have(S_m >= 1 - 64 * _y / (1 - 2 * _y), by=less)


def _sure(part: Statement) -> Derivation:
    """Squeeze it, from some size on."""
    given = part.hypotheses
    known = (*(x for x in given if not x.has(LimAny)), _LATE)
    least = Derivation(given=known)
    least.cases(_GOAL, (_LOG <= N, _few_enough(known)), (_LOG >= N, _very_many(known)))
    late = Derivation(given=(*given, _LATE)).have(_LOG >= sp.Rational(1, 2), by=logarithm(known))
    inner = {_x: (1 / _LOG, sp.S.Zero), _y: (1 / LEVEL, sp.S.Zero)}
    outer = 64 * (_x + _y / SHARE) / (1 - 2 * (_x + _y / SHARE))
    late.have(sp.Eq(LimAny(_BOUND), 0), by=rules.continuous(outer, inner, LimAny))
    late.have(_GOAL, by=least).have(S_m <= 1, by=at_most_one(known)).have(S_m <= 1 + _BOUND)
    late.have(part.conclusion, by=rules.squeezed(S_m, 1, _BOUND, LimAny))
    sure = Derivation(given=given)
    gone = rules.continuous(_x + _y / SHARE, inner, LimAny)
    sure.have(sp.Eq(LimAny(_ERROR), 0), by=gone)
    return sure.have(part.conclusion, by=rules.eventually(_LATE, late, 0, LimAny))


_GAINED = sp.Rational(9, 2)
_AT = (lam >= _GAINED, lam <= _GAINED)  # no equation: a number's exponential is no letter


@once
def _exponentials() -> Derivation:
    """Double six times: where the tangent at 0 is near, e to the 9/2 is known well enough."""
    both = Derivation(given=_AT)
    for sign in (1, -1):
        size, bound = sign * lam / 64, 1 + sign * _GAINED / 64
        both.have(sp.exp(size) >= bound, by=rules.below_exp(size))
        for _ in range(6):
            squared = rules.powers_in_order(bound, sp.exp(size), sp.Integer(2))
            size, bound = 2 * size, sp.Rational(int(bound**2 * 1000), 1000)
            both.have(sp.exp(size) >= bound, by=squared)
    return both


def _half(part: Statement) -> Derivation:
    """Take 9/2 in the bound for every size."""
    error = (8 * lam + 1) * sp.exp(-lam) <= sp.Rational(1, 2)
    small = Derivation(given=_AT).have(error, by=_exponentials())
    few = Derivation(given=_AT).have(2 * sp.exp(lam) <= 256, by=_exponentials())
    half = Derivation(given=(*part.hypotheses, *_AT)).have(2 * sp.exp(lam) <= m, by=few)
    half.have(error, by=small).have(part.conclusion, by="thm:width-detects#finite")
    least = Derivation(given=part.hypotheses)
    return least.have(part.conclusion, by=rules.instance(half, {lam: _GAINED}))


_ENOUGH = (m >= 2, sp.Eq(LimAny(1 / _LOG), 0), sp.Eq(LimAny(1 / LEVEL), 0))

_LETTERS = {m: ("16", "40"), lam: ("1/10", "2")}
_DENSE = Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1,), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,), letters=_LETTERS)

width_detects = Claim(
    "thm:width-detects",
    "theorem",
    "Where width is enough",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "finite": Statement(AT_LEAST, STEPS),
        "half": Statement(
            S_m >= sp.Rational(1, 2), (m >= 256, (sp.ceiling(GAIN) - 1) * ROOT >= _GAINED)
        ),
        "sure": Statement(sp.Eq(LimAny(S_m), 1), _ENOUGH),
    },
    proofs={"finite": finite, "half": _half, "sure": _sure},
    witnesses=(
        *seen_by(_DENSE, _COUNTED, of=("finite",)),
        *at_sizes("finite", "half"),
        *growing("sure"),
    ),
)


@once
def _inverse() -> Derivation:
    """Turn an inequality round."""
    return Derivation(given=(_x > 0, _y >= _x)).have(1 / _y <= 1 / _x)


def _above(part: Statement) -> Derivation:
    """Count by what is to be rounded up, which is less."""
    given = part.hypotheses
    plain = tuple(x for x in given if not x.has(LimAny))
    most = 1 / (RATIO * ROOT)
    above = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(plain))
    above.have(ROOT > 0).have(RATIO > 0).have(REACH >= RATIO)
    above.have(sp.ceiling(REACH) >= RATIO, by=rules.rounded_up(REACH))
    above.have(LEVEL >= RATIO * ROOT).have(RATIO * ROOT > 0)
    inverse = rules.instance(_inverse(), {_x: RATIO * ROOT, _y: LEVEL})
    above.have(1 / LEVEL <= most, by=inverse).have(1 / LEVEL >= 0).have(most >= 0).have(
        1 / LEVEL >= -most
    )
    above.have(sp.Eq(LimAny(1 / LEVEL), 0), by=rules.squeezed(1 / LEVEL, 0, most, LimAny))
    return above.have(part.conclusion, by="thm:width-detects#sure")


above_critical_degree = Claim(
    "cor:above-critical-degree",
    "corollary",
    "Above the critical degree at a width",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "above": Statement(
            sp.Eq(LimAny(S_m), 1),
            (sp.Eq(LimAny(1 / _LOG), 0), sp.Eq(LimAny(1 / (RATIO * ROOT)), 0)),
        ),
    },
    proofs={"above": _above},
    witnesses=growing("above"),
)

CLAIMS = (standard(width_detects), standard(above_critical_degree))
