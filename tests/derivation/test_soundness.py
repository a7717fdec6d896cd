"""What must not be accepted: lines nobody checked, letters that share a name, a wrong last line.

Each of these was a way to something false.
"""

from __future__ import annotations

from itertools import product

import pytest
import sympy as sp

from polyattn.derivation import fact, rules
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError, Fact, stated
from polyattn.derivation.rules.supremum import GAP
from polyattn.derivation.statement import Statement
from polyattn.symbolic import (
    K,
    N,
    P,
    S,
    V_star,
    X,
    Y,
    a,
    a0,
    a1,
    b,
    beta,
    d,
    m,
    on,
    p,
    p_spike,
    s_1,
    tau,
    theta,
    w,
)
from polyattn.symbolic.broken_line import Highest, y
from polyattn.symbolic.chances import Count, Largest, Pr, S_m, k
from polyattn.symbolic.sketches import E_1, Mean, Moment, T_g, s

x, whole, plain = (sp.Symbol("x", **kind) for kind in ({"real": True}, {"integer": True}, {}))


def test_an_equation_does_not_say_that_its_sides_differ():
    chain = Derivation(d).equal(N + 3)
    with pytest.raises(DerivationError):
        chain.settles(Statement(sp.Ne(d, N + 3)))


@pytest.mark.parametrize("kept", [(x,), (whole,), (plain,), (x, whole, plain)])
def test_letters_of_one_name_are_not_one_letter(kept):
    with pytest.raises(DerivationError):
        Derivation(x).equal(plain, keep=kept)
    with pytest.raises(DerivationError):
        Derivation(whole).equal(plain, keep=kept)
    with pytest.raises(DerivationError):
        Derivation(x, given=(x > 1, plain > 1)).at_least(plain, keep=kept)


def test_a_letter_is_not_what_another_exceeds_its_bound_by():
    more = sp.Symbol("x_a", nonnegative=True)
    with pytest.raises(DerivationError):
        Derivation(a, given=(a >= b,)).at_least(b + more)


@pytest.mark.parametrize(("letter", "keep"), [(K, (K,)), (X, ()), (V_star, ()), (X, (X,))])
def test_a_letter_that_is_kept_does_not_reach_into_a_chance(letter, keep):
    chain = Derivation(Pr(letter > theta), given=(sp.Eq(letter, b),))
    with pytest.raises(DerivationError):
        chain.equal(Pr(b > theta), keep=keep)


def _unchecked(relation, given=()):
    with unchecked():
        return Derivation(given=given).have(relation)


def test_lines_that_were_not_checked_settle_nothing():
    with pytest.raises(DerivationError, match="not checked"):
        _unchecked(a > b).settles(Statement(a > b))
    with unchecked():
        chain = Derivation(a).more_than(b)
        worded = Derivation().words(a > b, "a is large")
        split = Derivation().cases(a > b, (a > b, Derivation()), (a <= b, Derivation()))
        turned = Derivation(a > b).iff(a > 2 * b)
    for one in (chain, worded, split):
        with pytest.raises(DerivationError, match="not checked"):
            one.settles(Statement(a > b))
    with pytest.raises(DerivationError, match="not checked"):
        turned.settles(Statement(turned.conclusion))


def test_no_line_rests_on_lines_that_were_not_checked():
    false = _unchecked(K > N)
    for by in (false, rules.discharged(false)):
        with pytest.raises(DerivationError, match="not checked"):
            Derivation().have(K > N, by=by)
    with pytest.raises(DerivationError, match="not checked"):
        Derivation().have(sp.Eq(Pr(K > N), 1), by=rules.certain(false))
    with pytest.raises(DerivationError, match="not checked"):
        Derivation().cases(a > b, (a > 0, _unchecked(a > b)), (a <= 0, _unchecked(a > b)))


@pytest.mark.parametrize("name", ["given", "start", "lines"])
def test_what_is_written_is_not_changed(name):
    chain = Derivation(a, given=(a > b,)).at_least(b)
    with pytest.raises(AttributeError):
        setattr(chain, name, ())
    assert isinstance(chain.lines, tuple)


# What a rule computes is sound whatever it is handed.


@pytest.mark.parametrize("number", [sp.oo, -sp.oo, sp.nan, sp.zoo, sp.I, 0.1, sp.Float(2)])
def test_rules_and_lines_take_real_numbers_alone(number):
    for rule in (rules.rounded_up, rules.below_exp, rules.hoeffding):
        with pytest.raises(DerivationError, match="undefined number"):
            rule(number)
    with pytest.raises(DerivationError, match="undefined number"):
        Derivation(a + number).equal(a + number)


@pytest.mark.parametrize("known", ["positive", "negative", "nonnegative", "even"])
def test_no_letter_has_a_sign_that_is_no_hypothesis(known):
    place = sp.Dummy("x", **{known: True})
    with pytest.raises(DerivationError, match="whose sign SymPy takes for known"):
        rules.normal_tail(place)
    with pytest.raises(DerivationError, match="whose sign SymPy takes for known"):
        Derivation(a + place).equal(a + place)


@pytest.mark.parametrize("value", [sp.sqrt(b), sp.log(b)])
def test_an_instance_keeps_what_makes_its_value_a_number(value):
    place = sp.Dummy("z", real=True)
    proof = Derivation().have(place**2 + theta**2 >= 2 * theta - 1)
    found = rules.instance(proof, {place: value})
    assert (b >= 0) in found.hypotheses if value == sp.sqrt(b) else found.conclusion.has(sp.log)


def test_a_threshold_must_be_a_number():
    with unchecked():
        proof = Derivation().have(rules.GAP >= 2)
    assert (a > 0) in rules.supremum_at_least(proof, sp.log(a)).hypotheses


def test_a_slope_over_whole_numbers_is_none():
    place = sp.Dummy("x", integer=True)
    slope = Derivation(given=(place > 0,)).have(place - 1 >= 0, by=rules.next_whole(0, place))
    ends = sp.Rational(1, 2), sp.S.One
    with pytest.raises(DerivationError, match="any number"):
        rules.increasing(place**2 / 2 - place, place, slope, *ends)


def test_a_line_rests_on_facts_that_a_rule_made():
    with pytest.raises(DerivationError, match="no rule made"):
        Derivation().have(a > b, by=Fact(a > b))
    mode = Fact(sp.binomial(N, K) / 2**N <= 0)
    with pytest.raises(DerivationError, match="no rule made"):
        Derivation(given=(N >= 1,)).have(Pr(K > 0) <= 0, by=rules.atoms(K > 0, mode))


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [
        (lambda x: Count(sp.Eq(x, 2)), K, sp.Integer(1)),
        (lambda x: Pr(x > b), V_star, a),
        (Mean, T_g, s),
        (lambda x: Largest(x - N), k, a),
        (lambda x: Highest(x - N), y, a),
        (lambda x: sp.Limit(x, k, sp.oo), k, a),
        (lambda x: sp.Sum(x, (k, 1, 3)), k, a),
    ],
)
def test_equals_do_not_reach_what_runs(function, one, other):
    with pytest.raises(DerivationError, match="alike"):
        rules.alike(function, one, other)


def test_what_is_given_of_the_letter_of_a_limit_stays_outside():
    with pytest.raises(DerivationError):
        Derivation(given=(sp.Eq(k, 5),)).have(
            sp.Eq(sp.Limit(k / (k + 1), k, sp.oo), sp.Limit(sp.Rational(5, 6), theta, sp.oo))
        )


def test_no_chance_within_a_chance():
    likely = Pr(s_1 > 0) > sp.Rational(1, 4)
    for rule in (rules.mean_over_triples, rules.halves):
        with pytest.raises(DerivationError, match="within another"):
            rule(likely)
    with pytest.raises(DerivationError, match="within another"):
        rules.largest(-Largest(k), sp.S.Zero)


def test_an_enumeration_knows_no_background():
    numbers = {w: sp.Rational(1, 2), tau: sp.Rational(1, 10), N: 2}
    with pytest.raises(DerivationError, match="other entries"):
        rules.enumerated(w * s_1 + Y > tau, numbers)


def test_a_slope_is_that_of_an_interval():
    x = sp.Dummy("x", real=True)
    function = -(x + x**3) / (x**2 + x**4)
    proof = Derivation(given=(sp.Ne(x, 0),)).have(x**2 + x**4 > 0).have(sp.diff(function, x) >= 0)
    with pytest.raises(DerivationError, match="no bound"):
        rules.increasing(function, x, proof, sp.S.NegativeOne, sp.S.One)


def _said(relation, given=()):
    with unchecked():
        return Derivation(given=given).have(relation)


@pytest.mark.parametrize(
    ("goal", "letter"),
    [
        (Pr(K >= 1) >= 1, K),
        (sp.Eq((S - 1) * (S - 2 * K + N - 1), 0), S),
        (sp.Eq((d - 1) * (d - N - 4), 0), d),
    ],
)
def test_induction_runs_over_a_free_number(goal, letter):
    base = _said(goal.xreplace({letter: sp.S.One}))
    step = _said(goal.xreplace({letter: letter + 1}), (goal, letter >= 1))
    with pytest.raises(DerivationError, match="induction"):
        rules.induction(goal, base, step, letter)


@pytest.mark.parametrize("whole", [sp.S.One, sp.Symbol("j", even=True), 2 * sp.Symbol("j")])
def test_even_and_odd_are_all_numbers(whole):
    goal = N >= a
    even, odd = _said(goal.subs(N, 2 * whole)), _said(goal.subs(N, 2 * whole - 1))
    with pytest.raises(DerivationError, match="parity"):
        rules.parity(goal, even, odd, whole)
    with pytest.raises(DerivationError, match="wallis"):
        rules.wallis(whole)


def test_a_sequence_of_chances_has_no_peak():
    rises = _said(Pr(K + 1 >= 1) >= Pr(K >= 1), (K >= 0, K + 1 <= N))
    falls = _said(Pr(K + 1 >= 1) <= Pr(K >= 1), (K >= N, K + 1 <= N))
    with pytest.raises(DerivationError, match="peak"):
        rules.peak(Pr(K >= 1), N, rises, falls)


def test_a_doubled_degree_is_in_sight():
    goal = sp.Eq(P, p**2)
    with pytest.raises(DerivationError, match="doubling"):
        rules.doubling(goal, _said(goal, (sp.Eq(beta, 2),)), _said(goal, (goal,)))


def test_a_law_must_be_known():
    with pytest.raises(DerivationError, match="moment"):
        rules.moment(Moment, 2)
    with pytest.raises(DerivationError, match="whole number"):
        rules.independent(sp.Rational(1, 2))


def test_a_bound_for_all_thresholds_hides_none():
    from polyattn.derivation.rules.vector_sums import _gap

    proof = Derivation(given=(sp.Eq(p_spike, _gap(tau)),))
    bound = Derivation(_gap(tau), given=proof.given).at_most(p_spike)
    with pytest.raises(DerivationError, match="gap_below"):
        rules.gap_below(bound)


# An instance of a statement is one.


@pytest.fixture
def shelf(monkeypatch):
    statements = {
        "order": Statement(b + a > b, (a > 0,)),
        "chance": Statement(Pr(theta < K) <= theta),
        "mean": Statement(sp.Eq(E_1, s**beta)),
        "strict": Statement(theta < theta + 1),
    }
    monkeypatch.setattr(fact, "_SHELVES", [lambda label, part: statements[label]])


def test_hypotheses_and_conclusion_go_to_one_data_set(shelf):
    assert stated("order", lambda x: on(x, 1)).conclusion == (a1 + b > b)
    with pytest.raises(DerivationError, match="on"):
        stated("order", lambda x: on(x, 0 if x == (a > 0) else 1))
    assert a0 != a1


@pytest.mark.parametrize(
    ("label", "put"),
    [
        ("chance", {theta: Y}),
        ("mean", {s: 0}),
        ("strict", {theta: sp.oo}),
        ("strict", {theta: 1e20}),
    ],
)
def test_an_instance_keeps_what_depends_unseen(shelf, label, put):
    with pytest.raises(DerivationError, match="stated"):
        stated(label, put)


def taken(relation, *given):
    """Return a derivation that nobody checked: rules look at what it assumes and says."""
    with unchecked():
        return Derivation(given=given).have(relation)


# Terms that speak of the signs, or of what changes, where a comparison or a number in the place of
# a letter no longer does. Each was taken; several gave something false, such as lim 1 = 0.
HIDDEN = -K * (K - (S + N) / 2 - 1) ** 2  # at K = 0 nothing of S is left, which depends on K
NEXT = HIDDEN.xreplace({K: K + 1})
OUT_OF_SIGHT = {
    "K is binomial": lambda: rules.binomial(K**2 + 1),
    "Hoeffding": lambda: rules.hoeffding(S**2 + 1),
    "supremum": lambda: rules.supremum_at_least(taken(GAP >= b), K**2),
    "layer cake": lambda: rules.layer_cake(taken(on(X, 1) <= on(X, 0) + S**2)),
    "tails": lambda: rules.tails_from(
        K <= 1, {signs: (K**2, taken(K >= K**2, K <= 1)) for signs in product((1, -1), repeat=3)}
    ),
    "within a chance": lambda: rules.monotone(K >= 0, taken(S > 0, K >= 0, Pr(K >= 0) * S >= 1)),
    "peak": lambda: rules.peak(
        HIDDEN, N, taken(NEXT >= HIDDEN, K >= 0, K + 1 <= N), taken(NEXT <= HIDDEN, K >= N)
    ),
    "induction": lambda: rules.induction(
        (m - 1) * S_m <= 0, taken(sp.true), taken(m * S_m <= 0, (m - 1) * S_m <= 0), m
    ),
    "continuity": lambda: rules.continuous((x - 1) * N, {x: (1 + 1 / N, sp.S.One)}),
    "fixed": lambda: rules.squeezed(-N / 2, (Pr(sp.Eq(s_1, 1)) - 1) * N, 1 / N),
}


@pytest.mark.parametrize("misuse", OUT_OF_SIGHT.values(), ids=OUT_OF_SIGHT)
def test_what_is_out_of_sight_is_seen(misuse):
    with pytest.raises(DerivationError, match=r"speaks of|in sight|no fixed number"):
        misuse()
