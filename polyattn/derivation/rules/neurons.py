r"""Rules for several neurons, whose sign vectors are independent."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import Fact
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import m, theta
from polyattn.symbolic.neuron import X, p_theta
from polyattn.symbolic.pair import on


def one_neuron(dataset: int | None = None) -> Fact:
    r"""Say what the letter is: :math:`p_\theta=\Pr[X>\theta]`.

    A network fires where one of its m neurons does, each with this probability and independently,
    so :math:`\Pr[F>0]=1-(1-p_\theta)^m`, which is how that letter is defined.

    Parameters
    ----------
    dataset : {0, 1}, optional
        Which of two data sets.
    """
    chance = Pr(theta < X)
    if dataset is None:
        return Fact(sp.Eq(p_theta, chance), name="one neuron")
    return Fact(sp.Eq(on(p_theta, dataset), on(chance, dataset)), name="one neuron")


def union(p: Any) -> Fact:
    r"""Return :math:`1-(1-p)^m\le mp`: one of m neurons fires at most m times as often as one.

    Bernoulli's inequality, for a whole number :math:`m\ge1`.

    Parameters
    ----------
    p : sympy.Expr
        A probability.
    """
    return Fact(1 - (1 - p) ** m <= m * p, (p >= 0, p <= 1, m >= 1), "union over neurons")


def several(low: Any, high: Any) -> Fact:
    r"""Compare networks: :math:`(1-p_0)^m-(1-p_1)^m\le m(p_1-p_0)` for :math:`p_0\le p_1`.

    The derivative of :math:`1-(1-p)^m` is at most m.

    Parameters
    ----------
    low, high : sympy.Expr
        Two probabilities, :math:`p_0` and :math:`p_1`.
    """
    needed = (low >= 0, low <= high, high <= 1, m >= 1)
    return Fact((1 - low) ** m - (1 - high) ** m <= m * (high - low), needed, "more neurons")


def more_likely(p: Any, least: Any, *, strict: bool = False) -> Fact:
    r"""Compare networks: :math:`p\ge x` gives :math:`1-(1-p)^m\ge1-(1-x)^m`, ``>`` likewise.

    Parameters
    ----------
    p, least : sympy.Expr
        Two probabilities; `least` is x.
    strict : bool, default False
        Whether p exceeds x.
    """
    conclusion = 1 - (1 - p) ** m >= 1 - (1 - least) ** m
    needed = [p >= least, p <= 1, m >= 1]
    if strict:
        conclusion, needed[0] = sp.Gt(*conclusion.args), p > least
    return Fact(conclusion, tuple(needed), "independent neurons")


def chance(p: Any) -> Fact:
    r"""Return :math:`0\le1-(1-p)^m\le1`: that one of m neurons fires is a probability.

    Parameters
    ----------
    p : sympy.Expr
        A probability.
    """
    fires = 1 - (1 - p) ** m
    return Fact(sp.And(fires >= 0, fires <= 1), (p >= 0, p <= 1, m >= 1), "a probability")
