"""Chapter 13: any noise and any attention, and what changed scores can do."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Sampled, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.ledger.witnesses.noisy import ANY_NOISE
from polyattn.ledger.witnesses.noisy_draws import DRAWN
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import noise as s
from polyattn.symbolic.model import N, a, b, c, m, n, t, theta

_LEAST, _LEVEL = (theta - b - c - a * x for x in (z.f_row, z.f_top))
_SIXTEENTH = sp.Rational(1, 16)


def _row(part: Statement) -> Derivation:
    """Give the clean part its largest value, and leave the rest to Hoeffding."""
    noise = Derivation(z.z_row, given=(*part.hypotheses, *rules.ROW, z.v_row + z.z_row > theta))
    noise.more_than(theta - z.v_row, "the row exceeds the threshold")
    noise.at_least(_LEAST, "its clean part is an average")
    row = Derivation(z.p_row, given=part.hypotheses)
    return row.at_most(sp.exp(-(_LEAST**2) / (2 * z.w_squares)), by=rules.noisy_row(noise))


def _silence(part: Statement) -> Derivation:
    """Bound every row alike, then add up over rows and neurons."""
    row = Derivation(z.p_row, given=(*part.hypotheses, *rules.ROWS, z.w_squares > 0))
    row.have(theta > a * z.f_row + b + c, "no row has a larger weight on the planted token")
    squares = (_LEAST**2 / (2 * z.w_squares), _LEVEL**2 / (2 * z.omega_squared))
    row.at_most(sp.exp(-squares[0]), by="thm:any-noise#row")
    row.have(squares[0] >= squares[1], "less room, more noise")
    row.at_most(sp.exp(-squares[1]), by=rules.grows(sp.exp, -squares[0], -squares[1]))
    one = Derivation(z.p_noisy, given=part.hypotheses)
    one.at_most(n * sp.exp(-squares[1]), by=rules.every_row(row))
    silent = Derivation(z.P_noisy, given=part.hypotheses)
    silent.equal(1 - (1 - z.p_noisy) ** m, "m independent neurons")
    silent.at_most(m * z.p_noisy, by=(rules.noisy_chance(), rules.union(z.p_noisy)))
    return silent.at_most(m * n * sp.exp(-squares[1]), by=one)


def _activation(part: Statement) -> Derivation:
    """On (+, +, +) the planted row exceeds theta wherever the rest of its noise is not negative."""
    lucky = (*rules.PLUS, *rules.PLANTED, z.z_rest >= 0)
    fires = Derivation(z.V_noisy, given=(*part.hypotheses, *lucky))
    kept = z.f_own * (a + b + c)
    noise = z.w_1 + z.w_g + z.w_d + z.z_rest
    fires.equal(kept + z.v_rest + noise, "three plus signs")
    fires.at_least(kept + z.v_rest - z.omega_down, "the rest of the noise is not negative")
    fires.at_least(kept + (1 - z.f_own) * (c - b) - z.omega_down, "every other token, at worst")
    fires.equal(a + b + c - (a + 2 * b) * (1 - z.f_own) - z.omega_down)
    fires.more_than(theta, "by hypothesis")
    one = Derivation(z.p_noisy, given=part.hypotheses)
    one.at_least(_SIXTEENTH, by=rules.noisy_triple(fires))
    active = Derivation(z.P_noisy, given=part.hypotheses)
    active.equal(1 - (1 - z.p_noisy) ** m, "m independent neurons")
    likely = (rules.noisy_chance(), one, rules.more_likely(z.p_noisy, _SIXTEENTH))
    return active.at_least(1 - (1 - _SIXTEENTH) ** m, by=likely)


any_noise = Claim(
    "thm:any-noise",
    "theorem",
    "Any noise, any attention",
    13,
    statements={
        "row": Statement(
            z.p_row <= sp.exp(-(_LEAST**2) / (2 * z.w_squares)),
            (theta > a * z.f_row + b + c, z.w_squares > 0),
            where="Pr over one sign vector; row j has the weight f_j on the planted token",
        ),
        "silence": Statement(
            z.P_noisy <= m * n * sp.exp(-(_LEVEL**2) / (2 * z.omega_squared)),
            (theta > a * z.f_top + b + c, m >= 1),
            where="the largest weight on the planted token, and the largest squared norm, of all",
        ),
        "activation": Statement(
            z.P_noisy >= 1 - (1 - _SIXTEENTH) ** m,
            (
                1 - z.f_own < (a + b + c - theta - z.omega_down) / (a + 2 * b),
                z.w_1 + z.w_g + z.w_d >= -z.omega_down,
                b > 0,
                m >= 1,
            ),
            where="Pr over m independent uniform sign vectors; m is a whole number",
        ),
    },
    setting=(a >= 0, b >= 0, c >= 0, t >= 1, N >= 1),
    proofs={"row": _row, "silence": _silence, "activation": _activation},
    witnesses=(ANY_NOISE, DRAWN),
)


def _odds(part: Statement) -> Derivation:
    """Multiply the two bounds."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "multiply the two bounds")


def _factored(part: Statement) -> Derivation:
    """Write the difference as a square over something positive."""
    moved = Derivation(given=part.hypotheses)
    moved.have(1 - s.share + s.share * s.factor**2 > 0, "neither term is negative")
    return moved.have(part.conclusion, "the difference is a square over something positive")


_VALUES = {
    s.factor: ("1", "3/2", "4"),
    s.share: ("0", "1/4", "1", "3"),
    s.x_in: ("0", "1", "5/2"),
    s.x_out: ("1/2", "2"),
    s.x_in_up: ("0", "1", "4", "10"),
    s.x_out_up: ("1/8", "1/2", "2"),
}
_MOST = s.share * s.factor**2 / (1 - s.share + s.share * s.factor**2)

perturbation = Claim(
    "lem:perturbation",
    "lemma",
    "What changed weights can do",
    13,
    statements={
        "odds": Statement(
            s.x_in_up / s.x_out_up <= s.factor**2 * s.x_in / s.x_out,
            (
                s.x_in >= 0,
                s.x_out > 0,
                s.x_in_up <= s.factor * s.x_in,
                s.x_out_up >= s.x_out / s.factor,
            ),
            where="x_in is the weight of some tokens of a row, x_out that of all others",
        ),
        "total variation": Statement(
            _MOST - s.share <= (s.factor - 1) / (s.factor + 1), (s.share >= 0,)
        ),
    },
    setting=(s.factor >= 1,),
    proofs={"odds": _odds, "total variation": _factored},
    witnesses=(
        *seen_by(Sampled()),
        Step("multiprecision", (Computed("sampled", decimals(_VALUES)),)),
    ),
)

CLAIMS = (standard(any_noise), standard(perturbation))
