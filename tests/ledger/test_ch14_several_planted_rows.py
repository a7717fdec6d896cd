"""Chapter 14: the networks that look at its claims agree with one another and with matrices."""

from fractions import Fraction

import numpy as np
import pytest

from polyattn.ledger.witnesses.counted import Counted as OneRow
from polyattn.ledger.witnesses.several import OneGroup, in_groups
from polyattn.ledger.witnesses.several_counted import Counted
from polyattn.symbolic import several as s

ENTRIES = ("9/10", "3/5", "2/5")
A, B, C = map(Fraction, ENTRIES)
SIZES = [(4, 2, 1), (5, 2, 2), (6, 2, 3)]


def atoms(pairs):
    """Return each value with its probability, equal values together."""
    found = {}
    for value, chance in pairs:
        found[value] = found.get(value, 0) + chance
    return found


@pytest.mark.parametrize("size", SIZES)
def test_the_dense_network_has_its_planted_rows_in_different_groups(size):
    d, t, count = size
    model = in_groups(size, ENTRIES, 2)
    clean = np.array(model.matrix, dtype=float)
    assert clean.shape == (t * (d - 2), d)
    assert np.count_nonzero(clean[:, 0]) == count
    assert (clean[clean[:, 0] > 0][:, 1:-1].sum(axis=0) > 0).sum() == count
    f = (clean @ clean.T) ** 2
    f /= f.sum(axis=1, keepdims=True)
    assert np.allclose(np.array(model.weights, dtype=float), f)
    assert float(model.values[s.h_k]) == pytest.approx(f[0, :count].sum())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("degree", [1, 3])
def test_counting_and_listing_give_one_law(size, degree):
    counted = Counted(*size, (A, B, C), Fraction(degree), exact=True)
    assert atoms(counted.atoms) == atoms(in_groups(size, ENTRIES, degree).atoms)


@pytest.mark.parametrize("size", [(4, 2, 2), (5, 3, 2), (4, 5, 3)])
def test_rows_of_one_group_have_the_law_of_one_row(size):
    d, t, count = size
    model = OneGroup(d, t, A, B, C, 3, count)
    assert sum(row[0] != 0 for row in model.matrix) == count
    assert {row[1:-1].index(B) for row in model.matrix if row[0]} == {0}
    one = OneRow(d, Fraction(t, count), A, B, C, 3)
    assert atoms(model.atoms) == atoms(one.atoms)
    elsewhere = in_groups((d, t, min(count, d - 2)), ENTRIES, 3)
    assert atoms(model.atoms) != atoms(elsewhere.atoms)


def test_a_chance_is_enclosed():
    model = Counted(6, 2, 3, (A, B, C), Fraction(5, 2))
    exact = in_groups((6, 2, 3), ENTRIES, 2)
    for level in (Fraction(1, 2), Fraction(11, 10)):
        shares = [float(model.exceeds(model.number(level)).mid()), float(exact.exceeds(level))]
        assert all(0 < x < 1 for x in shares)
