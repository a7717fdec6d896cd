"""A second look at phases under noise: which rows lock at n = e^10000, in logarithms of floats."""

from __future__ import annotations

from itertools import product
from math import exp, log, log1p
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Claim
from polyattn.symbolic.phases import delta, kappa
from polyattn.symbolic.table import unfold

_SIZE = 1e4  # log n
_ENTRIES = {s.b: 0.6, s.c: 0.4}
_ALL_LOCK = ("drowned", "no threshold")
_FEATURES, _POWERS, _SHARES, _BESIDE = (
    (0.0, 0.9),
    (0.05, 1.0),
    (0.3, 0.5, 0.8),
    (0.8, 0.97, 1.03, 2),
)


def locks(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Look whether the row that a part is about gives itself all or nothing."""
    count = 0
    for name, a, power, share in product(parts, _FEATURES, _POWERS, _SHARES):
        known: dict[Any, float] = {**_ENTRIES, s.a: a, s.a0: a, s.nu: power, delta: share}
        p, q, r = (float(unfold(x).xreplace(known)) for x in (s.p, s.q, s.r))
        score = power + (q if name in _ALL_LOCK else p)
        least = max((1 - share) / log(score / q), 1 / log(score / r))
        for degree in (least * x for x in _BESIDE):
            known[kappa] = degree
            bounds = [unfold(x) for x in claim.part(name).hypotheses if x.has(kappa)]
            if not all(bool(x.xreplace(known)) for x in bounds):
                continue
            count += 1
            beta = degree * _SIZE
            mates, rest = (1 - share) * _SIZE + beta * log(q), _SIZE + beta * log(r)
            crowd = max(mates, rest) + log1p(exp(-abs(mates - rest)))
            odds = beta * log(score) - crowd
            if (odds < 0) != (name == "silent"):
                return False, f"{name} fails at kappa = {degree:.3f}, a = {a}, nu = {power}"
    return count > 0, f"{count} instances, in logarithms"
