"""The still picture of a ladder, for paper and for pages without scripts."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from polyattn.explorables.rungs import rungs, signs
from polyattn.explorables.tape import LETTERS, UnvaluedError, plain
from polyattn.symbolic.chances import M, S_m
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K, p_theta, y_g
from polyattn.symbolic.pair import on
from polyattn.symbolic.table import letters

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation
    from polyattn.figures.display import Illustration

__all__ = ["drawn", "values"]

_SHOWN = {"<=": "≤ ", ">=": "≥ ", "<": "< ", ">": "> ", "=": "= ", "": ""}
# The chance that a neuron fires, and the name of the feature of its data set.
_FIRES = {p_theta: "a", on(p_theta, 0): "a0", on(p_theta, 1): "a1"}
_ROW = 0.72  # inches
_BITS = 600  # 1 - (1 - p)^m keeps its digits for a chance p of 1e-150


def values(derivation: Derivation, setting: dict[str, Any]) -> list[Any]:
    """Return the value of each rung, in balls; None where it has none.

    Parameters
    ----------
    derivation : Derivation
        A chain of expressions.
    setting : dict
        The sliders' values, exact.

    Returns
    -------
    list of flint.arb or None
        A value for each of :func:`polyattn.explorables.rungs.rungs`.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> from polyattn.symbolic import t
    >>> chain = Derivation(t / 2, given=(t >= 1,)).at_most(t)
    >>> [float(x) for x in values(chain, {"t": 3})]
    [1.5, 3.0]
    """
    from polyattn._arb import at_precision
    from polyattn.derivation.evaluate import Point, evaluate, interval

    lines = rungs(derivation)
    terms = [_plain(rung.term) for rung in lines]
    present = set().union(*(letters(term) for term in terms if term is not None))
    out: list[Any] = []
    with at_precision(_BITS):
        known = {letter: setting[name] for letter, name in LETTERS.items() if name in setting}
        known |= signs(derivation) | _chances(present, setting)
        if "d" in setting:
            known |= {N: Fraction(setting["d"] - 3), M: interval(setting["d"] - 3).sqrt()}
        if K in known:
            known[y_g] = 1 if known[K] else -1
        point = Point({x: _number(y) for x, y in known.items()}, exact=False)
        for term in terms:
            try:
                out.append(None if term is None else interval(evaluate(term, point)))
            except (KeyError, TypeError, ZeroDivisionError):
                out.append(None)
    return [x if x is not None and x.is_finite() else None for x in out]


def _plain(term: Any) -> Any:
    try:
        return plain(term)
    except UnvaluedError:
        return None


def _number(value: Any) -> Any:
    """Return a number of SymPy or Python as evaluation takes it."""
    return int(value) if getattr(value, "is_Integer", False) else value


def _chances(present: set[Any], x: dict[str, Any]) -> dict[Any, Any]:
    """Return what the exact law gives: it has no formula."""
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation, separability

    def law(feature: str, width: int) -> MaximalPreactivation:
        data = SelfAttentionData(x["d"], x["t"], a=x[feature], b=x["b"], c=x["c"])
        return MaximalPreactivation(data, Polynomial(x["degree"]), width)

    wanted = present & {*_FIRES}
    found = {y: Fraction(float(law(_FIRES[y], 1).sf(x["theta"]))) for y in wanted}
    if S_m in present and x["a1"] > x["a0"]:
        gap = separability(*(law(feature, x["width"]) for feature in ("a0", "a1")))
        found[S_m] = Fraction(float(gap.value))
    return found


def drawn(
    derivation: Derivation, described: dict[str, Any], setting: dict[str, Any], alt: str
) -> Illustration:
    """Draw the lines of a derivation one below the other, each at its value.

    Parameters
    ----------
    derivation : Derivation
        A chain of expressions.
    described : dict
        Its lines as the page has them.
    setting : dict
        The sliders' values, exact.
    alt : str
        What it shows, in words.

    Returns
    -------
    Illustration
        The picture.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from polyattn.figures.display import Illustration
    from polyattn.figures.style import COLOURS, new_axes, power_of_ten, styled

    places, log = _places(values(derivation, setting))
    lines = described["rungs"]
    ladder = [(x, y + 0.18) for y, x in enumerate(places) if x is not None]

    @styled
    def draw() -> Illustration:
        figure, axis = new_axes(height=1.1 + _ROW * len(lines))
        for place, line in enumerate(lines):
            words = shorten(_SHOWN[line["sign"]] + line["text"], 82, placeholder=" …")
            words += "" if places[place] is not None else " (no number)"
            axis.text(0.01, place - 0.22, words, transform=axis.get_yaxis_transform())
        for (x0, y0), (x1, y1) in pairwise(ladder):
            band = {"color": COLOURS["bound"], "alpha": 0.2, "linewidth": 0}
            axis.fill_between([x0, x1], y1 - 0.12, y1 + 0.12, **band)
            axis.plot([x0, x0], [y0, y1], color=COLOURS["faint"], zorder=0)  # words stand on it
            axis.plot([x0, x1], [y1, y1], color=COLOURS["ink"])
        for x, y in ladder:
            axis.plot(x, y, "o", color=COLOURS["ink"])
        axis.set(ylim=(len(lines) - 0.4, -0.7), yticks=[], xlabel="value" + ", logarithmic" * log)
        axis.spines["left"].set_visible(False)
        axis.margins(x=0.08)
        axis.xaxis.set_major_locator(MaxNLocator(5, integer=log))
        if log:
            axis.xaxis.set_major_formatter(FuncFormatter(lambda x, _: power_of_ten(round(x))))
        axis.set_title(_title(lines, places, log))
        return Illustration(figure, alt)

    return draw()


def _places(balls: list[Any]) -> tuple[list[float | None], bool]:
    """Return where the rungs stand, and whether these are logarithms to base 10."""
    from flint import arb

    known = [ball for ball in balls if ball is not None]
    positive = bool(known) and all(ball > 0 for ball in known)
    logs = [float((ball.log() / arb(10).log()).mid()) for ball in known] if positive else []
    log = positive and max(logs) - min(logs) > 1.5
    found = iter(logs if log else [float(ball.mid()) for ball in known])
    return [None if ball is None else next(found) for ball in balls], log


def _title(lines: list[dict[str, Any]], places: list[float | None], log: bool) -> str:
    """Say where the chain begins and ends, and which step is the longest."""
    from polyattn.figures.style import power_of_ten

    known = [(i, x) for i, x in enumerate(places) if x is not None]
    if len(known) < 2:
        return "At this setting fewer than two of the lines have a number"
    ends = [power_of_ten(round(x)) if log else f"{x:.4g}" for _, x in (known[0], known[-1])]
    steps = {j: abs(y - x) for (_, x), (j, y) in pairwise(known)}
    worst = max(steps, key=lambda i: steps[i])
    loss = f"line {worst + 1} loses most" if steps[worst] > 1e-9 else "nothing is lost"
    return f"From {ends[0]} to {ends[1]}: {loss}"
