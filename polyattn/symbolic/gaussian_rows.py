r"""What a row of attention keeps of Gaussian noise at most, and how far it is below its token.

Chapter 13c, in the letters of orthogonal noise and the factor by which powers are off.
"""

from __future__ import annotations

from itertools import product

import sympy as sp

from polyattn.symbolic.chances import Phi
from polyattn.symbolic.cures import H_zeta
from polyattn.symbolic.gaussian import LONGEST, sigma, x_sigma
from polyattn.symbolic.model import N, P, Q, R, a, b, c, epsilon, t, theta
from polyattn.symbolic.noise import P_nu, crowd, nu
from polyattn.symbolic.pair import give_index
from polyattn.symbolic.table import define, real

# At most: the weight of a row on itself, the norm of its other weights, the noise that it keeps.
f_sigma, Psi_sigma, omega_sigma = real(r"f_\sigma", r"\Psi_\sigma", r"\omega_\sigma")
define({f_sigma: H_zeta**2 * P_nu / (H_zeta**2 * P_nu + crowd)})
define({Psi_sigma: H_zeta**2 * sp.sqrt((t - 1) * Q**2 + t * N * R**2) / crowd})
define({omega_sigma: sigma * x_sigma + LONGEST * (f_sigma + Psi_sigma)})
# The same where the power of the noise is subtracted from every self-score.
f_sub, omega_sub = real(r"f^0_\sigma", r"\omega^0_\sigma")
define({f_sub: H_zeta**2 * P / (H_zeta**2 * P + crowd)})
define({omega_sub: sigma * x_sigma + LONGEST * (f_sub + Psi_sigma)})
# How far a row that gives itself 1 - epsilon may be below the largest token.
loss_sigma = real(r"\ell_\sigma")
define({loss_sigma: epsilon * (a + 2 * b + 2 * sp.sqrt(nu) * x_sigma)})
give_index((loss_sigma,))
# The chance that a neuron sees the noisy planted token above theta.
pi_nu = real(r"\pi_\nu")
_CLEAN = [x * a + y * b + z * c for x, y, z in product((1, -1), repeat=3)]
define({pi_nu: sp.Add(*(Phi((seen - theta) / sp.sqrt(nu)) for seen in _CLEAN)) / 8})
