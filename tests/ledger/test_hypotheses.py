"""No part says something of nothing: its hypotheses hold somewhere."""

from __future__ import annotations

import pytest
from sympy import log

from polyattn.derivation import instances
from polyattn.ledger import claims, find
from polyattn.symbolic import delta, p, q, r
from polyattn.symbolic.pair import LOGARITHMS

# No point that is drawn meets these: a witness looks at data where they hold.
WITNESSED = {
    ("cor:separation", "separates"): "a degree between two bounds, for two data sets",
    ("cor:separation", "both silent"): "a degree between two bounds, for two data sets",
    ("lem:exact-share", "place"): "millions of coins, far out",
    ("lem:exact-share", "share"): "millions of coins, far out",
    ("lem:one-count-more", "with the bias"): "places between steps, for both signs of the bias",
    ("lem:one-count-more", "against the bias"): "places between steps, for both signs of the bias",
    ("lem:one-count-more", "on (+, -), another row"): "places between steps, for both signs",
    ("lem:one-count-more", "on (+, -), the planted row"): "places between steps, for both signs",
    ("thm:exact-constant", "below"): "very many neurons at very many groups",
    ("thm:exact-constant", "above"): "very many neurons at very many groups",
    ("thm:gaussian-noise-sharper", "silent"): "little noise, and a threshold just above the rows",
    ("thm:cutoff", "passage of the others"): "weights that are equal, which intervals never are",
    ("cor:subtracted-limit", "silent"): "data that grow under noise of a power of their size",
    ("cor:subtracted-limit", "active"): "data that grow under noise of a power of their size",
    ("cor:noise-chance", "at least"): "data that grow under noise of one power",
    ("thm:noise-phases", "no threshold"): "data that grow under noise of one power",
    ("thm:noise-phases", "silent"): "data that grow under noise of one power",
    ("thm:noise-phases", "active"): "data that grow under noise of one power",
    ("thm:noise-phases", "drowned"): "data that grow under noise of one power",
    ("thm:output-noise", "attained"): "a threshold at what given weights compute",
    ("thm:output-noise", "sufficient"): "a threshold at what given weights compute",
    ("thm:window", "gap to 1"): "the level of either data set, in one of four cases",
}
# An equation of logarithms, which intervals never show, has a solution.
SOLVED = {("lem:mediant", "all equal"): {delta: log(q / r) / log(p / r)}}
PARTS = [(label, name) for label in claims() for name in find(label).statements]


@pytest.mark.parametrize(("label", "name"), PARTS)
def test_the_hypotheses_of_a_part_hold_somewhere(label, name):
    claim = find(label)
    if (label, name) in WITNESSED:
        assert any(name in step.of or not step.of for step in claim.witnesses)
        return
    hypotheses = claim.part(name).hypotheses
    if solution := SOLVED.get((label, name)):
        *hypotheses, equation = (h.xreplace(solution) for h in hypotheses)
        assert equation.lhs.xreplace(LOGARITHMS).equals(equation.rhs.xreplace(LOGARITHMS))
        hypotheses = tuple(hypotheses)
    assert any(instances.satisfies(hypotheses, tries) for tries in (60, 2000))


def test_what_no_point_satisfies_is_found():
    part = find("thm:sandwich").part("at most")
    first, *_ = part.hypotheses
    assert not instances.satisfies((*part.hypotheses, first.negated))
