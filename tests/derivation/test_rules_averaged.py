"""The rule for a window that gains more than is lost: against enumeration; misuse refused."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import ceil, comb

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import K, N, X, a, b, c, m, on, s_1, s_g, t, theta
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, k, x

FIRES, STAYS = on(X, 0) > theta, on(X, 1) > theta
HALF = sp.floor(N / 2)


class Case:
    """Numbers of a window as the rule wants them, but for the length: share of what is lost."""

    def __init__(self, draw: random.Random, share: Fraction) -> None:
        def some(most: int) -> Fraction:
            return Fraction(draw.randint(0, most), 4)

        self.slope, self.start, self.shift = 1 + some(3), some(3), some(12)
        self.begin, step, self.behind = some(3), some(2), some(3)
        self.end = self.begin + step
        self.length = share * (2 * self.behind + 4 * self.slope * step) + Fraction(1, 64)
        self.index = ceil(self.start + self.length) + draw.randint(0, 1)
        self.size = 2 * self.index + draw.randint(0, 5)

    def balance(self, place: Fraction) -> Fraction:
        """What is gained on (+, +, +) at a place, less all that may be lost there and shifted."""
        first = self.slope * place + self.start
        counts = [i for i in range(self.index + 1) if first <= i < first + self.length]
        lost = []
        for at in (place, place - self.shift):
            own, other = self.slope * at - self.start, (at - self.end, at - self.begin)
            lost += [i for i in range(self.size) if own - self.behind <= i < own]
            lost += [i for i in range(self.size) if other[0] <= i < other[1]]
            lost += [i for i in range(self.size) if other[0] <= i + 1 < other[1]]
        atoms = [Fraction(comb(self.size, i), 2**self.size) for i in counts]
        return sum(atoms, Fraction(0)) - sum(
            Fraction(comb(self.size, i), 2**self.size) for i in lost
        )

    def best(self) -> Fraction:
        """The largest balance in the window of the index."""
        high = (self.index - self.start) / self.slope
        low = high - self.length / self.slope
        ends = {low, high}
        for i in range(-1, self.size + 2):
            ends |= {(i + y) / self.slope for y in (-self.start, self.start - self.length)}
            ends |= {(i - self.start - self.length) / self.slope}
            for move in (0, self.shift):
                ends |= {
                    (i + y) / self.slope + move for y in (self.start, self.start + self.behind)
                }
                ends |= {i + y + move for y in (self.begin, self.end)}
        inside = sorted(y for y in ends if low <= y <= high)
        places = [*inside[1:], *((y + z) / 2 for y, z in pairwise(inside))]
        return max(map(self.balance, places))

    def atom(self, count: int) -> Fraction:
        return Fraction(comb(self.size, count), 2**self.size)

    def enough(self) -> bool:
        return self.best() >= self.atom(self.index)


def test_some_place_in_the_window_gains_its_atom():
    draw = random.Random(20231020)
    for _ in range(60):
        case = Case(draw, Fraction(1))
        assert case.enough(), vars(case)


def test_with_half_the_length_some_windows_do_not():
    draw = random.Random(20231020)
    cases = [Case(draw, Fraction(1, 2)) for _ in range(60)]
    assert not all(case.enough() for case in cases)


def window_of(**changed):
    terms = {
        "level": b - x,
        "shift": c,
        "slope": t,
        "start": a,
        "length": b,
        "steps": (a, a + c),
        "behind": c,
    }
    return rules.Window(**(terms | changed))


def claimed(*given, conclusion):
    """A derivation that nobody checked, to be handed to a rule."""
    with unchecked():
        return Derivation(given=given).have(conclusion)


def on_average(window, **changed):
    """Call the rule with derivations that nobody checked, some of them changed."""
    first, low = sp.Eq(s_1, 1), window.low()
    names = ("own", "near", "unlike")
    proofs = {
        "kept": claimed(first, FIRES, *rules.SOME, conclusion=STAYS),
        "kept none": claimed(first, FIRES, *rules.NONE, conclusion=STAYS),
        "gained": claimed(
            window.at, *window.gained(), b > 0, conclusion=sp.And(STAYS, sp.Not(FIRES))
        ),
        "none": claimed(*low, *rules.NONE, conclusion=sp.Not(FIRES)),
    }
    for name, (case, wanted) in zip(names, window.lost(), strict=True):
        given = (*low, *case, FIRES, sp.Not(STAYS), *rules.SOME)
        proofs[name] = claimed(*given, conclusion=sp.And(*wanted))
    few, more = rules.there(window.index)
    known = (window.at, window.low()[2], *rules.EVERY, FIRES)
    proofs["then"] = claimed(few, more, conclusion=rules.GAP >= a)
    proofs["rare"] = claimed(*known, conclusion=K >= N - window.index + 1)
    proofs |= changed
    lost = tuple(proofs[name] for name in names)
    kept, last = (proofs["kept"], proofs["kept none"]), (proofs["then"], proofs["rare"])
    return rules.gained_on_average(window, kept, proofs["gained"], lost, proofs["none"], *last)


def test_the_rule_asks_for_a_length_beyond_what_is_lost():
    fact = on_average(window_of(index=j))
    assert fact.conclusion == (S_m >= a)
    wanted = {m >= 1, N >= 1, t >= 1, a >= 0, a <= a + c, c >= 0, b > 0}
    wanted |= {a + b <= j, 4 * t * c < b, 2 * c + 4 * t * c < b, j >= 0, j <= sp.floor(N / 2)}
    assert set(fact.hypotheses) == {y for y in wanted if y != sp.true}


@pytest.mark.parametrize(
    ("window", "name", "changed"),
    [
        (window_of(slope=K), "", None),
        (window_of(start=k), "", None),
        (window_of(length=x), "", None),
        (window_of(steps=(theta, theta + 1)), "", None),
        (window_of(behind=s_g * a), "", None),
        (window_of(index=K), "", None),
        (window_of(index=k), "", None),
        (window_of(index=N / 2), "", None),
        (window_of(), "then", claimed(x > 0, conclusion=rules.GAP >= a)),
        (window_of(), "then", claimed(*rules.there(j), conclusion=rules.GAP >= a)),
        (window_of(), "then", claimed(*rules.there(HALF), conclusion=rules.GAP >= theta)),
        (window_of(), "then", claimed(*rules.there(HALF), conclusion=rules.GAP <= a)),
        (window_of(), "rare", claimed(FIRES, conclusion=K >= N - HALF)),
        (window_of(), "rare", None),  # the tail is assumed
        (window_of(level=x**2), "", None),
        (window_of(), "kept", claimed(conclusion=on(X, 0) > theta)),
        (window_of(), "kept none", claimed(s_g > 0, conclusion=STAYS)),
        (window_of(), "gained", claimed(conclusion=STAYS)),
        (window_of(), "gained", claimed(x > 1, conclusion=sp.And(STAYS, sp.Not(FIRES)))),
        (window_of(), "own", claimed(conclusion=window_of().lost()[0][1][0])),
        (window_of(), "near", claimed(s_g < 0, conclusion=window_of().lost()[1][1][0])),
        (window_of(), "unlike", claimed(conclusion=window_of().lost()[2][1][1])),
        (window_of(), "none", claimed(FIRES, conclusion=sp.Not(FIRES))),
    ],
)
def test_what_is_gained_and_lost_must_be_shown(window, name, changed):
    with pytest.raises(DerivationError, match="gained_on_average"):
        on_average(window, **({name: changed} if name else {}))


def test_without_the_tail_nothing_rare_need_be_shown():
    then = claimed(rules.there(HALF)[1], conclusion=rules.GAP >= a)
    assert on_average(window_of(), then=then, rare=None).conclusion == (S_m >= a)


@pytest.mark.parametrize("term", [sp.sqrt(x - 5), sp.sqrt(K - 5), sp.log(k - 5)])
def test_no_proof_takes_for_granted_that_the_place_is_somewhere(term):
    window = window_of()
    taking = Derivation(given=(window.at, *window.gained()))
    taking.have(sp.Ge(term, term, evaluate=False))
    with unchecked():
        taking.have(sp.And(STAYS, sp.Not(FIRES)))
    assert taking.taken
    with pytest.raises(DerivationError, match="gained_on_average"):
        on_average(window, gained=taking)
