"""Chapter 9c: how often one neuron fires bounds how often it can, and what m neurons make of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection import averages
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm, share
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Observed, Values, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import Highest, Psi, j, y
from polyattn.symbolic.chances import FIRST_K, S_m, Tail, eta, k, x_0, x_1
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.softmax import lam

_J = sp.ceiling(REACH)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_FIRST = [on(first, 0) for first in FIRST_K.values()]
_HALF = sp.Rational(1, 2)


def _line(chance: Any) -> Any:
    return Psi(N, _J, chance)


def _steps(given: tuple[Any, ...]) -> Derivation:
    """Show that J is not negative."""
    return Derivation(given=given).have(_J >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))


def _halved(tails: list[Any]) -> list[Fact]:
    """Take the mean of eight in three rounds of halves; the line is concave."""
    found = []
    while len(tails) > 1:
        pairs = list(zip(tails[::2], tails[1::2], strict=True))
        put = [{lam: _HALF, j: _J, x_0: one, x_1: other} for one, other in pairs]
        found += [stated("lem:concave-line", one) for one in put]
        tails = [(one + other) / 2 for one, other in pairs]
    return found


def _one_neuron(part: Statement) -> Derivation:
    """Each triple is at a corner of the line; it is concave, so their mean lies below it."""
    given, tails = part.hypotheses, [Tail(N, first) for first in _FIRST]
    shifted = [Tail(N, first - _J) for first in _FIRST]
    one = Derivation(_p1, given=given).have(_J >= 0, by=_steps(given))
    one.at_most(
        sum(shifted) / 8, "no triple fires more than $J$ counts earlier", by=averages(given)
    )
    one.have(
        sp.And(*(x >= 0 for x in _FIRST), *(x <= N + 1 for x in _FIRST)), by=rules.first_counts(0)
    )
    corners = [rules.corner(_J, first) for first in _FIRST]
    one.equal(sum(map(_line, tails)) / 8, "corners of the line", by=corners)
    one.at_most(_line(sum(tails) / 8), "the line is concave", by=_halved(tails))
    mean = Derivation(given=given).have(sp.Eq(sum(tails) / 8, _p0), by=averages(given))
    return one.equal(_line(_p0), by=(mean, rules.alike(_line, sum(tails) / 8, _p0)))


def _every_threshold(part: Statement) -> Derivation:
    """Put the largest value for the chance on data set 1."""
    given = part.hypotheses
    gap = Derivation(rules.GAP, given=given).have(_J >= 0, by=_steps(given))
    for chance in (_p0, _p1):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(int(chance == _p1)))
    gap.have(sp.And(_line(_p0) >= 0, _line(_p0) <= 1), by=rules.line_between(_J, _p0))
    gap.have(_p1 <= _line(_p0), by="thm:profile-inequality#one neuron")
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    more = rules.powers_in_order(1 - _line(_p0), 1 - _p1, m)
    return gap.at_most((1 - _p0) ** m - (1 - _line(_p0)) ** m, by=more)


_PROFILE = (1 - y) ** m - (1 - _line(y)) ** m


def _every_width(part: Statement) -> Derivation:
    """Whatever the threshold, the chance on data set 0 is some number between 0 and 1."""
    given = part.hypotheses
    gap = Derivation(rules.GAP, given=given).have(_J >= 0, by=_steps(given))
    gap.have(sp.And(_p0 >= 0, _p0 <= 1), by=rules.one_neuron(0))
    gap.at_most((1 - _p0) ** m - (1 - _line(_p0)) ** m, by="thm:profile-inequality#every threshold")
    gap.at_most(part.conclusion.rhs, "the largest of all", by=rules.highest(_PROFILE, _p0))
    most = Derivation(S_m, given=given)
    return most.at_most(part.conclusion.rhs, by=rules.supremum_at_most(gap))


_DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3), letters={m: ("1", "2", "9")})
_COUNTED = Walk(Counted, ((4, 2), (7, 3)), ENTRIES, (1, 4), letters={m: ("1", "2", "9")})

profile_inequality = Claim(
    "thm:profile-inequality",
    "theorem",
    "How often a neuron can fire on the other data set",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "one neuron": Statement(_p1 <= _line(_p0)),
        "every threshold": Statement(
            rules.GAP <= (1 - _p0) ** m - (1 - _line(_p0)) ** m, (m >= 1,)
        ),
        "every width": Statement(S_m <= Highest(_PROFILE), (m >= 1,)),
    },
    proofs={
        "one neuron": _one_neuron,
        "every threshold": _every_threshold,
        "every width": _every_width,
    },
    witnesses=seen_by(_DENSE, _COUNTED, of=("one neuron", "every threshold")),
)

_LOG = sp.log(m)
_SHARE = 2 * _LOG * (x_1 - x_0) <= eta * ((2 * _LOG - 1) * x_1 + 1 / m)


def _rare(part: Statement) -> Derivation:
    """Fewer than one neuron in m fires: the union bound."""
    given, gap = part.hypotheses, part.conclusion.lhs
    rare = Derivation(gap, given=(*given, x_1 <= 1 / m))
    rare.have(_LOG >= _HALF, by=logarithm(given))
    rare.have((2 * _LOG - 1) * x_1 <= (2 * _LOG - 1) / m, r"$x_1\le1/m$")
    rare.have(2 * _LOG * (x_1 - x_0) <= eta * (2 * _LOG / m))
    rare.have(x_1 - x_0 <= eta / m, r"divide by $2\log m$")
    rare.at_most(m * (x_1 - x_0), by=rules.several(x_0, x_1))
    return rare.at_most(eta)


def _often(part: Statement) -> Derivation:
    """Both fire nearly equally often, and powers are convex."""
    given, gap = part.hypotheses, part.conclusion.lhs
    often = Derivation(gap, given=(*given, eta <= 1, x_1 >= 1 / m))
    often.have(_LOG >= _HALF, by=logarithm(given))
    often.have(eta * (1 / m - x_1) <= 0, r"$x_1\ge1/m$")
    often.have(2 * _LOG * (x_1 - x_0) <= 2 * _LOG * (eta * x_1))
    often.have(x_1 - x_0 <= eta * x_1, r"divide by $2\log m$")
    nearly = rules.powers_in_order(1 - x_0, 1 - (1 - eta) * x_1, m)
    often.at_most((1 - (1 - eta) * x_1) ** m - (1 - x_1) ** m, by=nearly)
    mean = rules.power_of_mean(1 - x_1, sp.S.One, 1 - eta, m)
    often.at_most(eta * (1 - (1 - x_1) ** m), "powers are convex", by=mean)
    return often.at_most(eta, by=rules.power_between(1 - x_1, m))


def _small_share(part: Statement) -> Derivation:
    """Three cases: nothing to show; rare; or nearly equally often."""
    given, goal = part.hypotheses, part.conclusion
    powers = [rules.power_between(1 - x, m) for x in (x_0, x_1)]
    void = Derivation(given=(*given, eta >= 1)).have(goal, "the left side is at most 1", by=powers)
    rest = Derivation(given=(*given, eta <= 1))
    rest.cases(goal, (x_1 <= 1 / m, _rare(part)), (x_1 >= 1 / m, _often(part)))
    return Derivation(given=given).cases(goal, (eta >= 1, void), (eta <= 1, rest))


def _shares(names: set[Any]) -> Iterator[Values]:
    """Shares of a network, and the tolerance that they need."""
    for width, low, high in product((2, 3, 10, 1000), _CHANCES, _CHANCES):
        for tolerance in ("0", "1/100", "1/2", "27/25", "2"):
            values = (Fraction(x) for x in (width, low, high, tolerance))
            yield dict(zip((m, x_0, x_1, eta), values, strict=True))


_CHANCES = ("0", "1/2000", "1/1000", "1/20", "1/10", "3/10", "1/2", "9/10", "1")
# Other numbers than those: tolerances step by step, so that some just suffice.
_GRID = {
    m: ("2", "5", "60", "100000"),
    x_0: ("0", "1/100000", "1/80", "1/7", "2/5", "4/5"),
    x_1: ("1/90000", "1/60", "1/6", "9/20", "17/20", "1"),
    eta: ("1/1000", *(f"{step}/20" for step in range(1, 23))),
}

small_share = Claim(
    "lem:small-share",
    "lemma",
    "A small share of the tail",
    9,
    setting=(m >= 2, eta >= 0, x_0 >= 0, x_0 <= x_1, x_1 <= 1, _SHARE),
    statements={"gap": Statement((1 - x_0) ** m - (1 - x_1) ** m <= eta)},
    proofs={"gap": _small_share},
    witnesses=(
        Step("shares", (Observed(_shares, "two chances and up to 1,000 neurons"),)),
        Step("decimals", (Computed("sampled", decimals(_GRID)),)),
    ),
)

_BOUND = 2 * sp.sqrt(2) * _J * sp.sqrt(sp.log(m) / N)
TAILS = sum(Tail(N, first - _J) for first in _FIRST) / 8


def _in_shares(given: tuple[Any, ...]) -> Derivation:
    """Add up the eight triples: what is gained is a small share of what fires."""
    gained = Derivation(TAILS - _p0, given=given).have(_J >= 0, by=_steps(given))
    each = [Tail(N, first - _J) - Tail(N, first) for first in _FIRST]
    gained.equal(sum(each) / 8, "triple by triple", by=averages(given))
    atoms = [stated("lem:level-one#several atoms", {j: _J, k: first}) for first in _FIRST]
    return gained.at_most(_J * share(TAILS), "atom by atom", by=atoms)


def between_tails(gap: Derivation, given: tuple[Any, ...]) -> None:
    """Say how far the chance of data set 0 is below the shifted tails, which bound that of 1."""
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_p1 <= TAILS, by=averages(given)).have(TAILS <= 1)
    falls = [rules.tail_falls(first - _J, first) for first in _FIRST]
    gap.have(_p0 <= TAILS, by=(averages(given), *falls))
    gap.have(TAILS - _p0 <= _J * share(TAILS), by=_in_shares(given))


def _root_log(part: Statement) -> Derivation:
    """Bound the gap at every threshold, by the chance that the shifted tails give."""
    given = part.hypotheses
    gap = Derivation(rules.GAP, given=given).have(_J >= 0, by=_steps(given))
    gap.have(_LOG >= _HALF, by=logarithm(given))
    between_tails(gap, given)
    roots = Derivation(given=(N >= 1, _LOG >= _HALF))
    roots.have(sp.Eq(2 * _LOG * _J * share(TAILS), _BOUND * ((2 * _LOG - 1) * TAILS + 1 / m)))
    gap.have(_BOUND >= 0)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gap.at_most((1 - _p0) ** m - (1 - TAILS) ** m, by=rules.powers_in_order(1 - TAILS, 1 - _p1, m))
    small = stated("lem:small-share", {x_0: _p0, x_1: TAILS, eta: _BOUND})
    gap.have(small.hypotheses[-1], by=roots)
    gap.at_most(_BOUND, by=small)
    most = Derivation(S_m, given=given)
    return most.at_most(_BOUND, by=rules.supremum_at_most(gap))


root_log_width = Claim(
    "thm:root-log-width",
    "theorem",
    "Width counts by the root of its logarithm",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={"bound": Statement(S_m <= _BOUND)},
    proofs={"bound": _root_log},
    witnesses=seen_by(_DENSE, _COUNTED),
)

CLAIMS = (standard(profile_inequality), standard(small_share), standard(root_log_width))
