r"""The letters of a layer in which every row attends to itself (chapter 13c), and of its chances.

The neuron sees of the noisy tokens values between :math:`T_{\min}` and :math:`T_{\max}`, and of the
rows of C none above :math:`X_\sigma`. Given its signs, what it sees of the noise of each token is
normal, of variance :math:`\nu`, and independent of all others.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.symbolic.table import define, real


class Ahead(sp.Function):  # type: ignore[misc]
    r"""The chance that a standard normal number and a lead exceed k - 1 others, for real k >= 1.

    .. math:: \int\varphi(u-\eta)\,\Phi(u)^{k-1}\,du

    Examples
    --------
    >>> print(sp.latex(Ahead(rivals, lead_noise)))
    p_{\mathrm{ahead}}(k', \eta_{*})
    """

    nargs = 2
    is_real = True

    def _latex(self, printer: Any) -> str:
        return rf"p_{{\mathrm{{ahead}}}}({', '.join(map(printer.doprint, self.args))})"


# How many normal numbers there are, the lead of one of them, the place that the largest of them
# rarely exceeds; and the logarithms of the means of exp(eta M) and exp(lambda M), M the largest.
rivals, lead_noise, place_top = real("k'", r"\eta_*", r"\lambda_*")
define({place_top: sp.sqrt(2 * sp.log(rivals))}, powers=True)
log_lead, log_top = real(r"\psi_\eta", r"\psi_\lambda")
# One of them, in units of the noise; the largest density of the largest of n normal numbers of
# variance nu, whatever their means are; and the place that goes with n.
u_place, densest = real("u_j", r"\varrho_n")

# What a neuron sees: of the tokens at most and at least, of all rows at most.
T_max, T_min, X_sigma = real(r"T_{\max}", r"T_{\min}", r"X_\sigma")
# The largest of the noises of those tokens of other groups whose sign is plus.
z_top = real(r"z_{\max}")
# What it sees of the planted token, and of the noise of that.
T_star, z_star = real("T_{j^*}", "z_{j^*}")
# The chance that some row has not the weight 1 - epsilon on itself, that a neuron sees nothing
# above theta, and the best gap of m neurons.
p_loose, p_quiet, S_sigma = real("p_{loose}", "p_{quiet}", r"S_{m,\sigma}")
# Numbers of a layer with its noise, or of its chances: one does not choose them.
OF_A_LAYER = {T_max, T_min, X_sigma, z_top, T_star, z_star, densest, log_lead, log_top}
OF_A_LAYER |= {p_loose, p_quiet, S_sigma}
