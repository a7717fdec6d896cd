"""The best margin that a neuron of one's choice has between the two data sets, and that neuron."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, overload

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.construction import require_row
from polyattn.data import SelfAttentionData, require_pair
from polyattn.kernels import Kernel
from polyattn.learned._parts import cube_margin, gain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Norm", "best_margin", "best_neuron"]

Norm: TypeAlias = Literal["cube", "ball"]
r"""What a neuron :math:`y\in\mathbb R^d` may be: all entries between -1 and 1, or
:math:`\lVert y\rVert_2\le\sqrt d`."""


@overload
def best_margin(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    *,
    norm: Norm = "cube",
    exact: Literal[False] = False,
) -> float: ...
@overload
def best_margin(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    *,
    norm: Norm = "cube",
    exact: Literal[True],
) -> Fraction: ...
def best_margin(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    *,
    norm: Norm = "cube",
    exact: bool = False,
) -> float | Fraction:
    r"""Return :math:`\max_y(X_1(y)-X_0(y))`, the best margin between the two data sets.

    With :math:`X_i(y)` the largest pre-activation of the neuron :math:`y` on
    :math:`\mathcal D_i`, :math:`\ell=a_1f_1^*-a_0f_0^*`, :math:`e=u_0^*-u_1^*` and
    :math:`N=d-3` it is

    .. math::

        \text{in the cube: }&M_\infty=\ell+2bNe
        =f_1^*\Big[(a_1-a_0)+\Big(1-\frac{P_0}{P_1}\Big)
        \big(a_0(1-f_0^*)+2bNu_0^*\big)\Big],\\
        \text{in the ball: }&\sqrt d\,\sqrt{\ell^2+b^2N(N+1)e^2}.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    norm : {"cube", "ball"}, default "cube"
        Neurons with entries between -1 and 1, or of length at most :math:`\sqrt d`.
    exact : bool, default False
        Return a Fraction; needs the cube, and a polynomial kernel of whole degree.

    Returns
    -------
    float or Fraction
        The margin in units of :math:`\sqrt{\log n}`, positive at every degree. A float is
        computed in interval arithmetic, in the second form, and rounded once.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, `norm` is unknown, or `exact` is asked
        for where the margin is not rational.

    References
    ----------
    Book labels ``thm:learned-margin`` and ``cor:learned-ball``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> [round(best_margin(*pair, Polynomial(degree)), 3) for degree in (1, 3, 5, 12)]
    [0.013, 0.529, 1.033, 0.888]
    """
    call = "best_margin"
    _check(call, data0, data1, kernel, norm)
    if exact:
        if norm != "cube":
            raise ValueError(
                f"{call}: exact=True needs norm='cube', got {norm!r}: a length is a square root; "
                "leave exact out: the float is rounded once"
            )
        return Fraction(cube_margin(data0, gain(data0, data1, kernel, exact=True)))

    def margin() -> Any:
        parts = gain(data0, data1, kernel)
        if norm == "cube":
            return cube_margin(data0, parts)
        return _root_d(data0) * _length(data0, parts)

    return round_once(lambda: [margin()])[0]


def best_neuron(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    kernel: Kernel,
    *,
    norm: Norm = "cube",
    planted_row: int = 0,
) -> NDArray[np.float64]:
    r"""Return a neuron that attains the best margin.

    .. math::

        \text{in the cube: }&y^\circ=(1;\ 1\text{ at the planted group};\ -1\text{ at each other};
        \ 0),\\
        \text{in the ball: }&y\propto(\ell;\ bNe;\ -be,\dots,-be;\ 0),\quad\lVert y\rVert_2=\sqrt d.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        What turns a score into a weight. In the cube the neuron is the same at every degree.
    norm : {"cube", "ball"}, default "cube"
        Neurons with entries between -1 and 1, or of length at most :math:`\sqrt d`.
    planted_row : int, default 0
        The row :math:`j^*` that carries the feature, as in `SelfAttentionData.matrix`.

    Returns
    -------
    array of shape (d,)
        The entries of the neuron. That of the bias is 0; in the cube it may be any other.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, `norm` is unknown, or `planted_row` is
        out of range.

    References
    ----------
    Book labels ``thm:learned-margin`` and ``cor:learned-ball``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(6, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> best_neuron(*pair, Polynomial(3)).tolist()
    [1.0, 1.0, -1.0, -1.0, -1.0, 0.0]
    """
    import numpy as np

    call = "best_neuron"
    _check(call, data0, data1, kernel, norm)
    row = require_row(call, data0, planted_row)

    def entries() -> list[Any]:
        parts = gain(data0, data1, kernel)
        unit = _root_d(data0) / _length(data0, parts)
        return [parts.feature * unit, (data0.d - 3) * parts.group * unit, -parts.group * unit]

    feature, home, away = (1.0, 1.0, -1.0) if norm == "cube" else round_once(entries)
    neuron = np.full(data0.d, away)
    neuron[0], neuron[1 + row % (data0.d - 2)], neuron[-1] = feature, home, 0.0
    return neuron


def _check(call: str, data0: object, data1: object, kernel: object, norm: object) -> None:
    require_pair(call, data0, data1)  # type: ignore[arg-type]
    require(call, kernel, Kernel, "kernel")
    if norm not in get_args(Norm):
        known = " or ".join(map(repr, get_args(Norm)))
        raise ValueError(f"{call}: norm must be {known}, got {norm!r}; choose one of them")


def _root_d(data: SelfAttentionData) -> Any:
    return ball(Fraction(data.d)).sqrt()


def _length(data: SelfAttentionData, parts: Any) -> Any:
    r"""Return :math:`\sqrt{\ell^2+b^2N(N+1)e^2}`, the length of the planted difference."""
    N = data.d - 3
    return (parts.feature**2 + N * (N + 1) * parts.group**2).sqrt()
