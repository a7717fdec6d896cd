"""Chapter 10: a vector with a spike that has the weights of one without."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification_background import (
    BACKGROUND_RANGES,
    chances_of,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, beta, m, tau
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.softmax import s_j, s_k, x_j, x_k
from polyattn.symbolic.vectors import (
    Lambda,
    P_quiet,
    P_spike,
    S_rest,
    entries,
    p_quiet,
    p_spike,
    rho,
    w,
    w_top,
    x_rho,
)


def _witnesses(names: set[Any]) -> Iterator[Values]:
    """Yield the two proportional vectors, at every size, and the law of each."""
    settings = product((2, 3, 6), ("3/2", "2"), ("1/2", "1", "2"), ("1", "3/2", "3"), (1, 2, 5))
    for n, *texts, degree in settings:
        ratio, low, spread = map(Fraction, texts)
        top = low * spread
        plain = vector((ratio * low, *[low] * (n - 1)), degree)
        spiked = vector((ratio * top, *[top] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: ratio, Lambda: spread, beta: Fraction(degree)}
        base |= {s_k: low, s_j: top, N: Fraction(n - 1)}
        base |= {w_top: plain.weights[0], w: spiked.weights[0]}
        for level in levels(plain, spiked, most=5) if p_quiet in names else ():
            yield base | chances_of((plain, spiked), level) | {tau: level, m: Fraction(3)}
        if p_quiet not in names:
            yield base


def _weight_at(score: Any) -> Any:
    """Return the weight of the entry that is rho times the others, which have this power."""
    return x_rho * score / (x_rho * score + (entries - 1) * score)


def _of(first: Any) -> Any:
    """Return the pre-activation by the weight of that entry."""
    return first * s_1 + (1 - first) * S_rest / (entries - 1)


# There are n - 1 others. The weights of that entry in v_0 and v_1, and the chances by equal other entries.
_WEIGHTS = (sp.Eq(w_top, _weight_at(x_k)), sp.Eq(w, _weight_at(x_j)))
_CHANCES = (
    sp.Eq(N, entries - 1),
    sp.Eq(p_quiet, Pr(_of(w_top) > tau)),
    sp.Eq(p_spike, Pr(_of(w) > tau)),
)


def _no_spike(part: Statement) -> Derivation:
    """Compare with the ends of the range."""
    none = Derivation(given=part.hypotheses)
    none.have(rho * s_k >= s_k, "a spike is no lower")
    return none.have(rho * s_k <= s_j, r"$\rho\,lo\le\Lambda\,lo=L$")


def _same_weights(part: Statement) -> Derivation:
    """Cancel the factor."""
    same = Derivation(_weight_at(x_k), given=part.hypotheses)
    same.equal(x_rho / (x_rho + entries - 1), "the factor cancels")
    return same.equal(_weight_at(x_j), "the factor cancels")


def _no_gap(part: Statement) -> Derivation:
    """Put equal weights into equal networks."""
    gap = Derivation(P_spike, given=part.hypotheses)
    gap.have(sp.Eq(w_top, w), by="thm:impossible#same weights")
    gap.have(sp.Eq(p_quiet, p_spike), by=rules.alike(lambda x: Pr(_of(x) > tau), w_top, w))
    gap.equal(1 - (1 - p_spike) ** m, "m independent neurons")
    return gap.equal(P_quiet, by=rules.alike(lambda p: (1 - p) ** m, p_quiet, p_spike))


impossible = Claim(
    "thm:impossible",
    "theorem",
    "A spike within the background's own range cannot be told",
    10,
    setting=(s_k > 0, rho > 1),
    statements={
        "no spike": Statement(
            sp.And(rho * s_k >= s_k, rho * s_k <= s_j),
            (sp.Eq(s_j, Lambda * s_k), rho <= Lambda),
            "s_k = lo and s_j = L",
        ),
        "same weights": Statement(
            sp.Eq(_weight_at(x_k), _weight_at(x_j)),
            (s_j > 0,),
            "s_k = lo and s_j = L",
        ),
        "no gap": Statement(
            sp.Eq(P_spike, P_quiet),
            (s_j > 0, *_WEIGHTS, *_CHANCES),
            "for the vectors v_0 and v_1, any threshold, any width",
        ),
    },
    proofs={"no spike": _no_spike, "same weights": _same_weights, "no gap": _no_gap},
    witnesses=(
        Step("explicit vectors", (Observed(_witnesses, "two proportional vectors, all signs"),)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("no spike", "same weights")),
    ),
)

CLAIMS = (standard(impossible),)
