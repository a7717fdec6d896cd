"""Rules for a threshold that gains the most likely count: against enumeration; misuse refused."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import ceil, comb, floor

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, X, a, b, m, on, s_1, s_d, s_g, theta
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import LARGEST_ATOM, Pr, S_m, k, x

TRIPLE = (1, -1, 1)
ALL_OF = (K >= N, s_g >= 1)
ONE_LESS = sp.And(*(sp.Eq(y, value) for y, value in zip((s_1, s_g, s_d), TRIPLE, strict=True)))
ALSO = sp.Or(sp.And(*ALL_OF), sp.And(ONE_LESS, K >= N - 1, K <= N - 1))
SIGNS = (*rules.signs_are(TRIPLE), sp.Eq(K, N - 1, evaluate=False))


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


ZERO, BOTH, HALF = sp.Integer(0), sp.And(*ALL_OF), sp.floor(N / 2)


def one_more(event=BOTH, happens=ALSO, triple=TRIPLE, count=N - 1, more=()):
    """Call the rule; `more` is what the last derivation assumes besides."""
    kept = [claimed(*event.args, *some, conclusion=happens) for some in (rules.SOME, rules.NONE)]
    signs = (*rules.signs_are(TRIPLE), sp.Eq(K, N - 1, evaluate=False), *more)
    at = claimed(*signs, conclusion=sp.And(happens, rules.negated(event)))
    return rules.gained(event, *kept, at, triple, count)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_one_more_count_is_as_much_as_it_says(count):
    fact = one_more()
    point = Point({N: Fraction(count)})
    assert holds(fact.conclusion, point)
    assert set(fact.hypotheses) == {N >= 1, N - 1 >= 0}
    assert fact.conclusion.lhs == Pr(ALSO)
    share = sp.binomial(N, N - 1) / 2**N / 8
    larger = fact.conclusion.rhs - share + sp.Rational(11, 10) * share
    assert holds(fact.conclusion.lhs >= larger, point) is False


def test_the_best_sign_is_plus_where_one_is():
    kept = [claimed(*ALL_OF, *some, conclusion=ALSO) for some in (rules.SOME, rules.NONE)]
    at = claimed(*SIGNS, rules.BEST, conclusion=sp.And(ALSO, rules.negated(BOTH)))
    fact = rules.gained(BOTH, *kept, at, TRIPLE, N - 1)
    assert (N - 1 >= 1) in fact.hypotheses
    assert fact.conclusion == one_more().conclusion


@pytest.mark.parametrize(
    "call",
    [
        lambda: one_more(triple=(1, 1, 0)),
        lambda: one_more(triple=(1, 1, 1)),
        lambda: one_more(count=K - 1),
        lambda: one_more(count=N / 2),
        lambda: one_more(count=N),
        lambda: one_more(more=(s_1 * K >= 1,)),
        lambda: rules.gained(
            K >= N,
            claimed(K >= N, conclusion=ALSO),
            claimed(K >= N, conclusion=K >= 0),
            claimed(conclusion=sp.And(ALSO, K < N)),
            TRIPLE,
            N - 1,
        ),
        lambda: rules.gained(
            K >= N,
            *(claimed(conclusion=K >= N - 1) for _ in range(2)),
            claimed(*SIGNS, conclusion=K >= N - 1),
            TRIPLE,
            N - 1,
        ),
    ],
)
def test_what_is_gained_and_kept_must_be_shown(call):
    with pytest.raises(DerivationError, match="gained"):
        call()


Interval = tuple[Fraction, Fraction]


def balance(size: int, windows: tuple[Interval, Interval, Interval], place: Fraction) -> Fraction:
    """What is gained at a place, less what is lost: counts of minus signs and their atoms."""
    like, unlike, lost = windows

    def atoms(window: Interval, most: int, shift: int = 0) -> Fraction:
        low, high = window
        found = range(ceil(place - high), floor(place - low) + 1)
        inside = [i for i in found if i + low < place <= i + high]
        chosen = [i - shift for i in inside if 0 <= i - shift <= most]
        return sum((Fraction(comb(size, i), 2**size) for i in chosen), Fraction(0))

    gain = atoms(like, size // 2) + atoms(unlike, size // 2)
    return gain - atoms(lost, size) - atoms(lost, size, 1)


def best(
    size: int,
    windows: tuple[Interval, Interval, Interval],
    shift: Fraction,
    inside: Interval | None = None,
) -> Fraction:
    """The largest balance over all places: at every end of a window and between any two."""
    ends = {end + i for window in windows for end in window for i in range(-size - 2, size + 3)}
    ends |= {end + shift for end in ends}
    between = {(low + high) / 2 for low, high in pairwise(sorted(ends))}
    low, high = inside or (min(ends) - 1, size // 2 + 1)
    places = [y for y in ends | between if low < y <= high]
    return max(balance(size, windows, y) + balance(size, windows, y - shift) for y in places)


def drawn(count: int, share: Fraction):
    """Windows as the rule wants them, but for their lengths: share times those that are lost."""
    draw = random.Random(20231020)
    for _ in range(count):
        begin, length = Fraction(draw.randint(0, 4), 4), Fraction(draw.randint(1, 4), 4)
        total = share * length + Fraction(1, 64)
        like = total * Fraction(draw.randint(0, 2), 2)
        high, other = -Fraction(draw.randint(0, 3), 4), 1 - begin - Fraction(draw.randint(0, 1), 4)
        windows = ((high - like, high), (other - total + like, other), (begin, begin + length))
        yield draw.randint(1, 5), windows, Fraction(draw.randint(0, 10), 4)


def test_some_place_gains_the_largest_atom():
    for size, windows, shift in drawn(150, Fraction(2)):
        assert best(size, windows, shift) >= Fraction(comb(size, size // 2), 2**size), windows


def test_with_a_long_window_any_index_is_gained_in_its_own():
    draw = random.Random(20231020)
    for size, windows, shift in drawn(150, Fraction(2)):
        like, unlike, lost = windows
        like = (min(like[0], like[1] - 1), like[1])
        unlike = (max(like[0], unlike[0]), unlike[1])
        if unlike[1] - unlike[0] + like[1] - like[0] <= 2 * (lost[1] - lost[0]):
            continue
        index, found = draw.randint(0, size // 2), (like, unlike, lost)
        inside = (index + like[0], index + like[1])
        assert best(size, found, shift, inside) >= Fraction(comb(size, index), 2**size), found


def test_with_a_quarter_less_it_is_refuted():
    half, size = Fraction(1, 2), 20
    for length, enough in ((Fraction(33, 32), True), (Fraction(49, 64), False)):
        windows = ((-length, 0 * half), (half, half), (0 * half, half))
        most = best(size, windows, half)
        assert (most >= Fraction(comb(size, size // 2), 2**size)) is enough


def windows_of(like=(-b, ZERO), unlike=(a, 1 - a), lost=(ZERO, a)):
    return rules.Windows(b - x, b, like, unlike, lost)


def somewhere(windows, **changed):
    """Call the rule with derivations that nobody checked, some of them changed."""
    fires, stays = on(X, 0) > theta, on(X, 1) > theta
    first, second, low = sp.Eq(s_1, 1), sp.Eq(s_1, -1), x <= sp.floor(N / 2) + 1
    proofs = {
        "kept": claimed(first, fires, *rules.SOME, conclusion=stays),
        "kept none": claimed(first, fires, *rules.NONE, conclusion=stays),
        "like": claimed(
            windows.at, *windows.gained(1), b > 0, conclusion=sp.And(stays, sp.Not(fires))
        ),
        "unlike": claimed(windows.at, *windows.gained(-1), conclusion=sp.And(stays, sp.Not(fires))),
        "lost": claimed(
            *(windows.at, low, second, fires, sp.Not(stays), *rules.SOME),
            conclusion=sp.And(*windows.in_lost()),
        ),
        "lost none": claimed(windows.at, low, second, *rules.NONE, conclusion=sp.Not(fires)),
        "then": claimed(rules.there(HALF)[1], conclusion=rules.GAP >= LARGEST_ATOM / 8),
        "index": HALF,
        "rare": None,
    } | changed
    pairs = [("kept", "kept none"), ("like", "unlike"), ("lost", "lost none")]
    last = proofs["then"], proofs["index"], proofs["rare"]
    return rules.gained_somewhere(windows, *((proofs[y], proofs[z]) for y, z in pairs), *last)


def test_the_rule_asks_for_the_lengths_of_the_windows():
    fact = somewhere(windows_of())
    assert fact.conclusion == (S_m >= LARGEST_ATOM / 8)
    wanted = {m >= 1, N >= 1, sp.Le(0, a), 1 - a <= 1, b >= 0, b + 1 - 2 * a > 2 * a, b > 0}
    assert set(fact.hypotheses) == wanted | {HALF >= 0, HALF <= HALF} - {sp.true}


def in_the_tail(**changed):
    """Call it for the count j, with its tail."""
    windows = windows_of()
    rare = claimed(windows.at, x <= j, on(X, 0) > theta, conclusion=K >= N - j + 1)
    proofs = {"then": claimed(*rules.there(j), conclusion=rules.GAP >= a), "index": j, "rare": rare}
    return somewhere(windows, **(proofs | changed))


def test_for_the_tail_the_window_must_be_long():
    fact = in_the_tail()
    assert fact.conclusion == (S_m >= a)
    assert {b >= 1, -b <= a, j >= 0, j <= HALF} <= set(fact.hypotheses)


@pytest.mark.parametrize(
    "changed",
    [
        {"rare": None},
        {"index": k},
        {"index": N - 1},
        {"rare": claimed(x <= j + 1, on(X, 0) > theta, conclusion=K >= N - j + 1)},
        {"rare": claimed(on(X, 0) > theta, conclusion=K >= N - j)},
        {"then": claimed(theta > 0, conclusion=rules.GAP >= a)},
        {"then": claimed(conclusion=rules.GAP >= s_g * a)},
    ],
)
def test_what_is_made_of_the_tail_must_be_shown(changed):
    with pytest.raises(DerivationError, match="gained_somewhere"):
        in_the_tail(**changed)


def test_a_level_must_make_sense():
    fact = somewhere(rules.Windows(b - x + sp.log(a), b, (-b, ZERO), (a, 1 - a), (ZERO, a)))
    assert (a > 0) in fact.hypotheses


@pytest.mark.parametrize(
    ("windows", "name", "changed"),
    [
        (windows_of(like=(-K, sp.Integer(0))), "", None),
        (windows_of(unlike=(k, 1 - k)), "", None),
        (windows_of(lost=(theta, theta + 1)), "", None),
        (windows_of(lost=(x, x + 1)), "", None),
        (windows_of(like=(b - x, ZERO)), "", None),  # the level itself
        (rules.Windows(b - x + sp.log(theta), b, (-b, ZERO), (a, 1 - a), (ZERO, a)), "", None),
        (rules.Windows(x**2, b, (-b, 0 * b), (a, 1 - a), (0 * b, a)), "", None),
        (windows_of(), "kept", claimed(conclusion=on(X, 0) > theta)),
        (windows_of(), "kept", claimed(s_g > 0, conclusion=on(X, 1) > theta)),
        (windows_of(), "like", claimed(conclusion=on(X, 1) > theta)),
        (
            windows_of(),
            "unlike",
            claimed(x > 0, conclusion=sp.And(on(X, 1) > theta, on(X, 0) <= theta)),
        ),
        (windows_of(), "lost", claimed(conclusion=windows_of().in_lost()[0])),
        (windows_of(), "lost none", claimed(on(X, 0) > theta, conclusion=on(X, 0) <= theta)),
    ],
)
def test_what_is_the_same_for_all_steps_must_be_shown(windows, name, changed):
    with pytest.raises(DerivationError, match="gained_somewhere"):
        somewhere(windows, **({name: changed} if name else {}))
