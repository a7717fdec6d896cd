r"""The broken line of chapter 9c: how often a neuron fires at most, by how often it fires at least.

:class:`Psi` is the line through the points :math:`(T(k),T(k-j))`, with T the tail of N fair coins;
:class:`Highest` is taken over all probabilities.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from polyattn.symbolic.chances import Tail
from polyattn.symbolic.table import real


class Psi(sp.Function):  # type: ignore[misc]
    r""":math:`\Psi_j(y)` for N coins, as ``Psi(N, j, y)``: straight between its corners.

    Its corners are :math:`(T(k),T(k-j))` for :math:`k=0,\dots,N+1`; j is a whole number,
    :math:`j\ge0`, and :math:`0\le y\le1`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> Psi.exact(4, 1, Fraction(5, 16)), Psi.exact(4, 1, Fraction(1, 2))
    (Fraction(11, 16), Fraction(13, 16))
    """

    nargs = 3
    is_real = True

    @staticmethod
    def exact(count: int, steps: int, chance: Fraction) -> Fraction:
        """Return the value; a chance outside 0 to 1 is an error."""
        if not 0 <= chance <= 1 or steps < 0 or count < 0:
            text = f"got {chance}, {steps} and {count}"
            raise TypeError(f"Psi: needs 0 <= y <= 1, j >= 0 and N >= 0, {text}")
        k, end = 0, count + 1  # T(k) > y or k = 0, T(end) <= y
        while end - k > 1:
            middle = (k + end) // 2
            k, end = (middle, end) if Tail.exact(count, middle) > chance else (k, middle)
        high, low = Tail.exact(count, k), Tail.exact(count, k + 1)
        top, bottom = Tail.exact(count, k - steps), Tail.exact(count, k + 1 - steps)
        return bottom + (chance - low) / (high - low) * (top - bottom)

    def _latex(self, printer: Any) -> str:
        steps = printer.doprint(self.args[1])
        return rf"\Psi_{{{steps}}}\left({_place(self.args[2], printer)}\right)"


def _place(chance: Any, printer: Any) -> str:
    """Return where the line is taken; a corner's chance as T(k), so that a sum fits a phone."""
    if isinstance(chance, Tail):
        return rf"T({printer.doprint(chance.args[1])})"
    return str(printer.doprint(chance))


class Highest(sp.Function):  # type: ignore[misc]
    r"""The largest value of a continuous expression over :math:`0\le y\le1`."""

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.args[0], PRECEDENCE["Mul"], strict=True)
        return rf"\max_{{0\le y\le1}} {body}"


# The chance over which Highest is taken; how many numbers of plus signs more may fire.
y, j = real("y", "j")
