"""Linear programmes over the rationals, solved exactly by the simplex method.

Costs of one each start the dual method where the constraints stand, so that it takes about as many
steps as constraints are violated; other costs go on from there by the primal method.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from polyattn.derivation.basis import Basis, Line, Row, add_multiple

_STEPS = 3000  # the ledger's programmes take 230 at most
_PATIENCE = 20  # steps without progress; then Bland's rule


def minimise(
    cost: Sequence[int],
    rows: Sequence[Mapping[int, Any]],
    right: Sequence[Any],
    equal: Collection[int] = (),
) -> list[Any] | None:
    r"""Minimise :math:`c\cdot y` over :math:`y\ge 0` with :math:`Ay\le b`, some rows equal.

    Parameters
    ----------
    cost : sequence of int
        :math:`c`, one number an unknown.
    rows : sequence of mapping
        The rows of :math:`A`: the coefficients that are not zero, by unknown; `fmpq` of
        python-flint, which are fast, or `Fraction`.
    right : sequence of fmpq or int
        :math:`b`.
    equal : collection of int, optional
        The rows that hold with equality.

    Returns
    -------
    list of fmpq or int, or None
        A vertex where the cost is least; where it has no lower bound, one where the sum of the
        unknowns is least. None: no point satisfies the rows, or none was found in 3000 steps.

    Notes
    -----
    Dual, then primal simplex method; after some steps without progress the least index is taken,
    which never returns to a basis (R. G. Bland, Mathematics of Operations Research 2, 1977).

    Examples
    --------
    >>> from flint import fmpq
    >>> minimise([1, 1], [{0: fmpq(-3), 1: fmpq(-1)}], [fmpq(-2)])
    [2/3, 0]
    >>> minimise([1], [{0: fmpq(1)}, {0: fmpq(-1)}], [fmpq(1), fmpq(-2)]) is None
    True
    """
    basis = Basis(len(cost), rows, right, equal)
    if not _feasible(basis):
        return None
    least_sum = _point(basis)
    if all(x == 1 for x in cost):
        return least_sum
    return _point(basis) if _optimal(basis, cost) else least_sum


def _feasible(basis: Basis) -> bool:
    """Dual method for the least sum: False where no point is found."""
    costs: Row = dict.fromkeys(range(basis.unknowns), 1)
    idle = 0
    for _ in range(_STEPS):
        broken = [j for j, x in basis.values.items() if x < 0 or (x and j in basis.fixed)]
        if not broken:
            return True
        leaving = basis.line(min(broken, key=None if idle > _PATIENCE else _by_length(basis)))
        sign = 1 if basis.values[leaving.name] < 0 else -1
        falling = {j: -sign * x for j, x in leaving.entries.items() if sign * x < 0}
        if not falling:
            return False
        ratio, entering = min((costs.get(j, 0) / x, j) for j, x in falling.items())
        idle = 0 if ratio else idle + 1
        basis.exchange(leaving, entering, basis.column(entering))
        _put_in(costs, leaving, entering, basis.fixed)
    return False


def _by_length(basis: Basis) -> Callable[[int], tuple[int, Any]]:
    """Short lines first: they keep the inverse sparse, and soon show a contradiction."""
    return lambda j: (basis.length(j), -abs(basis.values[j]))


def _optimal(basis: Basis, cost: Sequence[Any]) -> bool:
    """Primal method from a feasible basis: False where no least cost is found."""
    costs = basis.reduced(dict(enumerate(cost)))
    idle = 0
    for _ in range(_STEPS):
        falling = [(x, j) for j, x in costs.items() if x < 0]
        if not falling:
            return True
        entering = min(j for _, j in falling) if idle > _PATIENCE else min(falling)[1]
        column = basis.column(entering)
        stopping = {j: x for j, x in column.items() if x > 0 or j in basis.fixed}
        if not stopping:
            return False
        height, name = min((basis.values[j] / x, j) for j, x in stopping.items())
        idle = 0 if height else idle + 1
        leaving = basis.line(name)
        basis.exchange(leaving, entering, column)
        _put_in(costs, leaving, entering, basis.fixed)
    return False


def _put_in(costs: Row, leaving: Line, entering: int, fixed: Collection[int]) -> None:
    """Write the costs without the variable that entered the basis."""
    ratio = costs.pop(entering, 0) / leaving.entries[entering]
    others = {j: x for j, x in leaving.entries.items() if j != entering}
    if leaving.name not in fixed:
        others[leaving.name] = 1
    add_multiple(costs, -ratio, others)


def _point(basis: Basis) -> list[Any]:
    """Return the unknowns at this basis."""
    return [basis.values.get(j, 0) for j in range(basis.unknowns)]
