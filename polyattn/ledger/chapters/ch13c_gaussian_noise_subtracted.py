"""Chapters 13b and 13c: Gaussian noise whose power is subtracted from every self-score."""

from __future__ import annotations

from functools import partial

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise_theorem import (
    NOISY,
    ONE_EVENT,
    ROWS,
    active,
    least,
    silent,
)
from polyattn.ledger.chapters.ch13c_gaussian_noise_weights import SUBTRACTED, bounded_noise, planted
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import gaussian as seen
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.gaussian_rows import omega_sub
from polyattn.symbolic.model import a, b, c, d, epsilon, m, n, t, theta
from polyattn.symbolic.noise import nu

_ON = "on the event; nu is subtracted from every self-score, and the weights are those of these"
_OF_M = "Pr over the noise and m independent uniform sign vectors; m is a whole number"
_ROOM = theta - a - b - c
_LEAST = least(SUBTRACTED)
_CHANCE = 1 - (1 - sp.Rational(1, 16)) ** m

subtracted = Claim(
    SUBTRACTED.label,
    "theorem",
    "Subtracting the power of Gaussian noise",
    13,
    statements={
        "planted": Statement(
            g.f_self >= _LEAST, (*rules.SCORES, *rules.PLANTED_ROW_SUB, nu >= 0), where=_ON
        ),
        "row": Statement(
            g.w_norm <= omega_sub,
            (*rules.EVENT[:5], *rules.ANY_ROW_SUB, g.sigma > 0, g.x_sigma >= 0, nu >= 0),
            where=_ON,
        ),
        "silent": Statement(
            g.P_sub <= epsilon + m * n * sp.exp(-(_ROOM**2) / (2 * omega_sub**2)),
            (*NOISY, *ONE_EVENT, theta > a + b + c, a >= 0, b >= 0, m >= 1),
            where=_OF_M,
        ),
        "active": Statement(
            g.P_sub >= (1 - epsilon) * _CHANCE,
            (
                *NOISY,
                *ONE_EVENT,
                1 - _LEAST < (-_ROOM - 2 * g.sigma * g.x_sigma) / (a + 2 * b),
                a >= 0,
                b > 0,
                m >= 1,
            ),
            where=_OF_M,
        ),
    },
    setting=(c > 0, t >= 1, d >= 4, *ROWS),
    proofs={
        "planted": partial(planted, layer=SUBTRACTED),
        "row": partial(bounded_noise, layer=SUBTRACTED),
        "silent": partial(silent, layer=SUBTRACTED),
        "active": partial(active, layer=SUBTRACTED),
    },
    witnesses=seen.SUBTRACTED,
)

CLAIMS = (standard(subtracted),)
