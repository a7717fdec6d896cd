"""Chapter 9d: exponentially many neurons, and a gap that stays away from 1."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL, at_most_one
from polyattn.ledger.chapters.ch09d_where_width_is_enough_bounded import some_counts
from polyattn.ledger.chapters.ch09d_where_width_is_enough_far import in_logarithms
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import at_sizes, growing
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, eta, k, x_0
from polyattn.symbolic.limits import LimAny, LimInfSlow, LimSlow
from polyattn.symbolic.model import N, m, t

_J, _LOG, _TWO = sp.ceiling(REACH), sp.log(m), sp.log(2)
_FEW, _KEPT = sp.exp(-eta * N / 4), sp.exp(-32 * _J / eta)
_WIDTHS = (eta > 0, _LOG <= (1 - eta) * N * _TWO)
_LOST = sp.exp(-256 * LEVEL / eta)
_LABEL, _NEARER = "thm:exponential-width", "thm:bounded-level#exponential"
_J_1 = sp.ceiling(REACH * t)
_x, _y, _z = (sp.Dummy(name, real=True) for name in "xyz")
_SHARE = eta**2 / 64
_FAR = sp.ceiling(_SHARE * N) - 1  # so many tails beside the heads
_PLACE = N + _J - _FAR


def _below_one(given: tuple[Any, ...]) -> Derivation:
    """Show that less than all of the exponent is left, since there are two neurons."""
    less = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    logs = (rules.above_hyperbola(sp.Rational(1, 2)), rules.above_hyperbola(sp.Integer(2)))
    less.have(_TWO > 0, by=logs).have((1 - eta) * N * _TWO > 0).have((1 - eta) * N > 0)
    return Derivation(given=given).have(eta < 1, by=less)


def _rare(given: tuple[Any, ...]) -> Derivation:
    """Bound the tail that begins so few counts before all heads."""
    tail, goal = Tail(N, N - _FAR), m * Tail(N, N - _FAR) <= _FEW
    rare = Derivation(given=given).have(eta < 1, by=_below_one(given))
    rare.have(_SHARE * N > 0).have(_FAR < _SHARE * N, by=rules.rounded_up(_SHARE * N))
    rare.have(_FAR + 1 >= _SHARE * N, by=rules.rounded_up(_SHARE * N))
    rare.have(_FAR >= 0, by=rules.next_whole(sp.S.Zero, _FAR + 1)).have(_FAR <= N)
    rare.have(tail > 0, by=rules.some_tail(N - _FAR))
    far = rules.instance(in_logarithms(), {j: _FAR, x_0: _SHARE})
    rare.have(far.conclusion, by=far)
    root = (rules.log_of_product(eta / 8, eta / 8), rules.above_hyperbola(eta / 8))
    rare.have(sp.log(_SHARE) >= 2 - 16 / eta, by=root)
    rare.have(_FAR * sp.log(_SHARE) >= -_FAR * (16 / eta - 2))
    rare.have(_FAR * (16 / eta - 2) <= _SHARE * N * (16 / eta - 2))
    rare.have(sp.log(tail) <= eta * N / 4 - N * _TWO)
    half = eta * N * (_TWO - sp.Rational(1, 2)) >= 0
    rare.have(half, by=rules.above_hyperbola(sp.Integer(2)))
    rare.have(_LOG + sp.log(tail) <= -eta * N / 4)
    rare.have(sp.log(m * tail) <= -eta * N / 4, by=rules.log_of_product(m, tail))
    rare.have(m * tail > 0)
    return rare.have(goal, by=rules.ranks(sp.exp, sp.log(m * tail), -eta * N / 4))


def _counts(part: Statement) -> Derivation:
    """Take the place where a share of the signs is minus; or J is large, and there is nothing."""
    given, goal = part.hypotheses, part.conclusion
    near = (*given, 128 * _J <= eta**2 * N)
    few = Derivation(given=near).have(_J >= 1, by=some_counts(given))
    few.have(eta < 1, by=_below_one(given))
    few.have(_FAR < _SHARE * N, by=rules.rounded_up(_SHARE * N))
    few.have(_FAR + 1 >= _SHARE * N, by=rules.rounded_up(_SHARE * N))
    few.have(sp.And(_PLACE >= 0, _PLACE <= N))
    left, least = 1 - _PLACE / (N + 1), _SHARE / 4
    few.have(_FAR + 1 - _J >= _SHARE * N / 2).have(least * (N + 1) <= _FAR + 1 - _J)
    few.have(left >= least).have(least > 0)
    few.have(least**_J <= left**_J, by=rules.powers_in_order(least, left, _J))
    root = (rules.log_of_product(eta / 16, eta / 16), rules.above_hyperbola(eta / 16))
    few.have(sp.log(least) >= -32 / eta, by=root).have(_J * sp.log(least) >= -32 * _J / eta)
    larger = rules.grows(sp.exp, -32 * _J / eta, _J * sp.log(least))
    few.have(_KEPT <= least**_J, by=(rules.power(least, _J), larger))
    few.have(m * Tail(N, N - _FAR) <= _FEW, by=_rare(near))
    width = stated("thm:bounded-level#every width", {k: _PLACE})
    few.have(width.conclusion, by=width).have(goal)
    many = Derivation(given=(*given, 128 * _J >= eta**2 * N))
    many.have(S_m <= 1, by=at_most_one(given)).have(32 * _J / eta >= eta * N / 4)
    many.have(_KEPT <= _FEW, by=rules.grows(sp.exp, -32 * _J / eta, -eta * N / 4))
    many.have(goal)
    return Derivation(given=given).cases(goal, (near[-1], few), (many.given[-1], many))


def _level(part: Statement) -> Derivation:
    """Take this where log m is a share of N, and the exponential of the level elsewhere."""
    given, goal = part.hypotheses, part.conclusion
    few = Derivation(given=(*given, 64 * _LOG <= N)).have(eta < 1, by=_below_one(given))
    few.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(ROOT > 0)
    few.have(_J >= 1, by=some_counts(given)).have(LEVEL > 0).have(LEVEL / eta >= LEVEL)
    few.have(_LOST <= sp.exp(-8 * LEVEL), by=rules.grows(sp.exp, -256 * LEVEL / eta, -8 * LEVEL))
    few.have(_FEW >= 0).have(S_m <= 1 + 1 / m - sp.exp(-8 * LEVEL), by=_NEARER).have(goal)
    many = Derivation(given=(*given, 64 * _LOG >= N)).have(_J >= 1, by=some_counts(given))
    many.have(ROOT >= sp.Rational(1, 8), by=rules.grows(sp.sqrt, sp.Rational(1, 64), _LOG / N))
    many.have(8 * LEVEL >= _J).have(256 * LEVEL / eta >= 32 * _J / eta)
    larger = rules.grows(sp.exp, -256 * LEVEL / eta, -32 * _J / eta)
    many.have(_LOST <= _KEPT, by=larger)
    many.have(S_m <= 1 + _FEW - _KEPT, by=f"{_LABEL}#counts").have(goal)
    return Derivation(given=given).cases(goal, (64 * _LOG <= N, few), (64 * _LOG >= N, many))


def _only_then(part: Statement) -> Derivation:
    """Let the exponential vanish."""
    given, level = part.hypotheses, 256 * LEVEL / eta
    plain = tuple(x for x in given if not x.has(LimAny))
    late, left = Derivation(given=given), 1 / m + _FEW + 1 - S_m
    late.have(_LOG >= sp.Rational(1, 2), by=logarithm(plain)).have(ROOT > 0)
    late.have(_J >= 1, by=some_counts(plain)).have(LEVEL > 0).have(level > 0)
    late.have(sp.Eq(LimAny(4 / (eta * N)), 0), by=rules.vanishes(4 / (eta * N), LimAny))
    late.have(sp.Eq(LimAny(_FEW), 0), by=rules.exponential(eta * N / 4, LimAny))
    inner = {_x: (1 / m, sp.S.Zero), _y: (_FEW, sp.S.Zero), _z: (S_m, sp.S.One)}
    late.have(sp.Eq(LimAny(left), 0), by=rules.continuous(_x + _y + 1 - _z, inner, LimAny))
    late.have(_LOST <= left, by=f"{_LABEL}#level").have(_LOST >= 0).have(_LOST >= -left)
    late.have(sp.Eq(LimAny(_LOST), 0), by=rules.squeezed(_LOST, 0, left, LimAny))
    late.have(sp.Eq(LimAny(1 / level), 0), by=rules.exponent(level, LimAny))
    inner = {_x: (1 / level, sp.S.Zero)}
    return late.have(part.conclusion, by=rules.continuous(256 / eta * _x, inner, LimAny))


_SHARES = (0.01, 0.5, 0.9)
_LETTERS = {eta: ("-1/2", "1/4", "2/5"), m: ("2", "9")}
_DENSE = Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1,), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,), letters=_LETTERS)

exponential_width = Claim(
    _LABEL,
    "theorem",
    "Where exponentially many are not enough",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "counts": Statement(S_m <= 1 + _FEW - _KEPT, _WIDTHS),
        "level": Statement(S_m <= 1 + 1 / m + _FEW - _LOST, _WIDTHS),
        "only then": Statement(
            sp.Eq(LimAny(1 / LEVEL), 0),
            (*_WIDTHS, sp.Eq(LimAny(1 / m), 0), sp.Eq(LimAny(S_m), 1)),
        ),
    },
    proofs={"counts": _counts, "level": _level, "only then": _only_then},
    witnesses=(
        *seen_by(_DENSE, _COUNTED, of=("counts",)),
        *at_sizes("counts", "level", letter=eta, values=_SHARES),
        *growing("only then", sizes=(135, 250), powers=(0.7, 1.5), fixed={eta: 0.5}),
    ),
)


def _one_copy(part: Statement) -> Derivation:
    """One copy is the worst case."""
    most = Derivation(S_m, given=part.hypotheses)
    most.at_most(1 + _FEW - _KEPT, by=f"{_LABEL}#counts")
    most.have(_J <= _J_1, by=rules.grows(sp.ceiling, REACH, REACH * t))
    most.have(-32 * _J_1 / eta <= -32 * _J / eta)
    larger = rules.grows(sp.exp, -32 * _J_1 / eta, -32 * _J / eta)
    return most.at_most(part.conclusion.rhs, r"$t\ge1$", by=larger)


def _too_few(part: Statement) -> Derivation:
    """Let what the width adds vanish."""
    given, left = part.hypotheses, sp.exp(-32 * _J_1 / eta)
    few = Derivation(given=given)
    few.have(sp.Eq(LimSlow(4 / (eta * N)), 0), by=rules.vanishes(4 / (eta * N), LimSlow))
    few.have(sp.Eq(LimSlow(_FEW), 0), by=rules.exponential(eta * N / 4, LimSlow))
    bound, inner = left - _FEW, {_x: (_FEW, sp.S.Zero)}
    few.have(sp.Eq(LimSlow(bound), left), by=rules.continuous(left - _x, inner, LimSlow))
    few.have(S_m <= 1 + _FEW - left, by="cor:exponential-width-fixed-degree#any number of copies")
    few.have(1 - S_m >= bound)
    return few.have(part.conclusion, by=rules.lower_limit(1 - S_m, bound, left, LimSlow))


exponential_fixed_degree = Claim(
    "cor:exponential-width-fixed-degree",
    "corollary",
    "At a fixed degree exponentially many may be too few",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "any number of copies": Statement(S_m <= 1 + _FEW - sp.exp(-32 * _J_1 / eta), _WIDTHS),
        "too few": Statement(LimInfSlow(1 - S_m) >= sp.exp(-32 * _J_1 / eta), _WIDTHS),
    },
    proofs={"any number of copies": _one_copy, "too few": _too_few},
    witnesses=(
        *seen_by(_DENSE, _COUNTED, of=("any number of copies",)),
        *growing("too few", powers=(0,), fixed={eta: 0.5}),
    ),
)

CLAIMS = (standard(exponential_width), standard(exponential_fixed_degree))
