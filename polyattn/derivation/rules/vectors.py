r"""Rules for one vector of scores with random signs: chapter 10.

The signs are independent and fair. Where the first entry stands out, :math:`X=ws_1+Y`, with
:math:`|Y|\le1-w`; equal other entries add a multiple of the sum :math:`S=2K-N` of N signs; of a
vector without a spike we also know :math:`\|f\|^2`, the sum of its squared weights.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import EVERY, OTHERS, RANDOM, is_random
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import N, tau
from polyattn.symbolic.neuron import K, s_1, s_d, s_g, y_g
from polyattn.symbolic.table import DEFINITIONS, letters
from polyattn.symbolic.vectors import X_v, Y, Y_top, f_squares, p_quiet, p_spike, w


def one_vector(spike: bool) -> Fact:
    r"""Say what the letters are: :math:`p_0=\Pr[X>\tau]` without a spike, :math:`p_1` with it.

    The spike is the first entry and has the weight w, so its X is :math:`ws_1+Y`.
    """
    if spike:
        return Fact(sp.Eq(p_spike, Pr(w * s_1 + Y > tau)), name="one neuron")
    return Fact(sp.Eq(p_quiet, Pr(X_v > tau)), name="one neuron")


def _written(term: Any) -> Any:
    """Write out the letters that stand for something with signs in it, and no others."""
    while found := {x: DEFINITIONS[x] for x in term.free_symbols & DEFINITIONS.keys() if _turns(x)}:
        term = term.xreplace(found)
    return term


def _turns(letter: Any) -> bool:
    return bool(letters(letter) & RANDOM)


def halves(event: Any) -> Fact:
    r"""Average over the first sign: :math:`\Pr[A]=\frac12\Pr[A|s_1=1]+\frac12\Pr[A|s_1=-1]`.

    It is fair and independent of all that an event may speak of besides.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    """
    plain = _written(event)
    plus, minus = (Pr(plain.xreplace({s_1: sp.Integer(sign)})) for sign in (1, -1))
    return Fact(sp.Eq(Pr(event), (plus + minus) / 2), name="the first sign is fair")


def turned(event: Any) -> Fact:
    r"""Turn every sign: all of them turned have the same law, so :math:`\Pr[X>x]=\Pr[-X>x]`.

    Parameters
    ----------
    event : sympy.Boolean
        Names no best sign among others, which is no sign of its own.

    Raises
    ------
    DerivationError
        If it does.
    """
    plain = _written(event)
    if y_g in plain.free_symbols:
        raise DerivationError(f"turned: {event} speaks of the best of several signs")
    signs = {K: N - K} | {x: -x for x in (s_1, s_g, s_d, Y, Y_top)}
    mirror = plain.xreplace(signs)
    return Fact(sp.Eq(Pr(event), Pr(mirror)), name="symmetry of the signs")


def without(event: Any, other: Any) -> Fact:
    r"""Return :math:`\Pr[A]-\Pr[B]\le\Pr[A\text{ and not }B]`.

    Parameters
    ----------
    event, other : sympy.Boolean
        A and B.
    """
    conclusion = Pr(event) - Pr(other) <= Pr(sp.And(event, sp.Not(other)))
    return Fact(conclusion, name="one event without another")


def in_interval(proof: Derivation, event: Any, atom: Fact) -> Fact:
    r"""Return :math:`\Pr[A]\le\lceil v-u\rceil B` where A puts K into :math:`(u,v]`.

    There are at most so many whole numbers in it, and no K is likelier than B.

    Parameters
    ----------
    proof : Derivation
        Assumes A, what holds for every sign vector and what names no sign; its conclusion is
        ``And(K > u, K <= v)``.
    event : sympy.Boolean
        A.
    atom : Fact
        ``binomial(N, K)/2**N <= B``.

    Raises
    ------
    DerivationError
        If the premises say something else.
    """
    ends = {x.func: x for x in conjuncts(proof.conclusion)}
    if ends.keys() != {sp.Gt, sp.Le} or any(x.lhs != K for x in ends.values()):
        raise DerivationError(f"in_interval: {proof.conclusion} must read K > u, K <= v")
    low, high, most = ends[sp.Gt].rhs, ends[sp.Le].rhs, atom.conclusion
    if not isinstance(most, sp.Le) or most.lhs != sp.binomial(N, K) / 2**N:
        raise DerivationError(f"in_interval: {most} must read binomial(N, K)/2**N <= B")
    inside = (*EVERY, *OTHERS)
    rest = [h for h in proof.given if h not in (*inside, *conjuncts(event))]
    rest += [h for h in atom.hypotheses if h not in inside]
    if spoken := [x for x in (*rest, low, high, most.rhs) if is_random(x)]:
        raise DerivationError(f"in_interval: {spoken[0]} speaks of the signs")
    bound = Pr(event) <= sp.ceiling(high - low) * most.rhs
    needed = (*rest, low <= high, N >= 1)
    return Fact(bound, needed, "count the atoms", proof.uses | atom.uses, (proof, *atom.inner))


def tail(event: Any) -> Fact:
    r"""Bound a tail of weighted signs: :math:`\Pr[\sum f_iy_i>x]\le e^{-x^2/2\sum f_i^2}`, x >= 0.

    Markov's inequality gives :math:`e^{-\lambda x}\prod\cosh(\lambda f_i)` for the closed tail, and
    :math:`\cosh u\le e^{u^2/2}` term by term, since :math:`(2k)!\ge2^kk!`; then
    :math:`\lambda=x/\sum f_i^2`. See W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30.

    Parameters
    ----------
    event : sympy.Boolean
        A comparison; the difference of its sides is a sum of single signs, of :math:`S=2K-N` and
        of X, each times what names no sign, and of a number.

    Returns
    -------
    Fact
        With the sum of the squared weights computed, which must be positive.

    Raises
    ------
    DerivationError
        If the event is of another form.
    """
    if not isinstance(event, sp.Gt | sp.Ge | sp.Lt | sp.Le):
        raise DerivationError(f"tail: {event} is no comparison")
    sign = 1 if isinstance(event, sp.Gt | sp.Ge) else -1
    sum_, whole = sp.symbols("S X", cls=sp.Dummy)
    gap = _written((sign * (event.lhs - event.rhs)).xreplace({X_v: whole}))
    gap = gap.xreplace({K: (sum_ + N) / 2})
    if whole in gap.free_symbols and letters(gap) & {sum_, *RANDOM}:
        raise DerivationError(f"tail: {event} has signs that are not independent")
    signs = {sum_, whole, *RANDOM}
    squares, rest = sp.S.Zero, sp.expand(gap)
    for letter, many in {s_1: 1, s_g: 1, s_d: 1, sum_: N, whole: f_squares}.items():
        weight = rest.coeff(letter, 1)
        squares += many * weight**2
        rest = sp.expand(rest - weight * letter)
        if letters(weight) & signs:
            raise DerivationError(f"tail: {event} is no weighted sum of signs")
    if squares == 0 or letters(rest) & signs:
        raise DerivationError(f"tail: {event} is no weighted sum of signs")
    level = -rest
    bound = sp.exp(-(level**2) / (2 * squares))
    return Fact(Pr(event) <= bound, (level >= 0, squares > 0), "Hoeffding")
