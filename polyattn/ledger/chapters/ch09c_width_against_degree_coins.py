"""Chapter 9c: what holds of fair coins alone: an atom against its tail, and a concave line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import line, tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import Psi, j
from polyattn.symbolic.chances import LARGEST_ATOM, Tail, k, x_0, x_1
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import K
from polyattn.symbolic.softmax import lam

_ATOM, _TAIL, _LOG = sp.binomial(N, k) / 2**N, Tail(N, k), sp.log(m)
_ROOT = sp.sqrt(2 / (N * _LOG))


def share(tail: Any) -> Any:
    """Return what an atom is at most, by the tail that it begins."""
    return _ROOT * ((2 * _LOG - 1) * tail + 1 / m)


def logarithm(given: tuple[Any, ...]) -> Derivation:
    """Show that log m is at least a half."""
    two = (rules.grows(sp.log, sp.Integer(2), m), rules.above_hyperbola(sp.Integer(2)))
    return Derivation(_LOG, given=given).at_least(sp.Rational(1, 2), by=two)


def root(given: tuple[Any, ...]) -> Derivation:
    """Show that the root is positive."""
    positive = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    above = rules.grows(sp.sqrt, sp.S.Zero, 2 / (N * _LOG), strict=True)
    return positive.have(_ROOT > 0, by=above)


def _slope(part: Statement) -> Derivation:
    """Tilt the coins: Jensen's inequality for the exponential of the number of heads."""
    return Derivation(given=part.hypotheses).have(part.conclusion, by=rules.level_one(k, lam))


def _above_the_middle(part: Statement) -> Derivation:
    """Choose the slope, and take the tangent at 1/m for the logarithm of the tail."""
    given = part.hypotheses
    atom = Derivation(given=given)
    atom.have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    atom.have(_TAIL > 0, by=rules.some_tail(k))
    slope = stated("lem:level-one#every slope", {lam: _LOG * _ROOT})
    atom.have(_LOG * _ROOT * k * _ATOM <= _TAIL * sp.log(1 / _TAIL) + _TAIL * _LOG, by=slope)
    tangent = (
        rules.log_of_product(m, _TAIL),
        rules.log_of_product(_TAIL, 1 / _TAIL),
        rules.above_hyperbola(m * _TAIL),
    )
    atom.have(sp.log(1 / _TAIL) <= _LOG - 1 + 1 / (m * _TAIL), "tangent at $1/m$", by=tangent)
    atom.have(_LOG * _ROOT * k * _ATOM <= (2 * _LOG - 1) * _TAIL + 1 / m)
    atom.have(sp.binomial(N, k) > 0, by=rules.binomial_positive(N, k))
    atom.have(_LOG * _ROOT * (N / 2) * _ATOM <= (2 * _LOG - 1) * _TAIL + 1 / m, r"$k\ge N/2$")
    return atom.have(part.conclusion, r"divide by $\sqrt{N\log m/2}$")


def _below_the_middle(given: tuple[Any, ...]) -> Derivation:
    """Compare with the middle: its atom is larger, its tail is smaller."""
    middle = N - sp.floor(N / 2)
    atom = Derivation(_ATOM, given=(*given, k <= N / 2))
    atom.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(_ROOT > 0, by=root(given))
    halves = (rules.half(N), rules.grows(sp.floor, sp.S.Zero, N / 2))
    atom.have(sp.And(middle >= N / 2, middle >= k, middle <= N), by=halves)
    atom.at_most(LARGEST_ATOM, by=stated("lem:binomial-mode#mode", {K: k}))
    mirrored = rules.mirrored_choice(N, sp.floor(N / 2))
    atom.equal(sp.binomial(N, middle) / 2**N, "as many heads as tails", by=mirrored)
    above = stated("lem:level-one#above the middle", {k: middle})
    atom.at_most(share(Tail(N, middle)), by=above)
    return atom.at_most(share(_TAIL), "its tail is larger", by=rules.tail_falls(k, middle))


def _atoms(part: Statement) -> Derivation:
    """Take both sides of the middle."""
    given, above = part.hypotheses, Derivation(given=(*part.hypotheses, k >= N / 2))
    above.have(part.conclusion, by="lem:level-one#above the middle")
    below = _below_the_middle(given)
    either = Derivation(given=given)
    return either.cases(part.conclusion, (k >= N / 2, above), (k <= N / 2, below))


def _steps(part: Statement) -> Derivation:
    """Add up j atoms, each with a smaller tail than the first."""
    given, first, tail = part.hypotheses, k - j, Tail(N, k - j)
    each = Derivation(
        sp.binomial(N, K) / 2**N, given=(*given, *rules.EVERY, K >= first, K + 1 <= k)
    )
    each.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(_ROOT > 0, by=root(given))
    each.at_most(share(Tail(N, K)), by=stated("lem:level-one#every atom", {k: K}))
    each.at_most(share(tail), "its tail is larger", by=rules.tail_falls(first, K))
    apart = Derivation(given=given)
    apart.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(_ROOT > 0, by=root(given))
    apart.have(share(tail) >= 0)
    return apart.have(part.conclusion, "atom by atom", by=rules.tails_apart(first, k, each))


# Ten deviations above the middle the level-1 inequality is nearly an equality.
_FAR = {N: 40_000, k: 21_000, m: 10**23, j: 1, lam: Fraction(1, 20)}


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every k at small N, and far above the middle of 40,000 coins."""
    ways = {m: (2, 10, 10**6), j: (0, 1, 3), lam: (Fraction(-1, 2), Fraction(0), Fraction(1))}
    named = [x for x in ways if x in names]
    for count in (1, 2, 3, 8):
        for place, *values in product(range(count + 2), *(ways[x] for x in named)):
            yield {N: count, k: place, **dict(zip(named, values, strict=True))}
    yield _FAR


# Four deviations below the middle to sixteen above, by the integral that the package computes.
_MANY = {
    N: ("10000", "1000000"),
    k: tuple(
        str(n // 2 + i * isqrt(n) // 2) for n in (10**4, 10**6) for i in (-4, 0, 1, 3, 10, 16)
    ),
}


def _tails(letters: Mapping[Any, tuple[str, ...]]) -> tuple[Computed, ...]:
    return (Computed("sampled", decimals({**_MANY, **letters}, {"Tail": tail}, 1e-9)),)


_WIDTHS = {m: ("2", "10", "1000000", str(10**23))}
_COINS = (
    Step("coins", (Observed(_coins, "up to 8 coins, and 40,000"),)),
    Step("many coins, slopes", _tails({lam: ("-1/2", "1/500", "1/20", "1")}), ("every slope",)),
    Step("many coins, atoms", _tails(_WIDTHS), ("above the middle", "every atom")),
    Step("many coins, steps", _tails({**_WIDTHS, j: ("1", "40")}), ("several atoms",)),
)

level_one = Claim(
    "lem:level-one",
    "lemma",
    "An atom against its tail",
    9,
    setting=(N >= 1,),
    statements={
        "every slope": Statement(
            lam * k * _ATOM <= _TAIL * sp.log(1 / _TAIL) + lam**2 * N / 2 * _TAIL, (k >= 0, k <= N)
        ),
        "above the middle": Statement(_ATOM <= share(_TAIL), (m >= 2, k >= N / 2, k <= N)),
        "every atom": Statement(_ATOM <= share(_TAIL), (m >= 2, k >= 0, k <= N)),
        "several atoms": Statement(
            Tail(N, k - j) - _TAIL <= j * share(Tail(N, k - j)), (m >= 2, j >= 0)
        ),
    },
    proofs={
        "every slope": _slope,
        "above the middle": _above_the_middle,
        "every atom": _atoms,
        "several atoms": _steps,
    },
    witnesses=_COINS,
)


_APART = (lam >= 0, lam <= 1, x_0 >= 0, x_0 <= 1, x_1 >= 0, x_1 <= 1)


def _step(least: Any) -> Any:
    """Return what one number of heads adds to a tail."""
    return Tail(N, least) - Tail(N, least + 1)


def _slopes(given: tuple[Any, ...]) -> Derivation:
    """Show that the atoms are log-concave: j steps before, they rise faster."""
    goal = _step(k - 1 - j) * _step(k) <= _step(k - j) * _step(k - 1)
    known = (*given, k >= 1, k <= N)
    late = Derivation(given=(*known, j < k)).have(j + 1 <= k, by=rules.next_whole(j, k))
    before, after = (sp.binomial(N, x) / 2**N for x in (k - 1 - j, k - 1))
    late.have(sp.Eq(_step(k - 1 - j), before), by=rules.one_atom(k - 1 - j))
    late.have(sp.Eq(_step(k - 1), after), by=rules.one_atom(k - 1))
    rises = (rules.one_atom(k - j), rules.next_binomial(N, k - 1 - j))
    late.have(sp.Eq(_step(k - j), (N - k + 1 + j) / (k - j) * before), by=rises)
    rises = (rules.one_atom(k), rules.next_binomial(N, k - 1))
    late.have(sp.Eq(_step(k), (N - k + 1) / k * after), by=rises)
    late.have(before > 0, by=rules.binomial_positive(N, k - 1 - j))
    late.have(after > 0, by=rules.binomial_positive(N, k - 1))
    late.have((N - k + 1) / k <= (N - k + 1 + j) / (k - j))
    late.have(goal)
    early = Derivation(given=(*known, j >= k))
    nothing = (rules.whole_tail(k - 1 - j), rules.whole_tail(k - j))
    early.have(sp.Eq(_step(k - 1 - j), 0), "before 0 there is no atom", by=nothing)
    early.have(_step(k - j) >= 0, by=rules.tail_falls(k - j, k - j + 1))
    early.have(_step(k - 1) >= 0, by=rules.tail_falls(k - 1, k))
    early.have(goal)
    return Derivation(given=known).cases(goal, (j < k, late), (j >= k, early))


def _concave(part: Statement) -> Derivation:
    """Compare the slopes of the line, from one corner to the next."""
    slopes = _slopes((N >= 1, j >= 0))
    falls = rules.slopes_fall(j, x_0, x_1, lam, slopes)
    return Derivation(given=part.hypotheses).have(part.conclusion, by=falls)


def _lines(names: set[Any]) -> Iterator[Values]:
    """Corners of the line, and numbers between them."""
    for count, steps in product((1, 2, 5), (0, 1, 2, 7)):
        corners = [Tail.exact(count, place) for place in range(count + 2)]
        for one, other in product((*corners, Fraction(1, 3)), repeat=2):
            for share in (Fraction(0), Fraction(1, 3), Fraction(1)):
                yield {N: count, j: steps, x_0: one, x_1: other, lam: share}


def _line(chance: Any) -> Any:
    return Psi(N, j, chance)


_FLOATS = {
    N: ("10", "10000"),
    j: ("0", "1", "70"),
    x_0: ("1/1000", "1/9", "1/2", "7/8"),
    x_1: ("1/100", "2/5", "3/5", "99/100"),
    lam: ("1/10", "1/2", "3/4"),
}

concave_line = Claim(
    "lem:concave-line",
    "lemma",
    "The line through shifted tails is concave",
    9,
    setting=(N >= 1, j >= 0, *_APART),
    statements={
        "concave": Statement(
            _line(lam * x_0 + (1 - lam) * x_1) >= lam * _line(x_0) + (1 - lam) * _line(x_1),
            where="j is a whole number",
        )
    },
    proofs={"concave": _concave},
    witnesses=(
        Step("coins", (Observed(_lines, "the line for up to 5 coins, exactly"),)),
        Step("many coins", (Computed("sampled", decimals(_FLOATS, {"Psi": line}, 1e-9)),)),
    ),
)

CLAIMS = (standard(level_one), standard(concave_line))
