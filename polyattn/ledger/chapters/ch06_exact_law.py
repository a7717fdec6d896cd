"""Chapter 6: the exact law of the maximal pre-activation."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch06_exact_law_witness import literal_network
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic import (
    ROWS,
    C_o,
    C_s,
    C_star,
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
    m,
    p_theta,
    s_1,
    s_d,
    s_g,
    t,
    theta,
    u_o,
    u_star,
    y,
    y_g,
)
from polyattn.symbolic.chances import FIRST_K, Pr, Tail

ENTRIES = (("1/2", "3/5", "2/5"), ("3", "1", "2"), ("9/10", "1/4", "1/2"))
DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3))
_COUNTED = Walk(Counted, ((4, 1), (9, 3)), ENTRIES, (2,))
_MODEL = (b > 0, c > 0, beta > 0, t >= 1, d >= 4)

_GAIN = 2 * b * u_star
_ORDER = ("lem:order-facts#other groups", "lem:order-facts#own before other")


def _planted_rises(part: Statement) -> Derivation:
    """One more plus sign weighs twice what the row gives to another group."""
    return Derivation(V_star_up - V_star, given=part.hypotheses).equal(_GAIN, "$S$ grows by 2")


def _group_rises(part: Statement) -> Derivation:
    """Compare with the planted row, which gives less to another group than its mates do."""
    rises = Derivation(V_s_up - V_s, given=part.hypotheses).equal(2 * b * u_o, "$S$ grows by 2")
    return rises.at_least(_GAIN, "the planted row gives others the least", by=_ORDER[0])


def _others_rise(part: Statement) -> Derivation:
    """Take the new sign as that of another group, or as the own one, whichever gains less."""
    rises = Derivation(V_o_up - V_o, given=part.hypotheses)
    rises.at_least(2 * b * u_o, "or $2bw_o$, where $y_g$ turns", by=_ORDER[1])
    return rises.at_least(_GAIN, "as before", by=_ORDER[0])


def _maximum_rises(part: Statement) -> Derivation:
    """If three numbers grow by so much each, so does the largest of them."""
    rises = Derivation(given=part.hypotheses)
    for row, up in ((V_star, V_star_up), (V_s, V_s_up), (V_o, V_o_up)):
        rises.have(up >= row + _GAIN, "row by row", by=_ORDER)
    rows = (V_star, V_s, V_o, V_star_up, V_s_up, V_o_up, u_star)
    return rises.have(part.conclusion, "the largest of three", keep=rows)


def _positive(part: Statement) -> Derivation:
    """Every group has some weight."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "each group has some weight")


_RISES = ("planted row", "its group", "other rows")
monotone_signs = Claim(
    "lem:monotone-signs",
    "lemma",
    "Every further plus sign helps",
    6,
    setting=(b > 0, beta > 0, t >= 1, d >= 4),
    statements={
        "planted row": Statement(sp.Eq(V_star_up - V_star, _GAIN)),
        "its group": Statement(V_s_up - V_s >= _GAIN),
        "other rows": Statement(V_o_up - V_o >= _GAIN),
        "all": Statement(X_up >= X + _GAIN),
        "positive": Statement(b * u_star > 0, (c > 0,)),
    },
    proofs={
        "planted row": _planted_rises,
        "its group": _group_rises,
        "other rows": _others_rise,
        "all": _maximum_rises,
        "positive": _positive,
    },
    witnesses=(
        *seen_by(DENSE),
        *seen_by(_COUNTED, of=("all",)),
        *seen_by(Sampled(), of=(*_RISES, "positive")),
    ),
)

_e = c * s_d - theta
_FORMS = {
    "planted row": (V_star, Z_star, P * (a * s_1 + b * s_g + _e) + Q * (t - 1) * (b * s_g + _e)),
    "its group": (V_s, Z_o, Q * (a * s_1 + t * (b * s_g + _e))),
    "other rows": (V_o, Z_o, Q * t * (b * y_g + _e) + R * (a * s_1 + t * b * (s_g - y_g))),
}
# Left as a product, so that the eighth is one constant.
_MEAN = sp.Mul(sp.Rational(1, 8), sp.Add(*(Tail(N, k) for k in FIRST_K.values())), evaluate=False)


def _row(entries: Any, own: Any) -> Any:
    """Return a row of C times the signs, where its own group has the sign `own`."""
    feature, group, other, bias = entries
    return feature * s_1 + group * own + other * (s_g + S - own) + bias * s_d


def _of_row(kind: str, own: Any) -> Proof:
    """Take the row from the closed form."""

    def proof(part: Statement) -> Derivation:
        row = Derivation(part.conclusion.lhs, given=part.hypotheses)
        row.equal(_row(ROWS[kind], own), by=f"thm:closed-form#{kind}")
        if isinstance(part.conclusion, sp.Eq):
            return row.equal(part.conclusion.rhs, "collect")
        return row.at_most(part.conclusion.rhs, "no sign is better than the best", by=_ORDER[1])

    return proof


def _largest(part: Statement) -> Derivation:
    """Compare the three kinds of rows."""
    return Derivation(X, given=part.hypotheses).equal(part.conclusion.rhs, "the largest of three")


def _collected(part: Statement) -> Derivation:
    """Multiply by the sum of the row."""
    form = Derivation(part.conclusion.lhs, given=part.hypotheses)
    return form.equal(part.conclusion.rhs, "multiply out, collect P, Q and R")


def _one_neuron(part: Statement) -> Derivation:
    """Average over the triples; given one, count from the least K with X > theta on."""
    rises = Derivation(X_up, given=(*part.hypotheses, *rules.EVERY, X > theta))
    rises.at_least(X + 2 * b * u_star, by="lem:monotone-signs#all")
    rises.more_than(theta, r"as $X>\theta$", by="lem:monotone-signs#positive", keep=(X, u_star))
    mean = rules.mean_over_triples(X > theta)
    law = Derivation(p_theta, given=part.hypotheses)
    law.equal(Pr(X > theta), by=rules.one_neuron())
    law.equal(mean.conclusion.rhs, by=mean)
    return law.equal(part.conclusion.rhs, by=rules.tails(rises))


def _width(part: Statement) -> Derivation:
    """No neuron exceeds the threshold with the product of their probabilities."""
    return Derivation(P_active, given=part.hypotheses).equal(
        part.conclusion.rhs, "m independent neurons"
    )


exact_law = Claim(
    "thm:exact-law",
    "theorem",
    "The exact law",
    6,
    setting=_MODEL,
    statements={
        "row of C, planted": Statement(sp.Eq(_row(C_star, s_g), c * s_d + V_star)),
        "row of C, its group": Statement(sp.Eq(_row(C_s, s_g), c * s_d + V_s)),
        "row of C, others": Statement(
            _row(C_o, y) <= c * s_d + V_o,
            (y <= y_g,),
            "y is the sign of the row's own group, and y_g the largest of these signs",
        ),
        "row of C, best of the others": Statement(sp.Eq(_row(C_o, y_g), c * s_d + V_o)),
        "rows": Statement(sp.Eq(X, c * s_d + sp.Max(V_star, V_s, V_o, evaluate=False))),
        **{
            name: Statement(sp.Eq(weight * (value + _e), form + R * t * (b * S + N * _e)))
            for name, (value, weight, form) in _FORMS.items()
        },
        "one neuron": Statement(sp.Eq(p_theta, _MEAN)),
        "width": Statement(sp.Eq(P_active, 1 - (1 - p_theta) ** m)),
    },
    proofs={
        "row of C, planted": _of_row("planted", s_g),
        "row of C, its group": _of_row("group", s_g),
        "row of C, others": _of_row("others", y),
        "row of C, best of the others": _of_row("others", y_g),
        "rows": _largest,
        **dict.fromkeys(_FORMS, _collected),
        "one neuron": _one_neuron,
        "width": _width,
    },
    witnesses=(
        *seen_by(DENSE, of=("rows", "one neuron")),
        *seen_by(_COUNTED, of=("one neuron",)),
        *seen_by(Sampled(), of=tuple(_FORMS)),
        Step("the literal network", (Computed("exhaustive", literal_network),), ("width",)),
    ),
)

CLAIMS = (standard(monotone_signs), standard(exact_law))
