"""Figures of chapter 12: the gap that survives a sketch, and the error that it may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyattn.figures.ch12_the_price_of_a_degree_layer import Trial
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, headline, new_axes, styled

__all__ = ["affordable", "survival"]

_MARKS = ("o", "s", "^", "D", "v")


@styled
def survival(found: Sequence[Trial], exact: dict[int, float]) -> Illustration:
    """Draw the gap of the network with sketched attention over the size of the sketch.

    Parameters
    ----------
    found : sequence of Trial
        The trials; sketches of one degree and size are averaged.
    exact : dict from int to float
        For each degree the separability without a sketch, at the right of each panel.

    Returns
    -------
    Illustration
        Two panels: a threshold chosen for the sketch, and one fixed in advance.

    References
    ----------
    Book labels ``thm:exact-law`` and ``lem:sketch-unbiased``.

    Examples
    --------
    >>> one = Trial(4, 8, 0.9, 0.1, 0.5, 0.4, 0.3, 0.2)
    >>> survival([one, one._replace(size=16)], {4: 0.98}).alt[:12]
    'The gap with'
    """
    sizes = sorted({trial.size for trial in found})
    places = range(len(sizes) + 1)
    figure, axes = new_axes(columns=2, height=3.7, sharey=True)
    panels = ("chosen", "a chosen threshold"), ("fixed", "a fixed threshold")
    told = []
    for axis, (what, title) in zip(axes, panels, strict=True):
        lines = []
        for mark, (degree, limit) in zip(_MARKS, exact.items(), strict=False):
            means = [_mean(getattr(x, what) for x in found if x[:2] == (degree, m)) for m in sizes]
            axis.plot(places[:-1], means, marker=mark, markersize=4.5, color=COLOURS["d1"])
            axis.plot(
                places[-2:], [means[-1], limit], color=COLOURS["d1"], linewidth=0.8, linestyle=":"
            )
            axis.plot(places[-1], limit, mark, markersize=4.5, color=COLOURS["ink"])
            above = min(means) > 0.95
            place = 0 if above else min(range(len(sizes)), key=lambda i: abs(means[i] - 0.45))
            place = place if max(means) > 0.5 else len(sizes) - 1
            axis.annotate(
                f"β = {degree}",
                (place, means[place]),
                (0, 5) if above else (6, -4),
                textcoords="offset points",
                va="bottom" if above else "top",
                fontsize=10,
            )
            lines.append(f"degree {degree}: " + ", ".join(f"{mean:.2f}" for mean in means))
        axis.set(xticks=places, ylim=(-0.05, 1.14), xlabel="size m of the sketch")
        axis.set_xticklabels([*map(str, sizes), "exact"])
        axis.set_title(title, fontweight="normal")
        told.append(f"{title}: " + "; ".join(lines))
    axes[0].set_ylabel("gap between the data sets")
    headline(figure, "The higher the degree, the smaller the sketch that will do")
    listed = ", ".join(map(str, sizes))
    limits = ", ".join(f"{value:.3f} at degree {degree}" for degree, value in exact.items())
    return Illustration(
        figure,
        f"The gap with sketched attention, means over sketches of the sizes {listed}. "
        f"{'. '.join(told)}. Without a sketch the gap is {limits}.",
    )


@styled
def affordable(found: Sequence[Trial]) -> Illustration:
    """Draw each trial's gap over its error, in units of the room that the threshold has.

    Parameters
    ----------
    found : sequence of Trial
        The trials.

    Returns
    -------
    Illustration
        Filled marks for the threshold fixed in advance, open ones for the chosen threshold.

    References
    ----------
    Book label ``thm:tolerance``.

    Examples
    --------
    >>> affordable([Trial(4, 8, 0.9, 0.1, 0.5, 0.4, 0.3, 0.2)]).alt[:31]
    'The gap over the error of a ske'
    """
    figure, axis = new_axes(height=3.7)
    degrees = sorted({trial.degree for trial in found})
    for mark, degree in zip(_MARKS, degrees, strict=False):
        some = [trial for trial in found if trial.degree == degree]
        x = [trial.error / trial.room for trial in some]
        hollow = {"markerfacecolor": "none", "color": COLOURS["detection"]}
        axis.plot(x, [z.chosen for z in some], mark, markersize=5, **hollow)
        axis.plot(x, [z.fixed for z in some], mark, markersize=4.5, color=COLOURS["d1"])
    for k, (mark, degree) in enumerate(zip(_MARKS, degrees, strict=False)):
        height = 0.86 - 0.09 * k
        axis.plot(0.115, height, mark, markersize=5, color=COLOURS["ink"])
        axis.annotate(f"β = {degree}", (0.125, height), va="center")
    axis.axvline(1, color=COLOURS["bound"], linestyle="--", linewidth=1.4)
    for words, height, colour in (
        ("predicted to be", 0.46, "bound"),
        ("affordable up to here", 0.37, "bound"),
        ("○ chosen for the sketch", 0.22, "detection"),
        ("● fixed in advance", 0.13, "d1"),
    ):
        axis.annotate(words, (0.92, height), ha="right", va="center", color=COLOURS[colour])
    axis.set(xscale="log", ylim=(-0.1, 1.06))
    axis.set_xticks([0.1, 0.2, 0.5, 1, 2, 5], ["0.1", "0.2", "0.5", "1", "2", "5"])
    axis.minorticks_off()
    axis.set(xlabel="error of the sketch / room of the threshold", ylabel="gap")
    axis.set_title("A fixed threshold obeys the prediction")
    within = [trial for trial in found if trial.error < trial.room]
    beyond = [trial for trial in found if trial.error >= trial.room]
    said = [
        f"{name} ({len(some)} sketches): mean gap {_mean(x.fixed for x in some):.2f} at the fixed "
        f"threshold and {_mean(x.chosen for x in some):.2f} at the chosen one"
        for name, some in (("error within the room", within), ("error beyond it", beyond))
        if some
    ]
    return Illustration(
        figure,
        "The gap over the error of a sketch, in units of the room that the threshold has, one mark "
        f"a sketch, degrees {', '.join(map(str, degrees))}. {'; '.join(said)}.",
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
