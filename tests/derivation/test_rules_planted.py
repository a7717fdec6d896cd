"""Rules for k planted rows: against all signs of small layers; misuse refused."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp

import polyattn.ledger  # noqa: F401 - it enters the statements of the book
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, stated
from polyattn.ledger.chapters.ch14_several_planted_rows_detection import climbing, shifted
from polyattn.ledger.chapters.ch14_several_planted_rows_shift import SHIFT, STEP
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import Pr, S_m, k
from polyattn.symbolic.model import N, b, beta, c, t, theta
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.pair import a0, a1, on

SIZES = [(4, 1, 1), (5, 2, 2), (6, 2, 3), (6, 1, 4), (7, 2, 2)]
GROUPS = s.alpha_k * s.y_j + s.v_k * (s.S_p - s.y_j) + s.u_k * s.S_u


class Layer:
    """A layer with the first rows of k groups planted, in floats, and all of its signs."""

    def __init__(self, d, t, count, feature=0.9, degree=2.5):
        clean = np.zeros((t * (d - 2), d))
        clean[:count, 0], clean[:, -1] = feature, 0.4
        clean[:, 1:-1] = 0.6 * np.tile(np.eye(d - 2), (t, 1))
        f = (clean @ clean.T) ** degree
        self.f = f / f.sum(axis=1, keepdims=True)
        self.signs = np.array(list(itertools.product((-1, 1), repeat=d)))
        self.rows = self.signs @ (self.f @ clean).T
        self.top = self.rows.max(axis=1)
        self.planted, self.all = self.signs[:, 1 : 1 + count], self.signs[:, 1:-1]


@pytest.mark.parametrize("size", SIZES)
def test_the_group_part_of_a_row_is_symmetric(size):
    layer = Layer(*size)
    d, t, count = size
    own, lock = layer.f[0, np.arange(t) * (d - 2)].sum(), layer.f[0, :count].sum()
    level = 0.4 + 0.9 * lock - 1e-9
    assert np.mean(layer.rows[:, 0] > level) >= 1 / 8
    each = level - 0.6 + 2 * 0.6 * own
    assert np.mean(layer.top > each) >= (1 - 2.0**-count) / 4


def test_a_quarter_by_symmetry_is_refuted():
    # one sign as the group part: with two plus signs it is at least 0 half of the time
    signs = np.array(list(itertools.product((-1, 1), repeat=3)))
    assert np.mean((signs[:, 0] == 1) & (signs[:, 1] == 1) & (signs[:, 2] >= 0)) == 1 / 8


@pytest.mark.parametrize("groups", [2, 5, 9])
def test_the_sum_of_all_group_signs_has_hoeffdings_tails(groups):
    sums = np.array(list(itertools.product((-1, 1), repeat=groups))).sum(axis=1)
    for x in range(1, groups + 1):
        assert np.mean(sums >= x) < math.exp(-(x**2) / 2 / groups)
    assert np.mean(sums >= groups) > math.exp(-(groups**2) / groups)  # twice the exponent


@pytest.mark.parametrize("size", SIZES)
def test_most_planted_groups_and_many_signs_help_each_other(size):
    layer = Layer(*size)
    most = layer.planted.sum(axis=1) >= 0
    assert (size[2] - layer.planted.sum(axis=1)[most] <= 2 * (size[2] // 2)).all()
    for low in range(-size[0], size[0]):
        many = layer.all.sum(axis=1) >= low
        assert np.mean(most & many) >= np.mean(many) / 2


@pytest.mark.parametrize("size", [(5, 2, 2), (6, 2, 3), (6, 1, 2), (7, 1, 3)])
@pytest.mark.parametrize("degree", [0.7, 3])
def test_a_neuron_tells_data_sets_apart_for_few_counts(size, degree):
    low, high = (Layer(*size, feature, degree) for feature in (0.2, 1.1))
    free = size[0] - 2 - size[2]
    shift = (high.top - low.top).max()
    step = 2 * 0.6 * low.f[0, np.arange(size[1]) * (size[0] - 2) + size[0] - 3].sum()
    most = math.ceil(shift / step) * math.comb(free, free // 2) / 2**free
    for level in np.quantile(low.top, np.linspace(0, 1, 23)):
        assert np.mean(high.top > level) - np.mean(low.top > level) <= most + 1e-12


@pytest.mark.parametrize("count", [1, 2, 3])
def test_rows_of_one_group_are_those_of_one_planted_row(count):
    def distinct(copies, planted):
        clean = np.zeros((copies * 3, 5))
        clean[: 3 * planted : 3, 0], clean[:, -1] = 0.9, 0.4
        clean[:, 1:-1] = 0.6 * np.tile(np.eye(3), (copies, 1))
        f = (clean @ clean.T) ** 3
        return {tuple(x) for x in np.round((f / f.sum(axis=1, keepdims=True)) @ clean, 9)}

    assert distinct(2 * count, count) == distinct(2, 1)
    assert distinct(2 * count, count) != distinct(2 * count, 1) or count == 1


def fires(*more):
    inside = (*rules.GROUPS, *rules.BOTH_PLUS, s.y_j <= s.y_p, GROUPS >= 0)
    return Derivation(given=(*inside, *more)).have(s.S_p <= k)


def test_what_the_rules_say():
    event, eighth = Pr(s.S_p <= k), sp.Rational(1, 8)
    assert rules.symmetric(fires(), GROUPS).conclusion == (event >= eighth)
    plus = (*rules.GROUPS, *rules.BOTH_PLUS, *rules.ONE_PLUS)
    found = rules.some_planted_plus(Derivation(given=plus).have(s.S_p <= k))
    assert found.conclusion == (event >= (1 - 2 ** (-k)) / 4)
    most = (*plus, *rules.MOSTLY, s.S_k >= theta)
    found = rules.mostly_plus(Derivation(given=most).have(s.S_p <= k), theta)
    assert found.conclusion == (event >= Pr(s.S_k >= theta) / 8)


@pytest.mark.parametrize(
    ("term", "more"),
    [
        (GROUPS + 1, ()),
        (GROUPS + s_1, ()),
        (s.alpha_k * s.y_p + s.v_k * (s.S_p - s.y_p), ()),
        (GROUPS, (s.S_u >= 0,)),
        (GROUPS, (s.K_p >= 1,)),
    ],
)
def test_what_is_not_symmetric(term, more):
    with pytest.raises(DerivationError, match="symmetric"):
        rules.symmetric(fires(*more), term)


def test_what_else_may_not_be_assumed_of_signs():
    with pytest.raises(DerivationError, match="some_planted_plus"):
        rules.some_planted_plus(fires())
    with pytest.raises(DerivationError, match="mostly_plus"):
        rules.mostly_plus(fires(), c)
    with pytest.raises(DerivationError, match="number"):
        rules.mostly_plus(fires(), s.S_u)
    with pytest.raises(DerivationError, match="number"):
        rules.hoeffding_groups(s.S_p)


@pytest.mark.parametrize(
    "label",
    [
        "thm:sandwich#at most",
        "thm:silence#none",
        "thm:tolerance#area",
        "lem:counting#count",
        "thm:softmax-dictionary#ratios",
        "thm:learned-margin#margin",
        "thm:any-noise#activation",
    ],
)
def test_what_is_not_known_of_one_group(label):
    with pytest.raises(DerivationError, match="in_one_group"):
        rules.in_one_group(stated(label))


def test_t_over_k_stands_wherever_t_stood():
    found = rules.in_one_group(stated("thm:detection-necessary#exact"))
    assert s.S_one in found.conclusion.free_symbols
    assert S_m not in found.conclusion.free_symbols
    assert {k >= 1, t >= k, t / k >= 1} <= {*found.hypotheses}
    assert "thm:k-rows-one-group" in found.uses


PAIR = (a0 >= 0, a1 > a0, b > 0, beta > 0, c > 0, k >= 1, k <= N + 1, t >= 1)


def test_a_shift_and_a_climb_bound_what_tells_data_sets_apart():
    found, wide = rules.group_crossings(shifted(PAIR), climbing(PAIR)), sp.expand(SHIFT)
    low, high = (on(s.p_several, i) for i in (0, 1))
    assert found.conclusion == (high - low <= sp.ceiling(wide / STEP) * rules.GROUPS_ATOM)
    assert rules.group_layer_cake(shifted(PAIR)).conclusion == (s.area_several <= wide)


@pytest.mark.parametrize("more", [s.K_u >= 1, s_1 >= 0, on(s.X_k, 0) <= theta])
def test_a_shift_of_some_sign_vectors_alone(more):
    for one in (rules.group_layer_cake, lambda x: rules.group_crossings(x, climbing(PAIR))):
        with pytest.raises(DerivationError, match="every sign vector"):
            one(shifted((*PAIR, more)))


def test_a_shift_of_some_rows_alone():
    pair = on(s.V_s_k, 1), on(s.V_s_k, 0) + SHIFT
    one = Derivation(given=(*PAIR, *rules.GROUPS))
    one.have(sp.Le(*pair, evaluate=False), by="lem:k-rows-shift#its group")
    with pytest.raises(DerivationError, match="each kind"):
        rules.group_layer_cake(one)
    with pytest.raises(DerivationError, match="each kind"):
        rules.group_crossings(climbing(PAIR), shifted(PAIR))


def test_a_supremum_is_over_every_threshold():
    bound = Derivation(given=(theta >= c,)).have(rules.GAP_SEVERAL <= rules.GAP_SEVERAL + theta**2)
    with pytest.raises(DerivationError, match="group_supremum_at_most"):
        rules.group_supremum_at_most(bound)
    gap = Derivation(rules.GAP_SEVERAL, given=(theta >= c, rules.GAP_SEVERAL >= 0)).at_least(0)
    for place in (s.S_p, theta):
        with pytest.raises(DerivationError, match="group_supremum_at_least"):
            rules.group_supremum_at_least(gap, place)


def test_how_many_planted_rows_there_are_stays_within_a_chance():
    event = (*rules.BOTH_PLUS, s.K_p >= 1)
    proof = Derivation(given=(*rules.GROUPS, *rules.BOTH_PLUS, *rules.ONE_PLUS))
    for one in event:
        proof.have(one)
    with pytest.raises(DerivationError, match="reaches into a chance"):
        rules.instance(rules.some_planted_plus(proof), {k: sp.Integer(20)})
