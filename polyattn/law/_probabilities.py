"""What a law says of a threshold: how likely the layer is to activate there, or to be silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from polyattn.law._comparison import least_counts
from polyattn.law._neuron import Neuron
from polyattn.law._thresholds import read_thresholds
from polyattn.law._width import cdf, log_cdf, log_sf, sf
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

    @np.errstate(all="ignore")  # tiny terms underflow, and what overflows is decided exactly
    def _of(self, theta: Any, function: Callable[..., Floats], name: str) -> Any:
        given = read_thresholds(theta, f"MaximalPreactivation.{name}")
        neuron = self._neuron
        if given.numbers.high.size == 0:
            return np.zeros(given.shape)
        counts = least_counts(neuron, given).above
        counts[given.always] = 0
        counts[given.never] = neuron.branches.trials + 1
        values = function(*neuron.tails(counts), self.width)
        return values.reshape(given.shape) if given.shape else float(values[0])
