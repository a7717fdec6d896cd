"""Chapter 8: the limits of the level are those of the page, wherever no phase ends."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from polyattn.degrees import phase_degrees
from polyattn.derivation.evaluate import Point, holds, working_precision
from polyattn.ledger import find
from polyattn.symbolic import L, a, b, c, delta, kappa

B, C = Fraction(3, 5), Fraction(2, 5)


def limits(feature, share, degree):
    """Return the values that the theorem on windows allows for the limit of the level."""
    part = find("thm:window").part("level")
    allowed = next(h for h in part.hypotheses if isinstance(h, sp.Or))
    values = {a: feature, b: B, c: C, delta: share, kappa: Fraction(degree)}
    with working_precision():
        levels = {C, B + C, feature + B + C}
        return {x for x in levels if holds(allowed, Point(values | {L: x}, exact=False))}


@pytest.mark.parametrize("feature", [Fraction(0), Fraction(1, 10), Fraction(9, 10), Fraction(3)])
@pytest.mark.parametrize("share", [Fraction(1, 3), Fraction(4, 5), Fraction(1)])
def test_the_level_has_one_limit_wherever_no_phase_ends(feature, share):
    ends = phase_degrees(a=feature, b=B, c=C, delta=share)
    for end, away in product({ends.pr, ends.pq, ends.group} - {0.0, float("inf")}, (0.9, 1.1, 40)):
        degree = end * away
        if degree < min(ends.pr, ends.group):
            expected = C
        else:
            expected = B + C + (feature if degree > ends.planted else 0)
        assert limits(feature, share, degree) == {expected}
