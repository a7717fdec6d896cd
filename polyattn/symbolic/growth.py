"""What a way of growing is: sizes that are powers of what grows, and what stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import sympy as sp
from sympy.printing.precedence import PRECEDENCE

from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import P, Q, R, p, q, r
from polyattn.symbolic.neuron import s_1, s_d, s_g
from polyattn.symbolic.pair import P0, P1, on
from polyattn.symbolic.phases import delta, kappa
from polyattn.symbolic.several import P_two, p_two
from polyattn.symbolic.table import letters
from polyattn.symbolic.vectors import Lambda, rho, x_range, x_rho

# What each power is a power of.
SCORES = {P: p, Q: q, R: r, P0: on(p, 0), P1: on(p, 1), x_rho: rho, x_range: Lambda, P_two: p_two}
SCORES |= {on(P_two, i): on(p_two, i) for i in (0, 1)}


@dataclass(frozen=True, eq=False)
class Way:
    r"""A way of growing.

    Parameters
    ----------
    text : str
        In LaTeX, below the limit.
    sizes : mapping of sympy.Symbol to sympy.Expr
        The exponents e of letters that are :math:`g^{e+o(1)}`, where :math:`g\to\infty` is what
        grows; those of t, N, n, k and :math:`n_v` are at least 1 besides.
    degree : {'log', 'beyond', 'fixed', 'free'}
        Whether :math:`\beta=\kappa\log g`, :math:`\beta\ge\kappa\log g`, it is fixed, or free.
    fixed : set of sympy.Symbol
        The letters that do not change.
    given : tuple of sympy.Boolean
        What must be known of the fixed letters for the exponents to be right.
    rates : set of sympy.Symbol
        The fixed letters that say how it grows: another number there is another limit.
    """

    text: str
    sizes: Mapping[Any, Any]
    degree: str
    fixed: frozenset[Any]
    given: tuple[Any, ...] = ()
    rates: frozenset[Any] = frozenset({delta, kappa})

    def holds(self, term: Any, also: Iterable[Any] = ()) -> bool:
        """Whether a term is fixed where further letters are.

        A chance that speaks of the three signs alone, and of fixed letters, is.

        Examples
        --------
        >>> from polyattn.symbolic import c, n, theta
        >>> from polyattn.symbolic.limits import Lim
        >>> Lim.way.holds(theta - c), Lim.way.holds(1 / n)
        (True, False)
        """
        chances = {x: sp.Dummy() for x in term.atoms(Pr)}  # a number might take letters with it
        outside = letters(term.xreplace(chances), powers=True) - {*chances.values()}
        inside = set().union(*(letters(x, powers=True) for x in chances)) - {s_1, s_g, s_d}
        plain = {x for x in outside | inside if not letters(x, powers=True) - {x}}
        return plain <= self.fixed.union(also)


class Limit(sp.Function):  # type: ignore[misc]
    """What all limits share."""

    nargs = 1
    way: ClassVar[Way]
    sign: ClassVar[str] = r"\lim"

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.args[0], PRECEDENCE["Mul"], strict=True)
        return rf"{self.sign}_{{{self.way.text}}} {body}"
