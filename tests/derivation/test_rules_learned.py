"""Rules for learned weights and for noise around them: neighbours and misuse are refused."""

from __future__ import annotations

import itertools
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
import sympy as sp

import polyattn.ledger  # noqa: F401 - it enters the statements of the book
from polyattn import Polynomial, SelfAttentionData
from polyattn.attention import attention_weights
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.fact import DerivationError, stated
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import learned as y
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import N, a, b, n, theta, u_o, w_o
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.pair import a0, a1, on

LOW, HIGH = on(y.X_y, 0), on(y.X_y, 1)
BEST = (b >= 0, w_o >= u_o)
NORMAL = NormalDist()
x, h = sp.symbols("x h", real=True)
PLACES = [Fraction(k, 4) for k in range(-12, 13)]


def shifts(*given, by=b):
    """Return a proof that every neuron shifts by so much at most."""
    with unchecked():
        return Derivation(HIGH, given=given).at_most(LOW + by)


def gains(*given, by=b):
    with unchecked():
        return Derivation(HIGH, given=given).at_least(LOW + by)


def test_what_bounds_every_neuron_bounds_the_margin():
    fact = rules.margin_at_most(shifts(*y.CUBE, a1 > a0))
    assert fact.conclusion == (y.margin <= b)
    assert fact.hypotheses == (a1 > a0, *BEST)


@pytest.mark.parametrize(
    "wrong",
    [
        shifts(y.y_1 <= 0),
        shifts(y.y_sum >= -N),
        shifts(by=b * y.y_1),
        shifts(by=b * y.p_rows[0]),
        shifts(sp.Eq(s_1, 1)),
        gains(*y.CUBE),
    ],
    ids=[
        "half of the cube",
        "no bound of it",
        "a bound that moves",
        "a chance that moves",
        "signs",
        "from below",
    ],
)
def test_a_bound_for_some_neurons_is_refused(wrong):
    with pytest.raises(DerivationError, match="margin_at_most"):
        rules.margin_at_most(wrong)


def test_some_weights_of_the_cube_bound_the_margin_from_below():
    fact = rules.margin_at_least(gains(*y.BEST_WEIGHTS))
    assert fact.conclusion == (y.margin >= b)
    assert set(fact.hypotheses) <= {N >= 1, -N >= -1 - (N - 1), -N <= -N, *fact.hypotheses}
    far = rules.margin_at_least(gains(sp.Eq(y.y_1, 2)))
    assert sp.false in far.hypotheses, "2 is beyond the cube, and no line can show it"


@pytest.mark.parametrize(
    "wrong",
    [gains(y.y_1 >= 0), gains(by=y.y_d), gains(sp.Eq(y.y_1, y.y_own)), shifts(*y.CUBE)],
    ids=["a bound", "a gain that moves", "weights by weights", "from above"],
)
def test_weights_that_are_not_named_bound_nothing(wrong):
    with pytest.raises(DerivationError, match="margin_at_least"):
        rules.margin_at_least(wrong)


def moved(place, most, *given):
    with unchecked():
        return Derivation(Phi(place + b / y.nu_out) - Phi(place), given=given).at_most(most)


def test_noise_in_the_output_spreads_no_gap():
    place = sp.Dummy("x", real=True)
    fact = rules.noisy_output(shifts(*y.CUBE), moved(place, a, theta > 0), place)
    assert fact.conclusion == (rules.NOISY_GAP <= a)
    assert fact.hypotheses == (theta > 0, *BEST, y.nu_out > 0)


@pytest.mark.parametrize("case", ["a place", "a bound that moves", "another shift", "weights"])
def test_noise_in_the_output_somewhere_is_refused(case):
    place = sp.Dummy("x", real=True)
    shift, far = shifts(*y.CUBE), moved(place, a)
    if case == "a place":
        far = moved(place, a, place > 0)
    elif case == "a bound that moves":
        far = moved(place, a + place)
    elif case == "another shift":
        shift = shifts(*y.CUBE, by=2 * b)
    else:
        far = moved(place, a, y.y_1 > 0)
    with pytest.raises(DerivationError, match="noisy_output"):
        rules.noisy_output(shift, far, place)


@pytest.mark.parametrize("seed", range(20))
def test_no_network_tells_more_than_the_margin_lets_it(seed):
    """Random weights on the package's own matrices: the rule, and half of the shift refuted."""
    draw = np.random.default_rng(seed)
    pair = [SelfAttentionData(5, 2, a=each, b="0.6", c="0.4") for each in ("0.2", "1.1")]
    outputs = []
    for data in pair:
        tokens = np.array(data.matrix(exact=True), dtype=float)
        outputs.append(attention_weights(tokens, tokens, Polynomial(3)) @ tokens)
    best = np.array([1, 1, -1, -1, 0.0])
    most = (outputs[1] @ best).max() - (outputs[0] @ best).max()
    weights = draw.uniform(-1, 1, (4, 5)) if seed else best[None]
    low, high = ((weights @ rows.T).max() for rows in outputs)
    assert high - low <= most + 1e-12
    gaps = [
        NORMAL.cdf((high - level) / 0.3) - NORMAL.cdf((low - level) / 0.3)
        for level in np.linspace(low - 1, high + 1, 41)
    ]
    assert max(gaps) <= 2 * NORMAL.cdf(most / 0.6) - 1 + 1e-12
    if not seed:
        assert max(gaps) > 2 * NORMAL.cdf(0.9 * most / 0.6) - 1


def at(relation, **values):
    letters = {x: Fraction(values[x.name]) for x in relation.free_symbols if x.name in values}
    return holds(relation, Point(letters, exact=False))


def test_an_interval_is_likeliest_around_0():
    fact = rules.normal_widest(x, h)
    assert fact.hypotheses == (h >= 0,)
    points = list(itertools.product(PLACES, [Fraction(k, 3) for k in range(1, 10)]))
    assert not any(at(fact.conclusion, x=place, h=length) is False for place, length in points)
    less = fact.conclusion.func(fact.conclusion.lhs, 2 * Phi(9 * h / 20) - 1)
    assert not all(at(less, x=place, h=length) for place, length in points)
    assert not at(fact.conclusion, x=1, h=-1)


def test_the_normal_law_ranks():
    fact = rules.normal_ranks(x, h)
    assert fact.hypotheses == ()
    for one, other in itertools.product(PLACES, repeat=2):
        if one != other:
            assert at(fact.conclusion, x=one, h=other)


@pytest.mark.parametrize("letter", [y.nu_out, a0, theta])
def test_a_chance_under_output_noise_keeps_what_it_depends_on(letter):
    with pytest.raises(DerivationError, match="network"):
        stated("thm:output-noise#any network", {letter: letter + 1})


def row(*given, most=a + y.e_top):
    with unchecked():
        return Derivation(a * z.f_row + y.w_row, given=given).at_most(most)


def test_what_bounds_every_row_bounds_the_largest():
    assert rules.largest_row(row(*rules.A_ROW, a >= 0)).conclusion == (y.X_E <= a + y.e_top)


@pytest.mark.parametrize(
    "wrong",
    [
        row(z.f_row >= 1),
        row(y.w_row <= 0),
        row(*rules.A_ROW, most=a * z.f_row + y.e_top),
        row(sp.Eq(s_1, 1)),
        Derivation(a).at_most(a),
    ],
    ids=["a weight", "a noise", "a bound of a row", "signs", "no row"],
)
def test_what_bounds_some_rows_is_refused(wrong):
    with pytest.raises(DerivationError, match="largest_row"):
        rules.largest_row(wrong)


def test_only_what_a_row_keeps_is_an_average():
    assert rules.kept_noise(z.w_1).conclusion == sp.And(z.w_1 <= y.e_top, z.w_1 >= -y.e_top)
    with pytest.raises(DerivationError, match="kept_noise"):
        rules.kept_noise(z.w_g)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_entries_are_large_no_more_often_than_all_chances_together(count):
    fact = rules.large_entry().conclusion
    assert fact.lhs == y.p_e
    assert fact.rhs == 2 * n * Phi(-y.x_e)
    for level in (0, 0.5, 1.5, 3):
        tail = 2 * NORMAL.cdf(-level)
        assert 1 - (1 - tail) ** count <= count * tail + 1e-12
    assert 1 - (1 - tail) ** count > 0.9 * count * tail


def test_noise_in_the_input_is_of_one_data_set():
    for part in ("silent", "active"):
        with pytest.raises(DerivationError, match="has no index; it is of one data set"):
            stated(f"thm:learned-input-noise#{part}", lambda x: on(x, 0))


def test_the_best_row_of_other_groups_has_the_largest_weight():
    """Under a negative b it would be that of the smallest."""
    for fact in (rules.in_cube(), rules.margin_at_most(shifts()), rules.margin_at_least(gains())):
        assert {*BEST} <= {*fact.hypotheses}


@pytest.mark.parametrize(("letter", "value"), [(y.e_top, 0), (y.w_row, 9), (z.w_1, 9)])
def test_what_a_row_keeps_is_not_chosen(letter, value):
    row = z.w_1 if letter == z.w_1 else y.w_row
    with pytest.raises(DerivationError, match="stated"):
        rules.instance(rules.kept_noise(row), {letter: sp.Integer(value)})
