"""Chapter 9: the gap of one neuron at a threshold, with normal noise in the place of coins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09b_tolerance_and_width_coins import (
    BIAS,
    COIN,
    HERE,
    KEPT,
    NEAR,
    SCALE,
    SIGNS,
    cost,
    in_letters,
    triple,
    x,
)
from polyattn.ledger.chapters.ch09b_tolerance_and_width_silence import (
    BELOW,
    MISSED,
    MODEL,
    SHARES,
    SILENT,
    silence,
)
from polyattn.symbolic.chances import FIRST_K, Phi, Pr
from polyattn.symbolic.model import G_star, N, a, b, c, m, t, theta, u_o, w_o
from polyattn.symbolic.neuron import X, p_theta
from polyattn.symbolic.pair import a1, on

# The assumptions of the theorem, but for the width; that c > 0 follows.
FITS = (a1 + b) * f1 <= c
SETTING = tuple(h for h in TWO_DATA_SETS if h != (c > 0))
PAIR = (*SETTING, FITS)
BOTH = (f0, f1, u0, u1, on(G_star, 0), on(G_star, 1), w_o, u_o)
_ERROR = SCALE + (2 + a / (b * t)) * COIN
ERRORS = tuple(on(_ERROR + MISSED, i) for i in (0, 1))
CENTRE = sp.Eq(theta, b * w_o + c + rules.NOISE * x)
_FROM = sp.symbols("p:8", real=True, cls=sp.Dummy)
_TO = sp.symbols("q:8", real=True, cls=sp.Dummy)
p, q, k, l, y, z, e = sp.symbols(r"p q k l y z \varepsilon", real=True, cls=sp.Dummy)


def _normal(place: Any) -> Any:
    """Return how often a neuron stays silent under normal noise: a mean over the triples."""
    levels = []
    for *signs, bias in FIRST_K:
        levels.append(Phi(rules.behind(place + BIAS - bias * BIAS, rules.lead(*signs))))
    return sp.Add(*levels) / 8


@once
def _mean() -> Derivation:
    """Average eight differences, of which half have one bound and half another."""
    sizes = [k if own == 1 else l for _, own, _ in FIRST_K]
    pairs = [rules.close(*three) for three in zip(_FROM, _TO, sizes, strict=True)]
    given = (k + l <= 2 * e, *(relation for pair in pairs for relation in pair.args))
    return Derivation(given=given).have(rules.close(sp.Add(*_FROM) / 8, sp.Add(*_TO) / 8, e))


def _over_triples(given: tuple[Any, ...]) -> Derivation:
    """Average what the normal law costs over the triples."""
    near, numbers = Derivation(given=given), dict[Any, Any]()
    down = {SIGNS[2]: sp.Integer(-1), x: x + 2 * BIAS}
    near.have(HERE.xreplace(down), "the other sign of the bias", keep=KEPT)
    for place, signs in enumerate(FIRST_K):
        at = dict(zip(SIGNS, map(sp.Integer, signs), strict=True)) | {x: x}
        one = rules.instance(triple(), at | down if signs[2] < 0 else at)
        near.have(one.conclusion, by=one)
        (chance,), (level,) = one.conclusion.atoms(Pr), one.conclusion.atoms(Phi)
        numbers |= {_FROM[place]: chance, _TO[place]: level}
    sizes = {k: cost(1), l: cost(-1), e: _ERROR}
    half = Derivation(given=(b > 0, t > 0, N >= 1, f1 < 1))
    half.have((k + l <= 2 * e).xreplace(sizes), "half of the own signs are plus", keep=KEPT)
    mean = rules.instance(_mean(), numbers | sizes)
    return Derivation(given=given).have(mean.conclusion, by=(near, half, mean))


@once
def neuron() -> Derivation:
    """Replace the coins by the normal law in the chance that a neuron fires."""
    given = (*MODEL, *SHARES, *NEAR, CENTRE)
    fires = Derivation(p_theta, given=given).equal(Pr(X > theta), by=rules.one_neuron())
    fires.equal(1 - Pr(SILENT), by=rules.complement(X > theta))
    mean = rules.mean_over_triples(BELOW)
    near = (sp.Eq(y, 1 - p), p <= q + z, q <= p + z, sp.Eq(q, k), *rules.close(k, l, e).args)
    put = {y: p_theta, p: Pr(SILENT), q: Pr(BELOW), k: mean.conclusion.rhs, l: _normal(x)}
    add = in_letters(rules.close(y, 1 - l, e + z), near, put | {e: _ERROR, z: MISSED})
    facts = (fires, silence(), mean, _over_triples(given), add)
    return Derivation(given=given).have(add.conclusion, "add both errors", by=facts)


@once
def positive() -> Derivation:
    """Collect what is positive on two data sets."""
    pair = Derivation(given=PAIR)
    pair.have(f1 > 0)
    pair.have(c > 0, "it is at least $(a_1+b)f_1^*$", keep=(f1,))
    pair.have(sp.And(f0 > 0, f1 > f0, f1 < 1, t > 0, N >= 1, a1 > 0))
    return pair.have(sp.And(u0 > 0, u1 > 0, u_o > 0))


@once
def _near() -> Derivation:
    """Compare the weights of the others in different rows."""
    pair, weights = Derivation(given=PAIR), (u0, u1, u_o)
    for weight in weights:
        pair.have(weight > 0, by=positive())
    ratios = sp.And(*(y for x in weights for y in (u1 / x <= 1, u1 / x >= 1 - f1)))
    pair.have(ratios, "$Z_1$ exceeds the other sums by $P_1$ at most").have(SHARES[-1])
    return Derivation(given=PAIR).have(pair.conclusion, by=(positive(), pair))


def put_on(dataset: int) -> Callable[[Any], Any]:
    """Return what puts an expression on one of the data sets."""
    return lambda term: on(term, dataset)


@once
def gap() -> Derivation:
    """Compare the gap with that of normal noise, for either sign of the bias."""
    given = (*PAIR, sp.Eq(m, 1), CENTRE)
    each = [rules.instance(neuron(), put_on(i)) for i in (0, 1)]
    only = Derivation(rules.GAP, given=(sp.Eq(m, 1),))
    only.equal(on(p_theta, 1) - on(p_theta, 0), "one neuron")
    near = (*rules.close(p, 1 - k, y).args, *rules.close(q, 1 - l, z).args, sp.Eq(e, q - p))
    put = dict(zip((p, q), (on(p_theta, i) for i in (0, 1)), strict=True))
    put |= dict(zip((k, l), (on(_normal(x), i) for i in (0, 1)), strict=True))
    put |= dict(zip((y, z), ERRORS, strict=True)) | {e: rules.GAP}
    goal = sp.And(e <= k - l + y + z, e >= k - l - y - z)
    add = in_letters(goal, near, put)
    return Derivation(given=given).have(add.conclusion, by=(positive(), _near(), *each, only, add))
