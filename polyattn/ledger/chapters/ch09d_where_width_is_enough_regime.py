"""Chapter 9d: the regime of the exact constant: one row gains many counts, the level is small."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.symbolic.chances import Pr, Tail, eta
from polyattn.symbolic.model import N, b, beta, c, d, m, t
from polyattn.symbolic.neuron import K, S
from polyattn.symbolic.pair import a0, a1

_LOG = sp.log(m)
WITHOUT = (sp.Eq(a0, 0), a1 > 0, a1 <= b, b > 0, c > 0, beta > 0, t >= 1, d >= 4, m >= 2)
REGIME = (
    *(eta > 0, 40 * eta <= 1, eta * b**2 <= c**2),
    *(RATIO * ROOT <= eta, eta * RATIO >= 1, eta**2 * _LOG >= 1),
)
_x, _y, _z, _r, _l, _s = sp.symbols("x y z r l s", real=True, cls=sp.Dummy)
# The number of counts, the root, the logarithm of the width.
_SIZES = (eta > 0, 40 * eta <= 1, _x * _r <= eta, eta * _x >= 1, eta**2 * _l >= 1, _r > 0)


@once
def _small_root() -> Derivation:
    """Divide by the number of counts."""
    return Derivation(given=_SIZES[:4] + _SIZES[5:]).have(_x > 0).have(_r <= eta**2)


def begun(given: tuple[Any, ...]) -> Derivation:
    """Begin with how large the numbers are."""
    chain = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    chain.have(ROOT > 0).have(sp.Eq(N * ROOT**2, _LOG)).have(RATIO > 0)
    chain.have(ROOT <= eta**2, by=rules.instance(_small_root(), {_x: RATIO, _r: ROOT}))
    return chain.have(eta * _LOG >= 40)


@once
def _far_enough() -> Derivation:
    """Compare in numbers: y is how far it is, s the quotient of the bias and the entry."""
    sizes = (eta > 0, 40 * eta <= 1, _r > 0, _r <= eta**2, sp.Eq(N * _r**2, _l), eta**2 * _l >= 1)
    far = Derivation(given=(*sizes, N >= 1, _s > 0, _s**2 >= eta, _y >= 2 * _s * N - 1))
    far.have(eta * (eta * _l) >= 1).have(eta * _l >= 40)
    far.have(N * _r**2 <= N * _r * eta**2).have(N * _r * eta**2 <= N * eta**2 * eta**2)
    far.have(_l <= N * eta * eta**3).have(eta**3 <= sp.Rational(1, 2)).have(_l <= eta * N / 2)
    far.have(eta * N >= 3200).have(_s >= eta, "both below 1, or one is not").have(_s * N >= eta * N)
    far.have(_y >= sp.Rational(3, 2) * _s * N).have(_y > 0)
    far.have(_y**2 >= (sp.Rational(3, 2) * _s * N) ** 2).have(_s**2 * N**2 >= eta * N**2)
    far.have(_y**2 >= 2 * eta * N**2).have(_y**2 / (2 * N) >= eta * N)
    far.have(_l <= N * _r * eta**2).have(eta * (N * _r) * eta**2 >= eta * _l)
    far.have(eta * N * _r >= 2).have(2 / (eta * N) <= _r)
    whole = (_y > 0, _l <= eta * N / 2, _y**2 / (2 * N) >= eta * N, 2 / (eta * N) <= _r)
    return Derivation(given=far.given).have(sp.And(*whole), by=far)


def far_bias(given: tuple[Any, ...], place: Any) -> Derivation:
    """Show that neurons of the other sign of the bias are too few to count.

    It is to be given that the place is so many counts from the middle.
    """
    far, root = 2 * place - N, eta * N
    more = Derivation(given=(*rules.EVERY, N >= 1, K >= place)).have(S >= far)
    sizes = begun(given)
    put = {_y: far, _s: c / b, _r: ROOT, _l: _LOG}
    numbers = rules.instance(_far_enough(), put)
    sizes.have(c**2 / b**2 >= eta).have(numbers.conclusion, by=numbers)
    chance = Derivation(Tail(N, place), given=given).equal(Pr(K >= place), by=rules.binomial(place))
    chance.have(far > 0, by=sizes)
    chance.at_most(Pr(S >= far), by=rules.monotone(K >= place, more))
    chance.at_most(sp.exp(-(far**2) / (2 * N)), by=rules.hoeffding(far))
    tail = Derivation(given=given).have(sizes.conclusion, by=sizes)
    tail.have(Tail(N, place) <= sp.exp(-(far**2) / (2 * N)), by=chance)
    falls = rules.grows(sp.exp, -(far**2) / (2 * N), -root)
    tail.have(sp.exp(-(far**2) / (2 * N)) <= sp.exp(-root), by=falls)
    tail.have(1 + root - _LOG <= sp.exp(root) / m, by=rules.below_exp(root - _LOG))
    tail.have(m * sp.exp(-root) <= 2 / root).have(m * Tail(N, place) <= ROOT)
    return tail.have(m * Tail(N, place) <= eta * RATIO * ROOT)
