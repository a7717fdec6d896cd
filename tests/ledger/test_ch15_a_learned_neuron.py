"""Chapter 15: what its witnesses observe is what the package computes."""

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn import symbolic as s
from polyattn.attention import attention_weights
from polyattn.ledger.witnesses.dense import Dense
from polyattn.ledger.witnesses.learned import EVERY_CORNER, Learned
from polyattn.ledger.witnesses.learned_noise import EVERY_ROW, GAUSSIAN
from polyattn.ledger.witnesses.learned_programs import PROGRAMS
from polyattn.ledger.witnesses.sides import network
from polyattn.rows import row_classes

PAIR = ("1/2", "2")


@pytest.mark.parametrize("size", [(4, 1), (5, 2)])
def test_the_margin_of_all_corners_is_that_of_the_closed_form(size):
    look = Learned(*(network(Dense, size, (a, "3/5", "2/5"), 3) for a in PAIR))
    rows = []
    for a in PAIR:
        data = SelfAttentionData(*size, a=a, b="3/5", c="2/5")
        rows.append(row_classes(data, Polynomial(3), exact=True).planted)
    others = size[0] - 3
    margin = rows[1].feature - rows[0].feature + 2 * others * (rows[0].other - rows[1].other)
    assert look.margin == margin
    best = max(look.neurons, key=look.gain)
    assert (best[s.y_1], best[s.y_own], best[s.y_top]) == (1, 1, -1)
    assert best[s.y_sum] == -others


def test_random_weights_gain_no_more_than_the_linear_programs_say():
    (look,) = PROGRAMS.evidence
    draw, seen = np.random.default_rng(0), 0
    for point in look.points({s.margin}):
        letters = [point[x] for x in (s.N, s.t, s.a0, s.a1, s.b, s.c, s.beta)]
        if letters[0] * letters[1] > 40:
            continue
        low, high = (_output(point, point[x]) for x in (s.a0, s.a1))
        weights = draw.uniform(-1, 1, (200, low.shape[1]))
        weights[:100] = np.sign(weights[:100])
        gains = (high @ weights.T).max(axis=0) - (low @ weights.T).max(axis=0)
        best = -np.ones(low.shape[1])
        best[:2] = 1
        most = float(point[s.margin].mid())
        assert gains.max() <= most + 1e-7
        assert (high @ best).max() - (low @ best).max() == pytest.approx(most, abs=1e-7)
        seen += 1
    assert seen > 5


def _output(point, a):
    data = SelfAttentionData(int(point[s.d]), int(point[s.t]), a=a, b=point[s.b], c=point[s.c])
    tokens = np.array(data.matrix(exact=True), dtype=float)
    return attention_weights(tokens, tokens, Polynomial(point[s.beta])) @ tokens


@pytest.mark.parametrize("step", [EVERY_CORNER, PROGRAMS])
def test_some_networks_tell_nearly_as_much_as_the_margin_lets_them(step):
    (look,) = step.evidence
    names = {*s.P_out, s.nu_out, s.margin, s.theta}
    gaps = [float((x[s.P_out[1]] - x[s.P_out[0]]).mid()) for x in look.points(names)]
    assert max(gaps) > 0.8
    assert min(gaps) < 0.05


def test_noise_at_the_feature_is_large_and_small():
    (exact,), (drawn,) = EVERY_ROW.evidence, GAUSSIAN.evidence
    for look in (exact, drawn):
        shares = []
        for point in look.points({s.X_E}):
            largest, a, weight, entry = (float(point[x]) for x in (s.X_E, s.a, s.f_top, s.e_top))
            shares.append((largest - a * weight) / entry)
        assert max(shares) > 0.3
        assert min(shares) < 0
