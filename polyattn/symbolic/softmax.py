r"""The letters of one row of attention under any kernel, and of softmax of scale alpha."""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.model import P, Q, R, beta, f_star, n, p, q, r, w_o
from polyattn.symbolic.pair import P0, P1, on
from polyattn.symbolic.table import define, real, unfold

# Two scores, the powers they turn into, the sum of all other powers, the factor
# g = lambda ** beta by which powers grow with the scores; and the weights.
s_j, s_k, lam, x_j, x_k, x_rest, g = real("s_j", "s_k", "lambda", "x_j", "x_k", "x_{rest}", "g")
f_j, f_k, f_rest, f_scaled = real("f_j", "f_k", "f_{rest}", "f_{scaled}")
define(
    {
        f_j: x_j / (x_j + x_rest),
        f_k: x_k / (x_j + x_rest),
        f_rest: x_rest / (x_j + x_rest),
        f_scaled: g * x_j / (g * x_j + g * x_rest),
    }
)
define({x_j: s_j**beta, x_k: s_k**beta, g: lam**beta}, powers=True)

# Two keys under softmax: their odds, and their odds when all scores grow by the factor lambda.
odds, odds_scaled, f_soft, f_soft_scaled = real("z", "z_{scaled}", "f_{soft}", "f_{soft,scaled}")
define({f_soft: odds / (odds + 1), f_soft_scaled: odds_scaled / (odds_scaled + 1)})
define({odds: sp.exp(s_j - s_k), odds_scaled: sp.exp(lam * (s_j - s_k))}, powers=True)

# Softmax of scale alpha on the self-attention data: the powers of n that its scores turn into.
alpha = real("alpha")
P_soft, Q_soft, R_soft = real("P_{soft}", "Q_{soft}", "R_{soft}")
P0_soft, P1_soft = real("P_{soft,0}", "P_{soft,1}")
_OF_SCORES = {P_soft: p, Q_soft: q, R_soft: r, P0_soft: on(p, 0), P1_soft: on(p, 1)}
define({x: sp.exp(alpha * y * sp.log(n)) for x, y in _OF_SCORES.items()}, powers=True)
SOFT = {P: P_soft, Q: Q_soft, R: R_soft, P0: P0_soft, P1: P1_soft}
f_soft_star, w_soft_o = real("f^*_{soft}", "w_{o,soft}")
define({f_soft_star: unfold(f_star).xreplace(SOFT), w_soft_o: unfold(w_o).xreplace(SOFT)})

# A polynomial of a score near 1, as a kernel.
f_near = real("(1+s/beta)^beta")
define({f_near: (1 + s_j / beta) ** beta}, powers=True)
