"""Chapter 13b in numbers: the degrees promised under Gaussian noise, less its power or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from polyattn.bounds import gaussian_activation_at_least, gaussian_silence
from polyattn.data import SelfAttentionData
from polyattn.figures.numbers import NumberTable, table
from polyattn.kernels import Polynomial

__all__ = ["promised_window", "promised_windows"]

_CHANCE = "0.05"


def promised_window(
    d: int, power: float, subtracted: bool, *, theta: str = "1.5", width: int = 30
) -> tuple[int, int]:
    r"""Return the degrees between which theorems promise both activation and silence.

    At :math:`t=1{,}000`, :math:`a_0=0` and the running example's other entries.

    Parameters
    ----------
    d : int
        The number of columns.
    power : float
        :math:`\nu`, in units of :math:`\log n`.
    subtracted : bool
        Whether it is subtracted from every self-score.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number of neurons.

    Returns
    -------
    tuple of int
        From where on :math:`\mathcal D_1` activates, with a chance of at least
        :math:`0.95(1-(\tfrac{15}{16})^m)`; up to where :math:`\mathcal D_0` does with a chance of
        at most 0.1. The first may be the larger one.

    References
    ----------
    Book label ``thm:subtract-gaussian``.

    Examples
    --------
    >>> promised_window(10**8, 1, subtracted=True)
    (13, 18)
    """
    sigma = (power / d) ** 0.5
    low, high = (SelfAttentionData(d, 1000, a=a, b="0.6", c="0.4") for a in (0, "0.9"))
    how: dict[str, Any] = {"chance": _CHANCE, "subtracted": subtracted}

    def quiet(degree: int) -> bool:
        return gaussian_silence(low, Polynomial(degree), sigma, theta, width, **how) <= 0.1

    def active(degree: int) -> bool:
        try:
            gaussian_activation_at_least(high, Polynomial(degree), sigma, theta, width, **how)
        except ValueError:  # the planted row is not known to keep enough
            return False
        return True

    return next(filter(active, range(1, 5_000))), _last(quiet)


def _last(holds: Callable[[int], bool]) -> int:
    """Return the last degree at which something holds that fails at all later ones, or 0."""
    high = next(1 << k for k in count() if not holds(1 << k))
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def promised_windows(sizes: Iterable[int], powers: Iterable[float]) -> NumberTable:
    r"""Return a table of :func:`promised_window`, as scores are and with :math:`\nu` subtracted.

    Parameters
    ----------
    sizes : iterable of int
        The exponents of 10 in d.
    powers : iterable of float
        The powers of the noise.

    Returns
    -------
    NumberTable
        A row for each pair.

    Examples
    --------
    >>> promised_windows([8], [1])
       $d$  $\nu$  as is  subtracted
    $10^8$      1   11–9       13–18
    """
    pairs = [(x, power) for x in sizes for power in powers]
    columns: dict[str, list[Any]] = {
        "$d$": [f"$10^{{{x}}}$" if x > 9 else f"$10^{x}$" for x, _ in pairs],
        r"$\nu$": [power for _, power in pairs],
    }
    for name, subtracted in (("as is", False), ("subtracted", True)):
        found = (promised_window(10**x, power, subtracted) for x, power in pairs)
        columns[name] = ["–".join(map(str, window)) for window in found]
    return table(columns, digits=2)
