"""Chapter 15: with noise in the output the weight is needed after all."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import LOST, TWO_DATA_SETS, f1
from polyattn.ledger.chapters.ch15_a_learned_neuron import HIGH, LOW, MARGIN
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.learned import EVERY_CORNER
from polyattn.ledger.witnesses.learned_programs import PROGRAMS
from polyattn.symbolic import learned as y
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import P, Q, R, b, beta, epsilon, f_star, n, t, theta
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import DEGREE_SPREAD

_LABEL = "thm:output-noise"
_HALF = y.margin / (2 * y.nu_out)
MOST = 2 * Phi(_HALF) - 1
_LEAST = 2 * y.nu_out * y.z_delta
_FIRED = tuple(on(y.p_y, i) for i in (0, 1))
_ERROR = 1 - Phi(y.z_delta)
# Both errors of a network, and of a neuron.
_RIGHT = (y.P_out[0] <= _ERROR, 1 - y.P_out[1] <= _ERROR)
# The best weights, and the threshold in the middle.
_MIDDLE = (*y.BEST_WEIGHTS, sp.Eq(theta, LOW + y.margin / 2))
_MOST_WEIGHT = _LEAST / (a1 + 2 * b * LOST)


def _any_network(part: Statement) -> Derivation:
    """Shift every neuron by the margin at most, and move the normal law as far."""
    place = sp.Dummy("x", real=True)
    shifted = Derivation(HIGH, given=(*part.hypotheses, *y.CUBE))
    shifted.at_most(LOW + y.margin, by=rules.in_cube())
    moved = Derivation(given=part.hypotheses)
    moved.have(y.margin > 0, by="cor:what-learning-buys#positive")
    length = y.margin / y.nu_out
    moved.have(length >= 0)
    far = Derivation(Phi(place + length) - Phi(place), given=part.hypotheses)
    far.at_most(MOST, by=(moved, rules.normal_widest(place, length)))
    gap = Derivation(rules.NOISY_GAP, given=part.hypotheses)
    return gap.at_most(MOST, by=rules.noisy_output(shifted, far, place))


def _size(part: Statement) -> Derivation:
    """Bound the density of the normal law."""
    size = Derivation(given=part.hypotheses)
    size.have(y.margin > 0, by="cor:what-learning-buys#positive")
    size.have(sp.And(_HALF >= 0, -_HALF <= _HALF))
    zero = sp.S.Zero
    size.have(sp.Eq(Phi(zero), sp.Rational(1, 2)), by=rules.normal_mirrored(zero))
    most = Derivation(MOST, given=part.hypotheses)
    near = rules.normal_shifted(zero, _HALF, _HALF)
    return most.at_most(y.margin / (sp.sqrt(2 * sp.pi) * y.nu_out), by=(size, near))


@once
def _neuron() -> Derivation:
    """Put the threshold in the middle: one value is as far above as the other is below."""
    given = (*TWO_DATA_SETS, y.nu_out > 0, *_MIDDLE)
    gains = Derivation(HIGH, given=given)
    gains.equal(LOW + MARGIN, by="thm:learned-margin#attained")
    gains.equal(LOW + y.margin, by="thm:learned-margin#margin")
    found = Derivation(given=given)
    found.have(gains.conclusion, by=gains)
    for i, place in enumerate((-_HALF, _HALF)):
        here = (on(y.X_y, i) - theta) / y.nu_out
        found.have(sp.Eq(here, place), keep=(LOW, HIGH))
        meaning = rules.stands_for(_FIRED[i]), rules.alike(Phi, here, place)
        found.have(sp.Eq(_FIRED[i], Phi(place)), by=meaning, keep=(*_FIRED, LOW, HIGH))
    found.have(sp.Eq(_FIRED[0], 1 - Phi(_HALF)), by=rules.normal_mirrored(_HALF), keep=_FIRED)
    return found


def _attained(part: Statement) -> Derivation:
    """Put the threshold in the middle."""
    gap = Derivation(_FIRED[1] - _FIRED[0], given=part.hypotheses)
    return gap.equal(MOST, "as far above as below", by=_neuron(), keep=_FIRED)


def _necessary(part: Statement) -> Derivation:
    """Compare the gap that both errors leave with the largest one."""
    gap = Derivation(given=part.hypotheses)
    gap.have(2 * Phi(y.z_delta) - 1 <= rules.NOISY_GAP, "both errors are small")
    gap.have(rules.NOISY_GAP <= MOST, by=f"{_LABEL}#any network")
    ranks = rules.normal_ranks(y.z_delta, _HALF)
    gap.have(Phi(y.z_delta) <= Phi(_HALF), "together")
    gap.have(y.z_delta <= _HALF, by=ranks)
    return gap.have(part.conclusion, r"multiply by $2\nu_{out}$", keep=(y.margin,))


def _sufficient(part: Statement) -> Derivation:
    """Put the threshold in the middle."""
    few = Derivation(given=part.hypotheses)
    few.have(y.z_delta <= _HALF, r"divide by $2\nu_{out}$", keep=(y.margin,))
    few.have(Phi(y.z_delta) <= Phi(_HALF), by=rules.normal_in_order(y.z_delta, _HALF))
    return few.have(part.conclusion, "as far above as below", by=_neuron(), keep=_FIRED)


def _weight(part: Statement) -> Derivation:
    """Bound the margin by the weight."""
    weight = Derivation(given=part.hypotheses)
    weight.have(y.margin >= _LEAST, by=f"{_LABEL}#necessary")
    weight.have(y.margin < (a1 + 2 * b * LOST) * f1, by="thm:learned-margin#most")
    return weight.have(part.conclusion, "divide", keep=(y.margin, f1))


def _enough(part: Statement) -> Derivation:
    """Bound the margin by the weight."""
    enough = Derivation(y.margin, given=part.hypotheses)
    enough.more_than(a1 * f1 - a0 * on(f_star, 0), by="thm:learned-margin#least")
    enough.at_least((a1 - a0) * f1, by="thm:learned-margin#feature")
    return enough.at_least(_LEAST, "by hypothesis", keep=(f1,))


def _degree(part: Statement) -> Derivation:
    """Turn the weight round: neither crowd may have more."""
    lock = Derivation(given=part.hypotheses)
    lock.have(f1 > epsilon, by=f"{_LABEL}#weight")
    P_1, odds = on(P, 1), (1 - epsilon) / epsilon
    lock.have((t - 1) * Q / P_1 <= odds, "the mates")
    lock.have((n - t) * R / P_1 <= odds, "all others")
    return lock.have(part.conclusion, "the power rule")


output_noise = Claim(
    _LABEL,
    "theorem",
    "Noise in the output: the weight is needed after all",
    15,
    setting=(*TWO_DATA_SETS, y.nu_out > 0),
    statements={
        "any network": Statement(
            rules.NOISY_GAP <= MOST,
            where="any number of neurons with any weights in the cube, random ones too",
        ),
        "size": Statement(MOST <= y.margin / (sp.sqrt(2 * sp.pi) * y.nu_out)),
        "attained": Statement(sp.Eq(_FIRED[1] - _FIRED[0], MOST), _MIDDLE),
        "necessary": Statement(y.margin >= _LEAST, _RIGHT),
        "sufficient": Statement(
            sp.And(_FIRED[0] <= _ERROR, 1 - _FIRED[1] <= _ERROR),
            (y.margin >= _LEAST, *_MIDDLE),
        ),
        "weight": Statement(f1 > _MOST_WEIGHT, _RIGHT),
        "enough": Statement(y.margin > _LEAST, (f1 >= _LEAST / (a1 - a0),)),
        "degree": Statement(
            beta >= on(DEGREE_SPREAD, 1),
            (*_RIGHT, sp.Eq(epsilon, _MOST_WEIGHT), epsilon > 0, epsilon < 1),
        ),
    },
    proofs={
        "any network": _any_network,
        "size": _size,
        "attained": _attained,
        "necessary": _necessary,
        "sufficient": _sufficient,
        "weight": _weight,
        "enough": _enough,
        "degree": _degree,
    },
    witnesses=(EVERY_CORNER, PROGRAMS),
)

CLAIMS = (standard(output_noise),)
