"""Points around the level of a wide network carry the exact law."""

import math

import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
from polyattn.ledger.chapters import ch07_phases_level as level
from polyattn.symbolic import (
    P_active,
    a,
    b,
    c,
    m,
    theta,
)


def test_points_around_the_level_carry_the_exact_law():
    points = list(level._LAWS.points({level.x, m, theta, P_active}))
    assert len(points) > 20
    for point in points[::7]:
        entries = {"a": point[a], "b": point[b], "c": point[c]}
        size, copies, degree = (int(point[x]) for x in (level.d, level.t, level.beta))
        data = SelfAttentionData(size, copies, **entries)
        law = MaximalPreactivation(data, Polynomial(degree), width=int(point[m]))
        expected = law.logsf(point[theta])
        found = point[P_active]
        if expected == -math.inf:
            assert found == 0
        else:  # the law promises twelve digits
            assert float(found.log()) == pytest.approx(expected, rel=1e-11, abs=1e-11)
