r"""The letters of learned neurons (chapter 15): any weights in a cube, and output noise.

A neuron has a weight :math:`y_1` at the feature, :math:`y_{g^*}` at the planted row's group, one at
each other group, of which :math:`y_{\max}` is the largest and :math:`y_\Sigma` the sum, and
:math:`y_d` at the bias. Its rows read as those of random signs do. All values are in units of
:math:`\sqrt{\log n}`.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import (
    G_star,
    N,
    Q,
    R,
    Z_o,
    a,
    b,
    c,
    f_star,
    theta,
    u_o,
    u_star,
    w_o,
)
from polyattn.symbolic.table import define, real

y_1, y_own, y_top, y_sum, y_d = real("y_1", "y_{g^*}", r"y_{\max}", r"y_\Sigma", "y_d")
WEIGHTS = (y_1, y_own, y_top, y_sum, y_d)
# What the weights are like where none is above 1 or below -1.
CUBE = (
    *(bound for y in (y_1, y_own, y_top, y_d) for bound in (y >= -1, y <= 1)),
    *(y_sum <= N * y_top, y_sum >= y_top - (N - 1)),
)
# The weights that learn most: plus for what is planted, minus for all other groups.
BEST_WEIGHTS = tuple(
    sp.Eq(y, value) for y, value in ((y_1, 1), (y_own, 1), (y_top, -1), (y_sum, -N))
)

# The planted row, a mate, the best row of the other groups, and the largest of all.
Vy_star, Vy_s, Vy_o, X_y = real("V^y_*", "V^y_s", "V^y_o", "X^y")
define(
    {
        Vy_star: a * y_1 * f_star + b * y_own * G_star + b * u_star * y_sum,
        Vy_s: a * y_1 * Q / Z_o + b * y_own * w_o + b * u_o * y_sum,
        Vy_o: a * y_1 * R / Z_o + b * (w_o * y_top + u_o * (y_own + y_sum - y_top)),
        X_y: c * y_d + sp.Max(Vy_star, Vy_s, Vy_o, evaluate=False),
    }
)
# The largest of X_1 - X_0 over the cube, for two data sets; it has no formula.
margin = real(r"M_\infty")

# Normal noise of this scale is added to what the network computes. The chance that the neuron's
# output then is above theta; on either data set, that of a network of any width, whose neurons have
# any weights in the cube, random ones too. The errors allowed are 1 - Phi(z_delta).
nu_out, z_delta = real(r"\nu_{out}", "z_delta")
p_y = real("p^y")
define({p_y: Phi((X_y - theta) / nu_out)})
P_out = real(r"P^{out}_0", r"P^{out}_1")

# The same where every row and neuron has normal noise of its own; of a network, and of one neuron.
P_rows = real(r"P^{rows}_0", r"P^{rows}_1")
p_rows = real(r"p^{rows}_0", r"p^{rows}_1")
# What runs with the weights of one neuron.
OF_WEIGHTS = {*WEIGHTS, *p_rows}
# The weights that look at the feature alone.
FEATURE_ALONE = tuple(sp.Eq(y, int(y == y_1)) for y in WEIGHTS)

# Any noise in the input and any attention, and the neuron that looks at the feature alone: the
# largest entry of the noise there, in absolute value; the noise that a row of C keeps of it, w_1 in
# the planted row; what the neuron computes; and the chance that some entry exceeds x_e in units of
# its standard deviation, where the noise is normal.
e_top, w_row, X_E, x_e, p_e = real(r"e_{\max}", "w_{j1}", "X_E", "x_e", "p_e")
# All of these are of one data set with its noise, and have no index.
OF_ONE_INPUT = {e_top, w_row, X_E, x_e, p_e}
# What a number of a network depends on besides the data, and has no formula.
OF_LEARNED = {nu_out, w_row, x_e}
LEARNED = {margin, *P_out, *P_rows, *p_rows, X_E, e_top, p_e}
