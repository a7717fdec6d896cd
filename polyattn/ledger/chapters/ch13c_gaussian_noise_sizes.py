"""Chapter 13c: what the noise allows as the data grow, and which of two powers grows faster."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.symbolic import gaussian as g
from polyattn.symbolic.cures import H_zeta, zeta
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.limits import NOISE, LimNoise
from polyattn.symbolic.model import N, Q, R, c, d, log_qr, n, p, q, r, t
from polyattn.symbolic.noise import P_nu, Q_nu, crowd, nu
from polyattn.symbolic.phases import delta, kappa

_SCALE = sp.sqrt(nu) / sp.sqrt(d)
ALLOWED = _SCALE * g.x_sigma
OFF = g.SPREAD.xreplace({g.sigma: _SCALE})
LOG = sp.log(4 * n**3)
MATES, OTHERS = (t - 1) * Q, t * N * R


def lock(score: Any) -> Any:
    r"""Return from which multiple of log n a row of this self-score locks."""
    return sp.Max((1 - delta) / sp.log(score / q), 1 / sp.log(score / r), evaluate=False)


def lim(term: Any) -> Any:
    """Say that a term vanishes."""
    return sp.Eq(LimNoise(term), 0)


def lost(power: Any) -> Any:
    """Return what a row whose own power is this one loses to the crowd, at most."""
    return H_zeta**2 * (MATES / power + OTHERS / power)


def _lengths() -> Derivation:
    """Write the standard deviation by the power of the noise."""
    one = Derivation(given=(d >= 4, *NOISE[:3]))
    one.have(sp.sqrt(d) > 0, "a root").have(sp.sqrt(nu) > 0, "a root")
    one.have(sp.Eq(g.sigma, _SCALE), "take roots")
    two = Derivation(given=(d >= 4, nu > 0, sp.Eq(g.sigma, _SCALE)))
    two.have(sp.sqrt(d) > 0, "a root")
    two.have(sp.Eq(g.sigma * sp.sqrt(d), sp.sqrt(nu)), "times a root")
    two.have(sp.Eq(g.sigma * g.x_sigma, ALLOWED), "times what is allowed")
    lengths = Derivation(given=one.given).have(sp.Eq(g.sigma, _SCALE), by=one)
    lengths.have(two.conclusion, by=two)
    return lengths.have(sp.Eq(g.LONGEST, sp.sqrt(nu) + ALLOWED), "add")


def rarely() -> Derivation:
    """Say how large x is, and how rarely a normal number exceeds it."""
    allowed = Derivation(given=(n >= 2, NOISE[3]))
    allowed.have(LOG > 0, by=rules.grows(sp.log, sp.S.One, 4 * n**3, strict=True))
    allowed.have(sp.sqrt(2 * LOG) > 0, "a root")
    allowed.have(g.x_sigma > 0, "a root")
    allowed.have(sp.Eq(g.x_sigma**2 / 2, LOG), "square")
    same = rules.alike(sp.exp, -(g.x_sigma**2) / 2, -LOG)
    return allowed.have(same.conclusion, by=same)


def sizes(given: tuple[Any, ...]) -> Derivation:
    """Note what the noise allows, and what is positive."""
    noted = Derivation(given=given).have(n >= 2, "there are groups")
    for part in (_lengths(), rarely()):
        noted.have(part.conclusion, by=part)
    off = rules.alike(lambda x: g.SPREAD.xreplace({g.sigma: x}), g.sigma, _SCALE)
    noted.have(off.conclusion, by=off)
    noted.have(sp.Eq(zeta, OFF), "put it in")
    small = Derivation(given=(sp.Eq(zeta, OFF), OFF < r)).have(zeta < r, "small")
    root = Derivation(given=(c > 0,)).have(p > 0).have(sp.sqrt(p) > 0, "a root")
    long = Derivation(given=(d >= 4, g.sigma > 0, g.x_sigma > 0, sp.sqrt(p) > 0, NOISE[4]))
    long.have(sp.sqrt(d) > 0, "a root").have(zeta >= 0, "lengths")
    for part in (small, root, long):
        noted.have(part.conclusion, by=part)
    for power in (Q, R, P_nu, Q_nu, H_zeta):
        noted.have(power > 0, by=rules.ordered(power > 0))
    noted.have(Q >= R, by=rules.ordered(Q >= R))
    return noted.have(crowd > 0, "$c>0$")


def logarithms(given: tuple[Any, ...], score: Any) -> Derivation:
    """Write the logarithms of two ratios as differences."""
    logs = Derivation(given=given)
    logs.have(r > 0, "$c>0$").have(q > 0, "$c>0$").have(score > q)
    logs.have(q >= r)
    for low in (q, r):
        ratio = score / low
        logs.have(ratio > 1, "a larger score")
        logs.have(sp.log(ratio) > 0, by=rules.grows(sp.log, sp.S.One, ratio, strict=True))
        logs.have(
            sp.Eq(sp.log(score), sp.log(ratio) + sp.log(low)), by=rules.log_of_product(ratio, low)
        )
    ratio = q / r
    logs.have(sp.Eq(sp.log(q), sp.log(ratio) + sp.log(r)), by=rules.log_of_product(ratio, r))
    logs.have(sp.Eq(log_qr, sp.log(ratio)), by=rules.stands_for(log_qr))
    return logs.have(sp.Eq(sp.log(q), log_qr + sp.log(r)))


def locking(given: tuple[Any, ...], score: Any) -> Derivation:
    """Say that both parts of the crowd have lower exponents than a row of this self-score."""
    powers = logarithms(given, score)
    powers.have(kappa > 1 / sp.log(score / r), "both are earlier")
    powers.have(kappa * sp.log(score / r) > 1, "multiply")
    powers.have(kappa > (1 - delta) / sp.log(score / q), "both are earlier")
    powers.have(kappa * sp.log(score / q) > 1 - delta, "multiply")
    powers.have(kappa * (sp.log(score) - sp.log(r)) > 1)
    return powers.have(kappa * (sp.log(score) - log_qr - sp.log(r)) > 1 - delta)


def from_some_size_on(
    late: Derivation, powers: Derivation, *relations: Any, limit: type[Limit] = LimNoise
) -> Derivation:
    """Drop what holds from some size on."""
    for relation in relations:
        rest = tuple(x for x in late.given if x != relation)
        earlier, term = Derivation(given=rest), relation.lts
        earlier.have(powers.conclusion, by=powers)
        gone = sp.Eq(limit(term), 0)
        earlier.have(gone, "negative exponents", by=rules.vanishes(term, limit))
        known = rules.eventually(relation, late, 0, limit)
        late = earlier.have(known.conclusion, "from some size on", by=known)
        late = Derivation(given=rest).have(known.conclusion, by=late)
    return late
