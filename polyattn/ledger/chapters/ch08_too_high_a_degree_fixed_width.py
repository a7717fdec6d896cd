"""Chapter 8: what a fixed number of neurons still sees once every row has grouped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch08_too_high_a_degree_fixed_width_limits import LIMITS, MISSED
from polyattn.ledger.chapters.ch08_too_high_a_degree_grouped_rows import ENTRIES
from polyattn.ledger.chapters.ch08_too_high_a_degree_more_neurons import EDGES
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Walk, seen_by
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import G_star, a, b, beta, c, d, f_star, m, p, q, r, t, theta, w_o
from polyattn.symbolic.neuron import V_o, V_s, V_star, X, p_theta, s_1, s_d, s_g
from polyattn.symbolic.phases import delta, kappa

_HALF, _THREE_EIGHTHS = sp.Rational(1, 2), sp.Rational(3, 8)

# Every other row fires with a plus sign at the bias, or even with a minus sign.
_OTHERS = theta < c + b - (a + 2 * b) * (1 - w_o)
_EVEN_MINUS = theta < -c + b - (a + 2 * b) * (1 - w_o)
_WITH = a * f_star + b * (2 * G_star - 1) - c > theta
_WITHOUT = a * f_star - b * (2 * G_star - 1) - c <= theta


def _between(least: sp.Expr, most: sp.Expr) -> sp.Basic:
    return sp.And(p_theta >= least, p_theta <= most)


_POSITIVE = (sp.Eq(s_1, 1), sp.Eq(s_g, 1))
_NEGATIVE = (sp.Eq(s_1, 1), sp.Eq(s_g, -1))
_UP, _DOWN = sp.Eq(s_d, 1), sp.Eq(s_d, -1)
_ROWS = (V_star, V_s, V_o)
_LOW_OTHER = b - (a + 2 * b) * (1 - w_o)
_LOW_PLUS, _LOW_MINUS = a * f_star + b * (2 * G_star - 1), a * f_star - b
Signs = tuple[Any, ...]
Case = tuple[Any, Derivation]


def _fires(part: Statement, signs: Signs, row: Any, least: Any, by: str) -> Case:
    """Show that one row exceeds theta on these signs."""
    fires = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *signs))
    fires.at_least(c * s_d + row, "one of the rows")
    fires.at_least(c * s_d + least, by=f"lem:grouped-rows#{by}")
    fires.more_than(theta, "by hypothesis", by="lem:order-facts#own group")
    return sp.And(*signs), fires


def _others(part: Statement, *signs: Any) -> Case:
    """Show that other rows fire where one of them has a plus sign."""
    return _fires(part, (*rules.SOME, *signs), V_o, _LOW_OTHER, "others")


def _plus(part: Statement, *signs: Any) -> Case:
    """Show that the planted row fires with two plus signs."""
    return _fires(part, (*_POSITIVE, *signs), V_star, _LOW_PLUS, "plus plus")


def _chance(part: Statement, goal: Any, *branches: Case) -> Derivation:
    """Add up the triples that these cases allow."""
    event = sp.Or(*(case for case, _ in branches))
    each = Derivation(given=(*part.hypotheses, *rules.EVERY, event)).cases(goal, *branches)
    spelled = rules.spelled_out(event)
    found = Derivation(Pr(goal), given=part.hypotheses)
    found.at_least(Pr(event), by=rules.monotone(event, each))
    return found.equal(spelled.conclusion.rhs, by=spelled)


def _at_least(part: Statement, *branches: Case) -> Derivation:
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    found = _chance(part, X > theta, *branches)
    return one.at_least(found.conclusion.rhs, "these triples fire", by=found)


def _at_most(part: Statement, *branches: Case) -> Derivation:
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.equal(1 - Pr(X <= theta), by=rules.complement(X > theta))
    found = _chance(part, X <= theta, *branches)
    return one.at_most(1 - found.conclusion.rhs, "these triples are silent", by=found)


def _quiet(part: Statement, signs: Signs, bounds: dict[Any, Any], most: Any) -> Case:
    """Show that no row exceeds theta on these signs."""
    largest = Derivation(X, given=[row <= most for row in _ROWS])
    largest.equal(c * s_d + sp.Max(*_ROWS, evaluate=False), by=rules.stands_for(X))
    largest.at_most(c * s_d + most, "each of the rows", keep=_ROWS)
    quiet = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *signs))
    for row, by in bounds.items():
        quiet.have(row <= most, by=by)
    quiet.at_most(c * s_d + most, by=largest)
    return sp.And(*signs), quiet.at_most(theta, "by hypothesis, with a minus at the bias")


def _every(part: Statement) -> Derivation:
    """Let other rows fire even with a minus at the bias."""
    return _at_least(part, _others(part), _plus(part))


def _half(part: Statement) -> tuple[Derivation, ...]:
    """Let a plus at the bias decide."""
    least = _at_least(part, _others(part, _UP), _plus(part, _UP))
    return least, _at_most(part, _quiet(part, (_DOWN,), dict.fromkeys(_ROWS, ()), b + a * f_star))


def _five(part: Statement) -> tuple[Derivation, ...]:
    """Let (+, +, -) fire too."""
    least = _at_least(part, _others(part, _UP), _plus(part))
    return least, _at_most(part, _no_feature(part), *_mates(part))


def _no_feature(part: Statement) -> Case:
    """Show that no row exceeds b without the feature."""
    minus = dict.fromkeys(_ROWS, "lem:grouped-rows#minus")
    return _quiet(part, (sp.Eq(s_1, -1), _DOWN), minus, b)


def _mates(part: Statement) -> Iterator[Case]:
    """Show that (+, -, -) is silent: the mates never decide there."""
    for some, by in ((rules.SOME, "plus minus"), (rules.NONE, "plus minus, K = 0")):
        bounds = {
            V_star: "lem:grouped-rows#plus minus, at most",
            V_o: "lem:grouped-rows#others, at most",
            V_s: f"lem:redundancy#{by}",
        }
        yield _quiet(part, (*_NEGATIVE, _DOWN, *some), bounds, theta + c)


def _six(part: Statement) -> tuple[Derivation, ...]:
    """Let (+, -, -) fire too."""
    least = _at_least(
        part,
        _fires(part, _NEGATIVE, V_star, _LOW_MINUS, "plus minus"),
        _plus(part),
        _others(part, sp.Eq(s_1, -1), _UP),
    )
    return least, _at_most(part, _no_feature(part))


_PARTS = {
    "every neuron": Statement(p_theta >= 1 - 3 * MISSED / 4, (_EVEN_MINUS,)),
    "one half": Statement(
        _between(_HALF - _THREE_EIGHTHS * MISSED, _HALF),
        (_OTHERS, theta >= b - c + a * f_star),
    ),
    "five eighths": Statement(
        _between(sp.Rational(5, 8) - _THREE_EIGHTHS * MISSED, sp.Rational(5, 8)),
        (_OTHERS, _WITH, _WITHOUT, theta >= b - c + a * (1 - w_o)),
    ),
    "three quarters": Statement(
        _between(sp.Rational(3, 4) - MISSED / 4, sp.Rational(3, 4)),
        (_OTHERS, theta >= b - c, theta < a * f_star - b - c),
    ),
}

# Every row has grouped; the planted row has locked, or is grouped itself.
_GROUPED = kappa * sp.log(q / r) > delta
_LOCKED = (_GROUPED, kappa * sp.log(p / q) > 1 - delta)
_NOT_LOCKED = (_GROUPED, kappa * sp.log(p / q) < 1 - delta)
_SHARE = (delta > 0, delta <= 1)
_MIDDLE = (theta > b - c, theta < b + c)
_PARTS |= {
    "every neuron, in the limit": Statement(
        sp.Eq(Lim(p_theta), 1), (*_SHARE, _GROUPED, theta < b - c)
    ),
    "one half, in the limit": Statement(
        sp.Eq(Lim(p_theta), _HALF), (*_SHARE, *_LOCKED, theta > a + b - c, theta < b + c)
    ),
    "one half, not locked": Statement(
        sp.Eq(Lim(p_theta), _HALF), (*_SHARE, *_NOT_LOCKED, theta > b - c, theta < b + c)
    ),
    "five eighths, in the limit": Statement(
        sp.Eq(Lim(p_theta), sp.Rational(5, 8)),
        (*_SHARE, *_LOCKED, *_MIDDLE, theta > a - b - c, theta < a + b - c),
    ),
    "three quarters, in the limit": Statement(
        sp.Eq(Lim(p_theta), sp.Rational(3, 4)), (*_SHARE, *_LOCKED, *_MIDDLE, theta < a - b - c)
    ),
}


_OUT = FarOut(
    (("1/2", "3/5", "2/5"), ("3", "1", "1/2")),
    ("1/2", "4/5"),
    extra={theta: (b - c - sp.Rational(1, 10), b, a / 2 + b), m: (sp.S.One,)},
)
_FINITE = ("every neuron", "one half", "five eighths", "three quarters")

fixed_width = Claim(
    "thm:fixed-width",
    "theorem",
    "What a fixed width keeps",
    8,
    statements=_PARTS,
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4),
    proofs={
        "every neuron": _every,
        "one half": _half,
        "five eighths": _five,
        "three quarters": _six,
        **LIMITS,
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), (*ENTRIES, *EDGES), (3, 9)),
            Walk(Counted, ((4, 1), (8, 2)), ENTRIES[2:], (8,)),
            of=_FINITE,
        ),
        *seen_by(_OUT, of=tuple(LIMITS)),
    ),
)


CLAIMS = (standard(fixed_width),)
