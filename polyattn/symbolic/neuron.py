r"""The letters of one neuron with random signs: its pre-activations, and the chance that it fires.

The signs of the first, the planted group's and the last coordinate, the best sign among the other
groups, the number K of plus signs among the other groups, and their sum S. All values are in units
of :math:`\sqrt{\log n}`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.symbolic.model import G_star, N, Q, R, Z_o, a, b, c, f_star, m, u_o, u_star, w_o
from polyattn.symbolic.table import DEFINITIONS, Expr, define, letters, real, unfold

# The sign of one other group (y) is at most the best (y_g).
s_1, s_g, s_d, y, y_g, K, S = real("s_1", "s_g", "s_d", "y", "y_g", "K", "S")
V_star, V_s, V_o, X = real("V_*", "V_s", "V_o", "X")
# The same once one more of the other groups has a plus sign.
V_star_up, V_s_up, V_o_up, X_up = real("V_*^+", "V_s^+", "V_o^+", "X^+")
SIGNS = (s_1, s_g, s_d, y_g)

define(
    {
        S: 2 * K - N,
        V_star: a * s_1 * f_star + b * s_g * G_star + b * u_star * S,
        V_s: a * s_1 * Q / Z_o + b * s_g * w_o + b * u_o * S,
        V_o: a * s_1 * R / Z_o + b * (w_o * y_g + u_o * (s_g + S - y_g)),
        X: c * s_d + sp.Max(V_star, V_s, V_o, evaluate=False),
        V_star_up: a * s_1 * f_star + b * s_g * G_star + b * u_star * (S + 2),
        V_s_up: a * s_1 * Q / Z_o + b * s_g * w_o + b * u_o * (S + 2),
        V_o_up: a * s_1 * R / Z_o + b * (w_o + u_o * (s_g + S + 1)),  # its own sign is plus now
        X_up: c * s_d + sp.Max(V_star_up, V_s_up, V_o_up, evaluate=False),
    }
)

# Pr[X > theta] for one neuron, and Pr[F > 0] for m of them.
p_theta, P_active = real("p_theta", r"\Pr[F>0]")
define({P_active: 1 - (1 - p_theta) ** m})


def at_signs(expression: Expr, signs: dict[Any, int]) -> Expr:
    """Fix some of the random signs, and leave the weights as letters.

    Examples
    --------
    >>> at_signs(V_star, {s_1: 1, s_g: -1})
    -G^**b + a*f^* + b*u^**(2*K - N)
    """
    fixed = set(signs)
    weights = tuple(x for x in DEFINITIONS if not letters(x) & {*fixed, K})
    values = {sign: sp.Integer(value) for sign, value in signs.items()}
    return unfold(expression, keep=weights).xreplace(values)
