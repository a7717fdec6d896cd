"""Chapter 6: the exact law of the maximal pre-activation."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from operator import mul

import sympy as sp

from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Computed, Written, identity
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.sides import every_level
from polyattn.symbolic import (
    ROWS,
    G_star,
    K,
    N,
    P,
    P_active,
    Q,
    R,
    S,
    V_o,
    V_o_up,
    V_s,
    V_s_up,
    V_star,
    V_star_up,
    X,
    X_up,
    Z_o,
    Z_star,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    m,
    p_theta,
    s_1,
    s_d,
    s_g,
    t,
    theta,
    u_o,
    u_star,
    unfold,
    w_o,
    y_g,
)
from polyattn.symbolic.chances import FIRST_K, Above, Tail

_ENTRIES = (("1/2", "3/5", "2/5"), ("3", "1", "2"), ("9/10", "1/4", "1/2"))
_DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), _ENTRIES, (1, 3))
_COUNTED = Walk(Counted, ((4, 1), (9, 3)), _ENTRIES, (2,))
_MODEL = (b > 0, c > 0, beta > 0, t >= 1, d >= 4)

_ROWS = ("planted row", "its group", "other rows", "other rows, K = 0")
monotone_signs = Claim(
    "lem:monotone-signs",
    "lemma",
    "Every further plus sign helps",
    6,
    setting=(b > 0, beta > 0, t >= 1, d >= 4),
    uses=("lem:order-facts",),
    statements={
        "planted row": Statement(sp.Eq(V_star_up - V_star, 2 * b * u_star)),
        "its group": Statement(V_s_up - V_s >= 2 * b * u_star),
        "other rows": Statement(V_o_up - V_o >= 2 * b * u_star, (sp.Eq(y_g, 1),)),
        "other rows, K = 0": Statement(
            V_o_up - V_o > 2 * b * u_star, (sp.Eq(y_g, -1), sp.Eq(K, 0))
        ),
        "all": Statement(X_up >= X + 2 * b * u_star, (K <= N - 1,)),
        "positive": Statement(b * u_star > 0, (c > 0,)),
    },
    steps=(
        Step("row by row", (Algebra(),), (*_ROWS, "positive")),
        Step(
            "the maximum",
            (
                Written(
                    r"One more plus sign raises $K$ by one and $S$ by two, and makes $y_g=+1$. "
                    r"Each of the three pre-activations grows by at least $2bu^*$, so their "
                    "maximum does."
                ),
            ),
            ("all",),
        ),
    ),
    witnesses=(
        *seen_by(_DENSE),
        *seen_by(_COUNTED, of=("all",)),
        *seen_by(Sampled(), of=(*_ROWS, "positive")),
    ),
)
# Among whole numbers K <= N - 1.1 says the same.
_WHOLE = (
    "all: -1 (no. 1 in K <= N - 1) moved by 10 %",
    "all: the right side of K <= N - 1 moved by 10 %",
)

_e = c * s_d - theta
_FORMS = {
    "planted row": (V_star, Z_star, P * (a * s_1 + b * s_g + _e) + Q * (t - 1) * (b * s_g + _e)),
    "its group": (V_s, Z_o, Q * (a * s_1 + t * (b * s_g + _e))),
    "other rows": (V_o, Z_o, Q * t * (b * y_g + _e) + R * (a * s_1 + t * b * (s_g - y_g))),
}
_EIGHT = tuple(product((1, -1), repeat=3))


def _rows_of_C(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare V_*, V_s, V_o with the rows of C times a sign vector."""
    signs = {"planted": (V_star, s_g), "group": (V_s, s_g), "others": (V_o, y_g)}
    for name, (value, own) in signs.items():
        row = ROWS[name]
        product_with_row = row.feature * s_1 + row.own * own + row.other * (s_g + S - own)
        if not identity(unfold(value), unfold(product_with_row)):
            return False, f"{name}: {value} is not {product_with_row}"
    return True, "three identities: V_*, V_s and V_o are rows of C times the signs, less the bias"


def _literal_network(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compute F for every choice of two neurons on a small network, at every threshold."""
    network = Dense(4, 2, Fraction(1, 2), Fraction(3, 5), Fraction(2, 5), 3)
    neurons = [
        [sum(map(mul, row, signs), Fraction(0)) for row in network.output]
        for signs in product((1, -1), repeat=network.d)
    ]
    conclusion = claim.part("width").conclusion
    thresholds = every_level(network)
    for level in thresholds:
        active = sum(
            max(sum(max(x - level, Fraction(0)) for y in pair for x in y), Fraction(0)) > 0
            for pair in product(neurons, repeat=2)
        )
        values = {m: 2, p_theta: network.exceeds(level), P_active: Fraction(active, 16**2)}
        if not holds(conclusion, Point(values)):
            return False, f"{conclusion} fails at theta = {level}, m = 2, active {active} of 256"
    return (
        True,
        f"256 pairs of neurons at {len(thresholds)} thresholds, F computed as it is defined",
    )


exact_law = Claim(
    "thm:exact-law",
    "theorem",
    "The exact law",
    6,
    setting=_MODEL,
    uses=("thm:closed-form", "lem:order-facts", "lem:monotone-signs", "lem:redundancy"),
    statements={
        "rows": Statement(sp.Eq(X, c * s_d + sp.Max(V_star, V_s, V_o, evaluate=False))),
        **{
            name: Statement(sp.Eq(weight * (value + _e), form + R * t * (b * S + N * _e)))
            for name, (value, weight, form) in _FORMS.items()
        },
        "one neuron": Statement(
            sp.Eq(p_theta, sum(Tail(N, FIRST_K[triple]) for triple in _EIGHT) / 8)
        ),
        "width": Statement(sp.Eq(P_active, 1 - (1 - p_theta) ** m)),
    },
    steps=(
        Step("rows of C", (Computed("symbolic", _rows_of_C),), ("rows",)),
        Step("own group first", (Algebra(w_o >= u_o),), ("rows",)),
        Step(
            "the best row of each kind",
            (
                Written(
                    "The rows of the planted row's group are equal, and the rows of other groups "
                    r"differ only in their own sign $y$, with pre-activation $c s_d + "
                    r"a s_1\frac R{Z_o} + b[w_o y + u_o(s_{g}+S-y)]$. As $w_o\ge u_o$, the largest "
                    "of them has $y=+1$ if any other group has a plus sign ($K\\ge1$), else $y=-1$. "
                    "For $t=1$ there is no row of the planted row's group; by `lem:redundancy` "
                    "$V_s\\le\\max(V_*,V_o)$ then, so the maximum is the same with it."
                ),
            ),
            ("rows",),
        ),
        Step("multiply by the sum", (Algebra(),), tuple(_FORMS)),
        Step(
            "every further sign raises X",
            (
                Applies("lem:monotone-signs#all", (K <= N - 1,)),
                Applies("lem:monotone-signs#positive"),
            ),
            ("one neuron",),
        ),
        Step(
            "eight binomial tails",
            (
                Written(
                    r"The signs $s_1$, $s_g$, $s_d$ are independent and even, and independent of "
                    r"$K\sim\mathrm{Bin}(N,\frac12)$, on which alone $X$ depends once they are "
                    r"given. By `lem:monotone-signs` $X$ grows by at least $2bu^*>0$ with every "
                    r"further plus sign, so $X>\theta$ means $K\ge k_s(\theta)$, the least $K$ "
                    r"with $X>\theta$. Average over the eight triples."
                ),
            ),
            ("one neuron",),
        ),
        Step(
            "neurons are independent",
            (
                Written(
                    r"$F>0$ means that some $\langle C_j,y_i\rangle$ exceeds $\tau$, so that "
                    r"$X>\theta$ for some neuron $i$. The $m$ sign vectors are independent: all "
                    r"stay at or below $\theta$ with probability $(1-p)^m$."
                ),
            ),
            ("width",),
        ),
    ),
    witnesses=(
        *seen_by(_DENSE, of=("rows", "one neuron")),
        *seen_by(_COUNTED, of=("one neuron",)),
        *seen_by(Sampled(), of=tuple(_FORMS)),
        Step("the literal network", (Computed("exhaustive", _literal_network),), ("width",)),
    ),
)

_room = (a * f_star + b + c - theta) / (2 * b * u_star)
_BOUND = Above(N, N - _room)
sandwich = Claim(
    "thm:sandwich",
    "theorem",
    "A sandwich of factor eight",
    6,
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1),
    uses=("lem:envelope", "thm:exact-law"),
    statements={
        "at most": Statement(p_theta <= _BOUND),
        "at least": Statement(p_theta >= _BOUND / 8),
    },
    steps=(
        Step("the envelope", (Applies("lem:envelope#bound", (K >= 0, K <= N)),)),
        Step(
            "in K",
            (
                Algebra(
                    sp.Eq(
                        a * f_star + b * G_star + b * u_star * S + c - theta,
                        2 * b * u_star * (K - (N - _room)),
                    ),
                ),
            ),
        ),
        Step(
            "count",
            (
                Written(
                    r"By `lem:envelope` $X\le af^*+bG^*+bu^*S+c$ for every triple, with equality "
                    r"for $(+,+,+)$, and the right side exceeds $\theta$ exactly where "
                    r"$K>N-\frac{af^*+b+c-\theta}{2bu^*}$. So that event contains "
                    r"$\{X>\theta\}$, and on $(+,+,+)$, which has probability $\frac18$, the two "
                    "are the same."
                ),
            ),
        ),
    ),
    witnesses=seen_by(_DENSE, Walk(Counted, ((7, 3), (12, 2)), _ENTRIES[:2], (1,))),
)
# The bound is loose where it decides, by a factor of two at least.
_LOOSE = (
    "at most: -1/2 (no. 1 in p_theta <= Above(N, N - (a*f^* + b + c - theta)/(2*b*u^*))) "
    "moved by 10 %",
)

CLAIMS = (standard(monotone_signs, _WHOLE), standard(exact_law), standard(sandwich, _LOOSE))
