r"""The letters of the self-attention data and of one layer: scores, weights, entries of C.

The algebra runs on t and N; d and n are defined from them. :math:`p=a^2+b^2+c^2`,
:math:`q=b^2+c^2` and :math:`r=c^2` are the scores; their powers :math:`P=p^\beta`,
:math:`Q=q^\beta`, :math:`R=r^\beta` stay letters in an algebraic proof. The star marks the planted
row, the o every other row. Values of rows are in units of :math:`\sqrt{\log n}`.
"""

from __future__ import annotations

from typing import NamedTuple

import sympy as sp

from polyattn.symbolic.table import Expr, define, real

a, b, c, t, N = real("a", "b", "c", "t", "N")
d, n, beta, theta, epsilon = real("d", "n", "beta", "theta", "epsilon")
m, tau = real("m", "tau")
define({d: N + 3, n: t * (N + 1)})

p, q, r, P, Q, R = real("p", "q", "r", "P", "Q", "R")
define({p: a**2 + b**2 + c**2, q: b**2 + c**2, r: c**2})
define({P: p**beta, Q: q**beta, R: r**beta}, powers=True)
# Letters for two logarithms, in proofs about multiples of log n.
log_pq, log_qr = real("log(p/q)", "log(q/r)")
define({log_pq: sp.log(p / q), log_qr: sp.log(q / r)}, powers=True)

# Attention weights: the planted row (star) and every other row (o).
Z_star, Z_o = real("Z_*", "Z_o")
f_star, u_star, G_star, w_o, u_o = real("f^*", "u^*", "G^*", "w_o", "u_o")
define({Z_star: P + (t - 1) * Q + t * N * R, Z_o: t * Q + t * N * R})
define({f_star: P / Z_star, u_star: t * R / Z_star, G_star: (P + (t - 1) * Q) / Z_star})
define({w_o: t * Q / Z_o, u_o: t * R / Z_o})


class Row(NamedTuple):
    """One row of C: its entries at the feature, its own group, each other group, the bias."""

    feature: Expr
    own: Expr
    other: Expr
    bias: Expr


ROWS = {
    "planted": Row(a * f_star, b * G_star, b * u_star, c),
    "group": Row(a * Q / Z_o, b * w_o, b * u_o, c),
    "others": Row(a * R / Z_o, b * w_o, b * u_o, c),
}
