r"""Rules for a neuron that looks at the feature alone, with noise in the input: chapter 15.

The attention f is a matrix of weights, each row adding up to 1. Of row j the neuron sees the
feature, :math:`af_{jj^*}`, and what the row keeps of the noise there,
:math:`w_{j1}=\sum_kf_{jk}E_{k1}`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.rules.signs import is_random
from polyattn.symbolic.any_noise import OF_A_ROW, f_own, f_row, f_top, w_1
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.learned import X_E, e_top, p_e, w_row, x_e
from polyattn.symbolic.model import a, n
from polyattn.symbolic.table import letters

# What is known of every row: its weight on the planted token.
A_ROW = (f_row >= 0, f_row <= f_top, f_top <= 1)


def kept_noise(row: Any) -> Fact:
    r"""Return that no row of C keeps more noise at the feature than an entry has.

    The weights of a row are not negative and add up to 1, so what it keeps is an average.

    Parameters
    ----------
    row : sympy.Symbol
        What row j keeps, or the planted row.
    """
    if row not in (w_row, w_1):
        raise DerivationError(f"kept_noise: {row} is neither {w_row} nor {w_1}")
    return Fact(sp.And(row <= e_top, row >= -e_top), (), "an average")


def some_row() -> Fact:
    r"""Return that the planted row is one of the rows: :math:`X_E\ge af_{j^*j^*}+w_1`."""
    return Fact(X_E >= a * f_own + w_1, (), "one of the rows")


def largest_row(proof: Derivation) -> Fact:
    r"""Return :math:`X_E\le B` where no row of C has more at the feature.

    Parameters
    ----------
    proof : Derivation
        Assumes that its weight on the planted token is one between 0 and the largest, and what
        names no row; its conclusion is :math:`af_{jj^*}+w_{j1}\le B`.

    Raises
    ------
    DerivationError
        If it assumes something else about the row, or is about something else.
    """
    relation = proof.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != a * f_row + w_row:
        raise DerivationError(f"largest_row: {relation} must bound {a * f_row + w_row} from above")
    rest = tuple(h for h in proof.given if h not in A_ROW)
    for one in (*rest, relation.rhs):
        if letters(sp.sympify(one)) & {*OF_A_ROW, w_row} or is_random(one):
            raise DerivationError(f"largest_row: {one} is not known of every row")
    return Fact(X_E <= relation.rhs, rest, "every row", proof.uses, (proof,))


def large_entry() -> Fact:
    r"""Return :math:`\Pr[\max_k|E_{k1}|>\sigma x]\le2n\Phi(-x)`: a union over n normal entries."""
    return Fact(p_e <= 2 * n * Phi(-x_e), (), "union over entries")
