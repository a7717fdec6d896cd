r"""Rules for chapter 12: means over the signs of a sketch, and the parabola nearest to a power.

A sketch of degree 2 has the m features :math:`\langle g,x\rangle/\sqrt m`, each with a column g
of independent fair signs. Of twice the degree it has :math:`\langle g,\varphi_1(x)\rangle
\langle h,\varphi_2(x)\rangle/\sqrt m`, with two independent sketches of the degree; at degree 4
both are x itself.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts, speaks_of
from polyattn.symbolic.model import beta, m
from polyattn.symbolic.sketches import (
    E_1,
    E_2,
    FIT,
    E_twice,
    Mean,
    Moment,
    NormalMoment,
    RowMoment,
    T_g,
    T_h,
    UniformMoment,
    V,
    Z,
    Z_s,
    h,
    half,
    length,
    level,
    r_0,
    r_1,
    r_2,
    s,
)
from polyattn.symbolic.table import letters

POWER_OF_TWO = (sp.Eq(beta, 2**level), level >= 1)
EVEN = (sp.Eq(beta, 2 * half), half >= 1)
_COLUMNS = {2: T_g, 4: T_g * T_h}


def one_column(product: Any) -> Fact:
    r"""Return :math:`\mathbb E\,T=s`, :math:`\mathbb E\,T^2=s^2+V`, T being a product of scores.

    For a column g it is :math:`T=\langle g,x\rangle\langle g,y\rangle`, which is
    :math:`s+\sum_{i<j}g_ig_j(x_iy_j+x_jy_i)`; the products :math:`g_ig_j` have mean 0, square 1
    and are uncorrelated.

    Parameters
    ----------
    product : sympy.Symbol
        :math:`T_g` or :math:`T_h`.
    """
    if product not in (T_g, T_h):
        raise DerivationError(f"one_column: {product} is none of T_g and T_h")
    means = sp.And(sp.Eq(Mean(product), s), sp.Eq(Mean(product**2), s**2 + V))
    return Fact(means, name="the signs of one column")


def independent(power: int) -> Fact:
    r"""Return :math:`\mathbb E\,T_g^kT_h^k=\mathbb E\,T_g^k\,\mathbb E\,T_h^k`."""
    if not (sp.sympify(power).is_Integer and power > 0):
        raise DerivationError(f"independent: the power must be a whole number, got {power}")
    means = Mean(T_g**power) * Mean(T_h**power)
    return Fact(sp.Eq(Mean((T_g * T_h) ** power), means), name="independent columns")


def features(degree: int) -> Fact:
    r"""Average m independent features: their mean is that of one, their variance is divided by m.

    Parameters
    ----------
    degree : {2, 4}
        Where the features are products of columns with x and y themselves.
    """
    if degree not in _COLUMNS:
        raise DerivationError(f"features: the degree must be 2 or 4, got {degree}")
    mean, square = (Mean(_COLUMNS[degree] ** power) for power in (1, 2))
    first, second = sp.Eq(E_1, mean), sp.Eq(E_2, mean**2 + (square - mean**2) / m)
    return Fact(sp.And(first, second), (sp.Eq(beta, degree), m >= 1), "m independent features")


def mean_square() -> Fact:
    """Return that the mean of the square is at least the square of the mean."""
    return Fact(E_2 >= E_1**2, name="no variance is negative")


def twice() -> Fact:
    r"""Return that at twice the degree the mean is the square of the mean.

    Given the two sketches within, a feature has the mean :math:`\frac1m\langle\varphi_1(x),
    \varphi_1(y)\rangle\langle\varphi_2(x),\varphi_2(y)\rangle`, by `one_column` and as g and h are
    independent; there are m of them, and the two sketches are independent and have one law.
    """
    return Fact(sp.Eq(E_twice, E_1**2), name="independent sketches within")


def doubling(goal: Any, base: Derivation, step: Derivation) -> Fact:
    r"""Show a formula for the mean at all powers of two: at degree 2, and from one to the next.

    Parameters
    ----------
    goal : sympy.Boolean
        Names the mean :math:`E_1` and the degree.
    base : Derivation
        Assumes that the degree is 2; its conclusion is the goal.
    step : Derivation
        Assumes the goal; its conclusion is the goal for the mean at twice the degree.

    Raises
    ------
    DerivationError
        If a conclusion is another, or what else is assumed names the degree or the mean.
    """
    hidden = speaks_of(goal.xreplace({E_1: sp.Dummy(), beta: sp.Dummy()}))
    if hidden & {beta, level, E_1, E_2, E_twice}:
        raise DerivationError(f"doubling: {goal} must name the degree and the mean in sight")
    after = goal.xreplace({E_1: E_twice, beta: 2 * beta})
    for proof, wanted in ((base, goal), (step, after)):
        if proof.conclusion != wanted:
            raise DerivationError(f"doubling: {proof.conclusion} is not {wanted}")
    rest = [x for x in base.given if x != sp.Eq(beta, 2)]
    rest += [x for x in step.given if x not in conjuncts(goal)]
    spoken = (*rest, *base.taken, *step.taken)
    if about := [x for x in spoken if letters(x, powers=True) & {beta, level, E_1, E_2, E_twice}]:
        raise DerivationError(f"doubling: {about[0]} speaks of the degree, or of a mean")
    uses, needed = base.uses | step.uses, (*POWER_OF_TWO, *rest)
    return Fact(goal, needed, "from each degree to twice", uses, (base, step))


def nearest(law: type[Moment], test: int) -> Fact:
    r"""Return a normal equation of the parabola nearest to :math:`s^\beta` in the mean square.

    There the residual has mean 0 with 1, with s and with :math:`s^2`: half the derivative of its
    mean square by each coefficient.

    Parameters
    ----------
    law : type
        How scores are distributed.
    test : {0, 1, 2}
        The power that the residual is multiplied with.
    """
    if test not in (0, 1, 2):
        raise DerivationError(f"nearest: a parabola has three coefficients, got {test}")
    powers = sum(x * _moment(law, k + test) for k, x in enumerate(FIT[law]))
    return Fact(sp.Eq(powers, law(beta + test)), (beta > 0,), "least mean square")


def _moment(law: type[Moment], order: int) -> Any:
    return law(sp.Integer(order)) if order else sp.S.One


def row_sums() -> Fact:
    """Say what the letters are: sums over a row of its nearest parabola, and of its powers."""
    parabola = r_0 + r_1 * RowMoment(1) + r_2 * RowMoment(2)
    sums = sp.And(sp.Eq(Z_s, length * parabola), sp.Eq(Z, length * RowMoment(beta)))
    return Fact(sums, name="sums over a row")


def moment(law: type[Moment], order: Any) -> Fact:
    r"""Return a moment: an odd one is 0; an even one of uniform scores is :math:`\frac1{k+1}`.

    For a normal variable integration by parts gives :math:`\mathbb E s^{k+2}=(k+1)\,\mathbb E s^k`,
    and H is the moment of order :math:`\beta`.

    Parameters
    ----------
    law : type
        UniformMoment or NormalMoment.
    order : sympy.Expr
        A whole number, of which it can be seen whether it is even, as beta is.
    """
    order = sp.sympify(order)
    whole = order.xreplace({beta: 2 * half})
    if law not in (UniformMoment, NormalMoment) or not (whole.is_even or whole.is_odd):
        raise DerivationError(f"moment: nothing is known of the moment {order} of {law.__name__}")
    needed = (*(EVEN if beta in order.free_symbols else ()), order >= 0)
    needed = tuple(x for x in needed if x != sp.true)
    if sp.false in needed:
        raise DerivationError(f"moment: {order} is negative")
    if whole.is_odd:
        value = sp.S.Zero
    elif law is UniformMoment:
        value = 1 / (order + 1)
    else:
        value = _normal(order)
    return Fact(sp.Eq(law(order), value), needed, f"a moment of {law.name} scores")


def _normal(order: Any) -> Any:
    """Return the moment of an even order, down to 0 or to beta."""
    if order == 0:
        return sp.S.One
    if order == beta:
        return h
    below = order - 2
    if below.is_Integer or (below - beta).is_nonnegative:
        return (order - 1) * _normal(below)
    raise DerivationError(f"moment: the normal moment of order {order} is below that of beta")
