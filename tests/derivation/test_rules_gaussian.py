"""Rules for Gaussian noise: against laws of normal numbers; neighbours and misuse refused."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest
import sympy as sp
from scipy.stats import chi2, norm

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import drowned as w
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import m, n, theta
from polyattn.symbolic.neuron import s_1


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("rate", [0.0, 0.1, 0.4])
def test_markov_bounds_both_tails_of_a_sum_of_squares(size, rate):
    for x in (0.5, 2.0, 4.0):
        above, below = size + sqrt(2 * size) * x + x * x, size - sqrt(2 * size) * x
        most = [exp(-s * y - size / 2 * log(1 - 2 * s)) for s, y in ((rate, above), (-rate, below))]
        assert chi2.sf(above, size) <= most[0] * (1 + 1e-12)
        assert chi2.cdf(below, size) <= most[1] * (1 + 1e-12)


def test_half_of_the_logarithm_is_refuted():
    assert chi2.sf(50, 50) > exp(-0.1 * 50 - 50 / 4 * log(1 - 2 * 0.1))


@pytest.mark.parametrize("place", [0, 0.3, 1, 3, 8])
def test_mills_ratio(place):
    assert norm.pdf(place) <= (place + 1) * norm.sf(place)
    assert rules.mills(sp.Integer(0)).conclusion.rhs == Phi(sp.S.Zero)


def test_mills_ratio_with_less_is_refuted():
    assert norm.pdf(0.3) > (0.3 + 0.6) * norm.sf(0.3)


def event(*given, leave=()):
    """Return a proof of the event, but for what is left out."""
    proof = Derivation(given=(*rules.NORMAL, *given))
    with unchecked():
        for bound in rules.EVENT:
            if bound not in leave:
                proof.have(bound)
    return proof


def test_every_event_is_counted():
    most = rules.one_event(event()).conclusion.rhs
    tail = sp.Symbol("tail")
    even = most.xreplace({Phi(-g.x_sigma): tail / 2, g.p_above: tail, g.p_below: tail})
    assert sp.expand(even / tail - sp.Rational(3, 2) * n * (n - 1) - 5 * n) == 0


@pytest.mark.parametrize("bound", rules.EVENT)
def test_no_bound_of_the_event_is_left_out(bound):
    with pytest.raises(DerivationError, match="one_event: the proof must show"):
        rules.one_event(event(leave=(bound,)))


@pytest.mark.parametrize("more", [g.i_jj >= 0, z.f_own >= 1, s_1 >= 1])
def test_nothing_else_is_assumed_of_the_noise(more):
    with pytest.raises(DerivationError, match="one_event"):
        rules.one_event(event(more))


def bounded(start, most, given, least=False):
    with unchecked():
        proof = Derivation(start, given=given)
        return proof.at_least(most) if least else proof.at_most(most)


def test_both_chances_rest_on_the_event():
    row = bounded(g.w_norm, theta, (*rules.EVENT, *rules.ANY_ROW))
    quiet = (z.omega_squared > 0, z.omega_squared <= theta**2, z.f_top <= 1)
    found = rules.active_at_most(bounded(z.P_noisy, m, quiet), row).conclusion
    assert found == (g.P_sigma <= g.p_missed + m)
    with pytest.raises(DerivationError, match="active_at_most"):
        rules.active_at_most(bounded(z.P_noisy, m, (*quiet, z.f_top <= 0)), row)
    own = bounded(g.f_self, theta, (*rules.EVENT, *rules.PLANTED_ROW), least=True)
    loud = bounded(z.P_noisy, m, (z.f_own >= theta, *rules.DOWN), least=True)
    assert rules.active_at_least(loud, own).conclusion == (g.P_sigma >= (1 - g.p_missed) * m)
    any_row = bounded(g.f_self, theta, (*rules.EVENT, *rules.ANY_ROW), least=True)
    with pytest.raises(DerivationError, match="active_at_least"):
        rules.active_at_least(loud, any_row)


def test_self_scores_without_the_noise_are_others():
    given = (*rules.EVENT, *rules.ANY_ROW_SUB)
    row = bounded(g.w_norm, theta, given)
    quiet = (z.omega_squared > 0, z.omega_squared <= theta**2, z.f_top <= 1)
    network = bounded(z.P_noisy, m, quiet)
    found = rules.active_at_most(network, row, subtracted=True).conclusion
    assert found == (g.P_sub <= g.p_missed + m)
    with pytest.raises(DerivationError, match="active_at_most"):
        rules.active_at_most(network, row)
    own = bounded(g.f_self, theta, (*rules.EVENT, *rules.PLANTED_ROW), least=True)
    loud = bounded(z.P_noisy, m, (z.f_own >= theta, *rules.DOWN), least=True)
    with pytest.raises(DerivationError, match="active_at_least"):
        rules.active_at_least(loud, own, subtracted=True)


def test_a_threshold_of_its_own_is_no_bound_for_all():
    near = bounded(w.T_max, theta + 1, (w.X_sigma <= theta, *rules.LOCKED, *rules.TOKENS))
    assert rules.one_ahead(near).conclusion.lhs == w.S_sigma
    far = bounded(w.T_max, 2 * theta, (w.X_sigma <= theta, *rules.LOCKED))
    with pytest.raises(DerivationError, match="one_ahead"):
        rules.one_ahead(far)
    seen = bounded(w.z_top, s_1, (w.X_sigma <= theta, *rules.LOCKED))
    with pytest.raises(DerivationError, match="all_below"):
        rules.all_below(seen)
