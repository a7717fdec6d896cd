"""The figure of chapter 7 of the exact law in each phase, beside its limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from polyattn.exact import ExactNumber, exact_number
from polyattn.figures.ch07_phases_sizes import data_of_size
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, headline, new_axes, power_of_ten, styled

__all__ = ["law_in_each_phase"]


@styled
def law_in_each_phase(
    phases: Mapping[str, tuple[str, str]], **entries: ExactNumber
) -> Illustration:
    r"""Draw the probability that one neuron fires, at two sizes, beside the limit law.

    Parameters
    ----------
    phases : mapping of str to (str, str)
        For each phase, named as in the theorem (``"spread, locked"``), :math:`\delta` and
        :math:`\kappa`; four of them.
    **entries : number
        The entries a, b and c.

    Returns
    -------
    Illustration
        A panel a phase: the exact law at :math:`n=10^3` and :math:`10^{12}`, and the limit.

    Raises
    ------
    ValueError
        If there are not four phases.

    References
    ----------
    Book label ``thm:limit-law``.

    Examples
    --------
    >>> four = {x: ("0.5", "1") for x in _LIMITS}
    >>> law_in_each_phase(four, a="0.9", b="0.6", c="0.4").alt[:26]
    'Probability that one neuro'
    """
    import numpy as np

    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    if len(phases) != len(_LIMITS):
        raise ValueError(
            f"law_in_each_phase: there are four phases, got {len(phases)}; name {list(_LIMITS)}"
        )
    figure, axes = new_axes(2, 2, height=4.6, sharex=True, sharey=True)
    thetas, told = np.linspace(-1.6, 2.1, 371), []
    for axis, (name, (delta, kappa)) in zip(axes.flat, phases.items(), strict=True):
        values = sorted(_limit_values(name, **entries))
        axis.step([-3, *values, 3], [1, *(1 - np.arange(1, 9) / 8), 0], where="post",
                  zorder=3, color=COLOURS["ink"], linestyle="--", linewidth=1.3,
                  label="limit")  # fmt: skip
        off = []
        for size, width in ((3, 1), (12, 4)):
            data = data_of_size(10**size, delta, **entries)
            degree = Polynomial(f"{float(kappa) * math.log(data.n):.10g}")
            found = MaximalPreactivation(data, degree).sf(thetas)
            axis.plot(thetas, found, color=COLOURS["d1"], linewidth=width,
                      label=f"n = {power_of_ten(size)}")  # fmt: skip
            limit = [sum(x > theta for x in values) / 8 for theta in thetas]
            off.append(f"{float(np.mean(np.abs(found - limit))):.3f} at n = 10^{size}")
        others, planted = name.split(", ")
        axis.set_title(f"others {others},\nplanted row {planted}", fontweight="normal")
        axis.set(xlim=(-1.6, 2.1), ylim=(0, 1.02), yticks=(0, 0.5, 1))
        told.append(
            f"{name} (δ = {delta}, κ = {kappa}): the limit drops at "
            f"{', '.join(f'{x:.1f}' for x in sorted(set(values)))}; mean distance {', '.join(off)}"
        )
    for axis in axes[1]:
        axis.set_xlabel("threshold θ")
    for axis in axes[:, 0]:
        axis.set_ylabel("Pr[X > θ]")
    axes[0, 0].legend(frameon=False, loc="upper right", handlelength=1.3, borderpad=0)
    headline(figure, "On D₁ the law of 10¹² tokens is nearly its limit")
    alt = (
        "Probability that one neuron exceeds the threshold on D₁, in four phases, with the limit "
        "law. "
        f"{'. '.join(told)}."
    )
    return Illustration(figure, alt)


# What the planted row and another row see in the limit, as functions of the three signs.
_LIMITS: dict[str, Any] = {
    "spread, spread": lambda seen, b: 0.0,
    "spread, locked": lambda seen, b: max(0.0, seen),
    "grouped, grouped": lambda seen, b: b,
    "grouped, locked": lambda seen, b: max(b, seen),
}


def _limit_values(name: str, **entries: ExactNumber) -> list[float]:
    a, b, c = (float(exact_number(entries[x], x, "law_in_each_phase")) for x in ("a", "b", "c"))
    return [
        c * last + _LIMITS[name](a * first + b * own, b)
        for first in (1, -1) for own in (1, -1) for last in (1, -1)
    ]  # fmt: skip
