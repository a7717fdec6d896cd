"""Chapter 9: several neurons, and the atoms of a fair binomial variable."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.chances import LARGEST_ATOM
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import K, p_theta
from polyattn.symbolic.pair import on

_low, _high = on(p_theta, 0), on(p_theta, 1)
_PROBABILITIES = ("0", "1/1000", "1/10", "1/3", "1/2", "9/10", "99/100")
_VALUES = {_low: _PROBABILITIES, _high: (*_PROBABILITIES, "3"), m: ("1", "2", "5", "11")}


def _refined(part: Statement) -> Derivation:
    """By induction: the difference for one neuron more falls into two parts."""
    goal, known = part.conclusion, tuple(h for h in part.hypotheses if h != (m >= 1))
    base = Derivation(given=known)
    base.have(goal.xreplace({m: sp.S.One}), "both sides are $p_1-p_0$")
    more = goal.xreplace({m: m + 1})
    A, B = (1 - _low) ** (m - 1), (1 - _high) ** m
    one = rules.next_power(1 - _low, m - 1)
    powers = (rules.next_power(1 - _low, m), rules.next_power(1 - _high, m), one)
    split = (1 - _high) * ((1 - _low) * A - B) + (_high - _low) * (1 - _low) * A
    step = Derivation(more.lhs, given=(*known, m >= 1, goal))
    step.equal(split, "one neuron more", by=powers)
    step.have((1 - _low) * A - B <= m * (_high - _low) * A, "for $m$ neurons", by=one)
    step.have(A >= 0, by=rules.power_between(1 - _low, m - 1))
    step.at_most((m + 1) * (_high - _low) * ((1 - _low) * A), r"$1-p_1\le1-p_0$")
    step.equal(more.rhs, by=one)
    whole = rules.induction(goal, base, step)
    return Derivation(given=part.hypotheses).have(goal, by=whole)


def _plain(part: Statement) -> Derivation:
    """Drop a factor of at most 1."""
    most = Derivation(part.conclusion.lhs, given=part.hypotheses)
    power = rules.power_between(1 - _low, m - 1)
    most.at_most(m * (_high - _low) * (1 - _low) ** (m - 1), by="lem:union-neurons#refined")
    return most.at_most(m * (_high - _low), "a factor of at most 1", by=power)


union_neurons = Claim(
    "lem:union-neurons",
    "lemma",
    "What more neurons add",
    9,
    setting=(_low >= 0, _low <= _high, _high <= 1, m >= 1),
    statements={
        "refined": Statement(
            (1 - _low) ** m - (1 - _high) ** m <= m * (_high - _low) * (1 - _low) ** (m - 1)
        ),
        "plain": Statement((1 - _low) ** m - (1 - _high) ** m <= m * (_high - _low)),
    },
    proofs={"refined": _refined, "plain": _plain},
    witnesses=seen_by(Walk(Dense, ((4, 2), (5, 1)), ENTRIES[:2], (2,)), Sampled(ranges=_VALUES)),
)


def _atoms(names: set[Any]) -> Iterator[Values]:
    """Every K at small N; the mode at large N."""
    for count in range(1, 13):
        for plus in range(count + 1):
            yield {N: Fraction(count), K: Fraction(plus)}
    for count in (99, 100, 999, 1000):
        yield {N: Fraction(count), K: Fraction(count // 2)}


# Every K at the smaller ones; in the middle, and about it.
_SIZES = [2**k + odd for k in range(1, 41, 3) for odd in (0, 1)]
_COUNTS = {N: tuple(map(str, _SIZES)), K: ("0", "1", "2", *(str(x // 2) for x in _SIZES))}
_ATOM = sp.binomial(N, K) / 2**N
_half = sp.Symbol("half", integer=True)  # of N, or of N + 1


def _central(k: Any) -> Any:
    """Return the middle atom of 2k coins."""
    return sp.binomial(2 * k, k) / 2 ** (2 * k)


def _mode(part: Statement) -> Derivation:
    """Show that the atoms rise up to the middle, and fall from there on."""
    top, following = sp.floor(N / 2), _ATOM.xreplace({K: K + 1})
    ratio, known = (N - K) / (K + 1) * _ATOM, rules.binomial_positive(N, K)
    rises = Derivation(following, given=(N >= 1, K >= 0, K + 1 <= top))
    rises.have(K <= N / 2 - 1, by=rules.half(N))
    rises.equal(ratio, by=rules.next_binomial(N, K)).at_least(_ATOM, r"$N-K\ge K+1$", by=known)
    falls = Derivation(following, given=(N >= 1, K >= top, K + 1 <= N))
    falls.have(K >= (N - 1) / 2, by=rules.half(N))
    falls.equal(ratio, by=rules.next_binomial(N, K)).at_most(_ATOM, r"$N-K\le K+1$", by=known)
    middle = (rules.grows(sp.floor, sp.S.Zero, N / 2), rules.half(N))
    highest = rules.peak(_ATOM, top, rises, falls)
    return Derivation(given=part.hypotheses).have(part.conclusion, by=(*middle, highest))


def _below_wallis() -> Derivation:
    """Show that the squares of the central atoms, times k, rise to Wallis' limit."""
    one, term = (_half >= 1,), _central(_half) ** 2 * _half
    row = (
        rules.absorbed(2 * _half + 2, _half + 1),
        rules.absorbed(2 * _half + 1, _half + 1),
        rules.next_binomial(2 * _half + 1, _half),
        *(rules.next_power(sp.Integer(2), 4 * _half + i) for i in range(4)),
    )
    rises = Derivation(term.xreplace({_half: _half + 1}), given=one)
    rises.equal((1 + 1 / (4 * _half * (_half + 1))) * term, "from row to row", by=row)
    rises.more_than(term, "the factor exceeds 1", by=rules.binomial_positive(2 * _half, _half))
    limit = rules.wallis(_half)
    below = rules.below_its_limit(term, rises, limit, _half)
    return Derivation(given=one).have(term < limit.conclusion.rhs, by=(limit, below))


def _size(part: Statement) -> Derivation:
    """Give an even N its central atom, and an odd one that of N + 1."""
    wallis, sides = _below_wallis(), []
    pascal = (rules.absorbed(2 * _half, _half), rules.next_power(sp.Integer(2), 2 * _half - 1))
    for number in (2 * _half, 2 * _half - 1):
        root, atom = part.conclusion.subs(N, number).args
        side = Derivation(atom, given=(_half >= 1,)).equal(_central(_half), by=pascal)
        side.have(_central(_half) ** 2 < root**2, "divide by $k$", by=wallis)
        side.less_than(root, by=rules.smaller_square(_central(_half), root))
        sides.append(Derivation(given=side.given).have(root > atom, by=side))
    both = rules.parity(part.conclusion, sides[0], sides[1], _half)
    return Derivation(given=part.hypotheses).have(part.conclusion, by=both)


binomial_mode = Claim(
    "lem:binomial-mode",
    "lemma",
    "The largest atom of a fair binomial variable",
    9,
    setting=(N >= 1,),
    statements={
        "mode": Statement(_ATOM <= LARGEST_ATOM, (K >= 0, K <= N), where="N and K are whole"),
        "size": Statement(sp.sqrt(2 / (sp.pi * N)) > LARGEST_ATOM, where="N is whole"),
    },
    proofs={"mode": _mode, "size": _size},
    witnesses=(
        Step(
            "exact coefficients",
            (Observed(_atoms, "binomial coefficients, exactly, N up to 1000"),),
        ),
        Step("log gamma", (Computed("sampled", decimals(_COUNTS)),)),
    ),
)

CLAIMS = (standard(union_neurons), standard(binomial_mode))
