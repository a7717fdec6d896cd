"""A second look at limits under noise: rows at n = e^10000, in logarithms of floats."""

from __future__ import annotations

from itertools import product
from math import exp, log, log1p
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Claim
from polyattn.symbolic.noise import gamma_nu
from polyattn.symbolic.phases import delta, kappa
from polyattn.symbolic.table import unfold

_SIZE = 1e4  # log n
_ENTRIES = {s.b: 0.6, s.c: 0.4}
_ALL_LOCK = ("drowned", "no threshold")
_EXPONENTS = (0.0, 0.1, 0.14, 0.2, 0.24, 0.39)
_FEATURES, _POWERS, _SHARES, _BESIDE = (
    (0.0, 0.9),
    (0.05, 1.0),
    (0.3, 0.5, 0.8),
    (0.8, 0.97, 1.03, 2),
)


def _sum(one: float, other: float) -> float:
    """Add two numbers that are given by their logarithms."""
    return max(one, other) + log1p(exp(-abs(one - other)))


def _crowd(beta: float, share: float, q: float, r: float) -> float:
    """Return the logarithm of what a row gives to all others."""
    return _sum((1 - share) * _SIZE + beta * log(q), _SIZE + beta * log(r))


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
            odds = beta * log(score) - _crowd(beta, share, q, r)
            if (odds < 0) != (name == "silent"):
                return False, f"{name} fails at kappa = {degree:.3f}, a = {a}, nu = {power}"
    return count > 0, f"{count} instances, in logarithms"


def keeps_little(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Look, with clean scores, whether the planted row locks and whether a row keeps no noise."""
    count, sizes = 0, product(_FEATURES, _SHARES, _EXPONENTS, _BESIDE)
    for name, (a, share, exponent, beside) in product(parts, sizes):
        known: dict[Any, float] = {**_ENTRIES, s.a: a, delta: share, gamma_nu: exponent}
        p, q, r = (float(unfold(x).xreplace(known)) for x in (s.p, s.q, s.r))
        least = max((1 - share) / log(p / q), 1 / log(p / r)) if a else 1.0
        known[kappa] = least * beside
        asked = [x for x in map(unfold, claim.part(name).hypotheses) if x.free_symbols <= {*known}]
        if not all(bool(x.xreplace(known)) for x in asked):
            continue
        count += 1
        beta = known[kappa] * _SIZE
        whole = _sum(beta * log(p), _crowd(beta, share, q, r))
        off = exponent - share / 2  # of the scores, in powers of n
        kept = exponent * _SIZE + beta * log(max(p, q)) - whole  # the power times its largest share
        odds = beta * log(p) - _crowd(beta, share, q, r)
        if off >= 0 or (odds <= 0 if name == "active" else kept >= 0):
            return False, f"{name} fails at kappa = {known[kappa]:.3f}, a = {a}, gamma = {exponent}"
    return count > 0, f"{count} instances, in logarithms"
