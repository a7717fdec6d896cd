"""Chapter 9d: how fast the tails of fair coins grow from their ends to the middle."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import Psi, j
from polyattn.symbolic.chances import Pr, Tail, eta, k, x_0, x_1
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K, S
from polyattn.symbolic.softmax import lam

_MIDDLE = N - sp.floor(N / 2)
_HALF = sp.Rational(1, 2)


def _tail(least: Any) -> Any:
    return Tail(N, least)


def _neighbours(part: Statement) -> Derivation:
    """Take the chord of the concave line from 0, where it is not negative."""
    given, low, goal = part.hypotheses, k - j, part.conclusion
    chord = Derivation(given=(*given, k <= N, low >= 0))
    chord.have(_tail(low) > 0, by=rules.some_tail(low))
    chord.have(_tail(low) >= _tail(k), by=rules.tail_falls(low, k))
    share = _tail(k) / _tail(low)
    chord.have(sp.And(share >= 0, share <= 1))
    begin = Psi(N, 1, sp.S.Zero)
    chord.have(begin >= 0, by=rules.line_between(sp.S.One, sp.S.Zero))
    for least in (low, k):
        line = sp.Eq(Psi(N, 1, _tail(least)), _tail(least - 1))
        chord.have(line, by=rules.corner(sp.S.One, least))
    put = {lam: share, j: sp.S.One, x_0: _tail(low), x_1: sp.S.Zero}
    higher = Psi(N, 1, _tail(k)) >= share * Psi(N, 1, _tail(low)) + (1 - share) * begin
    chord.have(higher, "the line is concave", by=stated("lem:concave-line", put)).have(goal)
    none = Derivation(given=(*given, k > N)).have(sp.Eq(_tail(k), 0), by=rules.no_tail(k))
    none.have(goal)
    whole = Derivation(given=(*given, low < 0))
    for least in (low, low - 1):
        whole.have(sp.Eq(_tail(least), 1), by=rules.whole_tail(least))
    whole.have(_tail(k - 1) >= _tail(k), by=rules.tail_falls(k - 1, k)).have(goal)
    inside = Derivation(given=(*given, k <= N)).cases(goal, (low >= 0, chord), (low < 0, whole))
    return Derivation(given=given).cases(goal, (k <= N, inside), (k > N, none))


# Both are about N coins, a whole number k, and j steps away from it.
_UP = _tail(k + j) * _tail(k) ** j <= _tail(k) * _tail(k + 1) ** j
_DOWN = _tail(k - j) * _tail(k + 1) ** j <= _tail(k) ** (j + 1)


def _next(goal: Any, put: dict[Any, Any], base: Any) -> Derivation:
    """Go one step further: the quotient there is no larger, up, or smaller, down."""
    following = goal.xreplace({j: j + 1})
    step = Derivation(following.lhs, given=(N >= 1, goal, j >= 1))
    quotients = stated("lem:tail-quotient#neighbours", put)
    step.have(quotients.conclusion, by=quotients)
    step.have(base**j >= 0, by=rules.power_between(base, j))
    powers = {x: rules.next_power(x, j) for x in (_tail(k), _tail(k + 1))}
    powers[base] = rules.next_power(base, j)
    return step.at_most(following.rhs, by=(*powers.values(), rules.next_power(_tail(k), j + 1)))


@once
def _up() -> Derivation:
    """Show that the tail falls by each step at least as fast as by the first."""
    step, same = _next(_UP, {k: k + j + 1}, _tail(k)), Derivation(given=(N >= 1,))
    return Derivation(given=(N >= 1, j >= 1)).have(_UP, by=rules.induction(_UP, same, step, j))


@once
def _down() -> Derivation:
    """Show that on the other side it grows by each step no faster."""
    step = _next(_DOWN, {k: k + 1, j: j + 1}, _tail(k + 1))
    one = _DOWN.xreplace({j: sp.S.One})
    base = Derivation(one.lhs, given=(N >= 1,)).at_most(
        one.rhs, by=stated("lem:tail-quotient#neighbours", {k: k + 1, j: sp.S.One})
    )
    return Derivation(given=(N >= 1, j >= 1)).have(_DOWN, by=rules.induction(_DOWN, base, step, j))


_a, _b, _x, _y = sp.symbols("a b x y", real=True, cls=sp.Dummy)


def _in_logarithms(more: int) -> Derivation:
    """Take logarithms on both sides: a power, and one on the right with so many factors more."""
    high = _b ** (j + 1) if more else _y * _b**j
    known = (_a > 0, _b > 0, _x > 0, _y > 0)
    both = Derivation(given=(*known, _x * _a**j <= high))
    low = sp.log(_x) + j * sp.log(_a)
    high = (j + 1) * sp.log(_b) if more else sp.log(_y) + j * sp.log(_b)
    powers = [rules.power(_a, j), rules.power(_b, j + more)]
    both.have(sp.exp(low) <= sp.exp(high), by=powers)
    return both.have(low <= high, by=rules.ranks(sp.exp, low, high))


def half_of_all(given: tuple[Any, ...]) -> Derivation:
    """Show that half of all coins or more show heads in at least half of all cases."""
    many, few = K >= _MIDDLE, K < _MIDDLE
    other = N - K >= _MIDDLE
    turned = Derivation(given=(*rules.EVERY, N >= 1, few))
    turned.have(K + 1 <= _MIDDLE, by=rules.next_whole(K, _MIDDLE))
    turned.have(sp.floor(N / 2) >= (N - 1) / 2, by=rules.half(N)).have(other)
    half = Derivation(_tail(_MIDDLE), given=given)
    half.equal(Pr(many), by=rules.binomial(_MIDDLE))
    one = Derivation(given=turned.given).have(other, by=turned)
    sides = (rules.complement(many), rules.mirrored(many), rules.monotone(few, one))
    return half.at_least(_HALF, by=sides)


_FAR = 2 * k - N
_LOG, _ALL = sp.log(1 / eta), sp.log(1 / (2 * eta))
_ROOT = sp.sqrt(N * _LOG / 2)


def _not_far_out(given: tuple[Any, ...]) -> Derivation:
    """Bound the place by Hoeffding's inequality."""
    more = Derivation(given=(*rules.EVERY, N >= 1, K >= k)).have(S >= _FAR)
    place = Derivation(_tail(k), given=given).equal(Pr(K >= k), by=rules.binomial(k))
    place.have(_FAR > 0, by=rules.half(N))
    place.at_most(Pr(S >= _FAR), by=rules.monotone(K >= k, more))
    place.at_most(sp.exp(-(_FAR**2) / (2 * N)), by=rules.hoeffding(_FAR))
    above = k - _MIDDLE
    far = Derivation(given=given).have(_tail(k) <= place.conclusion.rhs, by=place)
    far.have(eta <= place.conclusion.rhs)
    exponents = rules.ranks(sp.exp, sp.log(eta), -(_FAR**2) / (2 * N))
    far.have(sp.log(eta) <= -(_FAR**2) / (2 * N), by=exponents)
    far.have(_LOG >= _FAR**2 / (2 * N), by=rules.log_of_product(eta, 1 / eta))
    far.have(_FAR >= 2 * above, by=rules.half(N)).have(_FAR**2 >= 4 * above**2)
    far.have(above**2 <= N * _LOG / 2)
    return far.have(above <= _ROOT, by=rules.grows(sp.sqrt, above**2, N * _LOG / 2))


def _near(part: Statement) -> Derivation:
    """Compare logarithms at the place, j counts before it, and in the middle."""
    given = (*part.hypotheses, j < k - _MIDDLE)
    above, low = k - _MIDDLE, k - j
    known = Derivation(given=given).have(j + 1 <= above, by=rules.next_whole(j, above))
    known.have(sp.floor(N / 2) >= 0, by=rules.half(N)).have(_MIDDLE <= N)
    for least in (k, low, low + 1, _MIDDLE):
        known.have(_tail(least) > 0, by=rules.some_tail(least))
    here, there, after, middle = (sp.log(_tail(x)) for x in (k, low, low + 1, _MIDDLE))
    up = rules.instance(_up(), {k: low})
    put = {_x: _tail(k), _a: _tail(low), _y: _tail(low), _b: _tail(low + 1)}
    known.have(up.conclusion, by=up)
    known.have(here + j * there <= there + j * after, by=rules.instance(_in_logarithms(0), put))
    down = rules.instance(_down(), {k: low, j: low - _MIDDLE})
    known.have(down.conclusion, by=down)
    put = {_x: _tail(_MIDDLE), _a: _tail(low + 1), _y: _tail(low), _b: _tail(low)}
    put[j] = low - _MIDDLE
    back = middle + (low - _MIDDLE) * after <= (low - _MIDDLE + 1) * there
    known.have(back, by=rules.instance(_in_logarithms(1), put))
    known.have((low - _MIDDLE) * here + j * middle <= above * there, "the logarithm is concave")
    known.have(_tail(_MIDDLE) >= _HALF, by=half_of_all(given))
    known.have(middle >= -sp.log(2), by=rules.grows(sp.log, _HALF, _tail(_MIDDLE)))
    known.have(here >= sp.log(eta), by=rules.grows(sp.log, eta, _tail(k)))
    known.have(here >= -_LOG, by=rules.log_of_product(eta, 1 / eta))
    known.have(sp.Eq(_LOG, _ALL + sp.log(2)), by=rules.log_of_product(sp.Integer(2), 1 / (2 * eta)))
    known.have(above * there >= -above * _LOG + j * _ALL)
    known.have(above <= _ROOT, by=_not_far_out(given))
    known.have(above * there >= above * (lam - _LOG))
    known.have(there >= lam - _LOG)
    return known.have(part.conclusion, by=rules.grows(sp.exp, lam - _LOG, there))


def _gain(part: Statement) -> Derivation:
    """Either j counts reach the middle, or they are a share of the way."""
    far = Derivation(given=(*part.hypotheses, j >= k - _MIDDLE))
    far.have(_tail(_MIDDLE) >= _HALF, by=half_of_all(far.given))
    far.have(_tail(k - j) >= _tail(_MIDDLE), by=rules.tail_falls(k - j, _MIDDLE))
    far.have(part.conclusion)
    either = Derivation(given=part.hypotheses)
    branches = ((j < k - _MIDDLE, _near(part)), (j >= k - _MIDDLE, far))
    return either.cases(part.conclusion, *branches)


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every k at small N, with levels and gains."""
    levels = [Fraction(1, x) for x in (2, 3, 20, 1000)] if eta in names else [Fraction(1)]
    gains = [Fraction(x, 4) for x in (0, 1, 3, 9)] if lam in names else [Fraction(0)]
    for count, steps, level, gain in product((1, 2, 3, 8), (0, 1, 2, 5), levels, gains):
        for place in range(-1, count + 3):
            yield {N: count, k: place, j: steps, eta: level, lam: gain}


_MANY = {
    N: ("100", "10000", "1000000"),
    k: tuple(str(n // 2 + i * n // 200) for n in (100, 10**4, 10**6) for i in (0, 1, 4, 20, 60)),
    j: ("1", "7", "60", "2000"),
}
_LEVELS = {eta: ("1/3", "1/1000", f"1/{10**20}"), lam: ("1/10", "1", "3", "20")}


def _tails(letters: dict[Any, tuple[str, ...]]) -> tuple[Computed, ...]:
    return (Computed("sampled", decimals(letters, {"Tail": tail}, 1e-9)),)


tail_quotient = Claim(
    "lem:tail-quotient",
    "lemma",
    "How fast a tail grows",
    9,
    setting=(N >= 1,),
    statements={
        "neighbours": Statement(
            _tail(k - 1 - j) * _tail(k) <= _tail(k - j) * _tail(k - 1), (j >= 0,)
        ),
        "gain": Statement(
            _tail(k - j) >= eta * sp.exp(lam),
            (
                k <= N,
                j >= 1,
                eta > 0,
                _tail(k) >= eta,
                lam >= 0,
                2 * eta * sp.exp(lam) <= 1,
                lam * _ROOT <= j * _ALL,
            ),
        ),
    },
    proofs={"neighbours": _neighbours, "gain": _gain},
    witnesses=(
        Step("coins", (Observed(_coins, "every k at up to 8 coins"),)),
        Step("many coins, neighbours", _tails(_MANY), ("neighbours",)),
        Step("many coins, gains", _tails({**_MANY, **_LEVELS}), ("gain",)),
    ),
)

CLAIMS = (standard(tail_quotient),)
