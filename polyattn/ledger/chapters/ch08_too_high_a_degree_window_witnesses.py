"""Chapter 8: levels and gaps at sizes where they are close to their limits."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product

import sympy as sp

from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import LEVEL
from polyattn.ledger.claim import Claim
from polyattn.ledger.witnesses import Observed, Values
from polyattn.symbolic.model import N, a, b, beta, c, t, theta
from polyattn.symbolic.pair import L
from polyattn.symbolic.phases import delta, kappa

_LOG_N = 3000  # the exponent of 10
_GRID = (
    ("0", "1/10", "1/2", "2"),
    ("1/5", "3/5"),
    ("1/5", "3/5", "9/10"),
    ("1/10", "1/4", "2/5", "3/5", "1", "3"),
    ("1/3", "7/6", "2"),
)


@cache
def _far() -> list[Values]:
    """List levels that the closed form takes at n = 10^3000, where they are close to a limit."""
    from polyattn.derivation.evaluate import Point, evaluate, interval, working_precision

    found = []
    with working_precision():
        log_n = interval(10).log() * _LOG_N
        for entry, own, share, at, height in product(*_GRID):
            values = map(Fraction, (entry, own, "2/5", share, at))
            known = dict(zip((a, b, c, delta, kappa), values, strict=True))
            crowd = (log_n * interval(Fraction(share))).exp()
            sizes = {t: log_n.exp() / crowd, N: crowd - 1, beta: log_n * interval(Fraction(at))}
            level = evaluate(LEVEL, Point({**known, **sizes}, exact=False))
            for value in (known[c], known[b] + known[c], known[a] + known[b] + known[c]):
                if abs(level - interval(value)) < interval(Fraction(1, 1000)):
                    height_there = known[c] + known[b] * Fraction(height)
                    found.append(known | {L: value, theta: height_there})
                    break
    return found


FAR = Observed(lambda names: _far(), "levels of the closed form, in intervals", "certified")


def limits(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Let the exact law at n near 10^14 agree with the limit, a tenth or more from any jump."""
    from polyattn.data import SelfAttentionData
    from polyattn.degrees import phase_window
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    seen, width = 0, 256
    case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4"}
    for groups in (10**5, 10**10, 10**13):
        copies = 10**14 // groups
        share = sp.log(groups) / sp.log(groups * copies)
        pair = [
            SelfAttentionData(groups + 2, copies, a=x, b="0.6", c="0.4") for x in ("0.1", "0.9")
        ]
        for height in ("0.7", "1.05", "1.3"):
            ends = phase_window(**case, delta=Fraction(float(share)), theta=height)
            for at in (0.15, 0.3, 0.6, 1.0, 2.5, 6.0):
                low, high = ends or (0.0, 0.0)
                if any(abs(at / x - 1) < 0.25 for x in (low, high) if x):
                    continue
                kernel = Polynomial(at * float(sp.log(groups * copies)))
                laws = [MaximalPreactivation(x, kernel, width) for x in pair]
                gap = laws[1].sf(height) - laws[0].sf(height)
                if abs(gap - (low < at < high)) > 0.05:
                    return False, f"gap {gap} at kappa {at}, d - 2 = {groups}, theta {height}"
                seen += 1
    return True, f"{seen} gaps of the exact law at n = 10^14 with {width} neurons, away from jumps"
