"""Chapter 13b: queries and keys of unit norm, which are no cure for noise."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Sampled, seen_by
from polyattn.ledger.witnesses.noisy_cures import CURED
from polyattn.symbolic import cures as z
from polyattn.symbolic import noise as s
from polyattn.symbolic.model import Q, R, a, beta, c, d, epsilon, n, p, q, r, t

WITNESSES = (CURED, *seen_by(Sampled()))
_ODDS = (1 - epsilon) / epsilon


def _mean(part: Statement) -> Derivation:
    """Say what is known of the geometric mean of the two self-scores."""
    mean = Derivation(given=part.hypotheses)
    own, both = q + s.nu, (p + s.nu) * (q + s.nu)
    for x in (q, r, own):
        mean.have(x > 0, "since $c>0$")
    mean.have(p + s.nu >= own, "the feature adds a square")
    mean.have(both > 0, "a product of positive numbers")
    mean.have(sp.Eq(z.mu_nu**2, both), by=rules.stands_for(z.mu_nu))
    positive = rules.grows(sp.sqrt, sp.S.Zero, both, strict=True)
    mean.have(z.mu_nu > 0, by=(rules.stands_for(z.mu_nu), positive))
    for power in (z.M_nu, s.Q_nu, s.P_nu):
        mean.have(power > 0, by=rules.ordered(power > 0))
    return mean


_RATIOS = {
    z.Q_star_cos: Q / z.M_nu,
    z.R_star_cos: R / z.M_nu,
    z.Q_cos: Q / s.Q_nu,
    z.R_cos: R / s.Q_nu,
    z.rho_nu: s.Q_nu / z.M_nu,
}


def _ratios(chain: Derivation, *cosines: Any) -> None:
    """Write powers of ratios as ratios of powers."""
    for cosine in cosines:
        chain.have(sp.Eq(cosine, _RATIOS[cosine]), by=rules.stands_for(cosine))


def _row(part: Statement) -> Derivation:
    """Multiply the row by the power of the length that its scores share."""
    row = _mean(part)
    planted = part.conclusion.lhs == z.f_star_unit
    _ratios(row, *((z.Q_star_cos, z.R_star_cos) if planted else _RATIOS))
    return row.have(part.conclusion, f"times ${'M' if planted else 'Q'}_\\nu$")


def _compared(part: Statement) -> Derivation:
    """Put the geometric mean between the two self-scores, and compare the multiplied rows."""
    order, sign = _mean(part), sp.Gt if isinstance(part.conclusion, sp.Gt | sp.Lt) else sp.Ge
    for x, y in ((p + s.nu, z.mu_nu), (z.mu_nu, q + s.nu)):
        order.have(sign(x, y), "a geometric mean lies between")
    for x, y in ((s.P_nu, z.M_nu), (z.M_nu, s.Q_nu)):
        order.have(sign(x, y), by=rules.ordered(sign(x, y)))
    order.have(s.Q_nu >= Q, by=rules.ordered(s.Q_nu >= Q))
    _ratios(order, z.rho_nu)
    order.have(sign(1, z.rho_nu), "the smaller power over the larger one")
    weight, other = part.conclusion.args
    row = {z.f_star_unit: "planted", z.f_s_unit: "group", z.f_o_unit: "others"}[weight]
    own = s.P_nu if weight == z.f_star_unit else s.Q_nu
    order.have(sp.Eq(other, own / (own + s.crowd)), "with scores as they are")
    return order.have(part.conclusion, "clear denominators", by=f"thm:qk-norm#{row}")


def _power_of(degree: Derivation, weight: Any, score: Any, room: Any, sign: Any) -> None:
    """Turn a bound on the degree into one on powers."""
    ratio = z.mu_nu / score
    bound = beta * sp.log(ratio), sp.log(room)
    degree.have(room > 0, "a positive number")
    low, high = bound[::-1] if sign is sp.Ge else bound
    degree.have(sp.Le(sp.exp(low), sp.exp(high), evaluate=False), by=rules.grows(sp.exp, low, high))
    degree.have(sign(ratio**beta, room), by=rules.power(ratio, beta))
    degree.have(sign(z.M_nu, room * weight), "the power of a ratio")


def _locked(part: Statement) -> Derivation:
    """Give each of the two crowds half of what the planted row may lose."""
    degree = _mean(part)
    _power_of(degree, Q, q, 2 * (t - 1) * _ODDS, sp.Ge)
    _power_of(degree, R, r, 2 * (n - t) * _ODDS, sp.Ge)
    degree.have(z.M_nu >= _ODDS * s.crowd, "half of each")
    return degree.have(part.conclusion, "multiply by the row", by="thm:qk-norm#planted")


def _not_locked(part: Statement) -> Derivation:
    """Let the mates alone take more."""
    degree = _mean(part)
    _power_of(degree, Q, q, (t - 1) * _ODDS, sp.Le)
    degree.have(s.crowd >= (t - 1) * Q, "the mates are part of the crowd")
    degree.have(z.M_nu <= _ODDS * s.crowd, "together", keep=(s.crowd,))
    return degree.have(
        part.conclusion, "multiply by the row", by="thm:qk-norm#planted", keep=(s.crowd,)
    )


def _half(part: Statement) -> Derivation:
    """Write the logarithm of a square as twice that of its root."""
    half = _mean(part)
    ratio = z.mu_nu / q
    half.have(ratio > 0, "both are positive")
    half.have(sp.Eq(ratio**2, p / q), "without noise")
    twice = rules.log_of_product(ratio, ratio)
    half.have(sp.Eq(sp.log(ratio**2), 2 * sp.log(ratio)), by=twice)
    same = rules.alike(sp.log, ratio**2, p / q)
    return half.have(part.conclusion, "the logarithm of a square", by=same)


def _unit(weight: Any, own: Any, less: Any = 0) -> Any:
    return sp.Eq(weight, own / (own + s.crowd - less))


_LOST = 1 - z.rho_nu
_MATES = (t > 1,)

unit_norm = Claim(
    "thm:qk-norm",
    "theorem",
    "Unit norms are no cure",
    13,
    statements={
        "planted": Statement(_unit(z.f_star_unit, z.M_nu)),
        "group": Statement(_unit(z.f_s_unit, s.Q_nu, _LOST * Q)),
        "others": Statement(_unit(z.f_o_unit, s.Q_nu, _LOST * R)),
        "planted less": Statement(z.f_star_unit <= s.f_nu, (beta > 0,)),
        "group more": Statement(z.f_s_unit >= s.f_o_nu, (beta > 0, *_MATES)),
        "others more": Statement(z.f_o_unit >= s.f_o_nu, (beta > 0,)),
        "strictly less": Statement(z.f_star_unit < s.f_nu, (beta > 0, a > 0)),
        "strictly more in the group": Statement(z.f_s_unit > s.f_o_nu, (beta > 0, a > 0, *_MATES)),
        "strictly more": Statement(z.f_o_unit > s.f_o_nu, (beta > 0, a > 0)),
        "locked": Statement(
            z.f_star_unit >= 1 - epsilon,
            (
                *_MATES,
                epsilon > 0,
                epsilon < 1,
                beta * sp.log(z.mu_nu / q) >= sp.log(2 * (t - 1) * _ODDS),
                beta * sp.log(z.mu_nu / r) >= sp.log(2 * (n - t) * _ODDS),
            ),
        ),
        "not locked": Statement(
            z.f_star_unit <= 1 - epsilon,
            (
                *_MATES,
                epsilon > 0,
                epsilon < 1,
                beta * sp.log(z.mu_nu / q) <= sp.log((t - 1) * _ODDS),
            ),
        ),
        "twice the degree": Statement(
            sp.Eq(sp.log(z.mu_nu / q), sp.log(p / q) / 2), (sp.Eq(s.nu, 0),)
        ),
    },
    setting=(c > 0, t >= 1, d >= 4, s.nu >= 0),
    proofs={
        **dict.fromkeys(("planted", "group", "others"), _row),
        **dict.fromkeys(("planted less", "group more", "others more"), _compared),
        "strictly less": _compared,
        "strictly more in the group": _compared,
        "strictly more": _compared,
        "locked": _locked,
        "not locked": _not_locked,
        "twice the degree": _half,
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(unit_norm),)
