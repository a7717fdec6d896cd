"""Chapter 9d: at any width the gap is at least of the order of the root of its logarithm."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_large_step import (
    AHEAD,
    ahead_if_far_apart,
    gains_somewhere,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_lattice import strong_or_quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS
from polyattn.ledger.chapters.ch09c_width_against_degree_quiet import FEATURES
from polyattn.ledger.chapters.ch09c_width_against_degree_strong import STRONG, where_strong
from polyattn.ledger.chapters.ch09c_width_against_degree_tangents import (
    TANGENT,
    above_its_tangent,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_below import (
    BEYOND,
    FAR,
    beside_steps,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_gain import (
    GOAL,
    RARE,
    SHARES,
    far_out,
    rooted,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import growing
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, k
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import LimAny, LimSlow
from polyattn.symbolic.model import N, Q, R, b, beta, c, m, q, r, t, u_o
from polyattn.symbolic.pair import a0, a1

_LOG, _NEXT = sp.log(m), Tail(N, k + 1)


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


# A place where j minus signs are to be gained, and their tail is about 1/(2m).
_PLACE = (*TWO_DATA_SETS, m >= 2, _LOG / N >= 0, j >= 0, j <= HALF, *RARE)
_NEAR, _QUIET = a1 - a0 < 2 * b * t, quiet(HALF + 1)


@once
def _strong() -> Derivation:
    """Where the group is strong more is gained than lost, on average."""
    return where_strong((*_PLACE, *STRONG), far_out(SHARES[0]))


@once
def _apart() -> Derivation:
    """Where the data sets are a step apart, data set 1 is ahead."""
    far = Derivation(given=(*_PLACE, _QUIET, sp.Not(_NEAR)))
    far.have(AHEAD, by=ahead_if_far_apart(far.given))
    found = gains_somewhere((*far.given, AHEAD), far_out(SHARES[0]))
    return Derivation(given=far.given).have(GOAL, by=(far, found))


def _found(case: Any) -> Derivation:
    """Ask whether the planted row is quiet, and whether the data sets are near."""
    given = (*_PLACE, case)
    near = beside_steps((*given, _QUIET, _NEAR), case, far_out(SHARES[1]))
    still = Derivation(given=(*given, _QUIET))
    still.cases(GOAL, (_NEAR, near), (sp.Not(_NEAR), _apart()))
    return strong_or_quiet(given, _strong(), still)


_FOUND = {case: once(partial(_found, case)) for case in (FAR, BEYOND)}


def _moved(given: tuple[Any, ...]) -> Derivation:
    """Show how far the bias moves a place."""
    row = Derivation(given=given).have(u_o > 0)
    if (2 * c >= b) in given:
        return row.have(BEYOND, "one over a weight of the other groups exceeds N")
    row.have(sp.Eq(STEPS.bias, c * (Q + N * R) / (b * R)), "its weights add up to 1")
    if (beta >= 1) in given:
        tangent = rules.instance(above_its_tangent(), {TANGENT[0]: q / r, TANGENT[1]: beta})
        row.have(Q / R >= 1 + beta * (q / r - 1), "powers are convex", by=tangent)
        row.have(Q * r >= R * q, "the degree is 1 at least")
    return row.have(FAR)


def _last_place(part: Statement) -> Derivation:
    """Take the last k whose tail is 1/(2m) at least."""
    given, level, moved = part.hypotheses, 1 / (2 * m), _moved(part.hypotheses)
    case, put = moved.lines[-1].term, {j: N - k}
    inside = (k >= 0, k <= N, Tail(N, k) >= level, _NEXT <= level)
    one = rooted((*given, *inside)).have(case, by=moved)
    for said in RARE:
        one.have(said.xreplace(put))
    one.have(N - k <= HALF, by=_below_half(one.given))
    one.have(GOAL, by=rules.instance(_FOUND[case](), put))
    found = rooted(one.given).have(GOAL, by=one)
    return rooted(given).have(
        part.conclusion, "at the last such place", by=rules.last_above(level, found)
    )


_LABEL = "thm:width-from-below"
_WIDTHS = {m: ("2", "9", "1000")}
# Besides: a third entry that is small beside the second, and one that is large.
_SIZES = ("1/2", "1")
_ENTRIES = (*FEATURES, *((a, "1", "1/4") for a in _SIZES), *((a, "1/5", "2/5") for a in _SIZES))
_MANY_GROUPS = 2 * (N + 1) * c**2 >= 3 * b**2
_PARTS = {"degree": beta >= 1, "groups": _MANY_GROUPS, "bias": 2 * c >= b}

width_from_below = Claim(
    _LABEL,
    "theorem",
    "A gap at any degree",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={part: Statement(GOAL, (case,)) for part, case in _PARTS.items()},
    proofs=dict.fromkeys(_PARTS, _last_place),
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 3)), _ENTRIES, (1, 2), letters=_WIDTHS),
        Walk(Counted, ((5, 3), (9, 2)), _ENTRIES, (1, 4), letters=_WIDTHS),
    ),
)

_small = sp.Dummy("x", real=True)
_LEVEL = _LOG / N
_FEW = 3 * b**2 / (2 * c**2 * N) < 1


def _only_then(limit: type[Limit]) -> Proof:
    """Solve the bound for the root, which vanishes with the gap."""

    def proof(part: Statement) -> Derivation:
        given = part.hypotheses
        plain = tuple(x for x in given if not x.has(Limit))
        less, most = S_m < sp.Rational(1, 200), 100 * S_m / (1 - 100 * S_m)
        late = Derivation(given=(*given, _FEW, less))
        late.have(_LOG >= sp.Rational(1, 2), by=logarithm(plain)).have(ROOT > 0)
        late.have(_MANY_GROUPS).have(GOAL, by=f"{_LABEL}#groups")
        late.have(ROOT <= 100 * S_m * (1 + ROOT))
        late.have(ROOT <= most).have(most >= 0).have(ROOT >= -most)
        outer = 100 * _small / (1 - 100 * _small)
        error = rules.continuous(outer, {_small: (S_m, sp.S.Zero)}, limit)
        late.have(sp.Eq(limit(most), 0), by=error)
        late.have(sp.Eq(limit(ROOT), 0), by=rules.squeezed(ROOT, 0, most, limit))
        square = rules.continuous(_small**2, {_small: (ROOT, sp.S.Zero)}, limit)
        late.have(part.conclusion, by=square)
        large = Derivation(given=(*given, _FEW))
        large.have(part.conclusion, by=rules.eventually(less, late, 0, limit))
        root = Derivation(given=given)
        root.have(sp.Eq(limit(1 / N), 0), by=rules.vanishes(1 / N, limit))
        root.have(sp.Eq(limit(_FEW.lhs), 0), by=rules.vanishes(_FEW.lhs, limit))
        return root.have(part.conclusion, by=rules.eventually(_FEW, large, 0, limit))

    return proof


_WAYS = {"any degree": LimAny, "fixed degree": LimSlow}

width_only_then = Claim(
    "cor:width-vanishes-only-then",
    "corollary",
    "Blind only then",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        name: Statement(sp.Eq(way(_LEVEL), 0), (sp.Eq(way(S_m), 0),)) for name, way in _WAYS.items()
    },
    proofs={name: _only_then(way) for name, way in _WAYS.items()},
    witnesses=growing(*_WAYS, powers=(0,)),
)

CLAIMS = (standard(width_from_below), standard(width_only_then))
