"""Chapter 9d: the atom where so many neurons look, with the right constant."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_exactly_witnesses import fraction
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.chances import Tail, eta, k
from polyattn.symbolic.model import N, m
from polyattn.symbolic.softmax import lam

_LOG, _NEXT, _ATOM = sp.log(m), Tail(N, k + 1), sp.binomial(N, k) / 2**N
_MIDDLE, FAR = N - sp.floor(N / 2), 2 * (k + 1) - N
_SHARE = 2 * sp.sqrt(2) * (1 - 10 * eta) * ROOT
_TWO = sp.sqrt(2)
_l, _r, _f, _q, _h = sp.symbols("l r f q h", real=True, cls=sp.Dummy)
# The logarithm of m, the root, how far the next tail begins, the root of 2, and log 2.
_SIZES = (
    *(eta > 0, 40 * eta <= 1, N >= 1, _r > 0, sp.Eq(N * _r**2, _l), eta**2 * _l >= 1),
    *(_r <= eta, sp.Eq(_q**2, 2), _q > 1, 2 * _q <= 3),
)
_LEAST = _q * (1 - 7 * eta) * N * _r
_SHIFT = eta * N * _r
_MOST = (_f + _SHIFT) * (_h / _SHIFT + (_SHIFT + 2) * N * _f / (2 * _SHIFT * (N - _f + 2) ** 2))


_a, _b, _s, _t, _u, _v = sp.symbols("a b s t u v", real=True, cls=sp.Dummy)


@once
def _both() -> Derivation:
    """Multiply two inequalities, the first of which goes through another number."""
    known = (_a >= 0, _a <= _u, _u <= _b, _s >= 0, _s <= _t)
    return Derivation(given=known).have(_a * _s <= _b * _t)


@once
def _added() -> Derivation:
    """Add two inequalities, through numbers between."""
    return Derivation(given=(_a <= _b, _s <= _u, _u <= _t, _b + _t < _v)).have(_a + _s < _v)


@once
def _so_far() -> Derivation:
    """Were it nearer, the tail would be larger."""
    near = (*_SIZES, _h >= 0, _h <= 1, _f >= 0, _f < _LEAST)
    line = Derivation(given=near).have(eta * (eta * _l) >= 1).have(eta * _l >= 40)
    line.have(1 / eta <= eta * _l)
    line.have(eta * N * _r >= N * _r**2).have(_SHIFT >= _l).have(_l >= 1600)
    line.have(2 <= 2 * eta**2 * _l).have((_SHIFT + 2) / _SHIFT <= 1 + 2 * eta**2)
    line.have(_f <= _q * N * _r).have(_q * N * _r <= sp.Rational(3, 2) * eta * N)
    line.have(N - _f + 2 >= N * (1 - sp.Rational(3, 2) * eta))
    line.have(N * (1 - sp.Rational(3, 2) * eta) > 0).have(N - _f + 2 > 0)
    square = (N * (1 - sp.Rational(3, 2) * eta)) ** 2
    line.have((N - _f + 2) ** 2 >= square).have(1 / (N - _f + 2) ** 2 <= 1 / square)
    slow = (_SHIFT + 2) / _SHIFT / (N - _f + 2) ** 2
    line.have(slow <= (1 + 2 * eta**2) / square)
    line.have(_f + _SHIFT <= (_q + eta) * N * _r)
    line.have((_f + _SHIFT) / _SHIFT <= (_q + eta) / eta).have(_q / eta <= 3 * eta * _l / 2)
    line.have((_f + _SHIFT) * _h / _SHIFT <= 3 * eta * _l / 2 + 1)
    both = _LEAST * (_LEAST + _SHIFT)
    line.have((_f + _SHIFT) * _f <= both)
    line.have(sp.Eq(both, N * _l * (2 * (1 - 7 * eta) ** 2 + _q * eta * (1 - 7 * eta))))
    line.have(both <= N * _l * (2 * (1 - 7 * eta) ** 2 + 3 * eta / 2))
    most, less = N * _l * (2 * (1 - 7 * eta) ** 2 + 3 * eta / 2), (1 + 2 * eta**2) / square
    line.have((_f + _SHIFT) * _f >= 0).have(slow >= 0)
    put = {_a: (_f + _SHIFT) * _f, _u: both, _b: most, _s: slow, _t: less}
    line.have((_f + _SHIFT) * _f * slow <= most * less, by=rules.instance(_both(), put))
    share = (2 * (1 - 7 * eta) ** 2 + 3 * eta / 2) * (1 + 2 * eta**2)
    part = share / (2 * (1 - sp.Rational(3, 2) * eta) ** 2)
    line.have(sp.Eq(N * most * less / 2, _l * part))
    line.have(N * ((_f + _SHIFT) * _f * slow) / 2 <= _l * part)
    line.have(part <= 1 - 7 * eta).have(_l * part <= _l * (1 - 7 * eta))
    line.have(_SHIFT > 0)
    here, far = (_f + _SHIFT) * _h / _SHIFT, N * ((_f + _SHIFT) * _f * slow) / 2
    line.have(sp.Eq(_MOST, here + far))
    line.have(3 * eta * _l / 2 + 1 + _l * (1 - 7 * eta) < _l - 1)
    put = {_a: here, _b: 3 * eta * _l / 2 + 1, _s: far, _u: _l * part, _t: _l * (1 - 7 * eta)}
    line.have(_MOST < _l - 1, by=rules.instance(_added(), {**put, _v: _l - 1}))
    return Derivation(given=near).have(_MOST < _l - 1, by=line)


@once
def _share_there() -> Derivation:
    """Divide by the number of plus signs."""
    line = Derivation(given=(*_SIZES, _f >= _LEAST)).have(_SHIFT >= 0)
    line.have(eta * N * _r >= N * _r**2).have(eta * (eta * _l) >= 1)
    line.have(eta * _l >= 40).have(_l >= 1600).have(eta * N * _r >= 1600)
    line.have(_q * _r <= 3 * eta / 2).have(_q * N * _r > 0)
    line.have(1 - _q * (1 - 10 * eta) * _r >= 1 - 3 * eta / 2)
    line.have(_f * (1 - _q * (1 - 10 * eta) * _r) >= _LEAST * (1 - 3 * eta / 2))
    line.have(_LEAST * (1 - 3 * eta / 2) >= _q * N * _r * (1 - 17 * eta / 2))
    line.have(_q * N * _r * (1 - 17 * eta / 2) >= _q * N * _r * (1 - 10 * eta) + 2)
    return line.have(_f - 2 >= _q * (1 - 10 * eta) * _r * (N + _f - 2))


_MANY_LOOK = (eta > 0, 40 * eta <= 1, ROOT <= eta, eta**2 * _LOG >= 1, m * _NEXT <= 2)


def _begun(given: tuple[Any, ...]) -> Derivation:
    """Say how large the numbers are, and what two numbers that were looked up are."""
    chain = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    return chain.have(ROOT > 0).have(sp.Eq(N * ROOT**2, _LOG))


_PUT = {_l: _LOG, _r: ROOT, _f: FAR, _q: _TWO, _h: sp.log(2)}
LEAST = _LEAST.xreplace(_PUT)


def _nearer(given: tuple[Any, ...]) -> Derivation:
    """Bound the logarithm of the next tail."""
    goal, known = FAR >= LEAST, (*given, FAR < LEAST)
    near = _begun(known).have(_NEXT > 0, by=rules.some_tail(k + 1)).have(1 / _NEXT >= m / 2)
    near.have(sp.log(1 / _NEXT) >= sp.log(m / 2), by=rules.grows(sp.log, m / 2, 1 / _NEXT))
    both = rules.log_of_product(sp.Integer(2), m / 2)
    near.have(sp.log(1 / _NEXT) >= _LOG - 1, by=(both, rules.above_hyperbola(sp.Rational(1, 2))))
    near.have(eta**2 * 1600 <= 1).have(_LOG >= 1600)
    near.have(m > 4, by=rules.below_exp(_LOG)).have(2 * _NEXT < 1)
    near.have(k + 1 >= _MIDDLE, by=_beyond_the_middle(near.given))
    near.have(FAR >= 0, by=rules.half(N)).have(eta * N * ROOT > 0).have(N - k > 0)
    there = stated("lem:sharp-share#tail", {k: k + 1, lam: eta * N * ROOT})
    near.have(there.conclusion, by=there)
    most = rules.instance(_so_far(), _PUT)
    near.have(most.conclusion, by=most)
    return Derivation(given=known).have(goal, "both cannot be", by=near.have(goal))


def _beyond_the_middle(given: tuple[Any, ...]) -> Derivation:
    """Before the middle a tail is half of all or more."""
    goal = k + 1 >= _MIDDLE
    known = (N >= 1, 2 * _NEXT < 1)
    before = Derivation(given=(*known, k + 1 < _MIDDLE))
    before.have(_NEXT >= Tail(N, _MIDDLE), by=rules.tail_falls(k + 1, _MIDDLE))
    before.have(Tail(N, _MIDDLE) >= sp.Rational(1, 2), by=half_of_all((N >= 1,))).have(goal)
    after = Derivation(given=(*known, k + 1 >= _MIDDLE)).have(goal)
    return Derivation(given=known).cases(goal, (k + 1 < _MIDDLE, before), (goal, after))


def _place(part: Statement) -> Derivation:
    """Either way."""
    goal, near = part.conclusion, sp.Lt(*part.conclusion.args)
    at_once = Derivation(given=(*part.hypotheses, goal)).have(goal)
    both = (goal, at_once), (near, _nearer(part.hypotheses))
    return Derivation(given=part.hypotheses).cases(goal, *both)


def _share(part: Statement) -> Derivation:
    """Divide by how far it is."""
    given, goal = part.hypotheses, part.conclusion
    share = stated("lem:sharp-share#share")
    far = _begun((*given, k + 1 <= N)).have(FAR >= LEAST, by="lem:exact-share#place")
    there = rules.instance(_share_there(), _PUT)
    far.have(there.conclusion, by=there).have(2 * k - N >= 0).have(k > 0)
    far.have(share.conclusion, by=share).have(Tail(N, k) > 0, by=rules.some_tail(k))
    far.have(k * _SHARE * Tail(N, k) <= (2 * k - N) * Tail(N, k)).have(goal)
    last = _begun((*given, k + 1 > N)).have(k >= N, by=rules.next_whole(N, k + 1))
    last.have(share.conclusion, by=share).have(Tail(N, k) > 0, by=rules.some_tail(k))
    last.have(_ATOM >= Tail(N, k)).have(_SHARE <= 1).have(goal)
    return Derivation(given=given).cases(goal, (k + 1 <= N, far), (k + 1 > N, last))


_MANY = {
    N: ("10000000", "40000000"),
    m: (str(10**700), str(10**2000)),
    k: ("5089700", "5096000", "5300000", "20180000", "20400000"),
    eta: ("1/40", "1/50"),
}
_WAYS = {"from the law": tail, "by a continued fraction": fraction}

exact_share = Claim(
    "lem:exact-share",
    "lemma",
    "The atom where many neurons look",
    9,
    setting=(N >= 1, m >= 2, k >= 0, k <= N),
    statements={
        "place": Statement(FAR >= LEAST, (*_MANY_LOOK, k + 1 <= N)),
        "share": Statement(_ATOM >= _SHARE * Tail(N, k), _MANY_LOOK),
    },
    proofs={"place": _place, "share": _share},
    witnesses=tuple(
        Step(f"many coins, {name}", (Computed("sampled", decimals(_MANY, {"Tail": way}, 1e-9)),))
        for name, way in _WAYS.items()
    ),
)

CLAIMS = (standard(exact_share),)
