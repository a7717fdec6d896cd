"""The exact simplex method, against SciPy's HiGHS, which shares nothing with it."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from polyattn.derivation import linear, simplex
from polyattn.derivation.simplex import minimise
from polyattn.ledger import find
from polyattn.ledger.engine.proofs import derived

INFEASIBLE, UNBOUNDED = 2, 3  # as linprog calls them


@st.composite
def programmes(draw):
    """Small sparse programmes, many of them degenerate: few distinct numbers, many zeros."""
    unknowns, count = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    small = st.sampled_from([0, 0, 0, 1, -1, 1, -1, 2, -3])
    row = st.dictionaries(st.integers(0, unknowns - 1), small)
    rows = draw(st.lists(row, min_size=count, max_size=count))
    right = draw(st.lists(st.integers(-3, 3), min_size=count, max_size=count))
    cost = draw(st.lists(st.sampled_from([1, -1]), min_size=unknowns, max_size=unknowns))
    equal = draw(st.sets(st.integers(0, count - 1), max_size=3))
    return cost, exactly(rows), [fmpq(x) for x in right], equal


def exactly(rows, number=fmpq):
    return [{j: number(x) for j, x in row.items() if x} for row in rows]


def as_float(number):
    return int(number.numerator) / int(number.denominator)


def reference(cost, rows, right, equal):
    """The same programme as linprog answers it."""
    entries = [(i, j, as_float(x)) for i, row in enumerate(rows) for j, x in row.items()]
    i, j, x = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_array((x, (i, j)), shape=(len(rows), len(cost)))
    right = np.array([as_float(x) for x in right])
    tied = sorted(equal)
    loose = [i for i in range(len(right)) if i not in equal]
    return linprog(
        cost,
        A_ub=matrix[loose] if loose else None,
        b_ub=right[loose] if loose else None,
        A_eq=matrix[tied] if tied else None,
        b_eq=right[tied] if tied else None,
        bounds=(0, None),
        method="highs-ds",
        options={"presolve": False},  # which calls some unbounded ones infeasible
    )


def agrees(cost, rows, right, equal):
    """Whether both find a point or none, as cheap a one, and ours satisfies each row exactly."""
    found = minimise(cost, rows, right, equal)
    expected = reference([1] * len(cost), rows, right, equal)
    if found is None:
        return expected.status == INFEASIBLE
    assert expected.status == 0
    assert all(x >= 0 for x in found)
    for i, (row, most) in enumerate(zip(rows, right, strict=True)):
        value = sum((x * found[j] for j, x in row.items()), fmpq(0))
        assert value == most if i in equal else value <= most
    best = reference(cost, rows, right, equal)
    if best.status == UNBOUNDED:
        cost, best = [1] * len(cost), expected
    assert best.status == 0
    value = as_float(sum((x * y for x, y in zip(cost, found, strict=True)), fmpq(0)))
    # linprog's own tolerance is 1e-7 a row; the costs of different vertices lie far coarser.
    return value == pytest.approx(best.fun, abs=1e-6)


@settings(max_examples=200)
@given(programmes(), st.sampled_from([20, -1]))
def test_it_finds_what_linprog_finds(programme, patience):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(simplex, "_PATIENCE", patience)  # less than none: Bland's rule throughout
        assert agrees(*programme)


@pytest.mark.parametrize("label", ["thm:linear-attention", "cor:separation", "thm:silence"])
def test_the_ledger_s_programmes_as_linprog_solves_them(label, monkeypatch):
    posed = []

    def noted(cost, rows, right, equal):
        posed.append((cost, rows, right, set(equal)))
        return minimise(cost, rows, right, equal)

    monkeypatch.setattr(linear, "minimise", noted)
    claim = find(label)
    for part in claim.proofs:
        derived(claim, part)
    assert len(posed) >= 5  # what other tests have proved is not asked again
    assert all(agrees(*each) for each in posed)


@pytest.mark.parametrize("seed", range(4))
def test_a_programme_of_a_hundred_unknowns(seed):
    """Sparse rows of ones, as products of polynomials give; half of the seeds have a point."""
    draw = np.random.default_rng(seed)
    count, unknowns = 80, 100
    rows = exactly(
        {int(j): int(draw.choice([1, -1])) for j in draw.choice(unknowns, 5, replace=False)}
        for _ in range(count)
    )
    point = draw.integers(0, 3, unknowns)
    values = [sum(int(x.p) * int(point[j]) for j, x in row.items()) for row in rows]
    slack = draw.integers(0, 2, count) if seed % 2 else draw.integers(-4, 2, count)
    right = [fmpq(int(v + s)) for v, s in zip(values, slack, strict=True)]
    cost = [int(x) for x in draw.choice([1, -1], unknowns)]
    assert agrees(cost, rows, right, set(range(0, count, 16)) if seed % 2 == 0 else set())


def test_it_is_exact_where_floats_are_not():
    tiny = fmpq(1, 10**30)
    rows = [{0: fmpq(-1), 1: tiny}, {1: fmpq(1)}]
    assert minimise([1, 1], rows, [-tiny, fmpq(1)]) == [tiny, 0]
    assert minimise([1], [{0: fmpq(1)}, {0: fmpq(-1)}], [fmpq(1), -1 - tiny]) is None


def test_an_empty_row_decides():
    assert minimise([1], [{}], [fmpq(0)]) == [0]
    assert minimise([1], [{}], [fmpq(-1)]) is None
    assert minimise([1], [{}], [fmpq(1)], equal=[0]) is None


def test_without_rows_or_unknowns():
    assert minimise([], [], []) == []
    assert minimise([1, 1], [], []) == [0, 0]
    assert minimise([-1], [], []) == [0], "no lower bound, so the least sum"


def test_without_a_lower_bound_the_least_sum_is_found():
    row = {0: fmpq(-1), 1: fmpq(-1)}
    assert sum(minimise([-1, 1], [row], [fmpq(-2)])) == 2


def test_fractions_do_as_well():
    rows = [{0: Fraction(-3), 1: Fraction(-1)}]
    assert minimise([1, 1], rows, [Fraction(-2)]) == [Fraction(2, 3), 0]


def test_it_stops_after_so_many_steps(monkeypatch):
    rows = [{0: fmpq(-1)}, {1: fmpq(-1)}]
    right = [fmpq(-1), fmpq(-2)]
    assert minimise([1, 1], rows, right) == [1, 2]
    monkeypatch.setattr(simplex, "_STEPS", 2)
    assert minimise([1, 1], rows, right) is None


def test_beale_s_programme_which_makes_the_largest_coefficient_cycle():
    rows = [
        {0: fmpq(1, 4), 1: fmpq(-60), 2: fmpq(-1, 25), 3: fmpq(9)},
        {0: fmpq(1, 2), 1: fmpq(-90), 2: fmpq(-1, 50), 3: fmpq(3)},
        {2: fmpq(1)},
    ]
    cost = [fmpq(-3, 4), 150, fmpq(-1, 50), 6]
    found = minimise(cost, rows, [fmpq(0), fmpq(0), fmpq(1)])
    assert found == [fmpq(1, 25), 0, 1, 0]
