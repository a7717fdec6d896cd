"""What turns a score into an attention weight, in logarithms, so that no degree overflows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from polyattn.exact import ExactNumber, exact_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Kernel", "Polynomial", "Softmax"]


@dataclass(frozen=True, init=False)
class Polynomial:
    r"""The polynomial kernel: a score :math:`s` gets the weight :math:`s^\beta`.

    Parameters
    ----------
    degree : int, float, Fraction, Decimal or str
        The degree :math:`\beta > 0`, taken exactly; it need not be whole.

    Attributes
    ----------
    degree : Fraction
        The degree as a rational number.

    Raises
    ------
    TypeError
        If the degree is not a number.
    ValueError
        If it is NaN, infinite, zero or negative.

    References
    ----------
    Song, Xu and Yin (arXiv:2310.20051); book label ``lem:amplification``.

    Examples
    --------
    >>> Polynomial("7.3").degree
    Fraction(73, 10)
    """

    degree: Fraction

    def __init__(self, degree: ExactNumber) -> None:
        exact = exact_number(degree, "degree", "Polynomial")
        if exact <= 0:
            raise ValueError(f"Polynomial: degree must be positive, got {degree}; use degree > 0")
        object.__setattr__(self, "degree", exact)

    def __repr__(self) -> str:
        return f"Polynomial({str(self.degree)!r})"

    def log_weight(self, scores: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        r"""Return :math:`\log w = \beta\log s` for positive scores, elementwise.

        Parameters
        ----------
        scores : array of float
            Scores :math:`s \ge 0`, any shape; a zero gives ``-inf``.

        Returns
        -------
        array of float
            The logarithms of the weights, in the shape of `scores`.

        Raises
        ------
        ValueError
            If a score is negative or NaN: its power need not be real.

        Examples
        --------
        >>> import numpy as np
        >>> Polynomial(3).log_weight(np.array([1.0, np.e]))
        array([0., 3.])
        """
        import numpy as np

        values = np.asarray(scores)
        if not np.all(values >= 0):
            raise ValueError(
                "Polynomial.log_weight: scores must be non-negative numbers, got a negative or "
                "NaN one; only whole degrees take negative scores, and only in attention()"
            )
        with np.errstate(divide="ignore"):  # log 0 = -inf is the weight zero, as meant
            return np.asarray(float(self.degree) * np.log(values))

    def log_ratio(self, score: Fraction, reference: Fraction, n: int) -> Any:
        r"""Return :math:`\beta\log(s/s')`, the log of the ratio of two weights, as an Arb ball.

        Parameters
        ----------
        score, reference : Fraction
            Two positive scores :math:`s, s'` in the same unit (which cancels).
        n : int
            The number of rows; not needed here, as the kernel has no absolute scale.

        Returns
        -------
        flint.arb
            The enclosure at the current ``flint.ctx.prec``; exactly 0 where the scores are equal.

        Examples
        --------
        >>> float(Polynomial(2).log_ratio(Fraction(1), Fraction(1), 10))
        0.0
        """
        from flint import arb, fmpq

        ratio = score / reference
        if ratio == 1:
            return arb(0)
        degree = fmpq(self.degree.numerator, self.degree.denominator)
        return arb(fmpq(ratio.numerator, ratio.denominator)).log() * arb(degree)


@dataclass(frozen=True, init=False)
class Softmax:
    r"""The softmax kernel: a score :math:`s` gets the weight :math:`e^{\alpha s}`.

    Parameters
    ----------
    scale : int, float, Fraction, Decimal or str, default 1
        The inverse temperature :math:`\alpha > 0`, taken exactly. No
        :math:`1/\sqrt{\text{dim}}` is applied.

    Attributes
    ----------
    scale : Fraction
        The scale as a rational number.

    Raises
    ------
    TypeError
        If the scale is not a number.
    ValueError
        If it is NaN, infinite, zero or negative.

    References
    ----------
    Book label ``thm:softmax-dictionary``.

    Examples
    --------
    >>> Softmax().scale
    Fraction(1, 1)
    """

    scale: Fraction

    def __init__(self, scale: ExactNumber = 1) -> None:
        exact = exact_number(scale, "scale", "Softmax")
        if exact <= 0:
            raise ValueError(f"Softmax: scale must be positive, got {scale}; use scale > 0")
        object.__setattr__(self, "scale", exact)

    def __repr__(self) -> str:
        return f"Softmax({str(self.scale)!r})"

    def log_weight(self, scores: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        r"""Return :math:`\log w = \alpha s`, elementwise.

        Parameters
        ----------
        scores : array of float
            Scores, any shape.

        Returns
        -------
        array of float
            The logarithms of the weights, in the shape of `scores`.

        Examples
        --------
        >>> import numpy as np
        >>> Softmax(2).log_weight(np.array([0.0, 1.5]))
        array([0., 3.])
        """
        import numpy as np

        return np.asarray(float(self.scale) * np.asarray(scores))

    def log_ratio(self, score: Fraction, reference: Fraction, n: int) -> Any:
        r"""Return :math:`\alpha(s-s')\log n`, the log of the ratio of two weights.

        Parameters
        ----------
        score, reference : Fraction
            Two scores in units of :math:`\log n`, the unit of the book's data.
        n : int
            The number of rows, which sets that unit.

        Returns
        -------
        flint.arb
            The enclosure at the current ``flint.ctx.prec``; exactly 0 where the scores are equal.

        Examples
        --------
        >>> float(Softmax().log_ratio(Fraction(2), Fraction(1), 1))
        0.0
        """
        from flint import arb, fmpq

        factor = self.scale * (score - reference)
        if factor == 0:
            return arb(0)
        return arb(n).log() * arb(fmpq(factor.numerator, factor.denominator))


Kernel: TypeAlias = Polynomial | Softmax
"""Either kernel."""
