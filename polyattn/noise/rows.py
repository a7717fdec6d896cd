"""The rows of attention under orthogonal noise: three kinds, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar, get_args, overload

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber
from polyattn.kernels import Kernel, Polynomial
from polyattn.noise._weights import Cure, Weights, ball_weights, exact_weights
from polyattn.noise.crowd import noise_power

__all__ = ["NoisyRow", "NoisyRows", "noisy_row_classes"]

Number = TypeVar("Number", float, Fraction)


@dataclass(frozen=True)
class NoisyRow(Generic[Number]):
    r"""One row of :math:`C=f(A^0+E)`: its clean entries, and how much noise it keeps.

    Attributes
    ----------
    feature, own, other, bias : float or Fraction
        The entries on the clean coordinates, divided by :math:`\sqrt{\log n}`: the feature, the
        row's own group, each group that is neither its own nor the planted one, the bias.
    planted_group : float or Fraction
        The entry of the planted row's group: `own` for the rows of that group, and `other` for
        the rest unless queries and keys have unit norm.
    self_weight : float or Fraction
        :math:`f_{jj}`, what the row gives to itself.
    noise : float or Fraction
        :math:`\lVert w_j\rVert_2^2` with :math:`w_j=\sum_kf_{jk}E_k`, in units of
        :math:`\log n`.
    """

    feature: Number
    own: Number
    planted_group: Number
    other: Number
    bias: Number
    self_weight: Number
    noise: Number


@dataclass(frozen=True)
class NoisyRows(Generic[Number]):
    """The three kinds of row under orthogonal noise.

    Attributes
    ----------
    planted : NoisyRow
        The planted row, once.
    group : NoisyRow or None
        The other rows of its group, ``copies - 1`` times; None where ``copies == 1``.
    others : NoisyRow
        The rows of the other groups.
    """

    planted: NoisyRow[Number]
    group: NoisyRow[Number] | None
    others: NoisyRow[Number]


@overload
def noisy_row_classes(
    data: SelfAttentionData,
    kernel: Kernel,
    noise: ExactNumber,
    *,
    cure: Cure = "none",
    exact: Literal[False] = False,
) -> NoisyRows[float]: ...
@overload
def noisy_row_classes(
    data: SelfAttentionData,
    kernel: Kernel,
    noise: ExactNumber,
    *,
    cure: Cure = "none",
    exact: Literal[True],
) -> NoisyRows[Fraction]: ...
def noisy_row_classes(
    data: SelfAttentionData,
    kernel: Kernel,
    noise: ExactNumber,
    *,
    cure: Cure = "none",
    exact: bool = False,
) -> NoisyRows[Any]:
    r"""Return the rows of :math:`C=f(A^0+E)` under orthogonal noise of power :math:`\nu`.

    With :math:`P_\nu,Q_\nu` the weights of the scores :math:`p+\nu,q+\nu`,
    :math:`W=(t-1)Q+t(d-3)R`, :math:`Z_*=P_\nu+W` and :math:`Z_o=Q_\nu+W`, the rows are (feature,
    own group, each other group, bias; squared norm of the noise)

    .. math::

        \text{planted: }&\Big(a\tfrac{P_\nu}{Z_*},\ b\tfrac{P_\nu+(t-1)Q}{Z_*},\
        b\tfrac{tR}{Z_*},\ c;\ \nu\tfrac{P_\nu^2+(t-1)Q^2+t(d-3)R^2}{Z_*^2}\Big),\\
        \text{its group: }&\Big(a\tfrac{Q}{Z_o},\ b\tfrac{Q_\nu+(t-1)Q}{Z_o},\
        b\tfrac{tR}{Z_o},\ c;\ \nu\tfrac{Q_\nu^2+(t-1)Q^2+t(d-3)R^2}{Z_o^2}\Big),

    and those of the other groups have the feature :math:`aR/Z_o` and are else as the latter.

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction, of any size.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    noise : number
        The power :math:`\nu\ge0`, in units of :math:`\log n`; :math:`d\sigma^2` for entries of
        standard deviation :math:`\sigma`.
    cure : {"none", "unit norm", "no diagonal", "subtract"}, default "none"
        What is done to the scores; the values keep their noise. "unit norm" takes cosines for
        scores: the key of :math:`j^*` has :math:`\rho=((q+\nu)/(p+\nu))^{\beta/2}` times its
        weight. "no diagonal" removes the self-scores, "subtract" takes :math:`\nu` from them.
    exact : bool, default False
        Return Fractions; needs a polynomial kernel of whole degree, and of even degree for
        "unit norm".

    Returns
    -------
    NoisyRows
        Floats, each computed in interval arithmetic and rounded once, or Fractions.

    Raises
    ------
    TypeError
        If `data`, `kernel` or `noise` is of the wrong kind.
    ValueError
        If `noise` is negative, `cure` unknown, "unit norm" is asked for with a softmax, or
        `exact` where the weights are not rational.

    References
    ----------
    Book label ``thm:orthogonal-noise``, for the noisy scores as they are.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> rows = noisy_row_classes(data, Polynomial(4), "0.255")
    >>> round(rows.planted.self_weight, 3), round(rows.others.self_weight, 3)
    (0.828, 0.216)
    >>> noisy_row_classes(data, Polynomial(4), 0, exact=True).planted.noise
    Fraction(0, 1)
    """
    call = "noisy_row_classes"
    require(call, data, SelfAttentionData)
    require(call, kernel, Kernel, "kernel")
    power = noise_power(call, noise)
    if cure not in get_args(Cure):
        known = ", ".join(map(repr, get_args(Cure)))
        raise ValueError(f"{call}: cure must be one of {known}, got {cure!r}; choose one of them")
    if cure == "unit norm" and not isinstance(kernel, Polynomial):
        raise ValueError(
            f"{call}: cure='unit norm' needs a polynomial kernel, got {kernel!r}; "
            "a softmax of cosines has no norm to cancel, use Polynomial(degree)"
        )
    if exact:
        rows = _rows(data, power, exact_weights(call, kernel, data, power, cure), data.a, data.b)
        return _classes(data, [(*row[:4], data.c, *row[4:]) for row in rows])

    def balls() -> list[Any]:
        weights = ball_weights(kernel, data, power, cure)
        rows = _rows(data, power, weights, ball(data.a), ball(data.b))
        return [entry for row in rows for entry in row]

    numbers = round_once(balls)
    bias = float(data.c)
    return _classes(
        data, [(*numbers[i : i + 4], bias, *numbers[i + 4 : i + 6]) for i in range(0, 18, 6)]
    )


def _rows(
    data: SelfAttentionData, power: Fraction, weights: Weights, a: Any, b: Any
) -> list[tuple[Any, ...]]:
    """Return the entries of the planted row, its mates and the others, without the bias.

    A list of tokens is one of (weight, count): the row itself, the planted token, then the rest.
    """
    planted, own, mate, far, key = weights
    t, groups = data.copies, data.d - 3
    away = (far, t * groups)
    star = [(planted, 1)], [(mate, t - 1)], [away], planted
    # Without a mate its row is dropped by the caller.
    group = [(own, 1)], [(key * mate, 1), (mate, max(t - 2, 0))], [away], key * mate
    there = [(key * far, 1), (far, t - 1)]
    others = [(own, 1)], [(mate, t - 1)], [*there, (far, t * (groups - 1))], key * far
    out = []
    for itself, mates, rest, feature in (star, group, others):
        total = _power_sum([*itself, *mates, *rest], 1)
        home = _power_sum([*itself, *mates], 1) / total
        planted_group = _power_sum(there, 1) / total if rest is others[2] else home
        spread = _power_sum([*itself, *mates, *rest], 2) / total**2
        entries = a * feature / total, b * home, b * planted_group, b * t * far / total
        out.append((*entries, itself[0][0] / total, _times(power, spread)))
    return out


def _power_sum(tokens: Sequence[tuple[Any, int]], exponent: int) -> Any:
    return sum(count * weight**exponent for weight, count in tokens)


def _times(power: Fraction, spread: Any) -> Any:
    return power * spread if isinstance(spread, Fraction) else ball(power) * spread


def _classes(data: SelfAttentionData, rows: Sequence[tuple[Any, ...]]) -> NoisyRows[Any]:
    planted, group, others = (NoisyRow(*row) for row in rows)
    return NoisyRows(planted, None if data.copies == 1 else group, others)
