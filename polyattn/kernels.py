"""What turns a score into an attention weight, in logarithms, so that no degree overflows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

from polyattn._arb import ball
from polyattn._arguments import plain_array
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
        If it is NaN, infinite, zero or negative, or beyond the range of float64: less than
        5e-324, or more than 1.797e308.

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
        object.__setattr__(self, "degree", _positive("Polynomial", "degree", degree))

    def __repr__(self) -> str:
        return f"Polynomial({_spelled(self.degree)})"

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

        values = plain_array("Polynomial.log_weight", "scores", scores)
        if not np.all(values >= 0):
            raise ValueError(
                "Polynomial.log_weight: scores must be non-negative numbers, got a negative or "
                "NaN one; only whole degrees take negative scores, and only in attention()"
            )
        with np.errstate(all="ignore"):  # log 0 = -inf is the weight zero, as meant
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
        ratio = score / reference
        return ball(Fraction(0)) if ratio == 1 else ball(ratio).log() * ball(self.degree)


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
        If it is NaN, infinite, zero or negative, or beyond the range of float64: less than
        5e-324, or more than 1.797e308.

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
        object.__setattr__(self, "scale", _positive("Softmax", "scale", scale))

    def __repr__(self) -> str:
        return f"Softmax({_spelled(self.scale)})"

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

        values = plain_array("Softmax.log_weight", "scores", scores)
        with np.errstate(all="ignore"):
            return np.asarray(float(self.scale) * values)

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
        factor = self.scale * (score - reference)
        return ball(factor) if factor == 0 else ball(Fraction(n)).log() * ball(factor)


def _positive(call: str, name: str, given: ExactNumber) -> Fraction:
    """Return a number that is positive in float64 too."""
    exact = exact_number(given, name, call)
    if exact <= 0:
        raise ValueError(f"{call}: {name} must be positive, got {_shown(given)}; use {name} > 0")
    try:
        near = float(exact)
    except OverflowError:
        near = inf
    if not 0 < near < inf:
        raise ValueError(
            f"{call}: {name} must lie in the range of float64, 5e-324 to 1.797e308, got "
            f"{_shown(given)}; use a number in this range"
        )
    return exact


def _shown(given: ExactNumber) -> str:
    """Return a number as a message shows it: in full where it is short."""
    if isinstance(given, int | Fraction):
        bits = max(abs(given.numerator), given.denominator).bit_length()
        if bits > 200:
            return f"a number of {bits} bits"
    return str(given)


def _spelled(number: Fraction) -> str:
    """Return what a constructor takes for this number; digits beyond a few thousand in base 16."""
    top, bottom = number.numerator, number.denominator
    if max(top, bottom).bit_length() < 10_000:
        return repr(str(number))
    return f"Fraction({top:#x}, {bottom:#x})"


Kernel: TypeAlias = Polynomial | Softmax
"""Either kernel."""
