r"""What a line takes for granted: that its terms make sense.

A derivation shows its lines where all of their terms make sense, :math:`1/x` where x is not 0. What
it needs for that, and cannot show from what it assumes, it takes for granted. A statement that it
settles must take the same for granted by its own terms: else a proof would pass through a division
by 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation.atoms import canonical
from polyattn.derivation.attempts import attempts, plain_letters
from polyattn.derivation.decide import Evidence, certified
from polyattn.derivation.sense import conditions

_WEAKER = {sp.Ge: (sp.Ge, sp.Gt, sp.Eq), sp.Le: (sp.Le, sp.Lt, sp.Eq)}


def as_it_stands(goal: Any, known: tuple[Any, ...]) -> bool:
    """Whether the goal is among what is known, turned round or weakened at most."""
    if not goal.is_Relational:
        return goal in known
    for form in (goal, goal.reversed):
        for kind in _WEAKER.get(form.func, (form.func,)):
            if any(x.func is kind and x.args == form.args for x in known):
                return True
    return False


def granted(relations: Iterable[Any]) -> frozenset[Any]:
    """Return what holds because the terms of these relations make sense.

    The consequence of an implication need not, where its premise does not hold.
    """
    return frozenset().union(*(conditions(_premise(x)) for x in relations))


def _premise(relation: Any) -> Any:
    """Put a premise for every implication."""
    if not relation.has(sp.Implies):
        return relation
    return relation.replace(sp.Implies, lambda premise, _: premise)


def missing(needed: frozenset[Any], taken: frozenset[Any], known: Iterable[Any]) -> frozenset[Any]:
    """Return the conditions that are not among others, nor can be shown.

    Parameters
    ----------
    needed, taken : frozenset of sympy.Boolean
        Conditions, as :func:`~polyattn.derivation.sense.conditions` returns them.
    known : iterable of sympy.Boolean
        What holds, and makes sense.

    Examples
    --------
    >>> from polyattn.symbolic import N, t, theta
    >>> needed = conditions(sp.log(theta) + N / (t - 1) >= 0)
    >>> missing(needed, granted([sp.log(theta) > N]), [t > 2])
    frozenset()
    >>> missing(needed, granted([sp.log(theta) > N]), [t > 0])
    frozenset({Ne(t - 1, 0)})
    """
    known = tuple(known)
    given = taken | granted(known)
    todo = {x for x in needed - given if not any(_divides(x, y) or _says(y, x) for y in given)}
    return frozenset(x for x in todo if not _makes_sense(known, x))


@cache
def _divides(condition: Any, other: Any) -> bool:
    """Whether a product that is not 0 has this factor."""
    if not (isinstance(condition, sp.Ne) and isinstance(other, sp.Ne)):
        return False
    whole, factor = other.lhs - other.rhs, condition.lhs - condition.rhs
    return bool(
        factor.free_symbols <= whole.free_symbols and sp.cancel(whole / factor).is_polynomial()
    )


def _makes_sense(known: tuple[Any, ...], condition: Any) -> bool:
    """Whether it is known, or can be shown by a certificate, that a term makes sense."""
    own = plain_letters(condition)
    simple = (plain_letters(h) for h in known if len(plain_letters(h)) <= _FEW)
    near = own.union(*(x for x in simple if x & own))
    about = (tuple(h for h in known if plain_letters(h) <= spoken) for spoken in (own, near))
    return any(_says(x, condition) for x in known) or any(_certain(x, condition) for x in about)


# So many letters at most are in what compares two of them.
_FEW = 2


@cache
def _certain(known: tuple[Any, ...], condition: Any) -> bool:
    """Whether what is known of its own letters shows a condition."""
    ways = [condition]
    if isinstance(condition, sp.Ne):
        ways = [condition.lhs > condition.rhs, condition.lhs < condition.rhs]
    return any(way == sp.true or _shown_by_certificate(known, way) for way in ways)


@cache
def _says(relation: Any, condition: Any) -> bool:
    """Whether a relation says that a term is positive, not negative, or not 0, or more."""
    if not isinstance(relation, _SAYS.get(condition.func, ())):
        return False
    one, other = (_plain(x) for x in (relation, condition))
    return one == other or (isinstance(condition, sp.Ne) and one == -other)


_SAYS = {
    sp.Gt: sp.Gt | sp.Lt,
    sp.Ge: sp.Gt | sp.Lt | sp.Ge | sp.Le | sp.Eq,
    sp.Ne: sp.Gt | sp.Lt | sp.Ne,
}


def _plain(relation: Any) -> Any:
    """Return what a relation compares with 0, written without defined letters."""
    left, right = relation.args
    if isinstance(relation, sp.Lt | sp.Le):
        left, right = right, left
    return canonical(left - right)


def _shown_by_certificate(known: tuple[Any, ...], goal: Any) -> bool:
    if goal == sp.false:
        return False
    tries = attempts(known, goal, (), ())
    return as_it_stands(goal, known) or any(isinstance(certified(x), Evidence) for x in tries)
