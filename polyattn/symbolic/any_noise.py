r"""The letters of one layer with any noise and any attention (chapter 13), and its chances.

The rows of :math:`C` are :math:`\sum_kf_{jk}(A_k+E_k)`. A neuron sees of row j the clean part
:math:`v_j` and the noise :math:`z_j=\langle w_j,y\rangle` with :math:`w_j=\sum_kf_{jk}E_k`. None of
the chances has a formula: a witness counts them on a dense network with noise.
"""

from __future__ import annotations

from polyattn.symbolic.model import a, b, c, m
from polyattn.symbolic.neuron import s_1, s_d, s_g
from polyattn.symbolic.table import define, real

# One row: its weight on the planted token, the squared norm of its noise, and what a neuron sees.
f_row, w_squares = real(r"f_{jj^*}", r"\|w_j\|^2")
v_row, z_row = real("v_j", "z_j")
# The largest weight on the planted token and the largest squared norm, over all rows.
f_top, omega_squared = real(r"f_{\max}", r"\omega^2")
# The planted row: its weight on itself; the clean part that comes from other tokens; the entries of
# its noise at the feature, its group and the bias, and what all other entries add; how far the
# three together pull down; its pre-activation.
f_own, v_rest = real(r"f_{j^*j^*}", r"v_{rest}")
w_1, w_g, w_d, z_rest = real("w_1", "w_g", "w_d", "z_{rest}")
omega_down, V_noisy = real(r"\omega^\circ", "V_E")
define(
    {
        V_noisy: f_own * (a * s_1 + b * s_g + c * s_d)
        + v_rest
        + (w_1 * s_1 + w_g * s_g + w_d * s_d + z_rest)
    }
)

# The chance that a neuron sees row j above theta; that it sees some row there; that of m one does.
p_row, p_noisy, P_noisy = real(r"p_{\theta,j}", r"p_{\theta,E}", r"\Pr[F_E>0]")
define({P_noisy: 1 - (1 - p_noisy) ** m})
NOISY_CHANCES = {p_row, p_noisy}
# What runs over the rows, and what runs over the sign vectors besides the signs that have a name.
OF_A_ROW = {f_row, w_squares, p_row}
NOISY_SIGNS = {v_row, z_row, v_rest, z_rest}
# What the chances depend on besides the data.
OF_NOISE = OF_A_ROW | {f_top, omega_squared, f_own, w_1, w_g, w_d, omega_down}
