"""Chapter 9d: how small the tail is that begins a few counts before all heads."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, k, x_0
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K

_TAILS = N - K  # how many tails there are beside K heads


def _most(tails: Any) -> Any:
    """Return log((e (N + 1)/(i + 1))^i)."""
    return tails * (1 + sp.log(N + 1) - sp.log(tails + 1))


_TERM = sp.log(Tail(N, K)) - _most(_TAILS)


def _rises() -> Derivation:
    """Compare neighbours: for i tails their quotient is (N + 1)/i at most."""
    here, after = Tail(N, K), Tail(N, K + 1)
    share = _TAILS / (_TAILS + 1)
    rises = Derivation(given=(N >= 1, K >= 0, K + 1 <= N))
    rises.have(_TAILS > 0).have(_TAILS + 1 > 0)
    for place in (K, K + 1):
        rises.have(Tail(N, place) > 0, by=rules.some_tail(place))
    slow = stated("lem:slow-tails#counts", {x_0: (K + 1) / (N + 1), k: K + 1, j: sp.S.One})
    rises.have(_TAILS / (N + 1) * here <= after, by=slow).have(_TAILS * here <= (N + 1) * after)
    logs = [rules.log_of_product(_TAILS, here), rules.log_of_product(N + 1, after)]
    logs.append(rules.grows(sp.log, _TAILS * here, (N + 1) * after))
    rises.have(sp.log(_TAILS) + sp.log(here) <= sp.log(N + 1) + sp.log(after), by=logs)
    tangent = (rules.above_hyperbola(share), rules.log_of_product(share, _TAILS + 1))
    rises.have(sp.log(_TAILS) - sp.log(_TAILS + 1) >= -1 / _TAILS, by=tangent)
    rises.have(_TAILS * (sp.log(_TAILS) - sp.log(_TAILS + 1)) >= -1)
    goal = _TERM.xreplace({K: K + 1}) >= _TERM
    rises.have(goal)
    return Derivation(given=rises.given).have(goal, by=rises)


@once
def _by_tails() -> Derivation:
    """Go down from all heads."""
    goal = _TERM.xreplace({K: K + 1}) <= _TERM
    none = Derivation(given=(N >= 1, K >= N, K + 1 <= N)).have(_TAILS + 1 > 0)
    none.have(_TAILS >= 1).have(_TAILS <= 0)
    for place in (K, K + 1):
        none.have(Tail(N, place) > 0, by=rules.some_tail(place))
    falls = Derivation(given=none.given).have(goal, "there is no such K", by=none)
    found = rules.peak(_TERM, N, _rises(), falls)
    steps = Derivation(given=(N >= 1, K >= 0, K <= N)).have(_TAILS + 1 > 0)
    for place in (K, N):
        steps.have(Tail(N, place) > 0, by=rules.some_tail(place))
    return steps.have(found.conclusion, by=found)


_GIVEN = (N >= 1, j >= 0, j <= N, x_0 > 0)
_LAST, _FEW = Tail(N, N - j), j * sp.log(x_0)


@once
def in_logarithms() -> Derivation:
    """Let the tangent of the logarithm bound what is left."""
    share, all_heads = (j + 1) / (x_0 * (N + 1)), sp.log(Tail(N, N))
    far = Derivation(given=_GIVEN).have(_LAST > 0, by=rules.some_tail(N - j))
    far.have(sp.Eq(Tail(N, N + 1), 0), by=rules.no_tail(N + 1))
    far.have(sp.Eq(Tail(N, N), 1 / 2**N), by=(rules.one_atom(N), rules.mirrored_choice(N, N)))
    far.have(Tail(N, N) <= sp.exp(-N * sp.log(2)), by=rules.power(sp.Integer(2), N))
    far.have(all_heads <= -N * sp.log(2), by=rules.ranks(sp.exp, all_heads, -N * sp.log(2)))
    steps = rules.instance(_by_tails(), {K: N - j})
    far.have(sp.log(_LAST) <= _most(j) - N * sp.log(2), by=steps)
    logs = [rules.above_hyperbola(share), rules.log_of_product(share, x_0 * (N + 1))]
    logs.append(rules.log_of_product(x_0, N + 1))
    far.have(1 + sp.log(N + 1) - sp.log(j + 1) <= 1 / share - sp.log(x_0), by=logs)
    far.have(_most(j) <= j / share - _FEW).have(j / share <= x_0 * (N + 1))
    goal = sp.log(_LAST) + _FEW <= x_0 * (N + 1) - N * sp.log(2)
    return Derivation(given=_GIVEN).have(_LAST > 0, by=far).have(goal, by=far)


def _far(part: Statement) -> Derivation:
    """Take the logarithm of both sides."""
    power, ways = x_0**j, 2**N
    far = Derivation(given=part.hypotheses).have(_LAST > 0, by=rules.some_tail(N - j))
    far.have(power > 0, by=rules.power(x_0, j)).have(power * _LAST > 0)
    exponents = (rules.power(x_0, j), rules.ranks(sp.exp, sp.log(power), _FEW))
    far.have(sp.log(power) <= _FEW, by=exponents)
    two = N * sp.log(2)
    exponents = (rules.power(sp.Integer(2), N), rules.alike(sp.log, ways, sp.exp(two)))
    far.have(sp.Eq(sp.log(ways), two), by=exponents)
    whole = (rules.log_of_product(ways, power * _LAST), rules.log_of_product(power, _LAST))
    far.have(sp.log(ways * power * _LAST) <= two + _FEW + sp.log(_LAST), by=whole)
    far.have(sp.log(ways * power * _LAST) <= x_0 * (N + 1), by=in_logarithms())
    most = rules.ranks(sp.exp, sp.log(ways * power * _LAST), x_0 * (N + 1))
    far.have(ways * power * _LAST > 0).have(ways * power * _LAST <= sp.exp(x_0 * (N + 1)), by=most)
    return far.have(part.conclusion)


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every j at few coins."""
    shares = [Fraction(x) for x in ("1/9", "1/2", "1", "3")]
    for count, share in product((1, 2, 5, 9), shares):
        for steps in range(count + 3):
            yield {N: count, j: steps, x_0: share}


_MANY = {
    N: ("100", "10000", "1000000"),
    j: ("0", "1", "7", "60", "400", "9000"),
    x_0: ("1/10000", "1/50", "1/10", "9/10"),
}

far_tail = Claim(
    "lem:far-tail",
    "lemma",
    "Almost all heads",
    9,
    setting=(N >= 1, j >= 0, j <= N),
    statements={
        "tail": Statement(
            x_0**j * Tail(N, N - j) <= sp.exp(x_0 * (N + 1)) / 2**N,
            (x_0 > 0,),
        ),
    },
    proofs={"tail": _far},
    witnesses=(
        Step("coins", (Observed(_coins, "every k at up to 9 coins"),)),
        Step("many coins", (Computed("sampled", decimals(_MANY, {"Tail": tail}, 1e-9)),)),
    ),
)

CLAIMS = (standard(far_tail),)
