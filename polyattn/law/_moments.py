"""What a law says of a function of its value: expectations, over all atoms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from polyattn._arguments import plain_array
from polyattn.law._quantiles import Quantiles
from polyattn.law._width import mass
from polyattn.law.scaled import Floats, scaled
from polyattn.law.tails import point_probability

__all__ = ["Moments"]

_MOST_ATOMS = 2**18
_REACH = 40  # standard deviations, of 2 K: what lies beyond has probability below 1e-340


class Moments(Quantiles):
    """Expectations under the law."""

    def expect(self, func: Callable[[Floats], Any] | None = None) -> float:
        r"""Return the expectation of a function of the largest pre-activation.

        Parameters
        ----------
        func : callable or None, default None
            Takes an array of values and returns one of the same shape; None: the value itself.

        Returns
        -------
        float
            The sum over all atoms, each rounded to a float, of ``func`` times its probability; for
            a continuous function to 1e-12 of the largest value that ``func`` takes.

        Raises
        ------
        TypeError, ValueError
            If more than :math:`2^{18}` atoms count, or `func` is no function or returns another
            shape, masked entries or anything but real numbers.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> round(MaximalPreactivation(VectorData(10), Polynomial(2)).expect(np.square), 12)
        0.1
        """
        if not (func is None or callable(func)):
            raise TypeError(
                "MaximalPreactivation.expect: func must be a function of an array, or None for "
                f"the value itself, got {func!r}; use e.g. numpy.square"
            )
        values, masses = self._distribution()
        with np.errstate(under="ignore"):
            terms = values if func is None else _terms(func, values)
            return float((terms * masses).sum())

    def mean(self) -> float:
        """Return the mean of the largest pre-activation.

        Returns
        -------
        float
            To 1e-12 of the greatest value.

        Raises
        ------
        ValueError
            If more than :math:`2^{18}` atoms count.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> round(MaximalPreactivation(VectorData(10), Polynomial(2), width=2).mean(), 9)
        0.176197052
        """
        return self.expect()

    def var(self) -> float:
        """Return the variance of the largest pre-activation.

        Returns
        -------
        float
            The mean square about the mean.

        Raises
        ------
        ValueError
            If more than :math:`2^{18}` atoms count.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> round(MaximalPreactivation(VectorData(10), Polynomial(2)).var(), 12)
        0.1
        """
        values, masses = self._distribution()
        with np.errstate(under="ignore"):
            return float(((values - (values * masses).sum()) ** 2 * masses).sum())

    def std(self) -> float:
        """Return the standard deviation, the root of :meth:`var`.

        Returns
        -------
        float
            The standard deviation.

        Raises
        ------
        ValueError
            If more than :math:`2^{18}` atoms count.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> round(MaximalPreactivation(VectorData(100), Polynomial(2)).std(), 12)
        0.1
        """
        return float(np.sqrt(self.var()))

    @np.errstate(all="ignore")
    def _distribution(self) -> tuple[Floats, Floats]:
        """Return all atoms as floats, rising, and their probabilities.

        Atoms that floats do not tell apart may come in any order: their values are the same.
        """
        neuron, branches = self._neuron, self._neuron.branches
        trials, reach = branches.trials, math.isqrt(_REACH**2 * branches.trials) + 1
        count = np.arange(max(0, (trials - reach) // 2), min(trials, (trials + reach + 1) // 2) + 1)
        number = branches.patterns * len(count)
        if number > _MOST_ATOMS:
            raise ValueError(
                "MaximalPreactivation: an expectation sums over the atoms, and there are "
                f"{number}, more than {_MOST_ATOMS}; use rvs for an estimate"
            )
        values = [neuron.best(np.full_like(count, s), count) for s in range(branches.patterns)]
        order = np.argsort(np.concatenate(values), kind="stable")
        points, chances = point_probability(trials, count), branches.chances
        here = scaled(
            np.multiply.outer(chances.mantissa, points.mantissa).ravel()[order],
            np.add.outer(chances.exponent, points.exponent).ravel()[order],
        )
        at_most = np.cumsum(here.plain())
        above = np.append(np.cumsum(here.plain()[:0:-1])[::-1], 0.0)
        below = scaled(np.append(0.0, at_most[:-1]))
        masses = mass(scaled(above), scaled(at_most), here, below, self.width)
        return np.concatenate(values)[order], masses


def _terms(func: Callable[[Floats], Any], values: Floats) -> Floats:
    """Return what a function makes of values; raise unless it is one real number for each."""
    call = "MaximalPreactivation.expect"
    terms = plain_array(call, "func(values)", func(values))
    if terms.shape != values.shape:
        raise ValueError(
            f"{call}: func must return one number a value, got shape {terms.shape} for "
            f"{values.shape}; write it for arrays"
        )
    if terms.dtype.kind not in "biufO":
        raise TypeError(
            f"{call}: func must return numbers, got an array of {terms.dtype}; "
            "convert it with astype(float)"
        )
    return terms.astype(np.float64)
