"""Chapter 5: low degree, nothing to see."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import LOUDNESS, PROBABILITY
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Computed, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Sampled, Walk, seen_by
from polyattn.symbolic.model import G_star, a, b, beta, c, d, f_star, n, p, r, t, theta, w_o
from polyattn.symbolic.neuron import P_active
from polyattn.symbolic.pair import a0, a1, on

_QUIET = sp.And(*(on(P_active, i) < LOUDNESS for i in (0, 1)))
_MANY = on(d - 3 >= (2 * (a + b) / (theta - c) - 1) * (p / r) ** beta, 1)
_LITTLE = [on(a * f_star + b * G_star <= (theta - c) / 2, i) for i in (0, 1)]
_PLANTED, _OWN = ([on(x, i) for i in (0, 1)] for x in (f_star, G_star))
_FEW = (
    on(G_star <= 1 / (1 + (d - 3) * (r / p) ** beta), 1),
    on(a * f_star + b * G_star <= (a + b) * G_star, 1),
)
_LESS = (_PLANTED[0] > 0, _PLANTED[0] <= _PLANTED[1], _OWN[0] <= _OWN[1])

_FIXED = r"""For a fixed degree $(p/r)^\beta$ is a fixed number, and its product with $1/n$ tends to 0, whichever of $t$ and
$d$ makes $n=(d-2)\,t$ grow."""
_NO_GROUP = r"""For a fixed degree the right side tends to 0 as $d\to\infty$, and $t$ does not occur in it."""
_NOISE = r"""`thm:silence` gives the bound on each of the two data sets. With $m$ and $\theta>c$ fixed and $d\to\infty$ it
tends to 0, being a fixed number times an exponential whose exponent tends to $-\infty$. (That nothing groups is part of it: the
condition gives $b\,w_o\le b\,G^*\le(\theta-c)/2$.)"""


def _limits(claim: object, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Let SymPy take the limits of f_star as t or N grows, the scores held fixed."""
    positive = {x: sp.Dummy(x.name, positive=True) for x in (s.P, s.Q, s.R, s.t, s.N)}
    weight = s.unfold(f_star).xreplace(positive)
    for letter in (s.t, s.N):
        limit = sp.limit(weight, positive[letter], sp.oo)
        if limit != 0:
            return False, f"f* tends to {limit} as {letter} grows"
    return True, "SymPy's limits of f* in t and in N, with P, Q, R fixed, are 0"


_FORM = "the closed form"
_FAINT = (("1/10", "1/4", "1"), ("1/2", "1/4", "1"))
_LAWS = Walk(
    Law,
    ((203, 1), (1002, 10**6)),
    (("0", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("3", "1", "2"), *_FAINT),
    (1, 2),
    ("-1/10", "1/5", "1/2", "9/10", "6/5"),
)
# d - 3 is 200 (p_1/r)^beta, and theta at the bound, or where a constant moved by 10 % would put it.
_SHARP = Walk(
    Law,
    ((55_987_203, 1),),
    (("999/1000", "2", "1"), ("1", "2", "1")),
    (7,),
    ("1/100", "29/3000", "7/750", "9/1000"),
)

no_fixed_lock = Claim(
    "cor:no-fixed-lock",
    "corollary",
    "No fixed degree locks",
    5,
    statements={
        "planted weight": Statement(f_star <= (p / r) ** beta / n, (beta > 0,)),
        "own group": Statement(
            sp.And(w_o <= G_star, G_star <= 1 / (1 + (d - 3) * (r / p) ** beta)), (beta > 0,)
        ),
        "silent": Statement(
            _QUIET,
            (
                a0 >= 0,
                a1 > a0,
                b > 0,
                beta > 0,
                theta > c,
                _MANY,
            ),
            where=PROBABILITY,
        ),
    },
    setting=(c > 0, t >= 1, d >= 4),
    uses=("lem:order-facts", "thm:silence"),
    steps=(
        Step("the least of n powers", (Algebra(),), ("planted weight",)),
        Step(
            "let n grow",
            (Written(_FIXED), Computed("symbolic", _limits)),
            ("planted weight",),
        ),
        Step(
            "compare with the other groups alone",
            (Algebra(), Written(_NO_GROUP)),
            ("own group",),
        ),
        Step(
            "on D_1 the planted row sees too many other groups",
            (
                Algebra(conclude=_FEW),
                Algebra(opaque=(_PLANTED[1], _OWN[1]), after=_FEW, conclude=_LITTLE[1]),
                Applies("thm:silence#few", dataset=1, after=(_LITTLE[1],)),
            ),
            ("silent",),
        ),
        Step(
            "D_0 has less on the planted row and on its group",
            (
                Algebra(conclude=_LESS),
                Algebra(opaque=(*_PLANTED, *_OWN), after=(_LITTLE[1], *_LESS), conclude=_LITTLE[0]),
                Applies("thm:silence#few", dataset=0, after=(_LITTLE[0],)),
            ),
            ("silent",),
        ),
        Step("let d grow", (Written(_NOISE),), ("silent",)),
    ),
    witnesses=(
        *seen_by(Walk(Dense), Sampled(), of=("planted weight", "own group")),
        *seen_by(_LAWS, of=("silent",)),
        Step("where it is sharp", (_SHARP,), ("silent",)),
        Step(
            "dense network, silence",
            (Walk(Dense, ((6, 1), (6, 2), (7, 1)), _FAINT, (1, 2)),),
            ("silent",),
        ),
    ),
)

# The bounds are sharp in the exponent, where d is large; not in a factor, or in a small number
# beside a large one.
_LOOSE = (
    f"silent: -1 (no. 2 in {_MANY}) moved by 10 %",
    f"silent: -3 (no. 1 in {_MANY}) moved by 10 %",
    "silent: the right side of a_1 > a_0 moved by 10 %",
    *(f"silent: 3 (no. {place} in {_QUIET}) moved by 10 %" for place in (2, 4)),
    *(f"silent: the right side of {quiet} moved by 10 %" for quiet in _QUIET.args),
)

CLAIMS = (standard(no_fixed_lock, loose=_LOOSE),)
