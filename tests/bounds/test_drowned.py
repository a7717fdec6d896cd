"""Where every row attends to itself: the bounds are their formulas, and hold for the tokens."""

import mpmath
import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn.bounds import drowned_activation_at_least, drowned_gap_at_most

PARTS = {"copies": 1000, "b": "0.6", "c": "0.4"}
LOW, HIGH = (SelfAttentionData(10**6, a=a, **PARTS) for a in ("0.1", "0.9"))


def by_hand(a, sigma, degree, theta, chance):
    """The loss, and both bounds for one neuron, in mpmath."""
    mp = mpmath.mp
    s, e, d, t = mpmath.mpf(sigma), mpmath.mpf(chance), 10**6, 1000
    p, q, r = mpmath.mpf(a) ** 2 + mpmath.mpf("0.52"), mpmath.mpf("0.52"), mpmath.mpf("0.16")
    nu, n, N = d * s**2, t * (d - 2), d - 3
    x = mp.sqrt(2 * mp.log(4 * mpmath.mpf(n) ** 2 / e))
    zeta = s * x * (2 * mp.sqrt(p) + mp.sqrt(2 * nu) + s * x)
    crowd = (t - 1) * q**degree + t * N * r**degree
    off = (r / (r - zeta)) ** (2 * degree) * crowd
    loss = off / ((q + nu) ** degree + off)
    loss *= mpmath.mpf(a) + mpmath.mpf("1.2") + 2 * mp.sqrt(nu) * mp.sqrt(2 * mp.log(n / e))
    rare = mp.exp(-mpmath.mpf(N) / 8) + 2 * e
    levels = [(mpmath.mpf(theta) - mpmath.mpf("0.6") - c + loss) / mp.sqrt(nu) for c in
              (mpmath.mpf("0.4"), -mpmath.mpf("0.4"))]  # fmt: skip
    quiet = sum(mp.ncdf(x) ** (mpmath.mpf(t * N) / 4) for x in levels) / 2
    top = mp.sqrt(2 * mp.log(1 + mpmath.mpf(t * N) / 4))
    ahead = mp.exp(-((top - mpmath.mpf("0.9") / mp.sqrt(nu)) ** 2) / 2)
    near = loss * (mp.sqrt(2 * mp.log(n)) + mpmath.mpf("1.4")) / mp.sqrt(nu)
    return 1 - quiet - rare, ahead + near + rare


@pytest.mark.parametrize(("sigma", "degree"), [("0.001", 40), ("0.001", 60), ("0.0005", 90)])
def test_they_are_their_formulas(sigma, degree):
    with mpmath.workdps(60):
        active, _ = by_hand("0.1", sigma, degree, "1.5", "0.001")
        _, gap = by_hand("0.1", sigma, degree, "1.5", "0.001")
        kernel = Polynomial(degree)
        found = drowned_activation_at_least(LOW, kernel, sigma, "1.5")
        assert float(active) * (1 - 1e-15) <= found <= active
        found = drowned_gap_at_most(LOW, HIGH, kernel, sigma, 3)
        assert min(1, 3 * gap) <= found <= float(min(1, 3 * gap)) * (1 + 1e-15)


def test_locked_tokens_activate_more_often_than_promised():
    """A layer that is the identity, with as many plus signs as the bound counts on: a quarter."""
    rng, theta, nu, draws = np.random.default_rng(2), 2.0, 0.2, 400
    active = 0
    for _ in range(draws):
        tokens = 0.6 + 0.4 * rng.choice([-1, 1]) + np.sqrt(nu) * rng.normal(size=250)
        active += tokens.max() > theta
    levels = [(theta - 0.6 - c) / np.sqrt(nu) for c in (0.4, -0.4)]
    quiet = sum(float(mpmath.ncdf(x)) ** 250 for x in levels) / 2
    assert abs(active / draws - (1 - quiet)) < 5 * 0.5 / np.sqrt(draws)


def test_where_little_locks_nothing_is_promised():
    assert drowned_activation_at_least(LOW, Polynomial(4), "0.001", "1.5") == 0
    assert drowned_gap_at_most(LOW, HIGH, Polynomial(4), "0.001") == 1


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"^drowned_gap_at_most: the second construction must"):
        drowned_gap_at_most(HIGH, LOW, Polynomial(40), "0.001")
    with pytest.raises(ValueError, match=r"^drowned_activation_at_least: the noise may take"):
        drowned_activation_at_least(LOW, Polynomial(40), "0.1", "1.5")
