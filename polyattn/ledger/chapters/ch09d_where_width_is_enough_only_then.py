"""Chapter 9d: where the gap vanishes, J sqrt(log m / N) does too."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import pairwise, product

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import (
    GROWTH,
    Model,
    by_counting,
    by_law,
    compiled,
    point_of,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_limits import SHARE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_order import MANY_MORE, ORDER
from polyattn.ledger.chapters.ch09d_where_width_is_enough_reach import BOUND, FEW, begun
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import LimAny
from polyattn.symbolic.model import N, m
from polyattn.symbolic.softmax import lam

_J = sp.ceiling(REACH)
_small = sp.Dummy("x", real=True)


@once
def _solved() -> Derivation:
    """Solve the bound."""
    bound = Derivation(given=(lam > 0, S_m < sp.Rational(1, 64), ORDER))
    bound.have(lam <= 32 * S_m * (11 + lam))
    return bound.have(lam <= 352 * S_m / (1 - 32 * S_m))


def _vanishes(part: Statement) -> Derivation:
    """Solve the bound for it, where many more counts are gained than lost."""
    given = part.hypotheses
    plain = tuple(x for x in given if not x.has(LimAny))
    own, less = SHARE * LEVEL, S_m < sp.Rational(1, 64)
    most = 352 * S_m / (1 - 32 * S_m) / SHARE
    late = Derivation(given=(*given, less))
    late.have(sp.log(m) >= sp.Rational(1, 2), by=logarithm(plain)).have(SHARE > 0).have(REACH > 0)
    late.have(_J > 0, by=rules.rounded_up(REACH)).have(LEVEL > 0)
    order = stated("thm:order-of-width#order", {lam: own})
    solved = rules.instance(_solved(), {lam: own})
    late.have(own <= 352 * S_m / (1 - 32 * S_m), by=(order, solved)).have(LEVEL <= most).have(
        most >= 0
    )
    late.have(LEVEL >= -most)
    outer = 352 * _small / (1 - 32 * _small) / SHARE
    error = rules.continuous(outer, {_small: (S_m, sp.S.Zero)}, LimAny)
    late.have(sp.Eq(LimAny(most), 0), by=error)
    late.have(part.conclusion, by=rules.squeezed(LEVEL, 0, most, LimAny))
    return Derivation(given=given).have(part.conclusion, by=rules.eventually(less, late, 0, LimAny))


def _any_degree(part: Statement) -> Derivation:
    """Where little is gained the reach is bounded, and one count more is enough."""
    given = part.hypotheses
    plain = tuple(x for x in given if not x.has(LimAny))
    most = (BOUND + 1) * ROOT
    less = begun((*given, FEW)).have(sp.log(m) >= sp.Rational(1, 2), by=logarithm(plain))
    less.have(ROOT > 0).have(REACH > 0).have(_J > 0, by=rules.rounded_up(REACH))
    less.have(REACH <= BOUND, by="thm:order-of-width#bounded")
    less.have(_J < REACH + 1, by=rules.rounded_up(REACH)).have(_J <= BOUND + 1)
    less.have(LEVEL <= most).have(LEVEL >= 0).have(most >= 0).have(LEVEL >= -most)
    less.have(sp.Eq(LimAny(sp.log(m) / N), 0), by="cor:width-vanishes-only-then#any degree")
    tends = rules.continuous(
        (BOUND + 1) * sp.sqrt(_small), {_small: (sp.log(m) / N, sp.S.Zero)}, LimAny
    )
    less.have(sp.Eq(LimAny(most), 0), by=tends)
    less.have(part.conclusion, by=rules.squeezed(LEVEL, 0, most, LimAny))
    more = _vanishes(Statement(part.conclusion, (*given, MANY_MORE)))
    return Derivation(given=given).cases(part.conclusion, (FEW, less), (MANY_MORE, more))


_SMALL, _LARGE = (20, 64, 200), (10_000, 100_000, 1_000_000)
_MANY_COUNTS = 15  # the first degree at which 16 counts are gained, with ten copies


def _sequences(sizes: tuple[int, ...]) -> Iterator[list[tuple[int, int, int, int]]]:
    """Yield sequences of (N, t, degree, m): fixed degrees, and powers of N for (p_1/r)^beta."""
    for copies, degree in ((10, _MANY_COUNTS), (10, 1), (1, 1)):
        yield [(size, copies, degree, 3) for size in sizes]
    for power, width in product((0.25, 0.3, 0.7), (3, 1000)):
        degrees = [round(power * math.log(size) / GROWTH) for size in sizes]
        yield [(size, 1, degree, width) for size, degree in zip(sizes, degrees, strict=True)]


def _together(
    model: Model, sizes: tuple[int, ...], claim: Claim, parts: tuple[str, ...]
) -> tuple[bool, str]:
    """Follow each sequence on which all falls that is assumed to vanish."""
    seen = 0
    for name in parts:
        part, met = claim.part(name), 0
        plain = [compiled(x) for x in part.hypotheses if not x.has(Limit)]
        limits = [x for x in (*part.hypotheses, part.conclusion) if x.has(Limit)]
        *assumed, off = [compiled(x.lhs.args[0] - x.rhs) for x in limits]
        for points in _sequences(sizes):
            known = [(*point_of(*x), model(*x)) for x in points]
            if not all(test(*x) for test in plain for x in known):
                continue
            if all(_falls([float(abs(x(*y))) for y in known]) for x in assumed):
                met += 1
                gaps = [float(abs(off(*x))) for x in known]
                if not _falls(gaps):
                    return False, f"{name}: {part.conclusion} off by {gaps} along {points}"
        if not met:
            return False, f"{name}: no sequence meets its hypotheses"
        seen += met
    return True, f"{seen} sequences up to N = {sizes[-1]}: it falls with what is assumed"


def _falls(values: list[float]) -> bool:
    return all(x > y for x, y in pairwise(values))


only_then = Claim(
    "cor:order-only-then",
    "corollary",
    "Where the gap vanishes",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={"any degree": Statement(sp.Eq(LimAny(LEVEL), 0), (sp.Eq(LimAny(S_m), 0),))},
    proofs={"any degree": _any_degree},
    witnesses=(
        Step("exact law, growing", (Computed("sampled", partial(_together, by_law, _LARGE)),)),
        Step(
            "by counting, growing", (Computed("sampled", partial(_together, by_counting, _SMALL)),)
        ),
    ),
)

CLAIMS = (standard(only_then),)
