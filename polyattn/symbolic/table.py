r"""The one table: what every letter stands for, and how an expression is written without it.

A letter is a real SymPy symbol. It carries no sign: an assumption such as ``b > 0`` is a
hypothesis that a statement names. :data:`DEFINITIONS` says what a letter abbreviates;
:data:`POWERS` holds powers and logarithms, which stay letters in an algebraic proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

Expr = Any  # SymPy ships no types

DEFINITIONS: dict[Any, Expr] = {}
POWERS: dict[Any, Expr] = {}


def real(*names: str) -> Any:
    """Return one letter, or a tuple of several: real symbols of these names.

    Examples
    --------
    >>> real("x_0")
    x_0
    """
    symbols = tuple(sp.Symbol(name, real=True) for name in names)
    return symbols if len(symbols) > 1 else symbols[0]


def define(meanings: Mapping[Any, Expr], *, powers: bool = False) -> None:
    r"""Enter what letters stand for.

    Parameters
    ----------
    meanings : mapping of sympy.Symbol to sympy.Expr
        Each letter's meaning, in letters without a meaning or with one entered before.
    powers : bool, default False
        Whether it is a power or a logarithm, which :func:`unfold` leaves as it is.

    Raises
    ------
    ValueError
        If a letter stands for something else already, or for something that contains it.

    Examples
    --------
    >>> from polyattn.symbolic import N, d
    >>> define({d: N + 4})
    Traceback (most recent call last):
        ...
    ValueError: define: d stands for N + 3 already; give N + 4 a letter of its own
    """
    table = POWERS if powers else DEFINITIONS
    for letter, meaning in meanings.items():
        known = DEFINITIONS.get(letter, POWERS.get(letter, meaning))
        if known != meaning:
            raise ValueError(
                f"define: {letter} stands for {known} already; give {meaning} a letter of its own"
            )
        if letter in letters(meaning, powers=True):
            raise ValueError(f"define: {letter} occurs in what it stands for; name it in others")
        table[letter] = meaning


def unfold(expression: Expr, *, powers: bool = False, keep: tuple[Any, ...] = ()) -> Expr:
    r"""Replace every letter by what it stands for.

    Parameters
    ----------
    expression : sympy.Expr or sympy relation
        Written with the letters of this package.
    powers : bool, default False
        Whether P, Q, R are replaced too, by :math:`p^\beta` and so on.
    keep : tuple of sympy.Symbol, optional
        Letters to leave as they are.

    Returns
    -------
    sympy.Expr
        In a, b, c, t, N, the signs, and P, Q, R (or beta).

    Examples
    --------
    >>> from polyattn.symbolic import f_star, p, unfold
    >>> unfold(f_star)
    P/(N*R*t + P + Q*(t - 1))
    >>> unfold(p / 2)
    a**2/2 + b**2/2 + c**2/2
    """
    table = DEFINITIONS | POWERS if powers else DEFINITIONS
    while True:
        present = {s: table[s] for s in expression.free_symbols if s in table and s not in keep}
        if not present:
            return expression
        expression = expression.xreplace(present)


def letters(expression: Expr, *, powers: bool = False) -> set[Any]:
    """Return the letters of an expression, those that they stand for, and so on.

    Examples
    --------
    >>> from polyattn.symbolic import N, d, letters
    >>> letters(d) == {d, N}
    True
    """
    table = DEFINITIONS | POWERS if powers else DEFINITIONS
    found: set[Any] = set()
    todo = expression.free_symbols
    while todo:  # letter by letter: unfolding a whole maximum is slow
        found |= todo
        todo = {x for y in todo & table.keys() for x in table[y].free_symbols} - found
    return found
