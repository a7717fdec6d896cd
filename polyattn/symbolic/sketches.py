r"""The letters of chapter 12: the moments of a sketched score, and the quadratic nearest a power.

None of them has a formula: a witness observes them, or a rule says what is known.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from polyattn.symbolic.table import real

# A power of two is 2**level, an even number is 2*half; both are whole numbers.
level, half = (sp.Symbol(name, integer=True) for name in ("l", "beta/2"))


class Mean(sp.Function):  # type: ignore[misc]
    r"""The mean over the signs of one column of a sketch, in T_g and T_h."""

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.args[0], PRECEDENCE["Mul"], strict=True)
        return rf"\mathbb{{E}}\,{body}"


class Moment(sp.Function):  # type: ignore[misc]
    """The mean of a power of a score; the function says how scores are distributed."""

    nargs = 1
    is_real = True
    name = ""

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}_{{{self.name}}}\,s^{{{printer.doprint(self.args[0])}}}"


class UniformMoment(Moment):
    """Of a score that is uniform on [-1, 1]."""

    name = "[-1,1]"


class NormalMoment(Moment):
    """Of a standard normal score."""

    name = "N(0,1)"


class RowMoment(Moment):
    """Of the scores of one row, each as likely."""

    name = "row"


# The inner product of two vectors x and y; the sum of (x_i y_j + x_j y_i)^2 over i < j; the means
# of the sketched score and of its square over the signs of a sketch.
s, V, E_1, E_2 = real("s", "V", "E_1", "E_2")
# The same mean for a sketch of twice the degree; for two columns of signs g and h, which are
# independent, <g, x><g, y> and <h, x><h, y>.
E_twice, T_g, T_h = real("E_1'", "T_g", "T_h")

# The coefficients of the quadratic nearest to the power for uniform, for normal scores, and for
# those of one row; the mean of the squared scores of a row, and the mean that was
# expected; the weight of their quotient; the moment of order beta of a normal variable.
e_0, e_1, e_2 = real("e_0", "e_1", "e_2")
n_0, n_1, n_2 = real("e_0^N", "e_1^N", "e_2^N")
r_0, r_1, r_2 = real("e_0^{row}", "e_1^{row}", "e_2^{row}")
FIT = {UniformMoment: (e_0, e_1, e_2), NormalMoment: (n_0, n_1, n_2), RowMoment: (r_0, r_1, r_2)}
S_2, v, w_2, h = real("S_2", "v", "w_2", "h")
# How many scores a row has; the sums over a row of the quadratic, and of the powers.
length, Z_s, Z = real("L_{row}", "Z_s", "Z")
# Numbers that one does not choose.
SKETCHED = {V, E_1, E_2, E_twice, T_g, T_h, e_0, e_1, e_2, n_0, n_1, n_2, r_0, r_1, r_2, h}
SKETCHED |= {Z_s, Z}
