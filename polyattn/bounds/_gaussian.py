"""The rows of a layer on the event of Gaussian noise on which every score is nearly right."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from polyattn._arb import ball, sign
from polyattn._arguments import require
from polyattn.bounds._parts import at_most, share
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber
from polyattn.kernels import Kernel, Polynomial
from polyattn.noise.gaussian import EventBalls, event_balls, standard_deviation

__all__ = ["NearlyRight", "prepared", "silence"]


class NearlyRight(NamedTuple):
    """The event, and weights over that of the score r under orthogonal noise, as balls."""

    event: EventBalls
    power: Any  # of the noise
    factor: Any  # the square of H: what odds may be off by
    planted: Any  # the planted row of itself
    own: Any  # every other row of itself
    crowd: Any
    length: Any  # the root of the squares that add up over the crowd

    def lost(self, itself: Any) -> Any:
        """Return what a row with this weight of itself gives to others at most."""
        return self.crowd / (itself / self.factor + self.crowd)

    def kept(self) -> Any:
        """Return the noise that a row keeps at most."""
        itself = self.factor * self.planted
        shares = itself / (itself + self.crowd) + self.factor * self.length / self.crowd
        return self.event.entries / 2 + self.event.length * shares


def prepared(
    call: str,
    data: object,
    kernel: object,
    sigma: ExactNumber,
    chance: ExactNumber,
    subtracted: bool = False,
) -> tuple[Callable[[], NearlyRight], Fraction]:
    """Check the arguments; return the rows at the precision of the moment, and the chance.

    Where the power of the noise is subtracted, self-scores are nearly those without it.
    """
    require(call, data, SelfAttentionData)
    require(call, kernel, Kernel, "kernel")
    if not isinstance(subtracted, bool):
        raise TypeError(f"{call}: subtracted must be True or False, got {subtracted!r}")
    assert isinstance(data, SelfAttentionData)
    if not isinstance(kernel, Polynomial):
        raise ValueError(
            f"{call}: kernel must be a Polynomial, got {kernel!r}; no softmax is covered"
        )
    size, missed = standard_deviation(call, sigma), share(call, chance, "chance")
    if sign(lambda: ball(data.r) - event_balls(data, size, missed).scores) != 1:
        raise ValueError(
            f"{call}: the noise may take scores further off than r = c^2 = {data.r}, so the "
            f"theorem says nothing, got sigma = {sigma}; use a smaller one, or "
            "silence_certificate on the matrix in hand"
        )
    power, t, others = data.d * size**2, data.copies, data.copies * (data.d - 3)
    added = Fraction(0) if subtracted else power

    def rows() -> NearlyRight:
        event = event_balls(data, size, missed)
        factor = (-2 * ball(kernel.degree) * (1 - event.scores / ball(data.r)).log()).exp()
        planted, own, mate = (
            kernel.log_ratio(x, data.r, data.n).exp()
            for x in (data.p + added, data.q + added, data.q)
        )
        length = ((t - 1) * mate**2 + others).sqrt()
        crowd = (t - 1) * mate + others
        return NearlyRight(event, ball(power), factor, planted, own, crowd, length)

    return rows, missed


def silence(
    missed: Fraction, count: int, room_and_noise: Callable[[], tuple[Any, Any]], log: bool
) -> float:
    """Return the chance that is given away, and so many tails beyond the room, rounded up."""

    def log_bound() -> Any:
        room, noise = room_and_noise()
        tail = ball(Fraction(count)) * (-(room**2) / (2 * noise**2)).exp()
        return (ball(missed) + tail).log()

    return at_most(log_bound, log)
