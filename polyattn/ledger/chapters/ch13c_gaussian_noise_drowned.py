"""Chapter 13c: where every row attends to itself, both data sets activate."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.drowned import DENSITIES, DROWNED, LEADS, LOCKED_ROWS
from polyattn.symbolic import drowned as w
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.gaussian import f_self, x_sigma
from polyattn.symbolic.gaussian_rows import loss_sigma
from polyattn.symbolic.model import N, a, b, c, epsilon, m, n, t, theta
from polyattn.symbolic.neuron import s_d
from polyattn.symbolic.noise import nu
from polyattn.symbolic.pair import a0, a1, on

_BETWEEN = (1 - epsilon) * w.T_max + epsilon * w.T_min


def _at_most(part: Statement) -> Derivation:
    """Average."""
    return Derivation(given=part.hypotheses).have(part.conclusion, by=rules.averages())


def _at_least(part: Statement) -> Derivation:
    """Take the row of the largest token."""
    row = Derivation(w.X_sigma, given=part.hypotheses)
    row.at_least(f_self * w.T_max + (1 - f_self) * w.T_min, by=rules.averages())
    row.have(w.T_min <= w.T_max, by=rules.averages())
    return row.at_least(_BETWEEN, "it gives itself that much")


def _close(part: Statement) -> Derivation:
    """Bound how far tokens are apart."""
    row = Derivation(w.X_sigma, given=part.hypotheses)
    row.have(w.T_max - w.T_min <= loss_sigma / epsilon, "one token alone has the feature")
    row.at_least(_BETWEEN, by="lem:locked-identity#at least")
    return row.at_least(w.T_max - loss_sigma, "so far are tokens apart")


identity = Claim(
    "lem:locked-identity",
    "lemma",
    "A locked layer is the identity",
    13,
    statements={
        "at most": Statement(w.X_sigma <= w.T_max, (f_self <= 1,)),
        "at least": Statement(w.X_sigma >= _BETWEEN, rules.LOCKED),
        "close": Statement(
            w.X_sigma >= w.T_max - loss_sigma,
            (*rules.LOCKED, *rules.TOKENS, epsilon > 0),
            where="no noise of a token is beyond x standard deviations",
        ),
    },
    proofs={"at most": _at_most, "at least": _at_least, "close": _close},
    witnesses=LOCKED_ROWS,
)

_TOP, _LEAD = w.place_top, w.lead_noise
_CHANCE = sp.exp(-((_TOP - _LEAD) ** 2) / 2)


def _ahead(part: Statement) -> Derivation:
    """Bound a mean at the lead by one at the place that is rarely exceeded."""
    size = sp.log(w.rivals)
    ahead = Derivation(given=part.hypotheses)
    ahead.have(size > 0, by=rules.grows(sp.log, sp.S.One, w.rivals, strict=True))
    ahead.have(sp.sqrt(2 * size) > 0, "a root")
    ahead.have(sp.Eq(_TOP, sp.sqrt(2 * size)), by=rules.stands_for(_TOP))
    ahead.have(sp.Eq(_TOP**2, 2 * size), "square")
    ahead.have(_TOP > 0, "a root")
    ahead.have(rules.tilted().conclusion, by=rules.tilted())
    ahead.have(w.log_top <= _TOP**2, "half of it is the size")
    ahead.have(_LEAD / _TOP * w.log_top <= _LEAD * _TOP, "times a share")
    powers = w.log_lead - _LEAD**2 / 2 - size, _CHANCE.args[0]
    ahead.have(powers[0] <= powers[1], "complete the square")
    return ahead.have(part.conclusion, by=rules.grows(sp.exp, *powers))


among = Claim(
    "lem:planted-among-noises",
    "lemma",
    "The planted row among noises",
    13,
    statements={
        "chance": Statement(
            w.Ahead(w.rivals, _LEAD) <= _CHANCE,
            (w.rivals > 1, _LEAD >= 0, _LEAD <= _TOP),
            where="the chance that one of k' standard normal numbers, with a lead, exceeds the rest",
        )
    },
    proofs={"chance": _ahead},
    witnesses=LEADS,
)

_PLACE = sp.sqrt(2 * sp.log(n))


def _to_the_right() -> Derivation:
    """Bound the density by a tail, at places above the mean."""
    u = w.u_place
    right = Derivation(given=(n >= 2, u <= _PLACE, u >= 0))
    right.have(_PLACE >= 0, by=_not_negative())
    right.have(Phi(-u) > 0, by=rules.normal_positive(-u))
    right.have((u + 1) * Phi(-u) <= (_PLACE + 1) * Phi(-u), "the place is no larger")
    return right.have(_bound(), by=rules.mills(u))


def _to_the_left() -> Derivation:
    """Bound the density by one half, at places below the mean."""
    u, half = w.u_place, sp.Rational(1, 2)
    left = Derivation(given=(n >= 2, u <= _PLACE, u <= 0))
    left.have(_PLACE >= 0, by=_not_negative())
    left.have(sp.Eq(Phi(sp.S.Zero), half), by=rules.normal_mirrored(sp.S.Zero))
    left.have(Phi(sp.S.Zero) <= Phi(-u), by=rules.normal_in_order(sp.S.Zero, -u))
    left.have(sp.exp(-(u**2) / 2) <= 1, by=rules.grows(sp.exp, -(u**2) / 2, sp.S.Zero))
    left.have(1 / sp.sqrt(2 * sp.pi) <= half, r"$2\pi>4$")
    left.have(rules.normal_density(u) <= half, "the largest density")
    left.have(rules.normal_density(u) <= Phi(-u), "more than half is to the right")
    left.have(_PLACE * Phi(-u) >= 0, "neither is negative")
    return left.have(_bound(), "add what is not negative")


def _bound() -> Any:
    return rules.normal_density(w.u_place) <= (_PLACE + 1) * Phi(-w.u_place)


def _not_negative() -> Derivation:
    known = Derivation(given=(n >= 2,))
    known.have(sp.log(n) >= 0, by=rules.grows(sp.log, sp.S.One, n))
    return known.have(_PLACE >= 0, "a root")


def _densest(part: Statement) -> Derivation:
    """Let one of the numbers alone exceed the place, or be far out itself."""
    near, u = Derivation(given=(n >= 2, w.u_place <= _PLACE)), w.u_place
    near.cases(_bound(), (u >= 0, _to_the_right()), (u <= 0, _to_the_left()))
    one = Derivation(_bound().lhs, given=near.given).at_most(_bound().rhs, by=near)
    dense = Derivation(w.densest, given=part.hypotheses)
    dense.have(_PLACE >= 0, by=_not_negative())
    return dense.at_most(part.conclusion.rhs, by=rules.largest_density(one, _PLACE))


densest = Claim(
    "lem:maximum-density",
    "lemma",
    "The largest of n normal numbers is spread out",
    13,
    statements={
        "density": Statement(
            w.densest <= rules.spread_out(n, sp.sqrt(nu)),
            (n >= 2, nu > 0),
            where="the largest density of the largest of n independent normal numbers of variance "
            "nu, with any means",
        )
    },
    proofs={"density": _densest},
    witnesses=DENSITIES,
)


def _quiet(part: Statement) -> Derivation:
    """Let none of the tokens with a plus sign be above the threshold."""
    event = (w.X_sigma <= theta, *rules.LOCKED, *rules.TOKENS, *rules.PLUS_GROUP)
    below = Derivation(w.z_top, given=(*part.hypotheses, *event))
    below.at_most(w.T_max - b - c * s_d, "a token that has a plus sign")
    below.have(w.X_sigma >= w.T_max - loss_sigma, by="lem:locked-identity#close")
    below.at_most(theta - b - c * s_d + loss_sigma, "the rows are as large, but for a little")
    quiet = Derivation(w.p_quiet, given=part.hypotheses)
    quiet.at_most(rules.all_below(below).conclusion.rhs, by=rules.all_below(below))
    tails = rules.hoeffding(N / 2, below=True), rules.normal_tail(x_sigma)
    return quiet.at_most(part.conclusion.rhs, "few plus signs, and large noises", by=tails)


def _gap(part: Statement) -> Derivation:
    """Let the planted row be ahead, or the largest token near the threshold."""
    event = (w.X_sigma <= theta, *rules.LOCKED, *rules.TOKENS)
    near = Derivation(w.T_max, given=(epsilon > 0, nu > 0, *event))
    near.have(w.X_sigma >= w.T_max - loss_sigma, by="lem:locked-identity#close")
    near.at_most(theta + loss_sigma, "the rows are as large, but for a little")
    rule = rules.one_ahead(near)
    gap = Derivation(w.S_sigma, given=part.hypotheses)
    gap.have(_LOST >= 0, "nothing is negative")
    gap.at_most(rule.conclusion.rhs, by=rule)
    lead = stated("lem:planted-among-noises", {w.rivals: _RIVALS, _LEAD: _AHEAD})
    tails = rules.hoeffding(N / 2, below=True), rules.normal_tail(x_sigma)
    gap.have(n >= 2, "there are groups")
    gap.at_most(part.conclusion.rhs, by=(lead, "lem:maximum-density", *tails))
    return gap


_RIVALS, _AHEAD = 1 + t * N / 4, a1 / sp.sqrt(nu)
_LOST = on(loss_sigma, 0)
_RARE = sp.exp(-N / 8) + n * sp.exp(-(x_sigma**2) / 2) + w.p_loose
_LEVELS = [(theta - b - sign * c + loss_sigma) / sp.sqrt(nu) for sign in (1, -1)]
_NONE = sum(Phi(level) ** (t * N / 4) for level in _LEVELS) / 2
_FIRST = sp.exp(-((sp.sqrt(2 * sp.log(_RIVALS)) - _AHEAD) ** 2) / 2)
_NEAR = _LOST * rules.spread_out(n, sp.sqrt(nu))

drowned = Claim(
    "thm:drowned",
    "theorem",
    "Drowned",
    13,
    statements={
        "active": Statement(
            w.p_quiet <= _NONE + _RARE,
            (a >= 0,),
            where="the chance, over the noise and the signs of one neuron, that no row is above "
            "the threshold; p_loose that some row gives itself less than 1 - epsilon",
        ),
        "no threshold": Statement(
            w.S_sigma <= m * (_FIRST + _NEAR + _RARE),
            (a0 >= 0, a1 >= a0, _AHEAD <= sp.sqrt(2 * sp.log(_RIVALS)), m >= 1),
            where="the best gap of m neurons over all thresholds; p_loose as above, on data set 0",
        ),
    },
    setting=(b >= 0, nu > 0, epsilon > 0, x_sigma >= 0, t >= 1, N >= 1),
    proofs={"active": _quiet, "no threshold": _gap},
    witnesses=DROWNED,
)

CLAIMS = (standard(identity), standard(among), standard(densest), standard(drowned))
