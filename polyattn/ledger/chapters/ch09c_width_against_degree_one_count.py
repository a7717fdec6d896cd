"""Chapter 9c: a threshold at which nothing is lost and the most likely count is gained."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import AT, FLOOR, HALF, with_one_count
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    BELOW,
    BETWEEN,
    FIRES,
    STAYS,
    STEP,
    nothing_lost,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, k, x
from polyattn.symbolic.model import N, b, c, m, t, theta, u_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, s_d, y_g
from polyattn.symbolic.pair import a0, a1, on


class Steps(NamedTuple):
    """Numbers of the two data sets, with a step of the other rows as the unit of length.

    Where the steps of each begin; how far a minus sign of the bias moves a place; where the
    planted row of data set 1 and of data set 0 is on (+, +), if half of the other signs are plus,
    and where on (+, -). With a minus sign on the feature the planted row of data set 0 has steps of
    the length `slope`, from `start` on.
    """

    first: Any
    second: Any
    bias: Any
    low: Any
    high: Any
    low_unlike: Any
    high_unlike: Any
    slope: Any
    start: Any


def like(index: Any) -> tuple[Any, Any]:
    """Return where the planted rows of data sets 1 and 0 are on (+, +), with so many minus signs."""
    rows = ((a1, f1, u1), (a0, f0, u0))
    low, high = ((2 * b * weight * index - feature * own) / STEP for feature, own, weight in rows)
    return low, high


def _unlike(feature: Any, own: Any, weight: Any) -> Any:
    """Return where a planted row is on (+, -)."""
    return (2 * b - feature * own - 2 * b * weight * (N - HALF)) / STEP


STEPS = Steps(
    first=a0 / (2 * b * t),
    second=a1 / (2 * b * t),
    bias=c / (b * u_o),
    low=like(HALF)[0],
    high=like(HALF)[1],
    low_unlike=_unlike(a1, f1, u1),
    high_unlike=_unlike(a0, f0, u0),
    slope=u0 / u_o,
    start=a0 * f0 / STEP,
)
PARTS = ("with the bias", "with the bias, far", "against the bias")
UNLIKE = ("on (+, -), another row", "on (+, -), the planted row")


def between(steps: Steps = STEPS) -> tuple[Any, ...]:
    """Say that the place is between two steps."""
    return (k <= N - 1, x > k + steps.second, *_reached(x, k + 1, steps))


def _reached(place: Any, number: Any, steps: Steps) -> tuple[Any, ...]:
    """Say that a place is not above a step of data set 0 on (-, +), which is the lower of two."""
    return (place <= number + steps.first, place <= number * steps.slope + steps.start)


def asked(part: str, steps: Steps = STEPS) -> tuple[Any, ...]:
    """Return what a part of the lemma asks of the place with the bias against it, and of the ends."""
    moved = x - steps.bias
    gains = moved if part == PARTS[2] else x
    ends: tuple[Any, ...] = (gains > steps.low, gains <= steps.high)
    if part == PARTS[1]:
        return (moved <= steps.first, *ends)
    if part in UNLIKE:
        low = HALF + 1 - steps.second if part == UNLIKE[0] else steps.low_unlike
        ends = (x > low, x <= HALF + 1 - steps.first, x <= steps.high_unlike)
    return (moved > j + steps.second, *_reached(moved, j + 1, steps), *ends)


_NUMBERS = {1: k, -1: j}
_UNLIKE_TRIPLE = (1, -1, 1)
_LETTERS = (f0, f1, u0, u1, u_o)
_ROWS = tuple(on(row, i) for row in (V_star, V_s, V_o) for i in (0, 1))


def _kept(given: tuple[Any, ...], some: tuple[Any, ...], low: bool) -> Derivation:
    """With either sign of the bias nothing is lost."""
    cases = []
    for bias in (1, -1):
        sign = sp.Eq(s_d, bias)
        stays = Derivation(given=(*given, *rules.EVERY, *some, FIRES, sign)).have(u_o > 0)
        below = low and bias < 0
        number = _NUMBERS[bias]
        if bias < 0 and not low:
            stays.have(j < k + 1, "the bias takes it back", keep=(u_o,))
            stays.have(j + 1 <= k + 1, by=rules.next_whole(j, k + 1))
        for known in (BELOW,) if below else BETWEEN:
            stays.have(known.xreplace({k: number}), keep=_LETTERS)
        lost = rules.instance(nothing_lost(low=below, signs=some), {k: number})
        cases.append((sign, stays.have(STAYS, by=lost)))
    return Derivation(given=(*given, *rules.EVERY, *some, FIRES)).cases(STAYS, *cases)


def one_row(row: Any) -> Derivation:
    """Show that X of data set 1 is at least what one of its rows has."""
    return Derivation().have(on(X, 1) >= c * s_d + on(row, 1), "one of the rows")


def gained(given: tuple[Any, ...], bias: int, index: Any = HALF) -> Derivation:
    """With so many minus signs the planted row of data set 1 is above, and no row of data set 0."""
    signs = (*rules.signs_are((1, 1, bias)), sp.Eq(K, N - index))
    one = Derivation(given=(*given, *signs)).have(u_o > 0)
    one.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(index >= 0)
    one.have(sp.Eq(on(V_star, 1), a1 * f1 + b - 2 * b * u1 * (N - K)), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star))
    above = on(X, 1) >= a1 * f1 + b + c * s_d - 2 * b * u1 * (N - K)
    one.have(above, keep=(on(X, 1), on(V_star, 1), f1, u1))
    one.have(on(X, 1) > theta, keep=(on(X, 1), *_LETTERS))
    one.have(
        on(X, 0) <= a0 * f0 + b + c * s_d - 2 * b * u0 * (N - K),
        by=stated("lem:four-staircases#plus plus", lambda y: on(y, 0)),
    )
    return one.have(on(X, 0) <= theta, keep=(on(X, 0), *_LETTERS))


def _gained_unlike(given: tuple[Any, ...], row: Any) -> Derivation:
    """At half of the signs a row of data set 1 is above on (+, -), and no row of data set 0."""
    signs = (*rules.signs_are(_UNLIKE_TRIPLE), sp.Eq(K, (N - HALF)), sp.Eq(y_g, 1))
    one = Derivation(given=(*given, *signs)).have(u_o > 0)
    one.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(K <= N)
    for i, (feature, weight, own) in enumerate(((a0, u0, f0), (a1, u1, f1))):
        planted = sp.Eq(on(V_star, i), feature * own - b + 2 * b * weight * K)
        one.have(planted, "its weights add up to 1")
        other = b + feature * u_o / t - STEP * (N - K + 1)
        one.have(sp.Eq(on(V_o, i), other), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(row, 1), by=one_row(row))
    keep = (*_ROWS, *_LETTERS, on(X, 0), on(X, 1))
    one.have(STAYS, keep=keep)
    for below in (V_star, V_o):
        one.have(c * s_d + on(below, 0) <= theta, keep=keep)
    least = stated("lem:redundancy#plus minus", lambda y: on(y, 0))
    one.have(on(V_s, 0) <= sp.Max(on(V_star, 0), on(V_o, 0), evaluate=False), by=least)
    one.have(c * s_d + on(V_s, 0) <= theta, keep=keep)
    return one.have(on(X, 0) <= theta, "so is the largest", keep=_ROWS)


def _more(bias: int, low: bool = False, row: Any = None) -> Proof:
    """Add what is gained to what is kept; on (+, -) if a row is named."""

    def proof(part: Statement) -> Derivation:
        given = (*part.hypotheses, AT)
        kept = _kept(given, rules.SOME, low), _kept(given, rules.NONE, low)
        one = gained(given, bias) if row is None else _gained_unlike(given, row)
        return with_one_count(
            part.hypotheses, kept, one, (1, 1, bias) if row is None else _UNLIKE_TRIPLE
        )

    return proof


_SMALL = {x: ("1/8", "1/4"), k: ("-1", "0"), j: ("-4",), m: ("1",)}
_LARGE = {x: ("5", "6"), k: ("4", "5"), j: ("-5", "-4"), m: ("1",)}
_OTHER = {x: ("13/8", "7/4"), k: ("1",), j: ("-4",), m: ("1",)}
_PLANTED = {x: ("0", "1/8", "1/4"), k: ("-1",), j: ("-5",), m: ("1",)}
_CLOSE = (("1/2", "3/5", "2/5"), ("3/5", "3/5", "2/5"))
_STRONG = (("3", "1", "1"), ("16/5", "1", "1"))
_FEW = (("1/2", "1", "1/4"), ("1", "1", "1/4"))

one_count_more = Claim(
    "lem:one-count-more",
    "lemma",
    "One count more",
    9,
    setting=(*TWO_DATA_SETS, *between(), sp.Eq(m, 1)),
    statements={part: Statement(S_m >= FLOOR, asked(part)) for part in (*PARTS, *UNLIKE)},
    proofs={
        PARTS[0]: _more(1),
        PARTS[1]: _more(1, low=True),
        PARTS[2]: _more(-1),
        UNLIKE[0]: _more(1, row=V_o),
        UNLIKE[1]: _more(1, row=V_star),
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((5, 3),), _CLOSE, (1,), letters=_SMALL),
            Walk(Counted, ((5, 3),), _CLOSE, (1,), letters=_SMALL),
            of=PARTS[:2],
        ),
        *seen_by(Walk(Counted, ((23, 1),), _FEW, (1,), letters=_LARGE), of=PARTS[2:]),
        *seen_by(
            Walk(Dense, ((5, 1),), _FEW, (1,), letters=_OTHER),
            Walk(Counted, ((5, 1), (6, 1)), _FEW, (1,), letters=_OTHER),
            of=UNLIKE[:1],
        ),
        *seen_by(
            Walk(Dense, ((5, 3),), _STRONG, (1,), letters=_PLANTED),
            Walk(Counted, ((5, 3),), _STRONG, (1,), letters=_PLANTED),
            of=UNLIKE[1:],
        ),
    ),
)

CLAIMS = (standard(one_count_more),)
