"""Chapter 15: a learned neuron with noise in the input."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Sampled, seen_by
from polyattn.ledger.witnesses.learned_noise import EVERY_ROW, GAUSSIAN
from polyattn.ledger.witnesses.noisy import ORTHOGONAL
from polyattn.symbolic import any_noise as z
from polyattn.symbolic import learned as y
from polyattn.symbolic import noise as s
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import P, a, beta, c, d, epsilon, f_star, n, t, theta

_LABEL = "thm:learned-input-noise"
_HIGH, _LOW = a * z.f_top + y.e_top, a * z.f_own - y.e_top


def _at_most(part: Statement) -> Derivation:
    """Give every row the largest weight and the largest noise."""
    row = Derivation(a * z.f_row + y.w_row, given=(*part.hypotheses, *rules.A_ROW))
    row.at_most(a * z.f_row + y.e_top, by=rules.kept_noise(y.w_row))
    row.at_most(_HIGH, "no row has a larger weight on the planted token")
    return Derivation(y.X_E, given=part.hypotheses).at_most(_HIGH, by=rules.largest_row(row))


def _at_least(part: Statement) -> Derivation:
    """Take the planted row."""
    row = Derivation(y.X_E, given=part.hypotheses)
    row.at_least(a * z.f_own + z.w_1, by=rules.some_row())
    return row.at_least(_LOW, by=rules.kept_noise(z.w_1))


def _silent(part: Statement) -> Derivation:
    """No weight is larger than 1."""
    row = Derivation(a * z.f_row + y.w_row, given=(*part.hypotheses, *rules.A_ROW))
    row.at_most(a * z.f_row + y.e_top, by=rules.kept_noise(y.w_row))
    row.at_most(a + y.e_top, "no weight is larger than 1")
    silent = Derivation(y.X_E, given=part.hypotheses)
    silent.at_most(a + y.e_top, by=rules.largest_row(row))
    return silent.at_most(theta, "by hypothesis")


def _active(part: Statement) -> Derivation:
    """Take the planted row."""
    active = Derivation(y.X_E, given=part.hypotheses)
    active.at_least(_LOW, by=f"{_LABEL}#at least")
    return active.more_than(theta, "by hypothesis")


def _entries(part: Statement) -> Derivation:
    """Add up n normal tails."""
    level = sp.sqrt(2 * sp.log(n / epsilon))
    known = Derivation(given=part.hypotheses)
    known.have(n / epsilon >= 1)
    known.have(sp.log(n / epsilon) >= 0, by=rules.grows(sp.log, sp.S.One, n / epsilon))
    known.have(y.x_e >= 0)
    rare = Derivation(y.p_e, given=part.hypotheses)
    rare.at_most(2 * n * Phi(-y.x_e), by=rules.large_entry())
    rare.have(y.x_e >= 0, by=known)
    rare.at_most(n * sp.exp(-(y.x_e**2) / 2), by=rules.normal_tail(y.x_e))
    there = rules.alike(lambda x: sp.exp(-(x**2) / 2), y.x_e, level)
    return rare.equal(epsilon, by=there)


def _helps(part: Statement) -> Derivation:
    """Give the row itself a larger score, and the others the same."""
    helps = Derivation(given=part.hypotheses)
    helps.have(s.P_nu >= P, by=rules.ordered(s.P_nu >= P))
    return helps.have(part.conclusion, "clear denominators, factor")


_ANY = (a >= 0,)

learned_input_noise = Claim(
    _LABEL,
    "theorem",
    "A learned neuron under noise in the input",
    15,
    statements={
        "at most": Statement(y.X_E <= _HIGH, _ANY, where="any noise, any attention"),
        "at least": Statement(y.X_E >= _LOW),
        "silent": Statement(y.X_E <= theta, (*_ANY, theta >= a + y.e_top)),
        "active": Statement(y.X_E > theta, (theta < _LOW,)),
        "entries": Statement(
            y.p_e <= epsilon,
            (sp.Eq(y.x_e, sp.sqrt(2 * sp.log(n / epsilon))), epsilon > 0, epsilon <= 1, n >= 1),
            where="independent normal noise; the n entries in units of its standard deviation",
        ),
        "helps": Statement(s.f_nu >= f_star, (c > 0, beta > 0, t >= 1, d >= 4, s.nu >= 0)),
    },
    proofs={
        "at most": _at_most,
        "at least": _at_least,
        "silent": _silent,
        "active": _active,
        "entries": _entries,
        "helps": _helps,
    },
    witnesses=(
        replace(EVERY_ROW, of=("at most", "at least", "silent", "active")),
        replace(GAUSSIAN, of=("at most", "at least", "silent", "active", "entries")),
        replace(ORTHOGONAL, of=("helps",)),
        *seen_by(Sampled(), of=("helps",)),
    ),
)

CLAIMS = (standard(learned_input_noise),)
