"""Instances of statements: what may be replaced in them, and what may not."""

from __future__ import annotations

import pytest
import sympy as sp

from polyattn.derivation import fact
from polyattn.derivation.fact import DerivationError, conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.symbolic import K, N, P_active, X, a, b, c, f_star, f_up, m, on, s_1, theta
from polyattn.symbolic.any_noise import P_noisy, f_top
from polyattn.symbolic.chances import FIRST_K, Largest, Pr, S_m, k, x_0, x_1
from polyattn.symbolic.phases import f_slope


@pytest.fixture
def shelf(monkeypatch):
    """A shelf with statements by label."""
    statements = {
        "quiet": Statement(P_active <= theta, (theta > c,)),
        "gap": Statement(S_m <= m * x_0, (x_0 > 0,)),
        "largest": Statement(Largest(k * x_0) >= 0),
        "chance": Statement(Pr(x_0 < K) <= b),
        "weight": Statement(f_star <= x_1),
        "sign": Statement(s_1 * c <= c, (c > 0,)),
        "neurons": Statement((2 * m - 3) ** 2 >= 1, (m >= 1,)),
        "noisy": Statement(P_noisy <= a, (f_top <= 1,)),
    }
    monkeypatch.setattr(fact, "_SHELVES", [lambda label, part: statements[label]])


def test_a_chance_that_depends_on_the_threshold_moves_with_it(shelf):
    moved = stated("quiet", {theta: x_0})
    assert moved.conclusion == (1 - (1 - Pr(x_0 < X)) ** m <= x_0)
    assert moved.hypotheses == (x_0 > c,)


@pytest.mark.parametrize(
    ("label", "put"),
    [
        ("quiet", {theta: X}),
        ("quiet", {N: 4}),
        ("gap", {m: 1}),
        ("gap", {S_m: 1}),
        ("largest", {k: 1}),
        ("largest", {x_0: k}),
        ("chance", {K: 1}),
        ("chance", {x_0: K}),
        ("weight", {f_star: 2}),
        ("weight", lambda x: x.xreplace({a: 2 * a})),
        ("sign", {s_1: 100}),
        ("sign", {s_1: x_0}),
        ("neurons", {m: sp.Rational(3, 2)}),
        ("neurons", {m: x_0}),
    ],
)
def test_what_would_change_a_meaning_is_refused(shelf, label, put):
    with pytest.raises(DerivationError, match="stated: "):
        stated(label, put)


def test_other_letters_are_replaced(shelf):
    assert stated("gap", {x_0: 2 * c}).conclusion == (S_m <= 2 * c * m)
    assert stated("weight", {x_1: 2 * c}).conclusion == (f_star <= 2 * c)


def test_a_sign_and_a_whole_number_keep_their_range(shelf):
    assert stated("sign", {s_1: -1}).conclusion == (-c <= c)
    assert stated("neurons", {m: m + 1}).conclusion == ((2 * m - 1) ** 2 >= 1)


@pytest.mark.parametrize("dataset", [0, 1])
def test_what_has_no_index_is_said_of_neither_data_set(shelf, dataset):
    with pytest.raises(DerivationError, match="has no index"):
        stated("noisy", lambda x: on(x, dataset))
    assert stated("noisy").conclusion == (P_noisy <= a)


def test_each_data_set_has_counts_of_its_own():
    first = FIRST_K[1, 1, 1]
    assert len({first, on(first, 0), on(first, 1)}) == 3


def test_no_letter_of_a_data_set_stays_without_an_index():
    assert on(f_up, 1) not in {f_up, on(f_up, 0)}
    assert not on(f_slope, 0).free_symbols & {f_slope, a}
    assert sp.Symbol("a_0", real=True) in on(f_slope * a, 0).free_symbols


def test_a_proof_does_not_rest_on_what_it_proves(shelf):
    with fact.proving("quiet", ["first"]):
        assert stated("weight").conclusion == (f_star <= x_1)
        for reference in ("quiet", "quiet#second"):
            with pytest.raises(DerivationError, match="does not stand before"):
                stated(reference)
    assert stated("quiet").hypotheses == (theta > c,)


def test_the_members_of_a_conjunction_come_in_one_order():
    both = sp.And(theta > c, a >= 0, m >= 1)
    assert conjuncts(both) == both.args, "a set's order is another in every process"
    assert conjuncts(theta > c) == (theta > c,)
