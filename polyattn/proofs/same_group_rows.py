"""Chapter 6: which rows decide, and why a larger feature helps where its sign is plus."""

from __future__ import annotations

import sympy as sp

from polyattn.ledger import Claim, Step
from polyattn.proofs.engine import Algebra, Sampled, Statement, Written, standard
from polyattn.proofs.engine.comparison import Grid
from polyattn.proofs.engine.counted import Counted
from polyattn.proofs.engine.dense import Network
from polyattn.symbolic import (
    K,
    N,
    P,
    Q,
    R,
    S,
    V_o,
    V_s,
    V_star,
    X,
    Z_o,
    Z_star,
    a,
    a0,
    a1,
    b,
    beta,
    d,
    on,
    s_1,
    s_g,
    t,
    y_g,
)

_SIZES = ((4, 1), (4, 2), (5, 3))
_ENTRIES = (("1/2", "3/5", "2/5"), ("6/5", "3/5", "2/5"), ("0", "3/5", "2/5"))
_DENSE = Step("dense network", (Grid(Network, _SIZES, _ENTRIES, (1, 4)).witness,))
_COUNTED = Step(
    "by counting", (Grid(Counted, ((4, 2), (9, 3), (14, 1)), _ENTRIES, (1, 4)).witness,)
)
_INTERVALS = Step("intervals", (Sampled(),))
_PLUS, _MINUS = sp.Integer(1), sp.Integer(-1)


def _signs(first: int, own: int | None = None) -> tuple[sp.Eq, ...]:
    return (sp.Eq(s_1, first), *(() if own is None else (sp.Eq(s_g, own),)))


# Some other group has a plus sign; none has.
_SOME = (sp.Eq(y_g, 1),)
_NONE = (sp.Eq(y_g, -1), sp.Eq(K, 0))
_MODEL = (b > 0, beta > 0, t >= 1, d >= 4)

redundancy = Claim(
    "lem:redundancy",
    "lemma",
    "Rows of the planted group never decide, but for two sign vectors",
    6,
    setting=_MODEL,
    statements={
        "plus plus": Statement(V_s <= V_star, (a >= 0, *_signs(1, 1), K <= N)),
        "plus minus": Statement(
            V_s <= sp.Max(V_star, V_o, evaluate=False), (*_signs(1, -1), *_SOME, K <= N)
        ),
        "plus minus, K = 0": Statement(V_s <= V_star, (a >= 0, *_signs(1, -1), sp.Eq(K, 0))),
        "minus": Statement(V_s <= V_o, (a >= 0, *_signs(-1), *_SOME)),
        "all minus": Statement(V_s <= V_o, (a >= 0, *_signs(-1, -1), *_NONE)),
        "exception": Statement(
            sp.Equivalent(
                sp.And(V_s > V_star, V_s > V_o),
                sp.And(a > 0, a < 2 * b * t, (2 * b - a) * t * N * R < a * (t - 1) * Q),
            ),
            (a >= 0, *_signs(-1, 1), *_NONE),
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
                    r"As $Q>R$, the second difference is positive exactly where $a<2bt$. The first "
                    r"is 0 where $a=0$, since then $P=Q$; where $a>0$, $P>Q$ and it has the sign of "
                    r"$a(t-1)Q-(2b-a)tNR$."
                ),
            ),
            ("exception",),
        ),
    ),
    witnesses=(_DENSE, _INTERVALS),
)

coupled_monotone = Claim(
    "lem:coupled-monotone",
    "lemma",
    "With a plus sign on the feature, a larger feature never hurts",
    6,
    setting=(b > 0, beta > 0, t >= 1, d >= 4),
    statements={
        "plus": Statement(on(X, 1) >= on(X, 0), (a0 >= 0, a1 > a0, sp.Eq(s_1, 1), *_SOME, K <= N)),
        "plus, K = 0": Statement(on(X, 1) >= on(X, 0), (a0 >= 0, a1 > a0, sp.Eq(s_1, 1), *_NONE)),
    },
    steps=(
        Step("rows of its group", (Algebra(on(V_s, 1) >= on(V_s, 0)),)),
        Step("other rows", (Algebra(on(V_o, 1) >= on(V_o, 0)),)),
    ),
)

CLAIMS = (standard(redundancy),)
