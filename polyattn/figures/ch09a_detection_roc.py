"""Figure of chapter 9: detections against false alarms, at every threshold."""

from __future__ import annotations

from collections.abc import Sequence

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled
from polyattn.kernels import Polynomial

__all__ = ["all_thresholds"]

DASHES = (":", "--", "-")


@styled
def all_thresholds(
    data0: SelfAttentionData, data1: SelfAttentionData, width: int, degrees: Sequence[int]
) -> Illustration:
    r"""Draw the curves of detections against false alarms at up to three degrees.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`.
    degrees : sequence of int
        The degrees, rising.

    Returns
    -------
    Illustration
        Two panels, false alarms on a linear and on a logarithmic scale; left the diagonal, and
        upright on it the best gap of each degree.

    Raises
    ------
    ValueError
        If there are more than three degrees.

    References
    ----------
    Book label ``cor:detection-threshold``.

    Examples
    --------
    >>> pair = [SelfAttentionData(42, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> all_thresholds(*pair, 30, (3, 4, 5)).alt[:31]
    'Detections against false alarms'
    """
    from polyattn.law import MaximalPreactivation, roc

    if len(degrees) > len(DASHES):
        raise ValueError(f"all_thresholds: degrees must be at most three, got {len(degrees)}")
    figure, axes = new_axes(2)
    axes[0].plot([0, 1], [0, 1], color=COLOURS["bound"], lw=1)
    said = []
    for degree, dash in zip(degrees, DASHES, strict=False):
        laws = [MaximalPreactivation(x, Polynomial(degree), width) for x in (data0, data1)]
        curve = roc(*laws)
        false, right = curve.false_alarms, curve.detections
        best = int((right - false).argmax())
        at, top = float(false[best]), float(right[best])
        for axis in axes:
            axis.plot(false, right, color=COLOURS["d1"], ls=dash, lw=2.2, label=f"β = {degree}")
        axes[0].plot([at, at], [at, top], **{**LINES["detection"], "linestyle": "-"})
        axes[0].plot(at, top, "o", ms=6, color=COLOURS["detection"], clip_on=False, zorder=5)
        said.append((degree, top - at, curve.area))
        axes[0].text(
            0.98, 0.12 * len(said) - 0.06, f"β = {degree}: gap {top - at:.2f}",
            ha="right", color=COLOURS["detection"],
        )  # fmt: skip
    axes[0].set(xlim=(0, 1), xlabel="false alarms", ylabel="detections")
    axes[1].set(xlim=(1e-12, 1), xscale="log", xlabel="false alarms, log scale")
    axes[1].set_xticks([1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes[1].legend(loc="center left", frameon=False, handlelength=2.6)
    for axis in axes:
        axis.set(ylim=(0, 1.02), yticks=(0, 0.5, 1))
    headline(figure, "Green, the best gap: the largest height above the diagonal")
    alt = (
        f"Detections against false alarms, with {width} neurons and n = {data1.n:,} tokens, left "
        "on a linear scale above the diagonal, right over the logarithm of the false alarms. "
        + " ".join(
            f"At degree {degree} the largest height above the diagonal is {gap:.3f} and the area "
            f"{area:.4f}."
            for degree, gap, area in said
        )
    )
    return Illustration(figure, alt)
