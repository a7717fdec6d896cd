r"""A witness for limits with :math:`k=n^\chi` planted rows: the weights at :math:`n=10^{1000}`.

Sizes and degrees are those of :class:`~polyattn.ledger.witnesses.far_out.FarOut`, around the
degrees of chapter 14 besides. A second look adds up logarithms of floats: so many tokens of each
score, and which of them a planted row attends to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import exp, log
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, interval
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.witnesses.far_out import FarOut, scaled
from polyattn.symbolic.chances import k
from polyattn.symbolic.growth import Way

_CLUB, _MATES = sp.log(s.p_two / s.r), 1 - s.delta
# Where one of P, kP', the mates and the others overtakes another, in one group and in many.
_NAMED = (
    *((1 - s.chi) / s.log_qr, (1 - s.chi) / sp.log(s.p / s.r), (1 - s.chi) / _CLUB),
    *((_MATES - s.chi) / sp.log(s.p / s.q), (_MATES - s.chi) / sp.log(s.p_two / s.q)),
    s.chi / sp.log(s.p / s.p_two),
)


@dataclass(frozen=True)
class FarOutRows(FarOut):
    r"""The limits of a part at powers :math:`\chi` of the number of planted rows."""

    powers: tuple[str, ...] = ("0", "1/5", "2/5", "3/4")

    def _points(self, part: Statement, way: Way, spoken: set[Any]) -> Iterator[Point]:
        """Yield points far out."""
        around = replace(part, hypotheses=(*part.hypotheses, *(s.kappa > x for x in _NAMED)))
        for entry, power in product(self.entries, self.powers):
            names = (s.a, s.b, s.c) if len(entry) == 3 else (s.a0, s.a1, s.b, s.c)
            known = dict(zip(names, map(Fraction, entry), strict=True))
            known[s.chi] = Fraction(power)
            for sizes in scaled(around, known, self.shares):
                log_n = sizes[s.beta] / sizes[s.kappa]
                rows = {k: (log_n * interval(known[s.chi])).exp() if power != "0" else interval(1)}
                yield Point({**known, **sizes, **rows}, exact=False)


_SIZE = 1e6  # log n
_LETTERS = (s.p, s.p_two, s.q, s.r)
_SCORES = [
    dict(zip(_LETTERS, x, strict=True))
    for x in ((1.33, 0.97, 0.52, 0.16), (2.34, 0.18, 2.25, 0.09))
]


def _counted(name: str, known: dict[Any, float]) -> float:
    """Return the weight that a part is about, from the tokens of each score."""
    share, rows = (known[x] * _SIZE for x in (s.delta, s.chi))
    beta = known[s.kappa] * _SIZE
    own, club, mate, far = (beta * log(known[x]) for x in (s.p, s.p_two, s.q, s.r))
    mates, others = _SIZE - share + mate, _SIZE + far
    if name.startswith("one group"):
        return _weight([rows + own], [mates, others])
    members = rows + club if rows > 0 else -(_SIZE**2)
    if name == "by itself":
        return _weight([own], [members, mates, others])
    if name == "averaged away":
        return _weight([own, mates], [members, others])
    return _weight([own, members], [mates, others])


def _weight(inside: list[float], outside: list[float]) -> float:
    top = max(*inside, *outside)
    with_, without = (sum(exp(x - top) for x in logs) for logs in (inside, outside))
    return with_ / (with_ + without)


def _in_logarithms(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Look whether a weight is near its limit."""
    count = 0
    shares, powers, degrees = (0.1, 0.3, 0.5, 0.8, 1.0), (0.0, 0.1, 0.3, 0.5, 0.7), range(1, 60)
    for name, scores, share, power, degree in product(parts, _SCORES, shares, powers, degrees):
        known = {**scores, s.delta: share, s.chi: power, s.kappa: degree / 20}
        part = claim.part(name)
        about = [x for x in part.hypotheses if x.has(s.kappa, s.chi)]
        fits = power <= (1 - share if name.startswith("one group") else share)
        if not fits or not all(x.xreplace(known) == sp.true for x in about):
            continue
        count += 1
        if abs(_counted(name, known) - float(part.conclusion.rhs)) > 0.05:
            return False, f"{name} fails at {known}"
    return count > 0, f"{count} weights at n = e^1000000, in logarithms"


_ENTRIES = (("9/10", "3/5", "2/5"), ("2", "6/5", "1"), ("3/10", "3/2", "3/10"))
WITNESSES = (
    Step("far out", (FarOutRows(_ENTRIES, ("1/2", "4/5", "1")),)),
    Step("in logarithms", (Computed("sampled", _in_logarithms),)),
)
