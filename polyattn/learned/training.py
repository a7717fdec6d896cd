"""Gradient descent on the neurons, the threshold and the degree of one layer: a trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number, whole_number
from polyattn.kernels import Polynomial
from polyattn.learned._parts import output_noise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

__all__ = ["Training", "train"]

# Adam's constants, as everywhere: how long it remembers the slope and its square.
_MEMORY, _LONG_MEMORY, _NEVER_ZERO = 0.9, 0.999, 1e-12


@dataclass(frozen=True)
class Training:
    r"""What gradient descent made of random neurons.

    Attributes
    ----------
    degrees, margins : array of shape (steps + 1, runs)
        The degree and the margin, from the start to the end.
    neurons : array of shape (runs, width, d)
        The neurons at the end.
    thresholds : array of shape (runs,)
        The thresholds at the end.
    planted : array of bool, shape (runs,)
        Whether, at the end, the planted row attains the level on :math:`\mathcal D_1`.
    """

    degrees: Floats
    margins: Floats
    neurons: Floats
    thresholds: Floats
    planted: NDArray[np.bool_]


def train(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    noise: ExactNumber,
    *,
    degree: ExactNumber,
    width: int = 1,
    runs: int = 8,
    steps: int = 2000,
    rate: ExactNumber = "0.01",
    random_state: int = 0,
) -> Training:
    r"""Descend on the neurons, the threshold and the degree, from random starts.

    What is made small is the log-loss of the two errors under noise at the output,

    .. math:: -\log\Phi\Big(\frac{\theta-X_0}{\nu_{out}}\Big)
        -\log\Phi\Big(\frac{X_1-\theta}{\nu_{out}}\Big),
        \qquad X_i=\max_{j,k}\langle C^{(i)}_j,y_k\rangle,

    by the slopes of the closed form. Entries of neurons start uniformly between -1 and 1, and are
    put back to there after each step; the threshold starts in the middle of the two levels; steps
    in the degree are steps in its logarithm. Each number has its own step size (Adam). All of it
    is in floats. No theorem says where it ends.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    noise : number
        The standard deviation :math:`\nu_{out}>0`, in units of :math:`\sqrt{\log n}`.
    degree : number
        The degree at the start, positive.
    width : int, default 1
        The number of neurons of each run.
    runs : int, default 8
        How many starts.
    steps : int, default 2000
        How many steps.
    rate : number, default "0.01"
        The step size at the start.
    random_state : int, default 0
        The seed.

    Returns
    -------
    Training
        The course of all runs.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or a number is not positive.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> found = train(*pair, "0.2", degree=8, runs=1)
    >>> print(f"degree {found.degrees[-1, 0]:.1f}, margin {found.margins[-1, 0]:.2f}")
    degree 4.5, margin 1.06
    """
    import numpy as np

    from polyattn.learned._slopes import level

    call = "train"
    require_pair(call, data0, data1)
    deviation = float(output_noise(call, noise))
    counts = {"width": width, "runs": runs, "steps": steps}
    for name, value in counts.items():
        counts[name] = whole_number(value, name, call, 1, f"use {name} >= 1")
    size = float(exact_number(rate, "rate", call))
    if size <= 0:
        raise ValueError(f"{call}: rate must be positive, got {rate}; use a step size such as 0.01")
    seed = whole_number(random_state, "random_state", call, 0, "a seed is a whole number from 0")
    shape = counts["runs"], counts["width"], data0.d
    neurons = np.random.default_rng(seed).uniform(-1, 1, shape)
    logs = np.full(counts["runs"], np.log(float(Polynomial(degree).degree)))
    low, high = (level(data, np.exp(logs), neurons) for data in (data0, data1))
    thresholds = (low.height + high.height) / 2
    course = [(np.exp(logs), high.height - low.height)]
    movers = [_Adam(size) for _ in range(3)]
    for _ in range(counts["steps"]):
        down = _pressure((thresholds - low.height) / deviation) / deviation
        up = _pressure((high.height - thresholds) / deviation) / deviation
        by_neuron = down[:, None, None] * low.by_neuron - up[:, None, None] * high.by_neuron
        by_log = (down * low.by_degree - up * high.by_degree) * np.exp(logs)
        neurons = np.clip(neurons - movers[0].step(by_neuron), -1, 1)
        logs = logs - movers[1].step(by_log)
        thresholds = thresholds - movers[2].step(up - down)
        low, high = (level(data, np.exp(logs), neurons) for data in (data0, data1))
        course.append((np.exp(logs), high.height - low.height))
    degrees, margins = (np.array(part) for part in zip(*course, strict=True))
    return Training(degrees, margins, neurons, thresholds, high.planted)


def _pressure(x: Floats) -> Floats:
    r"""Return :math:`\varphi(x)/\Phi(x)`, how fast :math:`-\log\Phi` falls."""
    import numpy as np
    from scipy.special import log_ndtr

    return np.asarray(np.exp(-(x**2) / 2 - np.log(2 * np.pi) / 2 - log_ndtr(x)))


class _Adam:
    """Steps of gradient descent with a step size for every number."""

    def __init__(self, rate: float) -> None:
        self.rate, self.time = rate, 0
        self.slope: Any = 0.0
        self.square: Any = 0.0

    def step(self, slope: Floats) -> Floats:
        self.time += 1
        self.slope = _MEMORY * self.slope + (1 - _MEMORY) * slope
        self.square = _LONG_MEMORY * self.square + (1 - _LONG_MEMORY) * slope**2
        mean = self.slope / (1 - _MEMORY**self.time)
        size = (self.square / (1 - _LONG_MEMORY**self.time)) ** 0.5
        return self.rate * mean / (size + _NEVER_ZERO)  # type: ignore[no-any-return]
