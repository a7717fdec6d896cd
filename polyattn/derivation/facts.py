r"""What the parameters say about the letters that stand for powers and exponentials.

Each fact is derived with `lem:power-rule`, from an order of the scores by
:func:`polyattn.derivation.rules.ordered`; one that is not fails it, and all that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation.certificates import certify
from polyattn.derivation.obligation import Obligation
from polyattn.symbolic.model import P, Q, R, a, b, beta, c, epsilon, log_pq, log_qr, m
from polyattn.symbolic.pair import P0, P1, a0, a1, on
from polyattn.symbolic.phases import beta_up, growth_p, growth_q, growth_r
from polyattn.symbolic.softmax import g, lam, odds, odds_scaled, s_j, s_k, x_j, x_k
from polyattn.symbolic.vectors import Lambda, log_alarm, log_range, log_rho, rho, x_range, x_rho

# (premises, what follows)
FACTS: tuple[tuple[tuple[Any, ...], Any], ...] = (
    ((), R >= 0),
    ((), Q >= 0),
    ((), P >= 0),
    ((), P0 >= 0),
    ((), P1 >= 0),
    ((c > 0,), R > 0),
    ((c > 0,), Q > 0),
    ((c > 0,), P > 0),
    ((beta > 0,), Q >= R),
    ((beta > 0,), P >= Q),
    ((beta > 0, b > 0), Q > R),
    ((beta > 0, a > 0), P > Q),
    ((c > 0,), P0 > 0),
    ((c > 0,), P1 > 0),
    ((beta > 0,), P0 >= Q),
    ((beta > 0,), P1 >= Q),
    ((beta > 0, a0 > 0), P0 > Q),
    ((beta > 0, a1 > 0), P1 > Q),
    ((beta > 0, a0 >= 0, a1 > a0), P1 > P0),
    ((beta > 0, a0 >= 0, a1 > a0), P1 > Q),
    ((c > 0,), log_pq >= 0),
    ((c > 0, a > 0), log_pq > 0),
    ((c > 0,), log_qr >= 0),
    ((c > 0, b > 0), log_qr > 0),
    ((c > 0,), on(log_pq, 0) >= 0),
    ((c > 0, a0 > 0), on(log_pq, 0) > 0),
    ((c > 0, a0 >= 0, a1 > a0), on(log_pq, 1) > 0),
    ((c > 0, a0 >= 0, a1 > a0), on(log_pq, 1) > on(log_pq, 0)),
    ((s_j > 0,), x_j > 0),
    ((s_k > 0,), x_k > 0),
    ((lam > 0,), g > 0),
    ((), odds > 0),
    ((), odds_scaled > 0),
    ((s_j > s_k,), odds > 1),
    ((s_j > s_k, lam > 1), odds_scaled > odds),
    ((c > 0,), growth_r > 0),
    ((c > 0,), growth_q > 0),
    ((c > 0,), growth_p > 0),
    ((beta_up >= beta,), growth_q >= growth_r),
    ((beta_up >= beta,), growth_p >= growth_q),
    ((beta_up > beta, b > 0), growth_q > growth_r),
    ((beta_up > beta, a > 0), growth_p > growth_q),
    ((c > 0,), on(growth_p, 0) > 0),
    ((c > 0,), on(growth_p, 1) > 0),
    ((beta_up >= beta,), on(growth_p, 0) >= growth_q),
    ((beta_up >= beta,), on(growth_p, 1) >= growth_q),
    ((beta_up > beta, a1 > a0, a0 >= 0), on(growth_p, 1) > on(growth_p, 0)),
    ((rho > 0,), x_rho > 0),
    ((beta > 0, rho > 1), x_rho > 1),
    ((Lambda > 0,), x_range > 0),
    ((beta > 0, Lambda >= 1), x_range >= 1),
    ((rho > 1,), log_rho > 0),
    ((Lambda > 1,), log_range > 0),
    ((Lambda > 1, rho > Lambda), log_rho > log_range),
    ((epsilon > 0, m > epsilon), log_alarm > 0),
)


def facts(hypotheses: Iterable[Any]) -> list[Any]:
    """Return the facts whose premises follow from the hypotheses.

    Parameters
    ----------
    hypotheses : iterable of sympy.Boolean
        In the letters of :mod:`polyattn.symbolic`; those with logarithms are not looked at.

    Returns
    -------
    list of sympy relations
        About P, Q, R and the other letters that stand for powers.

    Examples
    --------
    >>> (P > Q) in facts([beta > 0, a > 1])
    True
    """
    known = tuple(h for h in hypotheses if h.is_Relational and not h.has(sp.log, sp.Max, sp.Min))
    return [fact for premises, fact in FACTS if all(_follows(x, known) for x in premises)]


@cache
def _follows(premise: Any, known: tuple[Any, ...]) -> bool:
    if premise in known:
        return True
    letters = premise.free_symbols
    about = tuple(h for h in known if h.free_symbols <= letters)
    return bool(about) and certify(Obligation(about, premise)) is not None
