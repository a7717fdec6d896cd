r"""What the rules that find a threshold share: what is so at it, and what bounds the gap there."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, conjuncts, speaks_of
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.signs import EVERY, is_random
from polyattn.derivation.rules.supremum import GAP
from polyattn.derivation.sense import conditions
from polyattn.symbolic.chances import S_m, Tail, k, x
from polyattn.symbolic.model import N, m, theta
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_HALF, EIGHTH = sp.floor(N / 2), sp.Rational(1, 8)


def there(index: Any, share: Any = EIGHTH) -> tuple[Any, Any]:
    r"""Say that few neurons fire on data set 0, and that the count of i minus signs is gained.

    The two relations are :math:`p_0\le T(N-i+1)`, with T the tail of N fair coins, and
    :math:`p_1\ge p_0+c\binom Ni2^{-N}`.

    Parameters
    ----------
    index : sympy.Expr
        i, a whole number.
    share : sympy.Expr
        c.

    Examples
    --------
    >>> rare, more = there(sp.Integer(0))
    >>> rare.rhs
    Tail(N, N + 1)
    """
    low, high = on(p_theta, 0), on(p_theta, 1)
    more = low + sp.binomial(N, index) / 2**N * share
    return low <= Tail(N, N - index + 1), sp.Ge(high, more, evaluate=False)


def best_there(then: Derivation, index: Any, said: tuple[Any, ...], call: str) -> tuple[Any, Any]:
    """Return that the best gap is at least what a proof makes of a threshold, and what is needed.

    The proof assumes at most what is said of the threshold, which names it in sight; its conclusion
    is ``GAP >= B``, with B a number. The index is a whole number from 0 to N/2.
    """
    bound, about = then.conclusion, (index, *[h for h in then.given if h not in said], *then.taken)
    if not isinstance(bound, sp.Ge) or bound.lhs != GAP or not is_whole(index) or then.of_limits:
        raise DerivationError(f"{call}: {then} must bound {GAP} from below, {index} be whole")
    told = [y for y in (*about, bound.rhs) if is_random(y) or speaks_of(y) & {k, x, theta}]
    if told:
        raise DerivationError(f"{call}: {told[0]} speaks of signs, the place or k")
    needed = (m >= 1, N >= 1, index >= 0, index <= _HALF, *(h for h in then.given if h not in said))
    return sp.Ge(S_m, bound.rhs, evaluate=False), needed


def same_for_all(numbers: tuple[Any, ...], level: Any, call: str) -> list[Any]:
    """Return what must hold for windows to make sense; they must be the same for all signs."""
    named = [(sp.sympify(number), {k, theta, x}) for number in numbers]
    named.append((level, {k, theta}))
    for number, own in named:
        if is_random(number) or speaks_of(number) & own:
            raise DerivationError(f"{call}: {number} is not the same for all signs")
    if sp.diff(level, x, 2) != 0:
        raise DerivationError(f"{call}: {level} must be linear in {x}")
    sense = sorted(set().union(*(conditions(number) for number, _ in named)), key=str)
    # No square is 0: what is divided by is not.
    sense = [sp.Gt(one.lhs**2, 0) if isinstance(one, sp.Ne) else one for one in sense]
    if any(speaks_of(one) & {k, theta, x} for one in sense):
        raise DerivationError(f"{call}: {level} makes sense for some {x} alone")
    return sense


def outside_place(
    proof: Derivation, inside: tuple[Any, ...], wanted: tuple[Any, ...], call: str
) -> list[Any]:
    """Return what a proof assumes besides; it must conclude what is wanted.

    Neither this nor what it takes for granted may hold at some places alone.
    """
    if not set(wanted) <= set(conjuncts(proof.conclusion)):
        raise DerivationError(f"{call}: {proof.conclusion} does not say {wanted}")
    rest = [h for h in proof.given if h not in (*EVERY, *inside)]
    told = (*rest, *proof.taken)
    about = [h for h in told if is_random(h) or speaks_of(h) & {k, x, theta}]
    if about:
        raise DerivationError(f"{call}: {about[0]} speaks of signs, the place or k")
    return rest
