"""Chapter 6: which rows decide, and why a larger feature helps where its sign is plus."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, P, Q, R, a, b, beta, c, d, t, theta
from polyattn.symbolic.neuron import K, S, V_o, V_s, V_star, X, p_theta, s_1, s_g, y_g
from polyattn.symbolic.pair import a0, a1, on

_SIZES = ((4, 1), (4, 2), (5, 3))
_ENTRIES = (("1/2", "3/5", "2/5"), ("6/5", "3/5", "2/5"), ("0", "3/5", "2/5"))
# The next two lie within 10 % of where the exception begins and ends.
_EDGES = (*_ENTRIES, ("9/4", "3/5", "2/5"), ("11/25", "3/5", "2/5"))
_DENSE = Walk(Dense, _SIZES, _ENTRIES, (1, 4))
_PLUS = sp.Integer(1)


def _signs(first: int, own: int | None = None) -> tuple[sp.Eq, ...]:
    return (sp.Eq(s_1, first), *(() if own is None else (sp.Eq(s_g, own),)))


# Some other group has a plus sign; none has.
_SOME = (sp.Eq(y_g, 1),)
_NONE = (sp.Eq(y_g, -1), sp.Eq(K, 0))
_MODEL = (b > 0, beta > 0, t >= 1, d >= 4, K <= N)

_LARGE = a >= 2 * b * t


def _directly(part: Statement) -> Derivation:
    """Compare two rows."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "row against row")


def _by_the_feature(part: Statement) -> Derivation:
    """Take a small feature, where another group is ahead, and a large one."""
    small = Derivation(given=(*part.hypotheses, sp.Not(_LARGE))).have(V_s < V_o)
    large = Derivation(given=(*part.hypotheses, _LARGE)).have(V_s <= V_star)
    chain = Derivation(given=part.hypotheses)
    return chain.cases(part.conclusion, (sp.Not(_LARGE), small), (_LARGE, large))


def _two_differences(part: Statement) -> Derivation:
    """Multiply two differences by the sums of the rows, and look at the signs."""
    ahead, condition = sorted(part.conclusion.args, key=lambda side: V_s not in side.free_symbols)
    exceeds = a * (t - 1) * Q - (2 * b - a) * t * N * R
    best = Derivation(ahead, given=part.hypotheses)
    best.iff(
        sp.And((P - Q) * exceeds > 0, (Q - R) * (2 * b * t - a) > 0),
        "two differences, times the sums of the rows",
    )
    return best.iff(condition, "the signs of the factors")


redundancy = Claim(
    "lem:redundancy",
    "lemma",
    "Rows of the planted group never decide, but for two sign vectors",
    6,
    setting=_MODEL,
    statements={
        "plus plus": Statement(V_s <= V_star, (a >= 0, *_signs(1, 1))),
        "plus minus": Statement(
            V_s <= sp.Max(V_star, V_o, evaluate=False), (*_signs(1, -1), *_SOME)
        ),
        "plus minus, K = 0": Statement(V_s <= V_star, (a >= 0, *_signs(1, -1), sp.Eq(K, 0))),
        "minus": Statement(V_s <= V_o, (a >= 0, *_signs(-1), *_SOME)),
        "all minus": Statement(V_s <= V_o, (a >= 0, *_signs(-1, -1), *_NONE)),
        "exception": Statement(
            sp.Equivalent(
                sp.And(V_s > V_star, V_s > V_o),
                sp.And(a > 0, a < 2 * b * t, (2 * b - a) * t * N * R < a * (t - 1) * Q),
            ),
            (*_signs(-1, 1), *_NONE),
        ),
    },
    proofs={
        **dict.fromkeys(("plus plus", "plus minus, K = 0", "minus", "all minus"), _directly),
        "plus minus": _by_the_feature,
        "exception": _two_differences,
    },
    witnesses=seen_by(Walk(Dense, _SIZES, _EDGES, (1, 4)), Sampled()),
)

# V_* + b is (aP + _gain)/(P + _rest) where s_1 = +1 and s_g = -1: it has the sign of
# a * _rest - _gain in P.
_rest = (t - 1) * Q + t * N * R
_gain = b * t * R * (N + S)
_ABOVE = (a0 >= 0, a1 > a0, sp.Eq(s_1, 1))
_PLUS = ("plus", "plus, K = 0")
_NUMBERS = {d: 4, t: 1, a0: "1/10", a1: "9/10", b: "3/5", c: "2/5", beta: 1, theta: "-1/4"}
_HURTS = Walk(
    Dense,
    ((4, 1), (5, 1), (4, 2)),
    (("1/10", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1", "2/5")),
    (1, 2),
    (sp.Rational(-1, 4), sp.S.Zero),
)

_VALUES = tuple(on(x, i) for x in (V_star, V_s, V_o) for i in (0, 1))


def _helps(part: Statement) -> Derivation:
    """Each row gains, but perhaps the planted one, where another row of data set 0 is ahead of it."""

    def largest(*case: Any, star: tuple[Any, ...]) -> tuple[Any, Derivation]:
        chain = Derivation(given=(*part.hypotheses, *case))
        for row in (V_s, V_o):
            chain.have(on(row, 1) > on(row, 0), "it contains a directly")
        for relation in star:
            chain.have(relation, "the planted row gains, or was behind another")
        return sp.And(*case), chain.have(part.conclusion, "the largest of three", keep=_VALUES)

    gains = (on(V_star, 1) > on(V_star, 0),)
    behind = (a0 < 2 * b * t, on(V_star, 0) <= on(V_s, 0), on(V_s, 0) <= on(V_o, 0))
    plus, minus = sp.Eq(s_g, 1), sp.Eq(s_g, -1)
    enough = a0 * _rest >= _gain
    unlike = Derivation(given=(*part.hypotheses, minus)).cases(
        part.conclusion,
        largest(minus, enough, star=gains),
        largest(minus, sp.Not(enough), star=behind),
    )
    whole = Derivation(given=part.hypotheses)
    return whole.cases(part.conclusion, largest(plus, star=gains), (minus, unlike))


def _example(part: Statement) -> Derivation:
    """Count the sixteen sign vectors of one network, at both features."""
    given = {x.lhs: x.rhs for x in part.hypotheses if isinstance(x, sp.Eq)}
    numbers = {N: given.pop(d) - 3} | given
    low, high = (on(X, i) > theta for i in (0, 1))
    example = Derivation(part.conclusion.lhs, given=part.hypotheses)
    example.equal(Pr(high) - Pr(low), by=(rules.one_neuron(0), rules.one_neuron(1)))
    counts = [rules.enumerated(event, numbers) for event in (low, high)]
    return example.equal(counts[1].conclusion.rhs - counts[0].conclusion.rhs, by=counts)


coupled_monotone = Claim(
    "lem:coupled-monotone",
    "lemma",
    "With a plus sign on the feature, a larger feature always helps",
    6,
    setting=(c > 0, *_MODEL),
    statements={
        "plus": Statement(on(X, 1) > on(X, 0), (*_ABOVE, *_SOME)),
        "plus, K = 0": Statement(on(X, 1) > on(X, 0), (*_ABOVE, *_NONE)),
        "minus": Statement(
            sp.Eq(on(p_theta, 1) - on(p_theta, 0), -sp.Rational(1, 8)),
            tuple(sp.Eq(letter, sp.Rational(value)) for letter, value in _NUMBERS.items()),
        ),
    },
    proofs={**dict.fromkeys(_PLUS, _helps), "minus": _example},
    witnesses=(
        *seen_by(_DENSE, Sampled(), of=_PLUS),
        *seen_by(_HURTS, of=("minus",)),
    ),
)

CLAIMS = (standard(redundancy), standard(coupled_monotone))
