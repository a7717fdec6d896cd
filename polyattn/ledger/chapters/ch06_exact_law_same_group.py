"""Chapter 6: which rows decide, and why a larger feature helps where its sign is plus."""

from __future__ import annotations

import sympy as sp

from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Computed, Statement, Written, standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.pairs import instance
from polyattn.symbolic.model import N, P, Q, R, Z_o, Z_star, a, b, beta, c, d, t, theta
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
    steps=(
        Step("directly", (Algebra(),), ("plus plus", "plus minus, K = 0", "minus", "all minus")),
        Step("small feature", (Algebra(V_s < V_o, (a < 2 * b * t,)),), ("plus minus",)),
        Step("large feature", (Algebra(V_s <= V_star, (a >= 2 * b * t,)),), ("plus minus",)),
        Step(
            "two differences",
            (
                Algebra(
                    sp.Eq(
                        V_s - V_star,
                        (P - Q) * (a * (t - 1) * Q - (2 * b - a) * t * N * R) / (Z_star * Z_o),
                    )
                ),
                Algebra(sp.Eq(V_s - V_o, (Q - R) * (2 * b * t - a) / Z_o)),
                Written(
                    r"As $Q>R$, the second difference is positive exactly where $a<2bt$. The "
                    r"first is 0 where $a=0$, since then $P=Q$; where $a>0$, $P>Q$ and it has the "
                    r"sign of $a(t-1)Q-(2b-a)tNR$."
                ),
            ),
            ("exception",),
        ),
    ),
    witnesses=seen_by(Walk(Dense, _SIZES, _EDGES, (1, 4)), Sampled()),
)

# V_* + b is (aP + _gain)/(P + _rest) where s_1 = +1 and s_g = -1: it has the sign of
# a * _rest - _gain in P.
_rest = (t - 1) * Q + t * N * R
_gain = b * t * R * (N + S)
_ABOVE = (a0 >= 0, a1 > a0, sp.Eq(s_1, 1))
_PLUS = ("plus", "plus, K = 0")
_NUMBERS = {d: 4, t: 1, a0: "1/10", a1: "9/10", b: "3/5", c: "2/5", beta: 1, theta: "-1/4"}

coupled_monotone = Claim(
    "lem:coupled-monotone",
    "lemma",
    "With a plus sign on the feature, a larger feature always helps",
    6,
    setting=(c > 0, *_MODEL),
    uses=("lem:redundancy",),
    statements={
        "plus": Statement(on(X, 1) > on(X, 0), (*_ABOVE, *_SOME)),
        "plus, K = 0": Statement(on(X, 1) > on(X, 0), (*_ABOVE, *_NONE)),
        "minus": Statement(
            sp.Eq(on(p_theta, 1) - on(p_theta, 0), -sp.Rational(1, 8)),
            tuple(sp.Eq(letter, sp.Rational(value)) for letter, value in _NUMBERS.items()),
        ),
    },
    steps=(
        Step("rows of its group", (Algebra(on(V_s, 1) > on(V_s, 0)),), _PLUS),
        Step("other rows", (Algebra(on(V_o, 1) > on(V_o, 0)),), _PLUS),
        Step(
            "the planted row, own sign plus",
            (Algebra(on(V_star, 1) > on(V_star, 0), (sp.Eq(s_g, 1),)),),
            _PLUS,
        ),
        Step(
            "own sign minus, the planted row gains",
            (Algebra(on(V_star, 1) > on(V_star, 0), (sp.Eq(s_g, -1), a0 * _rest >= _gain)),),
            _PLUS,
        ),
        Step(
            "own sign minus, another row was ahead",
            (Algebra(on(V_star, 0) <= on(V_o, 0), (sp.Eq(s_g, -1), a0 * _rest < _gain)),),
            ("plus",),
        ),
        Step(
            "the maximum",
            (
                Written(
                    "Each pre-activation grows with $a$, except perhaps the planted row's where "
                    r"$s_{g}=-1$ and $a_0[(t-1)Q+tNR]<btR(N+S)$; so $K\ge1$, since the right side "
                    "is 0 where $K=0$. There the planted row of data set 0 lies below its own best "
                    "other row, so its maximum is reached by a row that does grow."
                ),
            ),
            _PLUS,
        ),
        Step("one example", (Computed("symbolic", instance(Counted)),), ("minus",)),
    ),
    witnesses=(
        *seen_by(_DENSE, Sampled(), of=_PLUS),
        Step(
            "the example on the dense network",
            (Computed("exhaustive", instance(Dense)),),
            ("minus",),
        ),
    ),
)

CLAIMS = (standard(redundancy), standard(coupled_monotone))
