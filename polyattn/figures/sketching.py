"""Figures of chapter 12: what linear time costs and how large its error is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, log2
from pathlib import Path
from typing import Any, NamedTuple

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled
from polyattn.sketch import PolynomialSketch, surrogate_attention

__all__ = [
    "Speed",
    "error_against_cost",
    "measured_costs",
    "output_errors",
    "speeds",
    "stored_record",
]

_RECORD = "book/benchmarks.json"
_MEANING = {"dense": "d1", "softmax": "ink", "exact": "d0", "sketch": "detection"}
_MEANING |= {"surrogate": "concentration"}
_TOP = 1.4  # of the axis of errors
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)))


def stored_record(folder: str | Path | None = None) -> dict[str, Any]:
    """Read the record of the benchmarks: seconds measured once, on a machine that it names.

    Parameters
    ----------
    folder : path, optional
        The checkout of the book; by default the one that holds this package or surrounds the
        current folder.

    Returns
    -------
    dict
        With "date", "machine", "blas", "python", "numpy" and "series", a list of dicts with
        "method", "dtype", "n" and "seconds".

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> record = stored_record()
    >>> len(record["series"][0]["n"]) == len(record["series"][0]["seconds"])
    True
    """
    here = Path.cwd()
    places = [Path(folder)] if folder else [Path(__file__).parents[2], here, *here.parents]
    for place in places:
        if (place / _RECORD).is_file():
            record: dict[str, Any] = json.loads((place / _RECORD).read_text(encoding="utf-8"))
            return record
    raise FileNotFoundError(
        f"stored_record: no {_RECORD} in {', '.join(map(str, places[:3]))}; "
        "run this in a checkout of the book, or give its folder"
    )


class Speed(NamedTuple):
    """What the record says of one method."""

    method: str
    exponent: float
    """The slope of log seconds over log n, by least squares from n = 4,096 on."""
    overtakes: float | None
    """The n from which it is faster than dense attention, the lines being drawn on if need be."""

    def __str__(self) -> str:
        grows = f"{self.method}: time grows as n^{self.exponent:.2f}"
        return grows + (f", beats dense from n = {self.overtakes:,.0f}" if self.overtakes else "")


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
def measured_costs(record: Mapping[str, Any], dtype: str = "float32") -> Illustration:
    """Draw the seconds of the record over the number of tokens.

    Parameters
    ----------
    record : mapping
        As `stored_record` returns it.
    dtype : str, default "float32"
        The type of the arrays.

    Returns
    -------
    Illustration
        One line a method, on logarithmic axes.

    References
    ----------
    Book chapter "The price of a degree".

    Examples
    --------
    >>> line = {"method": "dense", "dtype": "float32", "n": [1, 2], "seconds": [1, 4]}
    >>> measured_costs({"date": "today", "series": [line]}).alt[:21]
    'Measured seconds over'
    """
    lines = [series for series in record["series"] if series["dtype"] == dtype]
    figure, axis = new_axes(height=4.2)
    seen: dict[str, int] = {}
    ends = []
    for series in lines:
        kind = _colour(series["method"])
        dashes = _DASHES[seen.get(kind, 0) % len(_DASHES)]
        seen[kind] = seen.get(kind, 0) + 1
        axis.plot(series["n"], series["seconds"], color=COLOURS[kind], linestyle=dashes)
        ends.append((series["seconds"][-1], series["n"][-1], series["method"], kind, dashes))
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
    return Illustration(
        figure, f"Measured seconds over the number of tokens, record of {record['date']}: {told}."
    )


def _colour(method: str) -> str:
    return next((colour for name, colour in _MEANING.items() if name in method), "bound")


def _name_ends(axis: Any, ends: Iterable[tuple[float, float, str, str, Any]]) -> None:
    """Write names beside the axes, at the height of a line's end or as near as there is room."""
    low, high = map(log, axis.get_ylim())
    ordered = sorted(ends, key=lambda end: -end[0])
    height, step = 1.05, 0.075
    for place, (seconds, _, name, colour, dashes) in enumerate(ordered):
        wanted = (log(seconds) - low) / (high - low)
        least = step * (len(ordered) - place - 1)  # room for the names below
        height = max(min(wanted, height - step), least)
        style = {"color": COLOURS[colour], "clip_on": False, "transform": axis.transAxes}
        axis.plot((1.02, 1.08), (height, height), linestyle=dashes, **style)
        axis.text(1.1, height, name, va="center", fontsize=10, **style)


def output_errors(
    n: int,
    dim: int,
    degree: int,
    sizes: Sequence[int],
    local: int,
    alike: bool = False,
    random_state: int = 0,
) -> dict[str, list[float]]:
    """Return the relative error of each linear-time method on rows of normal numbers.

    Parameters
    ----------
    n, dim : int
        The shape of queries, keys and values, whose entries are independent and normal.
    degree : int
        The degree, a power of two.
    sizes : sequence of int
        The sizes of the sketches.
    local : int
        The rows of exact blocks; a divisor of n.
    alike : bool, default False
        Whether the queries are the keys, as in self-attention without matrices for them.
    random_state : int, default 0
        A seed, for the rows and the sketches.

    Returns
    -------
    dict from str to list of float
        The Frobenius norm of the error over that of the exact output: "sketch" has one error a
        size, "surrogate", "surrogate, exact blocks" and "blocks alone" one each. Returning zero
        would score 1.

    References
    ----------
    Book labels ``lem:sketch-unbiased`` and ``lem:surrogate``.

    Examples
    --------
    >>> found = output_errors(64, 8, 4, (4, 8), local=16)
    >>> {name: len(errors) for name, errors in found.items()}["sketch"]
    2
    """
    import numpy as np

    from polyattn.attention import attention
    from polyattn.kernels import Polynomial

    rng = np.random.default_rng(random_state)
    q, k, v = rng.standard_normal((3, n, dim)).astype(np.float32)
    k = q if alike else k
    kernel = Polynomial(degree)
    exact = attention(q, k, v, kernel)

    def error(output: Any) -> float:
        return float(np.linalg.norm(output - exact) / np.linalg.norm(exact))

    sketched = []
    for size in sizes:
        sketch = PolynomialSketch(degree, size, dim, random_state=random_state)
        # Dense weights of the sketch: the same numbers, and cheaper than its linear form here.
        sketched.append(
            error(attention(sketch.transform(q), sketch.transform(k), v, Polynomial(2)))
        )
    blocks = [
        attention(q[i : i + local], k[i : i + local], v[i : i + local], kernel)
        for i in range(0, n, local)
    ]
    mixed = surrogate_attention(q, k, v, degree, local=local)
    return {
        "sketch": sketched,
        "surrogate": [error(surrogate_attention(q, k, v, degree))],
        "surrogate, exact blocks": [error(mixed)],
        "blocks alone": [error(np.concatenate(blocks))],
    }


@styled
def error_against_cost(
    costs: Mapping[str, Sequence[float]],
    sizes: Sequence[int],
    local: int = 128,
    n: int = 1024,
    dim: int = 64,
    degree: int = 4,
) -> Illustration:
    """Draw the error of each method on random rows over its multiplications for a token.

    Parameters
    ----------
    costs : mapping of str to sequence of float
        The multiplications of each method, which are named as in `output_errors`; others, such as
        dense attention, are exact.
    sizes : sequence of int
        The sizes of the sketches, written beside their points.
    local, n, dim, degree : int
        As in `output_errors`.

    Returns
    -------
    Illustration
        Two panels: keys independent of the queries, and queries that are the keys. The dotted
        line is the error of returning zero; an arrow marks an error beyond the axis.

    References
    ----------
    Book labels ``lem:sketch-unbiased`` and ``lem:surrogate``.

    Examples
    --------
    >>> shown = error_against_cost({"sketch": [10, 20]}, (4, 8), local=8, n=16, dim=4)
    >>> shown.alt[:24]
    'Error over multiplicatio'
    """
    figure, axes = new_axes(2, height=3.9, sharey=True)
    told = []
    titles = "keys of their own", "the queries are the keys"
    for axis, title, alike in zip(axes, titles, (False, True), strict=True):
        errors = output_errors(n, dim, degree, sizes, local, alike)
        axis.axhline(1, color=COLOURS["bound"], linestyle=":", linewidth=1.4)
        for name, cost in costs.items():
            error = errors.get(name, [0.0])
            _points(axis, name, sizes, cost, error)
            told.append(f"{title}, {name}: " + ", ".join(f"{x:.2f}" for x in error))
        axis.set(xscale="log", ylim=(-0.12, 1.5), xlabel="multiplications for a token")
        axis.set_title(title, fontweight="normal")
    title = "On random rows a sketch is hardly better than zero"
    figure.suptitle(title, x=0.01, ha="left", fontsize=11.5, fontweight="bold")
    axes[0].set_ylabel("relative error of the output")
    beside = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 10}
    axes[0].annotate("zero", (0.02, 0.94), color=COLOURS["bound"], **beside)
    axes[0].annotate("sketch, by size", (0.02, 1.25), color=COLOURS["detection"], **beside)
    return Illustration(
        figure,
        "Error over multiplications for a token; returning zero scores 1; sketches have the sizes "
        f"{', '.join(map(str, sizes))}. {'. '.join(told)}.",
    )


def _points(
    axis: Any, name: str, sizes: Sequence[int], cost: Sequence[float], error: Sequence[float]
) -> None:
    colour = "d0" if "alone" in name else _colour("surrogate" if "block" in name else name)
    shown = [(float(x), min(y, _TOP)) for x, y in zip(cost, error, strict=True)]
    axis.plot(*zip(*shown, strict=True), marker="o", markersize=4.5, color=COLOURS[colour])
    if name == "sketch":
        for size, point in zip(sizes, shown, strict=True):
            _beside(axis, str(size), point, colour, (0, 8), ha="center")
        return
    text = f"{name}: {error[0]:.1f} ↑" if error[0] > _TOP else name
    text = text.replace("surrogate, exact", "+").replace(", ", "\n")
    left = name == "surrogate" or name.startswith("dense")
    options = {"ha": "right"} if left else {}
    _beside(axis, text, shown[0], colour, (-7 if left else 7, 0), **options)


def _beside(axis: Any, text: str, point: Any, colour: str, offset: Any, **options: Any) -> None:
    where = {"xytext": offset, "textcoords": "offset points", "va": "center", "fontsize": 10}
    axis.annotate(text, point, color=COLOURS[colour], **where, **options)
