"""The witnesses of many planted rows find wrong limits and wrong degrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from polyattn.ledger.catalogue import find
from polyattn.symbolic import N, P, a, a0, b, beta, delta, h_k, k, kappa, m, on, p, r, t
from polyattn.symbolic.limits import LimInfRows, LimRows
from polyattn.symbolic.phases import chi
from polyattn.symbolic.several import S_several, Z_k, h_one, p_two

_MANY = (beta > 0, t >= 1, k <= N + 1)
_HALF = 1 - delta / 2
WRONG = [
    # Mates take weight too, and k rows are worth more than one.
    (
        "growing",
        "one group, locked",
        sp.Eq(LimRows(h_one), 1),
        (kappa > (1 - chi) / sp.log(p / r),),
    ),
    ("growing", "one group, not locked", sp.Eq(LimRows(h_one), 0), (kappa < 1 / sp.log(p / r),)),
    # The club outweighs the row until later.
    (
        *("growing", "by itself", sp.Eq(LimRows(P / Z_k), 1)),
        (a > 0, b > 0, kappa > chi / sp.log(p / r), kappa > 1 / sp.log(p_two / r)),
    ),
    ("growing", "concentrated", sp.Eq(LimRows(h_k), 1), (kappa > (1 - chi) / sp.log(p / r),)),
    (
        *("threshold", "not detected", sp.Eq(LimRows(S_several), 0)),
        (chi < delta, kappa < _HALF / sp.log(on(p, 1) / r)),
    ),
    (
        *("threshold", "detected", LimInfRows(S_several) >= 1 - sp.Rational(7, 8) ** m),
        (kappa > (_HALF - 2 * chi) / sp.log(on(p_two, 1) / r),),
    ),
]


@pytest.mark.parametrize(("label", "name", "said", "when"), WRONG, ids=lambda x: str(x)[:40])
def test_a_wrong_limit_is_seen_far_out(label, name, said, when):
    claim = find(f"cor:k-rows-{label}")
    sizes = _MANY if "group" not in name else (k <= t, a > 0)
    if label == "threshold":
        sizes = (a0 >= 0, *(h for h in sizes if h != (a > 0)))
    wrong = replace(claim.statements[name], conclusion=said, hypotheses=(*sizes, *when))
    far_out = claim.witnesses[0].evidence[0]
    changed = replace(claim, statements={name: wrong}, proofs={name: claim.proofs[name]})
    assert far_out.refute(changed, (name,)) is not None
