"""Dense networks with Gaussian noise and a cure, for chapter 13b: what they do at each degree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from polyattn.data import SelfAttentionData
from polyattn.network import random_signs

__all__ = ["CURES", "CuredTrial", "cured_trials"]

CURES = "none", "unit norm", "no diagonal", "subtract"
"""What may be done to the scores, by the names of ``noisy_row_classes``."""


class CuredTrial(NamedTuple):
    """One degree: what the dense layer with its noise and a cure makes of rows and networks.

    Attributes
    ----------
    degree : int
        The degree, even.
    feature : float
        The planted row's entry at the feature, without the noise.
    others : float
        The mean of what the other rows give to themselves.
    active : float
        The share of the networks that activate.
    """

    degree: int
    feature: float
    others: float
    active: float


def cured_trials(
    data: SelfAttentionData,
    sigma: float,
    degrees: Iterable[int],
    theta: float,
    width: int,
    networks: int = 10,
) -> dict[str, list[CuredTrial]]:
    r"""Return what dense networks do with Gaussian noise, for each cure.

    Parameters
    ----------
    data : SelfAttentionData
        The clean data; the planted row is the first.
    sigma : float
        The standard deviation of the noise, in units of :math:`\sqrt{\log n}`; one draw serves
        all.
    degrees : iterable of int
        Even degrees, in their order.
    theta : float
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number of neurons.
    networks : int, default 10
        How many networks are drawn.

    Returns
    -------
    dict of str to list of CuredTrial
        One a degree, by the name of the cure.

    Raises
    ------
    ValueError
        If a degree is not even.

    References
    ----------
    Book labels ``thm:qk-norm``, ``thm:no-diagonal`` and ``thm:subtract``, for orthogonal noise.

    Examples
    --------
    >>> data = SelfAttentionData(5, 2, a="0.9", b="0.6", c="0.4")
    >>> cured_trials(data, 0.0, [2], 2.5, 3)["subtract"][0].active
    0.0
    """
    degrees = list(degrees)
    if odd := [x for x in degrees if x % 2 or x < 2]:
        raise ValueError(f"cured_trials: degrees must be even and positive, got {odd[0]}")
    # Single precision halves the time, and no entry is near a threshold.
    draw = np.random.default_rng(7)
    noise = sigma * draw.standard_normal((data.n, data.d), dtype=np.float32)
    noisy = (data.matrix() / np.sqrt(np.log(data.n)) + noise).astype(np.float32)
    seen = noisy @ random_signs(data.d, width * networks, random_state=1).astype(np.float32)
    scores = noisy @ noisy.T
    itself = np.diag(scores).copy()
    found: dict[str, list[CuredTrial]] = {}
    for cure in CURES:
        squares = _cured(scores, itself, cure, data.d * sigma**2) ** 2
        powers = np.ones_like(squares)
        found[cure] = []
        for low, degree in zip([0, *degrees], degrees, strict=False):
            for _ in range((degree - low) // 2):
                powers *= squares
            totals = powers.sum(axis=1)
            best = (powers @ seen / totals[:, None]).max(axis=0)
            active = best.reshape(networks, width).max(axis=1) > theta
            weights = np.diag(powers) / totals
            feature = float(data.a) * float(powers[0, 0] / totals[0])
            trial = degree, feature, float(weights[1:].mean()), float(active.mean())
            found[cure].append(CuredTrial(*trial))
    return found


def _cured(scores: Any, itself: Any, cure: str, power: float) -> Any:
    """Return the scores after a cure, over their largest."""
    cured = scores.copy()
    if cure == "unit norm":
        cured /= np.sqrt(np.outer(itself, itself))
    if cure == "no diagonal":
        np.fill_diagonal(cured, 0)
    if cure == "subtract":
        np.fill_diagonal(cured, itself - power)
    return cured / np.abs(cured).max()
