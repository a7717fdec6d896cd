"""Figures of chapter 12: how large the error of linear time is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from polyattn.attention import PolynomialSketch, surrogate_attention
from polyattn.figures.ch12_the_price_of_a_degree_costs import method_colour
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, beside, headline, new_axes, styled

__all__ = ["error_against_cost", "output_errors"]

_beside = partial(beside, va="center", fontsize=10)

_TOP = 1.47  # of the axis of errors


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
        The sizes of the sketches; the first and the last are written beside their points.
    local, n, dim, degree : int
        As in `output_errors`.

    Returns
    -------
    Illustration
        Two panels: keys independent of the queries, and queries that are the keys. The dotted
        line is the error of returning zero; one number beyond the axis is written with an arrow.

    References
    ----------
    Book labels ``lem:sketch-unbiased`` and ``lem:surrogate``.

    Examples
    --------
    >>> shown = error_against_cost({"sketch": [10, 20]}, (4, 8), local=8, n=16, dim=4)
    >>> shown.alt[:24]
    'Error over multiplicatio'
    """
    figure, axes = new_axes(2, height=4.2, sharey=True)
    told = []
    titles = "keys of their own", "the queries are the keys"
    for axis, title, alike in zip(axes, titles, (False, True), strict=True):
        errors = output_errors(n, dim, degree, sizes, local, alike)
        axis.axhline(1, color=COLOURS["bound"], linestyle=":", linewidth=1.4)
        for name, cost in costs.items():
            error = errors.get(name, [0.0])
            _points(axis, name, sizes, cost, error)
            told.append(f"{title}, {name}: " + ", ".join(f"{x:.2f}" for x in error))
        axis.set(xscale="log", ylim=(-0.3, 1.58), xlabel="multiplications for a token")
        axis.set_title(title, fontweight="normal")
        axis.set_yticks((0, 0.5, 1, 1.5))
    headline(figure, "On random rows a sketch is hardly better than zero")
    axes[0].set_ylabel("relative error of the output")
    beside = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": 10}
    axes[1].annotate("returning zero", (0.98, 1.06), color=COLOURS["bound"], ha="right", **beside)
    words = f"sketch, size {sizes[0]} to {sizes[-1]}"
    axes[0].annotate(words, (0.03, 1.3), color=COLOURS["detection"], **beside)
    return Illustration(
        figure,
        "Error over multiplications for a token; returning zero scores 1; sketches have the sizes "
        f"{', '.join(map(str, sizes))}. {'. '.join(told)}.",
    )


def _points(
    axis: Any, name: str, sizes: Sequence[int], cost: Sequence[float], error: Sequence[float]
) -> None:
    colour = "d0" if "alone" in name else method_colour("surrogate" if "block" in name else name)
    shown = [(float(x), min(y, _TOP)) for x, y in zip(cost, error, strict=True)]
    beyond = error[0] > _TOP and name != "sketch"
    mark = "" if beyond else "o"  # there is no point of the data
    axis.plot(*zip(*shown, strict=True), marker=mark, markersize=4.5, color=COLOURS[colour])
    if name == "sketch":
        for k in (0, -1):
            above = shown[k][1] > 1.03  # clear of the line of returning zero
            _beside(axis, str(sizes[k]), shown[k], (0, 11 if above else -12), colour, ha="center")
        return
    text = f"↑ {name}: {error[0]:.1f}" if beyond else name
    text = text.replace("surrogate, exact", "+")
    if name.startswith("dense"):
        _beside(axis, text, shown[0], (0, -12), colour, ha="center")
    elif name == "surrogate":
        _beside(axis, text, shown[0], (-7, 0), colour, ha="right")
    elif beyond:
        _beside(axis, text, shown[0], (-4, 0), colour)
    else:
        _beside(axis, text, shown[0], (7, 0), colour)
