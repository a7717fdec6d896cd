r"""The degrees that have a name: by how much weight moves, and in units of log n.

A second, higher degree; how fast weights change with the degree; the degrees of
`thm:concentration`; and the phases' multiples of :math:`\log n` for :math:`d=n^\delta`.
"""

from __future__ import annotations

import sympy as sp

from polyattn.symbolic.model import (
    P,
    Q,
    R,
    beta,
    d,
    epsilon,
    f_star,
    log_pq,
    log_qr,
    n,
    p,
    q,
    r,
    t,
    u_star,
    w_o,
)
from polyattn.symbolic.pair import give_index, on
from polyattn.symbolic.table import POWERS, Expr, define, real, unfold

# growth_p is p ** (beta_up - beta), so p ** beta_up = P * growth_p.
beta_up, growth_p, growth_q, growth_r = real("beta'", "g_p", "g_q", "g_r")
_HIGHER = {growth_p: p, growth_q: q, growth_r: r}
define({growth: base ** (beta_up - beta) for growth, base in _HIGHER.items()}, powers=True)


def raised(expression: Expr) -> Expr:
    r"""Put an expression at the degree :math:`\beta'`: its definitions, with P, Q, R grown.

    Examples
    --------
    >>> from polyattn.symbolic import w_o, raised
    >>> raised(w_o)
    Q*g_q*t/(N*R*g_r*t + Q*g_q*t)
    """
    return unfold(expression).xreplace({P: P * growth_p, Q: Q * growth_q, R: R * growth_r})


# The weights at the higher degree.
f_up, u_up, w_up = real("f^*'", "u^*'", "w_o'")
define({f_up: raised(f_star), u_up: raised(u_star), w_up: raised(w_o)})
give_index((growth_p, f_up, u_up))
RAISED = {beta_up, f_up, u_up, w_up}


def slope(weight: Expr) -> Expr:
    r"""Differentiate a weight by the degree; SymPy needs to know that the scores are positive.

    Examples
    --------
    >>> slope(Q / R)
    q**beta*log(q)/r**beta - q**beta*log(r)/r**beta
    """
    positive = {score: sp.Dummy(score.name, positive=True) for score in (p, q, r)}
    powers = {letter: POWERS[letter].xreplace(positive) for letter in (P, Q, R)}
    rate = sp.diff(unfold(weight).xreplace(powers), beta)
    return rate.xreplace({dummy: score for score, dummy in positive.items()})


# How fast f_star and w_o change with the degree; an exponent and a level, for the power rule.
f_slope, w_slope, ell = real("f^*_beta", "w_{o,beta}", "ell")
define({f_slope: slope(f_star), w_slope: slope(w_o)}, powers=True)


def _at_odds(count: Expr, odds: Expr, ratio: Expr) -> Expr:
    """Return the degree at which ``ratio ** beta`` is ``count * odds``."""
    return sp.log(count * odds) / sp.log(ratio)


def _later(odds: Expr) -> Expr:
    """Return the later of two degrees: at these odds against the own group, against the others."""
    group, others = _at_odds(t - 1, odds, p / q), _at_odds(n - t, odds, p / r)
    return sp.Max(group, others, evaluate=False)


# By how far the planted weight is from 1 or from 0.
epsilon_0, epsilon_1, omega = real("epsilon_0", "epsilon_1", "omega")
_odds = (1 - epsilon) / epsilon
DEGREE_LOCKED = _later(2 * _odds)
DEGREE_NOT_LOCKED = _later(_odds)
DEGREE_SPREAD = _later(1 / _odds)
DEGREE_GROUPED = _at_odds(d - 3, _odds, q / r)
DEGREE_UNGROUPED = _at_odds(d - 3, omega / (1 - omega), q / r)  # w_o is omega there

# Degrees in units of log n; the power of n that a number of planted rows is (chapter 14).
delta, kappa, chi = real("delta", "kappa", "chi")
kappa_pr = 1 / sp.log(p / r)
kappa_pq = (1 - delta) / sp.log(p / q)
kappa_group = delta / sp.log(q / r)
# The latter two as letters: SymPy would cancel the logarithms of a statement about their mean.
k_pq, k_group = real("kappa_pq", "kappa_group")
define({k_pq: (1 - delta) / log_pq, k_group: delta / log_qr})
kappa_star = sp.Max(kappa_pr, kappa_pq, evaluate=False)
kappa_det = (1 - delta / 2) / sp.log(on(p, 1) / r)
