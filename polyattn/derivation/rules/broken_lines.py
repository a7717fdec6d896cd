r"""Rules for the broken line :math:`\Psi_j` through :math:`(T(k),T(k-j))`."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.ranges import is_whole
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic.broken_line import Highest, Psi, y
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N


def corner(steps: Any, least: Any) -> Fact:
    r"""Return :math:`\Psi_j(T(k))=T(k-j)` for whole numbers :math:`j\ge0`, :math:`0\le k\le N+1`.

    That is how the line is defined: :math:`T(0)=1>T(1)>\dots>T(N+1)=0`.
    """
    _whole("corner", steps, least)
    known = (N >= 0, least >= 0, least <= N + 1, steps >= 0)
    line = sp.Eq(Psi(N, steps, Tail(N, least)), Tail(N, least - steps))
    return Fact(line, tuple(x for x in known if x != sp.true), "a corner of the line")


def line_between(steps: Any, chance: Any) -> Fact:
    r"""Return :math:`0\le\Psi_j(y)\le1` for :math:`0\le y\le1`: so it is at every corner."""
    _whole("line_between", steps)
    line = Psi(N, steps, chance)
    known = (N >= 0, chance >= 0, chance <= 1, steps >= 0)
    return Fact(sp.And(line >= 0, line <= 1), known, "so are its corners")


def slopes_fall(steps: Any, one: Any, other: Any, share: Any, proof: Derivation) -> Fact:
    r"""Return :math:`\Psi(\lambda x+(1-\lambda)y)\ge\lambda\Psi(x)+(1-\lambda)\Psi(y)`.

    A broken line whose slopes fall from left to right is concave. Its slope from :math:`T(k+1)` to
    :math:`T(k)` is :math:`\frac{T(k-j)-T(k+1-j)}{T(k)-T(k+1)}`; it must be at least the one from
    :math:`T(k)` to :math:`T(k-1)`.

    Parameters
    ----------
    steps : sympy.Expr
        j.
    one, other, share : sympy.Expr
        x, y and :math:`\lambda`, between 0 and 1 as must be shown.
    proof : Derivation
        Assumes ``k >= 1``, ``k <= N`` and what does not name k; its conclusion is
        :math:`[T(k-1-j)-T(k-j)]\,[T(k)-T(k+1)]\le[T(k-j)-T(k+1-j)]\,[T(k-1)-T(k)]`.

    Raises
    ------
    DerivationError
        If it shows or assumes something else, or a term speaks of k or of the signs.
    """
    _whole("slopes_fall", steps)
    wanted = _atom(k - 1 - steps) * _atom(k) <= _atom(k - steps) * _atom(k - 1)
    if proof.conclusion != wanted:
        raise DerivationError(f"slopes_fall: {proof.conclusion} is not {wanted}")
    rest = tuple(h for h in proof.given if h not in (k >= 1, k <= N))
    about = [h for h in (*rest, sp.sympify(steps)) if k in speaks_of(h) or is_random(h)]
    if about:
        raise DerivationError(f"slopes_fall: {about[0]} speaks of k, or of the signs")
    mean = share * Psi(N, steps, one) + (1 - share) * Psi(N, steps, other)
    bounds = tuple(x for z in (one, other, share) for x in (z >= 0, z <= 1))
    needed = tuple(x for x in (*bounds, steps >= 0, *rest, N >= 1) if x != sp.true)
    concave = Psi(N, steps, share * one + (1 - share) * other) >= mean
    return Fact(concave, needed, "its slopes fall", proof.uses, (proof,))


def _atom(least: Any) -> Any:
    return Tail(N, least) - Tail(N, least + 1)


def highest(term: Any, place: Any) -> Fact:
    r"""Return that a term at a number between 0 and 1 is at most its largest value.

    Parameters
    ----------
    term : sympy.Expr
        Names the letter y, on which no other letter depends; continuous in it.
    place : sympy.Expr
        A number, free of signs, for y.

    Raises
    ------
    DerivationError
        If the term is not made of sums, products, powers with a whole exponent and the line.

    Returns
    -------
    Fact
        Its hypotheses say that no exponent is negative.
    """
    if y in speaks_of(term.xreplace({y: sp.S.Zero})) or is_random(place):
        raise DerivationError(f"highest: {term} must name y in sight, and {place} no sign")
    most = sp.Le(term.xreplace({y: place}), Highest(term), evaluate=False)
    needed = (place >= 0, place <= 1, *dict.fromkeys(_continuous(term)))
    return Fact(most, tuple(x for x in needed if x != sp.true), "one of the values")


def _continuous(term: Any) -> list[Any]:
    """Return what makes a term continuous in y."""
    if y not in term.free_symbols or term == y:
        return []
    line = isinstance(term, Psi) and term.args[::2] == (N, y) and is_whole(term.args[1])
    if line and y not in term.args[1].free_symbols:
        return [N >= 0, term.args[1] >= 0]
    whole = term.is_Pow and is_whole(term.exp) and y not in term.exp.free_symbols
    if whole and (term.exp >= 0) != sp.false:
        return [term.exp >= 0, *_continuous(term.base)]
    if term.is_Add or term.is_Mul:
        return [x for part in term.args for x in _continuous(part)]
    raise DerivationError(f"highest: {term} may have no largest value")


def _whole(call: str, *terms: Any) -> None:
    for term in terms:
        if not is_whole(term):
            raise DerivationError(f"{call}: {term} is no whole number")
