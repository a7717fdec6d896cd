r"""The letters of three cures for orthogonal noise (chapter 13b): what is done to the scores.

Unit norm: scores are cosines, :math:`s_{jk}/\sqrt{s_{jj}s_{kk}}`; the powers of those that occur
have letters of their own. No diagonal: a row does not attend to itself. Subtracted: the power of
the noise is taken from every self-score. The values keep their noise in all three.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, P, Q, R, Z_o, Z_star, a, b, beta, c, p, q, r, t
from polyattn.symbolic.noise import crowd, kept_noise, noisy_row, nu, x_in_up, x_out_up
from polyattn.symbolic.table import define, real

# The geometric mean of the two self-scores, its power, and what unit norms make of the weight of
# the planted key in another row.
mu_nu, M_nu, rho_nu = real("mu_nu", "M_nu", "rho_nu")
define({mu_nu: sp.sqrt((p + nu) * (q + nu))}, powers=True)
define({M_nu: mu_nu**beta, rho_nu: ((q + nu) / mu_nu) ** beta}, powers=True)

# Powers of cosines: the planted row with a mate and with another group, then two other rows of one
# group and of two.
Q_star_cos, R_star_cos, Q_cos, R_cos = real(r"Q^*_{\cos}", r"R^*_{\cos}", r"Q_{\cos}", r"R_{\cos}")
define({Q_star_cos: (q / mu_nu) ** beta, R_star_cos: (r / mu_nu) ** beta}, powers=True)
define({Q_cos: (q / (q + nu)) ** beta, R_cos: (r / (q + nu)) ** beta}, powers=True)

# What a row gives to itself: the planted row, its mates, all others. A cosine with itself is 1.
f_star_unit, f_s_unit, f_o_unit = real(r"\hat{f}^*", r"\hat{f}_s", r"\hat{f}_o")
define(
    {
        f_star_unit: 1 / (1 + (t - 1) * Q_star_cos + t * N * R_star_cos),
        f_s_unit: 1 / (1 + Q_star_cos + (t - 2) * Q_cos + t * N * R_cos),
        f_o_unit: 1 / (1 + R_star_cos + (t - 1) * Q_cos + (t * N - 1) * R_cos),
    }
)

# The rows of C on the clean coordinates, and the squared norm of their noise.
OFF_STAR = real(r"C^{*,-}_1", r"C^{*,-}_{own}", r"C^{*,-}_{other}", r"C^{*,-}_d")
OFF_S = real(r"C^{s,-}_1", r"C^{s,-}_{own}", r"C^{s,-}_{other}", r"C^{s,-}_d")
OFF_O = real(r"C^{o,-}_1", r"C^{o,-}_{own}", r"C^{o,-}_{other}", r"C^{o,-}_d")
SUB_STAR = real(r"C^{*,0}_1", r"C^{*,0}_{own}", r"C^{*,0}_{other}", r"C^{*,0}_d")
SUB_S = real(r"C^{s,0}_1", r"C^{s,0}_{own}", r"C^{s,0}_{other}", r"C^{s,0}_d")
SUB_O = real(r"C^{o,0}_1", r"C^{o,0}_{own}", r"C^{o,0}_{other}", r"C^{o,0}_d")
NORM_OFF, NORM_SUB_STAR, NORM_SUB_O = real(r"\|w^-\|^2", r"\|w^0_*\|^2", r"\|w^0_o\|^2")
noisy_row(OFF_STAR, sp.S.Zero, sp.S.Zero, crowd)
noisy_row(OFF_S, Q, sp.S.Zero, crowd)
noisy_row(OFF_O, R, sp.S.Zero, crowd)
kept_noise(NORM_OFF, sp.S.Zero, crowd)
noisy_row(SUB_STAR, P, P, Z_star)
noisy_row(SUB_S, Q, Q, Z_o)
noisy_row(SUB_O, R, Q, Z_o)
kept_noise(NORM_SUB_STAR, P, Z_star)
kept_noise(NORM_SUB_O, Q, Z_o)

# No diagonal and k planted rows in one group: what such a row gives to the others, its entries,
# and the squared norm of its noise.
Z_off_k, h_off_k = real("Z^-_k", "h^-_k")
OFF_K = real(r"C^{k,-}_1", r"C^{k,-}_{own}", r"C^{k,-}_{other}", r"C^{k,-}_d")
NORM_OFF_K = real(r"\|w^-_k\|^2")
define({Z_off_k: (k - 1) * P + (t - k) * Q + t * N * R})
define({h_off_k: (k - 1) * P / Z_off_k})
_OWN, _OTHER = h_off_k + (t - k) * (Q / Z_off_k), t * (R / Z_off_k)
_WEIGHTS = (h_off_k, _OWN, _OTHER, _OWN + N * _OTHER)
define({x: y * z for x, y, z in zip(OFF_K, (a, b, b, c), _WEIGHTS, strict=True)})
_SQUARES = (k - 1) * (P / Z_off_k) ** 2 + (t - k) * (Q / Z_off_k) ** 2
define({NORM_OFF_K: nu * (_SQUARES + t * N * (R / Z_off_k) ** 2)})

# Scores that are off by zeta at most, the factor by which their powers then are, and a weight.
zeta, H_zeta, f_in_up = real("zeta", "H_zeta", "f_{in}'")
define({H_zeta: sp.exp(beta * sp.log(r / (r - zeta)))}, powers=True)
define({f_in_up: x_in_up / (x_in_up + x_out_up)})
