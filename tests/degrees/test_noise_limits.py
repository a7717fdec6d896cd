"""The phases under noise, against finite degrees at n = 10^300 and against their formula."""

from fractions import Fraction
from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn.degrees import noise_phases, phase_degrees

CASE = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4"}
entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
exponent = st.fractions(Fraction(1, 10), 1, max_denominator=20)


def at_half(score, delta, b, c, kappa):
    """The logarithm of the odds of a row with itself, over log n, by the larger of its crowds."""
    q, r = float(b**2 + c**2), float(c**2)
    mates = (1 - delta) + kappa * log(q) if delta < 1 else -inf
    return kappa * log(score) - max(mates, 1 + kappa * log(r))


@given(entry, entry, entry, entry, exponent, entry)
def test_there_the_odds_turn(a0, more, b, c, delta, noise):
    found = noise_phases(a0=a0, a1=a0 + more, b=b, c=c, delta=delta, noise=noise)
    q = b**2 + c**2
    for kappa, feature in zip(
        (found.planted, found.small, found.others), (a0 + more, a0, 0), strict=True
    ):
        score = float(q + feature**2 + noise)
        assert at_half(score, float(delta), b, c, kappa * 0.999) < 0
        assert at_half(score, float(delta), b, c, kappa * 1.001) > 0
    assert found.planted < found.small < found.others


@given(entry, entry, entry, exponent)
def test_without_noise_they_are_those_of_the_book(a1, b, c, delta):
    found = noise_phases(a0=0, a1=a1, b=b, c=c, delta=delta, noise=0)
    assert found.planted == phase_degrees(a=a1, b=b, c=c, delta=delta).planted
    assert found.small == found.others == phase_degrees(a=0, b=b, c=c, delta=delta).planted


# nu: where the planted row locks, that of D_0, and all others; d - 2 = n^(1/2).
WORKED = {
    "0.01": (0.53, 13.2, 26.2),
    "0.05": (0.51, 4.58, 5.4),
    "0.255": (0.45, 1.21, 1.25),
    "1": (0.37, 0.463, 0.47),
}


@pytest.mark.parametrize("noise", WORKED)
def test_the_worked_example(noise):
    found = noise_phases(**CASE, delta="1/2", noise=noise)
    expected = WORKED[noise]
    assert (found.planted, found.small, found.others) == pytest.approx(expected, rel=0.02)


def test_bad_input_is_refused():
    with pytest.raises(
        ValueError, match=r"^noise_phases: the second construction must have the larger a"
    ):
        noise_phases(**CASE | {"a0": "0.9"}, delta="1/2", noise=1)
    with pytest.raises(ValueError, match=r"^noise_phases: delta must be greater than 0"):
        noise_phases(**CASE, delta=0, noise=1)
    with pytest.raises(ValueError, match=r"^noise_phases: noise must not be negative"):
        noise_phases(**CASE, delta="1/2", noise=-1)
