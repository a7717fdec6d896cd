"""The rows of the table for softmax: each scale that has a name, and why it may have none."""

from __future__ import annotations

from fractions import Fraction
from math import inf

from polyattn._arb import ball, finite_once
from polyattn.data import SelfAttentionData
from polyattn.degrees._roots import softmax_scale, too_large
from polyattn.degrees.entries import Entry, Setting

__all__ = ["SCALES"]


def _detection(x: Setting) -> float:
    r""":math:`\frac{\log(t\sqrt d)}{(a_1^2+b^2)\log n}`."""
    data = x.data1
    squared, gap = Fraction(data.copies**2 * data.d), data.p - data.r
    return finite_once(
        lambda: ball(squared).log() / (2 * ball(gap) * ball(Fraction(data.n)).log()),
        too_large("detection scale", "scale"),
    )


def _planted(data: SelfAttentionData) -> float | str:
    r"""Where :math:`(t-1)n^{-\alpha a^2}+t(d-3)n^{-\alpha(a^2+b^2)}=1`."""
    mates = Fraction(data.copies - 1)
    if data.a == 0 and mates:
        return "mates"
    if data.n == 2:
        return "start"
    terms = [(mates, data.p - data.q), (Fraction(data.n - data.copies), data.p - data.r)]
    return softmax_scale([term for term in terms if term[0]], Fraction(1), data.n)


def _grouped(x: Setting, weight: Fraction) -> float | str:
    data = x.data1
    if weight >= 1:
        return "beyond"
    if weight * (data.d - 2) <= 1:
        return "start"
    return softmax_scale([(Fraction(data.d - 3), data.q - data.r)], 1 / weight - 1, data.n)


def _planted_limit(data: SelfAttentionData, delta: float) -> float:
    mates = 0.0 if delta == 1 else (1 - delta) / float(data.a**2) if data.a else inf
    return max(1 / float(data.p - data.r), mates)


def _group_limit(x: Setting) -> float:
    return x.delta / float(x.data1.b**2)


# fmt: off
SCALES = (
    Entry("soft-detection", "detection", "thm:softmax-phases",
          "from about here on some threshold separates", True, _detection,
          lambda x: (1 - x.delta / 2) / float(x.data1.p - x.data1.r)),
    Entry("soft-planted", "planted", "thm:softmax-phases",
          "the planted row of D₁ keeps half of its attention", True,
          lambda x: _planted(x.data1), lambda x: _planted_limit(x.data1, x.delta)),
    Entry("soft-break", "break", "thm:softmax-dictionary",
          "grouped rows reach θ by themselves", True,
          lambda x: _grouped(x, x.height / x.data1.b), _group_limit),
    Entry("soft-grouping", "grouping", "thm:softmax-phases",
          "every other row gives half to its group", True,
          lambda x: _grouped(x, Fraction(1, 2)), _group_limit),
    Entry("soft-planted-0", "planted, D₀", "thm:softmax-phases",
          "the small feature locks too", True,
          lambda x: _planted(x.data0), lambda x: _planted_limit(x.data0, x.delta)),
)
# fmt: on
"""Every scale of a softmax that has a name, in the same order."""
