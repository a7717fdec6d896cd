r"""What a row of attention keeps of Gaussian noise at most, where all scores are nearly right.

Chapter 13c, in the letters of orthogonal noise and the factor by which powers are off.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.cures import H_zeta
from polyattn.symbolic.gaussian import LONGEST, sigma, x_sigma
from polyattn.symbolic.model import N, Q, R, t
from polyattn.symbolic.noise import P_nu, crowd
from polyattn.symbolic.table import define, real

# At most: the weight of a row on itself, the norm of its other weights, the noise that it keeps.
f_sigma, Psi_sigma, omega_sigma = real(r"f_\sigma", r"\Psi_\sigma", r"\omega_\sigma")
define({f_sigma: H_zeta**2 * P_nu / (H_zeta**2 * P_nu + crowd)})
define({Psi_sigma: H_zeta**2 * sp.sqrt((t - 1) * Q**2 + t * N * R**2) / crowd})
define({omega_sigma: sigma * x_sigma + LONGEST * (f_sigma + Psi_sigma)})
