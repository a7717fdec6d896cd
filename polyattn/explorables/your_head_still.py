"""The still figure of `YourHead`: bars of weights beside the total variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled
from polyattn.heads import total_variation
from polyattn.heads.variation import power_rows, softmax_rows

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
    below = row - row.max()
    base = degree - row.max() if offset is None else offset
    weighted = bool(base + row.max() > 0)
    powers = power_rows(below, base + row.max(), degree) if weighted else None
    _bars(left, row, tokens, softmax_rows(below), powers)
    ends = np.log10([min(degree, 1.0), max(degree, 256.0)])
    degrees = np.logspace(np.floor(ends[0]), np.ceil(ends[1]), 61)
    if weighted:
        apart = [float(total_variation([scores], each, offset=offset)[0]) for each in degrees]
        tops = [each if offset is None else offset + row.max() for each in degrees]
        most = [_bound(below, *pair) for pair in zip(tops, degrees, strict=True)]
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


def _bound(below: NDArray[np.float64], top: float, degree: float) -> float:
    """Return what bounds the total variation of (1 + x / top) to a degree and a softmax."""
    scale = degree / top
    scaled, soft = softmax_rows(scale * below), softmax_rows(below)
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
    """Draw two bars for each of the largest keys, and for all others together if there are any."""
    order = np.argsort(-row, kind="stable")
    shown, rest = order[:_SHOWN], order[_SHOWN:]
    names = [tokens[key] for key in shown]
    if len(rest):
        names.append(f"{len(rest)} others" if len(rest) > 1 else "1 other")
    places = np.arange(len(names))
    for weights, colour, shift, words in (
        (soft, COLOURS["bound"], -0.2, "softmax"),
        (powers, COLOURS["d1"], 0.2, "power"),
    ):
        if weights is not None:
            others = [weights[rest].sum()] if len(rest) else []
            lengths = [*weights[shown], *others]
            axis.barh(places + shift, lengths, height=0.36, color=colour)
            axis.text(0.98, 0.45 - shift / 4, words, color=colour, ha="right",
                      transform=axis.transAxes)  # fmt: skip
    axis.set_yticks(places, names)
    axis.set(xlim=(0, 1), ylim=(len(names) - 0.4, -0.6), xlabel="weight")
