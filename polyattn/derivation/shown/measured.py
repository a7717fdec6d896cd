"""What the package's own numeric functions make of the letters: no formula of SymPy is used here.

Each kind of data has two tables: what a formula gives as well, so that the two can be compared,
and what has no formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arb import ball
from polyattn.symbolic import model, vectors
from polyattn.symbolic.chances import Pr, S_m, area
from polyattn.symbolic.model import beta, m, tau, theta
from polyattn.symbolic.neuron import P_active, X, p_theta
from polyattn.symbolic.pair import on

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData, VectorData

Known = Mapping[Any, Fraction]


def computed(start: Any, data: tuple[Any, ...], known: Known) -> dict[Any, Any]:
    """Return what an expression names and the package computes, where a formula gives it too."""
    from polyattn.data import VectorData

    if not data:
        return {}
    if isinstance(data[0], VectorData):
        every = list(_of_a_vector(start, data[0], known))
    else:
        every = []
        for i, one in enumerate(data):
            found = (*_chances(start, i, data, known), *_weights(one, known[beta]).items())
            every += [(x if len(data) == 1 else on(x, i), value) for x, value in found]
    return {letter: value for letter, value in every if start.has(letter)}


def observed(data: tuple[Any, ...], known: Known) -> dict[Any, Any]:
    """Return, for letters that have no formula, functions that compute them from the data."""
    from polyattn.data import VectorData

    if not data:
        return {}
    if isinstance(data[0], VectorData):
        return _observed_of_a_vector(data[0], known)
    if len(data) == 2 and m in known:
        return {S_m: lambda: _best_gap(data, known), area: lambda: _area_between(data, known)}
    return {}


def _laws(data: tuple[Any, ...], known: Known) -> Iterator[Any]:
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    kernel, width = Polynomial(known[beta]), int(known[m])
    return (MaximalPreactivation(one, kernel, width=width) for one in data)


def _best_gap(data: tuple[Any, ...], known: Known) -> float:
    from polyattn.law import separability

    return float(separability(*_laws(data, known)).value)


def _area_between(data: tuple[Any, ...], known: Known) -> float:
    """Add up the gains of data set 1, each constant from one atom of the laws to the next."""
    import numpy as np

    from polyattn.law import roc

    curve = roc(*_laws(data, known))
    gains = np.maximum(curve.detections - curve.false_alarms, 0)
    lengths = -np.diff(curve.thresholds[:-1])  # below the last atom both always fire
    return float(gains[1:-1] @ lengths)


def _chances(
    start: Any, i: int, data: tuple[SelfAttentionData, ...], known: Known
) -> Iterator[tuple[Any, Any]]:
    """Yield the chances that a network, and that one neuron, fires: by the exact law."""
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    for letter, width in ((P_active, known.get(m)), (p_theta, 1), (Pr(X > theta), 1)):
        named = letter if len(data) == 1 else on(letter, i)
        if start.has(named) and width is not None and theta in known:
            law = MaximalPreactivation(data[i], Polynomial(known[beta]), width=int(width))
            yield letter, law.sf(known[theta])


def _weights(data: SelfAttentionData, degree: Fraction) -> dict[Any, Any]:
    """Return the attention weights, from the closed form in floats."""
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    rows = row_classes(data, Polynomial(degree))
    return {
        model.f_star: rows.planted_weight,
        model.G_star: rows.planted.own / float(data.b),
        model.u_star: rows.planted.other / float(data.b),
        model.w_o: rows.own_group_weight,
        model.u_o: rows.others.other / float(data.b),
    }


# Of a vector of scores.


def _of_a_vector(start: Any, data: VectorData, known: Known) -> Iterator[tuple[Any, Any]]:
    """Yield the sum of the squared weights, by dense attention; the chance of the network."""
    if start.has(vectors.f_squares):
        yield vectors.f_squares, float((_dense_weights(data, known[beta]) ** 2).sum())
    letter = vectors.P_quiet if data.ratio is None else vectors.P_spike
    if start.has(letter) and tau in known and m in known:
        yield letter, _fires(data, known, int(known[m]))


def _observed_of_a_vector(data: VectorData, known: Known) -> dict[Any, Any]:
    """Return the sums of powers, or the spike's weight and its best gap; one neuron's chance."""
    from polyattn.data import VectorData

    degree = known[beta]
    if data.ratio is None:
        found: dict[Any, Any] = {
            vectors.g_sum: lambda: _sum_of_powers(data, degree),
            vectors.g_squares: lambda: _sum_of_powers(data, 2 * degree),
        }
        chance = vectors.p_quiet
    else:
        spike = data.levels[0][0]
        found = {vectors.w: lambda: _power(spike, degree) / _sum_of_powers(data, degree)}
        chance = vectors.p_spike
        if not data.high and m in known:
            pair = VectorData(data.n), data
            found[vectors.S_v] = lambda: _best_gap(pair, known)
    if tau in known:
        found[chance] = lambda: _fires(data, known, 1)
    return found


def _sum_of_powers(data: VectorData, degree: Fraction) -> Any:
    """Return the sum of the entries' powers, in units of the least, as a ball."""
    return sum(count * _power(value, degree) for value, count in data.levels)


def _power(value: Fraction, degree: Fraction) -> Any:
    return ball(value) ** ball(degree)


def _fires(data: VectorData, known: Known, width: int) -> float:
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    return float(MaximalPreactivation(data, Polynomial(known[beta]), width).sf(known[tau]))


def _dense_weights(data: VectorData, degree: Fraction) -> Any:
    """Return the attention weights of a query 1 whose keys are the scores."""
    from polyattn.attention import attention_weights
    from polyattn.kernels import Polynomial

    scores = data.vector()[:, None]
    return attention_weights(scores[:1] * 0 + 1, scores, Polynomial(degree))[0]
