r"""The letters of k planted rows (chapter 14), in one group or in k different groups.

In one group, :math:`1\le k\le t` of its rows carry a: their weights have a tilde. In different
groups, :math:`1\le k\le d-2`, each planted row has a group of its own; two planted rows have the
score :math:`p'=a^2+c^2`, and :math:`N_u=d-2-k` groups have no planted row. Letters of the second
case carry the index k, or p and u for the groups with and without a planted row.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.chances import k
from polyattn.symbolic.model import (
    G_star,
    N,
    P,
    Q,
    R,
    Z_o,
    a,
    b,
    beta,
    c,
    f_star,
    m,
    r,
    t,
    u_o,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import s_1, s_d
from polyattn.symbolic.table import DEFINITIONS, Expr, define, letters, real, unfold


def per_row(expression: Expr) -> Expr:
    """Put t/k in the place of t, with all letters written out that depend on t.

    Examples
    --------
    >>> per_row(t * N * R)
    N*R*t/k
    >>> t / k in per_row(u_star).atoms(sp.Mul) or per_row(u_star).has(t / k)
    True
    """
    kept = tuple(x for x in DEFINITIONS if t not in letters(x))
    return unfold(expression, keep=kept).xreplace({t: t / k})


# One group: all weight on planted rows, on the own group, on each other group. The same three of
# one planted row with t/k in the place of t.
Z_one, h_one, G_one, u_one = real(r"\tilde Z", r"\tilde h", r"\tilde G", r"\tilde u")
f_per, G_per, u_per, Z_per = real("f^*_{t/k}", "G^*_{t/k}", "u^*_{t/k}", "Z_{o,t/k}")
define({Z_one: k * P + (t - k) * Q + t * N * R})
define({h_one: k * P / Z_one, G_one: (k * P + (t - k) * Q) / Z_one, u_one: t * R / Z_one})
define({f_per: per_row(f_star), G_per: per_row(G_star), u_per: per_row(u_star)})
define({Z_per: per_row(Z_o)})

# The rows of C, as sums of weight times entry over the classes of rows.
ONE_STAR = real(r"\tilde C^*_1", r"\tilde C^*_{own}", r"\tilde C^*_{other}", r"\tilde C^*_d")
ONE_S = real(r"\tilde C^s_1", r"\tilde C^s_{own}", r"\tilde C^s_{other}", r"\tilde C^s_d")
ONE_O = real(r"\tilde C^o_1", r"\tilde C^o_{own}", r"\tilde C^o_{other}", r"\tilde C^o_d")


def _define_row(row: tuple[Expr, ...], weights: tuple[Expr, ...]) -> None:
    """Define the entries at feature, own group, another group and bias by the weight they get."""
    define({x: y * z for x, y, z in zip(row, (a, b, b, c), weights, strict=True)})


def _define_one(row: tuple[Expr, ...], planted: Expr, mates: Expr, far: Expr, total: Expr) -> None:
    """Define a row by what the planted rows, its other mates and a far row weigh in it."""
    own, other = planted + mates / total, t * (far / total)
    _define_row(row, (planted, own, other, own + N * other))


_define_one(ONE_STAR, k * (P / Z_one), (t - k) * Q, R, Z_one)
_define_one(ONE_S, k * (Q / Z_o), (t - k) * Q, R, Z_o)
# A row of another group has the planted ones among its far rows.
_define_row(
    ONE_O, (k * (R / Z_o), t * (Q / Z_o), t * (R / Z_o), t * (Q / Z_o) + N * (t * (R / Z_o)))
)

# Different groups: the score of two planted rows, and the groups without one.
p_two, P_two, N_u, log_two = real("p'", "P'", "N_u", "log(p'/r)")
define({p_two: a**2 + c**2, N_u: N + 1 - k})
define({P_two: p_two**beta, log_two: sp.log(p_two / r)}, powers=True)
# In a planted row: all weight on planted rows, on its own group, on another planted row's group,
# on a group without one.
Z_k, h_k, alpha_k, v_k, u_k = real("Z_k", "h_k", "alpha_k", "v_k", "u_k")
define({Z_k: P + (k - 1) * P_two + (t - 1) * Q + (t * N - k + 1) * R})
define({h_k: (P + (k - 1) * P_two) / Z_k, alpha_k: (P + (t - 1) * Q) / Z_k})
define({v_k: (P_two + (t - 1) * R) / Z_k, u_k: t * R / Z_k})
# What a row that is not planted has at the feature: in a planted row's group, and elsewhere.
h_s, h_o = real("h_s", "h_o")
define({h_s: (Q + (k - 1) * R) / Z_o, h_o: k * R / Z_o})


# The rows of C once more: a planted row has a further kind of entry, at another planted group.
K_STAR = real("C^{k*}_1", "C^{k*}_{own}", "C^{k*}_{planted}", "C^{k*}_{other}", "C^{k*}_d")
K_S = real("C^{ks}_1", "C^{ks}_{own}", "C^{ks}_{other}", "C^{ks}_d")
K_O = real("C^{ko}_1", "C^{ko}_{own}", "C^{ko}_{other}", "C^{ko}_d")
_own, _mine, _far = P / Z_k + (t - 1) * (Q / Z_k), P_two / Z_k + (t - 1) * (R / Z_k), t * (R / Z_k)
_planted = (
    *(P / Z_k + (k - 1) * (P_two / Z_k), _own, _mine, _far),
    _own + (k - 1) * _mine + N_u * _far,
)
define({x: y * z for x, y, z in zip(K_STAR, (a, b, b, b, c), _planted, strict=True)})
_own, _far = Q / Z_o + (t - 1) * (Q / Z_o), R / Z_o + (t - 1) * (R / Z_o)
_define_row(K_S, (Q / Z_o + (k - 1) * (R / Z_o), _own, _far, _own + N * _far))
_define_row(K_O, (k * (R / Z_o), t * (Q / Z_o), t * (R / Z_o), t * (Q / Z_o) + N * t * (R / Z_o)))

# Random signs at the groups: of the k with a planted row, and of the others, so many are plus;
# their sums; the best sign of either kind; the sign of one row's own group.
K_p, K_u, S_p, S_u, S_k = real("K_p", "K_u", "S_p", "S_u", "S_k")
y_p, y_u, y_j = real(r"\hat y_p", r"\hat y_u", "y_j")
V_star_k, V_s_k, V_o_k, X_k = real("V_{*,k}", "V_{s,k}", "V_{o,k}", "X_k")
# The same once one more of the groups without a planted row has a plus sign.
V_star_k_up, V_s_k_up, V_o_k_up, X_k_up = real("V_{*,k}^+", "V_{s,k}^+", "V_{o,k}^+", "X_k^+")
define({S_p: 2 * K_p - k, S_u: 2 * K_u - N_u})
define({S_k: S_p + S_u})


def planted_value(own: Expr, more: int = 0) -> Expr:
    """Return what a planted row whose group has the sign `own` gives a neuron, but for the bias.

    `more` is how much the signs of the groups without a planted row add beyond S_u.
    """
    groups = alpha_k * own + v_k * (S_p - own) + u_k * (S_u + more)
    return a * s_1 * h_k + b * groups


def other_value(feature: Expr, own: Expr, more: int = 0) -> Expr:
    """Return the same for a row that is not planted, by the weight that planted rows have in it."""
    return a * s_1 * feature + b * (w_o * own + u_o * (S_k + more - own))


define(
    {
        V_star_k: planted_value(y_p),
        V_s_k: other_value(h_s, y_p),
        V_o_k: other_value(h_o, y_u),
        X_k: c * s_d + sp.Max(V_star_k, V_s_k, V_o_k, evaluate=False),
        V_star_k_up: planted_value(y_p, 2),
        V_s_k_up: other_value(h_s, y_p, 2),
        V_o_k_up: other_value(h_o, sp.S.One, 2),  # its own sign is plus now
        X_k_up: c * s_d + sp.Max(V_star_k_up, V_s_k_up, V_o_k_up, evaluate=False),
    }
)
SEVERAL_SIGNS = {K_p, K_u, y_p, y_u, y_j}

# Pr[X_k > theta] for one neuron, and Pr[F > 0] for m of them: a witness counts the first.
p_several, P_several = real(r"p_{\theta,k}", r"\Pr[F_k>0]")
define({P_several: 1 - (1 - p_several) ** m})
SEVERAL_CHANCES = {p_several}
# The supremum over all thresholds of Pr[F > 0] on data set 1 less that on 0, at width m: with k
# planted rows in one group, and in k groups; in these the area of its positive part.
S_one, S_several, area_several = real(r"\tilde S_m", "S_{m,k}", "A_{+,k}")
SEVERAL_SUPREMA = {S_one, S_several, area_several}
# What depends on a, in the order of the definitions.
SEVERAL_DEPENDENT = (
    *(p_two, P_two, log_two, Z_one, h_one, G_one, u_one, f_per, G_per, u_per),
    *(Z_k, h_k, alpha_k, v_k, u_k, V_star_k, V_s_k, V_o_k, X_k),
    *(V_star_k_up, V_s_k_up, V_o_k_up, X_k_up, P_several),
)
