"""The law of the largest pre-activation of a layer, named and broadcast as in scipy.stats."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from polyattn.data import VectorData
from polyattn.exact import whole_number
from polyattn.kernels import Kernel, Polynomial, Softmax
from polyattn.law._moments import Moments
from polyattn.law._neuron import Data, Neuron
from polyattn.law._sampling import sample
from polyattn.several.data import SeveralRowsData

__all__ = ["MaximalPreactivation"]

_MOST_SIGNS = 2**52  # larger counts are not whole numbers in float64
_MOST_LISTED = 10**5
_MOST_PLANTED = 10**4


class MaximalPreactivation(Moments):
    r"""The law of the largest pre-activation of a layer, and so of whether it activates.

    For one neuron with uniform random signs y,
    :math:`X=\max_j\langle C_j,y\rangle/\sqrt{\log n}` on the self-attention data and
    :math:`X=\langle f,y\rangle` on a vector; for m neurons it is the largest of m independent
    copies. The network activates, :math:`F>0`, exactly where it exceeds the threshold, so

    .. math::

       \Pr[F>0]=\texttt{sf}(\theta)=1-(1-p(\theta))^m,\qquad
       p(\theta)=\tfrac18\sum_{s\in\{\pm\}^3}\Pr[\mathrm{Bin}(d-3,\tfrac12)\ge k_s(\theta)],

    with the least counts :math:`k_s(\theta)=\min\{K:X>\theta\}` of the eight sign triples. The
    cost grows neither with n nor with the number of copies. With k planted rows in different
    groups the sign of the planted group is a count too, and each of its values is a term of the
    sum.

    Parameters
    ----------
    data : SelfAttentionData, SeveralRowsData or VectorData
        The data. Thresholds are in units of :math:`\sqrt{\log n}`, and the threshold itself for
        VectorData.
    kernel : Polynomial or Softmax
        The kernel. VectorData has no absolute scale, so that Softmax is refused there.
    width : int, default 1
        The number m of neurons.

    Attributes
    ----------
    data, kernel, width
        As given.

    Raises
    ------
    TypeError
        If `data` or `kernel` is of another kind, or `width` is not whole.
    ValueError
        If ``width < 1``, if the data is a VectorData and the kernel Softmax, if there are more
        than :math:`2^{52}` random signs, if weights lie further apart than a factor of
        :math:`\exp(2^{38})`, if of a vector's background both more than
        :math:`10^5` entries are high and more than that low, or if both more than :math:`10^4`
        groups have planted rows and more than that have none.

    Notes
    -----
    The event is strict, and thresholds are taken exactly: ``"0.1"`` is one tenth, a float the
    dyadic rational that it is. A comparison of a value with a threshold is decided in floats with a
    rigorous error where that suffices; else in Arb balls of up to 4,000 bits; else, for whole
    degrees (and softmax weights that are whole powers of n), in exact rationals. What is still
    undecided then counts as a tie, which does not activate. Thresholds may be infinite.

    `isf` and `ppf` find their thresholds among the atoms of the law, compared in Arb balls.

    `logsf` and `logcdf` have a relative error below 1e-12, `sf`, `cdf` and `pmf` one below
    :math:`(1+|\log|)\cdot10^{-12}`, at any size of the result; for one neuron with at most 53
    random signs they are exact. Tested for d up to 1e5, n up to
    1e15, degrees from 0.01 to 1e4, widths up to 1e12; vectors up to n = 1e15 with an equal
    background, up to n = 1e5 and ``high`` = 1e3 otherwise.

    References
    ----------
    Book label ``thm:exact-law``, and ``thm:k-rows-law`` for several planted rows. The maximum is
    over the network of Song, Xu and Yin (arXiv:2310.20051); Arb balls: F. Johansson, IEEE Trans.
    Comput. 66 (2017) 1281-1292.

    Examples
    --------
    >>> from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> law = MaximalPreactivation(data, Polynomial(20), width=256)
    >>> round(law.sf("0.99999998"), 20), round(law.logsf("1.0"), 6)
    (2.6701125115e-10, -356.233667)
    """

    def __init__(self, data: Data, kernel: Kernel, width: int = 1) -> None:
        call = "MaximalPreactivation"
        if not isinstance(data, Data):
            raise TypeError(
                f"{call}: data must be SelfAttentionData, SeveralRowsData or VectorData, got "
                f"{type(data).__name__}"
            )
        if not isinstance(kernel, Polynomial | Softmax):
            raise TypeError(
                f"{call}: kernel must be Polynomial or Softmax, got {type(kernel).__name__}; "
                "use e.g. Polynomial(8)"
            )
        if isinstance(data, VectorData) and isinstance(kernel, Softmax):
            raise ValueError(
                f"{call}: VectorData has no absolute scale, got a Softmax kernel; use Polynomial"
            )
        _refuse_too_many(data)
        self.width = whole_number(width, "width", call, 1, "use width >= 1 neurons")
        self.data, self.kernel = data, kernel
        self._neuron = Neuron(data, kernel)

    def __reduce__(self) -> tuple[Any, ...]:  # Arb balls that it keeps cannot be pickled
        return MaximalPreactivation, (self.data, self.kernel, self.width)

    def __repr__(self) -> str:
        return f"MaximalPreactivation({self.data!r}, {self.kernel!r}, width={self.width})"

    def rvs(
        self,
        size: int | tuple[int, ...] | None = None,
        random_state: int | np.random.Generator | None = None,
    ) -> Any:
        """Draw values of the largest pre-activation of the layer; no neuron is simulated.

        Parameters
        ----------
        size : int, tuple of int or None, default None
            The shape of the result; None: one float.
        random_state : int, numpy.random.Generator or None, default None
            The source of randomness, as in scipy.stats; None: fresh entropy.

        Returns
        -------
        float, or array of float of shape `size`
            The values, rounded to float64: atoms closer than that come out equal.

        Examples
        --------
        >>> from polyattn import Polynomial, SelfAttentionData
        >>> data = SelfAttentionData(d=4, a=0, b="0.6", c="0.4")
        >>> law = MaximalPreactivation(data, Polynomial(2), width=10**12)
        >>> bool(abs(law.rvs(random_state=0) - 1) < 1e-15)
        True
        """
        shape = () if size is None else np.empty(size, dtype=bool).shape
        number = math.prod(shape)
        values = sample(self._neuron, self.width, number, np.random.default_rng(random_state))
        return values.reshape(shape) if shape else float(values[0])


def _refuse_too_many(data: Data) -> None:
    """Raise where counts are too large to be whole floats, or too many to be listed."""
    call = "MaximalPreactivation"
    signs = data.n if isinstance(data, VectorData) else data.d
    if signs > _MOST_SIGNS:
        raise ValueError(f"{call}: at most 2**52 random signs can be counted, got {signs}")
    if isinstance(data, VectorData) and data.spread > 1:
        listed = min(data.high, data.n - data.high)
        if listed > _MOST_LISTED:
            raise ValueError(
                f"{call}: high or n - high must be at most {_MOST_LISTED}, got {listed}; "
                "the smaller one is listed count by count"
            )
    if isinstance(data, SeveralRowsData):
        listed = min(data.planted_groups, data.d - 2 - data.planted_groups)
        if listed > _MOST_PLANTED:
            raise ValueError(
                f"{call}: of the groups with planted rows and those without, the fewer must be at "
                f"most {_MOST_PLANTED}, got {listed}: they are listed count by count; "
                "use fewer rows, or one_group=True"
            )
