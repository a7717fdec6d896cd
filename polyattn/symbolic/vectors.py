r"""The letters of one vector of scores (chapter 10): a spike, its background, the signs' sums.

The n of that chapter, the number of entries, is the letter ``entries`` here, which prints as
:math:`n_v`: the n of the self-attention data is another number, and is defined by t and N.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.model import beta, epsilon, m
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.table import define, real

entries = sp.Symbol("n_v", integer=True)
# The ratio of the spike and the range of the background, and both raised to the degree; the
# spike's weight, and what the other entries add to the pre-activation.
rho, Lambda, x_rho, x_range, w, Y = real("rho", "Lambda", "rho^beta", "Lambda^beta", "w", "Y")
define({x_rho: rho**beta, x_range: Lambda**beta}, powers=True)

# The sum S' of the other signs; the pre-activations of equal backgrounds without and with a spike.
S_rest, X_plain, X_spike = real("S'", r"\langle{f_0},y\rangle", r"\langle{f_1},y\rangle")
define(
    {
        X_plain: (s_1 + S_rest) / entries,
        X_spike: w * s_1 + (1 - w) * S_rest / (entries - 1),
    }
)

# One power of a background, the sum of all n and of their squares; the logarithms in a window.
g_i, g_sum, g_squares = real("g_i", r"\sum{g_i}", r"\sum{g_i^2}")
log_rho, log_range, log_alarm = real("log(rho)", "log(Lambda)", "log(m/epsilon)")
define({log_rho: sp.log(rho), log_range: sp.log(Lambda)}, powers=True)
define({log_alarm: sp.log(m / epsilon)}, powers=True)
# sqrt(n), where a proof needs it as a letter.
root_n = real("sqrt(n_v)")
