"""Chapter 10: the degrees that separate for all backgrounds, and those beyond."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification_background import (
    BACKGROUND_RANGES,
)
from polyattn.ledger.chapters.ch10_binary_classification_too_high import ODDS, pairs
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import FarOutVector, Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.symbolic.limits import LimVector
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.phases import kappa
from polyattn.symbolic.vectors import (
    Lambda,
    P_quiet,
    P_spike,
    entries,
    log_alarm,
    log_range,
    log_rho,
    p_quiet,
    p_spike,
    r_i,
    r_sum,
    rho,
    w,
    x_range,
    x_rho,
)

_ONE = Fraction(1)
_LOWER = sp.log(ODDS) / sp.log(rho)
_HEARD = entries * tau**2 / (2 * log_alarm)
_UPPER = sp.log(_HEARD) / sp.log(Lambda)
# The others beside a spike add r_sum to its power, in units of the largest allowed.
_SHARE = sp.Eq(w, x_rho / (x_rho + r_sum))
_BETWEEN = sp.Eq(kappa, 2 / (log_rho + log_range))


def _large(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law where the window is open: 20,000 and 200,000 entries, a high spike."""
    from flint import arb

    for n, degree, high in product((20_000, 200_000), ("5", "8", "10", "40"), (0, 1, 300)):
        plain = VectorData(n, high=high, spread=Fraction(5, 4))
        spiked = VectorData(n, 50, high=high, spread=Fraction(5, 4))
        beta_, level = Fraction(degree), Fraction(3, 4)
        power = arb(50) ** arb(str(float(beta_)))
        base = {entries: Fraction(n), rho: Fraction(50), Lambda: Fraction(5, 4), beta: beta_}
        chances = {p_quiet: chance(plain, beta_, level), p_spike: chance(spiked, beta_, level)}
        weight = power / (power + n - 1)  # the least that it can be
        yield (
            base
            | chances
            | {w: weight, tau: level, m: _ONE, epsilon: Fraction(1, 100), r_sum: Fraction(n - 1)}
        )


# Where the ends of the window come close, or cross.
_CORNERS = {
    entries: ("2", "10", "1000", "1000000"),
    rho: ("11/10", "2", "3"),
    Lambda: ("3/2", "2"),
    m: ("1/2", "1", "10"),
    epsilon: ("1/100", "2/5", "49/100", "193/200"),
    tau: ("1/10", "309/500", "9/10"),
    beta: ("1", "5", "25/2", "15", "111/5", "60"),
}


def _weight(part: Statement) -> Derivation:
    """Bound the other entries by the largest that is allowed."""
    weight = Derivation(2 * w - 1, given=part.hypotheses)
    most = Derivation(given=(*part.hypotheses, *rules.BESIDE)).have(r_i <= 1)
    least = Derivation(given=(*part.hypotheses, *rules.BESIDE)).have(r_i >= 0)
    weight.have(r_sum <= entries - 1, by=rules.summed(most, r_i))
    weight.have(r_sum >= 0, by=rules.summed(least, r_i))
    weight.have(x_rho > ODDS, "the power rule")
    weight.have(
        w >= x_rho / (x_rho + entries - 1), "the others have at most as much as $n-1$ at $L$"
    )
    weight.at_least(2 * x_rho / (x_rho + entries - 1) - 1)
    return weight.more_than(tau)


def _active(part: Statement) -> Derivation:
    """Let the spike's sign decide."""
    active = Derivation(P_spike, given=part.hypotheses)
    active.have(2 * w - 1 > tau, by="thm:uniform-window#weight")
    return active.equal(1 - 2 ** (-m), by="thm:exact-half#width")


def _silent(part: Statement) -> Derivation:
    """Put the degree into the exponent of the false alarms."""
    silent = Derivation(P_quiet, given=part.hypotheses)
    exponent = -entries * tau**2 / (2 * x_range)
    silent.at_most(m * sp.exp(exponent), by="thm:kantorovich#simpler")
    silent.have(x_range <= _HEARD, "the power rule")
    silent.have(log_alarm > 0, by=rules.ordered(log_alarm > 0))
    silent.have(exponent <= -log_alarm, "multiply out")
    silent.have(exponent <= -sp.log(m / epsilon), by=rules.stands_for(log_alarm))
    return silent.at_most(epsilon, by=rules.grows(sp.exp, exponent, -sp.log(m / epsilon)))


def _lower(part: Statement) -> Derivation:
    """Solve for the power."""
    return Derivation(beta > _LOWER, given=part.hypotheses).iff(ODDS / x_rho < 1, "the power rule")


def _upper(part: Statement) -> Derivation:
    """Solve for the power."""
    upper = Derivation(beta <= _UPPER, given=part.hypotheses)
    upper.have(log_alarm > 0, by=rules.ordered(log_alarm > 0))
    return upper.iff(x_range / _HEARD <= 1, "the power rule")


def _opens(part: Statement) -> Derivation:
    """Compute the exponents of n."""
    opens = Derivation(given=part.hypotheses)
    opens.have(log_range > 0, by=rules.ordered(log_range > 0))
    opens.have(log_rho > log_range, by=rules.ordered(log_rho > log_range))
    opens.have(log_alarm > 0, by=rules.ordered(log_alarm > 0))
    opens.have(kappa * log_rho > 1, "the logarithm of the spike is the larger one")
    opens.have(kappa * log_range < 1, "that of the range the smaller one")
    for quotient in (ODDS / x_rho, x_range / _HEARD):
        opens.have(sp.Eq(LimVector(quotient), 0), by=rules.vanishes(quotient, LimVector))
    return opens


def _closed(part: Statement) -> Derivation:
    """Go from the least power of the spike to the largest of the range."""
    closed = Derivation(x_range, given=part.hypotheses)
    closed.at_least(x_rho, "the spike is within the range", by=rules.ordered(x_range >= x_rho))
    closed.more_than(ODDS, "the power rule")
    closed.at_least(entries * tau**2, r"$\tau^2(1-\tau)\le(1+\tau)/2$")
    log = Derivation(log_alarm, given=part.hypotheses)
    log.equal(sp.log(m / epsilon), by=rules.stands_for(log_alarm))
    log.at_least(1 - epsilon / m, by=rules.above_hyperbola(m / epsilon))
    log.at_least(1 - epsilon, "at least one neuron").more_than(sp.Rational(1, 2))
    closed.at_least(_HEARD, "divide by at least 1", by=log)
    whole = Derivation(given=part.hypotheses)
    whole.have(log_alarm > 0, by=rules.ordered(log_alarm > 0))
    return whole.have(beta > _UPPER, "the power rule", by=closed)


_ANY = "for any background"
_IN = (Lambda > 1, epsilon > 0, epsilon < 1, m >= 1)

uniform_window = Claim(
    "thm:uniform-window",
    "theorem",
    "A window for all backgrounds",
    10,
    setting=(entries >= 2, rho > 1, beta > 0, tau > 0, tau < 1),
    statements={
        "weight": Statement(2 * w - 1 > tau, (_SHARE, beta > _LOWER), _ANY),
        "active": Statement(sp.Eq(P_spike, 1 - 2 ** (-m)), (_SHARE, beta > _LOWER), _ANY),
        "silent": Statement(P_quiet <= epsilon, (*_IN, beta <= _UPPER), _ANY),
        "lower end": Statement(sp.Equivalent(beta > _LOWER, ODDS / x_rho < 1)),
        "upper end": Statement(sp.Equivalent(beta <= _UPPER, x_range / _HEARD <= 1), _IN),
        "opens": Statement(
            sp.And(sp.Eq(LimVector(ODDS / x_rho), 0), sp.Eq(LimVector(x_range / _HEARD), 0)),
            (*_IN, rho > Lambda, _BETWEEN),
            "so that the degree kappa log n lies between the two ends from some n on",
        ),
        "closed": Statement(
            beta > _UPPER,
            (beta > _LOWER, rho <= Lambda, m >= 1, epsilon > 0, epsilon < sp.Rational(1, 2)),
        ),
    },
    proofs={
        "weight": _weight,
        "active": _active,
        "silent": _silent,
        "lower end": _lower,
        "upper end": _upper,
        "opens": _opens,
        "closed": _closed,
    },
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(pairs, "two vectors, all signs, exactly"),),
            ("weight", "active"),
        ),
        Step(
            "exact law",
            (Observed(_large, "the package's law, in intervals", "sampled"),),
            ("active", "silent"),
        ),
        Step("corners", (Computed("sampled", decimals(_CORNERS)),), ("closed",)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("lower end", "upper end", "closed")),
        *seen_by(FarOutVector(), of=("opens",)),
    ),
)

CLAIMS = (standard(uniform_window),)
