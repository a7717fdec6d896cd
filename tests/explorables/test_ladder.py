"""The ladder: which lines it shows of a derivation, and every number of them against Arb."""

import json

import pytest
import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.evaluate import Point, holds
from polyattn.explorables import Ladder
from polyattn.explorables.ladder_still import values
from polyattn.explorables.rungs import description, rungs
from polyattn.explorables.tape import LETTERS, Tape, UnvaluedError, plain
from polyattn.explorables.typeset import in_one_line, tree
from polyattn.ledger.catalogue import claims, find
from polyattn.symbolic.chances import Above, Largest, Pr, S_m, Tail, k
from polyattn.symbolic.neuron import S, X, p_theta
from polyattn.symbolic.printing import tex
from tests.explorables.engine import call, run
from tests.explorables.references import Draw, decimal

FIRES = Pr(sp.Gt(X, s.theta))
SIGNS = {"=", "<=", "<", ">=", ">"}
# Chains of the book, each with settings at which its hypotheses hold.
CHAINS = {
    ("thm:concentration", "locked"): {"degree": 11},
    ("thm:concentration", "spread"): {"degree": 2},
    ("thm:separation-high", "activates"): {"theta": "1.3"},
    ("thm:silence", "few"): {"degree": 2, "theta": "0.7"},
    ("thm:detection-necessary", "explicit"): {"degree": 2},
    ("thm:detection-necessary", "many neurons, exponential"): {"degree": 2, "d": 102},
    ("thm:detection-sufficient", "interval"): {"degree": 8, "theta": "1.2"},
    ("thm:detection-sufficient", "gap"): {"degree": 8},
}
NAMES = [f"{label}#{part}" for label, part in CHAINS]


def derived(label, part):
    claim = find(label)
    with unchecked():
        return claim.proofs[part](claim.part(part))


def climbed(widget, state):
    """What the script makes of a setting: its lines, and what is assumed."""
    code = """((table, texts) => {
      const x = $state.numbersOf(table.parameters, texts);
      const { lines, assumed, kind } = $ladder.explorable.compute(x, texts, table);
      const { answer, outputs } = $ladder.explorable.compute(x, texts, table);
      return { kind, answer, outputs, assumed: assumed.map(({ truth }) => truth), lines: lines.map(
        ({ value, at, promised, broken, loss }) => ({ value: value && $wide.double(value),
          log: value && $wide.log10(value), at, promised, broken, loss })) };
    })"""
    return run(f"{code}({json.dumps(widget.table)}, {json.dumps(state)})")


def drawn(draw, names):
    """A setting; sizes at which Arb takes no time."""
    setting = (
        {
            "degree": draw.real(0.5, 30, "1", "7.3"),
            "theta": draw.real(0.1, 2),
            "epsilon": draw.real(0.01, 0.99),
            "width": draw.choice(["1", "7", "64", "1000"]),
            "d": draw.choice(["4", "5", "30", "103"]),
            "t": draw.choice(["1", "2", "1000", "1000000"]),
            "a": draw.real(0, 2, "0"),
            "x0": draw.real(0.5, 6),
            "x1": draw.real(0.5, 6),
        }
        | draw.features()
        | draw.parts()
    )
    return {name: text for name, text in setting.items() if name in names}


@pytest.mark.parametrize("chain", CHAINS, ids=NAMES)
def test_every_line_has_the_value_that_intervals_have(chain):
    derivation, draw = derived(*chain), Draw(str(chain))
    start = Ladder(derivation)
    for _ in range(5 if "many neurons" in chain[1] else 20):  # Arb takes long there
        setting = drawn(draw, start.sliders())
        widget = Ladder(derivation, **setting)
        shown = climbed(widget, start.state() | setting)
        exact = values(derivation, widget.exact())
        assert len(shown["lines"]) == len(exact)
        for line, ball in zip(shown["lines"], exact, strict=True):
            if ball is None or line["value"] is None:
                continue
            # The gap S_m is searched to 1e-6; the rest are doubles, of which some are subtracted.
            near = 1e-6 if derivation.start == S_m else 1e-9
            assert line["value"] == pytest.approx(float(ball.mid()), rel=near, abs=1e-13), setting


@pytest.mark.parametrize("chain", CHAINS, ids=NAMES)
def test_where_all_that_is_assumed_holds_no_line_is_false(chain):
    derivation, draw = derived(*chain), Draw(f"true {chain}")
    start = Ladder(derivation, **CHAINS[chain])
    kept = 0
    for tried in range(40):
        setting = drawn(draw, start.sliders()) if tried else {}
        shown = climbed(start, start.state() | setting)
        if False in shown["assumed"]:
            assert tried, "the hypotheses hold at the setting that it begins with"
            continue
        kept += 1
        assert not any(line["broken"] for line in shown["lines"]), (setting, shown)
        assert all(line["promised"] for line in shown["lines"])
    assert kept >= 3


def test_assumptions_are_judged_as_by_intervals():
    derivation, draw = derived("thm:concentration", "locked"), Draw("assumed")
    start = Ladder(derivation)
    seen = set()
    for _ in range(60):
        setting = drawn(draw, start.sliders())
        widget = Ladder(derivation, **setting)
        shown = climbed(widget, widget.state())["assumed"]
        exact = widget.exact()
        known = {letter: exact[name] for letter, name in LETTERS.items() if name in exact}
        point = Point(known | {s.N: exact["d"] - 3}, exact=False)
        for relation, truth in zip(derivation.given, shown, strict=True):
            expected = holds(relation, point)
            assert expected is None or truth in (expected, None), (relation, setting)
            seen.add(truth)
    assert {True, False} <= seen


def test_where_a_hypothesis_fails_what_follows_is_not_promised():
    widget = Ladder(derived("thm:concentration", "locked"), degree=3)
    shown = climbed(widget, widget.state())
    assert [line["promised"] for line in shown["lines"]] == [True, True, False, False]
    assert [line["broken"] for line in shown["lines"]] == [False, False, True, False]
    assert "From line 3 on nothing is promised: what is marked ✗ below fails" in shown["answer"]
    assert "Line 3 is false here." in shown["answer"]


def test_a_short_hypothesis_that_fails_is_named():
    with unchecked():
        chain = Derivation(s.a, given=(s.a > s.b,)).more_than(s.b)
    widget = Ladder(chain, a="0.2", b="0.5")
    shown = climbed(widget, widget.state())
    assert shown["assumed"] == [False]
    assert "From line 2 on nothing is promised: a > b fails. Line 2 is false" in shown["answer"]


def test_a_tie_is_no_failure():
    widget = Ladder(derived("thm:silence", "few"), t=1, d=4, width=1)
    assert climbed(widget, widget.state())["assumed"][:7] == [True] * 7


def test_the_step_that_loses_is_named():
    widget = Ladder(derived("thm:silence", "few"), degree=2)
    shown = climbed(widget, widget.state())
    assert shown["kind"] == "log"
    losses = [line["loss"] for line in shown["lines"]]
    assert f"Line {losses.index(max(losses)) + 1} loses" in shown["answer"]


def test_a_bound_on_a_probability_may_say_nothing():
    widget = Ladder(derived("thm:detection-necessary", "explicit"), degree=11)
    assert "says nothing" in climbed(widget, widget.state())["answer"]
    widget = Ladder(derived("thm:detection-necessary", "explicit"), degree=1, width=1)
    assert "says nothing" not in climbed(widget, widget.state())["answer"]


@pytest.mark.parametrize("chain", CHAINS, ids=NAMES)
def test_at_the_ends_of_all_sliders_something_is_shown(chain):
    widget = Ladder(derived(*chain))
    table = widget.table["parameters"]
    for bit in range(4):
        for turned in (0, 1):
            state = {
                name: one[("least", "most")[(i >> bit & 1) ^ turned]]
                for i, (name, one) in enumerate(table.items())
            }
            if "width" in state and any(node[0] == "gap" for node in widget.table["tape"]):
                state["width"] = table["width"]["high"]
            shown = climbed(widget, state)
            assert shown["answer"]
            assert all(one["text"] for one in shown["outputs"].values())


# --- which lines --------------------------------------------------------------------------------


def test_inner_derivations_stand_between_the_lines_that_they_link():
    found = rungs(derived("thm:silence", "few"))
    assert [rung.sign for rung in found] == ["", "=", "<=", "=", "<=", "<", "="]
    assert found[3].term == s.m * FIRES
    assert found[4].term.has(S)
    assert found[5].reason == "Hoeffding"
    assert found[-1].term == derived("thm:silence", "few").lines[-1].term


@pytest.mark.slow
def test_every_chain_of_the_ledger_has_a_ladder_or_says_why_not():
    counted = {"shown": 0, "no number": 0, "no chain": 0}
    for label, claim in claims().items():
        for part in claim.proofs or {}:
            with unchecked():
                found = claim.proofs[part](claim.part(part))
            for derivation in found if isinstance(found, tuple) else (found,):
                for term in [derivation.start, *derivation.given]:
                    assert term is None or in_one_line(tree(tex(term)))
                if not any(line.sign in SIGNS for line in derivation.lines):
                    with pytest.raises(ValueError, match="is no chain of expressions"):
                        description(derivation)
                    counted["no chain"] += 1
                    continue
                described, _ = description(derivation)
                valued = sum(rung["at"] is not None for rung in described["rungs"])
                counted["shown" if valued > 1 else "no number"] += 1
                json.dumps(described)
                assert label
    assert counted["shown"] >= 40, counted


def test_what_has_no_ladder_is_refused():
    with pytest.raises(ValueError, match="is no chain of expressions; begin with an expression"):
        Ladder(Derivation(s.t >= 1, given=(s.t >= 1,)).iff(s.t - 1 >= 0))
    with pytest.raises(ValueError, match="is no chain of expressions"):
        Ladder(Derivation(s.t))
    with unchecked(), pytest.raises(ValueError, match=r"no line of .* has a number"):
        Ladder(Derivation(Pr(sp.And(FIRES.args[0], S > 0))).at_most(sp.Symbol("unknown")))
    with pytest.raises(TypeError, match="Ladder: no parameter named theta; it has degree, epsilon"):
        Ladder(theta=1)


def test_sliders_are_those_of_the_letters():
    with unchecked():
        chain = Derivation(s.a * s.theta, given=(s.a > 0,)).at_most(2 * s.a * s.theta)
    widget = Ladder(chain, theta="0.1")
    assert widget.state() == {"theta": "0.1", "a": "0.9"}
    assert widget.table["presets"] == {}
    assert climbed(widget, {"theta": "0.1", "a": "2"})["lines"][1]["value"] == 0.4


def test_the_default_is_the_page_s_and_a_setting_its_start():
    widget = Ladder(derived("thm:silence", "few"), degree=2)
    assert widget.table["parameters"]["degree"]["default"] == "2"
    assert [one["more"] for one in widget.table["parameters"].values()] == [False] * 5 + [True] * 3


# --- the tape -----------------------------------------------------------------------------------


def test_events_are_binomial_tails_by_the_symmetry_of_signs():
    assert plain(FIRES) == plain(Pr(FIRES.args[0].reversed)) == p_theta
    assert plain(Pr(S > 3)) == plain(Pr(S < -3)) == Above(s.N, (s.N + 3) / 2)
    assert plain(Pr(S >= 3)) == plain(Pr(S <= -3)) == Tail(s.N, (s.N + 3) / 2)
    with pytest.raises(UnvaluedError, match="a probability without a formula"):
        plain(Pr(sp.And(S > 3, X > 0)))
    with pytest.raises(UnvaluedError, match="the letter unknown has no slider"):
        Tape().add(sp.Symbol("unknown"))
    with pytest.raises(UnvaluedError, match="no rule for gamma"):
        Tape().add(sp.gamma(s.t))


def played(expression, **x):
    tape = Tape()
    place = tape.add(expression)
    return run(f"$wide.log10($tape.play({json.dumps(tape.nodes)}, {json.dumps(x)}, {{}})[{place}])")


def test_no_power_overflows():
    # log10 of (2/0.0025)^100000, far beyond every double
    power = (s.t / s.c) ** s.beta
    assert played(power, t=2, c=0.0025, degree=1e5) == pytest.approx(290308.9987, abs=1e-3)
    assert played(1 / power, t=2, c=0.0025, degree=1e5) == pytest.approx(-290308.9987, abs=1e-3)
    assert played(power / (1 + power), t=2, c=0.0025, degree=1e5) == 0
    assert played(sp.log(power), t=2, c=0.0025, degree=1e5) == pytest.approx(5.825076, abs=1e-6)
    assert played(sp.exp(-power), t=2, c=1, degree=20) == pytest.approx(-455390.7707, abs=1e-3)


def test_what_a_layer_lacks_to_one_keeps_its_digits():
    chance = 1 - (1 - sp.exp(-s.a)) ** s.m
    assert played(chance, a=200, width=64) == pytest.approx(
        played(s.m * sp.exp(-s.a), a=200, width=64), abs=1e-12
    )
    assert played(chance, a=2000, width=64) == pytest.approx(
        played(s.m * sp.exp(-s.a), a=2000, width=64), abs=1e-9
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sp.floor(s.a * s.t), 12),
        (sp.ceiling(s.a * s.t), 13),
        (sp.Max(s.a, s.t, evaluate=False), 10),
        (sp.Min(s.a, s.t, evaluate=False), 1.25),
        (sp.binomial(s.N, sp.floor(s.N / 2)), 10),
        (Tail(s.N, 3) * 32, 16),
        (Above(s.N, 3) * 32, 6),
        (Tail(s.N, s.a) * 32, 26),
        (sp.sqrt(sp.pi), 1.7724538509),
    ],
)
def test_each_step(expression, expected):
    assert 10 ** played(expression, a=1.25, t=10, d=8) == pytest.approx(expected, rel=1e-9)


def test_a_maximum_over_all_counts():
    body = Tail(s.N, k) * k
    exact = max(float(Tail.exact(20, x)) * x for x in range(22))
    assert 10 ** played(Largest(body) * s.a, a=2, d=23) == pytest.approx(2 * exact, rel=1e-12)


# --- formulas -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (r"\frac{1}{f^{*}}", "1/f*"),
        (r"1 - \left(\frac{7}{8}\right)^{m}", "1 − (7/8)^m"),
        (r"a_{1} f^{*}_{1} - b", "a₁f₁* − b"),
        (r"\Pr[\mathrm{Bin}(N,\tfrac12) \ge k]", "Pr[Bin(N, 1/2) ≥ k]"),
        (r"\max\big\{x,\allowbreak\ y\big\}", "max {x, y}"),
        (r"\sqrt{\frac{2}{\pi N}}", "√(2/πN)"),
        (r"p + \nu \ge \omega^{\circ}", "p + ν ≥ ω^∘"),
    ],
)
def test_formulas_in_one_line(formula, line):
    assert in_one_line(tree(formula)) == line


def test_what_cannot_be_set_is_refused():
    with pytest.raises(ValueError, match=r"the command \\strange is not known; add it"):
        tree(r"\strange{x}")
    with pytest.raises(ValueError, match="closes a brace that is not open"):
        tree("a}b")


def test_doubles_with_an_exponent_of_their_own_round_as_doubles():
    draw = Draw("wide")
    for _ in range(50):
        x, y = (float(decimal(draw.uniform(-9, 9), 9)) for _ in range(2))
        for name, expected in (("add", x + y), ("subtract", x - y), ("multiply", x * y)):
            code = f"$wide.double($wide.{name}($wide.wide({x}), $wide.wide({y})))"
            assert run(code) == expected
    assert call("$wide.double", {"m": 1, "e": -1074}) == 5e-324
    assert run("$wide.double($wide.wide(5e-324))") == 5e-324
    assert run("$wide.double($wide.add($wide.wide(Infinity), $wide.wide(1)))") == "Infinity"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\tfrac{1}{2}\,c (a + b)", "(1/2)c(a + b)"),
        (r"\sqrt{a b}", "√(ab)"),
        (r"\frac{a}{n - t} + \frac{a}{b}", "a/(n − t) + a/b"),
    ],
)
def test_one_line_has_brackets_where_a_stroke_or_a_root_would_take_more(formula, text):
    assert in_one_line(tree(formula)) == text
