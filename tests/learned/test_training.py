"""Gradient descent: its levels and slopes against a dense layer, and where it ends."""

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn.learned import best_margin, best_neuron, train
from polyattn.learned._slopes import level
from tests.learned.dense import layer, tokens

EXAMPLE = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]


def dense_level(data, degree, Y):
    C = layer(tokens(data.d, data.copies, data.a, data.b, data.c), lambda s: s**degree)
    return (C @ Y.T).max()


@pytest.mark.parametrize("size", [(4, 1), (5, 3), (8, 2)])
@pytest.mark.parametrize("a", ["0", "0.9"])
def test_levels_and_slopes_are_those_of_the_dense_layer(size, a):
    data = SelfAttentionData(*size, a=a, b="0.6", c="0.4")
    rng = np.random.default_rng(3)
    runs, width = 12, 3
    degrees, Y = rng.uniform(0.5, 9, runs), rng.uniform(-1, 1, (runs, width, size[0]))
    found, small = level(data, degrees, Y), 1e-6
    for run in range(runs):
        here = degrees[run], Y[run]
        assert found.height[run] == pytest.approx(dense_level(data, *here), rel=1e-12)
        ends = [dense_level(data, here[0] + s * small, here[1]) for s in (1, -1)]
        assert found.by_degree[run] == pytest.approx((ends[0] - ends[1]) / 2 / small, abs=1e-7)
        for place in np.ndindex(width, size[0]):
            step = np.zeros((width, size[0]))
            step[place] = small
            ends = [dense_level(data, here[0], here[1] + s * step) for s in (1, -1)]
            slope = (ends[0] - ends[1]) / 2 / small
            assert found.by_neuron[run][place] == pytest.approx(slope, abs=1e-7)
        C = layer(tokens(*size, a, "0.6", "0.4"), lambda s, x=here[0]: s**x)
        assert found.planted[run] == ((C @ Y[run].T).max(axis=1).argmax() == 0)


def test_a_degree_that_is_high_enough_ends_at_the_best_of_all():
    found = train(*EXAMPLE, "0.2", degree=8, runs=8)
    top = max(best_margin(*EXAMPLE, Polynomial(x)) for x in np.arange(4.4, 4.6, 0.01))
    assert found.planted.sum() >= 7
    for run in np.flatnonzero(found.planted):
        assert found.degrees[0, run] == pytest.approx(8)
        assert found.degrees[-1, run] == pytest.approx(4.48, abs=0.05)
        assert 0.99 * top < found.margins[-1, run] <= top * (1 + 1e-9)
        y = found.neurons[run, 0]
        assert abs(y - best_neuron(*EXAMPLE, Polynomial(5)))[:-1].mean() < 0.1


def test_from_a_low_degree_most_starts_are_lost_and_the_degree_falls():
    found = train(*EXAMPLE, "0.2", degree=1, runs=20)
    lost = ~found.planted
    assert 10 <= lost.sum() < 20
    assert (found.degrees[-1, lost] < 1).all()
    assert (abs(found.margins[-1, lost]) < 0.01).all()
    assert (found.degrees[-1, ~lost] > 4).all()


def test_the_margin_is_that_of_the_neurons_at_the_end():
    found = train(*EXAMPLE, "0.2", degree=5, width=2, runs=2, steps=30, random_state=5)
    assert found.degrees.shape == found.margins.shape == (31, 2)
    assert found.neurons.shape == (2, 2, 102)
    for run in range(2):
        degree, Y = found.degrees[-1, run], found.neurons[run]
        low, high = (dense_level(x, degree, Y) for x in EXAMPLE)
        assert found.margins[-1, run] == pytest.approx(high - low, abs=1e-12)
        assert low - 1 < found.thresholds[run] < high + 1
        assert high - low <= best_margin(*EXAMPLE, Polynomial(degree))


def test_a_seed_gives_the_same_course():
    one, two, other = (
        train(*EXAMPLE, "0.2", degree=3, runs=2, steps=5, random_state=x) for x in (1, 1, 2)
    )
    assert (one.margins == two.margins).all()
    assert (one.margins != other.margins).all()


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"^train: noise must be positive, got 0"):
        train(*EXAMPLE, 0, degree=2)
    with pytest.raises(ValueError, match=r"degree must be positive, got -1"):
        train(*EXAMPLE, "0.2", degree=-1)
    with pytest.raises(ValueError, match=r"^train: rate must be positive, got 0"):
        train(*EXAMPLE, "0.2", degree=2, rate=0)
    for name in ("width", "runs", "steps"):
        with pytest.raises(ValueError, match=rf"^train: {name} must be at least 1, got 0"):
            train(*EXAMPLE, "0.2", degree=2, **{name: 0})
    with pytest.raises(TypeError, match=r"^train: data0 must be a SelfAttentionData"):
        train(1, 2, "0.2", degree=2)
