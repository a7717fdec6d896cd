"""The still figure of `YourHead`: bars of weights beside the total variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled
from polyattn.heads import total_variation

__all__ = ["drawn"]

_SHOWN = 8  # keys with bars of their own


@styled
def drawn(
    scores: Sequence[float], tokens: Sequence[str], degree: float, offset: float | None, alt: str
) -> Illustration:
    """Draw one row; an `offset` of None brings its largest score to the degree.

    Examples
    --------
    >>> drawn([2.0, 0.0, 1.0], ["one", "two", "three"], 4.0, None, "Bars.").alt
    'Bars.'
    """
    row = np.asarray(scores)
    figure, (left, right) = new_axes(2)
    soft = np.exp(row - row.max())
    base = degree - row.max() if offset is None else offset
    weighted = bool(base + row.max() > 0)
    powers = _power(row, base, degree) if weighted else None
    _bars(left, row, tokens, soft / soft.sum(), powers)
    ends = np.log10([min(degree, 1.0), max(degree, 256.0)])
    degrees = np.logspace(np.floor(ends[0]), np.ceil(ends[1]), 61)
    if weighted:
        apart = [float(total_variation([scores], each, offset=offset)[0]) for each in degrees]
        tops = [each if offset is None else offset + row.max() for each in degrees]
        most = [_bound(row - row.max(), *pair) for pair in zip(tops, degrees, strict=True)]
        right.plot(degrees, most, **LINES["bound"])
        right.plot(degrees, apart, **LINES["d1"])
        now = float(total_variation([scores], degree, offset=offset)[0])
        right.plot(degree, now, "o", color=COLOURS["d1"])
        statement = f"At degree {degree:g} the power is {now:.2g} from the softmax"
    else:
        statement = f"The offset {base:g} leaves the row without weight"
    right.set_xscale("log")
    right.set(ylim=(0, 1.02), xlabel="degree β, logarithmic", ylabel="total variation")
    headline(figure, statement)
    return Illustration(figure, alt)


def _power(row: NDArray[np.float64], base: float, degree: float) -> NDArray[np.float64]:
    """Return the weights of (base + s) to a degree, zero where that is negative."""
    with np.errstate(divide="ignore"):  # the log of 0 is the weight 0
        logs = degree * np.log(np.maximum(base + row, 0) / (base + row.max()))
    weights = np.exp(logs)
    return np.asarray(weights / weights.sum())


def _bound(below: NDArray[np.float64], top: float, degree: float) -> float:
    """Return what bounds the total variation of (1 + x / top) to a degree and a softmax."""
    scale = degree / top
    scaled, soft = (np.exp(factor * below) for factor in (scale, 1.0))
    scaled, soft = scaled / scaled.sum(), soft / soft.sum()
    y = scale * below
    inside = degree + y > 0
    lost = np.where(inside, y**2 / (2 * np.where(inside, degree + y, 1.0)), 1.0)
    moved = np.abs(scaled - soft).sum() / 2
    return float(min(1.0, (scaled * np.minimum(lost, 1.0)).sum() + moved))


def _bars(
    axis: Any,
    row: NDArray[np.float64],
    tokens: Sequence[str],
    soft: NDArray[np.float64],
    powers: NDArray[np.float64] | None,
) -> None:
    """Draw two bars for each of the largest keys, and for all others together."""
    order = np.argsort(-row, kind="stable")
    shown, rest = order[:_SHOWN], order[_SHOWN:]
    places = np.arange(len(shown) + 1)
    names = [*(tokens[key] for key in shown), f"{len(rest)} others"]
    for weights, colour, shift, words in (
        (soft, COLOURS["bound"], -0.2, "softmax"),
        (powers, COLOURS["d1"], 0.2, "power"),
    ):
        if weights is not None:
            lengths = [*weights[shown], weights[rest].sum()]
            axis.barh(places + shift, lengths, height=0.36, color=colour)
            axis.text(0.98, 0.45 - shift / 4, words, color=colour, ha="right",
                      transform=axis.transAxes)  # fmt: skip
    axis.set_yticks(places, names)
    axis.set(xlim=(0, 1), ylim=(len(shown) + 0.6, -0.6), xlabel="weight")
