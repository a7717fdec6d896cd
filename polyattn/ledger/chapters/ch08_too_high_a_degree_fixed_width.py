"""Chapter 8: what a fixed number of neurons still sees once every row has grouped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import (
    G_star,
    N,
    P,
    Q,
    R,
    Z_o,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    m,
    p,
    q,
    r,
    t,
    theta,
    w_o,
)
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta, s_1, s_d, s_g, y_g
from polyattn.symbolic.pair import on
from polyattn.symbolic.phases import delta, kappa

_HALF, _ONE = sp.Rational(1, 2), sp.S.One
_MISSED = 2 ** (-N)  # the probability that no other group has a plus sign
_COUNTS = (K <= N,)

# Every other row fires with a plus sign at the bias, or even with a minus sign.
_OTHERS = theta < c + b - (a + 2 * b) * (1 - w_o)
_EVEN_MINUS = theta < -c + b - (a + 2 * b) * (1 - w_o)
_WITH = a * f_star + b * (2 * G_star - 1) - c > theta
_WITHOUT = a * f_star - b * (2 * G_star - 1) - c <= theta


def _between(least: sp.Expr, most: sp.Expr) -> sp.Basic:
    return sp.And(p_theta >= least, p_theta <= most)


_BOTH = {s_1: 1, s_g: 1}
_MIXED = {s_1: 1, s_g: -1}
_FIRST, _LAST = on(p_theta, 0), on(p_theta, 1)
_GAP = on(s.P_active, 1) - on(s.P_active, 0)
_THREE_EIGHTHS = sp.Rational(3, 8)

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


_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))
_EDGES = (
    ("0", "1", "1/10"),
    ("1/2", "1", "1/10"),
    ("9/10", "1", "1/10"),
    ("3", "1", "1/10"),
    ("1/2", "1", "-1/10"),
)
_CHANCES = {
    _FIRST: ("91/200", "1/2", "19/20"),
    _LAST: ("51/100", "1", "109/100", "3"),
    m: ("91/100", "1", "2"),
}

_PARTS = {
    "every neuron": Statement(p_theta >= 1 - 3 * _MISSED / 4, (_EVEN_MINUS,)),
    "one half": Statement(
        _between(_HALF - _THREE_EIGHTHS * _MISSED, _HALF),
        (_OTHERS, theta >= b - c + a * f_star),
    ),
    "five eighths": Statement(
        _between(sp.Rational(5, 8) - _THREE_EIGHTHS * _MISSED, sp.Rational(5, 8)),
        (_OTHERS, _WITH, _WITHOUT, theta >= b - c + a * (1 - w_o)),
    ),
    "three quarters": Statement(
        _between(sp.Rational(3, 4) - _MISSED / 4, sp.Rational(3, 4)),
        (_OTHERS, theta >= b - c, theta < a * f_star - b - c),
    ),
}

_WORTH = {
    "others": Statement(V_o >= b - (a + 2 * b) * (1 - w_o), (K >= 1, sp.Eq(y_g, 1))),
    "others, at most": Statement(V_o <= b + a * (1 - w_o), _COUNTS),
    "plus plus": Statement(
        s.at_signs(V_star, _BOTH) >= a * f_star + b * (2 * G_star - 1), (K >= 0,)
    ),
    "plus minus": Statement(s.at_signs(V_star, _MIXED) >= a * f_star - b, (K >= 0,)),
    "plus minus, at most": Statement(
        s.at_signs(V_star, _MIXED) <= a * f_star - b * (2 * G_star - 1), (K <= N,)
    ),
    "minus": Statement(
        sp.And(*(s.at_signs(V, {s_1: -1}) <= b for V in (V_star, V_s, V_o))), _COUNTS
    ),
    "any row": Statement(sp.And(f_star >= Q / Z_o, Q / Z_o >= R / Z_o)),
}


def _worth(part: Statement) -> Derivation:
    """Bound the signs of the other groups by -N and N, and clear denominators."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "the N other signs")


rows = Claim(
    "lem:grouped-rows",
    "lemma",
    "What grouped rows are worth",
    8,
    statements=_WORTH,
    setting=(a >= 0, b > 0, beta > 0, t >= 1, d >= 4),
    proofs=dict.fromkeys(_WORTH, _worth),
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 3)), Sampled()),
)


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


def _weights(part: Statement, locked: bool | None) -> Derivation:
    """Take each weight to its limit."""
    group, mates, rest = N * R / Q, t * Q / P, t * Q / P + t * N * R / P
    weights = Derivation(given=part.hypotheses)
    weights.have(sp.Eq(Lim(group), 0), "every row groups", by=rules.vanishes(group))
    weights.have(sp.Eq(Lim(w_o), 1), by=rules.squeezed(w_o, 1, group))
    weights.have(sp.Eq(Lim(G_star), 1), by=rules.squeezed(G_star, 1, group))
    if locked:
        weights.have(sp.Eq(Lim(rest), 0), "it locks", by=rules.vanishes(rest))
        weights.have(sp.Eq(Lim(f_star), 1), by=rules.squeezed(f_star, 1, rest))
    elif locked is False:
        weights.have(sp.Eq(Lim(1 / mates), 0), "it is grouped", by=rules.vanishes(1 / mates))
        weights.have(sp.Eq(Lim(f_star), 0), by=rules.squeezed(f_star, 0, 1 / mates))
    return weights


def _rare(part: Statement) -> Derivation:
    """Forget that no other group may have a plus sign."""
    rate = N * sp.log(2)
    rare = Derivation(given=part.hypotheses)
    rare.have(sp.Eq(Lim(1 / rate), 0), by=rules.vanishes(1 / rate))
    rare.have(sp.Eq(Lim(sp.exp(-rate)), 0), by=rules.exponential(rate))
    rare.have(sp.Eq(_MISSED, sp.exp(-rate)), by=rules.power(sp.Integer(2), -N))
    return rare.have(sp.Eq(Lim(_MISSED), 0), by=rules.squeezed(_MISSED, 0, sp.exp(-rate)))


def _limit(name: str, *conditions: Any, locked: bool | None = True) -> Proof:
    """Prove that a part holds from some size on, with conditions in u, v, w for f*, G*, w_o."""

    def proof(part: Statement) -> Derivation:
        goal, weights = part.conclusion, _weights(part, locked)
        limits = {
            u: (f_star, sp.Integer(bool(locked))),
            v: (G_star, _ONE),
            w: (w_o, _ONE),
        }
        now, then = ({x: pair[i] for x, pair in limits.items()} for i in (0, 1))
        far = Derivation(given=(*part.hypotheses, *(x.xreplace(now) for x in conditions)))
        bounds = (f"thm:fixed-width#{name}", rules.one_neuron())
        far.have(p_theta >= goal.rhs - _MISSED, by=bounds)
        far.have(p_theta <= goal.rhs + _MISSED, by=bounds)
        far.have(goal, by=(_rare(part), rules.squeezed(p_theta, goal.rhs, _MISSED)))
        for condition in conditions:
            used = {x: pair for x, pair in limits.items() if x in condition.free_symbols}
            relation = condition.xreplace(now)
            known = (
                weights,
                rules.continuous(condition.lhs, used),
                rules.eventually(relation, far, condition.lhs.xreplace(then)),
            )
            later = Derivation(given=[h for h in far.given if h != relation])
            far = later.have(goal, "from some size on", by=known)
        return far

    return proof


u, v, w = sp.symbols("u v w", real=True, cls=sp.Dummy)
_FAR = (a + 2 * b) * (1 - w) < b + c - theta
_LIMITS = {
    "every neuron, in the limit": _limit(
        "every neuron", (a + 2 * b) * (1 - w) < b - c - theta, locked=None
    ),
    "one half, in the limit": _limit("one half", _FAR, a * u < theta - b + c),
    "one half, not locked": _limit("one half", _FAR, a * u < theta - b + c, locked=False),
    "five eighths, in the limit": _limit(
        "five eighths",
        _FAR,
        a * u + b * (2 * v - 1) > theta + c,
        a * u - b * (2 * v - 1) < theta + c,
        a * (1 - w) < theta - b + c,
    ),
    "three quarters, in the limit": _limit("three quarters", _FAR, a * u > theta + b + c),
}

_OUT = FarOut(
    (("1/2", "3/5", "2/5"), ("3", "1", "1/2")),
    ("1/2", "4/5"),
    extra={theta: (b - c - sp.Rational(1, 10), b, a / 2 + b), m: (_ONE,)},
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
        **_LIMITS,
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), (*_ENTRIES, *_EDGES), (3, 9)),
            Walk(Counted, ((4, 1), (8, 2)), _ENTRIES[2:], (8,)),
            of=_FINITE,
        ),
        *seen_by(_OUT, of=tuple(_LIMITS)),
    ),
)


def _worse(part: Statement) -> Derivation:
    """Divide by the smaller powers: the loss p(1 - p) is the larger one before."""
    silent = {1 - p: (1 - p) ** (m - 1) for p in (_FIRST, _LAST)}
    (x, x_before), (y, y_before) = silent.items()
    worse = Derivation(given=part.hypotheses)
    for one, before in silent.items():
        worse.have(sp.Eq(one**m, before * one), by=rules.next_power(one, m - 1))
        worse.have(sp.Eq(one ** (m + 1), one**m * one), by=rules.next_power(one, m))
    positive = Derivation(x_before, given=(x > 0,))
    positive.equal(sp.exp((m - 1) * sp.log(x)), by=rules.power(x, m - 1)).more_than(0)
    worse.have(x_before > 0, by=positive)
    worse.have(y_before <= x_before, by=rules.powers_in_order(y, x, m - 1))
    worse.have(y * (1 - y) < x * (1 - x), "both are at most one half")
    worse.have(y_before * y * (1 - y) <= x_before * y * (1 - y), "both factors are positive")
    return worse.have(part.conclusion, "multiply")


def _gap(part: Statement) -> Derivation:
    """Insert the two chances."""
    gap = Derivation(_GAP, given=part.hypotheses)
    gap.equal((1 - _FIRST) ** m - (1 - _LAST) ** m, "m independent neurons")
    return gap.equal(_HALF**m - _THREE_EIGHTHS**m, "insert the two chances")


more_neurons = Claim(
    "lem:more-neurons",
    "lemma",
    "More neurons make it worse",
    8,
    statements={
        "worse": Statement(
            (1 - _FIRST) ** (m + 1) - (1 - _LAST) ** (m + 1) < (1 - _FIRST) ** m - (1 - _LAST) ** m,
            (_FIRST >= _HALF, _LAST > _FIRST, _LAST <= 1, m >= 1),
        ),
        "gap": Statement(
            sp.Eq(_GAP, _HALF**m - _THREE_EIGHTHS**m),
            (sp.Eq(_FIRST, _HALF), sp.Eq(_LAST, sp.Rational(5, 8))),
        ),
    },
    proofs={"worse": _worse, "gap": _gap},
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _EDGES, (3, 9)), of=("gap",)),
        *seen_by(Sampled(300, _CHANCES), of=("worse",)),
    ),
)

CLAIMS = (standard(rows), standard(fixed_width), standard(more_neurons))
