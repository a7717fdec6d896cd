"""What a law says of a probability: the threshold at which it is reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.law._atoms import bits_for
from polyattn.law._bisection import Places, least_atoms, read_probabilities
from polyattn.law._neuron import Neuron
from polyattn.law._probabilities import Probabilities
from polyattn.law._support import support
from polyattn.law._width import cdf, sf
from polyattn.law.scaled import Floats, Scaled

__all__ = ["Quantiles", "false_alarm_atoms"]

Ints = NDArray[np.int64]


def false_alarm_atoms(neuron: Neuron, width: int, q: Floats, bits: int) -> Places:
    """Return the least atoms at which a layer activates with probability at most q."""

    def enough(p: Scaled, silent: Scaled, which: Ints) -> NDArray[np.bool_]:
        # sf may underflow to 0 where p is positive
        reached: NDArray[np.bool_] = sf(p, silent, width) <= q[which]
        reached &= (q[which] > 0) | (p.mantissa == 0)
        return reached

    return least_atoms(neuron, q.size, enough, bits)


class Quantiles(Probabilities):
    """The functions of a probability."""

    def isf(self, q: Any, *, exact: bool = False) -> Any:
        r"""Return the least threshold at which the layer activates with probability at most `q`.

        It is the least atom :math:`x` with ``sf(x) <= q``, found among the atoms of the law
        themselves, which floats need not be able to tell apart.

        Parameters
        ----------
        q : float, or array of float
            Probabilities from 0 to 1, rates of false alarms for instance.
        exact : bool, default False
            Return the atoms as Fractions, else as floats.

        Returns
        -------
        float, Fraction or array of them, in the shape of `q`
            As a float the least one that is not below the atom. For both
            ``sf(isf(q)) <= q < sf(x)``, the first at once, the second for every float `x` below
            and, where `exact`, for every number below the atom; with ``sf`` as it is computed,
            which is exact for one neuron with at most 53 random signs, and is 0 where it is below
            5e-324. The Fraction is the atom itself where the weights are rational (whole degrees),
            else it lies above by less than a relative 1e-1000. ``isf(0)`` is the greatest atom and
            ``isf(1)`` the least.

        Raises
        ------
        TypeError, ValueError
            If `q` is not a number from 0 to 1, or weights lie further apart than a factor of
            :math:`2^{4194304}`.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
        >>> law = MaximalPreactivation(data, Polynomial(20), width=256)
        >>> law.sf(law.isf(1e-6)) <= 1e-6 < law.sf(np.nextafter(law.isf(1e-6), 0))
        True
        """

        def places(rates: Floats, bits: int) -> Places:
            return false_alarm_atoms(self._neuron, self.width, rates, bits)

        return self._least("isf", q, places, exact)

    def ppf(self, q: Any, *, exact: bool = False) -> Any:
        r"""Return the least threshold at which the layer is silent with probability at least `q`.

        Parameters
        ----------
        q : float, or array of float
            Probabilities from 0 to 1.
        exact : bool, default False
            Return the atoms as Fractions, else as floats.

        Returns
        -------
        float, Fraction or array of them, in the shape of `q`
            As of :meth:`isf`: ``cdf(x) < q <= cdf(ppf(q))`` for every `x` below. ``ppf(1)`` is the
            greatest atom and ``ppf(0)`` the least.

        Raises
        ------
        TypeError, ValueError
            As :meth:`isf`.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> MaximalPreactivation(VectorData(10), Polynomial(2)).ppf([0.001, 0.5], exact=True)
        array([Fraction(-4, 5), Fraction(0, 1)], dtype=object)
        """

        def places(rates: Floats, bits: int) -> Places:
            def enough(p: Scaled, silent: Scaled, which: Ints) -> NDArray[np.bool_]:
                # cdf may round to 1 where p is positive
                reached: NDArray[np.bool_] = cdf(p, silent, self.width) >= rates[which]
                reached &= (rates[which] < 1) | (p.mantissa == 0)
                return reached

            return least_atoms(self._neuron, rates.size, enough, bits)

        return self._least("ppf", q, places, exact)

    def median(self) -> float:
        """Return the median, ``ppf(0.5)``.

        Returns
        -------
        float
            The least float that is not below it.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> MaximalPreactivation(VectorData(10), Polynomial(2)).median()
        0.0
        """
        return float(self.ppf(0.5))

    def interval(self, confidence: Any) -> tuple[Any, Any]:
        """Return the ends of an interval with equal tails.

        Parameters
        ----------
        confidence : float, or array of float
            The probability inside, from 0 to 1.

        Returns
        -------
        lower, upper : float, or array of float
            ``ppf((1 - confidence) / 2)`` and ``ppf((1 + confidence) / 2)``.

        Raises
        ------
        TypeError, ValueError
            If `confidence` is not a number from 0 to 1.

        References
        ----------
        Book label ``thm:exact-law``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, VectorData
        >>> MaximalPreactivation(VectorData(10), Polynomial(2)).interval(0.9)
        (-0.6, 0.6000000000000001)
        """
        inside = read_probabilities(confidence, "confidence", "MaximalPreactivation.interval")
        return self.ppf((1 - inside) / 2), self.ppf((1 + inside) / 2)

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value that the pre-activation takes.

        Returns
        -------
        lower, upper : float
            The greatest float that is not above any value and the least that is not below any, so
            that ``sf(upper) == 0`` and no value lies below `lower`; at any width.

        References
        ----------
        Book label ``lem:l1-conservation``.

        Examples
        --------
        >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> MaximalPreactivation(data, Polynomial(2)).support()[1]
        1.0
        """
        return support(self._neuron)

    def _least(
        self, name: str, q: Any, places: Callable[[Floats, int], Places], exact: bool
    ) -> Any:
        """Read probabilities, find their atoms and return these."""
        call = f"MaximalPreactivation.{name}"
        rates, bits = read_probabilities(q, "q", call), bits_for(call, self._neuron)
        with np.errstate(all="ignore"):
            found = places(rates.ravel(), bits)
        return self._values(found, bits, rates.shape, exact)

    def _values(self, places: Places, bits: int, shape: tuple[int, ...], exact: bool) -> Any:
        """Return atoms as floats or Fractions, in a shape."""
        found = places.atoms(self._neuron, bits)
        values: list[Any] = found.floats()
        if exact:
            known = map(self._neuron.rational, places.patterns.tolist(), places.counts.tolist())
            pairs = zip(known, found.rationals(), strict=True)
            values = [above if value is None else value for value, above in pairs]
        if not shape:
            return values[0]
        out: NDArray[Any] = np.empty(len(values), dtype=object if exact else np.float64)
        out[:] = values
        return out.reshape(shape)
