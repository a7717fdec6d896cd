"""Chapter 9d: an atom from below, by the tail that it begins; and a gain in many neurons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import isqrt
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, eta, k
from polyattn.symbolic.model import N, m
from polyattn.symbolic.softmax import lam

_LOG, _NEXT, _ATOM = sp.log(m), Tail(N, k + 1), sp.binomial(N, k) / 2**N
SLOPE = sp.sqrt(_LOG / (2 * N))
SHARE_OF_TAIL = SLOPE / (1 + SLOPE)
_low, _high, _two, _far = sp.symbols("l h c f", real=True, cls=sp.Dummy)


@once
def _on_the_chord() -> Derivation:
    """Compare squares: the slope is that of the chord to the middle at most."""
    root, slope = sp.sqrt(N * _far / 2), sp.sqrt(_low / (2 * N))
    known = (N >= 1, _low > 0, _two >= 0, _two <= _low, _high >= _low)
    chord = Derivation(given=(*known, _far >= _high, _far <= _high + _two))
    chord.have(N * _far >= 0).have(_low / N >= 0)
    chord.have(_low * _far <= 2 * _high**2)
    chord.have((slope * root) ** 2 <= _high**2)
    return chord.have(slope * root <= _high, by=rules.grows(sp.sqrt, (slope * root) ** 2, _high**2))


@once
def _below_the_width() -> Derivation:
    """Compare squares once more."""
    slope = sp.sqrt(_low / (2 * N))
    less = Derivation(given=(N >= 1, _low >= sp.Rational(1, 2)))
    less.have(_low / N >= 0).have(_low / (2 * N) <= _low**2)
    return less.have(slope <= _low, by=rules.grows(sp.sqrt, _low / (2 * N), _low**2))


def _chord(given: tuple[Any, ...]) -> Derivation:
    """Go one count back from the next tail."""
    far, most = sp.log(1 / _NEXT), sp.log(1 / (2 * _NEXT))
    one = Derivation(given=(*given, k + 1 <= N))
    one.have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    one.have(_NEXT > 0, by=rules.some_tail(k + 1))
    one.have(1 / (2 * _NEXT) >= m)
    one.have(most >= _LOG, by=rules.grows(sp.log, m, 1 / (2 * _NEXT)))
    one.have(sp.log(2) <= _LOG, by=rules.grows(sp.log, sp.Integer(2), m))
    one.have(sp.log(2) >= 0, by=rules.above_hyperbola(sp.Integer(2)))
    both = rules.log_of_product(sp.Integer(2), 1 / (2 * _NEXT))
    one.have(sp.Eq(far, most + sp.log(2)), by=both)
    one.have(far >= 0).have(N * far >= 0)
    put = {_low: _LOG, _high: most, _two: sp.log(2), _far: far}
    one.have(SLOPE * sp.sqrt(N * far / 2) <= most, by=rules.instance(_on_the_chord(), put))
    one.have(SLOPE <= _LOG, by=rules.instance(_below_the_width(), {_low: _LOG}))
    one.have(sp.exp(SLOPE) <= m, by=rules.grows(sp.exp, SLOPE, _LOG))
    one.have(SLOPE > 0)
    one.have(2 * _NEXT * sp.exp(SLOPE) <= 1)
    put = {k: k + 1, j: sp.S.One, eta: _NEXT, lam: SLOPE}
    one.have(Tail(N, k) >= _NEXT * sp.exp(SLOPE), by=stated("lem:tail-quotient#gain", put))
    one.have(sp.exp(SLOPE) >= 1 + SLOPE, by=rules.below_exp(SLOPE))
    return one.have(Tail(N, k) >= _NEXT * (1 + SLOPE))


def _share(part: Statement) -> Derivation:
    """Compare the tail with the next one, which is less by the atom."""
    given, goal = part.hypotheses, part.conclusion
    cases = []
    for case in (k + 1 <= N, k >= N):
        one = Derivation(given=(*given, case))
        one.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(SLOPE > 0)
        one.have(sp.Eq(Tail(N, k) - _NEXT, _ATOM), by=rules.one_atom(k))
        one.have(Tail(N, k) > 0, by=rules.some_tail(k))
        if case == (k + 1 <= N):
            one.have(Tail(N, k) >= _NEXT * (1 + SLOPE), by=_chord(given))
        else:
            one.have(sp.Eq(_NEXT, 0), by=rules.no_tail(k + 1))
        cases.append((case, one.have(goal)))
    last = Derivation(given=(*given, k + 1 > N)).have(k >= N, by=rules.next_whole(N, k + 1))
    last.have(goal, by=cases[1][1])
    return Derivation(given=given).cases(goal, cases[0], (k + 1 > N, last))


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every k at few coins."""
    for count, width in product((1, 2, 3, 9, 20), (2, 3, 8, 1000)):
        for place in range(count + 1):
            yield {N: count, m: width, k: place}


_MANY = {
    N: ("1000", "1000000"),
    k: tuple(str(n // 2 + i * isqrt(n) // 2) for n in (10**3, 10**6) for i in (1, 3, 5, 10, 30)),
    m: ("2", "10", "1000", str(10**10)),
}

atom_share = Claim(
    "lem:atom-share",
    "lemma",
    "An atom is a share of its tail",
    9,
    setting=(N >= 1, m >= 2, k >= 0, k <= N),
    statements={"share": Statement(_ATOM >= SHARE_OF_TAIL * Tail(N, k), (2 * m * _NEXT <= 1,))},
    proofs={"share": _share},
    witnesses=(
        Step("coins", (Observed(_coins, "every k at up to 20 coins"),)),
        Step("many coins", (Computed("sampled", decimals(_MANY, {"Tail": tail}, 1e-9)),)),
    ),
)

CLAIMS = (standard(atom_share),)
