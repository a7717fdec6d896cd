"""Dense networks with Gaussian noise, for chapter 13: what they do, and what is proved of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from polyattn.bounds import silence_certificate
from polyattn.data import SelfAttentionData
from polyattn.network import random_signs

__all__ = ["NoisyTrial", "gaussian_noise", "noisy_trials"]


class NoisyTrial(NamedTuple):
    """One degree: the dense layer with its noise, and what is proved about its network.

    Attributes
    ----------
    degree : float
        The degree.
    planted, others : float
        What the planted row gives to itself, and the mean of what the other rows do.
    active : float
        The share of the networks that activate.
    at_most, at_least : float
        The bounds of ``thm:any-noise`` on the chance to activate: 1 and 0 where the theorem does
        not speak.
    """

    degree: float
    planted: float
    others: float
    active: float
    at_most: float
    at_least: float


def gaussian_noise(data: SelfAttentionData, sigma: float, seed: int = 7) -> Any:
    r"""Return a matrix of independent normal entries, in units of :math:`\sqrt{\log n}`.

    Parameters
    ----------
    data : SelfAttentionData
        Says how many rows and columns.
    sigma : float
        Their standard deviation.
    seed : int, default 7
        Where the draw starts: the same for every sigma.

    Returns
    -------
    ndarray of shape (n, d)
        The noise.

    Examples
    --------
    >>> data = SelfAttentionData(5, 2, a="0.9", b="0.6", c="0.4")
    >>> gaussian_noise(data, 0.1).shape
    (6, 5)
    """
    return sigma * np.random.default_rng(seed).standard_normal((data.n, data.d))


def noisy_trials(
    data: SelfAttentionData,
    noise: Any,
    degrees: Iterable[float],
    theta: float,
    width: int,
    networks: int = 40,
) -> list[NoisyTrial]:
    r"""Return what dense networks do with noisy data, and what is proved about them.

    Weights are :math:`|s|^\beta`, since a noisy score may be negative. One matrix of noise serves
    all; the networks differ in their signs.

    Parameters
    ----------
    data : SelfAttentionData
        The clean data; the planted row is the first.
    noise : array of shape (n, d)
        The noise.
    degrees : iterable of float
        The degrees.
    theta : float
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number of neurons.
    networks : int, default 40
        How many networks are drawn.

    Returns
    -------
    list of NoisyTrial
        One a degree.

    References
    ----------
    Book label ``thm:any-noise``.

    Examples
    --------
    >>> data = SelfAttentionData(5, 2, a="0.9", b="0.6", c="0.4")
    >>> (one,) = noisy_trials(data, gaussian_noise(data, 0.01), [4], 2.0, 3)
    >>> one.active <= one.at_most
    True
    """
    unit = np.sqrt(np.log(data.n))
    noisy = data.matrix() / unit + noise
    signs = random_signs(data.d, width * networks, random_state=1)
    scores, seen = np.abs(noisy @ noisy.T), noisy @ signs
    found = []
    for degree in degrees:
        f = (scores / scores.max()) ** degree
        f /= f.sum(axis=1, keepdims=True)
        best = (f @ seen).max(axis=0).reshape(networks, width).max(axis=1)
        itself = np.diag(f)
        found.append(
            NoisyTrial(
                degree,
                float(itself[0]),
                float(itself[1:].mean()),
                float(np.mean(best > theta)),
                _at_most(f, noise, data, theta, width),
                _at_least(f[0], noise, data, theta, width),
            )
        )
    return found


def _at_most(f: Any, noise: Any, data: SelfAttentionData, theta: float, width: int) -> float:
    """Return the certificate of silence; 1 where the clean part alone may reach the threshold."""
    if theta <= data.b + data.c + data.a * f[:, 0].max():
        return 1.0
    return silence_certificate(f, noise, data, theta, width)


def _at_least(row: Any, noise: Any, data: SelfAttentionData, theta: float, width: int) -> float:
    """Return what one neuron in sixteen makes of many; 0 where the planted row is not locked."""
    down = max(0.0, -float((row @ noise)[[0, 1, -1]].sum()))
    a, b, c = map(float, (data.a, data.b, data.c))
    locked = 1 - row[0] < (a + b + c - theta - down) / (a + 2 * b)
    return float(1 - (15 / 16) ** width) if locked else 0.0
