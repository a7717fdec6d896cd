"""Chapter 13c: means of scores are nearer to the clean ones, and silence follows from them."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13c_gaussian_noise import BOUNDS, MEANT, POWER, rarely_missed
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.gaussian_means import MEANS
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.model import N, d, epsilon, n, t

_ALLOWED = g.sigma * g.x_sigma
SPREADS = (g.zeta_m >= g.SPREAD_M, g.zeta_o >= g.SPREAD_O)
_TOKEN = (rules.CLEAN[0], rules.SELF[0], rules.SELF[2])


def _mean(part: Statement) -> Derivation:
    """Bound the length of the noisy token first, then its product with the mean of the noises."""
    product = part.hypotheses[-1]
    k_c, count = product.lhs.base, sp.denom(product.rhs / g.s_jj)
    most = _ALLOWED * g.REACH / sp.sqrt(count)
    long = Derivation(given=(*_TOKEN, g.sigma > 0, g.x_sigma >= 0, d >= 4))
    long.have(g.s_jj <= g.REACH**2, "the token with its noise is that long")
    long.have(_ALLOWED * g.REACH >= 0, "nothing is negative")
    there = (g.s_jj <= g.REACH**2, _ALLOWED * g.REACH >= 0, product, t >= 2, N >= 1)
    square = Derivation(given=there)
    square.have(count > 0).have(1 / count > 0, "divide")
    square.have(_ALLOWED**2 * g.s_jj <= _ALLOWED**2 * g.REACH**2, "times what is allowed")
    square.have(k_c**2 * count <= _ALLOWED**2 * g.s_jj, "times how many there are")
    square.have(k_c**2 * count <= _ALLOWED**2 * g.REACH**2, "both")
    root = Derivation(
        given=(*square.given[1:2], k_c**2 * count <= _ALLOWED**2 * g.REACH**2, count > 0)
    )
    root.have(sp.sqrt(count) > 0, "a root")
    root.have(most >= 0, "nothing is negative")
    root.have((k_c * sp.sqrt(count)) ** 2 <= (_ALLOWED * g.REACH) ** 2, "a square")
    root.have(k_c * sp.sqrt(count) >= -_ALLOWED * g.REACH, "take roots")
    root.have(k_c >= -most, "divide")
    spread, clean = part.hypotheses[-3], part.hypotheses[-2]
    level = spread.lhs + clean.lhs + k_c
    add = Derivation(given=(spread, clean, k_c >= -most, count > 0))
    add.have(sp.sqrt(count) > 0, "a root")
    add.have(level >= 0, "add up")
    mean = Derivation(given=part.hypotheses)
    mean.have(sp.And(*there[:2]), by=long)
    mean.have(count > 0)
    mean.have(k_c**2 * count <= _ALLOWED**2 * g.REACH**2, by=square)
    mean.have(k_c >= -most, by=root)
    mean.have(level >= 0, by=add)
    short = Derivation(given=(level >= 0,)).have(part.conclusion, "what the mean is")
    return mean.have(part.conclusion, by=short)


def _chance(part: Statement) -> Derivation:
    """Show every bound from what is normal."""
    known = tuple(x for x in part.hypotheses if not x.has(epsilon))
    every = Derivation(given=(*known, g.x_sigma >= 0, *rules.NORMAL, *rules.MATES, *rules.FAR))
    for name, bounds in BOUNDS.items():
        every.have(bounds, by=f"lem:one-event#{name}")
    every.have(rules.MEANS[0], by="lem:class-means#mates")
    every.have(rules.MEANS[1], by="lem:class-means#others")
    return rarely_missed(part, g.p_means, rules.event_with_means(every), 9)


ONE_EVENT = (sp.Eq(g.x_sigma, sp.sqrt(2 * sp.log(4 * n**2 / epsilon))), epsilon > 0, epsilon <= 1)

class_means = Claim(
    "lem:class-means",
    "lemma",
    "Noise averages out in means of scores",
    13,
    statements={
        "mates": Statement(
            rules.MEANS[0], (*POWER, *_TOKEN, SPREADS[0], *rules.MATES), where=MEANT
        ),
        "others": Statement(rules.MEANS[1], (*POWER, *_TOKEN, SPREADS[1], *rules.FAR), where=MEANT),
        "chance": Statement(
            g.p_means <= epsilon,
            (*POWER, *SPREADS, *ONE_EVENT),
            where="the chance, over the noise, that one of these or of the one event fails for "
            "some row or pair",
        ),
    },
    setting=(g.sigma > 0, g.x_sigma >= 0, d >= 4, t >= 2),
    proofs={"mates": _mean, "others": _mean, "chance": _chance},
    witnesses=MEANS,
)

CLAIMS = (standard(class_means),)
