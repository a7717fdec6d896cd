r"""The letters for how a layer comes about: the entries of A A^T, and C as a sum over rows.

They serve the proofs that lead to ``ROWS``, and carry no index of a data set.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.model import N, P, Q, R, Z_o, Z_star, a, b, c, t
from polyattn.symbolic.table import Expr, define, real

# One entry of A A^T, in units of log n, with two indicators: both rows are the planted one; both
# are of one group. The first column, the middle ones and the last have these inner products.
score, both, same = real("score", "[both]", "[same]")
define({score: a * a * both + b * b * same + c * c})
# How many entries each indicator marks: one; the pairs of t rows in each of N + 1 groups.
n_both, n_same = real("n_{both}", "n_{same}")
define({n_both: sp.S.One, n_same: (N + 1) * t**2})

# The rows of C as sums of weight times entry over the classes of rows; their l1 norms.
C_star = real("C^*_1", "C^*_{own}", "C^*_{other}", "C^*_d")
C_s = real("C^s_1", "C^s_{own}", "C^s_{other}", "C^s_d")
C_o = real("C^o_1", "C^o_{own}", "C^o_{other}", "C^o_d")
norm_star, norm_s, norm_o = real(r"\\|C^*\\|_1", r"\\|C^s\\|_1", r"\\|C^o\\|_1")


def _define_row(row: tuple[Expr, ...], norm: Expr, weights: tuple[Expr, ...]) -> None:
    """Define a row of C by the weight of the planted row, own group, another group, all rows."""
    entries = zip(row, (a, b, b, c), weights, strict=True)
    define({letter: entry * weight for letter, entry, weight in entries})
    define({norm: row[0] + row[1] + N * row[2] + row[3]})


_at_planted, _at_group, _at_other = P / Z_star, (t - 1) * Q / Z_star, t * R / Z_star
_whole = _at_planted + _at_group + N * t * R / Z_star
_define_row(C_star, norm_star, (_at_planted, _at_planted + _at_group, _at_other, _whole))
_own = Q / Z_o + (t - 1) * Q / Z_o
_define_row(C_s, norm_s, (Q / Z_o, _own, t * R / Z_o, _own + N * t * R / Z_o))
_define_row(C_o, norm_o, (R / Z_o, _own, t * R / Z_o, _own + N * t * R / Z_o))
