"""Chapter 9d: at any width the gap is at least of the order of the root of its logarithm."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_half import LIGHT, fewer
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_quiet import FEATURES
from polyattn.ledger.chapters.ch09d_where_width_is_enough_below import (
    BIAS,
    FIRST,
    HIGH,
    LOW,
    PLACED,
    SECOND,
    START,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_below import SLOPE as STEP_SHARE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_gain import (
    GOAL,
    RARE,
    many_neurons,
    rooted,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import growing
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, k, x
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import LimAny, LimSlow
from polyattn.symbolic.model import N, P, Q, b, beta, c, m, q, r, t, u_o
from polyattn.symbolic.pair import a0, a1, on

_WEIGHTS = (f0, f1, u0, u1, u_o)
_LOG, _NEXT = sp.log(m), Tail(N, k + 1)

# Numbers: where the steps begin, where the planted row of each data set is, and its steps; how far
# the bias moves a place; the number of minus signs, and the last step below the end.
_p, _q, _z, _h, _l, _A, _s, _i, _n = sp.symbols("p q z h l A s i n", real=True, cls=sp.Dummy)
_LAST = sp.ceiling(HIGH - FIRST) - 1
_ENDS = {_p: FIRST, _q: SECOND, _z: LOW, _h: HIGH, _l: STEP_SHARE, _A: START, _s: BIAS}
_ENDS |= {_i: N - k, _n: _LAST}
_FRAME = (
    *(_p >= 0, _q > _p, _q - _p < 1, _h - _z > _q - _p, _l <= 1, _h <= _i * _l - _A),
    *(_i * (1 - _l) + _p <= _A, _h - _s <= _p),
)
_STEPS = (_n < _h - _p, _n + 1 >= _h - _p, _n + 1 <= _i)


def _in_numbers(place: Any, step: Any, case: Any) -> Derivation:
    """Show that a place is between two steps, and where k is gained."""
    found = Derivation(given=(*_FRAME, *_STEPS, _i <= N, case))
    found.have((_i - step - 1) * (1 - _l) >= 0)
    for relation in PLACED[2:]:
        put = {x: place, j: step, FIRST: _p, SECOND: _q, BIAS: _s, STEP_SHARE: _l, START: _A}
        found.have(relation.subs({LOW: _z, HIGH: _h}).subs(put))
    return found


def _below_half(given: tuple[Any, ...]) -> Derivation:
    """Show that there are at most half minus signs, where the next tail is below a quarter."""
    middle = N - HALF
    few = Derivation(given=(*given, k < middle)).have(
        k + 1 <= middle, by=rules.next_whole(k, middle)
    )
    few.have(Tail(N, middle) >= sp.Rational(1, 2), by=half_of_all(few.given))
    few.have(_NEXT >= Tail(N, middle), by=rules.tail_falls(k + 1, middle))
    few.have(2 * m * _NEXT >= m).have(k >= middle, "nothing is left")
    many = Derivation(given=(*given, k >= middle))
    many.have(k >= middle)
    return Derivation(given=given).cases(k >= middle, (k < middle, few), (k >= middle, many))


def _frame(given: tuple[Any, ...]) -> Derivation:
    """Say how the ends lie."""
    frame = (
        Derivation(given=given)
        .have(c > 0)
        .have(u_o > 0)
        .have(u0 <= u_o)
        .have(u0 > u1)
        .have(f1 > f0)
    )
    frame.have(f0 >= u_o / t).have(f0 > 0).have((N + 1) * u_o <= 1)
    frame.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    frame.have(N - k <= HALF, by=_below_half(given))
    frame.have(a1 * f1 - a0 * f0 > (a1 - a0) * u_o / t, keep=_WEIGHTS)
    frame.have(2 * b * (u0 - u1) * (N - k) >= 0, keep=_WEIGHTS)
    frame.have(b * u0 * (N - k) <= b * u_o * N / 2, keep=_WEIGHTS)
    frame.have((HALF + 1 - (N - k)) * (u_o - u0) >= 0, keep=_WEIGHTS)
    frame.have(a0 * f0 >= 0, keep=_WEIGHTS)
    for known in _FRAME:
        frame.have(known.xreplace(_ENDS), keep=_WEIGHTS)
    end = HIGH - FIRST
    frame.have(sp.And(sp.ceiling(end) >= end, sp.ceiling(end) < end + 1), by=rules.rounded_up(end))
    frame.have(end <= N - k, keep=_WEIGHTS)
    for known in _STEPS[:2]:
        frame.have(known.xreplace(_ENDS))
    frame.have(_LAST < N - k)
    return frame.have(_LAST + 1 <= N - k, by=rules.next_whole(_LAST, N - k))


def _there(given: tuple[Any, ...]) -> Derivation:
    """Put the threshold at the end, or where data set 0 begins the step before it."""
    frame, cases = _frame(given), []
    for case, place, step in (
        (_h > _n + _q, _h, _n),
        (_h <= _n + _q, _n + _p, _n - 1),
    ):
        known = case.xreplace(_ENDS)
        one = rooted((*given, known))
        numbers = rules.instance(_in_numbers(place, step, case), _ENDS)
        put = {x: place.xreplace(_ENDS), j: step.xreplace(_ENDS)}
        one.have(GOAL, by=(frame, numbers, rules.instance(many_neurons(), put)))
        cases.append((known, one))
    return rooted(given).cases(GOAL, *cases)


def _quiet(part: Statement) -> Derivation:
    """Take the last k whose tail is 1/(2m) at least."""
    given, level = part.hypotheses, 1 / (2 * m)
    inside = (k >= 0, k <= N, Tail(N, k) >= level, _NEXT <= level)
    one = rooted((*given, *inside))
    for said in RARE:
        one.have(said)
    one.have(GOAL, by=_there((*given, k >= 0, k <= N, *RARE)))
    found = rooted(one.given).have(GOAL, by=one)
    return rooted(given).have(
        part.conclusion, "at the last such place", by=rules.last_above(level, found)
    )


def _no_feature(part: Statement) -> Derivation:
    """Show that data set 0 has one weight for the other groups, so that its planted row is quiet."""
    row = Derivation(given=part.hypotheses).have(c > 0)
    row.have(Q >= on(P, 0), "its scores are the same", by=rules.ordered(Q >= on(P, 0)))
    return row.have(quiet(HALF + 1), "both sides are 0").have(GOAL, by=f"{_LABEL}#quiet")


def _light_group(part: Statement) -> Derivation:
    """Rest on the case of half of the signs."""
    row = Derivation(given=part.hypotheses).have(c > 0)
    row.have(quiet(HALF + 1), by="lem:quiet-planted-row#half of the signs")
    return row.have(GOAL, by=f"{_LABEL}#quiet", keep=_WEIGHTS)


def _by(name: str) -> Proof:
    """Rest on a case of the lemma on quietness."""

    def proof(part: Statement) -> Derivation:
        row = Derivation(given=part.hypotheses).have(c > 0)
        row.have(quiet(N), by=f"lem:quiet-planted-row#{name}")
        row.have(quiet(HALF + 1), by=fewer((*part.hypotheses, c > 0)), keep=_WEIGHTS)
        return row.have(GOAL, by=f"{_LABEL}#quiet", keep=_WEIGHTS)

    return proof


_LABEL = "thm:width-from-below"
_CASES = ("low degree", "small feature", "high degree")
_NEAR = (
    *(h for h in TWO_DATA_SETS if h != (c > 0)),
    *(m >= 2, 2 * c >= b, a1 - a0 < 2 * b * t),
)
_WIDTHS = {m: ("2", "9", "1000")}

width_from_below = Claim(
    _LABEL,
    "theorem",
    "A gap at any degree",
    9,
    setting=_NEAR,
    statements={
        "quiet": Statement(GOAL, (quiet(HALF + 1),)),
        "no feature": Statement(GOAL, (sp.Eq(a0, 0),)),
        "large feature": Statement(GOAL, (a0 >= b,)),
        "light group": Statement(GOAL, (LIGHT,)),
        "low degree": Statement(GOAL, (beta <= 1,)),
        "small feature": Statement(GOAL, (beta >= 1, 2 * beta * a0 <= b)),
        "high degree": Statement(GOAL, (beta >= 1, (q / r) ** beta >= beta * N + 1)),
    },
    proofs={
        "quiet": _quiet,
        "no feature": _no_feature,
        "large feature": _light_group,
        "light group": _light_group,
        **{name: _by(name) for name in _CASES},
    },
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 3)), FEATURES, (1, 2), letters=_WIDTHS),
        Walk(Counted, ((5, 3), (9, 2)), FEATURES, (1, 4), letters=_WIDTHS),
    ),
)

_small = sp.Dummy("x", real=True)
_LEVEL = _LOG / N


def _only_then(limit: type[Limit]) -> Proof:
    """Solve the bound for the root, which vanishes with the gap."""

    def proof(part: Statement) -> Derivation:
        given = part.hypotheses
        plain = tuple(x for x in given if not x.has(Limit))
        less, most = S_m < sp.Rational(1, 100), 50 * S_m / (1 - 50 * S_m)
        late = Derivation(given=(*given, less))
        late.have(_LOG >= sp.Rational(1, 2), by=logarithm(plain)).have(ROOT > 0)
        late.have(GOAL, by=f"{_LABEL}#quiet").have(ROOT <= 50 * S_m * (1 + ROOT))
        late.have(ROOT <= most).have(most >= 0).have(ROOT >= -most)
        outer = 50 * _small / (1 - 50 * _small)
        error = rules.continuous(outer, {_small: (S_m, sp.S.Zero)}, limit)
        late.have(sp.Eq(limit(most), 0), by=error)
        late.have(sp.Eq(limit(ROOT), 0), by=rules.squeezed(ROOT, 0, most, limit))
        square = rules.continuous(_small**2, {_small: (ROOT, sp.S.Zero)}, limit)
        late.have(part.conclusion, by=square)
        root = Derivation(given=given)
        return root.have(part.conclusion, by=rules.eventually(less, late, 0, limit))

    return proof


_WAYS = {"any degree": LimAny, "fixed degree": LimSlow}

width_only_then = Claim(
    "cor:width-vanishes-only-then",
    "corollary",
    "Blind only then",
    9,
    setting=(*(h for h in _NEAR if h != (b > 0)), quiet(HALF + 1)),
    statements={
        name: Statement(sp.Eq(way(_LEVEL), 0), (sp.Eq(way(S_m), 0),)) for name, way in _WAYS.items()
    },
    proofs={name: _only_then(way) for name, way in _WAYS.items()},
    witnesses=growing(*_WAYS, powers=(0,)),
)

CLAIMS = (standard(width_from_below), standard(width_only_then))
