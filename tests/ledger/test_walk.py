"""The walk over networks: values against brute force, pairs, thresholds, further letters."""

from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import working_precision
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine import Statement
from polyattn.ledger.witnesses import Counted, Dense, Law, Walk
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.ledger.witnesses.pairs import crossings, separations
from polyattn.ledger.witnesses.sides import every_level
from polyattn.symbolic import chances as ch

SIZES = ((4, 1), (4, 3), (5, 2))
ENTRIES = (("0", "3/5", "2/5"), ("5/2", "1", "1/3"))
PAIR = (("1/2", "3/5", "2/5"), ("0", "3/5", "2/5"), ("3", "3/5", "2/5"), ("1", "1/2", "2/5"))


def preactivations(size, entries, degree):
    """List X for every sign vector, with NumPy, in floats."""
    d, t = size
    a, b, c = (float(Fraction(x)) for x in entries)
    matrix = np.zeros(((d - 2) * t, d))
    matrix[0, 0], matrix[:, -1] = a, c
    matrix[np.arange(len(matrix)), 1 + np.arange(len(matrix)) % (d - 2)] = b
    weights = (matrix @ matrix.T) ** degree
    weights /= weights.sum(axis=1, keepdims=True)
    signs = np.array(list(product((1, -1), repeat=d)))
    return (signs @ (weights @ matrix).T).max(axis=1)


def model(kind, size, entries, degree):
    return kind(*size, *map(Fraction, entries), degree)


@pytest.mark.parametrize(("size", "entries", "degree"), product(SIZES, ENTRIES, (1, 3)))
@pytest.mark.parametrize("kind", [Dense, Counted, Law])
def test_probabilities_are_those_of_brute_force(kind, size, entries, degree):
    values = preactivations(size, entries, degree)
    levels = [y for x, y in pairwise(sorted({round(v, 9) for v in values})) if y - x > 1e-6]
    with working_precision():
        for level in (values.min() - 1, *(y - 5e-7 for y in levels), values.max() + 1):
            found = model(kind, size, entries, degree).exceeds(Fraction(level))
            assert float(found) == pytest.approx(np.mean(values > level), abs=1e-15)


@pytest.mark.parametrize(("size", "entries", "degree"), product(SIZES, ENTRIES, (1, 3)))
def test_the_models_agree_on_every_letter_that_they_share(size, entries, degree):
    dense, counted, law = (model(x, size, entries, degree) for x in (Dense, Counted, Law))
    for ours, theirs in ((dense, counted), (dense, law), (counted, law)):
        shared = ours.values.keys() & theirs.values.keys()
        assert len(shared) > 10
        assert {x: ours.values[x] for x in shared} == {x: theirs.values[x] for x in shared}
    assert dense.cells == counted.cells
    assert every_level(dense) == every_level(counted)
    assert sum(chance for _, chance in counted.atoms) == 1


def test_thresholds_hit_every_atom_and_the_points_between():
    pair = [model(Dense, (4, 2), entries, 3) for entries in PAIR[:2]]
    for models in (pair[:1], pair):
        levels = every_level(*models)
        atoms = sorted({point[s.X] for each in models for point in each.sign_vectors})
        assert set(atoms) < set(levels)
        for low, high in pairwise(atoms):
            assert any(low < level < high for level in levels)
        assert levels[0] < atoms[0]
        assert levels[-1] > atoms[-1]


def test_every_network_is_seen_at_every_threshold():
    walk = Walk(Dense, ((4, 2), (5, 1)), ENTRIES, (1, 3))
    found = [(point[s.theta], point[s.p_theta]) for point in walk.points({s.p_theta})]
    networks = [model(Dense, *each) for each in product(walk.sizes, ENTRIES, (1, 3))]
    assert found == [(x, each.exceeds(x)) for each in networks for x in every_level(each)]


def test_every_sign_vector_is_seen_where_a_sign_is_named():
    walk = Walk(Dense, ((5, 2),), ENTRIES[1:], (2,))
    points = list(walk.points({s.X_up, s.K}))
    assert len(points) == 2**5
    assert sorted(map(float, (x[s.X] for x in points))) == pytest.approx(
        sorted(preactivations((5, 2), ENTRIES[1], 2))
    )
    for point in points:  # none is left to flip, or one more helps
        assert (s.X_up not in point) == (point[s.K] == point[s.N])
        assert s.X_up not in point or point[s.X_up] > point[s.X]
    assert len(list(walk.points({s.w_o}))) == 1


@pytest.mark.parametrize("kind", [Dense, Counted, Law])
def test_two_data_sets_differ_in_a_alone_the_second_larger(kind):
    walk = Walk(kind, ((4, 1), (4, 2)), PAIR, (1, 2), ("1/2",))
    points = list(walk.points({s.a0, s.on(s.p_theta, 1)}))
    sides = [(point[s.a0], point[s.a1]) for point in points]
    expected = {(Fraction(0), Fraction(1, 2)), (Fraction(0), 3), (Fraction(1, 2), 3)}
    assert set(sides) == expected
    assert len(points) == len(expected) * 2 * 2
    for point in points:
        numbers = [point[x] for x in (s.b, s.c)]
        size, degree = (int(point[s.d]), int(point[s.t])), int(point[s.beta])
        for index, a in enumerate((point[s.a0], point[s.a1])):
            one = model(kind, size, (a, *numbers), degree)
            assert point[s.on(s.f_star, index)] == one.values[s.f_star]
            with working_precision():
                found, again = point[s.on(s.p_theta, index)], one.exceeds(point[s.theta])
            assert found == again or found.overlaps(again)


def test_signs_of_two_data_sets_are_the_same():
    walk = Walk(Dense, ((4, 2),), PAIR[:2], (2,))
    points = list(walk.points({s.on(s.X, 0), s.on(s.X, 1), s.s_1}))
    low, high = (preactivations((4, 2), entries, 2) for entries in (PAIR[1], PAIR[0]))
    found = sorted((float(x[s.on(s.X, 0)]), float(x[s.on(s.X, 1)])) for x in points)
    assert np.array(found) == pytest.approx(np.array(sorted(zip(low, high, strict=True))))


def test_two_degrees_are_compared_at_one_network():
    walk = Walk(Dense, ((4, 2),), ENTRIES[1:], (1, 2, 5))
    points = list(walk.points({s.f_up, s.f_star}))
    degrees = [(int(point[s.beta]), int(point[s.beta_up])) for point in points]
    assert degrees == [(1, 1), (1, 2), (1, 5), (2, 2), (2, 5), (5, 5)]
    for point, (_, degree) in zip(points, degrees, strict=True):
        assert point[s.f_up] == model(Dense, (4, 2), ENTRIES[1], degree).values[s.f_star]


@pytest.mark.parametrize("width", [1, 3])
def test_separation_is_the_largest_gap_over_all_thresholds(width):
    zero, one = (model(Dense, (4, 2), entries, 2) for entries in (PAIR[1], PAIR[0]))
    for pair in ((zero, one), [model(Counted, (4, 2), x, 2) for x in (PAIR[1], PAIR[0])]):
        (found,) = separations(*pair, width=width)
        levels = every_level(zero, one)
        gaps = [(1 - zero.exceeds(x)) ** width - (1 - one.exceeds(x)) ** width for x in levels]
        assert found[ch.S_m] == max(gaps)
        atoms = levels[1:-1]  # the gap is constant from an atom to the next: on every other piece
        steps = zip(pairwise(atoms), gaps[1:], strict=False)
        assert found[ch.area] == sum((y - x) * max(gap, 0) for (x, y), gap in steps)
        runs = separations(*pair, width=width, runs=True)
        assert max(run[ch.g_gamma] for run in runs) == max(gaps)
        assert all(run[ch.g_gamma] * run[ch.gamma] <= found[ch.area] for run in runs)


def test_counts_at_which_the_data_sets_differ():
    zero, one = (model(Dense, (5, 1), entries, 2) for entries in (PAIR[1], PAIR[0]))
    for theta in every_level(zero, one):
        differing = {}
        for low, high in zip(zero.sign_vectors, one.sign_vectors, strict=True):
            if high[s.X] > theta >= low[s.X]:
                triple = tuple(low[x] for x in (s.s_1, s.s_g, s.s_d))
                differing.setdefault(triple, set()).add(low[s.K])
        assert crossings(zero, one, theta) == max(map(len, differing.values()), default=0)


def test_the_least_count_that_fires():
    walk = Walk(Counted, ((6, 2),), ENTRIES[1:], (2,))
    letters = set(ch.FIRST_K.values())
    for point in walk.points(letters):
        network = model(Counted, (6, 2), ENTRIES[1], 2)
        for triple, letter in ch.FIRST_K.items():
            assert point[letter] == network.first(triple, point[s.theta])


def test_thresholds_and_letters_are_given():
    formula = s.c + s.a * s.f_star + s.m
    letters = {s.m: ("1/2", "3"), s.epsilon: ("1/7",)}
    walk = Walk(Law, ((30, 2),), PAIR[:1], (4,), ("-1", "1/3", formula), letters)
    points = list(walk.points({s.m, s.P_active}))
    place = Fraction(2, 5) + Fraction(1, 3) * Fraction(11, 10)
    weight = points[0][s.f_star]
    assert [x[s.theta] for x in points[1::3]] == [place] * 2
    assert [x[s.theta] for x in points[2::3]] == [
        Fraction(2, 5) + weight / 2 + m for m in (Fraction(1, 2), 3)
    ]
    assert all(s.epsilon not in point for point in points)  # nobody asked
    for point in points:
        expected = 1 - (1 - float(point[s.p_theta])) ** float(point[s.m])
        assert float(point[s.P_active]) == pytest.approx(expected, rel=1e-12)


def test_a_small_probability_keeps_its_digits():
    walk = Walk(Law, ((1002, 1),), PAIR[:1], (1,), ("1/2",), {s.m: ("3",)})
    (point,) = walk.points({s.m, s.P_active})
    chance = point[s.p_theta]
    assert 0 < float(chance) < 1e-30
    assert float(point[s.P_active] / chance) == pytest.approx(3, rel=1e-12)


def test_what_is_false_at_one_network_is_refuted_there():
    false = Statement(s.f_star < sp.Rational(9, 10), (s.beta >= 1,))
    claim = Claim("lem:false", "lemma", "false", 3, {"false": false})
    for kind in (Dense, Counted):
        outcome = Walk(kind, ((4, 1),), (("3", "1", "2"),), (1, 9)).check(claim, ("false",))
        assert not outcome.passed
        assert "beta = 9" in outcome.detail
        assert Walk(kind, ((4, 1),), (("3", "1", "2"),), (1,)).check(claim, ("false",)).passed


def test_decimals_see_a_wrong_constant_and_skip_what_makes_no_sense():
    def outcome(conclusion, *hypotheses):
        claim = Claim("lem:x", "lemma", "x", 3, {"x": Statement(conclusion, hypotheses)})
        return decimals({s.s_j: ("-1", "0", "1/3", "2")})(claim, ("x",))

    assert outcome(sp.log(s.s_j) <= s.s_j - 1, s.s_j > 0) == (
        True,
        "2 points with 40 digits (mpmath)",
    )
    assert outcome(1 / s.s_j > -2)[1].startswith("3 points")
    passed, detail = outcome(sp.Eq(3 * s.s_j, 1), s.s_j > 0, s.s_j < 2)
    assert passed, detail
    assert not outcome(sp.Eq(3 * s.s_j, 1 + sp.Rational(1, 10**20)), s.s_j > 0, s.s_j < 2)[0]
    assert not outcome(s.s_j > 3, s.s_j > 4)[0]  # nothing was looked at


def test_what_is_known_as_an_interval_is_not_computed_again():
    never = Statement(sp.Eq(s.P_active, 0), (s.theta >= s.a + s.b + s.c,))
    claim = Claim("lem:never", "lemma", "never", 4, {"never": never})
    outcome = Walk(Law, ((12, 1), (60, 3)), PAIR[:1], (1,), ("6/5",)).check(claim, ("never",))
    assert outcome.passed, outcome.detail
