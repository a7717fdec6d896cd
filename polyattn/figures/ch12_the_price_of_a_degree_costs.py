"""Figures of chapter 12: what linear time costs, by the record of the benchmarks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import exp, log, log2
from pathlib import Path
from typing import Any, NamedTuple

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled

__all__ = ["Speed", "measured_costs", "speeds", "stored_record"]

# Written by ``make bench``.
_RECORD = Path(__file__).with_name("benchmarks.json")
_MEANING = {"dense": "d1", "softmax": "ink", "exact": "d0", "sketch": "detection"}
_MEANING |= {"surrogate": "concentration"}
_LOOKS = (  # of the first, second, ... method of one colour
    {"linestyle": "-", "marker": "o"},
    {"linestyle": "--", "marker": "s"},
    {"linestyle": ":", "marker": "^"},
    {"linestyle": "-.", "marker": "D"},
)


def stored_record() -> dict[str, Any]:
    """Read the record of the benchmarks: seconds measured once, on a machine that it names.

    Returns
    -------
    dict
        With "date", "machine", "blas", "python", "numpy" and "series", a list of dicts with
        "method", "dtype", "n" and "seconds".

    Examples
    --------
    >>> record = stored_record()
    >>> len(record["series"][0]["n"]) == len(record["series"][0]["seconds"])
    True
    """
    record: dict[str, Any] = json.loads(_RECORD.read_text(encoding="utf-8"))
    return record


class Speed(NamedTuple):
    """What the record says of one method."""

    method: str
    exponent: float
    """The slope of log seconds over log n, by least squares from n = 4,096 on."""
    overtakes: float | None
    """The n from which it is faster than dense attention, the lines being drawn on if need be."""


def speeds(record: Mapping[str, Any], dtype: str = "float32") -> list[Speed]:
    """Return for each method how its time grows, and where it overtakes dense attention.

    Parameters
    ----------
    record : mapping
        As `stored_record` returns it.
    dtype : str, default "float32"
        The type of the arrays.

    Returns
    -------
    list of Speed
        In the order of the record; series of less than two lengths from 4,096 on are left out.

    Examples
    --------
    >>> n = [4096, 8192]
    >>> lines = [("dense", [1, 4]), ("sketch", [2, 4])]
    >>> keys = "method", "dtype", "n", "seconds"
    >>> series = [dict(zip(keys, (x, "float32", n, y))) for x, y in lines]
    >>> [(x.exponent, x.overtakes) for x in speeds({"series": series})]
    [(2.0, None), (1.0, 8192.0)]
    """
    chosen = [x for x in record["series"] if x["dtype"] == dtype]
    fits = {x["method"]: _power_law(x) for x in chosen if sum(n >= 4096 for n in x["n"]) > 1}
    dense = next((x for x in chosen if x["method"].startswith("dense") and _fits(x, fits)), None)
    return [
        Speed(x["method"], round(fits[x["method"]][1], 3), dense and _crossing(x, dense, fits))
        for x in chosen
        if _fits(x, fits)
    ]


def _fits(series: Mapping[str, Any], fits: Mapping[str, Any]) -> bool:
    return series["method"] in fits


def _power_law(series: Mapping[str, Any]) -> tuple[float, float]:
    """Return level and slope of log seconds over log n."""
    points = [
        (log(n), log(t)) for n, t in zip(series["n"], series["seconds"], strict=True) if n >= 4096
    ]
    x, y = (sum(z) / len(points) for z in zip(*points, strict=True))
    slope = sum((u - x) * (v - y) for u, v in points) / sum((u - x) ** 2 for u, _ in points)
    return y - slope * x, slope


def _crossing(one: Mapping[str, Any], dense: Mapping[str, Any], fits: Any) -> float | None:
    """Return where a line comes down through dense attention's; None where it never does."""
    both = sorted(set(one["n"]) & set(dense["n"]))
    gaps = [
        log(one["seconds"][one["n"].index(n)] / dense["seconds"][dense["n"].index(n)]) for n in both
    ]
    for n, following, gap, other in zip(both, both[1:], gaps, gaps[1:], strict=False):
        if gap > 0 >= other:
            return round(exp(log(n) + (log(following) - log(n)) * gap / (gap - other)), 6)
    if one is dense or (gaps and max(gaps) <= 0):
        return None if one is dense else float(both[0])
    (level, slope), (other, steep) = fits[one["method"]], fits[dense["method"]]
    return exp((level - other) / (steep - slope)) if steep > slope + 0.2 else None


@styled
def measured_costs(
    record: Mapping[str, Any], methods: Sequence[str] = (), dtype: str = "float32"
) -> Illustration:
    """Draw the seconds of the record over the number of tokens.

    Parameters
    ----------
    record : mapping
        As `stored_record` returns it.
    methods : sequence of str, default ()
        Which to draw; all of them where none is named.
    dtype : str, default "float32"
        The type of the arrays.

    Returns
    -------
    Illustration
        One line a method, on logarithmic axes, named at its end; a ring where it overtakes dense
        attention.

    Raises
    ------
    ValueError
        If the record has no such method.

    References
    ----------
    Book chapter "The price of a degree".

    Examples
    --------
    >>> line = {"method": "dense", "dtype": "float32", "n": [1, 2], "seconds": [1, 4]}
    >>> measured_costs({"date": "today", "series": [line]}).alt[:21]
    'Measured seconds over'
    """
    lines = _chosen(record, methods, dtype)
    figure, axis = new_axes(height=4.2)
    seen: dict[str, int] = {}
    ends = []
    for series in lines:
        kind = method_colour(series["method"])
        look = {**_LOOKS[seen.get(kind, 0) % len(_LOOKS)], "color": COLOURS[kind], "markersize": 4}
        seen[kind] = seen.get(kind, 0) + 1
        axis.plot(series["n"], series["seconds"], **look)
        ends.append((series["seconds"][-1], series["n"][-1], series["method"], look))
    rings = _rings(record, {series["method"] for series in lines}, dtype)
    axis.plot(
        list(rings), list(rings.values()), "o", markersize=11, color=COLOURS["ink"],
        markerfacecolor="none",
    )  # fmt: skip
    tokens = sorted({n for series in lines for n in series["n"]})
    axis.set(xscale="log", yscale="log", xlim=(tokens[0], tokens[-1]))
    threads = record.get("threads")
    unit = f"seconds on {threads} thread{'s' * (threads > 1)}" if threads else "seconds"
    axis.set(xlabel="tokens n", ylabel=unit)
    ticks = [n for n in tokens if log2(n) % 2 == 0] or tokens
    axis.set_xticks(ticks, [f"{n:,}" for n in ticks])
    axis.minorticks_off()
    _name_ends(axis, ends)
    axis.set_title("Dense attention grows as n², features as n")
    told = "; ".join(f"{name} {seconds:.2g} at n = {n:,}" for seconds, n, name, *_ in ends)
    ringed = f" Rings at n = {', '.join(f'{n:,.0f}' for n in rings)}." if rings else ""
    alt = f"Measured seconds over the number of tokens, record of {record['date']}: {told}.{ringed}"
    return Illustration(figure, alt)


def _chosen(record: Mapping[str, Any], methods: Sequence[str], dtype: str) -> list[Any]:
    """Return the series of the methods that are named, in the order of the record."""
    every = [series for series in record["series"] if series["dtype"] == dtype]
    known = [series["method"] for series in every]
    if missing := sorted(set(methods) - set(known)):
        raise ValueError(f"measured_costs: no {missing} in the record; it has {known}")
    return [series for series in every if not methods or series["method"] in methods]


def _rings(record: Mapping[str, Any], methods: set[str], dtype: str) -> dict[float, float]:
    """Return where the methods overtake dense attention within what was measured: n and seconds."""
    import numpy as np

    places = {
        speed.overtakes: speed.method
        for speed in speeds(record, dtype)
        if speed.overtakes and speed.method in methods
    }
    rings = {}
    for series in record["series"]:
        if series["dtype"] == dtype:
            n, seconds = np.log(series["n"]), np.log(series["seconds"])
            for place, method in places.items():
                if method == series["method"] and n[0] < log(place) <= n[-1]:
                    rings[place] = float(np.exp(np.interp(log(place), n, seconds)))
    return rings


def method_colour(method: str) -> str:
    """Return the name of the colour in which a method is drawn."""
    return next((colour for name, colour in _MEANING.items() if name in method), "bound")


def _name_ends(axis: Any, ends: Sequence[tuple[float, float, str, dict[str, Any]]]) -> None:
    """Write names beside the axes, in the order of the lines' ends and as near as there is room.

    A line that ends before is named there: the first on its left, others on their right.
    """
    low, high = map(log, axis.get_ylim())
    last, step, side = axis.get_xlim()[1], 0.085, "right"
    ordered = sorted(ends, key=lambda end: -end[0])
    beside = [end for end in ordered if end[1] == last]
    for seconds, n, name, look in ordered:
        if n < last:
            axis.annotate(
                _brief(name), (n, seconds), (-7 if side == "right" else 7, 4), ha=side,
                textcoords="offset points", color=look["color"],
            )  # fmt: skip
            side = "left"
    height = 1.05
    for place, (seconds, _, name, look) in enumerate(beside):
        wanted = (log(seconds) - low) / (high - low)
        least = step * (len(beside) - place - 1)  # room for the names below
        height = max(min(wanted, height - step), least)
        axis.plot((1.03, 1.09), (height, height), clip_on=False, transform=axis.transAxes, **look)
        axis.text(1.12, height, _brief(name), va="center", color=look["color"],
                  transform=axis.transAxes)  # fmt: skip
    words = "method\ndegree, size"
    axis.text(1.03, height - step, words, va="top", transform=axis.transAxes)


def _brief(method: str) -> str:
    return method.replace(", degree ", " ").replace("size ", "").replace(" features", "")
