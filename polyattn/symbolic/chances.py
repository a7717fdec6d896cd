r"""The symbols of chance: binomial tails, and what is counted over all sign vectors.

Besides the letters of :mod:`polyattn.symbolic`, a statement about random signs speaks of

* :class:`Tail`, :class:`Above` and ``LARGEST_ATOM``: a fair binomial variable;
* :class:`Phi`: the normal law;
* ``FIRST_K``: the number :math:`K` of plus signs from which on the neuron fires;
* ``S_m``, ``crossings``, ``area``, ``g_gamma`` and ``gamma``: two data sets compared.

None of these letters has a formula: a witness observes them, on the dense network or by counting.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil, comb, floor
from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from polyattn.symbolic.model import N
from polyattn.symbolic.table import real


class Tail(sp.Function):  # type: ignore[misc]
    r""":math:`\Pr[\mathrm{Bin}(N,\frac12)\ge k]`, for any real k.

    Examples
    --------
    >>> from polyattn.symbolic.chances import Tail
    >>> Tail.exact(4, 3)
    Fraction(5, 16)
    """

    nargs = 2
    is_real = True

    @staticmethod
    def exact(count: int, least: Fraction | int) -> Fraction:
        """Return the value: `count` coins, at least `least` of them heads."""
        first = max(ceil(least), 0)
        return Fraction(_ways(count, first), 2**count)

    def _latex(self, printer: Any) -> str:
        return _in_words(printer, self.args, r"\ge")


@cache
def _ways(count: int, first: int) -> int:
    """Count the ways in which at least `first` of `count` coins show heads, term by term."""
    total, ways = 0, comb(count, first)
    for k in range(first, count + 1):
        total += ways
        ways = ways * (count - k) // (k + 1)
    return total


class Above(sp.Function):  # type: ignore[misc]
    r""":math:`\Pr[\mathrm{Bin}(N,\frac12)>x]`, for any real x.

    Examples
    --------
    >>> from polyattn.symbolic.chances import Above
    >>> Above.exact(4, 3)
    Fraction(1, 16)
    """

    nargs = 2
    is_real = True

    @staticmethod
    def exact(count: int, level: Fraction | int) -> Fraction:
        """Return the value: `count` coins, more than `level` of them heads."""
        return Tail.exact(count, floor(level) + 1)

    def _latex(self, printer: Any) -> str:
        return _in_words(printer, self.args, ">")


class Pr(sp.Function):  # type: ignore[misc]
    r"""The probability of an event about one neuron's random signs.

    The event is a relation in ``s_1``, ``s_g``, ``s_d``, ``K`` and what is defined by them, such as
    :math:`X>\theta`; K is binomial, the signs are fair, all are independent, and ``y_g`` is 1 where
    K is at least 1, else -1.

    Examples
    --------
    >>> from polyattn.symbolic import X, theta
    >>> Pr(X > theta)
    Pr(X > theta)
    """

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        return rf"\Pr{_bracketed(printer.doprint(self.args[0]))}"


class Count(sp.Function):  # type: ignore[misc]
    r"""At how many K an event happens, for the triple of signs at which it happens most often.

    The event is one of :class:`Pr`.
    """

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        return rf"\max_s\#\{{K:{printer.doprint(self.args[0])}\}}"


def _in_words(printer: Any, arguments: tuple[Any, ...], sign: str) -> str:
    """Return a binomial tail in LaTeX."""
    count, level = map(printer.doprint, arguments)
    event = rf"\mathrm{{Bin}}({count},\tfrac12) {sign} {level}"
    return rf"\Pr{_bracketed(event)}"


def _bracketed(event: str, brackets: str = "[]") -> str:
    """Put an event in brackets at which a line may still be broken."""
    size = r"\Big" if r"\frac" in event or r"\max" in event else ""
    return f"{size}{brackets[0]}{event}{size}{brackets[1]}"


class Phi(sp.Function):  # type: ignore[misc]
    r"""The distribution function of the normal law.

    Examples
    --------
    >>> print(sp.latex(Phi(N)))
    \Phi(N)
    """

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        return rf"\Phi{_bracketed(printer.doprint(self.args[0]), '()')}"


class Largest(sp.Function):  # type: ignore[misc]
    r"""The largest value of an expression over the integers :math:`k=0,\dots,N+1`."""

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.args[0], PRECEDENCE["Mul"], strict=True)
        return rf"\max_{{0\le k\le {printer.doprint(N)}+1}} {body}"


# The integer over which Largest runs.
k = real("k")

LARGEST_ATOM = sp.binomial(N, sp.floor(N / 2)) / 2**N

# For each triple (s_1, s_g, s_d): the least K with X > theta, N + 1 if there is none.
FIRST_K = {
    triple: real("k_{" + "".join("+" if sign > 0 else "-" for sign in triple) + "}")
    for triple in product((1, -1), repeat=3)
}

# The supremum over theta of Pr[F_1 > 0] - Pr[F_0 > 0] at width m.
S_m = real("S_m")
# The same under softmax.
S_soft = real("S_{m,soft}")
# The largest number, over the triples, of values of K with X_1 > theta >= X_0.
crossings = real(r"\#_\theta")
# The integral over theta of the positive part of Pr[F_1 > 0] - Pr[F_0 > 0].
area = real("A_+")
# On an interval of thresholds of length gamma, Pr[F_1 > 0] - Pr[F_0 > 0] is at least g_gamma.
g_gamma, gamma = real("g_gamma", "gamma")
# The chance that none of m neurons fires, on data set 0 and 1; of m - 1 neurons, on data set 0.
A, B, A_less = real("A", "B", "A'")
# sqrt(N), where a proof needs it as a letter; the two heights of `thm:detection-sufficient`; a
# factor between (p_1/r)**beta and t sqrt(N).
M, x_0, x_1, eta = real("M", "x_0", "x_1", "eta")
# What normal noise would make of S_m at width 1.
S_normal = real(r"\hat S")
# A bound on |S| / N, in the limit law.
x = real("x")
