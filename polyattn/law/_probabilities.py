"""What a law says of a threshold: how likely the layer is to activate there, or to be silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from polyattn.law._comparison import least_counts
from polyattn.law._neuron import Counts, Neuron
from polyattn.law._thresholds import read_thresholds
from polyattn.law._width import cdf, log_cdf, log_sf, mass, sf
from polyattn.law.scaled import Floats

__all__ = ["Probabilities"]


class Probabilities:
    """The functions of a threshold, each on both sides of 1/2 to full relative precision."""

    width: int
    _neuron: Neuron

    def sf(self, theta: Any) -> Any:
        r"""Return :math:`\Pr[F>0]`, the probability that the layer activates.

        Parameters
        ----------
        theta : int, float, Fraction, Decimal, str or array of them
            The threshold, taken exactly.

        Returns
        -------
        float, or array of float in the shape of `theta`
            The probability; full relative precision however small.

        Raises
        ------
        TypeError, ValueError
            If a threshold is not a number, or NaN.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).sf(["0.99", 1])
        array([0.125, 0.   ])
        """
        return self._of(theta, sf, "sf")

    def cdf(self, theta: Any) -> Any:
        r"""Return :math:`\Pr[F=0]=1-` `sf`, the probability that the layer is silent.

        Parameters
        ----------
        theta : int, float, Fraction, Decimal, str or array of them
            The threshold, taken exactly.

        Returns
        -------
        float, or array of float in the shape of `theta`
            The probability; full relative precision however small.

        Raises
        ------
        TypeError, ValueError
            If a threshold is not a number, or NaN.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).cdf(1)
        1.0
        """
        return self._of(theta, cdf, "cdf")

    def logsf(self, theta: Any) -> Any:
        r"""Return :math:`\log\Pr[F>0]`; `-inf` where it cannot activate.

        Parameters
        ----------
        theta : int, float, Fraction, Decimal, str or array of them
            The threshold, taken exactly.

        Returns
        -------
        float, or array of float in the shape of `theta`
            The natural logarithm.

        Raises
        ------
        TypeError, ValueError
            If a threshold is not a number, or NaN.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).logsf(1)
        -inf
        """
        return self._of(theta, log_sf, "logsf")

    def logcdf(self, theta: Any) -> Any:
        r"""Return :math:`\log\Pr[F=0]`; `-inf` where it always activates.

        Parameters
        ----------
        theta : int, float, Fraction, Decimal, str or array of them
            The threshold, taken exactly.

        Returns
        -------
        float, or array of float in the shape of `theta`
            The natural logarithm.

        Raises
        ------
        TypeError, ValueError
            If a threshold is not a number, or NaN.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).logcdf(1)
        0.0
        """
        return self._of(theta, log_cdf, "logcdf")

    def pmf(self, theta: Any) -> Any:
        r"""Return the probability that the largest pre-activation is exactly `theta`.

        Parameters
        ----------
        theta : int, float, Fraction, Decimal, str or array of them
            The value, taken exactly: a float beside an atom has probability 0.

        Returns
        -------
        float, or array of float in the shape of `theta`
            The probability; full relative precision however small.

        Raises
        ------
        TypeError, ValueError
            If a value is not a number, or NaN.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).pmf([1, 0.99])
        array([0.125, 0.   ])
        """

        def function(counts: Counts) -> Floats:
            here, below = self._neuron.point(counts), self._neuron.tails(counts.at_least)[1]
            return mass(*self._neuron.tails(counts.above), here, below, self.width)

        return self._at(theta, function, "pmf")

    def _of(self, theta: Any, function: Callable[..., Floats], name: str) -> Any:
        """Return a function of the two tails at thresholds."""

        def of(counts: Counts) -> Floats:
            return function(*self._neuron.tails(counts.above), self.width)

        return self._at(theta, of, name)

    @np.errstate(all="ignore")  # tiny terms underflow, and what overflows is decided exactly
    def _at(self, theta: Any, function: Callable[[Counts], Floats], name: str) -> Any:
        """Return a function of the least counts at thresholds, in their shape."""
        given = read_thresholds(theta, f"MaximalPreactivation.{name}")
        neuron = self._neuron
        if given.numbers.high.size == 0:
            return np.zeros(given.shape)
        counts = least_counts(neuron, given)
        for part in counts:
            part[given.always] = 0
            part[given.never] = neuron.branches.trials + 1
        values = function(counts)
        return values.reshape(given.shape) if given.shape else float(values[0])
