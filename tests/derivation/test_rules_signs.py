"""Rules for signs: against a count of all sign vectors; neighbours refuted, misuse refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K, S, X, s_1

EVENTS = [S < 0, S >= 2, S <= -1, K >= 3, sp.And(K >= 1, S < 3)]


@pytest.mark.parametrize("event", EVENTS, ids=str)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_count_of_all_sign_vectors_agrees_with_mirroring(event, count):
    assert holds(rules.mirrored(event).conclusion, Point({N: Fraction(count)}))


def test_the_nearest_false_neighbours_of_mirroring_are_refuted():
    point = Point({N: Fraction(5)})
    assert holds(sp.Eq(Pr(S < 1), Pr(S > 1)), point) is False
    assert holds(sp.Eq(Pr(K >= 3), Pr(K < 3 + 1)), point) is False


@pytest.mark.parametrize("event", [X > 1, s_1 * S > 0])
def test_mirroring_is_about_the_other_signs_alone(event):
    with pytest.raises(DerivationError, match="about K alone"):
        rules.mirrored(event)
