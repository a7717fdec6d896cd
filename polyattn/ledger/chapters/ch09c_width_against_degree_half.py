"""Chapter 9c: the planted row is quiet for half of the signs where the planted group is light."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_tangents import (
    TANGENT,
    below_its_tangent,
)
from polyattn.symbolic.model import N, P, Q, R, b, beta, f_star, p, q, r, u_o, u_star
from polyattn.symbolic.pair import a0, on

_P0, _SCORE, u0 = on(P, 0), on(p, 0), on(u_star, 0)
LIGHT = a0 * (b - a0) * (q / r) ** beta <= b**2
# A power x^e, and the logarithm of another that exceeds it, to the power of s at most 1.
_x, _w, _e, _L, _s = sp.symbols("x w e L s", real=True, cls=sp.Dummy)
# The powers of the planted score and of the group's, and a_0/b.
_v, _z, _h = sp.symbols("v z h", real=True, cls=sp.Dummy)
# The squares of a_0/b: in each range a power lies below a line in the square.
_RANGES, _STEP = ((0, 1), (1, 4)), {0: 1, 1: 3}
# What the planted row of data set 0 gains by its own weight, over one denominator.
_RIGHT = a0 * (N * R * (_P0 - R) + _P0 * (Q - R))


def _line(z: Any, square: Any, low: int) -> Any:
    """Return the line by which z to the power of a square exceeds its value at `low`."""
    step = _STEP[low]
    return 1 + (square - low) / step * (z**step - 1)


@once
def _below_a_line() -> Derivation:
    """Show that a power is below a line in its exponent."""
    given = (_x > 0, _s > 0, _s <= 1, _e > 0, sp.log(_x) <= _s * _L)
    line = Derivation(given=given).have(_e * sp.log(_x) <= _s * _e * _L)
    larger = rules.grows(sp.exp, _e * sp.log(_x), _s * _e * _L)
    line.have(_x**_e <= sp.exp(_s * _e * _L), by=(rules.power(_x, _e), larger))
    tangent = rules.instance(below_its_tangent(), {TANGENT[0]: sp.exp(_e * _L), TANGENT[1]: _s})
    most = 1 + _s * (sp.exp(_e * _L) - 1)
    line.have(sp.exp(_s * _e * _L) <= most, "powers are concave", by=tangent)
    return line.have(_x**_e <= most)


def _product(count: int, step: int) -> Derivation:
    """Show the same of a product of powers, with z for the exponential of L."""
    logs = sp.log(_x) + count * sp.log(_w)
    known = (_x > 0, _w > 0, _s > 0, _s <= 1, _e > 0, sp.Eq(_z, sp.exp(_e * _L)))
    line = Derivation(given=(*known, logs <= _s * step * _L))
    term, large = _x * _w**count, sp.exp(_e * step * _L)
    line.have(term > 0)
    by = rules.log_of_product(_x, _w) if count else ()
    line.have(sp.log(term) <= _s * step * _L, by=by)
    one = rules.instance(_below_a_line(), {_x: term, _L: step * _L})
    by = (one, *((rules.power_of_product(_x, _w, _e),) if count else ()))
    line.have(_x**_e * (_w**_e) ** count <= 1 + _s * (large - 1), by=by)
    line.have(sp.Eq(large, _z**step))
    return line.have(_x**_e * (_w**_e) ** count <= 1 + _s * (_z**step - 1))


_PRODUCT = {low: once(partial(_product, low, step)) for low, step in _STEP.items()}


def _weighed(low: int, high: int) -> Derivation:
    """Show that the group's own weight makes up for what half of the signs may exceed N/2 by."""
    most = _z ** (low + 1) * _line(_z, _h**2, low)
    given = (_h > 0, _h**2 >= low, _h**2 <= high, _z >= 1, _v >= _z, _v <= most)
    goal, share = _h * (_v * (_z + 1) - 2) >= 4 * (_v - _z), 4 - _h - _h * _z
    heavy = Derivation(given=(*given, share <= 0)).have(_h <= 2).have(share * _v <= 0)
    heavy.have(4 * _z - 2 * _h >= 0).have(goal)
    light = Derivation(given=(*given, share > 0)).have(_h <= 2)
    light.have(share * _v <= share * most).have(share * most <= 4 * _z - 2 * _h).have(goal)
    return Derivation(given=given).cases(goal, (share <= 0, heavy), (share > 0, light))


_WEIGHED = {ends: once(partial(_weighed, *ends)) for ends in _RANGES}


def _power(given: tuple[Any, ...], low: int) -> Derivation:
    """Bound the planted power by a line in the square of a_0/b."""
    row = Derivation(given=given)
    row.have(sp.log(q / _SCORE) >= 1 - _SCORE / q, by=rules.above_hyperbola(q / _SCORE))
    row.have(sp.log(q / r) >= 1 - r / q, by=rules.above_hyperbola(q / r))
    both = rules.log_of_product(_SCORE / q, q / _SCORE)
    row.have(sp.Eq(sp.log(_SCORE / q), -sp.log(q / _SCORE)), by=both)
    square, step, term = a0**2 / b**2, _STEP[low], _SCORE / q
    row.have(sp.log(term) <= square * sp.log(q / r), "tangents of both logarithms")
    row.have(sp.Eq(sp.log(r / q), -sp.log(q / r)), by=rules.log_of_product(q / r, r / q))
    share = (square - low) / step
    row.have(
        sp.Eq(Q / R, sp.exp(beta * sp.log(q / r), evaluate=False)), by=rules.power(q / r, beta)
    )
    put = {_x: term, _w: r / q, _L: sp.log(q / r), _e: beta, _s: share, _z: Q / R}
    bound = term**beta * ((r / q) ** beta) ** low <= 1 + share * ((Q / R) ** step - 1)
    row.have(bound, by=rules.instance(_PRODUCT[low](), put))
    return row.have(_P0 / Q <= (Q / R) ** low * _line(Q / R, square, low))


def _more_groups(given: tuple[Any, ...]) -> Derivation:
    """Put both comparisons of powers together."""
    row = Derivation(given=given).have(_P0 >= Q).have(Q >= R).have(R > 0)
    row.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    goal, cases = 2 * b * R * (HALF + 1) * (_P0 - Q) <= _RIGHT, []
    for case in (N >= 2, N < 2):
        one = Derivation(given=(*row.given, *row.conclusion.args, case))
        if case == (N >= 2):
            one.have((N - 2) * R * (a0 * (_P0 - R) - b * (_P0 - Q)) >= 0, keep=(_P0, Q, R))
            one.have(b * R * (N + 2) * (_P0 - Q) <= _RIGHT, keep=(_P0, Q, R))
            one.have(b * R * (N + 2 - 2 * (HALF + 1)) * (_P0 - Q) >= 0, keep=(_P0, Q, R))
        else:
            one.have(HALF + 1 <= 1, by=rules.next_whole(HALF, sp.S.One))
            one.have((N - 1) * R * (a0 * (_P0 - R)) >= 0, keep=(_P0, Q, R))
            one.have(2 * b * R * (_P0 - Q) <= _RIGHT, keep=(_P0, Q, R))
            one.have(2 * b * R * (1 - (HALF + 1)) * (_P0 - Q) >= 0, keep=(_P0, Q, R))
        cases.append((case, one.have(goal, keep=(_P0, Q, R))))
    return row.cases(goal, *cases)


def _in_range(given: tuple[Any, ...], ends: tuple[int, int]) -> Derivation:
    """Compare the powers where a_0/b is in a range, and put the letters in."""
    row = Derivation(given=given).have(_P0 >= Q).have(Q >= R).have(R > 0)
    power = _power(given, ends[0])
    row.have(power.lines[-1].term, by=power)
    put = {_h: a0 / b, _z: Q / R, _v: _P0 / R}
    weighed = rules.instance(_WEIGHED[ends](), put)
    for needed in weighed.hypotheses:
        if needed != sp.true:
            row.have(needed, keep=(_P0, Q, R))
    row.have(a0 * (_P0 * (Q + R) - 2 * R**2) >= 4 * b * R * (_P0 - Q), by=weighed, keep=(_P0, Q, R))
    row.have(a0 * (b - a0) * Q <= b**2 * R)
    return row.have(a0 * (_P0 - R) >= b * (_P0 - Q), keep=(_P0, Q, R))


@once
def _quiet_before() -> Derivation:
    """Show that a row which is quiet up to some number is so up to a smaller one."""
    given = (b > 0, _w >= 0, _e - _s >= 0, 2 * b * _e * _w <= _x)
    return Derivation(given=given).have(2 * b * _s * _w <= _x)


def fewer(given: tuple[Any, ...]) -> Derivation:
    """Show that the planted row is quiet for half of the signs where it is for all."""
    row = Derivation(given=(*given, quiet(N))).have(u0 <= u_o)
    row.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    row.have(N - (HALF + 1) >= 0, by=rules.next_whole(HALF, N))
    put = {_s: HALF + 1, _e: N, _w: u_o - u0, _x: quiet(N).rhs}
    keep = (u0, u_o, on(f_star, 0))
    return row.have(quiet(HALF + 1), by=rules.instance(_quiet_before(), put), keep=keep)


def _not_twice(given: tuple[Any, ...], ends: tuple[int, int]) -> Derivation:
    """Put both comparisons together where a_0/b is in a range."""
    low, high = ends
    row = Derivation(given=given)
    row.have(a0**2 > low * b**2).have(a0**2 <= high * b**2)
    both = _in_range((*given, a0**2 > low * b**2, a0**2 <= high * b**2), ends)
    for line in (both.lines[-3], both.lines[-1]):
        row.have(line.term, by=both, keep=(_P0, Q, R))
    more = _more_groups((*given, both.lines[-3].term, both.lines[-1].term))
    row.have(_P0 >= Q).have(more.lines[-1].term, by=more, keep=(_P0, Q, R))
    return row.have(quiet(HALF + 1), "over one denominator")


def half_quiet(part: Statement) -> Derivation:
    """Go through the sizes of the feature; without one both powers are the same."""
    goal, known = part.conclusion, part.hypotheses
    none, some = a0 <= 0, a0 > 0
    row = Derivation(given=(*known, none))
    row.have(Q >= _P0, by=rules.ordered(Q >= _P0)).have(goal, "both sides are 0")
    large, other = a0 >= 2 * b, a0 < 2 * b
    twice = Derivation(given=(*known, some, large))
    twice.have(quiet(N), by="lem:quiet-planted-row#large feature")
    twice.have(goal, by=fewer(known), keep=(u0, u_o, on(f_star, 0)))
    sizes = zip((a0 <= b, a0 > b), _RANGES, strict=True)
    both = [(size, _not_twice((*known, some, other, size), ends)) for size, ends in sizes]
    below = Derivation(given=(*known, some, other)).cases(goal, *both)
    feature = Derivation(given=(*known, some)).cases(goal, (large, twice), (other, below))
    return Derivation(given=known).cases(goal, (none, row), (some, feature))
