"""Chapter 9d: what many neurons gain where each of them seldom fires, in numbers."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.once import once
from polyattn.symbolic.chances import eta
from polyattn.symbolic.model import m

# The chance on data set 0, what one neuron gains, the shifted tail, how much of it is lost, the
# gain over the tail, the other sign of the bias; the logarithm of the width.
p, gain, tail, lost, share, far, log = sp.symbols("p g v s w f l", real=True, cls=sp.Dummy)
# How many counts, and the root of the logarithm over the number of coins.
counts, root = sp.symbols("x r", real=True, cls=sp.Dummy)
CHANCES = (
    *(m >= 2, log > 0, lost >= 0, lost < 1, p >= 0, tail > 0, gain >= 0, share >= 0, far >= 0),
    *(2 * p >= (1 - lost) * tail - 1 / (2 * log * m), gain <= share * tail + far / 2),
)
_most = sp.exp(1 / (4 * log) - 1)
MOST = share * (2 * m / ((m - 1) * (1 - lost)) * _most) + m * far / 2


def _outweighed() -> Derivation:
    """Bound a number times the exponential of its negative, in logarithms."""
    half, rest = (m - 1) * (1 - lost) * tail / 2, sp.exp(-(m - 1) * p)
    low = Derivation(given=CHANCES).have(half > 0)
    tangent = (rules.above_hyperbola(1 / half), rules.log_of_product(half, 1 / half))
    low.have(sp.log(half) <= half - 1, by=tangent)
    low.have((m - 1) * p >= half - (m - 1) / (4 * log * m))
    low.have((m - 1) / (4 * log * m) <= 1 / (4 * log))
    logarithms = rules.log_of_product(half, rest)
    low.have(sp.log(half * rest) <= 1 / (4 * log) - 1, by=logarithms).have(half * rest > 0)
    return low.have(
        half * rest <= _most, by=rules.ranks(sp.exp, sp.log(half * rest), 1 / (4 * log) - 1)
    )


@once
def outweighed() -> Derivation:
    """Bound what is gained by what stays silent: the exponential outweighs the larger chance."""
    power, rest = (1 - p) ** (m - 1), sp.exp(-(m - 1) * p)
    gap = Derivation(m * gain * power, given=(*CHANCES, p <= 1))
    below = (rules.below_exp(-p), rules.powers_in_order(1 - p, sp.exp(-p), m - 1))
    gap.have(power <= rest, by=below).have(rest >= 0)
    gap.have(rest <= 1, by=rules.grows(sp.exp, -(m - 1) * p, sp.S.Zero))
    gap.at_most(m * gain * rest)
    gap.at_most(m * (share * tail + far / 2) * rest)
    gap.have((m - 1) * (1 - lost) * tail / 2 * rest <= _most, by=_outweighed())
    gap.have(share * (2 * m / ((m - 1) * (1 - lost))) >= 0).have(m * far / 2 >= 0)
    gap.have(m * far / 2 * rest <= m * far / 2)
    return gap.at_most(MOST)


_SIZES = (
    *(
        eta > 0,
        40 * eta <= 1,
        eta**2 * log >= 1,
        m >= log,
        lost >= 0,
        lost <= sp.Rational(16, 5) * eta,
    ),
    *(counts > 0, root > 0, far >= 0, m * far <= eta * counts * root),
    *(share >= 0, share <= sp.sqrt(2) / 4 * (1 + 3 * eta) * counts * root),
)
EXACT = sp.sqrt(2) / (2 * sp.E) * (1 + 12 * eta) * counts * root
_a, _b, _c, _d = sp.symbols("a b c d", real=True, cls=sp.Dummy)


@once
def _product() -> Derivation:
    """Multiply two inequalities."""
    return Derivation(given=(_a >= 0, _a <= _b, _c >= 0, _c <= _d)).have(_a * _c <= _b * _d)


_e, _z = sp.symbols("e z", real=True, cls=sp.Dummy)  # 1/e, and what is a little larger
_LEAST = 1 - eta / 10
_KNOWN = (*_SIZES, _e > 0, 3 * _e >= 1, _z > 0, _z <= _e / _LEAST)


@once
def _in_letters() -> Derivation:
    """Put in how large these are, and what two numbers are."""
    small = Derivation(given=_KNOWN).have(log >= 1600).have(1 / log <= eta**2)
    small.have(1 / m <= eta**2).have(m / (m - 1) <= 1 + eta / 10)
    larger = (1 + eta / 10) / (1 - sp.Rational(16, 5) * eta)
    part, factor = m / ((m - 1) * (1 - lost)), larger / _LEAST
    small.have(part <= larger).have(part > 0).have((1 + 3 * eta) * factor <= 1 + 8 * eta)
    put = {_a: part, _b: larger, _c: _z, _d: _e / _LEAST}
    small.have(part * _z <= larger * (_e / _LEAST), by=rules.instance(_product(), put))
    small.have(part * _z <= factor * _e).have(part * _z > 0)
    gained = sp.sqrt(2) / 4 * (1 + 3 * eta) * counts * root
    put = {_a: share, _b: gained, _c: part * _z, _d: factor * _e}
    small.have(share * (part * _z) <= gained * (factor * _e), by=rules.instance(_product(), put))
    small.have(counts * root > 0).have(counts * root * _e > 0)
    small.have(counts * root * _e * ((1 + 3 * eta) * factor) <= counts * root * _e * (1 + 8 * eta))
    whole = sp.sqrt(2) / 4 * (1 + 8 * eta) * (counts * root * _e)
    small.have(share * (part * _z) <= whole)
    rest = eta * counts * root
    small.have(m * far / 2 <= rest / 2).have(rest > 0)
    small.have(rest / 2 <= 2 * sp.sqrt(2) * _e * rest)
    goal = (
        2 * (share * (part * _z)) + m * far / 2
        <= sp.sqrt(2) / 2 * _e * (1 + 12 * eta) * counts * root
    )
    return Derivation(given=_KNOWN).have(goal, by=small.have(goal))


@once
def _some() -> Derivation:
    """Show that it is positive."""
    return Derivation(given=(eta > 0, 40 * eta <= 1, _e > 0)).have(_e / _LEAST > 0)


@once
def exactly() -> Derivation:
    """Put in how large these are."""
    small = Derivation(given=_SIZES).have(log >= 1600).have(1 / log <= eta**2)
    small.have(1 / (4 * log) <= eta / 10).have(1 / log > 0)
    small.have(sp.exp(-1) / _LEAST > 0, by=rules.instance(_some(), {_e: sp.exp(-1)}))
    by = (rules.log_of_product(1 / _LEAST, sp.exp(-1)), rules.above_hyperbola(1 / _LEAST))
    small.have(1 / (4 * log) - 1 <= sp.log(sp.exp(-1) / _LEAST), by=by)
    grows = rules.grows(sp.exp, 1 / (4 * log) - 1, sp.log(sp.exp(-1) / _LEAST))
    small.have(_most <= sp.exp(-1) / _LEAST, by=grows).have(_most > 0)
    found = rules.instance(_in_letters(), {_e: sp.exp(-1), _z: _most})
    small.have(found.conclusion, by=found)
    return Derivation(given=_SIZES).have(MOST <= EXACT, by=small.have(MOST <= EXACT))


def not_negative(number: Any, of_width: Any) -> Fact:
    """Return that the bound is not negative."""
    known = (eta > 0, counts > 0, root > 0, _e > 0)
    bound = sp.sqrt(2) / 2 * _e * (1 + 12 * eta) * counts * root
    positive = Derivation(given=known).have(counts * root > 0).have(bound >= 0)
    return rules.instance(positive, {_e: sp.exp(-1), counts: number, root: of_width})


def above_all(number: Any, of_width: Any) -> Fact:
    """Return that what is small is below the bound."""
    known = (eta > 0, 40 * eta <= 1, counts > 0, root > 0, _e > 0, 3 * _e >= 1)
    bound = sp.sqrt(2) / 2 * _e * (1 + 12 * eta) * counts * root
    small = Derivation(given=known).have(counts * root > 0)
    small.have(_e * (counts * root) >= counts * root / 3).have(eta * _e >= 0)
    small.have(eta * counts * root <= counts * root / 40)
    small.have(eta * _e * (counts * root) >= 0)
    small.have(eta * counts * root <= bound)
    return rules.instance(small, {_e: sp.exp(-1), counts: number, root: of_width})
