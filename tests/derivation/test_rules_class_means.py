"""Rules for means of scores under Gaussian noise: laws, neighbours and misuse refused."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.model import beta, m, n, r, t, theta
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.noise import P_nu, x_in


def proved(given, *relations):
    """Return a derivation that nobody checked: rules look at what it assumes and says."""
    proof = Derivation(given=given)
    with unchecked():
        for relation in relations:
            proof.have(relation)
    return proof


KNOWN = (*rules.NORMAL, *rules.MATES, *rules.FAR)
SHOWN = (*rules.EVENT, *rules.MEANS)


def test_every_event_is_counted():
    most = rules.event_with_means(proved(KNOWN, *SHOWN)).conclusion.rhs
    tail = sp.Symbol("tail")
    even = most.xreplace({Phi(-g.x_sigma): tail / 2, g.p_above: tail, g.p_below: tail})
    assert sp.expand(even / tail - sp.Rational(3, 2) * n * (n - 1) - 9 * n) == 0


@pytest.mark.parametrize("bound", SHOWN)
def test_no_bound_of_the_event_is_left_out(bound):
    with pytest.raises(DerivationError, match="event_with_means: the proof must show"):
        rules.event_with_means(proved(KNOWN, *(x for x in SHOWN if x != bound)))


@pytest.mark.parametrize("more", [g.i_mates >= 0, g.k_far >= 0, g.x_other <= 1, s_1 >= 1])
def test_nothing_else_is_assumed_of_the_noise(more):
    with pytest.raises(DerivationError, match="event_with_means"):
        rules.event_with_means(proved((*KNOWN, more), *SHOWN))


@pytest.mark.parametrize(("clean", "mean"), [(0, "mates"), (2, "far")])
def test_means_have_the_deviations_that_are_said(clean, mean):
    """On drawn noise, the parts of a mean of scores are as large as their deviations, or less."""
    d, copies, a, b, c, draw = 6, 3, 0.5, 0.7, 0.4, np.random.default_rng(3)
    groups, size = d - 2, (d - 2) * copies
    A = np.zeros((size, d))
    A[np.arange(size), 1 + np.arange(size) % groups], A[:, -1], A[0, 0] = b, c, a
    same = np.arange(size) % groups == 1
    among = same & (np.arange(size) != 1) if mean == "mates" else ~same
    noise = draw.standard_normal((4000, size, d))
    first = noise[:, 1] @ A[among].mean(axis=0)
    token = A[1] + 0.3 * noise[:, 1]
    second = (noise[:, among].mean(axis=1) * token).sum(axis=1) / np.linalg.norm(token, axis=1)
    most = c * c + (a * a + b * b) / (d - 3) if mean == "far" else a * a + b * b + c * c
    assert first.var() <= 1.1 * most
    assert second.var() == pytest.approx(1 / among.sum(), rel=0.1)


def test_powers_add_up_to_those_of_the_mean_for_degrees_from_1_on():
    needed = {*rules.powers_of_means().hypotheses}
    assert {beta >= 1, zeta < r, g.zeta_o < r, t >= 2, *rules.MEANS, *rules.SCORES} <= needed
    scores = np.array([0.1, 0.4, 0.9])
    for degree in (1, 1.5, 4):
        assert (scores**degree).mean() >= scores.mean() ** degree * (1 - 1e-12)
    assert (scores**0.5).mean() < scores.mean() ** 0.5  # a degree below 1
    assert (np.array([-1.0, 0.2]) ** 3).mean() < (-0.4) ** 3  # a negative score


def test_silence_rests_on_the_event_and_on_every_weight():
    quiet = (z.omega_squared > 0, z.omega_squared <= theta**2, z.f_top <= theta)
    network = proved(quiet, z.P_noisy <= m)
    event = (*SHOWN, *rules.ANY_ROW)
    both = sp.And(g.w_norm <= theta, g.f_self <= theta, g.f_other <= theta)
    found = rules.quiet_by_means(network, proved(event, both))
    assert found.conclusion == (g.P_sigma <= g.p_means + m)
    for less in (
        sp.And(g.w_norm <= theta, g.f_self <= theta),
        sp.And(g.w_norm <= theta, g.f_self <= theta, g.f_other <= 2 * theta),
        sp.And(g.w_norm <= theta, g.f_self <= g.f_off, g.f_other <= g.f_off),
    ):
        with pytest.raises(DerivationError, match="must bound the noise and weights"):
            rules.quiet_by_means(network, proved(event, less))
    for more in (sp.Eq(x_in, P_nu), g.s_mates >= 1, g.x_other <= 1):
        with pytest.raises(DerivationError, match="not known of every row"):
            rules.quiet_by_means(network, proved((*event, more), both))
    with pytest.raises(DerivationError, match="quiet_by_means"):
        rules.quiet_by_means(proved((*quiet, z.f_top <= 0), z.P_noisy <= m), proved(event, both))
