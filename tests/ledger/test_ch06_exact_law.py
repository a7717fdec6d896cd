"""The exact law's claims: every step of the proofs holds, and two models of a neuron agree."""

from fractions import Fraction
from itertools import product

import pytest

from polyattn.ledger.chapters import ch06_exact_law as exact_law
from polyattn.ledger.chapters import ch06_exact_law_same_group as same_group_rows
from polyattn.ledger.engine.comparison import Grid
from polyattn.ledger.engine.counted import Counted
from polyattn.ledger.engine.dense import Network
from polyattn.symbolic import X, X_up, p_theta

CLAIMS = {claim.label: claim for claim in (*exact_law.CLAIMS, *same_group_rows.CLAIMS)}
SIZES = ((4, 1), (4, 3), (5, 2))
ENTRIES = (("0", "3/5", "2/5"), ("5/2", "1", "1/3"))


@pytest.mark.parametrize("label", CLAIMS)
def test_every_step_holds(label):
    claim = CLAIMS[label]
    assert claim.uncovered == ()
    for step in claim.steps:
        for evidence in step.evidence:
            outcome = evidence.check(claim, step.of or tuple(claim.statements))
            assert outcome.passed, (step.name, outcome.detail)


@pytest.mark.parametrize(("size", "entries", "degree"), product(SIZES, ENTRIES, (1, 3)))
def test_counting_agrees_with_the_dense_network(size, entries, degree):
    numbers = [Fraction(x) for x in entries]
    dense, counted = (kind(*size, *numbers, degree) for kind in (Network, Counted))
    assert dense.thresholds() == counted.thresholds()
    for theta in dense.thresholds():
        assert dense.exceeds(theta) == counted.exceeds(theta)
    theirs, ours = dense.values(), counted.values()
    assert {x: theirs[x] for x in ours if x in theirs} == {x: ours[x] for x in ours if x in theirs}


def test_a_further_plus_sign_is_looked_up_among_the_sign_vectors():
    grid = Grid(Network, ((5, 2),), ENTRIES[1:], (2,))
    assert any(point[X_up] == point[X] for point in grid({X_up}))  # none is left to flip
    assert any(point[X_up] > point[X] for point in grid({X_up}))


def test_probabilities_of_the_grid_are_those_of_its_networks():
    network = Network(4, 2, Fraction(1, 2), Fraction(3, 5), Fraction(2, 5), 3)
    grid = Grid(Network, ((4, 2),), (("1/2", "3/5", "2/5"),), (3,))
    found = [point[p_theta] for point in grid({p_theta})]
    assert found == [network.exceeds(theta) for theta in network.thresholds()]
