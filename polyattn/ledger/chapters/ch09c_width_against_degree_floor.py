"""Chapter 9c: one of six thresholds keeps the largest atom, where the planted row is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_large_step import (
    AHEAD,
    ahead_if_far_apart,
    gains_somewhere,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import (
    FLOOR,
    HALF,
    PARTS,
    STEPS,
    Steps,
    asked,
    between,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_quiet import FEATURES
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, k, x
from polyattn.symbolic.model import N, P, Q, b, beta, m, q, r, t, u_o
from polyattn.symbolic.pair import a0, a1, on

_WEIGHTS = (f0, f1, u0, u1, u_o)
_GOAL = S_m >= FLOOR
_STEPS = Steps(*sp.symbols("p q s z y f g l A", real=True, cls=sp.Dummy))
_PUT = dict(zip(_STEPS, STEPS, strict=True))
_p, _q, _s, _z, _y, _f, _g, _l, _A = _STEPS
_KNOWN = (_q > _p, _q - _p < sp.Rational(1, 2), _y - _z > _q - _p, _y - _p <= HALF, _s > 0)
_RANGE = (*_KNOWN, 2 * HALF <= N, N >= 1)
# A minus sign of the bias takes every place below the first step.
_OFF = _s >= HALF


# What is quiet up to l is quiet up to i: w is what one sign adds, g the most.
_i, _n, _w, _most = sp.symbols("i n w g", real=True, cls=sp.Dummy)
_MOST = quiet(N).rhs


@dataclass(frozen=True)
class _Place:
    """A threshold: which part of the lemma it meets, the place, the two steps below it.

    `wholes` are pairs of whole numbers of which the second is the larger.
    """

    part: str
    place: Any
    numbers: tuple[Any, Any]
    wholes: tuple[tuple[Any, Any], ...] = ()


@dataclass(frozen=True)
class _Split:
    """Two cases, each with a place or with further cases."""

    case: Any
    then: _Place | _Split
    otherwise: _Place | _Split


_TOP = sp.floor(_y - _p)  # the last step at or below the end of data set 0
_WITH, _FAR, _AGAINST = PARTS


def _step_below(place: Any) -> Any:
    """Return the last step that lies below a place, not at it."""
    return sp.ceiling(place) - 1


def _at_a_step() -> _Split:
    """Put the threshold where data set 0 begins a step, if that is between the two ends."""
    low = _step_below(_TOP - _s)
    after = _Place(_AGAINST, _TOP + _s + _p, (2 * _TOP - low - 1, _TOP - 1), ((-1, low),))
    return _Split(
        _TOP - _s > low + _q - _p,
        _Place(_WITH, _TOP + _p, (_TOP - 1, low), ((low, _TOP),)),
        _Split(_TOP - _s <= 0, _Place(_FAR, _TOP + _p, (_TOP - 1, low)), after),
    )


def _above_a_step() -> _Split:
    """Put it at the end or near, if data set 1 has begun its last step before both ends."""
    end, low = _y - _p, _step_below(_y - _p - _s)
    next_one, wholes = 2 * _TOP - low, ((-1, low), (2 * _TOP, N))
    return _Split(
        end - _s > low + _q - _p,
        _Place(_WITH, _y, (_TOP, low), ((_TOP, N), (low, N))),
        _Split(
            end - _s <= 0,
            _Place(_FAR, _y, (_TOP, low), ((_TOP, N),)),
            _Split(
                low + _s > _TOP + _q - _p,
                _Place(_WITH, low + _s + _p, (_TOP, low - 1), ((_TOP, N),)),
                _Split(
                    end + _s < next_one + 1,
                    _Place(_AGAINST, _y + _s, (next_one, _TOP), wholes),
                    _Place(_AGAINST, next_one + 1 + _p, (next_one, _TOP), wholes),
                ),
            ),
        ),
    )


_TREE = _Split(_TOP > _z - _p, _at_a_step(), _above_a_step())
_TWO_PLACES = _Split(
    _TOP > _z - _p,
    _Place(_FAR, _TOP + _p, (_TOP - 1, _TOP - 1)),
    _Place(_FAR, _y, (_TOP, _TOP), ((_TOP, N),)),
)


def _last(path: tuple[Any, ...]) -> Any:
    """Return up to which number of minus signs the planted row has to be quiet."""
    return HALF + 1 if _OFF in path else N


def _in_numbers(put: _Place, path: tuple[Any, ...]) -> Any:
    """Show that a place meets what the lemma asks of it, as far as that is about numbers."""
    values = dict(zip((x, k, j), (put.place, *put.numbers), strict=True))
    place = Derivation(given=(*_RANGE, *path))
    for low, high in put.wholes:
        place.have(low + 1 <= high, by=rules.next_whole(sp.sympify(low), high))
    for relation in (*between(_STEPS), *asked(put.part, _STEPS)):
        place.have(relation.xreplace(values))
    place.have(_last(path) - put.numbers[0] - 1 >= 0)  # SymPy would take a floor alone apart
    return rules.instance(place, _PUT)


@once
def _quiet_before() -> Derivation:
    """Show that a row which is quiet up to some number is so up to a smaller one."""
    given = (b > 0, _w >= 0, _l - _i >= 0, 2 * b * _l * _w <= _g)
    return Derivation(given=given).have(2 * b * _i * _w <= _g)


def _walked(known: tuple[Any, ...], tree: _Place | _Split, path: tuple[Any, ...]) -> Derivation:
    """Go through the cases; at each end a place is found."""
    given = (*known, *(case.xreplace(_PUT) for case in path))
    if isinstance(tree, _Split):
        both = ((tree.case, tree.then), (sp.Not(tree.case), tree.otherwise))
        inner = [(case.xreplace(_PUT), _walked(known, then, (*path, case))) for case, then in both]
        return Derivation(given=given).cases(_GOAL, *inner)
    values = dict(zip((x, k, j), (tree.place, *tree.numbers), strict=True))
    put = {y: value.xreplace(_PUT) for y, value in values.items()}
    whole = Derivation(given=given).have(u0 <= u_o)
    facts = (_frame(known), _in_numbers(tree, path))
    last = _last(path)
    whole.have(last - put[k] - 1 >= 0, by=facts, keep=_WEIGHTS)
    less = rules.instance(_quiet_before(), {_i: put[k] + 1, _l: last, _w: u_o - u0, _g: _MOST})
    whole.have(quiet(put[k] + 1), by=less)
    return whole.have(_GOAL, by=(*facts, stated(f"lem:one-count-more#{tree.part}", put)))


def _frame(given: tuple[Any, ...]) -> Derivation:
    """Say how the ends lie: further apart than where the data sets begin, and not beyond N/2."""
    frame = Derivation(given=given).have(u_o > 0).have(u0 <= u_o).have(u0 > u1).have(f1 > f0)
    frame.have(f0 >= u_o / t).have(f0 > 0)
    frame.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    frame.have(a1 * f1 - a0 * f0 > (a1 - a0) * u_o / t, keep=_WEIGHTS)
    frame.have(2 * b * (u0 - u1) * HALF >= 0, keep=_WEIGHTS)
    frame.have(b * u0 * HALF <= b * u_o * N / 2, keep=_WEIGHTS)
    frame.have(a0 * f0 >= 0, keep=_WEIGHTS)
    for known in _RANGE:
        frame.have(known.xreplace(_PUT), keep=_WEIGHTS)
    return frame


def _ahead(part: Statement) -> Derivation:
    """Count what is gained and lost at all places together."""
    return gains_somewhere(part.hypotheses)


def _far_apart(part: Statement) -> Derivation:
    """Show that data set 1 is ahead."""
    row = Derivation(given=part.hypotheses).have(AHEAD, by=ahead_if_far_apart(part.hypotheses))
    return row.have(_GOAL, by="thm:quiet-floor#ahead", keep=_WEIGHTS)


def _unless_far_apart(tree: _Split, path: tuple[Any, ...], last: Any) -> Proof:
    """Go through the cases where the data sets are near."""

    def proof(part: Statement) -> Derivation:
        near = a1 - a0 < b * t
        far = Derivation(given=(*part.hypotheses, sp.Not(near))).have(u0 <= u_o)
        if last == N:
            far.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
            far.have(HALF + 1 <= N, by=rules.next_whole(HALF, N))
            more = 2 * b * (HALF + 1) * (u_o - u0) <= 2 * b * N * (u_o - u0)
            far.have(more, keep=_WEIGHTS).have(quiet(HALF + 1), keep=_WEIGHTS)
        far.have(_GOAL, by="thm:quiet-floor#far apart")
        found = _walked((*part.hypotheses, near), tree, path)
        return Derivation(given=part.hypotheses).cases(_GOAL, (near, found), (sp.Not(near), far))

    return proof


def _no_feature(part: Statement) -> Derivation:
    """Show that data set 0 has one weight for the other groups, so that its planted row is quiet."""
    row = Derivation(given=part.hypotheses)
    row.have(Q >= on(P, 0), "its scores are the same", by=rules.ordered(Q >= on(P, 0)))
    return row.have(quiet(N), "both sides are 0").have(_GOAL, by="thm:quiet-floor#quiet")


def _by(name: str) -> Proof:
    """Rest on a case of the lemma on quietness."""

    def proof(part: Statement) -> Derivation:
        row = Derivation(given=part.hypotheses)
        row.have(quiet(N), by=f"lem:quiet-planted-row#{name}")
        return row.have(_GOAL, by="thm:quiet-floor#quiet")

    return proof


_ONE = {m: ("1",)}
_CASES = ("large feature", "low degree", "small feature", "high degree")

quiet_floor = Claim(
    "thm:quiet-floor",
    "theorem",
    "The floor, where the planted row is quiet",
    9,
    setting=(*TWO_DATA_SETS, sp.Eq(m, 1)),
    statements={
        "ahead": Statement(_GOAL, (quiet(HALF + 1), AHEAD)),
        "far apart": Statement(_GOAL, (a1 - a0 >= b * t, quiet(HALF + 1))),
        "large bias": Statement(_GOAL, (STEPS.bias >= HALF, quiet(HALF + 1))),
        "quiet": Statement(_GOAL, (quiet(N),)),
        "no feature": Statement(_GOAL, (sp.Eq(a0, 0),)),
        "large feature": Statement(_GOAL, (a0 >= 2 * b,)),
        "low degree": Statement(_GOAL, (beta <= 1,)),
        "small feature": Statement(_GOAL, (beta >= 1, 2 * beta * a0 <= b)),
        "high degree": Statement(_GOAL, (beta >= 1, (q / r) ** beta >= beta * N + 1)),
    },
    proofs={
        "ahead": _ahead,
        "far apart": _far_apart,
        "large bias": _unless_far_apart(_TWO_PLACES, (_OFF,), HALF + 1),
        "quiet": _unless_far_apart(_TREE, (), N),
        "no feature": _no_feature,
        **{name: _by(name) for name in _CASES},
    },
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 3)), FEATURES, (1, 2), letters=_ONE),
        Walk(Counted, ((5, 3), (9, 2)), FEATURES, (1, 4), letters=_ONE),
    ),
)

CLAIMS = (standard(quiet_floor),)
