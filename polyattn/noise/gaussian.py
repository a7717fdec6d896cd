"""Gaussian noise: one event, likely by choice, on which every score of a noisy matrix is known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number

__all__ = ["EventBalls", "GaussianEvent", "event_balls", "gaussian_event", "standard_deviation"]


@dataclass(frozen=True)
class GaussianEvent:
    r"""How far all that is Gaussian may be off, at once, but for a chance that was chosen.

    Attributes
    ----------
    deviations : float
        :math:`x_\sigma=\sqrt{2\log(4n^2/\varepsilon)}`, in standard deviations.
    scores : float
        :math:`\zeta`: every score is that near to the one under orthogonal noise of power
        :math:`\nu=d\sigma^2`.
    length : float
        :math:`\sigma(\sqrt d+x_\sigma)`, at most the norm of the noise in any token.
    entries : float
        :math:`2\sigma x_\sigma`: the noise of any token at the feature, the planted group and the
        bias adds up to no more in absolute value.
    """

    deviations: float
    scores: float
    length: float
    entries: float


class EventBalls(NamedTuple):
    """The numbers of `GaussianEvent` as Arb balls, in the same order."""

    deviations: Any
    scores: Any
    length: Any
    entries: Any


def gaussian_event(
    data: SelfAttentionData, sigma: ExactNumber, chance: ExactNumber = "0.01"
) -> GaussianEvent:
    r"""Return how far a matrix of Gaussian noise may take scores and rows.

    For independent entries :math:`\mathcal N(0,\sigma^2)` and :math:`x_\sigma=\sqrt{2\log(4n^2/
    \varepsilon)}`, with probability at least :math:`1-\varepsilon` at once for all rows

    .. math::

        |s_{jj}-s^0_{jj}-\nu|\le\zeta,\quad|s_{jk}-s^0_{jk}|\le\zeta,\quad
        \zeta=\sigma x_\sigma\big(2\sqrt p+\sigma\sqrt{2d}+\sigma x_\sigma\big),

    :math:`\lVert E_j\rVert\le\sigma(\sqrt d+x_\sigma)` and
    :math:`|E_{j1}+E_{jg^*}+E_{jd}|\le2\sigma x_\sigma`.

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction :math:`A^0`, of any size.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    chance : number, default "0.01"
        The chance :math:`\varepsilon` that it fails, greater than 0 and at most 1.

    Returns
    -------
    GaussianEvent
        Each number rounded up.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `sigma` is not positive or `chance` out of range.

    References
    ----------
    Book label ``lem:one-event``.

    Examples
    --------
    >>> data = SelfAttentionData(10**6, 50, a="0.9", b="0.6", c="0.4")
    >>> event = gaussian_event(data, "0.0005")
    >>> round(event.deviations, 2), round(event.scores, 4), round(event.length, 3)
    (9.1, 0.0137, 0.505)
    """
    call = "gaussian_event"
    require(call, data, SelfAttentionData)
    size, missed = standard_deviation(call, sigma), exact_number(chance, "chance", call)
    if not 0 < missed <= 1:
        raise ValueError(
            f"{call}: chance must be greater than 0 and at most 1, got {chance}; it is the chance "
            "that the event fails, use 0.01 or so"
        )
    return GaussianEvent(*round_once(lambda: event_balls(data, size, missed), "up"))


def event_balls(data: SelfAttentionData, sigma: Fraction, chance: Fraction) -> EventBalls:
    """Return the numbers of an event for callers that go on computing with them."""
    deviations = (2 * ball(4 * data.n**2 / chance).log()).sqrt()
    allowed, root = ball(sigma) * deviations, ball(Fraction(data.d)).sqrt()
    longest = ball(sigma) * ball(Fraction(2 * data.d)).sqrt()
    scores = allowed * (2 * ball(data.p).sqrt() + longest + allowed)
    return EventBalls(deviations, scores, ball(sigma) * root + allowed, 2 * allowed)


def standard_deviation(call: str, sigma: ExactNumber) -> Fraction:
    r"""Return the standard deviation :math:`\sigma>0` of noise, exactly and checked."""
    size = exact_number(sigma, "sigma", call)
    if size <= 0:
        raise ValueError(
            f"{call}: sigma must be positive, got {sigma}; it is the standard deviation of an "
            "entry, and without noise use the bounds for clean data"
        )
    return size
