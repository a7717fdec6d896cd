"""Chapter 11: the weights of softmax far out, where its thresholds say that they are."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.ledger.claim import Claim
from polyattn.symbolic.model import a, b
from polyattn.symbolic.phases import delta
from polyattn.symbolic.softmax import alpha

_LENGTH = 2000  # n is 10 to this power, so that every exponent of 1/50 or more decides


def far_out(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare the threshold with the weight itself at n = 10^2000, away from the threshold."""
    seen = 0
    grid = product(("1/4", "1/2", "9/10"), ("1/2", "1"), ("1/3", "1"), map(str, range(1, 41)))
    for share, feature, group, step in grid:
        values = map(Fraction, (share, feature, group, f"{step}/10"))
        point = Point(dict(zip((delta, a, b, alpha), values, strict=True)))
        for name in parts:
            room, bound = _sides(claim, name)
            if abs(evaluate(room.lhs, point)) < Fraction(1, 50):
                continue
            seen += 1
            if (_lost(name, point) < 0.5) is not holds(bound, point):
                return False, f"{name}: the weight says otherwise at {dict(point)}"
    return seen > 0, f"{seen} settings at n = 10^{_LENGTH}: the weight is where the threshold says"


def _sides(claim: Claim, name: str) -> tuple[Any, Any]:
    left, right = claim.part(name).conclusion.args
    return (left, right) if left.rhs == 0 else (right, left)


def _lost(name: str, point: Point) -> Any:
    """Return 1 - f* or 1 - w_o under softmax, with d = n^delta."""
    from mpmath import mp, mpf

    with mp.workdps(30):
        share, feature, group, scale = (
            mpf(point[x].numerator) / point[x].denominator for x in (delta, a, b, alpha)
        )
        size = mpf(10) ** _LENGTH
        wide = size**share
        mates, others = size ** (-scale * feature**2), size ** (-scale * group**2)
        if name == "group":
            odds = (wide - 3) * others
        else:
            odds = (size / wide - 1) * mates + (size - size / wide) * mates * others
        return odds / (1 + odds)
