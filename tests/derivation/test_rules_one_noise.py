"""Chances over Gaussian noise: what they depend on unseen, and what their rules need."""

from __future__ import annotations

import pytest
import sympy as sp

import polyattn.ledger  # noqa: F401 - enters the statements
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError, stated
from polyattn.symbolic.any_noise import P_noisy, f_own, f_top, omega_squared
from polyattn.symbolic.cures import zeta
from polyattn.symbolic.drowned import T_max, X_sigma, p_loose, p_quiet, z_star, z_top
from polyattn.symbolic.gaussian import (
    SPREAD,
    SPREAD_M,
    SPREAD_O,
    P_sigma,
    f_off,
    f_self,
    p_missed,
    sigma,
    w_norm,
    x_sigma,
    zeta_m,
    zeta_o,
)
from polyattn.symbolic.model import a, b, beta, d, epsilon, theta
from polyattn.symbolic.neuron import K, p_theta, s_1
from polyattn.symbolic.noise import P_nu, Q_nu, nu, x_in
from polyattn.symbolic.pair import on


@pytest.mark.parametrize(
    ("label", "put"),
    [
        ("lem:one-event#chance", {zeta: SPREAD}),  # then it would hold of every zeta
        ("lem:one-event#chance", {nu: d * sigma**2}),
        ("lem:class-means#chance", {zeta_m: SPREAD_M}),
        ("lem:class-means#chance", {zeta_o: SPREAD_O}),
        ("lem:class-means#chance", {nu: d * sigma**2}),
        ("lem:maximum-density", {nu: 100 * nu}),
        ("thm:drowned#active", {nu: 100 * nu}),
        ("thm:drowned#active", {epsilon: epsilon / 1000}),  # p_loose has another
        ("thm:drowned#no threshold", {epsilon: epsilon / 1000}),
        ("thm:drowned#no threshold", {x_sigma: 2 * x_sigma}),
        ("thm:subtract-gaussian#silent", {nu: d * sigma**2}),
    ],
)
def test_chances_over_the_noise_are_those_of_one_noise(label, put):
    with pytest.raises(DerivationError, match="speaks of a network"):
        stated(label, put)


def test_what_holds_of_right_numbers_may_be_moved():
    assert stated("lem:one-event#chance", {epsilon: sp.Rational(1, 2)})


def taken(relation, *given):
    """Return a derivation that nobody checked: rules look at what it assumes and says."""
    with unchecked():
        return Derivation(given=given).have(relation)


def test_tokens_lie_where_they_are_said_to_if_no_entry_is_negative():
    event = (*rules.LOCKED, *rules.TOKENS)
    below = rules.all_below(taken(z_top <= theta, *event, *rules.PLUS_GROUP))
    assert {a >= 0, b >= 0} <= {*below.hypotheses}
    ahead = rules.one_ahead(taken(T_max <= theta + b, *event))
    assert {on(a, 0) >= 0, b >= 0} <= {*ahead.hypotheses}


def test_powers_are_in_order_if_the_degree_is_not_negative():
    network = taken(P_noisy <= 1)
    row = taken(w_norm <= 2, *rules.EVENT, *rules.ANY_ROW)
    assert (beta >= 0) in rules.active_at_most(network, row).hypotheses


def test_a_bound_for_all_thresholds_names_no_chance_of_one():
    event = (*rules.LOCKED, *rules.TOKENS)
    for level in (p_theta, p_quiet, P_noisy):
        with pytest.raises(DerivationError, match="one_ahead"):
            rules.one_ahead(taken(T_max <= theta + level, X_sigma <= theta, *event))
        with pytest.raises(DerivationError, match="one_ahead"):
            rules.one_ahead(taken(T_max <= theta, X_sigma <= theta, *event, level >= 1))


def test_what_a_neuron_sees_of_one_noise_is_no_hypothesis():
    seen = (T_max >= 1, X_sigma <= 0)
    row = taken(w_norm <= 2, *rules.EVENT, *rules.ANY_ROW, *seen)
    with pytest.raises(DerivationError, match="not known of every row"):
        rules.active_at_most(taken(P_noisy <= 1), row)
    event = (*rules.LOCKED, *rules.TOKENS, *rules.PLUS_GROUP)
    with pytest.raises(DerivationError, match="not known of every row"):
        rules.all_below(taken(z_top <= theta, *event, w_norm <= 1))


def test_a_bound_on_the_planted_weight_is_shown_of_any_row():
    network = taken(P_noisy <= 1, omega_squared > 0, omega_squared <= 4, f_top <= 1)
    both = sp.And(w_norm <= 2, f_self <= 1, f_off <= 1)
    row = taken(both, *rules.EVENT, *rules.ANY_ROW)
    assert rules.quiet_rows(network, row).conclusion == (P_sigma <= p_missed + 1)
    for less in (w_norm <= 2, sp.And(w_norm <= 2, f_self <= 1, f_off <= 2)):
        with pytest.raises(DerivationError, match="must bound the noise and weights"):
            rules.quiet_rows(network, taken(less, *rules.EVENT, *rules.ANY_ROW))


def test_the_planted_token_is_bounded_by_three_signs_and_fixed_numbers():
    row = taken(f_self >= 1 - b, *rules.EVENT, *rules.PLANTED_ROW)
    event = (X_sigma <= theta, f_own >= 1 - b, f_own <= 1, *rules.PLANTED_TOKEN)
    unseen = rules.planted_unseen(taken(z_star <= theta - a * s_1, *event), row)
    assert {a >= 0, b >= 0, sp.Eq(nu, d * sigma**2)} <= {*unseen.hypotheses}
    for level in (theta - T_max, theta - K, theta * f_self):
        with pytest.raises(DerivationError, match="by three signs at most"):
            rules.planted_unseen(taken(z_star <= level, *event), row)
    with pytest.raises(DerivationError, match="not known of every row"):
        rules.planted_unseen(taken(z_star <= theta, *event, X_sigma >= 0), row)
    with pytest.raises(DerivationError, match="from below by a number"):
        rules.planted_unseen(taken(z_star <= theta, *event), taken(f_self <= 1, *row.given))


def test_a_lock_is_shown_of_any_row():
    row = taken(f_self >= 1 - epsilon, *rules.EVENT, x_in >= Q_nu)
    assert rules.locked_rows(row).conclusion == (p_loose <= p_missed)
    with pytest.raises(DerivationError, match="not known of every row"):
        rules.locked_rows(taken(f_self >= 1 - epsilon, *rules.EVENT, sp.Eq(x_in, P_nu)))
