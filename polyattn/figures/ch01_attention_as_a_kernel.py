"""Figures of chapter 1: what kernels make of the scores of one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, headline, new_axes, styled

__all__ = ["one_against_a_crowd", "scaled_scores"]

_CROWDS = {10: "ten", 10**3: "a thousand", 10**6: "a million"}
_LINES = {10: (0, (1, 1.5)), 10**3: "--", 10**6: "-"}


@styled
def scaled_scores(scores: Sequence[float], factor: float, degree: float) -> Illustration:
    r"""Draw attention weights before and after all scores are multiplied by a factor.

    Parameters
    ----------
    scores : sequence of float
        The positive scores :math:`s_1,\dots,s_n` of one row.
    factor : float
        The factor :math:`\lambda>0`.
    degree : float
        The degree :math:`\beta>0` of the polynomial kernel.

    Returns
    -------
    Illustration
        One panel a kernel: degree 1, the degree given, softmax.

    Raises
    ------
    ValueError
        If a score is not positive or the degree is not.

    Examples
    --------
    >>> scaled_scores([2, 3, 4], 2, 4).alt[:33]
    'Attention weights of three scores'
    """
    from polyattn.kernels import Polynomial, Softmax

    kernels = {
        "degree 1": Polynomial(1),
        f"degree {degree:g}": Polynomial(degree),
        "softmax": Softmax(),
    }
    figure, axes = new_axes(3, sharey=True, height=3.2)
    places, found = range(1, len(scores) + 1), []
    for axis, (name, kernel) in zip(axes, kernels.items(), strict=True):
        before = _attention_weights(scores, kernel)
        after = _attention_weights([factor * s for s in scores], kernel)
        axis.bar([k - 0.2 for k in places], before, 0.36, fill=False, edgecolor=COLOURS["d0"])
        axis.bar([k + 0.2 for k in places], after, 0.36, color=COLOURS["d1"])
        axis.set(xlabel="score s", ylim=(0, 1), yticks=(0, 0.5, 1))
        axis.set_title(name, fontweight="normal")
        axis.set_xticks(list(places), [f"{s:g}" for s in scores])
        found.append(f"{name}: {_list(before)}, then {_list(after)}")
    headline(figure, f"Multiply every score by {factor:g}: only softmax notices")
    axes[0].set_ylabel("attention weight f")
    axes[0].text(0.03, 0.93, "outlined: scores s", transform=axes[0].transAxes, fontsize=10)
    axes[0].text(
        0.03, 0.83, f"filled: scores {factor:g} s", transform=axes[0].transAxes, fontsize=10
    )
    count = {2: "two", 3: "three", 4: "four"}.get(len(scores), str(len(scores)))
    alt = (
        f"Attention weights of {count} scores, {_list(scores, '{:g}')}, and of the same scores "
        f"times {factor:g}. " + ". ".join(found) + "."
    )
    return Illustration(figure, alt)


@styled
def one_against_a_crowd(ratio: float, degree: float) -> Illustration:
    r"""Draw the attention weight of one score among :math:`n`, over the degree.

    The score is `ratio` times each of the others, so its attention weight is
    :math:`\rho^\beta/(\rho^\beta+n-1)`; there is a curve for n = 10, 1,000 and 1,000,000.

    Parameters
    ----------
    ratio : float
        The ratio :math:`\rho>1` of scores.
    degree : float
        The degree :math:`\beta\ge0` that is marked.

    Returns
    -------
    Illustration
        The three curves, with their values at the marked degree.

    Raises
    ------
    ValueError
        If the ratio is not above 1 or the degree is negative.

    References
    ----------
    Book label ``lem:amplification``.

    Examples
    --------
    >>> one_against_a_crowd(2, 10).alt[:34]
    'Attention weight of a score that i'
    """
    import numpy as np

    if not ratio > 1:
        raise ValueError(
            f"one_against_a_crowd: ratio must be above 1, got {ratio}; at 1 no degree helps"
        )
    if not degree >= 0:
        raise ValueError(f"one_against_a_crowd: degree must not be negative, got {degree}")
    figure, axis = new_axes()
    last = 1.25 * np.log(max(_CROWDS)) / np.log(2)  # the same scale for every ratio from 2 on
    degrees = np.linspace(0, last, 401)
    values = {}
    for n in _CROWDS:
        axis.plot(degrees, _share(ratio, degrees, n), color=COLOURS["ink"], linestyle=_LINES[n])
        values[n] = float(_share(ratio, degree, n))
        axis.plot(degree, values[n], "o", color=COLOURS["d1"], clip_on=False)
        axis.annotate(
            _percent(values[n]), (degree, values[n]), color=COLOURS["d1"], fontsize=10.5,
            textcoords="offset points", **_beside(values[n]),
        )  # fmt: skip
        half = np.log(n - 1) / np.log(ratio)
        if half < 0.93 * last:
            late = half > 0.7 * last  # no room on its right
            axis.annotate(
                f"n = {n:,}", (half, 0.5), (-7, 20) if late else (7, -3), fontsize=10.5,
                textcoords="offset points", ha="right" if late else "left",
            )  # fmt: skip
    axis.axvline(degree, color=COLOURS["bound"], linewidth=0.8, zorder=0)
    axis.set_title(f"{ratio:g} times the score: a larger crowd needs a higher degree")
    axis.set(
        xlim=(0, last), ylim=(0, 1), yticks=(0, 0.5, 1), xlabel="degree β",
        ylabel="attention weight of the one",
    )  # fmt: skip
    alt = (
        f"Attention weight of a score that is {ratio:g} times each of the n - 1 others, over the "
        "degree: three S-shaped curves of the same form, one behind the other. The weight is one "
        "half at degree "
        + ", ".join(
            f"{np.log(n - 1) / np.log(ratio):.2f} for {name}" for n, name in _CROWDS.items()
        )
        + f" tokens. At degree {degree:g} it is "
        + ", ".join(f"{values[n]:.3g} for {name}" for n, name in _CROWDS.items())
        + "."
    )
    return Illustration(figure, alt)


def _share(ratio: float, degree: Any, n: int) -> Any:
    """Return the attention weight, from log-weights: no power overflows."""
    import numpy as np

    return 1 / (1 + (n - 1) * np.exp(-degree * np.log(ratio)))


def _attention_weights(scores: Sequence[float], kernel: Any) -> Any:
    import numpy as np

    logs = kernel.log_weight(np.asarray(scores, dtype=float))
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def _beside(value: float) -> dict[str, Any]:
    """Place a number left of a rising curve, under it where it is near its top."""
    return {"xytext": (7, -15)} if value > 0.9 else {"xytext": (-7, 6), "ha": "right"}


def _percent(value: float) -> str:
    share = 100 * value
    return f"{share:.0f} %" if share > 1 or share == 0 else f"{share:.1g} %"


def _list(values: Any, form: str = "{:.2f}") -> str:
    return ", ".join(form.format(value) for value in values)
