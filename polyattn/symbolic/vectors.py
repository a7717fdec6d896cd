r"""The letters of one vector of scores (chapter 10): a spike, its background, the signs' sums.

The n of that chapter, the number of entries, is the letter ``entries`` here, which prints as
:math:`n_v`: the n of the self-attention data is another number, and is defined by t and N.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, beta, epsilon, m, tau
from polyattn.symbolic.neuron import K, s_1
from polyattn.symbolic.table import define, real

entries = sp.Symbol("n_v", integer=True)
# The ratio of the spike and the range of the background, and both raised to the degree; the
# spike's weight, and what the other entries add to the pre-activation.
rho, Lambda, x_rho, x_range, w, Y = real("rho", "Lambda", "rho^beta", "Lambda^beta", "w", "Y")
define({x_rho: rho**beta, x_range: Lambda**beta}, powers=True)

# The sum S' of the other N signs; the pre-activations of equal backgrounds, without a spike and
# with it.
S_rest, X_plain, X_spike = real("S'", r"\langle{f_0},y\rangle", r"\langle{f_1},y\rangle")
define(
    {
        S_rest: 2 * K - N,
        X_plain: (s_1 + S_rest) / entries,
        X_spike: w * s_1 + (1 - w) * S_rest / (entries - 1),
    }
)

# One power of a vector without a spike, in units of the least that is allowed, the sum of all n and
# of their squares; the pre-activation of that vector, and the sum of its squared weights.
g_i, g_sum, g_squares = real("g_i", r"\sum{g_i}", r"\sum{g_i^2}")
X_v, f_squares = real(r"\langle{f},y\rangle", r"\|f\|^2")
define({f_squares: g_squares / g_sum**2})
# The same by its first entry: its weight, and what the others add.
w_top, Y_top = real("w_{top}", "Y_{top}")
define({X_v: w_top * s_1 + Y_top})
# One power beside a spike, in units of the largest that is allowed, and the sum of all n - 1.
r_i, r_sum = real("r_i", r"\sum{r_i}")
# The chance that one neuron fires, and one of m, on a vector without a spike and with it; the
# largest gap between the latter two over all thresholds, for equal backgrounds.
p_quiet, p_spike = real(r"p_{\tau,0}", r"p_{\tau,1}")
P_quiet, P_spike, S_v = real(r"\Pr[F_0^v>0]", r"\Pr[F_1^v>0]", "S_m^v")
VECTOR_CHANCES = {p_quiet: Pr(X_v > tau), p_spike: Pr(w * s_1 + Y > tau)}
# Numbers that depend on all entries, and have no formula.
VECTOR_OBSERVED = {X_v, S_v, g_sum, g_squares, r_sum}
# For an instance: of all backgrounds the one with N equal entries.
BACKGROUNDS = {y: (1 - x) * (2 * K - N) / N for x, y in ((w, Y), (w_top, Y_top))}
define({P_quiet: 1 - (1 - p_quiet) ** m, P_spike: 1 - (1 - p_spike) ** m})
# The logarithms in a window.
log_rho, log_range, log_alarm = real("log(rho)", "log(Lambda)", "log(m/epsilon)")
define({log_rho: sp.log(rho), log_range: sp.log(Lambda)}, powers=True)
define({log_alarm: sp.log(m / epsilon)}, powers=True)
