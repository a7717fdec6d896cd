r"""The letters of one row of a trained head: a row of scores, and any positive numbers.

A row of scores counts its keys by i. What stands in a :class:`KeySum` runs over all of them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from polyattn.symbolic.table import define, real

__all__ = [
    *("D_f", "SNR", "TV", "ell_i", "f_i", "f_twice", "k_i", "r_row", "w_i", "x_i"),
    *("y_squares", "y_top"),
]


class KeySum(sp.Function):  # type: ignore[misc]
    r"""The sum over the keys of one row, of what is made of the letters of a key.

    Examples
    --------
    >>> KeySum(f_i * ell_i)
    KeySum(f_i*l_i)
    """

    nargs = 1
    is_real = True

    def _latex(self, printer: Any) -> str:
        return rf"\sum_i {printer.parenthesize(self.args[0], PRECEDENCE['Mul'], strict=True)}"


# A key's score less the largest of its row, and the power k = (1 + x/beta)^beta, 0 where x is below
# -beta; its weight under softmax and under the power.
x_i, k_i, f_i, w_i = real("x_i", "k_i", "f_i", "w_i")
# min(1, x^2 / (2 (beta + x))), and 1 where x is at most -beta.
ell_i = real("l_i")
OF_A_KEY = (x_i, k_i, f_i, w_i, ell_i)
# The sums of all exponentials and of all powers; half the sum of all |f - w|.
Z_exp, Z_near, TV = real("Z_{exp}", "Z_{near}", "TV")
# To first order 4 beta TV: the mean distance of x^2 from its mean; and the range of the scores.
D_f, r_row = real("D_f", "r_{row}")
# Numbers that depend on a whole row, and have no formula.
ROW_OBSERVED = {*OF_A_KEY, Z_exp, Z_near, TV, D_f, r_row}

# The power of the top of any positive numbers, and the sum of the squared powers of the others.
y_top, y_squares = real("y_1^beta", "y_rest")
# The top weight over the norm of the other weights; the top weight at twice the degree.
SNR, f_twice = real("SNR", "f_1(2 beta)")
define({SNR: y_top / sp.sqrt(y_squares), f_twice: y_top**2 / (y_top**2 + y_squares)})
