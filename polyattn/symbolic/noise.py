r"""The letters of noise (chapter 13): orthogonal noise of power nu, and the crowd of a row.

Orthogonal noise adds :math:`\nu` to every self-score and leaves the other scores alone. The index
nu marks what belongs to a noisy row.
"""

from __future__ import annotations

from polyattn.symbolic.model import N, Q, R, Row, a, b, beta, c, p, q, t
from polyattn.symbolic.softmax import x_rest
from polyattn.symbolic.table import Expr, define, real

nu, P_nu, Q_nu = real("nu", "P_nu", "Q_nu")
# As the data grow, the power of the noise may grow like a power of n.
gamma_nu = real(r"\gamma_\nu")
define({P_nu: (p + nu) ** beta, Q_nu: (q + nu) ** beta}, powers=True)

# The crowd: what the other tokens of a row weigh, the same for every row; its score g, and that of
# one row of any scores.
crowd, g_beta, g_row = real("W", r"g(\beta)", "g_j")
define({crowd: (t - 1) * Q + t * N * R})
define({g_beta: crowd ** (1 / beta), g_row: x_rest ** (1 / beta)}, powers=True)

# The share of some tokens of a row; their weight and that of all others, before and after each
# weight has been multiplied by something between 1/H and H.
share, factor = real("pi", "H")
x_in, x_out, x_in_up, x_out_up = real("x_{in}", "x_{out}", "x_{in}'", "x_{out}'")

# Attention weights: the planted row (star) and every other row (o).
Z_star_nu, Z_o_nu = real(r"Z_{*,\nu}", r"Z_{o,\nu}")
f_nu, u_nu, G_nu, f_o_nu, w_nu, u_o_nu = real(
    r"f^*_\nu", r"u^*_\nu", r"G^*_\nu", r"f_{o,\nu}", r"w_\nu", r"u_{o,\nu}"
)
define({Z_star_nu: P_nu + crowd, Z_o_nu: Q_nu + crowd})
define({f_nu: P_nu / Z_star_nu, u_nu: t * R / Z_star_nu, G_nu: (P_nu + (t - 1) * Q) / Z_star_nu})
define({f_o_nu: Q_nu / Z_o_nu, u_o_nu: t * R / Z_o_nu, w_nu: (Q_nu + (t - 1) * Q) / Z_o_nu})

NOISY_ROWS = {
    "planted": Row(a * f_nu, b * G_nu, b * u_nu, c),
    "group": Row(a * Q / Z_o_nu, b * w_nu, b * u_o_nu, c),
    "others": Row(a * R / Z_o_nu, b * w_nu, b * u_o_nu, c),
}

# The clean entries as sums of weight times entry over the classes of rows, and the squared norm of
# the noise: its rows are orthogonal and of squared norm nu, so squares of weights add up.
CLEAN_STAR = real(r"C^{*,\nu}_1", r"C^{*,\nu}_{own}", r"C^{*,\nu}_{other}", r"C^{*,\nu}_d")
CLEAN_S = real(r"C^{s,\nu}_1", r"C^{s,\nu}_{own}", r"C^{s,\nu}_{other}", r"C^{s,\nu}_d")
CLEAN_O = real(r"C^{o,\nu}_1", r"C^{o,\nu}_{own}", r"C^{o,\nu}_{other}", r"C^{o,\nu}_d")
NORM_STAR, NORM_O = real(r"\|w_*\|^2", r"\|w_o\|^2")


def noisy_row(row: tuple[Expr, ...], planted: Expr, itself: Expr, total: Expr) -> None:
    """Define the clean entries of a row by the weight of the planted token, and of the row."""
    own, other = itself / total + (t - 1) * (Q / total), t * (R / total)
    weights = (planted / total, own, other, own + N * other)
    define({x: y * z for x, y, z in zip(row, (a, b, b, c), weights, strict=True)})


def kept_noise(norm: Expr, itself: Expr, total: Expr) -> None:
    """Define the squared norm of the noise in a row by the weight of the row of itself."""
    others = (t - 1) * (Q / total) ** 2 + t * N * (R / total) ** 2
    define({norm: nu * ((itself / total) ** 2 + others)})


noisy_row(CLEAN_STAR, P_nu, P_nu, Z_star_nu)
noisy_row(CLEAN_S, Q, Q_nu, Z_o_nu)
noisy_row(CLEAN_O, R, Q_nu, Z_o_nu)
kept_noise(NORM_STAR, P_nu, Z_star_nu)
kept_noise(NORM_O, Q_nu, Z_o_nu)
