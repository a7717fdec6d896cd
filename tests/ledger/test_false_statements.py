"""Statements of the book made false: no proof may go through."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from polyattn.derivation import facts
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.ledger import find
from polyattn.ledger.chapters.ch09d_where_width_is_enough_lost import LOST
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import MORE
from polyattn.ledger.chapters.ch11_softmax_and_temperature_phases import ALPHA_DET
from polyattn.ledger.engine import proofs
from polyattn.ledger.engine.proofs import derived
from polyattn.ledger.status import results
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import LARGEST_ATOM, Phi, Pr, S_m, k, x, x_0, x_1
from polyattn.symbolic.cures import H_zeta, M_nu
from polyattn.symbolic.gaussian import zeta_m, zeta_o
from polyattn.symbolic.gaussian_means import Q_mean, W_mean, f_mean, omega_mean
from polyattn.symbolic.gaussian_rows import f_sub, omega_sub, pi_nu
from polyattn.symbolic.heads import TV, KeySum, f_i, x_i
from polyattn.symbolic.learned import e_top, margin, nu_out, y_1, y_own, y_sum, z_delta
from polyattn.symbolic.limits import Lim, LimAny, LimLong
from polyattn.symbolic.model import (
    G_star,
    N,
    P,
    Q,
    R,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    f_star,
    m,
    n,
    p,
    q,
    r,
    t,
    tau,
    theta,
    u_o,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import K, V_o, V_s, p_theta, s_d
from polyattn.symbolic.noise import P_nu, Q_nu, factor, gamma_nu, nu, w_nu
from polyattn.symbolic.pair import L_0, L, a0, a1, on
from polyattn.symbolic.phases import (
    beta_up,
    chi,
    delta,
    kappa,
    kappa_det,
    kappa_group,
    kappa_pq,
    kappa_pr,
)
from polyattn.symbolic.several import f_per, h_k, h_o, h_s, p_two
from polyattn.symbolic.softmax import odds, w_soft_o
from polyattn.symbolic.vectors import Lambda, entries, log_alarm, log_rho


def moved(part, old, new):
    """Replace a term of the conclusion, which must be there."""
    changed = part.concluding(part.conclusion.xreplace({old: new}))
    assert changed != part, f"{old} is not in {part.conclusion}"
    return changed


def instead(part, old, new):
    """Replace a term of the hypotheses, which must be there."""
    changed = replace(part, hypotheses=tuple(h.xreplace({old: new}) for h in part.hypotheses))
    assert changed != part
    return changed


def assuming(part, bound):
    """Put another bound into the last hypothesis that is a comparison."""
    last = [x for x in part.hypotheses if not isinstance(x, sp.Eq)][-1]
    return part.without(last).given([last.func(last.lhs, bound)])


HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
_FEW = sp.exp(-(x_0**2) / 2)
_FEW_1 = sp.exp(-(x_1**2) / 2)
_SCALE = 1 / (1 - on(f_star, 1))
_COINS = 4 + (a0 + a1) / (b * t)
_LOCK, _OTHERS = on(f_star, 1), on(u_star, 0)
_GIVEN = 2 * N * b * _OTHERS
_FEATURE = a1 * _LOCK - a0 * on(f_star, 0)
_ROOM = sp.sqrt(2 * sp.log(t)) - (a1 + 2 * b) * _LOCK / nu_out
_AMONG_MATES = sp.exp(-(sp.Max(0, _ROOM, evaluate=False) ** 2) / 2)
_BIAS = sp.exp(-(c**2) * N / (8 * b**2))

U_0, HALF_OF_THEM = on(u_star, 0), sp.floor(N / 2)
_START = a0 * on(f_star, 0) / (2 * b * u_o)
_PLACE = x - c / (b * u_o)  # where a minus sign of the bias takes the place


def swapped(part, equation, value):
    """Put another value into an equation among the hypotheses."""
    other = sp.Eq(equation.lhs, value)
    changed = tuple(other if x == equation else x for x in part.hypotheses)
    assert changed != part.hypotheses, f"{equation} is not assumed"
    return replace(part, hypotheses=changed)


def shrunk(part, factor):
    """Divide the right side of the conclusion."""
    left, right = part.conclusion.args
    return part.concluding(part.conclusion.func(left, right / factor))


def detects(share, threshold=kappa_det):
    """Return a threshold of detection with another multiple of delta than a half."""
    return threshold * (1 - delta * share) / (1 - delta / 2)


# Label, part, and what makes it false; sorted by label.
FALSE = [
    (
        "cor:between-levels",
        "tells",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(4 * u))),
    ),
    (
        "cor:detection-threshold",
        "above",
        lambda part: moved(part, (1 - (1 - _FEW) / 8) ** m, (1 - (1 - _FEW)) ** m),
    ),
    ("cor:detection-threshold", "detected", lambda part: assuming(part, detects(2 * THIRD))),
    (
        "cor:detection-threshold",
        "detected",
        lambda part: moved(part, sp.Rational(7, 8), sp.Rational(6, 8)),
    ),
    ("cor:detection-threshold", "not detected", lambda part: assuming(part, detects(THIRD))),
    (
        "cor:narrow-range",
        "exponent",
        lambda part: moved(part, kappa_det, kappa_det * (1 - delta / 3) / (1 - delta / 2)),
    ),
    (
        "cor:width-vanishes-only-then",
        "any degree",  # whatever the gap does
        lambda part: part.without(part.hypotheses[-1]),
    ),
    (
        "cor:k-rows-growing",
        "concentrated",  # a club does not share its power
        lambda part: instead(
            part, chi + kappa * sp.log(p_two / r), 2 * chi + kappa * sp.log(p_two / r)
        ),
    ),
    ("cor:k-rows-growing", "not concentrated", lambda part: part.without(chi < 1)),
    ("cor:k-rows-growing", "one group, not locked", lambda part: instead(part, chi, chi / 2)),
    (
        "cor:k-rows-growing",
        "averaged away",  # mates of the row share its group
        lambda part: part.without(part.hypotheses[-1]),
    ),
    (
        "cor:k-rows-threshold",
        "not detected",  # the club alone may be enough
        lambda part: part.without(
            kappa < (1 - delta / 2 - chi) / sp.log(on(p_two, 1) / r),
        ),
    ),
    ("cor:k-rows-threshold", "detected", lambda part: instead(part, chi, 2 * chi)),
    (
        "cor:k-rows-threshold",
        "one group, detected",  # two random signs
        lambda part: moved(part, sp.Rational(7, 8) ** m, sp.Rational(6, 8) ** m),
    ),
    (
        "cor:k-rows-one-group-detection",
        "necessary",  # k rows are worth less than k
        lambda part: part.concluding(
            part.conclusion.replace(sp.ceiling, lambda u: sp.ceiling(u / k))
        ),
    ),
    (
        "cor:k-rows-routes",
        "club",  # the k rows together, not the k - 1 others
        lambda part: part.without(part.hypotheses[-1]).given(
            [part.hypotheses[-1].xreplace({k - 1: 2 * k})]
        ),
    ),
    ("cor:k-rows-routes", "club, apart", lambda part: moved(part, sp.log(4), sp.log(3))),
    ("cor:k-rows-routes", "lone", lambda part: part.without(part.hypotheses[-1])),
    ("cor:narrow-range", "gap", lambda part: part.without(part.hypotheses[-2])),
    (
        "cor:noise-window",
        "contrast",
        lambda part: part.concluding(
            part.conclusion.func(part.conclusion.lhs / 2, part.conclusion.rhs)
        ),
    ),
    (
        "cor:noise-window",
        "drowned",  # the tangent instead of the hyperbola
        lambda part: assuming(part, q * part.hypotheses[-1].rhs / (q + nu)),
    ),
    (
        "cor:noise-window",
        "others locked",  # without the 2 that halves the room
        lambda part: part.without(part.hypotheses[0]).given(
            [part.hypotheses[0].xreplace({sp.Integer(2): sp.Integer(1)})]
        ),
    ),
    (
        "cor:noise-window",
        "tolerated",  # the hyperbola instead of the tangent
        lambda part: assuming(part, (q + nu) * part.hypotheses[-1].rhs / q),
    ),
    ("cor:no-fixed-degree", "any number of copies", lambda part: shrunk(part, 8)),
    ("cor:planted-mates", "noise", lambda part: shrunk(part, 2)),
    ("cor:planted-mates", "row", lambda part: moved(part, k - 1, k)),
    (
        "cor:no-fixed-degree",
        "in the limit",  # the number of tokens is not enough
        lambda part: part.concluding(sp.Eq(LimLong(S_m), 0)),
    ),
    ("cor:total-variation", "any key", lambda part: shrunk(part, 2)),
    ("cor:total-variation", "key", lambda part: shrunk(part, 2)),
    ("cor:total-variation", "key", lambda part: part.without(part.hypotheses[-1])),
    ("cor:total-variation", "row", lambda part: shrunk(part, 2)),
    (
        "cor:total-variation",
        "row",  # the share of another key
        lambda part: part.concluding(TV <= KeySum(x_i**2 * f_i) / (2 * beta)),
    ),
    ("lem:half-degree-any-row", "half", lambda part: moved(part, HALF, THIRD)),
    (
        "cor:critical-degree-at-width",
        "below",
        lambda part: part.concluding(sp.Eq(LimAny(S_m), HALF)),
    ),
    ("cor:width-fixed-degree", "any number of copies", lambda part: shrunk(part, 8)),
    (
        "lem:concave-line",
        "concave",
        lambda part: part.concluding(part.conclusion.func(*part.conclusion.args[::-1])),
    ),
    ("lem:coupled-monotone", "minus", lambda part: shrunk(part, 2)),
    ("lem:crowd-score", "at most", lambda part: shrunk(part, sp.Rational(3, 2))),
    ("lem:perturbation", "odds", lambda part: moved(part, factor**2, factor)),
    ("lem:perturbation", "total variation", lambda part: shrunk(part, 2)),
    ("lem:detection-condition", "explicit", lambda part: part.without(part.hypotheses[-1])),
    (
        "lem:more-neurons",
        "worse",  # one neuron rarely fires: more of them help at first
        lambda part: part.without(part.hypotheses[0]).given([part.hypotheses[0].lhs >= THIRD]),
    ),
    (
        "lem:detection-condition",
        "persists",  # at a lower degree
        lambda part: part.without(beta_up > beta).given([beta_up < beta]),
    ),
    (
        "cor:separation",
        "both silent",  # the 8 in the exponent
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    (
        "cor:subtracted",
        "found",  # the noise may not be left out of half of the lucky neurons
        lambda part: moved(part, sp.Rational(15, 16) ** m, sp.Rational(7, 8) ** m),
    ),
    ("cor:subtracted", "silent", lambda part: part.without(part.hypotheses[1])),
    (
        "thm:any-noise",
        "activation",  # the noise may spoil half of the lucky neurons
        lambda part: moved(part, sp.Rational(15, 16) ** m, sp.Rational(7, 8) ** m),
    ),
    (
        "thm:any-noise",
        "row",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("thm:any-noise", "silence", lambda part: moved(part, n, sp.S.One)),
    ("thm:drowned", "active", lambda part: moved(part, sp.exp(-N / 8), sp.S.Zero)),
    ("thm:drowned", "no threshold", lambda part: moved(part, m, sp.S.One)),
    (
        "thm:noise-phases",
        "active",  # the noise may spoil half of the lucky neurons
        lambda part: moved(part, sp.Rational(15, 16) ** m, sp.Rational(7, 8) ** m),
    ),
    (
        "cor:noise-chance",
        "at least",  # no row but the planted one adds to it
        lambda part: moved(part, 1 - pi_nu, (1 - pi_nu) / 2),
    ),
    ("cor:noise-chance", "at least", lambda part: instead(part, p + nu, p + 4 * nu)),
    (
        "cor:subtracted-limit",
        "active",
        lambda part: moved(part, sp.Rational(15, 16) ** m, sp.Rational(7, 8) ** m),
    ),
    ("cor:subtracted-limit", "silent", lambda part: part.without(sp.Eq(a, 0))),
    ("cor:subtracted-limit", "silent", lambda part: part.without(gamma_nu < 1 - delta)),
    ("thm:subtract-gaussian", "active", lambda part: moved(part, 1 - epsilon, sp.S.One)),
    ("thm:subtract-gaussian", "planted", lambda part: moved(part, P, P_nu)),
    ("thm:subtract-gaussian", "row", lambda part: moved(part, omega_sub, f_sub)),
    ("thm:subtract-gaussian", "silent", lambda part: moved(part, n, sp.S.One)),
    ("thm:noise-phases", "no threshold", lambda part: instead(part, q + nu, p + nu)),
    ("thm:noise-phases", "drowned", lambda part: instead(part, q + nu, p + nu)),
    ("thm:noise-phases", "silent", lambda part: instead(part, p + nu, q + nu)),
    ("thm:gaussian-noise", "active", lambda part: moved(part, 1 - epsilon, sp.S.One)),
    ("thm:gaussian-noise", "odds", lambda part: moved(part, H_zeta, sp.sqrt(H_zeta))),
    ("thm:gaussian-noise", "planted", lambda part: moved(part, H_zeta, sp.sqrt(H_zeta))),
    ("thm:gaussian-noise", "silent", lambda part: moved(part, n, sp.S.One)),
    ("thm:gaussian-noise-sharper", "crowd", lambda part: moved(part, W_mean, W_mean + Q_mean)),
    ("thm:gaussian-noise-sharper", "row", lambda part: moved(part, omega_mean, f_mean)),
    ("thm:gaussian-noise-sharper", "silent", lambda part: moved(part, n, sp.S.One)),
    ("thm:gaussian-noise-sharper", "weights", lambda part: moved(part, f_mean, f_mean / 2)),
    (
        "lem:gaussian-tails",
        "above",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("lem:class-means", "chance", lambda part: shrunk(part, 4)),
    ("lem:class-means", "mates", lambda part: moved(part, -zeta_m, -zeta_m / 2)),
    ("lem:class-means", "others", lambda part: moved(part, -zeta_o, -zeta_o / 2)),
    ("lem:locked-identity", "at least", lambda part: part.without(part.hypotheses[0])),
    ("lem:maximum-density", "density", lambda part: moved(part, sp.Rational(7, 5), HALF)),
    ("lem:one-event", "chance", lambda part: shrunk(part, 4)),
    ("lem:one-event", "self-score", lambda part: part.without(part.hypotheses[1])),
    (
        "lem:planted-among-noises",
        "chance",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("lem:nearly-orthogonal", "others", lambda part: moved(part, H_zeta, sp.sqrt(H_zeta))),
    ("lem:nearly-orthogonal", "planted", lambda part: moved(part, H_zeta, sp.sqrt(H_zeta))),
    ("lem:nearly-orthogonal", "power", lambda part: moved(part, H_zeta, sp.S.One)),
    ("lem:nearly-orthogonal", "score", lambda part: part.without(part.hypotheses[0])),
    ("thm:no-diagonal", "feature of mates", lambda part: shrunk(part, 2)),
    ("thm:no-diagonal", "noise at most", lambda part: shrunk(part, 2)),
    ("thm:qk-norm", "locked", lambda part: part.without(part.hypotheses[-1])),
    ("thm:qk-norm", "others", lambda part: moved(part, R, Q)),
    ("thm:qk-norm", "planted", lambda part: moved(part, M_nu, P_nu)),
    ("thm:qk-norm", "twice the degree", lambda part: part.without(part.hypotheses[0])),
    ("thm:subtract", "averaged", lambda part: part.without(part.hypotheses[0])),
    ("thm:subtract", "most", lambda part: shrunk(part, 2)),
    ("thm:subtract", "planted noise", lambda part: moved(part, P, Q)),
    ("lem:k-rows-envelope", "bound", lambda part: moved(part, h_k, f_star)),
    ("lem:k-rows-shift", "planted row", lambda part: shrunk(part, 2)),
    ("lem:k-rows-shift", "ratio", lambda part: shrunk(part, k)),
    (
        "thm:k-rows-activation",
        "club",  # a quarter, as for many rows that fire each for itself
        lambda part: moved(part, sp.Rational(7, 8) ** m, sp.Rational(6, 8) ** m),
    ),
    (
        "thm:k-rows-activation",
        "each for itself",
        lambda part: moved(part, 2 ** (-k), 4 ** (-k)),
    ),
    ("thm:k-rows-closed-form", "group", lambda part: moved(part, h_s, h_o)),
    ("thm:k-rows-detected", "explicit", lambda part: part.without(a1 > a0 + b).given([a1 > b])),
    (
        "thm:k-rows-detected",
        "interval",
        lambda part: moved(part, (1 - (1 - _FEW_1) / 8) ** m, (1 - (1 - _FEW_1) / 4) ** m),
    ),
    ("thm:k-rows-detection", "necessary", lambda part: shrunk(part, 8)),
    ("thm:k-rows-law", "climbs", lambda part: part.without(part.hypotheses[-1])),
    ("thm:k-rows-one-group", "planted", lambda part: moved(part, f_per, f_star)),
    (
        "thm:k-rows-silence",
        "few",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("thm:k-rows-silence", "none", lambda part: assuming(part, b + c + a * f_star)),
    ("thm:k-rows-tolerance", "area", lambda part: shrunk(part, 2)),
    ("thm:orthogonal-noise", "group", lambda part: moved(part, w_nu, w_o)),
    ("thm:orthogonal-noise", "noise", lambda part: moved(part, Q_nu, Q)),
    (
        "lem:four-staircases",
        "minus minus",  # one step lower
        lambda part: part.concluding(part.conclusion.xreplace({K: K - 1})),
    ),
    (
        "cor:output-noise-threshold",
        "above",  # the feature of one data set alone
        lambda part: moved(part, Phi((a1 - a0) / (2 * nu_out)), Phi(a1 / (2 * nu_out))),
    ),
    ("cor:output-noise-threshold", "above", lambda part: assuming(part, kappa_det)),
    (
        "cor:output-noise-threshold",
        "below",
        lambda part: assuming(part, 2 * part.hypotheses[-1].rhs),
    ),
    (
        "cor:output-noise-threshold",
        "later",
        lambda part: part.concluding(on(kappa_pr, 1) < part.conclusion.rhs),
    ),
    (
        "cor:what-learning-buys",
        "area",  # the feature alone
        lambda part: part.concluding(part.conclusion.lhs <= _FEATURE),
    ),
    (
        "cor:what-learning-buys",
        "learned",
        lambda part: part.concluding(part.conclusion.xreplace({margin: 2 * margin})),
    ),
    ("lem:level-one", "every atom", lambda part: shrunk(part, 2)),
    ("lem:level-one", "every slope", lambda part: shrunk(part, 2)),
    ("lem:level-one", "several atoms", lambda part: shrunk(part, 2)),
    (
        "lem:planted-gain",
        "often",  # twice as many counts
        lambda part: part.concluding(
            part.conclusion.replace(sp.ceiling, lambda gain: sp.ceiling(2 * gain))
        ),
    ),
    (
        "lem:planted-gain",
        "rare",  # one plus sign less
        lambda part: part.concluding(part.conclusion.xreplace({k + 1: k + 2})),
    ),
    (
        "lem:one-count-more",
        "with the bias",  # where data set 1 has not begun the step below
        lambda part: part.without(_PLACE > j + a1 / (2 * b * t)).given(
            [_PLACE > j + a0 / (2 * b * t)]
        ),
    ),
    (
        "lem:one-count-more",
        "with the bias",  # beyond the next step of data set 0
        lambda part: part.without(_PLACE <= j + 1 + a0 / (2 * b * t)).given(
            [_PLACE <= j + 1 + a1 / (2 * b * t)]
        ),
    ),
    (
        "lem:one-count-more",
        "with the bias, far",
        lambda part: part.without(_PLACE <= a0 / (2 * b * t)).given([_PLACE <= a1 / (2 * b * t)]),
    ),
    ("lem:one-count-more", "with the bias, far", lambda part: shrunk(part, HALF)),
    ("lem:one-count-more", "against the bias", lambda part: shrunk(part, HALF)),
    ("lem:one-count-more", "against the bias", lambda part: part.without(part.hypotheses[-1])),
    (
        "lem:one-count-more",
        "against the bias",  # above the planted row of data set 0
        lambda part: part.without(_PLACE <= (j + 1) * U_0 / u_o + _START),
    ),
    ("lem:one-count-more", "on (+, -), another row", lambda part: shrunk(part, HALF)),
    (
        "lem:one-count-more",
        "on (+, -), another row",  # at the end of the step
        lambda part: part.without(x <= HALF_OF_THEM + 1 - a0 / (2 * b * t)),
    ),
    ("lem:one-count-more", "on (+, -), the planted row", lambda part: shrunk(part, HALF)),
    (
        "lem:one-count-more",
        "on (+, -), the planted row",  # above the planted row of data set 0
        lambda part: part.without(part.hypotheses[-1]),
    ),
    ("lem:quiet-planted-row", "large feature", lambda part: assuming(part, 3 * b / 2)),
    (
        "lem:quiet-planted-row",
        "half of the signs",  # a heavier group
        lambda part: assuming(part, 3 * b**2),
    ),
    (
        "lem:quiet-planted-row",
        "half of the signs",  # all signs
        lambda part: moved(part, HALF_OF_THEM, N - 1),
    ),
    ("lem:quiet-planted-row", "low degree", lambda part: assuming(part, 2)),
    (
        "lem:quiet-planted-row",
        "low degree",  # one more group
        lambda part: moved(part, N, N + 1),
    ),
    ("lem:small-share", "gap", lambda part: shrunk(part, 2)),
    ("lem:atom-share", "share", lambda part: shrunk(part, HALF)),
    ("lem:atom-share", "share", lambda part: part.without(part.hypotheses[-1])),
    ("lem:far-tail", "tail", lambda part: shrunk(part, 4)),
    ("lem:far-tail", "tail", lambda part: moved(part, N + 1, N - 1)),
    ("lem:little-lost", "fall", lambda part: moved(part, on(f_star, 0), on(f_star, 0) / 2)),
    (
        "lem:little-lost",
        "surplus",  # as if nothing were lost
        lambda part: moved(part, LOST, sp.S.Zero),
    ),
    ("lem:exact-share", "share", lambda part: shrunk(part, HALF)),
    ("lem:exact-share", "share", lambda part: part.without(part.hypotheses[-1])),
    ("lem:four-patterns", "rare", lambda part: moved(part, k + 1, k + 2)),
    ("lem:four-patterns", "often", lambda part: moved(part, MORE, MORE + 1)),
    ("lem:four-patterns", "often", lambda part: part.without(part.hypotheses[-1])),
    ("thm:exact-constant", "below", lambda part: shrunk(part, HALF)),
    ("thm:exact-constant", "above", lambda part: shrunk(part, 2)),
    ("thm:exact-constant", "limit", lambda part: part.without(part.hypotheses[-2])),
    ("thm:exact-constant", "limit", lambda part: part.without(part.hypotheses[-3])),
    ("thm:exact-constant", "below", lambda part: part.without(part.hypotheses[-1])),
    ("lem:sharp-share", "share", lambda part: shrunk(part, 2)),
    ("lem:sharp-share", "tail", lambda part: shrunk(part, 2)),
    ("thm:order-of-width", "bounded", lambda part: part.without(part.hypotheses[-1])),
    ("lem:most-of-both", "gap", lambda part: shrunk(part, 2)),
    ("lem:slow-tails", "steps", lambda part: shrunk(part, 4)),
    ("lem:tail-quotient", "gain", lambda part: shrunk(part, HALF)),
    ("lem:tail-quotient", "gain", lambda part: part.without(part.hypotheses[-1])),
    (
        "lem:tail-quotient",
        "neighbours",  # the other way round
        lambda part: part.concluding(part.conclusion.func(*reversed(part.conclusion.args))),
    ),
    ("thm:bounded-level", "exponential", lambda part: shrunk(part, 2)),
    ("thm:bounded-level", "finite", lambda part: shrunk(part, 2)),
    ("thm:exponential-width", "counts", lambda part: shrunk(part, 2)),
    ("thm:exponential-width", "counts", lambda part: part.without(part.hypotheses[-1])),
    ("thm:exponential-width", "only then", lambda part: part.without(part.hypotheses[-1])),
    (
        "cor:exponential-width-fixed-degree",
        "too few",
        lambda part: part.without(part.hypotheses[-1]),
    ),
    ("lem:four-patterns-more", "least", lambda part: shrunk(part, HALF)),
    ("lem:four-patterns-more", "least", lambda part: moved(part, k + 2, k + 1)),
    ("lem:four-patterns-more", "least", lambda part: part.without(part.hypotheses[-1])),
    ("lem:four-patterns-more", "most", lambda part: moved(part, MORE, MORE - 1)),
    ("lem:four-patterns-more", "most", lambda part: moved(part, j, j - 1)),
    ("lem:four-patterns-more", "most", lambda part: moved(part, k + 2, k + 3)),
    ("lem:four-patterns-more", "most", lambda part: part.without(2 * k >= N)),
    ("lem:four-patterns-more", "most", lambda part: part.without(a1 <= b)),
    ("lem:four-patterns-more", "most", lambda part: part.without(part.hypotheses[-1])),
    ("thm:small-level", "gap", lambda part: shrunk(part, 8)),
    ("thm:small-level", "gap", lambda part: part.without(part.hypotheses[-1])),
    ("thm:order-of-width", "finite", lambda part: shrunk(part, sp.Rational(1, 40))),
    ("thm:order-of-width", "finite", lambda part: part.without(part.hypotheses[-1])),
    ("thm:order-of-width", "every size", lambda part: part.without(part.hypotheses[-1])),
    ("lem:little-lost", "surplus", lambda part: part.without(2 * k >= N)),
    ("cor:order-only-then", "any degree", lambda part: part.without(part.hypotheses[-1])),
    ("thm:width-from-below", "bias", lambda part: shrunk(part, sp.Rational(1, 100))),
    ("thm:width-from-below", "degree", lambda part: shrunk(part, sp.Rational(1, 100))),
    ("thm:width-from-below", "groups", lambda part: shrunk(part, sp.Rational(1, 100))),
    ("thm:width-detects", "finite", lambda part: shrunk(part, HALF)),
    ("thm:width-detects", "finite", lambda part: part.without(part.hypotheses[-1])),
    ("thm:width-detects", "half", lambda part: shrunk(part, HALF)),
    ("thm:width-detects", "sure", lambda part: part.without(part.hypotheses[-1])),
    ("thm:detection-necessary", "exact", lambda part: shrunk(part, 6)),
    ("thm:detection-necessary", "explicit", lambda part: shrunk(part, 6)),
    (
        "thm:detection-sufficient",
        "interval",
        lambda part: moved(part, sp.exp(-(x_0**2) / 2), sp.exp(-(9 * x_0**2) / 10)),
    ),
    ("thm:quiet-floor", "ahead", lambda part: shrunk(part, HALF)),
    ("thm:quiet-floor", "quiet", lambda part: shrunk(part, HALF)),
    (
        "thm:quiet-floor",
        "quiet",  # an eighth more
        lambda part: part.concluding(S_m >= LARGEST_ATOM * sp.Rational(9, 64)),
    ),
    ("thm:lattice-floor", "one neuron", lambda part: shrunk(part, HALF)),
    (
        "thm:lattice-floor",
        "one neuron",  # an eighth more
        lambda part: part.concluding(S_m >= LARGEST_ATOM * sp.Rational(9, 64)),
    ),
    ("thm:half-degree", "detected", lambda part: assuming(part, THIRD / log_rho)),
    ("thm:half-degree", "heavy", lambda part: assuming(part, 2 * THIRD / log_rho)),
    ("thm:half-degree", "light", lambda part: assuming(part, 4 * THIRD / log_rho)),
    (
        "thm:half-degree",
        "sufficient",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("thm:half-degree", "undetected", lambda part: assuming(part, 2 * THIRD / log_rho)),
    (
        "cor:no-fixed-lock",
        "own group, in the limit",  # the group's copies alone
        lambda part: part.concluding(sp.Eq(LimLong(G_star), 0)),
    ),
    (
        "cor:no-fixed-lock",
        "silent",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    (
        "thm:cutoff",
        "passage",  # without a feature no degree is enough
        lambda part: part.without(a > 0).given([a >= 0]),
    ),
    (
        "cor:typical-level",
        "above",
        lambda part: part.concluding(part.conclusion.replace(sp.exp, lambda u: sp.exp(2 * u))),
    ),
    ("cor:typical-level", "level, spread", lambda part: assuming(part, kappa_group)),
    (
        "cor:typical-level",
        "many neurons, below",  # a few neurons are not enough
        lambda part: part.without(sp.Eq(LimAny(1 / m), 0)),
    ),
    ("thm:cutoff", "passage of the others", lambda part: moved(part, sp.log(q / r), sp.log(p / r))),
    ("thm:limit-law", "grouped, locked", lambda part: assuming(part, (a + b) * (1 - w_o))),
    ("thm:limit-law", "grouped, locked, in law", lambda part: part.without(part.hypotheses[-1])),
    ("thm:limit-law", "spread, locked", lambda part: assuming(part, a * w_o + b * x)),
    ("thm:limit-law", "spread, spread", lambda part: moved(part, b * x, b * x / 2)),
    (
        "thm:limit-law",
        "spread, spread, in law",
        lambda part: part.concluding(sp.Eq(Lim(p_theta), Pr(c * s_d + b > theta))),
    ),
    ("thm:phases", "grouped", lambda part: assuming(part, kappa_group / 2)),
    ("thm:phases", "locked", lambda part: assuming(part, kappa_pr)),
    ("thm:phases", "locked", lambda part: assuming(part, kappa_pq)),
    ("thm:phases", "not locked", lambda part: part.concluding(sp.Eq(Lim(G_star), 0))),
    ("thm:phases", "others grouped", lambda part: assuming(part, kappa_pr)),
    ("thm:profile", "one neuron", lambda part: moved(part, _COINS, _COINS - 1)),
    ("thm:profile", "one neuron", lambda part: moved(part, (a0 + a1) / (b * t), a1 / (b * t))),
    ("thm:profile", "one neuron", lambda part: moved(part, _SCALE, _SCALE / 2)),
    ("thm:profile", "one neuron", lambda part: moved(part, _BIAS, _BIAS / 2)),
    ("thm:profile", "one neuron", lambda part: moved(part, _BIAS, _BIAS**2)),
    ("thm:profile", "one neuron", lambda part: moved(part, 2 ** (-N), 2 ** (-N) / 2)),
    ("thm:profile", "one neuron", lambda part: replace(part, hypotheses=part.hypotheses[1:])),
    ("thm:profile", "one neuron", lambda part: part.without(sp.Eq(m, 1))),
    (
        "thm:fixed-width",
        "five eighths, in the limit",
        lambda part: part.concluding(sp.Eq(part.conclusion.lhs, sp.Rational(1, 2))),
    ),
    (
        "thm:profile-inequality",
        "one neuron",  # half of the counts
        lambda part: part.concluding(
            part.conclusion.replace(sp.ceiling, lambda steps: sp.ceiling(steps / 2))
        ),
    ),
    ("thm:root-log-width", "bound", lambda part: shrunk(part, 8)),
    (
        "thm:learned-input-noise",
        "active",
        lambda part: assuming(part, part.hypotheses[-1].rhs + e_top),
    ),
    ("thm:learned-input-noise", "at most", lambda part: moved(part, e_top, e_top / 2)),
    (
        "thm:learned-input-noise",
        "entries",  # one entry alone
        lambda part: part.concluding(part.conclusion.func(part.conclusion.lhs, epsilon / n)),
    ),
    ("cor:learned-ball", "attained", lambda part: part.without(y_1 >= 0)),
    ("cor:learned-ball", "bound", lambda part: moved(part, sp.sqrt(d), sp.sqrt(d - 1))),
    ("thm:learned-margin", "attained", lambda part: swapped(part, sp.Eq(y_own, 1), -1)),
    ("thm:learned-margin", "attained", lambda part: swapped(part, sp.Eq(y_sum, -N), 0)),
    ("thm:learned-margin", "bound", lambda part: part.without(y_sum >= -N)),
    (
        "thm:learned-margin",
        "bracket",
        lambda part: moved(part, _GIVEN, _GIVEN / 2),
    ),
    ("thm:learned-margin", "feature", lambda part: part.concluding(a1 * _LOCK <= _FEATURE)),
    ("thm:learned-margin", "least", lambda part: part.concluding(a1 * _LOCK <= margin)),
    (
        "thm:learned-margin",
        "margin",
        lambda part: part.concluding(sp.Eq(margin, (a1 - a0) * _LOCK)),
    ),
    (
        "thm:learned-margin",
        "most",
        lambda part: part.concluding(margin < (a1 + b * N / (N + 1)) * _LOCK),
    ),
    (
        "thm:learned-margin",
        "most",
        lambda part: part.concluding(margin < (a1 - a0 + 2 * b * N / (N + 1)) * _LOCK),
    ),
    ("thm:output-noise", "any network", lambda part: moved(part, margin, margin / 2)),
    (
        "thm:output-noise",
        "degree",
        lambda part: part.concluding(part.conclusion.xreplace({epsilon: 2 * epsilon})),
    ),
    (
        "thm:output-noise",
        "enough",
        lambda part: assuming(part, 2 * nu_out * z_delta / a1),
    ),
    ("thm:output-noise", "necessary", lambda part: moved(part, nu_out, 2 * nu_out)),
    ("thm:output-noise", "size", lambda part: shrunk(part, sp.Rational(11, 10))),
    (
        "thm:output-noise",
        "sufficient",
        lambda part: part.without(part.hypotheses[0]).given([margin >= nu_out * z_delta]),
    ),
    ("thm:output-noise", "weight", lambda part: moved(part, 2 * N * b / (N + 1), b * N / (N + 1))),
    (
        "thm:row-noise",
        "active",
        lambda part: assuming(part, part.hypotheses[-1].rhs / 2),
    ),
    ("thm:row-noise", "any network", lambda part: shrunk(part, 2)),
    ("thm:row-noise", "planted", lambda part: moved(part, a1 + 2 * b, a1)),
    ("thm:row-noise", "planted", lambda part: moved(part, m * _AMONG_MATES, _AMONG_MATES)),
    ("thm:row-noise", "silent", lambda part: shrunk(part, n)),
    (
        "thm:separation-high",
        "activates",
        lambda part: part.concluding(
            part.conclusion.xreplace({sp.Rational(7, 8): sp.Rational(6, 8)})
        ),
    ),
    ("thm:softmax-phases", "detection", lambda part: assuming(part, detects(3 * HALF, ALPHA_DET))),
    ("thm:softmax-phases", "does not lock", lambda part: part.concluding(sp.Eq(Lim(w_soft_o), 0))),
    (
        "thm:softmax-phases",
        "no detection",
        lambda part: assuming(part, detects(HALF / 2, ALPHA_DET)),
    ),
    ("thm:uniform-window", "closed", lambda part: assuming(part, sp.Rational(97, 100))),
    ("thm:uniform-window", "opens", lambda part: assuming(part, 1)),
    (
        "thm:uniform-window",
        "silent",
        lambda part: assuming(part, sp.log(entries * tau**2 / log_alarm) / sp.log(Lambda)),
    ),
    (
        "thm:width-against-degree",
        "sure",
        lambda part: part.concluding(sp.Eq(LimAny(S_m), HALF)),
    ),
    (
        "thm:width",
        "active",
        lambda part: moved(part, (1 - 2 ** (-d)) ** m, (1 - 2 * 2 ** (-d)) ** m),
    ),
    (
        "thm:window",
        "gap to 1",
        lambda part: replace(
            part, hypotheses=tuple(h for h in part.hypotheses if h != (theta > L_0))
        ),
    ),
    ("thm:window", "level", lambda part: part.concluding(sp.Eq(part.conclusion.lhs, L + b))),
]


@pytest.mark.parametrize(("label", "name", "change"), FALSE, ids=[f"{x}#{y}" for x, y, _ in FALSE])
def test_what_is_false_is_not_proved(label, name, change):
    claim = find(label)
    part = change(claim.statements[name])
    assert part != claim.statements[name]
    with pytest.raises(DerivationError):
        derived(replace(claim, statements={**claim.statements, name: part}), name)


@pytest.mark.parametrize(
    "false",
    [((beta > 0,), P >= 2 * Q), ((beta > 0,), Q >= P), ((beta > 0,), P > Q), ((), odds > 1)],
    ids=lambda fact: str(fact[1]),
)
def test_a_false_fact_of_the_engine_fails_with_the_power_rule(monkeypatch, false):
    monkeypatch.setattr(facts, "FACTS", (*facts.FACTS, false))
    with pytest.raises(DerivationError):
        derived(find("lem:power-rule"), "order")


def test_what_rests_on_the_power_rule_fails_with_it(monkeypatch):
    monkeypatch.setattr(facts, "FACTS", (*facts.FACTS, ((beta > 0,), P >= 2 * Q)))
    labels = ("lem:power-rule", "lem:monotone-degree")
    rows = {x: {"evidence": proofs.run(find(x)).rows, "mutations": {"tried": 1}} for x in labels}
    for label in labels:
        rows[label]["uses"] = sorted(proofs.run(find(label)).uses)
    found = results([find(x) for x in labels], rows)
    assert found["lem:power-rule"].status == "failed"
    assert found["lem:monotone-degree"].status == "failed, as lem:power-rule did"


@pytest.mark.parametrize(
    "label",
    ["thm:half-degree", "thm:kantorovich", "thm:profile", "thm:uniform-window", "thm:window"],
)
def test_no_words_carry_what_is_said(label, found):
    rows = [row for row in found(label).evidence if row["role"] == "proof"]
    assert {row["step"] for row in rows} == set(find(label).proofs)
    assert all(row["kind"] in ("given", "symbolic", "smt") for row in rows)


def test_the_case_of_a_large_feature_cannot_be_left_out():
    part = find("lem:redundancy").part("plus minus")
    small = a < 2 * b * t
    proof = Derivation(given=(*part.hypotheses, small)).have(V_s < V_o)
    with pytest.raises(DerivationError):
        Derivation(given=part.hypotheses).cases(part.conclusion, (small, proof))
