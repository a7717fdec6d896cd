r"""What a row of attention keeps of Gaussian noise at most, by the means of its scores.

Chapter 13c. Scores of a row are above q and r by :math:`\zeta` at most; the means over its mates
and over other groups are below by :math:`\zeta_m` and :math:`\zeta_o` at most.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.cures import zeta
from polyattn.symbolic.gaussian import LONGEST, sigma, x_sigma, zeta_m, zeta_o
from polyattn.symbolic.model import N, beta, p, q, r, t
from polyattn.symbolic.noise import nu
from polyattn.symbolic.table import define, real

# Powers of scores at most, and of their means at least.
P_most, Q_most, R_most, Q_mean, R_mean = real("P_+", "Q_+", "R_+", "Q_-", "R_-")
define({P_most: (p + nu + zeta) ** beta}, powers=True)
define({Q_most: (q + zeta) ** beta, R_most: (r + zeta) ** beta}, powers=True)
define({Q_mean: (q - zeta_m) ** beta, R_mean: (r - zeta_o) ** beta}, powers=True)
# The crowd at least; at most, a weight of a row on itself, the norm of its others, any weight of a
# row on one token, and the noise that it keeps.
W_mean, f_mean, Psi_mean = real("W_-", r"\bar f_\sigma", r"\bar\Psi_\sigma")
f_any, omega_mean = real(r"\bar f_{\max}", r"\bar\omega_\sigma")
define({W_mean: (t - 1) * Q_mean + t * N * R_mean})
define({f_mean: P_most / (P_most + W_mean)})
define({Psi_mean: sp.sqrt((t - 1) * Q_most**2 + t * N * R_most**2) / W_mean})
define({f_any: f_mean + Q_most / W_mean})
define({omega_mean: sigma * x_sigma + LONGEST * (f_mean + Psi_mean)})
