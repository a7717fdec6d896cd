"""The figure of the front page: what a degree buys, in probabilities of activation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, new_axes, styled

__all__ = ["activation"]

_STEPS = 10  # points a degree: the curves climb over about one degree


@styled
def activation(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    thresholds: Sequence[str],
    width: int,
    titles: Sequence[str],
    highest: int = 10,
) -> Illustration:
    r"""Draw :math:`\Pr[F>0]` on both data sets over the degree, a panel a threshold.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets, of one size.
    thresholds : sequence of str
        The thresholds :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int
        The number of neurons.
    titles : sequence of str
        A sentence for each panel.
    highest : int, default 10
        The last degree; the first is 1.

    Returns
    -------
    Illustration
        Exact probabilities, from the law of the maximal pre-activation.

    Raises
    ------
    ValueError
        If there are not as many titles as thresholds.

    References
    ----------
    Book label ``thm:exact-law``.

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> activation(*pair, ["1.5"], 30, ["High is enough"], highest=2).alt[:41]
    'Probability that the network activates, o'
    """
    if len(titles) != len(thresholds):
        raise ValueError(
            f"activation: titles must be one a threshold, got {len(titles)} for "
            f"{len(thresholds)}; give each panel its sentence"
        )
    degrees = [1 + step / _STEPS for step in range(_STEPS * (highest - 1) + 1)]
    figure, axes = new_axes(len(thresholds), sharey=True, squeeze=False)
    told = []
    for axis, theta, title in zip(axes[0], thresholds, titles, strict=True):
        curves = [[_active(data, x, theta, width) for x in degrees] for data in (data0, data1)]
        for name, curve in zip(("d0", "d1"), curves, strict=True):
            axis.plot(degrees, curve, **LINES[name], clip_on=False)
        axis.set_title(title, fontsize=10.5)
        axis.set(xlim=(1, highest), ylim=(0, 1), yticks=(0, 0.5, 1), xlabel="degree β")
        axis.set_xticks(range(1, highest + 1))
        _shade(axis, degrees, curves)
        _name_lines(axis, degrees, curves)
        told.append(f"Threshold {theta}: " + _in_words(degrees, curves))
    axes[0][0].set_ylabel("probability to activate")
    alt = (
        f"Probability that the network activates, over the degree from 1 to {highest}, with "
        f"{width} neurons and n = {data1.n:,} tokens. " + " ".join(told)
    )
    return Illustration(figure, alt)


def _active(data: SelfAttentionData, degree: float, theta: str, width: int) -> float:
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    return float(MaximalPreactivation(data, Polynomial(f"{degree:.6g}"), width).sf(theta))


def _name_lines(axis: Any, degrees: Sequence[float], curves: Sequence[Sequence[float]]) -> None:
    """Name each line where it leaves zero, or at its end where it never does."""
    for name, label, curve, side in zip(
        ("d0", "d1"), ("D₀", "D₁"), curves, ("left", "right"), strict=True
    ):
        risen = next((k for k, value in enumerate(curve) if value > 0.5), None)
        x, y = (degrees[-1], 0.03) if risen is None else (degrees[risen], 0.5)
        outside = {"left": (6, 0), "right": (-6, 0)}[side] if risen is not None else (0, 0)
        axis.annotate(
            label,
            (x, y),
            xytext=outside,
            textcoords="offset points",
            ha="right" if risen is None or side == "right" else "left",
            va="bottom" if risen is None else "center",
            color=COLOURS[name],
            fontweight="bold",
        )


def _shade(axis: Any, degrees: Sequence[float], curves: Sequence[Sequence[float]]) -> None:
    """Shade the degrees at which the second data set alone is likely to activate."""
    apart = [x for x, low, high in zip(degrees, *curves, strict=True) if high - low > 0.5]
    if apart:
        axis.axvspan(apart[0], apart[-1], color=COLOURS["d1"], alpha=0.1, linewidth=0)
        middle = (apart[0] + apart[-1]) / 2
        axis.text(middle, 0.75, "only D₁", ha="center", va="center", fontsize=9)


def _in_words(degrees: Sequence[float], curves: Sequence[Sequence[float]]) -> str:
    return "; ".join(map(_described, ("first", "second"), [degrees] * 2, curves)) + "."


def _described(name: str, degrees: Sequence[float], curve: Sequence[float]) -> str:
    risen = next((x for x, value in zip(degrees, curve, strict=True) if value > 0.5), None)
    if risen:
        found = f"passes one half at degree {risen:.1f} and is {curve[-1]:.6g} at the end"
    else:
        found = f"stays at or below {max(curve):.1g}"
    return f"on the {name} data set the probability starts at {curve[0]:.1g}, {found}"
