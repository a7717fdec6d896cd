"""What computes the limit law finds a wrong one, and reads the exact law rightly."""

import math

import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
from polyattn.ledger.chapters import ch07_phases as phases
from polyattn.ledger.chapters import ch07_phases_limit_law as limit_law
from polyattn.symbolic import (
    P_active,
    a,
    b,
    c,
    m,
    s_d,
    theta,
)

CLAIMS = {claim.label: claim for claim in (*phases.CLAIMS, *limit_law.CLAIMS)}


@pytest.mark.parametrize("name", limit_law.LIMITS)
def test_a_wrong_limit_is_found(name, monkeypatch):
    claim = CLAIMS["thm:limit-law"]
    assert limit_law._eighths(claim, (name,))[0]
    shifted = limit_law.LIMITS | {name: c * s_d - a}
    monkeypatch.setattr(limit_law, "LIMITS", shifted)
    assert not limit_law._eighths(claim, (name,))[0]


def test_points_around_the_level_carry_the_exact_law():
    points = list(limit_law._LAWS.points({limit_law.x, m, theta, P_active}))
    assert len(points) > 20
    for point in points[::7]:
        entries = {"a": point[a], "b": point[b], "c": point[c]}
        size, copies, degree = (int(point[x]) for x in (limit_law.d, limit_law.t, limit_law.beta))
        data = SelfAttentionData(size, copies, **entries)
        law = MaximalPreactivation(data, Polynomial(degree), width=int(point[m]))
        expected = law.logsf(point[theta])
        found = point[P_active]
        if expected == -math.inf:
            assert found == 0
        else:  # the law promises twelve digits
            assert float(found.log()) == pytest.approx(expected, rel=1e-11, abs=1e-11)
