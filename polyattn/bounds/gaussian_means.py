"""Silence under Gaussian noise, where the crowd of a row is bounded by the means of its scores."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, sign
from polyattn.bounds._gaussian import prepared, silence
from polyattn.bounds._parts import neurons
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Polynomial

__all__ = ["gaussian_silence_by_means"]


def gaussian_silence_by_means(
    data: SelfAttentionData,
    kernel: Polynomial,
    sigma: ExactNumber,
    theta: ExactNumber,
    width: int = 1,
    *,
    chance: ExactNumber = "0.01",
    log: bool = False,
) -> float:
    r"""Return a bound on the probability that a network activates, over signs and Gaussian noise.

    Sharper than `gaussian_silence` at most sizes, for degrees :math:`\beta\ge1` and
    :math:`t\ge2`. With :math:`x_\sigma` and :math:`\zeta<r` of `gaussian_event`,
    :math:`L=\sqrt p+\sigma\sqrt{2d}+\sigma x_\sigma` and

    .. math::

        \zeta_m&=\sigma x_\sigma\Big(\sqrt p+\frac L{\sqrt{t-1}}\Big),\qquad
        \zeta_o=\sigma x_\sigma\Big(\sqrt{r+\tfrac{a^2+b^2}N}+\frac L{\sqrt{tN}}\Big),\\
        W_-&=(t-1)(q-\zeta_m)^\beta+tN(r-\zeta_o)^\beta,\\
        \bar f_\sigma&=\frac{(p+\nu+\zeta)^\beta}{(p+\nu+\zeta)^\beta+W_-},\qquad
        \bar\Psi_\sigma=\frac{\sqrt{(t-1)(q+\zeta)^{2\beta}+tN(r+\zeta)^{2\beta}}}{W_-},\\
        \bar\omega_\sigma&=\sigma x_\sigma+\sigma\big(\sqrt d+x_\sigma\big)
        \big(\bar f_\sigma+\bar\Psi_\sigma\big),\qquad
        \bar f_{\max}=\bar f_\sigma+\frac{(q+\zeta)^\beta}{W_-},

    for :math:`\theta>b+c+a\bar f_{\max}`

    .. math::

        \Pr[F>0]\le\varepsilon+mn\exp\Big(
        -\frac{(\theta-b-c-a\bar f_{\max})^2}{2\,\bar\omega_\sigma^2}\Big).

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction, of two tokens a group or more.
    kernel : Polynomial
        The degree :math:`\beta\ge1`.
    sigma : number
        The standard deviation :math:`\sigma>0` of an entry, in units of :math:`\sqrt{\log n}`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    chance : number, default "0.01"
        The part :math:`\varepsilon` of the bound that is spent on the noise.
    log : bool, default False
        Return the natural logarithm.

    Returns
    -------
    float
        The bound, rounded up; at most 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, there is one token a group, scores may be off by
        :math:`\zeta\ge r`, their means by :math:`\zeta_m\ge q` or :math:`\zeta_o\ge r`, or
        :math:`\theta\le b+c+a\bar f_{\max}`.

    References
    ----------
    Book label ``thm:gaussian-noise-sharper``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.1", b="0.6", c="0.4")
    >>> round(gaussian_silence_by_means(data, Polynomial(4), "0.0043", "1.3", 30), 2)
    0.08
    """
    call = "gaussian_silence_by_means"
    rows, missed = prepared(call, data, kernel, sigma, chance)
    _require(call, data, kernel)
    count = neurons(call, width) * data.n
    height = exact_number(theta, "theta", call) - data.b - data.c
    t, others, degree = data.copies, data.copies * (data.d - 3), ball(kernel.degree)

    def low() -> tuple[Any, Any]:
        """Return how large the means of scores are at least, over mates and over other groups."""
        event = rows().event
        allowed, size = event.entries / 2, ball(data.p).sqrt()
        reach = event.scores / allowed - size
        far = (ball(data.r + (data.a**2 + data.b**2) / (data.d - 3))).sqrt()
        mates = allowed * (size + reach / ball(Fraction(t - 1)).sqrt())
        rest = allowed * (far + reach / ball(Fraction(others)).sqrt())
        return ball(data.q) - mates, ball(data.r) - rest

    if sign(lambda: low()[0]) != 1 or sign(lambda: low()[1]) != 1:
        raise ValueError(
            f"{call}: the noise may take a mean of scores to 0, so the theorem says nothing, got "
            f"sigma = {sigma}; use a smaller one, or silence_certificate on the matrix in hand"
        )

    def kept() -> tuple[Any, Any]:
        """Return the room that is left, and the noise that a row keeps at most."""
        row, unit = rows(), ball(data.r)
        off = row.event.scores
        mates, far = low()
        own, most, small, mean, least = (
            (x / unit) ** degree
            for x in (ball(data.p) + row.power + off, ball(data.q) + off, unit + off, mates, far)
        )
        crowd = (t - 1) * mean + others * least
        share = own / (own + crowd)
        norm = ((t - 1) * most**2 + others * small**2).sqrt() / crowd
        noise = row.event.entries / 2 + row.event.length * (share + norm)
        return ball(height) - ball(data.a) * (share + most / crowd), noise

    if sign(lambda: kept()[0]) != 1:
        raise ValueError(
            f"{call}: theta must be above b + c and what a row gives to the planted token at most, "
            f"got {theta}; use a higher threshold, or a smaller degree or sigma"
        )

    return silence(missed, count, kept, log)


def _require(call: str, data: SelfAttentionData, kernel: Polynomial) -> None:
    """Raise where the theorem says nothing about the data or the degree."""
    if data.copies < 2:
        raise ValueError(
            f"{call}: data must have two tokens a group or more, got copies = {data.copies}; with "
            "one there is no mean over mates, use gaussian_silence"
        )
    if kernel.degree < 1:
        raise ValueError(
            f"{call}: the degree must be at least 1, got {kernel.degree}; below it a power is not "
            "convex, use gaussian_silence"
        )
