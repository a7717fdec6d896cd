"""Rules for the keys of a row: against rows added up; neighbours refuted, misuse refused."""

from __future__ import annotations

from itertools import product

import pytest
import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.symbolic.heads import (
    TV,
    KeySum,
    Z_exp,
    Z_near,
    ell_i,
    f_i,
    k_i,
    w_i,
    x_i,
)
from polyattn.symbolic.model import N, beta, theta

ROWS = [(0,), (0, 0), (0, -1), (-1, 0, -5), (-2, "-1/3", 0, -2), ("-7/2", 0, -3, -8, "-1/10")]
DEGREES = (1, 2, 3, 8)


def keys(scores, degree):
    """Return what the letters of every key are, by their definitions."""
    x = [sp.Rational(y) for y in scores]
    grown = [sp.exp(y) for y in x]
    powers = [max(sp.S.Zero, 1 + y / degree) ** degree for y in x]
    shares = [sp.S.One if y <= -degree else min(sp.S.One, y**2 / (2 * (degree + y))) for y in x]
    return [
        {x_i: y, k_i: k, f_i: e / sum(grown), w_i: k / sum(powers), ell_i: share}
        for y, e, k, share in zip(x, grown, powers, shares, strict=True)
    ]


def truth(relation, scores, degree, key=0):
    """Decide a relation at one key of a row, sums over the row written out."""
    if isinstance(relation, sp.And):
        return all(truth(x, scores, degree, key) for x in relation.args)
    if isinstance(relation, sp.Implies):
        premise, consequence = relation.args
        if not truth(premise, scores, degree, key):
            return True
        return truth(consequence, scores, degree, key)
    found = keys(scores, degree)
    values = {
        beta: sp.Integer(degree),
        TV: sum(abs(each[f_i] - each[w_i]) for each in found) / 2,
        Z_exp: sum(sp.exp(each[x_i]) for each in found),
        Z_near: sum(each[k_i] for each in found),
    }
    for one in relation.atoms(KeySum):
        values[one] = sum(one.args[0].xreplace(values | each) for each in found)
    left, right = (x.xreplace(values).xreplace(found[key]) for x in relation.args)
    gap = sp.N(left - right, 50)
    # equal to 40 digits is equal
    return bool(relation.func(0 if abs(gap) < 1e-40 else gap, 0))


@pytest.mark.parametrize("scores", ROWS, ids=str)
@pytest.mark.parametrize("degree", DEGREES)
def test_letters_of_a_row_are_what_the_rules_say(scores, degree):
    assert truth(rules.one_row().conclusion, scores, degree)
    for key in range(len(scores)):
        assert truth(rules.one_key().conclusion, scores, degree, key)


@pytest.mark.parametrize(
    "false",
    [
        sp.Eq(TV, KeySum(sp.Max(f_i - w_i, w_i - f_i))),
        Z_near >= 2,
        x_i < 0,
        sp.Eq(k_i, (1 + x_i / beta) ** beta),
        sp.Eq(ell_i, sp.Min(1, x_i**2 / (beta + x_i))),
        sp.Eq(w_i, k_i / Z_exp),
    ],
    ids=str,
)
def test_their_nearest_neighbours_are_refuted(false):
    cases = product(ROWS, DEGREES)
    assert not all(
        truth(false, row, degree, key)
        for row, degree in cases
        for key in range(len(row))
        if keys(row, degree)[key][x_i] != -degree
    )


def of_a_key(relation, *given):
    by = (rules.one_row(), rules.one_key())
    return Derivation(given=(beta > 0, *given)).have(relation, by=by)


@pytest.mark.parametrize(
    "relation",
    [
        x_i <= 0,
        x_i**2 >= x_i,
        x_i - 1 < x_i**2,
        sp.Eq(x_i * (x_i + 1), x_i**2 + x_i, evaluate=False),
    ],
    ids=str,
)
def test_what_holds_for_every_key_adds_up(relation):
    fact = rules.over_keys(of_a_key(relation))
    assert fact.conclusion.func is relation.func
    assert all(truth(fact.conclusion, row, degree) for row, degree in product(ROWS, DEGREES))


def test_neighbours_of_such_sums_are_refuted():
    assert not truth(KeySum(x_i) >= 0, ROWS[2], 2)  # as one key is at 0
    assert not truth(KeySum(x_i - 1) < KeySum(x_i**2) - 1, ROWS[0], 2)  # by more than a key


@pytest.mark.parametrize("given", [x_i > -beta, f_i >= w_i, sp.Eq(x_i, 0), ell_i < 1], ids=str)
def test_what_holds_for_some_keys_alone_is_not_added_up(given):
    with pytest.raises(DerivationError, match="some keys alone"):
        rules.over_keys(of_a_key(x_i <= 1, given))


def test_what_is_no_comparison_is_not_added_up():
    with pytest.raises(DerivationError, match="compares"):
        rules.over_keys(of_a_key(x_i <= 1).have(x_i <= 2))


def test_what_makes_no_sense_for_some_keys_is_not_added_up():
    proof = Derivation(given=(beta > 0,))
    proof.have(sp.Eq(1 / x_i, 1 / x_i, evaluate=False))
    with pytest.raises(DerivationError, match="makes no sense"):
        rules.over_keys(proof)


@pytest.mark.parametrize("term", [2 * x_i - x_i**2, beta * x_i + k_i / beta, x_i * (k_i - 3 * x_i)])
def test_sums_are_linear(term):
    fact = rules.linear(term)
    assert len(fact.conclusion.rhs.atoms(KeySum)) == 2
    assert all(truth(fact.conclusion, row, degree) for row, degree in product(ROWS, DEGREES))


def test_neighbours_of_linear_sums_are_refuted():
    assert not truth(sp.Eq(KeySum(x_i**2), KeySum(x_i) ** 2), ROWS[3], 2)
    assert not truth(sp.Eq(KeySum(x_i * k_i), KeySum(x_i) * KeySum(k_i)), ROWS[3], 8)


@pytest.mark.parametrize("term", [x_i + 1, beta, N * f_i - beta])
def test_the_number_of_keys_is_not_known(term):
    with pytest.raises(DerivationError, match="no multiple"):
        rules.linear(term)


def test_a_sum_within_a_sum_is_refused():
    with pytest.raises(DerivationError, match="within another"):
        rules.linear(x_i * KeySum(x_i))


def test_what_is_known_of_one_key_does_not_reach_into_a_sum():
    with pytest.raises(DerivationError):
        Derivation(KeySum(x_i * f_i), given=(sp.Eq(x_i, theta),)).equal(KeySum(theta * f_i))
    with pytest.raises(DerivationError):
        rules.alike(lambda x: KeySum(x * f_i), x_i, theta)
