"""The rule for a window that is longer than what is lost of a step; misuse refused."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import ceil, comb, floor

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, X, a, b, c, m, on, s_1, theta
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, k, x

FIRES, STAYS = on(X, 0) > theta, on(X, 1) > theta
WINDOWS = rules.Windows(b - x, b, (-b, -a), (-b, -a), (a, a + c))


def balance(size, index, lost, shift, place):
    """What (+, +, +) gains, less all that may be lost at a place and at the shifted one."""
    gone = Fraction(0)
    for at in (place, place - shift):
        steps = range(ceil(at - lost[1]), ceil(at - lost[0]))
        counts = [i - down for i in steps for down in (0, 1) if 0 <= i - down <= size]
        gone += sum(Fraction(comb(size, i)) for i in counts)
    return comb(size, index) - gone


def test_half_of_the_atom_is_left_somewhere():
    draw, tried = random.Random(20231020), 0
    while tried < 150:
        size, length = draw.randint(1, 14), Fraction(draw.randint(0, 7), 8)
        index, shift = draw.randint(0, size // 2), Fraction(draw.randint(0, 40), 4)
        if any(4 * comb(size, i) > comb(size, index) for i in range(index) if i < index - shift):
            continue
        begin, high = Fraction(draw.randint(0, 8), 8), index - Fraction(draw.randint(0, 8), 8)
        low, lost, tried = high - length - Fraction(1, 64), (begin, begin + length), tried + 1
        ends = {low, high}
        for i in range(floor(low) - 2, ceil(high) + 2):
            ends |= {i + y + z for y in lost for z in (0, shift)}
        inside = sorted(y for y in ends if low <= y <= high)
        places = [*inside[1:], *((y + z) / 2 for y, z in pairwise(inside))]
        most = max(balance(size, index, lost, shift, y) for y in places)
        assert 2 * most >= comb(size, index), (size, index, lost, shift)


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


def beside(windows=WINDOWS, index=j, **changed):
    """Call the rule with derivations that nobody checked, some of them changed."""
    first, at = sp.Eq(s_1, 1), windows.at
    low = (at, x <= sp.floor(N / 2) + 1, sp.Eq(s_1, -1))
    low_end, high_end = (index + y for y in windows.like)
    own = (at, *rules.PLUS, sp.Eq(K, N - index), x > low_end, x <= high_end)
    proofs = {
        "kept": claimed(first, FIRES, *rules.SOME, conclusion=STAYS),
        "kept none": claimed(first, FIRES, *rules.NONE, conclusion=STAYS),
        "gained": claimed(*own, conclusion=sp.And(STAYS, sp.Not(FIRES))),
        "lost": claimed(
            *(*low, FIRES, sp.Not(STAYS), *rules.SOME), conclusion=sp.And(*windows.in_lost())
        ),
        "lost none": claimed(*low, *rules.NONE, conclusion=sp.Not(FIRES)),
        "rare": claimed(at, x <= high_end, FIRES, conclusion=K >= N - index + 1),
        "far": claimed(
            K < index - windows.shift, conclusion=4 * sp.binomial(N, K) <= sp.binomial(N, index)
        ),
        "then": claimed(*rules.there(index, sp.Rational(1, 16)), conclusion=rules.GAP >= a),
    } | changed
    kept, lost = (("kept", "kept none"), ("lost", "lost none"))
    pairs = [tuple(proofs[name] for name in names) for names in (kept, lost)]
    last = (proofs[name] for name in ("rare", "far", "then"))
    return rules.gained_beside(windows, index, pairs[0], proofs["gained"], pairs[1], *last)


def test_the_rule_asks_for_a_window_longer_than_what_is_lost():
    fact = beside()
    assert fact.conclusion == (S_m >= a)
    wanted = {m >= 1, N >= 1, j >= 0, j <= sp.floor(N / 2), a >= 0, a <= a + c, a + c < a + 1}
    wanted |= {-a <= 0, b >= 0, b - a > c}
    assert set(fact.hypotheses) == {y for y in wanted if y != sp.true}


@pytest.mark.parametrize(
    ("index", "name", "changed"),
    [
        (k, "", None),
        (N / 2, "", None),
        (j, "kept", claimed(conclusion=FIRES)),
        (j, "gained", claimed(conclusion=STAYS)),
        (j, "gained", claimed(x > 1, conclusion=sp.And(STAYS, sp.Not(FIRES)))),
        (j, "lost", claimed(conclusion=WINDOWS.in_lost()[0])),
        (j, "lost none", claimed(FIRES, conclusion=sp.Not(FIRES))),
        (j, "rare", claimed(FIRES, conclusion=K >= N - j)),
        (j, "far", claimed(conclusion=3 * sp.binomial(N, K) <= sp.binomial(N, j))),
        (j, "far", claimed(K < j, conclusion=4 * sp.binomial(N, K) <= sp.binomial(N, j))),
        (j, "then", claimed(*rules.there(j), conclusion=rules.GAP >= a)),
        (j, "then", claimed(conclusion=rules.GAP >= x)),
    ],
)
def test_what_is_gained_and_lost_must_be_shown(index, name, changed):
    with pytest.raises(DerivationError, match="gained_beside"):
        beside(index=index, **({name: changed} if name else {}))
