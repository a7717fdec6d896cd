r"""The letters of Gaussian noise (chapter 13c): one event about all of a noise matrix.

The entries of :math:`E` are independent and normal, of mean 0 and variance :math:`\sigma^2`: the
noise has the power :math:`\nu=d\sigma^2`. All that is normal is allowed :math:`x_\sigma` standard
deviations. Row j has the clean scores :math:`s^0_{jj}` and :math:`s^0_{jk}`; what it keeps of the
noise is split into a part along the token and one across. None of the chances has a formula.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.model import N, a, b, d, p, q, r, t
from polyattn.symbolic.table import define, real

sigma, x_sigma = real("sigma", "x_sigma")
# How far a score may then be from the one under orthogonal noise; how long the noise of a token is,
# and the squares between which that of d standard normal numbers lies.
SPREAD = sigma * x_sigma * (2 * sp.sqrt(p) + sigma * sp.sqrt(2 * d) + sigma * x_sigma)
REACH = sp.sqrt(p) + sigma * sp.sqrt(2 * d) + sigma * x_sigma
LONGEST = sigma * (sp.sqrt(d) + x_sigma)
# How far those means may be below the clean scores, and at least how far that is taken to be.
zeta_m, zeta_o = real(r"\zeta_m", r"\zeta_o")
SPREAD_M = sigma * x_sigma * (sp.sqrt(p) + REACH / sp.sqrt(t - 1))
SPREAD_O = sigma * x_sigma * (sp.sqrt(r + (a**2 + b**2) / N) + REACH / sp.sqrt(t * N))
SQUARE_ABOVE = d + sp.sqrt(2 * d) * x_sigma + x_sigma**2
SQUARE_BELOW = d - sp.sqrt(2 * d) * x_sigma

# Row j and another row k: what the clean tokens and their noises have in common.
i_jj, i_jk, i_kj = real(
    r"\langle A^0_j,E_j\rangle", r"\langle A_j,E_k\rangle", r"\langle A^0_k,E_j\rangle"
)
e_squared, clean_jj, clean_jk = real(r"\|E_j\|^2", "s^0_{jj}", "s^0_{jk}")
s_jj, s_jk = real("s_{jj}", "s_{jk}")
define({s_jj: clean_jj + 2 * i_jj + e_squared, s_jk: clean_jk + i_jk + i_kj})
# Row j and all mates of its token, or all tokens of other groups: what its noise has in common with
# the mean of the clean tokens, and the row with the mean of the noises; so the means of its scores.
i_mates, k_mates, i_far, k_far = real(
    r"\langle\bar A^0_m,E_j\rangle",
    r"\langle A_j,\bar E_m\rangle",
    r"\langle\bar A^0_o,E_j\rangle",
    r"\langle A_j,\bar E_o\rangle",
)
s_mates, s_far = real(r"\bar s_m", r"\bar s_o")
define({s_mates: q + i_mates + k_mates, s_far: r + i_far + k_far})
# The entries of its noise at the feature, the planted group and the bias, added up.
e_three = real("e_j")
# The norm of the noise of row j of the output, its part across the token, and along it; the weight
# of the row on itself, and the norm of its other weights.
w_norm, w_across, w_along = real(r"\|w_j\|", r"\|w_j^\perp\|", r"\|w_j^\parallel\|")
f_self, f_off = real("f_{jj}", r"\|f_{j,\ne}\|")
# The sum of the squared powers of its scores with all others; the power of any one, its weight.
squares_off, x_other, f_other = real("x_{out}^{(2)}", "x_{jk}'", "f_{jk}")

# The chances that the squared norm of d standard normal numbers is above or below its bounds, that
# one of the events fails somewhere, and that the network is active over signs and noise.
p_above, p_below, p_missed, P_sigma = real(
    r"p_\uparrow", r"p_\downarrow", "p_{miss}", r"\Pr[F_\sigma>0]"
)
# That one of the events fails somewhere, or a mean of a row is lower.
p_means = real(r"\bar p_{miss}")
# The chance to be active for the network on scores from whose diagonal nu is subtracted; then its
# rows and weights are meant, and the event is said to fail somewhere as often as with either.
P_sub = real(r"\Pr[F^0_\sigma>0]")
GAUSSIAN_CHANCES = {p_above, p_below, p_missed, p_means, P_sigma, P_sub}
# What runs over the rows and pairs of rows.
OF_A_PAIR = {i_jj, i_jk, i_kj, e_squared, clean_jj, clean_jk, e_three, w_norm, w_across, w_along}
OF_A_PAIR |= {f_self, f_off, squares_off, x_other, f_other, i_mates, k_mates, i_far, k_far}
# What the chances depend on besides the data.
OF_GAUSSIAN = {sigma, x_sigma}
